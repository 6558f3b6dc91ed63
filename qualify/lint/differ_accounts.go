package lint

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
)

// An AccountEquivalence is what DifferAccounts found out about two rules: that no
// account is decided differently, or one that is, or what stands in the way of either.
type AccountEquivalence struct {
	// Same is a proof that every account and everybody in it is decided the same at
	// every instant.
	Same bool `json:"same"`
	// Account is decided differently as of AsOf, it or somebody in it: Before by the
	// old rules, After by the new ones. All four are zero where there is none.
	Account *account.Account  `json:"account,omitempty"`
	AsOf    time.Time         `json:"as_of,omitzero"`
	Before  *account.Decision `json:"before,omitempty"`
	After   *account.Decision `json:"after,omitempty"`
	// Doubts are the places in which the rules differ, with paths that begin with
	// roles, person or account. They are nil where Same is true.
	Doubts []Doubt `json:"doubts,omitempty"`
}

// String says it in lines: that nothing differs, or the account with both decisions,
// or the places that stand in the way.
func (d *AccountEquivalence) String() string {
	var b strings.Builder
	switch {
	case d.Same:
		return "No account is decided differently, and nobody in one.\n"
	case d.Account != nil:
		text, _ := json.Marshal(d.Account) // an account of the search has JSON
		fmt.Fprintf(&b, "This account is decided differently as of %s, or somebody in it:\n  %s\n", d.AsOf.Format(time.RFC3339Nano), text)
		beside(&b, &d.Before.Decision, &d.After.Decision)
		for i := range d.Before.People {
			p := &d.Before.People[i]
			at := slices.IndexFunc(d.After.People, func(q account.PersonDecision) bool { return q.ID == p.ID })
			if at < 0 {
				continue
			}
			q := &d.After.People[at]
			fmt.Fprintf(&b, "Of them %s, by the old rules with %s, by the new ones with %s:\n", p.ID, roleWords(p), roleWords(q))
			beside(&b, &p.Decision, &q.Decision)
		}
		b.WriteString("Places in which the rules differ:\n")
	default:
		b.WriteString("Cannot tell: no account was found that is decided differently, and the rules differ in these places:\n")
	}
	for _, x := range d.Doubts {
		fmt.Fprintf(&b, "  %s", x.Path)
		if x.Text != "" {
			fmt.Fprintf(&b, ": %s", x.Text)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// roleWords is the person's role for people.
func roleWords(p *account.PersonDecision) string {
	switch {
	case !p.Role.Known:
		return "an unknown role"
	case p.Role.Value == "":
		return "no role"
	}
	return fmt.Sprintf("the role %q", p.Role.Value)
}

// DifferAccounts tells whether two rules about accounts decide some account, or
// somebody in one, differently. It proves that they do not where they differ in
// nothing that a decision rests on: in names, notes, questions and the order of rules
// only. Else it looks for somebody whom the rules about people decide differently, as
// Differ does, and, where the rules about accounts ask nothing of people, for an account
// without any. Where that fails it says in which places the rules differ.
//
// The answer depends on the rules alone. The error is that of account.Compile for one
// of them, or the context's.
func DifferAccounts(ctx context.Context, older, newer *account.Rules, options *DifferOptions) (AccountEquivalence, error) {
	var compile *qualify.Options
	if options != nil {
		compile = options.Options.Compile
	}
	before, err := account.Compile(older, compile)
	if err != nil {
		return AccountEquivalence{}, err
	}
	after, err := account.Compile(newer, compile)
	if err != nil {
		return AccountEquivalence{}, err
	}
	out := AccountEquivalence{Doubts: accountEdits(older, newer)}
	if len(out.Doubts) == 0 {
		return AccountEquivalence{Same: true}, nil
	}
	differ := func(old, new qualify.RuleSet) (*Equivalence, error) {
		old.Name, new.Name = older.Name, older.Name
		d, err := Differ(ctx, &old, &new, options)
		if err != nil || d.Lead == nil { // an error: rules that stand only in a file of accounts
			return nil, ctx.Err()
		}
		return &d, nil
	}
	show := func(a *account.Account, at time.Time) bool {
		x, y := before.Decide(a, at), after.Decide(a, at)
		out.Account, out.AsOf, out.Before, out.After = a, at, &x, &y
		return !decidedAlike(&x, &y)
	}
	if d, err := differ(older.Person, newer.Person); err != nil {
		return AccountEquivalence{}, err
	} else if d != nil {
		lead := *d.Lead
		if lead.ID == "" {
			lead.ID = "P-1"
		}
		if show(&account.Account{ID: "A-1", People: []qualify.Lead{lead}}, d.AsOf) {
			return out, nil
		}
	}
	if d, err := differ(older.Account, newer.Account); err != nil {
		return AccountEquivalence{}, err
	} else if d != nil {
		a := account.OfRecord(d.Lead)
		if show(&a, d.AsOf) {
			return out, nil
		}
	}
	return AccountEquivalence{Doubts: out.Doubts}, nil
}

// accountEdits are the places in which rules about accounts differ.
func accountEdits(older, newer *account.Rules) (doubts []Doubt) {
	if !slices.EqualFunc(older.Roles, newer.Roles, func(x, y qualify.Role) bool { return x.ID == y.ID && x.When == y.When }) {
		doubts = append(doubts, Doubt{Path: "roles"})
	}
	for _, part := range []struct {
		name     string
		old, new *qualify.RuleSet
	}{{"person", &older.Person, &newer.Person}, {"account", &older.Account, &newer.Account}} {
		for _, e := range qualify.NewRevision(part.old, part.new).Edits {
			doubts = append(doubts, Doubt{Path: part.name + "." + e.Place, Text: e.What})
		}
	}
	return doubts
}

// decidedAlike tells whether two decisions about an account put it and its people in
// the same places, with the same roles and points.
func decidedAlike(x, y *account.Decision) bool {
	alike := func(x, y *qualify.Decision) bool {
		return x.Status == y.Status && x.Quadrant == y.Quadrant && ownerOf(x) == ownerOf(y) && x.Score.Column == y.Score.Column && x.Score.Band == y.Score.Band
	}
	return alike(&x.Decision, &y.Decision) && slices.EqualFunc(x.People, y.People, func(p, q account.PersonDecision) bool {
		return p.ID == q.ID && p.Role == q.Role && alike(&p.Decision, &q.Decision)
	})
}
