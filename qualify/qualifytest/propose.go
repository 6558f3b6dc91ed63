package qualifytest

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/lint"
)

// A Missing is a part of the rule set of which the cases leave something open.
type Missing struct {
	// Place is the part's: "scoring.visits".
	Place string `json:"place"`
	// Mutants are its changes that no case notices, Gaps its sides that no case
	// saw; what is explained is not counted.
	Mutants int `json:"mutants,omitempty"`
	Gaps    int `json:"gaps,omitempty"`
}

// Rank lists the parts of which the cases leave something open: those with the
// most mutants first, then those with the most gaps, equal ones by place. Either
// of the two may be nil.
func Rank(c *Coverage, m *Mutation) []Missing {
	var list []Missing
	at := func(id string) *Missing {
		place := partOf(id)
		for i := range list {
			if list[i].Place == place {
				return &list[i]
			}
		}
		list = append(list, Missing{Place: place})
		return &list[len(list)-1]
	}
	if m != nil {
		for _, x := range m.Open() {
			at(x.ID).Mutants++
		}
	}
	if c != nil {
		for _, g := range c.Open() {
			at(g.ID).Gaps++
		}
	}
	slices.SortFunc(list, func(a, b Missing) int {
		return cmp.Or(cmp.Compare(b.Mutants, a.Mutants), cmp.Compare(b.Gaps, a.Gaps), cmp.Compare(a.Place, b.Place))
	})
	return list
}

// partOf is the place of the part that an ID is about.
func partOf(id string) string {
	place, _, _ := strings.Cut(id, ": ")
	place, _, _ = strings.Cut(place, ".tiers[")
	return place
}

// A Proposal is cases that would notice what the cases of a suite do not. It is
// plain data.
type Proposal struct {
	// Cases are those that notice the most mutants first.
	Cases []ProposedCase `json:"cases,omitempty"`
	// Same are the mutants, by their IDs, that decide every lead as the rules
	// do: no case can notice them. They want an explanation, or the rules are
	// simpler without what was changed.
	Same []string `json:"same,omitempty"`
	// Unfound are those for which no lead was found that is decided differently.
	Unfound []string `json:"unfound,omitempty"`
}

// A ProposedCase is a case with what it is for.
type ProposedCase struct {
	Case
	// Notices are the IDs of the mutants that it notices and no case before it.
	Notices []string `json:"notices"`
}

// unseen is what a proposed case says to whom reviews it.
const unseen = "Proposed: the want is what the rules say today, and nobody has looked at it yet. Is it right? Then take this note away."

// File is the proposed cases as a file of cases, for somebody to look through.
func (p *Proposal) File() *File {
	f := &File{Note: "Proposed cases, those that notice the most changes of the rules first. Look at each: what it wants is what the rules say today."}
	for i := range p.Cases {
		f.Cases = append(f.Cases, p.Cases[i].Case)
	}
	return f
}

