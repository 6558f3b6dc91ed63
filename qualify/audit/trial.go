package audit

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/leadqual/leadqual/internal/stats"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
)

// A Trial compares the arms of one experiment on a target. Chance made the arms
// alike, so that what differs is what the arms did.
//
// The zero Trial is empty; set its fields before the first Add. It is plain data
// of bounded size that round-trips through JSON. It belongs to one goroutine at a
// time; give each worker one and Merge them.
type Trial struct {
	// ID is the experiment's; leads of others are not counted.
	ID string `json:"id"`
	// Target is what the arms are compared on; "" is TargetWon.
	Target Target `json:"target,omitempty"`
	// Horizon is within how many days of the decision it counts, as in an
	// Audit. A lead that nobody worked counts: whether leads are worked is one of
	// the things that an arm does.
	Horizon Horizon `json:"horizon,omitzero"`
	// Control is the arm that the others are held against; "" is the one with
	// the greatest share, and of several the one that sorts first.
	Control string `json:"control,omitempty"`
	// Matters is the smallest difference of rates that matters, above 0 and at
	// most 1; 0 is 0.02. It sets where the interval is sharpest.
	Matters float64 `json:"matters,omitempty"`

	Arms Arms `json:"arms,omitzero"`
}

// Arms count the leads of an experiment by arm.
type Arms struct{ Table[ArmCount] }

func (a *Arms) add(b Arms) { merge(&a.Table, &b.Table, maxArms) }

// count counts a decision and its settled outcome in the arm that chance chose.
func (a *Arms) count(d *qualify.Decision, x matrix.Assignment, o *Outcome, h *Horizon, target Target) {
	as := *o
	as.Worked = qualify.Known(true) // as far as this is concerned
	c := ArmCount{Share: int(x.Share.Thousandths())}
	c.Count = countOf(h.read(d.AsOf, &as, target, &c.Ages))
	arm := groupAt(&a.Table, maxArms, named(x.Arm))
	arm.add(c)
	groupAt(&arm.Quadrants, MaxGroups, string(d.Quadrant)).add(c.Count)
}

// An ArmCount counts the leads of one arm.
type ArmCount struct {
	// Share is the arm's, in thousandths.
	Share int   `json:"share"`
	Count Count `json:"count"`
	Ages  Ages  `json:"ages"`
	// Quadrants count them by quadrant.
	Quadrants Table[Count] `json:"quadrants,omitzero"`
}

func (c *ArmCount) add(d ArmCount) {
	c.Share = max(c.Share, d.Share)
	c.Count.add(d.Count)
	c.Ages.add(d.Ages)
	merge(&c.Quadrants, &d.Quadrants, MaxGroups)
}

// without is the share, in thousandths, of arms that no lead is in; 0 where the shares
// that leads were recorded with are the whole, but for their rounding.
func (a *Arms) without() int {
	sum := 0
	for i := range a.Entries {
		share := a.Entries[i].Value.Share
		if share == 0 {
			return 0 // not recorded
		}
		sum += share
	}
	if gone := 1000 - sum; len(a.Entries) > 0 && gone > maxArms/2 { // each arm's share is half a thousandth beside at most
		return gone
	}
	return 0
}

// maxArms bounds the arms that are kept apart.
const maxArms = 100

// Add counts a decision and what became of the lead, if it is in the experiment.
// It keeps neither. Count each lead once.
func (t *Trial) Add(d *qualify.Decision, outcome Outcome) {
	x := assigned(d, &outcome)
	if x.ID == "" || x.ID != t.ID {
		return
	}
	o := outcome.settled()
	t.Arms.count(d, x, &o, &t.Horizon, t.Target)
}

// Merge adds what another trial counted, and leaves it as it is. The error says
// that the two are not of one experiment, target, horizon, control and difference
// that matters; then nothing is merged.
func (t *Trial) Merge(u *Trial) error {
	if t.ID != u.ID || t.Target.or() != u.Target.or() || !t.Horizon.equal(&u.Horizon) || t.Control != u.Control || t.matters() != u.matters() {
		return errors.New("audit: merged trials must be of one experiment, target, horizon, control and difference that matters")
	}
	t.Arms.add(u.Arms)
	return nil
}

// matters is Matters with its default.
func (t *Trial) matters() float64 {
	if t.Matters > 0 && t.Matters <= 1 {
		return t.Matters
	}
	return 0.02
}

