package audit

import (
	"fmt"
	"strconv"

	"github.com/leadqual/leadqual/internal/stats"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
)

// assigned is the arm that a lead was put into: the outcome's, which a host says whose
// experiments are its own, else the decision's.
func assigned(d *qualify.Decision, o *Outcome) matrix.Assignment {
	if o.Experiment.ID != "" {
		return o.Experiment
	}
	return d.Experiment
}

// A LayerCount counts the leads that chance gave one action with one
// propensity.
type LayerCount struct {
	// Propensity is in thousandths, the greatest where layers are summed up.
	Propensity int   `json:"propensity"`
	Count      Count `json:"count"`
	// Worked are those that are known to have been worked.
	Worked int `json:"worked"`
}

func (c *LayerCount) add(d LayerCount) {
	c.Propensity = max(c.Propensity, d.Propensity)
	c.Count.add(d.Count)
	c.Worked += d.Worked
}

// maxLayers bounds the layers that are kept apart.
const maxLayers = 200

// layer is the name of a lead's layer, "" where it is in no experiment or nobody
// knows the chance that it had, and what to count there.
func layer(d *qualify.Decision, o *Outcome, count Count) (string, LayerCount) {
	x := assigned(d, o)
	p := int(x.Propensity.Thousandths())
	if x.ID == "" || p < 1 || p > 1000 {
		return "", LayerCount{}
	}
	c := LayerCount{Propensity: p, Count: count, Worked: one(o.Worked.Known && o.Worked.Value)}
	return d.Owner.Team + "/" + d.Owner.Action + " " + strconv.Itoa(p), c
}

// explored tells how layers are read: which of them are of an action by which
// leads are worked.
func (a *Audit) explored() map[string]bool {
	if len(a.Layers.Entries) == 0 {
		return nil
	}
	working := map[string]bool{}
	for i := range a.Layers.Entries {
		e := &a.Layers.Entries[i]
		working[e.Name] = 2*e.Value.Worked > e.Value.Count.Leads
	}
	return working
}

// layersOf are those of some leads: of all, that count as all, the part in
// experiments by their chance of being worked, and the rest as one.
func layersOf(t *Table[LayerCount], all Count, working map[string]bool) []stats.Layer {
	var by [1001]stats.Layer
	rest := all
	for i := range t.Entries {
		e := &t.Entries[i]
		worked, kept := working[e.Name]
		if !kept {
			continue // all leads have more layers than are kept apart
		}
		rest = rest.minus(e.Value.Count)
		p := min(max(0, e.Value.Propensity), 1000) // whatever stood in JSON
		if worked {
			l := &by[p]
			l.N += e.Value.Count.counting()
			l.Hits += e.Value.Count.Hits
			l.Known += e.Value.Count.Known
			l.Unknown += e.Value.Count.Unknown
		} else {
			by[1000-p].N += e.Value.Count.counting()
		}
	}
	var out []stats.Layer
	for _, l := range by {
		if l.N > 0 {
			out = append(out, l)
		}
	}
	if rest.counting() > 0 {
		out = append(out, stats.Layer{N: rest.counting(), Side: side(rest)})
	}
	return out
}

// A WeightedRate is the rate of all leads that screening left, had all been
// worked, from those that chance had sales work: each layer of leads with one
// chance of being worked counts by its share of all. Screened-out leads are not
// in it.
type WeightedRate struct {
	Rate float64 `json:"rate"`
	// Low and High bound the 95 % interval.
	Low  float64 `json:"low"`
	High float64 `json:"high"`
	// Leads are those that it speaks of, Looked those that were to be worked.
	Leads  int `json:"leads"`
	Looked int `json:"looked"`
}

func (a *Audit) weighted() *WeightedRate {
	working := a.explored()
	if working == nil {
		return nil
	}
	layers := layersOf(&a.Layers, a.Remaining, working)
	rate, ends := stats.Stratified(layers)
	w := &WeightedRate{Rate: rate, Low: ends.Low, High: ends.High}
	for _, l := range layers {
		w.Leads += l.N
		w.Looked += l.Side.N()
	}
	return w
}

// String is "9.1 % (8.5 to 9.8)".
func (w *WeightedRate) String() string {
	return fmt.Sprintf("%.1f %% (%.1f to %.1f)", 100*w.Rate, 100*w.Low, 100*w.High)
}

// weightedLift compares the leads that meet a part with those that do not by
// what chance had sales work.
func weightedLift(met, unmet []stats.Layer) Lift {
	p, ip := stats.Stratified(met)
	q, iq := stats.Stratified(unmet)
	n, m := 0, 0
	for _, l := range met {
		n += l.N
	}
	for _, l := range unmet {
		m += l.N
	}
	w := float64(n) / float64(n+m)
	ratio := stats.RatioOf(p, ip, q, iq)
	l := Lift{Low: liftOf(ratio.Low, w), High: liftOf(ratio.High, w), Verdict: TooLittleData}
	if all := float64(w*p) + float64((1-w)*q); all > 0 {
		l.Lift = p / all
	}
	better, worse := stats.StratifiedCorners(met, unmet)
	l.P = min(1, 2*min(better, worse))
	switch {
	case l.Low > 1:
		l.Verdict = LikelyBetter
	case l.High < 1:
		l.Verdict = LikelyWorse
	}
	return l
}

// exploredLift is nil where nothing was explored, or the other comparison is of
// known outcomes alone.
func (a *Audit) exploredLift(c *PartCount, row *PartRow) *Lift {
	working := a.explored()
	if working == nil || row.Met.Unknown+row.Unmet.Unknown == 0 || min(row.Met.counting(), row.Unmet.counting()) < minSide {
		return nil
	}
	var unmet Table[LayerCount]
	for i := range a.Layers.Entries {
		e := a.Layers.Entries[i]
		met, unknown := c.MetLayers.get(e.Name), c.UnknownLayers.get(e.Name)
		e.Value.Count = e.Value.Count.minus(met.Count).minus(unknown.Count)
		unmet.Entries = append(unmet.Entries, e)
	}
	l := weightedLift(layersOf(&c.MetLayers, row.Met, working), layersOf(&unmet, row.Unmet, working))
	return &l
}
