package main

import (
	"cmp"
	"context"
	"fmt"

	"github.com/leadqual/leadqual/qualify"
)

type languageInput struct {
	About   string `json:"about,omitempty" jsonschema:"expressions (the default): what conditions are made of; or the keys of a file: rules, lead, cases, decision or map"`
	Section string `json:"section,omitempty" jsonschema:"of the keys only those below this one, such as scoring or scoring.rules"`
}

type languageAnswer struct {
	Facts     []field  `json:"facts,omitempty" jsonschema:"what every expression may name; those of your own are declared under facts as custom.NAME"`
	Activity  []field  `json:"activity,omitempty" jsonschema:"the fields of an element of activities, written .type and so on"`
	Results   []field  `json:"results,omitempty" jsonschema:"what was decided, which routes and experiments may name besides"`
	Functions []string `json:"functions,omitempty" jsonschema:"each as it is called, and what it gives"`
	Operators []string `json:"operators,omitempty"`
	Constants []string `json:"constants,omitempty"`
	Notes     []string `json:"notes,omitempty"`
	Example   string   `json:"example,omitempty" jsonschema:"a rule set that compiles"`
	Keys      []key    `json:"keys,omitempty"`
	NotShown  int      `json:"not_shown,omitempty" jsonschema:"how many more keys there are; name a section"`
}

type field struct {
	Name string `json:"name"`
	Type string `json:"type" jsonschema:"bool, number, string, time or strings"`
}

// maxKeys is how many keys an answer lists.
const maxKeys = 100

func (s *server) language(_ context.Context, in languageInput) (*languageAnswer, error) {
	about := cmp.Or(in.About, "expressions")
	switch {
	case about == "expressions" && in.Section != "":
		return nil, fmt.Errorf("section is of the keys of a file: give about too, which is rules, lead, cases, decision or map")
	case about == "expressions":
		return expressions()
	case schemaFiles[about] == "":
		return nil, fmt.Errorf("about %q: want expressions, rules, lead, cases, decision or map", shown(about))
	}
	keys, err := keysOf(about, in.Section)
	if err != nil {
		return nil, err
	}
	a := &languageAnswer{}
	a.Keys, a.NotShown = first(keys, maxKeys)
	return a, nil
}

// example is a rule set that shows how the parts go together.
const example = `{
  "name": "example",
  "facts": {"company.employees": {"ask": "How many people work there?"}, "custom.seats": {"type": "number"}},
  "screening": [{"id": "rival", "when": "domain_in(person.email, ['rival.example'])", "reason": "competitor", "status": "excluded"}],
  "lists": {"trades": ["education", "software"]},
  "icp": {"good_at": 0.75, "criteria": [
    {"id": "size", "when": "company.employees in 50..5000", "weight": 2},
    {"id": "trade", "when": "company.industry in lists.trades"},
    {"id": "title", "when": "has_word(person.job_title, 'vp', 'head of')"}
  ]},
  "scoring": {"ready_at": 40, "rules": [
    {"id": "visits", "each": ".type == 'page_view'", "points": 2, "limit": 5, "within_days": 30},
    {"id": "seats", "tiers": [{"when": "custom.seats >= 100", "points": 30}, {"when": "custom.seats >= 20", "points": 10}]},
    {"id": "webinar", "when": "any(activities, .type == 'webinar' and .days_ago <= 60)", "points": 15}
  ]},
  "hand_raise": [{"id": "demo", "when": "any(activities, .type == 'demo_request' and .days_ago <= 30)"}],
  "routes": [
    {"id": "emea", "team": "sales", "when": "person.region == 'EMEA'", "owners": [{"id": "ana"}, {"id": "ben", "weight": 2}]},
    {"id": "rest", "team": "sales", "owners": [{"id": "cleo"}]}
  ]
}`

// expressions is what conditions are made of.
func expressions() (*languageAnswer, error) {
	engine, err := qualify.CompileJSON("", []byte(example), nil)
	if err != nil {
		return nil, err
	}
	d := engine.Describe()
	a := &languageAnswer{
		Functions: words(qualify.Functions()), Operators: words(qualify.Operators()), Constants: words(qualify.Constants()),
		Example: example,
		Notes: []string{
			"A missing fact is unknown, and so is what is compared with it: x and y is unmet if one of them is, x or y met if one of them is.",
			"a ?? b is b where a is unknown; x == nil tells whether x is unknown.",
			"Each activity has .type and .at; .days_ago counts from the instant of the decision. The text of an each rule is what would stand inside any(activities, ...).",
			"Lists, tables and definitions of the rule set are named lists.NAME, lookup('NAME', key) and NAME.",
		},
	}
	for _, f := range (&qualify.RuleSet{}).AllFacts() { // no custom ones
		a.Facts = append(a.Facts, field{f.Path, f.Type})
	}
	for _, f := range d.Results {
		a.Results = append(a.Results, field{f.Path, f.Type})
	}
	for _, f := range d.Activity {
		a.Activity = append(a.Activity, field(f))
	}
	return a, nil
}

// words are words with what they mean, a line each.
func words(list []qualify.WordInfo) (lines []string) {
	for _, w := range list {
		lines = append(lines, w.Name+w.Arguments+": "+w.Meaning)
	}
	return lines
}
