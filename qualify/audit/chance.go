package audit

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/scoring"
)

// outOfFold has what the leads' chances are learned from. A card ranks the leads
// that it was fitted to better than it will rank any others, so that a chance
// fitted to these would rise too steeply with the points. So each lead has the
// points of the card that was learned without its fold.
//
// Five cards have five scales. What makes their points comparable is the log-odds
// that they stand for among the leads that each card was fitted to: they are
// shrunk all alike, since all are fitted to four fifths of the leads, the proposal
// among them. Put back on the proposal's scale, by its own such line, they are
// points as it gives them.
type outOfFold struct {
	odds  []float64    // of each lead, by the card learned without its fold
	scale *Calibration // the proposal's, nil where its points tell nothing
}

// note fills in the leads of a fold, from the points of a card learned without it.
func (o *outOfFold) note(leads []sample, held int, points []scoring.Points) {
	var training Histogram
	for i := range leads {
		if leads[i].fold != held {
			training.note(points[i], leads[i].target, maxBuckets)
		}
	}
	o.scale = training.Calibration()
	c := o.scale
	if c == nil { // all have the same points, and the rate of all
		all := training.total()
		c = &Calibration{Intercept: math.Log((float64(all.Hits) + 1) / (float64(all.Known-all.Hits) + 1))}
	}
	if o.odds == nil {
		o.odds = make([]float64, len(leads))
	}
	for i := range leads {
		if leads[i].fold == held {
			o.odds[i] = c.Intercept + float64(c.Slope*float64(points[i]))
		}
	}
}

// reliability has the leads by out-of-fold points on the proposal's scale, nil
// where that says nothing.
func (o *outOfFold) reliability(leads []sample) *Reliability {
	c := o.scale
	if c == nil || c.Slope <= 0 {
		return nil
	}
	var exact, whole Histogram // whole points are what people read
	for i := range leads {
		points := min(max((o.odds[i]-c.Intercept)/c.Slope, -1e6), 1e6)
		exact.note(milli.Float[scoring.Points](int64(math.Round(points*1000))), leads[i].target, maxBuckets)
		whole.note(scoring.Points(math.Round(points)), leads[i].target, maxBuckets)
	}
	line := exact.Calibration()
	if line == nil {
		return nil
	}
	// The proposal's scale is known from four fifths of the leads only.
	wider := math.Sqrt(folds / (folds - 1.0))
	line.CenterError *= wider
	line.SlopeError *= wider
	return whole.reliability(line)
}

// chance writes what the proposal's points are worth into it.
func (s *suggester) chance(o *outOfFold) {
	if s.out.RuleSet == nil {
		return
	}
	m := s.out.RuleSet.Scoring
	r := o.reliability(s.leads)
	s.out.Reliability = r
	change := SuggestedChange{Place: "scoring.chance", Kind: "added"}
	if s.rs.Scoring != nil && s.rs.Scoring.Chance != nil {
		change.Kind, change.Before = "removed", chanceLine(s.rs.Scoring.Chance)
		change.Why = "it was of points as they were; the notes say why there is no new one"
	}
	leaks := s.leaksThatStay()
	switch {
	case r == nil || r.Calibration.Slope <= 0:
		s.note("No chance is written into the proposal: held out, more points do not mean more chance.")
	case len(leaks) > 0:
		s.out.Reliability = nil
		s.note("No chance is written into the proposal: points of what looks like a leak would count in it (%s). Remove these rules, or say with known_after when their facts become known.", strings.Join(leaks, ", "))
	default:
		m.Chance = &scoring.Chance{
			Intercept: sixDigits(r.Calibration.Intercept), Slope: sixDigits(r.Calibration.Slope), Fitted: s.fitted(),
		}
		if change.Before != "" {
			change.Kind = "changed"
		}
		change.After, change.Why = chanceLine(m.Chance), "what the points are worth, fitted to leads by cards that were learned without them"
	}
	if change.Before != "" || change.After != "" {
		s.out.Changes = append(s.out.Changes, change)
	}
}

