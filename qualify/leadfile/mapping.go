package leadfile

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/leadqual/leadqual/internal/mistakes"
	"github.com/leadqual/leadqual/internal/nearest"
	"github.com/leadqual/leadqual/internal/strictjson"
	"github.com/leadqual/leadqual/qualify"
)

// A Mapping is a map that was checked. It is immutable and safe for concurrent
// use by multiple goroutines.
type Mapping struct {
	source     mistakes.List // the text, for mistakes that a file of leads shows
	encoding   *encoding     // nil where the map does not say
	delimiter  byte          // 0 where the map does not say
	records    []strictjson.Step
	recordPath string
	fields     []mappedField
	seen       []mappedSeen
	activities []mappedActivity
	needsAsOf  bool
}

// mappedField is a column and what it sets in a lead.
type mappedField struct {
	column column
	set    func(*qualify.Lead, *value)
}

// ParseMap reads a map file. The facts are those that the rule set declares,
// from which custom fields take their types; with nil facts any custom field
// may be filled, as text unless the map says otherwise. The name is for
// messages.
//
// The error, if there is one, is a qualify.Errors with every mistake. Keys that are
// unknown or repeated are mistakes, and so are fields that a lead does not have.
func ParseMap(name string, text []byte, facts map[string]qualify.Fact) (*Mapping, error) {
	m := &Map{}
	c := &checker{List: mistakes.Read(name, text, m), m: m, facts: facts}
	c.mapping = &Mapping{source: c.List}
	if !c.Broken() {
		c.check()
	}
	if err := c.Err(); err != nil {
		return nil, err
	}
	return c.mapping, nil
}

// checker turns a Map into a Mapping.
type checker struct {
	mistakes.List
	m       *Map
	facts   map[string]qualify.Fact
	mapping *Mapping
}

func (c *checker) check() {
	m, out := c.m, c.mapping
	if m.Encoding != "" {
		var names []string
		for _, e := range encodings {
			names = append(names, strconv.Quote(e.name))
			if e.name == m.Encoding {
				out.encoding = e.encoding
			}
		}
		if out.encoding == nil {
			c.Fail("encoding", qualify.CodeUnknownWord, "want %s", strings.Join(names, " or "))
		}
	}
	if m.Delimiter != "" {
		if !isDelimiter(m.Delimiter) {
			c.Fail("delimiter", qualify.CodeBadValue, `want one ASCII character such as ";" or "\t", but no quote, line end, letter or digit`)
		} else {
			out.delimiter = m.Delimiter[0]
		}
	}
	out.recordPath = m.Records
	out.records = c.path("records", m.Records)
	for _, s := range out.records {
		if s.Item >= 0 {
			c.Fail("records", qualify.CodeNotAllowed, "the list of records cannot stand in another list")
		}
	}
	c.formats("", m.Numbers, m.Booleans, m.Dates)
	for _, path := range slices.Sorted(maps.Keys(m.Fields)) {
		f := m.Fields[path]
		c.field(path, &f)
	}
	if m.Seen != nil {
		c.seen(m.Seen)
	}
	for i := range m.Activities {
		c.activity(fmt.Sprintf("activities[%d]", i), &m.Activities[i])
	}
	if len(m.Fields) == 0 && len(m.Activities) == 0 {
		c.Fail("", qualify.CodeRequired, `name at least one field under "fields"`)
	}
}

func isDelimiter(s string) bool {
	if len(s) != 1 || s[0] >= 0x80 || s[0] == 0 {
		return false
	}
	b := s[0] | 0x20
	return s != "\"" && s != "\r" && s != "\n" && (b < 'a' || b > 'z') && (s[0] < '0' || s[0] > '9')
}

// path reads a JSON path.
func (c *checker) path(at, path string) []strictjson.Step {
	steps, ok := strictjson.Steps(path)
	if !ok {
		c.Fail(at, qualify.CodeBadValue, `want a path such as Owner.Name, or ["key with. dots"].Name`)
	}
	return steps
}

