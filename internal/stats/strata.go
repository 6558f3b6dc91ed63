package stats

import (
	"math"

	"github.com/leadqual/leadqual/internal/portable"
)

// A Stratum is a pair of sides among leads that are alike.
type Stratum struct{ A, B Side }

// An Odds is an odds ratio with its 95 % interval.
type Odds struct {
	Ratio float64
	Interval
}

// MantelHaenszel is the common odds ratio of a's hits to b's over strata (N.
// Mantel and W. Haenszel, "Statistical aspects of the analysis of data from
// retrospective studies of disease", Journal of the National Cancer Institute
// 22, 1959), with the variance of J. Robins, N. Breslow and S. Greenland
// ("Estimators of the Mantel-Haenszel variance consistent in both sparse data
// and large-strata limiting models", Biometrics 42, 1986). Unknown outcomes
// are not looked at. It is not ok where a cell is empty over all strata that
// have both sides.
func MantelHaenszel(strata []Stratum) (o Odds, ok bool) {
	var r, s, pr, psqr, qs float64
	for _, x := range strata {
		n := float64(x.A.Known + x.B.Known)
		if x.A.Known == 0 || x.B.Known == 0 {
			continue
		}
		a, b := float64(x.A.Hits), float64(x.A.Known-x.A.Hits)
		c, d := float64(x.B.Hits), float64(x.B.Known-x.B.Hits)
		p, q := (a+d)/n, (b+c)/n
		ri, si := a*d/n, b*c/n
		r += ri
		s += si
		pr += float64(p * ri)
		psqr += float64(p*si) + float64(q*ri)
		qs += float64(q * si)
	}
	if r == 0 || s == 0 {
		return Odds{Interval: Interval{0, math.Inf(1)}}, false
	}
	o.Ratio = r / s
	spread := Z95 * math.Sqrt(pr/(2*r*r)+psqr/(2*r*s)+qs/(2*s*s))
	o.Low, o.High = o.Ratio*portable.Exp(-spread), o.Ratio*portable.Exp(spread)
	return o, true
}

// A Layer is a part of a population and the leads that stand for it.
type Layer struct {
	N    int // leads of the population in this layer
	Side     // those of them that were to be looked at
}

// Stratified is the rate of a whole population from leads that were looked at
// in each layer at random, each layer by its share of all leads, with its 95 %
// interval (D. G. Horvitz and D. J. Thompson, "A generalization of sampling
// without replacement from a finite universe", Journal of the American
// Statistical Association 47, 1952; G. Y. Zou, W. Huang and X. Zhang, "A note
// on confidence interval estimation for a linear function of binomial
// proportions", Computational Statistics and Data Analysis 53, 2009). Unknown
// leads of a layer are none at the low end and hits at the high end; a layer
// with nobody looked at is 0 to 1.
func Stratified(layers []Layer) (rate float64, i Interval) {
	all := 0
	for _, l := range layers {
		all += l.N
	}
	if all == 0 {
		return 0, Interval{0, 1}
	}
	low, high, below, above := 0.0, 0.0, 0.0, 0.0
	for _, l := range layers {
		w := float64(l.N) / float64(all)
		n := l.Side.N()
		if n == 0 {
			high += w
			continue
		}
		least, most := Wilson(l.Hits, n), Wilson(l.Hits+l.Unknown, n)
		p, q := float64(l.Hits)/float64(n), float64(l.Hits+l.Unknown)/float64(n)
		if l.Known > 0 {
			rate += float64(w * float64(l.Hits) / float64(l.Known))
		}
		low += float64(w * p)
		high += float64(w * q)
		d := w * (p - least.Low)
		below += float64(d * d)
		d = w * (most.High - q)
		above += float64(d * d)
	}
	return rate, Interval{max(0, low-math.Sqrt(below)), min(1, high+math.Sqrt(above))}
}
