package audit

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/leadqual/leadqual/internal/stats"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/scoring"
)

// The examples of R. G. Newcombe, "Two-sided confidence intervals for the
// single proportion", Statistics in Medicine 17 (1998), table I, method 3.
func TestWilsonAgreesWithPublishedValues(t *testing.T) {
	for _, x := range []struct {
		hits, n   int
		low, high float64
	}{
		{81, 263, 0.2553, 0.3662},
		{15, 148, 0.0624, 0.1605},
		{0, 20, 0, 0.1611},
		{1, 29, 0.0061, 0.1718},
		{29, 29, 1 - 0.1170, 1}, // 1 minus that of 0 of 29
	} {
		r := RateOf(x.hits, x.n)
		if math.Abs(r.Low-x.low) > 0.00005 || math.Abs(r.High-x.high) > 0.00005 {
			t.Errorf("%d of %d: %.4f to %.4f, want %.4f to %.4f", x.hits, x.n, r.Low, r.High, x.low, x.high)
		}
	}
}

// The Wilson interval holds just the rates p that are within z standard errors,
// sqrt(p(1-p)/n), of the observed one.
func TestWilsonSolvesItsEquation(t *testing.T) {
	for n := 1; n < 60; n++ {
		for hits := range n + 1 {
			r := RateOf(hits, n)
			for _, p := range []float64{r.Low, r.High} {
				off := math.Abs(r.Rate-p) - stats.Z95*math.Sqrt(p*(1-p)/float64(n))
				if math.Abs(off) > 1e-9 {
					t.Errorf("%d of %d: %v is off by %v", hits, n, p, off)
				}
			}
			if r.Low > r.Rate || r.Rate > r.High || r.Low < 0 || r.High > 1 {
				t.Errorf("%d of %d: %+v", hits, n, r)
			}
		}
	}
	for _, r := range []Rate{RateOf(0, 0), RateOf(3, 0), RateOf(1, -1)} {
		if r != (Rate{High: 1, KnownHigh: 1}) {
			t.Errorf("no leads: %+v", r)
		}
	}
	if r := RateOf(9, 3); r != RateOf(3, 3) {
		t.Errorf("more hits than leads: %+v", r)
	}
}

// lead is a lead of the brute-force computations below.
type lead struct {
	points scoring.Points
	hit    bool
}

func histogramOf(leads []lead) *Histogram {
	h := &Histogram{}
	for _, l := range leads {
		h.note(l.points, qualify.Known(l.hit), maxBuckets)
	}
	return h
}

func randomLeads(r *rand.Rand) []lead {
	leads := make([]lead, 2+r.IntN(120))
	span := 1 + r.IntN(40)
	for i := range leads {
		leads[i].points = scoring.Points(r.IntN(span)-span/2) / 2
		leads[i].hit = r.IntN(span) < 1+int(2*leads[i].points)+span/2
	}
	return leads
}

func TestAUCAgreesWithAllPairs(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 400 {
		leads := randomLeads(r)
		h := histogramOf(leads)
		h.note(0.007, qualify.Opt[bool]{}, maxBuckets) // not known: does not count
		// psi is 1 where the hit wins the pair, half where it ties.
		psi := func(hit, miss lead) float64 {
			switch {
			case hit.points > miss.points:
				return 1
			case hit.points == miss.points:
				return 0.5
			}
			return 0
		}
		var hits, misses []lead
		for _, l := range leads {
			if l.hit {
				hits = append(hits, l)
			} else {
				misses = append(misses, l)
			}
		}
		got := h.AUC()
		if len(hits) == 0 || len(misses) == 0 {
			if got != nil {
				t.Fatalf("%d hits, %d misses: %+v", len(hits), len(misses), got)
			}
			continue
		}
		m, n := float64(len(hits)), float64(len(misses))
		auc := 0.0
		for _, x := range hits {
			for _, y := range misses {
				auc += psi(x, y) / m / n
			}
		}
		if math.Abs(got.AUC-auc) > 1e-12 || got.Hits != len(hits) || got.Misses != len(misses) {
			t.Fatalf("%v: %+v, want %v", leads, got, auc)
		}
		if len(hits) < 2 || len(misses) < 2 {
			if got.Low != 0 || got.High != 1 {
				t.Fatalf("one lead on a side: %+v", got)
			}
			continue
		}
		// DeLong's variance by its definition.
		s10, s01 := 0.0, 0.0
		for _, x := range hits {
			v := 0.0
			for _, y := range misses {
				v += psi(x, y) / n
			}
			s10 += (v - auc) * (v - auc) / (m - 1)
		}
		for _, y := range misses {
			v := 0.0
			for _, x := range hits {
				v += psi(x, y) / m
			}
			s01 += (v - auc) * (v - auc) / (n - 1)
		}
		half := 1.959964 * math.Sqrt(s10/m+s01/n)
		if math.Abs(got.Low-max(0, auc-half)) > 1e-6 || math.Abs(got.High-min(1, auc+half)) > 1e-6 {
			t.Fatalf("%+v, want %v either side", got, half)
		}
	}
}