// A TrialReport is what a trial says. It is plain data.
type TrialReport struct {
	ID      string  `json:"id"`
	Target  Target  `json:"target"`
	Horizon Horizon `json:"horizon,omitzero"`
	Matters float64 `json:"matters"`
	// Warnings are what a reader has to know first.
	Warnings []string `json:"warnings,omitempty"`
	// Arms are the control and then the others by name.
	Arms []ArmRow `json:"arms,omitempty"`
	// SizesP is the chance of arms as far from their shares as these.
	SizesP float64 `json:"sizes_p"`
}

// An ArmRow is an arm beside the control.
type ArmRow struct {
	Arm string `json:"arm"`
	// Share is the arm's, of the arms that have leads.
	Share float64 `json:"share"`
	Count Count   `json:"count"`
	Rate  Rate    `json:"rate"`
	// Effect is nil for the control.
	Effect *Effect `json:"effect,omitempty"`
	// Quadrants are effects by quadrant, with plain intervals: of many that are
	// looked at some leave out 0 by chance.
	Quadrants []QuadrantEffect `json:"quadrants,omitempty"`
}

// An Effect is the difference of an arm's rate and the control's.
type Effect struct {
	Difference float64 `json:"difference"`
	// Low and High bound the 95 % interval, which may be looked at after every
	// outcome and be stopped by (H. Robbins, "Statistical methods related to the
	// law of the iterated logarithm", Annals of Mathematical Statistics 41,
	// 1970). The level is reached as leads grow many.
	Low  float64 `json:"low"`
	High float64 `json:"high"`
	// Settled says that the interval leaves out 0. TooLittle says that one of
	// both has fewer than ten hits or ten misses; then there is no interval.
	Settled   bool `json:"settled,omitempty"`
	TooLittle bool `json:"too_little,omitempty"`
	// Needed is about how many leads that count both arms together would need
	// for the interval to leave out 0 at the difference found, or, where that is
	// less than matters, to be as narrow as that. 0 where it is settled or too
	// little to say.
	Needed int `json:"needed,omitempty"`
}

// A QuadrantEffect is an effect among the leads of one quadrant, with Newcombe's
// interval.
type QuadrantEffect struct {
	Quadrant   string  `json:"quadrant"`
	Leads      int     `json:"leads"`
	Difference float64 `json:"difference"`
	Low        float64 `json:"low"`
	High       float64 `json:"high"`
}

// sizesAlarm is the chance below which arms are not of the sizes that were
// wanted.
const sizesAlarm = 0.001

// Report is what the trial says so far. It may be asked for after every outcome.
func (t *Trial) Report() *TrialReport {
	r := &TrialReport{ID: t.ID, Target: t.Target.or(), Horizon: t.Horizon, Matters: t.matters(), SizesP: 1}
	entries := slices.Clone(t.Arms.Entries)
	control := func(e *Entry[ArmCount]) int {
		if t.Control != "" {
			return one(e.Name != t.Control)
		}
		return -e.Value.Share
	}
	slices.SortStableFunc(entries, func(a, b Entry[ArmCount]) int {
		return cmp.Compare(control(&a), control(&b))
	})
	if len(entries) > 1 {
		rest := entries[1:]
		slices.SortFunc(rest, func(a, b Entry[ArmCount]) int { return cmp.Compare(a.Name, b.Name) })
	}
	shares := 0
	for i := range entries {
		shares += entries[i].Value.Share
	}
	for i := range entries {
		e := &entries[i]
		row := ArmRow{Arm: e.Name, Share: share(e.Value.Share, shares), Count: e.Value.Count, Rate: e.Value.Count.Rate()}
		if i > 0 {
			row.Effect = effectOf(e.Value.Count, entries[0].Value.Count, r.Matters)
			row.Quadrants = quadrantEffects(&e.Value.Quadrants, &entries[0].Value.Quadrants)
		}
		r.Arms = append(r.Arms, row)
	}
	r.SizesP = sizesP(entries)
	r.Warnings = t.warnings(r)
	return r
}

