package lifecycle_test

import (
	"cmp"
	"fmt"
	"time"

	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/lifecycle"
	"github.com/leadqual/leadqual/scoring"
)

// desk is a host in small: a lead, its log, and what it knows beside.
type desk struct {
	process  *lifecycle.Process
	assigner *lifecycle.Assigner
	ledger   lifecycle.Ledger
	lead     qualify.Lead
	log      []lifecycle.Event
	deadline lifecycle.Deadline
}

// record stores an event and does what follows from it.
func (d *desk) record(e lifecycle.Event) {
	e.ID = fmt.Sprint("e", len(d.log)+1)
	recorded, err := d.process.Record(d.log, e)
	if err != nil {
		fmt.Println(err)
		return
	}
	d.log = recorded.Log
	fmt.Printf("%s %s\n", e.At.Format("Jan 02 15:04"), e.Kind)
	for _, f := range recorded.Effects {
		switch f.Kind {
		case lifecycle.SetStage:
			d.lead.Stage = string(f.Stage)
			fmt.Println("  stage", f.Stage)
		case lifecycle.SetOwner:
			d.lead.Owner = f.Owner
			fmt.Println("  owner", cmp.Or(f.Owner, "nobody"))
		case lifecycle.SetResetAt:
			d.lead.ResetAt = f.At
		case lifecycle.StartDeadline:
			d.deadline = *f.Deadline
			fmt.Println("  due", d.process.DueAt(d.deadline).Format("Jan 02 15:04 MST"))
		case lifecycle.Notify:
			fmt.Println("  tell", cmp.Or(f.Owner, f.Team), cmp.Or(f.Reason, string(f.Topic)))
		case lifecycle.ReleaseOwner:
			if f.Returned {
				d.assigner.Return(&d.ledger, f.Owner)
			} else {
				d.assigner.Close(&d.ledger, f.Owner)
			}
		case lifecycle.HandOver:
			a := d.assigner.Assign(&d.ledger, lifecycle.Request{LeadID: d.lead.ID, At: e.At, Owner: f.Owner})
			defer d.record(lifecycle.Event{Kind: lifecycle.HandedOver, At: e.At, Owner: a.Owner, Team: a.Team})
		}
	}
}

