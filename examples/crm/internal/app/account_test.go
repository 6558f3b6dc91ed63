package app

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/examples/crm/internal/testdb"
	"github.com/leadqual/leadqual/qualify/account"
)

// An account is decided with the people who name it, as they are now: also those who came
// before it, and no longer one who has left or is erased.
func TestAccount(t *testing.T) {
	testdb.Each(t, func(t *testing.T, source string) {
		s := open(t, source)
		person := func(id, title string) string {
			return fmt.Sprintf(`{"id": %q, "account_id": "A-1", "person": {"name": %[1]q, "job_title": %q}}`, id, title)
		}
		s.must("POST", "/v1/leads", person("ada", "Head of Learning"))
		s.must("PUT", "/v1/accounts/A-1", `{"company": {"name": "Shore", "employees": 800}}`)
		s.must("POST", "/v1/leads", person("bo", "VP Operations"))
		s.must("POST", "/v1/leads", `{"id": "elsewhere", "account_id": "A-2", "person": {"job_title": "Engineer"}}`)
		read := func() account.Decision {
			t.Helper()
			var shown struct {
				Account  account.Account
				Decision account.Decision
			}
			if err := json.Unmarshal(s.must("GET", "/v1/accounts/A-1", "").Body, &shown); err != nil {
				t.Fatal(err)
			}
			if shown.Account.Company.Name != "Shore" || len(shown.Account.People) != len(shown.Decision.People) {
				t.Errorf("%+v", shown.Account)
			}
			return shown.Decision
		}
		d := read()
		if len(d.People) != 2 || len(d.Find) != 1 || d.Find[0].Role != "it" || d.Readiness.HandRaised {
			t.Errorf("%d people, missing %+v", len(d.People), d.Find)
		}
		if a := s.send("GET", "/accounts/A-1", ""); a.Status != http.StatusOK || !strings.Contains(string(a.Body), "connects it to their systems") {
			t.Errorf("the page: status %d\n%s", a.Status, a.Body)
		}
		s.must("POST", "/v1/leads/bo/activities", `{"type": "demo_request"}`)
		if d := read(); !d.Readiness.HandRaised || d.People[0].ID != "bo" {
			t.Errorf("one asked: %v, first is %s", d.Readiness.HandRaised, d.People[0].ID)
		}
		s.must("PATCH", "/v1/leads/ada", `{"account_id": "A-2"}`)
		s.must("DELETE", "/v1/leads/bo", "", bearer)
		if d := read(); len(d.People) != 0 || len(d.Find) != 3 {
			t.Errorf("%d people, missing %+v", len(d.People), d.Find)
		}
		s.must("PUT", "/v1/accounts/A-1", `{"company": {"name": "Shore", "employees": 8}}`)
		for _, c := range []struct {
			method, path, body string
			status             int
			want               string
		}{
			{"PUT", "/v1/accounts/A-1", `{"id": "A-2"}`, 422, "another one"},
			{"PUT", "/v1/accounts/A-1", `{"people": [{"id": "x"}]}`, 422, "account_id"},
			{"PUT", "/v1/accounts/A-1", `{"compnay": {}}`, 422, "company"},
			{"PUT", "/v1/accounts/A-1", `[]`, 422, "object"},
			{"GET", "/v1/accounts/nobody", ``, 404, ""},
			{"GET", "/accounts/nobody", ``, 404, "Not found"},
			{"GET", "/accounts?page=0", ``, 404, "Not found"},
			{"DELETE", "/v1/accounts/A-1", ``, 405, "PUT"},
		} {
			a := s.send(c.method, c.path, c.body)
			if a.Status != c.status || !strings.Contains(string(a.Body), c.want) {
				t.Errorf("%s %s %s: %d %s; want %d with %q", c.method, c.path, c.body, a.Status, a.Body, c.status, c.want)
			}
		}
	})
}
