package lifecycle_test

import (
	"cmp"
	"errors"
	"fmt"
	"time"

	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/lifecycle"
	"github.com/leadqual/leadqual/scoring"
)

// desk is a host in small: a lead, what is stored with it, and the ledgers of the
// rosters.
type desk struct {
	process   *lifecycle.Process
	assigners map[string]*lifecycle.Assigner
	ledgers   map[string]*lifecycle.Ledger
	lead      qualify.Lead
	log       []lifecycle.Event
	state     lifecycle.State
	deadline  lifecycle.Deadline
}

// record stores an event and carries out what follows from it.
func (d *desk) record(e lifecycle.Event, now time.Time) {
	e.ID = fmt.Sprint("e", len(d.log)+1)
	recorded, err := d.process.Record(d.state, e, now)
	if errors.Is(err, lifecycle.Late) {
		recorded, err = d.process.RecordLate(d.state, d.log, e, now)
	}
	if err != nil {
		fmt.Println(err)
		return
	}
	if !recorded.Known {
		d.log = append(d.log, recorded.Event)
	}
	d.state = recorded.State
	fmt.Printf("%s %s\n", e.At.Format("Jan 02 15:04"), e.Kind)
	for _, f := range recorded.Effects {
		d.carryOut(f, now)
	}
}

func (d *desk) carryOut(f lifecycle.Effect, now time.Time) {
	assigner, ledger := d.assigners[f.Roster], d.ledgers[f.Roster] // nil where there is no roster
	switch f.Kind {
	case lifecycle.SetStage:
		d.lead.Stage = string(f.Stage)
		fmt.Println("  stage", f.Stage)
	case lifecycle.SetResetAt:
		d.lead.ResetAt = f.At
	case lifecycle.HandOver:
		handedOver := lifecycle.Event{Kind: lifecycle.HandedOver, At: now, Owner: f.Owner, Team: f.Team}
		if assigner != nil {
			a, err := assigner.Assign(ledger, lifecycle.Request{LeadID: d.lead.ID, At: now, PreviousOwner: f.PreviousOwner})
			if err != nil || a.Method == lifecycle.Nobody {
				fmt.Println("  nobody is free; ask again later", err)
				return
			}
			handedOver.Owner, handedOver.Team = a.Owner, cmp.Or(a.Team, f.Team)
			fmt.Printf("  roster %s gives it to %s, %s\n", f.Roster, a.Owner, a.Method)
		}
		d.record(handedOver, now)
	case lifecycle.SetOwner:
		d.lead.Owner = f.Owner
		fmt.Println("  owner", cmp.Or(f.Owner, "nobody"))
		if assigner != nil {
			assigner.Take(ledger, d.lead.ID, f.Owner, now)
		}
	case lifecycle.ReleaseOwner:
		if assigner != nil && f.Returned {
			assigner.Return(ledger, d.lead.ID, f.Owner)
		} else if assigner != nil {
			assigner.Release(ledger, d.lead.ID, f.Owner)
		}
	case lifecycle.StartDeadline:
		d.deadline = *f.Deadline
		fmt.Println("  due", d.process.DueAt(d.deadline).Format("Jan 02 15:04 MST"))
	case lifecycle.Notify:
		fmt.Println("  tell", cmp.Or(f.Owner, f.Team), cmp.Or(f.Reason, string(f.Topic)))
	}
}

