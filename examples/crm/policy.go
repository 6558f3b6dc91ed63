package main

import "github.com/leadqual/leadqual/qualify/lifecycle"

// rosters are the people who share the leads of routes that name a roster. When
// all of them have as many leads as they can, the team as a whole gets the lead.
func rosters() map[string]*lifecycle.Roster {
	return map[string]*lifecycle.Roster{"inside": {
		Team: "sales", TimeZone: "UTC",
		Members: []lifecycle.Member{{ID: "cy", MaxPerDay: 20, MaxOpen: 100}, {ID: "dee", MaxPerDay: 20, MaxOpen: 100}},
	}}
}

// policy is how leads pass between marketing and sales: why sales may send one
// back, and how soon it answers.
func policy() *lifecycle.Policy {
	day := []lifecycle.Span{{From: 9 * 60, To: 17 * 60}}
	return &lifecycle.Policy{
		Reasons: []lifecycle.Reason{
			{ID: "no_budget", Name: "no budget"},
			{ID: "no_timeline", Name: "not now"},
			{ID: "not_reached", Name: "nobody answers"},
			{ID: "no_need", Name: "has no use for it", To: lifecycle.StageDisqualified},
		},
		MQLAgainAfterDays: 30,
		Hours: map[string]lifecycle.Hours{"sales": {
			TimeZone: "Europe/Berlin",
			Week:     lifecycle.Week{Monday: day, Tuesday: day, Wednesday: day, Thursday: day, Friday: day},
		}},
		Deadlines: []lifecycle.DeadlineRule{{
			ID: "answer", Kind: lifecycle.FirstResponse, Minutes: 4 * 60,
			Stages: []lifecycle.Stage{lifecycle.StageMQL, lifecycle.StageSQL, lifecycle.StageLead, lifecycle.StageRecycled},
		}},
	}
}
