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

	"github.com/leadqual/leadqual/examples/crm/internal/rules"
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

// tried tries the draft on all leads, and returns what came of it.
func (s *service) tried(version int64) *audit.Comparison {
	s.t.Helper()
	for more := true; more; {
		var err error
		if more, err = s.Rules.Try(s.t.Context()); err != nil {
			s.t.Fatal(err)
		}
	}
	a := s.must("GET", fmt.Sprintf("/v1/rules/%d", version), "")
	var r store.RuleSet
	if err := json.Unmarshal(a.Body, &r); err != nil {
		s.t.Fatal(err)
	}
	if r.Trial == nil || !r.Trial.Done || r.Trial.Tried != r.Trial.Comparison.Leads {
		s.t.Fatalf("tried: %+v", r.Trial)
	}
	return r.Trial.Comparison
}

// A new version runs in draft, is compared, is published, decides all leads
// again, and gives way to the old one.
func TestDraftThenPublish(t *testing.T) {
	testdb.Each(t, func(t *testing.T, source string) {
		s := open(t, source)
		s.must("POST", "/v1/leads", fitting("L-1"))
		v := s.addRules(easy)
		if v.Version != 2 || v.State != store.Draft {
			t.Fatalf("version %d, %s", v.Version, v.State)
		}
		a := s.must("POST", "/v1/leads/L-1/activities", `{"type": "page_view"}`)
		if d := a.decision(t); d.RuleSet != "training platform" || a.Decided.Rules != 1 {
			t.Errorf("the draft decides: %s, version %d", d.RuleSet, a.Decided.Rules)
		}
		c := s.tried(2)
		if c == nil || c.Leads != 1 || c.Moved != 1 {
			t.Fatalf("compared: %+v; want one lead, moved", c)
		}
		if m := c.Statuses.Entries; len(m) != 1 || m[0].Value.From != "nurture" || m[0].Value.To != "mql" {
			t.Errorf("statuses: %+v", m)
		}

		s.must("POST", "/v1/rules/2/publish", "", bearer)
		if n, err := s.Desk.Recheck(t.Context(), 10); n != 1 || err != nil {
			t.Fatalf("%d leads decided again, %v; want 1", n, err)
		}
		lead, newest := s.lead("L-1"), s.history("L-1")[0]
		if lead.Rules != 2 || lead.Owner != "zoe" || lead.Status != string(matrix.StatusMQL) || newest.Cause != store.CauseRules {
			t.Errorf("version %d, owner %q, status %s, because of %s", lead.Rules, lead.Owner, lead.Status, newest.Cause)
		}

		s.must("POST", "/v1/rules/1/draft", "", bearer)
		s.must("POST", "/v1/leads/L-1/activities", `{"type": "page_view"}`)
		if c := s.tried(1); c == nil || c.Leads != 1 {
			t.Errorf("the old version in draft: %+v", c)
		}
		s.must("POST", "/v1/rules/1/publish", "", bearer)
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
			s.must("POST", fmt.Sprintf("/v1/rules/%d/publish", v.Version), "", bearer)
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

// Another process on the same database takes over a new version.
func TestTwoProcesses(t *testing.T) {
	testdb.Each(t, func(t *testing.T, source string) {
		one, two := open(t, source), open(t, source)
		one.must("POST", "/v1/leads", fitting("L-1"))
		one.addRules(easy)
		if two.Rules.InUse().Draft != nil {
			t.Fatal("the other process cannot know yet")
		}
		if err := two.Rules.Reload(t.Context()); err != nil {
			t.Fatal(err)
		}
		two.must("POST", "/v1/rules/2/publish", "", bearer)
		if err := one.Rules.Reload(t.Context()); err != nil {
			t.Fatal(err)
		}
		if a := one.must("POST", "/v1/leads/L-1/activities", `{"type": "page_view"}`); a.Decided.Rules != 2 {
			t.Errorf("decided by version %d, want 2", a.Decided.Rules)
		}
	})
}

// A draft is tried on every stored lead once, by two processes too and though one is
// killed between two batches, before anything is decided by it; by a change of the version
// that decides the trial begins anew.
func TestTrial(t *testing.T) {
	testdb.Each(t, func(t *testing.T, source string) {
		one, two := open(t, source), open(t, source)
		const leads = 2*rules.Batch + 30
		for i := range leads {
			one.must("POST", "/v1/leads", fmt.Sprintf(`{"id": "L-%03d", "activities": [{"type": "page_view", "at": "2026-11-20T09:00:00Z"}]}`, i))
		}
		one.addRules(easy)
		if err := two.Rules.Reload(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, s := range []*service{one, two} {
			if more, err := s.Rules.Try(t.Context()); err != nil || !more {
				t.Fatal(more, err)
			}
		}
		// One takes the trial, and dies.
		err := one.DB.Update(t.Context(), func(tx *store.Tx) error {
			now := one.clock.Now()
			trial, err := tx.LeaseTrial(2, 1, now, now.Add(time.Minute))
			if err == nil && (trial == nil || trial.Tried != 2*rules.Batch) {
				t.Errorf("leased: %+v", trial)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if more, err := two.Rules.Try(t.Context()); err != nil || more {
			t.Errorf("tried while another is at it: %v, %v", more, err)
		}
		two.clock.Set(start.Add(2 * time.Minute))
		c := two.tried(2)
		if c.Leads != leads || c.Moved != leads {
			t.Errorf("%d leads tried, %d would move; want %d", c.Leads, c.Moved, leads)
		}
		if lead := one.lead("L-001"); lead.N != 1 || lead.Rules != 1 {
			t.Errorf("decision %d by version %d after a trial", lead.N, lead.Rules)
		}
		// Why they would move: a change alone.
		one.addRules(strings.Replace(string(demoRules(t)), `[{"id": "mia"}, {"id": "noa"}]`, `[{"id": "zoe"}]`, 1))
		c = one.tried(3)
		if len(c.Parts.Entries) != 1 || c.Parts.Entries[0].Value.Alone != leads || c.Moved != leads {
			t.Errorf("%d would move, because of %+v", c.Moved, c.Parts)
		}
		one.addRules(easy)
		one.must("POST", "/v1/rules/2/publish", "", bearer)
		if c := one.tried(4); c.Moved != 0 || c.Leads != leads {
			t.Errorf("against the same rules %d of %d would move", c.Moved, c.Leads)
		}
	})
}

// The loops do without requests what is to be done: they take over what another
// process publishes, decide by it, and decide again when a lead's time has come.
func TestLoops(t *testing.T) {
	testdb.Each(t, func(t *testing.T, source string) {
		often := func(c *Config) { c.Every = 5 * time.Millisecond }
		one, two := open(t, source, often), open(t, source, often)
		one.must("POST", "/v1/leads", fitting("L-1"))
		for _, kind := range []string{"trial", "page_view"} {
			one.must("POST", "/v1/leads/L-1/activities", fmt.Sprintf(`{"type": %q, "url": "/pricing", "at": "2026-11-23T08:00:00Z"}`, kind))
		}
		one.addRules(easy)
		one.must("POST", "/v1/rules/2/publish", "", bearer)
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

		one.must("POST", "/v1/rules/1/draft", "", bearer)
		one.must("POST", "/v1/rules/1/publish", "", bearer)
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
		for _, path := range []string{"/v1/rules", "/v1/rules/1/publish", "/v1/rules/1/draft", "/v1/rules/1/retire"} {
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
		{"/v1/rules/1/publish", "", 409},
		{"/v1/rules/1/draft", "", 409},
		{"/v1/rules/1/retire", "", 409},
		{"/v1/rules/7/publish", "", 404},
		{"/v1/rules/x/publish", "", 404},
	} {
		if a := s.send("POST", c.path, c.body, bearer); a.Status != c.status || a.Problem.Detail == "" {
			t.Errorf("%s: status %d %s; want %d", c.path, a.Status, a.Body, c.status)
		}
	}
	if v := s.Rules.InUse(); v.Active.Number != 1 || v.Draft != nil {
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
