package audit

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/truth"
)

// maxWeight is the greatest weight that is proposed for a criterion.
const maxWeight = 10

// weights proposes the weights of the profile's criteria and good_at, from a
// regression on the shares that the criteria earn.
func (s *suggester) weights(rs *qualify.RuleSet) {
	if rs.ICP == nil || len(rs.ICP.Criteria) == 0 {
		return
	}
	var judged []int // criteria
	for i := range s.rs.ICP.Criteria {
		c := &s.rs.ICP.Criteria[i]
		texts := []string{c.When}
		for _, t := range c.Tiers {
			texts = append(texts, t.When)
		}
		if why := s.guard.refuses(texts...); why != "" {
			s.out.Refused = append(s.out.Refused, NotLearned{"icp." + c.ID, why})
			continue
		}
		judged = append(judged, i)
	}
	shares, d, parts, err := s.fits(judged)
	if err != nil || len(judged) == 0 {
		return
	}
	for j := range judged { // a weight is not below 0
		d.limits = append(d.limits, limit{cols: []int{1 + 2*j}, factors: []float64{1}})
	}
	penalty := s.options.Penalty
	if penalty == 0 {
		penalty = d.choose(parts)
	}
	b := d.fit(penalty, nil, func(int) bool { return true })
	most := 0.0
	for j := range judged {
		most = max(most, b[1+2*j])
	}
	if most <= 2*slack {
		s.note("No criterion of the profile makes leads better; its weights stay as they are.")
		return
	}
	for j, i := range judged {
		c := &rs.ICP.Criteria[i]
		before := icp.Weight(1)
		if c.Weight != nil {
			before = *c.Weight
		}
		weight := icp.Weight(math.Round(max(0, b[1+2*j]) / most * maxWeight))
		change := SuggestedChange{Place: "icp." + c.ID, Kind: "changed", Before: before.String(), After: weight.String(), Leads: shares.met[j]}
		switch {
		case shares.met[j] < s.options.MinLeads:
			change.Kind, change.After, change.Why = "kept", change.Before, fmt.Sprintf("fewer than %d training leads meet it", s.options.MinLeads)
			weight = before
		case b[1+2*j] <= 2*slack:
			change.Why = "leads that meet it are " + string(s.options.Target) + " no more often than others like them"
		}
		if weight == before {
			change.Kind = "kept"
		}
		c.Weight = new(weight)
		s.out.Changes = append(s.out.Changes, change)
	}
	s.goodAt(rs, shares, judged)
}

// fitShares are the shares that the training leads earn.
type fitShares struct {
	rows [][]float64
	hit  []bool
	met  []int // leads by criterion
}

// fits judges the training leads by the criteria, and lays out the regression:
// for each criterion its share and whether it is unknown.
func (s *suggester) fits(judged []int) (*fitShares, *design, []int, error) {
	rs := s.vocabulary()
	rs.ICP = &icp.Profile{}
	for _, i := range judged {
		c := s.rs.ICP.Criteria[i]
		c.Required = false
		rs.ICP.Criteria = append(rs.ICP.Criteria, c)
	}
	e, err := qualify.Compile(rs, nil)
	if err != nil {
		return nil, nil, nil, err
	}
	decider := e.NewDecider()
	d := newDesign(1 + 2*len(judged))
	f := &fitShares{met: make([]int, len(judged))}
	var parts []int
	for i := range s.leads {
		x := &s.leads[i]
		if x.fold == folds-1 || !x.target.Known {
			continue
		}
		row := make([]float64, len(judged))
		d.cols, d.vals = append(d.cols, 0), append(d.vals, 1)
		for j, c := range decider.Decide(x.lead, x.asOf).Fit.Criteria {
			row[j] = float64(c.Share)
			switch {
			case row[j] > 0:
				f.met[j]++
				d.cols, d.vals = append(d.cols, 1+2*j), append(d.vals, row[j])
			case c.Outcome == truth.Unknown:
				d.cols, d.vals = append(d.cols, 2+2*j), append(d.vals, 1)
			}
		}
		d.row(x.target.Value)
		f.rows, f.hit = append(f.rows, row), append(f.hit, x.target.Value)
		parts = append(parts, x.fold)
	}
	return f, d, parts, nil
}

// goodAt proposes the share at which good fit tells most between leads that hit
// and those that did not: the greatest sum of sensitivity and specificity (W.
// J. Youden, "Index for rating diagnostic tests", Cancer 3, 1950).
func (s *suggester) goodAt(rs *qualify.RuleSet, f *fitShares, judged []int) {
	type lead struct {
		share float64
		hit   bool
	}
	var leads []lead
	total := 0.0
	for _, i := range judged {
		total += float64(*rs.ICP.Criteria[i].Weight)
	}
	if total == 0 || len(judged) < len(rs.ICP.Criteria) {
		return
	}
	hits := 0
	for r, row := range f.rows {
		sum := 0.0
		for j, i := range judged {
			sum += float64(row[j] * float64(*rs.ICP.Criteria[i].Weight))
		}
		leads = append(leads, lead{sum / total, f.hit[r]})
		hits += one(f.hit[r])
	}
	slices.SortStableFunc(leads, func(a, b lead) int { return cmp.Compare(b.share, a.share) })
	misses := len(leads) - hits
	best, at, h, m := 0.0, 0.0, 0, 0
	for i, x := range leads {
		h, m = h+one(x.hit), m+one(!x.hit)
		if i+1 < len(leads) && leads[i+1].share == x.share {
			continue
		}
		if j := float64(h)/float64(hits) - float64(m)/float64(misses); j > best {
			best, at = j, x.share
		}
	}
	if best == 0 {
		return
	}
	before := icp.Share(1)
	if rs.ICP.GoodAt != nil {
		before = *rs.ICP.GoodAt
	}
	// Rounded down to a hundredth, so that the leads at the border stay good.
	after := icp.Share(math.Floor(at*100+1e-9) / 100)
	rs.ICP.GoodAt = &after
	change := SuggestedChange{Place: "icp.good_at", Kind: "changed", Before: before.String(), After: after.String(), Why: "best separates leads that were " + string(s.options.Target) + " from the others"}
	if before == after {
		change.Kind = "kept"
	}
	s.out.Changes = append(s.out.Changes, change)
}
