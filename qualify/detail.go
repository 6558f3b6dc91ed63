package qualify

import (
	"fmt"
	mathbits "math/bits"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/qualify/truth"
)

// Detail is how much a decision says. What a shorter one says is what the whole one
// would: no answer, figure or issue depends on it. Its text and JSON forms are
// "whole", "no_questions" and "brief"; in the JSON of a decision the key is left out
// where it is whole.
type Detail uint8

// The details, from the most to the least.
const (
	// Whole is all that a Decision may say.
	Whole Detail = iota
	// NoQuestions is without Decision.Ask, and of an account without whom to find:
	// that nothing is asked does not mean that nothing is unknown. Where facts are
	// missing, most of a decision's time goes into questions.
	NoQuestions
	// Brief is also without what is said of each part of the rules: Fit.Criteria,
	// Score.Rules, the items of BANT and checklists and, of an account, who earned
	// the points of a rule. Of Screening only the step that removed the lead is in
	// it. It suits runs over a database that store status, points and owner.
	Brief
)

// String is "whole", "no_questions" or "brief", which all above it are too.
func (d Detail) String() string {
	switch d {
	case Whole:
		return "whole"
	case NoQuestions:
		return "no_questions"
	}
	return "brief"
}

// MarshalText is String as bytes.
func (d Detail) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads "whole", "no_questions" or "brief"; any other text is an error
// and leaves d as it was: nobody knows what such a decision lacks.
func (d *Detail) UnmarshalText(text []byte) error {
	for _, is := range [...]Detail{Whole, NoQuestions, Brief} {
		if string(text) == is.String() {
			*d = is
			return nil
		}
	}
	return fmt.Errorf("qualify: the detail %q of a decision is none of whole, no_questions, brief", text)
}

// cutTo leaves out what a decision of less detail lacks.
func (d *Decision) cutTo(detail Detail) {
	d.Detail = max(d.Detail, detail)
	if d.Detail == Whole {
		return
	}
	d.Ask = d.Ask[:0]
	if d.Detail == NoQuestions {
		return
	}
	removed := d.removedAt()
	if removed >= 0 {
		d.Screening[0] = d.Screening[removed]
	}
	d.Screening = d.Screening[:min(removed+1, 1)]
	d.Fit.Criteria = d.Fit.Criteria[:0]
	d.Score.Rules = d.Score.Rules[:0]
	d.BANT.Items = d.BANT.Items[:0]
	for i := range d.Checklists {
		d.Checklists[i].Items = d.Checklists[i].Items[:0]
	}
}

// shortened is a decision with no more detail than that, d itself where it has no more.
func (d *Decision) shortened(detail Detail) *Decision {
	if d.Detail >= detail {
		return d
	}
	short := d.Clone()
	short.cutTo(detail)
	return &short
}

// removedAt is the index in Screening of the step that removed the lead, -1 for none.
func (d *Decision) removedAt() int {
	if !d.removed() {
		return -1
	}
	for i := range d.Screening {
		if s := &d.Screening[i]; s.Outcome == truth.Met && !s.Lifted {
			return i
		}
	}
	return -1
}

// faulty tells whether something may have no answer though all it rests on is known,
// of which asking makes an issue. False is a proof.
func (d *Decider) faulty() bool {
	e, f := d.e, d.frame
	if f.NonFinite() || e.resultsMayFault {
		return true
	}
	live, met := f.Possible(), f.Met()
	for word, may := range e.mayFault {
		for bits := live[word] &^ met[word] & may; bits != 0; bits &= bits - 1 {
			c := criteria.Cond(word*64 + mathbits.TrailingZeros64(bits))
			missing, fault := e.program.Causes(f, c, d.missing[:0])
			if d.missing = missing; fault != 0 {
				return true
			}
		}
	}
	for _, i := range e.rulesMayFault {
		switch r := &e.rules[i]; r.form {
		case byCompute:
			if _, known := f.Number(r.num); !known {
				missing, fault := e.program.CausesNum(f, r.num, d.missing[:0])
				if d.missing = missing; fault != 0 {
					return true
				}
			}
		case byEach:
			if e.program.FaultsOfEach(f, r.each) != 0 {
				return true
			}
		}
	}
	return false
}
