package eval

import (
	"math/bits"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/qualify/truth"
)

// Run evaluates every text over the facts in the frame and the activities
// that it has observed.
//
// What rests on known facts alone is answered first, and goes through the network as
// far as that goes. What rests on unknown ones is left, and answered from there on:
// as it stands by Run, and with some of the facts filled in by Rerun.
func (p *Program) Run(f *Frame) {
	f.scratch.bytes = f.scratch.bytes[:0]
	if f.nonFinite {
		p.walk(f)
		return
	}
	copy(f.met, p.net.blank)
	copy(f.missing, p.net.need)
	f.queue, f.unknowns, f.leaves = f.queue[:0], f.unknowns[:0], false
	clear(f.left)
	f.fireAllIn(f.met, p.always)
	p.answer(f)
	p.net.propagate(f, f.met)
	if f.known.kept = f.leaves || len(f.unknowns) > 0; f.known.kept {
		copy(f.known.met, f.met)
		copy(f.known.missing, f.missing)
		f.known.unknowns = len(f.unknowns)
	}
	p.answerLeft(f, f.left, nil)
	for i, n := range p.nums {
		f.numbers[i] = f.NumberOf(n)
	}
	for _, i := range p.walkedEaches {
		p.match(f, int(i))
	}
}

// networkState is what the network has come to.
type networkState struct {
	kept     bool // something may be unknown beyond it
	met      []uint64
	missing  []uint16
	unknowns int // of the frame's, those that no fact makes known
}

// leave leaves a question until the others are answered.
func (f *Frame) leave(question int) {
	f.left[question>>6] |= 1 << (question & 63)
	f.leaves = true
}

// unknown tells whether one of some facts is unknown.
func (f *Frame) unknown(slots []int) bool {
	for _, slot := range slots {
		if !f.Known[slot] {
			return true
		}
	}
	return false
}

// answer queues every literal that is met by what is known, and lists what rests on
// what is not.
func (p *Program) answer(f *Frame) {
	for i := range p.bools {
		if g := &p.bools[i]; f.Known[g.slot] {
			f.literal(truth.Of(f.Bool[g.slot]), g.met, g.unmet)
		} else {
			f.leave(p.first[ofBool] + i)
		}
	}
	met := f.met
	for i := range p.countChecks {
		c := &p.countChecks[i]
		c.set(met, float64(f.counts[c.from]))
	}
	for i := range p.extremeChecks {
		c := &p.extremeChecks[i]
		c.set(met, f.extremes[c.from])
	}
	for i := range p.factChecks {
		s := &p.factChecks[i]
		if !f.Known[s.slot] {
			f.leave(p.first[ofFacts] + i)
			continue
		}
		s.set(met, f.Num[s.slot])
	}
	for i := range p.numbers {
		s := &p.numbers[i]
		if s.of.restsOnUnknown(f) {
			f.leave(p.first[ofNumber] + i)
		} else {
			s.answer(f)
		}
	}
	for i := range p.texts {
		q := &p.texts[i]
		if q.slot >= 0 && !f.Known[q.slot] || q.slot < 0 && f.unknown(q.slots) {
			f.leave(p.first[ofText] + i)
		} else {
			q.answer(f)
		}
	}
	for i := range p.lists {
		if q := &p.lists[i]; f.Known[q.slot] {
			q.answer(f)
		} else {
			f.leave(p.first[ofList] + i)
		}
	}
	for i := range p.walked {
		if l := &p.walked[i]; f.unknown(l.slots) {
			f.leave(p.first[ofWalked] + i)
		} else {
			l.answer(f)
		}
	}
}

// answerLeft answers questions that were left, a bit for each, and concludes; for
// another frame than from they may have been answered before.
func (p *Program) answerLeft(f *Frame, questions []uint64, from *Frame) {
	f.queue = f.queue[:0]
	for word, left := range questions {
		for ; left != 0; left &= left - 1 {
			i := word*64 + bits.TrailingZeros64(left)
			switch q := &p.questions[i]; q.of {
			case ofBool:
				p.bools[q.index].answer(f)
			case ofFacts:
				p.factChecks[q.index].answer(f)
			case ofNumber:
				p.numbers[q.index].answer(f)
			case ofText:
				p.texts[q.index].answer(f)
			case ofList:
				p.lists[q.index].answer(f)
			case ofWalked:
				p.walked[q.index].answerFrom(f, from, q.index)
			}
		}
	}
	p.net.propagate(f, f.met)
	p.conclude(f)
}

// conclude finds the conditions that are met, and those that are met or unknown.
func (p *Program) conclude(f *Frame) {
	open := len(f.unknowns) > 0
	if open {
		copy(f.possible, f.met)
	}
	p.net.join(f.met)
	f.guardedUnknown = false
	for i := range p.guarded {
		p.guarded[i].answer(f)
	}
	if !open {
		copy(f.possible, f.met[:p.net.words])
	} else {
		f.queue = f.queue[:0]
		f.fireAllIn(f.possible, f.unknowns)
		p.net.propagate(f, f.possible)
		p.net.join(f.possible)
	}
	if open || f.guardedUnknown {
		for i := range p.guarded {
			p.guarded[i].answerOpen(f)
		}
	}
}

// literal queues or opens the nodes of a condition and of its denial.
func (f *Frame) literal(is truth.Truth, met, unmet int32) {
	switch is {
	case truth.Met:
		f.fire(met)
	case truth.Unmet:
		f.fire(unmet)
	default:
		f.leaveOpen(met)
		f.leaveOpen(unmet)
	}
}

// leaveOpen notes a literal that is unknown, if there is one.
func (f *Frame) leaveOpen(at int32) {
	if at >= 0 {
		f.unknowns = append(f.unknowns, at)
	}
}

// walk evaluates every tree by itself, for leads with activities whose values
// are no finite numbers, so that predicates may be unknown.
func (p *Program) walk(f *Frame) {
	clear(f.met)
	clear(f.possible)
	for i, n := range p.conds {
		if n.Results {
			continue
		}
		t := f.TruthOf(n)
		if t != truth.Unmet {
			f.possible[i>>6] |= 1 << (i & 63)
		}
		if t == truth.Met {
			f.met[i>>6] |= 1 << (i & 63)
		}
	}
	for i, n := range p.nums {
		f.numbers[i] = f.NumberOf(n)
	}
	for i := range p.eaches {
		p.match(f, i)
	}
}

// match finds the activities that a predicate matches by walking its tree for
// each.
func (p *Program) match(f *Frame, each int) {
	f.matches[each] = f.matches[each][:0]
	for i, a := range f.Activities() {
		f.Elements[0] = Element{Activity: a, At: i}
		if f.TruthOf(p.eaches[each]) == truth.Met {
			f.matches[each] = append(f.matches[each], int32(i))
		}
	}
}

// Evaluate is what a condition comes to over the facts that the frame holds now,
// which may be more than at the last Run: for conditions that name results, which
// Run leaves unmet.
func (p *Program) Evaluate(f *Frame, c criteria.Cond) truth.Truth { return f.TruthOf(p.conds[c]) }
