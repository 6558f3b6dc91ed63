// Package portable has the few transcendental functions that decisions and
// statistics rest on, with the same bits on every processor.
//
// Package math promises no such thing: some processors have their own
// routines there, and a compiler may fuse x*y + z into one instruction with
// one rounding instead of two. Here are only the basic operations of IEEE 754,
// each rounded to nearest even, and every product that meets a sum stands in an
// explicit conversion, which by the Go specification forbids the fusion.
//
// They are truncated power series on a short interval. The relative error of
// Exp2 and NegLog2 is below 1e-15.
package portable

import "math"

// Exp2 returns 2^x. The result is exact where x is an integer and 2^x a normal
// or subnormal float64. It is 0 below -1075, +Inf from 1024 up, and NaN for
// NaN.
func Exp2(x float64) float64 {
	switch {
	case x != x:
		return x
	case x < -1075:
		return 0
	case x >= 1024:
		return math.Inf(1)
	}
	// 2^x = 2^k * e^r with k the integer nearest to x, so |r| <= ln(2)/2.
	k := int(x + 0.5)
	if x < 0 {
		k = int(x - 0.5)
	}
	r := (x - float64(k)) * math.Ln2
	// Taylor's series of e^r by Horner's rule. The first term left out is
	// below (ln(2)/2)^14/14! < 2^-57.
	e := 1.0 / 6227020800
	for _, c := range [...]float64{
		1.0 / 479001600, 1.0 / 39916800, 1.0 / 3628800, 1.0 / 362880,
		1.0 / 40320, 1.0 / 5040, 1.0 / 720, 1.0 / 120, 1.0 / 24, 1.0 / 6,
		1.0 / 2, 1, 1,
	} {
		e = float64(e*r) + c
	}
	// Two factors, for a subnormal result has no single normal one. The first
	// product is exact, so only the second rounds.
	half := k / 2
	return e * power(half) * power(k-half)
}

// Exp returns e^x, with a relative error below 1e-15 (1 + |x|). It is 0 far
// below 0, +Inf far above, and NaN for NaN.
func Exp(x float64) float64 { return Exp2(x * math.Log2E) }

// Log returns the natural logarithm of x: -Inf for 0, +Inf for +Inf, and NaN
// for NaN and whatever is below 0. Its error is below 1e-15 (1 + |Log(x)|).
func Log(x float64) float64 {
	switch {
	case x != x || x < 0:
		return math.NaN()
	case x == 0:
		return math.Inf(-1)
	case math.IsInf(x, 1):
		return x
	}
	m, e := math.Frexp(x) // exact, m in [1/2, 1)
	if m < math.Sqrt2/2 {
		m, e = m*2, e-1
	}
	return float64(float64(e)+log2p1(m-1)) * math.Ln2
}

// power returns 2^k for a k in [-1022, 1023].
func power(k int) float64 {
	return math.Float64frombits(uint64(k+1023) << 52)
}

// NegLog2 returns -log2((h + 0.5) / 2^64): for a uniformly distributed h an
// exponentially distributed number of mean 1/ln(2), greater than 0 and at
// most 65.
func NegLog2(h uint64) float64 {
	if h >= nearOne {
		// The distance to 1 is a short number as well, and the quotient is
		// not: start from the distance to keep all digits of a small result.
		return -log2p1(-float64(float(^h) / (1 << 64)))
	}
	bits := math.Float64bits(float(h))
	e := int(bits>>52) - 1023 - 64
	m := math.Float64frombits(bits&(1<<52-1) | 1023<<52)
	if m >= math.Sqrt2 {
		m, e = m/2, e+1
	}
	return -(float64(e) + log2p1(m-1))
}

// nearOne is 2^64/sqrt(2), about: from there up (h + 0.5)/2^64 is within the
// interval of log2p1 as it is.
const nearOne = 0xb504f333f9de6485

// float returns h + 0.5, rounded once: both halves are exact.
func float(h uint64) float64 {
	return float64(float64(uint32(h>>32))*(1<<32)) + (float64(uint32(h)) + 0.5)
}

// log2p1 returns log2(1 + f) for 1 + f in [1/sqrt(2), sqrt(2)].
func log2p1(f float64) float64 {
	// log(1 + f) = 2 artanh(s) = 2 (s + s^3/3 + s^5/5 + ...), |s| < 0.172. The
	// first term left out is below s * 0.172^22/23 < s * 2^-60.
	s := f / (2 + f)
	z := s * s
	sum := 1.0 / 21
	for _, c := range [...]float64{
		1.0 / 19, 1.0 / 17, 1.0 / 15, 1.0 / 13, 1.0 / 11, 1.0 / 9, 1.0 / 7,
		1.0 / 5, 1.0 / 3, 1,
	} {
		sum = float64(sum*z) + c
	}
	return float64(s * sum * (2 / math.Ln2))
}
