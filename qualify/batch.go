package qualify

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"reflect"
	"time"

	"github.com/leadqual/leadqual/internal/inorder"
)

// BatchOptions tune DecideAll, DecideRecords and DecideEach. A nil *BatchOptions and 0
// in any field mean the defaults.
type BatchOptions struct {
	// Workers is the number of goroutines that decide; default GOMAXPROCS. 1
	// decides in the caller's goroutine.
	Workers int
	// Chunk is the number of leads handed to a worker at once; default 64.
	Chunk int
	// Detail is how much the decisions say; the zero value is Whole.
	Detail Detail
}

// DecideAll decides leads as of one instant and yields their decisions in the
// order of the leads. However many there are, it holds at most 2 Workers + 1
// chunks of them.
//
// The sequence may fill one lead again and again: a lead is copied before the
// sequence goes on. The decisions are the caller's, and may be kept. An error
// that the sequence gives is yielded in its place, with a nil decision, and the
// next lead is taken.
//
// When the context is cancelled DecideAll stops taking leads and yields the
// context's error last. Then, and when the loop ends early, it waits for its
// workers: no goroutine outlives the loop. The sequence runs in the caller's
// goroutine.
//
// Where little is wanted of each decision, such as its JSON, DecideEach makes that
// in the workers, without a copy of the decision.
func (e *Engine) DecideAll(ctx context.Context, leads iter.Seq2[*Lead, error], asOf time.Time, o *BatchOptions) iter.Seq2[*Decision, error] {
	return func(yield func(*Decision, error) bool) {
		b := batch[*Lead, Lead, *Decision]{
			take: func(from **Lead, to *Lead) error { to.copyFrom(*from); return nil },
			lead: func(_ **Lead, taken, _ *Lead) (*Lead, error) { return taken, nil },
			then: func(_ **Lead, _ *Lead, d *Decision, out **Decision) error { *out = new(d.Clone()); return nil },
		}
		run := b.run(e, asOf, o)
		run.Yield = func(_ **Lead, d **Decision, err error) bool {
			if err != nil {
				return yield(nil, err)
			}
			return yield(*d, nil)
		}
		run.Over(ctx, leads)
	}
}

// DecidedRecord is a record of a host's and the decision about it.
type DecidedRecord[T any] struct {
	// Record is as the sequence gave it.
	Record T
	// Decision is the caller's.
	Decision *Decision
}

// DecideRecords is DecideAll for records of a host's own type: it makes a lead
// of each by fill, such as the Fill of a Binder of package bind, and yields the
// record beside its decision.
//
// Fill is called in the caller's goroutine, with an empty lead each time.
//
// A record is kept as a value until it is yielded, so that the sequence may fill
// one variable again and again; what a pointer or a slice in it leads to must
// stay as it is. Where T is itself a pointer, a sequence that yields one pointer
// again before its record is yielded gets an error in its place. How far apart
// two of them have to be depends on Workers and Chunk, so drop records that come twice,
// or yield them as values.
func DecideRecords[T any](
	ctx context.Context, e *Engine, records iter.Seq2[T, error], fill func(*T, *Lead), asOf time.Time, o *BatchOptions,
) iter.Seq2[DecidedRecord[T], error] {
	return func(yield func(DecidedRecord[T], error) bool) {
		var scratch Lead
		b := batch[T, Lead, *Decision]{
			take: func(from *T, to *Lead) error {
				scratch = Lead{}
				fill(from, &scratch)
				to.copyFrom(&scratch)
				return nil
			},
			lead: func(_ *T, taken, _ *Lead) (*Lead, error) { return taken, nil },
			then: func(_ *T, _ *Lead, d *Decision, out **Decision) error { *out = new(d.Clone()); return nil },
		}
		run := b.run(e, asOf, o)
		run.Yield = func(record *T, d **Decision, err error) bool {
			if err != nil {
				return yield(DecidedRecord[T]{Record: *record}, err)
			}
			return yield(DecidedRecord[T]{*record, *d}, nil)
		}
		refuseReused(&run)
		run.Over(ctx, records)
	}
}

