package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"

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
leads, and a summary to standard error.

A row that cannot be read is reported with its line and left out. The others
are decided, and the exit status is 1.`,
		run: decide,
	}
}

func decide(p *program, c *command, args []string) int {
	fs := c.flags()
	var from leadFlags
	rules := fs.String("rules", "", "rule set to decide by, a `file`; required")
	format := fs.String("format", "jsonl", "`form` of the decisions: jsonl, or table for people")
	recheck := fs.Bool("recheck", false, "add recheck_at to each decision: when time alone will change it, absent where never")
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
	out := bufio.NewWriterSize(p.stdout, 64<<10)
	var write func(*qualify.Decision) error
	var due dueAt
	switch {
	case *recheck && *format != "jsonl":
		return c.misused(p, "-recheck goes with -format jsonl")
	case *format == "jsonl":
		var line []byte
		write = func(d *qualify.Decision) error {
			line = append(due.append(d.AppendJSON(line[:0])), '\n')
			_, err := out.Write(line)
			return err
		}
	case *format == "table":
		write = newTable(out).write
	default:
		return c.misused(p, "-format %q: want jsonl or table", *format)
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

	sum := newSummary(rs, engine, asOf)
	bar := newProgress(p.stderr, in)
	all := func(yield func(*qualify.Lead) bool) {
		// DecideAll reads ahead so far; then a lead's memory may be used again.
		ring := make([]qualify.Lead, (*qualify.BatchOptions)(nil).InMemory())
		for i := 0; ; {
			lead := &ring[i%len(ring)]
			_, err := in.Next(lead)
			if err == io.EOF {
				return
			}
			if bad := (*leadfile.RowError)(nil); errors.As(err, &bad) {
				bar.clear()
				fmt.Fprintf(p.stderr, "%s: %v\n", in.name, bad)
				sum.badRows++
				continue
			}
			if err != nil {
				bar.clear()
				fmt.Fprintf(p.stderr, "leadq: %s: %v\n", in.name, err)
				status = exitBad
				return
			}
			if i++; !yield(lead) {
				return
			}
		}
	}
	for lead, d := range engine.DecideAll(context.Background(), all, asOf, nil) {
		sum.add(d)
		if *recheck {
			due.at, due.ok = engine.RecheckAt(lead, asOf)
		}
		if err := write(d); err != nil {
			bar.clear()
			return p.failed(err)
		}
		bar.step()
	}
	bar.clear()
	if err := out.Flush(); err != nil {
		return p.failed(err)
	}
	sum.print(p.stderr)
	if sum.badRows > 0 {
		status = exitBad
	}
	return status
}
