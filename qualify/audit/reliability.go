package audit

import (
	"math"

	"github.com/leadqual/leadqual/internal/stats"
	"github.com/leadqual/leadqual/scoring"
)

// A Reliability has the rate of the target by points.
type Reliability struct {
	// Steps are up to ten groups of about as many leads each, from the least
	// points. Leads with the same points are in one step.
	Steps []ReliabilityStep `json:"steps"`
	// Calibration is the chance that points stand for, nil where it cannot be
	// found. In a report it was fitted to the same leads, so that it says whether
	// the chance rises evenly with the points, not that it will hold for new leads.
	// In a suggestion it was fitted to points that each lead has by a card learned
	// without it.
	Calibration *Calibration `json:"calibration,omitempty"`
	// Error is the mean distance of the steps' rates from the expected ones,
	// by leads. 0 where there is no calibration.
	Error float64 `json:"error"`
	// Brier is the mean squared distance of the leads' chances from what became
	// of them, 0 to 1: the smaller the better. 0 where there is no calibration.
	Brier float64 `json:"brier"`
}

// A ReliabilityStep is a group of leads by points.
type ReliabilityStep struct {
	// From and To are the least and the most points in it.
	From scoring.Points `json:"from"`
	To   scoring.Points `json:"to"`
	Rate Rate           `json:"rate"`
	// Expected is the mean chance by the calibration.
	Expected float64 `json:"expected"`
	// ExpectedLow and ExpectedHigh bound the 95 % interval of Expected: that of the
	// calibration at the step's mean points and, where the rate of the step's own
	// leads says otherwise (its interval among those known does not hold Expected),
	// that too. Both are 0 where there is no calibration.
	ExpectedLow  float64 `json:"expected_low"`
	ExpectedHigh float64 `json:"expected_high"`
}

// Reliability is the table of the leads whose target is known, nil where there
// are none.
func (h *Histogram) Reliability() *Reliability { return h.reliability(h.Calibration()) }

func (h *Histogram) reliability(c *Calibration) *Reliability {
	buckets := h.known()
	if len(buckets) == 0 {
		return nil
	}
	r := &Reliability{Calibration: c}
	all := h.total()
	var step Count
	expected, points, done, first := 0.0, 0.0, 0, 0
	for i := range buckets {
		b := &buckets[i]
		step.add(b.Count)
		points += float64(b.middle() * float64(b.Known))
		if r.Calibration != nil {
			chance := r.Calibration.Chance(b.middle())
			expected += float64(chance * float64(b.Known))
			hit, miss := 1-chance, chance
			r.Brier += float64(float64(hit*hit)*float64(b.Hits)) + float64(float64(miss*miss)*float64(b.Known-b.Hits))
		}
		// A step ends where a tenth of the leads does, or would have.
		if (done+step.Known)*10/all.Known == done*10/all.Known && i < len(buckets)-1 {
			continue
		}
		s := ReliabilityStep{From: buckets[first].from, To: b.to, Rate: step.Rate(), Expected: expected / float64(step.Known)}
		if r.Calibration != nil {
			r.Error += float64(math.Abs(s.Rate.Rate-s.Expected) * float64(step.Known))
			s.bound(r.Calibration.Interval(points / float64(step.Known)))
		}
		r.Steps = append(r.Steps, s)
		done += step.Known
		step, expected, points, first = Count{}, 0, 0, i+1
	}
	r.Error /= float64(all.Known)
	r.Brier /= float64(all.Known)
	return r
}

// bound sets the interval of what is expected, from the calibration's.
func (s *ReliabilityStep) bound(low, high float64) {
	if s.Expected < s.Rate.KnownLow || s.Expected > s.Rate.KnownHigh {
		low, high = min(low, s.Rate.KnownLow), max(high, s.Rate.KnownHigh)
	}
	// The mean of chances lies beside the chance of the mean.
	s.ExpectedLow, s.ExpectedHigh = min(low, s.Expected), max(high, s.Expected)
}

// A SaidChance holds the chance that the rule set gave, scoring.chance, against what
// became of the leads.
type SaidChance struct {
	// Expected is the mean chance of the leads whose target is known, Rate their
	// rate.
	Expected float64 `json:"expected"`
	Rate     Rate    `json:"rate"`
	// P is the chance of rates as far from it as these, over all leads and by
	// steps, if it holds.
	P float64 `json:"p"`
	// Off says that it does not hold: P is below 1 %.
	Off bool `json:"off,omitempty"`
	// Worst is the step of which it is least true, with what the rule set says of
	// it as Expected.
	Worst ReliabilityStep `json:"worst"`
}

// said holds a rule set's chance against the leads. Nothing of it was fitted to
// them, so that the squared distances of the steps are chi-square, one degree for
// each, and that of all leads is so too (D. W. Hosmer and S. Lemeshow, "Goodness of
// fit tests for the multiple logistic regression model", Communications in
// Statistics A9, 1980).
func (h *Histogram) said(c *scoring.Chance, steps []ReliabilityStep) *SaidChance {
	var all, allVariance, chiSquare, most float64
	var total Count
	out := &SaidChance{}
	buckets := h.known()
	for _, s := range steps {
		var expected, variance float64
		var n Count
		for i := range buckets {
			if b := &buckets[i]; s.From <= b.from && b.to <= s.To {
				p := c.Of(scoring.Points(b.middle()))
				expected += float64(p * float64(b.Known))
				variance += float64(p * (1 - p) * float64(b.Known))
				n.add(b.Count)
			}
		}
		d := float64(n.Hits) - expected
		square := float64(d*d) / variance
		all, allVariance, chiSquare = all+expected, allVariance+variance, chiSquare+square
		total.add(n)
		if square >= most {
			most = square
			out.Worst = ReliabilityStep{From: s.From, To: s.To, Rate: s.Rate, Expected: expected / float64(n.Known)}
		}
	}
	d := float64(total.Hits) - all
	out.Expected, out.Rate = all/float64(total.Known), total.Rate()
	// The smaller of two, times two (Bonferroni).
	out.P = min(1, 2*min(stats.ChiSquare(float64(d*d)/allVariance, 1), stats.ChiSquare(chiSquare, len(steps))))
	out.Off = out.P < 0.01
	return out
}
