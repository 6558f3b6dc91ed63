package qualify

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"reflect"
	"slices"
	"time"

	"github.com/leadqual/leadqual/internal/inorder"
)

// BatchOptions tune DecideAll and DecideRecords. A nil *BatchOptions and 0 in
// any field mean the defaults.
type BatchOptions struct {
	// Workers is the number of goroutines that decide; default GOMAXPROCS. 1
	// decides in the caller's goroutine.
	Workers int
	// Chunk is the number of leads handed to a worker at once; default 64.
	Chunk int
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
func (e *Engine) DecideAll(ctx context.Context, leads iter.Seq2[*Lead, error], asOf time.Time, o *BatchOptions) iter.Seq2[*Decision, error] {
	return func(yield func(*Decision, error) bool) {
		run(e, asOf, o,
			func(from **Lead, to *Lead) error { to.copyFrom(*from); return nil },
			func(_ **Lead, d *Decision, err error) bool { return yield(d, err) },
		).Over(ctx, leads)
	}
}

// run decides records that fill makes leads of.
func run[T any](e *Engine, asOf time.Time, o *BatchOptions, fill func(*T, *Lead) error, yield func(*T, *Decision, error) bool) inorder.Run[T, Lead, *Decision] {
	var f BatchOptions
	if o != nil {
		f = *o
	}
	return inorder.Run[T, Lead, *Decision]{
		Workers: f.Workers, Chunk: f.Chunk, Fill: fill, Yield: yield,
		NewWorker: func() func(*Lead) *Decision {
			d := e.NewDecider()
			return func(lead *Lead) *Decision { return new(d.Decide(lead, asOf).Clone()) }
		},
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
// Fill is called in the caller's goroutine and may fill the same lead anew each
// time. A record is kept as a value until it is yielded, so that the sequence
// may fill one variable again and again; what a pointer or a slice in it leads
// to must stay as it is. Where T is itself a pointer, a sequence that yields one
// pointer again before its record is decided gets an error.
func DecideRecords[T any](
	ctx context.Context, e *Engine, records iter.Seq2[T, error], fill func(*T, *Lead), asOf time.Time, o *BatchOptions,
) iter.Seq2[DecidedRecord[T], error] {
	return func(yield func(DecidedRecord[T], error) bool) {
		var scratch Lead
		b := run(e, asOf, o,
			func(from *T, to *Lead) error {
				fill(from, &scratch)
				to.copyFrom(&scratch)
				return nil
			},
			func(record *T, d *Decision, err error) bool { return yield(DecidedRecord[T]{*record, d}, err) },
		)
		if reflect.TypeFor[T]().Kind() == reflect.Pointer {
			refuseReused(&b)
		}
		b.Over(ctx, records)
	}
}

// refuseReused makes an error of a pointer that is still in the batch.
func refuseReused[T any](b *inorder.Run[T, Lead, *Decision]) {
	held := map[any]bool{}
	fill, yield := b.Fill, b.Yield
	b.Fill = func(from *T, to *Lead) error {
		if held[*from] {
			return fmt.Errorf("qualify.DecideRecords: the sequence yields one %T again before its record is decided; yield a record of its own each time", *from)
		}
		held[*from] = true
		return fill(from, to)
	}
	b.Yield = func(record *T, d *Decision, err error) bool {
		delete(held, *record)
		return yield(record, d, err)
	}
}

// copyFrom makes l a copy of from that shares no memory with it, in the memory
// that l has.
func (l *Lead) copyFrom(from *Lead) {
	if from == nil {
		from = &Lead{}
	}
	had := *l
	*l = *from
	l.Company.Technologies = slices.Clone(from.Company.Technologies)
	l.Activities = had.Activities[:0]
	for i := range from.Activities {
		a := from.Activities[i]
		var custom map[string]any
		if i < cap(had.Activities) {
			custom = had.Activities[:i+1][i].Custom
		}
		a.Custom = copiedCustom(custom, a.Custom)
		l.Activities = append(l.Activities, a)
	}
	l.Custom = copiedCustom(had.Custom, from.Custom)
	l.Seen = maps.Clone(from.Seen)
}

// copiedCustom is a copy of from, in the map to if there is one.
func copiedCustom(to, from map[string]any) map[string]any {
	clear(to)
	if to == nil && len(from) > 0 {
		to = make(map[string]any, len(from))
	}
	for name, value := range from {
		switch v := value.(type) {
		case []string:
			value = slices.Clone(v)
		case []any:
			value = slices.Clone(v)
		}
		to[name] = value
	}
	return to
}
