package main

import (
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
)

func priorsCommand() *command {
	return &command{
		name:    "priors",
		args:    "-rules R.json [flags] LEADS",
		summary: "learn from leads which values the facts usually have",
		details: `
Priors counts the values of the facts that the rule set reads, and writes the
rule set with these counts as "prior", by which leadq ask ranks its questions.
That changes no decision. LEADS is a file of CSV or JSON, - for standard input; it is
read once and not kept in memory.

The exit status is 1 if a row cannot be read; the others are counted.`,
		run: runPriors,
	}
}

func runPriors(p *program, c *command, args []string) error {
	fs := c.flags()
	var from leadFlags
	out := fs.String("out", "", "`file` to write the rule set to; it must not exist yet; default standard output")
	return from.decide(p, c, fs, args, nil, func(in *leads, engine *qualify.Engine) error {
		in.bar = newProgress(p.stderr, in)
		learned, err := audit.Priors(engine.RuleSet(), in.each(nil))
		if err != nil {
			return err
		}
		if *out != "" {
			err = writeRules(*out, learned)
		} else {
			err = p.writeJSON(learned)
		}
		if err != nil {
			return err
		}
		return in.left()
	})
}
