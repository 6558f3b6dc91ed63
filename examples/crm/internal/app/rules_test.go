package app

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/leadqual/leadqual/examples/crm/internal/store"
	"github.com/leadqual/leadqual/examples/crm/internal/testdb"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify/audit"
)

// easy calls everybody who did anything.
const easy = `{"name": "easy", "version": "2", "scoring": {"rules": [{"id": "any", "when": "len(activities) > 0", "points": 1}], "ready_at": 1},
	"routes": [{"id": "all", "team": "sales", "owners": [{"id": "zoe"}]}]}`

func (s *service) addRules(body string) *store.RuleSet {
	s.t.Helper()
	a := s.must("POST", "/v1/rules", body, bearer)
	var r store.RuleSet
	if err := json.Unmarshal(a.Body, &r); err != nil {
		s.t.Fatal(err)
	}
	return &r
}

func (s *service) comparison(version int64) *audit.Comparison {
	s.t.Helper()
	a := s.must("GET", fmt.Sprintf("/v1/rules/%d", version), "")
	var r store.RuleSet
	if err := json.Unmarshal(a.Body, &r); err != nil {
		s.t.Fatal(err)
	}
	return r.Comparison
}

// A new version runs in shadow, is compared, is promoted, decides all leads
// again, and gives way to the old one.
func TestShadowThenPromote(t *testing.T) {
	testdb.Each(t, func(t *testing.T, source string) {
		s := open(t, source)
		s.must("POST", "/v1/leads", fitting("L-1"))
		v := s.addRules(easy)
		if v.Version != 2 || v.State != store.Shadow || v.ComparedWith != 1 {
			t.Fatalf("version %d, %s, compared with %d", v.Version, v.State, v.ComparedWith)
		}
		a := s.must("POST", "/v1/leads/L-1/activities", `{"type": "page_view"}`)
		if d := a.decision(t); d.RuleSet != "training platform" || a.Decided.Rules != 1 {
			t.Errorf("the shadow decides: %s, version %d", d.RuleSet, a.Decided.Rules)
		}
		c := s.comparison(2)
		if c == nil || c.Leads != 1 || c.Moved != 1 {
			t.Fatalf("compared: %+v; want one lead, moved", c)
		}
		if m := c.Statuses.Entries; len(m) != 1 || m[0].Value.From != "nurture" || m[0].Value.To != "mql" {
			t.Errorf("statuses: %+v", m)
		}

		s.must("POST", "/v1/rules/2/promote", "", bearer)
		if n, err := s.Desk.Recheck(t.Context(), 10); n != 1 || err != nil {
			t.Fatalf("%d leads decided again, %v; want 1", n, err)
		}
		lead, newest := s.lead("L-1"), s.history("L-1")[0]
		if lead.Rules != 2 || lead.Owner != "zoe" || lead.Status != string(matrix.StatusMQL) || newest.Cause != store.CauseRules {
			t.Errorf("version %d, owner %q, status %s, because of %s", lead.Rules, lead.Owner, lead.Status, newest.Cause)
		}

		s.must("POST", "/v1/rules/1/shadow", "", bearer)
		s.must("POST", "/v1/leads/L-1/activities", `{"type": "page_view"}`)
		if c := s.comparison(1); c == nil || c.Leads != 1 {
			t.Errorf("the old version in shadow: %+v", c)
		}
		s.must("POST", "/v1/rules/1/promote", "", bearer)
		if n, err := s.Desk.Recheck(t.Context(), 10); n != 1 || err != nil {
			t.Fatalf("%d leads decided again, %v; want 1", n, err)
		}
		// What sales has, no decision takes away.
		if lead := s.lead("L-1"); lead.Rules != 1 || lead.Status != string(matrix.StatusNurture) || lead.Owner != "zoe" || lead.Stage != "mql" {
			t.Errorf("version %d, status %s, stage %s, owner %q", lead.Rules, lead.Status, lead.Stage, lead.Owner)
		}
	})
}

