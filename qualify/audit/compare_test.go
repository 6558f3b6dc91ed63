package audit_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
)

func leadsOf(list []record) []qualify.Lead {
	out := make([]qualify.Lead, len(list))
	for i := range list {
		out[i] = list[i].lead
	}
	return out
}

func TestCompareWithItselfMovesNobody(t *testing.T) {
	_, e := rules(t, rulesText)
	c, err := audit.Compare(t.Context(), e, e, audit.Leads(leadsOf(records(300, 1))), asOf)
	if err != nil {
		t.Fatal(err)
	}
	if c.Leads != 300 || c.Moved != 0 || c.Rescored != 0 || len(c.Parts.Entries) != 0 || len(c.Largest) != 0 {
		t.Errorf("%+v", c)
	}
	for _, m := range c.Quadrants.Entries {
		if m.Value.From != m.Value.To || m.Value.Samples != nil {
			t.Errorf("%+v", m)
		}
	}
}

func TestCompareCountsMoves(t *testing.T) {
	_, old := rules(t, `{"name": "x", "readiness": "score", "scoring": {"ready_at": 10, "rules": [
		{"id": "a", "when": "source == 'a'", "points": 10}, {"id": "b", "when": "source == 'b'", "points": 5}, {"id": "gone", "when": "source == 'c'", "points": 1}]}}`)
	_, new := rules(t, `{"name": "x", "readiness": "score", "screening": [{"id": "out", "when": "source == 'd'"}], "scoring": {"ready_at": 10, "rules": [
		{"id": "a", "when": "source == 'a'", "points": 10}, {"id": "b", "when": "source == 'b'", "points": 12}]}}`)
	var leads []qualify.Lead
	for i, source := range strings.Split("aaabbcdddd", "") {
		leads = append(leads, qualify.Lead{ID: fmt.Sprint(i), Source: source})
	}
	c, err := audit.Compare(t.Context(), old, new, audit.Leads(leads), asOf)
	if err != nil {
		t.Fatal(err)
	}
	moves := map[string]int{}
	for _, m := range c.Quadrants.Entries {
		moves[m.Name] = m.Value.Leads
	}
	want := map[string]int{
		"good_fit_ready > good_fit_ready": 3, "good_fit_not_ready > good_fit_ready": 2, "good_fit_not_ready > good_fit_not_ready": 1, "good_fit_not_ready > removed": 4,
	}
	if !reflect.DeepEqual(moves, want) {
		t.Errorf("quadrants %v", moves)
	}
	statuses := map[string]int{}
	for _, m := range c.Statuses.Entries {
		statuses[m.Name] = m.Value.Leads
	}
	if want := map[string]int{"mql > mql": 3, "nurture > mql": 2, "nurture > nurture": 1, "nurture > disqualified": 4}; !reflect.DeepEqual(statuses, want) {
		t.Errorf("statuses %v", statuses)
	}
	loads := map[string]audit.TeamLoad{}
	for _, l := range c.Teams.Entries {
		loads[l.Name] = l.Value
	}
	if want := map[string]audit.TeamLoad{"sales": {Before: 3, After: 5}, "marketing": {Before: 7, After: 1}, "": {After: 4}}; !reflect.DeepEqual(loads, want) {
		t.Errorf("teams %v", loads)
	}
	parts := map[string]audit.PartChange{}
	for _, p := range c.Parts.Entries {
		parts[p.Name] = p.Value
	}
	if want := map[string]audit.PartChange{
		"scoring.b":     {What: "points 5 -> 12", Leads: 2, Moved: 2, Alone: 2, Points: 14},
		"scoring.gone":  {What: "dropped", Leads: 1, Points: -1},
		"screening.out": {What: "added", Leads: 4, Moved: 4, Alone: 4},
	}; !reflect.DeepEqual(parts, want) {
		t.Errorf("parts %+v", parts)
	}
	if c.Leads != 10 || c.Moved != 6 || c.Rescored != 3 {
		t.Errorf("%d leads, %d moved, %d rescored", c.Leads, c.Moved, c.Rescored)
	}
	wantLargest := []audit.Sample{
		{LeadID: "3", Before: 5, After: 12, From: "good_fit_not_ready", To: "good_fit_ready"},
		{LeadID: "4", Before: 5, After: 12, From: "good_fit_not_ready", To: "good_fit_ready"},
		{LeadID: "5", Before: 1, After: 0, From: "good_fit_not_ready", To: "good_fit_not_ready"},
	}
	if !reflect.DeepEqual(c.Largest, wantLargest) {
		t.Errorf("largest %+v", c.Largest)
	}
	testkit.Golden(t, "testdata/compare.txt", writeAll(t, func(b *bytes.Buffer) error { return c.WriteText(b) }))
}

// otherText is rulesText with a change in every part.
func otherText() string {
	return strings.NewReplacer(
		"'student'", "'engineer'", "employees >= 50,", "employees >= 100,", `"points": 15`, `"points": 25`, `"points": -5`, `"points": -20`,
		">= 1000\"}", ">= 2000\"}", "answers.need != 'none'", "answers.need == 'growth' and answers.budget > 500", "'demo_request'", "'mail'", `{"id": "bo"}`, `{"id": "cy"}`, `"weight": 2`, `"weight": 1`,
	).Replace(rulesText)
}

