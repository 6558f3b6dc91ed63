package main

import (
	"encoding/json"
	"fmt"

	"github.com/leadqual/leadqual/qualify/audit"
	"github.com/leadqual/leadqual/qualify/leadfile"
)

func priorsCommand() *command {
	return &command{
		name:    "priors",
		args:    "-rules R.json [flags] LEADS",
		summary: "learn from leads which values facts usually have",
		details: `
Priors counts which values the facts have that the rule set reads, and writes
the rule set with them as "prior", by which leadq ask ranks its questions. It
changes no decision. LEADS is a file of CSV or JSON, - for standard input; it is
read once and not kept in memory.

The exit status is 1 if a row cannot be read; the others count.`,
		run: runPriors,
	}
}

func runPriors(p *program, c *command, args []string) int {
	fs := c.flags()
	var from leadFlags
	rules := fs.String("rules", "", "rule set whose facts to count, a `file`; required")
	out := fs.String("out", "", "`file` to write the rule set to; it must not be there yet; default standard output")
	from.add(fs)
	rest, status, ok := c.parse(p, fs, args)
	if !ok {
		return status
	}
	if *rules == "" {
		return c.misused(p, "name the rule set: -rules R.json")
	}
	asOf, form, err := from.check(rest)
	if err != nil {
		return c.misused(p, "%v", err)
	}
	rs, _, err := loadRules(*rules)
	if err != nil {
		return p.failed(err)
	}
	in, err := from.open(p, rest[0], form, rs.Facts, asOf)
	if err != nil {
		return p.failed(err)
	}
	defer in.close()

	bar := newProgress(p.stderr, in)
	learned, err := audit.Priors(rs, in.each(bar, func(row *leadfile.RowError) {
		fmt.Fprintf(p.stderr, "%s: %v\n", in.name, row)
		status = exitBad
	}))
	bar.clear()
	if err != nil {
		return p.failed(err)
	}
	if *out != "" {
		err = writeRules(*out, learned)
	} else {
		w := json.NewEncoder(p.stdout)
		w.SetIndent("", "  ")
		w.SetEscapeHTML(false)
		err = w.Encode(learned)
	}
	if err != nil {
		return p.failed(err)
	}
	return status
}
