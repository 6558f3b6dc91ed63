package eval

import (
	"slices"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/qualify/truth"
)

// theirTest is what a function asks of each of a person's activities, taken apart like
// the predicates of the pass. An account's people have thousands, and most are of
// another type or too old.
type theirTest struct {
	where  predicate
	fields []fieldTest
	tests  []*criteria.Node // what is left of it
}

// ageOf is how long ago an instant was, in seconds.
func ageOf(now, at criteria.Instant) float64 {
	age := float64(now.Sec - at.Sec)
	if now.Nsec != at.Nsec {
		age += float64(now.Nsec-at.Nsec) / 1e9
	}
	return age
}

// theirTest takes a function over all of a person's activities apart, if it is one that
// has an answer for each of them.
func (w *builder) theirTest(n *criteria.Node) {
	if n.Args[0].Op != criteria.OpTheirs || !total(n.Args[1], n.Level) {
		return
	}
	test := n.Args[1]
	if n.Op == criteria.OpAll { // none does not
		test = w.c.Deny(test)
	}
	t := &theirTest{where: *newPredicate([]*criteria.Node{test})}
	for _, n := range t.where.tests {
		if field, ok := newFieldTest(n); ok {
			t.fields = append(t.fields, field)
		} else {
			t.tests = append(t.tests, n)
		}
	}
	w.p.theirs = append(w.p.theirs, make([]*theirTest, max(0, w.c.Nodes()-len(w.p.theirs)))...)
	w.p.theirs[n.ID] = t
}

// theirTest is that of a function, nil where it has none.
func (f *Frame) theirTest(n *criteria.Node) *theirTest {
	if f.nonFinite || n.ID >= len(f.p.theirs) {
		return nil
	}
	return f.p.theirs[n.ID]
}

// count counts the current person's activities that satisfy the test of a function, up
// to what is enough.
func (t *theirTest) count(f *Frame, n *criteria.Node, enough int) (count int) {
	list, first := f.Theirs(n.Args[0])
	for i, a := range list {
		if t.holds(f, a, n.Level, first+i) {
			if count++; count == enough {
				break
			}
		}
	}
	return count
}

func (t *theirTest) holds(f *Frame, a *criteria.Activity, level, number int) bool {
	p := &t.where
	if p.never {
		return false
	}
	if p.typed {
		kind, mark := a.Type, f.scratch.mark()
		if p.foldedTypes {
			kind = f.scratch.fold(kind)
		}
		of := slices.Contains(p.types, kind)
		if f.scratch.back(mark); !of {
			return false
		}
	}
	if p.age != everything {
		if age := ageOf(f.Now, criteria.InstantOf(a.At)); age < p.age.Low || age > p.age.High {
			return false
		}
	}
	if a.Value < p.value.Low || a.Value > p.value.High {
		return false
	}
	for i := range t.fields {
		if !t.fields[i].holds(f, a) {
			return false
		}
	}
	if len(t.tests) > 0 {
		f.current(level, number)
	}
	for _, n := range t.tests {
		if f.TruthOf(n) != truth.Met {
			return false
		}
	}
	return true
}

// quantify is what a quantifier comes to of the current person's activities.
func (t *theirTest) quantify(f *Frame, n *criteria.Node) truth.Truth {
	switch n.Op {
	case criteria.OpAny:
		return truth.Of(t.count(f, n, 1) > 0)
	case criteria.OpOne:
		return truth.Of(t.count(f, n, 2) == 1)
	}
	return truth.Of(t.count(f, n, 1) == 0) // of all, what does not satisfy is counted
}