// sixDigits is x to six digits: more would differ from processor to processor.
func sixDigits(x float64) float64 {
	out, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 6, 64), 64)
	if err != nil { // not from FormatFloat
		return x
	}
	return out
}

func chanceLine(c *scoring.Chance) string {
	return fmt.Sprintf("%.4g + %.4g a point", c.Intercept, c.Slope)
}

// leaksThatStay are the rules that look like leaks, and that decisions with the
// proposal count nevertheless: nothing in them is declared to be known too late.
func (s *suggester) leaksThatStay() []string {
	var out []string
	if s.rs.Scoring == nil {
		return nil
	}
	for i := range s.rs.Scoring.Rules {
		r := &s.rs.Scoring.Rules[i]
		refused := slices.ContainsFunc(s.out.Refused, func(n NotLearned) bool { return n.Place == "scoring."+r.ID })
		if refused && s.guard.refuses(ruleTexts(r)...) == "" {
			out = append(out, r.ID)
		}
	}
	return out
}

// fitted says what the chance was fitted to, from the leads alone.
func (s *suggester) fitted() string {
	n := s.count(func(*sample) bool { return true }).Known
	var last time.Time
	for i := range s.leads {
		if x := &s.leads[i]; x.target.Known && x.asOf.After(last) {
			last = x.asOf
		}
	}
	_, out := s.options.Horizon.whom()
	if out != "" {
		out += " if worked"
	}
	out = fmt.Sprintf("%s%s, %d leads", s.options.Target, out, n)
	if !last.IsZero() {
		out += " up to " + monthOf(last)
	}
	return out
}

// whom are the leads that a rate with a horizon is of, and within which time they
// reach the target: "leads worked" and " within 90 days"; "leads" and "" where there
// is none. Whom sales works is chosen, so it says nothing of other leads.
func (h *Horizon) whom() (leads, within string) {
	if !h.set() {
		return "leads", ""
	}
	return "leads worked", fmt.Sprintf(" within %d days", h.Days)
}

// chancePercent is a chance for people, in hundredths: never 0 or 100, and with more
// digits the nearer it is to one of them.
func chancePercent(c float64) string {
	c = min(max(c, 0.0001), 0.9999)
	digits := 0
	switch d := min(c, 1-c); {
	case d < 0.00995:
		digits = 2
	case d < 0.0995:
		digits = 1
	}
	return strconv.FormatFloat(100*c, 'f', digits, 64)
}

// chance is what the calibration expects in the step, "31 % (28 to 35)".
func (s *ReliabilityStep) chance() string {
	return fmt.Sprintf("%s %% (%s to %s)", chancePercent(s.Expected), chancePercent(s.ExpectedLow), chancePercent(s.ExpectedHigh))
}

// points are those of the step, for people.
func (s *ReliabilityStep) points() string {
	if s.From == s.To {
		return s.From.String()
	}
	return s.From.String() + " to " + s.To.String()
}

// worthWords say what so many points are worth.
func worthWords(points string, expected, low, high float64, target Target, h *Horizon) string {
	leads, within := h.whom()
	return fmt.Sprintf("Of %s with %s points %s %% were %s%s (%s to %s).", leads, points, chancePercent(expected), target, within, chancePercent(low), chancePercent(high))
}

// words say whether the rule set's chance holds.
func (c *SaidChance) words(target Target, h *Horizon) string {
	leads, within := h.whom()
	rate := func(r Rate) string {
		return fmt.Sprintf("%s %% (%s to %s)", chancePercent(r.Rate), chancePercent(r.KnownLow), chancePercent(r.KnownHigh))
	}
	if c.Off {
		return fmt.Sprintf("The rule set's chance does not hold: of %s with %s points it says that %s %% are %s%s, and %s were. Fit it anew.",
			leads, c.Worst.points(), chancePercent(c.Worst.Expected), target, within, rate(c.Worst.Rate))
	}
	return fmt.Sprintf("Nothing speaks against the rule set's chance: of all %s it says that %s %% are %s%s, and %s were.",
		leads, chancePercent(c.Expected), target, within, rate(c.Rate))
}
