package eval

import (
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
	f.queue, f.left, f.unknowns = f.queue[:0], f.left[:0], f.unknowns[:0]
	f.fireAllIn(f.met, p.always)
	p.answer(f)
	p.net.propagate(f, f.met)
	if f.known.kept = len(f.left) > 0 || len(f.unknowns) > 0; f.known.kept {
		copy(f.known.met, f.met)
		copy(f.known.missing, f.missing)
		f.known.unknowns = len(f.unknowns)
	}
	p.answerLeft(f, nil)
	for i, n := range p.nums {
		f.numbers[i] = f.NumberOf(n)
	}
	for _, i := range p.walkedEaches {
		p.match(f, int(i))
	}
}

// Rerun is Run for a frame that sees what another one does that was run, as CopyFacts
// makes it, and some facts that are unknown there. It costs what is asked about
// unknown facts. (No predicate over activities names a fact.)
func (p *Program) Rerun(f, from *Frame) {
	f.scratch.bytes = f.scratch.bytes[:0]
	if f.nonFinite {
		p.walk(f)
		return
	}
	f.left = append(f.left[:0], from.left...)
	if from.known.kept {
		copy(f.met, from.known.met)
		copy(f.missing, from.known.missing)
		f.unknowns = append(f.unknowns[:0], from.unknowns[:from.known.unknowns]...)
		p.answerLeft(f, from)
	} else { // only what a guard guards may be unknown
		copy(f.met, from.met)
		f.unknowns = f.unknowns[:0]
		p.conclude(f)
	}
	copy(f.numbers, from.numbers)
	for i, n := range p.nums {
		if f.knowsMore(from, n.Slots) {
			f.numbers[i] = f.NumberOf(n)
		}
	}
}

// knowsMore tells whether a frame knows one of some facts that another frame does not.
func (f *Frame) knowsMore(from *Frame, slots []int) bool {
	for _, slot := range slots {
		if f.Known[slot] != from.Known[slot] {
			return true
		}
	}
	return false
}

// A question is an index or a walked literal that rests on an unknown fact.
type question struct {
	of    questionKind
	index int32
	is    truth.Truth // of a walked literal
}

type questionKind uint8

const (
	ofBool questionKind = iota
	ofFacts
	ofNumber
	ofText
	ofList
	ofWalked
)

// networkState is what the network has come to.
type networkState struct {
	kept     bool // something may be unknown beyond it
	met      []uint64
	missing  []uint16
	unknowns int // of the frame's, those that no fact makes known
}

func (f *Frame) leave(of questionKind, index int) {
	f.left = append(f.left, question{of: of, index: int32(index)})
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
			f.leave(ofBool, i)
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
			f.leave(ofFacts, i)
			continue
		}
		s.set(met, f.Num[s.slot])
	}
	for i := range p.numbers {
		s := &p.numbers[i]
		if s.of.restsOnUnknown(f) {
			f.leave(ofNumber, i)
		} else {
			s.answer(f)
		}
	}
	for i := range p.texts {
		q := &p.texts[i]
		if q.slot >= 0 && !f.Known[q.slot] || q.slot < 0 && f.unknown(q.slots) {
			f.leave(ofText, i)
		} else {
			q.answer(f)
		}
	}
	for i := range p.lists {
		if q := &p.lists[i]; f.Known[q.slot] {
			q.answer(f)
		} else {
			f.leave(ofList, i)
		}
	}
	for i := range p.walked {
		if l := &p.walked[i]; f.unknown(l.slots) {
			f.leave(ofWalked, i)
		} else {
			l.answer(f)
		}
	}
}

// answerLeft answers what was left, and concludes. What was walked for another frame,
// and rests on nothing that is new in this one, is not walked again.
func (p *Program) answerLeft(f, from *Frame) {
	f.queue = f.queue[:0]
	for i := range f.left {
		switch q := &f.left[i]; q.of {
		case ofBool:
			g := &p.bools[q.index]
			is := g.otherwise
			if f.Known[g.slot] {
				is = truth.Of(f.Bool[g.slot])
			}
			f.literal(is, g.met, g.unmet)
		case ofFacts:
			p.factChecks[q.index].answer(f)
		case ofNumber:
			p.numbers[q.index].answer(f)
		case ofText:
			p.texts[q.index].answer(f)
		case ofList:
			p.lists[q.index].answer(f)
		case ofWalked:
			l := &p.walked[q.index]
			if from == nil || f.knowsMore(from, l.slots) {
				q.is = f.TruthOf(l.n)
			}
			f.literal(q.is, l.met, l.unmet)
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
