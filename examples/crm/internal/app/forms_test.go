package app

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/examples/crm/internal/testdb"
	"github.com/leadqual/leadqual/qualify/lifecycle"
)

// page reads a page.
func (s *service) page(path string) string {
	s.t.Helper()
	return string(s.must("GET", path, "").Body)
}

var keyField = regexp.MustCompile(`name="key" value="([^"]+)"`)

// submit sends a form as the page at a path has it.
func (s *service) submit(path string, fields url.Values, headers ...string) *answer {
	s.t.Helper()
	if fields.Get("key") == "" {
		found := keyField.FindStringSubmatch(s.page(path))
		if found == nil {
			s.t.Fatalf("%s has no form", path)
		}
		fields.Set("key", found[1])
	}
	return s.send("POST", path, fields.Encode(), append([]string{"Content-Type: application/x-www-form-urlencoded", "Sec-Fetch-Site: same-origin"}, headers...)...)
}

func form(pairs ...string) url.Values {
	f := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		f.Set(pairs[i], pairs[i+1])
	}
	return f
}

// A lead's page does what a rep does with a lead, and says what came of it.
func TestForms(t *testing.T) {
	testdb.Each(t, func(t *testing.T, source string) {
		s := open(t, source)
		s.must("POST", "/v1/leads", fitting("L-1"))
		s.must("POST", "/v1/leads/L-1/activities", `{"type": "demo_request"}`)
		for _, step := range []struct {
			form  url.Values
			stage lifecycle.Stage
			says  string
		}{
			{form("do", "accepted"), lifecycle.StageSQL, "Agree on an offer"},
			{form("do", "handed_over", "to", "sales/bo"), lifecycle.StageSQL, "bo, sales"},
			{form("do", "converted"), lifecycle.StageOpportunity, "stage SQL → opportunity"},
			{form("do", "won"), lifecycle.StageCustomer, "it has bought"},
			{form("do", "reopened"), lifecycle.StageRecycled, "stage customer → recycled"},
		} {
			step.form.Set("list", "owner=ana&page=2")
			a := s.submit("/leads/L-1", step.form)
			to := a.Header.Get("Location")
			if a.Status != http.StatusSeeOther || !strings.HasPrefix(to, "/leads/L-1?done=") {
				t.Fatalf("%v: status %d, to %q: %s", step.form, a.Status, to, a.Body)
			}
			if lead := s.lead("L-1"); lead.State.Stage != step.stage {
				t.Errorf("%v: stage %s, want %s", step.form, lead.State.Stage, step.stage)
			}
			if page := s.page(to); !strings.Contains(page, step.says) || !strings.Contains(page, `href="/leads?owner=ana&amp;page=2"`) {
				t.Errorf("%v: the page does not say %q, or has no way back", step.form, step.says)
			}
			n := s.lead("L-1").N
			if again := s.submit("/leads/L-1", step.form); again.Header.Get("Location") != to || s.lead("L-1").N != n {
				t.Errorf("%v sent again: to %q, %d decisions; want %q and %d", step.form, again.Header.Get("Location"), s.lead("L-1").N, to, n)
			}
		}
	})
}

// An answer decides the lead at once; a mistake is said at the form, which keeps what
// was typed, and changes nothing.
func TestAnswers(t *testing.T) {
	testdb.Each(t, func(t *testing.T, source string) {
		s := open(t, source)
		s.must("POST", "/v1/leads", `{"id": "L-1", "person": {"job_title": "Head of IT", "region": "EMEA"}, "company": {"industry": "health"}}`)
		if page := s.page("/leads/L-1"); !strings.Contains(page, `name="fact" value="company.employees"`) || strings.Contains(page, `value="answers.budget"`) {
			t.Error("the page does not ask for the number of people, or for something that changes nothing")
		}
		n := s.lead("L-1").N
		for _, bad := range []struct {
			form   url.Values
			status int
			says   string
		}{
			{form("fact", "company.employees", "value", "ma<ny"), 422, "Give a number"},
			{form("fact", "company.employees", "value", " "), 422, "Give an answer"},
			{form("fact", "company.employees", "value", "NaN"), 422, "company.employees"},
			{form("fact", "answers.authority", "value", "boss"), 422, "choose one"},
			{form("fact", "id", "value", "L-2"), 422, "no such fact"},
			{form("fact", "stage", "value", "customer"), 422, "stage"},
			{form("do", "rejected"), 422, "Say why"},
			{form("do", "rejected", "reason", "mood"), 422, "mood"},
			{form("do", "decided"), 422, "no such thing"},
			{form("do", "won"), 409, "possible now"},
			{form("do", "accepted", "owner", "nobody"), 422, "there is no"},
			{form("do", "accepted", "key", "a b"), 422, "no key"},
			{form("do", "accepted", "owner", "a\xff"), 422, "whole"},
			{form("do", "accepted", "owner", strings.Repeat("a", 70_000)), 422, "whole"},
		} {
			a := s.submit("/leads/L-1", bad.form)
			if a.Status != bad.status || s.lead("L-1").N != n {
				t.Errorf("%.80v: status %d, want %d; %d decisions", bad.form, a.Status, bad.status, s.lead("L-1").N)
			}
			if body := string(a.Body); !strings.Contains(body, `<title>Mistake`) || strings.Count(body, `role="alert"`) != 1 || !strings.Contains(body, bad.says) || strings.Contains(body, "ma<ny") {
				t.Errorf("%.80v: the page does not say %q", bad.form, bad.says)
			}
		}
		if a := s.submit("/leads/L-1", form("fact", "company.employees", "value", "ma<ny")); !strings.Contains(string(a.Body), `value="ma&lt;ny" aria-invalid="true"`) || !strings.Contains(string(a.Body), `role="alert">Give a number`) {
			t.Error("the form does not keep what was typed, or does not say what is wrong")
		}
		a := s.submit("/leads/L-1", form("fact", "company.employees", "value", "320"))
		lead := s.lead("L-1")
		if a.Status != http.StatusSeeOther || lead.Facts.Company.Employees.Value != 320 || lead.Facts.Seen["company.employees"].At.IsZero() || lead.N != n+1 {
			t.Errorf("status %d, %v, %v, %d decisions", a.Status, lead.Facts.Company.Employees, lead.Facts.Seen, lead.N)
		}
		if page := s.page(a.Header.Get("Location")); !strings.Contains(page, "fit unknown → good") {
			t.Error("the page does not say what changed")
		}
		if a := s.submit("/leads/L-9", form("do", "accepted", "key", "k")); a.Status != http.StatusNotFound {
			t.Errorf("no such lead: status %d", a.Status)
		}
	})
}

