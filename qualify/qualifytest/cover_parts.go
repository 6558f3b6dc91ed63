package qualifytest

import (
	"fmt"
	"maps"
	"slices"

	"github.com/leadqual/leadqual/bant"
	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/internal/strictjson"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/truth"
)

// build adds the points of every part.
func (g *gauges) build() {
	g.definitions()
	g.screening()
	if g.rs.ICP != nil {
		g.profile(g.rs.ICP)
	}
	if b := g.rs.BANT; b != nil {
		g.checklist("bant", "bant", b.Checklist(), func(int) string { return "bant." },
			func(o *observation) *bant.Assessment { return (*bant.Assessment)(&o.d.BANT) })
	}
	for i, l := range g.rs.Checklists {
		path := fmt.Sprintf("checklists[%d]", i)
		g.checklist("checklists."+l.ID, path, l, func(j int) string { return fmt.Sprintf("%s.items[%d]", path, j) },
			func(o *observation) *bant.Assessment { return &o.d.Checklists[i] })
	}
	if g.rs.Scoring != nil {
		g.scoring(g.rs.Scoring)
	}
	g.raises()
	g.cells()
	g.experiments()
	g.routes()
}

// definitions are looked at on their own: as conditions, where they are some, else as
// conditions on an activity, or a person.
func (g *gauges) definitions() {
	for _, name := range slices.Sorted(maps.Keys(g.rs.Define)) {
		place, path, text := "define."+name, strictjson.PathKey("define", name), g.rs.Define[name]
		var tried []*probe
		for _, as := range g.defined(name) {
			before := slices.Clip(tried)
			tried = append(before, g.apart(place, path, as, always))
			last := g.list[len(g.list)-1]
			last.text, last.try, last.unless = text, true, before
		}
		first := len(g.list)
		g.comparisons(place, path, text, "activities")
		if len(g.beyond.People) == 0 {
			continue
		}
		for _, p := range g.list[first:] {
			p.try = true
		}
		of := g.list[first:]
		first = len(g.list)
		g.comparisons(place, path, text, "people")
		for i, p := range g.list[first:] {
			p.unless = of[i].needs[:1]
		}
	}
}

// defined are conditions that a definition may be, or be a part of.
func (g *gauges) defined(name string) []string {
	list := []string{name, "any(activities, " + name + ")"}
	if len(g.beyond.People) > 0 {
		list = append(list, "any(people, "+name+")")
	}
	return list
}

func (g *gauges) screening() {
	for i, s := range g.rs.Screening {
		place, path := "screening."+s.ID, fmt.Sprintf("screening[%d].when", i)
		g.condition(place, path, s.When, func(o *observation) truth.Truth { return o.d.Screening[i].Outcome })
		g.comparisons(place, path, s.When, "")
	}
}

func (g *gauges) profile(p *icp.Profile) {
	for i, c := range p.Criteria {
		place, path := "icp."+c.ID, fmt.Sprintf("icp.criteria[%d]", i)
		if c.When != "" {
			g.comparisons(place, path+".when", c.When, "")
		}
		g.condition(place, path, c.When, func(o *observation) truth.Truth { return o.d.Fit.Criteria[i].Outcome })
		var tiers []string
		for _, t := range c.Tiers {
			tiers = append(tiers, t.When)
		}
		g.tiers(place, path, tiers)
	}
	if len(p.Criteria) == 0 {
		return
	}
	goodAt := icp.Share(1)
	if p.GoodAt != nil {
		goodAt = *p.GoodAt
	}
	share := func(o *observation, s icp.Share) bool { return o.d.Fit.Share >= float64(s) }
	if goodAt > 0 {
		g.threshold("icp.good_at", "icp.good_at", goodAt.String(), true, true, func(o *observation) bool { return share(o, goodAt) })
	}
	for i, grade := range p.Grades {
		g.step("icp.grades."+grade.Name, fmt.Sprintf("icp.grades[%d]", i), grade.Min.String(), grade.Min > 0,
			func(o *observation) bool { return o.d.Fit.Grade == grade.Name },
			func(o *observation) bool { return !share(o, grade.Min) })
	}
}

