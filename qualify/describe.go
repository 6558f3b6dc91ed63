package qualify

import (
	"maps"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/scoring"
)

// A Description says what a compiled rule set can name, what its parts read
// and what they can be worth, for an editor of rules. It is plain data.
type Description struct {
	Name        string `json:"name"`
	Version     string `json:"version,omitempty"`
	Fingerprint string `json:"fingerprint"`
	// Facts are all that an expression may name, in a fixed order, custom ones
	// last and sorted.
	Facts []FactInfo `json:"facts"`
	// Results are what was decided, which the conditions of routes and experiments may name too.
	Results []FactInfo `json:"results"`
	// Activity are the fields of an activity, written .type and so on.
	Activity []FieldInfo `json:"activity"`
	// People are the fields of a person, written .role and so on, in rules about
	// accounts; nil in others.
	People []FieldInfo `json:"people,omitempty"`
	// Lists, Tables and Definitions are the rule set's, sorted by name.
	Lists       []ListInfo       `json:"lists,omitempty"`
	Tables      []TableInfo      `json:"tables,omitempty"`
	Definitions []DefinitionInfo `json:"definitions,omitempty"`
	// Functions are the names that an expression may call, sorted.
	Functions []string `json:"functions"`
	// Parts are all that has an expression or counts people with a role, in the order
	// of the rule set.
	Parts []PartInfo `json:"parts,omitempty"`
	// Gates are the checklists that must be qualified for readiness by score, by id;
	// "bant" is BANT.
	Gates []string `json:"gates,omitempty"`
	// Groups are the groups of scoring, in order.
	Groups []GroupInfo `json:"groups,omitempty"`
	// Score bounds the total; zero to zero without scoring.
	Score ScoreInfo `json:"score"`
}

// A ListInfo is one of the rule set's lists.
type ListInfo struct {
	Name string `json:"name"` // without "lists."
	Len  int    `json:"len"`
}

// A TableInfo is one of the rule set's tables.
type TableInfo struct {
	Name string `json:"name"`
	// Type is the type of the values: string, number or bool.
	Type string `json:"type"`
	// Rows is the number of rows.
	Rows int `json:"rows"`
	// Default is the value of all keys that no row has: "", 0 or false where the
	// rule set gives none.
	Default any `json:"default"`
}

// A DefinitionInfo is one of the rule set's definitions.
type DefinitionInfo struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// A PartInfo is a part of the rule set that has expressions, and what they
// read together, definitions written out.
type PartInfo struct {
	// Place is the part's name: screening.ID, icp.ID, bant.budget,
	// checklists.ID.ITEM, scoring.ID, hand_raise.ID, routes.ID,
	// experiments.ID.
	Place string `json:"place"`
	// Name is what people call the part, its reason where it has no name.
	Name string `json:"name,omitempty"`
	// Path is where it stands in the rule set: scoring.rules[2].
	Path string `json:"path"`
	// Facts are the paths of the facts that it reads, each once.
	Facts []string `json:"facts,omitempty"`
	// Activities says that it looks at what the lead did.
	Activities bool `json:"activities,omitempty"`
	// People are the fields of people that it looks at, as "role", each once.
	People []string `json:"people,omitempty"`
	// Role and AtLeast say that so many people with a role meet it, in a checklist
	// of rules about accounts; "" and 0 where it has an expression.
	Role    string `json:"role,omitempty"`
	AtLeast int    `json:"at_least,omitempty"`
	// LimitBy is "member" for a rule whose limit is for each person apart.
	LimitBy scoring.LimitBy `json:"limit_by,omitempty"`
	// GivesUp says that it uses ?? or compares with nil, so that filling in a
	// fact may change what was known.
	GivesUp bool `json:"gives_up,omitempty"`
	// Points bounds what a rule of scoring can be worth; nil for other parts.
	Points *Range `json:"points,omitempty"`
}

// A Range bounds an amount: it is never outside, for any lead. Not every
// amount inside need be possible. Nil is no bound, or one beyond a trillion
// points.
type Range struct {
	Low  *scoring.Points `json:"low,omitempty"`
	High *scoring.Points `json:"high,omitempty"`
}

