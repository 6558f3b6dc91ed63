package criteria

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"

	"github.com/leadqual/leadqual/internal/instead"
	"github.com/leadqual/leadqual/internal/nearest"
)

// lowering turns expr's tree of one text into nodes. A part that is wrong is
// reported and lowers to nil; what contains it lowers to nil silently, and its
// other parts are still looked at.
type lowering struct {
	c        *Compiler
	text     string    // the author's text
	before   int       // code points that expr saw before the text
	offsets  []int32   // bytes by code points of the text; see runeOf
	elements []current // the current elements, outermost first
	results  bool      // it may name what was decided
	lets     []let
	depth    int
	problems []Problem
}

// maxProblems are reported of one text. To find the place of each takes time in
// proportion to the text.
const maxProblems = 100

// current is what is known of a current element.
type current struct {
	kind    Kind
	folding FoldState
}

type let struct {
	name string
	node *Node
}

// compile lowers one text of the wanted kind; elements are the kinds of the
// current elements around it.
func (c *Compiler) compile(text string, want Kind, l lowering) (*Node, []Problem) {
	elements := l.elements
	if len(c.nodes) > c.limits.Total { // what does not count because it is wrong takes memory too
		return nil, []Problem{c.tooMuch(text)}
	}
	tree, problem := parse(text, elements != nil, c.limits)
	if problem != nil {
		return nil, []Problem{*problem}
	}
	l.c, l.text = c, text
	if elements != nil {
		l.before = len(eachPrefix)
	}
	l.note(tree)
	n := l.lower(tree)
	if n != nil && int(n.Size) <= c.limits.Size {
		c.mentions(n)
	}
	if n != nil && n.Kind != want {
		l.wanted(tree, want, n.Kind)
	}
	if n != nil && elements != nil && len(n.Slots) > 0 {
		name := n.Facts[0]
		l.problem(l.mention(tree, name), CodeType, "an each text looks at one activity; put %s into a \"when\" beside it", name)
	}
	if n != nil && elements != nil && (n.Activities || n.People) {
		l.notEach(tree)
	}
	if n != nil && int(n.Depth) > 10*c.limits.Nesting {
		l.problem(tree, CodeTooLarge, "the expression is nested more than %d deep with its definitions written out", 10*c.limits.Nesting)
	}
	if n != nil && int(n.Size) > c.limits.Size {
		l.problem(tree, CodeTooLarge, "the expression has %d parts with its definitions written out; at most %d are allowed", n.Size, c.limits.Size)
	}
	if len(l.problems) > 0 {
		slices.SortStableFunc(l.problems, func(a, b Problem) int { return a.From - b.From })
		return nil, l.problems
	}
	if n == nil { // its problem was reported where its definition stands
		return nil, []Problem{}
	}
	if c.total += int(n.Size); c.total > c.limits.Total {
		return nil, []Problem{c.tooMuch(text)}
	}
	if c.total+c.listed > c.limits.Total {
		return nil, []Problem{{Code: CodeTooLarge, To: len(text), Message: fmt.Sprintf("with the texts of the lists that they look at, the expressions together have more than %d parts", c.limits.Total)}}
	}
	return n, nil
}

func (c *Compiler) tooMuch(text string) Problem {
	return Problem{Code: CodeTooLarge, To: len(text), Message: fmt.Sprintf("the expressions together have more than %d parts", c.limits.Total)}
}

// wanted reports a text of the wrong kind.
func (l *lowering) wanted(tree ast.Node, want, have Kind) {
	if want == Bool {
		compare := ""
		switch have {
		case String:
			compare = "; compare it, as by == 'yes', or by != nil for whether it is known"
		case Number:
			compare = "; compare it, as by >= 1, or by != nil for whether it is known"
		}
		l.problem(tree, CodeType, "a condition is true or false; this is %v%s", have, compare)
		return
	}
	l.problem(tree, CodeType, "want %v; this is %v", want, have)
}

