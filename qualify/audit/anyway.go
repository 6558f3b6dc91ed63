package audit

import (
	"math"

	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/internal/stats"
)

// An AnywayRow compares leads that meet a part with leads that do not among
// those that sales calls either way.
type AnywayRow struct {
	Met       Count `json:"met"`
	Unmet     Count `json:"unmet"`
	MetRate   Rate  `json:"met_rate"`
	UnmetRate Rate  `json:"unmet_rate"`
	Lift      Lift  `json:"lift"`
}

// anyway is nil where all outcomes are known, for then it would say less than
// the comparison of all.
func (a *Audit) anyway(c *PartCount, row *PartRow) *AnywayRow {
	if a.Scale == nil || row.Met.Unknown+row.Unmet.Unknown == 0 {
		return nil
	}
	unmet := a.Ready.minus(c.MetReady).minus(c.UnknownReady)
	if c.Anyway.counting() == 0 || unmet.counting() == 0 {
		return nil
	}
	return &AnywayRow{c.Anyway, unmet, c.Anyway.Rate(), unmet.Rate(), LiftOf(c.Anyway, unmet)}
}

// LikePoints compares leads that meet a part with leads that do not among those
// with like points otherwise, by odds: N. Mantel and W. Haenszel, "Statistical
// aspects of the analysis of data from retrospective studies of disease",
// Journal of the National Cancer Institute 22, 1959. Only known outcomes are
// looked at.
type LikePoints struct {
	// Odds is the common ratio of their odds: above 1 leads that meet it reach
	// the target more often. Low and High bound its 95 % interval.
	Odds float64 `json:"odds"`
	Low  float64 `json:"low"`
	High float64 `json:"high"`
	// Classes is the number of classes of points, at most 16.
	Classes int `json:"classes"`
}

// maxClasses is the greatest number of classes of points.
const maxClasses = 16

func (a *Audit) like(c *PartCount) *LikePoints {
	met := &c.Without
	if len(met.Buckets) == 0 {
		met = &c.MetAt // the part moves no points
	}
	strata := classes(met, a.Scores.less(&c.MetAt, &c.UnknownAt))
	odds, ok := stats.MantelHaenszel(strata)
	if !ok {
		return nil
	}
	return &LikePoints{odds.Ratio, odds.Low, odds.High, len(strata)}
}

// less are the leads of h that are in none of the others. All are as coarse as
// the coarsest.
func (h *Histogram) less(others ...*Histogram) *Histogram {
	out := &Histogram{}
	out.merge(h, math.MaxInt)
	for _, o := range others {
		if o.width() > out.width() {
			out.widen(o.width())
		}
	}
	for _, o := range others {
		for from := range o.Buckets {
			at := floor(from, out.width())
			if left := out.bucket(at).minus(o.bucket(from)); left == (Count{}) {
				delete(out.Buckets, at)
			} else {
				out.Buckets[at] = &left
			}
		}
	}
	return out
}

// classes are at most maxClasses classes of points with those that met a part
// and those that did not, of about as many leads each.
func classes(met, unmet *Histogram) []stats.Stratum {
	both := Histogram{}
	both.merge(met, math.MaxInt)
	both.merge(unmet, math.MaxInt)
	width := both.width()
	if met.width() != width || unmet.width() != width {
		met, unmet = met.asWideAs(width), unmet.asWideAs(width)
	}
	buckets := both.known()
	all := both.total().Known
	var out []stats.Stratum
	done := 0
	for i := range buckets {
		// A class ends where a sixteenth of the leads does, or would have.
		if n := len(out); n == 0 || len(buckets) <= maxClasses || done*maxClasses/all > (done-buckets[i-1].Known)*maxClasses/all && n < maxClasses {
			out = append(out, stats.Stratum{})
		}
		last := &out[len(out)-1]
		m, u := met.bucket(milli.Nearest(buckets[i].from)), unmet.bucket(milli.Nearest(buckets[i].from))
		last.A.Hits += m.Hits
		last.A.Known += m.Known
		last.B.Hits += u.Hits
		last.B.Known += u.Known
		done += buckets[i].Known
	}
	return out
}

func (h *Histogram) asWideAs(width int64) *Histogram {
	out := &Histogram{}
	out.merge(h, math.MaxInt)
	if width > out.width() {
		out.widen(width)
	}
	return out
}

// backwards tells whether the data show the opposite of what the rule set takes
// the part for, among all leads or those called anyway, and also among leads
// with like points otherwise.
func (p *PartRow) backwards() bool {
	if p.Like == nil {
		return false
	}
	says := func(v LiftVerdict) bool {
		return p.Lift.Verdict == v || p.Anyway != nil && p.Anyway.Lift.Verdict == v || p.Explored != nil && p.Explored.Verdict == v
	}
	return p.Sign > 0 && says(Worse) && p.Like.High < 1 || p.Sign < 0 && says(Better) && p.Like.Low > 1
}

// A Telling is what would tell whether a part makes a difference of a quarter,
// where too few leads were worked: chance, not sales, has to choose some of the
// others to work.
type Telling struct {
	// Leads are those that count and that nobody worked.
	Leads int `json:"leads"`
	// Share of them, chosen at random and worked, would tell four times in
	// five. 1 where even all of them might not.
	Share float64 `json:"share"`
}

func telling(met, unmet Count) *Telling {
	need := quarter(met, unmet)
	t := &Telling{Leads: met.Unknown + unmet.Unknown}
	for _, c := range []Count{met, unmet} {
		if c.Unknown > 0 {
			t.Share = min(1, max(t.Share, need/float64(c.Unknown)))
		}
	}
	return t
}

// quarter is how many leads on each side would tell four times in five whether
// one side's rate is a quarter above the other's.
func quarter(met, unmet Count) float64 {
	p := 0.05 // where nothing is known
	if known := met.Known + unmet.Known; known > 0 && met.Hits+unmet.Hits > 0 {
		p = float64(met.Hits+unmet.Hits) / float64(known)
	}
	q := min(1, p*mostLift)
	if p >= q {
		return 1 // all hit
	}
	const quantiles = stats.Z95 + 0.8416212335729143 // 5 % two-sided, 80 %
	return quantiles * quantiles * (float64(p*(1-p)) + float64(q*(1-q))) / ((q - p) * (q - p))
}
