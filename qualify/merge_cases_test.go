package qualify_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify"
)

// mergeBoth merges in both orders, which must not differ, and returns the result
// with its issues as text.
func mergeBoth(t *testing.T, policy qualify.MergePolicy, a, b *qualify.Lead) (m qualify.Merged, issues string) {
	t.Helper()
	m = qualify.Merge(policy, a, b)
	if diff := gocmp.Diff(written(t, m), written(t, qualify.Merge(policy, b, a))); diff != "" {
		t.Errorf("the order of records matters:\n%s", diff)
	}
	var list []string
	for _, i := range m.Issues {
		list = append(list, fmt.Sprintf("%s %s", i.Code, i.Path))
	}
	return m, strings.Join(list, ", ")
}

func parsedLead(t *testing.T, text string) *qualify.Lead {
	t.Helper()
	l, err := qualify.ParseLead("lead.json", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// A wish and its date come from one record.
func TestMergeWish(t *testing.T) {
	const (
		seenYes  = `"seen": {"answers.wants_contact": {"at": "2026-11-10T00:00:00Z", "source": "form"}}`
		seenNo   = `"seen": {"answers.wants_contact": {"at": "2026-11-01T00:00:00Z", "source": "crm"}, "answers.wants_contact_at": {"at": "2026-11-01T00:00:00Z", "source": "crm"}}`
		yes      = `"reset_at": "2026-06-01T00:00:00Z", "answers": {"wants_contact": true}`
		no       = `"answers": {"wants_contact": false, "wants_contact_at": "2026-11-01T00:00:00Z"}`
		yesEarly = `"answers": {"wants_contact": true, "wants_contact_at": "2026-10-01T00:00:00Z"}`
	)
	e, err := qualify.CompileJSON("r.json", []byte(`{"name": "x", "hand_raise": [{"id": "h", "when": "answers.wants_contact"}]}`), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, a, b string
		sources    []string
		answers    string
		issues     string
		raised     bool
	}{
		{"a trusted yes without a date", yes + `, "seen": {"answers.wants_contact": {"at": "2024-01-01T00:00:00Z", "source": "form"}}`, no + "," + seenNo, []string{"form"}, `{"wants_contact":true}`, "", false},
		{"a newer yes without a date", yes + "," + seenYes, no + "," + seenNo, nil, `{"wants_contact":true}`, "", false},
		{"the date's source ranks the wish", yesEarly + `, "seen": {"answers.wants_contact_at": {"source": "form"}}`, no, []string{"form"}, `{"wants_contact":true,"wants_contact_at":"2026-10-01T00:00:00Z"}`, "", true},
		{"the date itself dates the wish", yesEarly, no, nil, `{"wants_contact":false,"wants_contact_at":"2026-11-01T00:00:00Z"}`, "", false},
		{"nothing ranks them", `"answers": {"wants_contact": true}`, `"answers": {"wants_contact": false}`, nil, `{"wants_contact":false}`, "conflict answers.wants_contact", false},
		{"one wish of two dates", yesEarly + "," + seenYes, `"answers": {"wants_contact": true, "wants_contact_at": "2026-10-02T00:00:00Z"}, ` + seenYes, nil, `{"wants_contact":true,"wants_contact_at":"2026-10-01T00:00:00Z"}`, "conflict answers.wants_contact_at", true},
		{"one wish, once without its date", yesEarly + "," + seenYes, `"answers": {"wants_contact": true}, ` + seenYes, nil, `{"wants_contact":true,"wants_contact_at":"2026-10-01T00:00:00Z"}`, "", true},
		{"a date of no wish", `"answers": {"wants_contact_at": "2026-11-01T00:00:00Z"}`, yes + "," + seenYes, nil, `{"wants_contact":true}`, "", false},
		{"dates alone", `"answers": {"wants_contact_at": "2026-11-01T00:00:00Z"}`, `"answers": {"wants_contact_at": "2026-11-02T00:00:00Z"}`, nil, `{"wants_contact_at":"2026-11-01T00:00:00Z"}`, "conflict answers.wants_contact_at", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, issues := mergeBoth(t, qualify.MergePolicy{Sources: c.sources}, parsedLead(t, `{"id": "A", `+c.a+`}`), parsedLead(t, `{"id": "B", `+c.b+`}`))
			answers, _ := json.Marshal(m.Lead.Answers)
			d := e.Decide(&m.Lead, generate.AsOf)
			if string(answers) != c.answers || issues != c.issues || d.Readiness.HandRaised != c.raised {
				t.Errorf("have %s, issues %q, raised %v", answers, issues, d.Readiness.HandRaised)
			}
		})
	}
}

// Merging raises no hand that none of the records raised, with any dates.
func TestMergeRaisesNoHand(t *testing.T) {
	e, err := qualify.CompileJSON("r.json", []byte(`{"name": "x", "hand_raise": [{"id": "h", "when": "answers.wants_contact"}]}`), nil)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	instant := func() time.Time {
		if r.IntN(3) == 0 {
			return time.Time{}
		}
		return generate.AsOf.AddDate(0, 0, 2-r.IntN(6))
	}
	raised := 0
	for range testkit.Amount(2_000, 20_000, 200_000) {
		var records []*qualify.Lead
		any := false
		for i := range 2 + r.IntN(2) {
			l := &qualify.Lead{ID: fmt.Sprint(i), ResetAt: instant(), Seen: map[string]qualify.Seen{}}
			l.Answers.WantsContactAt = instant()
			l.Answers.WantsContact = qualify.Opt[bool]{Known: r.IntN(3) > 0}
			l.Answers.WantsContact.Value = l.Answers.WantsContact.Known && r.IntN(2) == 0
			for _, path := range []string{"answers.wants_contact", "answers.wants_contact_at"} {
				if r.IntN(2) == 0 {
					l.Seen[path] = qualify.Seen{At: instant(), Source: []string{"", "crm", "form"}[r.IntN(3)]}
				}
			}
			records = append(records, l)
			d := e.Decide(l, generate.AsOf)
			any = any || d.Readiness.HandRaised
		}
		for _, policy := range []qualify.MergePolicy{{AsOf: generate.AsOf}, {AsOf: generate.AsOf, Sources: []string{"form", "crm"}}} {
			m := qualify.Merge(policy, records...)
			d := e.Decide(&m.Lead, generate.AsOf)
			if d.Readiness.HandRaised {
				raised++
			}
			if d.Readiness.HandRaised && !any {
				data, _ := json.Marshal(records)
				t.Fatalf("raised by nobody: %s", data)
			}
		}
	}
	if raised == 0 {
		t.Error("no hand is raised at all")
	}
}

// Activities without an id are one where they say the same, however they are
// written, and as many as the record with most of them has.
func TestMergeSameActivities(t *testing.T) {
	at := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	view := func(at time.Time, custom map[string]any) qualify.Activity {
		return qualify.Activity{Type: "page_view", At: at, Custom: custom}
	}
	abroad := at.In(time.FixedZone("", 3600))
	for _, c := range []struct {
		name string
		a, b qualify.Activity
		n    int
	}{
		{"zones", view(at, nil), view(abroad, nil), 1},
		{"other instants", view(at, nil), view(at.Add(1), nil), 2},
		{"nil and empty", view(at, nil), view(at, map[string]any{}), 1},
		{"values that say nothing", view(at, map[string]any{"x": nil, "y": "", "z": []string(nil)}), view(at, nil), 1},
		{"int and float64", view(at, map[string]any{"n": 3}), view(at, map[string]any{"n": 3.0}), 1},
		{"json.Number", view(at, map[string]any{"n": json.Number("3.0")}), view(at, map[string]any{"n": uint8(3)}), 1},
		{"other numbers", view(at, map[string]any{"n": 3}), view(at, map[string]any{"n": 4}), 2},
		{"number and text", view(at, map[string]any{"n": 3}), view(at, map[string]any{"n": "3"}), 2},
		{"lists", view(at, map[string]any{"l": []string{"a"}}), view(at, map[string]any{"l": []any{"a"}}), 1},
		{"instants", view(at, map[string]any{"t": at}), view(at, map[string]any{"t": "2026-11-20T10:00:00+01:00"}), 1},
		{"maps", view(at, map[string]any{"m": map[string]any{"a": 1, "b": 2}}), view(at, map[string]any{"m": map[string]float64{"b": 2, "a": 1}}), 1},
		{"other maps", view(at, map[string]any{"m": map[string]any{"a": 1}}), view(at, map[string]any{"m": map[string]any{"a": 2}}), 2},
		{"not finite", qualify.Activity{Type: "x", At: at, Custom: map[string]any{"n": math.NaN()}}, qualify.Activity{Type: "x", At: at, Custom: map[string]any{"n": math.NaN()}}, 1},
		{"zero and negative zero", qualify.Activity{Type: "x", At: at, Value: 0}, qualify.Activity{Type: "x", At: at, Value: math.Copysign(0, -1)}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := &qualify.Lead{Activities: []qualify.Activity{c.a, c.a}}
			b := &qualify.Lead{Activities: []qualify.Activity{c.b}}
			have, backwards := qualify.Merge(qualify.MergePolicy{}, a, b), qualify.Merge(qualify.MergePolicy{}, b, a)
			if want := c.n + 1; len(have.Lead.Activities) != want {
				t.Errorf("%d activities, want %d", len(have.Lead.Activities), want)
			}
			if have, backwards := fmt.Sprint(have.Lead.Activities), fmt.Sprint(backwards.Lead.Activities); have != backwards {
				t.Errorf("%s\n%s", have, backwards)
			}
		})
	}
	for seed := range uint64(testkit.Amount(20, 100, 1000)) {
		g := generate.New(seed, generate.Options{JSON: true})
		l := g.Lead()
		want := len(qualify.Merge(qualify.MergePolicy{}, l).Lead.Activities)
		if have := len(qualify.Merge(qualify.MergePolicy{}, l, rewritten(t, g.Rand(), l)).Lead.Activities); have != want {
			t.Errorf("seed %d: %d activities, want %d", seed, have, want)
		}
	}
}

