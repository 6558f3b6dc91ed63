package audit

import "math"

// A bound is what the points of a proposal keep to: a sum of the points of some
// columns, each times a whole factor, is not below 0. What is written and what
// is fitted keep to the same bounds.
type bound struct {
	term    int
	cols    []int
	factors []int64
}

// bind appends the bound that the sum of the points of a term's levels, each
// times its factor, is not below 0.
func (l *learning) bind(to []bound, t int, factors []int64) []bound {
	b := bound{term: t}
	for at, f := range factors {
		c := l.columns[t][at]
		if f == 0 || c < 0 || c == l.zeros[t] {
			continue
		}
		k := 0
		for k < len(b.cols) && b.cols[k] != c {
			k++
		}
		if k == len(b.cols) {
			b.cols, b.factors = append(b.cols, c), append(b.factors, 0)
		}
		b.factors[k] += f
	}
	for _, f := range b.factors {
		if f != 0 {
			return append(to, b)
		}
	}
	return to
}

// signs bind the points of each level to what the data say of it. Where the lift
// of its leads against the others of which it is known lies above 1 as a whole,
// a lead at the level gets no fewer points than the mean of those others, and
// not less than 0; where it lies below 1, no more than that mean. Against leads
// of which it is unknown, which get 0, the same holds by the lift against these.
// A fit may find the opposite where two parts go together, and make up for it
// elsewhere; nobody would believe such points.
func (l *learning) signs() []bound {
	var out []bound
	n := len(l.terms)
	for t := range l.terms {
		if l.kept[t] {
			continue
		}
		counts := make([]Count, len(l.columns[t]))
		var known Count
		amount := 0.0
		for row, x := range l.training {
			at := int(l.levels[row*n+t])
			var c Count
			c.note(x.target)
			if at < len(counts) {
				counts[at].add(c)
			}
			if at != unknownLevel {
				known.add(c)
			}
			amount += l.amounts[row*n+t]
		}
		if l.terms[t].amount {
			// No fewer points than none, on average: what is computed may be
			// negative.
			if sign := signOf(counts[someAmount], known.minus(counts[someAmount])); sign != 0 && amount != 0 {
				out = l.bind(out, t, []int64{0, sign * int64(math.Copysign(1, amount)), 0})
			}
			continue
		}
		for at := 1; at < len(counts); at++ {
			if l.columns[t][at] >= 0 {
				out = l.sign(out, t, at, counts, known)
			}
		}
	}
	return out
}

// sign appends the bounds of a level by the signs of its lifts.
func (l *learning) sign(out []bound, t, at int, counts []Count, known Count) []bound {
	factors := func(of func(k int) int64) []int64 {
		list := make([]int64, len(counts))
		for k := range list {
			list[k] = of(k)
		}
		return list
	}
	single := func(sign int64) []int64 { return factors(func(k int) int64 { return sign * int64(one(k == at)) }) }
	others := known.minus(counts[at])
	sign := signOf(counts[at], others)
	if sign != 0 {
		out = l.bind(out, t, factors(func(k int) int64 {
			switch k {
			case unknownLevel:
				return 0
			case at:
				return sign * int64(others.Leads)
			}
			return -sign * int64(counts[k].Leads)
		}))
	}
	if !l.unknowns(t) {
		return l.bind(out, t, single(sign))
	}
	if sign > 0 {
		out = l.bind(out, t, single(1))
	}
	return l.bind(out, t, single(signOf(counts[at], counts[unknownLevel])))
}

// signOf is 1 where leads with something reached the target more often than
// those without it, -1 where less often, by an interval that leaves out 1.
func signOf(with, without Count) int64 {
	switch LiftOf(with, without).Verdict {
	case LikelyBetter:
		return 1
	case LikelyWorse:
		return -1
	}
	return 0
}

// orders bind the points of levels that keep an order, each to the next: of a
// rule's tiers, which overlap, and of facts by Monotone.
func (l *learning) orders(in func(*term) bool) []bound {
	var out []bound
	for t := range l.terms {
		if l.kept[t] || !in(&l.terms[t]) {
			continue
		}
		sign := int64(1) // falling
		if l.terms[t].direction == Up {
			sign = -1
		}
		for at := 2; at <= len(l.terms[t].levels); at++ {
			factors := make([]int64, len(l.columns[t]))
			factors[at-1], factors[at] = sign, -sign
			out = l.bind(out, t, factors)
		}
	}
	return out
}

// limits are the bounds on coefficients: points are differences of these.
func (l *learning) limits() []limit {
	var out []limit
	for i := range l.bounds {
		x := &l.bounds[i]
		m := limit{cols: x.cols}
		sum, most := int64(0), 0.0
		for _, f := range x.factors {
			sum += f
			most = max(most, math.Abs(float64(f)))
		}
		for _, f := range x.factors {
			m.factors = append(m.factors, float64(f)/most)
		}
		zero, share := l.zeroOf(x.term)
		for k, c := range zero {
			m.cols, m.factors = append(m.cols[:len(m.cols):len(m.cols)], c), append(m.factors, -share[k]*float64(sum)/most)
		}
		out = append(out, m)
	}
	return out
}

// zeroOf are the columns whose coefficients, each times its share, are what a
// term's points are relative to: the mean, where no column scores 0.
func (l *learning) zeroOf(t int) (cols []int, shares []float64) {
	switch {
	case l.zeros[t] >= 0:
		return l.zeros[t : t+1], []float64{1}
	case l.terms[t].amount || l.terms[t].gate != "":
		return nil, nil
	}
	n := 0
	for _, count := range l.count[t][1:] {
		n += count
	}
	for at, c := range l.columns[t] {
		if c >= 0 {
			cols, shares = append(cols, c), append(shares, float64(l.count[t][at])/float64(max(1, n)))
		}
	}
	return cols, shares
}

// weigh turns coefficients into log-odds relative to what scores 0.
func (l *learning) weigh(b []float64) {
	l.worth = make([]float64, l.width)
	for t := range l.terms {
		cols, shares := l.zeroOf(t)
		zero := 0.0
		for k, c := range cols {
			zero += float64(shares[k] * b[c])
		}
		for _, c := range l.columns[t] {
			switch {
			case c < 0:
			case l.terms[t].amount:
				l.worth[c] = b[c] / l.scale[t]
			default:
				l.worth[c] = b[c] - zero
			}
		}
	}
}
