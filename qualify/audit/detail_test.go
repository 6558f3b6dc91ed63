package audit_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
)

// Decisions that say too little are no evidence of anything, and the report says so.
func TestDecisionsOfLessDetail(t *testing.T) {
	e, err := qualify.CompileJSON("rules.json", []byte(`{"name": "r", "scoring": {"rules": [{"id": "size", "when": "company.employees > 9", "points": 5}], "ready_at": 5},
		"bant": {"budget": {"when": "answers.budget > 1"}}}`), nil)
	if err != nil {
		t.Fatal(err)
	}
	asOf := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	lead := qualify.Lead{ID: "1", Company: qualify.Company{Employees: qualify.Number(50)}}
	won := audit.Outcome{Won: qualify.Known(true)}
	d, rs := e.NewDecider(), e.RuleSet()
	count := func(details ...qualify.Detail) *audit.Audit {
		a := audit.New(rs)
		for _, detail := range details {
			d.Detail = detail
			a.Add(d.Decide(&lead, asOf), won)
		}
		return a
	}
	says := func(a *audit.Audit, what string) bool {
		return strings.Contains(strings.Join(a.Report(rs).Warnings, "\n"), what)
	}
	whole := count(qualify.Whole)
	mixed := count(qualify.Brief, qualify.Whole, qualify.Brief)
	if mixed.Brief != 2 || !says(mixed, "2 decisions are left out") || says(whole, "left out") {
		t.Errorf("%d brief: %q, and of a whole one %q", mixed.Brief, mixed.Report(rs).Warnings, whole.Report(rs).Warnings)
	}
	text, err := json.Marshal(mixed)
	if err != nil {
		t.Fatal(err)
	}
	var read audit.Audit
	if err := json.Unmarshal(text, &read); err != nil || read.Brief != 2 {
		t.Errorf("%d brief after JSON: %v", read.Brief, err)
	}
	mixed.Brief = 0
	if diff := cmp.Diff(whole, mixed); diff != "" {
		t.Errorf("brief decisions count for something:\n%s", diff)
	}
	unasked := count(qualify.NoQuestions)
	if !says(unasked, "1 decisions were made without questions") || len(whole.Facts.Entries) == 0 {
		t.Errorf("%q", unasked.Report(rs).Warnings)
	}
	unasked.Unasked, unasked.Facts = 0, whole.Facts
	if diff := cmp.Diff(whole, unasked); diff != "" {
		t.Errorf("without questions more than the facts differs:\n%s", diff)
	}
}

// Of decisions of which one is brief, all is compared but the parts.
func TestCompareInBrief(t *testing.T) {
	e, err := qualify.CompileJSON("rules.json", []byte(`{"name": "r", "scoring": {"rules": [{"id": "size", "when": "company.employees > 9", "points": 5}], "ready_at": 5}}`), nil)
	if err != nil {
		t.Fatal(err)
	}
	asOf := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	lead := qualify.Lead{ID: "1", Company: qualify.Company{Employees: qualify.Number(50)}}
	d := e.NewDecider()
	d.Detail = qualify.Brief
	before, after := e.Decide(&lead, asOf), d.Decide(&lead, asOf)
	var have, want audit.Comparison
	have.Add(&before, after)
	want.Add(&before, &before)
	var text bytes.Buffer
	if err := have.WriteText(&text); err != nil {
		t.Fatal(err)
	}
	if have.Brief != 1 || !strings.Contains(text.String(), "1 of them were decided in brief") {
		t.Errorf("%d brief:\n%s", have.Brief, text.String())
	}
	have.Brief = 0
	if diff := cmp.Diff(want, have); diff != "" {
		t.Error(diff)
	}
}
