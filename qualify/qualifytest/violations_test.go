package qualifytest

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/scoring"
)

func engineOf(t *testing.T, text string) *qualify.Engine {
	t.Helper()
	e, err := qualify.CompileJSON("", []byte(text), nil)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// The laws hold for every engine that there is, so that each is broken here by
// an engine that passes for another.
func TestLawsAreNoticed(t *testing.T) {
	const rules = `{"name": "x", "scoring": {"groups": [{"id": "g"}], "rules": [{"id": "a", "group": "g", "when": "source == 'a'", "points": 5}], "ready_at": 5}}`
	e, other := engineOf(t, rules), engineOf(t, strings.Replace(rules, `"points": 5`, `"points": 4`, 1))
	asOf := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	lead := &qualify.Lead{ID: "L-1", Source: "a"}
	right := court{engine: e, again: e, turned: e, decider: e.NewDecider(), about: e.Describe()}
	for _, x := range []struct {
		law   string
		spoil func(c *court)
	}{
		{"", func(*court) {}},
		{Repeats, func(c *court) { c.again = other }},
		{IgnoresOrder, func(c *court) { c.turned = other }},
		{DeciderAgrees, func(c *court) { c.decider = other.NewDecider() }},
	} {
		c := right
		x.spoil(&c)
		c.try(lead, asOf)
		laws := []string{}
		for _, v := range c.found {
			laws = append(laws, v.Law)
		}
		if x.law == "" && len(laws) > 0 || x.law != "" && !slices.Equal(laws, []string{x.law}) {
			t.Errorf("%q: %v", x.law, c.found)
		}
	}

	d := e.Decide(lead, asOf)
	for _, spoil := range []func(s *scoring.Score){
		func(s *scoring.Score) { s.Clip.Points++ },
		func(s *scoring.Score) { s.Rules[0].High++ },
		func(s *scoring.Score) { s.Groups[0].Low-- },
		func(s *scoring.Score) { s.Rules[0].Low, s.Groups[0].Low, s.Low = 6, 6, 6 },
	} {
		c, spoiled := right, d.Clone()
		spoil(&spoiled.Score)
		if c.addsUp(&spoiled.Score); len(c.found) == 0 || c.found[0].Law != AddsUp {
			t.Errorf("%+v: %v", spoiled.Score, c.found)
		}
	}

	certain := engineOf(t, `{"name": "x", "icp": {"criteria": [{"id": "a", "when": "source == 'a'"}]}}`)
	c := court{engine: engineOf(t, `{"name": "x", "scoring": {}}`), decider: certain.NewDecider(), about: certain.Describe()}
	rs := &qualify.RuleSet{ICP: nil, Define: map[string]string{"d": "source == 'a'"}}
	if c.fillIn(&qualify.Lead{ID: "L-1"}, asOf, valuesFor(rs, certain.Describe(), asOf), 0); len(c.found) == 0 || c.found[0].Law != StaysCertain {
		t.Errorf("%v", c.found)
	}
	if c.found = nil; !strings.Contains(Violations{{Repeats, "a", "m"}, {AddsUp, "b", "n"}}.Error(), "repeats: a: m\nadds_up: b: n") {
		t.Error("violations are not listed")
	}
}

// The leads that Laws makes see conditions from both sides.
func TestGuidedLeadsReachTheConstants(t *testing.T) {
	e, err := qualify.CompileJSON("", []byte(`{"name": "x", "facts": {"custom.until": {"type": "time"}, "custom.plan": {"type": "string", "enum": ["free", "team"]}},
		"lists": {"l": ["in the list"]},
		"screening": [{"id": "a", "when": "company.employees > 123 and source == \"it's\""}, {"id": "b", "when": "owner == 'b' or custom.plan == 'team'"}],
		"bant": {"need": {"when": "answers.need in lists.l"}},
		"scoring": {"rules": [{"id": "w", "each": ".type == 'w' and .days_ago < 40", "points": 1}, {"id": "t", "when": "'go' in company.technologies", "points": 1}, {"id": "u", "when": "custom.until > now and created_days_ago < 90", "points": 1}]},
		"hand_raise": [{"id": "r", "when": "answers.wants_contact"}]}`), nil)
	if err != nil {
		t.Fatal(err)
	}
	rs := e.RuleSet()
	asOf := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	seen := map[string]bool{}
	for _, lead := range valuesFor(rs, e.Describe(), asOf).leads() {
		d := e.Decide(lead, asOf)
		for _, s := range d.Screening {
			seen[s.ID+" "+s.Outcome.String()] = true
		}
		seen["need "+d.BANT.Items[0].Outcome.String()] = true
		for _, id := range []string{"w", "t", "u"} {
			outcome := "unmet"
			for _, r := range d.Score.Rules {
				if r.ID == id {
					outcome = r.Outcome.String()
				}
			}
			seen[id+" "+outcome] = true
		}
		if d.Readiness.HandRaised {
			seen["raised"] = true
		}
		for _, issue := range d.Issues {
			t.Errorf("lead %s: %+v", lead.ID, issue)
		}
	}
	for _, want := range []string{
		"a unmet", "a unknown", "b met", "b unmet", "b unknown", "need met", "need unmet", "need unknown",
		"w met", "w unmet", "t met", "t unmet", "t unknown", "u met", "u unmet", "u unknown", "raised",
	} {
		if !seen[want] {
			t.Errorf("no lead sees %s", want)
		}
	}
}
