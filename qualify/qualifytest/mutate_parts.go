package qualifytest

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/bant"
	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/internal/strictjson"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
)

// when tries the changes of an expression of the rule set, "" being none.
func (m *mutator) when(place, path string, at *string) {
	if *at != "" {
		m.text(place, path, *at, func(s string) { *at = s })
	}
}

func (m *mutator) definitions() {
	for _, name := range slices.Sorted(maps.Keys(m.rs.Define)) {
		m.text("define."+name, strictjson.PathKey("define", name), m.rs.Define[name], func(s string) { m.rs.Define[name] = s })
	}
}

func (m *mutator) screening() {
	for i := range m.rs.Screening {
		s := &m.rs.Screening[i]
		place, path := "screening."+s.ID, fmt.Sprintf("screening[%d]", i)
		m.when(place, path+".when", &s.When)
		status := matrix.StatusExcluded
		if s.Status == status {
			status = matrix.StatusDisqualified
		}
		set(m, &s.Status, status, place, path+".status", Turned, "status -> "+string(status))
		if m.raised() {
			set(m, &s.UnlessHandRaised, !s.UnlessHandRaised, place, path+".unless_hand_raised", Turned, fmt.Sprintf("unless_hand_raised -> %v", !s.UnlessHandRaised))
		}
		drop(m, &m.rs.Screening, i, place, path)
	}
}

func (m *mutator) profile() {
	p := m.rs.ICP
	if p == nil {
		return
	}
	for i := range p.Criteria {
		c := &p.Criteria[i]
		place, path := "icp."+c.ID, fmt.Sprintf("icp.criteria[%d]", i)
		m.when(place, path+".when", &c.When)
		for j := range c.Tiers {
			t := &c.Tiers[j]
			at := fmt.Sprintf("tiers[%d]", j)
			m.when(place+"."+at, path+"."+at+".when", &t.When)
			share := icp.Share(1)
			if t.Share != nil {
				share = *t.Share
			}
			least := icp.Share(0)
			if j+1 < len(c.Tiers) {
				if least = 1; c.Tiers[j+1].Share != nil {
					least = *c.Tiers[j+1].Share
				}
			}
			if half := max(halfOf(share), least); half != share {
				set(m, &t.Share, &half, place+"."+at, path+"."+at+".share", Halved, fmt.Sprintf("share %v -> %v", share, half))
			}
			drop(m, &c.Tiers, j, place+"."+at, path+"."+at)
		}
		weight := icp.Weight(1)
		if c.Weight != nil {
			weight = *c.Weight
		}
		if len(p.Criteria) > 1 && milli.Nearest(weight) > 1 { // of one alone it does not matter
			set(m, &c.Weight, new(halfOf(weight)), place, path+".weight", Halved, fmt.Sprintf("weight %v -> %v", weight, halfOf(weight)))
		}
		everyBox := (p.GoodAt == nil || *p.GoodAt == 1) && weight > 0 && len(p.Grades) == 0
		if c.Required || !everyBox { // where every box is needed, each is
			m.required(c, place, path)
		}
		drop(m, &p.Criteria, i, place, path)
	}
	m.strictness(p)
}

// halfOf is half an amount, in whole thousandths.
func halfOf[T ~float64](v T) T { return milli.Float[T](milli.Nearest(v) / 2) }

func (m *mutator) required(c *icp.Criterion, place, path string) {
	set(m, &c.Required, !c.Required, place, path+".required", Turned, fmt.Sprintf("required -> %v", !c.Required))
}

// strictness moves the thresholds of shares by the smallest step there is.
func (m *mutator) strictness(p *icp.Profile) {
	step := shareStep(p)
	goodAt := icp.Share(1)
	if p.GoodAt != nil {
		goodAt = *p.GoodAt
	}
	for _, at := range []icp.Share{milli.Sum(goodAt, step), milli.Less(goodAt, step)} {
		if at > 0 && at <= 1 {
			set(m, &p.GoodAt, &at, "icp.good_at", "icp.good_at", Moved, fmt.Sprintf("%v -> %v", goodAt, at))
		}
	}
	for i := range p.Grades {
		g := &p.Grades[i]
		for _, at := range []icp.Share{milli.Sum(g.Min, step), milli.Less(g.Min, step)} {
			if at > 0 && at <= 1 {
				set(m, &g.Min, at, "icp.grades."+g.Name, fmt.Sprintf("icp.grades[%d].min", i), Moved, fmt.Sprintf("min %v -> %v", g.Min, at))
			}
		}
	}
}

