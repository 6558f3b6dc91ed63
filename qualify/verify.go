package qualify

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
)

// Verify says whether a decision that was stored reproduces: whether the
// engine makes the same of the lead, as of the decision's instant and with its
// Detail. Nil is yes.
// The error says what differs; of two rule sets, errors.Is finds
// ErrOtherRuleSet in it.
//
// Names, versions and the wording of questions and issues are not compared, as
// they change no decision; everything else is, to the last digit. The lead has
// to be as it was then: its facts, stage and owner. Activities that came later
// do no harm unless they are dated back. Nothing is changed or kept. A nil
// argument is an error.
func Verify(d *Decision, e *Engine, lead *Lead) error {
	if d == nil || e == nil || lead == nil {
		return errors.New("qualify: Verify wants a decision, an engine and a lead, and one of them is nil")
	}
	if d.Fingerprint != e.Fingerprint() {
		return fmt.Errorf("%w: the decision's is %s, the engine's is %s", ErrOtherRuleSet, d.Fingerprint, e.Fingerprint())
	}
	have := e.decide(lead, d.AsOf, d.Detail)
	want := d.Clone()
	is, was := wordless(&have), wordless(&want)
	if !sameText(want.LeadID, have.LeadID) {
		return fmt.Errorf("qualify: the decision is about lead %q, not %q", want.LeadID, have.LeadID)
	}
	if bytes.Equal(is, was) {
		if other := otherBytes(&want, &have); other != "" {
			return fmt.Errorf("qualify: the decision does not reproduce: %s", other)
		}
		return nil
	}
	want.LeadID = have.LeadID
	change, err := Diff(&want, &have)
	if err != nil {
		return err
	}
	return fmt.Errorf("qualify: the decision does not reproduce: %s", cmp.Or(firstDifference(&change), differentValue(was, is)))
}

// firstDifference says in words what differs first of a Change, "" where it is none of
// the answers, the conditions and the rules.
func firstDifference(c *Change) string {
	switch {
	case len(c.Steps) > 0:
		s := c.Steps[0]
		return fmt.Sprintf("%s was %q and is %q", s.Of, s.Before, s.After)
	case len(c.Parts) > 0:
		p := c.Parts[0]
		return fmt.Sprintf("%s was worth %v and is worth %v", p.Place, p.Before.Points, p.After.Points)
	case len(c.Outcomes) > 0:
		o := c.Outcomes[0]
		return fmt.Sprintf("%s was %q and is %q", o.Place, o.Before, o.After)
	}
	return ""
}

// ErrOtherRuleSet says that a decision was made by rules that may decide
// otherwise.
var ErrOtherRuleSet = errors.New("qualify: another rule set")

// wordless is a decision as JSON without the words in it. JSON is the form
// that decisions are stored in, so that what its round trip may change, an
// empty list or the location of an instant, does not count.
func wordless(d *Decision) []byte {
	dropWords(d)
	return plainReplacements(d.AppendJSON(nil))
}

func dropWords(d *Decision) {
	d.RuleSet, d.Version = "", ""
	d.AsOf = d.AsOf.UTC()
	for i := range d.Ask {
		d.Ask[i].Question = ""
	}
	for i := range d.Issues {
		d.Issues[i].Message = ""
	}
}
