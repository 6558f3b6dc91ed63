package main

import (
	"bufio"
	"context"

	"github.com/leadqual/leadqual/qualify"
)

func decideCommand() *command {
	return &command{
		name:    "decide",
		args:    "-rules R.json [flags] LEADS",
		summary: "decide leads by a rule set",
		details: `
Decide reads leads from a file of CSV (.csv), of JSON (.json: a list, or one
lead) or of JSON lines (.jsonl: one lead on each line), or from standard input
("-"). It writes a decision for each to standard output, in the order of the
leads, and a summary to standard error, with the leads that each screening step
removed.

With -format csv each decision is a line for spreadsheets, after a line with the
names of the columns: lead_id, status, quadrant, certain, cell, team, action,
route, owner, roster, removed_by (the screening step), fit (the verdict),
fit_share, fit_low, fit_high (0 to 1), grade, readiness, hand_raised, raised (ids,
with blanks between), points, points_low, points_high, band, bant (the verdict),
ask (the first question's fact), questions and issues (how many), rule_set,
version, fingerprint, as_of. What there is none of is empty. A text that a
spreadsheet would take for a formula has an apostrophe before it.

With -brief decisions say what became of the lead and no more, which is faster: status,
quadrant, owner, fit, readiness and score with its groups. They have no questions and do
not list criteria, rules, items of checklists and steps, but for the step that removed
the lead; in CSV, ask and questions are empty. What they do say is the same as without
-brief, and each of them says that it is brief ("detail": "brief").

A row that cannot be read is reported with its line and left out. The others
are decided, and the exit status is 1.

With -join another file says more about the leads: what they did, where its map
fills id and activities, or facts. Records that belong to no lead are counted and
left out. Leads are those of LEADS, in its order.`,
		run: decide,
	}
}

func decide(p *program, c *command, args []string) error {
	fs := c.flags()
	var from leadFlags
	format := fs.String("format", "jsonl", "`form` of the decisions: jsonl, csv for spreadsheets, or table for people")
	recheck := fs.Bool("recheck", false, "add recheck_at to each decision: the instant from which time alone changes it; absent if it never does")
	brief := fs.Bool("brief", false, "leave out questions and the lists of criteria, rules and items")
	check := func() error {
		switch {
		case *format != "jsonl" && *format != "csv" && *format != "table":
			return misusef("-format %q: want jsonl, csv or table", *format)
		case *recheck && *format != "jsonl":
			return misuse("-recheck needs -format jsonl")
		}
		return nil
	}
	return from.decide(p, c, fs, args, check, func(in *leads, engine *qualify.Engine) error {
		out := bufio.NewWriterSize(p.stdout, 64<<10)
		var line []byte
		write := func(lead *qualify.Lead, d *qualify.Decision) error {
			line = d.AppendJSON(line[:0])
			if *recheck {
				line = appendDue(line, engine, lead, in.asOf)
			}
			line = append(line, '\n')
			_, err := out.Write(line)
			return err
		}
		switch *format {
		case "table":
			t := newTable(out)
			write = func(_ *qualify.Lead, d *qualify.Decision) error { return t.write(d) }
		case "csv":
			t, err := newCSVTable(out)
			if err != nil {
				return err
			}
			write = func(_ *qualify.Lead, d *qualify.Decision) error { return t.write(d) }
		}
		sum := newSummary(engine, in.asOf)
		in.bar = newProgress(p.stderr, in)
		facts := factsOf(engine)
		var memory func() *qualify.Lead
		if *recheck { // which looks at the leads again
			memory = func() *qualify.Lead { return &qualify.Lead{} }
		}
		// taken is a lead that is not yet written, and what joining it has left in doubt.
		type taken struct {
			lead   *qualify.Lead
			issues []qualify.Issue
		}
		var waiting []taken
		all := func(yield func(*qualify.Lead, error) bool) {
			for lead, err := range in.each(memory) {
				if err == nil {
					waiting = append(waiting, taken{lead, in.joins.issues(facts)})
				}
				if !yield(lead, err) {
					return
				}
			}
		}
		var unread error
		var options qualify.BatchOptions
		if *brief {
			options.Detail = qualify.Brief
		}
		for d, err := range engine.DecideAll(context.Background(), all, in.asOf, &options) {
			if unread = err; err != nil {
				break
			}
			of := waiting[0]
			waiting = waiting[1:]
			addIssues(d, of.issues)
			sum.add(d)
			if err := write(of.lead, d); err != nil {
				return err
			}
		}
		if err := out.Flush(); err != nil {
			return err
		}
		in.problems()
		sum.badRows = in.badRows()
		sum.print(p.stderr)
		if unread == nil && in.badRows() > 0 {
			return errReported
		}
		return unread
	})
}