// shareStep is the smallest difference between two shares that a lead can have,
// in thousandths rounded up.
func shareStep(p *icp.Profile) icp.Share {
	total, step := int64(0), int64(0)
	for _, c := range p.Criteria {
		weight := int64(1000)
		if c.Weight != nil {
			weight = milli.Nearest(*c.Weight)
		}
		total += weight
		shares := []icp.Share{1}
		if len(c.Tiers) > 0 {
			shares = nil
		}
		for _, t := range c.Tiers {
			share := icp.Share(1)
			if t.Share != nil {
				share = *t.Share
			}
			shares = append(shares, share)
		}
		for _, s := range shares {
			step = gcd(step, weight*milli.Nearest(s))
		}
	}
	if total == 0 || step == 0 {
		return 1
	}
	return milli.Float[icp.Share](max(1, (step+total-1)/total))
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return max(a, -a)
}

// lists are the checklists, BANT among them.
func (m *mutator) lists() {
	if b := m.rs.BANT; b != nil {
		for _, x := range []struct {
			name string
			item **bant.Item
		}{{bant.Budget, &b.Budget}, {bant.Authority, &b.Authority}, {bant.Need, &b.Need}, {bant.Timeline, &b.Timeline}} {
			if *x.item != nil {
				place := "bant." + x.name
				m.when(place, place+".when", &(*x.item).When)
				set(m, x.item, nil, place, place, Dropped, "dropped")
			}
		}
		m.qualifiedAt("bant", "bant", &b.QualifiedAt, len(b.Checklist().Items))
		if m.scored() {
			set(m, &b.Gate, !b.Gate, "bant", "bant.gate", Turned, fmt.Sprintf("gate -> %v", !b.Gate))
		}
	}
	for i := range m.rs.Checklists {
		l := &m.rs.Checklists[i]
		place, path := "checklists."+l.ID, fmt.Sprintf("checklists[%d]", i)
		for j := range l.Items {
			item := &l.Items[j]
			itemPlace, itemPath := place+"."+item.ID, fmt.Sprintf("%s.items[%d]", path, j)
			m.when(itemPlace, itemPath+".when", &item.When)
			if item.Role != "" {
				m.atLeast(item, itemPlace, itemPath)
			}
			drop(m, &l.Items, j, itemPlace, itemPath)
		}
		m.qualifiedAt(place, path, &l.QualifiedAt, len(l.Items))
		if l.Gate && m.scored() {
			set(m, &l.Gate, false, place, path+".gate", Turned, "gate -> false")
		}
	}
}

// atLeast moves how many people an item over a role asks for.
func (m *mutator) atLeast(item *bant.Item, place, path string) {
	was := max(1, item.AtLeast)
	for _, n := range []int{was + 1, was - 1} {
		if n > 0 {
			set(m, &item.AtLeast, n, place, path+".at_least", Moved, fmt.Sprintf("at_least %d -> %d", was, n))
		}
	}
}

func (m *mutator) qualifiedAt(place, path string, at *int, items int) {
	was := *at
	if was == 0 {
		was = items
	}
	for _, n := range []int{was + 1, was - 1} {
		if n > 0 && n <= items {
			set(m, at, n, place, path+".qualified_at", Moved, fmt.Sprintf("qualified_at %d -> %d", was, n))
		}
	}
}

// raised tells whether a hand raise can count, scored whether a score can.
func (m *mutator) raised() bool {
	return len(m.rs.HandRaise) > 0 && m.rs.Readiness != qualify.ScoreOnly
}

func (m *mutator) scored() bool {
	return m.rs.Scoring != nil && m.rs.Scoring.ReadyAt != nil && m.rs.Readiness != qualify.HandRaiseOnly
}

