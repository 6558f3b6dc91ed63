package cases

import (
	"math"
	"slices"

	"github.com/leadqual/leadqual/internal/criteria"
)

// Cases are the leads of which a condition is met, unmet, not met (unmet or
// unknown) and not unmet (met or unknown). Each set holds at least these.
type Cases struct{ Met, Unmet, NotMet, NotUnmet Set }

// An Analyzer works out the cases of the conditions of one Compiler. What it
// has found it keeps, so that equal parts cost nothing again. It belongs to one
// goroutine.
type Analyzer struct {
	enums    map[string][]string
	vars     []*variable
	byTerm   map[*criteria.Node]int
	byCount  map[[2]*criteria.Node]int
	memo     map[*criteria.Node]*Cases
	followed map[[2]int]bool
	budget   int
	done     <-chan struct{} // nil is never
}

// variable is what a box says something of: a fact, another term that is
// compared with constants, a count, or a condition that is not looked into.
type variable struct {
	node  *criteria.Node // a term or a condition; for a count, one that counts it
	name  string
	full  *domain // all it can be
	whole bool    // a number without places
	fold  func(string) string

	// Of a count, what is counted in which list.
	list, predicate *criteria.Node
	// loose: a comparison of it may be unknown whatever the count.
	loose bool
}

// New makes an Analyzer. Enums are the values that text facts may have, by
// path; of people's, by the name with its dot. The budget bounds the steps it takes; beyond, sets are only enlarged.
func New(enums map[string][]string, budget int) *Analyzer {
	return &Analyzer{
		enums: enums, byTerm: map[*criteria.Node]int{}, byCount: map[[2]*criteria.Node]int{},
		memo: map[*criteria.Node]*Cases{}, followed: map[[2]int]bool{}, budget: budget,
	}
}

// constant are the cases of what is true or false of every lead.
func constant(met bool) *Cases {
	if met {
		return &Cases{Met: Everything(), NotUnmet: Everything()}
	}
	return &Cases{Unmet: Everything(), NotMet: Everything()}
}

func anything() *Cases { return &Cases{Everything(), Everything(), Everything(), Everything()} }

func (c *Cases) not() *Cases { return &Cases{c.Unmet, c.Met, c.NotUnmet, c.NotMet} }

func (a *Analyzer) and(x, y *Cases) *Cases {
	return &Cases{a.And(x.Met, y.Met), a.Or(x.Unmet, y.Unmet), a.Or(x.NotMet, y.NotMet), a.And(x.NotUnmet, y.NotUnmet)}
}

func (a *Analyzer) or(x, y *Cases) *Cases { return a.and(x.not(), y.not()).not() }

// unknown is the set of the leads of which a condition is neither.
func (a *Analyzer) unknown(c *Cases) Set { return a.And(c.NotMet, c.NotUnmet) }

// Of returns the cases of a condition. They are shared: do not change them.
func (a *Analyzer) Of(n *criteria.Node) *Cases {
	if c, ok := a.memo[n]; ok {
		return c
	}
	c := a.condition(n)
	a.memo[n] = c
	return c
}

func (a *Analyzer) condition(n *criteria.Node) *Cases {
	if a.spent() {
		return anything()
	}
	switch n.Op {
	case criteria.OpConst:
		return constant(n.Truth)
	case criteria.OpNot:
		return a.Of(n.Args[0]).not()
	case criteria.OpAnd, criteria.OpOr:
		c := a.Of(n.Args[0])
		for i := 1; i < len(n.Args); i++ {
			if n.Op == criteria.OpAnd {
				c = a.and(c, a.Of(n.Args[i]))
			} else {
				c = a.or(c, a.Of(n.Args[i]))
			}
		}
		return c
	case criteria.OpIf:
		return a.choice(a.Of(n.Args[0]), a.Of(n.Args[1]), a.Of(n.Args[2]))
	case criteria.OpOrElse:
		return a.orElse(a.Of(n.Args[0]), a.Of(n.Args[1]))
	}
	switch n.Op {
	case criteria.OpIsKnown:
		known, unknown := a.known(n.Args[0])
		return &Cases{Met: known, Unmet: unknown, NotMet: unknown, NotUnmet: known}
	case criteria.OpEq, criteria.OpNe, criteria.OpLt, criteria.OpLe, criteria.OpGt, criteria.OpGe:
		return a.comparison(n)
	case criteria.OpInList:
		if list := n.Args[1]; list.Op == criteria.OpList {
			return a.test(n.Args[0], inList(list), n)
		}
	case criteria.OpInItems:
		return a.inItems(n)
	case criteria.OpInRange:
		x := n.Args[0]
		low, high := n.Args[1], n.Args[2]
		if low.Op == criteria.OpConst && high.Op == criteria.OpConst {
			above := a.test(x, ofNumber(criteria.OpGe, low.Number), n)
			return a.and(above, a.test(x, ofNumber(criteria.OpLe, high.Number), n))
		}
	case criteria.OpContains, criteria.OpStartsWith, criteria.OpEndsWith:
		if n.Args[1].Op == criteria.OpConst {
			return a.test(n.Args[0], ofText(n), n)
		}
	case criteria.OpMatches, criteria.OpHasWord:
		return a.test(n.Args[0], ofText(n), n)
	case criteria.OpAny, criteria.OpNone, criteria.OpOne:
		return a.quantified(n)
	}
	return a.opaque(n)
}