// mention is the part of a tree that names something, or the whole of it where
// only a definition does.
func (l *lowering) mention(tree ast.Node, name string) ast.Node {
	found := tree
	ast.Walk(&tree, visitor(func(n ast.Node) {
		if p, ok := path(n); ok && p == name {
			found = n
		}
	}))
	return found
}

// byteOffset turns expr's offset in code points into one in bytes of the author's
// text. A text with many mistakes asks often, so the offsets are listed once.
func (l *lowering) byteOffset(runes int) int {
	runes = max(runes-l.before, 0)
	if l.offsets == nil {
		l.offsets = make([]int32, 0, len(l.text)+1)
		for i := range l.text {
			l.offsets = append(l.offsets, int32(i))
		}
	}
	if runes >= len(l.offsets) {
		return len(l.text)
	}
	return int(l.offsets[runes])
}

// problem reports a mistake at a part of the text.
func (l *lowering) problem(at ast.Node, code, format string, args ...any) *Node {
	if len(l.problems) >= maxProblems {
		return nil
	}
	from, to := l.position(at)
	return l.problemIn(from, to, code, format, args...)
}

// problemAtSign reports a mistake at the sign or the name by which expr places
// a part, rather than at the whole of it.
func (l *lowering) problemAtSign(at ast.Node, code, format string, args ...any) *Node {
	loc := at.Location()
	return l.problemIn(l.byteOffset(loc.From), l.byteOffset(loc.To), code, format, args...)
}

func (l *lowering) problemIn(from, to int, code, format string, args ...any) *Node {
	to = max(from, to)
	l.problems = append(l.problems, Problem{Code: code, Message: fmt.Sprintf(format, args...), From: from, To: to, Mend: instead.In(args, from, to)})
	return nil
}

func (l *lowering) make(n Node) *Node { return l.c.intern(n) }

// lower returns the node of a tree, nil where it has a mistake.
func (l *lowering) lower(tree ast.Node) *Node {
	l.depth++
	defer func() { l.depth-- }()
	if l.depth > 10*l.c.limits.Nesting {
		return l.problem(tree, CodeTooLarge, "the expression is nested more than %d deep", 10*l.c.limits.Nesting)
	}
	switch t := tree.(type) {
	case *ast.BoolNode:
		return l.make(Node{Op: OpConst, Kind: Bool, Truth: t.Value})
	case *ast.IntegerNode:
		return l.number(float64(t.Value))
	case *ast.FloatNode:
		if math.IsInf(t.Value, 0) {
			return l.problem(t, CodeBadConstant, "the number is too large")
		}
		return l.number(t.Value)
	case *ast.StringNode:
		return l.make(Node{Op: OpConst, Kind: String, Text: t.Value})
	case *ast.NilNode:
		return l.problem(t, CodeUnsupported, "nil stands only in == nil and != nil, which ask whether something is known")
	case *ast.IdentifierNode:
		return l.identifier(t)
	case *ast.MemberNode:
		return l.member(t)
	case *ast.PointerNode:
		return l.pointer(t)
	case *ast.ArrayNode:
		return l.array(t)
	case *ast.UnaryNode:
		return l.unary(t)
	case *ast.BinaryNode:
		return l.binary(t)
	case *ast.ConditionalNode:
		return l.conditional(t)
	case *ast.VariableDeclaratorNode:
		return l.declaration(t)
	case *ast.BuiltinNode:
		return l.builtin(t)
	case *ast.CallNode:
		return l.call(t)
	case *ast.ChainNode:
		return l.problem(t, CodeUnsupported, "?. is not needed: a missing fact is unknown; write .")
	case *ast.SliceNode:
		return l.problem(t, CodeUnsupported, "a criterion cannot cut lists or texts")
	case *ast.MapNode:
		return l.problem(t, CodeUnsupported, "a criterion has no maps")
	case *ast.SequenceNode:
		return l.problem(t, CodeUnsupported, "a criterion is one expression; a semicolon follows let only")
	case *ast.BytesNode:
		return l.problem(t, CodeUnsupported, `a criterion has no bytes; write a text, "..."`)
	}
	return l.problem(tree, CodeUnsupported, "a criterion has nothing of this form")
}

