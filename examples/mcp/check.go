package main

import (
	"context"
	"errors"
	"strings"

	"github.com/leadqual/leadqual/qualify"
)

// A mistake of a rule set.
type mistake struct {
	Code    string `json:"code"`
	Path    string `json:"path,omitempty" jsonschema:"where in the rule set: scoring.rules[2].when"`
	Message string `json:"message" jsonschema:"what is wrong and what to write instead"`
	File    string `json:"file,omitempty"`
	Line    int    `json:"line,omitempty" jsonschema:"from 1; left out where the rule set was given as an object"`
	Column  int    `json:"column,omitempty"`
	Caret   string `json:"caret,omitempty" jsonschema:"the line of the expression, and carets under the mistake"`
	// Mend is nil where the message does not know it.
	Mend *qualify.Mend `json:"mend,omitempty" jsonschema:"what to write, and in place of which bytes: of the expression, or from line and column on"`
}

// checkAnswer is what check says.
type checkAnswer struct {
	OK          bool      `json:"ok"`
	Name        string    `json:"name,omitempty"`
	Version     string    `json:"version,omitempty"`
	Fingerprint string    `json:"fingerprint,omitempty" jsonschema:"tells rule sets apart that may decide differently"`
	Mistakes    []mistake `json:"mistakes,omitempty"`
	NotShown    int       `json:"not_shown,omitempty" jsonschema:"how many more mistakes there are"`

	err error
}

// mistaken is the answer as an error for whoever reads the text.
func (a *checkAnswer) mistaken() error { return a.err }

func (s *server) check(_ context.Context, in rulesInput) (*checkAnswer, error) {
	from, err := s.read("rules", in.Rules, in.RulesFile)
	if err != nil {
		return nil, err
	}
	engine, err := compile(from)
	var mistakes qualify.Errors
	if errors.As(err, &mistakes) {
		a := &checkAnswer{err: wrongRules(from, err)}
		for i, m := range mistakes {
			if i == maxMistakes {
				a.NotShown = len(mistakes) - i
				break
			}
			_, caret, _ := strings.Cut(m.Error(), "\n    ")
			a.Mistakes = append(a.Mistakes, mistake{
				Code: string(m.Code), Path: m.Path, Message: m.Message, File: m.File, Line: m.Line, Column: m.Column,
				Caret: strings.ReplaceAll(caret, "\n    ", "\n"), Mend: m.Mend,
			})
		}
		return a, nil
	}
	if err != nil {
		return nil, err
	}
	rs := engine.RuleSet()
	return &checkAnswer{OK: true, Name: rs.Name, Version: rs.Version, Fingerprint: engine.Fingerprint()}, nil
}
