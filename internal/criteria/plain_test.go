package criteria

import (
	"math"
	"strings"
	"unicode/utf8"

	"github.com/leadqual/leadqual/qualify/truth"
)

// plain evaluates by walking every tree by itself: slow, obvious, and the
// oracle of what Program.Run does.
type plain struct{ *Frame }

// plainOutcomes is what a program comes to on a frame, evaluated plainly.
func plainOutcomes(p *Program, frame *Frame) (outcomes []truth.Truth, numbers []number, matches [][]int32) {
	f := &plain{frame}
	for _, n := range p.conds {
		outcomes = append(outcomes, f.truth(n))
	}
	for _, n := range p.nums {
		numbers = append(numbers, f.number(n))
	}
	for _, n := range p.eaches {
		var found []int32
		for j, a := range f.Activities() {
			f.elems[0] = element{act: a}
			if f.truth(n) == truth.Met {
				found = append(found, int32(j))
			}
		}
		matches = append(matches, found)
	}
	return outcomes, numbers, matches
}

// truth is what a Bool node comes to.
func (f *plain) truth(n *node) truth.Truth {
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
		t := truth.Unmet
		for _, item := range n.args[1:] {
			t = t.Or(f.equal(n.args[0], item))
		}
		return t
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
			if domain, ok := emailDomain(s); ok {
				return truth.Of(isFreeDomain(domain))
			}
		}
	case opAny, opAll, opNone, opOne:
		return f.quantify(n)
	}
	return truth.Unknown
}

// branch is the operand that an opIf chooses, nil where its condition is
// unknown.
func (f *plain) branch(n *node) *node {
	switch f.truth(n.args[0]) {
	case truth.Met:
		return n.args[1]
	case truth.Unmet:
		return n.args[2]
	}
	return nil
}

// known tells whether a node of any kind has a value.
func (f *plain) known(n *node) bool {
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
	known := f.list(n, n.level, func() {})
	f.elems[n.level] = outer
	return known
}

