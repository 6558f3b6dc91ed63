package qualify

import (
	"slices"
	"time"

	"github.com/leadqual/leadqual/bant"
	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/criteria/bounds"
	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/internal/scorecard"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

// watched is what of a decision RecheckAt watches.
type watched struct {
	quadrant matrix.Quadrant
	status   matrix.Status
	band     string
	owner    matrix.Owner
	people   bool // one of an account's people is not what they were, or another role is missing
}

// boundedJudge judges a lead over a stretch of time. Every condition has a least
// and a greatest truth there, in the order unmet, unknown, met, and every rule
// a least and a greatest worth. Fit, checklists and readiness are monotone in
// these, so that where the least and the greatest of all give one verdict,
// everything in between does.
type boundedJudge struct {
	stretch         *bounds.Evaluator
	least, greatest []truth.Truth // by condition
	open            []bool        // by condition: it may be unknown

	still     scoreSheet // of the rules whose worth does not depend on the time
	low, high scoreSheet
	one       scoreSheet // of one rule

	verdicts verdicts     // of the stretch that was last found constant
	entry    matrix.Entry // and what its cell gives

	truths       []truth.Truth
	fit          icp.Fit
	list         bant.Assessment
	matching     []int32
	ages         []scorecard.Age
	activities   []criteria.Instant // ascending
	limitMayFlip []bool             // by rule: see mayFlip
}

// scoreSheet is a score with the sheet that adds it up.
type scoreSheet struct {
	scorecard.Sheet
	score scoring.Score
}

func (s *scoreSheet) open(c *scorecard.Card) { c.Open(&s.Sheet, &s.score) }

// begin prepares a segment whose start the decider's frame holds.
func (q *boundedJudge) begin(r *recheck) {
	e, f := r.d.e, r.d.frame
	q.stretch = r.c.criteria.Evaluator(f, r.since)
	q.least, q.greatest, q.open = q.least[:0], q.greatest[:0], q.open[:0]
	for c := range r.c.conds {
		t := f.Outcome(criteria.Cond(c))
		q.least, q.greatest, q.open = append(q.least, t), append(q.greatest, t), append(q.open, t == truth.Unknown)
	}
	q.activities = q.activities[:0]
	for _, a := range f.Activities() {
		q.activities = append(q.activities, criteria.InstantOf(a.At))
	}
	if e.card == nil {
		return
	}
	q.still.open(e.card)
	q.low.open(e.card)
	q.high.open(e.card)
	q.one.open(e.card)
	for i := range e.rules {
		switch rule := &e.rules[i]; {
		case r.c.rules[i]:
		case rule.form == byWhen:
			e.card.When(&q.still.Sheet, i, f.Outcome(rule.cond))
		default:
			r.d.scoreOther(f, &q.still.Sheet, i)
		}
	}
	slices.SortFunc(q.activities, criteria.Instant.Compare)
	q.limitMayFlip = append(q.limitMayFlip[:0], make([]bool, len(e.rules))...)
	for _, i := range r.c.timed {
		t := &e.timings()[i]
		if e.rules[i].form != byEach {
			continue
		}
		q.limitMayFlip[i] = mayFlip(t, q.activities)
		for _, at := range q.activities {
			if t.within > 0 {
				r.marks = append(r.marks, at.Plus(int64(t.within)).Next())
			}
			if t.fadesAt > 0 {
				r.marks = append(r.marks, at.Plus(int64(t.fadesAt)))
			}
		}
	}
}

// constant finds what the lead is from a to b, if that is one thing all the
// while and provably so. At a single instant it always is.
func (r *recheck) constant(a, b criteria.Instant) (s watched, ok bool) {
	e, q := r.d.e, &r.boundedJudge
	if r.crowd != nil {
		if s.people, ok = r.crowd.over(q.stretch, a, b); !ok {
			return s, false
		}
	}
	q.stretch.SetInterval(a, b)
	for _, c := range r.c.criteria.Conds {
		t := q.stretch.Truths(c)
		q.least[c], q.greatest[c], q.open[c] = t.Least(), t.Greatest(), t.MayBeUnknown()
	}
	fit := q.judge(e, q.least)
	if fit != q.judge(e, q.greatest) {
		return s, false
	}
	raised, mayRaise := q.raised(e, q.least), q.raised(e, q.greatest)
	byScore, atBest := truth.Unmet, truth.Unmet
	counting, countingAtBest := false, false
	if e.card != nil {
		q.score(r, a, b)
		if s.band, ok = q.band(e); !ok {
			return s, false
		}
		byScore, counting = q.ready(e, &q.low.score, q.least)
		atBest, countingAtBest = q.ready(e, &q.high.score, q.greatest)
	}
	ready := e.ready(raised, byScore)
	if ready != e.ready(mayRaise, atBest) {
		return s, false
	}
	q.verdicts = verdicts{fit, ready, raised, mayRaise}
	if e.unmet {
		fit = truth.Of(fit == truth.Met)
		ready = e.ready(raised, truth.Of(counting))
		if ready != e.ready(mayRaise, truth.Of(countingAtBest)) {
			return s, false
		}
	}
	dest := e.destinations.at(fit, ready, raised)
	if *dest != *e.destinations.at(fit, ready, mayRaise) {
		return s, false
	}
	q.entry = matrix.Entry{Team: dest.team, Action: dest.action}
	s.quadrant, s.status = dest.quadrant, dest.status
	status, ok := q.screen(e, raised)
	if !ok {
		return s, false
	}
	if mayRaise != raised {
		if other, ok := q.screen(e, mayRaise); !ok || other != status {
			return s, false
		}
	}
	if status != "" {
		s.status = status
		return s, true
	}
	s.owner = matrix.Owner{Team: dest.team, Action: dest.action}
	r.decided(&s)
	return s, q.join(e, r.lead, &s.owner) && q.assign(e, r.lead, &s.owner)
}

func (q *boundedJudge) judge(e *Engine, truths []truth.Truth) truth.Truth {
	q.truths = q.truths[:0]
	for _, c := range e.icpConds {
		q.truths = append(q.truths, truths[c])
	}
	e.profile.Judge(q.truths, &q.fit)
	return q.fit.Verdict.Truth()
}

func (q *boundedJudge) raised(e *Engine, truths []truth.Truth) bool {
	if e.policy == ScoreOnly {
		return false
	}
	for i := range e.raises {
		if truths[e.raises[i].cond] == truth.Met {
			return true
		}
	}
	return false
}

// ready is whether a closed score makes ready, and whether its points as they
// count do.
func (q *boundedJudge) ready(e *Engine, s *scoring.Score, truths []truth.Truth) (truth.Truth, bool) {
	gate := truth.Met
	for _, l := range e.gates {
		q.truths = q.truths[:0]
		for _, c := range l.conds {
			q.truths = append(q.truths, truths[c])
		}
		l.list.Assess(q.truths, &q.list)
		gate = gate.And(q.list.Verdict.Truth())
	}
	ready, counting := e.card.Ready(s), e.card.ReadyAsCounted(s)
	if e.staying != noCond {
		ready, counting = e.byScoreStaying(s, truths[e.staying])
	}
	return ready.And(gate), counting && gate == truth.Met
}

// band is that of the scores from low to high, if it is one.
func (q *boundedJudge) band(e *Engine) (name string, ok bool) {
	low, high := &q.low.score, &q.high.score
	return low.Band, e.bandStep(low.Low) == e.bandStep(high.Low) && e.bandStep(low.High) == e.bandStep(high.High)
}

// screen is the status of a lead that a step removes, "" of one that stays.
func (q *boundedJudge) screen(e *Engine, raised bool) (status matrix.Status, ok bool) {
	for i := range e.steps {
		step := &e.steps[i]
		if step.liftable && raised || q.greatest[step.cond] != truth.Met {
			continue
		}
		if status != "" && step.status != status {
			return "", false
		}
		status = step.status
		if q.least[step.cond] == truth.Met {
			return status, true
		}
	}
	return "", status == "" // or some step may remove the lead
}

// join gives the lead what its arm of an experiment does.
func (q *boundedJudge) join(e *Engine, lead *Lead, owner *matrix.Owner) (ok bool) {
	for i := range e.experiments {
		x := &e.experiments[i]
		least, greatest := q.routed(&x.routing)
		if greatest != truth.Met {
			continue
		}
		arm := x.Pick(lead.ID)
		if arm != nil && least == truth.Met {
			entry := arm.With(matrix.Entry{Team: owner.Team, Action: owner.Action})
			owner.Team, owner.Action = entry.Team, entry.Action
		}
		return arm == nil || least == truth.Met
	}
	return true
}

// routed is the least and the greatest that the condition of a route or an
// experiment may come to.
func (q *boundedJudge) routed(r *routing) (least, greatest truth.Truth) {
	switch {
	case r.cond == noCond:
		return truth.Met, truth.Met
	case r.results:
		t := q.stretch.Truths(r.cond)
		return t.Least(), t.Greatest()
	}
	return q.least[r.cond], q.greatest[r.cond]
}

// assign finds the owner in the team of the lead.
func (q *boundedJudge) assign(e *Engine, lead *Lead, owner *matrix.Owner) (ok bool) {
	for i := range e.routes {
		route := &e.routes[i]
		if route.route.Team != owner.Team {
			continue
		}
		least, greatest := q.routed(&route.routing)
		if greatest != truth.Met {
			continue
		}
		if least != truth.Met {
			return false
		}
		owner.Route = route.route.ID
		owner.ID = route.route.Pick(lead.ID, lead.Owner)
		return true
	}
	return true
}

// score finds the least and the greatest score from a to b.
func (q *boundedJudge) score(r *recheck, a, b criteria.Instant) {
	card := r.d.e.card
	q.low.GoOnFrom(&q.still.Sheet)
	q.high.GoOnFrom(&q.still.Sheet)
	for _, i := range r.c.timed {
		least, most := q.worth(r, i, a, b)
		card.Enter(&q.low.Sheet, i, truth.Met, least)
		card.Enter(&q.high.Sheet, i, truth.Met, most)
	}
	card.Close(&q.low.Sheet)
	card.Close(&q.high.Sheet)
}

// worth is the least and the greatest that a rule may be worth from a to b.
func (q *boundedJudge) worth(r *recheck, i int, a, b criteria.Instant) (least, most scorecard.Column) {
	e := r.d.e
	card, rule := e.card, &e.rules[i]
	var out columnBounds
	q.one.open(card)
	one := &q.one.Sheet
	gates := [2]truth.Truth{truth.Met, truth.Met}
	if rule.gate != noCond {
		gates = [2]truth.Truth{q.least[rule.gate], q.greatest[rule.gate]}
	}
	switch rule.form {
	case byWhen:
		out.add(card.When(one, i, q.least[rule.cond]))
		out.add(card.When(one, i, q.greatest[rule.cond]))
	case byTiers:
		q.truths = q.truths[:0]
		varies := gates[0] != gates[1]
		for _, c := range rule.tiers {
			q.truths = append(q.truths, q.least[c])
			varies = varies || q.least[c] != q.greatest[c]
		}
		if !varies {
			out.add(card.Tiers(one, i, gates[0], q.truths))
			break
		}
		q.tiers(e, i, gates, &out)
	case byEach:
		q.each(r, i, gates, a, b, &out)
	case byCompute:
		low, high, known, unknown := q.stretch.Number(rule.num)
		for _, gate := range gates {
			if known {
				out.add(card.Compute(one, i, gate, low, true))
				out.add(card.Compute(one, i, gate, high, true))
			}
			if unknown {
				out.add(card.Compute(one, i, gate, 0, false))
			}
		}
	}
	return out.least, out.most
}

// tiers spans the tiers that may count where some outcome varies.
func (q *boundedJudge) tiers(e *Engine, i int, gates [2]truth.Truth, out *columnBounds) {
	none := gates[0] != truth.Met
	for t, c := range e.rules[i].tiers {
		if q.greatest[c] == truth.Unmet {
			continue
		}
		p := e.timings()[i].tiers[t]
		out.exactly(p)
		if q.least[c] == truth.Met {
			if none {
				out.exactly(0)
			}
			return
		}
	}
	out.exactly(0)
}

// each is worth for a rule that counts activities. Where the activities that
// match stay the same, each column is monotone in time, as matches fade and
// drop out from the oldest on, so that both ends bound it.
func (q *boundedJudge) each(r *recheck, i int, gates [2]truth.Truth, a, b criteria.Instant, out *columnBounds) {
	e := r.d.e
	rule, points := &e.rules[i], e.timings()[i].points
	q.matching = q.matching[:0]
	varies := false
	if r.c.eaches[rule.each] {
		q.stretch.Matches(rule.each, func(activity int, sure bool) {
			q.matching = append(q.matching, int32(activity))
			varies = varies || !sure
		})
	} else {
		q.matching = append(q.matching, r.d.frame.Matches(rule.each)...)
	}
	if varies || a != b && q.limitMayFlip[i] {
		out.span(milli.Times(points, int64(len(q.matching))))
		return
	}
	for _, end := range [...]criteria.Instant{a, b} {
		now := time.Unix(end.Sec, end.Nsec)
		for _, gate := range gates {
			if around := r.d.around; around != nil {
				worth, _ := around.eachAt(r.d, &q.one.Sheet, i, gate, q.matching, now)
				out.add(worth)
				continue
			}
			q.ages = q.ages[:0]
			for _, m := range q.matching {
				q.ages = append(q.ages, scorecard.AgeOf(now, r.d.frame.Activities()[m].At))
			}
			out.add(e.card.Each(&q.one.Sheet, i, gate, q.ages))
		}
		if a == b {
			break
		}
	}
}

// mayFlip tells whether two activities are so nearly as far apart as the span of
// a limit, less than a microsecond short of it, that the rounding of ages may
// tell them apart at one instant and not at the next. The activities are given
// ascending.
func mayFlip(t *ruleTiming, activities []criteria.Instant) bool {
	if t.limit == 0 || t.per == 0 {
		return false
	}
	for _, at := range activities {
		edge := at.Plus(int64(t.per))
		short := edge.Plus(-1)
		i, _ := slices.BinarySearchFunc(activities, short.Next(), criteria.Instant.Compare)
		if i < len(activities) && activities[i].Before(edge) {
			return true
		}
	}
	return false
}
