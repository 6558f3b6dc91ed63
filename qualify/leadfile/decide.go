package leadfile

import (
	"context"
	"errors"
	"io"
	"iter"
	"sync"
	"time"

	"github.com/leadqual/leadqual/qualify"
)

// DecideFile decides the leads of a file that were not read yet, as of one instant, and
// yields in their order what then makes of each decision, as [qualify.DecideEach] has
// it. Workers read values, decide and call then; the caller's goroutine does no more
// than to find where records begin and end, but in a workbook, of which it reads the
// leads.
//
// The lead and the decision are valid until then returns; it is called by several
// goroutines at a time. What then writes is yielded, and its memory used again once the
// loop goes on. A *RowError comes in the place of a row that is no lead, and the rows
// behind it are decided; another error is final and comes last. All is as if Next were
// called for each lead, the Reader's own counts too once the loop is done. A loop that
// ends early leaves the Reader some records further on.
func DecideFile[R any](
	ctx context.Context, e *qualify.Engine, r *Reader,
	then func(lead *qualify.Lead, d *qualify.Decision, out *R) error,
	asOf time.Time, o *qualify.BatchOptions,
) iter.Seq2[R, error] {
	return func(yield func(R, error) bool) {
		if o == nil {
			o = &qualify.BatchOptions{}
		}
		in := inRow[R]{main: r, lead: &qualify.Lead{}, decider: e.NewDecider(), then: then, asOf: asOf}
		in.decider.Detail = o.Detail
		readers := sync.Pool{New: func() any { return r.newDetached() }}
		fill := func(f *found, lead *qualify.Lead) error {
			reader, _ := readers.Get().(*Reader)
			defer readers.Put(reader)
			return reader.readDetached(f, lead)
		}
		made := func(_ *found, lead *qualify.Lead, d *qualify.Decision, out *R) error { return then(lead, d, out) }
		for out, err := range qualify.DecideEach(ctx, e, r.foundRecords(), fill, made, asOf, o) {
			if again := (*inOrder)(nil); errors.As(err, &again) {
				out, err = in.make(&again.found)
			}
			if !yield(out, err) {
				return
			}
		}
	}
}

// found is a record as it stands in the file. It has memory of its own.
type found struct {
	line   int
	text   []byte
	reason string // why it is none

	// Of a sheet, whose cells nobody keeps.
	lead *qualify.Lead
	bad  error
}

// detached is what a reader has that reads records which another one found, in any order.
type detached struct {
	splitter splitter
	again    bool // what comes of the record at hand depends on those before it
}

// inOrder says that a record has to be read by the reader that sees all of them, since
// what is said of it, or counted, depends on those before it.
type inOrder struct{ found }

func (*inOrder) Error() string { return "to be read in order" }

// newDetached makes a reader of records that r finds. It may be called while r finds and
// reads others.
func (r *Reader) newDetached() *Reader {
	w := &Reader{asOf: r.asOf, asOfField: r.asOfField, mapped: r.mapped, table: r.table, width: r.width, header: r.header, detached: &detached{}}
	if t, ok := r.table.(row); ok {
		w.detached.splitter.delimiter = t.delimiter
	}
	like := func(c *boundColumn) boundColumn {
		return boundColumn{column: c.column, index: c.index, currency: c.currency}
	}
	for i := range r.fields {
		w.fields = append(w.fields, boundField{like(&r.fields[i].boundColumn), r.fields[i].set})
	}
	for i := range r.seen {
		w.seen = append(w.seen, boundSeen{like(&r.seen[i].boundColumn), r.seen[i].set})
	}
	for i := range r.activities {
		a := &r.activities[i]
		of := boundActivity{ago: a.ago, spread: a.spread}
		for j := range a.parts {
			of.parts = append(of.parts, boundPart{like(&a.parts[j].boundColumn), a.parts[j].part, a.parts[j].name})
		}
		w.activities = append(w.activities, of)
	}
	return w
}

// readDetached is readFound of a reader that sees some of the records, in any order.
func (r *Reader) readDetached(f *found, lead *qualify.Lead) error {
	r.detached.again = false
	err := r.readFound(f, lead)
	if r.detached.again {
		return &inOrder{*f}
	}
	return err
}

// rowSplitter takes records of CSV apart.
func (r *Reader) rowSplitter() *splitter {
	if r.detached != nil {
		return &r.detached.splitter
	}
	t, _ := r.table.(row)
	return &t.splitter
}

// inRow reads such records, one after the other.
type inRow[R any] struct {
	main    *Reader
	lead    *qualify.Lead
	decider *qualify.Decider
	then    func(*qualify.Lead, *qualify.Decision, *R) error
	asOf    time.Time
	out     R
}

func (x *inRow[R]) make(f *found) (none R, err error) {
	if err := x.main.readFound(f, x.lead); err != nil {
		return none, err
	}
	if err := x.then(x.lead, x.decider.Decide(x.lead, x.asOf), &x.out); err != nil {
		return none, err
	}
	return x.out, nil
}

// foundRecords are those that were not read yet. The error is final.
func (r *Reader) foundRecords() iter.Seq2[found, error] {
	return func(yield func(found, error) bool) {
		for {
			f, err := r.find()
			if err == io.EOF || !yield(f, err) || err != nil {
				return
			}
		}
	}
}

// find finds the next record.
func (r *Reader) find() (f found, err error) {
	switch t := r.table.(type) {
	case nil:
		if r.list != nil {
			r.list.keep = true
		} else {
			r.lines.keep = true
		}
		f.text, f.line, f.reason, err = r.nextJSON()
	case row:
		var done bool
		t.keep = true
		if f.text, f.line, f.reason, done = t.find(); done {
			err = t.err
		}
	default:
		f.lead = &qualify.Lead{}
		if f.line, err = r.Next(f.lead); errors.As(err, new(*RowError)) {
			f.bad, err = err, nil
		}
	}
	return f, err
}

// readFound makes a lead of a record that was found.
func (r *Reader) readFound(f *found, lead *qualify.Lead) error {
	if f.lead != nil {
		*lead = *f.lead
		return f.bad
	}
	empty(lead)
	reason := f.reason
	if r.table != nil && reason == "" {
		if r.cells, reason = r.rowSplitter().split(f.text); reason == "" {
			reason = r.notRow()
		}
	} else if reason == "" {
		r.raw, r.object = nil, nil
		reason = r.readJSON(f.text, lead)
	}
	return r.fill(f.line, reason, lead)
}
