package account

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/leadqual/leadqual/qualify"
)

// Verify says whether a decision that was stored reproduces: whether the engine makes
// the same of the account, and of each of its people, as of the decision's instant and
// with its Detail. Nil is yes. The error says what differs; of two rule sets, errors.Is finds
// [qualify.ErrOtherRuleSet] in it.
//
// As by [qualify.Verify], names, versions and the wording of questions and issues are
// not compared, and everything else is, to the last digit: the decisions about the
// people, their roles and order, whom to find and ask, and who earned how many points.
// The account and its people have to be as they were then; activities that came later
// do no harm unless they are dated back. Nothing is changed or kept. A nil argument is
// an error.
func Verify(d *Decision, e *Engine, a *Account) error {
	if d == nil || e == nil || a == nil {
		return errors.New("account: Verify wants a decision, an engine and an account, and one of them is nil")
	}
	if d.Fingerprint != e.Fingerprint() {
		return fmt.Errorf("%w: the decision's is %s, the engine's is %s", qualify.ErrOtherRuleSet, d.Fingerprint, e.Fingerprint())
	}
	have, want := e.decide(a, d.AsOf, d.Detail), d.Clone()
	is, was := wordless(&have), wordless(&want)
	if !qualify.SameText(key, want.LeadID, have.LeadID) {
		return fmt.Errorf("account: the decision is about account %q, not %q", want.LeadID, have.LeadID)
	}
	if bytes.Equal(is, was) && slices.EqualFunc(have.Credits, want.Credits, sameCredits) {
		if other := qualify.OtherBytes(key, &want, &have); other != "" {
			return fmt.Errorf("account: the decision does not reproduce: %s", other)
		}
		return nil
	}
	want.LeadID = have.LeadID
	c, err := Diff(&want, &have)
	if err != nil { // of a person's, which is named by its value
		c = Change{}
	}
	return fmt.Errorf("account: the decision does not reproduce: %s", cmp.Or(c.first(), qualify.DifferentValue(key, was, is), "who earned points stands in another order"))
}

// first says in words what differs first, "" where it is none of the answers, the
// conditions, the rules, the people and the roles.
func (c *Change) first() string {
	if own := qualify.FirstDifference(key, &c.Change); own != "" {
		return own
	}
	for i := range c.People {
		switch p := &c.People[i]; {
		case p.Came:
			return fmt.Sprintf("%q was not among the people and is", p.ID)
		case p.Went:
			return fmt.Sprintf("%q was among the people and is not", p.ID)
		case p.RoleBefore != p.RoleAfter:
			return fmt.Sprintf("the role of %q was %q and is %q", p.ID, p.RoleBefore, p.RoleAfter)
		default:
			if own := qualify.FirstDifference(key, &p.Decision); own != "" {
				return fmt.Sprintf("of %q, %s", p.ID, own)
			}
		}
	}
	if len(c.Credits) > 0 {
		switch x := c.Credits[0]; {
		case x.Came:
			return fmt.Sprintf("%s counted nothing by %q and does", x.Place, x.Member)
		case x.Went:
			return fmt.Sprintf("%s counted something by %q and does not", x.Place, x.Member)
		default:
			return fmt.Sprintf("%s was worth %v by %q and is worth %v", x.Place, x.Before, x.Member, x.After)
		}
	}
	if len(c.Find) > 0 {
		f := c.Find[0]
		return fmt.Sprintf("to find %q was %q and is %q", f.Role, f.Before, f.After)
	}
	return ""
}

// wordless is a decision as JSON without the words in it, which decisions are stored
// in; what its round trip may change does not count.
func wordless(d *Decision) []byte {
	qualify.DropWords(key, &d.Decision)
	for i := range d.People {
		qualify.DropWords(key, &d.People[i].Decision)
	}
	return qualify.PlainReplacements(key, d.AppendJSON(nil))
}

// sameCredits tells whether two rules were earned by as many of as much. Of Credits
// that are not in the order of the rules, JSON has not all.
func sameCredits(x, y qualify.RuleCredits) bool {
	return slices.EqualFunc(x.Members, y.Members, func(x, y qualify.Credit) bool { return x.Thousandths == y.Thousandths })
}
