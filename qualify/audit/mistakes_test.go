package audit_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
)

// What a host gets wrong first is said at the beginning of the report.
func TestMistakesAreSaid(t *testing.T) {
	rs, e := rules(t, rulesText)
	other, _ := rules(t, strings.Replace(rulesText, `"points": 15`, `"points": 16`, 1))
	renamed, _ := rules(t, strings.Replace(rulesText, "many visits", "visits", 1))
	good := audit.Horizon{Days: 60, CutOff: asOf.AddDate(1, 0, 0)}
	for _, c := range []struct {
		name    string
		horizon audit.Horizon
		target  audit.Target
		at      time.Time
		rs      *qualify.RuleSet
		want    string // "" is none of these
	}{
		{name: "nothing", horizon: good},
		{name: "no cut-off", horizon: audit.Horizon{Days: 60}, want: "A horizon needs both"},
		{name: "no days", horizon: audit.Horizon{CutOff: good.CutOff}, want: "A horizon needs both"},
		{name: "days below 0", horizon: audit.Horizon{Days: -60, CutOff: good.CutOff}, want: "A horizon needs both"},
		{name: "days below 0 alone", horizon: audit.Horizon{Days: -60}, want: "A horizon needs both"},
		{name: "days that overflow", horizon: audit.Horizon{Days: 1 << 40, CutOff: good.CutOff}, want: "A horizon needs both"},
		{name: "cut off before the decisions", horizon: audit.Horizon{Days: 60, CutOff: asOf.AddDate(-1, 0, 0)}, want: "decided after the cut-off"},
		{name: "young", horizon: audit.Horizon{Days: 60, CutOff: asOf.AddDate(0, 0, 59)}, want: "No lead is old enough"},
		{name: "no instants", horizon: good, at: time.Unix(0, 0).AddDate(20_000, 0, 0), want: "40 were decided as of no instant"},
		{name: "another target", horizon: good, target: "Won", want: `There is no target "Won"`},
		{name: "another rule set", horizon: good, rs: other, want: "not the one that decided"},
		{name: "another name", horizon: good, rs: renamed},
	} {
		at, set := asOf, rs
		if !c.at.IsZero() {
			at = c.at
		}
		if c.rs != nil {
			set = c.rs
		}
		a := audit.New(rs)
		a.Horizon, a.Target = c.horizon, c.target
		for i := range 40 {
			d := e.Decide(&qualify.Lead{ID: "1"}, at)
			a.Add(&d, audit.Outcome{Worked: qualify.Known(true), Won: qualify.Known(i%4 == 0), ClosedAt: at.AddDate(0, 0, 9)})
		}
		r := a.Report(set)
		said := strings.Join(r.Warnings, "\n")
		if c.want == "" {
			if said != "Too little data to say much (won: 10, not: 30)." {
				t.Errorf("%s: %s", c.name, said)
			}
		} else if !strings.Contains(said, c.want) {
			t.Errorf("%s: %q says nothing of %q", c.name, said, c.want)
		}
		if _, err := json.Marshal(r); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// Decisions of a rule set that the scale is not of.
func TestDecisionsOfAnotherRuleSet(t *testing.T) {
	rs, e := rules(t, rulesText)
	_, other := rules(t, `{"name": "y", "scoring": {"ready_at": 1, "groups": [{"id": "g", "max": 5}], "rules": [{"id": "size", "group": "g", "when": "company.employees > 5", "points": 90}]}}`)
	list := records(300, 9)
	a := fed(fed(audit.New(rs), e, list), other, list)
	r := a.Report(rs)
	if !strings.Contains(strings.Join(r.Warnings, "\n"), "Decisions of 2 rule sets are mixed") {
		t.Errorf("%q", r.Warnings)
	}
	if own := fed(audit.New(rs), e, list); a.Ready != own.Ready {
		t.Errorf("the other rule set's leads are ready by this one's scale: %v, want %v", a.Ready, own.Ready)
	}
	if err := a.Merge(fed(audit.New(other.RuleSet()), other, list)); !errors.Is(err, audit.ErrQuestion) {
		t.Errorf("audits of two scales are merged: %v", err)
	}
}

// A chance that no experiment can have weighs no lead.
func TestNoPropensity(t *testing.T) {
	rs, e := rules(t, selectionText)
	kinds, _ := selectionKinds(e)
	for _, p := range []matrix.Share{0, -1, 7, 1.001} {
		a := audit.New(rs)
		a.Horizon = audit.Horizon{Days: 60, CutOff: asOf.AddDate(1, 0, 0)}
		for i := range 100 {
			a.Add(&kinds[i%4], audit.Outcome{Worked: qualify.Known(i%4 > 0), Won: qualify.Known(i%4 == 3), ClosedAt: asOf, Experiment: matrix.Assignment{ID: "x", Arm: "a", Share: 0.5, Propensity: p}})
		}
		if w := a.Report(rs).Weighted; w != nil {
			t.Errorf("propensity %v: %+v", p, w)
		}
	}
}

func TestJSONOfOthers(t *testing.T) {
	_, e := rules(t, rulesText)
	a := auditOf(e, records(200, 8), audit.TargetWon)
	text, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	for old, put := range map[string]string{
		`"remaining":`:       `"rest":`, // as the first edition had it
		`"all":{"leads":200`: `"all":{"leads":300`,
		`"name":"search"`:    `"name":"zearch"`,
		`"quadrants":`:       `"matrix":`,
		`"removed":{`:        `"gone":{`,
		`"scores":{"buckets`: `"scores":{"piles`,
		`"rule_sets":`:       `"versions":`,
	} {
		if !strings.Contains(string(text), old) {
			t.Fatalf("no %s in %s", old, text)
		}
		into := audit.Audit{Target: audit.TargetAccepted}
		err := json.Unmarshal([]byte(strings.ReplaceAll(string(text), old, put)), &into)
		if !errors.Is(err, audit.ErrJSON) || !reflect.DeepEqual(into, audit.Audit{Target: audit.TargetAccepted}) {
			t.Errorf("%s for %s: %v", put, old, err)
		}
	}
	var into audit.Audit
	if err := json.Unmarshal([]byte(`{"all": "x"}`), &into); err == nil || errors.Is(err, audit.ErrJSON) {
		t.Errorf("text for counts: %v", err)
	}
	// A propensity that no experiment can have, in JSON.
	bad := `{"layers":{"entries":[{"name":"sales/call 7000","value":{"propensity":7000,"count":{"leads":1,"known":1,"hits":1},"worked":1}}]}}`
	if err := json.Unmarshal([]byte(bad), &into); err != nil {
		t.Fatal(err)
	}
	into.Report(nil)
}
