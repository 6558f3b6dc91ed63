package qualify

import (
	"slices"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/criteria/bounds"
	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/internal/scorecard"
	"github.com/leadqual/leadqual/qualify/truth"
)

// towardBounds bounds what a lead can become by some of the variables. It is generous:
// what it says cannot be reached cannot, and the rest has to be tried.
type towardBounds struct {
	w        *towardSearch
	relevant []criteria.Cond
	touches  [][]int         // by condition: the variables that it depends on
	own      [][]truth.Truth // by condition with one fact variable: its outcomes by option
	byAct    []bool          // by condition: it looks at the activities
	base     []truth.Truth   // by condition
	rules    []columnBounds  // by rule: its worth where no variable moves it
	q        boundedJudge
}

func newTowardBounds(w *towardSearch) *towardBounds {
	e := w.e
	r := &towardBounds{w: w, relevant: w.relevant()}
	n := len(e.program.Conds())
	r.touches, r.own, r.byAct, r.base = make([][]int, n), make([][]truth.Truth, n), make([]bool, n), make([]truth.Truth, n)
	outcomes := func(steps []PlanStep) {
		w.of.fill(steps)
		e.program.Run(w.d.frame)
	}
	outcomes(nil)
	for c := range n {
		r.base[c] = w.d.frame.Outcome(criteria.Cond(c))
		r.byAct[c] = e.program.Cond(criteria.Cond(c)).Activities || slices.ContainsFunc(e.program.Cond(criteria.Cond(c)).Slots, e.idles)
		for i := range w.variables {
			if r.depends(criteria.Cond(c), &w.variables[i]) {
				r.touches[c] = append(r.touches[c], i)
			}
		}
	}
	if e.card != nil {
		r.rules = make([]columnBounds, len(e.rules))
		next := 0
		w.d.judge(w.d.frame, w.d.decision)
		rules := w.d.decision.Score.Rules
		for i := range e.rules {
			if next < len(rules) && rules[next].ID == e.rules[i].id {
				r.rules[i].add(scorecard.InThousandths(rules[next].Column))
				next++
			} else {
				r.rules[i].add(scorecard.Column{})
			}
		}
	}
	w.d.forget()
	for i := range w.variables {
		l := &w.variables[i]
		if l.kind != varyFact && l.kind != varyRole {
			continue
		}
		for _, o := range l.options {
			outcomes(o.steps)
			for c, variables := range r.touches {
				if len(variables) == 1 && variables[0] == i {
					r.own[c] = append(r.own[c], w.d.frame.Outcome(criteria.Cond(c)))
				}
			}
			w.d.forget()
		}
	}
	return r
}

// depends tells whether a condition may come out otherwise by a variable.
func (r *towardBounds) depends(c criteria.Cond, l *variable) bool {
	e := r.w.e
	of := e.program.Cond(c)
	held := func(role int) bool {
		return slices.ContainsFunc(e.held, func(h heldRole) bool { return (role < 0 || h.role == role) && slices.Contains(of.Slots, h.slot) })
	}
	switch l.kind {
	case varyActivity:
		return r.byAct[c]
	case varyRole:
		return held(l.role)
	case varyPeople: // whose role may become another
		return r.byAct[c] || of.People || held(-1)
	}
	return slices.ContainsFunc(of.Slots, func(s int) bool { return e.slots[s].askAs == l.slot || s == l.slot || l.moves(s, e) })
}

// moves tells whether changing the variable's fact changes another slot: with the
// instant of creation both ages change, and with wants_contact_at whether what
// was said still counts.
func (l *variable) moves(slot int, e *Engine) bool {
	return e.slots[l.slot].role == wishAt && e.slots[slot].role == wish
}

// idles tells whether a slot is idle_days, which an activity sets back.
func (e *Engine) idles(slot int) bool { return e.slots[slot].role == idleDays }

// may tells whether the goal may be reached by variables that are free, given
// that some options are chosen.
func (r *towardBounds) may(chosen []int, free func(variable int) bool) bool {
	w, e, q := r.w, r.w.e, &r.q
	moves := func(i int) bool { return chosen[i] >= 0 || free(i) }
	q.least, q.greatest = append(q.least[:0], r.base...), append(q.greatest[:0], r.base...)
	for c, variables := range r.touches {
		if !slices.ContainsFunc(variables, moves) {
			continue
		}
		if r.own[c] == nil {
			q.least[c], q.greatest[c] = truth.Unmet, truth.Met
			continue
		}
		t := bounds.Truths(0)
		if o := chosen[variables[0]]; o >= 0 {
			t = 1 << r.own[c][o]
		} else {
			t = 1 << r.base[c]
			for _, x := range r.own[c] {
				t |= 1 << x
			}
		}
		q.least[c], q.greatest[c] = t.Least(), t.Greatest()
	}
	acts := false
	for i := range w.variables {
		acts = acts || (w.variables[i].kind == varyActivity || w.variables[i].kind == varyPeople) && moves(i)
	}
	low, high := q.judge(e, q.least), q.judge(e, q.greatest)
	fits := between(low, high)
	raises := []bool{q.raised(e, q.least)}
	if q.raised(e, q.greatest) != raises[0] {
		raises = append(raises, true)
	}
	byScore, atBest := truth.Unmet, truth.Unmet
	counting, countingAtBest := false, false
	bands := []string{""}
	if e.card != nil {
		r.score(moves, acts)
		byScore, counting = q.ready(e, &q.low.score, q.least)
		atBest, countingAtBest = q.ready(e, &q.high.score, q.greatest)
		bands = r.bands()
	}
	if w.goal.Band != "" && !slices.Contains(bands, w.goal.Band) {
		return false
	}
	for _, raised := range raises {
		for _, fit := range fits {
			readies := between(e.ready(raised, byScore), e.ready(raised, atBest))
			if e.unmet {
				fit = truth.Of(fit == truth.Met)
				readies = between(e.ready(raised, truth.Of(counting)), e.ready(raised, truth.Of(countingAtBest)))
			}
			for _, ready := range readies {
				if r.placed(e.destinations.at(fit, ready, raised), raised) {
					return true
				}
			}
		}
	}
	return false
}

