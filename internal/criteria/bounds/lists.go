package bounds

import (
	"math"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/criteria/eval"
)

// list goes over what may be elements of a list, each in turn the current one
// at the level while visit runs; sure tells that it is an element at every
// instant of the stretch. The results tell whether the list may be known, and
// whether it may be unknown. The elements around are as before when it ends.
func (s *Evaluator) list(n *criteria.Node, level int, visit func(sure bool)) (known, unknown bool) {
	outer, outerRange := s.f.Elements[level], s.elems[level]
	known, unknown = s.elements(n, level, visit)
	s.f.Elements[level], s.elems[level] = outer, outerRange
	return known, unknown
}

func (s *Evaluator) elements(n *criteria.Node, level int, visit func(sure bool)) (known, unknown bool) {
	switch n.Op {
	case criteria.OpActivities:
		for i, a := range s.f.Activities() {
			s.element(level, eval.Element{Activity: a, At: i})
			visit(true)
		}
		return true, false
	case criteria.OpTheirs:
		list, first := s.f.Theirs(n)
		for i, a := range list {
			s.element(level, eval.Element{Activity: a, At: first + i})
			visit(true)
		}
		return true, false
	case criteria.OpPeople:
		for i := range s.f.People {
			s.element(level, eval.Element{At: i})
			visit(true)
		}
		return true, false
	case criteria.OpPersonal:
		v := s.f.PersonalValue(n)
		for _, text := range v.List {
			s.element(level, eval.Element{Text: text})
			visit(true)
		}
		return v.Known, !v.Known
	case criteria.OpFact:
		if !s.f.Known[n.Slot] {
			return false, true
		}
		for _, text := range s.f.List[n.Slot] {
			s.element(level, eval.Element{Text: text})
			visit(true)
		}
		return true, false
	case criteria.OpField:
		for _, text := range s.f.CustomOf(n).List {
			s.element(level, eval.Element{Text: text})
			visit(true)
		}
		return true, false
	case criteria.OpList:
		for _, text := range n.Texts {
			s.element(level, eval.Element{Text: text})
			visit(true)
		}
		for _, v := range n.Numbers {
			s.element(level, eval.Element{Number: eval.Number{Value: v, Known: true}})
			visit(true)
		}
		return true, false
	case criteria.OpOrElse:
		first, open := s.known(n.Args[0])
		if first {
			s.elements(n.Args[0], level, func(sure bool) { visit(sure && !open) })
		}
		known = first
		if open {
			k, u := s.elements(n.Args[1], level, func(sure bool) { visit(sure && !first) })
			known, unknown = known || k, u
		}
		return known, unknown
	case criteria.OpFilter:
		never, perhaps := false, false
		known, unknown = s.elements(n.Args[0], level, func(sure bool) {
			t := s.truth(n.Args[1])
			never = never || sure && t == unknownOnly
			perhaps = perhaps || t&unknownOnly != 0
			if t&metOnly != 0 {
				visit(sure && t == metOnly)
			}
		})
		return known && !never, unknown || perhaps
	case criteria.OpFold:
		return s.elements(n.Args[0], level, func(sure bool) {
			e := &s.elems[level].text
			e.s = criteria.FoldFact(e.s)
			s.f.Elements[level].Text = e.s
			visit(sure)
		})
	case criteria.OpMap:
		never, perhaps := false, false
		known, unknown = s.elements(n.Args[0], level, func(sure bool) {
			e, k, u := s.value(n.Args[1])
			never = never || sure && !k
			perhaps = perhaps || u
			if !k {
				return
			}
			if of := n.Args[1]; of.Kind.IsWhole() {
				s.f.Elements[level], s.elems[level] = s.f.Elements[of.Level], s.elems[of.Level]
			} else {
				s.f.Elements[level], s.elems[level] = eval.Element{}, e
			}
			visit(sure)
		})
		return known && !never, unknown || perhaps
	}
	return false, true
}

// value is a single value as an element, and whether it may be known and
// unknown.
func (s *Evaluator) value(n *criteria.Node) (e scope, known, unknown bool) {
	switch n.Kind {
	case criteria.Bool:
		t := s.truth(n)
		e.bool = t & metOrUnmet
		return e, e.bool != 0, t&unknownOnly != 0
	case criteria.Number:
		e.num = s.number(n)
		known, unknown = e.num.known, e.num.unknown
		e.num.unknown = false
	case criteria.String:
		e.text = s.text(n)
		known, unknown = e.text.known, e.text.unknown
		e.text.unknown = false
	case criteria.Time:
		e.at = s.instant(n)
		known, unknown = e.at.known, e.at.unknown
		e.at.unknown = false
	case criteria.OneActivity, criteria.OnePerson:
		return e, true, false
	}
	return e, known, unknown
}