func (l *lowering) number(v float64) *Node {
	return l.make(Node{Op: OpConst, Kind: Number, Number: v})
}

func (l *lowering) identifier(t *ast.IdentifierNode) *Node {
	for i := len(l.lets) - 1; i >= 0; i-- {
		if l.lets[i].name == t.Value {
			return l.lets[i].node
		}
	}
	switch t.Value {
	case "activities":
		return l.make(Node{Op: OpActivities, Kind: Activities})
	case "people":
		if l.c.vocabulary.People == nil {
			return l.problem(t, CodeUnsupported, "people stand in rules for accounts only; this rule set is about one lead")
		}
		return l.make(Node{Op: OpPeople, Kind: People})
	case "now":
		return l.make(Node{Op: OpNow, Kind: Time})
	}
	if i, ok := l.c.names[t.Value]; ok {
		return l.fact(t, i)
	}
	if _, ok := l.c.vocabulary.Defines[t.Value]; ok {
		return l.define(t)
	}
	if l.c.groups[t.Value] || t.Value == "lists" || t.Value == "custom" {
		return l.problem(t, CodeUnknownName, "%s is a group of facts; name one, as in %s", t.Value, l.example(t.Value))
	}
	return l.unknown(t, t.Value)
}

func (l *lowering) fact(at ast.Node, i int) *Node {
	f := &l.c.vocabulary.Facts[i]
	switch {
	case f.Result && !l.results:
		return l.problem(at, CodeUnsupported, "%s is what was decided%s", f.Path, askedByRoutes(f.Path))
	case f.Refused != "":
		return l.problem(at, CodeUnsupported, "%s", f.Refused)
	case f.Kind == None: // which is reported where it is declared
		return nil
	}
	return l.make(Node{Op: OpFact, Kind: f.Kind, Slot: l.c.slot(i), Text: f.Path, Folding: l.c.vocabulary.foldOf(f), Results: f.Result})
}

// path spells a chain of names, "company.employees"; ok is false for anything
// else.
func path(tree ast.Node) (string, bool) {
	switch t := tree.(type) {
	case *ast.IdentifierNode:
		return t.Value, true
	case *ast.MemberNode:
		base, ok := path(t.Node)
		name, isName := t.Property.(*ast.StringNode)
		if ok && isName && !t.Optional && !t.Method {
			return base + "." + name.Value, true
		}
	}
	return "", false
}

func (l *lowering) member(t *ast.MemberNode) *Node {
	if name, ok := fieldPath(t); ok {
		return l.field(t, name)
	}
	name, ok := path(t)
	if !ok {
		if t.Method {
			return l.problem(t, CodeUnsupported, "a criterion has no methods")
		}
		if field, ok := ofIndexed(t); ok {
			return l.outsideOfActivity(t, l.source(t), field)
		}
		return l.problem(t, CodeUnsupported, "a criterion cannot pick single elements; use any, count, filter or another function over lists")
	}
	if list, isList := strings.CutPrefix(name, "lists."); isList {
		if items, ok := l.c.vocabulary.Lists[list]; ok {
			n := l.c.lists[list]
			if n == nil { // comparing it with other lists takes time
				n = l.strings(items)
				l.c.lists[list] = n
			}
			return n
		}
	}
	if i, ok := l.c.names[name]; ok {
		return l.fact(t, i)
	}
	if base, _, _ := strings.Cut(name, "."); base != name {
		if slices.ContainsFunc(l.lets, func(v let) bool { return v.name == base }) {
			return l.problem(t, CodeUnsupported, "%s has no parts", base)
		}
	}
	if f := l.cutShort(name); f != nil {
		return l.problem(t, CodeUnsupported, "%s", f.Refused)
	}
	if base, last, ok := cutLastDot(name); ok && l.mayName(base) {
		if write := spell(last, []string{base}); write != "" {
			return l.mend(t, CodeUnsupported, written(write), "%s has no parts", base)
		}
	}
	return l.unknown(t, name)
}

