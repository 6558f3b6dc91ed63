package audit

import (
	"maps"
	"slices"

	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/scoring"
)

// A Histogram counts leads by points. The zero Histogram is empty.
//
// It is exact, a bucket for each amount, up to a few thousand amounts. Beyond
// that buckets are made wider until they are few enough again: 1/1000 point,
// then 5/1000, 1/100 and so on. Each width divides the next, so the result
// does not depend on the order of leads or on how they were divided among
// workers.
type Histogram struct {
	// Width is the width of every bucket; 0 is 1/1000 point, so that buckets
	// are single amounts.
	Width scoring.Points `json:"width,omitempty"`
	// Buckets are by the least amount of the bucket, in thousandths of a point.
	Buckets map[int64]*Count `json:"buckets,omitempty"`
}

const (
	maxBuckets      = 5000 // of the histogram of all leads
	maxMonthBuckets = 200  // of one month's
	maxWorths       = 24   // of one rule's amounts
	maxLike         = 64   // of the leads of one part
)

func (h *Histogram) width() int64 { return max(1, milli.Nearest(h.Width)) }

// floor is the least amount of the bucket of p.
func floor(p, width int64) int64 {
	f := p - p%width
	if p < 0 && f != p {
		f -= width
	}
	return f
}

func (h *Histogram) note(p scoring.Points, target qualify.Opt[bool], limit int) {
	var c Count
	c.note(target)
	h.count(p, c, limit)
}

func (h *Histogram) count(p scoring.Points, c Count, limit int) {
	h.put(milli.Nearest(p), c)
	h.fit(limit)
}

func (h *Histogram) put(p int64, c Count) {
	if h.Buckets == nil {
		h.Buckets = map[int64]*Count{}
	}
	from := floor(p, h.width())
	have := h.Buckets[from]
	if have == nil { // a pointer, so that all but the first need one look
		have = new(Count)
		h.Buckets[from] = have
	}
	have.add(c)
}

// bucket is the bucket that begins at an amount, empty where there is none.
func (h *Histogram) bucket(from int64) Count {
	if c := h.Buckets[from]; c != nil {
		return *c
	}
	return Count{}
}

// fit widens the buckets until there are no more than limit.
func (h *Histogram) fit(limit int) {
	for len(h.Buckets) > limit {
		h.widen(wider(h.width()))
	}
}

// wider is the width after w in 1, 5, 10, 50, 100, ...
func wider(w int64) int64 {
	power := int64(1)
	for power*10 <= w {
		power *= 10
	}
	if w < power*5 {
		return power * 5
	}
	return power * 10
}

func (h *Histogram) widen(width int64) {
	old := h.Buckets
	h.Width, h.Buckets = milli.Float[scoring.Points](width), make(map[int64]*Count, len(old))
	for from, c := range old {
		if c != nil { // a reader of JSON may leave one
			h.put(from, *c)
		}
	}
}

func (h *Histogram) merge(g *Histogram, limit int) {
	if g.width() > h.width() {
		h.widen(g.width())
	}
	for from := range g.Buckets {
		h.put(from, g.bucket(from))
	}
	h.fit(limit)
}

// A bucket is a bucket of a Histogram.
type bucket struct {
	from, to scoring.Points // inclusive
	Count
}

// sorted are the buckets that satisfy keep, by points from the least.
func (h *Histogram) sorted(keep func(Count) bool) []bucket {
	var out []bucket
	for _, from := range slices.Sorted(maps.Keys(h.Buckets)) {
		if c := h.bucket(from); keep(c) {
			out = append(out, bucket{milli.Float[scoring.Points](from), milli.Float[scoring.Points](from + h.width() - 1), c})
		}
	}
	return out
}

// known are the buckets with leads whose target is known.
func (h *Histogram) known() []bucket {
	return h.sorted(func(c Count) bool { return c.Known > 0 })
}

// total sums the buckets up.
func (h *Histogram) total() Count {
	var sum Count
	for from := range h.Buckets {
		sum.add(h.bucket(from))
	}
	return sum
}

// middle is a bucket's amount in points.
func (b *bucket) middle() float64 {
	return float64(milli.Nearest(b.from)+milli.Nearest(b.to)) / 2000
}

// mean is the mean of all leads' points, 0 where there are none.
func (h *Histogram) mean() float64 {
	sum, n := 0.0, 0
	for _, b := range h.sorted(func(c Count) bool { return c.Leads > 0 }) {
		sum += float64(b.middle() * float64(b.Leads))
		n += b.Leads
	}
	if n == 0 {
		return 0
	}
	return sum / float64(n)
}
