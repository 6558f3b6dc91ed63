package audit

import (
	"cmp"
	"context"
	"iter"
	"slices"
	"time"

	"github.com/leadqual/leadqual/bant"
	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

// A Comparison is what changes when one rule set replaces another, on the same
// leads. The zero Comparison is empty and ready for Add.
//
// It is plain data of bounded size that round-trips through JSON. It belongs to
// one goroutine at a time; give each worker one and Merge them.
type Comparison struct {
	// Leads are all, Moved those with another quadrant, status or owner -
	// team, action, route or id - than before.
	Leads int `json:"leads"`
	Moved int `json:"moved"`
	// Rescored are those with other points.
	Rescored int `json:"rescored"`
	// Quadrants, Statuses and Owners are matrices: leads by what they were and
	// what they are, also those that stayed. A lead that screening removed counts as
	// RemovedByScreening among quadrants. An owner is "sales/ana", a team
	// alone where it has no id.
	Quadrants Table[Move] `json:"quadrants,omitzero"`
	Statuses  Table[Move] `json:"statuses,omitzero"`
	Owners    Table[Move] `json:"owners,omitzero"`
	// Roles is such a matrix of the people of accounts, by their roles, RoleNone and
	// RoleUnknown; empty of leads and of accounts. Recast are those with another role.
	Roles  Table[Move] `json:"roles,omitzero"`
	Recast int         `json:"recast,omitempty"`
	// Teams counts the leads of each team; "" is no owner.
	Teams Table[TeamLoad] `json:"teams,omitzero"`
	// Parts are the changes between the rule sets, as qualify.Revision names
	// them, and whatever has another outcome or worth for some lead: scoring.ID,
	// icp.ID, screening.ID, hand_raise.ID, bant.budget, checklists.ID.ITEM; of
	// accounts roles.ID where somebody got or lost the role, or may have it. A
	// part of the latter kind that no change stands at has an empty What: it
	// follows others, such as a definition.
	Parts Table[PartChange] `json:"parts,omitzero"`
	// Several are the leads that more than one of the changes would move to
	// where they moved, each alone; Joint those that no change alone moves there.
	// With the sum of what Parts count under Alone they are Moved. Compare counts
	// them; Add, which does not know the rules, leaves them 0.
	Several int `json:"several,omitempty"`
	Joint   int `json:"joint,omitempty"`
	// Brief are the leads of which Parts count nothing, as one of the two decisions is
	// of Detail [qualify.Brief] and does not say what rules came to.
	Brief int `json:"brief,omitempty"`
	// Largest are the leads whose points changed most, at most MaxSamples.
	Largest []Sample `json:"largest,omitempty"`
	// People is what changes for the people of accounts, whose leads are accounts
	// then; nil for leads. The changes of rules stand here only, with those of roles
	// (roles.ID, roles) and of the rules about people (person.icp.ID).
	People *Comparison `json:"people,omitempty"`
}

// MaxSamples is the number of leads that are named for each move, and of the
// largest changes.
const MaxSamples = 10

// A Move counts the leads that came from one place to another; its name in a
// Table is "from > to".
type Move struct {
	From  string `json:"from"`
	To    string `json:"to"`
	Leads int    `json:"leads"`
	// Samples are some of them: those whose points changed most. None are
	// given where From is To.
	Samples []Sample `json:"samples,omitempty"`
}

// A Sample is a lead that changed.
type Sample struct {
	LeadID string         `json:"lead_id"`
	Before scoring.Points `json:"before"`
	After  scoring.Points `json:"after"`
	// From and To are the quadrants.
	From string `json:"from"`
	To   string `json:"to"`
}

// A TeamLoad is how many leads a team has by either rule set.
type TeamLoad struct {
	Before int `json:"before"`
	After  int `json:"after"`
}

func (l *TeamLoad) add(m TeamLoad) {
	l.Before += m.Before
	l.After += m.After
}

// A PartChange counts what a change of one part of the rule set does.
type PartChange struct {
	// What is the change, for people: "40 -> 35", "points 10 -> 15, when",
	// "added". It is empty where the part itself is as it was.
	What string `json:"what,omitempty"`
	// Leads are those for which its outcome or worth differs, and Moved those of
	// them that moved. Of what has neither - a threshold, a policy, a route, a
	// list - both are the leads that moved and that the change alone would move
	// too, to wherever.
	Leads int `json:"leads"`
	Moved int `json:"moved"`
	// Alone are the leads that this change explains and no other does: the old
	// rule set with this change moves them to where they moved.
	Alone int `json:"alone"`
	// Points is the sum of what it adds to the leads' points.
	Points scoring.Points `json:"points"`
}

func (p *PartChange) add(q PartChange) {
	p.What = cmp.Or(p.What, q.What)
	p.Leads += q.Leads
	p.Moved += q.Moved
	p.Alone += q.Alone
	p.Points = milli.Sum(p.Points, q.Points)
}

func (m *Move) add(n Move) {
	m.From, m.To = n.From, n.To
	m.Leads += n.Leads
	for _, s := range n.Samples {
		m.Samples = largest(m.Samples, s)
	}
}

// change is by how much the points changed.
func (s *Sample) change() scoring.Points {
	return max(milli.Less(s.After, s.Before), milli.Less(s.Before, s.After))
}

// largest adds a sample to those that changed most. Equal changes go by lead
// id, so that the order of leads does not matter.
func largest(list []Sample, s Sample) []Sample {
	order := func(a, b Sample) int {
		return cmp.Or(cmp.Compare(b.change(), a.change()), cmp.Compare(a.LeadID, b.LeadID),
			cmp.Compare(a.Before, b.Before), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	}
	i, _ := slices.BinarySearchFunc(list, s, order)
	if i >= MaxSamples {
		return list
	}
	list = slices.Insert(list, i, s)
	return list[:min(len(list), MaxSamples)]
}

// Compare decides leads by two rule sets, as of one instant, and counts what
// changes. It takes one lead after the other and keeps none, so there may
// be millions. A lead that moved is decided again by the old rule set with each
// of the changes alone, at most MaxCauses of them, to tell which explains it. At the first error that leads yields it returns that error and
// what it has counted so far, and so at the end of the context.
func Compare(ctx context.Context, old, new *qualify.Engine, leads iter.Seq2[*qualify.Lead, error], asOf time.Time) (*Comparison, error) {
	c := &Comparison{}
	causes := newCauses(leadMixtures(old, new))
	causes.name(c)
	before, after := old.NewDecider(), new.NewDecider()
	for lead, err := range leads {
		if err = cmp.Or(err, ctx.Err()); err != nil {
			return c, err
		}
		was, is := before.Decide(lead, asOf), after.Decide(lead, asOf)
		c.Add(was, is)
		if moved(was, is) {
			causes.count(c, lead, asOf, was, is)
		}
	}
	return c, nil
}

// Leads yields the leads of a slice, as [Compare] and [Priors] take them. The
// error is always nil.
func Leads(leads []qualify.Lead) iter.Seq2[*qualify.Lead, error] {
	return func(yield func(*qualify.Lead, error) bool) {
		for i := range leads {
			if !yield(&leads[i], nil) {
				return
			}
		}
	}
}

// RemovedByScreening stands in a Comparison for the quadrant of a lead that
// screening removed, which has one for the record only.
const RemovedByScreening = "removed"

// quadrant is that of a lead that screening left.
func quadrant(d *qualify.Decision) string {
	if removed(d) {
		return RemovedByScreening
	}
	return string(d.Quadrant)
}

// moved tells whether two decisions about a lead differ in quadrant, status or
// owner.
func moved(before, after *qualify.Decision) bool {
	return quadrant(before) != quadrant(after) || before.Status != after.Status || before.Owner != after.Owner
}

// Add counts two decisions about one lead. It keeps neither.
func (c *Comparison) Add(before, after *qualify.Decision) {
	c.Leads++
	moved := one(moved(before, after))
	c.Moved += moved
	s := sampleOf(before, after)
	if s.Before != s.After {
		c.Rescored++
		c.Largest = largest(c.Largest, s)
	}
	move := func(t *Table[Move], from, to string) {
		m := Move{From: from, To: to, Leads: 1}
		if from != to {
			m.Samples = []Sample{s}
		}
		groupAt(t, MaxGroups, from+" > "+to).add(m)
	}
	move(&c.Quadrants, s.From, s.To)
	move(&c.Statuses, string(before.Status), string(after.Status))
	move(&c.Owners, owner(before), owner(after))
	groupAt(&c.Teams, MaxGroups, before.Owner.Team).add(TeamLoad{Before: 1})
	groupAt(&c.Teams, MaxGroups, after.Owner.Team).add(TeamLoad{After: 1})

	if max(before.Detail, after.Detail) >= qualify.Brief {
		c.Brief++
		return
	}
	for _, d := range differences(before, after) {
		groupAt(&c.Parts, MaxParts, d.place).add(PartChange{Leads: 1, Moved: moved, Points: d.points})
	}
}

func sampleOf(before, after *qualify.Decision) Sample {
	return Sample{LeadID: before.LeadID, Before: before.Score.Points, After: after.Score.Points, From: quadrant(before), To: quadrant(after)}
}

func owner(d *qualify.Decision) string {
	if d.Owner.ID == "" {
		return named(d.Owner.Team)
	}
	return d.Owner.Team + "/" + d.Owner.ID
}

// A difference is a part that differs between two decisions.
type difference struct {
	place  string
	points scoring.Points
}

// differences lists the parts that differ. Parts that only one rule set has are
// taken as unmet in the other.
func differences(before, after *qualify.Decision) []difference {
	var out []difference
	note := func(place string, points scoring.Points) { out = append(out, difference{place, points}) }

	diff(before.Screening, after.Screening, func(s *qualify.StepOutcome) string { return s.ID }, func(id string, a, b *qualify.StepOutcome) {
		if met(a).Outcome != met(b).Outcome || met(a).Lifted != met(b).Lifted {
			note("screening."+id, 0)
		}
	})
	a, b := before.Fit.Criteria, after.Fit.Criteria
	diff(a, b, func(c *icp.CriterionFit) string { return c.ID }, func(id string, a, b *icp.CriterionFit) {
		if a == nil || b == nil || a.Outcome != b.Outcome || a.Share != b.Share || a.Weight != b.Weight {
			note("icp."+id, 0)
		}
	})
	diff(before.Score.Rules, after.Score.Rules, func(r *scoring.RuleScore) string { return r.ID }, func(id string, a, b *scoring.RuleScore) {
		var x, y scoring.RuleScore
		x.Outcome, y.Outcome = truth.Unmet, truth.Unmet
		if a != nil {
			x = *a
		}
		if b != nil {
			y = *b
		}
		if x.Outcome != y.Outcome || x.Column != y.Column {
			note("scoring."+id, milli.Less(y.Points, x.Points))
		}
	})
	diff(before.Readiness.Raised, after.Readiness.Raised, func(id *string) string { return *id }, func(id string, a, b *string) {
		if (a == nil) != (b == nil) {
			note("hand_raise."+id, 0)
		}
	})
	items := func(prefix string, a, b []bant.ItemOutcome) {
		diff(a, b, func(i *bant.ItemOutcome) string { return i.ID }, func(id string, a, b *bant.ItemOutcome) {
			if a == nil || b == nil || a.Outcome != b.Outcome {
				note(prefix+id, 0)
			}
		})
	}
	items("bant.", before.BANT.Items, after.BANT.Items)
	diff(before.Checklists, after.Checklists, func(l *bant.Assessment) string { return l.ID }, func(id string, a, b *bant.Assessment) {
		var x, y []bant.ItemOutcome
		if a != nil {
			x = a.Items
		}
		if b != nil {
			y = b.Items
		}
		items("checklists."+id+".", x, y)
	})
	return out
}

// met is a step's outcome, unmet where the rule set has no such step.
func met(s *qualify.StepOutcome) qualify.StepOutcome {
	if s == nil {
		return qualify.StepOutcome{Outcome: truth.Unmet}
	}
	return *s
}

// diff calls f for every id that stands in one of the lists, with nil where it
// does not. Both lists are in their rule sets' order, which mostly is the same.
func diff[T any](a, b []T, id func(*T) string, f func(id string, a, b *T)) {
	find := func(list []T, near int, name string) *T {
		if near < len(list) && id(&list[near]) == name {
			return &list[near]
		}
		for i := range list {
			if id(&list[i]) == name {
				return &list[i]
			}
		}
		return nil
	}
	for i := range a {
		f(id(&a[i]), &a[i], find(b, i, id(&a[i])))
	}
	for i := range b {
		if name := id(&b[i]); find(a, i, name) == nil {
			f(name, nil, &b[i])
		}
	}
}

// Merge adds what another comparison of the same rule sets counted, and leaves
// it as it is. Merging those of parts, in any order, gives that of the whole.
func (c *Comparison) Merge(d *Comparison) {
	if d.People != nil {
		if c.People == nil {
			c.People = &Comparison{}
		}
		c.People.Merge(d.People)
	}
	c.Leads += d.Leads
	c.Moved += d.Moved
	c.Rescored += d.Rescored
	c.Several += d.Several
	c.Joint += d.Joint
	c.Brief += d.Brief
	merge(&c.Quadrants, &d.Quadrants, MaxGroups)
	merge(&c.Statuses, &d.Statuses, MaxGroups)
	merge(&c.Owners, &d.Owners, MaxGroups)
	merge(&c.Roles, &d.Roles, MaxGroups)
	c.Recast += d.Recast
	merge(&c.Teams, &d.Teams, MaxGroups)
	merge(&c.Parts, &d.Parts, MaxParts)
	for _, s := range d.Largest {
		c.Largest = largest(c.Largest, s)
	}
}
