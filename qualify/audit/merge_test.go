package audit

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

// Counts are the same however what is counted is shared out and put together: one
// after another, as a tree, and by way of JSON. split gives the parts, whole takes
// all, and merged gives what merging came to.
func sameInAnyOrder[T any](t *testing.T, r *rand.Rand, n int, empty func() *T, add func(*T, int), merge func(*T, *T) error) {
	t.Helper()
	whole := empty()
	for i := range n {
		add(whole, i)
	}
	parts := make([]*T, 1+r.IntN(7))
	for i := range parts {
		parts[i] = empty()
	}
	for _, i := range r.Perm(n) {
		add(parts[r.IntN(len(parts))], i)
	}
	for len(parts) > 1 {
		r.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
		last := len(parts) - 1
		part := parts[last]
		if r.IntN(2) == 0 {
			part = throughJSON(t, part)
		}
		before := jsonOf(t, part)
		if err := merge(parts[0], part); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(before, jsonOf(t, part)) {
			t.Fatal("merging changed what was merged")
		}
		parts = parts[:last]
	}
	got := parts[0]
	if !reflect.DeepEqual(got, whole) {
		t.Fatalf("%d parts differ from the whole\n%s\n%s", n, jsonOf(t, got), jsonOf(t, whole))
	}
	if !bytes.Equal(jsonOf(t, got), jsonOf(t, whole)) || !reflect.DeepEqual(throughJSON(t, got), whole) {
		t.Fatal("the JSON differs")
	}
}

func jsonOf(t *testing.T, v any) []byte {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func throughJSON[T any](t *testing.T, v *T) *T {
	t.Helper()
	back := new(T)
	if err := json.Unmarshal(jsonOf(t, v), back); err != nil {
		t.Fatal(err)
	}
	return back
}

// fill gives every count that a value has, however deep, something to add, and
// histograms and tables a few entries. New counts are found by themselves.
func fill(r *rand.Rand, v reflect.Value) {
	switch x := v.Addr().Interface().(type) {
	case *Histogram:
		for range r.IntN(3) {
			x.count(scoring.Points(r.IntN(4000)-2000)/10, Count{Leads: 1, Known: r.IntN(2)}, 2+maxWorths)
		}
		return
	case *time.Time:
		*x = time.Unix(int64(r.IntN(1e9)), 0).UTC()
		return
	case *Table[Count]:
		groupAt(x, MaxGroups, fmt.Sprint(r.IntN(9))).add(Count{Leads: 1})
		return
	case *Table[LayerCount]:
		if r.IntN(2) > 0 {
			p := r.IntN(1001)
			groupAt(x, maxLayers, fmt.Sprintf("sales/call %d", p)).add(LayerCount{Propensity: p, Count: Count{Leads: 1}})
		}
		return
	}
	switch v.Kind() {
	case reflect.Int:
		v.SetInt(int64(r.IntN(3)))
	case reflect.Struct:
		for i := range v.NumField() {
			fill(r, v.Field(i))
		}
	case reflect.Slice:
		n := r.IntN(4)
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			fill(r, v.Index(i))
		}
	default:
		panic("no counts for " + v.Type().String())
	}
}

// tableLaw tries tables of a kind that are too small for the names.
func tableLaw[T any, P sum[T]](t *testing.T) {
	t.Run(reflect.TypeFor[T]().Name(), func(t *testing.T) {
		for seed := range uint64(testkit.Amount(60, 300, 5000)) {
			r := rand.New(rand.NewPCG(seed, 31))
			limit, n := 1+r.IntN(6), r.IntN(60)
			names, values := make([]string, n), make([]T, n)
			for i := range n {
				names[i] = string(rune('a' + r.IntN(12)))
				fill(r, reflect.ValueOf(&values[i]).Elem())
			}
			sameInAnyOrder(t, r, n, func() *Table[T] { return &Table[T]{} },
				func(x *Table[T], i int) { groupAt[T, P](x, limit, names[i]).add(values[i]) },
				func(x, y *Table[T]) error { merge[T, P](x, y, limit); return nil })
		}
	})
}

// Also where tables have no room for all names, whatever they count.
func TestTablesMergeInAnyOrder(t *testing.T) {
	tableLaw[Count](t)
	tableLaw[Tally](t)
	tableLaw[Month](t)
	tableLaw[PartCount](t)
	tableLaw[FactCount](t)
	tableLaw[LayerCount](t)
	tableLaw[ArmCount](t)
	tableLaw[MonthOfDelays](t)
}

