package main

import (
	"fmt"
	"maps"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
	"github.com/leadqual/leadqual/qualify/leadfile"
)

func diffCommand() *command {
	return &command{
		name:    "diff",
		args:    "-old R1.json -new R2.json [flags] LEADS",
		summary: "what a new rule set would change for leads",
		details: `
Diff decides leads by two rule sets and says what changes: the moves between
quadrants and statuses, the load of the teams, the owners that change, what each
changed rule does, and the ten leads whose points change most. LEADS is a file
of CSV or JSON, - for standard input; it is read once and not kept in memory.

A row that cannot be read is reported with its line and left out.

The exit status is 1 if the decision about any lead changes, and if a row cannot
be read.`,
		run: runDiff,
	}
}

func runDiff(p *program, c *command, args []string) int {
	fs := c.flags()
	var from leadFlags
	older := fs.String("old", "", "rule set that decides now, a `file`; required")
	newer := fs.String("new", "", "rule set that would take its place, a `file`; required")
	asJSON := fs.Bool("json", false, "write one JSON value")
	from.add(fs)
	rest, status, ok := c.parse(p, fs, args)
	if !ok {
		return status
	}
	if *older == "" || *newer == "" {
		return c.misused(p, "name the rule sets: -old R1.json -new R2.json")
	}
	asOf, form, err := from.check(rest)
	if err != nil {
		return c.misused(p, "%v", err)
	}
	oldRules, before, err := loadRules(*older)
	if err != nil {
		return p.failed(err)
	}
	newRules, after, err := loadRules(*newer)
	if err != nil {
		return p.failed(err)
	}
	in, err := from.open(p, rest[0], form, factsOfBoth(oldRules.Facts, newRules.Facts), asOf)
	if err != nil {
		return p.failed(err)
	}
	defer in.close()

	bar := newProgress(p.stderr, in)
	bad := 0
	comparison, err := audit.Compare(before, after, in.each(bar, func(row *leadfile.RowError) {
		fmt.Fprintf(p.stderr, "%s: %v\n", in.name, row)
		bad++
	}), asOf)
	bar.clear()
	if err != nil {
		return p.failed(fmt.Errorf("%s: %w", in.name, err))
	}
	if *asJSON {
		err = p.writeJSON(comparison)
	} else {
		err = comparison.WriteText(p.stdout)
	}
	if err != nil {
		return p.failed(err)
	}
	if bad > 0 {
		fmt.Fprintf(p.stderr, "leadq: %s could not be read and left out\n", plural(bad, "row"))
	}
	if bad > 0 || comparison.Moved > 0 || comparison.Rescored > 0 || len(comparison.Parts.Entries) > 0 {
		return exitBad
	}
	return exitOK
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
