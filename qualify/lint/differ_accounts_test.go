package lint_test

import (
	"strings"
	"testing"

	"github.com/leadqual/leadqual/qualify/account"
	"github.com/leadqual/leadqual/qualify/lint"
)

const differing = `{"name": "r", "roles": [{"id": "champion", "name": "speaks for us", "when": "person.department == 'ops'"}],
	"person": {"icp": {"criteria": [{"id": "boss", "when": "person.seniority == 'c_level'"}]}},
	"account": {"icp": {"criteria": [{"id": "size", "name": "big", "when": "company.employees >= 50"}]}%s}}`

// Rules that differ in prose are the same; a threshold about people or about companies
// shows somebody who is decided differently; what asks people is not told.
func TestDifferAccounts(t *testing.T) {
	const group = `, "checklists": [{"id": "group", "items": [{"id": "c", "role": "champion"}]}]`
	for name, x := range map[string]struct {
		extra    string
		old, new string
		same     bool
		shows    string // in the text of the account
		doubt    string
	}{
		"prose":         {group, "speaks for us", "talks", true, "", ""},
		"name":          {"", `"big"`, `"large"`, true, "", ""},
		"a person":      {group, "== 'c_level'", "in ['c_level', 'director']", false, "L-1", "person.icp.boss: when"},
		"the account":   {"", ">= 50", ">= 60", false, "employees", "account.icp.size: when"},
		"a role":        {group, "== 'ops'", "== 'it'", false, "", "roles"},
		"asks people":   {group, ">= 50", ">= 60", false, "", "account.icp.size: when"},
		"the same, but": {"", ">= 50", "> 49.99", false, "", "account.icp.size: when"},
	} {
		old := strings.Replace(differing, "%s", x.extra, 1)
		compile := func(text string) *account.Rules {
			e, err := account.CompileJSON("", []byte(text), nil)
			if err != nil {
				t.Fatal(err)
			}
			return e.Rules()
		}
		d, err := lint.DifferAccounts(t.Context(), compile(old), compile(strings.Replace(old, x.old, x.new, 1)), &lint.DifferOptions{Leads: 4000})
		if err != nil {
			t.Fatal(err)
		}
		text := d.String()
		switch {
		case d.Same != x.same:
			t.Errorf("%s: same %v\n%s", name, d.Same, text)
		case (d.Account != nil) != (x.shows != "") && name != "the same, but":
			t.Errorf("%s: shows %v\n%s", name, d.Account, text)
		case !strings.Contains(text, x.shows) || !strings.Contains(text, x.doubt):
			t.Errorf("%s: %s", name, text)
		}
	}
	if _, err := lint.DifferAccounts(t.Context(), &account.Rules{}, &account.Rules{}, nil); err == nil {
		t.Error("rules without anything are no error")
	}
}
