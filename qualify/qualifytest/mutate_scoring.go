package qualifytest

import (
	"fmt"
	"slices"

	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/scoring"
)

func (m *mutator) scoring() {
	model := m.rs.Scoring
	if model == nil {
		return
	}
	for i := range model.Rules {
		m.rule(model, i)
	}
	step := pointStep(model)
	for i := range model.Groups {
		g := &model.Groups[i]
		place, path := "scoring.groups."+g.ID, fmt.Sprintf("scoring.groups[%d]", i)
		about := m.about.Groups[i]
		m.clips(place, path, &g.Min, &g.Max, about.Sum)
		m.without(place, path+".ready_at", "ready_at", &g.ReadyAt)
		m.threshold(place, path+".ready_at", "ready_at", g.ReadyAt, step, about.Points)
	}
	about := m.about.Score
	m.clips("scoring", "scoring", &model.Min, &model.Max, about.Sum)
	m.threshold("scoring", "scoring.ready_at", "ready_at", model.ReadyAt, step, about.Points)
	m.without("scoring", "scoring.stays_ready_at", "stays_ready_at", &model.StaysReadyAt)
	m.threshold("scoring", "scoring.stays_ready_at", "stays_ready_at", model.StaysReadyAt, step, about.Points)
	if len(model.StaysReadyIn) > 1 {
		for i, stage := range model.StaysReadyIn {
			set(m, &model.StaysReadyIn, slices.Delete(slices.Clone(model.StaysReadyIn), i, i+1), "scoring", "scoring.stays_ready_in", Dropped, fmt.Sprintf("stays_ready_in %q dropped", stage))
		}
	}
	for i := range model.Bands {
		m.threshold("scoring.bands."+model.Bands[i].Name, fmt.Sprintf("scoring.bands[%d].min", i), "min", &model.Bands[i].Min, step, about.Points)
	}
}

// clips tries a sum without its bounds. One that the sum never goes beyond
// would not be missed.
func (m *mutator) clips(place, path string, low, high **scoring.Points, sum qualify.Range) {
	if *low != nil && (sum.Low == nil || *sum.Low < **low) {
		m.without(place, path+".min", "min", low)
	}
	if *high != nil && (sum.High == nil || *sum.High > **high) {
		m.without(place, path+".max", "max", high)
	}
}

// without tries a clip or a threshold that is not there.
func (m *mutator) without(place, path, name string, at **scoring.Points) {
	if *at != nil {
		set(m, at, nil, place, path, Dropped, name+" dropped")
	}
}

// threshold tries one a step higher and a step lower. Where every amount within
// the bounds is on the same side of both, they mean the same.
func (m *mutator) threshold(place, path, name string, at *scoring.Points, step scoring.Points, bounds qualify.Range) {
	if at == nil {
		return
	}
	reached, below := reachable(bounds, *at)
	for _, p := range []scoring.Points{milli.Sum(*at, step), milli.Less(*at, step)} {
		if r, b := reachable(bounds, p); r != b && r == reached && b == below {
			continue
		}
		set(m, at, p, place, path, Moved, fmt.Sprintf("%s %v -> %v", name, *at, p))
	}
}

// pointStep is the smallest difference between two scores without decay and
// calculation.
func pointStep(model *scoring.Model) scoring.Points {
	step := int64(0)
	for _, r := range model.Rules {
		if r.Points != nil {
			step = gcd(step, milli.Nearest(*r.Points))
		}
		for _, t := range r.Tiers {
			step = gcd(step, milli.Nearest(t.Points))
		}
		if r.Compute != "" {
			step = gcd(step, 1000)
		}
	}
	if step == 0 {
		return 1
	}
	return milli.Float[scoring.Points](step)
}

func (m *mutator) rule(model *scoring.Model, i int) {
	r := &model.Rules[i]
	place, path := "scoring."+r.ID, fmt.Sprintf("scoring.rules[%d]", i)
	if r.When != "" {
		m.when(place, path+".when", &r.When)
		set(m, &r.When, "", place, path+".when", Dropped, "when dropped")
	}
	m.when(place, path+".each", &r.Each)
	m.when(place, path+".compute", &r.Compute)
	if r.Points != nil {
		m.half(place, path+".points", "points", r.Points, nil, nil)
	}
	for j := range r.Tiers {
		t := &r.Tiers[j]
		at := fmt.Sprintf("tiers[%d]", j)
		m.when(place+"."+at, path+"."+at+".when", &t.When)
		var before, next *scoring.Points
		if j > 0 {
			before = &r.Tiers[j-1].Points
		}
		if j+1 < len(r.Tiers) {
			next = &r.Tiers[j+1].Points
		}
		m.half(place+"."+at, path+"."+at+".points", "points", &t.Points, before, next)
		drop(m, &r.Tiers, j, place+"."+at, path+"."+at)
	}
	if r.Compute != "" {
		m.half(place, path+".min", "min", r.Min, nil, nil)
		m.half(place, path+".max", "max", r.Max, nil, nil)
	}
	m.times(r, place, path)
	drop(m, &model.Rules, i, place, path)
}

// half tries half the points, but no more than those of the tier before and no
// less than those of the next.
func (m *mutator) half(place, path, name string, at, before, next *scoring.Points) {
	half := halfOf(*at)
	if before != nil {
		half = min(half, *before)
	}
	if next != nil {
		half = max(half, *next)
	}
	if half != *at {
		set(m, at, half, place, path, Halved, fmt.Sprintf("%s %v -> %v", name, *at, half))
	}
}

// times tries other limits, windows and decays.
func (m *mutator) times(r *scoring.Rule, place, path string) {
	if r.Limit > 0 {
		for _, n := range []int{r.Limit + 1, r.Limit - 1} {
			if n > 0 {
				set(m, &r.Limit, n, place, path+".limit", Moved, fmt.Sprintf("limit %d -> %d", r.Limit, n))
			}
		}
		if r.PerDays == 0 {
			set(m, &r.Limit, 0, place, path+".limit", Dropped, "limit dropped")
		}
	}
	if r.LimitBy != "" {
		set(m, &r.LimitBy, "", place, path+".limit_by", Dropped, "limit_by dropped")
	}
	m.days(place, path+".per_days", "per_days", &r.PerDays)
	m.days(place, path+".within_days", "within_days", &r.WithinDays)
	if r.Decay != nil {
		set(m, &r.Decay, nil, place, path+".decay", Dropped, "decay dropped")
		d := r.Decay
		m.days(place, path+".decay.every_days", "every_days", &d.EveryDays)
		m.days(place, path+".decay.days", "days", &d.Days)
		set(m, &d.Stepped, !d.Stepped, place, path+".decay.stepped", Turned, fmt.Sprintf("stepped -> %v", !d.Stepped))
	}
}

// days tries a length of time that is a tenth longer and shorter.
func (m *mutator) days(place, path, name string, at *scoring.Days) {
	for _, d := range nearDays(*at) {
		set(m, at, d, place, path, Moved, fmt.Sprintf("%s %v -> %v", name, *at, d))
	}
}

// nearDays are a length of time moved by a tenth, in whole days where it is; none
// for 0.
func nearDays(d scoring.Days) (near []scoring.Days) {
	if d == 0 {
		return nil
	}
	const day = 1000
	now := milli.Nearest(d)
	step := max(now/10, 1)
	if now%day == 0 {
		step = max((step+day/2)/day*day, day)
	}
	for _, to := range []int64{now + step, now - step} {
		if to > 0 {
			near = append(near, milli.Float[scoring.Days](to))
		}
	}
	return near
}
