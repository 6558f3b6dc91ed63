// Package inorder works on records in several goroutines and yields what comes of them
// in the order in which they came.
package inorder

import (
	"context"
	"iter"
	"runtime"
	"sync"
)

// A Run is what to do with records of type T: each is read into an In, of which a
// worker makes an Out. Chunks of them go round: filled in the caller's goroutine,
// worked on, yielded, and filled again. Of chunks there are at most 2 Workers + 1.
type Run[T, In, Out any] struct {
	// Workers is the number of goroutines; 1 works in the caller's, and 0 or less is
	// GOMAXPROCS.
	Workers int
	// Chunk is the number of records handed to a worker at once; 0 or less is 64.
	Chunk int
	// Fill reads a record, in the caller's goroutine, into memory that may have an
	// earlier one in it. An error is yielded in the record's place.
	Fill func(record *T, to *In) error
	// NewWorker makes what one goroutine works with.
	NewWorker func() func(*In) Out
	// Yield takes what came of a record, or the error in its place; false ends the
	// run.
	Yield func(record *T, out Out, err error) bool
}

// chunksPerWorker keeps workers busy while the caller looks at what came.
const chunksPerWorker = 2

// item is a record on its way.
type item[T, Out any] struct {
	record T
	err    error // nothing is made of it
	out    Out
}

// chunk is a number of records and room for what they are read into.
type chunk[T, In, Out any] struct {
	items []item[T, Out]
	read  []In
	done  chan struct{}
}

// add takes a record into the chunk.
func (c *chunk[T, In, Out]) add(r *Run[T, In, Out], record T, err error) {
	x := item[T, Out]{record: record, err: err}
	if err == nil {
		x.err = r.Fill(&x.record, &c.read[len(c.items)])
	}
	c.items = append(c.items, x)
}

// work works on a chunk.
func (c *chunk[T, In, Out]) work(worker func(*In) Out) {
	for i := range c.items {
		if c.items[i].err == nil {
			c.items[i].out = worker(&c.read[i])
		}
	}
}

// Over takes records, works on them and yields what comes out. Cancelling ends it
// with the context's error; a consumer that ended its loop is not called again. Then,
// too, it waits for its workers.
func (r Run[T, In, Out]) Over(ctx context.Context, records iter.Seq2[T, error]) {
	if r.Workers <= 0 {
		r.Workers = runtime.GOMAXPROCS(0)
	}
	if r.Chunk <= 0 {
		r.Chunk = 64
	}
	consume, wanted := r.Yield, true
	r.Yield = func(record *T, out Out, err error) bool {
		if ctx.Err() != nil {
			return false
		}
		wanted = consume(record, out, err)
		return wanted
	}
	if r.Workers == 1 {
		r.inTurn(ctx, records)
	} else {
		r.spread(ctx, records)
	}
	if err := ctx.Err(); wanted && err != nil {
		consume(new(T), *new(Out), err)
	}
}

func (r *Run[T, In, Out]) inTurn(ctx context.Context, records iter.Seq2[T, error]) {
	worker, c := r.NewWorker(), r.newChunk(1)
	for record, err := range records {
		if ctx.Err() != nil {
			return
		}
		c.items = c.items[:0]
		c.add(r, record, err)
		c.work(worker)
		if x := &c.items[0]; !r.Yield(&x.record, x.out, x.err) {
			return
		}
	}
}

func (r *Run[T, In, Out]) spread(ctx context.Context, records iter.Seq2[T, error]) {
	work := make(chan *chunk[T, In, Out], chunksPerWorker*r.Workers)
	var workers sync.WaitGroup
	for range r.Workers {
		workers.Go(func() {
			worker := r.NewWorker()
			for c := range work {
				c.work(worker)
				c.done <- struct{}{}
			}
		})
	}
	defer workers.Wait()
	defer close(work)

	var underWay []*chunk[T, In, Out] // the oldest first
	filling := r.newChunk(r.Chunk)
	hand := func() {
		work <- filling
		underWay = append(underWay, filling)
	}
	// emit yields the oldest chunk, which may be filled again.
	emit := func() (c *chunk[T, In, Out], more bool) {
		c = underWay[0]
		underWay = append(underWay[:0], underWay[1:]...)
		<-c.done
		for i := range c.items {
			if x := &c.items[i]; !r.Yield(&x.record, x.out, x.err) {
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
		if filling.add(r, record, err); len(filling.items) < r.Chunk {
			continue
		}
		if hand(); len(underWay) < cap(work) {
			filling = r.newChunk(r.Chunk)
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

func (r *Run[T, In, Out]) newChunk(size int) *chunk[T, In, Out] {
	return &chunk[T, In, Out]{items: make([]item[T, Out], 0, size), read: make([]In, size), done: make(chan struct{}, 1)}
}
