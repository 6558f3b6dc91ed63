package main

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/leadqual/leadqual/qualify"
)

func askCommand() *command {
	return &command{
		name:    "ask",
		args:    "-rules R.json [flags] LEADS",
		summary: "rank the missing facts of leads by what they would settle",
		details: `
Ask lists for each lead the facts that are missing, the most useful first: those
that change the decision by themselves, with two values that show it, those that
may do so with others, and the rest; and how many points of the score's range
each one settles at least. LEADS is a file as for leadq decide, or - for
standard input. Leads of whom nothing is missing are left out.

The exit status is 1 if a row cannot be read or an id of -id is not there.`,
		run: ask,
	}
}

func ask(p *program, c *command, args []string) error {
	fs := c.flags()
	var from leadFlags
	var ids texts
	top := fs.Int("top", 0, "greatest `number` of facts to show for a lead; 0 shows all")
	fs.Var(&ids, "id", "ask only about the lead with this `id`; may be given more than once")
	check := func() error {
		if *top < 0 {
			return misusef("-top %d: want 0 or more", *top)
		}
		return nil
	}
	return from.decide(p, c, fs, args, check, func(in *leads, engine *qualify.Engine) error {
		return in.report(ids, func(w *bufio.Writer, lead *qualify.Lead) error {
			ranked, err := engine.Ask(context.Background(), lead, in.asOf)
			if err != nil {
				return err
			}
			if *top > 0 && len(ranked) > *top {
				ranked = ranked[:*top]
			}
			writeRanked(w, lead.ID, ranked)
			return nil
		})
	})
}

// writeRanked writes a lead's questions. Errors stay in the writer, whose Flush
// reports them.
func writeRanked(w *bufio.Writer, id string, ranked []qualify.Ranked) {
	if len(ranked) == 0 {
		return
	}
	fmt.Fprintf(w, "%s\n", printable(id))
	for i, r := range ranked {
		what := "changes no decision"
		switch {
		case r.Decisive:
			a, b := r.Witnesses[0], r.Witnesses[1]
			what = fmt.Sprintf("decides alone: %s makes %s, %s makes %s", witnessText(a.Value), placementText(a.Placement, b.Placement), witnessText(b.Value), placementText(b.Placement, a.Placement))
		case r.Together:
			what = "may decide with others"
		case r.ForRecord:
			what = "for the record only"
		}
		fmt.Fprintf(w, "%3d  %-28s  %8v points  %s\n", i+1, r.Path, r.Points, what)
		if r.Question.Question != "" {
			fmt.Fprintf(w, "     %s\n", printable(r.Question.Question))
		}
	}
}

// placementText is status and team, and what else tells a lead's place from the
// other.
func placementText(s, other qualify.Placement) string {
	text := string(s.Status) + " for " + cmp.Or(s.Team, "nobody")
	switch {
	case s.Owner == other.Owner && s.Roster == other.Roster || s.Team == "":
	case s.Owner != "":
		text += ", to " + printable(s.Owner)
	case s.Roster != "":
		text += ", to the roster " + printable(s.Roster)
	default:
		text += ", to no one by name"
	}
	if s.Quadrant != other.Quadrant {
		text += " (" + string(s.Quadrant) + ")"
	}
	return text
}

// witnessText is a value as a rule set would write it.
func witnessText(v any) string {
	switch v := v.(type) {
	case string:
		return fmt.Sprintf("%q", v)
	case time.Time:
		return v.Format(time.RFC3339)
	case []string:
		quoted := make([]string, len(v))
		for i, s := range v {
			quoted[i] = fmt.Sprintf("%q", s)
		}
		return "[" + strings.Join(quoted, ", ") + "]"
	}
	return fmt.Sprint(v)
}