// DecideEach decides records of a host's own type and yields, in the order of the
// records, what is made of each decision where it was made: in the worker, while it is
// still there, without a copy of it. So work such as writing JSON is spread over all
// cores too.
//
// Fill makes a lead of a record, such as the Fill of a Binder of package bind, of one
// that is empty each time. Then makes what is yielded, and writes it into out, which holds what was made in its place before, for its memory, or nothing yet.
// What out had when it was yielded may be written over when the loop goes on, unless
// then always makes it anew. The decision, and the lead, are valid until then
// returns. An error of either, or of the sequence, is yielded in the record's place,
// with the zero R.
//
// Both are called by several goroutines at a time: they must not write to anything
// that they share. A record is kept as a value until what is made of it is yielded: a
// sequence may fill one variable again and again, but what a pointer or a slice in it
// leads to must stay as it is until then. Where T is itself a pointer, a sequence that
// yields one again too early gets an error, as with DecideRecords. A panic in one of
// the two is one of the loop, in the record's place: of several workers with an error
// that says where it was and unwraps to the panic's value, where that is an error.
//
// All else is as with DecideAll.
func DecideEach[T, R any](
	ctx context.Context, e *Engine, records iter.Seq2[T, error],
	fill func(record *T, lead *Lead) error,
	then func(record *T, lead *Lead, d *Decision, out *R) error,
	asOf time.Time, o *BatchOptions,
) iter.Seq2[R, error] {
	return func(yield func(R, error) bool) {
		b := batch[T, struct{}, R]{
			lead: func(record *T, _ *struct{}, own *Lead) (*Lead, error) {
				*own = Lead{} // what it had may be the host's
				return own, fill(record, own)
			},
			then: then,
		}
		run := b.run(e, asOf, o)
		run.Yield = func(_ *T, out *R, err error) bool {
			if err != nil {
				return yield(*new(R), err)
			}
			return yield(*out, nil)
		}
		refuseReused(&run)
		run.Over(ctx, records)
	}
}

// batch says what becomes of a record.
type batch[T, In, R any] struct {
	take func(*T, *In) error                                  // in the caller's goroutine, what is to be copied
	lead func(record *T, taken *In, own *Lead) (*Lead, error) // in a worker, the lead, for which it has one of its own
	then func(*T, *Lead, *Decision, *R) error                 // in the worker, what is yielded
}

// run is the batch as one of an engine, of which nothing is yielded yet.
func (b batch[T, In, R]) run(e *Engine, asOf time.Time, o *BatchOptions) inorder.Run[T, In, R] {
	var f BatchOptions
	if o != nil {
		f = *o
	}
	return inorder.Run[T, In, R]{
		Workers: f.Workers, Chunk: f.Chunk, Take: b.take,
		NewWorker: func() func(*T, *In, *R) error {
			d, own := e.NewDecider(), &Lead{}
			d.Detail = f.Detail
			return func(record *T, taken *In, out *R) error {
				lead, err := b.lead(record, taken, own)
				if err != nil {
					return err
				}
				return b.then(record, lead, d.Decide(lead, asOf), out)
			}
		},
	}
}

// reused is the error of a pointer that is still in the batch.
type reused struct{ record any }

func (e reused) Error() string {
	return fmt.Sprintf("the sequence yields one %T again before what is made of its record is yielded; yield a pointer to another record each time, drop those that come twice, or yield values", e.record)
}

// refuseReused makes an error of a pointer that is still in the batch.
func refuseReused[T, In, R any](run *inorder.Run[T, In, R]) {
	if reflect.TypeFor[T]().Kind() != reflect.Pointer {
		return
	}
	held := map[any]bool{}
	take, yield := run.Take, run.Yield
	run.Take = func(from *T, to *In) error {
		if held[*from] {
			return reused{*from}
		}
		held[*from] = true
		if take == nil {
			return nil
		}
		return take(from, to)
	}
	run.Yield = func(record *T, out *R, err error) bool {
		if again := (reused{}); !errors.As(err, &again) { // the first one may still be held
			delete(held, *record)
		}
		return yield(record, out, err)
	}
}
