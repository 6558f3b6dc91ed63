// Package desk is what the service does with a lead: it stores what is posted,
// decides, assigns and advances the lifecycle, all in one transaction, and puts
// the decision into the outbox.
package desk

import (
	"context"
	"crypto/rand"
	"time"

	"github.com/leadqual/leadqual/examples/crm/internal/rules"
	"github.com/leadqual/leadqual/examples/crm/internal/store"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
	"github.com/leadqual/leadqual/qualify/lifecycle"
)

// Bounds of one lead.
const (
	MaxActivities = 10_000
	MaxEvents     = 10_000
)

// Engine decides. A *qualify.Engine does.
type Engine interface {
	Decide(lead *qualify.Lead, asOf time.Time) qualify.Decision
	RecheckAt(ctx context.Context, lead *qualify.Lead, asOf time.Time) (time.Time, bool, error)
}

// Roster is one, and what assigns by it.
type Roster struct {
	*lifecycle.Assigner
	Plan *lifecycle.Roster
}

// Desk is safe for concurrent use.
type Desk struct {
	DB      *store.DB
	Rules   *rules.Rules
	Process *lifecycle.Process
	// Rosters are those that routes of the rules may name.
	Rosters map[string]Roster
	// Accounts decides accounts.
	Accounts *account.Engine
	// Keep is how long a lead is kept of which nothing is heard, and that is no customer;
	// 0 is for ever.
	Keep time.Duration
	// Now is the clock.
	Now func() time.Time
	// Wake is called after decisions that are to be sent. Nil: nothing is sent,
	// and the outbox stays empty.
	Wake func()
	// Engine returns what decides for a version; nil is its own engine. It is
	// for measuring what a decision costs.
	Engine func(*rules.Version) Engine

	memory memory
}

// Create stores a new lead and decides it. A lead without an id gets one.
func (d *Desk) Create(ctx context.Context, p store.Request, lead qualify.Lead) (*store.Decision, error) {
	if err := checkLead(&lead); err != nil {
		return nil, err
	}
	return d.answer(ctx, p, func(tx *store.Tx) (*work, error) {
		now := d.now()
		if lead.ID == "" {
			lead.ID = rand.Text()
		}
		free, err := tx.ClaimID(lead.ID)
		if err != nil {
			return nil, err
		}
		if !free {
			return nil, &Conflict{"a lead with this id is there already; PATCH it, or post its activities"}
		}
		row := &store.Lead{ID: lead.ID, Facts: lead, Acts: int64(len(lead.Activities))}
		row.Facts.Activities = nil
		if row.Facts.CreatedAt.IsZero() {
			row.Facts.CreatedAt = now
		}
		for i := range lead.Activities {
			if err := tx.AddActivity(row.ID, int64(i+1), &lead.Activities[i]); err != nil {
				return nil, err
			}
		}
		return &work{lead: row, activities: lead.Activities, at: now, cause: store.CauseCreated}, nil
	})
}

// Change lays facts over those of a lead: a JSON merge patch (RFC 7396).
func (d *Desk) Change(ctx context.Context, p store.Request, id string, patch []byte) (*store.Decision, error) {
	return d.answer(ctx, p, func(tx *store.Tx) (*work, error) {
		w, err := d.open(tx, id, store.CauseChanged)
		if err != nil {
			return nil, err
		}
		facts, err := merge(&w.lead.Facts, patch)
		if err != nil {
			return nil, err
		}
		w.lead.Facts = *facts
		return w, nil
	})
}

// Did stores an activity of a lead. One without an instant has just happened.
func (d *Desk) Did(ctx context.Context, p store.Request, id string, a qualify.Activity) (*store.Decision, error) {
	if a.Type == "" {
		return nil, &Invalid{"type: say what the lead did, such as page_view"}
	}
	return d.answer(ctx, p, func(tx *store.Tx) (*work, error) {
		w, err := d.open(tx, id, store.CauseActivity)
		if err != nil {
			return nil, err
		}
		if w.lead.Acts >= MaxActivities {
			return nil, &Conflict{"the lead has as many activities as it can have"}
		}
		w.lead.Acts++
		if a.At.IsZero() {
			a.At = w.at
		}
		w.activities = append(w.activities, a)
		return w, tx.AddActivity(id, w.lead.Acts, &a)
	})
}

