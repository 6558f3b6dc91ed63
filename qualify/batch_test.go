package qualify_test

import (
	"context"
	"fmt"
	"iter"
	"runtime"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/bant"
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

func pointers(leads []qualify.Lead) iter.Seq[*qualify.Lead] {
	return func(yield func(*qualify.Lead) bool) {
		for i := range leads {
			if !yield(&leads[i]) {
				return
			}
		}
	}
}

func TestDecideAllGivesWhatDecideGivesInOrder(t *testing.T) {
	e := batchEngine(t)
	for _, n := range []int{0, 1, 63, 64, 65, testkit.Amount(200, 1000, 1000)} {
		for _, o := range []*qualify.BatchOptions{nil, {Workers: 1}, {Workers: 3, Chunk: 7}, {Workers: 8, Chunk: 1}} {
			leads := batchLeads(n)
			i := 0
			for lead, d := range e.DecideAll(context.Background(), pointers(leads), batchAsOf, o) {
				if lead != &leads[i] {
					t.Fatalf("n=%d %+v: lead %d out of order", n, o, i)
				}
				if diff := cmp.Diff(e.Decide(lead, batchAsOf), d.Clone()); diff != "" {
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

// A sequence may fill the same leads again, as long as it has InMemory of them.
func TestDecideAllHoldsNoMoreThanInMemory(t *testing.T) {
	e := batchEngine(t)
	for _, o := range []*qualify.BatchOptions{{Workers: 1}, {Workers: 2, Chunk: 5}, {Workers: 4, Chunk: 16}} {
		want := batchLeads(testkit.Amount(400, 2000, 2000))
		ring := make([]qualify.Lead, o.InMemory())
		handed, yielded, most := 0, 0, 0
		seq := func(yield func(*qualify.Lead) bool) {
			for i := range want {
				ring[i%len(ring)] = want[i]
				handed++
				most = max(most, handed-yielded)
				if !yield(&ring[i%len(ring)]) {
					return
				}
			}
		}
		for _, d := range e.DecideAll(context.Background(), seq, batchAsOf, o) {
			if w := e.Decide(&want[yielded], batchAsOf); cmp.Diff(w, d.Clone()) != "" {
				t.Fatalf("%+v: decision %d is of another lead: %s", o, yielded, d.LeadID)
			}
			yielded++
		}
		if yielded != len(want) || most > o.InMemory() {
			t.Errorf("%+v: %d decisions, %d leads in memory, InMemory %d", o, yielded, most, o.InMemory())
		}
	}
}

func TestDecideAllStops(t *testing.T) {
	e := batchEngine(t)
	before := runtime.NumGoroutine()
	endless := func(yield func(*qualify.Lead) bool) {
		for yield(&qualify.Lead{ID: "x"}) {
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
		for range e.DecideAll(ctx, endless, batchAsOf, o) {
			if n++; n == 100 {
				cancel()
			}
		}
		cancel()
		if n != 100 {
			t.Errorf("%+v: %d decisions after cancelling at 100", o, n)
		}
		for range e.DecideAll(ctx, endless, batchAsOf, o) {
			t.Errorf("%+v: a decision under a cancelled context", o)
		}
	}
	if after := runtime.NumGoroutine(); after > before {
		t.Errorf("%d goroutines before, %d after", before, after)
	}
}