// cutShort is a fact that may not be named because its path is no chain of names,
// of which the name is what expr reads: score.groups.my of score.groups.my-web.
func (l *lowering) cutShort(name string) *Fact {
	for i := range l.c.vocabulary.Facts {
		f := &l.c.vocabulary.Facts[i]
		if rest, ok := strings.CutPrefix(f.Path, name); ok && f.Refused != "" && rest != "" && strings.TrimLeft(rest[:1], letters) != "" && rest[0] != '.' {
			return f
		}
	}
	return nil
}

// letters are those that names consist of.
const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"

func (l *lowering) strings(items []string) *Node {
	return l.make(Node{Op: OpList, Kind: Strings, Literal: &Literal{Texts: items}})
}

// pointer is # on its own: the current element.
func (l *lowering) pointer(t *ast.PointerNode) *Node {
	if t.Name != "" {
		return l.problem(t, CodeUnsupported, "#%s is not available in a criterion", t.Name)
	}
	of := l.current()
	if of.kind == None {
		return l.problem(t, CodeOutOfElement, "# stands for the current element, inside any, all, count and the like")
	}
	return l.make(Node{Op: OpElement, Kind: of.kind, Level: len(l.elements) - 1, Folding: of.folding})
}

func (l *lowering) current() current {
	if len(l.elements) == 0 {
		return current{}
	}
	return l.elements[len(l.elements)-1]
}

// fieldPath spells a chain of names behind the current element, "custom.feature";
// name is "" for what is not picked by name, and ok false where there is no
// current element.
func fieldPath(t *ast.MemberNode) (name string, ok bool) {
	property, isName := t.Property.(*ast.StringNode)
	isName = isName && !t.Method
	switch base := t.Node.(type) {
	case *ast.PointerNode:
		if isName {
			name = property.Value
		}
		return name, true
	case *ast.MemberNode:
		if name, ok = fieldPath(base); name == "" || !isName {
			return "", ok
		}
		return name + "." + property.Value, ok
	}
	return "", false
}

// field is .name: a field of the current activity.
func (l *lowering) field(t *ast.MemberNode, name string) *Node {
	if name == "" {
		return l.problem(t, CodeUnsupported, "a criterion cannot pick single elements or call methods")
	}
	switch kind := l.current().kind; {
	case kind == None:
		return l.problem(t, CodeOutOfElement, ".%s is a field of an activity; it stands inside any(activities, ...) and the like", name)
	case kind == OnePerson:
		return l.personal(t, name)
	case kind == OneActivity && name == "member" && l.c.vocabulary.People != nil:
		return l.make(Node{Op: OpMember, Kind: String, Level: len(l.elements) - 1, Folding: SaysExact})
	case kind != OneActivity:
		return l.problem(t, CodeType, "the current element is %v and has no fields; write %s for it", kind, instead.Write("#"))
	}
	facts := l.c.activityFacts
	names := make([]string, len(facts))
	for i := range facts {
		if f := &facts[i]; f.Path == name {
			if f.Kind == None { // which is reported where it is declared
				return nil
			}
			return l.make(Node{Op: OpField, Kind: f.Kind, Level: len(l.elements) - 1, Field: i, Text: f.Path, Folding: l.c.vocabulary.foldOf(f)})
		}
		names[i] = facts[i].Path
	}
	if l.c.vocabulary.People != nil {
		names = append(names, "member")
	}
	if near, ok := nearest.To(name, names); ok {
		return l.problem(t, CodeUnknownName, "an activity has no .%s; did you mean %s?", name, instead.Write("."+near))
	}
	if name == "custom" || strings.HasPrefix(name, "custom.") {
		return l.problem(t, CodeUnknownName, "an activity has no .%s; declare .custom.NAME under facts as activities.custom.NAME with its type", name)
	}
	return l.problem(t, CodeUnknownName, "an activity has no .%s; it has .%s", name, strings.Join(names, " ."))
}

