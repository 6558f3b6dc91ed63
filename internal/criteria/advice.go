package criteria

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/expr-lang/expr/ast"

	"github.com/leadqual/leadqual/internal/instead"
	"github.com/leadqual/leadqual/internal/meant"
)

// This file says what to write where a text parses, and means nothing.

// source is what the author wrote for a part, as far as a message repeats it.
func (l *lowering) source(at ast.Node) string { return shorten(l.whole(at)) }

// whole is what the author wrote for a part.
func (l *lowering) whole(at ast.Node) string {
	from, to := l.position(at)
	return l.text[from:to]
}

// mend reports a part for which something else is to be written.
func (l *lowering) mend(at ast.Node, code string, write instead.Text, format string, args ...any) *Node {
	return l.problem(at, code, "%s; write %s", fmt.Sprintf(format, args...), write)
}

// notComparable reports a comparison of two kinds, at the side that is to be
// changed where there is one.
func (l *lowering) notComparable(t *ast.BinaryNode, a, b *Node) *Node {
	about := fmt.Sprintf("cannot compare %v with %v", a.Kind, b.Kind)
	if write, ok := l.constantFor(t.Right, b, a.Kind); ok {
		return l.mend(t.Right, CodeType, instead.Write(write), "%s", about)
	}
	if write, ok := l.constantFor(t.Left, a, b.Kind); ok {
		return l.mend(t.Left, CodeType, instead.Write(write), "%s", about)
	}
	for _, side := range [2]struct {
		list, one   ast.Node
		kind, other Kind
	}{{t.Left, t.Right, a.Kind, b.Kind}, {t.Right, t.Left, b.Kind, a.Kind}} {
		switch {
		case side.kind.Element() == None:
		case side.other == Number && side.kind != Numbers:
			return l.problem(side.list, CodeType, "%s; write %s for the number of its elements", about, written("len("+l.whole(side.list)+")"))
		case side.other == side.kind.Element() && t.Operator == "==":
			return l.mend(t, CodeType, written(l.whole(side.one)+" in "+l.whole(side.list)), "%s", about)
		case side.other == side.kind.Element() && t.Operator == "!=":
			return l.mend(t, CodeType, written(l.whole(side.one)+" not in "+l.whole(side.list)), "%s", about)
		}
	}
	return l.problem(t, CodeType, "%s", about)
}

// constantFor is a constant as it is written where a value of the kind is
// wanted.
func (l *lowering) constantFor(at ast.Node, n *Node, want Kind) (string, bool) {
	if n.Op != OpConst {
		if want == Time && n.Kind == Number { // 2026-12-31 is a subtraction
			if day, ok := meant.Date(l.source(at)); ok {
				return `date("` + day + `")`, true
			}
		}
		return "", false
	}
	switch {
	case want == Number && n.Kind == String:
		number, ok := meant.Number(n.Text)
		return meant.Grouped(number), ok
	case want == Bool && n.Kind == String, want == Bool && n.Kind == Number:
		return truthWord(strings.ToLower(strings.Trim(l.source(at), `'"`)))
	case want == Time && n.Kind == String:
		day, ok := meant.Date(n.Text)
		if !ok {
			day = "2026-12-31"
		}
		return `date("` + day + `")`, true
	case want == Span && n.Kind == Number:
		return fmt.Sprintf("duration(%q)", trimNumber(n.Number)+"d"), true
	case want == Span && n.Kind == String:
		span, ok := meant.Span(n.Text)
		return fmt.Sprintf("duration(%q)", span), ok
	}
	return "", false
}

func trimNumber(v float64) string { return fmt.Sprintf("%v", v) }

// truthWord is true or false for what people write for it.
func truthWord(word string) (string, bool) {
	switch word {
	case "true", "yes", "y", "1", "on":
		return "true", true
	case "false", "no", "n", "0", "off":
		return "false", true
	}
	return "", false
}

// wanting is a list of constants in which each is as the kind wants it; ok is
// false where one cannot be.
func (l *lowering) wanting(list *ast.ArrayNode, kind Kind) (string, bool) {
	var items []string
	for _, item := range list.Nodes {
		n := l.lower(item)
		if n == nil {
			return "", false
		}
		write, ok := l.constantFor(item, n, kind)
		if !ok {
			return "", false
		}
		items = append(items, write)
	}
	return "[" + strings.Join(items, ", ") + "]", len(items) > 0
}

