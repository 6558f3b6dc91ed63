package audit

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/scoring"
)

func profile(criteria []icp.Criterion) *icp.Profile {
	return &icp.Profile{Criteria: criteria, GoodAt: new(icp.Share(0))}
}

func criterion(i int, text string) icp.Criterion {
	return icp.Criterion{ID: fmt.Sprintf("c%d", i), When: text}
}

// A proposal is what was learned from all folds but one.
type proposal struct {
	penalty float64
	rules   []scoring.Rule
	changes []Change
}

// propose learns the scoring rules from the leads that are not in a fold.
func (s *suggester) propose(held int) (*proposal, error) {
	var training []*sample
	for i := range s.leads {
		if x := &s.leads[i]; x.fold != held && x.target.Known {
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
	p := &proposal{penalty: s.options.Penalty}
	if p.penalty == 0 {
		p.penalty = d.choose(parts)
	}
	l.weigh(d.fit(p.penalty, nil, func(int) bool { return true }))
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

// pointsPer is how many points a unit of log-odds is worth, so that the scores
// span about the range that was asked for.
func (l *learning) pointsPer() float64 {
	span := 0.0
	for t := range l.terms {
		if l.kept[t] {
			continue
		}
		low, high := 0.0, 0.0
		if l.terms[t].amount {
			// Twice the root mean square: few leads have more.
			high = 2 * math.Abs(l.worth[t][1]) * l.scale[t]
		}
		for at, w := range l.worth[t] {
			if !l.terms[t].amount && l.count[t][at] > 0 {
				low, high = min(low, w), max(high, w)
			}
		}
		span += high - low
	}
	if span == 0 {
		return 0
	}
	return float64(l.s.options.Range) / span
}

// write makes rules of the worths, and lists what changed.
func (l *learning) write(p *proposal) {
	per := l.pointsPer()
	written := map[int]bool{} // rules of the rule set, by index
	var added []scoring.Rule
	byRule := map[int]scoring.Rule{}
	for t := range l.terms {
		term := &l.terms[t]
		if l.kept[t] {
			continue
		}
		met := 0
		for at := range term.levels {
			met += l.count[t][at+1]
		}
		if term.amount {
			met = l.count[t][1]
		}
		rule, ok := l.rule(t, per)
		change := Change{Place: "scoring." + term.id, Kind: "added", After: worthOf(&rule), Leads: met}
		if term.rule >= 0 {
			written[term.rule] = true
			change.Kind, change.Before = "changed", worthOf(&l.s.rs.Scoring.Rules[term.rule])
			if ok {
				byRule[term.rule] = rule
				if change.Before == change.After {
					change.Kind = "kept"
				}
			} else {
				change.Kind, change.After, change.Why = "removed", "", "makes too little difference for a whole point"
			}
			p.changes = append(p.changes, change)
			continue
		}
		if ok {
			added = append(added, rule)
			p.changes = append(p.changes, change)
		}
	}
	if m := l.s.rs.Scoring; m != nil {
		for i := range m.Rules {
			switch rule, ok := byRule[i]; {
			case ok:
				p.rules = append(p.rules, rule)
			case !written[i]:
				p.rules = append(p.rules, m.Rules[i])
				why := fmt.Sprintf("fewer than %d training leads meet it", l.s.options.MinLeads)
				if !slices.Contains(l.s.rules, i) {
					why = "refused"
				}
				p.changes = append(p.changes, Change{Place: "scoring." + m.Rules[i].ID, Kind: "kept", Before: worthOf(&m.Rules[i]), After: worthOf(&m.Rules[i]), Why: why})
			}
		}
	}
	p.rules = append(p.rules, added...)
}

// worthOf is what a rule is worth, as text.
func worthOf(r *scoring.Rule) string {
	parts := ruleParts(&qualify.RuleSet{Scoring: &scoring.Model{Rules: []scoring.Rule{*r}}})
	return parts[0].worth
}

// rule is the rule of a term; ok is false where it is worth nothing.
func (l *learning) rule(t int, per float64) (rule scoring.Rule, ok bool) {
	term := &l.terms[t]
	rule = scoring.Rule{ID: term.id, Name: term.name}
	if term.rule >= 0 {
		rule = l.s.rs.Scoring.Rules[term.rule]
		rule.Tiers = nil
	}
	whole := func(w float64) scoring.Points { return scoring.Points(math.Round(w*per)) * scoring.Point }
	if term.amount {
		return l.amountRule(t, per, rule)
	}
	var tiers []scoring.Tier
	for i := 0; i < len(term.levels); {
		points := whole(l.worth[t][i+1])
		j := i + 1
		for term.join != nil && term.levels[i].vals == nil && j < len(term.levels) && whole(l.worth[t][j+1]) == points {
			j++
		}
		text := term.levels[i].text
		if j > i+1 {
			text = term.join(term.levels[i:j])
		}
		tiers = append(tiers, scoring.Tier{When: text, Points: points})
		i = j
	}
	if term.levels[0].vals != nil {
		tiers = l.joinTexts(t, whole)
	}
	if term.rest != "" {
		tiers = append(tiers, scoring.Tier{When: term.rest, Points: whole(l.worth[t][len(l.worth[t])-1])})
	}
	slices.SortStableFunc(tiers, func(a, b scoring.Tier) int { return cmp.Compare(b.Points, a.Points) })
	if !term.ladder {
		tiers = slices.DeleteFunc(tiers, func(x scoring.Tier) bool { return x.Points == 0 })
	} else if term.rest != "" {
		tiers = slices.DeleteFunc(tiers, func(x scoring.Tier) bool { return x.Points == 0 && x.When == term.rest })
	}
	if !slices.ContainsFunc(tiers, func(x scoring.Tier) bool { return x.Points != 0 }) {
		return rule, false
	}
	if len(tiers) == 1 && term.gate == "" {
		rule.When, rule.Points = tiers[0].When, new(tiers[0].Points)
		return rule, true
	}
	if term.gate == "" {
		rule.When = ""
	}
	rule.Points, rule.Tiers = nil, tiers
	return rule, true
}

// joinTexts makes one tier of all texts with the same points.
func (l *learning) joinTexts(t int, whole func(float64) scoring.Points) []scoring.Tier {
	term := &l.terms[t]
	var order []scoring.Points
	by := map[scoring.Points][]level{}
	for i := range term.levels {
		p := whole(l.worth[t][i+1])
		if by[p] == nil {
			order = append(order, p)
		}
		by[p] = append(by[p], term.levels[i])
	}
	var tiers []scoring.Tier
	for _, p := range order {
		tiers = append(tiers, scoring.Tier{When: term.join(by[p]), Points: p})
	}
	return tiers
}

// amountRule is a rule worth points for each match, or a computed one times a
// factor of at most three places.
func (l *learning) amountRule(t int, per float64, rule scoring.Rule) (scoring.Rule, bool) {
	old := l.s.rs.Scoring.Rules[l.terms[t].rule]
	rule.Tiers = old.Tiers
	w := l.worth[t][1] * per
	if rule.Compute == "" {
		rule.Points = new(scoring.Points(math.Round(w)) * scoring.Point)
		return rule, *rule.Points != 0
	}
	factor := scoring.Round(w)
	if factor == 0 {
		return rule, false
	}
	f := float64(factor) / float64(scoring.Point)
	rule.Compute = factor.String() + " * (" + strings.TrimSpace(old.Compute) + ")"
	if factor < 0 {
		rule.Compute = "(" + factor.String() + ") * (" + strings.TrimSpace(old.Compute) + ")"
	}
	low, high := whole(pointsOr0(old.Min), f), whole(pointsOr0(old.Max), f)
	rule.Min, rule.Max = new(min(low, high)), new(max(low, high))
	return rule, true
}

// whole is a number of points times a factor, in whole points.
func whole(p scoring.Points, f float64) scoring.Points {
	return scoring.Points(math.Round(float64(p)/float64(scoring.Point)*f)) * scoring.Point
}