// A ScoreInfo bounds a sum of points before and after it is clipped.
type ScoreInfo struct {
	Sum    Range `json:"sum"`
	Points Range `json:"points"`
}

// A GroupInfo bounds what a group can be worth.
type GroupInfo struct {
	ID string `json:"id"`
	// Rules are the ids of its rules, in order.
	Rules []string `json:"rules,omitempty"`
	ScoreInfo
}

// Describe says what the rule set can name, what its parts read, and which
// scores can be reached. The description is the caller's. It is made anew by
// each call, in time that grows with the size of the rule set; it is for
// editors and tools, not for hot loops.
func (e *Engine) Describe() Description {
	d := Description{Name: e.name, Version: e.version, Fingerprint: e.fingerprint, Functions: criteria.FunctionNames()}
	for _, f := range e.source.AllActivityFields() {
		d.Activity = append(d.Activity, FieldInfo{Name: f.Path, Type: f.Type})
	}
	e.describeNames(&d)
	var rules []Range
	d.Score = ScoreInfo{Sum: rangeOf(milli.Range{}), Points: rangeOf(milli.Range{})}
	if m := e.source.Scoring; m != nil {
		rules = d.bound(m)
	}
	d.Parts = e.describeParts(rules)
	for _, l := range e.source.Gates() {
		d.Gates = append(d.Gates, l.ID)
	}
	used := map[string]bool{}
	for _, r := range e.roles {
		for _, path := range e.program.Cond(r).Facts {
			used[path] = true
		}
	}
	for i := range d.Parts {
		for _, path := range d.Parts[i].Facts {
			used[path] = true
		}
	}
	if e.of != nil {
		e.describeAccount(&d)
	}
	for _, f := range e.nameable() {
		f.Used = used[f.Path]
		d.Facts = append(d.Facts, f)
	}
	d.Results = e.source.AllResults()
	return d
}

// describeNames lists the rule set's lists, tables and definitions.
func (e *Engine) describeNames(d *Description) {
	rs := e.source
	for _, name := range slices.Sorted(maps.Keys(rs.Lists)) {
		d.Lists = append(d.Lists, ListInfo{Name: name, Len: len(rs.Lists[name])})
	}
	for _, name := range slices.Sorted(maps.Keys(e.tables)) {
		t := e.tables[name]
		d.Tables = append(d.Tables, TableInfo{Name: name, Type: t.Kind.FactType(), Rows: t.Len(), Default: t.Default.JSON(t.Kind)})
	}
	for _, name := range slices.Sorted(maps.Keys(rs.Define)) {
		d.Definitions = append(d.Definitions, DefinitionInfo{Name: name, Text: rs.Define[name]})
	}
}

// describeParts are all that has a condition, with what each reads, and of rules
// what they can be worth.
func (e *Engine) describeParts(rules []Range) []PartInfo {
	var parts []PartInfo
	rule := 0
	for _, plan := range e.parts() {
		p := PartInfo{Place: plan.Place, Path: plan.Path, Name: plan.Name}
		for _, text := range plan.texts {
			n := e.tree(text)
			for _, fact := range n.Facts {
				if !e.wasDecided(fact) && !slices.Contains(p.Facts, fact) {
					p.Facts = append(p.Facts, fact)
				}
			}
			p.Activities = p.Activities || n.Activities || text.form == "each"
			p.GivesUp = p.GivesUp || n.NonMonotone
			p.addPeople(n, map[*criteria.Node]bool{})
		}
		if strings.HasPrefix(plan.Path, "scoring.rules[") {
			p.Points, p.LimitBy = &rules[rule], e.source.Scoring.Rules[rule].LimitBy
			rule++
		}
		parts = append(parts, p)
	}
	return parts
}

// wasDecided tells whether a path that some text names is a result.
func (e *Engine) wasDecided(path string) bool {
	return slices.ContainsFunc(e.slots, func(s slot) bool { return s.role == wasDecided && s.path == path })
}

// tree is the expression of a compiled text.
func (e *Engine) tree(t compiledText) *criteria.Node {
	switch t.form {
	case "compute":
		return e.program.Num(criteria.Num(t.at))
	case "each":
		return e.program.Each(criteria.Each(t.at))
	}
	return e.program.Cond(criteria.Cond(t.at))
}