// WriteText writes what each proposed case is for. The error is the writer's.
func (p *Proposal) WriteText(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "proposed cases: %d, to be looked at\n", len(p.Cases))
	for i := range p.Cases {
		c := &p.Cases[i]
		lead, err := marshal(&c.Lead)
		if err != nil {
			return err
		}
		fmt.Fprintf(&b, "  %s (mutants noticed: %d)\n    %s", c.Name, len(c.Notices), lead)
	}
	for _, id := range p.Same {
		fmt.Fprintf(&b, "  decides every lead the same: %s\n", id)
	}
	for _, id := range p.Unfound {
		fmt.Fprintf(&b, "  no lead found: %s\n", id)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// proposedLeads is how many leads are tried for each mutant.
const proposedLeads = 5000

// Propose looks for cases that notice the mutants that no case of the suite
// does and that nobody has explained: a lead at the boundary that the mutant
// moved, as small as can be, with the decision of the rules as they are. What
// the rules say today need not be what is meant, so that somebody has to look at
// each case before it is kept.
//
// All cases have to be as wanted. It takes a search for each mutant that is
// still unnoticed, up to about a second; it returns the context's error soon
// after its end.
func (s *Suite) Propose(ctx context.Context) (*Proposal, error) {
	p := &proposer{suite: s}
	if _, err := s.mutants(ctx, func(m Mutant, changed *qualify.Engine, rs *qualify.RuleSet) error {
		if m.Why != "" {
			return nil
		}
		rules, err := copyOf(rs)
		p.open = append(p.open, &survivor{id: m.ID, rules: rules, engine: changed})
		return err
	}); err != nil {
		return nil, err
	}
	var err error
	if p.engine, err = s.compile(); err != nil {
		return nil, err
	}
	p.base = newComparer(p.engine)
	p.base.skip = []string{"fingerprint"}
	for _, x := range p.open {
		if err := p.propose(ctx, x); err != nil {
			return nil, err
		}
	}
	return p.ranked(), nil
}

// proposer finds cases for mutants.
type proposer struct {
	suite  *Suite
	engine *qualify.Engine
	base   *comparer
	open   []*survivor
	cases  []proposed
	out    Proposal
}

type proposed struct {
	Case
	want *comparer
}

// survivor is a mutant that no case notices.
type survivor struct {
	id     string
	rules  *qualify.RuleSet
	engine *qualify.Engine
}

// noticedBy tells whether a case comes out not as wanted.
func (x *survivor) noticedBy(c *proposed) bool {
	d := x.engine.Decide(&c.Lead, c.AsOf)
	differences, err := c.want.compare(&d)
	return err == nil && len(differences) > 0
}

// propose finds a case that notices a mutant, if none does yet.
func (p *proposer) propose(ctx context.Context, x *survivor) error {
	if slices.ContainsFunc(p.cases, func(c proposed) bool { return x.noticedBy(&c) }) {
		return nil
	}
	found, err := lint.Differ(ctx, p.suite.Rules, x.rules, &lint.DifferOptions{Leads: proposedLeads, Options: lint.Options{Compile: p.suite.Options}})
	switch {
	case err != nil:
		return err
	case found.Same:
		p.out.Same = append(p.out.Same, x.id)
		return nil
	case found.Lead == nil:
		p.out.Unfound = append(p.out.Unfound, x.id)
		return nil
	}
	c := proposed{Case: Case{Name: x.id, Lead: *found.Lead, AsOf: found.AsOf, Note: unseen}}
	// What the decision has is enough, mostly; else also what it has not.
	for _, full := range []bool{false, true} {
		if err := p.settle(&c, full); err != nil {
			return err
		}
		if x.noticedBy(&c) {
			p.cases = append(p.cases, c)
			return nil
		}
	}
	p.out.Unfound = append(p.out.Unfound, x.id)
	return nil
}

// settle gives the case what the rules decide today, as far as lint.Differ looks
// at it: what the decision has, or also, as "", what it has not.
func (p *proposer) settle(c *proposed, full bool) error {
	d := p.engine.Decide(&c.Lead, c.AsOf)
	owner, score := object{}, object{}
	want := object{"status": d.Status, "quadrant": d.Quadrant, "owner": owner, "score": score}
	texts := func(in object, key, text string) {
		if text != "" || full {
			in[key] = text
		}
	}
	texts(want, "cell", d.Cell)
	texts(owner, "team", d.Owner.Team)
	texts(owner, "action", d.Owner.Action)
	texts(owner, "id", d.Owner.ID)
	texts(owner, "roster", d.Owner.Roster)
	texts(score, "band", d.Score.Band)
	if d.Score.Scored || full {
		score["points"], score["low"], score["high"] = d.Score.Points, d.Score.Low, d.Score.High
	}
	for _, key := range []string{"owner", "score"} {
		if part, _ := want[key].(object); len(part) == 0 {
			delete(want, key)
		}
	}
	text, err := marshal(want)
	if err != nil {
		return err
	}
	c.Want = json.RawMessage(strings.TrimSpace(string(text)))
	c.want, err = p.base.parse(c.Want)
	return err
}

type object = map[string]any

// ranked takes the case that notices the most mutants, then the one that notices
// the most of those that are left, and so on.
func (p *proposer) ranked() *Proposal {
	left := p.open
	for {
		best, most := -1, []string(nil)
		for i := range p.cases {
			var noticed []string
			for _, x := range left {
				if x.noticedBy(&p.cases[i]) {
					noticed = append(noticed, x.id)
				}
			}
			if len(noticed) > len(most) {
				best, most = i, noticed
			}
		}
		if best < 0 {
			return &p.out
		}
		p.out.Cases = append(p.out.Cases, ProposedCase{p.cases[best].Case, most})
		left = slices.DeleteFunc(slices.Clone(left), func(x *survivor) bool { return slices.Contains(most, x.id) })
	}
}
