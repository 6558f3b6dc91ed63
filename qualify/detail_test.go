package qualify_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

var details = []qualify.Detail{qualify.Whole, qualify.NoQuestions, qualify.Brief}

// cut is what is left of a whole decision in one of less detail.
func cut(d qualify.Decision, detail qualify.Detail) qualify.Decision {
	d = d.Clone()
	d.Detail = detail
	if detail == qualify.Whole {
		return d
	}
	d.Ask = nil
	if detail == qualify.NoQuestions {
		return d
	}
	steps := d.Screening
	d.Screening = nil
	for i := range steps {
		removes := steps[i].Outcome == truth.Met && !steps[i].Lifted
		if removes && len(d.Screening) == 0 && (d.Status == matrix.StatusDisqualified || d.Status == matrix.StatusExcluded) {
			d.Screening = steps[i : i+1 : i+1]
		}
	}
	d.Fit.Criteria, d.Score.Rules, d.BANT.Items = nil, nil, nil
	for i := range d.Checklists {
		d.Checklists[i].Items = nil
	}
	return d
}

// checkDetails says that a Decider's shorter decisions say what the whole one does.
func checkDetails(t *testing.T, e *qualify.Engine, d *qualify.Decider, lead *qualify.Lead, asOf time.Time) (short int) {
	t.Helper()
	whole := e.Decide(lead, asOf)
	for _, detail := range []qualify.Detail{qualify.Brief, qualify.Whole, qualify.NoQuestions, qualify.Brief, qualify.NoQuestions, qualify.Whole} {
		d.Detail = detail
		have, want := d.Decide(lead, asOf).Clone(), cut(whole, detail)
		if diff := cmp.Diff(want, have); diff != "" {
			t.Fatalf("%v (-want +have):\n%s", detail, diff)
		}
		if len(want.Issues) > 0 && detail == qualify.Brief {
			short++
		}
		if lead != nil && detail != qualify.Whole {
			if err := qualify.Verify(&have, e, lead); err != nil {
				t.Fatal(err)
			}
		}
	}
	return short
}

func TestDetails(t *testing.T) {
	withIssues, faults := 0, 0
	worlds(t, generate.Options{}, 20, func(t *testing.T, w *world) {
		d := w.e.NewDecider()
		for _, l := range w.leads {
			withIssues += checkDetails(t, w.e, d, l, generate.AsOf)
			for _, i := range w.e.Decide(l, generate.AsOf).Issues {
				if withoutAnswer(i) {
					faults++
				}
			}
		}
		checkDetails(t, w.e, d, w.leads[0], time.Time{})
		checkDetails(t, w.e, d, nil, generate.AsOf)
	})
	if withIssues == 0 || faults == 0 {
		t.Errorf("%d decisions with issues, %d issues of conditions without an answer: the test has lost its teeth", withIssues, faults)
	}
}

// Whatever the rules and the lead are, shorter decisions say what the whole one does.
func FuzzBrief(f *testing.F) {
	for seed := range uint64(20) {
		g := generate.New(seed, generate.Options{})
		rules, err := json.Marshal(g.RuleSet())
		if err != nil {
			f.Fatal(err)
		}
		g = generate.New(seed, generate.Options{JSON: true})
		lead, err := json.Marshal(g.Lead())
		if err != nil {
			f.Fatal(err)
		}
		f.Add(rules, lead, seed)
	}
	f.Fuzz(func(t *testing.T, rules, lead []byte, seed uint64) {
		e, err := qualify.CompileJSON("rules.json", rules, nil)
		var read qualify.Lead
		if err != nil || json.Unmarshal(lead, &read) != nil {
			return
		}
		d := e.NewDecider()
		for _, l := range []*qualify.Lead{&read, generate.New(seed, generate.Options{}).Lead(), {}} {
			checkDetails(t, e, d, l, generate.AsOf)
		}
	})
}

func TestDetailInJSON(t *testing.T) {
	for _, detail := range details {
		d := qualify.Decision{Detail: detail}
		var read qualify.Decision
		if err := json.Unmarshal(d.AppendJSON(nil), &read); err != nil || read.Detail != detail {
			t.Errorf("%v is read as %v: %v", detail, read.Detail, err)
		}
		if has := strings.Contains(string(d.AppendJSON(nil)), `"detail"`); has != (detail != qualify.Whole) {
			t.Errorf("%v is written as %s", detail, d.AppendJSON(nil))
		}
		if have, want := string(d.AppendJSON(nil)), standardJSON(t, &d); have != want {
			t.Errorf("have %s\nwant %s", have, want)
		}
	}
	var d qualify.Decision
	for _, text := range []string{`{"detail": "short"}`, `{"detail": ""}`, `{"detail": 1}`, `{"detail": "Brief"}`} {
		if err := json.Unmarshal([]byte(text), &d); err == nil {
			t.Errorf("%s is read as %v", text, d.Detail)
		}
	}
}

