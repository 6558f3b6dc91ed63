package criteria

import "math"

// list goes over what may be elements of a list, each in turn the current one
// at the level while visit runs; sure tells that it is an element at every
// instant of the stretch. The results tell whether the list may be known, and
// whether it may be unknown. The elements around are as before when it ends.
func (s *Stretch) list(n *node, level int, visit func(sure bool)) (known, unknown bool) {
	level = min(level, maxLevels-1)
	outer, outerRange := s.f.elems[level], s.elems[level]
	known, unknown = s.elements(n, level, visit)
	s.f.elems[level], s.elems[level] = outer, outerRange
	return known, unknown
}

func (s *Stretch) elements(n *node, level int, visit func(sure bool)) (known, unknown bool) {
	switch n.op {
	case opActs:
		for _, a := range s.f.Activities() {
			s.element(level, element{act: a})
			visit(true)
		}
		return true, false
	case opFact:
		if !s.f.Known[n.slot] {
			return false, true
		}
		for _, text := range s.f.List[n.slot] {
			s.element(level, element{str: text})
			visit(true)
		}
		return true, false
	case opList:
		for _, text := range n.strs {
			s.element(level, element{str: text})
			visit(true)
		}
		for _, v := range n.nums {
			s.element(level, element{num: number{v, true}})
			visit(true)
		}
		return true, false
	case opOrElse:
		first, open := s.known(n.args[0])
		if first {
			s.elements(n.args[0], level, func(sure bool) { visit(sure && !open) })
		}
		known = first
		if open {
			k, u := s.elements(n.args[1], level, func(sure bool) { visit(sure && !first) })
			known, unknown = known || k, u
		}
		return known, unknown
	case opFilter:
		never, perhaps := false, false
		known, unknown = s.elements(n.args[0], level, func(sure bool) {
			t := s.truth(n.args[1])
			never = never || sure && t == unknownOnly
			perhaps = perhaps || t&unknownOnly != 0
			if t&metOnly != 0 {
				visit(sure && t == metOnly)
			}
		})
		return known && !never, unknown || perhaps
	case opMap:
		never, perhaps := false, false
		known, unknown = s.elements(n.args[0], level, func(sure bool) {
			e, k, u := s.value(n.args[1])
			never = never || sure && !k
			perhaps = perhaps || u
			if !k {
				return
			}
			if of := n.args[1]; of.kind == Act {
				s.f.elems[level], s.elems[level] = s.f.elems[of.level], s.elems[of.level]
			} else {
				s.f.elems[level], s.elems[level] = element{}, e
			}
			visit(sure)
		})
		return known && !never, unknown || perhaps
	}
	return false, true
}

// value is a single value as an element, and whether it may be known and
// unknown.
func (s *Stretch) value(n *node) (e scope, known, unknown bool) {
	switch n.kind {
	case Bool:
		t := s.truth(n)
		e.bool = t & metOrUnmet
		return e, e.bool != 0, t&unknownOnly != 0
	case Number:
		e.num = s.number(n)
		known, unknown = e.num.known, e.num.unknown
		e.num.unknown = false
	case String:
		e.text = s.text(n)
		known, unknown = e.text.known, e.text.unknown
		e.text.unknown = false
	case Time:
		e.at = s.instant(n)
		known, unknown = e.at.known, e.at.unknown
		e.at.unknown = false
	case Act:
		return e, true, false
	}
	return e, known, unknown
}

// any is opAny, or with denied set whether any element denies the predicate.
func (s *Stretch) any(n *node, denied bool) Truths {
	var met, sureMet, open, noneless bool
	known, unknown := s.list(n.args[0], n.level, func(sure bool) {
		t := s.truth(n.args[1])
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

func (s *Stretch) one(n *node) (t Truths) {
	var met, sureMet, open, sureOpen int
	noneless := false
	known, unknown := s.list(n.args[0], n.level, func(sure bool) {
		p := s.truth(n.args[1])
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
func (s *Stretch) aggregate(n *node) numberRange {
	var low, high exactSum
	least, most := math.Inf(1), math.Inf(-1) // of the sure ones: the greatest minimum, the least maximum
	wide := interval{math.Inf(1), math.Inf(-1)}
	count, sureCount := 0, 0
	never, perhaps, some, sureSome := false, false, false, false
	known, unknown := s.list(n.args[0], n.level, func(sure bool) {
		if n.op == opCount {
			t := s.truth(n.args[1])
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
		v := s.elems[n.level].num
		some = true
		wide.low, wide.high = min(wide.low, v.low), max(wide.high, v.high)
		if sure {
			sureSome = true
			low.add(v.low)
			high.add(v.high)
			least, most = min(least, v.high), max(most, v.low)
		} else {
			low.add(min(v.low, 0))
			high.add(max(v.high, 0))
		}
	})
	r := numberRange{known: known && !never, unknown: unknown || perhaps}
	switch n.op {
	case opCount:
		r.low, r.high = float64(sureCount), float64(count)
	case opSum:
		r.low, r.high = low.value(), high.value()
	case opMinOf, opMaxOf:
		r.known = r.known && some
		r.unknown = r.unknown || !sureSome
		r.low, r.high = wide.low, wide.high
		if sureSome && n.op == opMinOf {
			r.high = least
		} else if sureSome {
			r.low = most
		}
	}
	return r
}

// inList is x in list. An unknown x is unknown even for an empty list.
func (s *Stretch) inList(n *node) (t Truths) {
	x, list := n.args[0], n.args[1]
	want, xKnown, xUnknown := s.value(x)
	found, sureFound := false, false
	level := min(list.level, maxLevels-1)
	known, unknown := s.list(list, level, func(sure bool) {
		yes, no := s.elems[level].equals(&want, x.kind)
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
func (e *scope) equals(o *scope, k Kind) (yes, no bool) {
	switch k {
	case Bool:
		yes = e.bool&o.bool != 0
		return yes, e.bool|o.bool == metOrUnmet
	case Number:
		a, b := e.num, o.num
		return a.low <= b.high && b.low <= a.high, a.low != a.high || b.low != b.high || a.low != b.low
	case String:
		varies := e.text.varies || o.text.varies
		return varies || e.text.s == o.text.s, varies || e.text.s != o.text.s
	}
	a, b := e.at, o.at
	return !b.high.Before(a.low) && !a.high.Before(b.low), a.low != a.high || b.low != b.high || a.low != b.low
}
