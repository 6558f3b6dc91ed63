package qualify

import (
	mathbits "math/bits"
	"slices"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/criteria/bounds"
	"github.com/leadqual/leadqual/internal/criteria/eval"
	"github.com/leadqual/leadqual/internal/scorecard"
)

// A refill decides a lead again with one fact filled in.
type refill struct {
	frame    *eval.Frame
	begun    bool     // the frame has the lead's facts
	cost     int      // of a try
	decision Decision // brief
	judgment judgment
	owner    string // who has the lead now
	sheet    scorecard.Sheet
	changed  []uint64 // the conditions with another outcome than for the lead
}

// maxTriedValues bounds the values that are tried for one fact, maxCandidates those
// that are looked at for it when a rule set is compiled, and maxTried what
// all tries for a lead may cost together: parts evaluated, bytes of texts looked
// at, facts and activities copied. Only rule sets and leads that are very large
// reach it.
const (
	maxTriedValues = 64
	maxCandidates  = 1024
	maxTried       = 50_000_000
)

// differs tells whether the refill came to another quadrant, status, team or
// owner.
func (d *Decider) differs(p *refill) bool {
	out := d.decision
	if p.decision.Quadrant != out.Quadrant || p.decision.Status != out.Status {
		return true
	}
	owner := d.ownerOf(p.frame, &p.decision, p.judgment, p.owner)
	return owner.Team != out.Owner.Team || owner.ID != out.Owner.ID || owner.Roster != out.Owner.Roster
}

// changes tries values for the fact of an unknown slot until one satisfies the
// test, which gets a brief decision. Values come from the constants that the rules
// compare the fact with, so that a miss is possible and a false hit is not.
func (d *Decider) changes(slot int, test func(*refill) bool) bool {
	p := d.refilled()
	d.brief = true
	defer func() { d.brief = false }()
	replaces := d.replaces(slot)
	for i := range d.tries(slot) {
		if d.tried += p.cost; d.tried > maxTried {
			return false
		}
		if p.owner = d.leadOwner; slot == d.e.ownerNow {
			p.owner = d.probes(slot).Texts[i]
		}
		found := false
		if d.set(p.frame, slot, i) {
			if replaces {
				d.e.program.Run(p.frame)
			} else {
				d.e.program.Rerun(p.frame, d.frame)
			}
			p.judgment = d.rejudge(p)
			found = test(p)
		}
		if replaces {
			p.frame.CopyFacts(d.frame)
		} else {
			p.frame.CopyKnown(d.frame)
		}
		if found {
			return true
		}
	}
	return false
}

// refilled is the refill of the lead, with what the lead has and nothing filled in.
func (d *Decider) refilled() *refill {
	if d.refill == nil {
		d.refill = &refill{frame: d.e.program.NewFrame()}
	}
	p := d.refill
	if !p.begun {
		p.frame.CopyFacts(d.frame)
		p.begun, p.cost = true, d.e.program.Work(d.frame)+len(d.e.slots)+d.frame.Visible()
	}
	return p
}

// forget forgets the lead.
func (p *refill) forget() {
	if p != nil && p.begun {
		p.frame.Reset()
		p.begun = false
	}
}

// rejudge judges a refill: what rests on outcomes that are those of the lead is as it
// is for the lead.
func (d *Decider) rejudge(p *refill) judgment {
	e, f, out, of := d.e, p.frame, &p.decision, d.decision
	p.changed = f.Changed(d.frame, p.changed[:0])
	out.Readiness.HandRaised = of.Readiness.HandRaised
	if overlap(p.changed, e.bitsOf.raises) {
		d.raise(f, out)
	}
	if overlap(p.changed, e.bitsOf.fit) {
		d.judgeFit(f, out)
	} else {
		list := out.Fit.Criteria
		out.Fit = of.Fit
		out.Fit.Criteria = list[:0]
	}
	if overlap(p.changed, e.bitsOf.lists) {
		d.assessAll(f, out)
	} else {
		out.BANT.Met, out.BANT.Verdict = of.BANT.Met, of.BANT.Verdict
		out.Checklists = slices.Grow(out.Checklists[:0], len(of.Checklists))[:len(of.Checklists)]
		for i := range of.Checklists {
			l := &of.Checklists[i]
			out.Checklists[i].ID, out.Checklists[i].Met, out.Checklists[i].Verdict = l.ID, l.Met, l.Verdict
		}
	}
	if e.card != nil {
		d.rescore(p)
	}
	s := d.place(f, out)
	if out.Readiness.HandRaised != of.Readiness.HandRaised || overlap(p.changed, e.bitsOf.steps) {
		s.screened = d.screen(f, out, &s)
	} else if s.removedBy, s.screened = d.judged.removedBy, d.judged.screened; s.removedBy >= 0 {
		out.Status = e.steps[s.removedBy].status
	}
	s.close(out)
	return s
}

