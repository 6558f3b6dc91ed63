package explain

import (
	"cmp"
	"slices"

	"github.com/leadqual/leadqual/bant"
	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

// short writes the three lines: what, why, next.
func (x *explanation) short() {
	removed := x.removed()
	x.what(removed)
	switch {
	case x.foreign():
		x.labelled(x.w.Why, []string{say(x.w.OtherRules, part{"rules", x.rules(x.e.rules.Name, x.e.rules.Version)})})
	case removed != nil:
		x.labelled(x.w.Why, []string{x.removedBy(removed)})
	case x.d.AsOf.IsZero():
		x.labelled(x.w.Why, []string{x.w.NoInstant})
	default:
		x.labelled(x.w.Why, []string{x.fit(), x.readiness(), x.mostPoints(), x.pointsTaken()})
	}
	if x.account != nil {
		x.people()
	}
	x.next()
}

// foreign tells whether the decision was made by other rules.
func (x *explanation) foreign() bool { return x.d.Fingerprint != x.e.fingerprint }

// removed is the step that removed the lead, nil where none did.
func (x *explanation) removed() *qualify.StepOutcome {
	if x.d.Status != matrix.StatusDisqualified && x.d.Status != matrix.StatusExcluded {
		return nil
	}
	for i := range x.d.Screening {
		s := &x.d.Screening[i]
		if s.Outcome == truth.Met && !s.Lifted {
			return s
		}
	}
	return nil
}

func (x *explanation) what(removed *qualify.StepOutcome) {
	lead := x.shown(cmp.Or(x.o.Name, x.d.LeadID))
	switch {
	case lead == "":
		lead = x.w.NoID
		if x.account != nil {
			lead = x.w.NoAccountID
		}
	case x.o.Name != "" && x.d.LeadID != "":
		lead = say(x.w.Lead, part{"name", lead}, part{"id", x.shown(x.d.LeadID)})
	}
	if x.markdown {
		lead = "**" + lead + "**"
	}
	status := x.status()
	if removed != nil {
		x.first(say(x.w.Removed, part{"lead", lead}, part{"status", status}))
		return
	}
	sentence := x.w.What
	if x.d.Cell != "" {
		sentence = x.w.WhatWithCell
	}
	x.first(say(sentence, part{"lead", lead}, part{"status", status}, part{"place", x.w.Cells[x.cell()]}, part{"cell", x.shown(x.d.Cell)}))
}

// first writes the first line.
func (x *explanation) first(text string) {
	x.line(text)
	if x.markdown && text != "" {
		x.out = append(x.out, '\n')
	}
}

func (x *explanation) status() string {
	if s := x.w.Statuses[x.d.Status]; s != "" {
		return s
	}
	return x.shown(string(x.d.Status))
}

// cell is the decision's cell of the matrix.
func (x *explanation) cell() matrix.Cell {
	if x.d.Quadrant != matrix.Undetermined {
		return matrix.Cell(x.d.Quadrant)
	}
	ready := truth.Unknown
	switch x.d.Readiness.Verdict {
	case qualify.Ready:
		ready = truth.Met
	case qualify.NotReady:
		ready = truth.Unmet
	}
	return matrix.Locate(x.d.Fit.Verdict.Truth(), ready)
}

func (x *explanation) removedBy(s *qualify.StepOutcome) string {
	step := part{"step", x.quoted(x.name("screening."+s.ID, s.ID))}
	if of := x.e.step(s.ID); of != nil && of.Name != "" && of.Reason != "" {
		return say(x.w.RemovedWithReason, step, part{"reason", x.shown(of.Reason)})
	}
	return say(x.w.RemovedBy, step)
}

// countsUnmet tells whether what is unknown does not leave a lead undetermined.
func (x *explanation) countsUnmet() bool { return x.e.rules.WhenUnknown == qualify.UnknownUnmet }

// fit is the sentence about the fit.
func (x *explanation) fit() string {
	sentence := x.w.Fits[x.d.Fit.Verdict]
	if x.d.Fit.Verdict == icp.Undecided && x.countsUnmet() {
		sentence = x.w.FitCounts
	}
	return say(sentence, part{"reasons", x.fitReason()})
}

func (x *explanation) fitReason() string {
	fit := &x.d.Fit
	share, needed := part{"share", x.percent(fit.Share)}, part{"needed", x.share(x.e.goodAt())}
	switch {
	case x.e.rules.ICP == nil || len(x.e.rules.ICP.Criteria) == 0:
		return x.w.FitEveryone
	case x.brief() && fit.Verdict != icp.Good:
		return x.fitSummary()
	}
	switch fit.Verdict {
	case icp.Good:
		return say(x.w.FitShare, share, needed)
	case icp.Poor:
		if names := x.criteria(truth.Unmet, true); len(names) > 0 {
			return say(x.w.FitRequired, part{"criteria", x.list(names)})
		}
		return say(x.w.FitShort, share, needed, part{"criteria", x.list(x.criteria(truth.Unmet, false))})
	}
	if names := x.criteria(truth.Unknown, true); len(names) > 0 {
		return say(x.w.FitOpenRequired, part{"criteria", x.list(names)})
	}
	return say(x.w.FitOpen, part{"criteria", x.list(x.openCriteria())},
		part{"low", x.percent(fit.Low)}, part{"high", x.percent(fit.High)}, needed)
}

// brief tells whether the decision is without the parts of the rules.
func (x *explanation) brief() bool { return x.d.Detail >= qualify.Brief }

// fitSummary says how much of the profile is met.
func (x *explanation) fitSummary() string {
	fit, needed := &x.d.Fit, part{"needed", x.share(x.e.goodAt())}
	if fit.Low == fit.High {
		return say(x.w.FitSummary, part{"share", x.percent(fit.Share)}, needed)
	}
	return say(x.w.FitSummaryOpen, part{"low", x.percent(fit.Low)}, part{"high", x.percent(fit.High)}, needed)
}

// criteria are the names of the criteria with an outcome, of all or of the
// required ones. With Unmet they include those that are met in part.
func (x *explanation) criteria(outcome truth.Truth, required bool) []string {
	var names []string
	for i := range x.d.Fit.Criteria {
		c := &x.d.Fit.Criteria[i]
		partly := !required && outcome == truth.Unmet && c.Outcome == truth.Met && c.Share < 1
		if (c.Outcome == outcome || partly) && (!required || x.required(i)) && (required || c.Weight > 0) {
			names = append(names, x.quoted(x.name("icp."+c.ID, c.ID)))
		}
	}
	return names
}

// openCriteria are those that an open fit depends on: the unknown ones, and
// those of which another tier may count than the one that is met.
func (x *explanation) openCriteria() []string {
	var names, partly []string
	for i := range x.d.Fit.Criteria {
		c := &x.d.Fit.Criteria[i]
		name, place := x.quoted(x.name("icp."+c.ID, c.ID)), "icp."+c.ID
		asked := slices.ContainsFunc(x.d.Ask, func(q qualify.Question) bool { return slices.Contains(q.For, place) })
		switch {
		case c.Weight == 0:
		case c.Outcome == truth.Unknown, c.Outcome == truth.Met && asked:
			names = append(names, name)
		case c.Outcome == truth.Met && x.tiers(i) > 1:
			partly = append(partly, name)
		}
	}
	if len(names) == 0 {
		return partly // a removed lead is not asked
	}
	return names
}

// required tells whether the i-th criterion of the decision is.
func (x *explanation) required(i int) bool {
	of := x.e.criterion(i)
	return of != nil && of.ID == x.d.Fit.Criteria[i].ID && of.Required
}

// tiers is the number of tiers of the i-th criterion.
func (x *explanation) tiers(i int) int {
	if of := x.e.criterion(i); of != nil {
		return len(of.Tiers)
	}
	return 0
}

// readiness is the sentence about readiness.
func (x *explanation) readiness() string {
	reasons := given(x.readinessReasons())
	sentence := x.w.Readinesses[x.d.Readiness.Verdict]
	if x.d.Readiness.Verdict == qualify.ReadinessUnknown && x.countsUnmet() {
		sentence = x.w.ReadinessCounts
	}
	return say(sentence, part{"reasons", joined(reasons, x.w.Reasons)})
}

func joined(list []string, sep string) string {
	out := ""
	for i, s := range list {
		if i > 0 {
			out += sep
		}
		out += s
	}
	return out
}

func (x *explanation) readinessReasons() []string {
	r := &x.d.Readiness
	var out []string
	if r.HandRaised {
		names := make([]string, len(r.Raised))
		for i, id := range r.Raised {
			names[i] = x.name("hand_raise."+id, id)
		}
		out = append(out, say(x.w.HandRaised, part{"raises", x.list(names)}))
	}
	counts := x.e.rules.Readiness != qualify.HandRaiseOnly && x.e.readyAt() != nil
	if counts {
		out = append(out, x.scoreReasons(r.HandRaised)...)
	}
	if r.Verdict == qualify.NotReady {
		switch {
		case !counts:
			out = append(out, x.w.HandDownOnly)
		case x.e.rules.Readiness != qualify.ScoreOnly && len(x.e.rules.HandRaise) > 0:
			out = append(out, x.w.HandDown)
		}
	}
	return out
}

// scoreReasons say what the score and its gates make of readiness: what holds
// it back, or else that it is enough. Where a hand is raised only the latter
// is of interest.
func (x *explanation) scoreReasons(raised bool) []string {
	s, needed := &x.d.Score, *x.e.readyAt()
	stays := x.e.rules.Scoring.StaysReadyAt
	if stays != nil && s.Low < needed && x.d.Readiness.Verdict == qualify.Ready && !raised {
		return []string{say(x.w.ScoreStays, part{"points", x.points(s.Points)}, part{"stays", x.points(*stays)})}
	}
	var out []string
	switch need := (part{"needed", x.points(needed)}); {
	case s.High < needed:
		out = append(out, say(x.w.ScoreShort, part{"points", x.points(s.Points)}, need))
	case s.Low < needed:
		out = append(out, say(x.w.ScoreOpen, part{"low", x.points(s.Low)}, part{"high", x.points(s.High)}, need))
	}
	if stays != nil && s.Low < needed && s.High >= *stays && x.d.Readiness.Verdict == qualify.ReadinessUnknown {
		out = append(out, say(x.w.MayStay, part{"stays", x.points(*stays)}))
	}
	for i := range s.Groups {
		g := &s.Groups[i]
		label := x.e.groups[g.ID]
		if label.readyAt == nil {
			continue
		}
		group, need := part{"group", x.quoted(x.group(g.ID))}, part{"needed", x.points(*label.readyAt)}
		switch {
		case g.High < *label.readyAt:
			out = append(out, say(x.w.GroupShort, group, part{"points", x.points(g.Points)}, need))
		case g.Low < *label.readyAt:
			out = append(out, say(x.w.GroupOpen, group, part{"low", x.points(g.Low)}, part{"high", x.points(g.High)}, need))
		}
	}
	gate := func(name string, v bant.Verdict) {
		switch v {
		case bant.Unqualified:
			out = append(out, say(x.w.ChecklistFails, part{"checklist", name}))
		case bant.Undecided:
			out = append(out, say(x.w.ChecklistOpen, part{"checklist", name}))
		}
	}
	if b := x.e.rules.BANT; b != nil && b.Gate {
		gate(x.w.BANTHeading, x.d.BANT.Verdict)
	}
	for i, l := range x.e.rules.Checklists {
		if l.Gate && i < len(x.d.Checklists) {
			gate(x.quoted(x.name("checklists."+l.ID, l.ID)), x.d.Checklists[i].Verdict)
		}
	}
	if len(out) == 0 {
		return []string{say(x.w.ScoreEnough, part{"points", x.points(s.Points)}, part{"needed", x.points(needed)})}
	}
	if raised {
		return nil
	}
	return out
}

func (x *explanation) group(id string) string {
	return x.shown(cmp.Or(x.e.groups[id].name, id))
}

// mostPoints names the rules that give most points.
func (x *explanation) mostPoints() string {
	return x.moving(x.w.MostPoints, func(p scoring.Points) scoring.Points { return p })
}

// pointsTaken names the rules that take most points away.
func (x *explanation) pointsTaken() string {
	return x.moving(x.w.PointsTaken, func(p scoring.Points) scoring.Points { return -p })
}

// moving names the few rules of which the size of the points is greatest; one that
// is not above 0 does not move the score so.
func (x *explanation) moving(sentence string, size func(scoring.Points) scoring.Points) string {
	rules := x.d.Score.Rules
	var top [most]int
	n := 0
	for i := range rules {
		if size(rules[i].Points) <= 0 {
			continue
		}
		at := n
		for at > 0 && size(rules[i].Points) > size(rules[top[at-1]].Points) {
			at--
		}
		if at == most {
			continue
		}
		n = min(n+1, most)
		copy(top[at+1:n], top[at:n-1])
		top[at] = i
	}
	if n == 0 {
		return ""
	}
	names := make([]string, n)
	for i, r := range top[:n] {
		names[i] = say(x.w.MostPointsOne, part{"rule", x.name("scoring."+rules[r].ID, rules[r].ID)}, part{"points", x.signed(rules[r].Points)})
	}
	return say(sentence, part{"rules", joined(names, x.w.Reasons)})
}

// next says who does what, and which question comes first.
func (x *explanation) next() {
	o := &x.d.Owner
	team, action := part{"team", x.word(x.w.Teams, o.Team)}, part{"action", x.word(x.w.Actions, o.Action)}
	var who string
	switch {
	case o.ID != "":
		who = say(x.w.NextOwner, part{"owner", x.shown(o.ID)}, team, action)
	case o.Roster != "":
		who = say(x.w.NextRoster, part{"roster", x.shown(o.Roster)}, team, action)
	case o.Team != "":
		who = say(x.w.NextTeam, team, action)
	default:
		who = x.w.NextNobody
	}
	decisive := slices.ContainsFunc(x.d.Ask, func(q qualify.Question) bool { return q.Decisive })
	forRecord := !slices.ContainsFunc(x.d.Ask, func(q qualify.Question) bool { return !q.ForRecord })
	var ask []string
	for i := range x.d.Ask {
		if q := &x.d.Ask[i]; q.Decisive == decisive && q.ForRecord == forRecord && len(ask) < most-1 {
			ask = append(ask, x.question(q))
		}
	}
	sentences := []string{who}
	if !decisive && !x.d.AsOf.IsZero() && !x.foreign() {
		switch {
		case !x.d.Certain:
			sentences = append(sentences, x.w.MayChange)
		case x.e.givesUp:
		case x.account != nil && x.d.Detail != qualify.Whole: // whom to find, nobody looked for
		case x.findMatters():
			sentences = append(sentences, x.w.CertainButFind)
		case x.handMatters():
			sentences = append(sentences, x.w.CertainButHand)
		default:
			sentences = append(sentences, x.w.Certain)
		}
	}
	questions := part{"questions", joined(ask, " ")}
	switch {
	case len(ask) == 0:
	case decisive:
		sentences = append(sentences, say(x.w.AskDecisive, questions))
	case forRecord:
		sentences = append(sentences, say(x.w.AskForRecord, questions))
	default:
		sentences = append(sentences, say(x.w.AskOther, questions))
	}
	switch x.d.Detail {
	case qualify.Whole:
	case qualify.NoQuestions:
		sentences = append(sentences, x.w.NotAsked)
	default:
		sentences = append(sentences, x.w.IsBrief)
	}
	x.labelled(x.w.Next, sentences)
}

// findMatters tells whether somebody with a role that is missing could change the
// decision about an account. Certain is about facts and leaves that open.
func (x *explanation) findMatters() bool {
	return x.account != nil && slices.ContainsFunc(x.account.Find, func(f qualify.Find) bool { return f.Decisive })
}

// handMatters tells whether a hand that is raised yet could change the
// decision. Certain leaves that open.
func (x *explanation) handMatters() bool {
	if x.e.rules.Readiness == qualify.ScoreOnly || len(x.e.rules.HandRaise) == 0 || x.d.Readiness.HandRaised {
		return false
	}
	removed := x.removed()
	if removed == nil {
		return true
	}
	of := x.e.step(removed.ID)
	return of != nil && of.UnlessHandRaised
}

// question is what to ask about a missing fact.
func (x *explanation) question(q *qualify.Question) string {
	text := x.shown(q.Question)
	if text == "" {
		text = say(x.w.FindOut, part{"fact", x.factOf(q.Person, q.Path)})
	}
	if why := x.w.Whys[q.Why]; why != "" {
		text += " " + why
	}
	if q.Person != "" {
		text = say(x.w.AskPerson, part{"person", x.shown(q.Person)}, part{"question", text})
	}
	return text
}

func (x *explanation) rules(name, version string) string {
	if version == "" {
		return x.shown(name)
	}
	return say(x.w.RulesVersion, part{"rules", x.shown(name)}, part{"version", x.shown(version)})
}
