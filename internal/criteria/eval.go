package criteria

import (
	"strings"

	"github.com/leadqual/leadqual/qualify/truth"
)

// truth is what a Bool node comes to.
func (f *Frame) truth(n *node) truth.Truth {
	switch n.op {
	case opConst:
		return truth.Of(n.truth)
	case opFact:
		if !f.Known[n.slot] {
			return truth.Unknown
		}
		return truth.Of(f.Bool[n.slot])
	case opElement:
		return f.elems[n.level].bool
	case opNot:
		return f.truth(n.args[0]).Not()
	case opAnd:
		t := truth.Met
		for _, a := range n.args {
			if t = t.And(f.truth(a)); t == truth.Unmet {
				break
			}
		}
		return t
	case opOr:
		t := truth.Unmet
		for _, a := range n.args {
			if t = t.Or(f.truth(a)); t == truth.Met {
				break
			}
		}
		return t
	case opIf:
		if branch := f.branch(n); branch != nil {
			return f.truth(branch)
		}
		return truth.Unknown
	case opOrElse:
		if t := f.truth(n.args[0]); t != truth.Unknown {
			return t
		}
		return f.truth(n.args[1])
	case opKnown:
		return truth.Of(f.known(n.args[0]))
	case opEq, opNe, opLt, opLe, opGt, opGe:
		return f.compare(n)
	case opInList:
		return f.inList(n)
	case opInItems:
		return f.inItems(n)
	case opInRange:
		x, low, high := f.number(n.args[0]), f.number(n.args[1]), f.number(n.args[2])
		return order(low, x, func(c int) bool { return c <= 0 }).And(order(x, high, func(c int) bool { return c <= 0 }))
	case opContains, opStarts, opEnds:
		return f.textTest(n)
	case opMatches:
		if s, ok := f.text(n.args[0]); ok {
			return truth.Of(n.re.MatchString(s))
		}
	case opHasWord:
		if s, ok := f.text(n.args[0]); ok {
			for _, words := range n.words {
				if hasWords(s, words) {
					return truth.Met
				}
			}
			return truth.Unmet
		}
	case opFree:
		if s, ok := f.text(n.args[0]); ok {
			if domain, ok := afterAt(s); ok {
				return truth.Of(isFreeDomain(f.scratch.lower(domain)))
			}
		}
	case opAny, opAll, opNone, opOne:
		return f.quantify(n)
	}
	return truth.Unknown
}

// branch is the operand that an opIf chooses, nil where its condition is
// unknown.
func (f *Frame) branch(n *node) *node {
	switch f.truth(n.args[0]) {
	case truth.Met:
		return n.args[1]
	case truth.Unmet:
		return n.args[2]
	}
	return nil
}

// known tells whether a node of any kind has a value.
func (f *Frame) known(n *node) bool {
	switch n.kind {
	case Bool:
		return f.truth(n) != truth.Unknown
	case Number:
		return f.number(n).known
	case String:
		_, ok := f.text(n)
		return ok
	case Time, Span:
		_, ok := f.instant(n)
		return ok
	}
	outer := f.elems[n.level] // a fact's list knows no level and may stand inside another list's element
	size := f.size(n)
	known := size >= 0
	for i := range size {
		_, ok := f.load(n, n.level, i)
		known = known && ok
	}
	f.elems[n.level] = outer
	return known
}

func (f *Frame) compare(n *node) truth.Truth {
	a, b := n.args[0], n.args[1]
	var test func(int) bool
	switch n.op {
	case opEq:
		return f.equal(a, b)
	case opNe:
		return f.equal(a, b).Not()
	case opLt:
		test = func(c int) bool { return c < 0 }
	case opLe:
		test = func(c int) bool { return c <= 0 }
	case opGt:
		test = func(c int) bool { return c > 0 }
	case opGe:
		test = func(c int) bool { return c >= 0 }
	}
	switch a.kind {
	case Number:
		return order(f.number(a), f.number(b), test)
	case String:
		x, ok := f.text(a)
		if y, ok2 := f.text(b); ok && ok2 {
			return truth.Of(test(strings.Compare(x, y)))
		}
	case Time, Span:
		x, ok := f.instant(a)
		if y, ok2 := f.instant(b); ok && ok2 {
			return truth.Of(test(x.compare(y)))
		}
	}
	return truth.Unknown
}

