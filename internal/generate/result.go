package generate

import "github.com/leadqual/leadqual/qualify"

// byResult makes a condition of what the rule set decides, at times together with
// one of facts, or by way of a definition.
func (g *Generator) byResult(rs *qualify.RuleSet) part {
	p := g.resultTest(rs)
	if g.one(4) {
		if rs.Define == nil {
			rs.Define = map[string]string{}
		}
		name := g.id("decided") // which g.defines does not have: it may stand in routes only
		rs.Define[name] = p.text
		p = atom("%s", name)
	}
	switch g.r.IntN(4) {
	case 0:
		return g.infix("and", bindsAnd, p, g.bool(scope{depth: 1}))
	case 1:
		return g.infix("or", bindsOr, g.bool(scope{depth: 1}), p)
	case 2:
		return g.infix("and", bindsAnd, part{"not " + p.in(bindsNot), bindsNot}, g.resultTest(rs))
	}
	return p
}

// resultTest makes a condition of one result.
func (g *Generator) resultTest(rs *qualify.RuleSet) part {
	r := pick(g, rs.AllResults()...)
	x := atom("%s", r.Path)
	if !g.o.Honest && g.one(8) {
		return g.infix(pick(g, "==", "!="), bindsCompare, x, atom("nil"))
	}
	switch kinds[r.Type] {
	case boolean:
		return part{pick(g, "not ", "") + x.text, bindsNot}
	case number:
		at := pick(g, 0.0, 5, 10, 20, 30.5)
		if r.Path == "fit.share" {
			at = pick(g, 0.0, 0.333, 0.5, 1)
		}
		return g.infix(pick(g, ">=", ">", "<", "<=", "==", "!="), bindsCompare, x, literal(at))
	}
	if g.one(3) {
		return g.infix(pick(g, "in", "not in"), bindsCompare, x, literal(some(g, r.Enum)))
	}
	return g.infix(pick(g, "==", "==", "!="), bindsCompare, x, literal(pick(g, r.Enum...)))
}
