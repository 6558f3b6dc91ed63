package criteria

import (
	"slices"
	"strings"

	"github.com/leadqual/leadqual/qualify/truth"
)

// Samples are activities, as of an instant, that satisfy the predicates in the
// program's texts: for each predicate that asks nothing but its activity a few,
// made of the constants that it compares the fields with. Each stands once, in
// the order of the texts.
func (p *Program) Samples(now Instant) []Activity {
	f := p.NewFrame()
	f.Begin(now)
	var out []Activity
	seen := map[*node]bool{}
	var visit func(n *node)
	visit = func(n *node) {
		if seen[n] {
			return
		}
		seen[n] = true
		for _, a := range n.args {
			visit(a)
		}
		if n.op >= opCount && len(n.args) == 2 && n.level == 0 && n.args[1].kind == Bool {
			if list, ok := wholeLog(n.args[0]); ok {
				out = f.samples(append(list, n.args[1]), out)
			}
		}
	}
	for _, n := range slices.Concat(p.conds, p.nums) {
		visit(n)
	}
	for _, n := range p.eaches {
		out = f.samples([]*node{n}, out)
	}
	return out
}

// wholeLog takes filters of the activities apart.
func wholeLog(list *node) (predicates []*node, ok bool) {
	for list.op == opFilter {
		predicates, list = append(predicates, list.args[1]), list.args[0]
	}
	return predicates, list.op == opActs
}

const (
	maxSamples = 2   // for one predicate
	maxCombos  = 400 // of constants that are tried for it
)

// samples appends activities that satisfy all of the predicates.
func (f *Frame) samples(predicates []*node, out []Activity) []Activity {
	fields, numbers := make([][]string, len(activityFields)), []float64{0}
	for _, n := range predicates {
		if n.elements > 1 || len(n.facts) > 0 || n.acts {
			return out
		}
		fieldConstants(n, fields, &numbers)
	}
	for i := range fields {
		fields[i] = distinct(append(fields[i], ""))
	}
	if fields[fieldType][0] == "" {
		fields[fieldType] = []string{"other"} // every activity has a type
	}
	numbers = distinct(numbers)
	found, combos := 0, 0
	var vary func(a Activity, field int) (done bool)
	vary = func(a Activity, field int) bool {
		for ; field < len(fields); field++ {
			if activityFields[field].Kind != String {
				continue
			}
			return slices.ContainsFunc(fields[field], func(text string) bool {
				*fieldOf[string](&a, field) = text
				return vary(a, field+1)
			})
		}
		return slices.ContainsFunc(numbers, func(value float64) bool {
			if combos++; combos > maxCombos || found == maxSamples {
				return true
			}
			a.Value = value
			if a.Type != "" && f.satisfies(&a, predicates) {
				found++
				if !slices.Contains(out, a) {
					out = append(out, a)
				}
			}
			return false
		})
	}
	vary(Activity{}, 0)
	return out
}

// satisfies tells whether an activity that happens now satisfies predicates.
func (f *Frame) satisfies(a *Activity, predicates []*node) bool {
	at := *a
	at.At = f.Now.Time()
	f.elems[0] = element{act: &at}
	for _, n := range predicates {
		if f.truth(n) != truth.Met {
			return false
		}
	}
	return true
}

// fieldConstants gathers what a predicate compares the fields with.
func fieldConstants(n *node, fields [][]string, numbers *[]float64) {
	var asked []int
	var texts []string
	var nums []float64
	var visit func(n *node)
	visit = func(n *node) {
		switch {
		case n.op == opField:
			asked = append(asked, n.field)
		case n.op == opConst && n.kind == String:
			texts = append(texts, n.str)
		case n.op == opConst && n.kind == Number:
			nums = append(nums, n.num)
		case n.op == opList:
			texts, nums = append(texts, n.strs...), append(nums, n.nums...)
		case n.op == opHasWord:
			for _, w := range n.words {
				texts = append(texts, strings.Join(w, " "))
			}
		case n.op == opMatches:
			if literal, _ := n.re.LiteralPrefix(); literal != "" {
				texts = append(texts, literal)
			}
		}
		for _, a := range n.args {
			visit(a)
		}
	}
	switch n.op {
	case opAnd, opOr, opNot, opIf:
		for _, a := range n.args {
			fieldConstants(a, fields, numbers)
		}
		return
	}
	visit(n)
	for _, field := range asked {
		switch field {
		case fieldValue:
			for _, v := range nums {
				*numbers = append(*numbers, v, v+1, v-1)
			}
		case fieldAt, fieldDaysAgo:
		default:
			fields[field] = append(fields[field], texts...)
		}
	}
}

// LooksAtActivities tells whether a condition depends on the activities, which
// idle_days does too but is a fact here.
func (p *Program) LooksAtActivities(c Cond) bool { return p.conds[c].acts }
