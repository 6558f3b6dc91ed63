package qualify

import (
	"github.com/leadqual/leadqual/bant"
	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/criteria/bounds"
	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

// verdicts are those of a stretch of time in which they stay. The hand may be
// raised in a part of it.
type verdicts struct {
	fit, ready       truth.Truth
	raised, mayRaise bool
}

// decided tells the evaluator what the results may be within the stretch, as
// Decider.decided tells the frame what they are.
func (r *recheck) decided(s *watched) {
	for _, slot := range r.d.e.resultSlots {
		r.stretch.SetResult(slot.slot, r.resultOf(s, slot.of, slot.index))
	}
}

// resultOf is what a result may be.
func (r *recheck) resultOf(s *watched, of resultPart, index int) bounds.Result {
	e, q := r.d.e, &r.boundedJudge
	v := &q.verdicts
	switch of {
	case ofStatus:
		return text(string(s.status), true)
	case ofQuadrant:
		return text(string(s.quadrant), true)
	case ofHandRaised:
		is := bounds.Result{Known: true, Truths: bounds.EitherWay}
		if v.raised == v.mayRaise {
			is.Truths = bounds.TruthsOf(v.raised)
		}
		return is
	case ofFitVerdict:
		word := icp.Poor
		if v.fit == truth.Met {
			word = icp.Good
		}
		return text(string(word), v.fit != truth.Unknown)
	case ofReadiness:
		return text(string(readinessOf(v.ready)), v.ready != truth.Unknown)
	case ofBANT:
		return q.checklist(e.bant)
	case ofChecklist:
		return q.checklist(&e.checklists[index])
	case ofShare:
		q.judge(e, q.least)
		low, high := q.fit.Low, q.fit.High
		q.judge(e, q.greatest)
		return numbers(low, q.fit.Low, high, q.fit.High, !q.anyOpen(e.icpConds))
	case ofPoints:
		return r.points(&q.low.score.Column, &q.high.score.Column)
	case ofGroup:
		return r.points(&q.low.score.Groups[index].Column, &q.high.score.Groups[index].Column)
	case ofGrade:
		return q.grade(e)
	case ofBand:
		return text(e.bandOf(&q.low.score))
	case ofCell:
		return q.cell(e)
	}
	return bounds.Result{Unknown: true}
}

// text is a text that stays.
func text(s string, known bool) bounds.Result {
	return bounds.Result{Known: known, Unknown: !known, Text: s}
}

// numbers are a number that is known where its least and its greatest possible
// value are one, from what each of them is at least and at most. closed says
// that it is known all the while.
func numbers(low, mostLow, leastHigh, high float64, closed bool) bounds.Result {
	switch {
	case low == mostLow && leastHigh == high:
		return bounds.Result{Known: low == high, Unknown: low != high, Low: low, High: high}
	case closed:
		return bounds.Result{Known: true, Low: low, High: high}
	}
	return bounds.Result{Known: leastHigh <= mostLow, Unknown: true, Low: leastHigh, High: mostLow}
}

func (r *recheck) points(least, most *scoring.Column) bounds.Result {
	return numbers(float64(least.Low), float64(most.Low), float64(least.High), float64(most.High), r.scoreIsKnown())
}

// scoreIsKnown tells whether no rule can be unknown within the stretch.
func (r *recheck) scoreIsKnown() bool {
	e, q := r.d.e, &r.boundedJudge
	for i := range e.rules {
		rule := &e.rules[i]
		switch rule.form {
		case byWhen:
			if q.open[rule.cond] {
				return false
			}
		case byTiers:
			if q.anyOpen(rule.tiers) {
				return false
			}
		case byCompute:
			_, known := r.d.frame.Number(rule.num)
			if r.c.nums[rule.num] {
				_, _, _, unknown := q.stretch.Number(rule.num)
				known = !unknown
			}
			if !known {
				return false
			}
		}
		if rule.gate != noCond && q.open[rule.gate] {
			return false
		}
	}
	return true
}

func (q *boundedJudge) anyOpen(conds []criteria.Cond) bool {
	for _, c := range conds {
		if q.open[c] {
			return true
		}
	}
	return false
}

// checklist is a checklist's verdict, which is monotone in its items.
func (q *boundedJudge) checklist(l *checklist) bounds.Result {
	verdict := func(truths []truth.Truth) bant.Verdict {
		q.truths = q.truths[:0]
		for _, c := range l.conds {
			q.truths = append(q.truths, truths[c])
		}
		l.list.Assess(q.truths, &q.list)
		return q.list.Verdict
	}
	least, greatest := verdict(q.least), verdict(q.greatest)
	if least == greatest {
		return text(string(least), least != bant.Undecided)
	}
	return anyText(q.anyOpen(l.conds))
}

// anyText is a text that changes.
func anyText(open bool) bounds.Result {
	return bounds.Result{Known: true, Unknown: open, AnyText: true}
}

// grade is the grade. The steps that the shares reach are monotone in the
// criteria, the grade is not.
func (q *boundedJudge) grade(e *Engine) bounds.Result {
	steps := func(truths []truth.Truth) icp.GradeRange {
		q.truths = q.truths[:0]
		for _, c := range e.icpConds {
			q.truths = append(q.truths, truths[c])
		}
		return e.profile.GradeRange(q.truths)
	}
	least, greatest := steps(q.least), steps(q.greatest)
	name, known := least.Name(&e.profile)
	if other, alsoKnown := greatest.Name(&e.profile); least == greatest || known && alsoKnown && name == other {
		return text(name, known)
	}
	return anyText(q.anyOpen(e.icpConds))
}

// cell is the cell of a grade that may change and a band that stays.
func (q *boundedJudge) cell(e *Engine) bounds.Result {
	grade := q.grade(e)
	band, known := e.bandOf(&q.low.score)
	if !grade.AnyText || known && band == "" {
		return text(e.cellOf(grade.Text, grade.Known, band, known))
	}
	if !known { // "" where there is no grade, unknown where there is one
		grade.Unknown = true
	}
	return grade
}
