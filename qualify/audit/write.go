package audit

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/scoring"
)

// write makes rules of the points, and lists what changed.
func (l *learning) write(p *proposal) {
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
		rule, ok := l.rule(t)
		change := SuggestedChange{Place: "scoring." + term.id, Kind: "added", After: worthOf(&rule), Leads: met}
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
					why = refusedWhy
				}
				p.changes = append(p.changes, SuggestedChange{Place: "scoring." + m.Rules[i].ID, Kind: "kept", Before: worthOf(&m.Rules[i]), After: worthOf(&m.Rules[i]), Why: why})
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

// at is the points of a term's level, or for each of its amount.
func (l *learning) at(t, level int) scoring.Points {
	if c := l.columns[t][level]; c >= 0 {
		return milli.Float[scoring.Points](l.points[c])
	}
	return 0
}

// rule is the rule of a term; ok is false where it is worth nothing.
func (l *learning) rule(t int) (rule scoring.Rule, ok bool) {
	term := &l.terms[t]
	rule = scoring.Rule{ID: term.id, Name: term.name}
	if term.rule >= 0 {
		rule = l.s.rs.Scoring.Rules[term.rule]
		rule.Tiers = nil
	}
	if term.amount {
		return l.amountRule(t, rule)
	}
	var tiers []scoring.Tier
	for i := 0; i < len(term.levels); {
		points := l.at(t, i+1)
		j := i + 1
		for term.join != nil && term.levels[i].vals == nil && j < len(term.levels) && l.at(t, j+1) == points {
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
		tiers = l.joinTexts(t)
	}
	if term.rest != "" {
		tiers = append(tiers, scoring.Tier{When: term.rest, Points: l.at(t, len(l.terms[t].levels)+1)})
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
func (l *learning) joinTexts(t int) []scoring.Tier {
	term := &l.terms[t]
	var order []scoring.Points
	by := map[scoring.Points][]level{}
	for i := range term.levels {
		p := l.at(t, i+1)
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
func (l *learning) amountRule(t int, rule scoring.Rule) (scoring.Rule, bool) {
	old := l.s.rs.Scoring.Rules[l.terms[t].rule]
	rule.Tiers = old.Tiers
	factor := l.at(t, someAmount)
	if rule.Compute == "" {
		rule.Points = &factor
		return rule, factor != 0
	}
	if factor == 0 {
		return rule, false
	}
	f := float64(factor)
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
	return scoring.Points(math.Round(float64(p) * f))
}
