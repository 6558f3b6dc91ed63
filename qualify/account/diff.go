package account

import (
	"fmt"
	"maps"
	"slices"

	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/scoring"
)

// A Change says how one decision about an account differs from an earlier one. It is
// plain data, holds nothing of the account but ids, and can be logged and stored. The
// zero Change is none.
type Change struct {
	// Change is what differs about the account itself, as of a lead. Its questions may
	// be for one of the people.
	qualify.Change
	// People are those who came, went, have another role or another decision, by id.
	People []ChangedPerson `json:"people,omitempty"`
	// Find are the roles that are missing in one of the decisions, or decisive in one,
	// in the order of the later decision; then those that only the earlier one has.
	Find []ChangedFind `json:"find,omitempty"`
	// Credits are the points that people earn otherwise, rule by rule in the order of
	// the later decision, then those that only the earlier one has; of each rule by
	// id. Under one rule set those of a rule add up to its change of Points among the
	// Parts, exactly.
	Credits []ChangedCredit `json:"credits,omitempty"`
}

// A ChangedPerson is one of the people of whom something differs.
type ChangedPerson struct {
	ID string `json:"id"`
	// Came says that only the later decision has the person, Went that only the
	// earlier one has.
	Came bool `json:"came,omitempty"`
	Went bool `json:"went,omitempty"`
	// RoleBefore and RoleAfter are the roles, "" where there is none. They are
	// unknown, and absent in JSON, where the role is, and where the person is not there.
	RoleBefore qualify.Opt[string] `json:"role_before,omitzero"`
	RoleAfter  qualify.Opt[string] `json:"role_after,omitzero"`
	// Decision is what differs in the decisions about the person. In the decision
	// that does not have the person, everything is zero but the instant and the rules.
	Decision qualify.Change `json:"decision"`
}

// A ChangedFind is a role that was or is to be found.
type ChangedFind struct {
	Role string `json:"role"`
	// Before and After are decisive, open for a role that is missing and not
	// decisive, and "" where it is not missing.
	Before string `json:"before"`
	After  string `json:"after"`
}

// A ChangedCredit is what a person earns otherwise by a rule that counts activities.
type ChangedCredit struct {
	// Place is the rule's, scoring.ID.
	Place string `json:"place"`
	// Member is the person's id, "" for activities that nobody knows who did.
	Member string `json:"member"`
	// Before and After are the points, 0 where a decision has none of the person.
	Before scoring.Points `json:"before"`
	After  scoring.Points `json:"after"`
	// Points is After less Before.
	Points scoring.Points `json:"points"`
	// Came says that only in the later decision the rule counts something that the
	// person did, which may be worth nothing; Went that only in the earlier one.
	Came bool `json:"came,omitempty"`
	Went bool `json:"went,omitempty"`
}

// Diff says what differs from before to after, of the account and of each of its
// people, as [qualify.Diff] does of a lead. Both are only read; nil is the zero
// Decision, from which everything differs. The lists of the result are nil where
// nothing differs. Decisions about two accounts are an error.
func Diff(before, after *Decision) (Change, error) {
	if before == nil {
		before = &Decision{}
	}
	if after == nil {
		after = &Decision{}
	}
	if before.LeadID != after.LeadID && !before.AsOf.IsZero() && !after.AsOf.IsZero() {
		return Change{}, fmt.Errorf("account: account %q before and account %q after: a difference is that of one account", before.LeadID, after.LeadID)
	}
	var c Change
	var err error
	if c.Change, err = qualify.Diff(&before.Decision, &after.Decision); err != nil {
		return Change{}, err
	}
	if err := c.people(before, after); err != nil {
		return Change{}, err
	}
	if c.Detail == qualify.Whole {
		c.find(before.Find, after.Find)
	}
	if c.Detail != qualify.Brief {
		c.credits(before.Credits, after.Credits)
	}
	return c, nil
}

// Empty tells that nothing but the instant differs of what was compared; see
// [qualify.Change.Detail].
func (c *Change) Empty() bool {
	return c.Change.Empty() && len(c.People) == 0 && len(c.Find) == 0 && len(c.Credits) == 0
}

// byID are the people of a decision.
func byID(d *Decision) map[string]*PersonDecision {
	of := make(map[string]*PersonDecision, len(d.People))
	for i := range d.People {
		of[d.People[i].ID] = &d.People[i]
	}
	return of
}

func (c *Change) people(before, after *Decision) error {
	was, is := byID(before), byID(after)
	ids := slices.AppendSeq(slices.Collect(maps.Keys(was)), maps.Keys(is))
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		old, now := was[id], is[id]
		p := ChangedPerson{ID: id, Came: old == nil, Went: now == nil}
		if old == nil {
			old = absent(before, now)
		}
		if now == nil {
			now = absent(after, old)
		}
		p.RoleBefore, p.RoleAfter = old.Role, now.Role
		var err error
		if p.Decision, err = qualify.Diff(&old.Decision, &now.Decision); err != nil {
			return fmt.Errorf("account: the decisions about %q: %w", id, err)
		}
		if p.Came || p.Went || p.RoleBefore != p.RoleAfter || !p.Decision.Empty() {
			c.People = append(c.People, p)
		}
	}
	return nil
}

// absent is somebody whom a decision does not have.
func absent(d *Decision, other *PersonDecision) *PersonDecision {
	return &PersonDecision{Decision: qualify.Decision{LeadID: other.Decision.LeadID, AsOf: d.AsOf, Fingerprint: d.Fingerprint, Detail: d.Detail}}
}

func (c *Change) find(before, after []qualify.Find) {
	was := make(map[string]string, len(before))
	for i := range before {
		was[before[i].Role] = weight(&before[i])
	}
	for i := range after {
		role := after[i].Role
		if is := weight(&after[i]); was[role] != is {
			c.Find = append(c.Find, ChangedFind{role, was[role], is})
		}
		delete(was, role)
	}
	for i := range before {
		role := before[i].Role
		if said, only := was[role]; only {
			c.Find = append(c.Find, ChangedFind{role, said, ""})
			delete(was, role)
		}
	}
}

func weight(f *qualify.Find) string {
	if f.Decisive {
		return "decisive"
	}
	return "open"
}

func (c *Change) credits(before, after []qualify.RuleCredits) {
	was := make(map[string][]qualify.Credit, len(before))
	for i := range before {
		was[before[i].Rule] = before[i].Members
	}
	for i := range after {
		c.earned(after[i].Rule, was[after[i].Rule], after[i].Members)
		delete(was, after[i].Rule)
	}
	for i := range before {
		if members, only := was[before[i].Rule]; only {
			c.earned(before[i].Rule, members, nil)
			delete(was, before[i].Rule)
		}
	}
}

// earned compares what people earn by a rule.
func (c *Change) earned(rule string, before, after []qualify.Credit) {
	type change struct {
		before, after int64
		was, is       bool
	}
	of := make(map[string]change, len(after))
	for _, m := range before {
		of[m.Member] = change{before: m.Thousandths, was: true}
	}
	for _, m := range after {
		c := of[m.Member]
		c.after, c.is = m.Thousandths, true
		of[m.Member] = c
	}
	for _, id := range slices.Sorted(maps.Keys(of)) {
		if m := of[id]; m.before != m.after || m.was != m.is {
			c.Credits = append(c.Credits, ChangedCredit{
				Place: "scoring." + rule, Member: id, Before: milli.Float[scoring.Points](m.before), After: milli.Float[scoring.Points](m.after),
				Points: milli.Float[scoring.Points](m.after - m.before), Came: !m.was, Went: !m.is,
			})
		}
	}
}
