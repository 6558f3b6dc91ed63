package audit

import (
	"fmt"
	"math"
	"slices"

	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/scoring"
)

// threshold finds ready_at. It goes by the least points that leads can have, for
// only these make a lead ready, and by leads that points alone would make ready:
// no gate is in their way, and no raised hand makes them ready anyway. After is
// what is decided where no amount of points is too few.
func (s *suggester) threshold(old *scoring.Points, train func(*sample) bool, before, after []verdict) *scoring.Points {
	var lows Histogram
	var raised Count
	was := 0
	for i := range s.leads {
		if x := &s.leads[i]; train(x) && x.raised {
			raised.note(x.target)
		}
		if x := &s.leads[i]; train(x) && after[i].ready && !x.raised {
			lows.note(after[i].low, x.target, maxBuckets)
			was += one(before[i].ready)
		}
	}
	at, why := scoring.Points(0), ""
	switch o := &s.options; {
	case o.Calls > 0:
		calls := int(min(o.Calls*s.weeks, 1e9))
		at = s.affordable(calls, after)
		why = fmt.Sprintf("%g calls a week for %.1f weeks", o.Calls, s.weeks)
	case o.Precision > 0:
		p, ok := precise(&lows, raised, o.Precision)
		if !ok {
			s.note("With no threshold do %.0f %% of the ready leads reach the target; ready_at is that of the best tenth.", 100*o.Precision)
			p = top(&lows, 0.1)
		}
		at, why = p, fmt.Sprintf("%.0f %% of the ready leads should be %s", 100*o.Precision, o.Target)
	case old != nil && was > 0:
		at, why = top(&lows, share(was, lows.total().Leads)), "about as many leads are ready as before"
	default:
		at, why = top(&lows, 0.2), "the best fifth"
	}
	change := SuggestedChange{Place: "scoring.ready_at", Kind: "added", After: at.String(), Why: why}
	if old != nil {
		change.Kind, change.Before = "changed", old.String()
	}
	s.out.Changes = append(s.out.Changes, change)
	return &at
}

// affordable is the least threshold at which so many of all leads, raised hands
// included, are ready.
func (s *suggester) affordable(calls int, after []verdict) scoring.Points {
	var points []scoring.Points
	for i := range s.leads {
		if s.leads[i].raised {
			calls--
		} else if after[i].ready {
			points = append(points, after[i].low)
		}
	}
	if calls <= 0 {
		s.note("No calls are left beside those of leads that raise a hand; ready_at is above the points of every lead.")
	}
	if len(points) == 0 {
		return 0
	}
	slices.Sort(points)
	slices.Reverse(points)
	calls = max(0, calls)
	if calls >= len(points) {
		return points[len(points)-1]
	}
	// All with the points of the first that is too many wait.
	return milli.Sum(points[calls], 1)
}

// precise is the least threshold at which the share of hits is at least p among all
// who are ready, those who raised a hand included.
func precise(h *Histogram, raised Count, p float64) (at scoring.Points, ok bool) {
	buckets := h.known()
	sum := raised
	for i := len(buckets) - 1; i >= 0; i-- {
		sum.add(buckets[i].Count)
		if float64(sum.Hits) >= p*float64(sum.Known) && sum.Known-raised.Known >= minSide {
			at, ok = buckets[i].from, true
		}
	}
	return at, ok
}

// top is the threshold that about a share of the leads reaches.
func top(h *Histogram, share float64) scoring.Points {
	buckets := h.sorted(func(c Count) bool { return c.Leads > 0 })
	want := share * float64(h.total().Leads)
	best, at := math.Inf(1), scoring.Points(0)
	if len(buckets) > 0 {
		at = milli.Sum(buckets[len(buckets)-1].to, 1) // nobody
		best = want
	}
	n := 0
	for i := len(buckets) - 1; i >= 0; i-- {
		n += buckets[i].Leads
		if d := math.Abs(float64(n) - want); d < best {
			best, at = d, buckets[i].from
		}
	}
	// Whole points, so that people can read them.
	return scoring.Points(math.Floor(float64(at)))
}

// sameShare is the threshold of is that as many leads reach as reach at in was.
func sameShare(was, is *Histogram, at scoring.Points) scoring.Points {
	n := 0
	for _, b := range was.sorted(func(c Count) bool { return c.Leads > 0 }) {
		if b.from >= at {
			n += b.Leads
		}
	}
	return top(is, share(n, was.total().Leads))
}

// least are the least points of any lead.
func (h *Histogram) least() scoring.Points {
	buckets := h.sorted(func(c Count) bool { return c.Leads > 0 })
	if len(buckets) == 0 {
		return 0
	}
	return buckets[0].from
}

// leastOf are no more points than any lead can have by the rules, as long as
// activities are no more than a million.
func leastOf(rules []scoring.Rule) scoring.Points {
	sum := scoring.Points(0)
	for i := range rules {
		r := &rules[i]
		low := min(0, pointsOr0(r.Points))
		for _, t := range r.Tiers {
			low = min(low, t.Points)
		}
		switch {
		case r.Compute != "":
			low = min(0, pointsOr0(r.Min))
		case r.Each != "" && r.Limit > 0 && r.PerDays == 0:
			low *= scoring.Points(r.Limit)
		case r.Each != "":
			low *= 1e6
		}
		sum += low
	}
	return max(sum, -1e9)
}

// moved notes a threshold that as many leads reach as before.
func (s *suggester) moved(place string, before, after scoring.Points) {
	change := SuggestedChange{Place: place, Kind: "changed", Before: before.String(), After: after.String(), Why: "about as many leads reach it as before"}
	if before == after {
		change.Kind = "kept"
	}
	s.out.Changes = append(s.out.Changes, change)
}
