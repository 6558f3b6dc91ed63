package app

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/leadqual/leadqual/examples/crm/internal/store"
	"github.com/leadqual/leadqual/examples/crm/internal/testdb"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/lifecycle"
)

// A lead from its first post to a customer, with everything that is stored on
// the way.
func TestLeadsLife(t *testing.T) {
	testdb.Each(t, func(t *testing.T, source string) {
		s := open(t, source)
		check := func(a *answer, status matrix.Status, stage lifecycle.Stage, owners ...string) {
			t.Helper()
			d := a.decision(t)
			if d.Status != status || a.Decided.Stage != string(stage) || !slices.Contains(owners, a.Decided.Owner) {
				t.Errorf("decision %d: status %s, stage %s, owner %q; want %s, %s, one of %q", a.Decided.N, d.Status, a.Decided.Stage, a.Decided.Owner, status, stage, owners)
			}
		}
		sales, marketing := []string{"ana", "bo"}, []string{"mia", "noa"}
		act := func(kind, more string) *answer {
			t.Helper()
			return s.must("POST", "/v1/leads/L-1/activities", fmt.Sprintf(`{"type": %q%s}`, kind, more))
		}

		a := s.must("POST", "/v1/leads", fitting("L-1"))
		if a.Status != http.StatusCreated || a.Header.Get("Location") != "/v1/leads/L-1" {
			t.Errorf("status %d, location %q", a.Status, a.Header.Get("Location"))
		}
		check(a, matrix.StatusNurture, lifecycle.StageLead, marketing...)
		check(act("trial", ""), matrix.StatusNurture, lifecycle.StageLead, marketing...)
		a = act("page_view", `, "url": "https://shore.example/pricing"`)
		check(a, matrix.StatusMQL, lifecycle.StageMQL, sales...)
		rep := a.Decided.Owner
		if !slices.ContainsFunc(a.Decided.Effects, func(e lifecycle.Effect) bool { return e.Kind == lifecycle.Notify && e.Owner == rep }) {
			t.Errorf("nobody is notified: %+v", a.Decided.Effects)
		}
		check(s.must("POST", "/v1/leads/L-1/events", `{"kind": "rejected", "reason": "no_budget"}`), matrix.StatusNurture, lifecycle.StageRecycled, marketing...)
		check(act("page_view", ""), matrix.StatusNurture, lifecycle.StageRecycled, marketing...)
		check(act("demo_request", ""), matrix.StatusSQL, lifecycle.StageSQL, sales...)
		check(s.must("POST", "/v1/leads/L-1/events", `{"kind": "converted"}`), matrix.StatusSQL, lifecycle.StageOpportunity, sales...)
		check(s.must("PATCH", "/v1/leads/L-1", `{"answers": {"budget": 50000}, "person": {"job_title": "Student"}}`), matrix.StatusSQL, lifecycle.StageOpportunity, sales...)
		// The raised hand, which is over now, was all that kept a student.
		check(s.must("POST", "/v1/leads/L-1/events", `{"kind": "won"}`), matrix.StatusDisqualified, lifecycle.StageCustomer, sales...)

		// Every decision is kept, numbered, in order.
		kept := s.history("L-1")
		if len(kept) != 9 {
			t.Fatalf("%d decisions, want 9", len(kept))
		}
		for i, d := range kept {
			if d.N != int64(9-i) || i > 0 && !d.At.Before(kept[i-1].At) {
				t.Errorf("decision %d at %v stands at %d", d.N, d.At, i)
			}
		}
		lead := s.lead("L-1")
		if budget := lead.Facts.Answers.Budget; budget != qualify.Number(50000) || lead.Acts != 4 || lead.Facts.Company.Name != "Shore" {
			t.Errorf("budget %v, %d activities, company %q", budget, lead.Acts, lead.Facts.Company.Name)
		}
	})
}

// A stored decision reproduces from what was stored.
func TestDecisionsReproduce(t *testing.T) {
	s := open(t, testdb.SQLite(t))
	s.must("POST", "/v1/leads", fitting("L-1"))
	before := s.lead("L-1")
	a := s.must("POST", "/v1/leads/L-1/activities", `{"type": "webinar", "at": "2026-11-20T10:00:00+01:00"}`)
	d := a.decision(t)
	lead := before.Facts
	lead.Stage, lead.Owner = before.Stage, before.Owner
	lead.Activities = []qualify.Activity{{Type: "webinar", At: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)}}
	if err := qualify.Verify(&d, s.Rules.InUse().Active.Engine, &lead); err != nil {
		t.Error(err)
	}
}

