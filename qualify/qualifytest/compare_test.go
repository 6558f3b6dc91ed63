package qualifytest_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/qualifytest"
)

// Only what is written is compared, and a rule that is not listed is unmet.
func TestCompare(t *testing.T) {
	e, err := qualify.CompileJSON("rules.json", []byte(`{"name": "n", "scoring": {"ready_at": 10, "rules": [
	  {"id": "size", "when": "company.employees >= 50", "points": 12}, {"id": "web", "when": "source == 'web'", "points": 3}]}}`), nil)
	if err != nil {
		t.Fatal(err)
	}
	lead := &qualify.Lead{ID: "1", Source: "fair", Company: qualify.Company{Employees: qualify.Number(60)}}
	d := e.Decide(lead, time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC))
	for want, differences := range map[string]string{
		`{}`: "[]",
		`{"status": "mql", "score": {"points": 12, "rules": [{"id": "size", "points": 12}, {"id": "web", "outcome": "unmet"}]}}`: "[]",
		`{"status": "nurture"}`:         `[status: have "mql", want "nurture"]`,
		`{"score": {"points": 12.5}}`:   `[score.points: have 12, want 12.5]`,
		`{"readiness": {"raised": []}}`: "[]",
	} {
		have, err := qualifytest.Compare(e, &d, json.RawMessage(want))
		if err != nil || strings.ReplaceAll(fmt.Sprint(have), "\n", "") != differences {
			t.Errorf("%s: %v, %v; want %s", want, have, err, differences)
		}
	}
	if _, err := qualifytest.Compare(e, &d, json.RawMessage(`{"status": `)); err == nil {
		t.Error("what is no JSON is taken")
	}
	for _, detail := range []qualify.Detail{qualify.NoQuestions, qualify.Brief} { // a rule that it does not list may be met
		d.Detail = detail
		if have, err := qualifytest.Compare(e, &d, json.RawMessage(`{"score": {"rules": [{"id": "size", "outcome": "unmet"}]}, "ask": []}`)); err == nil {
			t.Errorf("a decision that is %v compares as %v", detail, have)
		}
	}
}
