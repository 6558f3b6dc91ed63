package lint_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/lint"
	"github.com/leadqual/leadqual/scoring"
)

func twoMistakes() *qualify.RuleSet {
	return &qualify.RuleSet{
		Name: "rules",
		ICP: &icp.Profile{Criteria: []icp.Criterion{
			{ID: "size", When: "company.employees > 1000 and company.employees < 100"},
			{ID: "title", When: "person.job_title contains 'VP'"},
		}},
	}
}

func TestCheckWithoutAFile(t *testing.T) {
	findings, err := lint.Check(t.Context(), twoMistakes(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(findings) != 2 || findings[0].Code != lint.CodeNeverMet || findings[1].Code != lint.CodeWholeWord {
		t.Fatalf("%+v", findings)
	}
	if f := findings[0]; f.File != "" || f.Line != 0 || f.String() != "error: icp.criteria[0].when: no lead can meet this; mend it, or leave it out [never_met]" {
		t.Errorf("%s", f.String())
	}
}

func TestPlaceOfAHost(t *testing.T) {
	o := &lint.Options{Place: func(path string) (string, int, int, bool) {
		if path == "icp.criteria[0].when" {
			return "sheet", 7, 3, true
		}
		return "", 0, 0, false
	}}
	findings, err := lint.Check(t.Context(), twoMistakes(), o)
	if err != nil || len(findings) != 2 {
		t.Fatalf("%v %v", findings, err)
	}
	// What has no place stands before what has one.
	if f := findings[1]; f.File != "sheet" || f.Line != 7 || f.Column != 3 || !strings.HasPrefix(f.String(), "sheet:7:3: error: icp.criteria[0].when: ") {
		t.Errorf("%s", f.String())
	}
}

func TestRuleSetsThatDoNotCompile(t *testing.T) {
	rs := &qualify.RuleSet{Name: "rules", ICP: &icp.Profile{Criteria: []icp.Criterion{{ID: "a", When: "company.employes > 1"}}}}
	for name, err := range map[string]error{
		"Check":    second(lint.Check(t.Context(), rs, nil)),
		"LeadFor":  second(lint.LeadFor(t.Context(), rs, lint.Result{Grade: "A"}, nil)),
		"Verdicts": second(lint.Verdicts(t.Context(), rs, nil)),
		"CheckLoaded": second(lint.CheckLoaded(t.Context(), fstest.MapFS{
			"r.json": {Data: []byte(`{"name": "a", "extends": "b.json"}`)},
			"b.json": {Data: []byte(`{"icp": {"criteria": [{"id": "a", "when": "company.employes > 1"}]}}`)},
		}, "r.json", nil)),
		"CheckFile": second(lint.CheckFile(t.Context(), "r.json", []byte(`{"name": "a", "icp": {"criteria": [{"id": "a", "when": "company.employes > 1"}]}}`), nil)),
	} {
		var list qualify.Errors
		if !errors.As(err, &list) || list[0].Code != "unknown_name" {
			t.Errorf("%s: %v", name, err)
		}
	}
	// Limits are those of the host.
	tight := &lint.Options{Compile: &qualify.Options{MaxExpression: 10}}
	if _, err := lint.Check(t.Context(), twoMistakes(), tight); err == nil {
		t.Error("no error beyond MaxExpression")
	}
	// And wide ones hold as well: lint reads what compiles.
	wide := &lint.Options{Compile: &qualify.Options{MaxNesting: 500}}
	deep := &qualify.RuleSet{Name: "deep", Screening: []qualify.Step{{ID: "a", When: strings.Repeat("(", 400) + "person.consent" + strings.Repeat(")", 400)}}}
	if _, err := lint.Check(t.Context(), deep, wide); err != nil {
		t.Error(err)
	}
}

func second[T any](_ T, err error) error { return err }

func TestFindingsRoundTrip(t *testing.T) {
	findings, err := lint.Check(t.Context(), twoMistakes(), nil)
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(findings)
	if err != nil {
		t.Fatal(err)
	}
	var again []lint.Finding
	if err := json.Unmarshal(data, &again); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(findings, again); diff != "" {
		t.Error(diff)
	}
}

func TestExplain(t *testing.T) {
	findings := []lint.Finding{{Code: "a", Path: "x"}, {Code: "a", Path: "y"}, {Code: "b", Path: "x"}}
	left, stale := lint.Explain(findings, []lint.Explanation{
		{Code: "a", Path: "x", Why: "so"}, {Code: "b", Path: "x"}, {Code: "c", Path: "x", Why: "so"},
	})
	if len(left) != 2 || left[0] != findings[1] || left[1] != findings[2] {
		t.Errorf("left: %v", left)
	}
	if len(stale) != 2 || stale[0].Code != "b" || stale[1].Code != "c" {
		t.Errorf("stale: %v", stale)
	}
}

func TestSeverities(t *testing.T) {
	order := []lint.Severity{lint.Error, lint.Warning, lint.Info}
	for i, a := range order {
		for j, b := range order {
			if a.AtLeast(b) != (i <= j) {
				t.Errorf("%s at least %s is %v", a, b, a.AtLeast(b))
			}
		}
	}
	if lint.Severity("odd").AtLeast(lint.Warning) || !lint.Severity("odd").AtLeast(lint.Info) {
		t.Error("what is no severity is not Info")
	}
}

// The same rule set gives the same findings and leads, from any number of
// goroutines, and is not changed.
func TestCheckIsDeterministic(t *testing.T) {
	for seed := range uint64(testkit.Amount(1, 5, 5)) {
		rs := generate.New(seed, generate.Options{}).RuleSet()
		before, err := json.Marshal(rs)
		if err != nil {
			t.Fatal(err)
		}
		outputs := make([]string, 3)
		var wg sync.WaitGroup
		for i := range outputs {
			wg.Go(func() {
				findings, err := lint.Check(t.Context(), rs, nil)
				answers, err2 := lint.Verdicts(t.Context(), rs, &lint.Options{Steps: 20_000})
				data, err3 := json.Marshal([]any{findings, answers})
				outputs[i] = fmt.Sprint(string(data), err, err2, err3)
			})
		}
		wg.Wait()
		for _, out := range outputs[1:] {
			if out != outputs[0] {
				t.Fatalf("seed %d: %s\n%s", seed, outputs[0], out)
			}
		}
		after, err := json.Marshal(rs)
		if err != nil || string(before) != string(after) {
			t.Errorf("seed %d: the rule set was changed", seed)
		}
	}
}

// With hardly any steps allowed there are fewer findings, and none that is
// not there with more.
func TestStepsBoundTheFindings(t *testing.T) {
	few, all := 0, 0
	for seed := range uint64(testkit.Amount(10, 60, 60)) {
		rs := generate.New(seed, generate.Options{}).RuleSet()
		most, err := lint.Check(t.Context(), rs, nil)
		if err != nil {
			t.Fatal(err)
		}
		least, err := lint.Check(t.Context(), rs, &lint.Options{Steps: 1})
		if err != nil {
			t.Fatal(err)
		}
		few, all = few+len(least), all+len(most)
	}
	if few >= all || few == 0 {
		t.Errorf("%d findings with one step, %d with many", few, all)
	}
}

func example(t *testing.T, name string) *qualify.RuleSet {
	t.Helper()
	e, err := qualify.Load(os.DirFS("../../examples/rules"), name, nil)
	if err != nil {
		t.Fatal(err)
	}
	return e.RuleSet()
}

// Every verdict of a real rule set is answered, by a lead or a reason.
func TestVerdictsOfExamples(t *testing.T) {
	for name, unreachable := range map[string]map[lint.Result]string{
		"edtech/rules.json": {
			{Status: matrix.StatusDisqualified}: "no step of screening gives this status",
		},
		"speedboats/strict.json": {
			{Status: matrix.StatusDisqualified}: "no step of screening gives this status",
			{Status: matrix.StatusExcluded}:     "no step of screening gives this status",
		},
		"hand-raise-only/rules.json": {
			{Status: matrix.StatusMQL}:          `"readiness": "hand_raise" does not look at the score`,
			{Status: matrix.StatusDisqualified}: "no step of screening gives this status",
			{Status: matrix.StatusExcluded}:     "no step of screening gives this status",
		},
		"meddic/rules.json": {
			{Status: matrix.StatusSQL}:          `"readiness": "score" does not look at hand raises`,
			{Status: matrix.StatusDisqualified}: "no step of screening gives this status",
			{Status: matrix.StatusExcluded}:     "no step of screening gives this status",
		},
		"gitlab/person.json": {
			{Quadrant: matrix.PoorFitReady}:    "without criteria every lead fits",
			{Quadrant: matrix.PoorFitNotReady}: "without criteria every lead fits",
			{Quadrant: matrix.Undetermined}:    `"when_unknown": "unmet" leaves no fit unknown, and "when_unknown": "unmet" leaves no readiness unknown`,
			{Status: matrix.StatusSQL}:         `"readiness": "score" does not look at hand raises`,
			{Status: matrix.StatusResearch}:    `without criteria every lead fits, and "when_unknown": "unmet" leaves no fit unknown`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			rs := example(t, name)
			answers, err := lint.Verdicts(t.Context(), rs, nil)
			if err != nil {
				t.Fatal(err)
			}
			e, err := qualify.Compile(rs, nil)
			if err != nil {
				t.Fatal(err)
			}
			if len(answers) < 11 {
				t.Errorf("only %d answers", len(answers))
			}
			for _, a := range answers {
				if want, ok := unreachable[a.Result]; ok != (a.Unreachable != "") || a.Unreachable != want {
					t.Errorf("%+v: unreachable %q, want %q", a.Result, a.Unreachable, want)
				}
				if a.Unreachable != "" {
					continue
				}
				if a.Lead == nil {
					t.Errorf("%+v: no lead is found", a.Result)
					continue
				}
				if d := e.Decide(a.Lead, a.AsOf); !a.Result.Reached(&d) {
					t.Errorf("%+v: the lead comes to %s, %s, %q, %q", a.Result, d.Quadrant, d.Status, d.Fit.Grade, d.Score.Band)
				}
			}
		})
	}
}

func TestWitnessOfSeveral(t *testing.T) {
	rs := example(t, "edtech/rules.json")
	a, err := lint.LeadFor(t.Context(), rs, lint.Result{Status: matrix.StatusMQL, Grade: "B", Band: "2"}, nil)
	if err != nil || a.Lead == nil {
		t.Fatalf("%+v, %v", a, err)
	}
	e, err := qualify.Compile(rs, nil)
	if err != nil {
		t.Fatal(err)
	}
	if d := e.Decide(a.Lead, a.AsOf); d.Cell != "B2" || d.Status != matrix.StatusMQL {
		t.Errorf("%s %s", d.Cell, d.Status)
	}
}

func TestWitnessOfNothing(t *testing.T) {
	if _, err := lint.LeadFor(t.Context(), twoMistakes(), lint.Result{}, nil); !errors.Is(err, lint.ErrNoResult) {
		t.Error(err)
	}
	for target, want := range map[lint.Result]string{
		{Quadrant: "left"}: `there is no quadrant "left"`,
		{Status: "won"}:    `there is no status "won"`,
		{Grade: "Z"}:       `there is no grade "Z"`,
		{Band: "9"}:        `there is no band "9"`,
		{Quadrant: matrix.GoodFitReady, Grade: "Z"}:  "good fit takes a share of 1, and no lead has more than 0.5",
		{Quadrant: matrix.GoodFitNotReady}:           "good fit takes a share of 1, and no lead has more than 0.5",
		{Quadrant: matrix.PoorFitReady}:              `there is no "ready_at" for the score, and there is no way to raise a hand`,
		{Status: matrix.StatusNurture, Band: "none"}: `there is no band "none"`,
	} {
		a, err := lint.LeadFor(t.Context(), twoMistakes(), target, nil)
		if err != nil || a.Unreachable != want || a.Lead != nil {
			t.Errorf("%+v: %q, %v; want %q", target, a.Unreachable, err, want)
		}
	}
}

// Where it cannot tell it says neither.
func TestWitnessCannotTell(t *testing.T) {
	rs := &qualify.RuleSet{Name: "hard", ICP: &icp.Profile{Criteria: []icp.Criterion{
		{ID: "a", When: `person.name matches "^(ab|ba){7}c$" and len(person.name) == company.employees and person.name != person.email`},
	}}}
	a, err := lint.LeadFor(t.Context(), rs, lint.Result{Quadrant: matrix.GoodFitNotReady}, nil)
	if err != nil || a.Lead != nil || a.Unreachable != "" {
		t.Errorf("%+v, %v", a, err)
	}
}

func ExampleCheck() {
	rules := &qualify.RuleSet{
		Name: "rules",
		Scoring: &scoring.Model{
			Rules: []scoring.Rule{
				{ID: "visit", When: "any(activities, .type == 'visit')", Points: new(scoring.Points(10))},
				{ID: "size", When: "company.employees >= 100", Points: new(scoring.Points(20))},
			},
			ReadyAt: new(scoring.Points(50)),
		},
	}
	findings, err := lint.Check(context.Background(), rules, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range findings {
		fmt.Println(f.String())
		fmt.Println("because", f.Proof)
	}
	// Output:
	// error: scoring.ready_at: the score is ready at 50 points and can never have more than 30, so that no score makes a lead ready; lower "ready_at", or give more points [threshold_unreachable]
	// because at most, of rules that exclude each other only one: visit 10, size 20
}

func ExampleLeadFor() {
	rules := &qualify.RuleSet{
		Name: "rules",
		ICP: &icp.Profile{Criteria: []icp.Criterion{
			{ID: "size", When: "company.employees in 50..5000"},
			{ID: "title", When: "has_word(person.job_title, 'vp')"},
		}},
		HandRaise: []qualify.Raise{{ID: "demo", When: "any(activities, .type == 'demo_request')"}},
	}
	for _, status := range []matrix.Status{matrix.StatusSQL, matrix.StatusMQL} {
		a, err := lint.LeadFor(context.Background(), rules, lint.Result{Status: status}, nil)
		if err != nil {
			fmt.Println(err)
			return
		}
		if a.Lead != nil {
			lead, _ := json.Marshal(a.Lead)
			fmt.Printf("%s: %s\n", status, lead)
		} else {
			fmt.Printf("%s: %s\n", status, a.Unreachable)
		}
	}
	// Output:
	// sql: {"id":"L-1","person":{"job_title":"vp"},"company":{"employees":50},"activities":[{"type":"demo_request","at":"2026-01-15T12:00:00Z"}]}
	// mql: there is no "ready_at" for the score
}
