package leadfile

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/leadqual/leadqual/internal/strictjson"
)

// list takes a JSON text apart into the records of one list in it, without
// holding more than one record. Of what stands in a record it looks at brackets
// and strings only, so that a record with another mistake costs itself and not
// those behind it. Where brackets or strings are broken nothing that follows
// can be told apart, and reading ends with an error.
type list struct {
	*text
	path     []strictjson.Step // to the list, keys only
	pathText string
	state    listState
	brackets []byte // open ones of the value at hand
}

type listState uint8

const (
	atStart listState = iota
	inList
	behindRecord
	single // the text is one record and no list
	behindSingle
)

// deepest is how deep brackets may nest, as in encoding/json.
const deepest = 10_000

// next returns the next record, valid until the next call, and its line. The
// reason tells why it is none. The error is io.EOF behind the last record, or
// why there can be no more.
func (l *list) next() (record []byte, line int, reason string, err error) {
	if l.state == atStart {
		if err := l.open(); err != nil {
			return nil, l.line, "", err
		}
	}
	b := l.peek()
	switch {
	case l.state == single:
		l.state = behindSingle
	case l.state == behindSingle:
		return nil, l.line, "", l.close()
	case b == ']':
		l.take(1, 0)
		l.state = behindSingle
		return nil, l.line, "", l.close()
	case l.state == inList:
		l.state = behindRecord
	case b == ',':
		l.take(1, 0)
		l.peek()
	default:
		return nil, l.line, "", l.broken("want , or ] behind a record")
	}
	line = l.line
	size, lines, fits, err := l.value(true)
	if err != nil {
		return nil, line, "", err
	}
	record = l.window()[:size]
	l.take(size, lines)
	if !fits {
		return nil, line, tooLong(l.max), nil
	}
	return record, line, "", nil
}

// open goes to the first record.
func (l *list) open() error {
	b := l.peek()
	for i, s := range l.path {
		if b != '{' {
			return l.broken("want an object with the records at " + l.pathText)
		}
		l.take(1, 0)
		for first := true; ; first = false {
			more, err := l.member(first)
			if err != nil {
				return err
			}
			if !more {
				return fmt.Errorf("line %d: there are no records at %s", l.line, l.pathText)
			}
			key, err := l.key()
			if err != nil {
				return err
			}
			if b = l.peek(); key == s.Key {
				break
			}
			if err := l.skip(); err != nil {
				return err
			}
		}
		if i == len(l.path)-1 && b != '[' {
			return l.broken("want a list of records at " + l.pathText)
		}
	}
	switch b {
	case '[':
		l.take(1, 0)
		l.state = inList
	case '{':
		l.state = single
	default:
		return l.broken("want a list of records, or one record")
	}
	return nil
}

// close goes to the end of the file and returns io.EOF where the text is whole.
func (l *list) close() error {
	for range l.path {
		for {
			more, err := l.member(false)
			if err != nil {
				return err
			}
			if !more {
				break
			}
			if _, err := l.key(); err != nil {
				return err
			}
			l.peek()
			if err := l.skip(); err != nil {
				return err
			}
		}
	}
	l.path = nil // closed, for whoever calls again
	if l.peek(); len(l.window()) > 0 {
		return l.broken("want nothing behind the records; for one record a line, read the file as JSON lines")
	}
	return l.err
}

// member goes to the next key of an object; there is none behind its bracket.
func (l *list) member(first bool) (bool, error) {
	switch b := l.peek(); {
	case b == '}':
		l.take(1, 0)
		return false, nil
	case b == ',' && !first:
		l.take(1, 0)
		l.peek()
		return true, nil
	case first:
		return true, nil
	}
	return false, l.broken("want , or } behind a value")
}

// key reads a key and its colon.
func (l *list) key() (string, error) {
	if l.peek() != '"' {
		return "", l.broken("want a key in quotes")
	}
	size, lines, _, err := l.value(true)
	if err != nil {
		return "", err
	}
	var key string // stays empty for one that is too long or not valid
	_ = json.Unmarshal(l.window()[:size], &key)
	l.take(size, lines)
	if l.peek() != ':' {
		return "", l.broken("want : behind a key")
	}
	l.take(1, 0)
	return key, nil
}

// skip goes behind a value.
func (l *list) skip() error {
	size, lines, _, err := l.value(false)
	l.take(size, lines)
	return err
}

// value finds the end of the value that the window begins with: its size and
// how many line ends it has, for take. A value that is longer than a record may
// be, and one that is not to be kept, loses its beginning.
func (l *list) value(keep bool) (size, lines int, fits bool, err error) {
	l.brackets = l.brackets[:0]
	fits = true
	begun, inString, escaped := false, false, false
	for {
		for w := l.window(); size < len(w); size++ {
			switch b := w[size]; {
			case inString:
				switch {
				case b < ' ':
					l.take(size, lines)
					return 0, 0, false, l.broken("a string that is not closed on its line")
				case escaped:
					escaped = false
				case b == '\\':
					escaped = true
				case b == '"':
					inString = false
					if len(l.brackets) == 0 {
						return size + 1, lines, fits && size < l.max, nil
					}
				}
			case b == '"':
				inString = true
			case b == '{' || b == '[':
				if len(l.brackets) == deepest {
					return size, lines, false, l.broken("brackets nest too deeply")
				}
				l.brackets = append(l.brackets, b+2) // } and ] in ASCII
			case b == '}' || b == ']':
				if len(l.brackets) == 0 {
					return l.scalar(size, lines, fits, begun)
				}
				last := len(l.brackets) - 1
				if l.brackets[last] != b {
					l.take(size, lines)
					return 0, 0, false, l.broken(fmt.Sprintf("want %c, have %c", l.brackets[last], b))
				}
				if l.brackets = l.brackets[:last]; last == 0 {
					return size + 1, lines, fits && size < l.max, nil
				}
			case b == ',' || b == ':' || isSpace(b):
				if len(l.brackets) == 0 {
					return l.scalar(size, lines, fits, begun)
				}
				if b == '\n' {
					lines++
				}
			}
		}
		begun = begun || size > 0
		if !keep || size > l.max {
			fits = false
			l.take(size, lines)
			size, lines = 0, 0
		}
		if !l.fill() {
			if l.err == io.EOF && len(l.brackets) == 0 && !inString {
				return l.scalar(size, lines, fits, begun)
			}
			l.take(size, lines)
			return 0, 0, false, l.broken("")
		}
	}
}

// scalar ends a value without brackets and quotes, of which some may be gone
// where it has begun. Nothing is no value.
func (l *list) scalar(size, lines int, fits, begun bool) (int, int, bool, error) {
	if size == 0 && !begun {
		return 0, 0, false, l.broken("want a value")
	}
	return size, lines, fits && size <= l.max, nil
}

// peek takes white space and returns the byte behind it, 0 at the end.
func (l *list) peek() byte {
	for {
		for i, b := range l.window() {
			if !isSpace(b) {
				l.take(i, 0)
				return b
			}
			if b == '\n' {
				l.line++
			}
		}
		l.take(len(l.window()), 0)
		if !l.fill() {
			return 0
		}
	}
}

func isSpace(b byte) bool { return b == ' ' || b == '\n' || b == '\r' || b == '\t' }

// broken is the error for a text that cannot be read on from here.
func (l *list) broken(want string) error {
	if len(l.window()) == 0 && l.err != nil {
		if l.err != io.EOF {
			return l.err
		}
		want = "the file ends too early"
	}
	return fmt.Errorf("line %d: %s", l.line, want)
}