// Every lead ten times over, those with equal points each the mean of all: the
// tenths of that list are the deciles.
func TestDecilesAgreeWithSortedLeads(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		leads := randomLeads(r)
		mean, count := map[scoring.Points]float64{}, map[scoring.Points]float64{}
		hits := 0.0
		for _, l := range leads {
			count[l.points]++
			if l.hit {
				mean[l.points]++
				hits++
			}
		}
		slices.SortFunc(leads, func(a, b lead) int { return cmp.Compare(b.points, a.points) })
		var long []scoring.Points
		for _, l := range leads {
			for range 10 {
				long = append(long, l.points)
			}
		}
		found := 0.0
		h := histogramOf(leads)
		for d, got := range h.Deciles() {
			part := long[d*len(leads) : (d+1)*len(leads)]
			want := 0.0
			for _, p := range part {
				want += mean[p] / count[p] / 10
			}
			found += want
			share := 0.0
			if hits > 0 {
				share = found / hits
			}
			if math.Abs(got.Hits-want) > 1e-9 || math.Abs(got.Found-share) > 1e-9 || got.To != part[0] || got.From != part[len(part)-1] ||
				math.Abs(got.Leads-float64(len(leads))/10) > 1e-9 || got.Decile != d+1 {
				t.Fatalf("decile %d: %+v, want %v hits, %v found, %v to %v", d+1, got, want, share, part[len(part)-1], part[0])
			}
			if d == 1 && math.Abs(h.TopFifth()-share) > 1e-9 {
				t.Fatalf("top fifth %v, want %v", h.TopFifth(), share)
			}
		}
	}
	if (&Histogram{}).Deciles() != nil || (&Histogram{}).TopFifth() != 0 {
		t.Error("deciles of nothing")
	}
}

func TestReliabilityAgreesWithTheLeads(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 300 {
		leads := randomLeads(r)
		h := histogramOf(leads)
		got := h.Reliability()
		if len(got.Steps) > 10 {
			t.Fatalf("%d steps", len(got.Steps))
		}
		total, distance, brier := 0, 0.0, 0.0
		for i, step := range got.Steps {
			hits, n, expected := 0, 0, 0.0
			for _, l := range leads {
				if l.points < step.From || l.points > step.To {
					continue
				}
				n++
				y := 0.0
				if l.hit {
					hits++
					y = 1
				}
				if got.Calibration != nil {
					p := 1 / (1 + math.Exp(-got.Calibration.Intercept-got.Calibration.Slope*float64(l.points)))
					expected += p
					brier += (p - y) * (p - y) / float64(len(leads))
				}
			}
			total += n
			if step.Rate != RateOf(hits, n) || math.Abs(step.Expected-expected/float64(n)) > 1e-9 {
				t.Fatalf("step %d: %+v, want %d of %d, expected %v", i, step, hits, n, expected/float64(n))
			}
			if got.Calibration != nil {
				distance += math.Abs(float64(hits)-expected) / float64(len(leads))
			}
			if i > 0 && step.From <= got.Steps[i-1].To {
				t.Fatalf("steps overlap: %+v", got.Steps)
			}
		}
		if total != len(leads) || math.Abs(got.Error-distance) > 1e-9 || math.Abs(got.Brier-brier) > 1e-9 {
			t.Fatalf("%d of %d leads in the steps, error %v, want %v, Brier %v, want %v", total, len(leads), got.Error, distance, got.Brier, brier)
		}
	}
	if (&Histogram{}).Reliability() != nil {
		t.Error("reliability of nothing")
	}
}