// Requests that come twice do one thing and get one answer, also at the same
// time.
func TestIdempotency(t *testing.T) {
	testdb.Each(t, func(t *testing.T, source string) {
		s := open(t, source)
		const key = "Idempotency-Key: k1"
		body := `{"person": {"region": "EMEA"}}` // no id: only the key tells that it is the same
		var all sync.WaitGroup
		answers := make([]*answer, 8)
		for i := range answers {
			all.Go(func() { answers[i] = s.send("POST", "/v1/leads", body, key) })
		}
		all.Wait()
		for _, a := range answers {
			if a.Status != http.StatusCreated || string(a.Body) != string(answers[0].Body) {
				t.Fatalf("status %d: %s\nwant %s", a.Status, a.Body, answers[0].Body)
			}
		}
		id := answers[0].Decided.LeadID

		path := "/v1/leads/" + id + "/activities"
		for range 3 {
			s.must("POST", path, `{"type": "trial"}`, "Idempotency-Key: k2")
		}
		if lead := s.lead(id); lead.Acts != 1 || lead.N != 2 {
			t.Errorf("%d activities, %d decisions; want 1 and 2", lead.Acts, lead.N)
		}
		if a := s.send("POST", path, `{"type": "webinar"}`, "Idempotency-Key: k2"); a.Status != http.StatusUnprocessableEntity {
			t.Errorf("another body under the same key: status %d", a.Status)
		}
		var leads int
		err := s.DB.View(t.Context(), func(tx *store.Tx) error {
			rows, err := tx.List(store.Filter{}, 10, 0)
			leads = len(rows)
			return err
		})
		if err != nil || leads != 1 {
			t.Errorf("%d leads, %v; want 1", leads, err)
		}

		// After three days a key is forgotten.
		s.clock.Set(start.AddDate(0, 0, 4))
		if err := s.DB.Update(t.Context(), func(tx *store.Tx) error { return tx.ForgetPosts(s.clock.Now().AddDate(0, 0, -3)) }); err != nil {
			t.Fatal(err)
		}
		s.must("POST", path, `{"type": "webinar"}`, "Idempotency-Key: k2")
	})
}

// Activities that come at the same time, to two processes, are all stored and
// all decided.
func TestAtTheSameTime(t *testing.T) {
	testdb.Each(t, func(t *testing.T, source string) {
		s := open(t, source)
		both := []*service{s, open(t, source)}
		s.must("POST", "/v1/leads", fitting("L-1"))
		var all sync.WaitGroup
		for i := range 8 {
			all.Go(func() {
				for range 5 {
					if a := both[i%2].send("POST", "/v1/leads/L-1/activities", `{"type": "page_view"}`); a.Status != http.StatusOK {
						t.Errorf("status %d: %s", a.Status, a.Body)
					}
				}
			})
		}
		all.Wait()
		if lead := s.lead("L-1"); lead.Acts != 40 || lead.N != 41 {
			t.Errorf("%d activities, %d decisions; want 40 and 41", lead.Acts, lead.N)
		}
	})
}