func (m *mutator) raises() {
	for i := range m.rs.HandRaise {
		r := &m.rs.HandRaise[i]
		place, path := "hand_raise."+r.ID, fmt.Sprintf("hand_raise[%d]", i)
		m.when(place, path+".when", &r.When)
		drop(m, &m.rs.HandRaise, i, place, path)
	}
}

// switches are the policies and the matrix.
func (m *mutator) switches() {
	scored := m.rs.Scoring != nil && m.rs.Scoring.ReadyAt != nil
	raises := len(m.rs.HandRaise) > 0
	for _, p := range []qualify.ReadinessPolicy{qualify.ScoreOrHandRaise, qualify.HandRaiseOnly, qualify.ScoreOnly} {
		// Without hand raises the first and the last mean the same, and without
		// a ready_at the first two.
		if scored && (raises || p == qualify.HandRaiseOnly) {
			set(m, &m.rs.Readiness, p, "readiness", "readiness", Turned, "-> "+string(p))
		}
	}
	// Only what fit and score rest on can be unknown to the matrix.
	open := slices.ContainsFunc(m.about.Parts, func(p qualify.PartInfo) bool {
		part, _, _ := strings.Cut(p.Place, ".")
		return len(p.Facts) > 0 && (part == "icp" || scored && (part == "scoring" || part == "bant"))
	})
	for _, p := range []qualify.UnknownPolicy{qualify.UnknownOpen, qualify.UnknownUnmet} {
		if !open {
			break
		}
		set(m, &m.rs.WhenUnknown, p, "when_unknown", "when_unknown", Turned, "-> "+string(p))
	}
	for _, cell := range slices.Sorted(maps.Keys(m.rs.Matrix)) {
		entry := m.rs.Matrix[cell]
		if restates(cell, entry) {
			continue
		}
		delete(m.rs.Matrix, cell)
		m.mutant("matrix."+string(cell), strictjson.PathKey("matrix", string(cell)), Dropped, "dropped")
		m.rs.Matrix[cell] = entry
	}
}

// restates tells whether an entry says only what holds without it.
func restates(cell matrix.Cell, e matrix.Entry) bool {
	given, table := matrix.Grid{cell: e}, matrix.Grid{}
	for _, c := range matrix.Cells() {
		if given.At(c, true) != table.At(c, true) || given.At(c, false) != table.At(c, false) {
			return false
		}
	}
	return true
}

func (m *mutator) routes() {
	for i := range m.rs.Routes {
		r := &m.rs.Routes[i]
		place, path := "routes."+r.ID, fmt.Sprintf("routes[%d]", i)
		if r.When != "" {
			m.when(place, path+".when", &r.When)
			set(m, &r.When, "", place, path+".when", Dropped, "when dropped")
		}
		drop(m, &m.rs.Routes, i, place, path)
	}
}

func (m *mutator) experiments() {
	for i := range m.rs.Experiments {
		x := &m.rs.Experiments[i]
		place, path := "experiments."+x.ID, fmt.Sprintf("experiments[%d]", i)
		if x.When != "" {
			m.when(place, path+".when", &x.When)
			set(m, &x.When, "", place, path+".when", Dropped, "when dropped")
		}
		for j := range x.Arms {
			arm := &x.Arms[j]
			at, armPath := place+".arms."+arm.ID, fmt.Sprintf("%s.arms[%d]", path, j)
			m.moveShare(x.Arms, j, at, armPath+".share")
			if arm.Team != "" {
				set(m, &arm.Team, "", at, armPath+".team", Dropped, "team dropped")
			}
			if arm.Action != "" {
				set(m, &arm.Action, "", at, armPath+".action", Dropped, "action dropped")
			}
		}
		drop(m, &m.rs.Experiments, i, place, path)
	}
}

// moveShare gives half of an arm's share to the next.
func (m *mutator) moveShare(arms []matrix.Arm, i int, place, path string) {
	from, to := &arms[i].Share, &arms[(i+1)%len(arms)].Share
	was, next := *from, *to
	half := milli.Float[matrix.Share](was.Thousandths() / 2)
	*from, *to = milli.Less(was, half), milli.Sum(next, half)
	m.mutant(place, path, Moved, fmt.Sprintf("share %v -> %v", was, *from))
	*from, *to = was, next
}
