package main

import (
	"bufio"
	"fmt"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
)

func towardCommand() *command {
	return &command{
		name:    "toward",
		args:    "-rules R.json -quadrant Q|-status S|-band B [flags] LEADS",
		summary: "say what it would take to bring leads to a target",
		details: `
Toward lists for each lead the smallest changes that bring it to a quadrant, a
status or a band, a few alternatives, the smallest first: facts that the rule
set declares as "actionable", and activities. LEADS is a file as for leadq
decide, or - for standard input.

The exit status is 1 if a row cannot be read or an id of -id is not there.`,
		run: toward,
	}
}

func toward(p *program, c *command, args []string) int {
	fs := c.flags()
	var from leadFlags
	var ids texts
	var target qualify.Goal
	rules := fs.String("rules", "", "rule set to decide by, a `file`; required")
	fs.StringVar((*string)(&target.Quadrant), "quadrant", "", "`quadrant` to come to, such as good_fit_ready")
	fs.StringVar((*string)(&target.Status), "status", "", "`status` to come to, such as mql")
	fs.StringVar(&target.Band, "band", "", "`band` of the score to come to")
	fs.Var(&ids, "id", "only the lead with this `id`; may be given more than once")
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
	quadrants := []matrix.Quadrant{"", matrix.GoodFitReady, matrix.GoodFitNotReady, matrix.PoorFitReady, matrix.PoorFitNotReady, matrix.Undetermined}
	switch {
	case target == qualify.Goal{}:
		return c.misused(p, "name a target: -quadrant, -status or -band")
	case !slices.Contains(quadrants, target.Quadrant):
		return c.misused(p, "-quadrant %q: there is no such quadrant", target.Quadrant)
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

	return in.report(p, ids, func(w *bufio.Writer, lead *qualify.Lead) {
		writeApproach(w, lead.ID, engine.Toward(lead, asOf, target))
	})
}

// writeApproach writes what it takes. Errors stay in the writer, whose Flush
// reports them.
func writeApproach(w *bufio.Writer, id string, a qualify.Approach) {
	switch {
	case a.Reached:
		fmt.Fprintf(w, "%s: is there already\n", printable(id))
		return
	case len(a.Plans) == 0 && a.Exact:
		fmt.Fprintf(w, "%s: no change that can be made brings it there\n", printable(id))
		return
	case len(a.Plans) == 0:
		fmt.Fprintf(w, "%s: nothing was found, but not everything was tried\n", printable(id))
		return
	}
	fmt.Fprintf(w, "%s\n", printable(id))
	for i, plan := range a.Plans {
		moves := make([]string, len(plan.Steps))
		for j, m := range plan.Steps {
			moves[j] = moveText(m)
		}
		fmt.Fprintf(w, "%3d  %s: %s, %v points\n", i+1, strings.Join(moves, "; "), standingText(plan.Placement), plan.Points)
		if len(plan.Meets) > 0 {
			fmt.Fprintf(w, "     meets %s\n", printable(strings.Join(plan.Meets, ", ")))
		}
	}
	if !a.Exact {
		fmt.Fprint(w, "     There may be smaller ones: not everything was tried.\n")
	}
}

func moveText(m qualify.PlanStep) string {
	if m.Fact != "" {
		return fmt.Sprintf("%s = %s", m.Fact, witnessText(m.Value))
	}
	a := &m.Activity
	text := printable(a.Type)
	for _, field := range []struct{ name, value string }{{"channel", a.Channel}, {"url", a.URL}, {"subject", a.Subject}, {"campaign", a.Campaign}} {
		if field.value != "" {
			text += fmt.Sprintf(" %s %q", field.name, field.value)
		}
	}
	if a.Value != 0 {
		text += fmt.Sprintf(" value %v", a.Value)
	}
	if m.Times > 1 {
		text += fmt.Sprintf(", %d times", m.Times)
	}
	return text
}
