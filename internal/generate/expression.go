package generate

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/leadqual/leadqual/qualify"
)

// scope is what an expression may name where it stands.
type scope struct {
	depth    int   // levels of operators still allowed
	elements []any // around it, outermost first: activity, or the kind of a list's elements
	lets     []define
	alone    bool // an each text: no facts of the lead, no activities
}

// activity stands for the kind of an activity in scope.elements.
type activity struct{}

func (s scope) deeper() scope { s.depth--; return s }

// inside is the scope of what is asked of a list's elements.
func (s scope) inside(element any) scope {
	s.elements = append(slices.Clip(s.elements), element)
	return s
}

func (s scope) element() any {
	if len(s.elements) == 0 {
		return nil
	}
	return s.elements[len(s.elements)-1]
}

// part is a piece of text and how tightly it binds: expr's precedence of its
// outermost operator.
type part struct {
	text  string
	binds int
}

const (
	bindsNothing = 0 // ?: ?? let, which stand in brackets
	bindsOr      = 10
	bindsAnd     = 15
	bindsCompare = 20
	bindsRange   = 25
	bindsAdd     = 30
	bindsNot     = 50
	bindsMul     = 60
	bindsMinus   = 90
	bindsAll     = 1000
)

func atom(format string, args ...any) part { return part{fmt.Sprintf(format, args...), bindsAll} }

// in is the text as an operand of an operator that binds so much: in brackets,
// unless it binds more.
func (p part) in(binds int) string {
	if p.binds > binds {
		return p.text
	}
	return "(" + p.text + ")"
}

func (g *Generator) infix(op string, binds int, a, b part) part {
	return part{a.in(binds) + " " + op + " " + b.in(binds), binds}
}

// call is a function of the operands.
func call(name string, args ...part) part {
	list := make([]string, len(args))
	for i, a := range args {
		list[i] = a.text
	}
	return atom("%s(%s)", name, strings.Join(list, ", "))
}

// Condition makes a text that is true or false of a lead, with operators up to
// so many levels deep.
func (g *Generator) Condition(depth int) string { return g.bool(scope{depth: depth}).text }

// Amount makes a text that is a number.
func (g *Generator) Amount(depth int) string { return g.num(scope{depth: depth}).text }

// Predicate makes a text that is true or false of an activity, for each.
func (g *Generator) Predicate(depth int) string {
	return g.bool(scope{depth: depth, elements: []any{activity{}}, alone: true}).text
}

// of makes an expression of a kind that is a single value.
func (g *Generator) of(k kind, s scope) part {
	switch k {
	case boolean:
		return g.bool(s)
	case number:
		return g.num(s)
	case text:
		return g.text(s)
	case instant:
		return g.instant(s)
	}
	return g.span(s)
}

// form makes what looks the same in every kind: a choice, a default, a let, a
// definition, or a row of a table. ok is false where the dice want something of the kind's own.
func (g *Generator) form(k kind, s scope) (p part, ok bool) {
	if s.depth <= 0 {
		return p, false
	}
	d := s.deeper()
	switch g.r.IntN(24) {
	case 0:
		return part{g.bool(d).in(bindsNothing) + " ? " + g.of(k, d).in(bindsNothing) + " : " + g.of(k, d).in(bindsNothing), bindsNothing}, true
	case 1:
		if g.o.Honest || s.alone {
			return p, false
		}
		return part{g.of(k, d).in(bindsMinus) + " ?? " + g.of(k, d).in(bindsMinus), bindsNothing}, true
	case 2:
		v := define{name: g.id("x"), kind: pick(g, boolean, number, text, instant), flat: true}
		value := g.of(v.kind, d)
		d.lets = append(slices.Clip(d.lets), v)
		return part{"let " + v.name + " = " + value.in(bindsNothing) + "; " + g.of(k, d).text, bindsNothing}, true
	case 3, 4:
		var names []string
		for _, v := range append(slices.Clip(g.defines), s.lets...) {
			fits := v.flat || len(s.elements) == 0
			if defined := slices.Contains(g.defines, v); defined && v.view {
				fits = v.flat && s.element() == activity{}
			} else if defined {
				fits = fits && !s.alone
			}
			if v.kind == k && fits {
				names = append(names, v.name)
			}
		}
		if len(names) > 0 {
			return atom("%s", pick(g, names...)), true
		}
	case 5:
		return g.lookup(k, d)
	}
	return p, false
}

// fact names a fact of the kind, or something of a lead that stands for one.
func (g *Generator) fact(k kind, s scope) (p part, ok bool) {
	if s.alone {
		return p, false
	}
	var paths []string
	for _, f := range facts {
		switch {
		case f.kind != k:
		case f.Path == "created_at": // no name in expressions
		default:
			paths = append(paths, f.Path)
		}
	}
	if k == number {
		paths = append(paths, "created_days_ago", "idle_days")
	}
	if len(paths) == 0 {
		return p, false
	}
	return atom("%s", pick(g, paths...)), true
}