// From decision to owner to deadline: a lead from EMEA goes to the owner that the
// route names; others go to the roster of inside sales.
func Example() {
	engine, err := qualify.Compile(&qualify.RuleSet{
		Name: "edtech",
		Scoring: &scoring.Model{ReadyAt: new(scoring.Points(20)), Rules: []scoring.Rule{
			{ID: "webinar", Each: ".type == 'webinar'", Points: new(scoring.Points(20))}}},
		HandRaise: []qualify.Raise{{ID: "demo", When: "any(activities, .type == 'demo_request')"}},
		Routes: []matrix.Route{
			{ID: "emea", When: "person.region == 'EMEA'", Team: matrix.Sales, Owners: []matrix.Candidate{{ID: "eva"}}},
			{ID: "rest", Team: matrix.Sales, Roster: "inside"},
		},
	}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	process, err := lifecycle.NewProcess(&lifecycle.Policy{
		Reasons: []lifecycle.Reason{{ID: "no_budget"}, {ID: "competitor", To: lifecycle.StageDisqualified}},
		Hours: map[string]lifecycle.Hours{matrix.Sales: {
			TimeZone: "Europe/Berlin",
			Week:     lifecycle.Week{Monday: []lifecycle.Span{{From: 9 * 60, To: 17 * 60}}, Friday: []lifecycle.Span{{From: 9 * 60, To: 15 * 60}}},
		}},
		Deadlines: []lifecycle.DeadlineRule{{ID: "answer", Kind: lifecycle.FirstResponse, Stages: []lifecycle.Stage{lifecycle.StageMQL, lifecycle.StageSQL}, Minutes: 240}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	inside, err := process.NewAssigner(&lifecycle.Roster{Team: matrix.Sales, Members: []lifecycle.Member{{ID: "ana"}, {ID: "bo"}}})
	if err != nil {
		fmt.Println(err)
		return
	}

	friday := time.Date(2026, 3, 27, 12, 0, 0, 0, time.UTC) // 13:00 in Berlin; the clock goes forward on Sunday
	for _, region := range []string{"EMEA", "AMER"} {
		d := &desk{
			process: process, assigners: map[string]*lifecycle.Assigner{"inside": inside}, ledgers: map[string]*lifecycle.Ledger{"inside": {}},
			lead: qualify.Lead{ID: "L-1", Person: qualify.Person{Region: region}, Activities: []qualify.Activity{{Type: "webinar", At: friday}}},
		}
		decision := engine.Decide(&d.lead, friday)
		fmt.Println(region)
		d.record(lifecycle.DecidedEvent("", &decision), friday)
	}
	// Output:
	// EMEA
	// Mar 27 12:00 decided
	//   stage mql
	// Mar 27 12:00 handed_over
	//   owner eva
	//   due Mar 30 09:00 UTC
	//   tell eva handed_over
	// AMER
	// Mar 27 12:00 decided
	//   stage mql
	//   roster inside gives it to bo, by_weight
	// Mar 27 12:00 handed_over
	//   owner bo
	//   due Mar 30 09:00 UTC
	//   tell bo handed_over
}

// A lead's whole life: it becomes an MQL, sales sends it back, it asks for a
// demo and buys. What cannot happen is refused and not stored.
func ExampleProcess_Record() {
	process, err := lifecycle.NewProcess(&lifecycle.Policy{Reasons: []lifecycle.Reason{{ID: "no_budget"}}})
	if err != nil {
		fmt.Println(err)
		return
	}
	d := &desk{process: process, lead: qualify.Lead{ID: "L-1"}}
	day := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 9, 0, 0, 0, time.UTC) }
	now := day(7, 7)
	for _, e := range []lifecycle.Event{
		{Kind: lifecycle.Decided, At: day(3, 27), Status: matrix.StatusMQL, Team: matrix.Sales, Owner: "eva", Route: "emea"},
		{Kind: lifecycle.Won, At: day(3, 30)},
		{Kind: lifecycle.Rejected, At: day(3, 30)},
		{Kind: lifecycle.Rejected, At: day(3, 30), Reason: "no_budget"},
		{Kind: lifecycle.Decided, At: day(6, 1), Status: matrix.StatusSQL, Team: matrix.Sales, Owner: "eva", Route: "emea"},
		{Kind: lifecycle.Converted, At: day(6, 2)},
		{Kind: lifecycle.Won, At: day(7, 6)},
		{Kind: lifecycle.Reopened, At: day(8, 1)},
	} {
		d.record(e, e.At.Add(min(0, now.Sub(e.At))))
	}
	fmt.Printf("%s of %s; MQL: %d, returned: %d, %s\n", d.state.Stage, d.state.Owner, d.state.MQLs, d.state.Returns, d.state.Reason)
	// Output:
	// Mar 27 09:00 decided
	//   stage mql
	// Mar 27 09:00 handed_over
	//   owner eva
	//   tell eva handed_over
	// lifecycle: won (event "e3") at stage mql: only an opportunity can be won; allowed here: decided, handed_over, accepted, rejected, recycled [out_of_place]
	// lifecycle: rejected (event "e3") at stage mql: give a reason: a rejection must have one; allowed here: decided, handed_over, accepted, rejected, recycled [malformed]
	// Mar 30 09:00 rejected
	//   stage recycled
	//   owner nobody
	//   tell marketing no_budget
	// Jun 01 09:00 decided
	//   stage sql
	// Jun 01 09:00 handed_over
	//   owner eva
	//   tell eva handed_over
	// Jun 02 09:00 converted
	//   stage opportunity
	// Jul 06 09:00 won
	//   stage customer
	// lifecycle: reopened (event "e8") at stage customer: it happens at 2026-08-01T09:00:00Z, which is later than now, 2026-07-07T09:00:00Z; allowed here: decided, reopened [in_future]
	// customer of eva; MQL: 1, returned: 1, no_budget
}

// A hand-over that was reported late is put in its place.
func ExampleProcess_RecordLate() {
	process, err := lifecycle.NewProcess(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	log := []lifecycle.Event{
		{ID: "d1", Kind: lifecycle.Decided, At: now.Add(-3 * time.Hour), Status: matrix.StatusMQL},
		{ID: "d2", Kind: lifecycle.Decided, At: now.Add(-time.Hour), Status: matrix.StatusSQL},
	}
	state, _ := process.Replay(log)
	late := lifecycle.Event{ID: "h1", Kind: lifecycle.HandedOver, At: now.Add(-2 * time.Hour), Owner: "ana"}
	_, err = process.Record(state, late, now)
	fmt.Println(errors.Is(err, lifecycle.Late))
	recorded, err := process.RecordLate(state, log, late, now)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(recorded.State.Stage, "of", recorded.State.Owner)
	// Output:
	// true
	// sql of ana
}

// How a first response is followed until it is given.
func ExampleProcess_Escalate() {
	process, err := lifecycle.NewProcess(&lifecycle.Policy{Deadlines: []lifecycle.DeadlineRule{{
		ID: "answer", Kind: lifecycle.FirstResponse, Stages: []lifecycle.Stage{lifecycle.StageMQL}, Minutes: 60,
		Escalate: []lifecycle.Escalation{{AfterMinutes: 45, To: "head of sales"}},
	}}})
	if err != nil {
		fmt.Println(err)
		return
	}
	handedOver := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	deadline := process.Deadlines(lifecycle.State{Stage: lifecycle.StageMQL, Team: "sales", Owner: "ana", HandedOverAt: handedOver})[0]
	fmt.Println("look again", process.Next(deadline, handedOver).Format(time.TimeOnly))
	deadline, steps := process.Escalate(deadline, handedOver.Add(50*time.Minute))
	fmt.Println("tell", steps[0].To)
	deadline, err = process.Respond(deadline, handedOver.Add(55*time.Minute))
	fmt.Println("overdue:", process.Overdue(deadline, handedOver.Add(2*time.Hour)), err)
	// Output:
	// look again 09:45:00
	// tell head of sales
	// overdue: false <nil>
}

// A policy as a file, with its mistakes at their places.
func ExampleParsePolicy() {
	_, err := lifecycle.ParsePolicy("policy.json", []byte(`{
  "mql_again_after_days": 30,
  "reset_on": ["rejectd"]
}`))
	fmt.Println(err)
	// Output:
	// policy.json:3:16: reset_on[0]: "rejectd" is none of rejected, recycled, won, lost, reopened; did you mean "rejected"? [unknown_word]
}

// A member who has been away for a week has earned nothing, and is not flooded
// either.
func ExampleAssigner_Assign() {
	process, err := lifecycle.NewProcess(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	assigner, err := process.NewAssigner(&lifecycle.Roster{Members: []lifecycle.Member{
		{ID: "ana", Weight: new(matrix.Weight(2)), Away: []lifecycle.Period{{From: start, To: start.AddDate(0, 0, 7)}}},
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
			a, err := assigner.Assign(&ledger, lifecycle.Request{LeadID: fmt.Sprint(day, i), At: at})
			if err != nil {
				fmt.Println(err)
				return
			}
			fmt.Print(" ", a.Owner)
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

// Two hours of work that begin an hour before the weekend end on Monday.
func ExampleNewCalendar() {
	day := []lifecycle.Span{{From: 9 * 60, To: 17 * 60}} // minutes after midnight
	calendar, err := lifecycle.NewCalendar(lifecycle.Hours{
		TimeZone: "Europe/Berlin",
		Week:     lifecycle.Week{Monday: day, Tuesday: day, Wednesday: day, Thursday: day, Friday: day},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	friday := time.Date(2026, 11, 27, 15, 0, 0, 0, time.UTC) // 16:00 in Berlin
	fmt.Println(calendar.Add(friday, 2*time.Hour).Format("Monday 15:04 MST"))
	// Output: Monday 09:00 UTC
}

// A mistake in a roster is shown with its line.
func ExampleParseRoster() {
	roster, err := lifecycle.ParseRoster("inside.json", []byte(`{"team": "sales", "members": [{"id": "ana", "weight": 2}, {"id": "bo"}]}`))
	fmt.Println(len(roster.Members), err)
	_, err = lifecycle.ParseRoster("inside.json", []byte(`{"team": "sales", "members": [{"id": "ana"}, {"id": "ana"}]}`))
	fmt.Println(err)
	// Output:
	// 2 <nil>
	// inside.json:1:53: members[1].id: "ana" appears twice in members [duplicate_id]
}
