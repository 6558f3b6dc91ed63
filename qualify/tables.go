package qualify

import (
	"maps"
	"slices"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/strictjson"
)

// A LookupTable gives a value for each of its keys, for lookup(NAME, KEY) in
// expressions. A lookup takes as long in a table of many rows as in one of few.
type LookupTable struct {
	// Type is the type of the values: "string", "number" or "bool".
	Type string `json:"type"`
	// Rows are the values by key, each a value of JSON of the table's type. Where
	// texts are compared without case, keys are too.
	Rows map[string]any `json:"rows,omitempty"`
	// File is a CSV file that the rows are read from: a path relative to the file
	// that names it. It is UTF-8 with commas, and its first line names the columns.
	// A rule set with it is read by Load; the engine's rule set has the rows.
	File string `json:"file,omitempty"`
	// Key is the column of File that has the keys. It may be left out for a file
	// of two columns: it is the first then, or the one that Value is not.
	Key string `json:"key,omitempty"`
	// Value is the column of File that has the values. It may be left out where
	// Key may: it is the other one.
	Value string `json:"value,omitempty"`
	// Default is the value of all other keys; nil is "", 0 or false.
	Default any `json:"default,omitempty"`
	// Note is for the reader and changes nothing.
	Note string `json:"note,omitempty"`
}

// A Vendor sells facts about leads. It changes no decision.
type Vendor struct {
	ID   string `json:"id"`             // unique among the vendors
	Name string `json:"name,omitempty"` // for display
	// Gives are the paths of the facts that a look-up gives.
	Gives []string `json:"gives"`
	// Cost is what a look-up costs, in whatever money the host counts, from 0.
	Cost float64 `json:"cost"`
	// Hit is the share of leads, from 0 to 1, of which the vendor knows something;
	// nil is 1.
	Hit  *float64 `json:"hit,omitempty"`
	Note string   `json:"note,omitempty"`
}

// A TextPolicy says how texts are compared.
type TextPolicy string

// The policies.
const (
	// TextsExact is the default: texts are equal where their characters are.
	TextsExact TextPolicy = "exact"
	// TextsFolded compares texts without case and without the blanks at their
	// ends, but those of what contains, startsWith and endsWith look for.
	TextsFolded TextPolicy = "folded"
)

// tableKind is the kind of the values of a table by its type, None for another
// word.
func tableKind(typ string) criteria.Kind {
	switch typ {
	case "string":
		return criteria.String
	case "number":
		return criteria.Number
	case "bool":
		return criteria.Bool
	}
	return criteria.None
}

// tables declares the tables.
func (b *build) tables() map[string]*criteria.Table {
	out := make(map[string]*criteria.Table, len(b.rs.Tables))
	for _, name := range slices.Sorted(maps.Keys(b.rs.Tables)) {
		t, at := b.rs.Tables[name], strictjson.PathKey("tables", name)
		b.name(at, "a table's name", name)
		switch {
		case t.File != "":
			b.fail(at+".file", CodeNotAllowed, "the rows stand in a file: read the rule set with Load, which finds it")
		case t.Key != "":
			b.fail(at+".key", CodeNotAllowed, `"key" is a column of a "file"; leave it out, or give the file`)
		case t.Value != "":
			b.fail(at+".value", CodeNotAllowed, `"value" is a column of a "file"; leave it out, or give the file`)
		}
		kind := tableKind(t.Type)
		switch {
		case t.Type == "":
			b.fail(at, CodeRequired, `give it a "type": string, number or bool`)
		case kind == criteria.None:
			word(b, at+".type", t.Type, "string", "number", "bool")
		}
		if kind == criteria.None { // what its rows are, nobody knows
			out[name] = &criteria.Table{}
			continue
		}
		table, wrong := criteria.NewTable(kind, t.Rows, t.Default)
		for _, key := range wrong {
			b.fail(strictjson.PathKey(at+".rows", key), CodeWrongType, "the values of this table are of type %s", t.Type)
		}
		if _, ok := criteria.NewValue(kind, t.Default); !ok && t.Default != nil {
			b.fail(at+".default", CodeWrongType, "the values of this table are of type %s", t.Type)
		}
		out[name] = table
	}
	b.e.tables = out
	return out
}

// withoutRows is a rule set whose tables have no rows: an engine has them in
// its tables.
func withoutRows(rs *RuleSet) *RuleSet {
	out := *rs
	out.Tables = maps.Clone(rs.Tables)
	for name, t := range out.Tables {
		t.Rows = nil
		out.Tables[name] = t
	}
	return &out
}

// giveRows gives the tables of a rule set the rows of the engine.
func (e *Engine) giveRows(rs *RuleSet) {
	for name, t := range rs.Tables {
		if table := e.tables[name]; table.Len() > 0 {
			t.Rows = maps.Collect(table.Rows())
			rs.Tables[name] = t
		}
	}
}

// vendors checks what is sold.
func (b *build) vendors() {
	for i := range b.rs.Vendors {
		v, at := &b.rs.Vendors[i], strictjson.PathItem("vendors", i)
		if len(v.Gives) == 0 {
			b.fail(at, CodeRequired, `say what it "gives"`)
		}
		for j, path := range v.Gives {
			if !slices.ContainsFunc(b.facts, func(f criteria.Fact) bool { return f.Path == path && !f.Result }) {
				b.fail(strictjson.PathItem(at+".gives", j), CodeUnknownID, "there is no fact %s", path)
			}
		}
		if !(v.Cost >= 0 && v.Cost <= 1e9) {
			b.fail(at+".cost", CodeOutOfRange, "a cost is between 0 and a billion")
		}
		if v.Hit != nil && !(*v.Hit >= 0 && *v.Hit <= 1) {
			b.fail(at+".hit", CodeOutOfRange, "a share is between 0 and 1")
		}
	}
}
