package qualifytest_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
	"github.com/leadqual/leadqual/qualify/qualifytest"
)

func accountEngine(t *testing.T) *account.Engine {
	t.Helper()
	e, err := account.Load(os.DirFS("../../examples/rules/accounts"), "step6.json", nil)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

const accountCase = `{"cases": [{"name": "a", "as_of": "2026-11-22T09:00:00Z",
	"account": {"id": "A", "company": {"employees": 500, "industry": null}, "people": [
		{"id": "1", "person": {"job_title": "CFO", "seniority": "c_level"}, "activities": [{"type": "docs", "at": "2026-11-20T09:00:00Z"}]},
		{"id": "2"}]},
	"want": %s}]}`

// What cases of accounts want of roles, people, whom to find and whom to ask is
// checked: each want holds or fails.
func TestCheckAccounts(t *testing.T) {
	e := accountEngine(t)
	for _, c := range []struct{ want, differs string }{
		{`{"account_id": "A", "status": "nurture", "checklists": [{"id": "group", "verdict": "unknown"}]}`, `checklists[group].verdict`},
		{`{"people": [{"id": "2", "role": null}]}`, ``},
		{`{"people": [{"id": "2", "role": ""}]}`, `people[2].role`},
		{`{"people": [{"id": "2", "role": "user"}]}`, `people[2].role: have nothing, want "user": the role is not settled; asked about this person: person.job_title, person.seniority`},
		{`{"people": [{"id": "1", "role": "user"}]}`, `people[1].role: have "economic_buyer", want "user"`},
		{`{"people": [{"id": "3"}]}`, `people[3]: have nothing`},
		{`{"people": [{"id": "1", "decision": {"score": {"rules": [{"id": "no", "outcome": "unmet"}]}}}]}`, `people[1].decision.score.rules[no]`},
		{`{"find": [{"role": "nobody", "decisive": false}]}`, `find[nobody]: have nothing`},
		{`{"ask": [{"person": "2", "path": "company.industry"}]}`, `ask[company.industry]: have nothing`},
		{`{"ask": [{"path": "company.industry", "decisive": true}]}`, ``},
		{`{}`, "checks nothing"},
	} {
		f, err := qualifytest.ParseAccounts("cases.json", []byte(strings.Replace(accountCase, "%s", c.want, 1)))
		if c.want == "{}" {
			if err == nil {
				t.Error("a case that wants nothing")
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		err = qualifytest.CheckAccountCases(e, f.Cases)
		if c.differs == "" && err != nil || c.differs != "" && (err == nil || !strings.Contains(err.Error(), c.differs)) {
			t.Errorf("%s: %v, want %q", c.want, err, c.differs)
		}
	}
}

func TestParseAccountsMistakes(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{strings.Replace(accountCase, "%s", `{"poeple": []}`, 1), "poeple"},
		{strings.Replace(accountCase, "%s", `{"lead_id": "1"}`, 1), "lead_id"},
		{strings.Replace(accountCase, "%s", `{"people": [{"id": "1", "roles": "x"}]}`, 1), "roles"},
		{strings.Replace(accountCase, `"account":`, `"lead":`, 1), `lead`},
		{`{"cases": []}`, `give it "cases"`},
		{`{"cases": [{"name": "a", "account": {"people": [{"peron": 1}]}, "want": {"status": "mql"}}]}`, "peron"},
		{`{"cases": [{"name": "a", "account": {}, "want": {"status": "mql"}}]}`, `as_of`},
	} {
		_, err := qualifytest.ParseAccounts("cases.json", []byte(strings.Replace(c.text, "%s", "{}", 1)))
		if wrong := (qualify.Errors)(nil); !errors.As(err, &wrong) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.text, err, c.want)
		}
	}
}
