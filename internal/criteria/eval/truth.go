package eval

import (
	"strings"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/qualify/truth"
)

// TruthOf is what a Bool node comes to.
func (f *Frame) TruthOf(n *criteria.Node) truth.Truth {
	switch n.Op {
	case criteria.OpConst:
		return truth.Of(n.Truth)
	case criteria.OpFact:
		if !f.Known[n.Slot] {
			return truth.Unknown
		}
		return truth.Of(f.Bool[n.Slot])
	case criteria.OpElement:
		return f.Elements[n.Level].Truth
	case criteria.OpField:
		return truth.Of(f.CustomOf(n).Truth)
	case criteria.OpPersonal:
		v := f.PersonalValue(n)
		if !v.Known {
			return truth.Unknown
		}
		return truth.Of(v.Truth)
	case criteria.OpNot:
		return f.TruthOf(n.Args[0]).Not()
	case criteria.OpAnd:
		t := truth.Met
		for _, a := range n.Args {
			if t = t.And(f.TruthOf(a)); t == truth.Unmet {
				break
			}
		}
		return t
	case criteria.OpOr:
		t := truth.Unmet
		for _, a := range n.Args {
			if t = t.Or(f.TruthOf(a)); t == truth.Met {
				break
			}
		}
		return t
	case criteria.OpIf:
		if branch := f.branch(n); branch != nil {
			return f.TruthOf(branch)
		}
		return truth.Unknown
	case criteria.OpOrElse:
		if t := f.TruthOf(n.Args[0]); t != truth.Unknown {
			return t
		}
		return f.TruthOf(n.Args[1])
	case criteria.OpIsKnown:
		return truth.Of(f.IsKnown(n.Args[0]))
	case criteria.OpEq, criteria.OpNe, criteria.OpLt, criteria.OpLe, criteria.OpGt, criteria.OpGe:
		return f.compare(n)
	case criteria.OpInList:
		return f.inList(n)
	case criteria.OpInItems:
		return f.inItems(n)
	case criteria.OpInRange:
		x, low, high := f.NumberOf(n.Args[0]), f.NumberOf(n.Args[1]), f.NumberOf(n.Args[2])
		return order(criteria.OpLe, low, x).And(order(criteria.OpLe, x, high))
	case criteria.OpContains, criteria.OpStartsWith, criteria.OpEndsWith, criteria.OpMatches, criteria.OpHasWord, criteria.OpIsFreeEmail, criteria.OpDomainIn:
		return f.textTest(n)
	case criteria.OpLookup:
		if key, ok := f.TextOf(n.Args[0]); ok {
			return truth.Of(n.Table.Row(key).Truth)
		}
	case criteria.OpAny, criteria.OpAll, criteria.OpNone, criteria.OpOne:
		return f.quantify(n)
	}
	return truth.Unknown
}

// branch is the operand that an OpIf chooses, nil where its condition is
// unknown.
func (f *Frame) branch(n *criteria.Node) *criteria.Node {
	switch f.TruthOf(n.Args[0]) {
	case truth.Met:
		return n.Args[1]
	case truth.Unmet:
		return n.Args[2]
	}
	return nil
}

// IsKnown tells whether a node of any kind has a value.
func (f *Frame) IsKnown(n *criteria.Node) bool {
	switch n.Kind {
	case criteria.Bool:
		return f.TruthOf(n) != truth.Unknown
	case criteria.Number:
		return f.NumberOf(n).Known
	case criteria.String:
		_, ok := f.TextOf(n)
		return ok
	case criteria.Time, criteria.Span:
		_, ok := f.InstantOf(n)
		return ok
	}
	level := n.ElementLevel()
	outer := f.Elements[level]
	size := f.size(n)
	known := size >= 0
	for i := range size {
		_, ok := f.load(n, level, i)
		known = known && ok
	}
	f.Elements[level] = outer
	return known
}

func (f *Frame) compare(n *criteria.Node) truth.Truth {
	a, b := n.Args[0], n.Args[1]
	switch n.Op {
	case criteria.OpEq:
		return f.equal(a, b)
	case criteria.OpNe:
		return f.equal(a, b).Not()
	}
	var c int
	switch a.Kind {
	case criteria.Number:
		return order(n.Op, f.NumberOf(a), f.NumberOf(b))
	case criteria.String:
		x, ok := f.TextOf(a)
		y, ok2 := f.TextOf(b)
		if !ok || !ok2 {
			return truth.Unknown
		}
		c = strings.Compare(x, y)
	case criteria.Time, criteria.Span:
		x, ok := f.InstantOf(a)
		y, ok2 := f.InstantOf(b)
		if !ok || !ok2 {
			return truth.Unknown
		}
		c = x.Compare(y)
	default:
		return truth.Unknown
	}
	return ordered(n.Op, c)
}

// ordered is what a comparison says of two values of which the first is less where c
// is negative, and greater where it is positive.
func ordered(op criteria.Op, c int) truth.Truth {
	switch op {
	case criteria.OpLt:
		return truth.Of(c < 0)
	case criteria.OpLe:
		return truth.Of(c <= 0)
	case criteria.OpGt:
		return truth.Of(c > 0)
	case criteria.OpGe:
		return truth.Of(c >= 0)
	}
	return truth.Of(c == 0)
}

