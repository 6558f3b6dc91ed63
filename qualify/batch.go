package qualify

import (
	"context"
	"iter"
	"runtime"
	"sync"
	"time"
)

// BatchOptions tune DecideAll. A nil *BatchOptions and 0 in any field mean the
// defaults.
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

// InMemory is the greatest number of leads that DecideAll holds at once. A
// sequence that fills the same leads again and again needs so many.
func (o *BatchOptions) InMemory() int {
	f := o.filled()
	if f.Workers == 1 {
		return 1
	}
	return (chunksPerWorker*f.Workers + 1) * f.Chunk
}

// DecideAll decides leads as of one instant and yields each with its decision,
// in the order of the leads. It holds at most options.InMemory leads and as
// many decisions, however many there are.
//
// Both pointers that it yields are valid only until the loop goes on: the
// decision's memory is used again. Its Clone is for keeps. A lead must not be
// changed between being handed over and being yielded.
//
// When the context is cancelled or the loop ends early, DecideAll stops taking
// leads, waits for its workers and returns; ask the context's Err why. It
// starts no goroutine that outlives the loop.
func (e *Engine) DecideAll(ctx context.Context, leads iter.Seq[*Lead], asOf time.Time, o *BatchOptions) iter.Seq2[*Lead, *Decision] {
	options := o.filled()
	return func(yield func(*Lead, *Decision) bool) {
		if options.Workers == 1 {
			e.decideInTurn(ctx, leads, asOf, yield)
			return
		}
		b := &batch{e: e, asOf: asOf, options: options}
		b.run(ctx, leads, yield)
	}
}

func (e *Engine) decideInTurn(ctx context.Context, leads iter.Seq[*Lead], asOf time.Time, yield func(*Lead, *Decision) bool) {
	d := e.NewDecider()
	for lead := range leads {
		if ctx.Err() != nil || !yield(lead, d.Decide(lead, asOf)) {
			return
		}
	}
}

// batch is one run of DecideAll. Chunks go round: filled in the caller's
// goroutine, decided by a worker, yielded in the order in which they were
// filled, and filled again.
type batch struct {
	e       *Engine
	asOf    time.Time
	options BatchOptions
}

// chunk is a number of leads and room for their decisions.
type chunk struct {
	leads     []*Lead
	decisions []Decision
	done      chan struct{}
}

func (b *batch) run(ctx context.Context, leads iter.Seq[*Lead], yield func(*Lead, *Decision) bool) {
	work := make(chan *chunk, chunksPerWorker*b.options.Workers)
	var workers sync.WaitGroup
	for range b.options.Workers {
		workers.Go(func() { b.work(work) })
	}
	defer workers.Wait()
	defer close(work)

	var underWay []*chunk // the oldest first
	filling := b.newChunk()
	stopped := false
	// emit yields the oldest chunk and returns it to be filled again.
	emit := func() *chunk {
		c := underWay[0]
		underWay = append(underWay[:0], underWay[1:]...)
		<-c.done
		for i, lead := range c.leads {
			if stopped = stopped || ctx.Err() != nil || !yield(lead, &c.decisions[i]); stopped {
				break
			}
		}
		clear(c.leads)
		c.leads = c.leads[:0]
		return c
	}
	for lead := range leads {
		if ctx.Err() != nil {
			stopped = true
		}
		if stopped {
			break
		}
		if filling.leads = append(filling.leads, lead); len(filling.leads) < b.options.Chunk {
			continue
		}
		work <- filling
		underWay = append(underWay, filling)
		if len(underWay) == cap(work) {
			filling = emit()
		} else {
			filling = b.newChunk()
		}
	}
	if !stopped && len(filling.leads) > 0 {
		work <- filling
		underWay = append(underWay, filling)
	}
	for len(underWay) > 0 && !stopped {
		emit()
	}
}

// work decides chunks until there are no more.
func (b *batch) work(work <-chan *chunk) {
	d := b.e.NewDecider()
	for c := range work {
		for i, lead := range c.leads {
			d.decision = &c.decisions[i]
			d.Decide(lead, b.asOf)
		}
		c.done <- struct{}{}
	}
}

func (b *batch) newChunk() *chunk {
	return &chunk{
		leads: make([]*Lead, 0, b.options.Chunk), decisions: make([]Decision, b.options.Chunk), done: make(chan struct{}, 1),
	}
}