// Report records what people did with a lead: an event of its lifecycle.
func (d *Desk) Report(ctx context.Context, p store.Request, id string, e lifecycle.Event) (*store.Decision, error) {
	if e.Kind == lifecycle.Decided {
		return nil, &Invalid{"kind: decided is for the service to say"}
	}
	if CheckID(e.Owner) != nil || CheckID(e.Team) != nil {
		return nil, &Invalid{"owner, team: at most 200 bytes, no control characters and no slash"}
	}
	return d.answer(ctx, p, func(tx *store.Tx) (*work, error) {
		w, err := d.open(tx, id, store.CauseEvent)
		if err != nil {
			return nil, err
		}
		if err := d.checkOwner(&e, w.lead); err != nil {
			return nil, err
		}
		return w, d.report(tx, w, e)
	})
}

// answer runs a request in one transaction, once for each key.
func (d *Desk) answer(ctx context.Context, p store.Request, fn func(*store.Tx) (*work, error)) (*store.Decision, error) {
	var made *made
	var answer *store.Decision
	attempt := func(tx *store.Tx) error {
		made, answer = nil, nil
		known, err := tx.Answered(p)
		if err != nil {
			return err
		}
		if known != nil {
			answer, err = tx.Decision(known.LeadID, known.N)
			return err
		}
		w, err := fn(tx)
		if err != nil {
			return err
		}
		if made, err = d.decide(tx, w); err != nil {
			return err
		}
		answer = made.decision
		if p.Key == "" {
			return nil
		}
		free, err := tx.AddPost(&store.Post{Request: p, LeadID: answer.LeadID, N: answer.N, At: w.at})
		if err == nil && !free {
			err = errTwin
		}
		return err
	}
	err := d.DB.Update(ctx, attempt)
	if err == errTwin || isConflict(err) && p.Key != "" {
		// Of two requests with one key that came at the same time this one was
		// later. Now it finds the other's answer.
		err = d.DB.Update(ctx, attempt)
	}
	if err != nil {
		return nil, err
	}
	if made != nil {
		d.done(made)
	}
	return answer, nil
}

// open locks a lead and reads all that deciding it takes.
func (d *Desk) open(tx *store.Tx, id string, cause store.Cause) (*work, error) {
	lead, err := tx.Lead(id)
	if err != nil {
		return nil, err
	}
	w := &work{lead: lead, at: orderly(d.now(), lead.DecidedAt), cause: cause}
	var known bool
	if w.activities, known = d.memory.activities(id, lead.N); !known {
		w.activities, err = tx.Activities(id)
	}
	return w, err
}

// skew is how far apart the clocks of two machines may be.
const skew = time.Minute

// orderly is now, or the first instant that can be stored after another where the
// clock is behind that by no more than clocks may be apart: so what happens to a lead
// stands in its order. Where it is further behind, one of the two clocks was wrong, and
// nobody waits until the right one has come that far.
func orderly(now, last time.Time) time.Time {
	if behind := last.Sub(now); behind >= 0 && behind <= skew {
		return last.Add(time.Microsecond)
	}
	return now
}

// Revive sends the dead letters once more, and returns how many there are.
func (d *Desk) Revive(ctx context.Context) (n int, err error) {
	err = d.DB.Update(ctx, func(tx *store.Tx) error {
		n, err = tx.Revive(d.now())
		return err
	})
	if err == nil && d.Wake != nil {
		d.Wake()
	}
	return n, err
}

// now is the clock, as exactly as instants are stored.
func (d *Desk) now() time.Time { return d.Now().UTC().Truncate(time.Microsecond) }