// Rules change while requests come in, and every request is answered by one of
// the versions.
func TestHotReloadDropsNothing(t *testing.T) {
	testdb.Each(t, func(t *testing.T, source string) {
		s := open(t, source)
		for i := range 4 {
			s.must("POST", "/v1/leads", fitting(fmt.Sprint("L-", i)))
		}
		var all sync.WaitGroup
		var stop atomic.Bool
		var answered [2]atomic.Int64 // by the name of the rule set
		for i := range 4 {
			all.Go(func() {
				for !stop.Load() {
					a := s.send("POST", fmt.Sprintf("/v1/leads/L-%d/activities", i), `{"type": "page_view"}`)
					if a.Status != http.StatusOK {
						t.Errorf("status %d: %s", a.Status, a.Body)
						return
					}
					switch name := a.decision(t).RuleSet; name {
					case "training platform":
						answered[0].Add(1)
					case "easy":
						answered[1].Add(1)
					default:
						t.Errorf("decided by %q", name)
					}
				}
			})
		}
		for i := range 6 {
			body := easy
			if i%2 == 1 {
				body = string(demoRules(t))
			}
			v := s.addRules(body)
			before := answered[0].Load() + answered[1].Load()
			s.must("POST", fmt.Sprintf("/v1/rules/%d/promote", v.Version), "", bearer)
			for answered[0].Load()+answered[1].Load() < before+8 && !t.Failed() {
			}
		}
		stop.Store(true)
		all.Wait()
		if answered[0].Load() == 0 || answered[1].Load() == 0 {
			t.Errorf("answered by the versions: %d, %d", answered[0].Load(), answered[1].Load())
		}
	})
}

// Another process on the same database takes over a new version, and what both
// count of the shadow is added up.
func TestTwoProcesses(t *testing.T) {
	testdb.Each(t, func(t *testing.T, source string) {
		one, two := open(t, source), open(t, source)
		one.must("POST", "/v1/leads", fitting("L-1"))
		one.addRules(easy)
		if two.Rules.InUse().Shadow != nil {
			t.Fatal("the other process cannot know yet")
		}
		if err := two.Rules.Reload(t.Context()); err != nil {
			t.Fatal(err)
		}
		one.must("POST", "/v1/leads/L-1/activities", `{"type": "page_view"}`)
		two.must("POST", "/v1/leads/L-1/activities", `{"type": "page_view"}`)
		if err := two.Rules.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
		if c := one.comparison(2); c == nil || c.Leads != 2 {
			t.Errorf("compared: %+v; want 2 leads", c)
		}
		two.must("POST", "/v1/rules/2/promote", "", bearer)
		if err := one.Rules.Reload(t.Context()); err != nil {
			t.Fatal(err)
		}
		if a := one.must("POST", "/v1/leads/L-1/activities", `{"type": "page_view"}`); a.Decided.Rules != 2 {
			t.Errorf("decided by version %d, want 2", a.Decided.Rules)
		}
	})
}

