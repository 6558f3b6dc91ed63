package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/qualify"
)

func planCommand() *command {
	return &command{
		name:    "plan",
		args:    "-rules R.json [flags] LEADS",
		summary: "say which missing facts of leads are worth buying, and the bill",
		details: `
Plan says for each lead from which of the rule set's "vendors" to buy next, so
that settling its decision is expected to cost least, or that nothing bought
could change it. What comes second depends on what comes first: plan again with
what was bought, or with -missed where the vendor had nothing. Last comes the
bill for the file, if all plans are followed to their end, against buying
everything that is missing. LEADS is a file as for leadq decide, or - for
standard input.

How likely a value is, the facts' "prior" says, or that of the rule set -priors,
as leadq priors writes it. Without odds every value that the rules tell apart is
taken as equally likely.

The exit status is 1 if a row cannot be read or an id of -id is not there.`,
		run: runPlan,
	}
}

func runPlan(p *program, c *command, args []string) error {
	fs := c.flags()
	var from leadFlags
	var ids, missed texts
	asJSON := fs.Bool("json", false, "write a line of JSON for each lead instead of text; the bill goes to standard error")
	priors := fs.String("priors", "", "rule set with odds, a `file` that leadq priors wrote; they come before those of -rules")
	fs.Var(&ids, "id", "plan only for the lead with this `id`; may be given more than once")
	fs.Var(&missed, "missed", "`vendor` that was asked about these leads already and had nothing; may be given more than once")
	return from.decide(p, c, fs, args, nil, func(in *leads, engine *qualify.Engine) error {
		rules := engine.RuleSet()
		if len(rules.Vendors) == 0 {
			return fmt.Errorf(`%s: the rule set has no "vendors" to buy from`, from.rules)
		}
		prior := &qualify.PriorKnowledge{Missed: missed}
		if *priors != "" {
			learned, err := loadRules(*priors)
			if err != nil {
				return err
			}
			prior.Odds = oddsFor(rules, learned.RuleSet())
		}
		b := &bill{names: partNames(rules), uniform: map[string]bool{}, first: map[string]*firstPurchases{}}
		err := in.report(ids, func(w *bufio.Writer, lead *qualify.Lead) error {
			plan, err := engine.Plan(context.Background(), lead, in.asOf, prior)
			if err != nil {
				return err
			}
			b.add(&plan)
			if *asJSON {
				return writePlanJSON(w, lead.ID, &plan)
			}
			writePlan(w, lead.ID, &plan, b.names)
			return nil
		})
		if err == nil || err == errReported {
			out := p.stdout
			if *asJSON {
				out = p.stderr
			}
			b.write(out, rules)
		}
		return err
	})
}

// oddsFor are the odds of one rule set for the facts of another.
func oddsFor(rules, learned *qualify.RuleSet) map[string]map[string]float64 {
	odds := map[string]map[string]float64{}
	for _, f := range rules.AllFacts() {
		if prior := learned.Facts[f.Path].Prior; len(prior) > 0 {
			odds[f.Path] = prior
		}
	}
	return odds
}

// partNames are the names of the parts that have one, by place.
func partNames(rules *qualify.RuleSet) map[string]string {
	names := map[string]string{}
	for part := range rules.Parts() {
		names[part.Place] = part.Name
	}
	return names
}

// leadPlan is a plan as JSON.
type leadPlan struct {
	ID string `json:"id"`
	qualify.PurchasePlan
}

func writePlanJSON(w *bufio.Writer, id string, plan *qualify.PurchasePlan) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	return out.Encode(leadPlan{id, *plan})
}

// writePlan writes what to buy next, and why. Errors stay in the writer, whose
// Flush reports them.
func writePlan(w *bufio.Writer, id string, plan *qualify.PurchasePlan, names map[string]string) {
	if plan.Stop {
		fmt.Fprintf(w, "%s: stop: nothing bought could change it\n", printable(id))
		return
	}
	next := &plan.Purchases[0]
	fmt.Fprintf(w, "%s: buy %s from %s for %v: %s\n", printable(id), printable(strings.Join(next.Gives, ", ")), printable(next.Vendor), next.Cost, whyBuy(next, names))
	fmt.Fprintf(w, "     the whole plan is expected to cost %.2f of %.2f, settles it in %s of cases and changes it in %s%s\n",
		plan.Cost, plan.All, percent(plan.Settles), percent(plan.Changes), inexact(plan))
	for i := range plan.Purchases[1:] {
		other := &plan.Purchases[i+1]
		fmt.Fprintf(w, "     else %s for %v: %s\n", printable(other.Vendor), other.Cost, whyBuy(other, names))
	}
}