// activityFields are what names an activity's fields of the kind.
func (g *Generator) activityFields(k kind) (names []string) {
	for _, f := range qualify.ActivityFields() {
		if kinds[f.Type] == k && f.Name != "id" {
			names = append(names, "."+f.Name)
		}
	}
	for _, f := range activityCustom {
		if f.kind == k && !g.o.AsExpr {
			names = append(names, "."+f.Path)
		}
	}
	return names
}

// constant is a value that is compared with a fact: one that the fact may
// have, of those of another if it has none.
func (g *Generator) constant(k kind, like string) part {
	if like == trimmedStage.text {
		like = "stage"
	}
	if strings.HasPrefix(like, "lookup(") && k == text {
		return literal(pick(g, "emea", "amer", "rest", "EMEA", ""))
	}
	var from []any
	for _, f := range facts {
		if f.kind == k && (f.Path == like || len(from) == 0) {
			from = f.Values
		}
		if f.kind == k && f.Path != like && g.one(30) {
			return literal(g.value(f))
		}
	}
	switch like {
	case ".days_ago", "created_days_ago", "idle_days":
		from = ages
	default:
		if field, ok := strings.CutPrefix(like, "."); ok {
			if values, given := activitySamples[field]; given {
				from = values
			}
			for _, f := range activityCustom {
				if f.Path == field {
					from = f.Values
				}
			}
		}
	}
	return literal(from[g.r.IntN(len(from))])
}

func literal(v any) part {
	switch v := v.(type) {
	case bool:
		return atom("%v", v)
	case float64:
		if v < 0 {
			return part{strconv.FormatFloat(v, 'f', -1, 64), bindsMinus}
		}
		return atom("%s", strconv.FormatFloat(v, 'f', -1, 64))
	case string:
		return atom("%s", strconv.Quote(v))
	case time.Time:
		return atom("date(%q)", v.UTC().Format(time.RFC3339))
	}
	list := make([]string, 0, 4)
	for _, t := range v.([]string) {
		list = append(list, strconv.Quote(t))
	}
	return atom("[%s]", strings.Join(list, ", "))
}

// text makes a text.
func (g *Generator) text(s scope) part {
	if p, ok := g.form(text, s); ok {
		return p
	}
	d := s.deeper()
	if s.depth > 0 && g.one(5) {
		return call(pick(g, "lower", "upper", "trim"), g.text(d))
	}
	if s.depth > 0 && g.one(20) {
		return call("email_domain", g.address(s))
	}
	return g.textAtom(s)
}

// address makes a text that is or is not an email address.
func (g *Generator) address(s scope) part {
	if s.alone || g.one(4) {
		return g.textAtom(s)
	}
	return atom("person.email")
}

func (g *Generator) textAtom(s scope) part {
	switch e := s.element(); {
	case e == activity{} && (s.alone || !g.one(6)):
		return atom("%s", pick(g, append(g.activityFields(text), ".type")...))
	case e == text && !g.one(6):
		return atom("#")
	}
	if p, ok := g.fact(text, s); ok && !g.one(15) {
		if p == atom("stage") {
			return trimmedStage
		}
		return p
	}
	return g.constant(text, "stage")
}

// trimmedStage stands for the stage wherever it may meet a text that is no stage,
// which is a mistake where it is compared as it is.
var trimmedStage = atom("trim(stage)")

// instant makes an instant.
func (g *Generator) instant(s scope) part {
	if p, ok := g.form(instant, s); ok {
		return p
	}
	if s.depth > 0 && g.one(5) {
		return g.infix(pick(g, "+", "-"), bindsAdd, g.instant(s.deeper()), g.span(s.deeper()))
	}
	switch e := s.element(); {
	case e == activity{} && (s.alone || !g.one(4)):
		return atom("%s", pick(g, append(g.activityFields(instant), ".at")...))
	case e == instant && !g.one(4):
		return atom("#")
	}
	if p, ok := g.fact(instant, s); ok && !g.one(3) {
		return p
	}
	if s.alone || g.one(2) {
		return g.constant(instant, "custom.renewal")
	}
	return atom("now")
}

// span makes a length of time.
func (g *Generator) span(s scope) part {
	if s.depth > 0 && g.one(3) {
		return g.infix("-", bindsAdd, g.instant(s.deeper()), g.instant(s.deeper()))
	}
	if s.depth > 0 && g.one(8) {
		return g.infix(pick(g, "+", "-"), bindsAdd, g.span(s.deeper()), g.span(s.deeper()))
	}
	if !g.o.AsExpr && g.one(3) {
		return call("duration", literal(pick(g, "30d", "2w", "1d12h", "0.5d")))
	}
	return call("duration", literal(pick(g, "240h", "90m", "1h30m", "0s", "720h0.5s")))
}
