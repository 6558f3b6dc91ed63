package audit

import "github.com/leadqual/leadqual/scoring"

// A Decile is a tenth of the leads by points, of those whose target is known.
// A score that lies across the border of two deciles is shared out evenly, so
// that numbers need not be whole.
type Decile struct {
	// Decile is 1 for the most points, 10 for the least.
	Decile int `json:"decile"`
	// From and To are the least and the most points in it.
	From scoring.Points `json:"from"`
	To   scoring.Points `json:"to"`
	// Leads and Hits are how many there are.
	Leads float64 `json:"leads"`
	Hits  float64 `json:"hits"`
	Rate  float64 `json:"rate"`
	// Lift is Rate over the rate of all.
	Lift float64 `json:"lift"`
	// Found is the share of all hits in this decile and those above.
	Found float64 `json:"found"`
}

// Deciles are ten, from the most points, nil where no target is known.
func (h *Histogram) Deciles() []Decile {
	buckets := h.known()
	all := h.total()
	if all.Known == 0 {
		return nil
	}
	out := make([]Decile, 10)
	// Numbers are in tenths of a lead, so that the borders are whole.
	i := len(buckets) - 1
	left := 10 * buckets[i].Known
	found := 0.0
	for d := range out {
		out[d] = Decile{Decile: d + 1, To: buckets[i].to, Leads: float64(all.Known) / 10}
		for need := all.Known; need > 0; {
			take := min(need, left)
			out[d].From = buckets[i].from
			out[d].Hits += float64(take) / 10 * float64(buckets[i].Hits) / float64(buckets[i].Known)
			need -= take
			if left -= take; left == 0 && i > 0 {
				i--
				left = 10 * buckets[i].Known
			}
		}
		out[d].Rate = out[d].Hits / out[d].Leads
		if found += out[d].Hits; all.Hits > 0 {
			out[d].Lift = out[d].Rate / (float64(all.Hits) / float64(all.Known))
			out[d].Found = min(1, found/float64(all.Hits))
		}
	}
	return out
}

// TopFifth is the share of all hits found in the fifth of the leads with the
// most points. It is 0 where there are none.
func (h *Histogram) TopFifth() float64 {
	if d := h.Deciles(); d != nil {
		return d[1].Found
	}
	return 0
}
