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
good lead is, who is screened out, what earns points, which questions to ask,
and who does what with which leads, with room for two signatures. The HTML
needs no other files and prints well.

A condition appears by its name, or by its expression if it has none: give it a
name.`,
		run: runAgreement,
	}
}

func runAgreement(p *program, c *command, args []string) error {
	fs := c.flags()
	rules := fs.String("rules", "", "rule set, a `file`; required")
	format := fs.String("format", "markdown", "`form` of the page: markdown or html")
	rest, err := c.parse(p, fs, args)
	if err != nil {
		return err
	}
	write := agreement.Markdown
	switch {
	case *rules == "":
		return errNoRules
	case len(rest) > 0:
		return misusef("what is %q for?", rest[0])
	case *format == "html":
		write = agreement.HTML
	case *format != "markdown":
		return misusef("-format %q: want markdown or html", *format)
	}
	engine, err := loadRules(*rules)
	if err != nil {
		return err
	}
	page, err := write(engine.RuleSet())
	if err != nil {
		return err
	}
	_, err = p.stdout.Write(page)
	return err
}
