package lint

import (
	"fmt"
	"strings"

	"github.com/leadqual/leadqual/internal/cases"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
)

// policy is what makes a lead ready, the default filled in.
func (k *checker) policy() qualify.ReadinessPolicy {
	if k.rs.Readiness == "" {
		return qualify.ScoreOrHandRaise
	}
	return k.rs.Readiness
}

// checkReadiness finds what the policy does not look at, and rule sets by
// which nobody becomes ready.
func (k *checker) checkReadiness() {
	rs := k.rs
	scored := rs.Scoring != nil && rs.Scoring.ReadyAt != nil
	switch policy := k.policy(); {
	case policy == qualify.ScoreOnly && len(rs.HandRaise) > 0:
		k.report(Finding{
			Code: CodeIgnored, Severity: Warning, Path: "hand_raise",
			Message: `"readiness": "score" does not look at hand raises; leave them out, or let them count with "score_or_hand_raise"`,
		})
	case policy == qualify.HandRaiseOnly && len(rs.HandRaise) == 0:
		k.report(Finding{
			Code: CodeNeverReady, Severity: Error, Path: "readiness",
			Message: `only a raised hand makes a lead ready, and there is no way to raise one; add "hand_raise"`,
		})
	case policy == qualify.HandRaiseOnly && scored:
		k.report(Finding{
			Code: CodeIgnored, Severity: Warning, Path: "scoring.ready_at",
			Message: `"readiness": "hand_raise" does not look at the score; leave out "ready_at", or let it count with "score_or_hand_raise"`,
		})
	case policy == qualify.ScoreOrHandRaise && !scored && len(rs.HandRaise) == 0 && rs.Scoring != nil && len(rs.Scoring.Bands) == 0 && len(rs.Scoring.Rules) > 0:
		k.report(Finding{
			Code: CodeNeverReady, Severity: Warning, Path: "scoring",
			Message: `no number of points makes a lead ready, and there is no way to raise a hand; add "ready_at" or "hand_raise"`,
		})
	}
	if k.policy() == qualify.ScoreOnly || len(rs.HandRaise) == 0 {
		for _, cell := range sortedKeys(rs.Matrix) {
			if strings.HasSuffix(string(cell), "_raised") {
				k.report(Finding{
					Code: CodeIgnored, Severity: Warning, Path: "matrix." + string(cell),
					Message: `this is for leads whose raised hand counts, and none does here; leave it out, or give "hand_raise" and let it count`,
				})
			}
		}
	}
	if !scored && rs.Scoring != nil {
		for i, g := range rs.Scoring.Groups {
			if g.ReadyAt != nil {
				k.report(Finding{
					Code: CodeIgnored, Severity: Warning, Path: fmt.Sprintf("scoring.groups[%d].ready_at", i),
					Message: `a group's "ready_at" counts beside that of the whole score, which is missing; give "scoring" a "ready_at"`,
				})
			}
		}
	}
	paths := []string{}
	if rs.BANT != nil && rs.BANT.Gate {
		paths = append(paths, "bant.gate")
	}
	for i, l := range rs.Checklists {
		if l.Gate {
			paths = append(paths, fmt.Sprintf("checklists[%d].gate", i))
		}
	}
	if scored {
		paths = nil
	}
	for _, path := range paths {
		k.report(Finding{
			Code: CodeIgnored, Severity: Warning, Path: path,
			Message: `"gate" holds back who is ready by score, and no score makes ready; give "scoring" a "ready_at", or leave out "gate"`,
		})
	}
}

// checkRoutes finds routes that no lead takes.
func (k *checker) checkRoutes() {
	teams := map[string]bool{}
	for _, c := range matrix.Cells() {
		for _, raised := range []bool{false, true} {
			teams[k.rs.Matrix.At(c, raised).Team] = true
		}
	}
	for _, x := range k.rs.Experiments {
		for _, a := range x.Arms {
			if a.Team != "" {
				teams[a.Team] = true
			}
		}
	}
	budget := maxPairsCompared
	k.hiddenRoutes = map[int]bool{}
	before := map[string]cases.Set{} // by team, the leads that come so far
	for j, r := range k.rs.Routes {
		path := fmt.Sprintf("routes[%d]", j)
		if !teams[r.Team] {
			k.report(Finding{
				Code: CodeRouteUnreachable, Severity: Error, Path: path + ".team",
				Message: fmt.Sprintf("no lead belongs to team %q, so that nobody takes this route; name one of %s, or give the team a cell of \"matrix\"", r.Team, list(sortedKeys(teams))),
				Proof:   "the cells of the matrix name no such team",
			})
			k.hiddenRoutes[j] = true
			continue
		}
		if c := k.routes[j]; c != nil && c.reported {
			continue
		}
		for i := range k.rs.Routes[:j] {
			if budget--; budget < 0 {
				return
			}
			if k.rs.Routes[i].Team == r.Team && k.routeHides(i, j, path) {
				k.hiddenRoutes[j] = true
				break
			}
		}
		c := k.routes[j]
		if c == nil || k.hiddenRoutes[j] {
			continue
		}
		left, some := before[r.Team]
		if !some {
			left = cases.Everything()
		} else if !left.Empty() && k.a.And(left, c.cases.Met).Empty() {
			k.hiddenRoutes[j] = true
			k.report(Finding{
				Code: CodeRouteUnreachable, Severity: Error, Path: c.path, Text: c.text,
				Message: "the routes of this team that stand before this one take together every lead that it would take; put this one first, or leave it out",
			})
		}
		before[r.Team] = k.a.And(left, c.cases.NotMet)
	}
}

// routeHides reports where every lead of route j would take route i before.
func (k *checker) routeHides(i, j int, path string) bool {
	a, b := k.routes[i], k.routes[j]
	f := Finding{Code: CodeRouteUnreachable, Severity: Error, Path: path}
	switch {
	case a == nil:
		f.Proof = fmt.Sprintf("routes[%d] takes every lead of team %q", i, k.rs.Routes[i].Team)
	case a.reported:
		return false
	case b == nil:
		if !a.cases.NotMet.Empty() {
			return false
		}
		f.Proof = fmt.Sprintf("routes[%d] is met by every lead", i)
	default:
		if !k.a.And(b.cases.Met, a.cases.NotMet).Empty() {
			return false
		}
		f.Proof = k.a.Clash(b.cases.Met, a.cases.NotMet)
		f.Path, f.Text = b.path, b.text
	}
	f.Message = fmt.Sprintf("routes[%d] stands before this route and takes every lead that it would take; put this one first, or leave it out", i)
	k.report(f)
	return true
}
