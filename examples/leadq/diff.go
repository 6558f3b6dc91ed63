package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
	"github.com/leadqual/leadqual/qualify/audit"
	"github.com/leadqual/leadqual/qualify/lint"
)

func diffCommand() *command {
	return &command{
		name:    "diff",
		args:    "-old R1.json -new R2.json [flags] LEADS | -prove",
		summary: "what a new rule set would change for leads",
		details: `
Diff decides leads by two rule sets and says what changes: the moves between
quadrants and statuses, the load of the teams, the owners that change, what each
change does, and the ten leads whose points change most. LEADS is a file of CSV
or JSON, - for standard input; it is read once and not kept in memory.

Changed parts are all places in which the rule sets differ: rules, criteria and
routes, thresholds, limits, policies, cells, facts, lists, tables, definitions.
ALONE counts the leads that the old rule set with this one change moves to where
they moved, and with no other; these numbers, the leads that more than one of
the changes would move alone, and those that none would (joint) add up to all
that moved. A part without a change follows one: its outcome differs. More than
64 changes are counted by list or section.

With -prove diff needs no leads: it proves that no lead at all is decided
differently, or writes a small one that is, with both decisions side by side, or
says which parts stand in the way of either.

With two files of rules about accounts LEADS is a file of accounts, as for leadq
accounts. What changes is said of accounts and then of their people, and changes of
roles (roles.ID) and of the rules about people (person.icp.ID) explain moves of
accounts too.

A row that cannot be read is reported with its line and left out.

The exit status is 1 if the decision about any lead changes or, with -prove, may
change, and if a row cannot be read.`,
		run: runDiff,
	}
}

func runDiff(p *program, c *command, args []string) error {
	fs := c.flags()
	var from leadFlags
	older := fs.String("old", "", "rule set that decides now, a `file`; required")
	newer := fs.String("new", "", "rule set that would take its place, a `file`; required")
	proof := fs.Bool("prove", false, "prove that no lead is decided differently, or show one that is")
	asJSON := fs.Bool("json", false, "write one JSON value")
	from.add(fs)
	from.addPeople(fs)
	rest, err := c.parse(p, fs, args)
	if err != nil {
		return err
	}
	if *older == "" || *newer == "" {
		return misusef("name the rule sets: -old R1.json -new R2.json")
	}
	if *proof && len(rest) > 0 {
		return misusef("-prove is about all leads: leave out %q", rest[0])
	}
	if aboutAccounts(*older) || aboutAccounts(*newer) {
		return from.diffAccounts(p, *older, *newer, rest, *proof, *asJSON)
	}
	if from.people.name != "" || len(from.ofRecords) > 0 {
		return misuse("-people is for accounts, and these are rule sets about leads")
	}
	before, err := loadRules(*older)
	if err != nil {
		return err
	}
	after, err := loadRules(*newer)
	if err != nil {
		return err
	}
	if *proof {
		return prove(p, before, after, *asJSON)
	}
	asOf, form, err := from.check(rest)
	if err != nil {
		return err
	}
	in, err := from.open(p, rest[0], form, factsOfBoth(before.RuleSet().Facts, after.RuleSet().Facts), asOf)
	if err != nil {
		return err
	}
	defer in.close()

	in.bar = newProgress(p.stderr, in)
	comparison, err := audit.Compare(context.Background(), before, after, in.each(nil), asOf)
	if err != nil {
		return err
	}
	return p.reportComparison(comparison, in, *asJSON)
}

// reportComparison writes what changes, and returns an error if anything does.
func (p *program) reportComparison(c *audit.Comparison, in records, asJSON bool) (err error) {
	if asJSON {
		err = p.writeJSON(c)
	} else {
		err = c.WriteText(p.stdout)
	}
	if err != nil {
		return err
	}
	if err := in.left(); err != nil {
		return err
	}
	if changesAny(c) || c.People != nil && changesAny(c.People) {
		return errReported
	}
	return nil
}

// changesAny tells whether the decision about any lead changes.
func changesAny(c *audit.Comparison) bool {
	return c.Moved > 0 || c.Recast > 0 || c.Rescored > 0 || slices.ContainsFunc(c.Parts.Entries, changes)
}

// changes tells whether a part has another outcome for some lead.
func changes(e audit.Entry[audit.PartChange]) bool { return e.Value.Leads > 0 }

// diffAccounts is diff for two files of rules about accounts.
func (l *leadFlags) diffAccounts(p *program, older, newer string, files []string, proof, asJSON bool) error {
	for _, name := range []string{older, newer} {
		if isFile(name) && !aboutAccounts(name) {
			return fmt.Errorf("%s is a rule set about leads, and the other file has rules about accounts: compare two of one kind", name)
		}
	}
	before, err := loadAccountRules(older)
	if err != nil {
		return err
	}
	after, err := loadAccountRules(newer)
	if err != nil {
		return err
	}
	if proof {
		d, err := lint.DifferAccounts(context.Background(), before.Rules(), after.Rules(), nil)
		return p.reportProof(&d, d.Same, asJSON, err)
	}
	asOf, form, err := l.check(files)
	if err != nil {
		return err
	}
	was, is := before.Rules(), after.Rules()
	both := &account.Rules{
		Person:  qualify.RuleSet{Facts: factsOfBoth(was.Person.Facts, is.Person.Facts)},
		Account: qualify.RuleSet{Facts: factsOfBoth(was.Account.Facts, is.Account.Facts)},
	}
	in, err := l.openFiles(p, files[0], form, asOf, both)
	if err != nil {
		return err
	}
	defer in.close()
	comparison, err := audit.CompareAccounts(context.Background(), before, after, in.each, asOf)
	if err != nil {
		return err
	}
	return p.reportComparison(comparison, in, asJSON)
}

// prove says whether any lead is decided differently.
func prove(p *program, before, after *qualify.Engine, asJSON bool) error {
	d, err := lint.Differ(context.Background(), before.RuleSet(), after.RuleSet(), nil)
	return p.reportProof(&d, d.Same, asJSON, err)
}

// reportProof writes whether any lead is decided differently, and returns an error
// unless that none is is proved.
func (p *program) reportProof(proof fmt.Stringer, same, asJSON bool, err error) error {
	if err != nil {
		return err
	}
	if asJSON {
		err = p.writeJSON(proof)
	} else {
		_, err = io.WriteString(p.stdout, proof.String())
	}
	if err == nil && !same {
		err = errReported
	}
	return err
}

// factsOfBoth are the facts that either rule set declares. Where both declare a
// fact the new one says of what type it is; to the other, values of another
// type are unknown.
func factsOfBoth(older, newer map[string]qualify.Fact) map[string]qualify.Fact {
	all := map[string]qualify.Fact{}
	maps.Copy(all, older)
	maps.Copy(all, newer)
	return all
}
