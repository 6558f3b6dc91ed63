package qualify

import (
	"fmt"
	"maps"
	"slices"

	"github.com/leadqual/leadqual/bant"
	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/internal/instead"
	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/internal/strictjson"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify/truth"
)

func (b *build) screening() {
	defer func() {
		b.e.unmetSteps = stepOutcomes(b.e.steps)
		for i := range b.e.steps {
			b.e.locate(&b.e.stepBits, b.e.steps[i].cond, i)
		}
	}()
	for i, s := range b.rs.Screening {
		at := fmt.Sprintf("screening[%d]", i)
		if s.Status == "" {
			s.Status = matrix.StatusDisqualified
		}
		word(b, at+".status", s.Status, matrix.StatusDisqualified, matrix.StatusExcluded)
		b.e.steps = append(b.e.steps, step{
			id: s.ID, cond: b.cond(at+".when", s.When), status: s.Status, liftable: s.UnlessHandRaised, place: "screening." + s.ID,
		})
	}
}

// stepOutcomes is Decision.Screening of a lead that meets no step.
func stepOutcomes(steps []step) []StepOutcome {
	out := make([]StepOutcome, len(steps))
	for i, s := range steps {
		out[i] = StepOutcome{ID: s.id, Outcome: truth.Unmet}
	}
	return out
}

func (b *build) icp() {
	p := b.rs.ICP
	if p == nil {
		p = &icp.Profile{}
	}
	if len(p.Criteria) == 0 && (p.GoodAt != nil || len(p.Grades) > 0) {
		b.fail("icp.criteria", CodeRequired, `without criteria every lead is a good fit; give some, or leave "icp" out`)
	}
	if p.GoodAt != nil {
		b.share("icp.good_at", *p.GoodAt)
	}
	for i, c := range p.Criteria {
		b.criterion(fmt.Sprintf("icp.criteria[%d]", i), c)
	}
	for i, g := range p.Grades {
		at := fmt.Sprintf("icp.grades[%d].min", i)
		b.share(at, g.Min)
		if i > 0 && g.Min >= p.Grades[i-1].Min {
			b.fail(at, CodeBadOrder, "give grades highest first: %v is not below %v", g.Min, p.Grades[i-1].Min)
		}
	}
	b.e.profile = *p
}

// ofHundred is the share that was meant where it was given in percent.
func ofHundred(v float64) (none instead.Text) {
	if v < 5 || v > 100 { // less is rather a share above the bound
		return none
	}
	write := fmt.Sprint(v / 100)
	return instead.Said("; write "+write, write)
}

func (b *build) share(path string, s icp.Share) {
	if s < 0 || s > 1 {
		b.fail(path, CodeOutOfRange, "%v is not between 0 and 1%s", s, ofHundred(float64(s)))
	}
}

func (b *build) criterion(at string, c icp.Criterion) {
	if c.Weight != nil && (*c.Weight < 0) {
		b.fail(at+".weight", CodeOutOfRange, "a weight is not below 0")
	}
	plan := criterion{place: "icp." + c.ID, conds: len(b.e.icpConds)}
	switch {
	case c.When != "" && len(c.Tiers) > 0:
		b.fail(at+".when", CodeNotAllowed, `a criterion has either "when" or "tiers"`)
	case len(c.Tiers) > 0:
		for j, t := range c.Tiers {
			path := fmt.Sprintf("%s.tiers[%d]", at, j)
			b.e.icpConds = append(b.e.icpConds, b.cond(path+".when", t.When))
			share := shareOf(t)
			b.share(path+".share", share)
			if j > 0 && share > shareOf(c.Tiers[j-1]) {
				b.fail(path+".share", CodeBadOrder, "give tiers highest first: %v is above %v", share, shareOf(c.Tiers[j-1]))
			}
		}
	case c.When == "":
		b.fail(at, CodeRequired, `give it a "when" or "tiers"`)
	default:
		b.e.icpConds = append(b.e.icpConds, b.cond(at+".when", c.When))
	}
	plan.end = len(b.e.icpConds)
	b.e.criteria = append(b.e.criteria, plan)
}

