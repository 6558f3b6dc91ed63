package audit

import (
	"fmt"
	"io"
)

// WriteText writes the evidence for the suggestion, for a terminal, without the
// rule set itself. The error is the writer's.
func (s *Suggestion) WriteText(w io.Writer) error {
	t := &textReport{}
	for _, note := range s.Notes {
		fmt.Fprintf(&t.out, "! %s\n", clean(note))
	}
	if s.RuleSet != nil {
		fmt.Fprintf(&t.out, "Learned from %d leads, of which %d were %s; %d leads were held back.\n",
			s.Training.Count.Known, s.Training.Count.Hits, s.Target, s.HeldOut.Count.Known)
		t.section("FIGURES")
		t.row("", "CURRENT", "PROPOSED", "CURRENT, HELD BACK", "PROPOSED, HELD BACK")
		all := [...]*Figures{&s.Training.Current, &s.Training.Proposed, &s.HeldOut.Current, &s.HeldOut.Proposed}
		line := func(name string, f func(*Figures) string) {
			cells := []string{name}
			for _, x := range all {
				cells = append(cells, f(x))
			}
			t.row(cells...)
		}
		line("AUC", func(f *Figures) string {
			if f.AUC == nil {
				return "-"
			}
			return fmt.Sprintf("%.3f", f.AUC.AUC)
		})
		line("found in the top fifth", func(f *Figures) string { return percent(f.TopFifth) })
		line("ready at", func(f *Figures) string {
			if f.ReadyAt == nil {
				return "-"
			}
			return f.ReadyAt.String()
		})
		line("ready leads", func(f *Figures) string {
			if f.ReadyAt == nil {
				return "-"
			}
			return fmt.Sprint(f.Ready.Leads)
		})
		line("ready leads a week", func(f *Figures) string {
			if f.PerWeek == 0 {
				return "-"
			}
			return fmt.Sprintf("%.1f", f.PerWeek)
		})
		line(string(s.Target)+", of the ready", func(f *Figures) string { return short(f.Precision) })
		line("ready, of the "+string(s.Target), func(f *Figures) string {
			if f.ReadyAt == nil {
				return "-"
			}
			return short(f.Recall)
		})
		t.folds(s)
		if n := s.Newest; n != nil {
			t.row("newest", fmt.Sprint(n.Count.Known), "", fmt.Sprintf("%.3f", n.AUC.AUC), fmt.Sprintf("learned from the older ones, which by parts have %.3f", n.OlderAUC))
		}
		t.row("")
		t.row(fmt.Sprintf("Log-loss a lead: %.4f by whole points, %.4f by unrounded ones.", s.CardLoss, s.FitLoss))
		if s.ShortCost > 0 {
			t.row("")
			t.row(fmt.Sprintf("That there are no more rules costs %.4f of log-loss a lead.", s.ShortCost))
		}
		if s.MonotoneCost > 0 {
			t.row("")
			t.row(fmt.Sprintf("That tiers keep the order that was asked for costs %.4f of log-loss a lead.", s.MonotoneCost))
		}
		if s.SignsCost > 0 {
			t.row("")
			t.row(fmt.Sprintf("That points have the sign that the data show costs %.4f of log-loss a lead.", s.SignsCost))
		}
		t.chance(s)
	}
	if len(s.Refused) > 0 {
		t.section("REFUSED")
		for _, r := range s.Refused {
			t.row(r.Place, r.Why)
		}
	}
	if len(s.Changes) > 0 {
		t.section("CHANGES")
		t.row("PART", "", "BEFORE", "AFTER", "LEADS", "")
		for _, c := range s.Changes {
			leads := ""
			if c.Leads > 0 {
				leads = fmt.Sprint(c.Leads)
			}
			t.row(c.Place, c.Kind, c.Before, c.After, leads, c.Why)
		}
	}
	t.flush()
	_, err := w.Write(t.out.Bytes())
	return err
}

func (t *textReport) folds(s *Suggestion) {
	t.section("FIVE PARTS, EACH HELD OUT IN TURN")
	t.row("PART", "LEADS", "CURRENT AUC", "PROPOSED AUC")
	auc := func(a *AUC) string {
		if a == nil {
			return "-"
		}
		return fmt.Sprintf("%.3f", a.AUC)
	}
	for i, f := range s.Folds {
		t.row(fmt.Sprint(i+1), fmt.Sprint(f.Count.Known), auc(f.Current), auc(f.Proposed))
	}
	t.row("mean", "", fmt.Sprintf("%.3f", s.CurrentAUC), fmt.Sprintf("%.3f", s.MeanAUC))
}

// chance says what the proposed points are worth.
func (t *textReport) chance(s *Suggestion) {
	r := s.Reliability
	if r == nil {
		return
	}
	t.section("WHAT POINTS ARE WORTH, BY LEADS HELD OUT")
	t.row("POINTS", "LEADS", "RATE", "CHANCE")
	for i := range r.Steps {
		step := &r.Steps[i]
		t.row(step.points(), fmt.Sprint(step.Rate.Of), step.Rate.String(), step.chance())
	}
	t.row("")
	t.row(r.Calibration.words())
	if ready := s.RuleSet.Scoring.ReadyAt; ready != nil {
		low, high := r.Calibration.Interval(float64(*ready))
		t.row(worthWords(ready.String(), r.Calibration.Chance(float64(*ready)), low, high, s.Target, &s.Horizon) + " These are ready.")
	}
	top := &r.Steps[len(r.Steps)-1]
	t.row(worthWords(top.points(), top.Expected, top.ExpectedLow, top.ExpectedHigh, s.Target, &s.Horizon))
}
