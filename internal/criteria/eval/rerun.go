package eval

import "github.com/leadqual/leadqual/qualify/truth"

// A question is an index or a walked literal. One that rests on an unknown fact is left
// until all others are answered.
type question struct {
	of    questionKind
	index int32
}

type questionKind uint8

const (
	ofBool questionKind = iota
	ofFacts
	ofNumber
	ofText
	ofList
	ofWalked
	questionKinds
)

// reach is what a fact may change: the conditions that mention it, and the questions
// behind these, a bit for each. Other questions need not be answered again to know what
// becomes of the conditions.
type reach struct{ conds, questions []uint64 }

// add makes a reach that of both.
func (r *reach) add(s *reach) {
	for i, bits := range s.conds {
		r.conds[i] |= bits
	}
	for i, bits := range s.questions {
		r.questions[i] |= bits
	}
}

func newReach(p *Program) reach {
	return reach{conds: make([]uint64, p.net.words), questions: make([]uint64, (len(p.questions)+63)/64)}
}

// number numbers the questions, and finds the reach of each fact.
func (p *Program) number() {
	var slots [][]int // by question
	all := func(of questionKind, n int, on func(i int) []int) {
		p.first[of] = len(p.questions)
		for i := range n {
			p.questions = append(p.questions, question{of, int32(i)})
			slots = append(slots, on(i))
		}
	}
	all(ofBool, len(p.bools), func(i int) []int { return []int{int(p.bools[i].slot)} })
	all(ofFacts, len(p.factChecks), func(i int) []int { return []int{int(p.factChecks[i].slot)} })
	all(ofNumber, len(p.numbers), func(i int) []int { return p.numbers[i].of.rests() })
	all(ofText, len(p.texts), func(i int) []int {
		if q := &p.texts[i]; q.slot < 0 {
			return q.slots
		}
		return []int{int(p.texts[i].slot)}
	})
	all(ofList, len(p.lists), func(i int) []int { return []int{int(p.lists[i].slot)} })
	all(ofWalked, len(p.walked), func(i int) []int { return p.walked[i].slots })

	p.reaches = make([]reach, len(p.slots))
	about := make([]reach, len(p.slots)) // the questions, by slot
	for slot := range p.reaches {
		p.reaches[slot], about[slot] = newReach(p), newReach(p)
	}
	for i, list := range slots {
		for _, slot := range list {
			about[slot].questions[i>>6] |= 1 << (i & 63)
		}
	}
	// What stands behind a condition is found once for all the facts that it mentions: a
	// sum may mention a thousand.
	behind := newReach(p)
	for i, n := range p.conds {
		clear(behind.questions)
		for _, slot := range n.Slots {
			behind.add(&about[slot])
		}
		for _, slot := range n.Slots {
			p.reaches[slot].add(&behind)
			p.reaches[slot].conds[i>>6] |= 1 << (i & 63)
		}
	}
}

// Rerun is Run for a frame that sees what another one does that was run, as CopyFacts
// makes it, and some facts that are unknown there. It costs what is asked about
// unknown facts by the conditions that mention the new ones. (No predicate over
// activities names a fact.)
func (p *Program) Rerun(f, from *Frame) {
	f.scratch.bytes = f.scratch.bytes[:0]
	if f.nonFinite {
		p.walk(f)
		return
	}
	reach := &f.reach
	clear(reach.conds)
	clear(reach.questions)
	for slot, known := range f.Known {
		if known != from.Known[slot] {
			reach.add(&p.reaches[slot])
		}
	}
	if from.known.kept {
		for i, left := range from.left {
			reach.questions[i] &= left
		}
		copy(f.met, from.known.met)
		copy(f.missing, from.known.missing)
		f.unknowns = append(f.unknowns[:0], from.unknowns[:from.known.unknowns]...)
		p.answerLeft(f, reach.questions, from)
	} else { // only what a guard guards may be unknown
		copy(f.met, from.met)
		f.unknowns = f.unknowns[:0]
		p.conclude(f)
	}
	for i, reached := range reach.conds {
		f.met[i] = f.met[i]&reached | from.met[i]&^reached
		f.possible[i] = f.possible[i]&reached | from.possible[i]&^reached
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

// answerFrom is answer for a frame that may know more than another one, for which the
// literal was walked.
func (l *walkedLiteral) answerFrom(f, from *Frame, index int32) {
	var is truth.Truth
	if from != nil && !f.knowsMore(from, l.slots) {
		is = from.walked[index]
	} else {
		is = f.TruthOf(l.n)
	}
	f.walked[index] = is
	f.literal(is, l.met, l.unmet)
}
