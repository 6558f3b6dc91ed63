package main

import (
	"context"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/explain"
)

type explainInput struct {
	rulesInput
	leadsInput
	Full   bool `json:"full,omitempty" jsonschema:"every part of the decision, not only what, why and next"`
	Values bool `json:"values,omitempty" jsonschema:"show the leads' names, and with full their values beside what rests on them"`
}

// An explained lead.
type explained struct {
	LeadID string `json:"lead_id,omitempty"`
	Text   string `json:"text" jsonschema:"the decision in words that a sales representative can read"`
}

type explainAnswer struct {
	asOf
	Explanations []explained `json:"explanations"`
	NotShown     int         `json:"not_shown,omitempty" jsonschema:"how many more leads there are; name them by ids"`
	readLeads
}

// maxExplained is how many leads an answer explains.
const maxExplained = 10

func (s *server) explain(ctx context.Context, in explainInput) (*explainAnswer, error) {
	engine, at, err := s.prepare(in.rulesInput, &in.leadsInput)
	if err != nil {
		return nil, err
	}
	a := &explainAnswer{asOf: at, Explanations: []explained{}}
	decider, explainer := engine.NewDecider(), explain.New(engine)
	a.readLeads, err = s.each(ctx, &in.leadsInput, engine.RuleSet(), at.AsOf, in.Values, func(lead *qualify.Lead) error {
		if len(a.Explanations) == maxExplained {
			a.NotShown++
			return nil
		}
		o := explain.Options{Full: in.Full}
		if in.Values {
			o.Name, o.Values = lead.Person.Name, lead.Values()
		}
		a.Explanations = append(a.Explanations, explained{lead.ID, explainer.Explain(decider.Decide(lead, at.AsOf), &o)})
		return nil
	})
	return a, err
}

// prepare compiles the rule set and reads the instant.
func (s *server) prepare(rules rulesInput, leads *leadsInput) (*qualify.Engine, asOf, error) {
	engine, err := s.engine(rules)
	if err != nil {
		return nil, asOf{}, err
	}
	at, err := leads.instant()
	return engine, at, err
}
