package audit

import "math"

// A Lift compares the leads that have something with all others.
type Lift struct {
	// Lift is the rate of the leads that have it over the rate of those that
	// have it and those that have not together: 1 makes no difference. It is 0
	// where nobody hit.
	Lift float64 `json:"lift"`
	// Low and High bound its 95 % interval. Both are 0 where no lead has it,
	// and 1 where all have.
	Low  float64 `json:"low"`
	High float64 `json:"high"`
	// Verdict says what the interval proves.
	Verdict LiftVerdict `json:"verdict"`
}

// A LiftVerdict is what a lift proves.
type LiftVerdict string

// The verdicts. Of twenty rules that make no difference one is expected to be
// called better or worse.
const (
	// Better: the whole interval is above 1.
	Better LiftVerdict = "better"
	// Worse: the whole interval is below 1.
	Worse LiftVerdict = "worse"
	// NoDifference: the interval holds 1 and is within 0.8 and 1.25.
	NoDifference LiftVerdict = "no_difference"
	// TooLittleData: the interval holds 1 and more than that, or there are
	// fewer than ten leads on one side.
	TooLittleData LiftVerdict = "too_little_data"
)

// minSide is the least number of leads on each side of a comparison.
const minSide = 10

// LiftOf compares the leads with something with those without it.
//
// With R the ratio of the two rates and w the share of the leads with it, the
// lift is R / (w R + 1 - w). The interval of R is that of Donner and Zou
// ("Closed-form confidence intervals for functions of the normal mean and
// standard deviation", Statistical Methods in Medical Research 21, 2012) on
// Wilson intervals of the two rates, and that of the lift follows from it with
// w taken as given. It never leaves 0 to 1/w.
func LiftOf(with, without Count) Lift {
	a, b := with.Rate(), without.Rate()
	n := a.Of + b.Of
	if a.Of == 0 {
		return Lift{Verdict: TooLittleData}
	}
	if b.Of == 0 {
		// Those that have it are all there are.
		return Lift{Lift: float64(one(a.Hits > 0)), Low: 1, High: 1, Verdict: TooLittleData}
	}
	w := float64(a.Of) / float64(n)
	low, high := ratio(a, b)
	l := Lift{Low: liftOf(low, w), High: liftOf(high, w)}
	if hits := a.Hits + b.Hits; hits > 0 {
		l.Lift = a.Rate / (float64(hits) / float64(n))
	}
	switch {
	case a.Of < minSide || b.Of < minSide:
		l.Verdict = TooLittleData
	case l.Low > 1:
		l.Verdict = Better
	case l.High < 1:
		l.Verdict = Worse
	case l.Low >= 0.8 && l.High <= 1.25:
		l.Verdict = NoDifference
	default:
		l.Verdict = TooLittleData
	}
	return l
}

// liftOf is the lift of a ratio of rates.
func liftOf(r, w float64) float64 {
	if math.IsInf(r, 1) {
		return 1 / w
	}
	return r / (float64(w*r) + 1 - w)
}

// ratio bounds the ratio of two rates; high may be infinite.
func ratio(a, b Rate) (low, high float64) {
	p := float64(a.Rate * b.Rate)
	if top := a.Low * (2*a.Rate - a.Low); top > 0 {
		low = top / (p + math.Sqrt(max(0, float64(p*p)-float64(top*b.High*(2*b.Rate-b.High)))))
	}
	bottom := b.Low * (2*b.Rate - b.Low)
	if bottom <= 0 {
		return low, math.Inf(1)
	}
	high = (p + math.Sqrt(max(0, float64(p*p)-float64(a.High*(2*a.Rate-a.High)*bottom)))) / bottom
	return low, high
}