// A list is in the order of qualify.ByPriority.
func TestListsByPriority(t *testing.T) {
	testdb.Each(t, func(t *testing.T, source string) {
		s := open(t, source)
		kinds := []string{"page_view", "webinar", "trial", "demo_request"}
		for i := range 40 {
			lead := fmt.Sprintf(`{"id": "L-%02d", "person": {"region": "AMER", "email": "a@b.example"}, "company": {"employees": %d, "industry": %q}}`, i, 20+i*3, []string{"health", "farming", ""}[i%3])
			s.must("POST", "/v1/leads", lead)
			for range i % 7 {
				s.must("POST", fmt.Sprintf("/v1/leads/L-%02d/activities", i), fmt.Sprintf(`{"type": %q}`, kinds[i%4]))
			}
		}
		err := s.DB.View(t.Context(), func(tx *store.Tx) error {
			rows, err := tx.List(store.Filter{}, 100, 0)
			if err != nil {
				return err
			}
			var have []string
			var decisions []*qualify.Decision
			for _, r := range rows {
				d, err := r.Decision.Decided()
				if err != nil {
					return err
				}
				have, decisions = append(have, r.Lead.ID), append(decisions, d)
			}
			slices.SortFunc(decisions, qualify.ByPriority)
			var want []string
			for _, d := range decisions {
				want = append(want, d.LeadID)
			}
			if len(want) != 40 || !slices.Equal(have, want) {
				t.Errorf("have %v\nwant %v", have, want)
			}
			mine, err := tx.List(store.Filter{Owner: "cy"}, 100, 0)
			if len(mine) == 0 || len(mine) == 40 {
				t.Errorf("cy has %d of 40 leads", len(mine))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// A lead is decided again when time alone changes it, and not before.
func TestRecheck(t *testing.T) {
	testdb.Each(t, func(t *testing.T, source string) {
		s := open(t, source)
		s.must("POST", "/v1/leads", fitting("L-1"))
		s.must("POST", "/v1/leads/L-1/activities", `{"type": "trial", "at": "2026-11-23T08:00:00Z"}`)
		a := s.must("POST", "/v1/leads/L-1/activities", `{"type": "page_view", "url": "/pricing", "at": "2026-11-23T08:00:00Z"}`)
		if got := a.decision(t).Status; got != matrix.StatusMQL {
			t.Fatalf("status %s, want mql", got)
		}
		recheck := func() int {
			t.Helper()
			n, err := s.Desk.Recheck(t.Context(), 10)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		if n := recheck(); n != 0 || s.lead("L-1").Settled {
			t.Fatalf("%d decided at once", n)
		}
		s.clock.Set(start.Add(2 * time.Minute)) // quiet now
		if n := recheck(); n != 0 {
			t.Fatalf("%d decided when quiet", n)
		}
		due := s.lead("L-1").RecheckAt
		if !s.lead("L-1").Settled || !due.After(start.Add(24*time.Hour)) {
			t.Fatalf("due at %v", due)
		}
		s.clock.Set(due.Add(-time.Minute))
		if n := recheck(); n != 0 {
			t.Errorf("%d decided a minute early", n)
		}
		s.clock.Set(due)
		if n := recheck(); n != 1 {
			t.Fatalf("%d decided when due, want 1", n)
		}
		lead := s.lead("L-1")
		newest := s.history("L-1")[0]
		if newest.Cause != store.CauseTime || lead.N != 4 || !newest.At.After(due) {
			t.Errorf("cause %s, decision %d, next at %v", newest.Cause, lead.N, lead.RecheckAt)
		}
		before, err := s.history("L-1")[1].Decided()
		if err != nil {
			t.Fatal(err)
		}
		after, err := newest.Decided()
		if err != nil {
			t.Fatal(err)
		}
		if change, err := qualify.Diff(before, after); err != nil || len(change.Steps) == 0 {
			t.Error("it was due, and nothing changed", err)
		}
		if n := recheck(); n != 0 {
			t.Errorf("%d decided again at once", n)
		}
	})
}

// What a clock has recorded that was a year ahead keeps nobody: a lead is decided as of
// the clock that is right, people go on with it, and its answer is due in time.
func TestClockAhead(t *testing.T) {
	testdb.Each(t, func(t *testing.T, source string) {
		s := open(t, source, func(c *Config) {
			c.Policy.Deadlines = []lifecycle.DeadlineRule{{ID: "answer", Kind: lifecycle.FirstResponse, Minutes: 60, Stages: []lifecycle.Stage{lifecycle.StageSQL}}}
		})
		s.clock.Set(start.AddDate(1, 0, 0))
		s.must("POST", "/v1/leads", fitting("L-1"))
		s.must("POST", "/v1/leads", fitting("L-2"))
		s.must("POST", "/v1/leads/L-2/activities", `{"type": "demo_request"}`)
		s.clock.Set(start)
		for range 2 {
			a := s.must("PATCH", "/v1/leads/L-1", `{"company": {"employees": 900}}`)
			if at := a.decision(t).AsOf; at.Sub(start) > time.Minute {
				t.Errorf("decided as of %v, want %v", at, start)
			}
		}
		a := s.must("POST", "/v1/leads/L-1/activities", `{"type": "demo_request"}`)
		lead := s.lead("L-1")
		if a.decision(t).Status != matrix.StatusSQL || lead.Stage != "sql" || lead.N != 4 {
			t.Errorf("status %s, stage %s, decision %d", a.decision(t).Status, lead.Stage, lead.N)
		}
		due := s.Desk.Process.Deadlines(lead.State)
		if len(due) != 1 || s.Desk.Process.DueAt(due[0]).Sub(start) > 2*time.Hour {
			t.Errorf("an answer is due: %+v", due)
		}
		// L-2 is accepted and converted, though all that came before lies ahead.
		s.must("POST", "/v1/leads/L-2/events", `{"kind": "accepted"}`)
		s.must("POST", "/v1/leads/L-2/events", `{"kind": "converted"}`)
		if lead := s.lead("L-2"); lead.Stage != "opportunity" {
			t.Errorf("stage %s", lead.Stage)
		}
	})
}

// A new id that is taken, an activity for nobody, events out of place.
func TestConflicts(t *testing.T) {
	s := open(t, testdb.SQLite(t))
	s.must("POST", "/v1/leads", fitting("L-1"))
	s.must("POST", "/v1/leads", fitting("L-2"))
	s.must("POST", "/v1/leads/L-2/activities", `{"type": "demo_request"}`)
	for _, c := range []struct {
		method, path, body string
		status             int
		detail             string
	}{
		{"POST", "/v1/leads", fitting("L-1"), 409, "there already"},
		{"POST", "/v1/leads", `{"id": "x", "stage": "customer"}`, 422, "stage"},
		{"POST", "/v1/leads", `{"id": "x", "activities": [{"type": "webinar"}]}`, 422, "activities[0]"},
		{"POST", "/v1/leads", `{"id": "a/b"}`, 422, "slash"},
		{"POST", "/v1/leads", `{"id": "x", "company": {"employees": "many"}}`, 422, "want number"},
		{"POST", "/v1/leads", `{"id": "x", "company": {"employes": 5}}`, 422, "employees"},
		{"POST", "/v1/leads", `[1]`, 422, "object"},
		{"POST", "/v1/leads", `{"id": }`, 422, "value missing"},
		{"PATCH", "/v1/leads/L-1", `{"company": {"employes": 5}}`, 422, "employees"},
		{"POST", "/v1/leads/L-1/activities", `{"type": "webinar", "when": "2026-11-23T08:00:00Z"}`, 422, "when"},
		{"POST", "/v1/leads/L-1/activities", `{"type": "demo_request", "at": "0001-01-01T00:00:00Z"}`, 422, "at: no instant"},
		{"POST", "/v1/leads/L-1/activities", `{"type": "demo_request", "at": null}`, 422, "at: no instant"},
		{"POST", "/v1/leads/L-1/activities", `{"type": "demo_request", "At": "0001-01-01T00:00:00Z"}`, 422, "at: no instant"},
		{"POST", "/v1/leads", `{"id": "x", "activities": [{"type": "webinar", "at": "0001-01-01T00:00:00Z"}]}`, 422, "at"},
		{"POST", "/v1/leads/L-1/events", `{"kind": "rejected", "raeson": "no_budget"}`, 422, "raeson"},
		{"POST", "/v1/leads/nobody/activities", `{"type": "webinar"}`, 404, ""},
		{"POST", "/v1/leads/L-1/activities", `{}`, 422, "type"},
		{"POST", "/v1/leads/L-1/events", `{"kind": "won"}`, 409, "opportunity"},
		{"POST", "/v1/leads/L-1/events", `{"kind": "decided"}`, 422, "kind"},
		{"POST", "/v1/leads/L-1/events", `{"kind": "sold"}`, 422, "sold"},
		{"POST", "/v1/leads/L-2/events", `{"kind": "accepted", "owner": "annna"}`, 422, "there are: ana, bo, cy"},
		{"POST", "/v1/leads/L-2/events", `{"kind": "accepted", "owner": "mia", "team": "sales"}`, 422, "there are: ana, bo, cy"},
		{"POST", "/v1/leads/L-2/events", `{"kind": "accepted", "team": "sails"}`, 422, "there are: marketing, sales"},
		{"PATCH", "/v1/leads/L-1", `{"owner": "me"}`, 422, "owner"},
		{"PATCH", "/v1/leads/L-1", `{"Owner": "me"}`, 422, "owner"},
		{"PUT", "/v1/leads/L-1", ``, 405, "PATCH"},
		{"DELETE", "/v1/leads/L-1", ``, 401, "token"},
		{"GET", "/v2/leads", ``, 404, ""},
	} {
		a := s.send(c.method, c.path, c.body)
		if a.Status != c.status || !strings.Contains(string(a.Body), c.detail) || a.Problem.Status != c.status || a.Problem.Title == "" {
			t.Errorf("%s %s %s: %d %s; want %d with %q", c.method, c.path, c.body, a.Status, a.Body, c.status, c.detail)
		}
	}
	if lead := s.lead("L-1"); lead.N != 1 {
		t.Errorf("%d decisions after refused requests, want 1", lead.N)
	}
}