// between are the truth values from one to another, in the order unmet,
// unknown, met.
func between(low, high truth.Truth) []truth.Truth {
	order := []truth.Truth{truth.Unmet, truth.Unknown, truth.Met}
	return order[slices.Index(order, low) : slices.Index(order, high)+1]
}

// placed tells whether a place may be the goal, with what screening may do.
func (r *towardBounds) placed(p *destination, raised bool) bool {
	x, q := &r.w.goal, &r.q
	if x.Quadrant != "" && x.Quadrant != p.quadrant {
		return false
	}
	if x.Status == "" {
		return true
	}
	for i := range r.w.e.steps {
		step := &r.w.e.steps[i]
		if step.liftable && raised || q.greatest[step.cond] != truth.Met {
			continue
		}
		if step.status == x.Status {
			return true
		}
		if q.least[step.cond] == truth.Met {
			return false
		}
	}
	return x.Status == p.status
}

// bands are those that the scores from low to high may have.
func (r *towardBounds) bands() []string {
	var out []string
	e := r.w.e
	for i, at := range e.bands {
		if r.q.high.score.High >= at {
			out = append(out, e.bandNames[i])
		}
		if r.q.low.score.Low >= at {
			break
		}
	}
	return append(out, "")
}

// score bounds the scores.
func (r *towardBounds) score(moves func(int) bool, acts bool) {
	e, q := r.w.e, &r.q
	q.low.open(e.card)
	q.high.open(e.card)
	for i := range e.rules {
		b := r.worth(i, moves, acts)
		e.card.Enter(&q.low.Sheet, i, truth.Met, b.least)
		e.card.Enter(&q.high.Sheet, i, truth.Met, b.most)
	}
	e.card.Close(&q.low.Sheet)
	e.card.Close(&q.high.Sheet)
}

func (r *towardBounds) worth(i int, moves func(int) bool, acts bool) columnBounds {
	e, q := r.w.e, &r.q
	rule, t := &e.rules[i], &e.timings()[i]
	varies := func(c criteria.Cond) bool {
		return c != noCond && slices.ContainsFunc(r.touches[c], moves)
	}
	out := r.rules[i]
	gated := varies(rule.gate)
	gates := [2]truth.Truth{truth.Met, truth.Met}
	if rule.gate != noCond {
		gates = [2]truth.Truth{q.least[rule.gate], q.greatest[rule.gate]}
	}
	switch rule.form {
	case byWhen:
		if !varies(rule.cond) {
			return out
		}
		out = columnBounds{}
		for _, o := range between(q.least[rule.cond], q.greatest[rule.cond]) {
			switch o {
			case truth.Unmet:
				out.add(scorecard.Column{})
			case truth.Unknown:
				out.add(scorecard.Column{Low: min(t.points, 0), High: max(t.points, 0)})
			case truth.Met:
				out.exactly(t.points)
			}
		}
	case byTiers:
		if gated || slices.ContainsFunc(rule.tiers, varies) {
			out = columnBounds{}
			q.tiers(e, i, gates, &out)
		}
	case byEach:
		if !acts && !gated {
			return out
		}
		n := r.w.of.events()
		for i := range r.w.variables {
			if l := &r.w.variables[i]; l.kind == varyActivity || l.kind == varyPeople {
				n += l.options[len(l.options)-1].cost
			}
		}
		if t.limit > 0 && t.per == 0 && !rule.apart {
			n = min(n, t.limit)
		}
		out.span(milli.Times(t.points, int64(n)))
	case byCompute:
		if gated || acts || slices.ContainsFunc(e.program.Num(rule.num).Slots, func(s int) bool {
			return slices.ContainsFunc(r.w.variables, func(l variable) bool { return l.kind == varyFact && (e.slots[s].askAs == l.slot || l.moves(s, e)) })
		}) {
			out.exactly(0)
			out.span(milli.Range{Low: t.low, High: t.high})
		}
	}
	return out
}

// relevant are the conditions that a goal can depend on.
func (w *towardSearch) relevant() []criteria.Cond {
	e := w.e
	out := slices.Clone(e.icpConds)
	for i := range e.steps {
		out = append(out, e.steps[i].cond)
	}
	for i := range e.raises {
		out = append(out, e.raises[i].cond)
	}
	for _, l := range e.gates {
		out = append(out, l.conds...)
	}
	if e.staying != noCond {
		out = append(out, e.staying)
	}
	return out
}
