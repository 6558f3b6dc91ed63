package milli

import "math"

// Unbounded is beyond every amount: a Range that ends there has no bound. Sums
// saturate at it, and adding two never overflows.
const Unbounded = math.MaxInt64 / 4

// A Range is the amounts from Low to High, in thousandths, both included. The
// zero Range is the amount 0.
type Range struct{ Low, High int64 }

// Nothing is the Range that holds no amount: With of it and another is the
// other.
func Nothing() Range { return Range{math.MaxInt64, math.MinInt64} }

// IsNothing tells whether no amount is in r.
func (r Range) IsNothing() bool { return r.Low > r.High }

// Exactly is the Range of one amount.
func Exactly(v int64) Range { return Range{v, v} }

// With is the smallest Range that holds both.
func (r Range) With(q Range) Range { return Range{min(r.Low, q.Low), max(r.High, q.High)} }

// Plus is the Range of a sum.
func (r Range) Plus(q Range) Range { return Range{Add(r.Low, q.Low), Add(r.High, q.High)} }

// Add is a + b, which stays Unbounded where one of them is.
func Add(a, b int64) int64 {
	switch {
	case a >= Unbounded || b >= Unbounded:
		return Unbounded
	case a <= -Unbounded || b <= -Unbounded:
		return -Unbounded
	}
	return max(-Unbounded, min(a+b, Unbounded))
}

// Times is the Range of n amounts of v, where any number of them up to n may
// count; a negative n is any number.
func Times(v, n int64) Range {
	all := v * n
	if magnitude := max(v, -v); v != 0 && (n < 0 || n > Unbounded/magnitude) {
		if all = Unbounded; v < 0 {
			all = -Unbounded
		}
	}
	return Range{min(all, 0), max(all, 0)}
}

// Clip is r with each end at its nearest amount from low to high; where low is
// above high, low counts.
func (r Range) Clip(low, high int64) Range {
	clip := func(v int64) int64 { return max(low, min(v, high)) }
	return Range{clip(r.Low), clip(r.High)}
}
