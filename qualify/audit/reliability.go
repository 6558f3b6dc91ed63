package audit

import (
	"math"

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
