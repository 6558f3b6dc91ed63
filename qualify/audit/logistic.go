package audit

import "math"

// A design is what a regression is fitted to: rows of few columns that are not
// 0, and whether each hit. Column 0 is the constant.
type design struct {
	columns int
	start   []int // of each row in cols and vals, one more than rows
	cols    []int
	vals    []float64
	hit     []bool
	// limits are what the coefficients have to keep to. Nil binds none.
	limits []limit
}

func newDesign(columns int) *design { return &design{columns: columns, start: []int{0}} }

// row ends a row that was appended to cols and vals.
func (d *design) row(hit bool) {
	d.start = append(d.start, len(d.cols))
	d.hit = append(d.hit, hit)
}

func (d *design) rows() int { return len(d.hit) }

func (d *design) score(b []float64, i int) float64 {
	f := 0.0
	for k := d.start[i]; k < d.start[i+1]; k++ {
		f += float64(b[d.cols[k]] * d.vals[k])
	}
	return f
}

// loss is the negative log-likelihood of the rows that are in, and the penalty.
func (d *design) loss(b []float64, penalty float64, in func(int) bool) float64 {
	sum := 0.0
	for i := range d.rows() {
		if in(i) {
			f := d.score(b, i)
			if d.hit[i] {
				f = -f
			}
			sum += softplus(f)
		}
	}
	return sum + ridge(b, penalty)
}

func ridge(b []float64, penalty float64) float64 {
	sum := 0.0
	for _, x := range b[1:] {
		sum += float64(x * x)
	}
	return float64(penalty * sum / 2)
}

// fit returns the coefficients of the logistic regression with the penalty
// times half their squares, but for the constant, on the rows that are in. It
// is Newton's method with halved steps (iteratively reweighted least squares;
// T. Hastie, R. Tibshirani, J. Friedman, "The Elements of Statistical
// Learning", 2009, section 4.4), from start, which may be nil. The loss is
// strictly convex, so there is one answer. Each step goes to the least of the
// loss's parabola within the limits; start has to keep to them too.
func (d *design) fit(penalty float64, start []float64, in func(int) bool) []float64 {
	p := d.columns
	b := make([]float64, p)
	copy(b, start)
	h := make([]float64, p*p)
	g := make([]float64, p)
	now := d.loss(b, penalty, in)
	for range 50 {
		clear(h)
		clear(g)
		for i := range d.rows() {
			if !in(i) {
				continue
			}
			chance := logistic(d.score(b, i))
			error := chance - float64(one(d.hit[i]))
			weight := float64(chance * (1 - chance))
			for k := d.start[i]; k < d.start[i+1]; k++ {
				c, v := d.cols[k], d.vals[k]
				g[c] += float64(error * v)
				w := float64(weight * v)
				for l := d.start[i]; l <= k; l++ {
					h[c*p+d.cols[l]] += float64(w * d.vals[l])
				}
			}
		}
		h[0] += 1e-9 // all hit or none
		for c := 1; c < p; c++ {
			g[c] += float64(penalty * b[c])
			h[c*p+c] += penalty
		}
		step := newDescent(h, g, p)
		step.keep(d.limits, b)
		size := 0.0
		for _, x := range step.down {
			size = max(size, math.Abs(x))
		}
		if size < 1e-7 { // far below what rounding to points could see
			break
		}
		next := make([]float64, p)
		scale, better := 1.0, false
		for range 30 {
			for c := range next {
				next[c] = b[c] - float64(scale*step.down[c])
			}
			if l := d.loss(next, penalty, in); l < now {
				now, better = l, true
				break
			}
			scale /= 2
		}
		if !better {
			break
		}
		b = next
	}
	return b
}

// penalties are what choose tries, the strongest first so that each fit starts
// near the next.
var penalties = [...]float64{64, 16, 4, 1, 0.25}

// choose is the penalty that foretells best, by the loss on each part of the
// rows held out in turn.
func (d *design) choose(part []int) float64 {
	best, least := penalties[0], math.Inf(1)
	var has [folds]bool
	for _, f := range part {
		has[f] = true
	}
	var start [folds][]float64
	for _, penalty := range penalties {
		sum := 0.0
		for f := range folds {
			if !has[f] {
				continue
			}
			start[f] = d.fit(penalty, start[f], func(i int) bool { return part[i] != f })
			sum += d.loss(start[f], 0, func(i int) bool { return part[i] == f })
		}
		if sum < least {
			best, least = penalty, sum
		}
	}
	return best
}
