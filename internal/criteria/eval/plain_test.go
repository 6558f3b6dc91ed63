package eval

import (
	"math"
	"strings"
	"unicode/utf8"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/qualify/truth"
)

// plain evaluates by walking every tree by itself: slow, obvious, and the
// oracle of what Program.Run does.
type plain struct{ *Frame }

// plainOutcomes is what a program comes to on a frame, evaluated plainly.
func plainOutcomes(p *Program, frame *Frame) (outcomes []truth.Truth, numbers []Number, matches [][]int32) {
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
			f.Elements[0] = Element{Activity: a}
			if f.truth(n) == truth.Met {
				found = append(found, int32(j))
			}
		}
		matches = append(matches, found)
	}
	return outcomes, numbers, matches
}

// truth is what a Bool node comes to.
func (f *plain) truth(n *criteria.Node) truth.Truth {
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
	case criteria.OpNot:
		return f.truth(n.Args[0]).Not()
	case criteria.OpAnd:
		t := truth.Met
		for _, a := range n.Args {
			if t = t.And(f.truth(a)); t == truth.Unmet {
				break
			}
		}
		return t
	case criteria.OpOr:
		t := truth.Unmet
		for _, a := range n.Args {
			if t = t.Or(f.truth(a)); t == truth.Met {
				break
			}
		}
		return t
	case criteria.OpIf:
		if branch := f.branch(n); branch != nil {
			return f.truth(branch)
		}
		return truth.Unknown
	case criteria.OpOrElse:
		if t := f.truth(n.Args[0]); t != truth.Unknown {
			return t
		}
		return f.truth(n.Args[1])
	case criteria.OpIsKnown:
		return truth.Of(f.known(n.Args[0]))
	case criteria.OpEq, criteria.OpNe, criteria.OpLt, criteria.OpLe, criteria.OpGt, criteria.OpGe:
		return f.compare(n)
	case criteria.OpInList:
		return f.inList(n)
	case criteria.OpInItems:
		t := truth.Unmet
		for _, item := range n.Args[1:] {
			t = t.Or(f.equal(n.Args[0], item))
		}
		return t
	case criteria.OpInRange:
		x, low, high := f.number(n.Args[0]), f.number(n.Args[1]), f.number(n.Args[2])
		return order(low, x, func(c int) bool { return c <= 0 }).And(order(x, high, func(c int) bool { return c <= 0 }))
	case criteria.OpContains, criteria.OpStartsWith, criteria.OpEndsWith:
		return f.textTest(n)
	case criteria.OpMatches:
		if s, ok := f.text(n.Args[0]); ok {
			return truth.Of(n.Regexp.MatchString(s))
		}
	case criteria.OpHasWord:
		if s, ok := f.text(n.Args[0]); ok {
			for _, words := range n.Words {
				if criteria.HasWords(s, words) {
					return truth.Met
				}
			}
			return truth.Unmet
		}
	case criteria.OpIsFreeEmail:
		if s, ok := f.text(n.Args[0]); ok {
			if domain, ok := criteria.EmailDomain(s); ok {
				return truth.Of(criteria.IsFreeDomain(domain))
			}
		}
	case criteria.OpAny, criteria.OpAll, criteria.OpNone, criteria.OpOne:
		return f.quantify(n)
	}
	return truth.Unknown
}

// branch is the operand that an criteria.OpIf chooses, nil where its condition is
// unknown.
func (f *plain) branch(n *criteria.Node) *criteria.Node {
	switch f.truth(n.Args[0]) {
	case truth.Met:
		return n.Args[1]
	case truth.Unmet:
		return n.Args[2]
	}
	return nil
}

// known tells whether a node of any kind has a value.
func (f *plain) known(n *criteria.Node) bool {
	switch n.Kind {
	case criteria.Bool:
		return f.truth(n) != truth.Unknown
	case criteria.Number:
		return f.number(n).Known
	case criteria.String:
		_, ok := f.text(n)
		return ok
	case criteria.Time, criteria.Span:
		_, ok := f.instant(n)
		return ok
	}
	outer := f.Elements[n.Level] // a fact's list knows no level and may stand inside another list's element
	known := f.list(n, n.Level, func() {})
	f.Elements[n.Level] = outer
	return known
}

