package generate

import (
	"slices"
	"strconv"
	"strings"
)

// bool makes a condition.
func (g *Generator) bool(s scope) part {
	if p, ok := g.form(boolean, s); ok {
		return p
	}
	if s.depth <= 0 {
		return g.test(s)
	}
	d := s.deeper()
	switch g.r.IntN(14) {
	case 0, 1, 2, 3:
		return g.chain(pick(g, "and", "and", "&&"), bindsAnd, d)
	case 4, 5, 6:
		return g.chain(pick(g, "or", "or", "||"), bindsOr, d)
	case 7:
		return part{pick(g, "not ", "!") + g.bool(d).in(bindsNot), bindsNot}
	case 8:
		return g.infix(pick(g, "==", "!="), bindsCompare, g.bool(d), g.bool(d))
	case 9, 10, 11:
		if len(s.elements) < 2 && !s.alone {
			list, element := atom("activities"), any(activity{})
			if g.one(3) {
				list, element = g.list(d)
			}
			return call(pick(g, "any", "any", "all", "none", "one"), list, g.element(d, element))
		}
	}
	return g.test(s)
}

// chain joins two or three conditions, in brackets or not.
func (g *Generator) chain(op string, binds int, s scope) part {
	operands := []string{g.bool(s).in(binds), g.bool(s).in(binds)}
	if g.one(3) {
		operands = append(operands, g.bool(s).in(binds))
	}
	return part{strings.Join(operands, " "+op+" "), binds}
}

// test makes a condition that joins no others.
func (g *Generator) test(s scope) part {
	d := s.deeper()
	switch g.r.IntN(25) {
	case 0:
		return g.flag(s)
	case 1, 2, 3, 4:
		x := g.num(d)
		op := pick(g, "<", "<=", ">", ">=", ">=", "<=", "==", "!=")
		if g.one(6) {
			return g.infix(op, bindsCompare, g.num(d), x)
		}
		return g.infix(op, bindsCompare, x, g.constant(number, x.text))
	case 5, 6:
		return g.inNumbers(s)
	case 7, 8, 9:
		x := g.text(d)
		if g.one(8) {
			return g.infix(pick(g, "==", "!=", "<", ">="), bindsCompare, x, g.text(d))
		}
		op, c := pick(g, "==", "==", "!="), g.constant(text, x.text)
		if x == trimmedStage && slices.ContainsFunc(stages, func(v any) bool { return literal(v) == c }) {
			x = atom("stage")
		}
		return g.infix(op, bindsCompare, x, c)
	case 10, 11, 12:
		return g.inTexts(s)
	case 13, 14:
		return g.search(s)
	case 15:
		return call("has_word", append([]part{g.text(d)}, g.words()...)...)
	case 16:
		return call("is_free_email", g.address(s))
	case 17:
		return g.infix(pick(g, "<", "<=", ">", ">=", "==", "!="), bindsCompare, g.instant(d), g.instant(d))
	case 18:
		return g.infix(pick(g, "<", "<=", ">", ">="), bindsCompare, g.span(d), g.span(d))
	case 19:
		if !g.o.Honest && !s.alone {
			k := pick(g, number, text, boolean, instant, texts)
			if p, ok := g.fact(k, s); ok {
				return g.infix(pick(g, "==", "!="), bindsCompare, p, atom("nil"))
			}
		}
	case 20:
		return g.infix(pick(g, "in", "not in"), bindsCompare, g.constant(text, "custom.tags"), g.textList(d))
	case 21:
		if !g.o.AsExpr {
			return g.inDomains(s)
		}
	}
	return g.flag(s)
}

func (g *Generator) flag(s scope) part {
	if s.element() == boolean && !g.one(4) {
		return atom("#")
	}
	if s.element() == any(activity{}) && !g.one(6) {
		if flags := g.activityFields(boolean); len(flags) > 0 && g.one(5) {
			return atom("%s", pick(g, flags...))
		}
		return g.infix(pick(g, "==", "==", "!="), bindsCompare, atom(".type"), literal(pick(g, activitySamples["type"]...)))
	}
	if p, ok := g.fact(boolean, s); ok && !g.one(12) {
		return p
	}
	return literal(g.one(2))
}

func (g *Generator) words() []part {
	return g.listed("vp", "VP, Sales", "head of", "it", "director", "ÉLÈVE", "go")
}

