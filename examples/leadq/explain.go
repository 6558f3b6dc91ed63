package main

import (
	"bufio"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/explain"
)

func explainCommand() *command {
	return &command{
		name:    "explain",
		args:    "-rules R.json [flags] LEADS",
		summary: "say in words why leads are decided as they are",
		details: `
Explain decides leads and says why, in words that a sales representative can
read: three lines for each lead - what, why, next - or with -full every part of
the decision. LEADS is a file as for leadq decide, or - for standard input.

Nothing of a lead but its id is shown unless -values is given. The exit status
is 1 if a row cannot be read or an id of -id is not there.`,
		run: explainLeads,
	}
}

func explainLeads(p *program, c *command, args []string) int {
	fs := c.flags()
	var from leadFlags
	var ids texts
	var o explain.Options
	rules := fs.String("rules", "", "rule set to decide by, a `file`; required")
	format := fs.String("format", "text", "`form` of the explanation: text or markdown")
	values := fs.Bool("values", false, "show the lead's name, and its values beside what rests on them")
	fs.BoolVar(&o.Full, "full", false, "explain every part of the decision")
	fs.Var(&ids, "id", "explain only the lead with this `id`; may be given more than once")
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
	o.Format = explain.Format(*format)
	if o.Format != explain.Text && o.Format != explain.Markdown {
		return c.misused(p, "-format %q: want text or markdown", *format)
	}
	rs, engine, err := loadRules(*rules)
	if err != nil {
		return p.failed(err)
	}
	in, err := from.open(p, rest[0], form, rs.Facts, asOf)
	if err != nil {
		return p.failed(err)
	}
	defer in.close()

	decider, explainer, first := engine.NewDecider(), explain.New(engine), true
	return in.report(p, ids, func(w *bufio.Writer, lead *qualify.Lead) {
		if *values {
			o.Name, o.Values = lead.Person.Name, lead.Values()
		}
		if !first {
			w.WriteByte('\n')
		}
		first = false
		w.WriteString(explainer.Explain(decider.Decide(lead, asOf), &o))
	})
}
