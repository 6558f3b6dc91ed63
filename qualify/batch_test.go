package qualify_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/bant"
	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/scoring"
)

var batchAsOf = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

func batchEngine(t testing.TB) *qualify.Engine {
	t.Helper()
	e, err := qualify.Compile(&qualify.RuleSet{
		Name:      "batch",
		Screening: []qualify.Step{{ID: "rival", When: "company.domain == 'rival.example'"}},
		Checklists: []bant.Checklist{
			{ID: "two", Items: []bant.Item{{ID: "a", When: "answers.budget > 1"}, {ID: "b", When: "source == 'x'"}}},
		},
		Scoring: &scoring.Model{ReadyAt: new(scoring.Points(10)), Rules: []scoring.Rule{
			{ID: "size", When: "company.employees >= 50", Points: new(scoring.Points(10))},
			{ID: "each", Each: ".type == 'call'", Points: new(scoring.Points(3))},
		}},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// batchLeads makes n leads that differ in what is known of them.
func batchLeads(n int) []qualify.Lead {
	leads := make([]qualify.Lead, n)
	for i := range leads {
		l := qualify.Lead{ID: fmt.Sprintf("L%d", i)}
		if i%3 > 0 {
			l.Company.Employees = qualify.Number(float64(i % 100))
		}
		if i%5 == 0 {
			l.Company.Domain = "rival.example"
		}
		for j := range i % 4 {
			l.Activities = append(l.Activities, qualify.Activity{Type: "call", At: batchAsOf.Add(-time.Duration(j) * time.Hour)})
		}
		leads[i] = l
	}
	return leads
}

func pointers(leads []qualify.Lead) iter.Seq2[*qualify.Lead, error] {
	return func(yield func(*qualify.Lead, error) bool) {
		for i := range leads {
			if !yield(&leads[i], nil) {
				return
			}
		}
	}
}

var batchOptions = []*qualify.BatchOptions{nil, {Workers: 1}, {Workers: 3, Chunk: 7}, {Workers: 8, Chunk: 1}, {Workers: 8}}

func TestDecideAllGivesWhatDecideGivesInOrder(t *testing.T) {
	e := batchEngine(t)
	for _, n := range []int{0, 1, 63, 64, 65, testkit.Amount(200, 1000, 1000)} {
		for _, o := range batchOptions {
			leads := batchLeads(n)
			i := 0
			for d, err := range e.DecideAll(context.Background(), pointers(leads), batchAsOf, o) {
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(e.Decide(&leads[i], batchAsOf), *d); diff != "" {
					t.Fatalf("n=%d %+v: lead %d (-Decide +DecideAll):\n%s", n, o, i, diff)
				}
				i++
			}
			if i != n {
				t.Errorf("n=%d %+v: %d decisions", n, o, i)
			}
		}
	}
}

// The two natural ways to write a loop that used to go wrong: the sequence
// fills one lead and its memory again and again, and the consumer keeps
// decisions.
func TestDecideAllOfAReusedLeadAndKeptDecisions(t *testing.T) {
	e := batchEngine(t)
	want := batchLeads(testkit.Amount(300, 2000, 2000))
	reused := func(yield func(*qualify.Lead, error) bool) {
		lead := qualify.Lead{Custom: map[string]any{}}
		tags := make([]string, 1)
		for i := range want {
			activities, custom := append(lead.Activities[:0], want[i].Activities...), lead.Custom
			lead = want[i]
			lead.Activities, lead.Custom = activities, custom
			tags[0] = lead.ID
			lead.Company.Technologies, lead.Custom["tags"] = tags, tags
			if !yield(&lead, nil) {
				return
			}
			lead.ID, tags[0] = "changed", "changed"
			clear(lead.Activities)
		}
	}
	for _, o := range batchOptions {
		var kept []*qualify.Decision
		for d, err := range e.DecideAll(context.Background(), reused, batchAsOf, o) {
			if err != nil {
				t.Fatal(err)
			}
			kept = append(kept, d)
		}
		if len(kept) != len(want) {
			t.Fatalf("%+v: %d decisions", o, len(kept))
		}
		for i, d := range kept {
			if diff := cmp.Diff(e.Decide(&want[i], batchAsOf), *d); diff != "" {
				t.Fatalf("%+v: decision %d is of another lead (-want +have):\n%s", o, i, diff)
			}
		}
	}
}

// Errors come in their place, and what is after them is decided.
func TestDecideAllYieldsErrorsInTheirPlace(t *testing.T) {
	e, bad := batchEngine(t), errors.New("row 3")
	leads := batchLeads(200)
	some := func(yield func(*qualify.Lead, error) bool) {
		for i := range leads {
			lead, err := &leads[i], error(nil)
			if i%7 == 3 {
				lead, err = nil, bad
			}
			if !yield(lead, err) {
				return
			}
		}
	}
	for _, o := range batchOptions {
		i := 0
		for d, err := range e.DecideAll(context.Background(), some, batchAsOf, o) {
			if i%7 == 3 {
				if d != nil || err != bad {
					t.Fatalf("%+v: at %d %v, %v", o, i, d, err)
				}
			} else if err != nil || d.LeadID != leads[i].ID {
				t.Fatalf("%+v: at %d %v, %v", o, i, d, err)
			}
			i++
		}
		if i != len(leads) {
			t.Errorf("%+v: %d", o, i)
		}
	}
}

// batchRow is a record of a host's.
type batchRow struct {
	No    int
	Staff float64
	Calls []time.Time
}

func (r *batchRow) fill(lead *qualify.Lead) {
	*lead = qualify.Lead{ID: fmt.Sprint(r.No), Company: qualify.Company{Employees: qualify.Number(r.Staff)}, Activities: lead.Activities[:0]}
	for _, at := range r.Calls {
		lead.Activities = append(lead.Activities, qualify.Activity{Type: "call", At: at})
	}
}

func TestDecideRecords(t *testing.T) {
	e := batchEngine(t)
	n := testkit.Amount(300, 2000, 2000)
	rows := func(yield func(batchRow, error) bool) {
		var row batchRow // one variable, again and again
		for i := range n {
			row = batchRow{No: i, Staff: float64(i % 100), Calls: make([]time.Time, 0, 3)}
			for j := range i % 4 {
				row.Calls = append(row.Calls, batchAsOf.Add(-time.Duration(j)*time.Hour))
			}
			if !yield(row, nil) {
				return
			}
		}
	}
	for _, o := range batchOptions {
		var kept []qualify.DecidedRecord[batchRow]
		for x, err := range qualify.DecideRecords(context.Background(), e, rows, (*batchRow).fill, batchAsOf, o) {
			if err != nil {
				t.Fatal(err)
			}
			kept = append(kept, x)
		}
		if len(kept) != n {
			t.Fatalf("%+v: %d", o, len(kept))
		}
		for i := range kept {
			x := &kept[i]
			var lead qualify.Lead
			x.Record.fill(&lead)
			if x.Record.No != i || cmp.Diff(e.Decide(&lead, batchAsOf), *x.Decision) != "" {
				t.Fatalf("%+v: at %d record %d beside the decision of %s", o, i, x.Record.No, x.Decision.LeadID)
			}
		}
	}
}

// A fill that sets only what its record has never leaves a lead what an earlier one had.
func TestFillsBeginWithAnEmptyLead(t *testing.T) {
	e := batchEngine(t)
	full := generate.New(1, generate.Options{}).Lead()
	full.Custom, full.Seen = map[string]any{"staff": 3.0}, map[string]qualify.Seen{"person.email": {Source: "crm"}}
	full.Activities = []qualify.Activity{{Type: "call", At: batchAsOf}}
	same := full.Clone()
	fill := func(i *int, to *qualify.Lead) {
		if *i%2 == 0 {
			*to = *full // with its memory
		}
		if diff := cmp.Diff(&qualify.Lead{}, to); *i%2 == 1 && diff != "" {
			t.Errorf("at %d (-empty +given):\n%s", *i, diff)
		}
		to.ID = fmt.Sprint("L-", *i)
	}
	records := func(yield func(int, error) bool) {
		for i := range 200 {
			if !yield(i, nil) {
				return
			}
		}
	}
	for _, o := range batchOptions {
		for x, err := range qualify.DecideRecords(context.Background(), e, records, fill, batchAsOf, o) {
			if err != nil || x.Decision.LeadID == "" {
				t.Fatal(err)
			}
		}
		then := func(_ *int, _ *qualify.Lead, d *qualify.Decision, out *string) error { *out = d.LeadID; return nil }
		for _, err := range qualify.DecideEach(context.Background(), e, records, func(i *int, l *qualify.Lead) error { fill(i, l); return nil }, then, batchAsOf, o) {
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	if diff := cmp.Diff(same, full); diff != "" {
		t.Errorf("the lead that fill copied (-before +after):\n%s", diff)
	}
}

// A pointer to one record that is filled again and again cannot be kept beside
// its decision: that is an error, and never another record's decision.
func TestDecideRecordsOfReusedPointers(t *testing.T) {
	e := batchEngine(t)
	rows := func(yield func(*batchRow, error) bool) {
		var row batchRow
		for i := range 2000 {
			row = batchRow{No: i}
			if !yield(&row, nil) {
				return
			}
		}
	}
	fill := func(row **batchRow, lead *qualify.Lead) { (*row).fill(lead) }
	for _, o := range []*qualify.BatchOptions{{Workers: 1}, {Workers: 8}} {
		failed := 0
		for x, err := range qualify.DecideRecords(context.Background(), e, rows, fill, batchAsOf, o) {
			if err != nil {
				failed++
				continue
			}
			if o.Workers == 1 && fmt.Sprint(x.Record.No) != x.Decision.LeadID {
				t.Fatalf("record %d beside the decision of %s", x.Record.No, x.Decision.LeadID)
			}
		}
		if spread := o.Workers > 1; spread != (failed > 0) {
			t.Errorf("%d workers: %d errors", o.Workers, failed)
		}
	}
}

func TestDecideAllStops(t *testing.T) {
	e := batchEngine(t)
	before := runtime.NumGoroutine()
	endless := func(yield func(*qualify.Lead, error) bool) {
		for yield(&qualify.Lead{ID: "x"}, nil) {
		}
	}
	for _, o := range []*qualify.BatchOptions{{Workers: 1}, {Workers: 4, Chunk: 3}} {
		n := 0
		for range e.DecideAll(context.Background(), endless, batchAsOf, o) {
			if n++; n == 100 {
				break
			}
		}
		ctx, cancel := context.WithCancel(context.Background())
		n = 0
		var last error
		for d, err := range e.DecideAll(ctx, endless, batchAsOf, o) {
			if last = err; err != nil {
				continue
			}
			if n++; n == 100 && d.LeadID == "x" {
				cancel()
			}
		}
		cancel()
		if n != 100 || last != context.Canceled {
			t.Errorf("%+v: %d decisions after cancelling at 100, then %v", o, n, last)
		}
		for d := range e.DecideAll(ctx, endless, batchAsOf, o) {
			if d != nil {
				t.Errorf("%+v: a decision under a cancelled context", o)
			}
		}
	}
	// A worker that has said that it is done may not have left yet.
	after := runtime.NumGoroutine()
	for range 1000 {
		if after <= before {
			break
		}
		time.Sleep(5 * time.Millisecond)
		after = runtime.NumGoroutine()
	}
	if after > before {
		t.Errorf("%d goroutines before, %d after", before, after)
	}
}

// One Decider of two goroutines would mix up their leads.
func TestADeciderThatDecidesPanics(t *testing.T) {
	d := batchEngine(t).NewDecider()
	qualify.SetBusy(d)
	defer func() {
		if p := fmt.Sprint(recover()); !strings.Contains(p, "one for each goroutine") {
			t.Error(p)
		}
	}()
	d.Decide(&qualify.Lead{}, batchAsOf)
}
