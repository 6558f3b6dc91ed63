package scorecard_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/internal/scorecard"
	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/scoring"
)

func TestRound(t *testing.T) {
	for x, want := range map[float64]int64{
		0: 0, math.Copysign(0, -1): 0, 1: 1000, -1: -1000, 12.5: 12_500,
		0.0005: 1, -0.0005: -1, 0.0004999: 0, 0.0015: 2, 1.0005: 1000, // whose float64 is a little below
		0.0625: 63, -0.0625: -63, 0.4375: 438, 1.3125: 1313, // ties that are float64s
		1e-300: 0, math.SmallestNonzeroFloat64: 0,
		1e12: milli.Max, -1e12: -milli.Max, 2e12: milli.Max, -2e12: -milli.Max, 1e300: milli.Max, -1e300: -milli.Max, math.Inf(1): milli.Max, math.Inf(-1): -milli.Max,
		999_999_999_999.999: milli.Max - 1, -999_999_999_999.999: 1 - milli.Max,
	} {
		if got := scorecard.Round(x); got != want {
			t.Errorf("Round(%v) = %d, want %d", x, got, want)
		}
	}
	if got := scorecard.Round(math.NaN()); got != 0 {
		t.Errorf("Round(NaN) = %d", got)
	}
}

func TestRoundIsExact(t *testing.T) {
	r := rand.New(rand.NewPCG(15, 16))
	for range testkit.Amount(10_000, 50_000, 1_000_000) {
		x := r.NormFloat64() * math.Pow(10, float64(r.IntN(12)-4))
		if r.IntN(2) == 0 { // decimals of a tie, just above or below as a float64
			x = (float64(r.IntN(2_000_001)-1_000_000) + 0.5) / 1000
		}
		exact := new(big.Rat).SetFloat64(x)
		if got, want := scorecard.Round(x), rounded(exact.Mul(exact, big.NewRat(1000, 1))); got != want {
			t.Fatalf("Round(%v) = %d, want %d", x, got, want)
		}
	}
}

func TestAgeOf(t *testing.T) {
	asOf := time.Date(2026, 11, 22, 9, 0, 0, 500, time.UTC)
	for _, x := range []struct {
		earlier time.Time
		want    scorecard.Age
	}{
		{asOf, 0},
		{asOf.Add(-1), 1}, // rounded up
		{asOf.Add(-999), 1},
		{asOf.Add(-1000), 1},
		{asOf.Add(-1001), 2},
		{asOf.Add(1), 0}, // up, for what has not happened yet
		{asOf.Add(1000), -1},
		{asOf.Add(1999), -1},
		{asOf.Add(-500), 1},
		{asOf.Add(-time.Second - 1), 1_000_001},
		{asOf.AddDate(0, 0, -30), 30 * day},
		{asOf.Add(-24 * time.Hour).In(time.FixedZone("x", 3600)), day},
		{time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC), 740307*day + 9*3600*1_000_000 + 1},
		{time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC), -2912117*day + 9*3600*1_000_000 + 1},
		{time.Unix(math.MinInt64, 0), scorecard.Age(1_000_000*(asOf.Unix()+(1<<42)) + 1)},
		{time.Unix(math.MaxInt64/2, 0), scorecard.Age(1_000_000*(asOf.Unix()-(1<<42)) + 1)},
	} {
		if got := scorecard.AgeOf(asOf, x.earlier); got != x.want {
			t.Errorf("since %v: %d, want %d", x.earlier, got, x.want)
		}
	}
	for nanos, want := range map[int64]scorecard.Age{0: 0, 1: 1, 999: 1, 1000: 1, 1001: 2, 2000: 2, 5_000_000: 5000} {
		if got := scorecard.AgeOf(time.Unix(7, nanos), time.Unix(7, 0)); got != want {
			t.Errorf("%d ns: %d, want %d", nanos, got, want)
		}
	}
	if got, want := scorecard.AgeOf(time.Unix(math.MaxInt64/2, 0), time.Unix(math.MinInt64, 0)), scorecard.Age(1_000_000<<43); got != want {
		t.Errorf("all of time: %d, want %d", got, want)
	}
}

// An age is within a number of days if and only if the instants are.
func TestAgesCompareAsInstantsDo(t *testing.T) {
	asOf := time.Date(2026, 11, 22, 9, 0, 0, 123, time.UTC)
	r := rand.New(rand.NewPCG(17, 18))
	for range 20_000 {
		days := r.Int64N(10_000)
		bound := time.Duration(days) * 86_400 * time.Millisecond
		at := asOf.Add(-bound + time.Duration(r.IntN(4001)-2000))
		if got, want := scorecard.AgeOf(asOf, at) <= scorecard.AgeOfDays(milli.Float[scoring.Days](days)), asOf.Sub(at) <= bound; got != want {
			t.Fatalf("%v within %v days: %v, want %v", asOf.Sub(at), days, got, want)
		}
	}
}

func TestDaysAge(t *testing.T) {
	for d, want := range map[scoring.Days]scorecard.Age{
		0: 0, 0.001: 86_400_000, 1: day, -1: -day, scoring.MaxDays: 36_525 * day,
		106_751_991.167: 106_751_991_167 * 86_400_000, math.MaxInt64: 106_751_991_167 * 86_400_000, math.MinInt64: -106_751_991_167 * 86_400_000,
	} {
		if got := scorecard.AgeOfDays(d); got != want {
			t.Errorf("%v days are %d, want %d", d, got, want)
		}
	}
}
