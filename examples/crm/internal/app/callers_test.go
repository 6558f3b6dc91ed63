package app

import (
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/examples/crm/internal/testdb"
)

// routes are all that the service answers, each with a request to it, and what it takes: "" is
// anybody who reaches the service, "token" the token, "watch" nothing at all.
var routes = []struct{ pattern, path, body, takes string }{
	{"GET /{$}", "/", "", ""},
	{"GET /leads", "/leads", "", ""},
	{"GET /leads/{id}", "/leads/L-1", "", ""},
	{"POST /leads/{id}", "/leads/L-1", "do=accepted", ""},
	{"GET /accounts", "/accounts", "", ""},
	{"GET /accounts/{id}", "/accounts/A-1", "", ""},
	{"GET /rules", "/rules", "", ""},
	{"POST /rules", "/rules", "do=publish&version=1", "form"},
	{"GET /rules/{version}", "/rules/1", "", ""},
	{"GET /rules/{version}/agreement", "/rules/1/agreement", "", ""},
	{"GET /outcomes", "/outcomes", "", ""},
	{"GET /outcomes/report", "/outcomes/report", "", ""},
	{"GET /style.css", "/style.css", "", ""},
	{"POST /v1/leads", "/v1/leads", `{"id": "new"}`, ""},
	{"GET /v1/leads/{id}", "/v1/leads/L-1", "", ""},
	{"PATCH /v1/leads/{id}", "/v1/leads/L-1", `{"source": "x"}`, ""},
	{"DELETE /v1/leads/{id}", "/v1/leads/L-1", "", "token"},
	{"POST /v1/leads/{id}/activities", "/v1/leads/L-1/activities", `{"type": "page_view"}`, ""},
	{"POST /v1/leads/{id}/events", "/v1/leads/L-1/events", `{"kind": "accepted"}`, ""},
	{"PUT /v1/accounts/{id}", "/v1/accounts/A-1", `{}`, ""},
	{"GET /v1/accounts/{id}", "/v1/accounts/A-1", "", ""},
	{"GET /v1/rules", "/v1/rules", "", ""},
	{"GET /v1/rules/{version}", "/v1/rules/1", "", ""},
	{"POST /v1/rules", "/v1/rules", easy, "token"},
	{"POST /v1/rules/{version}/publish", "/v1/rules/1/publish", "", "token"},
	{"POST /v1/rules/{version}/draft", "/v1/rules/1/draft", "", "token"},
	{"POST /v1/rules/{version}/retire", "/v1/rules/1/retire", "", "token"},
	{"POST /v1/dead-letters/revive", "/v1/dead-letters/revive", "", "token"},
	{"GET /healthz", "/healthz", "", "watch"},
	{"GET /readyz", "/readyz", "", "watch"},
}

// Each route lets in whom it is for, and nobody else: no page of another site, no other name of
// this machine, behind a proxy nobody whom that has not signed in, and to what changes the
// rules or erases nobody without the token, whoever is signed in.
func TestCallers(t *testing.T) {
	const user = "X-Forwarded-Email: ana@tideline.example"
	for _, c := range []struct {
		name    string
		proxy   bool
		host    string
		headers []string
		want    func(takes string, changes bool) int // the status; 0 is let in
	}{
		{"a program on this machine", false, "localhost", nil, func(takes string, _ bool) int {
			return map[string]int{"token": 401}[takes]
		}},
		{"one with the token", false, "127.0.0.1:8080", []string{bearer}, func(string, bool) int { return 0 }},
		{"one with another token", false, "localhost", []string{"Authorization: Bearer 0123456789abcdef0123"}, func(takes string, _ bool) int {
			return map[string]int{"token": 401}[takes]
		}},
		{"a page of another site", false, "localhost", []string{bearer, "Origin: https://elsewhere.example", "Sec-Fetch-Site: cross-site"}, func(_ string, changes bool) int {
			if changes {
				return 403
			}
			return 0
		}},
		{"another name of this machine", false, "crm.elsewhere.example", []string{bearer}, func(string, bool) int { return 421 }},
		{"behind a proxy nobody", true, "crm.example", nil, func(takes string, _ bool) int {
			if takes == "watch" {
				return 0
			}
			return 401
		}},
		{"behind a proxy two at once", true, "crm.example", []string{user, "X-Forwarded-Email: bo@tideline.example"}, func(takes string, _ bool) int {
			if takes == "watch" {
				return 0
			}
			return 401
		}},
		{"behind a proxy somebody", true, "crm.example", []string{user}, func(takes string, _ bool) int {
			return map[string]int{"token": 401}[takes]
		}},
		{"behind a proxy a program", true, "crm.example", []string{bearer}, func(string, bool) int { return 0 }},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := open(t, testdb.SQLite(t), func(config *Config) {
				config.LocalOnly = !c.proxy
				if c.proxy {
					config.SignedIn = "X-Forwarded-Email"
				}
			})
			s.putLead(t)
			for _, r := range routes {
				method, _, _ := strings.Cut(r.pattern, " ")
				q := httptest.NewRequest(method, r.path, strings.NewReader(r.body))
				q.Host = c.host
				q.Header.Set("Content-Type", "application/json")
				if strings.HasPrefix(r.body, "do=") {
					q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				}
				for _, h := range c.headers {
					name, value, _ := strings.Cut(h, ": ")
					q.Header.Add(name, value)
				}
				w := httptest.NewRecorder()
				s.Handler.ServeHTTP(w, q)
				want := c.want(r.takes, method != "GET")
				refused := w.Code == 401 || w.Code == 403 || w.Code == 421
				switch {
				case r.takes == "form" && want == 0:
					// The token stands in the form, and is wrong here: nothing has changed.
					if s.lead("L-1").Rules != 1 || w.Code < 400 {
						t.Errorf("%s: status %d", r.pattern, w.Code)
					}
				case want == 0 && refused, want != 0 && w.Code != want:
					t.Errorf("%s: status %d, want %d (0 is let in)", r.pattern, w.Code, want)
				}
			}
		})
	}
}

// putLead stores a lead and an account, whoever may reach the service.
func (s *service) putLead(t *testing.T) {
	t.Helper()
	for path, body := range map[string]string{"/v1/leads": fitting("L-1"), "/v1/accounts/A-1": "{}"} {
		method := map[bool]string{true: "POST", false: "PUT"}[path == "/v1/leads"]
		r := httptest.NewRequest(method, path, strings.NewReader(body))
		r.Host = "localhost"
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "Bearer "+secret)
		w := httptest.NewRecorder()
		s.Handler.ServeHTTP(w, r)
		if w.Code/100 != 2 {
			t.Fatalf("%s: status %d: %s", path, w.Code, w.Body)
		}
	}
}

// The table has every route.
func TestRoutesAreAll(t *testing.T) {
	known := map[string]bool{}
	for _, r := range routes {
		known[r.pattern] = true
	}
	found := 0
	for file, pattern := range map[string]string{
		"../api/api.go": `handle\("([A-Z]+ /[^"]*)"`,
		"../web/web.go": `(?:handle\(|HandleFunc\()"([^"]+)"(, .*, nil\)|, .*, p\.\w+\)|, func)`,
	} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(string(text), -1) {
			route := m[1]
			if route == "GET " || route == "POST " { // put together with a path
				continue
			}
			if !strings.Contains(route, " ") {
				route = "GET " + route
			}
			found++
			if !known[route] {
				t.Errorf("%s is not in the table", route)
			}
		}
	}
	if found < 25 {
		t.Errorf("only %d routes found", found)
	}
}
