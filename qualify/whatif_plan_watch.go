package qualify

import (
	"slices"
	"strconv"

	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/criteria/eval"
	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/internal/scorecard"
	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

// planWatch is what of the rules is watched to tell apart what a purchase brings:
// everything that the decision rests on, with the facts that it depends on.
type planWatch struct {
	conds    []dependent // of screening, checklists, routes and experiments
	raises   []dependent // conditions of hand raises
	criteria []dependent // of the fit
	rules    []dependent // of the score
	groups   []int       // of each rule of the engine, 0 without
	matters  []bool      // by fact: something depends on it
	literal  []bool      // by fact: two values are alike only where they are the same
	steady   bool        // known verdicts of fit and readiness stay, and only they matter
}

// dependent is a condition or a rule, and the facts that it depends on.
type dependent struct {
	at    int
	facts []int
}

func newPlanWatch(e *Engine, facts []planFact) planWatch {
	w := planWatch{matters: make([]bool, len(facts)), literal: make([]bool, len(facts)), steady: e.steady() && !e.mayRedate(facts)}
	dependsOn := func(list []int, slots []int) []int {
		for i := range facts {
			if slices.ContainsFunc(slots, func(s int) bool { return e.moves(facts[i].slot, s) }) && !slices.Contains(list, i) {
				list = append(list, i)
				w.matters[i] = true
			}
		}
		return list
	}
	cond := func(c criteria.Cond) {
		if c == noCond {
			return
		}
		n := e.program.Cond(c)
		if on := dependsOn(nil, n.Slots); len(on) > 0 {
			w.conds = append(w.conds, dependent{int(c), on})
			for _, f := range on {
				w.literal[f] = w.literal[f] || n.Results
			}
		}
	}
	for i := range e.steps {
		cond(e.steps[i].cond)
	}
	for i := range e.raises {
		c := e.raises[i].cond
		if on := dependsOn(nil, e.program.Cond(c).Slots); len(on) > 0 && e.policy != ScoreOnly {
			w.raises = append(w.raises, dependent{int(c), on})
		}
	}
	for i := range e.criteria {
		var on []int
		for _, c := range e.icpConds[e.criteria[i].conds:e.criteria[i].end] {
			on = dependsOn(on, e.program.Cond(c).Slots)
		}
		if len(on) > 0 {
			w.criteria = append(w.criteria, dependent{i, on})
		}
	}
	if e.bant != nil && e.bant.decides {
		for _, c := range e.bant.conds {
			cond(c)
		}
	}
	for i := range e.checklists {
		if l := &e.checklists[i]; l.decides {
			for _, c := range l.conds {
				cond(c)
			}
		}
	}
	for _, r := range e.routings() {
		cond(r.cond)
	}
	for i := range e.routes {
		for f := range facts {
			if facts[f].slot == e.ownerNow && len(e.routes[i].route.Owners) > 0 {
				w.matters[f], w.literal[f] = true, true
			}
		}
	}
	if e.card == nil || !e.scoreDecides && len(e.bands) == 0 {
		return w
	}
	cond(e.staying)
	w.groups = make([]int, len(e.rules))
	for i := range e.rules {
		r := &e.rules[i]
		w.groups[i] = 1 + slices.IndexFunc(e.source.Scoring.Groups, func(g scoring.Group) bool { return g.ID == e.source.Scoring.Rules[i].Group })
		var on []int
		if r.form == byCompute {
			on = dependsOn(on, e.program.Num(r.num).Slots)
		}
		conds := append([]criteria.Cond{r.gate}, r.tiers...)
		if r.form == byWhen {
			conds = append(conds, r.cond)
		}
		for _, c := range conds {
			if c != noCond {
				on = dependsOn(on, e.program.Cond(c).Slots)
			}
		}
		if len(on) > 0 {
			w.rules = append(w.rules, dependent{i, on})
		}
	}
	return w
}

// steady tells whether what is known of fit, score and hand raises stays, whatever
// else comes to be known, and all of it that matters are the verdicts.
func (e *Engine) steady() bool {
	return len(e.unsteady.always)+len(e.unsteady.fit)+len(e.unsteady.score)+len(e.resultSlots) == 0
}

// moves tells whether filling in the fact of a slot may change another slot. With
// the instant of creation both ages change, and a wish and its date go together.
func (e *Engine) moves(fact, slot int) bool {
	f, s := &e.slots[fact], &e.slots[slot]
	return s.askAs == f.askAs || f.role == wish && s.role == wishAt || f.role == wishAt && s.role == wish
}

// renumber follows facts to other indices, -1 for those that are dropped.
func (w *planWatch) renumber(to []int) {
	follow := func(list []dependent) []dependent {
		out := list[:0]
		for _, x := range list {
			var facts []int
			for _, f := range x.facts {
				if to[f] >= 0 {
					facts = append(facts, to[f])
				}
			}
			if len(facts) > 0 {
				out = append(out, dependent{x.at, facts})
			}
		}
		return out
	}
	w.conds, w.raises, w.criteria, w.rules = follow(w.conds), follow(w.raises), follow(w.criteria), follow(w.rules)
	literal := make([]bool, len(to))
	for i, f := range to {
		if f >= 0 {
			literal[f] = w.literal[i]
		}
	}
	w.literal = literal
}

// A planView tells what some facts bring about: values of them that are alike to it
// are alike in every situation, whatever other facts turn out to be.
type planView struct {
	literal []bool // by place in the list of facts
	// What depends on none but these facts, by planWatch's numbers.
	conds, raises, criteria, rules []int
}

// view is that of some facts. What depends on others as well is not looked at:
// there the values themselves are told apart.
func (w *planWatch) view(facts []int) planView {
	v := planView{literal: make([]bool, len(facts))}
	for i, f := range facts {
		v.literal[i] = w.literal[f]
	}
	// pure tells whether something depends on none but these, and marks those that
	// it depends on where not.
	pure := func(x *dependent) bool {
		any, other := false, false
		for _, f := range x.facts {
			if slices.Contains(facts, f) {
				any = true
			} else {
				other = true
			}
		}
		if any && other {
			for _, f := range x.facts {
				if i := slices.Index(facts, f); i >= 0 {
					v.literal[i] = true
				}
			}
		}
		return any && !other
	}
	all := func(list []dependent) (out []int) {
		for i := range list {
			if x := &list[i]; pure(x) {
				out = append(out, x.at)
			}
		}
		return out
	}
	v.conds, v.raises, v.criteria, v.rules = all(w.conds), all(w.raises), all(w.criteria), all(w.rules)
	return v
}

// append appends what the frame and the decision made of it come to: of the hand
// raises whether there is one, of the criteria the sum of what they are worth, of
// the rules of the score the sum in each group.
func (v *planView) append(key []byte, w *planWatch, e *Engine, f *eval.Frame, out *Decision, values []uint8, facts []int) []byte {
	for i, fact := range facts {
		if v.literal[i] {
			key = append(key, values[fact])
		}
	}
	for _, c := range v.conds {
		key = append(key, byte(f.Outcome(criteria.Cond(c))))
	}
	raised := byte(0)
	for _, c := range v.raises {
		if f.Outcome(criteria.Cond(c)) == truth.Met {
			raised = 1
		}
	}
	return v.appendScore(v.appendFit(append(key, raised), w, e, f, out), w, e, out)
}

// appendFit appends the criteria. Those of which a part is unknown stand by
// themselves.
func (v *planView) appendFit(key []byte, w *planWatch, e *Engine, f *eval.Frame, out *Decision) []byte {
	if w.steady && out.Fit.Verdict != icp.Undecided { // which no missing fact changes
		return append(append(key, '!'), out.Fit.Verdict...)
	}
	const most = 1 << 20 // of a weight, so that the sum is exact
	sum, required := int64(0), truth.Met
	for _, i := range v.criteria {
		c, fit := &e.criteria[i], &out.Fit.Criteria[i]
		conds := e.icpConds[c.conds:c.end]
		weight := milli.Nearest(fit.Weight)
		if weight > most || slices.ContainsFunc(conds, func(c criteria.Cond) bool { return f.Outcome(c) == truth.Unknown }) {
			for _, c := range conds {
				key = append(key, byte(f.Outcome(c)))
			}
			continue
		}
		key = append(key, 'k')
		sum += weight * milli.Nearest(fit.Share)
		if e.profile.Criteria[i].Required {
			required = required.And(fit.Outcome)
		}
	}
	return append(strconv.AppendInt(append(key, byte(required)), sum, 36), ' ')
}

// appendScore appends the rules of the score, or whether the lead is ready and in
// which band where neither can change.
func (v *planView) appendScore(key []byte, w *planWatch, e *Engine, out *Decision) []byte {
	if w.steady && e.scoreDecides && out.Readiness.Verdict != ReadinessUnknown && e.bandStep(out.Score.Low) == e.bandStep(out.Score.High) {
		return append(append(append(key, '!'), out.Readiness.Verdict...), out.Score.Band...)
	}
	if len(v.rules) == 0 {
		return key
	}
	sums := make([]scorecard.Column, 1)
	rule := 0
	for i := range out.Score.Rules {
		score := &out.Score.Rules[i]
		for e.rules[rule].id != score.ID {
			rule++
		}
		if _, ok := slices.BinarySearch(v.rules, rule); !ok {
			continue
		}
		for len(sums) <= w.groups[rule] {
			sums = append(sums, scorecard.Column{})
		}
		s, c := &sums[w.groups[rule]], scorecard.InThousandths(score.Column)
		s.Points, s.Low, s.High = s.Points+c.Points, s.Low+c.Low, s.High+c.High
	}
	for _, s := range sums {
		for _, n := range []int64{s.Points, s.Low, s.High} {
			key = append(strconv.AppendInt(key, n, 36), ' ')
		}
	}
	return key
}
