package audit

import (
	"fmt"
	"math"

	"github.com/leadqual/leadqual/internal/stats"
)

// A Lift compares the leads that have something with all others.
type Lift struct {
	// Lift is the rate of the leads that have it over the rate of all leads,
	// with it or without, as far as known: 1 makes no
	// difference. It is 0 where nobody hit.
	Lift float64 `json:"lift"`
	// Low and High bound its 95 % interval, whatever became of the leads of
	// which it is not known: at the low end those that have it are lost and the
	// others won, at the high end the other way round. Both are 0 where no lead
	// has it, and 1 where all have.
	Low  float64 `json:"low"`
	High float64 `json:"high"`
	// P is the chance of a difference as clear as this where there is none, by
	// Fisher's exact test with mid-p, two-sided, at the corner that speaks most
	// against it. 1 where there are too few leads to compare.
	P float64 `json:"p"`
	// Q is P adjusted for all comparisons of the report, 0 where the comparison
	// is not among them.
	Q float64 `json:"q,omitempty"`
	// Verdict says what may be believed.
	Verdict LiftVerdict `json:"verdict"`
	// ExcludesLow and ExcludesHigh are set with NoDifference: lifts below and
	// above these are excluded.
	ExcludesLow  float64 `json:"excludes_low,omitempty"`
	ExcludesHigh float64 `json:"excludes_high,omitempty"`
}

// A LiftVerdict is what a comparison lets believe.
type LiftVerdict string

// The verdicts.
const (
	// Better and Worse hold among all comparisons of a report: of all that it
	// calls so, one in twenty is expected to be wrong, however many rules there
	// are.
	Better LiftVerdict = "better"
	Worse  LiftVerdict = "worse"
	// LikelyBetter and LikelyWorse hold only taken alone: the interval leaves
	// out 1. Of twenty rules that make no difference one is expected to be
	// called so.
	LikelyBetter LiftVerdict = "likely_better"
	LikelyWorse  LiftVerdict = "likely_worse"
	// NoDifference: both a lift below 0.8 and one above 1.25 are excluded, each
	// at 5 %.
	NoDifference LiftVerdict = "no_difference"
	// TooLittleData: neither of these, or fewer than ten leads on one side.
	TooLittleData LiftVerdict = "too_little_data"
	// TooFewWorked: the leads that nobody worked, or of which nobody knows what
	// became of them, leave more open than chance does.
	TooFewWorked LiftVerdict = "too_few_worked"
)

const (
	// minSide is the least number of leads on each side of a comparison.
	minSide = 10
	// A lift within these makes no difference that matters.
	leastLift, mostLift = 0.8, 1.25
	// falseShare is the share of verdicts that may be wrong.
	falseShare = 0.05
)

// LiftOf compares the leads with something with those without it, taken alone.
//
// With R the ratio of the two rates and w the share of the leads with it, the
// lift is R / (w R + 1 - w). The interval of R is that of Donner and Zou
// ("Closed-form confidence intervals for functions of the normal mean and
// standard deviation", Statistical Methods in Medical Research 21, 2012) on
// Wilson intervals of the two rates, and that of the lift follows from it with
// w taken as given. It never leaves 0 to 1/w.
func LiftOf(with, without Count) Lift {
	a, b := side(with), side(without)
	if a.N() == 0 {
		return Lift{P: 1, Verdict: TooLittleData}
	}
	if b.N() == 0 {
		// Those that have it are all there are.
		return Lift{Lift: float64(one(a.Hits > 0)), Low: 1, High: 1, P: 1, Verdict: TooLittleData}
	}
	w := float64(a.N()) / float64(a.N()+b.N())
	bounds := func(z float64) (low, high float64) {
		low = stats.Ratio(a.Hits, a.N(), b.Hits+b.Unknown, b.N(), z).Low
		high = stats.Ratio(a.Hits+a.Unknown, a.N(), b.Hits, b.N(), z).High
		return liftOf(low, w), liftOf(high, w)
	}
	l := Lift{P: 1}
	l.Low, l.High = bounds(stats.Z95)
	p, q := with.Rate().Rate, without.Rate().Rate
	if all := float64(w*p) + float64((1-w)*q); all > 0 {
		l.Lift = p / all
	}
	if min(a.N(), b.N()) < minSide {
		l.Verdict = TooLittleData
		return l
	}
	l.P = stats.CornersP(a, b)
	within, and := bounds(stats.Z90) // two one-sided tests at 5 %
	switch {
	case l.Low > 1:
		l.Verdict = LikelyBetter
	case l.High < 1:
		l.Verdict = LikelyWorse
	case within >= leastLift && and <= mostLift:
		l.Verdict, l.ExcludesLow, l.ExcludesHigh = NoDifference, within, and
	case unworked(with) || unworked(without):
		l.Verdict = TooFewWorked
	default:
		l.Verdict = TooLittleData
	}
	return l
}

func side(c Count) stats.Side { return stats.Side{Hits: c.Hits, Known: c.Known, Unknown: c.Unknown} }

// unworked tells whether the unknown leave more open than chance does.
func unworked(c Count) bool {
	r := c.Rate()
	return r.Of > 0 && float64(r.Unknown)/float64(r.Of) > r.KnownHigh-r.KnownLow
}

// A family are the comparisons that a report makes, to be judged together.
type family []comparison

type comparison struct {
	lift   *Lift
	better bool
}

// put adds a comparison that has enough leads on both sides.
func (f *family) put(l *Lift, with, without Count) {
	if min(with.counting(), without.counting()) >= minSide {
		better, worse := stats.Corners(side(with), side(without))
		*f = append(*f, comparison{l, better < worse})
	}
}

// judge gives the comparisons their verdicts (Y. Benjamini and Y. Hochberg,
// "Controlling the false discovery rate", Journal of the Royal Statistical
// Society B 57, 1995).
func (f family) judge() {
	p := make([]float64, len(f))
	for i := range f {
		p[i] = f[i].lift.P
	}
	for i, q := range stats.Adjust(p) {
		l := f[i].lift
		if l.Q = q; q > falseShare {
			continue
		}
		l.ExcludesLow, l.ExcludesHigh, l.Verdict = 0, 0, Worse
		if f[i].better {
			l.Verdict = Better
		}
	}
}

// liftOf is the lift of a ratio of rates.
func liftOf(r, w float64) float64 {
	if math.IsInf(r, 1) {
		return 1 / w
	}
	return r / (float64(w*r) + 1 - w)
}

// words is what a comparison lets believe, for people.
func (l *Lift) words() string {
	switch l.Verdict {
	case LikelyBetter:
		return "likely better"
	case LikelyWorse:
		return "likely worse"
	case NoDifference:
		return "no difference"
	case TooLittleData:
		return "too little data"
	case TooFewWorked:
		return "too few worked"
	}
	return string(l.Verdict)
}

// String is "1.85 (1.80 to 1.90)".
func (l Lift) String() string { return fmt.Sprintf("%.2f (%.2f to %.2f)", l.Lift, l.Low, l.High) }