func shareOf(t icp.Tier) icp.Share {
	if t.Share == nil {
		return 1
	}
	return *t.Share
}

func (b *build) bant() {
	if b.rs.BANT == nil {
		return
	}
	l := b.rs.BANT.Checklist()
	for _, item := range []*bant.Item{b.rs.BANT.Budget, b.rs.BANT.Authority, b.rs.BANT.Need, b.rs.BANT.Timeline} {
		if item != nil && item.ID != "" {
			b.fail("bant", CodeNotAllowed, `BANT's items are known by their keys; leave out the "id" %q`, item.ID)
		}
	}
	if len(l.Items) == 0 {
		b.fail("bant", CodeRequired, "give at least one of budget, authority, need, timeline")
	}
	b.qualifiedAt("bant", &l)
	plan := checklist{list: l}
	for _, item := range l.Items {
		at := "bant." + item.ID
		switch {
		case item.Role != "":
			b.fail(at+".role", CodeNotAllowed, `items over roles stand in "checklists" only; BANT's have "when"`)
		case item.AtLeast != 0:
			b.fail(at+".at_least", CodeNotAllowed, `"at_least" counts people with a role, in items of "checklists" only; BANT's have "when"`)
		}
		if item.Role == "" || item.When != "" {
			plan.conds = append(plan.conds, b.cond(at+".when", item.When))
		}
		plan.places = append(plan.places, "bant."+item.ID)
	}
	b.e.bant = &plan
}

func (b *build) checklists() {
	for i, l := range b.rs.Checklists {
		at := fmt.Sprintf("checklists[%d]", i)
		if len(l.Items) == 0 {
			b.fail(at, CodeRequired, `give it "items"`)
		}
		b.qualifiedAt(at, &l)
		plan := checklist{list: l}
		for j, item := range l.Items {
			plan.conds = append(plan.conds, b.item(fmt.Sprintf("%s.items[%d]", at, j), &l, &item))
			plan.places = append(plan.places, "checklists."+l.ID+"."+item.ID)
		}
		b.e.checklists = append(b.e.checklists, plan)
	}
	if b.e.bant != nil && b.e.bant.list.Gate {
		b.e.gates = append(b.e.gates, b.e.bant)
	}
	for i := range b.e.checklists {
		if l := &b.e.checklists[i]; l.list.Gate {
			b.e.gates = append(b.e.gates, l)
		}
	}
}

func (b *build) qualifiedAt(at string, l *bant.Checklist) {
	if len(l.Items) > 0 && (l.QualifiedAt < 0 || l.QualifiedAt > len(l.Items)) {
		b.fail(at+".qualified_at", CodeOutOfRange, "%d is not between 1 and the number of items, %d", l.QualifiedAt, len(l.Items))
	}
}

func (b *build) handRaise() {
	for i, r := range b.rs.HandRaise {
		cond := b.cond(fmt.Sprintf("hand_raise[%d].when", i), r.When)
		b.e.raises = append(b.e.raises, raise{id: r.ID, cond: cond, place: "hand_raise." + r.ID})
	}
}

func (b *build) policies() {
	b.e.policy = b.rs.Readiness
	if b.e.policy == "" {
		b.e.policy = ScoreOrHandRaise
	}
	word(b, "readiness", b.e.policy, ScoreOrHandRaise, HandRaiseOnly, ScoreOnly)
	switch {
	case b.e.policy != ScoreOnly:
	case b.rs.Scoring == nil:
		b.fail("readiness", CodeRequired, `readiness by score needs "scoring" with a "ready_at"`)
	case b.rs.Scoring.ReadyAt == nil:
		b.fail("scoring", CodeRequired, `readiness by score needs a "ready_at" here`)
	}
	if b.rs.WhenUnknown != "" {
		word(b, "when_unknown", b.rs.WhenUnknown, UnknownOpen, UnknownUnmet)
	}
	b.e.unmet = b.rs.WhenUnknown == UnknownUnmet
}

