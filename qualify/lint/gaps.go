package lint

import (
	"encoding/json"
	"fmt"

	"github.com/leadqual/leadqual/internal/cases"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/truth"
)

// checkGaps finds teams of which some leads take no route, and so get no owner
// where others do. A lead of which the routes' facts are unknown takes none
// either, but decisions ask for these; a gap is where all routes are unmet.
func (k *checker) checkGaps() {
	for _, team := range k.routedTeams() {
		k.checkGap(team)
	}
}

// routedTeams are the teams with routes, in the order of these.
func (k *checker) routedTeams() (teams []string) {
	seen := map[string]bool{}
	for _, r := range k.rs.Routes {
		if !seen[r.Team] {
			seen[r.Team] = true
			teams = append(teams, r.Team)
		}
	}
	return teams
}

func (k *checker) checkGap(team string) {
	left := cases.Everything()
	var last *condition
	var like matrix.Route
	for i, r := range k.rs.Routes {
		if r.Team != team {
			continue
		}
		c := k.routes[i]
		if c == nil || c.reported || k.hiddenRoutes[i] {
			return // it takes all, or another finding says what is wrong
		}
		like = r
		if !c.node.Results { // what was decided cannot be filled in
			left, last = k.a.And(left, c.cases.Unmet), c
		}
	}
	if last == nil || left.Empty() {
		return
	}
	lead := k.routeless(team, left)
	if lead == nil {
		return
	}
	witness := k.example(last, lead, truth.Unmet, fmt.Sprintf("this lead of team %q takes no route", team))
	if witness == nil {
		return
	}
	row, _ := json.Marshal(matrix.Route{ID: k.freeRoute(team), Team: team, Owners: like.Owners, Roster: like.Roster}) // plain data has JSON
	k.report(Finding{
		Code: CodeNoRoute, Severity: Warning, Path: last.path, Text: last.text, Witness: witness,
		Message: fmt.Sprintf("some leads of team %q take none of its routes and get no owner; add a last one for them, such as %s", team, row),
	})
}

// freeRoute is an id for a route of the rest of a team's leads.
func (k *checker) freeRoute(team string) string {
	taken := map[string]bool{}
	for _, r := range k.rs.Routes {
		taken[r.ID] = true
	}
	id := "rest"
	for taken[id] {
		id += "_" + team
	}
	return id
}

// routeless looks for a lead of a team that is in a set of leads and takes no
// route: among those on the way to each quadrant.
func (k *checker) routeless(team string, set cases.Set) *qualify.Lead {
	d := k.engine.NewDecider()
	picks := k.a.Picks(set, 8)
	fits := func(from *qualify.Lead) *qualify.Lead {
		for _, p := range picks {
			lead := clone(from)
			k.apply(lead, p)
			if o := d.Decide(lead, asOf()).Owner; o.Team == team && o.Route == "" {
				return lead
			}
		}
		return nil
	}
	starts := k.starts()
	for _, c := range k.raises {
		for _, p := range k.a.Picks(c.cases.Met, 1) {
			lead := k.newLead()
			k.apply(lead, p)
			starts = append(starts, lead)
		}
	}
	for _, lead := range starts {
		if found := fits(lead); found != nil {
			return found
		}
	}
	r := k.reach()
	for _, t := range k.targets() {
		if t.Quadrant == "" || r.target(&t) != "" {
			continue
		}
		if lead := k.search(t); lead != nil {
			if found := fits(lead); found != nil {
				return found
			}
		}
	}
	return nil
}
