package audit_test

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
)

// The counts of an audit against slow ones over all decisions.
func TestCountsAgreeWithASlowCount(t *testing.T) {
	rs, e := rules(t, rulesText)
	list := records(1500, 4)
	report := auditOf(e, list, audit.TargetWon).Report(rs)
	type seen struct {
		d qualify.Decision
		o audit.Outcome
	}
	var all []seen
	for i := range list {
		all = append(all, seen{e.Decide(&list[i].lead, list[i].at), list[i].outcome})
	}
	count := func(in func(*seen) bool) (c audit.Count) {
		for i := range all {
			if x := &all[i]; in(x) {
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
	gone := func(x *seen) bool { return x.d.Status == "disqualified" || x.d.Status == "excluded" }
	same := func(name string, got, want audit.Count) {
		t.Helper()
		if got != want {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
	if report.All.Leads != len(list) {
		t.Errorf("%d leads", report.All.Leads)
	}
	steps := map[string]int{}
	for _, s := range report.Screening {
		steps[s.ID] = s.Removed.Leads
		same("step "+s.ID, s.Removed, count(func(x *seen) bool {
			for _, o := range x.d.Screening {
				if o.Outcome.String() == "met" && !o.Lifted {
					return gone(x) && o.ID == s.ID
				}
			}
			return false
		}))
	}
	if len(steps) != 3 || steps["student"] == 0 || steps["customer"] == 0 || steps["rival"] == 0 {
		t.Errorf("steps removed %v", steps)
	}
	for _, row := range report.Rules {
		outcome := func(want string) func(*seen) bool {
			return func(x *seen) bool {
				if gone(x) {
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
		same(row.ID+" met", row.Met, count(outcome("met")))
		same(row.ID+" unmet", row.Unmet, count(outcome("unmet")))
		same(row.ID+" unknown", row.Unknown, count(outcome("unknown")))
		for _, s := range row.Steps {
			same(fmt.Sprintf("%s worth %v", row.ID, s.From), s.Count, count(func(x *seen) bool {
				for _, r := range x.d.Score.Rules {
					if r.ID == row.ID && r.Outcome.String() == "met" && r.Points == s.From {
						return !gone(x)
					}
				}
				return false
			}))
		}
	}
	if n := len(report.Rules[1].Steps); n != 2 {
		t.Errorf("%d steps of the rule with two tiers", n)
	}
	for _, q := range report.Quadrants {
		want := count(func(x *seen) bool { return !gone(x) && string(x.d.Quadrant) == q.Name })
		same(q.Name, q.Tally.ByWon, want)
		if q.Rate != want.Rate() {
			t.Errorf("%s: rate %v, want %v", q.Name, q.Rate, want.Rate())
		}
	}
	for _, g := range report.Sources {
		poor, rest := 0, 0
		for i := range all {
			if x := &all[i]; (x.o.Source == g.Name || x.o.Source == "" && g.Name == audit.NoGroup) && !gone(x) {
				rest++
				if x.d.Fit.Verdict == "poor" {
					poor++
				}
			}
		}
		if g.PoorFit != audit.RateOf(poor, rest) {
			t.Errorf("source %s: poor fit %v, want %d of %d", g.Name, g.PoorFit, poor, rest)
		}
	}
	judged, accepted, closed, won := 0, 0, 0, 0
	for i := range all {
		x := &all[i]
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
		t.Errorf("MQL to SQL %v, SQL to won %v; want %d of %d, %d of %d", report.MQLToSQL, report.SQLToWon, accepted, judged, won, closed)
	}
	for _, f := range report.Facts {
		asked := func(decisive bool) audit.Count {
			return count(func(x *seen) bool {
				for _, q := range x.d.Ask {
					if q.Path == f.Path {
						return !gone(x) && (q.Decisive || !decisive)
					}
				}
				return false
			})
		}
		same(f.Path+" missing", f.Missing, asked(false))
		same(f.Path+" decisive", f.Decisive, asked(true))
	}
	asked := false
	for i, f := range report.Facts {
		asked = asked || f.Path == "company.employees" && f.Question == "How many people work there?"
		if i > 0 && f.Decisive.Leads > report.Facts[i-1].Decisive.Leads {
			t.Errorf("%s stands behind %s", f.Path, report.Facts[i-1].Path)
		}
	}
	if !asked {
		t.Errorf("no question about company.employees: %+v", report.Facts)
	}
	if want := []string{"scoring.never"}; !reflect.DeepEqual(report.Never, want) {
		t.Errorf("never met: %v, want %v", report.Never, want)
	}
	if len(report.Months) != 6 || report.Months[0].Month != "2026-01" {
		t.Errorf("months %+v", report.Months)
	}
}
