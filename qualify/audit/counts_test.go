package audit_test

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
)

// decided is a lead's decision with what became of it.
type decided struct {
	d qualify.Decision
	o audit.Outcome
}

func (x *decided) gone() bool { return x.d.Status == "disqualified" || x.d.Status == "excluded" }

// slowly counts by looking at every decision again.
type slowly struct {
	t    *testing.T
	list []decided
}

func (all *slowly) count(in func(*decided) bool) (c audit.Count) {
	for i := range all.list {
		if x := &all.list[i]; in(x) {
			c.Leads++
			if x.o.Won.Known {
				c.Known++
				if x.o.Won.Value {
					c.Hits++
				}
			}
		}
	}
	return c
}

func (all *slowly) same(name string, got, want audit.Count) {
	all.t.Helper()
	if got != want {
		all.t.Errorf("%s: %+v, want %+v", name, got, want)
	}
}

func (all *slowly) screening(report *audit.Report) {
	steps := map[string]int{}
	for _, s := range report.Screening {
		steps[s.ID] = s.Removed.Leads
		all.same("step "+s.ID, s.Removed, all.count(func(x *decided) bool {
			for _, o := range x.d.Screening {
				if o.Outcome.String() == "met" && !o.Lifted {
					return x.gone() && o.ID == s.ID
				}
			}
			return false
		}))
	}
	if len(steps) != 3 || steps["student"] == 0 || steps["customer"] == 0 || steps["rival"] == 0 {
		all.t.Errorf("steps removed %v", steps)
	}
}

func (all *slowly) rules(report *audit.Report) {
	for _, row := range report.Rules {
		outcome := func(want string) func(*decided) bool {
			return func(x *decided) bool {
				if x.gone() {
					return false
				}
				have := "unmet"
				for _, r := range x.d.Score.Rules {
					if r.ID == row.ID {
						have = r.Outcome.String()
					}
				}
				return have == want
			}
		}
		all.same(row.ID+" met", row.Met, all.count(outcome("met")))
		all.same(row.ID+" unmet", row.Unmet, all.count(outcome("unmet")))
		all.same(row.ID+" unknown", row.Unknown, all.count(outcome("unknown")))
		for _, s := range row.Steps {
			all.same(fmt.Sprintf("%s worth %v", row.ID, s.From), s.Count, all.count(func(x *decided) bool {
				for _, r := range x.d.Score.Rules {
					if r.ID == row.ID && r.Outcome.String() == "met" && r.Points == s.From {
						return !x.gone()
					}
				}
				return false
			}))
		}
	}
	if n := len(report.Rules[1].Steps); n != 2 {
		all.t.Errorf("%d steps of the rule with two tiers", n)
	}
}

func (all *slowly) quadrants(report *audit.Report) {
	for _, q := range report.Quadrants {
		want := all.count(func(x *decided) bool { return !x.gone() && string(x.d.Quadrant) == q.Name })
		all.same(q.Name, q.Tally.ByWon, want)
		if q.Rate != want.Rate() {
			all.t.Errorf("%s: rate %v, want %v", q.Name, q.Rate, want.Rate())
		}
	}
}

func (all *slowly) sources(report *audit.Report) {
	for _, g := range report.Sources {
		poor, rest := 0, 0
		for i := range all.list {
			if x := &all.list[i]; (x.o.Source == g.Name || x.o.Source == "" && g.Name == audit.NoGroup) && !x.gone() {
				rest++
				if x.d.Fit.Verdict == "poor" {
					poor++
				}
			}
		}
		if g.PoorFit != audit.RateOf(poor, rest) {
			all.t.Errorf("source %s: poor fit %v, want %d of %d", g.Name, g.PoorFit, poor, rest)
		}
	}
}

func (all *slowly) funnel(report *audit.Report) {
	judged, accepted, closed, won := 0, 0, 0, 0
	for i := range all.list {
		x := &all.list[i]
		if x.d.Status == "mql" && x.o.Accepted.Known {
			judged++
			if x.o.Accepted.Value {
				accepted++
			}
		}
		if x.o.Accepted.Value && x.o.Won.Known {
			closed++
			if x.o.Won.Value {
				won++
			}
		}
	}
	if report.MQLToSQL != audit.RateOf(accepted, judged) || report.SQLToWon != audit.RateOf(won, closed) || judged == 0 || closed == 0 {
		all.t.Errorf("MQL to SQL %v, SQL to won %v; want %d of %d, %d of %d", report.MQLToSQL, report.SQLToWon, accepted, judged, won, closed)
	}
}

func (all *slowly) facts(report *audit.Report) {
	for _, f := range report.Facts {
		asked := func(decisive bool) audit.Count {
			return all.count(func(x *decided) bool {
				for _, q := range x.d.Ask {
					if q.Path == f.Path {
						return !x.gone() && (q.Decisive || !decisive)
					}
				}
				return false
			})
		}
		all.same(f.Path+" missing", f.Missing, asked(false))
		all.same(f.Path+" decisive", f.Decisive, asked(true))
	}
	asked := false
	for i, f := range report.Facts {
		asked = asked || f.Path == "company.employees" && f.Question == "How many people work there?"
		if i > 0 && f.Decisive.Leads > report.Facts[i-1].Decisive.Leads {
			all.t.Errorf("%s stands behind %s", f.Path, report.Facts[i-1].Path)
		}
	}
	if !asked {
		all.t.Errorf("no question about company.employees: %+v", report.Facts)
	}
}

// The counts of an audit against slow ones over all decisions.
func TestCountsAgreeWithASlowCount(t *testing.T) {
	rs, e := rules(t, rulesText)
	list := records(1500, 4)
	report := auditOf(e, list, audit.TargetWon).Report(rs)
	all := slowly{t: t}
	for i := range list {
		all.list = append(all.list, decided{e.Decide(&list[i].lead, list[i].at), list[i].outcome})
	}
	if report.All.Leads != len(list) {
		t.Errorf("%d leads", report.All.Leads)
	}
	all.screening(report)
	all.rules(report)
	all.quadrants(report)
	all.sources(report)
	all.funnel(report)
	all.facts(report)
	if want := []string{"scoring.never"}; !reflect.DeepEqual(report.Never, want) {
		t.Errorf("never met: %v, want %v", report.Never, want)
	}
	if len(report.Months) != 6 || report.Months[0].Month != "2026-01" {
		t.Errorf("months %+v", report.Months)
	}
}
