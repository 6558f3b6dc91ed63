package audit

import (
	"cmp"
	"slices"
)

// learned is how many terms have points of their own.
func (l *learning) learned() int {
	n := 0
	for t := range l.terms {
		n += one(l.has(t))
	}
	return n
}

// has tells whether a term has a column.
func (l *learning) has(t int) bool {
	return slices.ContainsFunc(l.columns[t], func(c int) bool { return c >= 0 })
}

// shorten takes terms out until few enough are left, those first without which
// the loss rises least, and fits anew. Where many are too many it takes out a
// quarter of these at a time.
func (l *learning) shorten(d *design, b []float64, most int, penalty float64) (*design, []float64) {
	for over := l.learned() - most; over > 0; over = l.learned() - most {
		l.drop(l.least(d, b, (over+3)/4))
		d, _, _ = l.design()
		b = d.fit(penalty, nil, everyRow)
	}
	return d, b
}

// least are the terms without which the loss rises least, where every lead gets
// the mean of a term instead.
func (l *learning) least(d *design, b []float64, n int) []int {
	type told struct {
		t    int
		loss float64
	}
	var terms []told
	scores, of := make([]float64, d.rows()), make([]float64, d.rows())
	for row := range scores {
		scores[row] = d.score(b, row)
	}
	for t := range l.terms {
		if !l.has(t) {
			continue
		}
		mean, loss := 0.0, 0.0
		for row := range of {
			of[row] = 0
			at := int(l.levels[row*len(l.terms)+t])
			if at < len(l.columns[t]) && l.columns[t][at] >= 0 {
				of[row] = b[l.columns[t][at]]
				if l.terms[t].amount {
					of[row] *= l.amounts[row*len(l.terms)+t] / l.scale[t]
				}
			}
			mean += of[row]
		}
		mean /= float64(len(of))
		for row, x := range of {
			f := scores[row] - x + mean
			if d.hit[row] {
				f = -f
			}
			loss += softplus(f)
		}
		terms = append(terms, told{t, loss})
	}
	slices.SortStableFunc(terms, func(a, b told) int { return cmp.Compare(a.loss, b.loss) })
	var out []int
	for _, x := range terms[:n] {
		out = append(out, x.t)
	}
	return out
}

// drop takes the columns of terms out.
func (l *learning) drop(terms []int) {
	next := map[int]int{}
	for t := range l.columns {
		for at, c := range l.columns[t] {
			switch {
			case c < 0:
			case slices.Contains(terms, t):
				l.columns[t][at] = -1
			default:
				if next[c] == 0 {
					next[c] = len(next) + 1
				}
				l.columns[t][at] = next[c]
			}
		}
	}
	for t, c := range l.zeros {
		if l.zeros[t] = -1; c >= 0 && next[c] > 0 {
			l.zeros[t] = next[c]
		}
	}
	l.width = len(next) + 1
}
