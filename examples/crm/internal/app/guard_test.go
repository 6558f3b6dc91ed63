package app

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/examples/crm/internal/desk"
	"github.com/leadqual/leadqual/examples/crm/internal/rules"
	"github.com/leadqual/leadqual/examples/crm/internal/testdb"
)

// Whatever is posted of a lead, well formed or not, nothing of it is logged.
func TestNoLeadDataInLogs(t *testing.T) {
	testdb.Each(t, func(t *testing.T, source string) {
		r := receive(t, (&clock{now: start}).Now)
		s := open(t, source, func(c *Config) { c.WebhookURL, c.WebhookSecret = r.URL, webhookSecret })
		mark := "Xq7vZ-marked" // stands in every value below
		lead := fmt.Sprintf(`{"id": "L-1", "person": {"name": %[1]q, "email": "%[1]s@shore.example", "phone": %[1]q, "job_title": %[1]q, "city": %[1]q},
			"company": {"name": %[1]q, "domain": "%[1]s.example"}, "answers": {"need": %[1]q}, "source": %[1]q, "custom": {"x": %[1]q},
			"activities": [{"type": %[1]q, "url": "/%[1]s", "subject": %[1]q, "at": "2026-11-20T09:00:00Z"}]}`, mark)
		s.must("POST", "/v1/leads", lead)
		s.must("PATCH", "/v1/leads/L-1", fmt.Sprintf(`{"person": {"city": %q}}`, mark))
		s.must("POST", "/v1/leads/L-1/activities", fmt.Sprintf(`{"type": "visit", "subject": %q}`, mark), "Idempotency-Key: "+mark)
		for _, path := range []string{"/leads/L-1", "/leads", "/v1/leads/L-1", "/"} {
			s.must("GET", path, "")
		}
		for _, bad := range []struct{ method, path, body string }{
			{"POST", "/v1/leads", lead},
			{"POST", "/v1/leads", lead[:len(lead)-1]},
			{"POST", "/v1/leads", fmt.Sprintf(`{"id": 5, "person": %q}`, mark)},
			{"POST", "/v1/leads", fmt.Sprintf(`{"created_at": %q}`, mark)},
			{"POST", "/v1/leads", fmt.Sprintf(`{"id": "%s/"}`, mark)},
			{"GET", "/v1/leads/" + mark, ""},
			{"GET", "/leads/" + mark, ""},
			{"GET", "/leads?owner=" + mark + "&page=x", ""},
			{"POST", "/v1/leads/" + mark + "/activities", fmt.Sprintf(`{"type": %q}`, mark)},
			{"POST", "/v1/leads/L-1/events", fmt.Sprintf(`{"kind": "rejected", "reason": %q}`, mark)},
			{"GET", "/" + mark, ""},
			{strings.ReplaceAll(mark, "-", ""), "/v1/leads", ""},
		} {
			if a := s.send(bad.method, bad.path, bad.body, "User-Agent: "+mark, "Referer: "+mark); a.Status/100 != 4 {
				t.Errorf("%s %s: status %d", bad.method, bad.path, a.Status)
			}
		}
		// Faults of the service itself: a panic over a lead, and a database that
		// is gone.
		s.Desk.Engine = func(*rules.Version) desk.Engine { panic(mark) }
		if a := s.send("POST", "/v1/leads/L-1/activities", fmt.Sprintf(`{"type": %q}`, mark)); a.Status != http.StatusInternalServerError {
			t.Errorf("a panic: status %d", a.Status)
		}
		s.Desk.Engine = nil
		s.deliver()
		s.DB.Close()
		for _, path := range []string{"/v1/leads/" + mark, "/leads/" + mark} {
			if a := s.send("GET", path, ""); a.Status != http.StatusInternalServerError {
				t.Errorf("no database: status %d", a.Status)
			}
		}

		log := s.log.String()
		if n := strings.Count(log, `"msg":"request"`); n < 20 {
			t.Fatalf("only %d requests are in the log:\n%s", n, log)
		}
		for line := range strings.Lines(log) {
			if strings.Contains(line, "Xq7vZ") || strings.Contains(line, "shore.example") {
				t.Errorf("logged: %s", line)
			}
		}
	})
}

// Pages of other sites, and names that lead here from elsewhere, get nothing.
func TestGuard(t *testing.T) {
	s := open(t, testdb.SQLite(t), func(c *Config) { c.LocalOnly = true })
	for _, c := range []struct {
		host, header string
		method       string
		status       int
	}{
		{"localhost:8080", "", "GET", 200},
		{"127.0.0.1:8080", "", "GET", 200},
		{"[::1]:8080", "", "GET", 200},
		{"evil.example", "", "GET", 421},
		{"localhost.evil.example:8080", "", "GET", 421},
		{"127.0.0.1:8080", "Origin: https://evil.example", "POST", 403},
		{"127.0.0.1:8080", "Sec-Fetch-Site: cross-site", "POST", 403},
		{"127.0.0.1:8080", "Sec-Fetch-Site: same-origin", "POST", 405},
	} {
		r := httptest.NewRequest(c.method, "/", nil)
		r.Host = c.host
		if name, value, ok := strings.Cut(c.header, ": "); ok {
			r.Header.Set(name, value)
		}
		w := httptest.NewRecorder()
		s.Handler.ServeHTTP(w, r)
		if w.Code != c.status {
			t.Errorf("%s %s %s: status %d, want %d", c.method, c.host, c.header, w.Code, c.status)
		}
	}
}
