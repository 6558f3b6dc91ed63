// Package play is what the page asks the engine, by [Engine.Call], as JSON: what an editor
// of rules asks while they are written, and everything about the texts of rules, leads,
// cases and a map. It knows nothing of browsers, so that it is tested as any other
// package is.
package play

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/explain"
	"github.com/leadqual/leadqual/scoring"
)

// A Request is what stands on the page.
type Request struct {
	Rules string `json:"rules"` // a rule set, or rules about accounts, in JSON
	Leads string `json:"leads"` // a JSON list, JSON lines, or CSV; accounts are no CSV
	Map   string `json:"map"`   // what the columns of the leads mean; "" is none
	Other string `json:"other"` // the second rule set, the older one; "" is none
	Cases string `json:"cases"` // a file of cases; "" is none
	AsOf  string `json:"as_of"` // RFC 3339
	// Open are the indices of the leads to explain in full.
	Open []int `json:"open,omitempty"`
}

// An Answer is everything that follows from a Request. Lists are never null in
// JSON.
type Answer struct {
	// Mistakes are those of the rules. With one there are no decisions.
	Mistakes []Problem `json:"mistakes"`
	// Doubts are what is wrong, or probably wrong, with the text of the leads
	// and with the instant.
	Doubts []Problem `json:"doubts"`
	// Name, Version and Fingerprint are the rule set's.
	Name        string `json:"name"`
	Version     string `json:"version"`
	Fingerprint string `json:"fingerprint"`
	// Leads are those of the text, by priority; who was removed comes last.
	Leads []Lead `json:"leads"`
	// Grid counts them by fit and readiness: good, unknown, poor by ready,
	// unknown, not ready.
	Grid [3][3][]int `json:"grid"`
	// Removed are the indices of those that screening removed.
	Removed []int `json:"removed"`
	// Moves are what the second rule set decides otherwise; nil where there is none.
	Moves *Moves `json:"moves,omitempty"`
	// Cases are those of the file of cases; nil where there is none.
	Cases *Cases `json:"cases,omitempty"`
}

// A Lead is a decision, about a lead or an account, as the page shows it.
type Lead struct {
	Index   int             `json:"index"` // in the text, from 0
	ID      string          `json:"id"`
	Name    string          `json:"name,omitempty"`
	Note    string          `json:"note,omitempty"`
	Status  matrix.Status   `json:"status"`
	Quad    matrix.Quadrant `json:"quadrant"`
	Certain bool            `json:"certain,omitempty"`
	Raised  bool            `json:"raised,omitempty"`
	Cell    string          `json:"cell,omitempty"`
	Points  string          `json:"points,omitempty"` // "26", or "26 (20 to 31)"
	Team    string          `json:"team,omitempty"`
	Action  string          `json:"action,omitempty"`
	Owner   string          `json:"owner,omitempty"` // or "roster inside"
	Short   string          `json:"short"`           // three lines
	// Full and Decision are of those that are open: the explanation, and the
	// decision as JSON.
	Full     string   `json:"full,omitempty"`
	Decision string   `json:"decision,omitempty"`
	Issues   []string `json:"issues,omitempty"`
	// Removed says that screening removed the lead.
	Removed bool `json:"removed,omitempty"`
}

// MaxLeads is how many leads are decided at once; a page shows no more.
const MaxLeads = 500

// Ask answers a request. Nothing in one can make it fail: what is wrong stands
// in the answer.
func Ask(r Request) *Answer {
	a := &Answer{Mistakes: []Problem{}, Doubts: []Problem{}, Leads: []Lead{}, Removed: []int{}}
	for fit := range a.Grid {
		for ready := range a.Grid[fit] {
			a.Grid[fit][ready] = []int{}
		}
	}
	asOf, err := time.Parse(time.RFC3339, r.AsOf)
	if err != nil || asOf.IsZero() {
		a.Doubts = append(a.Doubts, Problem{Severity: "error", About: "as_of", Message: "give the instant to decide for, such as 2026-11-22T09:00:00Z"})
		asOf = time.Time{}
	}
	if aboutAccounts(r.Rules) {
		a.ofAccounts(r, asOf)
		return a
	}
	engine, err := qualify.CompileJSON("", []byte(r.Rules), nil)
	a.Mistakes = problemsOf("rules", r.Rules, err)
	var facts map[string]qualify.Fact
	if engine != nil {
		rules := engine.RuleSet()
		facts = declared(rules)
		a.Name, a.Version, a.Fingerprint = rules.Name, rules.Version, engine.Fingerprint()
	}
	other := a.other(r, false)
	if other.leads != nil && facts != nil {
		facts = factsOfBoth(other.leads.RuleSet().Facts, facts)
	}
	leads, doubts := readLeads(r.Leads, r.Map, facts, asOf)
	a.Doubts = append(a.Doubts, doubts...)
	if given(r.Cases) {
		a.Cases = casesOf(r.Cases, engine, nil, false)
	}
	if engine == nil {
		return a
	}
	all := decideLeads(engine, leads, asOf)
	order := a.show(all, r.Open)
	if other.leads != nil {
		a.Moves.Is = Named{a.Name, a.Version}
		a.Moves.compare(order, decideLeads(other.leads, leads, asOf), all)
	}
	return a
}