// any is OpAny, or with denied set whether any element denies the predicate.
func (s *Evaluator) any(n *criteria.Node, denied bool) Truths {
	var met, sureMet, open, noneless bool
	known, unknown := s.list(n.Args[0], n.Level, func(sure bool) {
		t := s.truth(n.Args[1])
		if denied {
			t = t.not()
		}
		met = met || t&metOnly != 0
		sureMet = sureMet || sure && t == metOnly
		open = open || t&unknownOnly != 0
		noneless = noneless || sure && t&unmetOnly == 0
	})
	var t Truths
	if unknown {
		t = unknownOnly
	}
	if known {
		t |= yesNo(met, !noneless)
		if open && !sureMet {
			t |= unknownOnly
		}
	}
	return t
}

func (s *Evaluator) one(n *criteria.Node) (t Truths) {
	var met, sureMet, open, sureOpen int
	noneless := false
	known, unknown := s.list(n.Args[0], n.Level, func(sure bool) {
		p := s.truth(n.Args[1])
		if p&metOnly != 0 {
			met++
		}
		if p&unknownOnly != 0 {
			open++
		}
		if sure && p == metOnly {
			sureMet++
		}
		if sure && p == unknownOnly {
			sureOpen++
		}
		noneless = noneless || sure && p&unmetOnly == 0
	})
	if unknown {
		t = unknownOnly
	}
	if known {
		t |= yesNo(met >= 1 && sureMet <= 1 && sureOpen == 0, met > 1 || !noneless)
		if open > 0 && sureMet <= 1 {
			t |= unknownOnly
		}
	}
	return t
}

// aggregate is a number made of a list.
func (s *Evaluator) aggregate(n *criteria.Node) numberInterval {
	var low, high eval.ExactSum
	least, most := math.Inf(1), math.Inf(-1) // of the sure ones: the greatest minimum, the least maximum
	wide := eval.Interval{Low: math.Inf(1), High: math.Inf(-1)}
	count, sureCount := 0, 0
	never, perhaps, some, sureSome := false, false, false, false
	var line affine // of the least or the greatest of all, if all change at one rate
	known, unknown := s.list(n.Args[0], n.Level, func(sure bool) {
		if n.Op == criteria.OpCount {
			t := s.truth(n.Args[1])
			if t&metOnly != 0 {
				count++
			}
			if sure && t == metOnly {
				sureCount++
			}
			never = never || sure && t == unknownOnly
			perhaps = perhaps || t&unknownOnly != 0
			return
		}
		v := s.elems[n.Level].num
		if !some {
			line = v.affine
		}
		line = line.beside(v.affine, n.Op == criteria.OpMaxOf)
		line.ok = line.ok && sure
		some = true
		wide.Low, wide.High = min(wide.Low, v.low), max(wide.High, v.high)
		if sure {
			sureSome = true
			low.Add(v.low)
			high.Add(v.high)
			least, most = min(least, v.high), max(most, v.low)
		} else {
			low.Add(min(v.low, 0))
			high.Add(max(v.high, 0))
		}
	})
	r := numberInterval{known: known && !never, unknown: unknown || perhaps}
	switch n.Op {
	case criteria.OpCount:
		r.low, r.high = float64(sureCount), float64(count)
	case criteria.OpSum:
		r.low, r.high = low.Value(), high.Value()
	case criteria.OpMinOf, criteria.OpMaxOf:
		r.known = r.known && some
		r.unknown = r.unknown || !sureSome
		r.low, r.high, r.affine = wide.Low, wide.High, line
		if sureSome && n.Op == criteria.OpMinOf {
			r.high = least
		} else if sureSome {
			r.low = most
		}
	}
	return r
}

// inList is x in list. An unknown x is unknown even for an empty list.
func (s *Evaluator) inList(n *criteria.Node) (t Truths) {
	x, list := n.Args[0], n.Args[1]
	want, xKnown, xUnknown := s.value(x)
	found, sureFound := false, false
	level := list.ElementLevel()
	known, unknown := s.list(list, level, func(sure bool) {
		yes, no := s.elems[level].equals(&want, x.Kind)
		found = found || yes
		sureFound = sureFound || sure && !no
	})
	if unknown || xUnknown {
		t = unknownOnly
	}
	if known && xKnown {
		t |= yesNo(found, !sureFound)
	}
	return t
}

// equals tells whether two elements of a kind may be equal, and whether they
// may differ.
func (e *scope) equals(o *scope, k criteria.Kind) (yes, no bool) {
	switch k {
	case criteria.Bool:
		yes = e.bool&o.bool != 0
		return yes, e.bool|o.bool == metOrUnmet
	case criteria.Number:
		a, b := e.num, o.num
		return a.low <= b.high && b.low <= a.high, a.low != a.high || b.low != b.high || a.low != b.low
	case criteria.String:
		varies := e.text.varies || o.text.varies
		return varies || e.text.s == o.text.s, varies || e.text.s != o.text.s
	}
	a, b := e.at, o.at
	return !b.high.Before(a.low) && !a.high.Before(b.low), a.low != a.high || b.low != b.high || a.low != b.low
}
