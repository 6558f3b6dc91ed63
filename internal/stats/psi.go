package stats

import (
	"math"

	"github.com/leadqual/leadqual/internal/portable"
)

// PSI is the population stability index of one distribution of leads over
// groups against another (N. Siddiqi, "Credit Risk Scorecards", 2006): 0 where
// they are equal. Where a group is empty, half a lead is added to each of both.
func PSI(have, want []int) float64 {
	more := 0.0
	n, m := 0.0, 0.0
	for i := range have {
		n += float64(have[i])
		m += float64(want[i])
		if have[i] == 0 || want[i] == 0 {
			more = 0.5
		}
	}
	k := more * float64(len(have))
	if n+k == 0 || m+k == 0 {
		return 0
	}
	sum := 0.0
	for i := range have {
		p, q := (float64(have[i])+more)/(n+k), (float64(want[i])+more)/(m+k)
		sum += float64((p - q) * portable.Log(p/q))
	}
	return sum
}

// PSILimit is what PSI of n leads against m exceeds by chance once in a hundred
// times where nothing changed, over so many groups, and at least 0.1 (B.
// Yurdakul, "Statistical properties of the population stability index", 2018).
func PSILimit(groups, n, m int) float64 {
	if groups < 2 || n < 1 || m < 1 {
		return math.Inf(1)
	}
	return max(0.1, ChiSquareQuantile(0.01, groups-1)*(1/float64(n)+1/float64(m)))
}

// Trend is the statistic of Cochran and Armitage of whether the share of hits
// grows from group to group (P. Armitage, "Tests for linear trends in
// proportions and frequencies", Biometrics 11, 1955): standard normal where it
// does not. It is 0 where there is nothing to compare.
func Trend(hits, n []int) float64 {
	var sumN, sumH, sumNT, sumNTT, sumHT float64
	for t := range n {
		f, h, x := float64(n[t]), float64(hits[t]), float64(t)
		sumN += f
		sumH += h
		sumNT += float64(f * x)
		sumNTT += float64(f * x * x)
		sumHT += float64(h * x)
	}
	if sumN == 0 {
		return 0
	}
	p := sumH / sumN
	variance := p * (1 - p) * (sumNTT - float64(sumNT*sumNT)/sumN)
	if variance <= 0 {
		return 0
	}
	return (sumHT - float64(p*sumNT)) / math.Sqrt(variance)
}
