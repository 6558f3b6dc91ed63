package webhook

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/leadqual/leadqual/examples/crm/internal/store"
)

// Sender delivers the outbox. Several, also of several processes, may share
// one outbox; each is for one goroutine, but for Wake.
type Sender struct {
	DB     *store.DB
	URL    string
	Secret Secret
	// Timeout bounds one attempt.
	Timeout time.Duration
	Now     func() time.Time
	// Client is nil for one of its own, which follows no redirects.
	Client *http.Client

	once sync.Once
	wake chan struct{}

	// down counts the rounds in a row in which the receiver took nothing, and again
	// is when to try the next.
	down  int
	again time.Time
}

// batch is how many messages are under way at a time.
const batch = 32

// Wake says that there is something to send. It never waits.
func (s *Sender) Wake() {
	s.init()
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

func (s *Sender) init() {
	s.once.Do(func() {
		s.wake = make(chan struct{}, 1)
		if s.Client == nil {
			transport := http.DefaultTransport.(*http.Transport).Clone()
			transport.MaxIdleConnsPerHost = batch
			s.Client = &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		}
	})
}

// Run delivers until the context is done: at once when woken, and every so
// often what had failed. It reports what goes wrong and goes on.
func (s *Sender) Run(ctx context.Context, every time.Duration, report func(error)) {
	s.init()
	defer s.Client.CloseIdleConnections()
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		n, err := s.Deliver(ctx)
		if err != nil && ctx.Err() == nil {
			report(err)
		}
		if n > 0 && err == nil && ctx.Err() == nil {
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		case <-ticker.C:
		}
	}
}

// Deliver sends what is due, at most a batch of it, and returns how many
// messages it tried. The error is the database's; what a receiver does not take
// stays in the outbox, for GiveUp at most.
//
// While the receiver is down, there is nothing to be done but to try one message now
// and then: neither it nor the database has anything of more.
func (s *Sender) Deliver(ctx context.Context) (int, error) {
	s.init()
	now, limit := s.Now(), batch
	if s.down > 0 {
		if wait := s.again.Sub(now); wait > 0 && wait <= pause(s.down) { // not if the clock was set back
			return 0, nil
		}
		limit = 1
	}
	var messages []store.Message
	err := s.DB.Update(ctx, func(tx *store.Tx) (err error) {
		// Longer than any attempt takes, so that nobody else sends it meanwhile.
		messages, err = tx.Lease(now, now.Add(s.Timeout+2*time.Second), limit)
		return err
	})
	if err != nil || len(messages) == 0 {
		return 0, err
	}
	taken := make([]bool, len(messages))
	var all sync.WaitGroup
	for i := range messages {
		all.Go(func() { taken[i] = s.send(ctx, messages[i].Decision) == nil })
	}
	all.Wait()
	now = s.Now()
	if slices.Contains(taken, true) {
		s.down = 0
	} else if ctx.Err() == nil {
		s.down++
		s.again = now.Add(pause(s.down))
	}
	// Settled even if the service is about to stop: else all is sent again.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	return len(messages), s.DB.Update(ctx, func(tx *store.Tx) error { return settle(tx, messages, taken, now) })
}

// settle stores what became of messages.
func settle(tx *store.Tx, messages []store.Message, taken []bool, now time.Time) error {
	for i := range messages {
		m := &messages[i]
		var err error
		switch {
		case taken[i]:
			err = tx.Delivered(m, now)
		case now.Sub(m.Decision.At) > GiveUp:
			err = tx.GiveUp(m, now)
		default:
			err = tx.Retry(m, now.Add(backoff(m.Attempts)))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// GiveUp is how old the decision of a message may be when it fails once more. An
// older one becomes a dead letter, and the next of its lead is sent.
const GiveUp = 3 * 24 * time.Hour

// backoff is how long a message waits after so many failures: a second, then twice
// as long each time, up to a quarter of an hour.
func backoff(failures int) time.Duration {
	return min(time.Second<<min(failures, 10), 15*time.Minute)
}

// pause is how long the sender waits after so many rounds of failures in a row:
// a second, then twice as long each time, up to half a minute.
func pause(rounds int) time.Duration {
	return min(time.Second<<min(rounds-1, 5), 30*time.Second)
}

func (s *Sender) send(ctx context.Context, d *store.Decision) error {
	body, err := json.Marshal(d)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, s.Timeout)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL, bytes.NewReader(body))
	if err != nil {
		return err
	}
	now := s.Now()
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set(HeaderID, d.ID)
	r.Header.Set(HeaderTimestamp, fmt.Sprint(now.Unix()))
	r.Header.Set(HeaderSignature, s.Secret.Sign(d.ID, now, body))
	response, err := s.Client.Do(r)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	io.Copy(io.Discard, io.LimitReader(response.Body, 64<<10)) // so that the connection can be used again
	if response.StatusCode/100 != 2 {
		return fmt.Errorf("webhook: status %d", response.StatusCode)
	}
	return nil
}