// Of one id the activity counts that counts in a decision about both logs.
func TestMergeActivitiesOfOneID(t *testing.T) {
	day := func(d int) time.Time { return time.Date(2026, 11, d, 0, 0, 0, 0, time.UTC) }
	for _, c := range []struct {
		name  string
		a, b  qualify.Activity
		reset time.Time
		asOf  time.Time
		want  int // day
	}{
		{"the earliest", qualify.Activity{Type: "x", At: day(2)}, qualify.Activity{Type: "x", At: day(9)}, time.Time{}, time.Time{}, 2},
		{"since the reset", qualify.Activity{Type: "x", At: day(2)}, qualify.Activity{Type: "x", At: day(9)}, day(5), time.Time{}, 9},
		{"a reset that has not been", qualify.Activity{Type: "x", At: day(2)}, qualify.Activity{Type: "x", At: day(9)}, day(5), day(4), 2},
		{"one without an instant", qualify.Activity{Type: "x"}, qualify.Activity{Type: "x", At: day(9)}, time.Time{}, time.Time{}, 9},
		{"one without a type", qualify.Activity{At: day(2)}, qualify.Activity{Type: "x", At: day(9)}, time.Time{}, time.Time{}, 9},
	} {
		c.a.ID, c.b.ID = "1", "1"
		m, _ := mergeBoth(t, qualify.MergePolicy{AsOf: c.asOf}, &qualify.Lead{Activities: []qualify.Activity{c.a}, ResetAt: c.reset}, &qualify.Lead{Activities: []qualify.Activity{c.b}})
		if len(m.Lead.Activities) != 1 || m.Lead.Activities[0].At.Day() != c.want {
			t.Errorf("%s: have %v", c.name, m.Lead.Activities)
		}
	}
}

