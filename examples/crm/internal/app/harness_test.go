package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/leadqual/leadqual/examples/crm/internal/api"
	"github.com/leadqual/leadqual/examples/crm/internal/store"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/lifecycle"
)

const secret = "a token for the tests"

// start is the instant at which the tests' clocks begin: a Monday.
var start = time.Date(2026, time.November, 23, 9, 0, 0, 0, time.UTC)

// clock is a clock that tests move. Each look at it takes a millisecond.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(time.Millisecond)
	return c.now
}

func (c *clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

// service is a running service.
type service struct {
	*App
	t     testing.TB
	clock *clock
	log   *bytes.Buffer
}

func demoRules(t testing.TB) []byte { return rulesFile(t, "rules.json") }

func rulesFile(t testing.TB, name string) []byte {
	t.Helper()
	body, err := os.ReadFile("../../rules/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// open starts a service without a listener. Its loops do not run: tests call
// what they do.
func open(t testing.TB, source string, change ...func(*Config)) *service {
	t.Helper()
	s := &service{t: t, clock: &clock{now: start}, log: &bytes.Buffer{}}
	token, err := api.NewToken(secret)
	if err != nil {
		t.Fatal(err)
	}
	c := Config{
		Source: source, FirstRules: demoRules(t), AccountRules: rulesFile(t, "accounts.json"), Token: token, Now: s.clock.Now, Log: slog.New(slog.NewJSONHandler(s.log, nil)),
		Policy:  &lifecycle.Policy{Reasons: []lifecycle.Reason{{ID: "no_budget"}}},
		Rosters: map[string]*lifecycle.Roster{"inside": {Team: "sales", Members: []lifecycle.Member{{ID: "cy"}}}},
	}
	for _, f := range change {
		f(&c)
	}
	if s.App, err = New(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil && t.Context().Err() == nil {
			t.Error(err)
		}
	})
	return s
}

// answer is what a request got.
type answer struct {
	Status  int
	Header  http.Header
	Body    []byte
	Decided store.Decision
	Problem api.Problem
}

// decision is the decision in the answer.
func (a *answer) decision(t *testing.T) qualify.Decision {
	t.Helper()
	d, err := a.Decided.Decided()
	if err != nil {
		t.Fatalf("no decision in %s", a.Body)
	}
	return *d
}

// send sends a request; headers are "Name: value".
func (s *service) send(method, path, body string, headers ...string) *answer {
	s.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	s.Handler.ServeHTTP(w, r)
	a := &answer{Status: w.Code, Header: w.Header(), Body: w.Body.Bytes()}
	if strings.HasPrefix(w.Header().Get("Content-Type"), "application/") {
		into := any(&a.Decided)
		if w.Code >= 400 {
			into = &a.Problem
		}
		if err := json.Unmarshal(a.Body, into); err != nil {
			s.t.Fatalf("%s %s: %v in %s", method, path, err, a.Body)
		}
	}
	return a
}

// must sends a request that goes well.
func (s *service) must(method, path, body string, headers ...string) *answer {
	s.t.Helper()
	a := s.send(method, path, body, headers...)
	if a.Status/100 != 2 {
		s.t.Fatalf("%s %s: status %d: %s", method, path, a.Status, a.Body)
	}
	return a
}

// lead reads a lead.
func (s *service) lead(id string) *store.Lead {
	s.t.Helper()
	var lead *store.Lead
	err := s.DB.View(s.t.Context(), func(tx *store.Tx) (err error) {
		lead, err = tx.Lead(id)
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return lead
}

func (s *service) history(id string) []*store.Decision {
	s.t.Helper()
	var found []*store.Decision
	err := s.DB.View(s.t.Context(), func(tx *store.Tx) (err error) {
		found, err = tx.Decisions(id, 1000)
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return found
}

const bearer = "Authorization: Bearer " + secret

// fitting is a lead that fits, and is not ready.
func fitting(id string) string {
	return fmt.Sprintf(`{"id": %q, "person": {"name": "Ada", "email": "ada@shore.example", "job_title": "Head of Learning", "region": "EMEA"},
		"company": {"name": "Shore", "domain": "shore.example", "industry": "health", "employees": 320}}`, id)
}

func discard() *slog.Logger { return slog.New(slog.NewTextHandler(io.Discard, nil)) }
