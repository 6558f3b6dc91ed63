package eval

import (
	"math"
	"math/big"
)

// ExactSum adds float64s without rounding, so that a sum does not depend on
// the order of its terms: a lead's activities may come in any order. The
// total is kept as a high and a low part (Knuth's TwoSum, The Art of Computer
// Programming, volume 2, section 4.2.2); terms whose magnitudes are too far
// apart for two parts go on in a big.Float wide enough for every float64.
type ExactSum struct {
	hi, lo float64
	wide   *big.Float
	isWide bool
}

// widest holds any sum of float64s exactly: 2^1024 down to 2^-1074, and room
// for 2^60 terms.
const widest = 2200

func (s *ExactSum) reset() { s.hi, s.lo, s.isWide = 0, 0, false }

func (s *ExactSum) Add(v float64) {
	if s.isWide {
		s.wide.Add(s.wide, new(big.Float).SetFloat64(v))
		return
	}
	hi, rest := twoSum(s.hi, v)
	if rest == 0 { // the common case; it is NaN where hi overflows
		s.hi = hi
		return
	}
	lo, lost := twoSum(s.lo, rest)
	if lost == 0 && !math.IsInf(hi, 0) && !math.IsNaN(lo) {
		s.hi, s.lo = hi, lo
		return
	}
	s.isWide = true
	s.wide = new(big.Float).SetPrec(widest).SetFloat64(s.hi)
	s.wide.Add(s.wide, new(big.Float).SetFloat64(s.lo))
	s.wide.Add(s.wide, new(big.Float).SetFloat64(v))
}

// Value is the sum rounded once to the nearest float64.
func (s *ExactSum) Value() float64 {
	if s.isWide {
		v, _ := s.wide.Float64()
		return v
	}
	return s.hi + s.lo
}

// twoSum is a+b rounded, and what the rounding lost.
func twoSum(a, b float64) (sum, lost float64) {
	sum = a + b
	bb := sum - a
	return sum, (a - (sum - bb)) + (b - bb)
}