// At the maximum of the likelihood both derivatives are 0.
func TestCalibrationIsTheMaximum(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	fitted := 0
	for range 300 {
		leads := randomLeads(r)
		c := histogramOf(leads).Calibration()
		if c == nil {
			continue
		}
		fitted++
		hits := 0.0
		for _, l := range leads {
			if l.hit {
				hits++
			}
		}
		high, low := (hits+1)/(hits+2), 1/(float64(len(leads))-hits+2) // Platt's targets
		byIntercept, bySlope := 0.0, 0.0
		for _, l := range leads {
			x := float64(l.points)
			want := low
			if l.hit {
				want = high
			}
			off := want - 1/(1+math.Exp(-c.Intercept-c.Slope*x))
			byIntercept += off
			bySlope += off * x
		}
		if math.Abs(byIntercept) > 1e-6 || math.Abs(bySlope) > 1e-6 {
			t.Fatalf("%+v: derivatives %v and %v", c, byIntercept, bySlope)
		}
		if c.Slope != 0 && math.Abs(c.Slope*c.DoubleAt-math.Ln2) > 1e-9 {
			t.Fatalf("%+v: the odds do not double", c)
		}
	}
	if fitted < 200 {
		t.Errorf("only %d calibrations", fitted)
	}
}

// In 1,000 draws about 95 % of the intervals hold the true lift.
func TestLiftCovers(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	for _, x := range []struct {
		with, without int
		p, q          float64
	}{
		{40, 200, 0.5, 0.3}, {100, 100, 0.1, 0.1}, {30, 1000, 0.8, 0.2}, {500, 50, 0.05, 0.2}, {60, 60, 0.02, 0.02},
	} {
		draw := func(n int, p float64) Count {
			c := Count{Leads: n, Known: n}
			for range n {
				if r.Float64() < p {
					c.Hits++
				}
			}
			return c
		}
		w := float64(x.with) / float64(x.with+x.without)
		truth := x.p / (w*x.p + (1-w)*x.q)
		held := 0
		for range 1000 {
			l := LiftOf(draw(x.with, x.p), draw(x.without, x.q))
			if l.Low <= truth && truth <= l.High {
				held++
			}
		}
		if share := float64(held) / 1000; share < 0.93 {
			t.Errorf("%+v: %v of the intervals hold it", x, share)
		}
	}
}

func TestLiftVerdicts(t *testing.T) {
	count := func(hits, n int) Count { return Count{Leads: n, Known: n, Hits: hits} }
	for _, x := range []struct {
		name          string
		with, without Count
		lift          float64
		verdict       LiftVerdict
	}{
		{"twice as good", count(60, 100), count(30, 100), 60.0 / 45, LikelyBetter},
		{"half as good", count(15, 100), count(30, 100), 15 / 22.5, LikelyWorse},
		{"the same, and many", count(3000, 10000), count(3000, 10000), 1, NoDifference},
		{"the same, and few", count(6, 20), count(6, 20), 1, TooLittleData},
		{"nine on one side", count(9, 9), count(0, 100), 109.0 / 9, TooLittleData},
		{"nobody has it", count(0, 0), count(30, 100), 0, TooLittleData},
		{"everybody has it", count(30, 100), count(0, 0), 1, TooLittleData},
		{"nobody hit", count(0, 100), count(0, 100), 0, TooLittleData},
		{"all that hit have it", count(50, 100), count(0, 100), 2, LikelyBetter},
		{"none that hit has it", count(0, 100), count(50, 100), 0, LikelyWorse},
		{"all hit", count(100, 100), count(100, 100), 1, NoDifference},
		{"nothing at all", Count{}, Count{}, 0, TooLittleData},
	} {
		l := LiftOf(x.with, x.without)
		if math.Abs(l.Lift-x.lift) > 1e-12 || l.Verdict != x.verdict {
			t.Errorf("%s: %+v, want %v, %s", x.name, l, x.lift, x.verdict)
		}
		most := 0.0
		if x.with.Known > 0 {
			most = float64(x.with.Known+x.without.Known) / float64(x.with.Known)
		}
		if !(l.Low >= 0 && l.Low <= l.High+1e-12 && l.High <= most+1e-12) {
			t.Errorf("%s: from %v to %v, at most %v", x.name, l.Low, l.High, most)
		}
		if x.with.Known > 0 && x.with.Hits+x.without.Hits > 0 && !(l.Low <= l.Lift+1e-12 && l.Lift <= l.High+1e-12) {
			t.Errorf("%s: %v is not within %v to %v", x.name, l.Lift, l.Low, l.High)
		}
	}
}
