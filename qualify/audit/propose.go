package audit

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/scoring"
)

func criterion(i int, text string) icp.Criterion {
	return icp.Criterion{ID: fmt.Sprintf("c%d", i), When: text}
}

// A proposal is what was learned from all folds but one.
type proposal struct {
	penalty   float64
	signsCost float64 // in loss per lead
	shortCost float64 // the same
	rules     []scoring.Rule
	changes   []SuggestedChange
}

// propose learns the scoring rules from the leads that are in.
func (s *suggester) propose(in func(*sample) bool) (*proposal, error) {
	var training []*sample
	for i := range s.leads {
		if x := &s.leads[i]; x.target.Known && in(x) {
			training = append(training, x)
		}
	}
	var terms []term
	for _, i := range s.rules {
		terms = append(terms, ruleTerm(s.rs, i))
	}
	for _, f := range s.facts {
		terms = append(terms, s.factTerms(f, training)...)
	}
	if s.options.Activities {
		terms = append(terms, s.activityTerms(training)...)
	}
	m, err := s.newMeter(terms)
	if err != nil {
		return nil, err
	}
	l := &learning{s: s, terms: terms, training: training}
	for _, x := range training {
		l.levels, l.amounts = m.measure(x, l.levels, l.amounts)
	}
	l.arrange()
	d, parts := l.design()
	all := func(int) bool { return true }
	p := &proposal{penalty: s.options.Penalty}
	if p.penalty == 0 {
		p.penalty = d.choose(parts)
	}
	b := d.fit(p.penalty, nil, all)
	signed := d.loss(b, 0, all)
	d.signs = nil
	p.signsCost = max(0, signed-d.loss(d.fit(p.penalty, b, all), 0, all)) / float64(max(1, d.rows()))
	l.weigh(b)
	if most := s.options.MaxRules; most > 0 && l.shorten(most) {
		full := signed
		d, _ = l.design()
		b = d.fit(p.penalty, nil, all)
		p.shortCost = max(0, d.loss(b, 0, all)-full) / float64(max(1, d.rows()))
		l.weigh(b)
	}
	l.write(p)
	return p, nil
}

// learning is what one proposal is made from.
type learning struct {
	s        *suggester
	terms    []term
	training []*sample
	levels   []uint8 // of each lead in each term
	amounts  []float64

	count   [][]int // leads by term and level; of an amount, those with any at 1
	columns [][]int // column by term and level, -1 without
	scale   []float64
	worth   [][]float64 // log-odds by term and level, relative to what scores 0
	kept    []bool      // too little data: the rule stays as it is
}

// arrange counts the levels and gives each with enough leads a column.
func (l *learning) arrange() {
	n := len(l.terms)
	l.count, l.columns, l.scale, l.kept = make([][]int, n), make([][]int, n), make([]float64, n), make([]bool, n)
	for t := range l.terms {
		l.count[t] = make([]int, max(2, l.terms[t].size()))
	}
	for row := range l.training {
		for t := range l.terms {
			at := int(l.levels[row*n+t])
			if l.terms[t].amount {
				x := l.amounts[row*n+t]
				at = one(x != 0)
				l.scale[t] += float64(x * x)
			}
			if at < len(l.count[t]) {
				l.count[t][at]++
			}
		}
	}
	next := 1
	for t := range l.terms {
		term := &l.terms[t]
		l.columns[t] = make([]int, len(l.count[t]))
		enough := 0
		for at, c := range l.count[t] {
			l.columns[t][at] = -1
			if c >= l.s.options.MinLeads && !(term.amount && at == 0) {
				l.columns[t][at] = next
				next++
				enough++
			}
		}
		l.scale[t] = math.Sqrt(l.scale[t] / float64(max(1, len(l.training))))
		if term.rule >= 0 && (enough == 0 || !term.amount && !l.metOften(t)) {
			for at := range l.columns[t] {
				if l.columns[t][at] >= 0 {
					l.columns[t][at] = -1
					next--
				}
			}
			l.kept[t] = true
		}
	}
}

// metOften tells whether any condition of a rule is met by enough leads.
func (l *learning) metOften(t int) bool {
	for at := range l.terms[t].levels {
		if l.count[t][at+1] >= l.s.options.MinLeads {
			return true
		}
	}
	return false
}

func (l *learning) design() (*design, []int) {
	columns := 1
	for t := range l.columns {
		for _, c := range l.columns[t] {
			columns = max(columns, c+1)
		}
	}
	d := newDesign(columns)
	d.signs = l.signs(columns)
	parts := make([]int, len(l.training))
	n := len(l.terms)
	for row, x := range l.training {
		d.cols, d.vals = append(d.cols, 0), append(d.vals, 1)
		for t := range l.terms {
			if at := int(l.levels[row*n+t]); l.terms[t].amount {
				if c := l.columns[t][1]; c >= 0 {
					d.cols, d.vals = append(d.cols, c), append(d.vals, l.amounts[row*n+t]/l.scale[t])
				}
			} else if at < len(l.columns[t]) && l.columns[t][at] >= 0 {
				d.cols, d.vals = append(d.cols, l.columns[t][at]), append(d.vals, 1)
			}
		}
		d.row(x.target.Value)
		parts[row] = x.fold
	}
	return d, parts
}

