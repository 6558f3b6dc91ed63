package main

import (
	"context"
	"errors"

	"github.com/leadqual/leadqual/qualify/qualifytest"
)

type testInput struct {
	rulesInput
	Cases     document `json:"cases,omitzero" jsonschema:"the file of cases, its text or the JSON object itself: {\"cases\": [{\"name\", \"lead\", \"as_of\", \"want\"}]}; want is a part of the decision"`
	CasesFile string   `json:"cases_file,omitempty" jsonschema:"instead of cases: the file, a path below the server's root directory"`
	Cover     bool     `json:"cover,omitempty" jsonschema:"list which sides of rules and thresholds no case has seen"`
	Mutate    bool     `json:"mutate,omitempty" jsonschema:"list which changes of the rules no case would notice"`
}

type testAnswer struct {
	Cases    int        `json:"cases"`
	Failed   int        `json:"failed"`
	Failures []failure  `json:"failures,omitempty"`
	NotShown int        `json:"not_shown,omitempty" jsonschema:"how many more cases failed"`
	Cover    *unnoticed `json:"cover,omitempty"`
	Mutate   *unnoticed `json:"mutate,omitempty"`
	Note     string     `json:"note,omitempty"`
}

// A failure is a case whose decision is not as wanted.
type failure struct {
	Case        string       `json:"case"`
	Line        int          `json:"line,omitempty"`
	Message     string       `json:"message,omitempty"`
	Differences []difference `json:"differences,omitempty"`
}

type difference struct {
	Path string `json:"path" jsonschema:"where in the decision: score.rules[webinar].points"`
	Want string `json:"want"`
	Have string `json:"have,omitempty" jsonschema:"left out where the decision has nothing there"`
}

// unnoticed is what the cases leave open.
type unnoticed struct {
	Of       int      `json:"of" jsonschema:"how many there are"`
	Seen     int      `json:"seen" jsonschema:"how many the cases see or notice"`
	Open     []string `json:"open,omitempty" jsonschema:"those that they do not, but for what the file explains; the names are the keys of explained"`
	NotShown int      `json:"not_shown,omitempty"`
}

// How many failures an answer lists, how many differences of each, and how much
// of what is open.
const (
	maxFailures    = 10
	maxDifferences = 10
	maxOpen        = 30
)

func (s *server) test(ctx context.Context, in testInput) (*testAnswer, error) {
	engine, err := s.engine(in.rulesInput)
	if err != nil {
		return nil, err
	}
	from, err := s.read("cases", in.Cases, in.CasesFile)
	if err != nil {
		return nil, err
	}
	file, err := qualifytest.Parse(from.name, from.text)
	if err != nil {
		if ruleSet(from.text) {
			return nil, errors.New(from.name + ": a rule set; give it as rules or rules_file, and the cases as cases")
		}
		return nil, mistaken(from.withoutLines(err), "change what each message says; language has the schema of cases")
	}
	a := &testAnswer{Cases: len(file.Cases)}
	var failures qualifytest.Failures
	if err := qualifytest.CheckCases(engine, file.Cases); err != nil && !errors.As(err, &failures) {
		return nil, err
	}
	if len(failures) > 0 {
		a.fail(failures, from)
		if in.Cover || in.Mutate {
			a.Note = "cover and mutate need cases that come out as wanted"
		}
		return a, nil
	}
	suite := &qualifytest.Suite{Rules: engine.RuleSet(), File: *file}
	return a, a.measure(ctx, suite, in.Cover, in.Mutate)
}

func (a *testAnswer) fail(failures qualifytest.Failures, from *source) {
	a.Failed = len(failures)
	failures, a.NotShown = first(failures, maxFailures)
	for _, f := range failures {
		x := failure{Case: f.Case, Message: f.Message}
		if !from.value {
			x.Line = f.Line
		}
		differences, _ := first(f.Differences, maxDifferences)
		for _, d := range differences {
			x.Differences = append(x.Differences, difference{d.Path, d.Want, d.Have})
		}
		a.Failures = append(a.Failures, x)
	}
}

// measure says how good the cases are.
func (a *testAnswer) measure(ctx context.Context, suite *qualifytest.Suite, cover, mutate bool) error {
	if cover {
		c, err := suite.Cover()
		if err != nil {
			return err
		}
		a.Cover = &unnoticed{Of: c.Sides, Seen: c.Seen}
		open, rest := first(c.Open(), maxOpen)
		a.Cover.NotShown = rest
		for _, gap := range open {
			a.Cover.Open = append(a.Cover.Open, gap.ID)
		}
	}
	if mutate {
		m, err := suite.Mutate(ctx)
		if err != nil {
			return err
		}
		a.Mutate = &unnoticed{Of: m.Mutants, Seen: m.Noticed}
		open, rest := first(m.Open(), maxOpen)
		a.Mutate.NotShown = rest
		for _, mutant := range open {
			a.Mutate.Open = append(a.Mutate.Open, mutant.ID)
		}
	}
	return nil
}