// notJoined reports an operand of and or or that is no condition. x == 'a' or 'b'
// means a list.
func (l *lowering) notJoined(word string, operands []ast.Node, i int, kind Kind) {
	if len(l.problems) >= maxProblems {
		return
	}
	at := operands[i]
	compare, joins := "==", "in"
	if word == "and" {
		compare, joins = "!=", "not in"
	}
	for _, earlier := range operands[i+1:] { // the last operand stands first
		b, ok := earlier.(*ast.BinaryNode)
		if !ok {
			continue
		}
		if right := l.lower(b.Right); b.Operator == compare && right != nil && right.Op == OpConst && right.Kind == kind {
			from, _ := l.position(earlier)
			_, to := l.position(at)
			write := written(fmt.Sprintf("%s %s [%s, %s]", l.whole(b.Left), joins, l.whole(b.Right), l.whole(at)))
			l.problemIn(from, to, CodeType, "%s joins what is true or false, not %v; write %s", word, kind, write)
			return
		}
	}
	l.problem(at, CodeType, "%s joins what is true or false; this is %v", word, kind)
}

// notDenied reports not before something that is no condition, often the left
// side of one.
func (l *lowering) notDenied(t *ast.UnaryNode, kind Kind) *Node {
	from, to := l.position(t)
	inner, _ := l.position(t.Node)
	if end := comparisonEnd(l.text, to); end > to {
		return l.problemIn(from, end, CodeType, "%s denies true or false, not %v; write %s", t.Operator, kind, written(t.Operator+" ("+l.text[inner:end]+")"))
	}
	return l.problem(t, CodeType, "%s denies true or false, not %v; put brackets around what it denies", t.Operator, kind)
}

