package audit

import (
	"fmt"

	"github.com/leadqual/leadqual/qualify"
)

// experiments are the trials of all experiments that leads are in, in the rule
// set's order, then others by id. What MaxGroups leaves no room for is not in
// them, for it would mix the arms of several.
func (a *Audit) experiments(rs *qualify.RuleSet) []TrialReport {
	var out []TrialReport
	listed := map[string]bool{}
	report := func(id, control string) {
		t := Trial{ID: id, Target: a.Target, Horizon: a.Horizon, Control: control, Arms: a.Experiments.get(id)}
		out = append(out, *t.Report())
	}
	if rs != nil {
		for i := range rs.Experiments {
			x := &rs.Experiments[i]
			listed[x.ID] = true
			if _, counted := a.Experiments.find(x.ID); counted {
				report(x.ID, x.Control())
			}
		}
	}
	for i := range a.Experiments.Entries {
		if id := a.Experiments.Entries[i].Name; !listed[id] {
			report(id, "")
		}
	}
	return out
}

// Sentences are what the trial lets believe, one for each arm but the control,
// or why it lets believe nothing.
func (r *TrialReport) Sentences() []string {
	switch {
	case len(r.Arms) == 0:
		return []string{"no lead is in it"}
	case len(r.Arms) == 1:
		return []string{fmt.Sprintf("all leads are in one arm, %s, so there is nothing to compare", r.Arms[0].Arm)}
	case !r.sizesFit():
		return []string{"cannot be believed: " + r.sizes()}
	}
	var out []string
	for i := range r.Arms[1:] {
		out = append(out, r.Arms[i+1].sentence(&r.Arms[0], r.Target))
	}
	return out
}

func (a *ArmRow) sentence(control *ArmRow, target Target) string {
	e := a.Effect
	rates := fmt.Sprintf("of the leads in %s %s were %s, of those in %s %s", a.Arm, known(a.Rate), target, control.Arm, known(control.Rate))
	switch {
	case e.TooLittle:
		return rates + "; too little to say, as " + e.words()
	case e.Settled:
		return fmt.Sprintf("%s: %s is %s, by %s", rates, a.Arm, e.words(), e.gap())
	}
	return fmt.Sprintf("%s: the difference may be anything from %s; %s", rates, e.gap(), e.words())
}

// known is the rate of the leads of which it is known.
func known(r Rate) string {
	if r.Of == r.Unknown {
		return "nobody knows how many"
	}
	return percent(r.Rate)
}

// gap is the range of the difference, in leads of a hundred.
func (e *Effect) gap() string {
	switch {
	case e.Low > 0:
		return fmt.Sprintf("%.1f to %.1f leads in a hundred", 100*e.Low, 100*e.High)
	case e.High < 0:
		return fmt.Sprintf("%.1f to %.1f leads in a hundred", -100*e.High, -100*e.Low)
	}
	return fmt.Sprintf("%.1f leads in a hundred fewer to %.1f more", -100*e.Low, 100*e.High)
}

// sizesFit tells whether the arms have the sizes that their shares give.
func (r *TrialReport) sizesFit() bool { return !(r.SizesP < sizesAlarm) }

// sizes says whether the arms have the sizes that their shares give.
func (r *TrialReport) sizes() string {
	if r.sizesFit() {
		return "the arms have the sizes that their shares give, as far as chance allows"
	}
	return "the arms are not of the sizes that their shares give, and chance alone makes them so in fewer than one of a thousand experiments; leads were lost or moved, and the arms are not alike"
}

// arms are those of a trial, with what it lets believe of each.
func (t *textReport) arms(r *TrialReport) {
	for _, s := range r.Sentences() {
		t.say("  - ", "    ", s+".")
	}
	t.row("ARM", "SHARE", "LEADS", "COUNT", upper(r.Target), "RANGE", "DIFFERENCE", "")
	quadrants := false
	for i := range r.Arms {
		a := &r.Arms[i]
		difference, verdict := "control", ""
		if a.Effect != nil {
			difference, verdict = a.Effect.String(), a.Effect.verdict()
		}
		t.row(a.Arm, percent(a.Share), fmt.Sprint(a.Count.Leads), fmt.Sprint(a.Rate.Of), short(a.Rate), between(a.Rate), difference, verdict)
		quadrants = quadrants || len(a.Quadrants) > 0
	}
	t.flush()
	if !quadrants {
		return
	}
	t.row("ARM", "QUADRANT", "COUNT OF BOTH", "DIFFERENCE")
	for i := range r.Arms {
		a := &r.Arms[i]
		for _, q := range a.Quadrants {
			t.row(a.Arm, label(q.Quadrant), fmt.Sprint(q.Leads), points(q.Difference, q.Low, q.High))
		}
	}
	t.flush()
}

// verdict is what the effect lets believe, in a word or two.
func (e *Effect) verdict() string {
	switch {
	case e.TooLittle:
		return ""
	case e.Settled:
		return e.words()
	}
	return "cannot tell"
}

// class is how the page marks the effect.
func (e *Effect) class() string {
	switch {
	case e.Low > 0:
		return "better"
	case e.High < 0:
		return "worse"
	}
	return "weak"
}

// trials are what the experiments let believe.
func (r *Report) trials() []Belief {
	var out []Belief
	for i := range r.Experiments {
		x := &r.Experiments[i]
		for _, s := range x.Sentences() {
			out = append(out, Belief{Part: "experiments." + x.ID, Sentence: s})
		}
	}
	return out
}
