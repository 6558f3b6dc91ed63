package store

import (
	"context"
	"errors"
	"fmt"
)

// Group commit: with a file, a transaction costs as long as the disk takes to have it
// for certain, whatever is in it. So one goroutine writes, and takes into one transaction
// all that has come meanwhile, each under a savepoint of its own: what fails takes nothing
// else with it, and nobody is answered before the disk has it all.

// mostGrouped bounds a group, so that its first need not wait for long.
const mostGrouped = 32

// errClosed says that the database is closed.
var errClosed = errors.New("store: closed")

// job is a function that waits for its turn.
type job struct {
	ctx  context.Context
	fn   func(*Tx) error
	err  error
	fell any // what the function panicked with
	done chan struct{}
}

// group runs a function in a transaction with others.
func (db *DB) group(ctx context.Context, fn func(*Tx) error) error {
	j := &job{ctx: ctx, fn: fn, done: make(chan struct{})}
	select {
	case db.jobs <- j:
	case <-ctx.Done():
		return ctx.Err()
	case <-db.closing:
		return errClosed
	}
	<-j.done
	if j.fell != nil {
		panic(j.fell)
	}
	return j.err
}

// writer runs the jobs until the database is closed.
func (db *DB) writer() {
	defer close(db.closed)
	for {
		var jobs []*job
		select {
		case <-db.closing:
			return
		case j := <-db.jobs:
			jobs = append(jobs, j)
		}
		for more := true; more && len(jobs) < mostGrouped; {
			select {
			case j := <-db.jobs:
				jobs = append(jobs, j)
			default:
				more = false
			}
		}
		if err := db.commit(jobs); err != nil {
			for _, j := range jobs {
				if j.err == nil && j.fell == nil { // else it failed for a reason of its own
					j.err = err
				}
			}
		}
		for _, j := range jobs {
			close(j.done)
		}
	}
}

// commit runs jobs in one transaction. After an error nothing of any is stored.
func (db *DB) commit(jobs []*job) error {
	ctx := context.Background()
	if err := db.prepare(ctx); err != nil {
		return err
	}
	tx, err := db.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("store: begin: %w", err)
	}
	defer tx.Rollback() // nothing once it is committed
	for _, j := range jobs {
		if j.err = j.ctx.Err(); j.err != nil {
			continue // nobody waits for it
		}
		if _, err := tx.ExecContext(ctx, `SAVEPOINT job`); err != nil {
			return fmt.Errorf("store: savepoint: %w", err)
		}
		// A statement that is interrupted would take the whole transaction with it.
		j.run(&Tx{ctx: context.WithoutCancel(j.ctx), tx: tx, db: db, writes: true})
		if j.err != nil || j.fell != nil {
			if _, err := tx.ExecContext(ctx, `ROLLBACK TO job`); err != nil {
				// The database has given all of it up already, such as where the disk is full.
				if j.err != nil {
					err = j.err
				}
				return fmt.Errorf("store: rollback: %w", err)
			}
		}
		if _, err := tx.ExecContext(ctx, `RELEASE job`); err != nil {
			return fmt.Errorf("store: release: %w", err)
		}
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("store: commit: %w", err)
	}
	return nil
}

func (j *job) run(tx *Tx) {
	defer func() { j.fell = recover() }()
	j.err = j.fn(tx)
}
