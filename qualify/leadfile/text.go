package leadfile

import (
	"bytes"
	"io"
)

// text is the file as its readers see it: a window of bytes that slides over
// it, with the number of the line that the window begins in.
type text struct {
	from  io.Reader
	buf   []byte
	start int // of the window in buf
	end   int
	line  int   // number of the line at start
	max   int   // greatest size of a record
	err   error // why there is no more to read: io.EOF, or what from said
	keep  bool  // what was taken is not written over
}

// smallest is what is read at once, at least.
const smallest = 64 << 10

func newText(from io.Reader, limit int) *text {
	return &text{from: from, line: 1, max: limit}
}

// window is what was read and not yet taken. It is valid until the next call
// of fill, or for ever where that is asked for.
func (t *text) window() []byte { return t.buf[t.start:t.end] }

// fill makes the window longer, and is false where there is no more.
func (t *text) fill() bool {
	if t.err != nil {
		return false
	}
	if len(t.buf)-t.end < smallest {
		// Move the window to the front. Where that does not make room, it is a
		// long record, and the buffer grows to twice its size.
		to := t.buf
		switch {
		case t.end-t.start > len(t.buf)/2 || len(t.buf) == 0:
			to = make([]byte, 2*len(t.buf)+2*smallest)
		case t.keep:
			to = make([]byte, len(t.buf))
		}
		t.end = copy(to, t.window())
		t.buf, t.start = to, 0
	}
	for range 100 {
		n, err := t.from.Read(t.buf[t.end:])
		t.end += n
		t.err = err
		if n > 0 || err != nil {
			return n > 0
		}
	}
	t.err = io.ErrNoProgress
	return false
}

// begin makes the window as long as what guesses go by.
func (t *text) begin() {
	for len(t.window()) < smallest && t.fill() {
	}
}

// lineEnd is the offset behind the line of the window that offset from is in.
// Without a line end it is the end of the file. It is false where the record
// would be longer than allowed, or nothing is left.
func (t *text) lineEnd(from int) (int, bool) {
	for at := from; ; {
		if i := bytes.IndexByte(t.window()[at:], '\n'); i >= 0 {
			return at + i + 1, at+i+1 <= t.max
		}
		if at = t.end - t.start; at > t.max {
			return at, false
		}
		if !t.fill() {
			return at, at > from && t.err == io.EOF
		}
	}
}

// take moves the window on by n bytes, of which lines are line ends.
func (t *text) take(n, lines int) {
	t.start += n
	t.line += lines
}

// skipLine moves the window behind the end of its first line, however long
// that is.
func (t *text) skipLine() {
	for {
		if i := bytes.IndexByte(t.window(), '\n'); i >= 0 {
			t.take(i+1, 1)
			return
		}
		t.start = t.end
		if !t.fill() {
			return
		}
	}
}
