package stats

import "math"

// An Interval has two ends, Low at or below High.
type Interval struct{ Low, High float64 }

// Holds tells whether x is in the interval, ends included.
func (i Interval) Holds(x float64) bool { return i.Low <= x && x <= i.High }

// Width is the distance of the ends.
func (i Interval) Width() float64 { return i.High - i.Low }

// Wilson is the 95 % interval of the rate of hits among n (E. B. Wilson,
// "Probable inference, the law of succession, and statistical inference",
// Journal of the American Statistical Association 22, 1927). It is sensible for
// few leads and for rates of 0 and 1, where the textbook one is not. It is 0 to
// 1 where n is below 1; hits are taken as between 0 and n.
func Wilson(hits, n int) Interval {
	if n < 1 {
		return Interval{0, 1}
	}
	hits = min(max(0, hits), n)
	i := WilsonAt(float64(hits)/float64(n), float64(n), Z95)
	// Exactly so, but for rounding.
	if hits == 0 {
		i.Low = 0
	}
	if hits == n {
		i.High = 1
	}
	return i
}

// WilsonAt is Wilson's interval of a rate p found in n leads, which need not be
// whole, at the normal quantile z.
func WilsonAt(p, n, z float64) Interval {
	if !(n > 0) {
		return Interval{0, 1}
	}
	whole := 1 + z*z/n
	center := (p + z*z/(2*n)) / whole
	half := z / whole * math.Sqrt(float64(p*(1-p))/n+z*z/(4*n*n))
	return Interval{max(0, center-half), min(1, center+half)}
}

// Bounded is the interval of a rate of which some outcomes are unknown: from
// Wilson's low end with all of them none to Wilson's high end with all of them
// hits (C. F. Manski, "Nonparametric bounds on treatment effects", American
// Economic Review 80, 1990). It covers the truth whatever decided which became
// known.
func Bounded(hits, known, unknown int) Interval {
	return Interval{
		Low:  Wilson(hits, known+unknown).Low,
		High: Wilson(hits+unknown, known+unknown).High,
	}
}

// Newcombe is the difference of two rates, a less b, with its 95 % interval
// (R. G. Newcombe, "Interval estimation for the difference between independent
// proportions", Statistics in Medicine 17, 1998, method 10).
func Newcombe(hitsA, a, hitsB, b int) (difference float64, i Interval) {
	if a < 1 || b < 1 {
		return 0, Interval{-1, 1}
	}
	p, q := float64(hitsA)/float64(a), float64(hitsB)/float64(b)
	wa, wb := Wilson(hitsA, a), Wilson(hitsB, b)
	difference = p - q
	return difference, Interval{
		Low:  difference - hypot(p-wa.Low, wb.High-q),
		High: difference + hypot(wa.High-p, q-wb.Low),
	}
}

// Ratio is the interval of the ratio of two rates at the normal quantile z, by
// A. Donner and G. Zou ("Closed-form confidence intervals for functions of the
// normal mean and standard deviation", Statistical Methods in Medical Research
// 21, 2012) on Wilson's. The high end may be infinite; both sides must have
// leads.
func Ratio(hitsA, a, hitsB, b int, z float64) Interval {
	p, q := float64(hitsA)/float64(a), float64(hitsB)/float64(b)
	wa, wb := WilsonAt(p, float64(a), z), WilsonAt(q, float64(b), z)
	if hitsA == 0 {
		wa.Low = 0
	}
	if hitsB == 0 {
		wb.Low = 0
	}
	return RatioOf(p, wa, q, wb)
}

// RatioOf is the interval of the ratio p/q of two independent rates that have
// intervals of their own.
func RatioOf(p float64, ip Interval, q float64, iq Interval) Interval {
	both := float64(p * q)
	out := Interval{High: math.Inf(1)}
	if top := ip.Low * (2*p - ip.Low); top > 0 {
		out.Low = top / (both + math.Sqrt(max(0, float64(both*both)-float64(top*iq.High*(2*q-iq.High)))))
	}
	if bottom := iq.Low * (2*q - iq.Low); bottom > 0 {
		out.High = (both + math.Sqrt(max(0, float64(both*both)-float64(ip.High*(2*p-ip.High)*bottom)))) / bottom
	}
	return out
}

// hypot is that of package math but for overflow, which rates do not reach; that
// one differs between processors.
func hypot(x, y float64) float64 { return math.Sqrt(float64(x*x) + float64(y*y)) }
