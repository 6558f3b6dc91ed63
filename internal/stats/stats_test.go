package stats_test

import (
	"math"
	"testing"

	"github.com/leadqual/leadqual/internal/stats"
)

// The values here were worked out by another program, to the digits shown.

func near(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if !(math.Abs(got-want) <= within) {
		t.Errorf("%s is %.12g, want %.12g", what, got, want)
	}
}

func ends(t *testing.T, what string, got stats.Interval, low, high, within float64) {
	t.Helper()
	near(t, what+": low", got.Low, low, within)
	near(t, what+": high", got.High, high, within)
}

func TestWilson(t *testing.T) {
	for _, c := range []struct {
		hits, n   int
		low, high float64
	}{
		{81, 263, .2552885199, .3662095770},
		{15, 148, .0623863995, .1604872417},
		{0, 20, 0, .1611251581},
		{1, 29, .0061132143, .1717552188},
		{20, 20, 1 - .1611251581, 1},
		{0, 0, 0, 1},
		{5, -1, 0, 1},
	} {
		ends(t, "Wilson", stats.Wilson(c.hits, c.n), c.low, c.high, 1e-10)
	}
	d, i := stats.Newcombe(56, 70, 48, 80)
	near(t, "Newcombe", d, 0.2, 1e-12)
	ends(t, "Newcombe", i, .052431, .333873, 1e-6)
}

func TestBounded(t *testing.T) {
	ends(t, "600 of 1,000 known", stats.Bounded(90, 600, 400), 0.07379615, 0.52096250, 1e-8)
	// Without Wilson's: all unknown lost, all won.
	for _, c := range []struct {
		hits, known, unknown int
		low, high            float64
	}{{90, 600, 400, 0.09, 0.49}, {150, 990, 10, 0.15, 0.16}} {
		n := c.known + c.unknown
		got, wide := stats.Interval{Low: float64(c.hits) / float64(n), High: float64(c.hits+c.unknown) / float64(n)}, stats.Bounded(c.hits, c.known, c.unknown)
		ends(t, "bounds", got, c.low, c.high, 1e-12)
		ends(t, "Wilson's of the bounds", wide, stats.WilsonAt(c.low, float64(n), stats.Z95).Low, stats.WilsonAt(c.high, float64(n), stats.Z95).High, 1e-12)
	}
	ends(t, "all known", stats.Bounded(90, 600, 0), .12365958, .18079361, 1e-8)
	ends(t, "nothing known", stats.Bounded(0, 0, 20), 0, 1, 0)
}

// Both ends of each rate would give a verdict each, and the truth may be
// either.
func TestCornersTellNothing(t *testing.T) {
	a, b := stats.Side{Hits: 800, Known: 8000, Unknown: 2000}, stats.Side{Hits: 900, Known: 6000, Unknown: 4000}
	if p := stats.CornersP(a, b); p < 0.9 {
		t.Errorf("p is %v, want about 1", p)
	}
	better, worse := stats.Corners(stats.Side{Hits: 300, Known: 1000}, stats.Side{Hits: 100, Known: 1000, Unknown: 50})
	if better > 1e-6 || worse < 0.999 {
		t.Errorf("a clear difference: better %v, worse %v", better, worse)
	}
}

func TestMidP(t *testing.T) {
	for _, c := range []struct {
		hitsA, a, hitsB, b int
		p                  float64
	}{
		{12, 40, 9, 90, 0.007088520343},
		{3, 10, 1, 30, 0.043987307145},
		{7, 50, 20, 500, 0.008769797529},
		{0, 10, 0, 20, 1},
		{10, 10, 20, 20, 1},
	} {
		near(t, "mid-p", stats.MidP(c.hitsA, c.a, c.hitsB, c.b), c.p, 1e-12)
		near(t, "mid-p the other way round", stats.MidP(c.hitsB, c.b, c.hitsA, c.a), c.p, 1e-12)
	}
}

