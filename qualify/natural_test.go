package qualify_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/scoring"
)

// The line that one writes first does what it says: points in Go are points,
// decisions of a batch may be kept though one lead is filled again and again,
// and the instant to look again survives a database's microseconds.
func TestNaturalLines(t *testing.T) {
	rules := &qualify.RuleSet{Name: "n", Scoring: &scoring.Model{
		ReadyAt: new(scoring.Points(40)),
		Rules:   []scoring.Rule{{ID: "demo", Each: ".type == 'demo'", Points: new(scoring.Points(50)), WithinDays: 30}},
	}}
	e, err := qualify.Compile(rules, nil)
	if err != nil {
		t.Fatal(err)
	}
	lead := &qualify.Lead{ID: "1", Activities: []qualify.Activity{{Type: "demo", At: generate.AsOf.Add(-1500 * time.Millisecond)}}}
	d := e.Decide(lead, generate.AsOf)
	if have := fmt.Sprint(d.Score.Points); !(d.Score.Points >= 40) || have != "50" {
		t.Errorf("50 points are %s", have)
	}

	var sameLead qualify.Lead
	var same qualify.Decision
	for _, x := range []struct{ from, into any }{{lead, &sameLead}, {&d, &same}} {
		data, err := json.Marshal(x.from)
		if err == nil {
			err = json.Unmarshal(data, x.into)
		}
		if diff := cmp.Diff(x.from, x.into); err != nil || diff != "" {
			t.Errorf("%v %s", err, diff)
		}
	}

	var kept []*qualify.Decision
	reused := func(yield func(*qualify.Lead, error) bool) {
		l := &qualify.Lead{}
		for i := range 300 {
			*l = qualify.Lead{ID: fmt.Sprint(i), Activities: lead.Activities[:i%2]}
			if !yield(l, nil) {
				return
			}
		}
	}
	for d, err := range e.DecideAll(context.Background(), reused, generate.AsOf, nil) {
		if err != nil {
			t.Fatal(err)
		}
		kept = append(kept, d)
	}
	for i, d := range kept {
		if want := scoring.Points(50 * (i % 2)); d.LeadID != fmt.Sprint(i) || d.Score.Points != want {
			t.Errorf("decision %d is of %s with %v points, want %v", i, d.LeadID, d.Score.Points, want)
		}
	}
	if len(kept) != 300 {
		t.Errorf("%d decisions", len(kept))
	}

	decider := e.NewDecider()
	first := decider.Decide(lead, generate.AsOf).Clone()
	decider.Decide(&qualify.Lead{ID: "2"}, generate.AsOf)
	if diff := cmp.Diff(d, first); diff != "" {
		t.Error(diff)
	}

	at, err := e.RecheckAt(context.Background(), lead, generate.AsOf)
	at = time.UnixMicro(at.UnixMicro())
	if later := e.Decide(lead, at); err != nil || later.Quadrant == d.Quadrant {
		t.Errorf("at %v, %v: still %s", at, err, later.Quadrant)
	}
}