func TestDecideAllInBrief(t *testing.T) {
	e, leads := batchEngine(t), batchLeads(300)
	for _, detail := range details {
		i := 0
		for d, err := range e.DecideAll(context.Background(), pointers(leads), batchAsOf, &qualify.BatchOptions{Workers: 2, Detail: detail}) {
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(cut(e.Decide(&leads[i], batchAsOf), detail), *d); diff != "" {
				t.Fatalf("%v (-want +have):\n%s", detail, diff)
			}
			i++
		}
	}
}

// Of decisions of unlike detail, what both say is compared.
func TestDiffOfUnlikeDetail(t *testing.T) {
	worlds(t, generate.Options{}, 6, func(t *testing.T, w *world) {
		for i, l := range w.leads {
			before, after := w.e.Decide(l, generate.AsOf), w.e.Decide(w.leads[(i+1)%len(w.leads)], generate.AsOf)
			before.LeadID = after.LeadID
			for _, x := range details {
				for _, y := range details {
					least := max(x, y)
					was, is := cut(before, x), cut(after, y)
					have, err := qualify.Diff(&was, &is)
					if err != nil {
						t.Fatal(err)
					}
					was, is = cut(before, least), cut(after, least)
					want, err := qualify.Diff(&was, &is)
					if err != nil {
						t.Fatal(err)
					}
					if diff := cmp.Diff(want, have); diff != "" || have.Detail != least {
						t.Fatalf("%v and %v: %v\n%s", x, y, have.Detail, diff)
					}
				}
			}
		}
	})
}

// What brief decisions compare of a score and of verdicts shows in what differs, and a
// margin says nothing that brief decisions do not show.
func TestBriefDiffAndMargin(t *testing.T) {
	told, rescored, margins := 0, 0, 0
	worlds(t, generate.Options{}, 20, func(t *testing.T, w *world) {
		for i, l := range w.leads {
			before, after := cut(w.e.Decide(l, generate.AsOf), qualify.Brief), cut(w.e.Decide(w.leads[(i+1)%len(w.leads)], generate.AsOf), qualify.Brief)
			before.LeadID = after.LeadID
			change, err := qualify.Diff(&before, &after)
			if err != nil {
				t.Fatal(err)
			}
			says := func(d *qualify.Decision) (out []any) {
				out = append(out, d.Status, d.Readiness, d.Score.Column, d.Score.Groups, d.Score.Clip, d.BANT.Verdict)
				for _, c := range d.Checklists {
					out = append(out, c.Verdict)
				}
				return out
			}
			if same := cmp.Equal(says(&before), says(&after)); change.Empty() && !same {
				t.Fatalf("nothing differs:\n%s\n%s", before.AppendJSON(nil), after.AppendJSON(nil))
			} else if !same {
				told++
			}
			if change.Points != (scoring.Column{}) && len(change.Parts) == 0 {
				rescored++
			}
			whole := w.e.Decide(l, generate.AsOf)
			brief := cut(whole, qualify.Brief)
			want := w.e.Margin(&whole)
			if want.Fit != nil || want.BANT != nil {
				margins++
			}
			want.Fit, want.BANT, want.Checklists = nil, nil, nil
			if diff := cmp.Diff(want, w.e.Margin(&brief)); diff != "" {
				t.Fatalf("the margin of a brief decision (-want +have):\n%s", diff)
			}
		}
	})
	if told == 0 || rescored == 0 || margins == 0 {
		t.Errorf("%d differ, %d in points alone, %d margins: the test has lost its teeth", told, rescored, margins)
	}
}

// Points that differ are a difference, also where no answer does.
func TestBriefDiffOfPoints(t *testing.T) {
	e, err := qualify.CompileJSON("rules.json", []byte(`{"name": "r", "scoring": {"ready_at": 50, "groups": [{"id": "a"}, {"id": "b"}], "rules": [
		{"id": "x", "group": "a", "when": "company.employees > 10", "points": 5}, {"id": "y", "group": "b", "when": "company.employees <= 10", "points": 5},
		{"id": "z", "when": "company.employees > 100", "points": 5}]},
		"bant": {"budget": {"when": "company.employees > 7"}, "qualified_at": 1}}`), nil)
	if err != nil {
		t.Fatal(err)
	}
	decide := func(employees float64, detail qualify.Detail) *qualify.Decision {
		d := e.NewDecider()
		d.Detail = detail
		return d.Decide(&qualify.Lead{ID: "1", Company: qualify.Company{Employees: qualify.Number(employees)}}, generate.AsOf)
	}
	for _, c := range []struct {
		before, after float64
		want          string
	}{
		{50, 60, ""},
		{50, 500, ""},
		{9, 50, "scoring.groups.a scoring.groups.b"},
		{5, 6, ""},
		{5, 9, "bant"},
	} {
		change, err := qualify.Diff(decide(c.before, qualify.Brief), decide(c.after, qualify.Whole))
		if err != nil {
			t.Fatal(err)
		}
		var have []string
		for _, p := range change.Parts {
			have = append(have, p.Place)
		}
		for _, o := range change.Outcomes {
			have = append(have, o.Place)
		}
		if same := c.before == 50 && c.after == 60 || c.before == 5 && c.after == 6; strings.Join(have, " ") != c.want || change.Empty() != same {
			t.Errorf("%v and %v employees: %q, empty %v", c.before, c.after, have, change.Empty())
		}
	}
}
