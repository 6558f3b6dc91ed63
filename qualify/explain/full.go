package explain

import (
	"slices"
	"strconv"
	"time"

	"github.com/leadqual/leadqual/bant"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

// full writes what the three lines leave out, a section for each part of the
// decision.
func (x *explanation) full() {
	if !x.d.AsOf.IsZero() && !x.foreign() {
		x.screening()
		x.fitInFull()
		x.readinessInFull()
		if x.e.rules.Scoring != nil {
			x.score()
		}
		x.checklists()
		if x.account != nil {
			x.everybody()
			x.toFind()
		}
		x.owner()
		x.questions()
	}
	x.issues()
	x.decided()
}

func (x *explanation) screening() {
	removed := x.removed()
	items := make([]string, 0, len(x.d.Screening))
	for i := range x.d.Screening {
		s := &x.d.Screening[i]
		sentence := x.w.Step
		switch {
		case s.Lifted:
			sentence = x.w.StepLifted
		case s == removed:
			sentence = x.w.StepRemoves
		}
		line := say(sentence, part{"outcome", x.w.Outcomes[s.Outcome]}, part{"step", x.name("screening."+s.ID, s.ID)}, part{"status", x.status()})
		items = append(items, x.withValues(line, "screening."+s.ID))
	}
	x.section(x.w.ScreeningHeading, items)
}

func (x *explanation) fitInFull() {
	fit := &x.d.Fit
	items := make([]string, 0, len(fit.Criteria)+3)
	items = append(items, x.fit())
	if len(x.criteria(truth.Unmet, true)) > 0 || len(x.criteria(truth.Unknown, true)) > 0 { // else it is said already
		items = append(items, x.fitSummary())
	}
	if fit.Grade != "" {
		items = append(items, say(x.w.Grade, part{"grade", x.shown(fit.Grade)}))
	}
	for i := range fit.Criteria {
		c := &fit.Criteria[i]
		line := say(x.criterionSentence(i), part{"outcome", x.w.Outcomes[c.Outcome]}, part{"criterion", x.name("icp."+c.ID, c.ID)},
			part{"weight", x.weight(c.Weight)}, part{"share", x.share(c.Share)})
		items = append(items, x.withValues(line, "icp."+c.ID))
	}
	x.section(x.w.FitHeading, items)
}

func (x *explanation) criterionSentence(i int) string {
	c := &x.d.Fit.Criteria[i]
	partly := c.Outcome == truth.Met && c.Share < 1
	switch required := x.required(i); {
	case required && partly:
		return x.w.CriterionRequiredPart
	case required:
		return x.w.CriterionRequired
	case partly:
		return x.w.CriterionPart
	}
	return x.w.Criterion
}

// readinessInFull lists the ways to raise a hand, and from when on acts count.
func (x *explanation) readinessInFull() {
	items := []string{x.readiness()}
	if x.e.rules.Readiness != qualify.ScoreOnly {
		for _, r := range x.e.rules.HandRaise {
			place, outcome := "hand_raise."+r.ID, truth.Of(slices.Contains(x.d.Readiness.Raised, r.ID))
			line := say(x.w.Raise, part{"outcome", x.w.Outcomes[outcome]}, part{"raise", x.name(place, r.ID)})
			items = append(items, x.withValues(line, place))
		}
	}
	if reset := x.o.Values["reset_at"]; reset != "" {
		items = append(items, say(x.w.Reset, part{"time", x.shown(reset)}))
		if x.wishUndated() {
			items = append(items, say(x.w.WishUndated, part{"time", x.shown(reset)}))
		}
	}
	if at, days, stale := x.wishStale(); stale {
		items = append(items, say(x.w.WishStale, part{"time", at.Format(x.w.Time)}, part{"days", x.decimal(days)}))
	}
	x.section(x.w.ReadinessHeading, items)
}

// wishStale tells whether a hand is not raised for a wish that was confirmed too
// long ago, when that was, and how many days are too long.
func (x *explanation) wishStale() (at time.Time, days string, stale bool) {
	most := x.e.rules.Facts[wantsContact].StaleDays
	at, err := time.Parse(time.RFC3339, x.o.Values["seen."+wantsContact+".at"])
	if most == 0 || err != nil || x.d.AsOf.Sub(at).Hours() <= 24*most || !x.wishUncounted() {
		return time.Time{}, "", false
	}
	return at.UTC(), strconv.FormatFloat(most, 'f', -1, 64), true
}

// wishUncounted tells whether the lead wants contact, and a hand that goes by that
// is not raised.
func (x *explanation) wishUncounted() bool {
	if x.o.Values[wantsContact] != "true" || x.e.rules.Readiness == qualify.ScoreOnly {
		return false
	}
	return slices.ContainsFunc(x.e.rules.HandRaise, func(r qualify.Raise) bool {
		return slices.Contains(x.e.facts["hand_raise."+r.ID], wantsContact) && !slices.Contains(x.d.Readiness.Raised, r.ID)
	})
}

// wishUndated tells whether a hand is not raised for a wish that may have been made
// before the lead's reset. No question says so: a hand raise asks for nothing.
func (x *explanation) wishUndated() bool {
	resetIsLater := slices.ContainsFunc(x.d.Issues, func(i qualify.Issue) bool { return i.Path == "reset_at" && i.Code == qualify.LaterThanAsOf })
	_, _, stale := x.wishStale()
	return x.o.Values[wantsContactAt] == "" && !resetIsLater && !stale && x.wishUncounted()
}

// score lists every amount that the score is made of. The listed amounts add
// up to it, in each column.
func (x *explanation) score() {
	s := &x.d.Score
	rules := x.e.rules.Scoring.Rules
	items := make([]string, 0, len(rules)+2*len(s.Groups)+4)
	var unmet []string
	next := 0
	for i := range rules {
		rule := &rules[i]
		id := rule.ID
		if next == len(s.Rules) || s.Rules[next].ID != id {
			if !x.brief() {
				unmet = append(unmet, x.name("scoring."+id, id))
			}
			continue
		}
		r := &s.Rules[next]
		next++
		sentence := x.w.Rule
		switch {
		case r.Outcome == truth.Unknown:
			sentence = x.w.RuleUnknown
		case r.Matches > 0:
			sentence = x.w.RuleMatches
		}
		line := say(sentence, part{"points", x.column(r.Column)}, part{"rule", x.name("scoring."+id, id)}, part{"matches", x.matches(r, rule)})
		items = append(items, x.withValues(x.earned(line, id), "scoring."+id))
	}
	for i := range s.Groups {
		if g := &s.Groups[i]; g.Clip != (scoring.Column{}) {
			items = append(items, say(x.w.GroupClip, part{"points", x.clip(g.Clip)}, part{"group", x.quoted(x.group(g.ID))}))
		}
	}
	if s.Clip != (scoring.Column{}) {
		items = append(items, say(x.w.TotalClip, part{"points", x.clip(s.Clip)}))
	}
	items = append(items, say(x.w.Total, part{"points", x.total(s.Column)}))
	if s.Band != "" {
		items = append(items, say(x.w.Band, part{"band", x.shown(s.Band)}))
	}
	if s.Chance != 0 {
		items = append(items, x.worth(s))
	}
	for i := range s.Groups {
		g := &s.Groups[i]
		items = append(items, say(x.w.Group, part{"group", x.group(g.ID)}, part{"points", x.total(g.Column)}))
	}
	if len(unmet) > 0 {
		items = append(items, say(x.w.RulesUnmet, part{"rules", joined(unmet, x.w.Reasons)}))
	}
	x.section(x.w.ScoreHeading, items)
}

// worth says what a score is worth.
func (x *explanation) worth(s *scoring.Score) string {
	chance, low, high := part{"chance", x.chance(s.Chance)}, part{"low", x.chance(s.ChanceLow)}, part{"high", x.chance(s.ChanceHigh)}
	line := say(x.w.Chance, chance)
	if low.text != high.text {
		line = say(x.w.ChanceOpen, chance, low, high)
	}
	if m := x.e.rules.Scoring; m != nil && m.Chance != nil && m.Chance.Fitted != "" {
		line = say(x.w.ChanceFitted, part{"line", line}, part{"fitted", x.shown(m.Chance.Fitted)})
	}
	return line
}

// matches says how many matches of a rule count, and why no more do.
func (x *explanation) matches(r *scoring.RuleScore, rule *scoring.Rule) string {
	if r.Matches == 0 {
		return ""
	}
	limit := part{"limit", strconv.Itoa(rule.Limit)}
	parts := make([]string, 0, 4)
	parts = append(parts, say(x.w.Counted, part{"n", strconv.Itoa(r.Matches)}))
	switch {
	case rule.Limit > 0 && rule.PerDays > 0:
		parts = append(parts, x.forEach(rule, say(x.w.LimitPer, limit, part{"days", x.decimal(rule.PerDays.String())})))
	case rule.Limit > 0:
		parts = append(parts, x.forEach(rule, say(x.w.Limit, limit)))
	}
	if rule.WithinDays > 0 {
		parts = append(parts, say(x.w.WithinDays, part{"days", x.decimal(rule.WithinDays.String())}))
	}
	if rule.Decay != nil {
		parts = append(parts, x.w.Fading)
	}
	return joined(given(parts), x.w.Reasons)
}

// total is a sum, with its range where that is open.
func (x *explanation) total(c scoring.Column) string {
	if c.Low == c.High {
		return x.points(c.Points)
	}
	return say(x.w.Range, part{"points", x.points(c.Points)}, part{"low", x.points(c.Low)}, part{"high", x.points(c.High)})
}

func (x *explanation) checklists() {
	if b := x.e.rules.BANT; b != nil {
		x.checklist(x.w.BANTHeading, "bant.", (*bant.Assessment)(&x.d.BANT), b.QualifiedAt, len(b.Checklist().Items))
	}
	for i := range x.d.Checklists {
		a := &x.d.Checklists[i]
		place := "checklists." + a.ID
		needed, given := 0, len(a.Items)
		if list := x.e.checklist(i); list != nil {
			needed, given = list.QualifiedAt, len(list.Items)
		}
		x.checklist(x.name(place, a.ID), place+".", a, needed, given)
	}
}

// checklist lists its items; needed is its QualifiedAt, where 0 is all of those given.
func (x *explanation) checklist(heading, place string, a *bant.Assessment, needed, given int) {
	if needed == 0 {
		needed = given
	}
	items := make([]string, 0, len(a.Items)+1)
	items = append(items, say(x.w.Checklists[a.Verdict], part{"met", strconv.Itoa(a.Met)}, part{"needed", strconv.Itoa(needed)}))
	for i := range a.Items {
		item := &a.Items[i]
		name := x.name(place+item.ID, item.ID)
		if place == "bant." {
			name = x.bantItem(item.ID)
		}
		line := say(x.w.Item, part{"outcome", x.w.Outcomes[item.Outcome]}, part{"item", name})
		items = append(items, x.withValues(line, place+item.ID))
	}
	x.section(heading, items)
}

// owner says how the owner was found.
func (x *explanation) owner() {
	var items []string
	if e := &x.d.Experiment; e.ID != "" {
		place := "experiments." + e.ID
		items = append(items, say(x.w.Experiment, part{"experiment", x.quoted(x.name(place, e.ID))},
			part{"arm", x.quoted(x.name(place+".arms."+e.Arm, e.Arm))}, part{"share", x.percent(float64(e.Share))}, part{"propensity", x.percent(float64(e.Propensity))}))
	}
	if id := x.d.Owner.Route; id != "" {
		items = append(items, say(x.w.Route, part{"route", x.quoted(x.name("routes."+id, id))}))
	}
	x.section(x.w.OwnerHeading, items)
}

func (x *explanation) questions() {
	items := make([]string, 0, len(x.d.Ask))
	for i := range x.d.Ask {
		q := &x.d.Ask[i]
		places := make([]string, len(q.For))
		for j, place := range q.For {
			places[j] = x.quoted(x.place(place))
		}
		sentence := x.w.Question
		switch {
		case q.Decisive:
			sentence = x.w.QuestionDecisive
		case q.ForRecord:
			sentence = x.w.QuestionForRecord
		}
		items = append(items, say(sentence, part{"question", x.question(q)}, part{"places", joined(places, x.w.List)}))
	}
	x.section(x.w.QuestionsHeading, items)
}

func (x *explanation) issues() {
	items := make([]string, 0, len(x.d.Issues))
	for i := range x.d.Issues {
		issue := &x.d.Issues[i]
		items = append(items, say(x.w.Issues[issue.Code], part{"path", x.shown(issue.Path)}, part{"message", x.shown(issue.Message)}))
	}
	x.section(x.w.IssuesHeading, items)
}

func (x *explanation) decided() {
	rules := part{"rules", x.rules(x.d.RuleSet, x.d.Version)}
	text := say(x.w.DecidedNoInstant, rules)
	if !x.d.AsOf.IsZero() {
		text = say(x.w.Decided, rules, part{"time", x.d.AsOf.UTC().Format(x.w.Time)})
	}
	if text != "" {
		x.out = append(x.out, '\n')
		x.line(text)
	}
}

// wantsContactAt says whether a wish to be contacted still counts.
const (
	wantsContact   = "answers.wants_contact"
	wantsContactAt = "answers.wants_contact_at"
)

// withValues adds to a line the given values of the facts that the part at a
// place reads.
func (x *explanation) withValues(line, place string) string {
	if len(x.o.Values) == 0 {
		return line
	}
	var values []string
	for _, path := range x.e.facts[place] {
		value, known := x.o.Values[path]
		if !known {
			continue
		}
		values = append(values, say(x.w.Value, part{"fact", x.fact(path)}, part{"value", x.shown(value)}))
		if at := x.o.Values[wantsContactAt]; path == wantsContact && at != "" {
			values = append(values, say(x.w.Value, part{"fact", x.fact(wantsContactAt)}, part{"value", x.shown(at)}))
		}
	}
	if len(values) == 0 {
		return line
	}
	return say(x.w.Values, part{"line", line}, part{"values", joined(values, x.w.List)})
}