// What a page of another site sends does nothing.
func TestFormsOfOtherSites(t *testing.T) {
	s := open(t, testdb.SQLite(t))
	s.must("POST", "/v1/leads", fitting("L-1"))
	s.must("POST", "/v1/leads/L-1/activities", `{"type": "demo_request"}`)
	n := s.lead("L-1").N
	for _, header := range []string{"Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-site", "Origin: https://evil.example", "Origin: null"} {
		headers := []string{header}
		if strings.HasPrefix(header, "Origin") {
			headers = append(headers, "Sec-Fetch-Site: ")
		}
		if a := s.submit("/leads/L-1", form("do", "accepted"), headers...); a.Status != http.StatusForbidden || s.lead("L-1").N != n {
			t.Errorf("%s: status %d", header, a.Status)
		}
	}
}

// A rep's list has what is to do: what is due first, then by priority, nothing that is
// done; it can be narrowed and searched, and says how many there are.
func TestListOfARep(t *testing.T) {
	testdb.Each(t, func(t *testing.T, source string) {
		s := open(t, source, func(c *Config) {
			c.Policy = &lifecycle.Policy{Deadlines: []lifecycle.DeadlineRule{{ID: "answer", Kind: lifecycle.FirstResponse, Minutes: 24 * 60, Stages: []lifecycle.Stage{lifecycle.StageSQL}}}}
			c.SignedIn = "X-Forwarded-Email"
		})
		ana := "X-Forwarded-Email: ana@crm.example"
		for _, id := range []string{"won", "early", "late", "new"} {
			s.must("POST", "/v1/leads", strings.Replace(fitting(id), `"Ada"`, `"`+id+` 100%_`+id+`"`, 1), ana)
			if id == "new" {
				break
			}
			s.must("POST", "/v1/leads/"+id+"/activities", `{"type": "demo_request"}`, ana)
			s.must("POST", "/v1/leads/"+id+"/events", `{"kind": "handed_over", "owner": "ana", "team": "sales"}`, ana)
			s.clock.Set(s.clock.Now().Add(1e10))
		}
		s.must("POST", "/v1/leads/won/events", `{"kind": "converted"}`, ana)
		s.must("POST", "/v1/leads/won/events", `{"kind": "won"}`, ana)
		s.must("POST", "/v1/leads/late/activities", `{"type": "webinar"}`, ana) // more points than early
		link := regexp.MustCompile(`<h2><a href="/leads/([^?"]+)`)
		list := func(path string) string {
			var ids []string
			for _, m := range link.FindAllStringSubmatch(string(s.must("GET", path, "", ana).Body), -1) {
				ids = append(ids, m[1])
			}
			return strings.Join(ids, " ")
		}
		for path, want := range map[string]string{
			"/leads?owner=ana":                      "late early", // due tomorrow: by points
			"/leads?stage=customer":                 "won",
			"/leads?stage=any&owner=ana":            "won late early",
			"/leads?q=EARLY":                        "early",
			"/leads?q=shore+late":                   "late",
			"/leads?q=ada@shore.example+100%25_new": "new",
			"/leads?q=100%25late":                   "",
			"/leads?q=%27%3B--":                     "",
			"/leads?team=marketing":                 "new",
			"/leads?quadrant=good_fit_ready&team=x": "",
		} {
			if have := list(path); have != want && !(path == "/leads?stage=any&owner=ana" && len(have) == len(want)) {
				t.Errorf("%s: %q, want %q", path, have, want)
			}
		}
		s.clock.Set(start.AddDate(0, 0, 1)) // both are due today
		if have := list("/leads?owner=ana"); have != "early late" {
			t.Errorf("due today: %q, want what is due first", have)
		}
		page := string(s.must("GET", "/leads?owner=ana", "", ana).Body)
		for _, want := range []string{">My leads</a>", `href="/leads?owner=ana"`, `href="/leads?team=sales"`, `href="/leads?team=sales"`, "2 leads.", `<option value="ana" selected>ana (2)`, `<option value="customer">customer (1)`, "UTC</time>"} {
			if !strings.Contains(page, want) {
				t.Errorf("the list does not have %q", want)
			}
		}
		for _, path := range []string{"/leads?page=0", "/leads?page=x", "/leads?owner=a&owner=b", "/leads?q=%00", "/leads?q=%ff"} {
			if a := s.send("GET", path, "", ana); a.Status != http.StatusNotFound {
				t.Errorf("%s: status %d", path, a.Status)
			}
		}
	})
}