// Custom values: what means the same is no conflict, what says nothing says
// nothing against others, and what no fact can have does not depend on order.
func TestMergeCustom(t *testing.T) {
	at := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	loop := map[string]any{}
	loop["self"] = loop
	type point struct{ X, Y *int }
	for _, c := range []struct {
		name     string
		a, b     any
		want     string
		conflict bool
	}{
		{"maps", map[string]any{"x": 2.0}, map[string]any{"x": 1.0}, "map[x:1]", true},
		{"maps of the same", map[string]any{"x": 1, "y": 2}, map[string]any{"y": 2.0, "x": 1.0}, "map[x:1 y:2]", false},
		{"maps of any keys", map[any]any{1: "a", 2: "b"}, map[any]any{2: "c", 1: "a"}, "map[1:a 2:b]", true},
		{"mixed lists", []any{"a", 2}, []any{"a", 1}, "[a 1]", true},
		{"structs", point{X: new(1)}, point{X: new(1)}, "", false},
		{"other structs", point{X: new(1)}, point{Y: new(1)}, "", true},
		{"what holds itself", loop, loop, "", false},
		{"functions", t.Fail, t.Fail, "", false},
		{"numbers", 3, 3.0, "3", false},
		{"other numbers", 4, 3.0, "3", true},
		{"instants", at, "2026-11-20T10:00:00+01:00", at.String(), false},
		{"an empty text", "", "x", "x", false},
		{"nil", nil, "x", "x", false},
		{"nothing but an empty text", "", nil, "<nil>", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, b := &qualify.Lead{Custom: map[string]any{"v": c.a}}, &qualify.Lead{Custom: map[string]any{"v": c.b}}
			m, n := qualify.Merge(qualify.MergePolicy{}, a, b), qualify.Merge(qualify.MergePolicy{}, b, a)
			if len(m.Issues) > 0 != c.conflict || !slices.Equal(m.Issues, n.Issues) {
				t.Errorf("issues %v, %v", m.Issues, n.Issues)
			}
			if c.want == "" {
				return
			}
			if have, other := fmt.Sprint(m.Lead.Custom["v"]), fmt.Sprint(n.Lead.Custom["v"]); have != c.want || other != c.want {
				t.Errorf("have %s and %s, want %s", have, other, c.want)
			}
		})
	}
}

