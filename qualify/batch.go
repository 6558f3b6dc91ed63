package qualify

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"reflect"
	"runtime"
	"slices"
	"sync"
	"time"
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

// chunksPerWorker keeps workers busy while the caller looks at decisions.
const chunksPerWorker = 2

func (o *BatchOptions) filled() BatchOptions {
	var f BatchOptions
	if o != nil {
		f = *o
	}
	if f.Workers <= 0 {
		f.Workers = runtime.GOMAXPROCS(0)
	}
	if f.Chunk <= 0 {
		f.Chunk = 64
	}
	return f
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
		b := &batch[*Lead]{
			e: e, asOf: asOf, options: o.filled(),
			fill: func(from **Lead, to *Lead) error { to.copyFrom(*from); return nil },
			yield: func(x *batchItem[*Lead]) bool {
				if x.err != nil {
					return yield(nil, x.err)
				}
				return yield(x.decision, nil)
			},
		}
		b.run(ctx, leads)
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
		b := &batch[T]{
			e: e, asOf: asOf, options: o.filled(),
			fill: func(from *T, to *Lead) error {
				fill(from, &scratch)
				to.copyFrom(&scratch)
				return nil
			},
			yield: func(x *batchItem[T]) bool { return yield(DecidedRecord[T]{x.record, x.decision}, x.err) },
		}
		if reflect.TypeFor[T]().Kind() == reflect.Pointer {
			b.refuseReused()
		}
		b.run(ctx, records)
	}
}

// refuseReused makes an error of a pointer that is still in the batch.
func (b *batch[T]) refuseReused() {
	held := map[any]bool{}
	fill, yield := b.fill, b.yield
	b.fill = func(from *T, to *Lead) error {
		if held[*from] {
			return fmt.Errorf("qualify.DecideRecords: the sequence yields one %T again before its record is decided; yield a record of its own each time", *from)
		}
		held[*from] = true
		return fill(from, to)
	}
	b.yield = func(x *batchItem[T]) bool {
		delete(held, x.record)
		return yield(x)
	}
}

// batch is one run over records. Chunks go round: filled in the caller's
// goroutine, decided by a worker, yielded in the order in which they were
// filled, and filled again.
type batch[T any] struct {
	e       *Engine
	asOf    time.Time
	options BatchOptions
	fill    func(*T, *Lead) error
	yield   func(*batchItem[T]) bool // false ends the run
}

// batchItem is a record on its way.
type batchItem[T any] struct {
	record   T
	err      error // there is no lead, and no decision
	decision *Decision
}

// batchChunk is a number of records and room for their leads.
type batchChunk[T any] struct {
	items []batchItem[T]
	leads []Lead
	done  chan struct{}
}

// add takes a record into the chunk.
func (c *batchChunk[T]) add(b *batch[T], record T, err error) {
	item := batchItem[T]{record: record, err: err}
	if err == nil {
		item.err = b.fill(&item.record, &c.leads[len(c.items)])
	}
	c.items = append(c.items, item)
}

// decide decides a chunk.
func (c *batchChunk[T]) decide(b *batch[T], d *Decider) {
	for i := range c.items {
		if c.items[i].err == nil {
			c.items[i].decision = new(d.Decide(&c.leads[i], b.asOf).Clone())
		}
	}
}

// run takes records, decides them and yields what comes out. Cancelling ends it
// with the context's error; a consumer that ended its loop is not called again.
func (b *batch[T]) run(ctx context.Context, records iter.Seq2[T, error]) {
	consume, wanted := b.yield, true
	b.yield = func(x *batchItem[T]) bool {
		if ctx.Err() != nil {
			return false
		}
		wanted = consume(x)
		return wanted
	}
	if b.options.Workers == 1 {
		b.runInTurn(ctx, records)
	} else {
		b.runSpread(ctx, records)
	}
	if err := ctx.Err(); wanted && err != nil {
		consume(&batchItem[T]{err: err})
	}
}

func (b *batch[T]) runInTurn(ctx context.Context, records iter.Seq2[T, error]) {
	d, c := b.e.NewDecider(), b.newChunk(1)
	for record, err := range records {
		if ctx.Err() != nil {
			return
		}
		c.items = c.items[:0]
		c.add(b, record, err)
		c.decide(b, d)
		if !b.yield(&c.items[0]) {
			return
		}
	}
}

func (b *batch[T]) runSpread(ctx context.Context, records iter.Seq2[T, error]) {
	work := make(chan *batchChunk[T], chunksPerWorker*b.options.Workers)
	var workers sync.WaitGroup
	for range b.options.Workers {
		workers.Go(func() {
			d := b.e.NewDecider()
			for c := range work {
				c.decide(b, d)
				c.done <- struct{}{}
			}
		})
	}
	defer workers.Wait()
	defer close(work)

	var underWay []*batchChunk[T] // the oldest first
	filling := b.newChunk(b.options.Chunk)
	hand := func() {
		work <- filling
		underWay = append(underWay, filling)
	}
	// emit yields the oldest chunk, which may be filled again.
	emit := func() (c *batchChunk[T], more bool) {
		c = underWay[0]
		underWay = append(underWay[:0], underWay[1:]...)
		<-c.done
		for i := range c.items {
			if !b.yield(&c.items[i]) {
				return c, false
			}
		}
		clear(c.items)
		c.items = c.items[:0]
		return c, true
	}
	for record, err := range records {
		if ctx.Err() != nil {
			return
		}
		if filling.add(b, record, err); len(filling.items) < b.options.Chunk {
			continue
		}
		if hand(); len(underWay) < cap(work) {
			filling = b.newChunk(b.options.Chunk)
			continue
		}
		var more bool
		if filling, more = emit(); !more {
			return
		}
	}
	if len(filling.items) > 0 {
		hand()
	}
	for len(underWay) > 0 {
		if _, more := emit(); !more {
			return
		}
	}
}

func (b *batch[T]) newChunk(size int) *batchChunk[T] {
	return &batchChunk[T]{items: make([]batchItem[T], 0, size), leads: make([]Lead, size), done: make(chan struct{}, 1)}
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