func (f *plain) compare(n *criteria.Node) truth.Truth {
	a, b := n.Args[0], n.Args[1]
	var test func(int) bool
	switch n.Op {
	case criteria.OpEq:
		return f.equal(a, b)
	case criteria.OpNe:
		return f.equal(a, b).Not()
	case criteria.OpLt:
		test = func(c int) bool { return c < 0 }
	case criteria.OpLe:
		test = func(c int) bool { return c <= 0 }
	case criteria.OpGt:
		test = func(c int) bool { return c > 0 }
	case criteria.OpGe:
		test = func(c int) bool { return c >= 0 }
	}
	switch a.Kind {
	case criteria.Number:
		return order(f.number(a), f.number(b), test)
	case criteria.String:
		x, ok := f.text(a)
		if y, ok2 := f.text(b); ok && ok2 {
			return truth.Of(test(strings.Compare(x, y)))
		}
	case criteria.Time, criteria.Span:
		x, ok := f.instant(a)
		if y, ok2 := f.instant(b); ok && ok2 {
			return truth.Of(test(x.Compare(y)))
		}
	}
	return truth.Unknown
}

func (f *plain) equal(a, b *criteria.Node) truth.Truth {
	switch a.Kind {
	case criteria.Bool:
		x, y := f.truth(a), f.truth(b)
		if x == truth.Unknown || y == truth.Unknown {
			return truth.Unknown
		}
		return truth.Of(x == y)
	case criteria.Number:
		return order(f.number(a), f.number(b), func(c int) bool { return c == 0 })
	case criteria.String:
		x, ok := f.text(a)
		if y, ok2 := f.text(b); ok && ok2 {
			return truth.Of(x == y)
		}
	case criteria.Time, criteria.Span:
		x, ok := f.instant(a)
		if y, ok2 := f.instant(b); ok && ok2 {
			return truth.Of(x == y)
		}
	}
	return truth.Unknown
}

// inList is x in list. An unknown x is unknown even for an empty list.
func (f *plain) inList(n *criteria.Node) truth.Truth {
	x, list := n.Args[0], n.Args[1]
	if !f.known(x) {
		return truth.Unknown
	}
	var want Element
	switch x.Kind {
	case criteria.Bool:
		want.Truth = f.truth(x)
	case criteria.Number:
		want.Number = f.number(x)
	case criteria.String:
		want.Text, _ = f.text(x)
	case criteria.Time:
		want.Instant, _ = f.instant(x)
	}
	found := false
	level := min(list.Level, criteria.MaxLevels-1)
	outer := f.Elements[level] // x in company.technologies may stand inside any(activities, ...)
	known := f.list(list, level, func() {
		e := f.Elements[level]
		switch x.Kind {
		case criteria.Bool:
			found = found || e.Truth == want.Truth
		case criteria.Number:
			found = found || e.Number.Value == want.Number.Value
		case criteria.String:
			found = found || e.Text == want.Text
		case criteria.Time:
			found = found || e.Instant == want.Instant
		}
	})
	f.Elements[level] = outer
	if !known {
		return truth.Unknown
	}
	return truth.Of(found)
}

func (f *plain) textTest(n *criteria.Node) truth.Truth {
	s, ok := f.text(n.Args[0])
	part, ok2 := f.text(n.Args[1])
	if !ok || !ok2 {
		return truth.Unknown
	}
	switch n.Op {
	case criteria.OpContains:
		return truth.Of(strings.Contains(s, part))
	case criteria.OpStartsWith:
		return truth.Of(strings.HasPrefix(s, part))
	}
	return truth.Of(strings.HasSuffix(s, part))
}

