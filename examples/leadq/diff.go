package main

import (
	"context"
	"io"
	"maps"
	"slices"

	"github.com/leadqual/leadqual/qualify"
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
	if *asJSON {
		err = p.writeJSON(comparison)
	} else {
		err = comparison.WriteText(p.stdout)
	}
	if err != nil {
		return err
	}
	if err := in.left(); err != nil {
		return err
	}
	if comparison.Moved > 0 || comparison.Rescored > 0 || slices.ContainsFunc(comparison.Parts.Entries, changes) {
		return errReported
	}
	return nil
}

// changes tells whether a part has another outcome for some lead.
func changes(e audit.Entry[audit.PartChange]) bool { return e.Value.Leads > 0 }

// prove says whether any lead is decided differently.
func prove(p *program, before, after *qualify.Engine, asJSON bool) error {
	d, err := lint.Differ(context.Background(), before.RuleSet(), after.RuleSet(), nil)
	if err != nil {
		return err
	}
	if asJSON {
		err = p.writeJSON(d)
	} else {
		_, err = io.WriteString(p.stdout, d.String())
	}
	if err == nil && !d.Same {
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
