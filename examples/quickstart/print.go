package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/truth"
)

// printMatrix counts the leads by fit and readiness.
func printMatrix(w io.Writer, decisions []*qualify.Decision) {
	counts := map[matrix.Quadrant]int{}
	removed := 0
	for _, d := range decisions {
		if d.Owner == (matrix.Owner{}) {
			removed++
			continue
		}
		counts[d.Quadrant]++
	}
	t := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	fmt.Fprintln(t, "\tready\tnot ready")
	fmt.Fprintf(t, "good fit\t%d  sales: call\t%d  marketing: nurture\n", counts[matrix.GoodFitReady], counts[matrix.GoodFitNotReady])
	fmt.Fprintf(t, "poor fit\t%d  sales: research\t%d  marketing: keep\n", counts[matrix.PoorFitReady], counts[matrix.PoorFitNotReady])
	t.Flush()
	fmt.Fprintf(w, "%d with too little known, %d removed by screening\n\n", counts[matrix.Undetermined], removed)
}

// printList shows whom to turn to first, and who was removed.
func printList(w io.Writer, rules *qualify.RuleSet, decisions []*qualify.Decision) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "LEAD\tSTATUS\tCELL\tPOINTS\tOWNER\tACTION\tWHY")
	var removed []string
	for _, d := range decisions {
		if d.Owner == (matrix.Owner{}) {
			removed = append(removed, fmt.Sprintf("%s (%s)", d.LeadID, why(rules, d)))
			continue
		}
		owner := strings.TrimSpace(d.Owner.Team + " " + d.Owner.ID)
		fmt.Fprintf(t, "%s\t%s\t%s\t%v\t%s\t%s\t%s\n", d.LeadID, d.Status, cmp.Or(d.Cell, "-"), d.Score.Points, owner, d.Owner.Action, why(rules, d))
	}
	t.Flush()
	fmt.Fprintf(w, "removed: %s\n\n", strings.Join(removed, ", "))
}

// why is the reason for a decision in a few words.
func why(rules *qualify.RuleSet, d *qualify.Decision) string {
	for i, step := range d.Screening {
		if step.Outcome == truth.Met {
			return rules.Screening[i].Reason
		}
	}
	reason := fmt.Sprintf("fit %s, %s by score", d.Fit.Verdict, words(d.Readiness.Verdict))
	for _, raise := range rules.HandRaise {
		if slices.Contains(d.Readiness.Raised, raise.ID) {
			reason = raise.Name
		}
	}
	if len(d.Ask) > 0 {
		reason += "; ask: " + cmp.Or(d.Ask[0].Question, d.Ask[0].Path)
	}
	return reason
}

// words is a verdict as people say it.
func words(v qualify.ReadinessVerdict) string { return strings.ReplaceAll(string(v), "_", " ") }

// printBreakdown shows how a decision came about. The points add up.
func printBreakdown(w io.Writer, rules *qualify.RuleSet, d *qualify.Decision) {
	fmt.Fprintf(w, "Why %s is %s for %s:\n", d.LeadID, d.Status, d.Owner.ID)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for i, c := range d.Fit.Criteria {
		fmt.Fprintf(t, "  fit\t%s\t%v\tweight %v\n", rules.ICP.Criteria[i].Name, c.Outcome, c.Weight)
	}
	fmt.Fprintf(t, "  fit\t= %s\t%.3g of 1\tgrade %s\n", d.Fit.Verdict, d.Fit.Share, cmp.Or(d.Fit.Grade, "-"))
	for _, r := range d.Score.Rules {
		for _, rule := range rules.Scoring.Rules {
			if rule.ID == r.ID {
				fmt.Fprintf(t, "  score\t%s\t%v\t%s\n", rule.Name, r.Outcome, signed(r.Points.String()))
			}
		}
	}
	for i, g := range d.Score.Groups {
		if g.Clip.Points != 0 {
			fmt.Fprintf(t, "  score\t%s\tclipped\t%s\n", rules.Scoring.Groups[i].Name, signed(g.Clip.Points.String()))
		}
	}
	fmt.Fprintf(t, "  score\t= %s\t\t%v\n", words(d.Readiness.Verdict), d.Score.Points)
	t.Flush()
	fmt.Fprintf(w, "Certain, whatever else we learn: %v\n", d.Certain)
}

func signed(points string) string {
	if strings.HasPrefix(points, "-") {
		return points
	}
	return "+" + points
}
