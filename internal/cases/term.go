package cases

import (
	"math"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/internal/criteria"
)

// test1 is a test of one value against constants: the numbers in spans, or the
// texts in and out of which it is.
type test1 struct {
	spans   []span
	in, out texts
	ofText  bool
	// part is the constant that has to stand in the text, where there is one.
	part string
}

// compared is a comparison with a constant; ok is false where that is none of
// values in order.
func compared(op criteria.Op, c *criteria.Node) (test1, bool) {
	switch c.Kind {
	case criteria.Number:
		return ofNumber(op, c.Number), true
	case criteria.Time, criteria.Span:
		// Whole seconds are exact as numbers, so that their order is kept.
		if at := c.Instant; at.Nsec == 0 && at.Sec > -1<<52 && at.Sec < 1<<52 {
			return ofNumber(op, float64(at.Sec)), true
		}
	case criteria.String:
		is, other := texts{words: []string{c.Text}}, texts{not: true, words: []string{c.Text}}
		switch op {
		case criteria.OpEq:
			return test1{in: is, out: other, ofText: true}, true
		case criteria.OpNe:
			return test1{in: other, out: is, ofText: true}, true
		}
	}
	return test1{}, false
}

func ofNumber(op criteria.Op, x float64) test1 {
	inf := math.Inf(1)
	in := []span{{low: x, high: x}}
	switch op {
	case criteria.OpNe:
		in = complement(in)
	case criteria.OpLt:
		in = []span{{low: -inf, high: x, highOpen: true}}
	case criteria.OpLe:
		in = []span{{low: -inf, high: x}}
	case criteria.OpGt:
		in = []span{{low: x, lowOpen: true, high: inf}}
	case criteria.OpGe:
		in = []span{{low: x, high: inf}}
	}
	return test1{spans: in}
}

func inList(list *criteria.Node) test1 {
	if list.Kind == criteria.Numbers {
		var in []span
		for _, x := range list.Numbers {
			in = append(in, span{low: x, high: x})
		}
		return test1{spans: uniteSpans(in, nil)}
	}
	words := slices.Clone(list.Texts)
	slices.Sort(words)
	words = slices.Compact(words)
	return test1{in: texts{words: words}, out: texts{not: true, words: words}, ofText: true}
}

// ofText is a test that a node makes of a single text.
func ofText(n *criteria.Node) test1 {
	t := test1{in: texts{not: true, tests: []test{{n, true}}}, out: texts{not: true, tests: []test{{n, false}}}, ofText: true}
	if n.Op != criteria.OpMatches && n.Op != criteria.OpHasWord {
		t.part = n.Args[1].Text
	}
	return t
}

// test are the cases of a test of a term. The node is the whole condition.
func (a *Analyzer) test(x *criteria.Node, t test1, n *criteria.Node) *Cases {
	switch {
	case x.Op == criteria.OpConst:
		switch x.Kind {
		case criteria.Number:
			return constant(slices.ContainsFunc(t.spans, func(s span) bool { return s.has(x.Number) }))
		case criteria.String:
			return constant(t.in.has(x.Text))
		}
		return a.opaque(n)
	case x.Op == criteria.OpOrElse:
		first, second := a.test(x.Args[0], t, n), a.test(x.Args[1], t, n)
		_, open := a.known(x.Args[0])
		pick := func(x, y Set) Set { return a.Or(x, a.And(open, y)) }
		return &Cases{pick(first.Met, second.Met), pick(first.Unmet, second.Unmet), pick(first.Unmet, second.NotMet), pick(first.Met, second.NotUnmet)}
	case x.Op == criteria.OpIf:
		return a.choice(a.Of(x.Args[0]), a.test(x.Args[1], t, n), a.test(x.Args[2], t, n))
	}
	// A list that holds no text is of no kind.
	if (x.Kind == criteria.String) != t.ofText || x.Kind == criteria.Bool {
		return a.opaque(n)
	}
	v := a.variable(x)
	if !t.ofText {
		return a.inSpans(v, t.spans)
	}
	in, out := t.in, t.out
	if fold := a.vars[v].fold; fold != nil {
		fixed := func(list []string) []string {
			return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return fold(s) != s })
		}
		if !in.not {
			in.words = fixed(in.words)
		}
		if !out.not {
			out.words = fixed(out.words)
		}
		if folded := fold(t.part); folded != t.part {
			in = texts{}
		}
	}
	set := func(x texts, unknown bool) Set {
		return a.single(v, &domain{sort: words, texts: x, unknown: unknown})
	}
	c := &Cases{set(in, false), set(out, false), set(out, true), set(in, true)}
	return c
}

