package extsort

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

var errEnd = io.EOF

// runs are sorted parts of a file, in the order in which their records came.
type runs struct {
	options Options
	file    *buffered
	list    []run
	start   int64 // of the run at hand
}

// run is a part of the file.
type run struct{ from, to int64 }

func newRuns(o Options) (*runs, error) {
	file, err := newBuffered(o)
	return &runs{options: o, file: file}, err
}

func (r *runs) write(record []byte) error {
	_, err := r.file.Write(record)
	return err
}

// end ends the run at hand.
func (r *runs) end() error {
	r.list = append(r.list, run{r.start, r.file.size})
	r.start = r.file.size
	return r.file.flush()
}

// fanIn is how many runs are merged at once, and of what size their buffers are.
func (r *runs) fanIn() (most, buffer int) {
	memory := r.options.memory()
	most = min(max(memory/smallestBuffer, 4), 128)
	return most, min(max(memory/most, smallestBuffer), 256<<10)
}

const smallestBuffer = 4 << 10

// reduce merges runs until there are so few that they can be merged at once.
func (r *runs) reduce(ctx context.Context) error {
	for {
		most, _ := r.fanIn()
		if len(r.list) <= most {
			return nil
		}
		to, err := newRuns(r.options)
		if err != nil {
			return err
		}
		if err := r.pass(ctx, to, most); err != nil {
			return errors.Join(err, to.file.Close())
		}
		old := r.file
		*r = *to
		if err := old.Close(); err != nil {
			return err
		}
	}
}

// pass merges each so many neighbours into one run of another file.
func (r *runs) pass(ctx context.Context, to *runs, most int) error {
	var whole []byte
	for from := 0; from < len(r.list); from += most {
		m, err := r.merge(r.list[from:min(from+most, len(r.list))])
		if err != nil {
			return err
		}
		for n := 0; ; n++ {
			if n%4096 == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			key, payload, err := m.next()
			if err == errEnd {
				break
			} else if err != nil {
				return err
			}
			whole = appendRecord(whole[:0], key, payload)
			if err := to.write(whole); err != nil {
				return err
			}
		}
		if err := to.end(); err != nil {
			return err
		}
	}
	return nil
}

// merge goes over several runs in order.
type merge struct {
	heap    []*cursor // the least first
	started bool
}

func (r *runs) merge(list []run) (*merge, error) {
	_, size := r.fanIn()
	m := &merge{}
	for i, part := range list {
		c := &cursor{file: r.file.file, at: part.from, end: part.to, number: i, buf: make([]byte, 0, size)}
		if err := c.advance(); err == nil {
			m.heap = append(m.heap, c)
		} else if err != errEnd {
			return nil, err
		}
	}
	for i := len(m.heap)/2 - 1; i >= 0; i-- {
		m.sink(i)
	}
	return m, nil
}

func (m *merge) next() (key, payload []byte, err error) {
	if m.started && len(m.heap) > 0 {
		switch err := m.heap[0].advance(); {
		case err == errEnd:
			last := len(m.heap) - 1
			m.heap[0] = m.heap[last]
			m.heap = m.heap[:last]
		case err != nil:
			return nil, nil, err
		}
		m.sink(0)
	}
	m.started = true
	if len(m.heap) == 0 {
		return nil, nil, errEnd
	}
	return m.heap[0].key, m.heap[0].payload, nil
}

// sink moves a cursor to its place among those below it.
func (m *merge) sink(i int) {
	for {
		least := i
		for child := 2*i + 1; child <= 2*i+2 && child < len(m.heap); child++ {
			if m.heap[child].before(m.heap[least]) {
				least = child
			}
		}
		if least == i {
			return
		}
		m.heap[i], m.heap[least] = m.heap[least], m.heap[i]
		i = least
	}
}

// cursor reads one run.
type cursor struct {
	file    io.ReaderAt
	at, end int64  // what is not yet in the buffer
	buf     []byte // what is not yet read is buf[start:]
	start   int
	number  int // of the run

	key, payload []byte
	prefix       uint64
}

func (c *cursor) before(d *cursor) bool {
	if c.prefix != d.prefix {
		return c.prefix < d.prefix
	}
	return cmp.Or(bytes.Compare(c.key, d.key), cmp.Compare(c.number, d.number)) < 0
}

// advance goes to the next record.
func (c *cursor) advance() error {
	for {
		rest := c.buf[c.start:]
		k, n := binary.Uvarint(rest)
		p, m := binary.Uvarint(rest[max(n, 0):])
		if size := n + m + int(k) + int(p); n > 0 && m > 0 && size <= len(rest) {
			c.key, c.payload, size = cut(rest)
			c.prefix = prefixOf(c.key)
			c.start += size
			return nil
		} else if c.at == c.end {
			if len(rest) > 0 {
				return fmt.Errorf("a temporary file was changed by somebody else")
			}
			return errEnd
		} else if n > 0 && m > 0 && size > cap(c.buf) {
			c.buf = append(make([]byte, 0, size), rest...)
			c.start = 0
		}
		if err := c.fill(); err != nil {
			return err
		}
	}
}

// fill reads on.
func (c *cursor) fill() error {
	kept := copy(c.buf[:cap(c.buf)], c.buf[c.start:])
	c.start = 0
	n := int(min(int64(cap(c.buf)-kept), c.end-c.at))
	c.buf = c.buf[:kept+n]
	if _, err := c.file.ReadAt(c.buf[kept:], c.at); err != nil {
		return err // io.EOF too: the run has not ended
	}
	c.at += int64(n)
	return nil
}
