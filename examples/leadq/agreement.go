package main

import (
	"github.com/leadqual/leadqual/internal/agreement"
)

func agreementCommand() *command {
	return &command{
		name:    "agreement",
		args:    "-rules R.json [-format markdown|html]",
		summary: "write a rule set as a page that sales and marketing can sign",
		details: `
Agreement writes to standard output what a rule set says, for people: what a
good lead is, who is none, what is worth points, which questions to ask, and
who does what with whom, with room for two signatures. The HTML needs nothing
else and is made to be printed.

A condition is given by its name, or else by its expression: give names.`,
		run: runAgreement,
	}
}

func runAgreement(p *program, c *command, args []string) int {
	fs := c.flags()
	rules := fs.String("rules", "", "rule set, a `file`; required")
	format := fs.String("format", "markdown", "`form` of the page: markdown or html")
	rest, status, ok := c.parse(p, fs, args)
	if !ok {
		return status
	}
	write := agreement.Markdown
	switch {
	case *rules == "":
		return c.misused(p, "name the rule set: -rules R.json")
	case len(rest) > 0:
		return c.misused(p, "what is %q for?", rest[0])
	case *format == "html":
		write = agreement.HTML
	case *format != "markdown":
		return c.misused(p, "-format %q: want markdown or html", *format)
	}
	rs, _, err := loadRules(*rules)
	if err != nil {
		return p.failed(err)
	}
	page, err := write(rs)
	if err != nil {
		return p.failed(err)
	}
	if _, err := p.stdout.Write(page); err != nil {
		return p.failed(err)
	}
	return exitOK
}
