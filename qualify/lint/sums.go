package lint

import (
	"slices"

	"github.com/leadqual/leadqual/internal/cases"
	"github.com/leadqual/leadqual/internal/milli"
)

// item is something that adds an amount to a sum: of the first step that is
// met, 0 without one. While its gate is not met, it adds 0.
type item struct {
	gate  *cases.Cases // nil: none
	steps []step
	must  bool // only leads that meet a step are looked at
}

// step is a condition with the amounts that it may add.
type step struct {
	when   *cases.Cases
	amount milli.Range
	values []int64 // all that it may add, where that is known
}

// apart are the least and the greatest sum where each item is looked at by
// itself: no sum of any lead is outside, whatever of it is unknown.
func apart(items []item) milli.Range {
	var sum milli.Range
	for i := range items {
		sum = sum.Plus(items[i].amounts())
	}
	return sum
}

// amounts are the least and the greatest that an item adds.
func (x *item) amounts() milli.Range {
	a := milli.Nothing()
	open := x.gate != nil && !x.gate.NotMet.Empty()
	if x.gate != nil && x.gate.Met.Empty() {
		return milli.Range{}
	}
	stop := false
	for _, s := range x.steps {
		if s.when.Met.Empty() && s.when.NotUnmet.Empty() {
			continue
		}
		a = a.With(s.amount)
		if s.when.NotMet.Empty() {
			stop = true
			break
		}
		// An unknown step leaves everything from it on, and nothing, possible.
		if !s.when.NotUnmet.Empty() {
			a = a.With(milli.Range{})
		}
	}
	if open || !stop && !x.must {
		a = a.With(milli.Range{})
	}
	if a.IsNothing() {
		return milli.Range{}
	}
	return a
}

// maxWork bounds the regions times items that together looks at.
const maxWork = 2_000_000

// together bounds a sum more closely than apart, as no lead meets conditions
// that contradict each other: Low is a bound of what the sum can still become,
// Score.High, and High of what is certain, Score.Low, and of what counts. ok is
// false where no lead has all that it must have.
func (k *checker) together(items []item) (sum milli.Range, ok bool) {
	clusters := map[int][]*item{}
	for i := range items {
		x := &items[i]
		v, single := x.about()
		if !single {
			sum = sum.Plus(x.amounts())
			if x.must && !slices.ContainsFunc(x.steps, func(s step) bool { return !s.when.Met.Empty() }) {
				return sum, false
			}
			continue
		}
		clusters[v] = append(clusters[v], x)
	}
	for _, v := range sortedKeys(clusters) {
		list := clusters[v]
		var sets []cases.Set
		for _, x := range list {
			sets = append(sets, x.sets()...)
		}
		regions := k.a.Regions(v, sets)
		best := milli.Nothing()
		if len(regions)*len(list) > maxWork {
			best = milli.Range{}
			for _, x := range list {
				best = best.Plus(x.amounts())
			}
			regions = nil
		}
		for _, r := range regions {
			if here, possible := inRegion(list, r); possible {
				best = best.With(here)
			}
		}
		if best.IsNothing() {
			return sum, false
		}
		sum = sum.Plus(best)
	}
	return sum, true
}

// inRegion sums items in a region of the one variable that they are about.
func inRegion(list []*item, r cases.Region) (sum milli.Range, possible bool) {
	for _, x := range list {
		one, possible := x.in(r)
		if !possible {
			return sum, false
		}
		sum = sum.Plus(one)
	}
	return sum, true
}

// in are the amounts of an item in a region.
func (x *item) in(r cases.Region) (a milli.Range, possible bool) {
	a = milli.Nothing()
	if x.gate != nil {
		if x.gate.Met.On(r) == cases.No {
			return milli.Range{}, !x.must
		}
		if x.gate.NotMet.On(r) != cases.No {
			a = a.With(milli.Range{})
		}
	}
	stop := false
	for _, s := range x.steps {
		met, open := s.when.Met.On(r) != cases.No, s.when.NotMet.On(r) != cases.No
		if open && s.when.NotUnmet.On(r) != cases.No && !x.must { // perhaps unknown
			a = a.With(milli.Range{})
		}
		if met {
			a = a.With(s.amount)
		}
		if !open {
			stop = true
			break
		}
	}
	if !stop && !x.must {
		a = a.With(milli.Range{})
	}
	return a, !a.IsNothing()
}

// sets are those that an item's amounts depend on.
func (x *item) sets() []cases.Set {
	var out []cases.Set
	if x.gate != nil {
		out = append(out, x.gate.Met, x.gate.NotMet, x.gate.NotUnmet)
	}
	for _, s := range x.steps {
		out = append(out, s.when.Met, s.when.NotMet, s.when.NotUnmet)
	}
	return out
}

// about is the one variable that an item depends on.
func (x *item) about() (v int, ok bool) { return cases.About(x.sets()...) }

// maxSums is the greatest number of sums that are told apart.
const maxSums = 4096

// sums are all the sums that some items may come to, ascending, each looked at
// by itself. ok is false where they are too many, or not known.
func sums(items []item) (list []int64, ok bool) {
	list = []int64{0}
	for i := range items {
		values, ok := items[i].values()
		if !ok {
			return nil, false
		}
		if list, ok = combine(list, values); !ok {
			return nil, false
		}
	}
	return list, true
}

// combine adds every one of b to every one of a; both ascend.
func combine(a, b []int64) (list []int64, ok bool) {
	if len(a)*len(b) > 16*maxSums {
		return nil, false
	}
	for _, y := range b {
		list = merged(list, a, y)
		if len(list) > maxSums {
			return nil, false
		}
	}
	return list, true
}

// merged are the numbers of a, and those of b with y added, ascending and each
// once.
func merged(a, b []int64, y int64) []int64 {
	out := make([]int64, 0, len(a)+len(b))
	for len(a) > 0 || len(b) > 0 {
		switch {
		case len(b) == 0 || len(a) > 0 && a[0] < milli.Add(b[0], y):
			out, a = append(out, a[0]), a[1:]
		case len(a) > 0 && a[0] == milli.Add(b[0], y):
			a = a[1:]
		default:
			if x := milli.Add(b[0], y); len(out) == 0 || out[len(out)-1] != x { // equal beyond most
				out = append(out, x)
			}
			b = b[1:]
		}
	}
	return out
}

// values are all that an item may add, what it may add where it is unknown
// included.
func (x *item) values() (list []int64, ok bool) {
	if !x.must || x.gate != nil {
		list = append(list, 0)
	}
	for _, s := range x.steps {
		if s.when.Met.Empty() && s.when.NotUnmet.Empty() {
			continue
		}
		if s.values == nil {
			return nil, false
		}
		list = append(list, s.values...)
	}
	slices.Sort(list)
	return slices.Compact(list), true
}
