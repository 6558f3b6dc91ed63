// Package inorder works on records in several goroutines and yields what comes of them
// in the order in which they came.
package inorder

import (
	"context"
	"fmt"
	"iter"
	"runtime"
	"runtime/debug"
	"sync"
)

// A Run is what to do with records of type T: each may be copied into an In, and a
// worker makes an Out of it. Chunks of them go round: filled in the caller's
// goroutine, worked on, yielded, and filled again. Of chunks there are at most
// 2 Workers + 1.
type Run[T, In, Out any] struct {
	// Workers is the number of goroutines; 1 works in the caller's, and 0 or less is
	// GOMAXPROCS.
	Workers int
	// Chunk is the number of records handed to a worker at once; 0 or less is 64.
	Chunk int
	// Take copies of a record, in the caller's goroutine, what will not be there any
	// more when the sequence goes on, into memory that may have an earlier one in it.
	// An error is yielded in the record's place. Nil takes nothing.
	Take func(record *T, to *In) error
	// NewWorker makes what one goroutine works with. It writes what comes of a record
	// into out, which holds what was made there before, or nothing yet. An error is
	// yielded in the record's place.
	NewWorker func() func(record *T, in *In, out *Out) error
	// Yield takes what came of a record, or the error in its place; false ends the
	// run. out may be written over once it returns.
	Yield func(record *T, out *Out, err error) bool
}

// chunksPerWorker keeps workers busy while the caller looks at what came.
const chunksPerWorker = 2

// item is a record on its way.
type item[T any] struct {
	record T
	err    error // nothing is made of it
}

// chunk is a number of records and room for what is made of them.
type chunk[T, In, Out any] struct {
	items  []item[T]
	taken  []In
	made   []Out
	worked int    // so many items are worked on
	broken *Panic // ended the work at the next one
	done   chan struct{}
}

// add takes a record into the chunk.
func (c *chunk[T, In, Out]) add(r *Run[T, In, Out], record T, err error) {
	at := len(c.items)
	c.items = append(c.items, item[T]{record, err})
	if x := &c.items[at]; err == nil && r.Take != nil {
		x.err = r.Take(&x.record, &c.taken[at])
	}
}

// work works on a chunk.
func (c *chunk[T, In, Out]) work(worker func(*T, *In, *Out) error) {
	for c.worked = range c.items {
		if x := &c.items[c.worked]; x.err == nil {
			x.err = worker(&x.record, &c.taken[c.worked], &c.made[c.worked])
		}
	}
	c.worked = len(c.items)
}

// A Panic is one in a worker, which goes on in the caller's goroutine.
type Panic struct {
	Value any
	Stack []byte
}

// Error says what the panic said, and where.
func (p *Panic) Error() string { return fmt.Sprintf("%v\n\nin a worker:\n%s", p.Value, p.Stack) }

// Unwrap is the value, where that is an error.
func (p *Panic) Unwrap() error {
	err, _ := p.Value.(error)
	return err
}

// workSafely is work of which the end is told in any case. A worker that panics is of
// no more use.
func (c *chunk[T, In, Out]) workSafely(newWorker func() func(*T, *In, *Out) error, worker *func(*T, *In, *Out) error) {
	whole := false
	defer func() {
		if !whole {
			value := recover()
			if value == nil {
				value = "runtime.Goexit was called"
			}
			c.broken, *worker = &Panic{value, debug.Stack()}, nil
		}
		c.done <- struct{}{}
	}()
	if *worker == nil {
		*worker = newWorker()
	}
	c.work(*worker)
	whole = true
}

// Over takes records, works on them and yields what comes out. Cancelling ends it
// with the context's error; a consumer that ended its loop is not called again. Then,
// too, it waits for its workers. A panic in one goes on here, as a *Panic.
func (r Run[T, In, Out]) Over(ctx context.Context, records iter.Seq2[T, error]) {
	if r.Workers <= 0 {
		r.Workers = runtime.GOMAXPROCS(0)
	}
	if r.Chunk <= 0 {
		r.Chunk = 64
	}
	consume, wanted := r.Yield, true
	r.Yield = func(record *T, out *Out, err error) bool {
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
		consume(new(T), new(Out), err)
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
		if x := &c.items[0]; !r.Yield(&x.record, &c.made[0], x.err) {
			return
		}
	}
}

func (r *Run[T, In, Out]) spread(ctx context.Context, records iter.Seq2[T, error]) {
	work := make(chan *chunk[T, In, Out], chunksPerWorker*r.Workers)
	var workers sync.WaitGroup
	for range r.Workers {
		workers.Go(func() {
			var worker func(*T, *In, *Out) error
			for c := range work {
				c.workSafely(r.NewWorker, &worker)
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
		for i := range c.worked {
			if x := &c.items[i]; !r.Yield(&x.record, &c.made[i], x.err) {
				return c, false
			}
		}
		if c.broken != nil && ctx.Err() == nil {
			panic(c.broken)
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
	return &chunk[T, In, Out]{
		items: make([]item[T], 0, size), taken: make([]In, size), made: make([]Out, size),
		done: make(chan struct{}, 1),
	}
}
