package main

import (
	"context"

	"github.com/leadqual/leadqual/qualify"
)

type askInput struct {
	rulesInput
	leadsInput
}

// asked is what to find out about a lead.
type asked struct {
	LeadID    string     `json:"lead_id,omitempty"`
	Questions []question `json:"questions" jsonschema:"the most useful first; none where nothing is missing"`
	NotShown  int        `json:"not_shown,omitempty"`
}

// A question about a missing fact.
type question struct {
	Path     string    `json:"path"`
	Question string    `json:"question,omitempty" jsonschema:"to put to the lead, as the rule set words it"`
	Settles  string    `json:"settles" jsonschema:"decides: it alone changes quadrant, status, team or owner; may_decide: perhaps with others; score: points or fit only; record: nothing that is decided"`
	For      []string  `json:"for" jsonschema:"the parts that it leaves open"`
	Why      string    `json:"why,omitempty" jsonschema:"why a fact that is there says nothing: stale, or the code of its issue"`
	Points   float64   `json:"points,omitempty" jsonschema:"by how much the score's range shrinks in the worst case"`
	Examples []outcome `json:"examples,omitempty" jsonschema:"two values that lead to different decisions"`
}

// outcome is where a lead goes with a value that is made of the rules.
type outcome struct {
	Value any `json:"value"`
	placement
}

type placement struct {
	Status   string `json:"status"`
	Quadrant string `json:"quadrant"`
	Team     string `json:"team,omitempty"`
	Owner    string `json:"owner,omitempty" jsonschema:"the owner's id, or the roster that gives one"`
}

type askAnswer struct {
	asOf
	Leads    []asked `json:"leads"`
	NotShown int     `json:"not_shown,omitempty" jsonschema:"how many more leads there are; name them by ids"`
	readLeads
}

// How many leads an answer asks about, and how many questions it has for each.
const (
	maxAsked     = 10
	maxQuestions = 10
)

func (s *server) ask(ctx context.Context, in askInput) (*askAnswer, error) {
	engine, at, err := s.prepare(in.rulesInput, &in.leadsInput)
	if err != nil {
		return nil, err
	}
	a := &askAnswer{asOf: at, Leads: []asked{}}
	a.readLeads, err = s.each(ctx, &in.leadsInput, engine.RuleSet(), at.AsOf, false, func(lead *qualify.Lead) error {
		if len(a.Leads) == maxAsked {
			a.NotShown++
			return nil
		}
		ranked, err := engine.Ask(ctx, lead, at.AsOf)
		if err != nil {
			return err
		}
		x := asked{LeadID: lead.ID, Questions: []question{}}
		ranked, x.NotShown = first(ranked, maxQuestions)
		for _, r := range ranked {
			x.Questions = append(x.Questions, questionOf(r))
		}
		a.Leads = append(a.Leads, x)
		return nil
	})
	return a, err
}

func questionOf(r qualify.Ranked) question {
	q := question{Path: r.Path, Question: r.Question.Question, For: r.For, Why: r.Why, Points: float64(r.Points), Settles: "score"}
	switch {
	case r.Decisive:
		q.Settles = "decides"
	case r.Together:
		q.Settles = "may_decide"
	case r.ForRecord:
		q.Settles = "record"
	}
	for _, w := range r.Witnesses {
		p := placement{Status: string(w.Status), Quadrant: string(w.Quadrant), Team: w.Team, Owner: w.Owner}
		if p.Owner == "" {
			p.Owner = w.Roster
		}
		q.Examples = append(q.Examples, outcome{w.Value, p})
	}
	return q
}

// first are the first of a list, and how many are left.
func first[T any](list []T, most int) (shown []T, rest int) {
	most = min(most, len(list))
	return list[:most], len(list) - most
}