func (f *plain) compare(n *node) truth.Truth {
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

func (f *plain) equal(a, b *node) truth.Truth {
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
func (f *plain) inList(n *node) truth.Truth {
	x, list := n.args[0], n.args[1]
	if !f.known(x) {
		return truth.Unknown
	}
	var want element
	switch x.kind {
	case Bool:
		want.bool = f.truth(x)
	case Number:
		want.num = f.number(x)
	case String:
		want.str, _ = f.text(x)
	case Time:
		want.at, _ = f.instant(x)
	}
	found := false
	level := min(list.level, maxLevels-1)
	outer := f.elems[level] // x in company.technologies may stand inside any(activities, ...)
	known := f.list(list, level, func() {
		e := f.elems[level]
		switch x.kind {
		case Bool:
			found = found || e.bool == want.bool
		case Number:
			found = found || e.num.value == want.num.value
		case String:
			found = found || e.str == want.str
		case Time:
			found = found || e.at == want.at
		}
	})
	f.elems[level] = outer
	if !known {
		return truth.Unknown
	}
	return truth.Of(found)
}

func (f *plain) textTest(n *node) truth.Truth {
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
func (f *plain) quantify(n *node) truth.Truth {
	met, open, all := 0, 0, 0
	known := f.list(n.args[0], n.level, func() {
		all++
		switch f.truth(n.args[1]) {
		case truth.Met:
			met++
		case truth.Unknown:
			open++
		}
	})
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

// list goes over the elements of a list, each in turn the current one at the
// level while visit runs. known is false where the list or one of its elements
// is unknown; visit may have run for some elements all the same.
func (f *plain) list(n *node, level int, visit func()) (known bool) {
	switch n.op {
	case opActs:
		for _, a := range f.Activities() {
			f.elems[level] = element{act: a}
			visit()
		}
		return true
	case opFact:
		if !f.Known[n.slot] {
			return false
		}
		for _, s := range f.List[n.slot] {
			f.elems[level] = element{str: s}
			visit()
		}
		return true
	case opList:
		for _, s := range n.strs {
			f.elems[level] = element{str: s}
			visit()
		}
		for _, v := range n.nums {
			f.elems[level] = element{num: number{v, true}}
			visit()
		}
		return true
	case opOrElse:
		if f.known(n.args[0]) {
			return f.list(n.args[0], level, visit)
		}
		return f.list(n.args[1], level, visit)
	case opFilter:
		known = true
		return f.list(n.args[0], level, func() {
			switch f.truth(n.args[1]) {
			case truth.Met:
				visit()
			case truth.Unknown:
				known = false
			}
		}) && known
	case opMap:
		known = true
		return f.list(n.args[0], level, func() {
			e, ok := f.value(n.args[1])
			if !ok {
				known = false
				return
			}
			f.elems[level] = e
			visit()
		}) && known
	}
	return false
}

// value is a single value of any kind as an element.
func (f *plain) value(n *node) (e element, known bool) {
	switch n.kind {
	case Bool:
		e.bool = f.truth(n)
		return e, e.bool != truth.Unknown
	case Number:
		e.num = f.number(n)
		return e, e.num.known
	case String:
		e.str, known = f.text(n)
	case Time:
		e.at, known = f.instant(n)
	case Act:
		return f.elems[n.level], true
	}
	return e, known
}

// text is what a String node comes to.
func (f *plain) text(n *node) (s string, known bool) {
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
		return strings.ToLower(s), true
	case opUpper:
		return strings.ToUpper(s), true
	case opTrim:
		return strings.TrimSpace(s), true
	case opDomain:
		return emailDomain(s)
	}
	return "", false
}

// instant is what a Time or Span node comes to.
func (f *plain) instant(n *node) (at Instant, known bool) {
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
		return InstantOf(f.elems[n.level].act.At), true
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

// number is what a Number node comes to. What has no finite value is unknown.
func (f *plain) number(n *node) number {
	v := f.rawNumber(n)
	if math.IsInf(v.value, 0) || math.IsNaN(v.value) {
		return number{}
	}
	return v
}

func (f *plain) rawNumber(n *node) number {
	switch n.op {
	case opConst:
		return number{n.num, true}
	case opFact:
		return number{f.Num[n.slot], f.Known[n.slot]}
	case opElement:
		return f.elems[n.level].num
	case opField:
		if a := f.elems[n.level].act; n.field == fieldValue {
			return number{a.Value, true}
		} else {
			return number{f.Now.DaysSince(InstantOf(a.At)), true}
		}
	case opIf:
		if branch := f.branch(n); branch != nil {
			return f.number(branch)
		}
		return number{}
	case opOrElse:
		if v := f.number(n.args[0]); v.known {
			return v
		}
		return f.number(n.args[1])
	case opLength:
		s, ok := f.text(n.args[0])
		return number{float64(utf8.RuneCountInString(s)), ok}
	case opCount:
		count, open := 0, false
		known := f.list(n.args[0], n.level, func() {
			switch f.truth(n.args[1]) {
			case truth.Met:
				count++
			case truth.Unknown:
				open = true
			}
		})
		return number{float64(count), known && !open}
	case opSum:
		sum := exactSum{}
		known := f.list(n.args[0], n.level, func() { sum.add(f.elems[n.level].num.value) })
		return number{sum.value(), known}
	case opMinOf, opMaxOf:
		best, any := 0.0, false
		known := f.list(n.args[0], n.level, func() {
			v := f.elems[n.level].num.value
			if !any || n.op == opMinOf && v < best || n.op == opMaxOf && v > best {
				best, any = v, true
			}
		})
		return number{best, known && any}
	case opMin, opMax:
		best := f.number(n.args[0])
		for _, a := range n.args[1:] {
			v := f.number(a)
			if !v.known {
				return number{}
			}
			if n.op == opMin && v.value < best.value || n.op == opMax && v.value > best.value {
				best.value = v.value
			}
		}
		return best
	}
	return f.arithmetic(n)
}

func (f *plain) arithmetic(n *node) number {
	a := f.number(n.args[0])
	if !a.known {
		return number{}
	}
	if len(n.args) == 2 {
		b := f.number(n.args[1])
		if !b.known {
			return number{}
		}
		switch n.op {
		case opAdd:
			return number{a.value + b.value, true}
		case opSub:
			return number{a.value - b.value, true}
		case opMul:
			return number{a.value * b.value, true}
		case opDiv:
			return number{a.value / b.value, true}
		}
	}
	switch n.op {
	case opNeg:
		return number{-a.value, true}
	case opAbs:
		return number{math.Abs(a.value), true}
	case opFloor:
		return number{math.Floor(a.value), true}
	case opCeil:
		return number{math.Ceil(a.value), true}
	case opRound:
		return number{math.Round(a.value), true}
	}
	return number{}
}