// variable numbers the variable of a term or a condition.
func (a *Analyzer) variable(n *criteria.Node) int {
	if n.Op == criteria.OpCount {
		return a.count(n.Args[0], n.Args[1], n)
	}
	if v, ok := a.byTerm[n]; ok {
		return v
	}
	v := &variable{node: n, name: n.String(), full: &domain{unknown: true}}
	switch n.Kind {
	case criteria.Bool:
		v.full.sort, v.full.yes, v.full.no = flags, true, true
	case criteria.String:
		v.full.sort = words
		v.full.texts, v.fold = a.fullTexts(n)
	default:
		v.full.sort, v.full.spans = numbers, allNumbers
		if n.Kind == criteria.Number {
			b := bounds(n)
			v.full.spans, v.whole = []span{{low: b.low, high: b.high}}, b.whole
		}
	}
	v.full.unknown = mayBeUnknown(n)
	a.vars = append(a.vars, v)
	a.byTerm[n] = len(a.vars) - 1
	return len(a.vars) - 1
}

// mayBeUnknown tells whether a term may have no value.
func mayBeUnknown(n *criteria.Node) bool {
	switch n.Op {
	case criteria.OpField:
		// A log may hold a value that is not finite, and no custom instant.
		return n.Field == criteria.FieldValue || n.Field >= criteria.CustomField && n.Kind == criteria.Time
	case criteria.OpElement, criteria.OpNow:
		return n.Kind == criteria.Number
	case criteria.OpLower, criteria.OpUpper, criteria.OpTrim, criteria.OpFold, criteria.OpLen:
		return mayBeUnknown(n.Args[0])
	}
	return true
}

// Constant is the number that a term always comes to, where it is made of
// constants alone.
func Constant(n *criteria.Node) (x float64, ok bool) {
	if !closed(n) {
		return 0, false
	}
	b := bounds(n)
	return b.low, b.low == b.high && !math.IsInf(b.low, 0)
}

// closed tells whether a number is made of constants by what always has a value.
func closed(n *criteria.Node) bool {
	switch n.Op {
	case criteria.OpConst:
		return n.Kind == criteria.Number
	case criteria.OpAdd, criteria.OpSub, criteria.OpMul, criteria.OpNeg, criteria.OpAbs, criteria.OpFloor, criteria.OpCeil, criteria.OpRound:
		return !slices.ContainsFunc(n.Args, func(a *criteria.Node) bool { return !closed(a) })
	}
	return false
}

// fullTexts is what a text term may be, and where its values are those that a
// function leaves alone, that function.
func (a *Analyzer) fullTexts(n *criteria.Node) (texts, func(string) string) {
	given := texts{not: true, words: []string{""}}
	switch n.Op {
	case criteria.OpFact:
		list, ok := a.enum(n)
		switch {
		case ok && n.Folding&criteria.HasFolded != 0: // a value may be written otherwise than the enum has it
			return given, nil
		case ok:
			return texts{words: list}, nil
		case n.Results: // "" is none
			return texts{not: true}, nil
		}
		return given, nil
	case criteria.OpPersonal:
		if list, ok := a.enum(n); ok {
			return texts{words: list}, nil
		}
	case criteria.OpFold:
		if of := n.Args[0]; of.Op == criteria.OpFact || of.Op == criteria.OpPersonal {
			if list, ok := a.enum(of); ok {
				for i, s := range list {
					list[i] = criteria.FoldFact(s)
				}
				slices.Sort(list)
				return texts{words: slices.Compact(list)}, nil
			}
		}
	case criteria.OpField:
		if n.Path() == "type" {
			return given, nil
		}
	case criteria.OpEmailDomain:
		return given, strings.ToLower
	case criteria.OpLower:
		return anyText, strings.ToLower
	case criteria.OpUpper:
		return anyText, strings.ToUpper
	case criteria.OpTrim:
		return anyText, nil
	}
	return anyText, nil
}

