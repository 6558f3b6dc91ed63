package generate

// num makes a number.
func (g *Generator) num(s scope) part {
	if p, ok := g.form(number, s); ok {
		return p
	}
	if s.depth <= 0 {
		return g.numAtom(s)
	}
	d := s.deeper()
	switch g.r.IntN(22) {
	case 0, 1:
		return g.infix(pick(g, "+", "-"), bindsAdd, g.num(d), g.num(d))
	case 2:
		return g.infix("*", bindsMul, g.num(d), literal(pick(g, 2.0, 0.5, -1, 10)))
	case 3:
		// A divisor other than a power of 2 makes results that depend on the
		// order of rounding; 0 has no finite result at all.
		by := literal(pick(g, 2.0, 4, 8))
		if !g.o.AsExpr && g.one(6) {
			by = g.num(d)
		}
		return g.infix("/", bindsMul, g.num(d), by)
	case 4:
		return part{pick(g, "-", "+") + g.num(d).in(bindsMinus), bindsMinus}
	case 5, 6:
		return call(pick(g, "abs", "floor", "ceil", "round"), g.num(d))
	case 7:
		args := []part{g.num(d)}
		for range 1 + g.r.IntN(2) {
			args = append(args, g.num(d))
		}
		return call(pick(g, "min", "max"), args...)
	case 8:
		return call("len", g.text(d))
	case 9, 10, 11, 12, 13:
		if len(s.elements) < 2 && !s.alone {
			return g.aggregate(d)
		}
	}
	return g.numAtom(s)
}

func (g *Generator) numAtom(s scope) part {
	switch e := s.element(); {
	case e == activity{} && (s.alone || !g.one(5)):
		return atom("%s", pick(g, append(g.activityFields(number), ".days_ago")...))
	case e == number && !g.one(5):
		return atom("#")
	}
	if p, ok := g.fact(number, s); ok && !g.one(8) {
		return p
	}
	return g.constant(number, "company.employees")
}

// aggregate is a number made of a list.
func (g *Generator) aggregate(s scope) part {
	switch g.r.IntN(10) {
	case 0:
		list, _ := g.list(s)
		return call("len", list)
	case 1:
		if g.o.AsExpr { // which has no least element of an empty list
			return call("len", atom("activities"))
		}
		return call(pick(g, "min", "max"), g.numberList(s))
	case 2:
		return call("sum", g.numberList(s))
	case 3, 4:
		return call("sum", atom("activities"), g.num(s.inside(activity{})))
	case 5:
		return call("count", atom("activities"), g.bool(s.inside(activity{})))
	}
	list, element := g.list(s)
	if g.one(2) {
		list, element = atom("activities"), activity{}
	}
	return call("count", list, g.element(s, element))
}

// element is a condition on the elements of a list, at times in braces.
func (g *Generator) element(s scope, element any) part {
	p := g.bool(s.inside(element))
	if g.one(12) {
		return atom("{%s}", p.text)
	}
	return p
}

// numberList is a list of numbers.
func (g *Generator) numberList(s scope) part {
	if g.one(4) {
		return atom("[1, 2.5, 50]")
	}
	list, element := g.list(s)
	return call("map", list, g.num(s.inside(element)))
}

// list makes a list and tells what its elements are.
func (g *Generator) list(s scope) (list part, element any) {
	if s.depth > 0 && g.one(4) {
		list, element = g.list(s.deeper())
		return call("filter", list, g.element(s.deeper(), element)), element
	}
	switch g.r.IntN(8) {
	case 0:
		return atom("company.technologies"), text
	case 1:
		return atom("custom.tags"), text
	case 2:
		return atom("%s", pick(g, "lists.rivals", "lists.long")), text
	case 3:
		return atom("[1, 2.5, 50]"), number
	case 4:
		if s.depth > 0 {
			from, was := g.list(s.deeper())
			k := pick(g, number, text, instant, boolean)
			return call("map", from, g.of(k, s.deeper().inside(was))), any(k)
		}
	}
	return atom("activities"), activity{}
}
