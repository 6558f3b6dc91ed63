package audit

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/qualify"
)

// profile proposes weights and good_at, as far as every part of the profile still
// means something with them.
func (s *suggester) profile(rs *qualify.RuleSet) error {
	if rs.ICP == nil {
		return nil
	}
	given, err := clone(s.rs)
	if err != nil {
		return err
	}
	changes := len(s.out.Changes)
	s.weights(rs)
	s.dropWeightless(rs.ICP)
	if parts := idle(rs.ICP); len(parts) > 0 && len(s.out.Changes) > changes {
		rs.ICP, s.out.Changes = given.ICP, s.out.Changes[:changes]
		s.note("The profile stays as it is: with the weights and the good_at that tell most, %s.", strings.Join(parts, ", and "))
	}
	return nil
}

// dropWeightless removes criteria that got the weight 0: they would change nothing.
func (s *suggester) dropWeightless(p *icp.Profile) {
	for i := range s.out.Changes {
		c := &s.out.Changes[i]
		id, ok := strings.CutPrefix(c.Place, "icp.")
		at := slices.IndexFunc(p.Criteria, func(x icp.Criterion) bool { return x.ID == id })
		if !ok || at < 0 || c.Kind != "changed" || c.After != "0" || p.Criteria[at].Required {
			continue
		}
		c.Kind, c.After = "removed", ""
		if c.Why == "" {
			c.Why = "beside the others it makes no difference"
		}
		p.Criteria = slices.Delete(p.Criteria, at, at+1)
	}
}

// idle says which parts of a profile can do nothing with its weights, whatever its
// conditions are: grades that nobody can have, and criteria that, met or unmet,
// change neither fit nor grade.
func idle(p *icp.Profile) []string {
	var out []string
	for i := range p.Criteria {
		c := &p.Criteria[i]
		rest, few := earned(p, i, false)
		good, fewer := earned(p, i, true) // who lacks what is required does not fit
		works := c.Required || !few || !fewer
		for _, worth := range worths(c) {
			works = works || slices.ContainsFunc(rest, func(sum int64) bool { return grade(p, sum) != grade(p, sum+worth) }) ||
				slices.ContainsFunc(good, func(sum int64) bool { return fits(p, sum) != fits(p, sum+worth) })
		}
		if !works {
			out = append(out, "the criterion "+c.ID+" would change neither fit nor grade")
		}
	}
	all, ok := earned(p, -1, false)
	for i := range p.Grades {
		has := func(sum int64) bool {
			return sum >= needed(p, p.Grades[i].Min) && (i == 0 || sum < needed(p, p.Grades[i-1].Min))
		}
		if ok && !slices.ContainsFunc(all, has) {
			out = append(out, "nobody would have the grade "+p.Grades[i].Name)
		}
	}
	return out
}

// mostSums bounds what is looked at; with so many sums no step is without one.
const mostSums = 1 << 14

// earned are the sums that leads can earn by all criteria but one, in millionths of
// a weight, ok unless they are too many. Required: by leads that meet what is.
func earned(p *icp.Profile, but int, required bool) (sums []int64, ok bool) {
	sums = []int64{0}
	for i := range p.Criteria {
		if i == but {
			continue
		}
		var next []int64
		if !required || !p.Criteria[i].Required {
			next = slices.Clone(sums)
		}
		for _, worth := range worths(&p.Criteria[i]) {
			for _, sum := range sums {
				next = append(next, sum+worth)
			}
		}
		slices.Sort(next)
		if sums = slices.Compact(next); len(sums) > mostSums {
			return nil, false
		}
	}
	return sums, true
}

// worths are what a criterion may add, beside nothing, in millionths.
func worths(c *icp.Criterion) []int64 {
	of := func(share float64) int64 { return int64(math.Round(weightOf(c) * share * 1e6)) }
	if len(c.Tiers) == 0 {
		return []int64{of(1)}
	}
	var out []int64
	for i := range c.Tiers {
		if share := c.Tiers[i].Share; share != nil {
			out = append(out, of(float64(*share)))
		} else {
			out = append(out, of(1))
		}
	}
	return out
}

func weightOf(c *icp.Criterion) float64 {
	if c.Weight == nil {
		return 1
	}
	return float64(*c.Weight)
}

// needed is the sum that a share takes.
func needed(p *icp.Profile, share icp.Share) int64 {
	total := 0.0
	for i := range p.Criteria {
		total += weightOf(&p.Criteria[i])
	}
	return int64(math.Ceil(float64(share)*total*1e6 - 0.5))
}

// fits tells whether a sum is good.
func fits(p *icp.Profile, sum int64) bool {
	good := icp.Share(1)
	if p.GoodAt != nil {
		good = *p.GoodAt
	}
	return sum >= needed(p, good)
}

// grade is the index of the grade that a sum reaches.
func grade(p *icp.Profile, sum int64) int {
	n := 0
	for n < len(p.Grades) && sum < needed(p, p.Grades[n].Min) {
		n++
	}
	return n
}

// distinct gives each of the terms an id of its own: texts that differ by nothing
// but case or signs are one as ids.
func (s *suggester) distinct(terms []term) {
	seen := map[string]bool{}
	for i := range terms {
		t := &terms[i]
		id := t.id
		for n := 2; seen[id] || t.rule < 0 && taken(s.rs, id); n++ {
			id = fmt.Sprintf("%s_%d", t.id, n)
		}
		t.id = id
		seen[id] = true
	}
}
