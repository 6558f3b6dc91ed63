package main

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
	"github.com/leadqual/leadqual/qualify/leadfile"
	"github.com/leadqual/leadqual/scoring"
)

func towardCommand() *command {
	return &command{
		name:    "toward",
		args:    "-rules R.json -quadrant Q|-status S|-band B [flags] LEADS",
		summary: "say what it would take to bring leads to a goal",
		details: `
Toward lists for each lead the smallest changes that bring it to a quadrant, a
status or a band, in a few alternatives, the smallest first: facts that the
rule set declares "actionable", and activities. LEADS is a file as for leadq
decide, or - for standard input.

By rules about accounts it is about accounts, as for leadq accounts: also who of the
people would have to do something, and which roles to find people for.

The exit status is 1 if a row cannot be read or an id given with -id is not found.`,
		run: toward,
	}
}

func toward(p *program, c *command, args []string) error {
	fs := c.flags()
	var from leadFlags
	var ids texts
	var goal qualify.Goal
	fs.StringVar((*string)(&goal.Quadrant), "quadrant", "", "`quadrant` to reach, such as good_fit_ready")
	fs.StringVar((*string)(&goal.Status), "status", "", "`status` to reach, such as mql")
	fs.StringVar(&goal.Band, "band", "", "`band` of the score to reach")
	fs.Var(&ids, "id", "only the lead with this `id`; may be given more than once")
	quadrants := []matrix.Quadrant{"", matrix.GoodFitReady, matrix.GoodFitNotReady, matrix.PoorFitReady, matrix.PoorFitNotReady, matrix.Undetermined}
	check := func() error {
		switch {
		case goal == qualify.Goal{}:
			return misuse("name a goal: -quadrant, -status or -band")
		case !slices.Contains(quadrants, goal.Quadrant):
			return misusef("-quadrant %q: there is no such quadrant", goal.Quadrant)
		}
		return nil
	}
	from.addPeople(fs)
	from.ofAccounts = func(file string, form leadfile.Input, asOf time.Time) error {
		engine, in, err := from.openAccounts(p, file, form, asOf)
		if err != nil {
			return err
		}
		defer in.close()
		return towardOfAccounts(in, file, engine, ids, goal)
	}
	return from.decide(p, c, fs, args, check, func(in *leads, engine *qualify.Engine) error {
		return in.report(ids, func(w *bufio.Writer, lead *qualify.Lead) error {
			approach, err := engine.Toward(context.Background(), lead, in.asOf, goal)
			if err != nil {
				return err
			}
			writeApproach(w, lead.ID, approach, func() qualify.Decision { return engine.Decide(lead, in.asOf) })
			return nil
		})
	})
}

// towardOfAccounts says what it would take to bring accounts to a goal.
func towardOfAccounts(in *accountsInput, file string, engine *account.Engine, ids []string, goal qualify.Goal) error {
	out, found := bufio.NewWriter(in.p.stdout), map[string]bool{}
	for a, err := range in.each {
		if err != nil {
			return cmp.Or(out.Flush(), err)
		}
		if len(ids) > 0 && !slices.Contains(ids, a.ID) {
			continue
		}
		found[a.ID] = true
		approach, err := engine.Toward(context.Background(), a, in.asOf, goal)
		if err != nil {
			return cmp.Or(out.Flush(), err)
		}
		writeApproach(out, a.ID, approach, func() qualify.Decision { return engine.Decide(a, in.asOf).Decision })
	}
	if err := out.Flush(); err != nil {
		return err
	}
	err := in.left()
	for _, id := range ids {
		if !found[id] {
			fmt.Fprintf(in.p.stderr, "leadq: %s has no account with the id %q\n", file, id)
			err = errReported
		}
	}
	return err
}

// writeApproach writes what it takes, or what the lead or account has that is better.
// Errors stay in the writer, whose Flush reports them.
func writeApproach(w *bufio.Writer, id string, a qualify.Approach, decide func() qualify.Decision) {
	switch {
	case a.Reached:
		fmt.Fprintf(w, "%s: already there\n", printable(id))
		return
	case a.Obstacle == qualify.AsGoodAlready:
		d := decide()
		has := string(d.Status)
		if d.Score.Band != "" {
			has += ", band " + d.Score.Band
		}
		fmt.Fprintf(w, "%s: already beyond that: it is %s\n", printable(id), printable(has))
		return
	case len(a.Plans) == 0 && a.Exact:
		fmt.Fprintf(w, "%s: %s\n", printable(id), obstacleText(a))
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
		fmt.Fprintf(w, "%3d  %s: %s, %s points\n", i+1, strings.Join(moves, "; "), placementText(plan.Placement, plan.Placement), gainText(plan.Points))
		if len(plan.Meets) > 0 {
			fmt.Fprintf(w, "     meets %s\n", printable(strings.Join(plan.Meets, ", ")))
		}
	}
	if !a.Exact {
		fmt.Fprint(w, "     There may be smaller ones: not everything was tried.\n")
	}
}

// gainText is what a score gains, with its sign.
func gainText(p scoring.Points) string {
	if p < 0 {
		return p.String()
	}
	return "+" + p.String()
}

// obstacleText says why there is no plan.
func obstacleText(a qualify.Approach) string {
	facts := printable(strings.Join(a.Ask, ", "))
	switch a.Obstacle {
	case qualify.AskingWouldDo:
		return "nothing has to change: ask for " + strings.Join(a.Ask, ", or for ")
	case qualify.FactsUnknown:
		return "no change that can be made gets it there while this is unknown: " + facts
	case qualify.NothingActionable:
		return "nothing that its goal depends on can be changed: the rule set declares no such fact \"actionable\", and no activity counts"
	}
	return "the changes that can be made are not enough"
}

func moveText(m qualify.PlanStep) string {
	if m.Role != "" {
		if m.Times > 1 {
			return fmt.Sprintf("find %d people for the role %s", m.Times, printable(m.Role))
		}
		return "find somebody for the role " + printable(m.Role)
	}
	if m.Fact != "" {
		return fmt.Sprintf("%s = %s", m.Fact, witnessText(m.Value))
	}
	a := &m.Activity
	text := printable(a.Type)
	if m.NewPerson {
		text = "somebody new: " + text
	} else if m.Person != "" {
		text = printable(m.Person) + ": " + text
	}
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
