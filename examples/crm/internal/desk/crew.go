package desk

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/examples/crm/internal/store"
	"github.com/leadqual/leadqual/qualify/lifecycle"
)

// Crew are the teams that may have leads, each with its people: those that the rules
// in use and the rosters name.
func (d *Desk) Crew() map[string][]string {
	crew := map[string][]string{}
	add := func(team string, people ...string) {
		for _, p := range people {
			if p != "" && !slices.Contains(crew[team], p) {
				crew[team] = append(crew[team], p)
			}
		}
		if crew[team] == nil {
			crew[team] = []string{}
		}
	}
	for _, r := range d.Rules.InUse().Active.Set.Routes {
		add(r.Team)
		for _, o := range r.Owners {
			add(r.Team, o.ID)
		}
	}
	for _, r := range d.Rosters {
		for _, m := range r.Plan.Members {
			add(r.Plan.Team, m.ID)
		}
	}
	for _, people := range crew {
		slices.Sort(people)
	}
	return crew
}

// checkOwner refuses a team or a person that nobody is: a lead that such a one has is
// in nobody's list.
func (d *Desk) checkOwner(e *lifecycle.Event, had *store.Lead) error {
	crew := d.Crew()
	if _, ok := crew[e.Team]; !ok && e.Team != "" && e.Team != had.Team {
		return &Invalid{fmt.Sprintf("team: there is no %q; there are: %s", e.Team, strings.Join(slices.Sorted(maps.Keys(crew)), ", "))}
	}
	var people []string
	for team, of := range crew {
		if e.Team == "" || e.Team == team {
			people = append(people, of...)
		}
	}
	if e.Owner == "" || e.Owner == had.Owner || slices.Contains(people, e.Owner) {
		return nil
	}
	slices.Sort(people)
	return &Invalid{fmt.Sprintf("owner: there is no %q; there are: %s", e.Owner, strings.Join(slices.Compact(people), ", "))}
}
