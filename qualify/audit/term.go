package audit

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

// A term is something that a lead scores by: a rule of the rule set, or tiers
// of a fact. A lead is at exactly one of its levels, or has an amount of it.
type term struct {
	rule int // in rs.Scoring.Rules, -1 for tiers of a fact
	id   string
	name string
	// levels are texts of conditions, from the first; a lead is at the first
	// that is met.
	levels []level
	// rest is the level of a lead for which no condition is met: its text, ""
	// where the term has no such level.
	rest string
	// amount says that the term is the worth of a rule at one point.
	amount bool
	gate   string
	// ladder says that levels overlap, so that their order has to stay.
	ladder bool
	// direction is the order that the points of a number's levels keep to, from
	// the least number; "" is none.
	direction Direction
	join      joiner // how levels with the same points become one, nil for not
}

// A level is one of a term's.
type level struct {
	text string
	from float64  // of a number: the least
	to   float64  // of a number: where the next level begins
	vals []string // of a text: the values
}

// A joiner is the text of adjacent levels together.
type joiner func(levels []level) string

// The indices of levels in a term: 0 is unknown, 1 the first of levels, then
// all others, and last rest.
const unknownLevel = 0

// The levels of a term that is an amount, besides.
const (
	someAmount = 1
	noAmount   = 2
)

func (t *term) size() int { return 1 + len(t.levels) + one(t.rest != "") }

// learned tells whether a level gets a worth of its own: not where it scores 0
// by what the term is.
func (t *term) learned(at int) bool {
	switch {
	case t.amount:
		return at == someAmount
	case at == unknownLevel:
		return t.gate == ""
	}
	return true
}

// ordered tells whether the levels keep an order.
func (t *term) ordered() bool { return t.ladder || t.direction != "" }

// chooseRules finds the scoring rules to learn from.
func (s *suggester) chooseRules() {
	if s.rs.Scoring == nil {
		return
	}
	for i := range s.rs.Scoring.Rules {
		r := &s.rs.Scoring.Rules[i]
		if why := s.guard.refuses(ruleTexts(r)...); why != "" {
			s.out.Refused = append(s.out.Refused, NotLearned{"scoring." + r.ID, why})
			continue
		}
		s.rules = append(s.rules, i)
	}
}

// chooseFacts finds the facts to make tiers of.
func (s *suggester) chooseFacts() error {
	for i, path := range s.options.Facts {
		if slices.Contains(s.options.Facts[:i], path) {
			continue
		}
		f, ok := factAt(s.rs, path)
		if !ok {
			return fmt.Errorf("audit: there is no fact %s to make tiers of; a custom one has to be declared under facts", path)
		}
		if after, late := s.guard.late(path); late {
			return fmt.Errorf("audit: %s is known only after %s, so no score may be learned from it", path, after)
		}
		if f.kind == criteria.Time {
			return fmt.Errorf("audit: no tiers can be made of %s, which is an instant; write rules on how long ago it is", path)
		}
		s.facts = append(s.facts, f)
	}
	if s.options.Facts != nil {
		return nil
	}
	used := s.read()
	for _, path := range slices.Sorted(maps.Keys(s.rs.Facts)) {
		f, ok := factAt(s.rs, path)
		if !ok || slices.Contains(used, path) {
			continue
		}
		if after, late := s.guard.late(path); late {
			s.out.Refused = append(s.out.Refused, NotLearned{path, "is known only after " + after})
			continue
		}
		if f.kind == criteria.Time {
			s.note("No tiers were made of %s, which is an instant; write rules on how long ago it is.", path)
			continue
		}
		s.facts = append(s.facts, f)
	}
	return nil
}

// checkMonotone tells what of Monotone no tiers can keep to.
func (s *suggester) checkMonotone() error {
	for _, path := range slices.Sorted(maps.Keys(s.options.Monotone)) {
		direction := s.options.Monotone[path]
		if direction != Up && direction != Down {
			return fmt.Errorf("audit: monotone of %s is %q or %q, not %q", path, Up, Down, direction)
		}
		f, ok := factAt(s.rs, path)
		if !ok {
			return fmt.Errorf("audit: there is no fact %s to be monotone; a custom one has to be declared under facts", path)
		}
		if f.kind != criteria.Number {
			return fmt.Errorf("audit: %s cannot be monotone, because it is no number", path)
		}
		if !slices.ContainsFunc(s.facts, func(x fact) bool { return x.path == path }) {
			return fmt.Errorf("audit: no tiers are made of %s, so they cannot be monotone; name it among the facts to make tiers of", path)
		}
	}
	return nil
}