// A lead's whole life: it becomes an MQL, sales sends it back, it asks for a
// demo and buys.
func Example() {
	engine, err := qualify.Compile(&qualify.RuleSet{
		Name: "edtech",
		Scoring: &scoring.Model{ReadyAt: new(20 * scoring.Point), Rules: []scoring.Rule{
			{ID: "webinar", Each: ".type == 'webinar'", Points: new(20 * scoring.Point)}}},
		HandRaise: []qualify.Raise{{ID: "demo", When: "any(activities, .type == 'demo_request')"}},
	}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	process, err := lifecycle.NewProcess(&lifecycle.Policy{
		Reasons: []lifecycle.Reason{{ID: "no_budget"}, {ID: "competitor", To: lifecycle.StageDisqualified}},
		Hours: map[string]lifecycle.Hours{"sales": {
			TimeZone: "Europe/Berlin",
			Week:     lifecycle.Week{Monday: []lifecycle.Span{{From: 9 * 60, To: 17 * 60}}, Friday: []lifecycle.Span{{From: 9 * 60, To: 15 * 60}}},
		}},
		Deadlines: []lifecycle.DeadlineRule{{ID: "answer", Kind: lifecycle.FirstResponse, Stages: []lifecycle.Stage{lifecycle.StageMQL, lifecycle.StageSQL}, Minutes: 240}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	assigner, err := lifecycle.NewAssigner(&lifecycle.Roster{Team: matrix.Sales, Members: []lifecycle.Member{{ID: "ana"}, {ID: "bo"}}})
	if err != nil {
		fmt.Println(err)
		return
	}

	day := func(month time.Month, day, hour int) time.Time {
		return time.Date(2026, month, day, hour, 0, 0, 0, time.UTC)
	}
	d := &desk{process: process, assigner: assigner, lead: qualify.Lead{ID: "L-1"}}
	decide := func(asOf time.Time) {
		decision := engine.Decide(&d.lead, asOf)
		d.record(lifecycle.Event{Kind: lifecycle.Decided, At: asOf, Status: decision.Status, Team: decision.Owner.Team})
	}

	friday := day(3, 27, 12) // 13:00 in Berlin, and on Sunday the clock goes on
	d.lead.Activities = append(d.lead.Activities, qualify.Activity{Type: "webinar", At: friday})
	decide(friday)
	d.record(lifecycle.Event{Kind: lifecycle.Rejected, At: day(3, 30, 8)})
	d.record(lifecycle.Event{Kind: lifecycle.Rejected, At: day(3, 30, 8), Reason: "no_budget"})

	decide(day(4, 1, 8)) // the webinar no longer counts
	june := day(6, 1, 8)
	d.lead.Activities = append(d.lead.Activities, qualify.Activity{Type: "demo_request", At: june})
	decide(june)
	d.record(lifecycle.Event{Kind: lifecycle.Converted, At: day(6, 1, 10)})
	d.record(lifecycle.Event{Kind: lifecycle.Won, At: day(7, 6, 9)})

	state, _ := process.Fold(d.log)
	fmt.Printf("%s of %s; MQL: %d, returned: %d, %s\n", state.Stage, state.Owner, state.MQLs, state.Returns, state.Reason)
	// Output:
	// Mar 27 12:00 decided
	//   stage mql
	// Mar 27 12:00 handed_over
	//   owner bo
	//   due Mar 30 09:00 UTC
	//   tell bo handed_over
	// lifecycle: rejected (event "e3") at stage mql: give a reason: a rejection must have one; allowed here: decided, handed_over, accepted, rejected, recycled [malformed]
	// Mar 30 08:00 rejected
	//   stage recycled
	//   owner nobody
	//   tell marketing no_budget
	// Apr 01 08:00 decided
	// Jun 01 08:00 decided
	//   stage sql
	// Jun 01 08:00 handed_over
	//   owner bo
	//   due Jun 01 12:00 UTC
	//   tell bo handed_over
	// Jun 01 10:00 converted
	//   stage opportunity
	// Jul 06 09:00 won
	//   stage customer
	// customer of bo; MQL: 1, returned: 1, no_budget
}

// Who has been away for a week has earned nothing, and does not drown.
func ExampleAssigner_Assign() {
	assigner, err := lifecycle.NewAssigner(&lifecycle.Roster{Members: []lifecycle.Member{
		{ID: "ana", Weight: new(matrix.Weight(2000)), Away: []lifecycle.Period{{From: start, To: start.AddDate(0, 0, 7)}}},
		{ID: "bo"}, {ID: "cy"},
	}})
	if err != nil {
		fmt.Println(err)
		return
	}
	var ledger lifecycle.Ledger
	for day := range 9 {
		at := start.AddDate(0, 0, day)
		fmt.Print(at.Format("Jan 02:"))
		for i := range 4 {
			fmt.Print(" ", assigner.Assign(&ledger, lifecycle.Request{LeadID: fmt.Sprint(day, i), At: at}).Owner)
		}
		fmt.Println()
	}
	// Output:
	// Mar 02: cy bo bo cy
	// Mar 03: bo cy cy bo
	// Mar 04: bo cy bo cy
	// Mar 05: bo cy cy bo
	// Mar 06: cy bo bo cy
	// Mar 07: cy bo bo cy
	// Mar 08: bo cy bo cy
	// Mar 09: ana bo cy ana
	// Mar 10: ana bo cy ana
}

// Four hours from Friday at four, over a change of the clock and a holiday.
func ExampleCalendar_Add() {
	week := []lifecycle.Span{{From: 9 * 60, To: 17 * 60}}
	calendar, err := lifecycle.NewCalendar(lifecycle.Hours{
		TimeZone: "America/New_York",
		Week:     lifecycle.Week{Monday: week, Tuesday: week, Wednesday: week, Thursday: week, Friday: week},
		Holidays: []lifecycle.Date{{Year: 2026, Month: time.March, Day: 9}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	friday := time.Date(2026, 3, 6, 21, 0, 0, 0, time.UTC) // 16:00 in New York
	fmt.Println(calendar.Add(friday, 4*time.Hour))
	// Output:
	// 2026-03-10 16:00:00 +0000 UTC
}
