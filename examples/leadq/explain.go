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
is 1 if a row cannot be read or an id given with -id is not found.`,
		run: explainLeads,
	}
}

func explainLeads(p *program, c *command, args []string) error {
	fs := c.flags()
	var from leadFlags
	var ids texts
	var o explain.Options
	format := fs.String("format", "text", "`form` of the explanation: text or markdown")
	values := fs.Bool("values", false, "show the lead's name, and its values beside the parts that depend on them")
	fs.BoolVar(&o.Full, "full", false, "explain every part of the decision")
	fs.Var(&ids, "id", "explain only the lead with this `id`; may be given more than once")
	check := func() error {
		o.Layout = explain.Layout(*format)
		if o.Layout != explain.Text && o.Layout != explain.Markdown {
			return misusef("-format %q: want text or markdown", *format)
		}
		return nil
	}
	return from.decide(p, c, fs, args, check, func(in *leads, engine *qualify.Engine) error {
		decider, explainer, between := engine.NewDecider(), explain.New(engine), ""
		return in.report(ids, func(w *bufio.Writer, lead *qualify.Lead) error {
			if *values {
				o.Name, o.Values = lead.Person.Name, lead.Values()
			}
			w.WriteString(between)
			between = "\n"
			w.WriteString(explainer.Explain(decider.Decide(lead, in.asOf), &o))
			return nil
		})
	})
}