func overlap(a, b []uint64) bool {
	for i, bits := range b {
		if a[i]&bits != 0 {
			return true
		}
	}
	return false
}

// sums are what a score adds up to.
type sums struct {
	sheet  scorecard.Sheet
	worths []scorecard.Column // of otherRules
}

// keep keeps those of the score that was judged last.
func (s *sums) keep(d *Decider) {
	s.sheet.Keep(&d.sheet)
	s.worths = append(s.worths[:0], d.worths...)
}

// rescore scores a refill: the lead's sums, but for the rules with another outcome or
// worth.
func (d *Decider) rescore(p *refill) {
	e, f := d.e, p.frame
	p.sheet.Brief = true
	e.card.Open(&p.sheet, &p.decision.Score)
	p.sheet.GoOnFrom(&d.sums.sheet)
	for word, when := range e.whenBits {
		for bits := p.changed[word] & when; bits != 0; bits &= bits - 1 {
			cond := criteria.Cond(word*64 + mathbits.TrailingZeros64(bits))
			e.card.Rewhen(&p.sheet, int(e.partOf[cond]), d.frame.Outcome(cond), f.Outcome(cond))
		}
	}
	for i, rule := range e.otherRules {
		if r := &e.rules[rule]; r.form == byCompute || d.outcomesDiffer(f, r) {
			e.card.Withdraw(&p.sheet, rule, d.sums.worths[i])
			d.scoreOther(f, &p.sheet, rule)
		}
	}
	e.card.Close(&p.sheet)
}

// outcomesDiffer tells whether conditions of a rule came to something else than for
// the lead.
func (d *Decider) outcomesDiffer(f *eval.Frame, r *scoreRule) bool {
	differs := func(c criteria.Cond) bool { return f.Outcome(c) != d.frame.Outcome(c) }
	return r.gate != noCond && differs(r.gate) || slices.ContainsFunc(r.tiers, differs)
}

// replaces tells whether a value that is filled in for a slot's fact takes the place
// of one that is known: of what is there and says nothing, or of the date of an
// earlier wish.
func (d *Decider) replaces(slot int) bool {
	s := &d.e.slots[slot]
	return d.frame.Known[slot] && !s.role.derived() || s.role == wish && d.redates
}

// set fills in the i-th value to try, in all slots that rest on the same fact
// and are unknown: idle_days may be known where created_days_ago is not. It does
// not fill in what cannot be known yet.
func (d *Decider) set(f *eval.Frame, slot, i int) bool {
	s := &d.e.slots[slot]
	switch {
	case s.role.derived() && d.probes(slot).Numbers[i] < 0:
		return false
	case s.role == wishAt:
		at := f.Now
		if times := d.probes(slot).Times; i < len(times) {
			at = times[i]
		}
		d.date(f, at)
		return !f.Now.Before(at)
	case s.role == wish && d.redates: // who says so now says it now
		f.SetTime(d.e.wishAt, f.Now)
	}
	says := f.Known[slot] && !s.role.derived() // something that is no answer, and another value takes its place
	for _, other := range d.e.slots[s.askAs].askedBy {
		if !f.Known[other] || says {
			d.probes(slot).Set(f, other, i)
		}
	}
	return true
}

// tries is how many values are tried for a slot's fact: those of its probes,
// and for when contact was asked for also the instant of the decision.
func (d *Decider) tries(slot int) int {
	if d.wide {
		return d.wideProbes[slot].Len()
	}
	return d.e.slots[slot].tries()
}

func (s *slot) tries() int {
	n := min(s.probes.Len(), maxTriedValues)
	if s.role == wishAt {
		n++
	}
	return n
}

// probes are the values to try for a slot's fact.
func (d *Decider) probes(slot int) *bounds.Values {
	if d.wide {
		return &d.wideProbes[slot]
	}
	return &d.e.slots[slot].probes
}

// date gives the wish an instant, from which follows whether what was recorded
// counts. A stand-in counts whatever the date.
func (d *Decider) date(f *eval.Frame, at criteria.Instant) {
	f.SetTime(d.e.wishAt, at)
	if d.e.wish < 0 {
		return
	}
	if d.said.Known && (d.stoodIn || d.reset.IsZero() || criteria.InstantOf(d.reset).Before(at)) {
		f.SetBool(d.e.wish, d.said.Value)
	} else {
		f.Known[d.e.wish] = false
	}
}
