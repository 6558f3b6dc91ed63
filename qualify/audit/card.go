package audit

import (
	"math"

	"github.com/leadqual/leadqual/internal/scorecard"
)

// onePoint is a whole point in thousandths.
const onePoint = 1000

// round makes points of the worths, so that scores span about the range that was
// asked for.
func (l *learning) round() {
	l.points = make([]int64, l.width)
	span := l.span(l.worth)
	if span == 0 {
		return
	}
	per := float64(l.s.options.Range) / span
	for t := range l.terms {
		for _, c := range l.columns[t] {
			if c < 0 {
				continue
			}
			if l.computed(t) {
				l.points[c] = scorecard.Round(l.worth[c] * per)
				continue
			}
			l.points[c] = int64(math.Round(l.worth[c]*per)) * onePoint
		}
	}
}

// computed tells whether a term is a factor of what a rule computes, which need
// not be whole.
func (l *learning) computed(t int) bool {
	return l.terms[t].amount && l.s.rs.Scoring.Rules[l.terms[t].rule].Compute != ""
}

// span is the distance between the least and the greatest sum of worths that
// there may be, by column.
func (l *learning) span(worth []float64) float64 {
	span := 0.0
	for t := range l.terms {
		low, high := 0.0, 0.0
		for at, c := range l.columns[t] {
			switch {
			case c < 0:
			case l.terms[t].amount:
				// Twice the root mean square: few leads have more.
				high = 2 * math.Abs(worth[c]) * l.scale[t]
			case l.count[t][at] > 0:
				low, high = min(low, worth[c]), max(high, worth[c])
			}
		}
		span += high - low
	}
	return span
}
