package qualifytest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/scoring"
)

// The laws that Laws checks.
const (
	// AddsUp: rules and clips equal the score, in each column, and those of a
	// group the group's; the points are between low and high.
	AddsUp = "adds_up"
	// StaysCertain: filling in an unknown fact changes no quadrant, status or
	// team of a certain decision and widens no score, unless it raises a hand.
	// A rule set with ?? or nil gives that up, and is not held to it.
	StaysCertain = "stays_certain"
	// IgnoresOrder: the order of a lead's activities changes nothing, nor does
	// that of criteria, rules, groups, checklists and hand raises.
	IgnoresOrder = "ignores_order"
	// RoundTrips: rule set, lead and decision come back from JSON as they
	// were.
	RoundTrips = "round_trips"
	// Repeats: another engine of the same rules decides the same, byte for
	// byte, and no lead is changed.
	Repeats = "repeats"
	// DeciderAgrees: a Decider that has seen other leads decides as
	// Engine.Decide does.
	DeciderAgrees = "decider_agrees"
)

// A Violation is a lead for which a law does not hold.
type Violation struct {
	Law     string `json:"law"`
	Lead    string `json:"lead"` // the case's name, or "guided 7" for a lead that Laws made
	Message string `json:"message"`
}

// Error is "law: lead: message".
func (v Violation) Error() string { return v.Law + ": " + v.Lead + ": " + v.Message }

// Violations are what Laws found.
type Violations []Violation

// Error is every violation on a line of its own.
func (vs Violations) Error() string {
	lines := make([]string, len(vs))
	for i, v := range vs {
		lines[i] = v.Error()
	}
	return strings.Join(lines, "\n")
}

// maxViolations are listed; more help nobody.
const maxViolations = 100

// Laws checks that the rule set keeps what the library promises for all of
// them: with the leads of the cases, whose wants do not matter, and with leads
// that it makes from the constants in the rules. The error, if there is one, is
// a Violations, or about a rule set that does not compile.
//
// A violation is a mistake of the library, or of a host that changed it; a host
// runs Laws on its own rules as it runs any other check of what it builds on.
func (s *Suite) Laws() error {
	engine, err := qualify.Compile(s.Rules, s.Options)
	if err != nil {
		return err
	}
	c := &court{engine: engine, decider: engine.NewDecider(), about: engine.Describe()}
	for _, p := range c.about.Parts {
		c.givesUp = c.givesUp || p.GivesUp
	}
	if c.again, err = c.readBack(s.Rules, s.Options); err != nil {
		return err
	}
	if c.turned, err = turned(s.Rules, s.Options); err != nil {
		return err
	}
	asOf := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	for i := range s.Cases {
		asOf = s.Cases[i].AsOf
		c.name = s.Cases[i].Name
		c.try(&s.Cases[i].Lead, asOf)
	}
	values := valuesFor(s.Rules, c.about, asOf)
	for i, lead := range values.leads() {
		c.name = fmt.Sprintf("guided %d", i)
		c.try(lead, asOf)
		c.fillIn(lead, asOf, values, i)
	}
	for i := range s.Cases {
		c.name = s.Cases[i].Name
		c.fillIn(&s.Cases[i].Lead, s.Cases[i].AsOf, values, i)
	}
	if len(c.found) == 0 {
		return nil
	}
	return c.found
}

// court tries one lead after the other.
type court struct {
	engine, again, turned *qualify.Engine
	decider               *qualify.Decider
	about                 qualify.Description
	givesUp               bool
	name                  string
	found                 Violations
}

func (c *court) fail(law, format string, args ...any) {
	if len(c.found) < maxViolations {
		c.found = append(c.found, Violation{law, c.name, fmt.Sprintf(format, args...)})
	}
}

// readBack compiles the rule set as it comes back from JSON.
func (c *court) readBack(rs *qualify.RuleSet, o *qualify.Options) (*qualify.Engine, error) {
	c.name = "the rule set"
	text, err := marshal(rs)
	if err != nil {
		return nil, err
	}
	engine, err := qualify.CompileJSON("", text, o)
	if err != nil {
		c.fail(RoundTrips, "it does not compile: %v", err)
		return c.engine, nil
	}
	if again, err := marshal(engine.RuleSet()); err != nil || !bytes.Equal(text, again) {
		c.fail(RoundTrips, "its JSON is\n%s and was\n%s", again, text)
	}
	if engine.Fingerprint() != c.engine.Fingerprint() {
		c.fail(RoundTrips, "it has another fingerprint")
	}
	return engine, nil
}

// turned compiles the rule set with all lists turned round whose order has no
// meaning.
func turned(rs *qualify.RuleSet, o *qualify.Options) (*qualify.Engine, error) {
	t, err := copyOf(rs)
	if err != nil {
		return nil, err
	}
	if t.ICP != nil {
		slices.Reverse(t.ICP.Criteria)
	}
	if t.Scoring != nil {
		slices.Reverse(t.Scoring.Rules)
		slices.Reverse(t.Scoring.Groups)
	}
	slices.Reverse(t.Checklists)
	slices.Reverse(t.HandRaise)
	for i := range t.Routes {
		slices.Reverse(t.Routes[i].Owners)
	}
	return qualify.Compile(t, o)
}

