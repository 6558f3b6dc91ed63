package app

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/leadqual/leadqual/examples/crm/internal/store"
	"github.com/leadqual/leadqual/examples/crm/internal/testdb"
	"github.com/leadqual/leadqual/qualify/lifecycle"
)

// After a lead is erased nothing names it: no table, no ledger, no trial, not the file,
// and no webhook that was being sent.
func TestErase(t *testing.T) {
	testdb.Each(t, func(t *testing.T, source string) {
		clock := &clock{now: start}
		r := receive(t, clock.Now)
		s := open(t, source, func(c *Config) {
			c.Now, c.WebhookURL, c.WebhookSecret = clock.Now, r.URL, webhookSecret
		})
		const mark = "Xanthippe-7"
		for _, id := range []string{"other", mark} {
			s.must("POST", "/v1/leads", fmt.Sprintf(`{"id": %q, "person": {"name": %[1]q, "region": "AMER", "job_title": "Head of IT", "email": "a@b.example"},
				"company": {"employees": 900, "industry": "health"}}`, id), "Idempotency-Key: "+id)
			s.must("POST", "/v1/leads/"+id+"/activities", fmt.Sprintf(`{"type": "demo_request", "subject": %q}`, id))
		}
		if owner := s.lead(mark).Owner; owner != "cy" {
			t.Fatalf("%q has the lead, want cy by the roster", owner)
		}
		s.addRules(easy)
		s.tried(2)
		var leased []store.Message
		err := s.DB.Update(t.Context(), func(tx *store.Tx) (err error) {
			leased, err = tx.Lease(clock.Now(), clock.Now().Add(time.Hour), 10)
			return err
		})
		if err != nil || len(leased) != 2 {
			t.Fatalf("%d leased, %v", len(leased), err)
		}
		if a := s.send("DELETE", "/v1/leads/"+mark, ""); a.Status != http.StatusUnauthorized {
			t.Errorf("without a token: status %d", a.Status)
		}
		s.must("DELETE", "/v1/leads/"+mark, "", bearer)
		if a := s.send("DELETE", "/v1/leads/"+mark, "", bearer); a.Status != http.StatusNotFound {
			t.Errorf("again: status %d", a.Status)
		}
		// What was under way comes back: nobody took it for days.
		err = s.DB.Update(t.Context(), func(tx *store.Tx) error {
			for i := range leased {
				if err := tx.GiveUp(&leased[i], clock.Now()); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		var mail store.Mail
		err = s.DB.View(t.Context(), func(tx *store.Tx) (err error) {
			mail, err = tx.Mail()
			return err
		})
		if err != nil || mail.Dead != 1 || mail.Waiting != 1 {
			t.Errorf("%+v, %v; want one dead letter and one that waits, of the other lead", mail, err)
		}
		if a := s.send("GET", "/v1/leads/"+mark, ""); a.Status != http.StatusNotFound {
			t.Errorf("status %d", a.Status)
		}
		err = s.DB.Update(t.Context(), func(tx *store.Tx) error {
			return tx.ChangeLedger("inside", func(l *lifecycle.Ledger) error {
				if l.Owner(mark) != "" || l.Owner("other") != "cy" {
					t.Errorf("the ledger: %+v", l)
				}
				return nil
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		if s.DB.Name() != "sqlite" {
			return
		}
		if err := s.DB.Scrub(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, file := range []string{source, source + "-wal"} {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(text, []byte(mark)) {
				t.Errorf("%s still has the name", file)
			}
			if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("%s: %v, %v; want it for its owner only", file, info.Mode(), err)
			}
		}
	})
}

// A lead of which nothing is heard for as long as the service keeps them is erased. That it
// is decided again by itself is not reported, and a customer stays.
func TestKeep(t *testing.T) {
	testdb.Each(t, func(t *testing.T, source string) {
		s := open(t, source, func(c *Config) { c.Keep = 100 * 24 * time.Hour })
		for _, id := range []string{"silent", "heard", "customer"} {
			s.must("POST", "/v1/leads", fitting(id))
			s.must("POST", "/v1/leads/"+id+"/activities", `{"type": "demo_request"}`)
		}
		for _, kind := range []string{"accepted", "converted", "won"} {
			s.must("POST", "/v1/leads/customer/events", fmt.Sprintf(`{"kind": %q}`, kind))
		}
		s.clock.Set(start.AddDate(0, 0, 60))
		s.must("POST", "/v1/leads/heard/activities", `{"type": "page_view"}`)
		for range 3 {
			if _, err := s.Desk.Recheck(t.Context(), 10); err != nil {
				t.Fatal(err)
			}
		}
		for _, c := range []struct{ day, erased int }{{99, 0}, {101, 1}, {101, 0}} {
			s.clock.Set(start.AddDate(0, 0, c.day))
			if n, err := s.Desk.Retire(t.Context(), s.Desk.Keep); n != c.erased || err != nil {
				t.Errorf("on day %d %d are erased, %v; want %d", c.day, n, err, c.erased)
			}
		}
		for id, want := range map[string]int{"silent": 404, "heard": 200, "customer": 200} {
			if have := s.status("/leads/" + id); have != want {
				t.Errorf("%s: status %d, want %d", id, have, want)
			}
		}
	})
}

// status is that of a page.
func (s *service) status(path string) int { return s.send("GET", path, "").Status }