// choice is c ? x : y.
func (a *Analyzer) choice(c, x, y *Cases) *Cases {
	pick := func(x, y Set) Set { return a.Or(a.And(c.Met, x), a.And(c.Unmet, y)) }
	open := a.unknown(c)
	return &Cases{
		Met: pick(x.Met, y.Met), Unmet: pick(x.Unmet, y.Unmet),
		NotMet: a.Or(open, pick(x.NotMet, y.NotMet)), NotUnmet: a.Or(open, pick(x.NotUnmet, y.NotUnmet)),
	}
}

// orElse is x ?? y.
func (a *Analyzer) orElse(x, y *Cases) *Cases {
	open := a.unknown(x)
	pick := func(x, y Set) Set { return a.Or(x, a.And(open, y)) }
	return &Cases{pick(x.Met, y.Met), pick(x.Unmet, y.Unmet), pick(x.Unmet, y.NotMet), pick(x.Met, y.NotUnmet)}
}

// Opaque are the cases of a condition that is not looked into: it is met, unmet
// or unknown, and the same each time.
func (a *Analyzer) Opaque(n *criteria.Node) *Cases { return a.opaque(n) }

// opaque are the cases of a condition that is not looked into.
func (a *Analyzer) opaque(n *criteria.Node) *Cases {
	v := a.variable(n)
	set := func(yes, no, unknown bool) Set {
		return a.single(v, &domain{sort: flags, yes: yes, no: no, unknown: unknown})
	}
	return &Cases{set(true, false, false), set(false, true, false), set(false, true, true), set(true, false, true)}
}

// known returns the leads of which a part of any kind has a value, and those
// of which it has none.
func (a *Analyzer) known(n *criteria.Node) (known, unknown Set) {
	switch {
	case n.Op == criteria.OpConst || n.Op == criteria.OpList || n.Op == criteria.OpNow || isLog(n):
		return Everything(), Set{}
	case n.Op == criteria.OpOrElse:
		x, notX := a.known(n.Args[0])
		y, notY := a.known(n.Args[1])
		return a.Or(x, y), a.And(notX, notY)
	case n.Kind == criteria.Bool:
		c := a.Of(n)
		return a.Or(c.Met, c.Unmet), a.unknown(c)
	case n.Kind == criteria.Number || n.Kind == criteria.String || n.Kind == criteria.Time || n.Kind == criteria.Span:
		if n.Op == criteria.OpIf {
			return Everything(), Everything()
		}
		v := a.variable(n)
		if a.vars[v].loose {
			return Everything(), Everything()
		}
		full := *a.vars[v].full
		full.unknown = false
		return a.single(v, &full), a.single(v, &domain{sort: full.sort, unknown: true})
	}
	return Everything(), Everything()
}

// comparison is of any two values of one kind.
func (a *Analyzer) comparison(n *criteria.Node) *Cases {
	x, y, op := n.Args[0], n.Args[1], n.Op
	if x.Op == criteria.OpConst || x.Kind == criteria.Number && y.Op != criteria.OpConst && closed(x) {
		x, y, op = y, x, flip(op)
	}
	if x.Kind == criteria.Bool {
		c := a.equal(a.Of(x), a.Of(y))
		if op == criteria.OpNe {
			c = c.not()
		}
		return c
	}
	if y.Op == criteria.OpConst {
		if t, ok := compared(op, y); ok {
			return a.test(x, t, n)
		}
	}
	if x.Kind == criteria.Number {
		if c, ok := Constant(y); ok {
			return a.test(x, ofNumber(op, c), n)
		}
		return a.ofBounds(op, x, y, n)
	}
	return a.opaque(n)
}