// Tail sums by recurrence; here every table is weighed by its own binomials.
func TestTailAgainstBinomials(t *testing.T) {
	choose := func(n, k int) float64 {
		x, _ := math.Lgamma(float64(n + 1))
		y, _ := math.Lgamma(float64(k + 1))
		z, _ := math.Lgamma(float64(n - k + 1))
		return x - y - z
	}
	for _, c := range [][4]int{{1, 7, 3, 9}, {20, 60, 100, 400}, {0, 30, 5, 100}, {90, 100, 100, 1000}, {500, 3000, 200, 3000}, {5, 5, 0, 5}} {
		hitsA, a, hitsB, b := c[0], c[1], c[2], c[3]
		want, hits := 0.0, hitsA+hitsB
		for x := max(hitsA, hits-b, 0); x <= min(a, hits); x++ {
			w := math.Exp(choose(a, x) + choose(b, hits-x) - choose(a+b, hits))
			if x == hitsA {
				w /= 2
			}
			want += w
		}
		if got := stats.Tail(hitsA, a, hitsB, b); math.Abs(got-want) > 1e-9*want {
			t.Errorf("Tail%v = %g, want %g", c, got, want)
		}
		near(t, "both tails", stats.Tail(hitsA, a, hitsB, b)+stats.Tail(hitsB, b, hitsA, a), 1, 1e-12)
	}
}

func TestAdjust(t *testing.T) {
	p := []float64{.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .3240, .4262, .5719, .6528, .7590, 1}
	want := []float64{.0015, .003, .0095, .035625, .0603, .063857, .063857, .0645, .0765, .486, .581182, .714875, .753231, .813214, 1}
	rejected := 0
	for i, q := range stats.Adjust(p) {
		near(t, "adjusted p", q, want[i], 5e-7)
		if q <= 0.05 {
			rejected++
		}
	}
	if rejected != 4 {
		t.Errorf("%d rejected at 5 %%, want 4", rejected)
	}
	shuffled := []float64{1, .0019, .0001, .3240}
	for i, q := range stats.Adjust(shuffled) {
		near(t, "adjusted p out of order", q, []float64{1, .0038, .0004, .432}[i], 1e-12)
	}
	if len(stats.Adjust(nil)) != 0 {
		t.Error("of nothing comes nothing")
	}
}

func TestMantelHaenszel(t *testing.T) {
	strata := []stats.Stratum{
		{A: stats.Side{Hits: 36, Known: 90}, B: stats.Side{Hits: 5, Known: 10}},
		{A: stats.Side{Hits: 1, Known: 10}, B: stats.Side{Hits: 18, Known: 90}},
		{A: stats.Side{Hits: 3, Known: 3}}, // no other side: says nothing
	}
	o, ok := stats.MantelHaenszel(strata)
	if !ok {
		t.Fatal("no odds ratio")
	}
	near(t, "odds ratio", o.Ratio, 0.583, 5e-4)
	if o.Low > 0.583 || o.High < 1 {
		t.Errorf("the interval is %v to %v", o.Low, o.High)
	}
	// One stratum: the variance is Woolf's, 1/a + 1/b + 1/c + 1/d.
	o, _ = stats.MantelHaenszel([]stats.Stratum{{A: stats.Side{Hits: 20, Known: 50}, B: stats.Side{Hits: 10, Known: 60}}})
	woolf := stats.Z95 * math.Sqrt(1./20+1./30+1./10+1./50)
	near(t, "Woolf's low end", math.Log(o.Low), math.Log(o.Ratio)-woolf, 1e-12)
	if _, ok := stats.MantelHaenszel(strata[2:]); ok {
		t.Error("an odds ratio of one side")
	}
}

func TestStratified(t *testing.T) {
	rate, i := stats.Stratified([]stats.Layer{
		{N: 300, Side: stats.Side{Hits: 60, Known: 300}},
		{N: 700, Side: stats.Side{Hits: 4, Known: 70}},
	})
	near(t, "rate", rate, 0.1, 1e-12)
	ends(t, "rate", i, 0.07272720, 0.15841788, 1e-8)
	_, i = stats.Stratified([]stats.Layer{{N: 300, Side: stats.Side{Hits: 60, Known: 300}}, {N: 100}})
	if i.Low > 0.15 || i.High < 0.4 {
		t.Errorf("a layer that nobody looked at must leave it open: %v", i)
	}
	_, i = stats.Stratified([]stats.Layer{{N: 1000, Side: stats.Side{Hits: 90, Known: 600, Unknown: 400}}})
	ends(t, "one layer is Bounded", i, 0.07379615, 0.52096250, 1e-8)
}

