package audit

import (
	"github.com/leadqual/leadqual/bant"
	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/scoring"
)

// A Scale is what an audit has to know of a rule set's scoring to tell which
// leads would be ready without one of its parts: sales chose whom to call by the
// score, so leads that meet a rule and leads that do not can only be compared
// where the rule made no difference to that. It is plain data.
type Scale struct {
	Min     *scoring.Points `json:"min,omitempty"`
	Max     *scoring.Points `json:"max,omitempty"`
	ReadyAt scoring.Points  `json:"ready_at"`
	Groups  []ScaleGroup    `json:"groups,omitempty"`
	// Rules are in the rule set's order, as decisions have them.
	Rules []ScaleRule `json:"rules,omitempty"`
	// Gates are the checklists that must be qualified as well; "bant" is BANT.
	Gates []string `json:"gates,omitempty"`
}

// A ScaleGroup is a group of rules.
type ScaleGroup struct {
	ID      string          `json:"id"`
	Min     *scoring.Points `json:"min,omitempty"`
	Max     *scoring.Points `json:"max,omitempty"`
	ReadyAt *scoring.Points `json:"ready_at,omitempty"`
}

// A ScaleRule is a scoring rule and the index of its group, -1 where it has
// none.
type ScaleRule struct {
	ID    string `json:"id"`
	Group int    `json:"group"`
}

// ScaleOf is a rule set's, nil where no lead is ready by score.
func ScaleOf(rs *qualify.RuleSet) *Scale {
	if rs == nil || rs.Scoring == nil || rs.Scoring.ReadyAt == nil || rs.Readiness == qualify.HandRaiseOnly {
		return nil
	}
	m := rs.Scoring
	s := &Scale{Min: m.Min, Max: m.Max, ReadyAt: *m.ReadyAt}
	index := map[string]int{"": -1}
	for i, g := range m.Groups {
		index[g.ID] = i
		s.Groups = append(s.Groups, ScaleGroup{g.ID, g.Min, g.Max, g.ReadyAt})
	}
	for i := range m.Rules {
		s.Rules = append(s.Rules, ScaleRule{m.Rules[i].ID, index[m.Rules[i].Group]})
	}
	for _, l := range rs.Gates() {
		s.Gates = append(s.Gates, l.ID)
	}
	return s
}

// A standing is where one lead stands on a scale.
type standing struct {
	scale  *Scale
	d      *qualify.Decision
	sum    scoring.Points // before the total's clip
	short  int            // groups below their ReadyAt
	gated  bool           // a gate keeps the lead from being ready by score
	points scoring.Points
	rule   int // where without looks next
}

// of is the standing of a decision, with no scale where it is of another rule
// set.
func (s *Scale) of(d *qualify.Decision) standing {
	at := standing{d: d, points: d.Score.Points}
	if s == nil || len(s.Groups) != len(d.Score.Groups) {
		return at
	}
	for i := range s.Groups {
		if d.Score.Groups[i].ID != s.Groups[i].ID {
			return at
		}
		at.short += one(s.Groups[i].short(d.Score.Groups[i].Points))
	}
	at.scale, at.sum = s, milli.Less(d.Score.Points, d.Score.Clip.Points)
	for _, id := range s.Gates {
		at.gated = at.gated || gateVerdict(d, id) != bant.Qualified
	}
	return at
}

// gateVerdict is that of a checklist, or of BANT.
func gateVerdict(d *qualify.Decision, id string) bant.Verdict {
	for i := range d.Checklists {
		if d.Checklists[i].ID == id {
			return d.Checklists[i].Verdict
		}
	}
	if id == "bant" {
		return d.BANT.Verdict
	}
	return ""
}

func (g *ScaleGroup) short(p scoring.Points) bool { return g.ReadyAt != nil && p < *g.ReadyAt }

// ready tells whether the lead's points make it ready.
func (s *standing) ready() bool {
	return s.scale != nil && !s.gated && s.short == 0 && s.points >= s.scale.ReadyAt
}

// without are the lead's points without one of its rules, clips applied anew,
// and whether they make it ready. Rules are asked for in the decision's order.
func (s *standing) without(r *scoring.RuleScore) (points scoring.Points, ready bool) {
	if s.scale == nil {
		return milli.Less(s.points, r.Points), false
	}
	for s.rule < len(s.scale.Rules) && s.scale.Rules[s.rule].ID != r.ID {
		s.rule++
	}
	if s.rule == len(s.scale.Rules) {
		s.rule = 0 // of another rule set
		return milli.Less(s.points, r.Points), false
	}
	sum, short := milli.Less(s.sum, r.Points), s.short
	if i := s.scale.Rules[s.rule].Group; i >= 0 {
		g, have := &s.scale.Groups[i], &s.d.Score.Groups[i]
		now := clip(milli.Less(milli.Less(have.Points, have.Clip.Points), r.Points), g.Min, g.Max)
		sum = milli.Sum(milli.Less(s.sum, have.Points), now)
		short += one(g.short(now)) - one(g.short(have.Points))
	}
	points = clip(sum, s.scale.Min, s.scale.Max)
	return points, !s.gated && short == 0 && points >= s.scale.ReadyAt
}

func clip(p scoring.Points, least, most *scoring.Points) scoring.Points {
	if least != nil {
		p = max(p, *least)
	}
	if most != nil {
		p = min(p, *most)
	}
	return p
}