// array is a list in brackets: of constants anywhere, of other scalars only to
// the right of in (see membership).
func (l *lowering) array(t *ast.ArrayNode) *Node {
	items := make([]*Node, 0, len(t.Nodes))
	for _, x := range t.Nodes {
		if n := l.lower(x); n != nil {
			items = append(items, n)
		}
	}
	if len(items) < len(t.Nodes) {
		return nil
	}
	list, problem := l.constants(t, items)
	if list == nil && !problem {
		return l.problem(t, CodeUnsupported, "a list of anything but constants stands only to the right of in")
	}
	return list
}

// constants makes the constant list of the items; nil where they are not all
// constants of one kind that lists can hold. problem tells that it reported why.
func (l *lowering) constants(t *ast.ArrayNode, items []*Node) (list *Node, problem bool) {
	if len(items) == 0 {
		return l.make(Node{Op: OpList, Kind: Strings}), false
	}
	for i, x := range items {
		if x.Kind != items[0].Kind {
			l.problem(t.Nodes[i], CodeType, "a list holds one kind of values: the first is %v, this is %v", items[0].Kind, x.Kind)
			return nil, true
		}
	}
	for _, x := range items {
		if x.Op != OpConst {
			return nil, false
		}
	}
	switch items[0].Kind {
	case String:
		texts := make([]string, len(items))
		for i, x := range items {
			texts[i] = x.Text
		}
		return l.strings(texts), false
	case Number:
		nums := make([]float64, len(items))
		for i, x := range items {
			nums[i] = x.Number
		}
		return l.make(Node{Op: OpList, Kind: Numbers, Literal: &Literal{Numbers: nums}}), false
	}
	return nil, false
}

func (l *lowering) conditional(t *ast.ConditionalNode) *Node {
	if !t.Ternary {
		return l.problem(t.Cond, CodeUnsupported, "write condition ? then : else")
	}
	cond, a, b := l.lower(t.Cond), l.lower(t.Exp1), l.lower(t.Exp2)
	if cond == nil || a == nil || b == nil {
		return nil
	}
	if cond.Kind != Bool {
		return l.problem(t.Cond, CodeType, "the part before ? is %v; want true or false", cond.Kind)
	}
	if a.Kind != b.Kind {
		return l.problem(t.Exp2, CodeType, "both ends of ? : must be of one kind; the first is %v, this is %v", a.Kind, b.Kind)
	}
	if a.Kind.Element() != None || a.Kind == OneActivity {
		return l.problem(t, CodeUnsupported, "? : chooses between single values, not lists")
	}
	return l.make(Node{Op: OpIf, Kind: a.Kind, Args: []*Node{cond, a, b}})
}

// declaration inserts the value wherever its name stands: values have no
// effects, so that means the same.
func (l *lowering) declaration(t *ast.VariableDeclaratorNode) *Node {
	taken := t.Name == "activities" || t.Name == "now" || l.c.groups[t.Name]
	if _, ok := l.c.vocabulary.Defines[t.Name]; ok || taken {
		return l.problem(t, CodeUnsupported, "%s is taken; choose another name", t.Name)
	}
	value := l.lower(t.Value)
	l.lets = append(l.lets, let{t.Name, value})
	n := l.lower(t.Expr)
	l.lets = l.lets[:len(l.lets)-1]
	if value == nil {
		return nil
	}
	return n
}