func inexact(plan *qualify.PurchasePlan) string {
	if plan.Exact {
		return ""
	}
	return "; there may be a better one: not everything was tried"
}

// whyBuy is what a purchase alone is expected to do, and to which parts.
func whyBuy(p *qualify.Purchase, names map[string]string) string {
	const most = 3
	var parts []string
	for _, place := range p.For[:min(len(p.For), most)] {
		text := place
		if name := names[place]; name != "" {
			text += " (" + name + ")"
		}
		parts = append(parts, text)
	}
	if more := len(p.For) - most; more > 0 {
		parts = append(parts, fmt.Sprintf("%d more", more))
	}
	return fmt.Sprintf("settles %s alone; %s", percent(p.Settles), printable(strings.Join(parts, ", ")))
}

func percent(p float64) string { return fmt.Sprintf("%.0f%%", 100*p) }

// bill adds up the plans of a file.
type bill struct {
	names                  map[string]string
	leads, stops, inexact  int
	cost, settles, changes float64
	everything, allSettles float64
	uniform                map[string]bool
	first                  map[string]*firstPurchases
}

// firstPurchases are those that one vendor gets now.
type firstPurchases struct {
	leads   int
	cost    float64
	settles float64
}

func (b *bill) add(plan *qualify.PurchasePlan) {
	b.leads++
	b.everything += plan.All
	b.settles += plan.Settles
	b.allSettles += plan.AllSettles
	if !plan.Exact {
		b.inexact++
	}
	if plan.Stop {
		b.stops++
		return
	}
	b.cost += plan.Cost
	b.changes += plan.Changes
	for _, path := range plan.Uniform {
		b.uniform[path] = true
	}
	next := &plan.Purchases[0]
	f := b.first[next.Vendor]
	if f == nil {
		f = &firstPurchases{}
		b.first[next.Vendor] = f
	}
	f.leads++
	f.cost += next.Cost
	f.settles += next.Settles
}

func (b *bill) write(w io.Writer, rules *qualify.RuleSet) {
	fmt.Fprintf(w, "\n%s: for %d nothing bought could change the decision; of the others %.1f are expected to change theirs\n", plural(b.leads, "lead"), b.stops, b.changes)
	row := "%-28s  %8s  %12s  %14s\n"
	fmt.Fprintf(w, row, "", "LEADS", "COST", "LEADS SETTLED")
	for i := range rules.Vendors {
		v := &rules.Vendors[i]
		if f := b.first[v.ID]; f != nil {
			fmt.Fprintf(w, row, "now from "+printable(cmp.Or(v.Name, v.ID)), fmt.Sprint(f.leads), fmt.Sprintf("%.2f", f.cost), fmt.Sprintf("%.1f", f.settles))
		}
	}
	fmt.Fprintf(w, row, "following the plans", fmt.Sprint(b.leads), fmt.Sprintf("%.2f", b.cost), fmt.Sprintf("%.1f", b.settles))
	fmt.Fprintf(w, row, "buying everything missing", fmt.Sprint(b.leads), fmt.Sprintf("%.2f", b.everything), fmt.Sprintf("%.1f", b.allSettles))
	if b.inexact > 0 {
		fmt.Fprintf(w, "For %s not everything was tried: there may be better plans.\n", plural(b.inexact, "lead"))
	}
	if len(b.uniform) > 0 {
		fmt.Fprintf(w, "Without odds, so that every value that the rules tell apart is taken as equally likely (leadq priors learns them): %s\n",
			printable(strings.Join(slices.Sorted(maps.Keys(b.uniform)), ", ")))
	}
}