func order(a, b number, test func(int) bool) truth.Truth {
	if !a.known || !b.known {
		return truth.Unknown
	}
	c := 0
	if a.value < b.value {
		c = -1
	} else if a.value > b.value {
		c = 1
	}
	return truth.Of(test(c))
}

func (f *Frame) equal(a, b *node) truth.Truth {
	switch a.kind {
	case Bool:
		x, y := f.truth(a), f.truth(b)
		if x == truth.Unknown || y == truth.Unknown {
			return truth.Unknown
		}
		return truth.Of(x == y)
	case Number:
		return order(f.number(a), f.number(b), func(c int) bool { return c == 0 })
	case String:
		x, ok := f.text(a)
		if y, ok2 := f.text(b); ok && ok2 {
			return truth.Of(x == y)
		}
	case Time, Span:
		x, ok := f.instant(a)
		if y, ok2 := f.instant(b); ok && ok2 {
			return truth.Of(x == y)
		}
	}
	return truth.Unknown
}

// inList is x in list. An unknown x is unknown even for an empty list.
func (f *Frame) inList(n *node) truth.Truth {
	x, list := n.args[0], n.args[1]
	want, known := f.value(x)
	if !known {
		return truth.Unknown
	}
	found := false
	level := min(list.level, maxLevels-1)
	outer := f.elems[level] // x in company.technologies may stand inside any(activities, ...)
	size := f.size(list)
	known = size >= 0
	mark := f.scratch.mark()
	for i := range size {
		f.scratch.back(mark)
		kept, ok := f.load(list, level, i)
		known = known && ok
		found = found || kept && f.elems[level].is(x.kind, want)
	}
	f.elems[level] = outer
	if !known {
		return truth.Unknown
	}
	return truth.Of(found)
}

// inItems is x in a list of items that are no constants. x is evaluated once:
// it may be made like this itself, many times over.
func (f *Frame) inItems(n *node) truth.Truth {
	x := n.args[0]
	want, known := f.value(x)
	if !known {
		return truth.Unknown
	}
	t := truth.Unmet
	for _, item := range n.args[1:] {
		if e, ok := f.value(item); !ok {
			t = t.Or(truth.Unknown)
		} else if e.is(x.kind, want) {
			return truth.Met
		}
	}
	return t
}

// is tells whether two elements of a kind are equal.
func (e *element) is(kind Kind, other element) bool {
	switch kind {
	case Bool:
		return e.bool == other.bool
	case Number:
		return e.num.value == other.num.value
	case String:
		return e.str == other.str
	case Time, Span:
		return e.at == other.at
	}
	return false
}

func (f *Frame) textTest(n *node) truth.Truth {
	s, ok := f.text(n.args[0])
	part, ok2 := f.text(n.args[1])
	if !ok || !ok2 {
		return truth.Unknown
	}
	switch n.op {
	case opContains:
		return truth.Of(strings.Contains(s, part))
	case opStarts:
		return truth.Of(strings.HasPrefix(s, part))
	}
	return truth.Of(strings.HasSuffix(s, part))
}

// quantify is any, all, none or one: Kleene over the elements.
func (f *Frame) quantify(n *node) truth.Truth {
	if n.tally > 0 && !f.odd {
		count, _ := f.tally(n.tally - 1)
		switch n.op {
		case opAny:
			return truth.Of(count > 0)
		case opOne:
			return truth.Of(count == 1)
		}
		return truth.Of(count == 0) // of all, what does not satisfy is counted
	}
	met, open, all := 0, 0, 0
	size := f.size(n.args[0])
	known := size >= 0
	mark := f.scratch.mark()
	for i := range size {
		f.scratch.back(mark)
		kept, ok := f.load(n.args[0], n.level, i)
		if known = known && ok; !kept {
			continue
		}
		all++
		switch f.truth(n.args[1]) {
		case truth.Met:
			met++
		case truth.Unknown:
			open++
		}
	}
	if !known {
		return truth.Unknown
	}
	some := truth.Unmet
	if met > 0 {
		some = truth.Met
	} else if open > 0 {
		some = truth.Unknown
	}
	switch n.op {
	case opAny:
		return some
	case opNone:
		return some.Not()
	case opAll:
		switch {
		case met+open < all:
			return truth.Unmet
		case open > 0:
			return truth.Unknown
		}
		return truth.Met
	}
	switch { // one
	case met > 1 || met+open == 0:
		return truth.Unmet
	case open == 0:
		return truth.Met
	}
	return truth.Unknown
}