var daysCompared = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^\s*(<=?|>=?)\s*(\d+(?:\.\d+)?)\b`)
})

// spelled reports a call that criteria spell otherwise; false is that there is
// none.
func (l *lowering) spelled(call ast.Node, name, receiver string) bool {
	from, _ := l.position(call)
	open := strings.IndexByte(l.text[from:], '(')
	if t, ok := call.(*ast.CallNode); ok {
		_, to := l.position(t.Callee)
		open = strings.IndexByte(l.text[to:], '(') + to - from
	}
	if open < 0 {
		return false
	}
	args, to := argumentsAt(l.text, from+open)
	if receiver != "" {
		if len(args) == 1 && args[0] == "" {
			args = nil
		}
		args = append([]string{receiver}, args...)
	}
	write := spell(name, args)
	if write == "" {
		return false
	}
	if rest := daysCompared().FindStringSubmatchIndex(l.text[to:]); rest != nil && strings.HasPrefix(write, "now - ") {
		write += fmt.Sprintf(" %s duration(%q)", l.text[to+rest[2]:to+rest[3]], l.text[to+rest[4]:to+rest[5]]+"d")
		to += rest[1]
	}
	l.problemIn(from, to, CodeUnsupported, "a criterion has no %s(); write %s", name, written(write))
	return true
}

// unknown reports a name that nothing has, with the one that was meant.
func (l *lowering) unknown(t ast.Node, name string) *Node {
	if len(l.problems) >= maxProblems {
		return nil
	}
	if field, ok := l.activityField(name); ok {
		return l.outsideOfActivity(t, name, field)
	}
	if write, ok := l.ofElsewhere(name); ok {
		return l.problem(t, CodeUnknownName, "unknown name %s; did you mean %s?", name, instead.Write(write))
	}
	if l.c.decided[name] && !l.results {
		return l.problem(t, CodeUnsupported, "%s is what was decided%s", name, askedByRoutes(name))
	}
	return l.problem(t, CodeUnknownName, "unknown name %s%s", name, l.didYouMean(name))
}

// notEach reports an each text that goes over the activities itself.
func (l *lowering) notEach(tree ast.Node) {
	const about = "an each text looks at one activity and cannot look at the others"
	if t, ok := tree.(*ast.BuiltinNode); ok && t.Name == "any" && len(t.Arguments) == 2 {
		if list, _ := path(t.Arguments[0]); list == "activities" {
			if from, to := l.position(t.Arguments[1]); from < to {
				l.mend(tree, CodeType, written(l.text[from:to]), "%s", about)
				return
			}
		}
	}
	l.problem(l.mention(tree, "activities"), CodeType, "%s; put that into a \"when\" beside it", about)
}

// ofIndexed is the field that is picked of one activity by its number.
func ofIndexed(t *ast.MemberNode) (field string, ok bool) {
	name, ok := t.Property.(*ast.StringNode)
	element, indexed := t.Node.(*ast.MemberNode)
	if !ok || !indexed {
		return "", false
	}
	list, ok := path(element.Node)
	return name.Value, ok && list == "activities"
}

// activityField is the field of activities that a name without its dot means.
func (l *lowering) activityField(name string) (field string, ok bool) {
	field = name
	for _, group := range []string{"activities.", "activity.", "event."} {
		field = strings.TrimPrefix(field, group)
	}
	return field, l.c.fields[field]
}

func (l *lowering) outsideOfActivity(t ast.Node, name, field string) *Node {
	from, to := l.position(t)
	if l.current().kind == OneActivity {
		return l.problem(t, CodeUnknownName, "unknown name %s; for the field of the activity write %s", name, instead.Write("."+field))
	}
	if near, ok := l.ofElsewhere(name); ok {
		return l.problem(t, CodeUnknownName, "unknown name %s; did you mean %s?", name, instead.Write(near))
	}
	if end := comparisonEnd(l.text, to); end > to {
		return l.problemIn(from, end, CodeOutOfElement, "%s is a field of one activity; write %s", name, inAny("."+field+l.text[to:end]))
	}
	if strings.HasPrefix(name, "activities.") {
		return l.problem(t, CodeOutOfElement, "activities are a list, of which each has a field; write %s", instead.Write("map(activities, ."+field+")"))
	}
	return l.problem(t, CodeOutOfElement, "%s is a field of one activity; write .%s inside any(activities, ...) or count(activities, ...)", name, field)
}

// inAny is a question about an activity, asked of them all.
func inAny(question string) instead.Text {
	return instead.Said("any(activities, "+shorten(question)+")", "any(activities, "+question+")")
}

// ofElsewhere is the name here of what other languages, and people, call
// something by.
func (l *lowering) ofElsewhere(name string) (string, bool) {
	for _, group := range []string{"lead.", "contact."} {
		if rest, ok := strings.CutPrefix(name, group); ok && l.mayName(rest) {
			return rest, true
		}
	}
	if rest, ok := strings.CutPrefix(name, "$"); ok {
		if l.mayName(rest) {
			return rest, true
		}
		if number, ok := meant.Number(rest); ok {
			return number, true
		}
	}
	if _, ok := l.c.vocabulary.Lists[name]; ok {
		return "lists." + name, true
	}
	to, ok := foreignNames[strings.ToLower(name)]
	switch to {
	case "nil", "true", "false", "now":
		return to, true
	}
	return to, ok && l.mayName(to)
}

// mayName tells whether a text may name a fact here.
func (l *lowering) mayName(path string) bool {
	i, ok := l.c.names[path]
	return ok && l.c.vocabulary.Facts[i].Refused == "" && (l.results || !l.c.vocabulary.Facts[i].Result)
}

// askedByRoutes says what to do about a result where none can be asked.
func askedByRoutes(name string) string {
	const only = `, which only the "when" of routes and experiments may ask; `
	if group, _, _ := strings.Cut(name, "."); group == "score" || group == "readiness" {
		return only + `to make leads ready from so many points on, write "ready_at" under scoring`
	}
	return only + `to hand such leads to somebody, write "routes"; to use here what decides it, write "define" and name that`
}

// tableName says what to write for a table that is named without quotes.
func (l *lowering) tableName(at ast.Node) *Node {
	if name, ok := path(at); ok {
		if _, ok := l.c.vocabulary.Tables[strings.TrimPrefix(name, "tables.")]; ok {
			return l.mend(at, CodeArguments, instead.Write(strconv.Quote(strings.TrimPrefix(name, "tables."))), "the table of lookup is a name in quotes")
		}
	}
	return l.problem(at, CodeArguments, "the table of lookup is a name in quotes")
}

// dateOf is what date was meant to be called with: numbers, or a text of another
// form.
func dateOf(args []ast.Node) string {
	if len(args) == 3 {
		var parts []string
		for _, a := range args {
			n, ok := a.(*ast.IntegerNode)
			if !ok {
				return ""
			}
			parts = append(parts, fmt.Sprint(n.Value))
		}
		if day, ok := meant.Date(strings.Join(parts, "-")); ok {
			return `date("` + day + `")`
		}
	}
	return ""
}
