package qualify

import (
	"slices"
	"strconv"

	"github.com/leadqual/leadqual/bant"
	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/internal/criteria"
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
		if x.e.card != nil {
			x.score()
		}
		x.checklists()
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
		if i < len(x.e.steps) {
			line = x.withValues(line, x.e.steps[i].cond)
		}
		items = append(items, line)
	}
	x.section(x.w.ScreeningHeading, items)
}

func (x *explanation) fitInFull() {
	fit := &x.d.Fit
	needed := part{"needed", x.share(x.goodAt())}
	items := make([]string, 0, len(fit.Criteria)+3)
	items = append(items, x.fit())
	switch {
	case len(x.criteria(truth.Unmet, true)) == 0 && len(x.criteria(truth.Unknown, true)) == 0: // said already
	case fit.Low == fit.High:
		items = append(items, say(x.w.FitSummary, part{"share", x.percent(fit.Share)}, needed))
	default:
		items = append(items, say(x.w.FitSummaryOpen, part{"low", x.percent(fit.Low)}, part{"high", x.percent(fit.High)}, needed))
	}
	if fit.Grade != "" {
		items = append(items, say(x.w.Grade, part{"grade", x.shown(fit.Grade)}))
	}
	for i := range fit.Criteria {
		c := &fit.Criteria[i]
		line := say(x.criterionSentence(i), part{"outcome", x.w.Outcomes[c.Outcome]}, part{"criterion", x.name("icp."+c.ID, c.ID)},
			part{"weight", x.weight(c.Weight)}, part{"share", x.share(c.Share)})
		if i < len(x.e.criteria) {
			line = x.withValues(line, x.e.icpConds[x.e.criteria[i].conds:x.e.criteria[i].end]...)
		}
		items = append(items, line)
	}
	x.section(x.w.FitHeading, items)
}

func (x *explanation) criterionSentence(i int) string {
	c := &x.d.Fit.Criteria[i]
	partly := c.Outcome == truth.Met && c.Share < icp.One
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
	if x.e.policy != ScoreOnly {
		for i := range x.e.raises {
			r := &x.e.raises[i]
			outcome := truth.Of(slices.Contains(x.d.Readiness.Raised, r.id))
			line := say(x.w.Raise, part{"outcome", x.w.Outcomes[outcome]}, part{"raise", x.name(r.place, r.id)})
			items = append(items, x.withValues(line, r.cond))
		}
	}
	if reset := x.o.Values["reset_at"]; reset != "" {
		items = append(items, say(x.w.Reset, part{"time", x.shown(reset)}))
	}
	x.section(x.w.ReadinessHeading, items)
}

// score lists every amount that the score is made of. The listed amounts add
// up to it, in each column.
func (x *explanation) score() {
	s := &x.d.Score
	items := make([]string, 0, len(x.e.rules)+2*len(s.Groups)+4)
	var unmet []string
	next := 0
	for i := range x.e.labels.rules {
		rule := &x.e.labels.rules[i]
		id := rule.id
		if next == len(s.Rules) || s.Rules[next].ID != id {
			unmet = append(unmet, x.name("scoring."+id, id))
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
		items = append(items, x.withRuleValues(line, &x.e.rules[i]))
	}
	for i := range s.Groups {
		if g := &s.Groups[i]; g.Clip != (scoring.Column{}) {
			items = append(items, say(x.w.GroupClip, part{"points", x.column(g.Clip)}, part{"group", x.quoted(x.group(g.ID))}))
		}
	}
	if s.Clip != (scoring.Column{}) {
		items = append(items, say(x.w.TotalClip, part{"points", x.column(s.Clip)}))
	}
	items = append(items, say(x.w.Total, part{"points", x.total(s.Column)}))
	if s.Band != "" {
		items = append(items, say(x.w.Band, part{"band", x.shown(s.Band)}))
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

// matches says how many matches of a rule count, and why no more do.
func (x *explanation) matches(r *scoring.RuleScore, rule *ruleLabel) string {
	if r.Matches == 0 {
		return ""
	}
	limit := part{"limit", strconv.Itoa(rule.limit)}
	parts := make([]string, 0, 4)
	parts = append(parts, say(x.w.Counted, part{"n", strconv.Itoa(r.Matches)}))
	switch {
	case rule.limit > 0 && rule.per > 0:
		parts = append(parts, say(x.w.LimitPer, limit, part{"days", x.decimal(rule.per.String())}))
	case rule.limit > 0:
		parts = append(parts, say(x.w.Limit, limit))
	}
	if rule.within > 0 {
		parts = append(parts, say(x.w.WithinDays, part{"days", x.decimal(rule.within.String())}))
	}
	if rule.fades {
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
	if x.e.bant != nil {
		x.checklist(x.w.BANTHeading, "bant.", (*bant.Assessment)(&x.d.BANT), x.e.bant)
	}
	for i := range x.d.Checklists {
		a := &x.d.Checklists[i]
		place := "checklists." + a.ID
		var plan *checklist
		if i < len(x.e.checklists) {
			plan = &x.e.checklists[i]
		}
		x.checklist(x.name(place, a.ID), place+".", a, plan)
	}
}

func (x *explanation) checklist(heading, place string, a *bant.Assessment, plan *checklist) {
	needed := len(a.Items)
	if plan != nil && plan.list.QualifiedAt > 0 {
		needed = plan.list.QualifiedAt
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
		if plan != nil && i < len(plan.conds) {
			line = x.withValues(line, plan.conds[i])
		}
		items = append(items, line)
	}
	x.section(heading, items)
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
		if q.Decisive {
			sentence = x.w.QuestionDecisive
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

// withValues adds to a line the values that the caller gave of the facts that
// the conditions rest on.
func (x *explanation) withValues(line string, conds ...criteria.Cond) string {
	if len(x.o.Values) == 0 {
		return line
	}
	var slots []int
	for _, c := range conds {
		if c != noCond {
			slots = append(slots, x.e.program.Facts(c)...)
		}
	}
	return x.valued(line, slots)
}

func (x *explanation) withRuleValues(line string, r *scoreRule) string {
	if len(x.o.Values) == 0 {
		return line
	}
	var slots []int
	if r.gate != noCond {
		slots = append(slots, x.e.program.Facts(r.gate)...)
	}
	switch r.form {
	case byWhen:
		slots = append(slots, x.e.program.Facts(r.cond)...)
	case byTiers:
		for _, c := range r.tiers {
			slots = append(slots, x.e.program.Facts(c)...)
		}
	case byCompute:
		slots = append(slots, x.e.program.NumFacts(r.num)...)
	}
	return x.valued(line, slots)
}

// wantsContactAt says whether a wish to be contacted still counts.
const wantsContactAt = "answers.wants_contact_at"

// valued adds to a line the given values of the facts in the slots, each once.
func (x *explanation) valued(line string, slots []int) string {
	var values []string
	for i, slot := range slots {
		path := x.e.slots[slot].path
		value, known := x.o.Values[path]
		if !known || slices.Contains(slots[:i], slot) {
			continue
		}
		values = append(values, say(x.w.Value, part{"fact", x.fact(path)}, part{"value", x.shown(value)}))
		if at := x.o.Values[wantsContactAt]; path == "answers.wants_contact" && at != "" {
			values = append(values, say(x.w.Value, part{"fact", x.fact(wantsContactAt)}, part{"value", x.shown(at)}))
		}
	}
	if len(values) == 0 {
		return line
	}
	return say(x.w.Values, part{"line", line}, part{"values", joined(values, x.w.List)})
}
