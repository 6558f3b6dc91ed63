package bounds

import (
	"reflect"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/criteria/eval"
	"github.com/leadqual/leadqual/qualify/truth"
)

// SampleActivities are activities, as of an instant, that satisfy the predicates in the
// program's texts: for each predicate that asks nothing but its activity a few,
// made of the constants that it compares the fields with. Each stands once, in
// the order of the texts.
func SampleActivities(p *eval.Program, now criteria.Instant) []criteria.Activity {
	f := p.NewFrame()
	f.Begin(now)
	var out []criteria.Activity
	seen := map[*criteria.Node]bool{}
	var visit func(n *criteria.Node)
	visit = func(n *criteria.Node) {
		if seen[n] {
			return
		}
		seen[n] = true
		for _, a := range n.Args {
			visit(a)
		}
		if n.Op >= criteria.OpCount && len(n.Args) == 2 && n.Args[1].Kind == criteria.Bool {
			if list, ok := wholeLog(n.Args[0], n.Level); ok {
				out = sampleActivities(f, append(list, n.Args[1]), n.Level, out)
			}
		}
	}
	for _, n := range slices.Concat(p.Conds(), p.Nums()) {
		visit(n)
	}
	for _, n := range p.Eaches() {
		out = sampleActivities(f, []*criteria.Node{n}, 0, out)
	}
	return out
}

// wholeLog takes filters of the activities apart: all of them at the outermost level,
// and those of a person inside a function over people.
func wholeLog(list *criteria.Node, level int) (predicates []*criteria.Node, ok bool) {
	for list.Op == criteria.OpFilter {
		predicates, list = append(predicates, list.Args[1]), list.Args[0]
	}
	return predicates, level == 0 && list.Op == criteria.OpActivities || level == 1 && list.Op == criteria.OpTheirs
}

const (
	maxSamples = 2   // for one predicate
	maxCombos  = 400 // of constants that are tried for it
)

// sampleActivities appends activities that satisfy all of the predicates, which are about
// the elements at a level.
func sampleActivities(f *eval.Frame, predicates []*criteria.Node, level int, out []criteria.Activity) []criteria.Activity {
	fields, numbers := make([][]string, len(criteria.ActivityFields())), []float64{0}
	for _, n := range predicates {
		if int(n.Levels) > level+1 || len(n.Slots) > 0 || n.Activities {
			return out
		}
		fieldConstants(n, fields, &numbers)
	}
	for i := range fields {
		fields[i] = distinct(append(fields[i], ""))
	}
	if fields[criteria.FieldType][0] == "" {
		fields[criteria.FieldType] = []string{"other"} // every activity has a type
	}
	numbers = distinct(numbers)
	found, combos := 0, 0
	var vary func(a criteria.Activity, field int) (done bool)
	vary = func(a criteria.Activity, field int) bool {
		for ; field < len(fields); field++ {
			if criteria.ActivityFields()[field].Kind != criteria.String {
				continue
			}
			return slices.ContainsFunc(fields[field], func(text string) bool {
				*criteria.FieldOf[string](&a, field) = text
				return vary(a, field+1)
			})
		}
		return slices.ContainsFunc(numbers, func(value float64) bool {
			if combos++; combos > maxCombos || found == maxSamples {
				return true
			}
			a.Value = value
			if a.Type != "" && satisfies(f, &a, predicates, level) {
				found++
				if !slices.ContainsFunc(out, func(b criteria.Activity) bool { return reflect.DeepEqual(a, b) }) {
					out = append(out, a)
				}
			}
			return false
		})
	}
	vary(criteria.Activity{}, 0)
	return out
}

// satisfies tells whether an activity that happens now satisfies predicates.
func satisfies(f *eval.Frame, a *criteria.Activity, predicates []*criteria.Node, level int) bool {
	at := *a
	at.At = f.Now.Time()
	f.Elements[level] = eval.Element{Activity: &at, At: -1}
	for _, n := range predicates {
		if f.TruthOf(n) != truth.Met {
			return false
		}
	}
	return true
}

// fieldConstants gathers what a predicate compares the fields with.
func fieldConstants(n *criteria.Node, fields [][]string, numbers *[]float64) {
	var asked []int
	var texts []string
	var nums []float64
	var visit func(n *criteria.Node)
	visit = func(n *criteria.Node) {
		switch {
		case n.Op == criteria.OpField:
			if n.Field < criteria.CustomField { // samples have no others
				asked = append(asked, n.Field)
			}
		case n.Op == criteria.OpConst && n.Kind == criteria.String:
			texts = append(texts, n.Text)
		case n.Op == criteria.OpConst && n.Kind == criteria.Number:
			nums = append(nums, n.Number)
		case n.Op == criteria.OpList:
			texts, nums = append(texts, n.Texts...), append(nums, n.Numbers...)
		case n.Op == criteria.OpHasWord:
			for _, w := range n.Words {
				texts = append(texts, strings.Join(w, " "))
			}
		case n.Op == criteria.OpMatches:
			if literal := n.Pattern.Prefix(); literal != "" {
				texts = append(texts, literal)
			}
		}
		for _, a := range n.Args {
			visit(a)
		}
	}
	switch n.Op {
	case criteria.OpAnd, criteria.OpOr, criteria.OpNot, criteria.OpIf:
		for _, a := range n.Args {
			fieldConstants(a, fields, numbers)
		}
		return
	}
	visit(n)
	for _, field := range asked {
		switch field {
		case criteria.FieldValue:
			for _, v := range nums {
				*numbers = append(*numbers, v, v+1, v-1)
			}
		case criteria.FieldAt, criteria.FieldDaysAgo:
		default:
			fields[field] = append(fields[field], texts...)
		}
	}
}