// given tells whether a text is more than space.
func given(text string) bool { return strings.TrimSpace(text) != "" }

// declared are the facts of a rule set; where it has none, they are known to be none.
func declared(rules *qualify.RuleSet) map[string]qualify.Fact {
	if rules.Facts == nil {
		return map[string]qualify.Fact{}
	}
	return rules.Facts
}

// factsOfBoth are the facts that either rule set declares. Where both declare a fact, the
// newer one says of what type it is.
func factsOfBoth(older, newer map[string]qualify.Fact) map[string]qualify.Fact {
	all := maps.Clone(newer)
	for path, fact := range older {
		if _, ok := all[path]; !ok {
			all[path] = fact
		}
	}
	return all
}

// decideLeads decides leads, in the order of the text.
func decideLeads(engine *qualify.Engine, leads []readLead, asOf time.Time) []decided {
	explainer := explain.New(engine)
	all := make([]decided, len(leads))
	for i := range leads {
		lead := &leads[i].lead
		d := engine.Decide(lead, asOf)
		all[i] = decided{
			Decision: &d, name: lead.Person.Name, note: leads[i].note, json: func() []byte { return d.AppendJSON(nil) },
			explain: func(full bool) string {
				return explainer.Explain(&d, &explain.Options{Name: lead.Person.Name, Values: lead.Values(), Full: full})
			},
		}
	}
	return all
}

// decided is a decision, and what the page shows with it.
type decided struct {
	*qualify.Decision
	name, note string
	explain    func(full bool) string
	json       func() []byte
}

// show lists decisions by priority, and returns the order.
func (a *Answer) show(all []decided, open []int) (order []int) {
	order = make([]int, len(all))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		if a, b := removed(all[i].Decision), removed(all[j].Decision); a != b {
			if a {
				return 1
			}
			return -1
		}
		return qualify.ByPriority(all[i].Decision, all[j].Decision)
	})
	for _, i := range order {
		d := &all[i]
		l := Lead{
			Index: i, ID: d.LeadID, Name: d.name, Note: d.note, Status: d.Status, Quad: d.Quadrant, Certain: d.Certain,
			Raised: d.Readiness.HandRaised, Cell: d.Cell, Team: d.Owner.Team, Action: d.Owner.Action, Owner: ownerOf(d.Decision),
			Points: pointsOf(d.Decision), Removed: removed(d.Decision), Short: d.explain(false),
		}
		if slices.Contains(open, i) {
			l.Full, l.Decision = d.explain(true), string(d.json())
		}
		for _, issue := range d.Issues {
			l.Issues = append(l.Issues, fmt.Sprintf("%s: %s", issue.Path, issue.Message))
		}
		a.Leads = append(a.Leads, l)
		if l.Removed {
			a.Removed = append(a.Removed, i)
			continue
		}
		cell := &a.Grid[row(d.Fit.Verdict)][column(d.Readiness.Verdict)]
		*cell = append(*cell, i)
	}
	return order
}

// pointsOf are the points of a decision; "" where nothing is scored.
func pointsOf(d *qualify.Decision) string {
	if !d.Score.Scored {
		return ""
	}
	return amount(d.Score.Column)
}

// amount is points, with their range where not all is known.
func amount(c scoring.Column) string {
	if c.Low == c.High {
		return c.Points.String()
	}
	return fmt.Sprintf("%v (%v to %v)", c.Points, c.Low, c.High)
}

// ownerOf is who has the lead, or the roster that says so.
func ownerOf(d *qualify.Decision) string {
	if d.Owner.Roster != "" {
		return "roster " + d.Owner.Roster
	}
	return d.Owner.ID
}

// removed tells whether screening removed the lead.
func removed(d *qualify.Decision) bool {
	return d.Status == matrix.StatusDisqualified || d.Status == matrix.StatusExcluded
}

func row(v icp.Verdict) int {
	switch v {
	case icp.Good:
		return 0
	case icp.Poor:
		return 2
	}
	return 1
}

func column(v qualify.ReadinessVerdict) int {
	switch v {
	case qualify.Ready:
		return 0
	case qualify.NotReady:
		return 2
	}
	return 1
}
