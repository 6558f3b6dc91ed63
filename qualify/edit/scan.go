package edit

import (
	"strings"

	"github.com/leadqual/leadqual/internal/strictjson"
)

// A kind is the kind of a value of JSON.
type kind byte

const (
	missing kind = iota // nothing is written yet
	object
	list
	text // in quotes
	word // a number, true, false, null, or what is none of these
)

// A node is a value of a text that need not be JSON.
type node struct {
	kind     kind
	from, to int
	closed   bool     // an object, a list or a text ends with its sign
	members  []member // of an object, in the order of the text
	items    []*node  // of a list
	inside   string   // of a text what it stands for, made when it is asked for
	decoded  bool
}

// A member is a key of an object with its value.
type member struct {
	key   *node
	value *node // nil where no colon follows the key
}

// deepest is how deep values may nest; what is deeper is passed over.
const deepest = 200

// A scanner reads a text as far as it has the form of JSON, and never gives up: what
// is missing is taken as missing, and what has no place is passed over.
type scanner struct {
	src  string
	at   int
	open []kind // the objects and lists around
	room []node // for new nodes
}

// scan reads a text.
func scan(src string) *node {
	s := &scanner{src: src}
	s.at = len(src) - len(strings.TrimPrefix(src, "\ufeff"))
	root := s.value()
	for s.skip(); s.at < len(s.src); s.skip() {
		switch c := s.src[s.at]; {
		case root.kind == object && c == ',': // a bracket too many closed it
			s.into(root)
		case root.kind != object && c == '{': // something stands before it
			root = s.value()
		default:
			s.at++
		}
	}
	return root
}

// node makes one that begins here.
func (s *scanner) node(k kind) *node {
	if len(s.room) == 0 {
		s.room = make([]node, 256)
	}
	n := &s.room[0]
	s.room = s.room[1:]
	n.kind, n.from, n.to = k, s.at, s.at
	return n
}

// skip passes over blanks.
func (s *scanner) skip() {
	for s.at < len(s.src) {
		switch s.src[s.at] {
		case ' ', '\t', '\n', '\r':
			s.at++
		default:
			return
		}
	}
}

func (s *scanner) next() byte {
	s.skip()
	if s.at >= len(s.src) {
		return 0
	}
	return s.src[s.at]
}

// value reads a value, which is missing where none begins.
func (s *scanner) value() *node {
	switch s.next() {
	case '{':
		return s.nested(object)
	case '[':
		return s.nested(list)
	case '"':
		return s.quoted()
	case 0, '}', ']', ',', ':':
		return s.node(missing)
	}
	return s.word()
}

// nested reads an object or a list.
func (s *scanner) nested(k kind) *node {
	n := s.node(k)
	s.at++
	if len(s.open) >= deepest {
		s.at = len(s.src)
	}
	s.open = append(s.open, k)
	s.into(n)
	s.open = s.open[:len(s.open)-1]
	return n
}

// into reads on in an object or a list, to its end.
func (s *scanner) into(n *node) {
	n.closed = false
	k := n.kind
	defer func() {
		if n.to = s.at; !n.closed && s.next() == 0 {
			n.to = len(s.src)
		}
	}()
	for !n.closed {
		at := s.at
		switch c := s.next(); {
		case c == 0:
			return
		case c == '}' && k == object, c == ']' && k == list:
			s.at++
			n.closed = true
		case (c == '}' || c == ']') && len(s.open) > 1: // it closes what is around
			return
		case c == '}', c == ']':
			s.at++
		case c == '{' && k == object && len(s.open) > 1 && s.open[len(s.open)-2] == list: // the next item
			return
		case c == ',', c == ':':
			s.at++
		case k == object:
			s.member(n)
		default:
			n.items = append(n.items, s.value())
		}
		if s.at == at {
			s.at++
		}
	}
}

// member reads a key and its value.
func (s *scanner) member(n *node) {
	m := member{}
	switch s.src[s.at] {
	case '"':
		m.key = s.quoted()
	case '{', '[':
		s.value() // without a key it is nobody's
		return
	default:
		m.key = s.word()
	}
	end := s.at
	if s.next() != ':' {
		s.at = end
		n.members = append(n.members, m)
		return
	}
	s.at++
	after := s.at
	m.value = s.value()
	if end = s.at; m.value.kind == text && s.next() == ':' { // it is the next key, and the value is missing
		m.value = &node{from: after, to: after}
		end = after
	}
	s.at = end
	n.members = append(n.members, m)
}

// quoted reads a text in quotes; where nothing closes it, to the end of the line.
func (s *scanner) quoted() *node {
	n := s.node(text)
	for s.at++; s.at < len(s.src); s.at++ {
		switch s.src[s.at] {
		case '\\':
			if s.at+1 < len(s.src) && s.src[s.at+1] != '\n' {
				s.at++
			}
		case '"':
			s.at++
			n.closed, n.to = true, s.at
			return n
		case '\n':
			n.to = s.at
			if s.src[s.at-1] == '\r' {
				n.to--
			}
			return n
		}
	}
	s.at = min(s.at, len(s.src))
	n.to = s.at
	return n
}

// word reads what has no quotes.
func (s *scanner) word() *node {
	n := s.node(word)
	for s.at < len(s.src) && strings.IndexByte(" \t\r\n,:{}[]\"", s.src[s.at]) < 0 {
		s.at++
	}
	n.to = s.at
	return n
}

// end is behind the last byte inside the quotes of a text.
func (n *node) end() int {
	if n.kind == text && n.closed {
		return n.to - 1
	}
	return n.to
}

// start is the first byte inside the quotes of a text.
func (n *node) start() int {
	if n.kind == text {
		return n.from + 1
	}
	return n.from
}

// text is what a text or a word stands for.
func (n *node) text(src string) string {
	if n == nil || n.kind != text && n.kind != word {
		return ""
	}
	if !n.decoded {
		n.inside = src[n.start():n.end()]
		if n.kind == text {
			n.inside = strictjson.Loosely(n.inside)
		}
		n.decoded = true
	}
	return n.inside
}

// member is the value of a key, nil where there is none.
func (n *node) member(src, key string) *node {
	if n == nil {
		return nil
	}
	for _, m := range n.members {
		if m.key.text(src) == key {
			return m.value
		}
	}
	return nil
}

// at is the value at a path of keys, nil where there is none.
func (n *node) at(src string, keys ...string) *node {
	for _, key := range keys {
		n = n.member(src, key)
	}
	return n
}