func (b *build) matrix() {
	cells := matrix.GridCells()
	for _, cell := range slices.Sorted(maps.Keys(b.rs.Matrix)) {
		entry := b.rs.Matrix[cell]
		at := strictjson.PathKey("matrix", string(cell))
		word(b, at, cell, cells...)
		if entry.Team == "" && entry.Action == "" {
			b.fail(at, CodeRequired, `give it a "team" or an "action"`)
		}
	}
	b.e.destinations = newDestinations(b.rs.Matrix)
}

// cells names the cells that grades and bands make, and refuses a name that two
// pairs make, by which nobody could tell them apart.
func (b *build) cells() {
	b.e.cells = map[[2]string]string{}
	if b.rs.ICP == nil || b.rs.Scoring == nil {
		return
	}
	from := map[string][2]string{}
	for _, g := range b.rs.ICP.Grades {
		for i, band := range b.rs.Scoring.Bands {
			pair, cell := [2]string{g.Name, band.Name}, g.Name+band.Name
			if other, taken := from[cell]; taken && other != pair {
				b.fail(fmt.Sprintf("scoring.bands[%d].name", i), CodeDuplicateID, "grade %q with band %q makes the cell %q, as grade %q with band %q does; rename one of them", pair[0], pair[1], cell, other[0], other[1])
			}
			from[cell], b.e.cells[pair] = pair, cell
		}
	}
}

func (b *build) routes() {
	for i, r := range b.rs.Routes {
		at := fmt.Sprintf("routes[%d]", i)
		if r.Team == "" {
			b.fail(at, CodeRequired, `give it a "team"`)
		}
		switch {
		case r.Roster != "" && len(r.Owners) > 0:
			b.fail(at+".roster", CodeNotAllowed, `a route has either "owners" or a "roster"`)
		case r.Roster == "" && len(r.Owners) == 0:
			b.fail(at, CodeRequired, `give it "owners", or the name of a "roster"`)
		}
		idle := len(r.Owners) > 0
		for j, o := range r.Owners {
			if o.Weight == nil {
				idle = false
				continue
			}
			idle = idle && *o.Weight == 0
			if *o.Weight < 0 || *o.Weight > 1_000_000_000 {
				b.fail(fmt.Sprintf("%s.owners[%d].weight", at, j), CodeOutOfRange, "a weight is between 0 and 1000000")
			}
		}
		if idle {
			b.fail(at+".owners", CodeOutOfRange, "all owners have the weight 0, so the route takes leads and gives them to nobody; give one a weight, or drop the route")
		}
		b.e.routes = append(b.e.routes, route{route: r, routing: b.routing("routes."+r.ID, at, r.When)})
	}
}

func (b *build) routing(place, at, when string) routing {
	return routing{place: place, cond: b.routeCond(at+".when", when)}
}

func (b *build) experiments() {
	salts := map[string]string{} // to ids
	for i, x := range b.rs.Experiments {
		at := fmt.Sprintf("experiments[%d]", i)
		if x.Salt == "" {
			b.fail(at, CodeRequired, `give it a "salt", a text of its own such as the id and the year`)
		} else if first, taken := salts[x.Salt]; taken {
			b.fail(at+".salt", CodeDuplicateID, "the experiment %s has this salt too, so that the same leads would be in the same arms of both; choose another", first)
		}
		salts[x.Salt] = x.ID
		sum, given := int64(0), true
		for j, arm := range x.Arms {
			share := arm.Share.Thousandths()
			sum += share
			switch at := fmt.Sprintf("%s.arms[%d]", at, j); {
			case arm.Share == 0:
				b.fail(at, CodeRequired, `give it a "share" above 0, such as 0.1`)
				given = false
			case share <= 0 || share > 1000:
				b.fail(at+".share", CodeOutOfRange, "a share is above 0 and at most 1")
				given = false
			}
		}
		switch {
		case len(x.Arms) < 2:
			b.fail(at, CodeRequired, `give it two "arms" or more: what is tried, and what it is compared with`)
		case given && sum != 1000:
			b.fail(at+".arms", CodeOutOfRange, "the shares sum to %v, and not to 1", milli.Float[matrix.Share](sum))
		}
		b.e.experiments = append(b.e.experiments, experiment{Experiment: x, routing: b.routing("experiments."+x.ID, at, x.When)})
	}
}