// try holds one lead to the laws that are about it alone.
func (c *court) try(lead *qualify.Lead, asOf time.Time) {
	before, _ := json.Marshal(lead) // "" for a lead that JSON cannot hold
	d := c.engine.Decide(lead, asOf)
	text := d.AppendJSON(nil)
	c.addsUp(&d.Score)

	if again := c.again.Decide(lead, asOf); !bytes.Equal(again.AppendJSON(nil), text) {
		c.fail(Repeats, "the second time it is\n%s and was\n%s", again.AppendJSON(nil), text)
	}
	if after, _ := json.Marshal(lead); !bytes.Equal(before, after) {
		c.fail(Repeats, "the lead was changed to\n%s from\n%s", after, before)
	}
	if other := c.decider.Decide(lead, asOf).Clone(); !reflect.DeepEqual(other, d) {
		c.fail(DeciderAgrees, "a Decider makes\n%s of what Decide makes\n%s", other.AppendJSON(nil), text)
	}
	var back qualify.Decision
	if err := json.Unmarshal(text, &back); err != nil || !reflect.DeepEqual(back, d) {
		c.fail(RoundTrips, "the decision comes back as\n%s and was\n%s (%v)", back.AppendJSON(nil), text, err)
	}
	if len(before) > 0 {
		var copied qualify.Lead
		if err := json.Unmarshal(before, &copied); err != nil {
			c.fail(RoundTrips, "the lead does not come back: %v", err)
		} else if same := c.engine.Decide(&copied, asOf); !bytes.Equal(same.AppendJSON(nil), text) {
			c.fail(RoundTrips, "the lead that comes back is decided\n%s and was\n%s", same.AppendJSON(nil), text)
		}
	}
	reversed := *lead
	reversed.Activities = slices.Clone(lead.Activities)
	slices.Reverse(reversed.Activities)
	other := c.turned.Decide(&reversed, asOf)
	if was, is := gist(&d), gist(&other); !reflect.DeepEqual(was, is) {
		c.fail(IgnoresOrder, "in another order it is\n%+v and was\n%+v", is, was)
	}
}

// gist is what no order changes.
func gist(d *qualify.Decision) any {
	raised := slices.Sorted(slices.Values(d.Readiness.Raised))
	rules := map[string]scoring.RuleScore{}
	for _, r := range d.Score.Rules {
		rules[r.ID] = r
	}
	groups := map[string]scoring.GroupScore{}
	for _, g := range d.Score.Groups {
		groups[g.ID] = g
	}
	fit, score := d.Fit, d.Score
	fit.Criteria, score.Rules, score.Groups = nil, nil, nil
	return []any{
		d.Status, d.Quadrant, d.Certain, d.Cell, d.Owner, d.Screening, fit, score, rules, groups,
		d.Readiness.Verdict, raised, d.BANT, len(d.Ask),
	}
}

// addsUp holds a score to AddsUp.
func (c *court) addsUp(s *scoring.Score) {
	groupOf := map[string]string{}
	sums := map[string]scoring.Column{}
	for _, g := range c.about.Groups {
		for _, id := range g.Rules {
			groupOf[id] = g.ID
		}
	}
	total := s.Clip
	for _, r := range s.Rules {
		c.ordered("rule "+r.ID, r.Column)
		if group := groupOf[r.ID]; group != "" {
			sums[group] = sums[group].Add(r.Column)
		}
		total = total.Add(r.Column)
	}
	for _, g := range s.Groups {
		c.ordered("group "+g.ID, g.Column)
		if sum := sums[g.ID].Add(g.Clip); sum != g.Column {
			c.fail(AddsUp, "the rules of group %s and its clip are %+v, the group is %+v", g.ID, sum, g.Column)
		}
		total = total.Add(g.Clip)
	}
	c.ordered("the score", s.Column)
	if total != s.Column {
		c.fail(AddsUp, "rules and clips are %+v, the score is %+v", total, s.Column)
	}
}

func (c *court) ordered(what string, col scoring.Column) {
	if col.Low > col.Points || col.Points > col.High {
		c.fail(AddsUp, "%s is %v, outside of %v to %v", what, col.Points, col.Low, col.High)
	}
}

// fillIn holds a lead to StaysCertain: with one unknown fact after the other
// filled in.
func (c *court) fillIn(lead *qualify.Lead, asOf time.Time, values *values, turn int) {
	if c.givesUp {
		return
	}
	before := c.engine.Decide(lead, asOf)
	removed := before.Status == matrix.StatusDisqualified || before.Status == matrix.StatusExcluded
	for path, filled := range values.fillings(lead, turn) {
		after := c.decider.Decide(filled, asOf)
		if after.Score.Low < before.Score.Low || after.Score.High > before.Score.High {
			c.fail(StaysCertain, "with %s known the score of %v to %v is %v to %v", path, before.Score.Low, before.Score.High, after.Score.Low, after.Score.High)
		}
		if !before.Certain || !slices.Equal(before.Readiness.Raised, after.Readiness.Raised) {
			continue
		}
		moved := !removed && (after.Quadrant != before.Quadrant || after.Owner.Team != before.Owner.Team)
		if moved || after.Status != before.Status {
			c.fail(StaysCertain, "with %s known a certain %s, %s, %q is %s, %s, %q", path,
				before.Quadrant, before.Status, before.Owner.Team, after.Quadrant, after.Status, after.Owner.Team)
		}
	}
}
