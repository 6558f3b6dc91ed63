package cases

import (
	"math"
	"slices"
)

// A Region is a stretch of what one variable may be, over which the sets that
// it was made for do not change.
type Region struct {
	v       int
	unknown bool
	span    span
	word    string
	other   []string // of a text: anything but these
	flag    bool
}

// An Answer is whether a region lies within a set.
type Answer uint8

// The answers. Maybe covers a part of the region too.
const (
	No Answer = iota
	Maybe
	Yes
)

// Regions cuts what variable v may be into regions for the sets, which must be
// about v alone.
func (a *Analyzer) Regions(v int, sets []Set) []Region {
	full := a.vars[v].full
	var out []Region
	if full.unknown {
		out = append(out, Region{v: v, unknown: true})
	}
	switch full.sort {
	case flags:
		return append(out, Region{v: v, flag: true}, Region{v: v})
	case words:
		return append(out, a.textRegions(v, sets)...)
	}
	var ends []float64
	each(sets, func(d *domain) {
		for _, s := range d.spans {
			ends = append(ends, s.low, s.high)
		}
	})
	ends = slices.DeleteFunc(ends, func(x float64) bool { return math.IsInf(x, 0) })
	slices.Sort(ends)
	low := math.Inf(-1)
	add := func(s span) {
		for _, s := range intersectSpans([]span{s}, full.spans) {
			if a.vars[v].whole {
				s = s.whole()
			}
			if !s.empty() {
				out = append(out, Region{v: v, span: s})
			}
		}
	}
	for _, x := range slices.Compact(ends) {
		add(span{low: low, lowOpen: true, high: x, highOpen: true})
		add(span{low: x, high: x})
		low = x
	}
	add(span{low: low, lowOpen: true, high: math.Inf(1)})
	return out
}

// each visits the domains in the sets.
func each(sets []Set, visit func(*domain)) {
	for _, s := range sets {
		for _, b := range s.boxes {
			for _, e := range b {
				visit(e.d)
			}
		}
	}
}

func (a *Analyzer) textRegions(v int, sets []Set) []Region {
	full := a.vars[v].full.texts
	list := slices.Clone(full.words)
	each(sets, func(d *domain) { list = append(list, d.texts.words...) })
	slices.Sort(list)
	list = slices.Compact(list)
	var out []Region
	for _, w := range list {
		if full.has(w) {
			out = append(out, Region{v: v, word: w})
		}
	}
	if full.not {
		out = append(out, Region{v: v, other: append([]string{}, list...)})
	}
	return out
}

// On tells whether the region lies within the set, which must be about its
// variable alone, or about nothing.
func (s Set) On(r Region) Answer {
	best := No
	for _, b := range s.boxes {
		if len(b) == 0 {
			return Yes
		}
		best = max(best, b[0].d.on(r))
	}
	return best
}

func (d *domain) on(r Region) Answer {
	yes := false
	switch {
	case r.unknown:
		yes = d.unknown
	case d.sort == flags:
		yes = r.flag && d.yes || !r.flag && d.no
	case d.sort == numbers:
		yes = len(intersectSpans([]span{r.span}, d.spans)) > 0
	case r.other == nil:
		yes = d.texts.has(r.word)
	case d.texts.not && len(d.texts.tests) > 0:
		return Maybe
	default:
		yes = d.texts.not
	}
	if yes {
		return Yes
	}
	return No
}

// About returns the one variable that all the sets are about; ok is false
// where there is none, or more than one.
func About(sets ...Set) (v int, ok bool) {
	v = -1
	for _, s := range sets {
		for _, b := range s.boxes {
			if len(b) > 1 || len(b) == 1 && v >= 0 && b[0].v != v {
				return 0, false
			}
			if len(b) == 1 {
				v = b[0].v
			}
		}
	}
	return v, v >= 0
}
