// Package rules keeps the versions of the rule set: one decides, and one may be
// a draft that is tried on all leads. They are in the database, and every process has them compiled
// behind an atomic pointer, so that a change drops no request.
package rules

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/leadqual/leadqual/examples/crm/internal/store"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/explain"
)

// MaxBytes is the greatest size of a rule set that somebody posts.
const MaxBytes = 1 << 20

// bounds are generous for people, and keep compiling to a moment.
var bounds = qualify.Options{MaxBytes: MaxBytes, MaxRules: 5000, MaxTotalParts: 200_000}

// Version is a compiled version.
type Version struct {
	Number int64
	Set    *qualify.RuleSet
	Engine *qualify.Engine
	// Explainer says why Engine decided as it did.
	Explainer *explain.Explainer
}

// InUse are the versions that decide now. It does not change.
type InUse struct {
	Revision int64
	Active   *Version
	Draft    *Version // nil: none
}

// Rules are the versions of one database. They are safe for concurrent use.
type Rules struct {
	db      *store.DB
	now     func() time.Time
	rosters []string
	inUse   atomic.Pointer[InUse]

	loading sync.Mutex // one at a time loads, so that no older state wins

	mu    sync.Mutex
	known map[int64]*Version // compiled before, a few
}

// Open loads the rules in use. Where the database has none, first becomes
// version 1 and decides. Routes may name the given rosters.
func Open(ctx context.Context, db *store.DB, now func() time.Time, first []byte, rosters []string) (*Rules, error) {
	r := &Rules{db: db, now: now, rosters: rosters, known: map[int64]*Version{}}
	if _, err := r.compile(first); err != nil {
		return nil, err
	}
	err := db.Update(ctx, func(tx *store.Tx) error {
		if err := tx.ChangeRules(); err != nil {
			return err
		}
		active, _, err := tx.InUse()
		if err != nil || active != nil {
			return err
		}
		row, err := r.row(first)
		if err != nil {
			return err
		}
		row.State, row.ActiveAt = store.Active, row.AddedAt
		return tx.AddRuleSet(row)
	})
	if err != nil {
		return nil, err
	}
	return r, r.Reload(ctx)
}

// InUse returns the versions that decide now.
func (r *Rules) InUse() *InUse { return r.inUse.Load() }

// Reload takes over what the database says.
func (r *Rules) Reload(ctx context.Context) error {
	r.loading.Lock()
	defer r.loading.Unlock()
	var next InUse
	err := r.db.View(ctx, func(tx *store.Tx) (err error) {
		if next.Revision, err = tx.RulesRevision(); err != nil {
			return err
		}
		if now := r.inUse.Load(); now != nil && now.Revision == next.Revision {
			return nil
		}
		active, draft, err := tx.InUse()
		if err != nil {
			return err
		}
		if active == nil {
			return errors.New("rules: no version is active")
		}
		if next.Active, err = r.version(active); err != nil {
			return err
		}
		if draft != nil {
			next.Draft, err = r.version(draft)
		}
		return err
	})
	if err != nil || next.Active == nil {
		return err
	}
	r.inUse.Store(&next)
	return nil
}

// Version returns any version, for explanations of what it decided.
func (r *Rules) Version(tx *store.Tx, number int64) (*Version, error) {
	r.mu.Lock()
	v := r.known[number]
	r.mu.Unlock()
	if v != nil {
		return v, nil
	}
	row, err := tx.RuleSet(number)
	if err != nil {
		return nil, err
	}
	return r.version(row)
}

// version compiles a stored version, once.
func (r *Rules) version(row *store.RuleSet) (*Version, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if v := r.known[row.Version]; v != nil {
		return v, nil
	}
	v, err := r.compile(row.Body)
	if err != nil {
		return nil, fmt.Errorf("rules: version %d does not compile: %w", row.Version, err)
	}
	v.Number = row.Version
	if len(r.known) >= 16 {
		clear(r.known)
	}
	r.known[row.Version] = v
	return v, nil
}

// compile reads a rule set; its mistakes are a qualify.Errors.
func (r *Rules) compile(body []byte) (*Version, error) {
	if bytes.Contains(body, []byte(`\u0000`)) {
		return nil, qualify.Errors{{Code: qualify.CodeBadValue, Message: `leave out \u0000: not every database can keep it`}}
	}
	engine, err := qualify.CompileJSON("", body, &bounds)
	if err != nil {
		return nil, err
	}
	set := engine.RuleSet()
	if err := r.checkRosters(set); err != nil {
		return nil, err
	}
	return &Version{Set: set, Engine: engine, Explainer: explain.New(engine)}, nil
}

// checkRosters finds routes to rosters that the service does not have.
func (r *Rules) checkRosters(set *qualify.RuleSet) error {
	var errs qualify.Errors
	for i, route := range set.Routes {
		if route.Roster != "" && !slices.Contains(r.rosters, route.Roster) {
			errs = append(errs, &qualify.Error{
				Code: qualify.CodeUnknownWord, Path: fmt.Sprintf("routes[%d].roster", i),
				Message: fmt.Sprintf("the service has no roster %q; it has: %s", route.Roster, strings.Join(r.rosters, ", ")),
			})
		}
	}
	return errs.Err()
}

// row is a new version, to be stored.
func (r *Rules) row(body []byte) (*store.RuleSet, error) {
	v, err := r.compile(body)
	if err != nil {
		return nil, err
	}
	return &store.RuleSet{
		State: store.Draft, Name: v.Set.Name, Label: v.Set.Version, Fingerprint: v.Engine.Fingerprint(),
		Body: body, AddedAt: r.now(),
	}, nil
}
