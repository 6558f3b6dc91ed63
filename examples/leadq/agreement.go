package main

import (
	"github.com/leadqual/leadqual/internal/agreement"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
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

Of rules about accounts the page has the roles first, then what makes a person and
what makes an account.

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
	write, writeAccounts := agreement.Markdown, agreement.AccountsMarkdown
	switch {
	case *rules == "":
		return errNoRules
	case len(rest) > 0:
		return misusef("what is %q for?", rest[0])
	case *format == "html":
		write, writeAccounts = agreement.HTML, agreement.AccountsHTML
	case *format != "markdown":
		return misusef("-format %q: want markdown or html", *format)
	}
	page, err := writePage(*rules, write, writeAccounts)
	if err != nil {
		return err
	}
	_, err = p.stdout.Write(page)
	return err
}

// writePage writes the page of a rule set, or of rules about accounts.
func writePage(name string, write func(*qualify.RuleSet) ([]byte, error), writeAccounts func(*account.Rules) ([]byte, error)) ([]byte, error) {
	if aboutAccounts(name) {
		engine, err := loadAccountRules(name)
		if err != nil {
			return nil, err
		}
		return writeAccounts(engine.Rules())
	}
	engine, err := loadRules(name)
	if err != nil {
		return nil, err
	}
	return write(engine.RuleSet())
}
