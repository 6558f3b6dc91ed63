package app

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/leadqual/leadqual/examples/crm/internal/testdb"
	"github.com/leadqual/leadqual/qualify/lifecycle"
)

// The pages of rules show how versions differ and what a draft would change for a lead,
// and put versions to another use for who knows the token, and for nobody else.
func TestRulesPages(t *testing.T) {
	testdb.Each(t, func(t *testing.T, source string) {
		s := open(t, source, func(c *Config) { c.SignedIn = "X-Forwarded-Email" })
		ana := "X-Forwarded-Email: ana@crm.example"
		page := func(path string) string { return string(s.must("GET", path, "", ana).Body) }
		s.must("POST", "/v1/leads", fitting("L-1"), ana)
		next := strings.Replace(string(demoRules(t)), "employees in 50..5000", "employees in 500..5000", 1)
		s.must("POST", "/v1/rules", next, bearer)
		for path, want := range map[string]string{
			"/rules/2":           "when company.employees in 50..5000 -&gt; company.employees in 500..5000",
			"/rules/2?from=2":    "Nothing that changes a decision",
			"/rules/1":           "Nothing that changes a decision",
			"/rules/2/agreement": "what a good lead is",
			"/leads/L-1":         "fit good → poor",
		} {
			if !strings.Contains(page(path), want) {
				t.Errorf("%s does not say %q", path, want)
			}
		}
		for _, path := range []string{"/rules/3", "/rules/x", "/rules/-1", "/rules/3/agreement", "/rules/2?from=9"} {
			if a := s.send("GET", path, "", ana); a.Status != http.StatusNotFound {
				t.Errorf("%s: status %d", path, a.Status)
			}
		}
		change := func(do, version, token string, headers ...string) *answer {
			f := form("do", do, "version", version, "token", token, "key", "-")
			return s.submit("/rules", f, append(headers, ana)...)
		}
		for _, bad := range []struct {
			a      *answer
			status int
			says   string
		}{
			{change("publish", "2", ""), 422, "not the token"},
			{change("publish", "2", secret+"!"), 422, "not the token"},
			{change("publish", "2", strings.Repeat("x", 21)), 422, "not the token"},
			{change("burn", "2", secret), 422, "no such thing"},
			{change("publish", "x", secret), 422, "no such thing"},
			{change("publish", "9", secret), 404, "Not found"},
			{change("publish", "1", secret), 409, "decides already"},
			{change("publish", "2", secret, "Sec-Fetch-Site: cross-site"), 403, ""},
		} {
			if bad.a.Status != bad.status || !strings.Contains(string(bad.a.Body), bad.says) || strings.Contains(string(bad.a.Body), secret) {
				t.Errorf("status %d, want %d and %q", bad.a.Status, bad.status, bad.says)
			}
		}
		if n := s.Rules.InUse().Active.Number; n != 1 {
			t.Fatalf("version %d decides", n)
		}
		for _, step := range []struct {
			do, version string
			active      int64
			draft       bool
		}{{"publish", "2", 2, false}, {"draft", "1", 2, true}, {"retire", "1", 2, false}, {"publish", "1", 1, false}} {
			a := change(step.do, step.version, secret)
			inUse := s.Rules.InUse()
			if a.Status != http.StatusSeeOther || a.Header.Get("Location") != "/rules?done="+step.version || inUse.Active.Number != step.active || (inUse.Draft != nil) != step.draft {
				t.Errorf("%s %s: status %d; version %d decides", step.do, step.version, a.Status, inUse.Active.Number)
			}
		}
	})
}

// The outcomes are those of the events that the service has itself.
func TestOutcomes(t *testing.T) {
	testdb.Each(t, func(t *testing.T, source string) {
		s := open(t, source)
		for id, events := range map[string][]string{
			"won":  {`{"kind": "accepted"}`, `{"kind": "converted"}`, `{"kind": "won"}`},
			"lost": {`{"kind": "converted"}`, `{"kind": "lost", "reason": "price"}`},
			"back": {`{"kind": "rejected", "reason": "no_budget"}`},
			"open": nil,
		} {
			s.must("POST", "/v1/leads", fitting(id))
			s.must("POST", "/v1/leads/"+id+"/activities", `{"type": "demo_request"}`)
			s.clock.Set(s.clock.Now().Add(time.Hour))
			for _, e := range events {
				s.must("POST", "/v1/leads/"+id+"/events", e)
			}
		}
		s.must("POST", "/v1/leads", fitting("quiet")) // sales never had it
		s.clock.Set(start.AddDate(0, 0, 90))
		report, err := s.Desk.Outcomes(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if report.All.Leads != 4 || report.Rate.Hits != 1 || report.Rate.Of != 4 || report.Rate.Unknown != 1 || len(report.Reasons) != 2 {
			t.Errorf("%d leads, rate %+v, reasons %+v; want 4, one won, one that nobody worked, 2", report.All.Leads, report.Rate, report.Reasons)
		}
		for path, want := range map[string]string{"/outcomes": "no budget", "/outcomes/report": "Audit of training platform"} {
			if page := s.page(path); !strings.Contains(page, want) {
				t.Errorf("%s does not say %q", path, want)
			}
		}
	})
}

// What leads, rules and addresses say is text on every page, whatever it looks like.
func TestHostileText(t *testing.T) {
	const evil = `"><script>alert(1)</script><img src=x onerror=alert(1)>'`
	s := open(t, testdb.SQLite(t), func(c *Config) {
		c.Policy = &lifecycle.Policy{Reasons: []lifecycle.Reason{{ID: "why", Name: evil}}}
	})
	quoted, err := json.Marshal(evil)
	if err != nil {
		t.Fatal(err)
	}
	rules := strings.NewReplacer(`"How many people work there?"`, string(quoted), `"training platform"`, string(quoted), `"50 to 5,000 people"`, string(quoted)).Replace(string(demoRules(t)))
	s.must("POST", "/v1/rules", rules, bearer)
	s.must("POST", "/v1/rules/2/publish", "", bearer)
	id := strings.ReplaceAll(evil, "/", "")
	at := "/leads/" + url.PathEscape(id)
	idText, err := json.Marshal(id)
	if err != nil {
		t.Fatal(err)
	}
	s.must("POST", "/v1/leads", fmt.Sprintf(`{"id": %[2]s, "person": {"name": %[1]s, "job_title": "head %[3]s", "region": "EMEA"}, "company": {"name": %[1]s}, "source": %[1]s, "custom": {"x": %[1]s}}`, quoted, idText, quoted[1:len(quoted)-1]))
	s.must("POST", "/v1"+at+"/activities", fmt.Sprintf(`{"type": "demo_request", "url": %[1]s, "subject": %[1]s}`, quoted))
	said := s.submit(at, form("fact", "company.employees", "value", evil))
	s.must("POST", "/v1"+at+"/events", `{"kind": "rejected", "reason": "why"}`)
	q := url.QueryEscape(evil)
	for _, path := range []string{"/", "/leads", "/leads?q=" + q, "/leads?owner=" + q, at, at + "?done=" + q + "&list=" + q, "/rules", "/rules/2", "/rules/2?from=1", "/rules/2/agreement", "/outcomes", "/outcomes/report", "the answer"} {
		page := string(said.Body)
		if path != "the answer" {
			page = s.page(path)
		}
		if strings.Contains(page, "<script") || strings.Contains(page, "<img") || strings.Contains(page, `"javascript:`) {
			t.Errorf("%s has what somebody has sent", path)
		}
	}
	if page := s.page(at); !strings.Contains(page, "alert(1)") {
		t.Error("the page does not show what the test looks for")
	}
}
