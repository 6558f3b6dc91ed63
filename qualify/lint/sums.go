package lint

import (
	"math"
	"slices"

	"github.com/leadqual/leadqual/internal/cases"
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
	when      *cases.Cases
	low, high int64
	values    []int64 // all that it may add, where that is known
}

// most bounds a sum, so that adding some never overflows.
const most = math.MaxInt64 / 4

func add(a, b int64) int64 { return max(-most, min(a+b, most)) }

// span of amounts.
type amounts struct{ low, high int64 }

// apart are the least and the greatest sum where each item is looked at by
// itself: no sum of any lead is outside, whatever of it is unknown.
func apart(items []item) amounts {
	var sum amounts
	for i := range items {
		one := items[i].amounts()
		sum.low, sum.high = add(sum.low, one.low), add(sum.high, one.high)
	}
	return sum
}

// amounts are the least and the greatest that an item adds.
func (x *item) amounts() amounts {
	a := amounts{math.MaxInt64, math.MinInt64}
	take := func(low, high int64) { a.low, a.high = min(a.low, low), max(a.high, high) }
	open := x.gate != nil && !x.gate.NotMet.Empty()
	if x.gate != nil && x.gate.Met.Empty() {
		return amounts{}
	}
	stop := false
	for _, s := range x.steps {
		if s.when.Met.Empty() && s.when.NotUnmet.Empty() {
			continue
		}
		take(s.low, s.high)
		if s.when.NotMet.Empty() {
			stop = true
			break
		}
		// An unknown step leaves everything from it on, and nothing, possible.
		if !s.when.NotUnmet.Empty() {
			take(0, 0)
		}
	}
	if open || !stop && !x.must {
		take(0, 0)
	}
	if a.low > a.high {
		return amounts{}
	}
	return a
}

// maxWork bounds the regions times items that together looks at.
const maxWork = 2_000_000

// together bounds a sum more closely than apart, as no lead meets conditions
// that contradict each other: low is a bound of what the sum can still become,
// Score.High, and high of what is certain, Score.Low, and of what counts. ok is
// false where no lead has all that it must have.
func (k *checker) together(items []item) (sum amounts, ok bool) {
	clusters := map[int][]*item{}
	for i := range items {
		x := &items[i]
		v, single := x.about()
		if !single {
			one := x.amounts()
			sum.low, sum.high = add(sum.low, one.low), add(sum.high, one.high)
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
		best := amounts{math.MaxInt64, math.MinInt64}
		if len(regions)*len(list) > maxWork {
			best = amounts{}
			for _, x := range list {
				one := x.amounts()
				best.low, best.high = add(best.low, one.low), add(best.high, one.high)
			}
			regions = nil
		}
		for _, r := range regions {
			if here, possible := inRegion(list, r); possible {
				best.low, best.high = min(best.low, here.low), max(best.high, here.high)
			}
		}
		if best.low > best.high {
			return sum, false
		}
		sum.low, sum.high = add(sum.low, best.low), add(sum.high, best.high)
	}
	return sum, true
}

// inRegion sums items in a region of the one variable that they are about.
func inRegion(list []*item, r cases.Region) (sum amounts, possible bool) {
	for _, x := range list {
		one, possible := x.in(r)
		if !possible {
			return sum, false
		}
		sum.low, sum.high = add(sum.low, one.low), add(sum.high, one.high)
	}
	return sum, true
}

// in are the amounts of an item in a region.
func (x *item) in(r cases.Region) (a amounts, possible bool) {
	a = amounts{math.MaxInt64, math.MinInt64}
	take := func(low, high int64) { a.low, a.high = min(a.low, low), max(a.high, high) }
	if x.gate != nil {
		if x.gate.Met.On(r) == cases.No {
			return amounts{}, !x.must
		}
		if x.gate.NotMet.On(r) != cases.No {
			take(0, 0)
		}
	}
	stop := false
	for _, s := range x.steps {
		met, open := s.when.Met.On(r) != cases.No, s.when.NotMet.On(r) != cases.No
		if open && s.when.NotUnmet.On(r) != cases.No && !x.must { // perhaps unknown
			take(0, 0)
		}
		if met {
			take(s.low, s.high)
		}
		if !open {
			stop = true
			break
		}
	}
	if !stop && !x.must {
		take(0, 0)
	}
	return a, a.low <= a.high
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

// combine adds every one of b to every one of a.
func combine(a, b []int64) (list []int64, ok bool) {
	if len(a)*len(b) > 16*maxSums {
		return nil, false
	}
	for _, x := range a {
		for _, y := range b {
			list = append(list, add(x, y))
		}
	}
	slices.Sort(list)
	list = slices.Compact(list)
	return list, len(list) <= maxSums
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
