package app

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/leadqual/leadqual/examples/crm/internal/store"
	"github.com/leadqual/leadqual/examples/crm/internal/testdb"
	"github.com/leadqual/leadqual/examples/crm/internal/webhook"
)

var webhookSecret = webhook.Secret("0123456789abcdef0123456789abcdef")

// receiver takes webhooks. What it does not want, it refuses.
type receiver struct {
	*httptest.Server
	mu    sync.Mutex
	got   []store.Decision // all that came, copies too
	wrong []string
	fail  func(store.Decision) bool
}

func receive(t *testing.T, now func() time.Time) *receiver {
	r := &receiver{}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, err := io.ReadAll(q.Body)
		if err == nil {
			err = webhookSecret.Verify(q.Header, body, now())
		}
		var d store.Decision
		if err == nil {
			err = json.Unmarshal(body, &d)
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		switch {
		case err != nil:
			r.wrong = append(r.wrong, err.Error())
			w.WriteHeader(http.StatusBadRequest)
		case d.ID != q.Header.Get(webhook.HeaderID):
			r.wrong = append(r.wrong, "the id is another one")
		case r.fail != nil && r.fail(d):
			w.WriteHeader(http.StatusServiceUnavailable)
		default:
			r.got = append(r.got, d)
		}
	}))
	t.Cleanup(r.Close)
	return r
}

// deliver sends until nothing is due.
func (s *service) deliver() {
	s.t.Helper()
	for {
		n, err := s.sender.Deliver(s.t.Context())
		if err != nil {
			s.t.Fatal(err)
		}
		if n == 0 {
			return
		}
	}
}