func TestPSI(t *testing.T) {
	near(t, "PSI", stats.PSI([]int{50, 30, 20}, []int{200, 500, 300}), 0.417598855, 1e-9)
	near(t, "limit", stats.PSILimit(3, 100, 1000), 0.101313744, 1e-9)
	near(t, "limit of many", stats.PSILimit(3, 10_000, 10_000), 0.1, 0)
	near(t, "chi-square quantile", stats.ChiSquareQuantile(0.01, 9), 21.665994, 1e-6)
	near(t, "chi-square quantile", stats.ChiSquareQuantile(0.05, 1), stats.Z95*stats.Z95, 1e-9)
	if x := stats.PSI([]int{0, 10}, []int{5, 5}); !(x > 0 && x < 10) {
		t.Errorf("PSI with an empty group is %v", x)
	}
}

func TestArms(t *testing.T) {
	x, p := stats.ArmsP([]int{5110, 4890}, []float64{.5, .5})
	near(t, "chi-square", x, 4.84, 1e-9)
	near(t, "p", p, 0.0278, 5e-5)
	x, p = stats.ArmsP([]int{21306, 21387, 21307}, []float64{1. / 3, 1. / 3, 1. / 3})
	near(t, "Hillstrom's chi-square", x, 0.20253125, 1e-9)
	near(t, "Hillstrom's p", p, 0.90369, 5e-6)
}

func TestNormal(t *testing.T) {
	for x := -8.0; x <= 30; x += 0.37 {
		want := math.Erfc(x/math.Sqrt2) / 2
		if got := stats.Normal(x); math.Abs(got/want-1) > 1e-11 {
			t.Errorf("Normal(%v) = %g, want %g", x, got, want)
		}
	}
	near(t, "95 %", 2*stats.Normal(stats.Z95), 0.05, 1e-14)
	near(t, "90 %", 2*stats.Normal(stats.Z90), 0.10, 1e-14)
	near(t, "99 %", 2*stats.Normal(stats.Z99), 0.01, 1e-14)
}

func TestTrend(t *testing.T) {
	if z := stats.Trend([]int{10, 20, 30, 40}, []int{100, 100, 100, 100}); z < 5 {
		t.Errorf("a rise by ten each has z = %v", z)
	}
	near(t, "no rise", stats.Trend([]int{10, 20, 20, 10}, []int{100, 100, 100, 100}), 0, 1e-9)
	near(t, "nothing", stats.Trend([]int{0, 0}, []int{0, 10}), 0, 0)
	// Of two groups its square is the chi-square of the two by two table.
	z := stats.Trend([]int{30, 45}, []int{100, 120})
	p := 75. / 220
	d := 45./120 - 30./100
	near(t, "two groups", z, d/math.Sqrt(p*(1-p)*(1./100+1./120)), 1e-12)
}

func days(n int, events ...[2]int) []stats.Day {
	out := make([]stats.Day, n)
	for _, e := range events {
		switch e[1] {
		case 1:
			out[e[0]].Won++
		case 2:
			out[e[0]].Lost++
		default:
			out[e[0]].Open++
		}
	}
	return out
}

