package audit

import (
	"fmt"
	"math"

	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/scoring"
)

func criterion(i int, text string) icp.Criterion {
	return icp.Criterion{ID: fmt.Sprintf("c%d", i), When: text}
}

// A proposal is what was learned from all folds but one.
type proposal struct {
	penalty           float64
	signsCost         float64 // in loss per lead
	monotoneCost      float64 // the same
	shortCost         float64 // the same
	fitLoss, cardLoss float64 // per lead
	rules             []scoring.Rule
	changes           []SuggestedChange
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
	s.distinct(terms)
	m, err := s.newMeter(terms)
	if err != nil {
		return nil, err
	}
	l := &learning{s: s, terms: terms, training: training}
	for _, x := range training {
		l.levels, l.amounts = m.measure(x, l.levels, l.amounts)
	}
	l.arrange()
	p := l.fit()
	l.write(p)
	return p, nil
}

// learning is what one proposal is made from.
type learning struct {
	s        *suggester
	terms    []term
	training []*sample
	levels   []uint16 // of each lead in each term
	amounts  []float64

	count   [][]int   // leads by term and level; of an amount, those with any at 1
	columns [][]int   // column by term and level, -1 without
	zeros   []int     // by term, the column that scores 0, -1 without
	width   int       // columns, the constant included
	scale   []float64 // of amounts, by term: the root mean square
	worth   []float64 // log-odds by column, relative to what scores 0
	points  []int64   // in thousandths, by column
	kept    []bool    // too little data: the rule stays as it is
	bounds  []bound
}

// arrange counts the levels and gives each with enough leads a column.
func (l *learning) arrange() {
	n := len(l.terms)
	l.count, l.columns, l.scale, l.kept = make([][]int, n), make([][]int, n), make([]float64, n), make([]bool, n)
	for t := range l.terms {
		l.count[t] = make([]int, max(3, l.terms[t].size()))
	}
	for row := range l.training {
		for t := range l.terms {
			x := l.amounts[row*n+t]
			l.scale[t] += float64(x * x)
			if at := int(l.levels[row*n+t]); at < len(l.count[t]) {
				l.count[t][at]++
			}
		}
	}
	l.width, l.zeros = 1, make([]int, n)
	for t := range l.terms {
		l.scale[t] = math.Sqrt(l.scale[t] / float64(max(1, len(l.training))))
		l.columns[t] = make([]int, len(l.count[t]))
		for at := range l.columns[t] {
			l.columns[t][at] = -1
		}
		if l.terms[t].rule >= 0 && !l.metOften(t) {
			l.kept[t], l.zeros[t] = true, -1
			continue
		}
		for at, c := range l.count[t] {
			if c >= l.s.options.MinLeads && l.terms[t].learned(at) {
				l.columns[t][at] = l.width
				l.width++
			}
		}
		if l.terms[t].ordered() {
			l.close(t)
		}
		l.zeros[t] = l.zero(t)
	}
}

// zero is the column of a term that scores 0, to which its others are relative:
// that of the unknown where there are enough of it, else of those for which no
// condition of a rule is met, else of those at levels with too few leads, if
// any. All levels without a column of their own are in it too, since what scores
// 0 alike is fitted alike. It is -1 where there is none: of an amount, and where
// a condition stands before tiers.
func (l *learning) zero(t int) int {
	term := &l.terms[t]
	if term.amount || term.gate != "" {
		return -1
	}
	zero := l.columns[t][unknownLevel]
	if zero < 0 && term.rule >= 0 {
		zero = l.columns[t][len(term.levels)+1]
	}
	for at, c := range l.columns[t] {
		if c < 0 && l.count[t][at] > 0 {
			if zero < 0 {
				zero = l.width
				l.width++
			}
			l.columns[t][at] = zero
		}
	}
	return zero
}

// unknowns tells whether there are enough leads for whom a term is unknown.
func (l *learning) unknowns(t int) bool {
	return l.terms[t].learned(unknownLevel) && l.count[t][unknownLevel] >= l.s.options.MinLeads
}

// close gives the levels with too few leads of a term whose levels keep an order
// the column of the next level, or of the one before.
func (l *learning) close(t int) {
	columns := l.columns[t][1 : 1+len(l.terms[t].levels)]
	for at := len(columns) - 2; at >= 0; at-- {
		if columns[at] < 0 {
			columns[at] = columns[at+1]
		}
	}
	for at := 1; at < len(columns); at++ {
		if columns[at] < 0 {
			columns[at] = columns[at-1]
		}
	}
}

// metOften tells whether any condition of a rule is met by enough leads.
func (l *learning) metOften(t int) bool {
	for at := range max(1, len(l.terms[t].levels)) {
		if l.count[t][at+1] >= l.s.options.MinLeads {
			return true
		}
	}
	return false
}

// design is the regression on the columns within their bounds, with the parts to
// hold out. The first limits are those of signs and ladders, then follow those
// of Monotone.
func (l *learning) design() (d *design, parts []int, signs int) {
	d = newDesign(l.width)
	parts = make([]int, len(l.training))
	n := len(l.terms)
	for row, x := range l.training {
		d.cols, d.vals = append(d.cols, 0), append(d.vals, 1)
		for t := range l.terms {
			at := int(l.levels[row*n+t])
			if at >= len(l.columns[t]) || l.columns[t][at] < 0 {
				continue
			}
			v := 1.0
			if l.terms[t].amount {
				v = l.amounts[row*n+t] / l.scale[t]
			}
			d.cols, d.vals = append(d.cols, l.columns[t][at]), append(d.vals, v)
		}
		d.row(x.target.Value)
		parts[row] = x.fold
	}
	l.bounds = append(l.signs(), l.orders(func(t *term) bool { return t.ladder })...)
	signs = len(l.bounds)
	l.bounds = append(l.bounds, l.orders(func(t *term) bool { return t.direction != "" })...)
	d.limits = l.limits()
	return d, parts, signs
}

// fit finds the points of every column, and what bounds and a limit to the
// number of rules cost.
func (l *learning) fit() *proposal {
	d, parts, signs := l.design()
	p := &proposal{penalty: l.s.options.Penalty}
	if p.penalty == 0 {
		p.penalty = d.choose(parts)
	}
	b := d.fit(p.penalty, nil, everyRow)
	loss := d.loss(b, 0, everyRow)
	n := float64(max(1, d.rows()))
	// without is the loss with fewer bounds.
	without := func(limits []limit) float64 {
		free := *d
		free.limits = limits
		return free.loss(free.fit(p.penalty, b, everyRow), 0, everyRow)
	}
	signed := loss
	if signs < len(d.limits) {
		signed = without(d.limits[:signs])
		p.monotoneCost = max(0, loss-signed) / n
	}
	p.signsCost = max(0, signed-without(nil)) / n
	if most := l.s.options.MaxRules; most > 0 && l.learned() > most {
		d, b = l.shorten(d, b, most, p.penalty)
		p.shortCost = max(0, d.loss(b, 0, everyRow)-loss) / n
	}
	p.fitLoss = d.loss(b, 0, everyRow) / n
	l.weigh(b)
	p.cardLoss = l.round(p.penalty).mean()
	return p
}

func everyRow(int) bool { return true }