// anyDecision is one that a rule set could have made, more or less: many names, so
// that every table that can overflow does.
func anyDecision(r *rand.Rand) (*qualify.Decision, Outcome) {
	from := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	name := func(prefix string, n int) string { return fmt.Sprint(prefix, r.IntN(n)) }
	one := func(list ...string) string { return list[r.IntN(len(list))] }
	flag := func() qualify.Opt[bool] { return qualify.Opt[bool]{Value: r.IntN(2) == 0, Known: r.IntN(3) > 0} }
	instant := func(days int) time.Time {
		if r.IntN(4) == 0 {
			return time.Time{}
		}
		return from.Add(time.Duration(r.IntN(days*24)-100) * time.Hour)
	}
	d := &qualify.Decision{
		Fingerprint: name("sha256:", 3), AsOf: instant(50_000),
		Status: matrix.Status(one("mql", "sql", "nurture", "research", "disqualified")), Quadrant: quadrants[r.IntN(len(quadrants))],
		Cell: name("A", 1200),
	}
	d.Owner.Team, d.Owner.Action, d.Owner.Route = name("team", 20), name("action", 20), name("r", 5)
	d.Score.Points = scoring.Points(r.IntN(20_000_000)-10_000_000) / 1000
	outcomes := []truth.Truth{truth.Met, truth.Unmet, truth.Unknown}
	for i := range 4 {
		d.Score.Rules = append(d.Score.Rules, scoring.RuleScore{ID: fmt.Sprint("rule", i), Outcome: outcomes[r.IntN(3)], Column: scoring.Column{Points: scoring.Points(r.IntN(5000)) / 10}})
	}
	for range r.IntN(3) {
		d.Ask = append(d.Ask, qualify.Question{Path: name("custom.f", 2000), Decisive: r.IntN(2) == 0})
		d.Issues = append(d.Issues, qualify.Issue{Code: qualify.IssueCode(name("code", 1500))})
	}
	d.Readiness.Raised = []string{name("raise", 3)}
	if r.IntN(2) == 0 {
		d.Experiment = matrix.Assignment{ID: name("x", 3), Arm: name("arm", 200), Share: matrix.Share(r.IntN(1001)) / 1000, Propensity: matrix.Share(r.IntN(1001)) / 1000}
	}
	return d, Outcome{
		Source: name("source", 3000), Segment: name("Stra\xdfe ", 1500), Stage: one("", "sql", "customer", "lost", "recycled"),
		Reason: strings.Repeat("too long ", r.IntN(40)) + name("reason", 2000),
		Worked: flag(), WorkedAt: instant(50_000), Accepted: flag(), JudgedAt: instant(50_000), Won: flag(), ClosedAt: instant(50_000),
		LookedUpAt: instant(50_000), HandedOverAt: instant(50_000),
	}
}

// overflown tells that an audit holds all that can be too much.
func overflown(t *testing.T, a *Audit) {
	t.Helper()
	rule := a.Rules.get("rule1")
	for what, is := range map[string]bool{
		"sources": a.Sources.Other != nil, "segments": a.Segments.Other != nil, "months": a.Months.Other != nil, "reasons": a.Reasons.Other != nil,
		"cells": a.Cells.Other != nil, "facts": a.Facts.Other != nil, "issues": a.Issues.Other != nil, "layers": a.Layers.Other != nil,
		"layers of a rule": rule.MetLayers.Other != nil, "scores": a.Scores.Width > 0, "worths": rule.Worth.Width > 0, "points": rule.MetAt.Width > 0,
		"delays": len(a.Delays) > maxDelay+1, "ready leads": a.Ready.Leads > 0 && rule.Anyway.Leads > 0,
	} {
		if !is {
			t.Errorf("no overflow of %s", what)
		}
	}
}

// A name is as JSON gives it back, and not longer than said.
func TestNames(t *testing.T) {
	long := strings.Repeat("ä", MaxName)
	for _, c := range [][2]string{
		{"web", "web"}, {"", ""}, {"Stra\xdfe", "Stra\ufffde"}, {"\xff\xff", "\ufffd"}, {long, long[:MaxName]}, {"x" + long, "x" + long[:MaxName-2]},
		{strings.Repeat("\xff \xfe ", MaxName), strings.Repeat("\ufffd ", MaxName/4)},
	} {
		var table Table[Count]
		groupAt(&table, 5, c[0]).add(Count{Leads: 1})
		groupAt(&table, 5, c[0]).add(Count{Leads: 1})
		if len(table.Entries) != 1 || table.Entries[0].Name != c[1] || table.get(c[0]).Leads != 2 || len(c[1]) > MaxName {
			t.Errorf("%.20q: %.300q, want %.300q", c[0], names(&table), c[1])
		}
	}
}

// The whole of an audit, a trial and a table of horizons, where all overflows.
func TestAuditsMergeInAnyOrder(t *testing.T) {
	horizon := Horizon{Days: 3000, CutOff: time.Date(2150, 1, 1, 0, 0, 0, 0, time.UTC)}
	for seed := range uint64(testkit.Amount(1, 2, 30)) {
		r := rand.New(rand.NewPCG(seed, 37))
		const n = 8000
		decisions, found := make([]*qualify.Decision, n), make([]Outcome, n)
		for i := range n {
			decisions[i], found[i] = anyDecision(r)
		}
		empty := func() *Audit {
			return &Audit{
				Target: []Target{TargetWon, TargetAccepted}[seed%2], Horizon: horizon,
				Scale: &Scale{ReadyAt: 100, Rules: []ScaleRule{{"rule0", -1}, {"rule1", -1}, {"rule2", -1}, {"rule3", -1}}},
			}
		}
		sameInAnyOrder(t, r, n, empty, func(a *Audit, i int) { a.Add(decisions[i], found[i]) }, (*Audit).Merge)
		whole := empty()
		for i := range n {
			whole.Add(decisions[i], found[i])
		}
		overflown(t, whole)
		sameInAnyOrder(t, r, n, func() *Trial { return &Trial{ID: "x1", Horizon: horizon} },
			func(a *Trial, i int) { a.Add(decisions[i], found[i]) }, (*Trial).Merge)
		sameInAnyOrder(t, r, n, func() *HorizonTable { return &HorizonTable{CutOff: horizon.CutOff} },
			func(a *HorizonTable, i int) { a.Add(decisions[i].AsOf, found[i]) }, (*HorizonTable).Merge)
	}
}
