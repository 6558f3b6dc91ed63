package criteria

import (
	"strings"
	"time"

	"github.com/leadqual/leadqual/qualify/truth"
)

// value is a single value of any kind as an element.
func (f *Frame) value(n *node) (e element, known bool) {
	switch n.kind {
	case Bool:
		e.bool = f.truth(n)
		return e, e.bool != truth.Unknown
	case Number:
		e.num = f.number(n)
		return e, e.num.known
	case String:
		e.str, known = f.text(n)
	case Time, Span:
		e.at, known = f.instant(n)
	case Act:
		return f.elems[n.level], true
	}
	return e, known
}

// text is what a String node comes to.
func (f *Frame) text(n *node) (s string, known bool) {
	switch n.op {
	case opConst:
		return n.str, true
	case opFact:
		return f.Str[n.slot], f.Known[n.slot]
	case opElement:
		return f.elems[n.level].str, true
	case opField:
		return *fieldOf[string](f.elems[n.level].act, n.field), true
	case opIf:
		if branch := f.branch(n); branch != nil {
			return f.text(branch)
		}
		return "", false
	case opOrElse:
		if s, ok := f.text(n.args[0]); ok {
			return s, true
		}
		return f.text(n.args[1])
	}
	if s, known = f.text(n.args[0]); !known {
		return "", false
	}
	switch n.op {
	case opLower:
		return f.scratch.lower(s), true
	case opUpper:
		return f.scratch.upper(s), true
	case opTrim:
		return strings.TrimSpace(s), true
	case opDomain:
		domain, ok := afterAt(s)
		return f.scratch.lower(domain), ok
	}
	return "", false
}

// instant is what a Time or Span node comes to.
func (f *Frame) instant(n *node) (at Instant, known bool) {
	switch n.op {
	case opConst:
		return n.at, true
	case opNow:
		return f.Now, true
	case opFact:
		return f.At[n.slot], f.Known[n.slot]
	case opElement:
		return f.elems[n.level].at, true
	case opField:
		return InstantOf(*fieldOf[time.Time](f.elems[n.level].act, n.field)), true
	case opIf:
		if branch := f.branch(n); branch != nil {
			return f.instant(branch)
		}
		return at, false
	case opOrElse:
		if at, ok := f.instant(n.args[0]); ok {
			return at, true
		}
		return f.instant(n.args[1])
	case opAdd, opSub:
		a, ok := f.instant(n.args[0])
		b, ok2 := f.instant(n.args[1])
		if !ok || !ok2 {
			return at, false
		}
		if n.op == opAdd {
			return a.add(b), true
		}
		return a.sub(b), true
	}
	return at, false
}
