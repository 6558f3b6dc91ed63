package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/leadfile"
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
		write := func(w *decisionMade) error { _, err := out.Write(w.line); return err }
		text := func(lead *qualify.Lead, d *qualify.Decision, w *decisionMade) {
			w.line = d.AppendJSON(w.line[:0])
			if *recheck {
				w.line = appendDue(w.line, engine, lead, in.asOf)
			}
			w.line = append(w.line, '\n')
		}
		switch *format {
		case "table":
			t := newTable(out)
			text, write = keepDecision, func(w *decisionMade) error { return t.write(w.decision) }
		case "csv":
			t, err := newCSVTable(out)
			if err != nil {
				return err
			}
			text, write = keepDecision, func(w *decisionMade) error { return t.write(w.decision) }
		}
		sum := newSummary(engine, in.asOf)
		in.bar = newProgress(p.stderr, in)
		defer in.bar.clear()
		var unread error
		var options qualify.BatchOptions
		if *brief {
			options.Detail = qualify.Brief
		}
		for w, err := range in.decideEach(engine, text, &options) {
			if row := (*leadfile.RowError)(nil); errors.As(err, &row) {
				in.badRow(row)
				continue
			}
			if unread = err; err != nil {
				break
			}
			sum.add(&w.counted)
			if err := write(w); err != nil {
				return err
			}
		}
		in.bar.clear()
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

// decisionMade is what a worker makes of a decision.
type decisionMade struct {
	line     []byte
	decision *qualify.Decision // where it is written as a row of a table
	counted  counted
}

func keepDecision(_ *qualify.Lead, d *qualify.Decision, w *decisionMade) { w.decision = new(d.Clone()) }

// decideEach decides the leads, and has workers write what text makes of each decision.
func (l *leads) decideEach(engine *qualify.Engine, text func(*qualify.Lead, *qualify.Decision, *decisionMade), o *qualify.BatchOptions) iter.Seq2[*decisionMade, error] {
	// What is yielded is where it was written, for its memory.
	made := func(lead *qualify.Lead, d *qualify.Decision, out **decisionMade) {
		if *out == nil {
			*out = &decisionMade{}
		}
		(*out).counted.of(d)
		text(lead, d, *out)
	}
	if len(l.joins.list) == 0 {
		then := func(lead *qualify.Lead, d *qualify.Decision, out **decisionMade) error {
			made(lead, d, out)
			return nil
		}
		return l.alone(leadfile.DecideFile(context.Background(), engine, l.files[0].Reader, then, l.asOf, o))
	}
	facts := factsOf(engine)
	joined := func(yield func(joinedLead, error) bool) {
		for lead, err := range l.each(func() *qualify.Lead { return &qualify.Lead{} }) {
			if !yield(joinedLead{lead, l.joins.issues(facts)}, err) {
				return
			}
		}
	}
	fill := func(of *joinedLead, lead *qualify.Lead) error { *lead = *of.lead; return nil }
	then := func(of *joinedLead, lead *qualify.Lead, d *qualify.Decision, out **decisionMade) error {
		addIssues(d, of.issues)
		made(lead, d, out)
		return nil
	}
	return qualify.DecideEach(context.Background(), engine, joined, fill, then, l.asOf, o)
}

// alone is what becomes of one file, with its name before the error that ends its
// reading.
func (l *leads) alone(decided iter.Seq2[*decisionMade, error]) iter.Seq2[*decisionMade, error] {
	return func(yield func(*decisionMade, error) bool) {
		for w, err := range decided {
			if err != nil && !errors.As(err, new(*leadfile.RowError)) {
				err = fmt.Errorf("%s: %w", l.name, err)
			}
			if !yield(w, err) {
				return
			}
			l.bar.step()
		}
	}
}

// joinedLead is a lead of several files, and what joining it has left in doubt.
type joinedLead struct {
	lead   *qualify.Lead
	issues []qualify.Issue
}