// order compares two numbers.
func order(op criteria.Op, a, b Number) truth.Truth {
	if !a.Known || !b.Known {
		return truth.Unknown
	}
	c := 0
	if a.Value < b.Value {
		c = -1
	} else if a.Value > b.Value {
		c = 1
	}
	return ordered(op, c)
}

func (f *Frame) equal(a, b *criteria.Node) truth.Truth {
	switch a.Kind {
	case criteria.Bool:
		x, y := f.TruthOf(a), f.TruthOf(b)
		if x == truth.Unknown || y == truth.Unknown {
			return truth.Unknown
		}
		return truth.Of(x == y)
	case criteria.Number:
		return order(criteria.OpEq, f.NumberOf(a), f.NumberOf(b))
	case criteria.String:
		x, ok := f.TextOf(a)
		if y, ok2 := f.TextOf(b); ok && ok2 {
			return truth.Of(x == y)
		}
	case criteria.Time, criteria.Span:
		x, ok := f.InstantOf(a)
		if y, ok2 := f.InstantOf(b); ok && ok2 {
			return truth.Of(x == y)
		}
	}
	return truth.Unknown
}

// inList is x in list. An unknown x is unknown even for an empty list.
func (f *Frame) inList(n *criteria.Node) truth.Truth {
	x, list := n.Args[0], n.Args[1]
	want, known := f.ValueOf(x)
	if !known {
		return truth.Unknown
	}
	found := false
	level := list.ElementLevel()
	outer := f.Elements[level]
	size := f.size(list)
	known = size >= 0
	mark := f.scratch.mark()
	for i := range size {
		f.scratch.back(mark)
		kept, ok := f.load(list, level, i)
		known = known && ok
		found = found || kept && f.Elements[level].is(x.Kind, want)
	}
	f.Elements[level] = outer
	if !known {
		return truth.Unknown
	}
	return truth.Of(found)
}

// inItems is x in a list of items that are no constants. x is evaluated once:
// it may be made like this itself, many times over.
func (f *Frame) inItems(n *criteria.Node) truth.Truth {
	x := n.Args[0]
	want, known := f.ValueOf(x)
	if !known {
		return truth.Unknown
	}
	t := truth.Unmet
	for _, item := range n.Args[1:] {
		if e, ok := f.ValueOf(item); !ok {
			t = t.Or(truth.Unknown)
		} else if e.is(x.Kind, want) {
			return truth.Met
		}
	}
	return t
}

// is tells whether two elements of a kind are equal.
func (e *Element) is(kind criteria.Kind, other Element) bool {
	switch kind {
	case criteria.Bool:
		return e.Truth == other.Truth
	case criteria.Number:
		return e.Number.Value == other.Number.Value
	case criteria.String:
		return e.Text == other.Text
	case criteria.Time, criteria.Span:
		return e.Instant == other.Instant
	}
	return false
}

func (f *Frame) textTest(n *criteria.Node) truth.Truth {
	s, ok := f.TextOf(n.Args[0])
	if !ok {
		return truth.Unknown
	}
	part := ""
	if len(n.Args) == 2 && n.Op != criteria.OpDomainIn {
		if part, ok = f.TextOf(n.Args[1]); !ok {
			return truth.Unknown
		}
	}
	if met, ok := n.Holds(s, part, f.scratch.lower); ok {
		return truth.Of(met)
	}
	return truth.Unknown
}

// quantify is any, all, none or one: Kleene over the elements.
func (f *Frame) quantify(n *criteria.Node) truth.Truth {
	if tally := f.p.aggregateOf[n.ID]; tally > 0 && !f.nonFinite {
		count, _ := f.aggregate(tally - 1)
		switch n.Op {
		case criteria.OpAny:
			return truth.Of(count > 0)
		case criteria.OpOne:
			return truth.Of(count == 1)
		}
		return truth.Of(count == 0) // of all, what does not satisfy is counted
	}
	if t := f.theirTest(n); t != nil {
		return t.quantify(f, n)
	}
	met, open, all := 0, 0, 0
	size := f.size(n.Args[0])
	known := size >= 0
	whole := isWhole(n.Args[0])
	mark := f.scratch.mark()
	for i := range size {
		f.scratch.back(mark)
		kept, ok := f.load(n.Args[0], n.Level, i)
		if known = known && ok; !kept {
			continue
		}
		all++
		switch f.TruthOf(n.Args[1]) {
		case truth.Met:
			met++
		case truth.Unknown:
			open++
		}
		if whole && settles(n.Op, met, open, all) {
			break
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
	switch n.Op {
	case criteria.OpAny:
		return some
	case criteria.OpNone:
		return some.Not()
	case criteria.OpAll:
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

// settles tells whether a quantifier has its answer, whatever other elements come to,
// where so many are met, open and there so far.
func settles(op criteria.Op, met, open, all int) bool {
	switch op {
	case criteria.OpOne:
		return met > 1
	case criteria.OpAll:
		return met+open < all
	}
	return met > 0 // any, none
}
