package profile

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/leadqual/leadqual/qualify"
)

// ages is how long ago facts were seen, and leads created and active.
type ages struct {
	leads int
	limit map[string]float64 // stale_days of the rule set, by path
	of    map[string]*age
}

type age struct {
	days  map[int32]int // whole days before the instant of decision
	n     int
	later int
	stale tally
}

const (
	ageCreated = "created_at"
	ageActive  = "activities"
	mostAge    = 20_000 // days
	mostAges   = 500    // paths
)

func (a *ages) init(e *qualify.Engine) {
	a.limit, a.of = map[string]float64{}, map[string]*age{}
	if e == nil {
		return
	}
	for _, f := range e.RuleSet().AllFacts() {
		if f.StaleDays > 0 {
			a.limit[f.Path] = f.StaleDays
		}
	}
}

func (a *ages) add(lead *qualify.Lead, asOf time.Time, at place) {
	a.leads++
	if asOf.IsZero() {
		return
	}
	note := func(path string, when time.Time, limit float64) {
		if when.IsZero() {
			return
		}
		of := a.of[path]
		if of == nil {
			if len(a.of) == mostAges {
				return
			}
			of = &age{days: map[int32]int{}}
			a.of[strings.Clone(path)] = of
		}
		if when.After(asOf) {
			of.later++
			return
		}
		days := asOf.Sub(when).Hours() / 24
		of.n++
		of.days[int32(min(days, mostAge))]++
		if limit > 0 && days > limit {
			of.stale.add(at, nil)
		}
	}
	note(ageCreated, lead.CreatedAt, 0)
	newest := time.Time{}
	for i := range lead.Activities {
		if t := lead.Activities[i].At; t.After(newest) && !t.After(asOf) {
			newest = t
		}
	}
	note(ageActive, newest, 0)
	for path, seen := range lead.Seen {
		note(path, seen.At, a.limit[path])
	}
}

// quantile is the age in days that a share of what is dated does not pass.
func (a *age) quantile(share float64) int {
	want, n := int(share*float64(a.n-1)), 0
	for _, days := range slices.Sorted(maps.Keys(a.days)) {
		if n += a.days[days]; n > want {
			return int(days)
		}
	}
	return 0
}

// report lists them, leads first.
func (a *ages) report() []Age {
	var out []Age
	paths := slices.Sorted(maps.Keys(a.of))
	for path := range a.limit {
		if a.of[path] == nil {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	for _, path := range paths {
		row := Age{Path: path, StaleDays: a.limit[path], Undated: a.leads}
		if of := a.of[path]; of != nil {
			row.Dated, row.Undated, row.Stale, row.Later = of.n, a.leads-of.n-of.later, of.stale.n, of.later
			if of.n > 0 {
				row.MedianDays, row.P90Days = of.quantile(0.5), of.quantile(0.9)
			}
		}
		out = append(out, row)
	}
	return out
}
