package cases

import (
	"math"
	"slices"
	"strconv"
)

// span is the numbers from low to high, without low or high itself where that
// end is open.
type span struct {
	low, high         float64
	lowOpen, highOpen bool
}

var allNumbers = []span{{low: math.Inf(-1), high: math.Inf(1)}}

// empty tells whether there is no number in s.
func (s span) empty() bool {
	return s.low > s.high || s.low == s.high && (s.lowOpen || s.highOpen)
}

// whole narrows s to the whole numbers in it.
func (s span) whole() span {
	low, high := math.Ceil(s.low), math.Floor(s.high)
	if s.lowOpen && low == s.low && !math.IsInf(low, 0) {
		low++
	}
	if s.highOpen && high == s.high && !math.IsInf(high, 0) {
		high--
	}
	if math.Abs(low) >= 1<<52 && !math.IsInf(low, 0) || math.Abs(high) >= 1<<52 && !math.IsInf(high, 0) {
		return s // beyond what is counted exactly
	}
	return span{low: low, high: high}
}

// has tells whether x is in s.
func (s span) has(x float64) bool {
	return (s.low < x || s.low == x && !s.lowOpen) && (x < s.high || x == s.high && !s.highOpen)
}

// intersectSpans returns what is in both of two ascending lists of disjoint
// spans.
func intersectSpans(a, b []span) []span {
	var out []span
	for i, j := 0, 0; i < len(a) && j < len(b); {
		s := span{low: max(a[i].low, b[j].low), high: min(a[i].high, b[j].high)}
		s.lowOpen = a[i].low == s.low && a[i].lowOpen || b[j].low == s.low && b[j].lowOpen
		s.highOpen = a[i].high == s.high && a[i].highOpen || b[j].high == s.high && b[j].highOpen
		if !s.empty() {
			out = append(out, s)
		}
		if a[i].high < b[j].high || a[i].high == b[j].high && a[i].highOpen {
			i++
		} else {
			j++
		}
	}
	return out
}

// uniteSpans returns what is in either of two lists.
func uniteSpans(a, b []span) []span {
	all := slices.Concat(a, b)
	slices.SortFunc(all, func(x, y span) int {
		switch {
		case x.low < y.low || x.low == y.low && !x.lowOpen && y.lowOpen:
			return -1
		case x.low == y.low && x.lowOpen == y.lowOpen:
			return 0
		}
		return 1
	})
	out := all[:0]
	for _, s := range all {
		n := len(out)
		if n == 0 || out[n-1].high < s.low || out[n-1].high == s.low && out[n-1].highOpen && s.lowOpen {
			out = append(out, s)
			continue
		}
		last := &out[n-1]
		if s.high > last.high || s.high == last.high && !s.highOpen {
			last.high, last.highOpen = s.high, s.highOpen
		}
	}
	return out
}

// complement returns the numbers that are not in the list.
func complement(list []span) []span {
	var out []span
	rest := allNumbers[0]
	for _, s := range list {
		if left := (span{low: rest.low, lowOpen: rest.lowOpen, high: s.low, highOpen: !s.lowOpen}); !left.empty() {
			out = append(out, left)
		}
		rest.low, rest.lowOpen = s.high, !s.highOpen
	}
	if !rest.empty() && rest.low < math.Inf(1) {
		out = append(out, rest)
	}
	return out
}

// describe writes a span as a condition on what is called name, its ends by
// figure.
func (s span) describe(name string, figure func(float64) string) string {
	switch {
	case s.low == s.high:
		return name + " == " + figure(s.low)
	case math.IsInf(s.low, -1) && math.IsInf(s.high, 1):
		return name + " is known"
	case math.IsInf(s.low, -1):
		return name + sign(" <", s.highOpen) + figure(s.high)
	case math.IsInf(s.high, 1):
		return name + sign(" >", s.lowOpen) + figure(s.low)
	}
	return figure(s.low) + sign(" <", s.lowOpen) + name + sign(" <", s.highOpen) + figure(s.high)
}

func sign(s string, open bool) string {
	if open {
		return s + " "
	}
	return s + "= "
}

func figure(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// pick is a plain number of s: a whole one within it if there is one.
func (s span) pick() float64 {
	switch {
	case s.has(0):
		return 0
	case !math.IsInf(s.low, 0) && !s.lowOpen:
		return s.low
	case !math.IsInf(s.high, 0) && !s.highOpen:
		return s.high
	case math.IsInf(s.low, 0):
		return math.Ceil(s.high) - 1
	}
	if next := math.Floor(s.low) + 1; s.has(next) {
		return next
	}
	return s.low + (s.high-s.low)/2
}