// The loops do without requests what is to be done: they take over what another
// process promotes, decide by it, and decide again when a lead's time has come.
func TestLoops(t *testing.T) {
	testdb.Each(t, func(t *testing.T, source string) {
		often := func(c *Config) { c.Every = 5 * time.Millisecond }
		one, two := open(t, source, often), open(t, source, often)
		one.must("POST", "/v1/leads", fitting("L-1"))
		for _, kind := range []string{"trial", "page_view"} {
			one.must("POST", "/v1/leads/L-1/activities", fmt.Sprintf(`{"type": %q, "url": "/pricing", "at": "2026-11-23T08:00:00Z"}`, kind))
		}
		one.addRules(easy)
		one.must("POST", "/v1/rules/2/promote", "", bearer)
		if n, err := two.Desk.Recheck(t.Context(), 10); n != 0 || err != nil {
			t.Fatalf("%d leads decided by a process that does not know the active version, %v", n, err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		var all sync.WaitGroup
		all.Go(func() { two.Run(ctx) })
		defer all.Wait()
		defer cancel()
		wait := func(what string, done func() bool) {
			t.Helper()
			for range 1000 {
				if done() {
					return
				}
				time.Sleep(5 * time.Millisecond)
			}
			t.Fatalf("in vain: %s", what)
		}
		wait("another process's version", func() bool { return two.Rules.InUse().Active.Number == 2 })
		wait("a decision by it", func() bool { return one.lead("L-1").Rules == 2 })

		one.must("POST", "/v1/rules/1/shadow", "", bearer)
		one.must("POST", "/v1/rules/1/promote", "", bearer)
		wait("a decision by the old version", func() bool { return one.lead("L-1").Rules == 1 })
		two.clock.Set(one.lead("L-1").RecheckAt)
		wait("when it will be due", func() bool { return one.lead("L-1").Settled })
		lead := one.lead("L-1")
		if lead.RecheckAt.IsZero() {
			t.Fatal("what it did never gets old")
		}
		two.clock.Set(lead.RecheckAt)
		wait("a decision when it is due", func() bool { return one.lead("L-1").N > lead.N })
		if cause := one.history("L-1")[0].Cause; cause != store.CauseTime {
			t.Errorf("decided because of %s", cause)
		}
	})
}

// Who changes rules needs the token; mistakes come back with their places.
func TestRulesRefused(t *testing.T) {
	s := open(t, testdb.SQLite(t))
	for _, h := range []string{"X: y", "Authorization: Bearer", "Authorization: Bearer wrong", "Authorization: Basic " + secret, "Authorization: Bearer " + secret + "x"} {
		for _, path := range []string{"/v1/rules", "/v1/rules/1/promote", "/v1/rules/1/shadow", "/v1/rules/1/retire"} {
			if a := s.send("POST", path, easy, h); a.Status != http.StatusUnauthorized || a.Header.Get("WWW-Authenticate") == "" {
				t.Errorf("%s with %s: status %d", path, h, a.Status)
			}
		}
	}
	a := s.send("POST", "/v1/rules", "{\n \"name\": \"x\",\n \"screening\": [{\"id\": \"a\", \"when\": \"company.employes > 5\"}],\n \"icp\": {\"criteria\": [{\"id\": \"b\", \"when\": \"1 +\"}]}}", bearer)
	if a.Status != http.StatusUnprocessableEntity || len(a.Problem.Errors) != 2 {
		t.Fatalf("status %d: %s", a.Status, a.Body)
	}
	first := a.Problem.Errors[0]
	if first.Line != 3 || first.Column == 0 || first.Path != "screening[0].when" || !strings.Contains(first.Message, "company.employees") {
		t.Errorf("first mistake: %+v", first)
	}
	for _, c := range []struct {
		path, body string
		status     int
	}{
		{"/v1/rules", `{"name": "x\u0000"}`, 422},
		{"/v1/rules", `nonsense`, 422},
		{"/v1/rules", `{"name": "` + strings.Repeat("x", 1<<20) + `"}`, 413},
		{"/v1/rules/1/promote", "", 409},
		{"/v1/rules/1/shadow", "", 409},
		{"/v1/rules/1/retire", "", 409},
		{"/v1/rules/7/promote", "", 404},
		{"/v1/rules/x/promote", "", 404},
	} {
		if a := s.send("POST", c.path, c.body, bearer); a.Status != c.status || a.Problem.Detail == "" {
			t.Errorf("%s: status %d %s; want %d", c.path, a.Status, a.Body, c.status)
		}
	}
	if v := s.Rules.InUse(); v.Active.Number != 1 || v.Shadow != nil {
		t.Errorf("in use after refusals: %+v", v)
	}
}

// A version that is posted again under its idempotency key is the same version.
func TestRulesPostedAgain(t *testing.T) {
	testdb.Each(t, func(t *testing.T, source string) {
		s := open(t, source)
		post := func(body, key string) *answer {
			return s.send("POST", "/v1/rules", body, bearer, "Idempotency-Key: "+key)
		}
		body := string(demoRules(t))
		first, again, other := post(body, "1"), post(body, "1"), post(body, "2")
		if first.Status != http.StatusCreated || again.Header.Get("Location") != "/v1/rules/2" || other.Header.Get("Location") != "/v1/rules/3" {
			t.Errorf("%s, then %s, then %s", first.Header.Get("Location"), again.Header.Get("Location"), other.Header.Get("Location"))
		}
		if a := post(body+" ", "1"); a.Status != http.StatusUnprocessableEntity {
			t.Errorf("another text under the key: status %d", a.Status)
		}
		if a := s.send("POST", "/v1/leads", fitting("L-1"), "Idempotency-Key: 1"); a.Status != http.StatusUnprocessableEntity {
			t.Errorf("a lead under the key: status %d", a.Status)
		}
	})
}