// field prepares a field of the lead.
func (c *checker) field(path string, f *Field) {
	at := strictjson.PathKey("fields", path)
	target, ok := findField(path, c.facts)
	if !ok {
		why := noField(path, c.facts)
		switch path {
		case "activities":
			why = `write "activities": [...] beside "fields", not in it`
		case "seen":
			why = `write "seen": {...} beside "fields", not in it, or name a fact, as "seen.company.employees.at"`
		}
		c.Fail(at, qualify.CodeUnknownName, "%s", why)
		return
	}
	if strings.HasPrefix(path, "custom.") {
		if target.kind, ok = c.customKind(at, path, f); !ok {
			return
		}
	} else if f.Type != "" {
		c.Fail(at+".type", qualify.CodeNotAllowed, "only custom fields have a type of your choice")
	}
	c.mapping.fields = append(c.mapping.fields, mappedField{c.column(at, path, target.kind, enumOf(path, c.facts), f), target.set})
}

// customKind is the kind of a custom field, of a lead or of an activity, that
// the rule set declares as a fact, or whose type stands at a path of the map.
func (c *checker) customKind(at, fact string, f *Field) (k kind, ok bool) {
	declared := kinds[c.facts[fact].Type]
	switch {
	case f.Type != "" && kinds[f.Type] == noKind:
		c.Fail(at+".type", qualify.CodeUnknownWord, "want bool, number, string, time or strings%s", nearest.Quoted(f.Type, slices.Sorted(maps.Keys(kinds))))
	case f.Type != "" && declared != noKind && kinds[f.Type] != declared:
		c.Fail(at+".type", qualify.CodeBadValue, "the rule set declares %s as %s", fact, c.facts[fact].Type)
	case f.Type != "":
		return kinds[f.Type], true
	case declared == noKind && c.facts != nil:
		of, _, _ := strings.Cut(fact, "custom.")
		c.Fail(at, qualify.CodeUnknownName, `the rule set declares no %s%s; if it is to be filled all the same, give its "type"`, fact, nearest.Quoted(fact, customPaths(c.facts, of)))
	case declared == noKind:
		return textKind, true
	default:
		return declared, true
	}
	return noKind, false
}

// customPaths are the custom facts that the rule set declares: of leads, or,
// with "activities.", of what they did.
func customPaths(facts map[string]qualify.Fact, of string) []string {
	var paths []string
	for _, path := range slices.Sorted(maps.Keys(facts)) {
		if strings.HasPrefix(path, of+"custom.") {
			paths = append(paths, path)
		}
	}
	return paths
}

// column prepares a Field that stands at a path of the map. The enum is what the
// rule set lists, nil if anything will do.
func (c *checker) column(at, field string, k kind, enum []string, f *Field) column {
	col := column{
		place: at, field: field, from: f.From, kind: k,
		unknown:   textSet(c.m.Unknown, f.Unknown),
		numbers:   newNumberReader(cmp.Or(f.Numbers, c.m.Numbers)),
		separator: cmp.Or(f.Separator, c.m.Separator, ";"),
	}
	if !c.given(at+".from") && !c.given(at+".value") {
		c.Fail(at, qualify.CodeRequired, `say what it is read from: "from" is a column or path, "value" the same for every lead`)
	}
	if f.From != "" {
		col.steps, _ = strictjson.Steps(f.From)
		if f.Value != nil {
			c.Fail(at+".value", qualify.CodeNotAllowed, `give "from" or "value", not both`)
		}
	} else {
		col.constant = c.literal(at+".value", field, k, enum, f.Value)
	}
	for _, text := range slices.Sorted(maps.Keys(f.Values)) {
		if col.values == nil {
			col.values = make(map[string]value, len(f.Values))
		}
		col.values[col.listed([]byte(strings.TrimSpace(text)))] = c.literal(strictjson.PathKey(at+".values", text), field, k, enum, f.Values[text])
	}
	c.formats(at+".", f.Numbers, f.Booleans, f.Dates)
	col.booleans = defaultBooleans
	if b := cmp.Or(f.Booleans, c.m.Booleans); b != nil && len(b.True)+len(b.False) > 0 {
		col.booleans, col.boolsAs = booleans(b), Booleans{True: b.True, False: b.False}
	} else if col.values != nil { // which say all that may stand there
		col.booleans = nil
	}
	col.dates = newDateReader(cmp.Or(f.Dates, c.m.Dates), func(string, string) {})
	if c.given(at + ".default") {
		col.byDefault = c.literal(at+".default", field, k, enum, f.Default)
		switch {
		case field == "id":
			c.Fail(at+".default", qualify.CodeNotAllowed, "it would give many leads one id")
		case f.From == "":
			c.Fail(at+".default", qualify.CodeNotAllowed, `a "value" is never blank`)
		}
	}
	switch f.OnError {
	case "", "bad_row":
	case "unknown":
		col.lenient = true
	default:
		c.Fail(at+".on_error", qualify.CodeUnknownWord, `want "bad_row" or "unknown"`)
	}
	return col
}