func (t *Trial) warnings(r *TrialReport) []string {
	var out []string
	warn := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	switch {
	case len(r.Arms) == 0:
		warn("No lead is in experiment %s.", r.ID)
	case len(r.Arms) == 1:
		warn("All leads are in one arm, %s: there is nothing to compare.", r.Arms[0].Arm)
	case t.Control != "" && r.Arms[0].Arm != t.Control:
		warn("No lead is in the control arm %s; %s is taken for it.", t.Control, r.Arms[0].Arm)
	}
	if gone := t.Arms.without(); gone > 0 {
		warn("Arms with a share of %.0f %% have no lead at all: either nobody is put into them, or their leads were lost.", float64(gone)/10)
	}
	if !t.Horizon.set() {
		warn("There is no horizon, so outcomes count as they stand. Give a horizon and a cut-off: an arm that is quicker looks better for a while.")
	}
	if !r.sizesFit() {
		warn("T%s. Believe nothing here before that is found.", r.sizes()[1:])
	}
	return out
}

func effectOf(arm, control Count, matters float64) *Effect {
	a, b := side(arm), side(control)
	e := &Effect{Difference: arm.Rate().Rate - control.Rate().Rate, Low: -1, High: 1}
	_, low, ok := stats.Always(a.Hits, a.N(), b.Hits+b.Unknown, b.N(), 0.05, matters)
	_, high, okay := stats.Always(a.Hits+a.Unknown, a.N(), b.Hits, b.N(), 0.05, matters)
	if !ok || !okay {
		e.TooLittle = true
		return e
	}
	e.Low, e.High = low.Low, high.High
	if e.Settled = e.Low > 0 || e.High < 0; e.Settled {
		return e
	}
	// With k times as many leads at the same rates.
	enough := func(k int) bool {
		_, i, ok := stats.Always(k*a.Hits, k*a.Known, k*b.Hits, k*b.Known, 0.05, matters)
		return ok && i.Width()/2 < max(math.Abs(e.Difference), matters)
	}
	k := 1
	for k < 1<<20 && !enough(k) {
		k *= 2
	}
	for step := k / 4; step > 0; step /= 2 {
		if enough(k - step) {
			k -= step
		}
	}
	e.Needed = k * (a.N() + b.N())
	return e
}

func quadrantEffects(arm, control *Table[Count]) []QuadrantEffect {
	var out []QuadrantEffect
	for _, q := range quadrants {
		a, b := arm.get(string(q)), control.get(string(q))
		if min(a.Known, b.Known) < minSide {
			continue
		}
		d, i := stats.Newcombe(a.Hits, a.Known, b.Hits, b.Known)
		out = append(out, QuadrantEffect{string(q), a.Known + b.Known, d, i.Low, i.High})
	}
	return out
}

func sizesP(arms []Entry[ArmCount]) float64 {
	if len(arms) < 2 {
		return 1
	}
	var sizes []int
	var shares []float64
	sum := 0.0
	for i := range arms {
		sizes = append(sizes, arms[i].Value.Count.Leads)
		shares = append(shares, float64(arms[i].Value.Share))
		sum += shares[i]
	}
	for i := range shares {
		if shares[i] == 0 {
			return 1 // not recorded
		}
		shares[i] /= sum
	}
	_, p := stats.ArmsP(sizes, shares)
	return p
}

// WriteText writes the report for a terminal. The error is the writer's.
func (r *TrialReport) WriteText(w io.Writer) error {
	t := &textReport{}
	fmt.Fprintln(&t.out, clean("Trial "+r.ID))
	if r.Horizon.set() {
		fmt.Fprintf(&t.out, "Rates are the share %s within %d days of the decision, looked up to %s, worked or not.\n", r.Target, r.Horizon.Days, r.Horizon.CutOff.UTC().Format("2006-01-02"))
	}
	for _, warning := range r.Warnings {
		t.say("! ", "  ", warning)
	}
	t.section("ARMS")
	t.arms(r)
	t.say("  ", "  ", trialWords)
	t.flush()
	_, err := w.Write(t.out.Bytes())
	return err
}

func points(d, low, high float64) string {
	return fmt.Sprintf("%+.2f points (%+.2f to %+.2f)", 100*d, 100*low, 100*high)
}

// String is "+4.52 points (+3.50 to +5.54)", in hundredths.
func (e *Effect) String() string {
	if e.TooLittle {
		return "too little to say"
	}
	return points(e.Difference, e.Low, e.High)
}

func (e *Effect) words() string {
	switch {
	case e.TooLittle:
		return "each arm needs ten that reached the target and ten that did not"
	case e.Low > 0:
		return "better"
	case e.High < 0:
		return "worse"
	}
	return fmt.Sprintf("cannot tell yet; about %d leads would tell", about(float64(e.Needed)))
}
