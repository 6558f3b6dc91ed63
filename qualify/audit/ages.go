package audit

import "fmt"

// A tallied is a number of leads, and in words why they count or do not.
type tallied struct {
	Leads int
	Words string
}

// whoCounts are the leads by why they count in rates or do not; nil without a
// horizon.
func (r *Report) whoCounts() []tallied {
	a := &r.Ages
	if !r.Horizon.set() {
		return nil
	}
	var out []tallied
	if known := a.OldEnough - a.Unworked - a.NotFollowed - a.NoInstant; known > 0 {
		out = append(out, tallied{known, fmt.Sprintf("count, and it is known whether they were %s within %d days", r.Target, r.Horizon.Days)})
	}
	return append(out, a.uncounted(r.Target, &r.Horizon)...)
}

// uncounted are the leads of which nothing is known within a horizon, or that do
// not count, by why.
func (a *Ages) uncounted(target Target, h *Horizon) []tallied {
	var out []tallied
	for _, x := range []tallied{
		{a.Unworked, "count, but are not known to have been worked by sales: unknown"},
		{a.NotFollowed, "count, but were not looked up late enough: lost to follow-up, and unknown"},
		{a.NoInstant, fmt.Sprintf("count, and were %s, but nobody knows when: unknown", target)},
		{a.TooYoung, fmt.Sprintf("are too young: decided less than %d days before outcomes were looked up", h.Days)},
		{a.Before, fmt.Sprintf("are left out: they were %s before they were decided", target)},
		{a.Undated, "are left out: they are decided as of no instant"},
	} {
		if x.Leads > 0 {
			out = append(out, x)
		}
	}
	return out
}