// What a record has seen of what it does not know stays, the newest of all.
func TestMergeKeepsSeen(t *testing.T) {
	old := parsedLead(t, `{"seen": {"company.industry": {"at": "2026-11-20T09:00:00Z"}, "custom.x": {"source": "crm"}}}`)
	newer := parsedLead(t, `{"seen": {"company.industry": {"at": "2026-11-22T09:00:00Z"}}}`)
	old.Seen["id"] = qualify.Seen{Source: "crm"} // no fact
	alone, _ := mergeBoth(t, qualify.MergePolicy{}, old, old)
	if diff := gocmp.Diff(old.Seen, alone.Lead.Seen); diff != "" {
		t.Error(diff)
	}
	m, _ := mergeBoth(t, qualify.MergePolicy{}, old, newer)
	if len(m.Lead.Seen) != 3 || m.Lead.Seen["company.industry"] != newer.Seen["company.industry"] {
		t.Error(m.Lead.Seen)
	}
	known := parsedLead(t, `{"company": {"industry": "software"}}`)
	if m, _ = mergeBoth(t, qualify.MergePolicy{}, known, newer); m.Lead.Seen != nil {
		t.Errorf("another record's date of nothing dates a value: %v", m.Lead.Seen)
	}
}

// A clock that is ahead of the merge's instant wins nothing.
func TestMergeAsOf(t *testing.T) {
	ahead := parsedLead(t, `{"company": {"industry": "old"}, "reset_at": "2099-01-01T00:00:00Z", "custom": {"x": 1},
		"seen": {"company.industry": {"at": "2099-01-01T00:00:00Z"}, "custom.x": {"at": "2099-01-01T00:00:00Z"}, "person.name": {"at": "2099-01-01T00:00:00Z"}, "custom.none": {"at": "2099-01-01T00:00:00Z"}}}`)
	right := parsedLead(t, `{"company": {"industry": "new"}, "reset_at": "2026-06-01T00:00:00Z", "custom": {"x": 2},
		"seen": {"company.industry": {"at": "2026-11-20T00:00:00Z"}}}`)
	m, issues := mergeBoth(t, qualify.MergePolicy{}, ahead, right)
	if m.Lead.Company.Industry != "old" || !m.Lead.ResetAt.Equal(ahead.ResetAt) || issues != "" {
		t.Error("without a bound:", m.Lead, issues)
	}
	m, issues = mergeBoth(t, qualify.MergePolicy{AsOf: generate.AsOf}, ahead, right)
	if m.Lead.Company.Industry != "new" || !m.Lead.ResetAt.Equal(right.ResetAt) {
		t.Error(m.Lead)
	}
	if want := "in_future reset_at, in_future person.name, in_future company.industry, in_future custom.x, conflict custom.x, in_future custom.none"; issues != want {
		t.Error(issues)
	}
	// A source is trusted whatever its clock.
	ahead.Seen["company.industry"] = qualify.Seen{At: ahead.ResetAt, Source: "crm"}
	if m, _ = mergeBoth(t, qualify.MergePolicy{AsOf: generate.AsOf, Sources: []string{"crm"}}, ahead, right); m.Lead.Company.Industry != "old" {
		t.Error(m.Lead.Company)
	}
}

// Of lifecycle's stages that nothing ranks the furthest counts, of others the one
// that sorts first.
func TestMergeStage(t *testing.T) {
	for _, c := range []struct{ a, b, want string }{
		{"lead", "opportunity", "opportunity"},
		{"sql", "sal", "sql"},
		{"customer", "opportunity", "customer"},
		{"lead", "trial", "lead"},
		{"opportunity", "demo", "demo"},
	} {
		m, issues := mergeBoth(t, qualify.MergePolicy{}, &qualify.Lead{Stage: c.a}, &qualify.Lead{Stage: c.b})
		if m.Lead.Stage != c.want || issues != "conflict stage" {
			t.Errorf("%s, %s: have %s, %s", c.a, c.b, m.Lead.Stage, issues)
		}
	}
}

// A number that is not finite stays, so that a decision reports it.
func TestMergeNotFinite(t *testing.T) {
	l := &qualify.Lead{Company: qualify.Company{Employees: qualify.Number(math.Inf(1))}}
	if m := qualify.Merge(qualify.MergePolicy{}, l, l); m.Lead.Company.Employees != l.Company.Employees || m.Issues != nil {
		t.Error(m.Lead.Company, m.Issues)
	}
}