func (s *service) waiting() int {
	s.t.Helper()
	var mail store.Mail
	err := s.DB.View(s.t.Context(), func(tx *store.Tx) (err error) {
		mail, err = tx.Mail()
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return mail.Waiting
}

// Every decision is sent, a lead's in their order, also when the receiver is
// down for a while.
func TestWebhooks(t *testing.T) {
	testdb.Each(t, func(t *testing.T, source string) {
		clock := &clock{now: start}
		r := receive(t, clock.Now)
		down := true
		r.fail = func(d store.Decision) bool { return down && d.LeadID == "L-1" }
		s := open(t, source, func(c *Config) {
			c.Now, c.WebhookURL, c.WebhookSecret = clock.Now, r.URL, webhookSecret
		})
		for i := range 3 {
			s.must("POST", "/v1/leads", fitting(fmt.Sprint("L-", i)))
			for range 4 {
				s.must("POST", fmt.Sprintf("/v1/leads/L-%d/activities", i), `{"type": "page_view"}`)
			}
		}
		if n := s.waiting(); n != 15 {
			t.Fatalf("%d wait, want 15", n)
		}
		s.deliver()
		if n := s.waiting(); n != 5 || len(r.got) != 10 {
			t.Errorf("%d wait and %d came; want 5 and 10", n, len(r.got))
		}
		down = false
		s.deliver()
		if n := s.waiting(); n != 5 {
			t.Errorf("%d wait, want 5: it is tried again after a while only", n)
		}
		for range 5 { // one of a lead at a time
			clock.Set(clock.Now().Add(20 * time.Minute))
			s.deliver()
		}
		if n := s.waiting(); n != 0 {
			t.Errorf("%d wait", n)
		}
		last := map[string]int64{}
		for _, d := range r.got {
			if d.N != last[d.LeadID]+1 {
				t.Errorf("%s: decision %d came after %d", d.LeadID, d.N, last[d.LeadID])
			}
			last[d.LeadID] = d.N
			if decision, err := d.Decided(); err != nil || decision.LeadID != d.LeadID || d.Type != "lead.decided" {
				t.Errorf("%s: %v, %+v", d.LeadID, err, d)
			}
		}
		if len(r.got) != 15 || len(r.wrong) > 0 {
			t.Errorf("%d came, want 15; wrong: %q", len(r.got), r.wrong)
		}
	})
}

// A receiver that is down for an hour is asked now and then, by one message. Then all
// come, a lead's in their order.
func TestReceiverIsDown(t *testing.T) {
	testdb.Each(t, func(t *testing.T, source string) {
		clock := &clock{now: start}
		r := receive(t, clock.Now)
		down, asked := true, 0
		r.fail = func(store.Decision) bool {
			asked++
			return down
		}
		s := open(t, source, func(c *Config) {
			c.Now, c.WebhookURL, c.WebhookSecret = clock.Now, r.URL, webhookSecret
		})
		for i := range 40 {
			s.must("POST", "/v1/leads", fitting(fmt.Sprint("L-", i)))
			s.must("POST", fmt.Sprintf("/v1/leads/L-%d/activities", i), `{"type": "page_view"}`)
		}
		for range 3600 {
			s.deliver()
			clock.Set(clock.Now().Add(time.Second))
		}
		if asked < 60 || asked > 200 || s.waiting() != 80 {
			t.Errorf("asked %d times, %d wait; want once in half a minute, and 80", asked, s.waiting())
		}
		down = false
		for range 16 {
			clock.Set(clock.Now().Add(time.Minute))
			s.deliver()
		}
		if s.waiting() != 0 {
			t.Errorf("%d wait", s.waiting())
		}
		last := map[string]int64{}
		for _, d := range r.got {
			if d.N != last[d.LeadID]+1 {
				t.Errorf("%s: decision %d came after %d", d.LeadID, d.N, last[d.LeadID])
			}
			last[d.LeadID] = d.N
		}
	})
}

// However many wait behind others, those that are due are found by their index, and
// those alone.
func TestManyWait(t *testing.T) {
	s := open(t, testdb.SQLite(t), func(c *Config) {
		c.WebhookURL, c.WebhookSecret = "http://127.0.0.1:1", webhookSecret
	})
	s.must("POST", "/v1/leads", fitting("L-1"))
	took := func() time.Duration {
		best := time.Hour
		for range 10 {
			began := time.Now()
			err := s.DB.Update(t.Context(), func(tx *store.Tx) error {
				messages, err := tx.Lease(s.clock.Now(), s.clock.Now(), 32)
				if len(messages) != 1 {
					t.Fatalf("%d are due, want 1", len(messages))
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			best = min(best, time.Since(began))
		}
		return best
	}
	few := took()
	err := s.DB.Update(t.Context(), func(tx *store.Tx) error {
		for range 50_000 {
			if err := tx.Enqueue("L-1", 1, start); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if many := took(); many > 20*few+5*time.Millisecond {
		t.Errorf("%v where 50,000 wait, %v where none does", many, few)
	}
}

// A message that is not taken for three days is given up, the lead's next one is sent,
// and the dead letter can be sent again.
func TestDeadLetters(t *testing.T) {
	testdb.Each(t, func(t *testing.T, source string) {
		clock := &clock{now: start}
		r := receive(t, clock.Now)
		refuses := true
		r.fail = func(d store.Decision) bool { return refuses && d.LeadID == "L-1" && d.N == 1 }
		s := open(t, source, func(c *Config) {
			c.Now, c.WebhookURL, c.WebhookSecret = clock.Now, r.URL, webhookSecret
		})
		s.must("POST", "/v1/leads", fitting("L-1"))
		s.must("POST", "/v1/leads/L-1/activities", `{"type": "page_view"}`)
		for range 73 {
			s.deliver()
			clock.Set(clock.Now().Add(time.Hour))
		}
		s.deliver()
		dead := func() int {
			var mail store.Mail
			if err := s.DB.View(t.Context(), func(tx *store.Tx) (err error) { mail, err = tx.Mail(); return err }); err != nil {
				t.Fatal(err)
			}
			return mail.Dead
		}
		if len(r.got) != 1 || r.got[0].N != 2 || s.waiting() != 0 || dead() != 1 {
			t.Fatalf("%d came, %d wait, %d are given up; want the second, none and the first", len(r.got), s.waiting(), dead())
		}
		if a := s.send("POST", "/v1/dead-letters/revive", ""); a.Status != http.StatusUnauthorized {
			t.Errorf("without a token: status %d", a.Status)
		}
		refuses = false
		s.must("POST", "/v1/dead-letters/revive", "", bearer)
		s.deliver()
		if len(r.got) != 2 || r.got[1].N != 1 || dead() != 0 {
			t.Errorf("%d came, %d are given up; want 2 and none", len(r.got), dead())
		}
	})
}

// What a sender had under way when it died is sent by another, later.
func TestWebhooksOfTheDead(t *testing.T) {
	testdb.Each(t, func(t *testing.T, source string) {
		clock := &clock{now: start}
		r := receive(t, clock.Now)
		s := open(t, source, func(c *Config) {
			c.Now, c.WebhookURL, c.WebhookSecret, c.WebhookTimeout = clock.Now, r.URL, webhookSecret, time.Second
		})
		s.must("POST", "/v1/leads", fitting("L-1"))
		err := s.DB.Update(t.Context(), func(tx *store.Tx) error {
			taken, err := tx.Lease(clock.Now(), clock.Now().Add(3*time.Second), 10)
			if len(taken) != 1 {
				t.Errorf("%d taken, want 1", len(taken))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		s.deliver()
		if len(r.got) != 0 {
			t.Error("sent while another has it under way")
		}
		clock.Set(clock.Now().Add(4 * time.Second))
		s.deliver()
		if len(r.got) != 1 || s.waiting() != 0 {
			t.Errorf("%d came, %d wait; want 1 and 0", len(r.got), s.waiting())
		}
	})
}

// Redirects are not followed, and slow receivers not waited for.
func TestWebhooksGoWhereTheyShould(t *testing.T) {
	elsewhere := 0
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { elsewhere++ }))
	t.Cleanup(other.Close)
	release := make(chan struct{})
	redirect := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if q.URL.Path == "/slow" {
			<-release
		}
		http.Redirect(w, q, other.URL, http.StatusTemporaryRedirect)
	}))
	t.Cleanup(redirect.Close)
	t.Cleanup(func() { close(release) })
	for _, path := range []string{"/", "/slow"} {
		s := open(t, testdb.SQLite(t), func(c *Config) {
			c.WebhookURL, c.WebhookSecret, c.WebhookTimeout = redirect.URL+path, webhookSecret, 50*time.Millisecond
		})
		s.must("POST", "/v1/leads", fitting("L-1"))
		s.deliver()
		if elsewhere != 0 || s.waiting() != 1 {
			t.Errorf("%s: %d went elsewhere, %d wait", path, elsewhere, s.waiting())
		}
	}
}
