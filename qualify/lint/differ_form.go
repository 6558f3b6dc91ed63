package lint

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/leadqual/leadqual/internal/cases"
	"github.com/leadqual/leadqual/internal/criteria"
)

// forms numbers conditions so that those that are the same by the laws of
// Kleene's logic have one number: order, grouping and repetition of operands,
// double denial, De Morgan's laws, and absorption (a or a and b is a) do not show
// in it, nor which of two comparisons that say the same is written. It knows
// nothing else of what the operands are, which the cases do; and it
// holds where the cases cannot tell, such as for predicates that mention facts of
// the lead.
type forms struct {
	memo    map[denial]int
	numbers map[string]int
	chains  map[int]chainOf // by number, of the forms that are chains
}

// denial is a condition, or its denial.
type denial struct {
	node   *criteria.Node
	denied bool
}

// chainOf is a conjunction or a disjunction of forms, ascending.
type chainOf struct {
	and      bool
	operands []int
}

func newForms() *forms {
	return &forms{memo: map[denial]int{}, numbers: map[string]int{}, chains: map[int]chainOf{}}
}

func (f *forms) of(n *criteria.Node, denied bool) int {
	key := denial{n, denied}
	number, ok := f.memo[key]
	if !ok {
		number = f.find(n, denied)
		f.memo[key] = number
	}
	return number
}

func (f *forms) find(n *criteria.Node, denied bool) int {
	switch n.Op {
	case criteria.OpNot:
		return f.of(n.Args[0], !denied)
	case criteria.OpAnd, criteria.OpOr:
		operands := make([]int, len(n.Args))
		for i, a := range n.Args {
			operands[i] = f.of(a, denied)
		}
		return f.chain((n.Op == criteria.OpAnd) != denied, operands)
	case criteria.OpEq, criteria.OpNe, criteria.OpLt, criteria.OpLe, criteria.OpGt, criteria.OpGe:
		return f.comparison(n.Op, f.value(n.Args[0]), f.value(n.Args[1]), denied)
	case criteria.OpInRange:
		x := f.value(n.Args[0])
		return f.chain(!denied, []int{
			f.comparison(criteria.OpGe, x, f.value(n.Args[1]), denied),
			f.comparison(criteria.OpLe, x, f.value(n.Args[2]), denied),
		})
	case criteria.OpInList:
		if items := f.items(n.Args[1]); len(items) > 0 {
			x := f.value(n.Args[0])
			operands := make([]int, len(items))
			for i, item := range items {
				operands[i] = f.comparison(criteria.OpEq, x, item, denied)
			}
			return f.chain(denied, operands)
		}
	}
	op := n.Op
	if op == criteria.OpNone {
		op, denied = criteria.OpAny, !denied
	}
	text := "n" + strconv.Itoa(n.ID)
	switch {
	case n.Op == criteria.OpHasWord:
		phrases := make([]string, len(n.Words))
		for i, words := range n.Words {
			phrases[i] = fmt.Sprintf("%q", words)
		}
		slices.Sort(phrases)
		text = fmt.Sprintf("%d.%d%v", n.Op, f.of(n.Args[0], false), slices.Compact(phrases))
	case n.Op == criteria.OpList && n.Kind == criteria.Strings: // nothing asks for the order of texts
		text = fmt.Sprintf("%d.%d%q", n.Op, n.Kind, slices.Sorted(slices.Values(n.Texts)))
	case n.Op >= criteria.OpCount || n.Op == criteria.OpIf || n.Op == criteria.OpOrElse || n.Op == criteria.OpInList:
		// What has conditions within is the same if these are; such nodes hold
		// nothing but their operands.
		text = fmt.Sprintf("%d.%d.%d", op, n.Kind, n.Level)
		for _, a := range n.Args {
			text += "," + strconv.Itoa(f.of(a, false))
		}
	}
	return f.number(text, denied)
}

// comparison is the form of one: of those that say the same, the one that asks
// whether two values are equal or the first is less, or its denial.
func (f *forms) comparison(op criteria.Op, x, y string, denied bool) int {
	switch op {
	case criteria.OpNe:
		op, denied = criteria.OpEq, !denied
	case criteria.OpGe:
		op, denied = criteria.OpLt, !denied
	case criteria.OpGt:
		op, x, y = criteria.OpLt, y, x
	case criteria.OpLe:
		op, x, y, denied = criteria.OpLt, y, x, !denied
	}
	if op == criteria.OpEq && y < x {
		x, y = y, x
	}
	return f.number(fmt.Sprintf("%d(%s %s)", op, x, y), denied)
}

// value is a text for what is compared: equal ones are of equal values.
func (f *forms) value(n *criteria.Node) string {
	switch x, ok := cases.Constant(n); {
	case ok:
		return numeral(x)
	case n.Op == criteria.OpConst && n.Kind == criteria.String:
		return strconv.Quote(n.Text)
	}
	return strconv.Itoa(f.of(n, false))
}

func numeral(x float64) string { return "#" + strconv.FormatFloat(x+0, 'g', -1, 64) } // no negative zero

// items are the values of a list of constants.
func (f *forms) items(list *criteria.Node) (out []string) {
	if list.Op != criteria.OpList {
		return nil
	}
	for _, s := range list.Texts {
		out = append(out, strconv.Quote(s))
	}
	for _, x := range list.Numbers {
		out = append(out, numeral(x))
	}
	return out
}

func (f *forms) number(text string, denied bool) int {
	if denied {
		text = "!" + text
	}
	number, ok := f.numbers[text]
	if !ok {
		number = len(f.numbers)
		f.numbers[text] = number
	}
	return number
}

// chain is the form of a chain: its operands sorted, each once, without those
// that another absorbs.
func (f *forms) chain(and bool, operands []int) int {
	c := chainOf{and: and}
	for _, number := range operands {
		if inner, ok := f.chains[number]; ok && inner.and == c.and {
			c.operands = append(c.operands, inner.operands...)
		} else {
			c.operands = append(c.operands, number)
		}
	}
	slices.Sort(c.operands)
	c.operands = slices.Compact(c.operands)
	const most = 200 // absorption takes the square of them
	all := slices.Clone(c.operands)
	c.operands = slices.DeleteFunc(c.operands, func(o int) bool {
		inner, ok := f.chains[o]
		return ok && len(all) <= most && slices.ContainsFunc(all, func(p int) bool {
			if q, ok := f.chains[p]; ok && p != o { // a or b absorbs a or b or c
				return !slices.ContainsFunc(q.operands, func(x int) bool { return !slices.Contains(inner.operands, x) })
			}
			return slices.Contains(inner.operands, p)
		})
	})
	if len(c.operands) == 1 {
		return c.operands[0]
	}
	number := f.number(fmt.Sprint(c.and, c.operands), false)
	f.chains[number] = c
	return number
}
