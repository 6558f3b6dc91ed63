package audit

import (
	"math"
	"slices"
)

// A limit is what some coefficients of a regression have to keep to: their sum,
// each times a factor, is not below 0.
type limit struct {
	cols    []int
	factors []float64
}

// at is the sum, which may not be below 0.
func (m *limit) at(b []float64) float64 {
	sum := 0.0
	for k, c := range m.cols {
		sum += float64(m.factors[k] * b[c])
	}
	return sum
}

// A descent is a step of Newton's method: down is what is taken off the
// coefficients.
type descent struct {
	factor []float64 // Cholesky's, of the second derivatives
	down   []float64
}

// newDescent is the step h down = g for a positive definite h, of which the lower
// half is given and overwritten by its Cholesky factor.
func newDescent(h, g []float64, p int) *descent {
	for j := range p {
		for i := j; i < p; i++ {
			sum := h[i*p+j]
			hi, hj := h[i*p:i*p+j], h[j*p:j*p+j]
			for k := range hj {
				sum -= float64(hi[k] * hj[k])
			}
			if i == j {
				h[j*p+j] = math.Sqrt(max(sum, 1e-12))
			} else {
				h[i*p+j] = sum / h[j*p+j]
			}
		}
	}
	s := &descent{factor: h}
	s.down = s.solve(slices.Clone(g))
	return s
}

// solve overwrites g with x, h x = g.
func (s *descent) solve(g []float64) []float64 {
	p := len(g)
	for i := range p {
		sum := g[i]
		for k, f := range s.factor[i*p : i*p+i] {
			sum -= float64(f * g[k])
		}
		g[i] = sum / s.factor[i*p+i]
	}
	for i := p - 1; i >= 0; i-- {
		sum := g[i]
		for k := i + 1; k < p; k++ {
			sum -= float64(s.factor[k*p+i] * g[k])
		}
		g[i] = sum / s.factor[i*p+i]
	}
	return g
}

// slack is how far beyond its limit a sum may be and count as at it: far below
// what rounding to points could see.
const slack = 1e-9

// keep changes a step from b, which keeps to the limits, so that what it leads
// to does too: to the least within them of the parabola whose least overall is
// where the step led. Each limit that it breaks gets a multiplier, raised or
// lowered until its sum is 0, in turn, until all hold (C. Hildreth, "A quadratic
// programming procedure", Naval Research Logistics Quarterly 4, 1957).
func (s *descent) keep(limits []limit, b []float64) {
	p := len(b)
	to := make([]float64, p)
	for c := range to {
		to[c] = b[c] - s.down[c]
	}
	var all []broken
	in := make([]bool, len(limits))
	for range len(limits) {
		was := len(all)
		for i := range limits {
			if in[i] || limits[i].at(to) >= -slack {
				continue
			}
			x := broken{limit: &limits[i], push: make([]float64, p)}
			for k, c := range x.cols {
				x.push[c] += x.factors[k]
			}
			s.solve(x.push)
			if x.at(x.push) > 0 {
				all, in[i] = append(all, x), true
			}
		}
		if len(all) == was {
			break
		}
		balance(all, to)
		for c := range to {
			to[c] = b[c] - s.down[c]
			for i := range all {
				to[c] += float64(all[i].multiplier * all[i].push[c])
			}
		}
	}
	for c := range to {
		s.down[c] = b[c] - to[c]
	}
}

// A broken limit is one that a step has to be pushed within.
type broken struct {
	*limit
	push       []float64 // of the coefficients, by a multiplier of 1
	multiplier float64
	rises      []float64 // of its sum, by a multiplier of 1 of each
}

// balance finds the multipliers of limits, from those that led to where the
// coefficients are.
func balance(all []broken, to []float64) {
	sums := make([]float64, len(all))
	for i := range all {
		sums[i] = all[i].at(to)
		for j := len(all[i].rises); j < len(all); j++ {
			all[i].rises = append(all[i].rises, all[i].at(all[j].push))
		}
	}
	for range 1000 {
		most := 0.0
		for i := range all {
			by := max(-all[i].multiplier, -sums[i]/all[i].rises[i])
			if by == 0 {
				continue
			}
			all[i].multiplier += by
			for j := range all {
				sums[j] += float64(by * all[j].rises[i])
			}
			most = max(most, math.Abs(float64(by*all[i].rises[i])))
		}
		if most < slack {
			return
		}
	}
}