// quantify is any, all, none or one: Kleene over the elements.
func (f *plain) quantify(n *criteria.Node) truth.Truth {
	met, open, all := 0, 0, 0
	known := f.list(n.Args[0], n.Level, func() {
		all++
		switch f.truth(n.Args[1]) {
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

// list goes over the elements of a list, each in turn the current one at the
// level while visit runs. known is false where the list or one of its elements
// is unknown; visit may have run for some elements all the same.
func (f *plain) list(n *criteria.Node, level int, visit func()) (known bool) {
	switch n.Op {
	case criteria.OpActivities:
		for _, a := range f.Activities() {
			f.Elements[level] = Element{Activity: a}
			visit()
		}
		return true
	case criteria.OpFact:
		if !f.Known[n.Slot] {
			return false
		}
		for _, s := range f.List[n.Slot] {
			f.Elements[level] = Element{Text: s}
			visit()
		}
		return true
	case criteria.OpList:
		for _, s := range n.Texts {
			f.Elements[level] = Element{Text: s}
			visit()
		}
		for _, v := range n.Numbers {
			f.Elements[level] = Element{Number: Number{v, true}}
			visit()
		}
		return true
	case criteria.OpOrElse:
		if f.known(n.Args[0]) {
			return f.list(n.Args[0], level, visit)
		}
		return f.list(n.Args[1], level, visit)
	case criteria.OpFilter:
		known = true
		return f.list(n.Args[0], level, func() {
			switch f.truth(n.Args[1]) {
			case truth.Met:
				visit()
			case truth.Unknown:
				known = false
			}
		}) && known
	case criteria.OpMap:
		known = true
		return f.list(n.Args[0], level, func() {
			e, ok := f.value(n.Args[1])
			if !ok {
				known = false
				return
			}
			f.Elements[level] = e
			visit()
		}) && known
	}
	return false
}

// value is a single value of any kind as an element.
func (f *plain) value(n *criteria.Node) (e Element, known bool) {
	switch n.Kind {
	case criteria.Bool:
		e.Truth = f.truth(n)
		return e, e.Truth != truth.Unknown
	case criteria.Number:
		e.Number = f.number(n)
		return e, e.Number.Known
	case criteria.String:
		e.Text, known = f.text(n)
	case criteria.Time:
		e.Instant, known = f.instant(n)
	case criteria.OneActivity:
		return f.Elements[n.Level], true
	}
	return e, known
}

// text is what a String node comes to.
func (f *plain) text(n *criteria.Node) (s string, known bool) {
	switch n.Op {
	case criteria.OpConst:
		return n.Text, true
	case criteria.OpFact:
		return f.Str[n.Slot], f.Known[n.Slot]
	case criteria.OpElement:
		return f.Elements[n.Level].Text, true
	case criteria.OpField:
		return *criteria.FieldOf[string](f.Elements[n.Level].Activity, n.Field), true
	case criteria.OpIf:
		if branch := f.branch(n); branch != nil {
			return f.text(branch)
		}
		return "", false
	case criteria.OpOrElse:
		if s, ok := f.text(n.Args[0]); ok {
			return s, true
		}
		return f.text(n.Args[1])
	}
	if s, known = f.text(n.Args[0]); !known {
		return "", false
	}
	switch n.Op {
	case criteria.OpLower:
		return strings.ToLower(s), true
	case criteria.OpUpper:
		return strings.ToUpper(s), true
	case criteria.OpTrim:
		return strings.TrimSpace(s), true
	case criteria.OpEmailDomain:
		return criteria.EmailDomain(s)
	}
	return "", false
}

// instant is what a Time or Span node comes to.
func (f *plain) instant(n *criteria.Node) (at criteria.Instant, known bool) {
	switch n.Op {
	case criteria.OpConst:
		return n.Instant, true
	case criteria.OpNow:
		return f.Now, true
	case criteria.OpFact:
		return f.At[n.Slot], f.Known[n.Slot]
	case criteria.OpElement:
		return f.Elements[n.Level].Instant, true
	case criteria.OpField:
		return criteria.InstantOf(f.Elements[n.Level].Activity.At), true
	case criteria.OpIf:
		if branch := f.branch(n); branch != nil {
			return f.instant(branch)
		}
		return at, false
	case criteria.OpOrElse:
		if at, ok := f.instant(n.Args[0]); ok {
			return at, true
		}
		return f.instant(n.Args[1])
	case criteria.OpAdd, criteria.OpSub:
		a, ok := f.instant(n.Args[0])
		b, ok2 := f.instant(n.Args[1])
		if !ok || !ok2 {
			return at, false
		}
		if n.Op == criteria.OpAdd {
			return a.Add(b), true
		}
		return a.Sub(b), true
	}
	return at, false
}

// number is what a Number node comes to. What has no finite value is unknown.
func (f *plain) number(n *criteria.Node) Number {
	v := f.rawNumber(n)
	if math.IsInf(v.Value, 0) || math.IsNaN(v.Value) {
		return Number{}
	}
	return v
}

func (f *plain) rawNumber(n *criteria.Node) Number {
	switch n.Op {
	case criteria.OpConst:
		return Number{n.Number, true}
	case criteria.OpFact:
		return Number{f.Num[n.Slot], f.Known[n.Slot]}
	case criteria.OpElement:
		return f.Elements[n.Level].Number
	case criteria.OpField:
		if a := f.Elements[n.Level].Activity; n.Field == criteria.FieldValue {
			return Number{a.Value, true}
		} else {
			return Number{f.Now.DaysSince(criteria.InstantOf(a.At)), true}
		}
	case criteria.OpIf:
		if branch := f.branch(n); branch != nil {
			return f.number(branch)
		}
		return Number{}
	case criteria.OpOrElse:
		if v := f.number(n.Args[0]); v.Known {
			return v
		}
		return f.number(n.Args[1])
	case criteria.OpLen:
		s, ok := f.text(n.Args[0])
		return Number{float64(utf8.RuneCountInString(s)), ok}
	case criteria.OpCount:
		count, open := 0, false
		known := f.list(n.Args[0], n.Level, func() {
			switch f.truth(n.Args[1]) {
			case truth.Met:
				count++
			case truth.Unknown:
				open = true
			}
		})
		return Number{float64(count), known && !open}
	case criteria.OpSum:
		sum := ExactSum{}
		known := f.list(n.Args[0], n.Level, func() { sum.Add(f.Elements[n.Level].Number.Value) })
		return Number{sum.Value(), known}
	case criteria.OpMinOf, criteria.OpMaxOf:
		best, any := 0.0, false
		known := f.list(n.Args[0], n.Level, func() {
			v := f.Elements[n.Level].Number.Value
			if !any || n.Op == criteria.OpMinOf && v < best || n.Op == criteria.OpMaxOf && v > best {
				best, any = v, true
			}
		})
		return Number{best, known && any}
	case criteria.OpMin, criteria.OpMax:
		best := f.number(n.Args[0])
		for _, a := range n.Args[1:] {
			v := f.number(a)
			if !v.Known {
				return Number{}
			}
			if n.Op == criteria.OpMin && v.Value < best.Value || n.Op == criteria.OpMax && v.Value > best.Value {
				best.Value = v.Value
			}
		}
		return best
	}
	return f.arithmetic(n)
}

func (f *plain) arithmetic(n *criteria.Node) Number {
	a := f.number(n.Args[0])
	if !a.Known {
		return Number{}
	}
	if len(n.Args) == 2 {
		b := f.number(n.Args[1])
		if !b.Known {
			return Number{}
		}
		switch n.Op {
		case criteria.OpAdd:
			return Number{a.Value + b.Value, true}
		case criteria.OpSub:
			return Number{a.Value - b.Value, true}
		case criteria.OpMul:
			return Number{a.Value * b.Value, true}
		case criteria.OpDiv:
			return Number{a.Value / b.Value, true}
		}
	}
	switch n.Op {
	case criteria.OpNeg:
		return Number{-a.Value, true}
	case criteria.OpAbs:
		return Number{math.Abs(a.Value), true}
	case criteria.OpFloor:
		return Number{math.Floor(a.Value), true}
	case criteria.OpCeil:
		return Number{math.Ceil(a.Value), true}
	case criteria.OpRound:
		return Number{math.Round(a.Value), true}
	}
	return Number{}
}