func TestCurve(t *testing.T) {
	events := [][2]int{{3, 1}, {5, 1}, {5, 2}, {7, 0}, {8, 1}, {10, 0}, {12, 2}, {14, 1}, {20, 0}, {20, 0}}
	curve := stats.Curve(days(21, events...), 1)
	if len(curve) != 4 {
		t.Fatalf("%d points", len(curve))
	}
	for i, want := range []struct {
		day        int
		rate, vari float64
	}{{3, 0.1, 0.009}, {5, 0.2, 0.016}, {8, 0.316666667, 0.023259259259}, {14, 0.4625, 0.030783854167}} {
		p := curve[i]
		if p.Day != want.day {
			t.Errorf("point %d is on day %d", i, p.Day)
		}
		near(t, "curve", p.Rate, want.rate, 1e-9)
		near(t, "variance", p.Var, want.vari, 1e-12)
	}
	last := curve[3]
	near(t, "n_eff", last.Rate*(1-last.Rate)/last.Var, 8.075458929, 1e-9)
	ends(t, "day 14", last.Interval, 0.191248944, 0.757927560, 1e-9)
	if p := stats.At(curve, 13); p.Day != 8 {
		t.Errorf("day 13 is that of day %d", p.Day)
	}
	if p := stats.At(curve, 2); p.Rate != 0 {
		t.Errorf("on day 2 %v were won", p.Rate)
	}
	if got := stats.Curve(days(21, events...), 8); len(got) != 2 || got[1].AtRisk != 9 {
		t.Errorf("with at least eight at risk it is %v", got)
	}

	// Losses without an instant stay at risk to the cut-off.
	kept := stats.Curve(days(21, [2]int{3, 1}, [2]int{5, 1}, [2]int{20, 2}, [2]int{7, 0}, [2]int{8, 1}, [2]int{10, 0}, [2]int{20, 2}, [2]int{14, 1}, [2]int{20, 0}, [2]int{20, 0}), 1)
	for i, want := range []float64{0.1, 0.2, 0.314285714, 0.451428571} {
		near(t, "losses kept at risk", kept[i].Rate, want, 1e-9)
	}

	// Without censoring it is the plain rate.
	plain := make([]stats.Day, 10)
	plain[1].Won, plain[2].Lost, plain[3].Won, plain[9].Open = 3, 4, 2, 11
	got := stats.Curve(plain, 1)
	near(t, "rate", got[len(got)-1].Rate, 0.25, 1e-12)
	near(t, "variance", got[len(got)-1].Var, 0.009375, 1e-12)

	// All gone at once.
	all := []stats.Day{{Won: 5}}
	if got := stats.Curve(all, 1); got[0].Rate != 1 || got[0].Low != stats.Wilson(5, 5).Low {
		t.Errorf("all won on one day: %+v", got)
	}
	if stats.Curve(nil, 1) != nil || stats.Curve(make([]stats.Day, 5), 10) != nil {
		t.Error("a curve of nobody")
	}
}

func TestHorizon(t *testing.T) {
	wins := make([]int, 100)
	wins[10], wins[50], wins[90] = 80, 10, 10
	for followed, want := range map[int]bool{99: false, 100: true, 400: true} {
		if days, settled := stats.Horizon(wins, followed); days != 50 || settled != want {
			t.Errorf("followed for %d days: %d, %v", followed, days, settled)
		}
	}
	if _, settled := stats.Horizon(make([]int, 10), 1000); settled {
		t.Error("a horizon without wins")
	}
}

// Where all have won nothing is sure either: the interval is as wide as the number of
// leads that it stands on allows.
func TestCurveOfWinsOnly(t *testing.T) {
	for _, c := range []struct {
		name string
		days []stats.Day
		low  float64
	}{
		{"at once", []stats.Day{{}, {Won: 12}}, stats.Wilson(12, 12).Low},
		{"in turn", []stats.Day{{}, {Won: 6}, {Won: 12}}, stats.Wilson(18, 18).Low},
		{"most were followed for a day", []stats.Day{{}, {Won: 100, Open: 388}, {Won: 12}}, 1 - 0.8*(1-stats.Wilson(12, 12).Low)},
	} {
		curve := stats.Curve(c.days, stats.MinAtRisk)
		last := curve[len(curve)-1]
		if last.Rate != 1 && math.Abs(last.Rate-1) > 1e-12 || math.Abs(last.Interval.Low-c.low) > 1e-9 || last.Interval.High != 1 {
			t.Errorf("%s: %+v, want a low end of %.4f", c.name, last, c.low)
		}
	}
}