// read are the facts that some scoring rule reads.
func (s *suggester) read() []string {
	if s.rs.Scoring == nil {
		return nil
	}
	var texts []string
	for i := range s.rs.Scoring.Rules {
		texts = append(texts, ruleTexts(&s.rs.Scoring.Rules[i])...)
	}
	return reads(s.rs, texts...)
}

// ruleTexts are the conditions of a rule and what it computes.
func ruleTexts(r *scoring.Rule) []string {
	texts := []string{r.When, r.Compute}
	for _, t := range r.Tiers {
		texts = append(texts, t.When)
	}
	return texts
}

// ruleTerm is the term of a scoring rule.
func ruleTerm(rs *qualify.RuleSet, i int) term {
	r := &rs.Scoring.Rules[i]
	t := term{rule: i, id: r.ID, name: r.Name}
	switch {
	case r.Each != "" || r.Compute != "":
		t.amount = true
	case len(r.Tiers) > 0:
		t.gate, t.ladder = r.When, true
		for _, tier := range r.Tiers {
			t.levels = append(t.levels, level{text: tier.When})
		}
		if t.gate == "" {
			texts := make([]string, len(t.levels))
			for j := range t.levels {
				texts[j] = "(" + t.levels[j].text + ")"
			}
			t.rest = "not (" + strings.Join(texts, " or ") + ")"
		}
	default:
		t.levels = []level{{text: r.When}}
		t.rest = "not (" + r.When + ")"
	}
	return t
}

// A place is where a term's truths stand among those of all terms.
type place struct {
	gate, first int // of the gate, -1 without; of the first level
	amount      int // index of the rule, -1 without
}

// A meter measures leads by terms.
type meter struct {
	terms   []term
	places  []place
	decider *qualify.Decider
	ids     []string // of the amounts
}

// newMeter compiles the terms' texts into a rule set of one criterion each.
func (s *suggester) newMeter(terms []term) (*meter, error) {
	m := &meter{terms: terms}
	rs := s.vocabulary()
	rs.ICP = &icp.Profile{}
	rs.Scoring = &scoring.Model{}
	add := func(text string) int {
		rs.ICP.Criteria = append(rs.ICP.Criteria, criterion(len(rs.ICP.Criteria), text))
		return len(rs.ICP.Criteria) - 1
	}
	for i := range terms {
		t := &terms[i]
		p := place{gate: -1, amount: -1}
		if t.amount {
			p.amount = len(m.ids)
			m.ids = append(m.ids, t.id)
			rs.Scoring.Rules = append(rs.Scoring.Rules, unit(&s.rs.Scoring.Rules[t.rule]))
		}
		if t.gate != "" {
			p.gate = add(t.gate)
		}
		p.first = len(rs.ICP.Criteria)
		for _, l := range t.levels {
			add(l.text)
		}
		m.places = append(m.places, p)
	}
	e, err := qualify.Compile(rs, &qualify.Options{MaxRules: 1 << 20, MaxTotalParts: 1 << 24, MaxParts: 1 << 20, MaxExpression: 1 << 16, MaxNesting: 1000})
	if err != nil {
		return nil, fmt.Errorf("audit: conditions made for learning do not compile, please report: %w", err)
	}
	m.decider = e.NewDecider()
	return m, nil
}

// unit is a rule worth one point a match. A computed rule keeps its worth.
func unit(r *scoring.Rule) scoring.Rule {
	u := *r
	u.Group = ""
	if u.Compute == "" {
		u.Points = new(scoring.Points(1))
	}
	return u
}

// measure appends a row to d: where the lead is in every term.
func (m *meter) measure(x *sample, levels []uint16, amounts []float64) ([]uint16, []float64) {
	out := m.decider.Decide(x.lead, x.asOf)
	truths := out.Fit.Criteria
	next := 0
	for i := range m.terms {
		t, p := &m.terms[i], &m.places[i]
		if t.amount {
			amount, at := 0.0, noAmount
			if rules := out.Score.Rules; next < len(rules) && rules[next].ID == t.id {
				amount = float64(rules[next].Points)
				if amount != 0 {
					at = someAmount
				} else if rules[next].Outcome == truth.Unknown {
					at = unknownLevel
				}
				next++
			}
			levels, amounts = append(levels, uint16(at)), append(amounts, amount)
			continue
		}
		at := len(t.levels) + 1
		for j := range t.levels {
			if o := truths[p.first+j].Outcome; o != truth.Unmet {
				at = j + 1
				if o == truth.Unknown {
					at = unknownLevel
				}
				break
			}
		}
		if p.gate >= 0 {
			switch truths[p.gate].Outcome {
			case truth.Unmet:
				at = len(t.levels) + 1
			case truth.Unknown:
				at = unknownLevel
			}
		}
		levels, amounts = append(levels, uint16(at)), append(amounts, 0)
	}
	return levels, amounts
}