// count numbers the variable of how many elements of a list satisfy a
// predicate. Elements of which that is unknown are not among them; it is
// unknown where the list is.
func (a *Analyzer) count(list, predicate, n *criteria.Node) int {
	key := [2]*criteria.Node{list, predicate}
	if v, ok := a.byCount[key]; ok {
		return v
	}
	c := a.Of(predicate)
	v := &variable{
		node: n, name: countName(list, predicate), whole: true, list: list, predicate: predicate,
		full: &domain{sort: numbers, spans: []span{{low: 0, high: math.Inf(1)}}, unknown: !isLog(list)},
	}
	if c.Met.Empty() {
		v.full.spans = []span{{low: 0, high: 0}}
	}
	v.loose = !a.unknown(c).Empty()
	a.vars = append(a.vars, v)
	a.byCount[key] = len(a.vars) - 1
	return len(a.vars) - 1
}

// isLog tells of a list that is complete, and so known: of activities, or of people.
func isLog(n *criteria.Node) bool {
	return n.Op == criteria.OpActivities || n.Op == criteria.OpPeople || n.Op == criteria.OpTheirs
}

func countName(list, predicate *criteria.Node) string {
	if predicate.Op == criteria.OpConst && predicate.Truth {
		return "len(" + list.String() + ")"
	}
	return "count(" + list.String() + ", " + predicate.String() + ")"
}

// bound is where the known values of a number lie.
type bound struct {
	low, high float64
	whole     bool
}

// bounds works by the arithmetic of evaluation itself: rounding never changes
// the order of two results.
func bounds(n *criteria.Node) bound {
	inf := math.Inf(1)
	all := bound{low: -inf, high: inf}
	arg := func(i int) bound { return bounds(n.Args[i]) }
	switch n.Op {
	case criteria.OpConst:
		return bound{n.Number, n.Number, n.Number == math.Trunc(n.Number)}
	case criteria.OpField:
		if n.Path() == "days_ago" {
			return bound{low: 0, high: inf}
		}
	case criteria.OpCount, criteria.OpLen:
		return bound{0, inf, true}
	case criteria.OpNeg:
		x := arg(0)
		return bound{-x.high, -x.low, x.whole}
	case criteria.OpAbs:
		x := arg(0)
		low, high := math.Abs(x.low), math.Abs(x.high)
		if x.low <= 0 && x.high >= 0 {
			return bound{0, max(low, high), x.whole}
		}
		return bound{min(low, high), max(low, high), x.whole}
	case criteria.OpFloor:
		x := arg(0)
		return bound{math.Floor(x.low), math.Floor(x.high), true}
	case criteria.OpCeil:
		x := arg(0)
		return bound{math.Ceil(x.low), math.Ceil(x.high), true}
	case criteria.OpRound:
		x := arg(0)
		return bound{math.Round(x.low), math.Round(x.high), true}
	case criteria.OpAdd:
		x, y := arg(0), arg(1)
		return bound{x.low + y.low, x.high + y.high, false}.or(all)
	case criteria.OpSub:
		x, y := arg(0), arg(1)
		return bound{x.low - y.high, x.high - y.low, false}.or(all)
	case criteria.OpMul:
		x, y := arg(0), arg(1)
		p := []float64{x.low * y.low, x.low * y.high, x.high * y.low, x.high * y.high}
		return bound{slices.Min(p), slices.Max(p), false}.or(all)
	case criteria.OpDiv:
		x, y := arg(0), arg(1)
		if y.low == y.high && y.low > 0 {
			return bound{x.low / y.low, x.high / y.low, false}.or(all)
		}
	case criteria.OpIf, criteria.OpOrElse:
		from := len(n.Args) - 2
		x, y := arg(from), arg(from+1)
		return bound{min(x.low, y.low), max(x.high, y.high), x.whole && y.whole}
	case criteria.OpMin, criteria.OpMax:
		x := arg(0)
		for i := 1; i < len(n.Args); i++ {
			y := arg(i)
			if n.Op == criteria.OpMin {
				x = bound{min(x.low, y.low), min(x.high, y.high), x.whole && y.whole}
			} else {
				x = bound{max(x.low, y.low), max(x.high, y.high), x.whole && y.whole}
			}
		}
		return x
	}
	return all
}

// or is b, or all where infinities have left it without a bound.
func (b bound) or(all bound) bound {
	if math.IsNaN(b.low) || math.IsNaN(b.high) {
		return all
	}
	return b
}