// listed are arguments that name some of the texts: one by one, or at times in a
// list.
func (g *Generator) listed(texts ...string) []part {
	chosen := some(g, texts)
	if !g.o.AsExpr && g.one(4) {
		from := g.r.IntN(len(chosen))
		return append(literals(chosen[:from]), literal(chosen[from:]))
	}
	return literals(chosen)
}

func literals(texts []string) (out []part) {
	for _, t := range texts {
		out = append(out, literal(t))
	}
	return out
}

// inDomains is whether a text has one of some domains.
func (g *Generator) inDomains(s scope) part {
	x := g.address(s)
	if !s.alone && g.one(3) {
		x = atom("company.domain")
	} else if s.element() == any(activity{}) && g.one(2) {
		x = atom(".url")
	}
	args := []part{atom("lists.rivals")}
	if !g.one(4) {
		args = g.listed("shore.example", "Rival.example", "gmail.com", "example", "other.example.")
	}
	return call("domain_in", append([]part{x}, args...)...)
}

// inNumbers is membership of a number in a range or a list.
func (g *Generator) inNumbers(s scope) part {
	d := s.deeper()
	x := g.num(d)
	op := pick(g, "in", "in", "not in")
	if !g.o.AsExpr && g.one(2) {
		low, high := g.constant(number, x.text), g.constant(number, x.text)
		if s.depth > 0 && g.one(6) {
			low = g.num(d)
		}
		return part{x.in(bindsCompare) + " " + op + " " + low.in(bindsRange) + " .. " + high.in(bindsRange), bindsCompare}
	}
	items := []string{}
	for range 1 + g.r.IntN(3) {
		items = append(items, g.constant(number, x.text).text)
	}
	if s.depth > 0 && g.one(5) {
		items = append(items, g.num(d).text)
	}
	return g.infix(op, bindsCompare, x, atom("[%s]", strings.Join(items, ", ")))
}

// inTexts is membership of a text in a list.
func (g *Generator) inTexts(s scope) part {
	d := s.deeper()
	x := g.text(d)
	op := pick(g, "in", "in", "not in")
	if g.one(3) {
		return g.infix(op, bindsCompare, x, atom("%s", pick(g, "lists.rivals", "lists.long")))
	}
	items := []string{}
	for range g.r.IntN(12) {
		items = append(items, g.constant(text, x.text).text)
	}
	if s.depth > 0 && g.one(6) {
		items = append(items, g.text(d).text)
	}
	return g.infix(op, bindsCompare, x, atom("[%s]", strings.Join(items, ", ")))
}

// textList is a list of texts.
func (g *Generator) textList(s scope) part {
	if s.alone || len(s.elements) > 1 {
		return atom("lists.rivals")
	}
	if topics := g.activityFields(texts); s.element() == any(activity{}) && len(topics) > 0 && g.one(4) {
		return atom("%s", pick(g, topics...))
	}
	switch g.r.IntN(5) {
	case 0:
		return atom("custom.tags")
	case 1:
		return call("map", atom("activities"), g.text(s.inside(activity{})))
	case 2:
		return call("filter", atom("company.technologies"), g.bool(s.inside(text)))
	case 3:
		if !g.o.Honest {
			return part{pick(g, "company.technologies", "custom.tags") + pick(g, ` ?? ["go"]`, " ?? custom.tags", " ?? lists.long"), bindsNothing}
		}
	}
	return atom("company.technologies")
}

// search looks into a text.
func (g *Generator) search(s scope) part {
	x := g.text(s.deeper())
	word := g.constant(text, x.text)
	if whole, err := strconv.Unquote(word.text); err == nil && whole != "" {
		runes := []rune(whole)
		from := g.r.IntN(len(runes))
		word = literal(string(runes[from : from+1+g.r.IntN(len(runes)-from)]))
	}
	op := pick(g, "contains", "startsWith", "endsWith", "matches")
	if op == "matches" {
		word = literal(pick(g, "^v", "(?i)sales$", "a.*e", "[0-9]", "é", `\.example$`))
	}
	if !g.one(3) {
		return g.infix(op, bindsCompare, x, word)
	}
	return g.infix("not "+op, bindsCompare, x, word)
}

// lists are what rule sets made here declare under lists.
func lists() map[string][]string {
	long := []string{"go", "vp", "", "é"}
	for _, v := range slices.Concat(domains, stages, []any{"software", "webinar", "/pricing"}) {
		long = append(long, v.(string))
	}
	return map[string][]string{"rivals": {"rival.example", "other.example"}, "long": long}
}