// literal is a value that the map itself gives for a field. It has to be of the
// field's kind, and one that the rule set knows.
func (c *checker) literal(at, field string, k kind, enum []string, content any) value {
	v, ok := literal(k, content)
	if !ok {
		c.Fail(at, qualify.CodeBadValue, "%s is %s: want %s, or null for unknown", field, article(k), wanted(k))
	}
	if v.known && len(enum) > 0 && !slices.Contains(enum, v.text) {
		c.Fail(at, qualify.CodeUnknownWord, "the rule set does not list %s among the values of %s%s", shown(v.text), field, nearest.Quoted(v.text, enum))
	}
	return v
}

// given tells whether the map has a value at a path.
func (c *checker) given(path string) bool {
	_, ok := c.Index().Find(path)
	return ok
}

// formats checks how values are said to be written. The prefix is the path of
// the object they stand in, with its dot.
func (c *checker) formats(prefix string, n *Numbers, b *Booleans, d *Dates) {
	if n != nil {
		at := prefix + "numbers"
		if n.Decimal != "" && n.Decimal != "." && n.Decimal != "," {
			c.Fail(at+".decimal", qualify.CodeUnknownWord, `want "." or ","`)
		}
		switch {
		case n.Thousands == "":
		case n.Thousands == cmp.Or(n.Decimal, "."):
			c.Fail(at+".thousands", qualify.CodeNotAllowed, "the decimal sign is the same")
		case !slices.Contains([]string{",", ".", " ", "'", "’", "_", "\u00a0", "\u202f"}, n.Thousands):
			c.Fail(at+".thousands", qualify.CodeUnknownWord, `want one of , . ' ’ _ or a space`)
		}
		for i, s := range n.Strip {
			if !isAffix(s) {
				c.Fail(fmt.Sprintf("%s.strip[%d]", at, i), qualify.CodeBadValue, "want a text without digits and signs, such as a currency")
			}
		}
		for _, name := range slices.Sorted(maps.Keys(n.Units)) {
			place := strictjson.PathKey(at+".units", name)
			switch factor := n.Units[name]; {
			case !isAffix(name) || name != strings.TrimSpace(name):
				c.Fail(place, qualify.CodeBadValue, "want a text without digits, signs and spaces at its ends, such as k")
			case slices.Contains(n.Strip, name):
				c.Fail(place, qualify.CodeNotAllowed, `"strip" lists it as meaning nothing`)
			case name == "%" && n.Percent:
				c.Fail(place, qualify.CodeNotAllowed, `"percent" says what it means`)
			case !(factor > 0) || math.IsInf(factor, 0):
				c.Fail(place, qualify.CodeOutOfRange, "want a number above 0 by which the unit multiplies, such as 1000")
			}
		}
		if n.Range != "" && n.Range != rangeLow && n.Range != rangeHigh && n.Range != rangeMiddle {
			c.Fail(at+".range", qualify.CodeUnknownWord, `want "low", "high" or "middle"`)
		}
	}
	if b != nil {
		yes := textSet(b.True)
		for i, text := range b.False {
			if yes[folded(strings.TrimSpace(text))] {
				c.Fail(fmt.Sprintf("%sbooleans.false[%d]", prefix, i), qualify.CodeNotAllowed, "%s is among the texts for true", shown(text))
			}
		}
	}
	if d != nil {
		newDateReader(d, func(key, message string) { c.Fail(prefix+"dates."+key, qualify.CodeBadValue, "%s", message) })
	}
}

// isAffix tells whether a text may stand at a number without being a part of it.
func isAffix(s string) bool {
	return strings.TrimSpace(s) != "" && !strings.ContainsAny(s, "0123456789+-")
}

func booleans(b *Booleans) map[string]bool {
	all := make(map[string]bool, len(b.True)+len(b.False))
	for _, text := range b.True {
		all[folded(strings.TrimSpace(text))] = true
	}
	for _, text := range b.False {
		all[folded(strings.TrimSpace(text))] = false
	}
	return all
}

func article(k kind) string {
	if k == boolKind {
		return k.String()
	}
	return "a " + k.String()
}
