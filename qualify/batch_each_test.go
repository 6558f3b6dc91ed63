package qualify_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/leadqual/leadqual/qualify"
)

// eachOptions are the ways to spread a batch.
func eachOptions(yield func(*qualify.BatchOptions) bool) {
	for _, workers := range []int{1, 2, 8} {
		for _, chunk := range []int{1, 64} {
			if !yield(&qualify.BatchOptions{Workers: workers, Chunk: chunk}) {
				return
			}
		}
	}
}

// rowsOf yields n rows.
func rowsOf(n int) iter.Seq2[batchRow, error] {
	return func(yield func(batchRow, error) bool) {
		for i := range n {
			row := batchRow{No: i, Staff: float64(i % 100)}
			for j := range i % 4 {
				row.Calls = append(row.Calls, batchAsOf.Add(-time.Duration(j)*time.Hour))
			}
			if !yield(row, nil) {
				return
			}
		}
	}
}

func fillRow(row *batchRow, lead *qualify.Lead) error { row.fill(lead); return nil }

func appendLine(_ *batchRow, _ *qualify.Lead, d *qualify.Decision, line *[]byte) error {
	*line = append(d.AppendJSON((*line)[:0]), '\n')
	return nil
}

func TestDecideEachWritesInTheWorkers(t *testing.T) {
	e, n := batchEngine(t), 500
	var want strings.Builder
	for row := range rowsOf(n) {
		var lead qualify.Lead
		row.fill(&lead)
		d := e.Decide(&lead, batchAsOf)
		want.Write(append(d.AppendJSON(nil), '\n'))
	}
	for o := range eachOptions {
		var have strings.Builder
		for line, err := range qualify.DecideEach(context.Background(), e, rowsOf(n), fillRow, appendLine, batchAsOf, o) {
			if err != nil {
				t.Fatal(err)
			}
			have.Write(line)
		}
		if have.String() != want.String() {
			t.Errorf("%+v: other lines than those of the decisions one by one", *o)
		}
	}
}

// What then makes anew may be kept; and it sees the record and the lead.
func TestDecideEachOfWhatIsKept(t *testing.T) {
	e, n := batchEngine(t), 300
	then := func(row *batchRow, lead *qualify.Lead, d *qualify.Decision, out **string) error {
		*out = new(fmt.Sprint(row.No, lead.ID, d.LeadID))
		return nil
	}
	for o := range eachOptions {
		var kept []*string
		for s, err := range qualify.DecideEach(context.Background(), e, rowsOf(n), fillRow, then, batchAsOf, o) {
			if err != nil {
				t.Fatal(err)
			}
			kept = append(kept, s)
		}
		for i, s := range kept {
			if want := fmt.Sprint(i, fmt.Sprint(i), fmt.Sprint(i)); *s != want {
				t.Fatalf("%+v: at %d %s, want %s", *o, i, *s, want)
			}
		}
		if len(kept) != n {
			t.Errorf("%+v: %d of %d", *o, len(kept), n)
		}
	}
}

// Errors of the sequence, of fill and of then come in their places, without what the
// memory had before.
func TestDecideEachErrorsInTheirPlace(t *testing.T) {
	e := batchEngine(t)
	errs := []error{errors.New("of the sequence"), errors.New("of fill"), errors.New("of then")}
	rows := func(yield func(batchRow, error) bool) {
		for row := range rowsOf(500) {
			var err error
			if row.No%12 == 3 {
				err = errs[0]
			}
			if !yield(row, err) {
				return
			}
		}
	}
	fill := func(row *batchRow, lead *qualify.Lead) error {
		if row.No%12 == 7 {
			return errs[1]
		}
		return fillRow(row, lead)
	}
	then := func(row *batchRow, _ *qualify.Lead, d *qualify.Decision, line *[]byte) error {
		*line = append((*line)[:0], d.LeadID...)
		if row.No%12 == 11 {
			return errs[2]
		}
		return nil
	}
	for o := range eachOptions {
		i := 0
		for line, err := range qualify.DecideEach(context.Background(), e, rows, fill, then, batchAsOf, o) {
			want := error(nil)
			if i%4 == 3 {
				want = errs[i/4%3]
			}
			if err != want || err != nil && line != nil || err == nil && string(line) != fmt.Sprint(i) {
				t.Fatalf("%+v: at %d %q, %v; want %v", *o, i, line, err, want)
			}
			i++
		}
		if i != 500 {
			t.Errorf("%+v: %d", *o, i)
		}
	}
}

