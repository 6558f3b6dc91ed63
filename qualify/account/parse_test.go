package account_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
	"github.com/leadqual/leadqual/qualify/truth"
)

var companyRules = []byte(`{"name": "x", "person": {}, "account": {"icp": {"criteria": [
	{"id": "employees", "when": "company.employees > 10"}, {"id": "revenue", "when": "company.annual_revenue > 10"},
	{"id": "industry", "when": "company.industry == 'x'"}, {"id": "country", "when": "company.country == 'DE'"}]}}}`)

// same wants two values to be equal by go-cmp without options, as of plain data.
func same(t *testing.T, have, want any) {
	t.Helper()
	if d := cmp.Diff(want, have); d != "" {
		t.Error(d)
	}
}

func read(t *testing.T, text string) *account.Account {
	t.Helper()
	a := &account.Account{}
	if err := json.Unmarshal([]byte(text), a); err != nil {
		t.Fatal(err)
	}
	return a
}

// TestReadingIsTheSameEachTime reads several values of a wrong kind again and again.
func TestReadingIsTheSameEachTime(t *testing.T) {
	engine, err := account.CompileJSON("x.json", companyRules, nil)
	if err != nil {
		t.Fatal(err)
	}
	text := `{"id": "A", "company": {"employees": "many", "annual_revenue": [], "industry": 7, "country": true}}`
	first := engine.Decide(read(t, text), time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC))
	if len(first.Issues) != 4 {
		t.Fatalf("issues %v, want one for each fact", first.Issues)
	}
	for range 50 {
		a := read(t, text)
		same(t, a, read(t, text))
		again := engine.Decide(a, first.AsOf)
		same(t, again, first)
	}
}

// TestUnusableFacts says that what a host sets counts, and what could not be read is not
// taken from elsewhere.
func TestUnusableFacts(t *testing.T) {
	engine, err := account.CompileJSON("x.json", companyRules, nil)
	if err != nil {
		t.Fatal(err)
	}
	asOf := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	a := read(t, `{"id": "A", "company": {"employees": "many"}, "people": [{"id": "P", "company": {"employees": 50}}]}`)
	d := engine.Decide(a, asOf)
	same(t, d.Fit.Criteria[0].Outcome, truth.Unknown)
	if len(d.Issues) != 1 || d.Issues[0].Code != qualify.WrongKind || d.Issues[0].Path != "company.employees" {
		t.Errorf("issues %v, want that company.employees is of a wrong kind", d.Issues)
	}
	a.Company.Employees = qualify.Number(7)
	d = engine.Decide(a, asOf)
	same(t, d.Fit.Criteria[0].Outcome, truth.Unmet)
	if len(d.Issues) > 0 {
		t.Errorf("issues %v of what the host has set", d.Issues)
	}
}

// TestKeysOfTheCompanyInOtherCase says that they are read as the other keys are.
func TestKeysOfTheCompanyInOtherCase(t *testing.T) {
	a := read(t, `{"ID": "A", "Company": {"Employees": 500, "Annual_Revenue": "much"}}`)
	same(t, a.Company.Employees, qualify.Number(500))
	same(t, a.Unusable, []string{"company.annual_revenue"})
}
