package qualify

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
)

// tidied are the steps of a plan without the people who turn out not to be needed: they
// were taken in the order in which they are called, and a later one may do more. Where it
// does not matter who does something, not even whether it is another one of those who
// are named, nobody is named.
func (w *towardSearch) tidied(steps []PlanStep) []PlanStep {
	named := func(m PlanStep) bool { return m.Person != "" || m.NewPerson }
	if !slices.ContainsFunc(steps, named) {
		return steps
	}
	leads := func(steps []PlanStep) bool {
		t := w.result(steps)
		return w.there(&t)
	}
	for i := 0; i < len(steps); {
		if without := slices.Delete(slices.Clone(steps), i, i+1); named(steps[i]) && leads(without) {
			steps = without
		} else {
			i++
		}
	}
	for i := range steps {
		if !named(steps[i]) {
			continue
		}
		matters := false
		for _, person := range append(peopleIn(steps, i), "") {
			by := slices.Clone(steps)
			by[i].Person, by[i].NewPerson = person, false
			matters = matters || !leads(by)
		}
		if !matters {
			steps = slices.Clone(steps)
			steps[i].Person, steps[i].NewPerson = "", false
		}
	}
	return together(steps)
}

// peopleIn are the people of the account who are named in the steps but one.
func peopleIn(steps []PlanStep, but int) (people []string) {
	for i := range steps {
		if id := steps[i].Person; i != but && id != "" && !slices.Contains(people, id) {
			people = append(people, id)
		}
	}
	return people
}

// together are the steps in order, with those made one in which the same is done by the
// same, new people apart.
func together(steps []PlanStep) (out []PlanStep) {
	for _, m := range steps {
		i := slices.IndexFunc(out, func(x PlanStep) bool { return !m.NewPerson && sameStep(&x, &m) })
		if i >= 0 {
			out[i].Times += m.Times
		} else {
			out = append(out, m)
		}
	}
	rank := func(m *PlanStep) int {
		switch {
		case m.Fact != "":
			return 0
		case m.Role != "":
			return 1
		case m.Person != "":
			return 2
		case m.NewPerson:
			return 3
		}
		return 4
	}
	slices.SortStableFunc(out, func(x, y PlanStep) int {
		if d := cmp.Compare(rank(&x), rank(&y)); d != 0 || rank(&x) < 4 {
			return d
		}
		return cmp.Compare(fmt.Sprint(x.Activity), fmt.Sprint(y.Activity))
	})
	return out
}

// sameStep tells whether two steps are the same but for how often.
func sameStep(x, y *PlanStep) bool {
	a := *x
	a.Times = y.Times
	return reflect.DeepEqual(a, *y)
}

// contains tells whether a plan has all that another has.
func contains(plan, other []PlanStep) bool {
	rest := slices.Clone(plan)
	for i := range other {
		at := slices.IndexFunc(rest, func(m PlanStep) bool { return sameStep(&m, &other[i]) && m.Times >= other[i].Times })
		if at < 0 {
			return false
		}
		rest = slices.Delete(rest, at, at+1)
	}
	return true
}