// equal is x == y of two conditions.
func (a *Analyzer) equal(x, y *Cases) *Cases {
	open := a.Or(a.unknown(x), a.unknown(y))
	met := a.Or(a.And(x.Met, y.Met), a.And(x.Unmet, y.Unmet))
	unmet := a.Or(a.And(x.Met, y.Unmet), a.And(x.Unmet, y.Met))
	return &Cases{met, unmet, a.Or(unmet, open), a.Or(met, open)}
}

func flip(op criteria.Op) criteria.Op {
	switch op {
	case criteria.OpLt:
		return criteria.OpGt
	case criteria.OpLe:
		return criteria.OpGe
	case criteria.OpGt:
		return criteria.OpLt
	case criteria.OpGe:
		return criteria.OpLe
	}
	return op
}

// ofBounds is a comparison of two numbers of which only bounds are known.
func (a *Analyzer) ofBounds(op criteria.Op, x, y, n *criteria.Node) *Cases {
	c := a.opaque(n)
	p, q := bounds(x), bounds(y)
	never, always := false, false
	switch op {
	case criteria.OpLt:
		never, always = p.low >= q.high, p.high < q.low
	case criteria.OpLe:
		never, always = p.low > q.high, p.high <= q.low
	case criteria.OpGt:
		never, always = p.high <= q.low, p.low > q.high
	case criteria.OpGe:
		never, always = p.high < q.low, p.low >= q.high
	case criteria.OpEq:
		never = p.high < q.low || q.high < p.low
	case criteria.OpNe:
		always = p.high < q.low || q.high < p.low
	}
	c = &Cases{c.Met, c.Unmet, c.NotMet, c.NotUnmet}
	if never {
		c.Met = Set{}
	}
	if always {
		c.Unmet = Set{}
	}
	return c
}

// inItems is x in a list that holds more than constants: one of so many
// comparisons.
func (a *Analyzer) inItems(n *criteria.Node) *Cases {
	c := constant(false)
	for i := 1; i < len(n.Args); i++ {
		item := n.Args[i]
		t, ok := test1{}, false
		if item.Op == criteria.OpConst {
			t, ok = compared(criteria.OpEq, item)
		}
		if !ok {
			return a.opaque(n)
		}
		c = a.or(c, a.test(n.Args[0], t, n))
	}
	return c
}

// quantified is any, none and one, as what they say of a count.
func (a *Analyzer) quantified(n *criteria.Node) *Cases {
	v := a.count(n.Args[0], n.Args[1], n)
	low, high := 1.0, math.Inf(1)
	if n.Op == criteria.OpOne {
		high = 1
	}
	in := []span{{low: low, high: high}}
	c := a.inSpans(v, in)
	if n.Op != criteria.OpOne && a.vars[v].loose {
		// That none has been found is no proof that there is none, but it is
		// all that not met can be.
		out := complement(in)
		c.NotMet = a.single(v, &domain{sort: numbers, spans: out, unknown: true})
	}
	if n.Op == criteria.OpNone {
		return c.not()
	}
	return c
}

// inSpans are the cases of a comparison of a variable with constants.
func (a *Analyzer) inSpans(v int, in []span) *Cases {
	out := complement(in)
	set := func(s []span, unknown bool) Set {
		return a.single(v, &domain{sort: numbers, spans: s, unknown: unknown})
	}
	c := &Cases{set(in, false), set(out, false), set(out, true), set(in, true)}
	if a.vars[v].loose {
		c.NotMet, c.NotUnmet = Everything(), Everything()
	}
	return c
}

// enum are the values that a text fact may have. One that was decided may also be
// none, which is "": a grade, a band, a cell.
func (a *Analyzer) enum(fact *criteria.Node) ([]string, bool) {
	path := fact.Text
	if fact.Op == criteria.OpPersonal {
		path = "." + path
	}
	given := a.enums[path]
	list := slices.DeleteFunc(slices.Clone(given), func(s string) bool { return s == "" })
	if fact.Results {
		list = append(list, "")
	}
	slices.Sort(list)
	return slices.Compact(list), len(given) > 0
}

// Until spends the rest of the budget once done is closed: what is asked from
// then on is answered soon, and of no use.
func (a *Analyzer) Until(done <-chan struct{}) { a.done = done }

// spent tells whether nothing is left of the budget.
func (a *Analyzer) spent() bool {
	select {
	case <-a.done:
		a.budget = 0
	default:
	}
	return a.budget <= 0
}
