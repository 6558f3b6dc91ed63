package qualify

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"time"
)

// logged is an activity of a record.
type logged struct {
	*Activity
	record int
}

// mergedActivities are those of all leads, each as often as it counts, in the
// order of their instants. Up to reset they no longer count.
func mergedActivities(leads []*Lead, reset time.Time) []Activity {
	counts := func(a *Activity) bool {
		return a.Type != "" && !a.At.IsZero() && (reset.IsZero() || a.At.After(reset))
	}
	named := map[string]*Activity{}
	var rest []logged
	for record, l := range leads {
		for i := range l.Activities {
			a := &l.Activities[i]
			if a.ID == "" {
				rest = append(rest, logged{a, record})
				continue
			}
			// Of one id the earliest of those that count does, as in a decision.
			if b, known := named[a.ID]; !known || cmp.Or(compareBools(counts(a), counts(b)), compareActivities(a, b), compareLogged(a, b)) < 0 {
				named[a.ID] = a
			}
		}
	}
	slices.SortFunc(rest, func(a, b logged) int { return compareLogged(a.Activity, b.Activity) })
	var all []Activity
	for len(rest) > 0 {
		n := runOf(rest, compareSense)
		all = append(all, mostOf(rest[:n])...)
		rest = rest[n:]
	}
	for _, a := range named {
		all = append(all, *a)
	}
	slices.SortFunc(all, func(a, b Activity) int { return cmp.Or(compareLogged(&a, &b), cmp.Compare(a.ID, b.ID)) })
	return all
}

// runOf is how many at the beginning are like the first.
func runOf(list []logged, compare func(a, b *Activity) int) int {
	n := 1
	for n < len(list) && compare(list[0].Activity, list[n].Activity) == 0 {
		n++
	}
	return n
}

// mostOf are activities that say the same, as many as one record has at most. Of
// each writing there are as many as one record has, so that those of a single
// record stay as they are.
func mostOf(same []logged) []Activity {
	most := func(list []logged) (n int) {
		times := map[int]int{}
		for _, a := range list {
			times[a.record]++
			n = max(n, times[a.record])
		}
		return n
	}
	want := most(same)
	var out []Activity
	for len(out) < want {
		n := runOf(same, compareLogged)
		for range min(most(same[:n]), want-len(out)) {
			out = append(out, *same[0].Activity)
		}
		same = same[n:]
	}
	return out
}

// compareSense orders activities by what they say, without the id.
func compareSense(a, b *Activity) int {
	if len(a.Custom) == 0 && len(b.Custom) == 0 {
		return compareActivities(a, b)
	}
	x, y := *a, *b
	x.Custom, y.Custom = nil, nil
	if c := compareActivities(&x, &y); c != 0 {
		return c
	}
	return compareByName(a.Custom, b.Custom, compareMeaning)
}

// compareLogged orders activities by what they say, and those that say the same
// by how they write it.
func compareLogged(a, b *Activity) int {
	if c := compareSense(a, b); c != 0 {
		return c
	}
	if a.At != b.At {
		if c := cmp.Compare(written(a.At), written(b.At)); c != 0 {
			return c
		}
	}
	if c := compareBools(math.Signbit(a.Value), math.Signbit(b.Value)); c != 0 {
		return c
	}
	c := compareByName(a.Custom, b.Custom, func(v, w any) int { return cmp.Compare(written(v), written(w)) })
	return cmp.Or(c, compareBools(a.Custom == nil, b.Custom == nil), cmp.Compare(len(a.Custom), len(b.Custom)))
}

// compareByName compares what two maps have of the same name, by sorted names.
func compareByName(a, b map[string]any, compare func(v, w any) int) int {
	if len(a) == 0 && len(b) == 0 {
		return 0
	}
	names := slices.AppendSeq(slices.Collect(maps.Keys(a)), maps.Keys(b))
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		if c := compare(a[name], b[name]); c != 0 {
			return c
		}
	}
	return 0
}
