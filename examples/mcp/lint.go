package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"

	"github.com/leadqual/leadqual/qualify/lint"
)

type lintInput struct {
	rulesInput
	Least  string `json:"least,omitempty" jsonschema:"the least severity to list: info (the default), warning or error"`
	Proofs bool   `json:"proofs,omitempty" jsonschema:"say why each finding holds, and show it with a made-up lead where there is one"`
}

// A finding of lint.
type finding struct {
	Severity string `json:"severity"`
	Code     string `json:"code"`
	Path     string `json:"path"`
	Message  string `json:"message"`
	File     string `json:"file,omitempty"`
	Line     int    `json:"line,omitempty"`
	Text     string `json:"text,omitempty" jsonschema:"the expression"`
	Proof    string `json:"proof,omitempty"`
	// Lead is made of the rules alone.
	Lead  json.RawMessage `json:"lead,omitempty" jsonschema:"a made-up lead that shows it"`
	Shows string          `json:"shows,omitempty" jsonschema:"what the lead shows"`
}

type lintAnswer struct {
	Findings []finding `json:"findings"`
	NotShown int       `json:"not_shown,omitempty" jsonschema:"how many more findings there are"`
}

// maxFindings is how many findings an answer lists.
const maxFindings = 20

func (s *server) lint(ctx context.Context, in lintInput) (*lintAnswer, error) {
	least := lint.Severity(cmp.Or(in.Least, string(lint.Info)))
	switch least {
	case lint.Info, lint.Warning, lint.Error:
	default:
		return nil, fmt.Errorf("least %q: want info, warning or error", shown(in.Least))
	}
	from, err := s.read("rules", in.Rules, in.RulesFile)
	if err != nil {
		return nil, err
	}
	var findings []lint.Finding
	if from.fsys != nil {
		findings, err = lint.CheckLoaded(ctx, from.fsys, from.name, nil)
	} else {
		findings, err = lint.CheckFile(ctx, from.name, from.text, nil)
	}
	if err != nil {
		return nil, wrongRules(from, from.withoutLines(err))
	}
	a := &lintAnswer{Findings: []finding{}}
	for _, f := range findings {
		switch {
		case !f.Severity.AtLeast(least):
			continue
		case len(a.Findings) == maxFindings:
			a.NotShown++
			continue
		}
		x := finding{Severity: string(f.Severity), Code: string(f.Code), Path: f.Path, Message: f.Message, File: f.File, Text: f.Text}
		if !from.value {
			x.Line = f.Line
		}
		if in.Proofs {
			x.Proof = f.Proof
			if f.Witness != nil {
				x.Shows = f.Witness.Shows
				if x.Lead, err = json.Marshal(f.Witness.Lead); err != nil {
					return nil, err
				}
			}
		}
		a.Findings = append(a.Findings, x)
	}
	return a, nil
}
