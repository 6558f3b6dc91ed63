package lint

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/leadqual/leadqual/internal/criteria"
)

// forms numbers conditions so that those that are the same by the laws of
// Kleene's logic have one number: order, grouping and repetition of operands,
// double denial, De Morgan's laws, and absorption (a or a and b is a) do not show
// in it. It knows nothing of what the operands are, which the cases do; and it
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
		return f.chain(n, denied)
	}
	text := "n" + strconv.Itoa(n.ID)
	if n.Op >= criteria.OpCount || n.Op == criteria.OpIf || n.Op == criteria.OpOrElse {
		// What has conditions within is the same if these are; such nodes hold
		// nothing but their operands.
		text = fmt.Sprintf("%d.%d.%d", n.Op, n.Kind, n.Level)
		for _, a := range n.Args {
			text += "," + strconv.Itoa(f.of(a, false))
		}
	}
	if denied {
		text = "!" + text
	}
	return f.number(text)
}

func (f *forms) number(text string) int {
	number, ok := f.numbers[text]
	if !ok {
		number = len(f.numbers)
		f.numbers[text] = number
	}
	return number
}

// chain is the form of a chain: its operands sorted, each once, without those
// that another absorbs.
func (f *forms) chain(n *criteria.Node, denied bool) int {
	c := chainOf{and: (n.Op == criteria.OpAnd) != denied}
	for _, a := range n.Args {
		number := f.of(a, denied)
		if inner, ok := f.chains[number]; ok && inner.and == c.and {
			c.operands = append(c.operands, inner.operands...)
		} else {
			c.operands = append(c.operands, number)
		}
	}
	slices.Sort(c.operands)
	c.operands = slices.Compact(c.operands)
	all := slices.Clone(c.operands)
	c.operands = slices.DeleteFunc(c.operands, func(o int) bool {
		inner, ok := f.chains[o]
		return ok && slices.ContainsFunc(all, func(p int) bool {
			if q, ok := f.chains[p]; ok && p != o { // a or b absorbs a or b or c
				return !slices.ContainsFunc(q.operands, func(x int) bool { return !slices.Contains(inner.operands, x) })
			}
			return slices.Contains(inner.operands, p)
		})
	})
	if len(c.operands) == 1 {
		return c.operands[0]
	}
	number := f.number(fmt.Sprint(c.and, c.operands))
	f.chains[number] = c
	return number
}
