package stats

import "math"

// StratifiedCorners are the one-sided tests of whether one population hits more
// often than another, and less often, each estimated from layers that were
// looked at at random, at the corner where the unknown speak most against it.
// The variance of a layer is that of one hit and one miss more than were found,
// so that it is never 0.
func StratifiedCorners(a, b []Layer) (better, worse float64) {
	lowA, highA, varA := ends(a)
	lowB, highB, varB := ends(b)
	spread := math.Sqrt(varA + varB)
	if spread == 0 {
		return 1, 1
	}
	return Normal((lowA - highB) / spread), Normal((lowB - highA) / spread)
}

// ends are the shares of hits with all unknown lost and won, and the variance.
func ends(layers []Layer) (low, high, variance float64) {
	all := 0
	for _, l := range layers {
		all += l.N
	}
	for _, l := range layers {
		w := float64(l.N) / float64(max(1, all))
		n := float64(l.Side.N())
		if n == 0 {
			high += w
			continue
		}
		low += float64(w * float64(l.Hits) / n)
		high += float64(w * float64(l.Hits+l.Unknown) / n)
		p := (float64(l.Hits) + 1) / (n + 2)
		variance += float64(w * w * p * (1 - p) / n)
	}
	return low, high, variance
}
