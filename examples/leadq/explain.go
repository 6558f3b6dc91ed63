package main

import (
	"bufio"
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
	"github.com/leadqual/leadqual/qualify/explain"
	"github.com/leadqual/leadqual/qualify/leadfile"
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

With rules about accounts LEADS is a file of accounts, as for leadq accounts, and a
fourth line says who has which role and who is missing.

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
	from.addPeople(fs)
	from.ofAccounts = func(file string, form leadfile.Input, asOf time.Time) error {
		if *values {
			return misuse("-values is for leads: nothing of an account is shown but ids")
		}
		engine, in, err := from.openAccounts(p, file, form, asOf)
		if err != nil {
			return err
		}
		defer in.close()
		return explainAccounts(in, file, engine, ids, &o)
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

// explainAccounts decides accounts and says why.
func explainAccounts(in *accountsInput, file string, engine *account.Engine, ids []string, o *explain.Options) error {
	out, explainer, between := bufio.NewWriter(in.p.stdout), explain.NewForAccounts(engine), ""
	found := map[string]bool{}
	err := in.decide(engine, out, func(d *account.Decision) error {
		if len(ids) > 0 && !slices.Contains(ids, d.LeadID) {
			return nil
		}
		found[d.LeadID] = true
		_, err := out.WriteString(between + explainer.Explain(d, o))
		between = "\n"
		return err
	})
	for _, id := range ids {
		if !found[id] {
			fmt.Fprintf(in.p.stderr, "leadq: %s has no account with the id %q\n", file, id)
			err = cmp.Or(err, errReported)
		}
	}
	return err
}