// step adds a point for a grade or a band: it is given, and it is missed.
func (g *gauges) step(place, path, text string, canMiss bool, given, missed func(o *observation) bool) {
	sides := []string{"given"}
	if canMiss {
		sides = append(sides, "missed")
	}
	g.add(place, path, text, sides, func(o *observation, saw func(string)) {
		if given(o) {
			saw("given")
		}
		if missed(o) {
			saw("missed")
		}
	})
}

// tiers are looked at where no higher one is met.
func (g *gauges) tiers(place, path string, texts []string) {
	var higher []*probe
	for i, text := range texts {
		above := higher
		at := fmt.Sprintf("tiers[%d]", i)
		tier := g.apart(place+"."+at, path+"."+at+".when", text, func(o *observation) bool {
			return !slices.ContainsFunc(above, func(p *probe) bool { return p.outcome(o) == truth.Met })
		})
		higher = append(slices.Clip(higher), tier)
		g.comparisons(place+"."+at, path+"."+at+".when", text, "")
	}
}

func (g *gauges) checklist(place, path string, l bant.Checklist, at func(i int) string, of func(o *observation) *bant.Assessment) {
	for i, item := range l.Items {
		itemPath := at(i)
		if place == "bant" {
			itemPath += item.ID
		}
		if item.Role != "" {
			text := fmt.Sprintf("%d %s", max(1, item.AtLeast), item.Role)
			g.condition(place+"."+item.ID, itemPath+".role", text, func(o *observation) truth.Truth { return of(o).Items[i].Outcome })
			continue
		}
		g.condition(place+"."+item.ID, itemPath+".when", item.When, func(o *observation) truth.Truth { return of(o).Items[i].Outcome })
		g.comparisons(place+"."+item.ID, itemPath+".when", item.When, "")
	}
	sides := []string{string(bant.Qualified), string(bant.Unqualified), "?" + string(bant.Undecided)}
	g.add(place+".qualified_at", path+".qualified_at", "", sides, func(o *observation, saw func(string)) { saw(string(of(o).Verdict)) })
}

// raises are met or not: an unknown one is not raised.
func (g *gauges) raises() {
	for i, r := range g.rs.HandRaise {
		place, path := "hand_raise."+r.ID, fmt.Sprintf("hand_raise[%d].when", i)
		if g.rs.Readiness != qualify.ScoreOnly {
			g.add(place, path, r.When, []string{"met", "unmet"}, func(o *observation, saw func(string)) {
				saw(truth.Of(slices.Contains(o.d.Readiness.Raised, r.ID)).String())
			})
		}
		g.comparisons(place, path, r.When, "")
	}
}

// routes are looked at where the lead is of their team and no earlier route
// takes it.
func (g *gauges) routes() {
	earlier := map[string][]*probe{}
	for i, r := range g.rs.Routes {
		place, path := "routes."+r.ID, fmt.Sprintf("routes[%d]", i)
		above := slices.Clip(earlier[r.Team])
		looked := func(o *observation) bool {
			return (o.bare || o.d.Owner.Team == r.Team) && !slices.ContainsFunc(above, func(p *probe) bool { return p.outcome(o) == truth.Met })
		}
		if r.When != "" {
			earlier[r.Team] = append(above, g.apart(place, path+".when", r.When, looked))
			g.comparisons(place, path+".when", r.When, "")
			continue
		}
		g.add(place, path, "", []string{"taken"}, func(o *observation, saw func(string)) {
			if o.d.Owner.Route == r.ID {
				saw("taken")
			}
		})
	}
}

