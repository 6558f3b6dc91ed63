package stats

import (
	"math"

	"github.com/leadqual/leadqual/internal/portable"
)

// Quantiles of the standard normal distribution.
const (
	Z95 = 1.959963984540054  // 95 % lies within it of 0: that of every interval
	Z90 = 1.6448536269514722 // 90 % does, and 5 % lies above it
	Z99 = 2.5758293035489004 // 99 % does
)

// Normal is the chance that a standard normal variable is above x.
func Normal(x float64) float64 {
	switch {
	case x != x:
		return x
	case x < 0:
		return 1 - Normal(-x)
	case x > 38:
		return 0
	case x < 2.5:
		// The series of the distribution function around 0 (G. Marsaglia,
		// "Evaluating the normal distribution", 2004).
		sum, term := x, x
		for i := 3.0; term > sum*1e-17; i += 2 {
			term = term * x * x / i
			sum += term
		}
		return max(0, 0.5-float64(sum*density(x)))
	}
	// Laplace's continued fraction of the tail.
	f := x
	for i := 60.0; i >= 1; i-- {
		f = x + i/f
	}
	return density(x) / f
}

// density is that of the standard normal distribution.
func density(x float64) float64 {
	return portable.Exp(-x*x/2) / math.Sqrt(2*math.Pi)
}

// ChiSquare is the chance that a chi-square variable with so many degrees of
// freedom is above x. It is 1 for x at or below 0.
func ChiSquare(x float64, degrees int) float64 {
	if x <= 0 || degrees < 1 {
		return 1
	}
	// Closed forms for whole degrees: a sum that grows by two degrees each
	// (Abramowitz and Stegun, 26.4.4 and 26.4.5).
	sum, term, i := 0.0, 0.0, 0
	if degrees%2 == 0 {
		term, i = portable.Exp(-x/2), 2
	} else {
		sum = 2 * Normal(math.Sqrt(x))
		term, i = 2*math.Sqrt(x)*density(math.Sqrt(x)), 3
	}
	for ; i <= degrees; i += 2 {
		sum += term
		term = term * x / float64(i)
	}
	return min(1, sum)
}

// ChiSquareQuantile is the value that a chi-square variable with so many
// degrees of freedom is above with chance p, between 0 and 1.
func ChiSquareQuantile(p float64, degrees int) float64 {
	if degrees < 1 {
		return 0
	}
	low, high := 0.0, 1.0
	for ChiSquare(high, degrees) > p && high < 1e6 {
		high *= 2
	}
	return bisect(low, high, func(x float64) bool { return ChiSquare(x, degrees) > p })
}

// bisect is the greatest x between low and high for which below holds, where it
// holds up to some point.
func bisect(low, high float64, below func(float64) bool) float64 {
	for range 200 {
		middle := low + (high-low)/2
		if middle == low || middle == high {
			break
		}
		if below(middle) {
			low = middle
		} else {
			high = middle
		}
	}
	return low
}
