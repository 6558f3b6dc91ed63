package generate

import (
	"slices"

	"github.com/leadqual/leadqual/qualify"
)

// Tables are what rule sets made here declare under tables.
func Tables() map[string]qualify.LookupTable {
	return map[string]qualify.LookupTable{
		"region": {Type: "string", Rows: map[string]any{"DE": "emea", "us": "amer", "vp": "Rest"}, Default: "rest"},
		"worth":  {Type: "number", Rows: map[string]any{"software": 5.0, "Webinar": 2.0, "/pricing": -2.5}},
		"known":  {Type: "bool", Rows: map[string]any{"referral": true, "page_view": true, "": true}},
	}
}

// lookup makes a value of the kind that a table has for a text. ok is false where
// no table has any.
func (g *Generator) lookup(k kind, s scope) (p part, ok bool) {
	if g.o.AsExpr {
		return p, false
	}
	var names []string
	for name, t := range Tables() {
		if kinds[t.Type] == k {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return p, false
	}
	key := g.text(s)
	if s.element() == any(activity{}) && g.one(2) {
		key = atom(".type")
	} else if !s.alone && g.one(3) {
		key = atom("%s", pick(g, "person.country", "source", "company.industry"))
	}
	return call("lookup", literal(pick(g, slices.Sorted(slices.Values(names))...)), key), true
}
