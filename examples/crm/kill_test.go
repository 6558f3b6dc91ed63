package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/leadqual/leadqual/examples/crm/internal/store"
	"github.com/leadqual/leadqual/examples/crm/internal/testdb"
	"github.com/leadqual/leadqual/examples/crm/internal/webhook"
)

// TestMain lets the test binary be the service, so that there is one to kill.
func TestMain(m *testing.M) {
	if os.Getenv("CRM_TEST_SERVE") != "" {
		signal.Ignore(syscall.SIGXFSZ) // for TestDiskFull
		main()
		return
	}
	os.Exit(m.Run())
}

const (
	testToken  = "a token for the tests"
	testSecret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
)

// process is the service as a process of its own.
type process struct {
	*exec.Cmd
	url    string
	log    *bytes.Buffer
	exited chan error
}

// launch starts the service and returns when it is ready.
func launch(t *testing.T, source string, env []string, args ...string) *process {
	t.Helper()
	p := &process{Cmd: exec.Command(os.Args[0], append([]string{"-addr", "127.0.0.1:0"}, args...)...), log: &bytes.Buffer{}, exited: make(chan error, 1)}
	p.Env = append(os.Environ(), append([]string{"CRM_TEST_SERVE=1", "CRM_TOKEN=" + testToken, "DATABASE_URL="}, env...)...)
	if strings.HasPrefix(source, "postgres") {
		p.Env = append(p.Env, "DATABASE_URL="+source)
	} else {
		p.Args = append(p.Args, "-db", source)
	}
	p.Stderr = p.log
	out, err := p.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	go func() { io.Copy(io.Discard, out); p.exited <- p.Wait() }()
	t.Cleanup(func() { p.Process.Kill() })
	if err != nil {
		t.Fatalf("the service did not start: %v\n%s", <-p.exited, p.log)
	}
	p.url = strings.TrimSpace(line)
	return p
}

// inbox takes webhooks, and knows them by their ids.
type inbox struct {
	*httptest.Server
	mu     sync.Mutex
	events map[string]string // lead and number, by event id
	copies int
	wrong  []string
}

func newInbox(t *testing.T) *inbox {
	secret, err := webhook.ParseSecret(testSecret)
	if err != nil {
		t.Fatal(err)
	}
	in := &inbox{events: map[string]string{}}
	in.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			w.WriteHeader(http.StatusBadRequest) // killed while it was sending
			return
		}
		var d store.Decision
		if err = secret.Verify(r.Header, body, time.Now()); err == nil {
			err = json.Unmarshal(body, &d)
		}
		in.mu.Lock()
		defer in.mu.Unlock()
		what := fmt.Sprint(d.LeadID, " ", d.N)
		known, again := in.events[d.ID]
		switch {
		case err != nil:
			in.wrong = append(in.wrong, err.Error())
		case again && known != what:
			in.wrong = append(in.wrong, fmt.Sprintf("%s is %s and %s", d.ID, known, what))
		case again:
			in.copies++
		}
		in.events[d.ID] = what
	}))
	t.Cleanup(in.Close)
	return in
}

// client posts until it gets an answer, as a careful one does: again and again
// under the same key.
type client struct {
	t    *testing.T
	url  *atomic.Pointer[string]
	http *http.Client
}