// experiments are looked at where the lead stays and no earlier one takes it; each arm
// is to be seen.
func (g *gauges) experiments() {
	var earlier []*probe
	for i, x := range g.rs.Experiments {
		place, path := "experiments."+x.ID, fmt.Sprintf("experiments[%d]", i)
		above := slices.Clip(earlier)
		looked := func(o *observation) bool {
			return (o.bare || o.d.Owner.Team != "" && o.d.LeadID != "") && !slices.ContainsFunc(above, func(p *probe) bool { return p.outcome(o) == truth.Met })
		}
		if x.When != "" {
			earlier = append(above, g.apart(place, path+".when", x.When, looked))
			g.comparisons(place, path+".when", x.When, "")
		}
		for j, arm := range x.Arms {
			g.add(place+".arms."+arm.ID, fmt.Sprintf("%s.arms[%d]", path, j), "", []string{"seen"}, func(o *observation, saw func(string)) {
				if e := &o.d.Experiment; e.ID == x.ID && e.Arm == arm.ID {
					saw("seen")
				}
			})
		}
		if x.When == "" {
			return // nobody comes further
		}
	}
}

// cells are those of the matrix that the rules can lead to.
func (g *gauges) cells() {
	fits, ready := g.possible()
	for _, cell := range matrix.Cells() {
		side := "?seen"
		if slices.ContainsFunc(fits, func(f truth.Truth) bool {
			return slices.ContainsFunc(ready, func(r truth.Truth) bool { return matrix.Locate(f, r) == cell })
		}) {
			side = "seen"
		}
		g.add("matrix."+string(cell), "", "", []string{side}, func(o *observation, saw func(string)) {
			if o.d.Owner.Team != "" && cellOf(o.d) == cell {
				saw("seen")
			}
		})
		raised := cell.Raised()
		if _, given := g.rs.Matrix[raised]; !given {
			continue
		}
		g.add("matrix."+string(raised), strictjson.PathKey("matrix", string(raised)), "", []string{side}, func(o *observation, saw func(string)) {
			if o.d.Owner.Team != "" && cellOf(o.d) == cell && o.d.Readiness.HandRaised {
				saw("seen")
			}
		})
	}
}

// cellOf is the cell that a decision was placed in.
func cellOf(d *qualify.Decision) matrix.Cell {
	if d.Quadrant != matrix.Undetermined {
		return matrix.Cell(d.Quadrant)
	}
	ready := truth.Unknown
	switch d.Readiness.Verdict {
	case qualify.Ready:
		ready = truth.Met
	case qualify.NotReady:
		ready = truth.Unmet
	}
	return matrix.Locate(d.Fit.Verdict.Truth(), ready)
}

// possible are the known outcomes that fit and readiness can have. It leaves
// out only what is impossible for certain.
func (g *gauges) possible() (fits, ready []truth.Truth) {
	fits = []truth.Truth{truth.Met}
	if p := g.rs.ICP; p != nil && len(p.Criteria) > 0 {
		counts, required := false, false
		for _, c := range p.Criteria {
			counts = counts || c.Weight == nil || *c.Weight > 0
			required = required || c.Required
		}
		if required || counts && (p.GoodAt == nil || *p.GoodAt > 0) {
			fits = append(fits, truth.Unmet)
		}
	}
	byScore := g.rs.Scoring != nil && g.rs.Scoring.ReadyAt != nil && g.rs.Readiness != qualify.HandRaiseOnly
	always := byScore && len(g.rs.Gates()) == 0
	if byScore {
		high, low := reachable(g.about.Score.Points, *g.rs.Scoring.ReadyAt)
		byScore, always = high, always && !low
		for i, group := range g.rs.Scoring.Groups {
			if group.ReadyAt != nil {
				high, low := reachable(g.about.Groups[i].Points, *group.ReadyAt)
				byScore, always = byScore && high, always && !low
			}
		}
	}
	if byScore || len(g.rs.HandRaise) > 0 && g.rs.Readiness != qualify.ScoreOnly {
		ready = append(ready, truth.Met)
	}
	if !always {
		ready = append(ready, truth.Unmet)
	}
	return fits, ready
}
