package main

import (
	"context"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/scoring"
)

// describeAnswer says what a rule set is made of.
type describeAnswer struct {
	Name        string         `json:"name"`
	Version     string         `json:"version,omitempty"`
	Fingerprint string         `json:"fingerprint"`
	Facts       []usedFact     `json:"facts" jsonschema:"what its expressions read"`
	Parts       []part         `json:"parts" jsonschema:"all that has an expression, in the order of the rule set"`
	Score       *bounds        `json:"score,omitempty" jsonschema:"what the total can come to"`
	Groups      []group        `json:"groups,omitempty"`
	Lists       map[string]int `json:"lists,omitempty" jsonschema:"how many elements each list has"`
	Tables      map[string]int `json:"tables,omitempty" jsonschema:"how many rows each table has"`
	Definitions []definition   `json:"definitions,omitempty"`
	NotShown    int            `json:"not_shown,omitempty" jsonschema:"how many more facts, parts, groups and definitions there are"`
}

type usedFact struct {
	Path string   `json:"path"`
	Type string   `json:"type" jsonschema:"bool, number, string, time or strings"`
	Doc  string   `json:"doc,omitempty"`
	Ask  string   `json:"ask,omitempty" jsonschema:"the question to put to the lead"`
	Enum []string `json:"enum,omitempty"`
}

type part struct {
	Place      string   `json:"place"`
	Name       string   `json:"name,omitempty"`
	Path       string   `json:"path" jsonschema:"where it stands: scoring.rules[2]"`
	Facts      []string `json:"facts,omitempty" jsonschema:"the facts that it reads"`
	Activities bool     `json:"activities,omitempty" jsonschema:"it looks at what the lead did"`
	Points     *bounds  `json:"points,omitempty"`
}

// bounds of an amount; one that is left out is none.
type bounds struct {
	Low  *float64 `json:"low,omitempty"`
	High *float64 `json:"high,omitempty"`
}

type group struct {
	ID     string   `json:"id"`
	Rules  []string `json:"rules,omitempty"`
	Points bounds   `json:"points"`
}

type definition struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// maxDescribed is how many facts, parts, groups and definitions an answer lists of
// each.
const maxDescribed = 60

func (s *server) describe(_ context.Context, in rulesInput) (*describeAnswer, error) {
	engine, err := s.engine(in)
	if err != nil {
		return nil, err
	}
	d := engine.Describe()
	a := &describeAnswer{Name: d.Name, Version: d.Version, Fingerprint: d.Fingerprint, Facts: []usedFact{}, Parts: []part{}}
	for _, f := range d.Facts {
		if f.Used && a.room(len(a.Facts)) {
			enum, _ := first(f.Enum, maxDescribed)
			a.Facts = append(a.Facts, usedFact{f.Path, f.Type, f.Doc, f.Ask, enum})
		}
	}
	for _, p := range d.Parts {
		if a.room(len(a.Parts)) {
			x := part{Place: p.Place, Name: p.Name, Path: p.Path, Facts: p.Facts, Activities: p.Activities}
			if p.Points != nil {
				x.Points = boundsOf(*p.Points)
			}
			a.Parts = append(a.Parts, x)
		}
	}
	if engine.RuleSet().Scoring != nil {
		a.Score = boundsOf(d.Score.Points)
	}
	for _, g := range d.Groups {
		if a.room(len(a.Groups)) {
			a.Groups = append(a.Groups, group{g.ID, g.Rules, *boundsOf(g.Points)})
		}
	}
	for _, def := range d.Definitions {
		if a.room(len(a.Definitions)) {
			a.Definitions = append(a.Definitions, definition(def))
		}
	}
	a.Lists, a.Tables = map[string]int{}, map[string]int{}
	for _, l := range d.Lists {
		a.Lists[l.Name] = l.Len
	}
	for _, t := range d.Tables {
		a.Tables[t.Name] = t.Rows
	}
	return a, nil
}

// room tells whether a list of so many has room for one more, and counts it if not.
func (a *describeAnswer) room(n int) bool {
	if n < maxDescribed {
		return true
	}
	a.NotShown++
	return false
}

func boundsOf(r qualify.Range) *bounds {
	number := func(p *scoring.Points) *float64 { return (*float64)(p) }
	return &bounds{number(r.Low), number(r.High)}
}