func TestDecideEachStops(t *testing.T) {
	e := batchEngine(t)
	for o := range eachOptions {
		n := 0
		for line, err := range qualify.DecideEach(context.Background(), e, rowsOf(100_000), fillRow, appendLine, batchAsOf, o) {
			if err != nil || len(line) == 0 {
				t.Fatal(err)
			}
			if n++; n == 150 {
				break
			}
		}
		ctx, cancel := context.WithCancel(context.Background())
		var last error
		for _, err := range qualify.DecideEach(ctx, e, rowsOf(100_000), fillRow, appendLine, batchAsOf, o) {
			if last = err; err == nil {
				n++
			}
			if n == 300 {
				cancel()
			}
		}
		cancel()
		if n != 300 || last != context.Canceled {
			t.Errorf("%+v: %d lines, then %v", *o, n, last)
		}
	}
}

// A panic of a host's function reaches the loop in the record's place, whatever
// goroutine it was in, and what came before is yielded.
func TestDecideEachPanics(t *testing.T) {
	e := batchEngine(t)
	sentinel := errors.New("boom")
	for o := range eachOptions {
		for _, goexit := range []bool{false, true} {
			if goexit && o.Workers == 1 {
				continue // ends the caller's own goroutine
			}
			then := func(row *batchRow, _ *qualify.Lead, _ *qualify.Decision, out *int) error {
				if *out = row.No; row.No == 200 {
					if goexit {
						runtime.Goexit()
					}
					panic(sentinel)
				}
				return nil
			}
			n := 0
			var got any
			func() {
				defer func() { got = recover() }()
				for i, err := range qualify.DecideEach(context.Background(), e, rowsOf(100_000), fillRow, then, batchAsOf, o) {
					if err != nil || i != n {
						t.Fatalf("%+v: at %d %d, %v", *o, n, i, err)
					}
					n++
				}
			}()
			err, _ := got.(error)
			if n != 200 || err == nil || !goexit && !errors.Is(err, sentinel) || o.Workers > 1 && !strings.Contains(err.Error(), "batch_each_test.go") {
				t.Errorf("%+v, Goexit %t: %d records, then a panic with %v", *o, goexit, n, got)
			}
		}
	}
}

// Of a pointer that a sequence yields again and again one is on its way at a time, and
// the others are errors, also those behind an error.
func TestDecideEachOfReusedPointers(t *testing.T) {
	e := batchEngine(t)
	rows := func(yield func(*batchRow, error) bool) {
		var row batchRow
		for range 5000 {
			if !yield(&row, nil) {
				return
			}
		}
	}
	for o := range eachOptions {
		var onTheirWay atomic.Int32
		fill := func(**batchRow, *qualify.Lead) error {
			if n := onTheirWay.Add(1); n > 1 {
				t.Errorf("%+v: one record is decided twice at a time", *o)
			}
			return nil
		}
		then := func(_ **batchRow, _ *qualify.Lead, _ *qualify.Decision, _ *int) error { return nil }
		failed, n := 0, 0
		for _, err := range qualify.DecideEach(context.Background(), e, rows, fill, then, batchAsOf, o) {
			if err != nil {
				failed++
			} else {
				onTheirWay.Add(-1)
			}
			n++
		}
		if n != 5000 || (failed > 0) != (o.Workers > 1) {
			t.Errorf("%+v: %d records, %d errors", *o, n, failed)
		}
	}
}