func (c *client) post(path, body, key string) {
	for {
		r, err := http.NewRequest("POST", *c.url.Load()+path, strings.NewReader(body))
		if err != nil {
			c.t.Error(err)
			return
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Idempotency-Key", key)
		response, err := c.http.Do(r)
		if err != nil {
			time.Sleep(10 * time.Millisecond) // it was killed; another one comes
			continue
		}
		text, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil {
			continue
		}
		if response.StatusCode/100 != 2 {
			c.t.Errorf("%s: status %d: %s", path, response.StatusCode, text)
		}
		return
	}
}

// TestKill kills the service at random moments under load, and looks at what is
// left: no lead that was acknowledged is lost, doubled or undecided, and every
// decision is delivered. LEADQUAL_LONG=1 kills 100 times instead of 5.
func TestKill(t *testing.T) {
	kills := 5
	if os.Getenv("LEADQUAL_LONG") != "" {
		kills = 100
	}
	testdb.Each(t, func(t *testing.T, source string) {
		in := newInbox(t)
		env := []string{"CRM_WEBHOOK_URL=" + in.URL, "CRM_WEBHOOK_SECRET=" + testSecret}
		start := func() *process { return launch(t, source, env, "-webhook-timeout", "500ms") }
		service := start()
		var url atomic.Pointer[string]
		url.Store(&service.url)

		var mu sync.Mutex
		acknowledged := map[string]int64{} // activities by lead
		var stop atomic.Bool
		var all sync.WaitGroup
		for worker := range 6 {
			c := &client{t: t, url: &url, http: &http.Client{Timeout: 10 * time.Second}}
			all.Go(func() {
				defer c.http.CloseIdleConnections()
				for i := 0; !stop.Load(); i++ {
					id := fmt.Sprintf("K-%d-%d", worker, i)
					c.post("/v1/leads", fmt.Sprintf(`{"id": %q, "person": {"job_title": "Head of Learning", "region": "EMEA"}, "company": {"employees": %d}}`, id, i%300), "new-"+id)
					acts := int64(i % 4)
					for n := range acts {
						c.post("/v1/leads/"+id+"/activities", `{"type": "page_view", "url": "/pricing"}`, fmt.Sprint(id, "-", n))
					}
					mu.Lock()
					acknowledged[id] = acts
					mu.Unlock()
				}
			})
		}
		for range kills {
			time.Sleep(50*time.Millisecond + rand.N(300*time.Millisecond))
			if err := service.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			if err := <-service.exited; err == nil || err.(*exec.ExitError).Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
				t.Fatalf("it ended by itself: %v\n%s", err, service.log)
			}
			service = start()
			url.Store(&service.url)
		}
		time.Sleep(100 * time.Millisecond)
		stop.Store(true)
		all.Wait()

		db, err := store.Open(t.Context(), source)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		for deadline := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
			var mail store.Mail
			err := db.View(t.Context(), func(tx *store.Tx) (err error) {
				mail, err = tx.Mail()
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if mail.Waiting == 0 {
				break
			}
			if time.Now().After(deadline) {
				t.Fatalf("%d events are still not delivered", mail.Waiting)
			}
		}
		service.Process.Signal(syscall.SIGTERM)
		if err := <-service.exited; err != nil {
			t.Errorf("asked to stop: %v\n%s", err, service.log)
		}

		in.mu.Lock()
		defer in.mu.Unlock()
		decisions := inspect(t, db, acknowledged, in.events)
		if len(in.wrong) > 0 {
			t.Errorf("webhooks: %q", in.wrong)
		}
		t.Logf("%d kills: %d leads, %d decisions, %d delivered more than once", kills, len(acknowledged), decisions, in.copies)
	})
}

// inspect compares the database with what was acknowledged and delivered, and
// counts the decisions.
func inspect(t *testing.T, db *store.DB, acknowledged map[string]int64, delivered map[string]string) int {
	t.Helper()
	decisions := 0
	err := db.View(t.Context(), func(tx *store.Tx) error {
		places, err := tx.Groups(store.Filter{})
		if err != nil {
			return err
		}
		leads := 0
		for _, p := range places {
			leads += p.Leads
		}
		if leads != len(acknowledged) || leads == 0 {
			t.Errorf("%d leads are stored, %d were acknowledged", leads, len(acknowledged))
		}
		for _, id := range slices.Sorted(maps.Keys(acknowledged)) {
			lead, err := tx.Lead(id)
			if err != nil {
				return fmt.Errorf("%s: %w", id, err)
			}
			acts, err := tx.Activities(id)
			if err != nil {
				return err
			}
			if want := acknowledged[id]; lead.Acts != want || int64(len(acts)) != want {
				t.Errorf("%s: %d activities, %d of them stored, %d were acknowledged", id, lead.Acts, len(acts), want)
			}
			kept, err := tx.Decisions(id, 1000)
			if err != nil {
				return err
			}
			causes := map[store.Cause]int64{}
			for i, d := range kept {
				decisions++
				causes[d.Cause]++
				decided, err := d.Decided()
				if err != nil || decided.LeadID != id || decided.Status == "" || d.N != lead.N-int64(i) {
					t.Errorf("%s: decision %d of %d: %v", id, d.N, lead.N, err)
				}
				if delivered[d.ID] == "" {
					t.Errorf("%s: decision %d was never delivered", id, d.N)
				}
			}
			if causes[store.CauseCreated] != 1 || causes[store.CauseActivity] != acknowledged[id] || int64(len(kept)) != lead.N {
				t.Errorf("%s: decided because of %v, want 1 created and %d activity", id, causes, acknowledged[id])
			}
		}
		if len(delivered) != decisions {
			t.Errorf("%d events were delivered, of %d decisions", len(delivered), decisions)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return decisions
}