// signs are what the data say of each column: 1 where the lift of the leads that
// have it, against the others of which it is known, lies above 1 as a whole, -1
// where it lies below. A fit may find the opposite where two parts go together,
// and make up for it elsewhere; nobody would believe such points.
func (l *learning) signs(columns int) []int8 {
	out := make([]int8, columns)
	n := len(l.terms)
	for t := range l.terms {
		counts := make([]Count, len(l.columns[t]))
		var known Count
		for row, x := range l.training {
			at := int(l.levels[row*n+t])
			if l.terms[t].amount {
				at = one(l.amounts[row*n+t] != 0)
			}
			var c Count
			c.note(x.target)
			if at < len(counts) {
				counts[at].add(c)
			}
			if at != unknownLevel || l.terms[t].amount {
				known.add(c)
			}
		}
		for at, c := range l.columns[t] {
			if c < 0 || at == unknownLevel {
				continue
			}
			switch lift := LiftOf(counts[at], known.minus(counts[at])); lift.Verdict {
			case LikelyBetter:
				out[c] = 1
			case LikelyWorse:
				out[c] = -1
			}
		}
	}
	return out
}

// shorten takes the columns of all terms but those that tell most between leads,
// by the variance of their worth. It tells whether there were more.
func (l *learning) shorten(most int) bool {
	n := len(l.terms)
	type told struct {
		t        int
		variance float64
	}
	var terms []told
	for t := range l.terms {
		if l.kept[t] {
			continue
		}
		sum, squares := 0.0, 0.0
		for row := range l.training {
			w := 0.0
			if l.terms[t].amount {
				w = l.worth[t][1] * l.amounts[row*n+t]
			} else if at := int(l.levels[row*n+t]); at < len(l.worth[t]) {
				w = l.worth[t][at]
			}
			sum += w
			squares += float64(w * w)
		}
		m := float64(max(1, len(l.training)))
		terms = append(terms, told{t, squares/m - float64(sum/m*(sum/m))})
	}
	if len(terms) <= most {
		return false
	}
	slices.SortStableFunc(terms, func(a, b told) int { return cmp.Compare(b.variance, a.variance) })
	for _, x := range terms[most:] {
		for at := range l.columns[x.t] {
			l.columns[x.t][at] = -1
		}
	}
	next := 1
	for t := range l.columns {
		for at := range l.columns[t] {
			if l.columns[t][at] >= 0 {
				l.columns[t][at] = next
				next++
			}
		}
	}
	return true
}

// weigh turns coefficients into log-odds relative to what scores 0: the unknown
// where there is enough of it; else what no rule is met by; else the mean.
func (l *learning) weigh(b []float64) {
	l.worth = make([][]float64, len(l.terms))
	for t := range l.terms {
		term := &l.terms[t]
		w := make([]float64, len(l.columns[t]))
		l.worth[t] = w
		for at, c := range l.columns[t] {
			if c >= 0 {
				w[at] = b[c]
			}
		}
		if term.amount {
			if l.scale[t] > 0 {
				w[1] /= l.scale[t]
			}
			continue
		}
		if term.ladder {
			l.order(t)
		}
		zero := 0.0
		switch {
		case l.columns[t][unknownLevel] >= 0 && term.gate == "":
			zero = w[unknownLevel]
		case term.rule >= 0 && term.rest != "":
			zero = w[len(w)-1]
		case term.gate != "":
		default:
			sum, n := 0.0, 0
			for at := 1; at < len(w); at++ {
				sum += float64(w[at] * float64(l.count[t][at]))
				n += l.count[t][at]
			}
			zero = sum / float64(max(1, n))
		}
		for at, c := range l.columns[t] {
			w[at] -= zero
			if c < 0 {
				w[at] = 0
			}
		}
		w[unknownLevel] = 0
	}
}

// order makes the worth of a ladder's levels fall from each to the next, as
// tiers have to, by pooling those that do not (pool adjacent violators).
func (l *learning) order(t int) {
	type pool struct {
		sum, n float64
		levels int
	}
	var pools []pool
	for j := range l.terms[t].levels {
		n := float64(l.count[t][j+1]) + 1e-9
		pools = append(pools, pool{l.worth[t][j+1] * n, n, 1})
		for k := len(pools) - 1; k > 0 && pools[k].sum*pools[k-1].n > pools[k-1].sum*pools[k].n; k-- {
			pools[k-1].sum += pools[k].sum
			pools[k-1].n += pools[k].n
			pools[k-1].levels += pools[k].levels
			pools = pools[:k]
		}
	}
	at := 1
	for _, p := range pools {
		for range p.levels {
			l.worth[t][at] = p.sum / p.n
			at++
		}
	}
}