func TestMergedComparisonsEqualTheWhole(t *testing.T) {
	_, old := rules(t, rulesText)
	_, new := rules(t, otherText())
	leads := leadsOf(records(800, 2))
	whole, err := audit.Compare(t.Context(), old, new, audit.Leads(leads), asOf)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	parts := make([][]qualify.Lead, 4)
	for _, i := range r.Perm(len(leads)) {
		p := r.IntN(len(parts))
		parts[p] = append(parts[p], leads[i])
	}
	merged := &audit.Comparison{}
	for _, part := range parts {
		c, err := audit.Compare(t.Context(), old, new, audit.Leads(part), asOf)
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		var back audit.Comparison
		if err := json.Unmarshal(text, &back); err != nil {
			t.Fatal(err)
		}
		merged.Merge(&back)
	}
	if !reflect.DeepEqual(whole, merged) {
		t.Errorf("%+v\n%+v", whole, merged)
	}
	changed := map[string]bool{}
	for _, p := range whole.Parts.Entries {
		changed[p.Name] = true
	}
	for _, place := range []string{"screening.student", "icp.size", "scoring.visits", "scoring.free", "hand_raise.demo", "bant.budget", "checklists.champ.need"} {
		if !changed[place] {
			t.Errorf("%s did not change; %v did", place, changed)
		}
	}
	for _, m := range whole.Quadrants.Entries {
		if len(m.Value.Samples) != min(m.Value.Leads, audit.MaxSamples) && m.Value.From != m.Value.To {
			t.Errorf("%s: %d leads, %d samples", m.Name, m.Value.Leads, len(m.Value.Samples))
		}
	}
	if len(whole.Largest) != audit.MaxSamples {
		t.Errorf("%d largest", len(whole.Largest))
	}
}

// Against every lead decided twice.
func TestCompareAgreesWithASlowCount(t *testing.T) {
	_, old := rules(t, rulesText)
	_, new := rules(t, otherText())
	leads := leadsOf(records(500, 3))
	c, err := audit.Compare(t.Context(), old, new, audit.Leads(leads), asOf)
	if err != nil {
		t.Fatal(err)
	}
	moved, owners, sum := 0, map[string]int{}, int64(0)
	name := func(d qualify.Decision) string {
		switch {
		case d.Owner.Team == "":
			return audit.NoGroup
		case d.Owner.ID == "":
			return d.Owner.Team
		}
		return d.Owner.Team + "/" + d.Owner.ID
	}
	for i := range leads {
		a, b := old.Decide(&leads[i], asOf), new.Decide(&leads[i], asOf)
		removedTwice := a.Owner.Team == "" && b.Owner.Team == "" // its quadrant is for the record
		if a.Quadrant != b.Quadrant && !removedTwice || a.Status != b.Status || a.Owner != b.Owner {
			moved++
		}
		owners[name(a)+" > "+name(b)]++
		sum += b.Score.Points.Thousandths() - a.Score.Points.Thousandths()
	}
	got, parts := map[string]int{}, int64(0)
	for _, m := range c.Owners.Entries {
		got[m.Name] = m.Value.Leads
	}
	for _, p := range c.Parts.Entries {
		parts += p.Value.Points.Thousandths()
	}
	if c.Moved != moved || !reflect.DeepEqual(got, owners) {
		t.Errorf("%d moved, want %d; owners %v, want %v", c.Moved, moved, got, owners)
	}
	if parts != sum {
		t.Errorf("the parts add %d, the scores changed by %d", parts, sum)
	}
}

func TestCompareStopsAtAnError(t *testing.T) {
	_, e := rules(t, `{"name": "x", "scoring": {}}`)
	broken := errors.New("broken")
	var leads iter.Seq2[*qualify.Lead, error] = func(yield func(*qualify.Lead, error) bool) {
		if yield(&qualify.Lead{ID: "1"}, nil) && yield(nil, broken) {
			t.Error("went on")
		}
	}
	c, err := audit.Compare(t.Context(), e, e, leads, asOf)
	if !errors.Is(err, broken) || c.Leads != 1 {
		t.Errorf("%v, %+v", err, c)
	}
}

// A comparison stops at the lead at which its context ends.
func TestCompareStopsAtTheEndOfItsContext(t *testing.T) {
	_, e := rules(t, `{"name": "x", "scoring": {}}`)
	ctx, cancel := context.WithCancel(t.Context())
	n := 0
	leads := func(yield func(*qualify.Lead, error) bool) {
		for yield(&qualify.Lead{ID: "L"}, nil) {
			if n++; n == 3 {
				cancel()
			}
		}
	}
	if c, err := audit.Compare(ctx, e, e, leads, asOf); !errors.Is(err, context.Canceled) || c.Leads != 3 {
		t.Errorf("%+v, %v", c, err)
	}
}
