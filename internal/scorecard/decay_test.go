package scorecard_test

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/internal/scorecard"
	"github.com/leadqual/leadqual/scoring"
)

// decayed is what one match of that age is worth, in thousandths.
func decayed(p int64, d *scoring.Decay, age scorecard.Age) int64 {
	rule := scoring.Rule{ID: "r", Points: new(milli.Float[scoring.Points](p)), Decay: d}
	return scorecard.WorthOfMatches(&rule, []scorecard.Age{age})
}

// linear is a decay by thousandths of a rate and of days.
func linear(rate, every int64, stepped bool) *scoring.Decay {
	return &scoring.Decay{Kind: scoring.Linear, Rate: new(milli.Float[scoring.Rate](rate)), EveryDays: milli.Float[scoring.Days](every), Stepped: stepped}
}

// halfLife is a decay by thousandths of days.
func halfLife(days int64, stepped bool) *scoring.Decay {
	return &scoring.Decay{Kind: scoring.HalfLife, Days: milli.Float[scoring.Days](days), Stepped: stepped}
}

// maxDays, maxRate and billion are the greatest of each, in thousandths.
const (
	maxDays = 36_525_000
	maxRate = 1000
	billion = milli.MaxAmount
	aDay    = 1000
)

// rounded is half away from zero, of thousandths.
func rounded(x *big.Rat) int64 {
	abs := new(big.Rat).Abs(x)
	abs.Add(abs, big.NewRat(1, 2))
	q := new(big.Int).Quo(abs.Num(), abs.Denom()).Int64()
	return int64(x.Sign()) * q
}

func slowLinear(p int64, d *scoring.Decay, age scorecard.Age) int64 {
	if d.Stepped {
		age = age / scorecard.AgeOfDays(d.EveryDays) * scorecard.AgeOfDays(d.EveryDays)
	}
	left := big.NewRat(1, 1)
	lost := new(big.Rat).Mul(big.NewRat(d.Rate.Thousandths(), 1000), big.NewRat(int64(age), int64(scorecard.AgeOfDays(d.EveryDays))))
	if left.Sub(left, lost).Sign() < 0 {
		return 0
	}
	return rounded(left.Mul(left, big.NewRat(p, 1)))
}

func TestLinearDecayIsExact(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 14))
	upTo := func(bits int) int64 { return int64(r.Uint64N(1 << r.IntN(bits+1))) }
	for i := range 20_000 {
		p := min(upTo(40), billion)
		if r.IntN(2) == 0 {
			p = -p
		}
		d := linear(1+min(upTo(20), maxRate-1), 1+min(upTo(25), maxDays-1), r.IntN(2) == 0)
		age := scorecard.Age(upTo(60))
		if i%2 == 0 { // within the life of the points
			age = scorecard.AgeOfDays(d.EveryDays) / scorecard.Age(d.Rate.Thousandths()) * scorecard.Age(r.IntN(1000))
		}
		if got, want := decayed(p, d, age), slowLinear(p, d, age); got != want {
			t.Fatalf("%v at rate %v per %v days, stepped %v, after %d: %v, want %v", p, *d.Rate, d.EveryDays, d.Stepped, age, got, want)
		}
	}
}

func TestLinearDecay(t *testing.T) {
	const month = 30 * aDay
	for _, x := range []struct {
		p       float64
		rate    float64
		every   int64
		stepped bool
		days    float64
		want    float64
	}{
		// A rate per period from the event's own date, as HubSpot does it.
		{10, 0.5, month, false, 0, 10}, {10, 0.5, month, false, 30, 5}, {10, 0.5, month, false, 15, 7.5},
		{10, 0.5, month, false, 60, 0}, {10, 0.5, month, false, 900, 0},
		// Importance that ends with a lifespan of 90 days, as MadKudu does it.
		{9, 1, 90 * aDay, false, 3, 8.7},
		{-10, 0.5, month, false, 15, -7.5},
		{10, 0.5, month, true, 29.999, 10}, {10, 0.5, month, true, 30, 5}, {10, 0.5, month, true, 59.999, 5}, {10, 0.5, month, true, 60, 0},
		// Halves of a thousandth go away from zero.
		{0.001, 0.5, aDay, false, 1, 0.001}, {-0.001, 0.5, aDay, false, 1, -0.001},
		{0.001, 0.501, aDay, false, 1, 0}, {-0.001, 0.501, aDay, false, 1, 0},
		{0.003, 0.5, aDay, false, 1, 0.002}, {0.005, 0.5, aDay, false, 1, 0.003},
		{10, 1, 1, false, 0.001, 0}, {10, 1, 1, false, 0.0009, 1},
		{10, 0.5, month, false, -3, 10},
		{10, 0, month, false, 300, 10},
	} {
		d := linear(scorecard.Round(x.rate), x.every, x.stepped)
		age := scorecard.Age(math.Round(x.days * float64(day)))
		if got := decayed(scorecard.Round(x.p), d, age); got != scorecard.Round(x.want) {
			t.Errorf("%+v: %v", x, got)
		}
	}
}

func TestHalfLife(t *testing.T) {
	const days = 45 * aDay
	for k := range scorecard.Age(80) {
		for _, p := range []int64{1_000_000, -1_000_000, 3, 12_345, billion} {
			want := rounded(new(big.Rat).SetFrac(big.NewInt(p), new(big.Int).Lsh(big.NewInt(1), uint(k))))
			if got := decayed(p, halfLife(days, false), k*45*day); got != want {
				t.Errorf("%v after %d half-lives: %v, want %v", p, k, got, want)
			}
			if got := decayed(p, halfLife(days, true), k*45*day+45*day-1); got != want {
				t.Errorf("%v after almost %d half-lives, stepped: %v, want %v", p, k+1, got, want)
			}
		}
	}
	for age := scorecard.Age(0); age < 400*day; age += 11*day + 12_345_678 {
		want := scorecard.Round(8 * math.Exp2(-float64(age)/float64(45*day)))
		if got := decayed(8000, halfLife(days, false), age); got != want {
			t.Errorf("after %d: %v, want %v", age, got, want)
		}
	}
	if got := decayed(billion, halfLife(1, false), math.MaxInt64); got != 0 {
		t.Errorf("at the end of time: %v", got)
	}
	// 10 * 2^(-15/30) and 10 * 2^(-1/3)
	for want, age := range map[int64]scorecard.Age{7071: 15 * day, 7937: 10 * day} {
		if got := decayed(10_000, halfLife(30*aDay, false), age); got != want {
			t.Errorf("after %d days: %v, want %v", age/day, got, want)
		}
	}
}

func TestNoDecay(t *testing.T) {
	for name, d := range map[string]*scoring.Decay{
		"none": nil, "zero": {}, "unknown kind": {Kind: "sudden", Rate: new(scoring.Rate(0.5)), EveryDays: 1, Days: 1},
		"no period": linear(500, 0, true), "negative period": linear(500, -1, false), "no rate": {Kind: scoring.Linear, EveryDays: 1},
		"negative rate": linear(-500, 1, false), "no half-life": halfLife(0, true), "negative half-life": halfLife(-3, false),
	} {
		for _, age := range []scorecard.Age{0, 1, 90 * day, math.MaxInt64} {
			if got := decayed(10_000, d, age); got != 10_000 {
				t.Errorf("%s after %d: %v", name, age, got)
			}
		}
	}
}

func TestDecayBeyondTheBounds(t *testing.T) {
	maxAge := scorecard.AgeOfDays(scoring.MaxDays)
	if a, b := decayed(billion, linear(math.MaxInt64, maxDays, false), maxAge/2), int64(billion/2); a != b {
		t.Errorf("a rate above the greatest: %v, want %v", a, b)
	}
	if a, b := decayed(billion, linear(1000, math.MaxInt64, false), maxAge/2), int64(billion/2); a != b {
		t.Errorf("a period above the greatest: %v, want %v", a, b)
	}
	if a, b := decayed(billion, halfLife(math.MaxInt64, false), maxAge), int64(billion/2); a != b {
		t.Errorf("a half-life above the greatest: %v, want %v", a, b)
	}
	if got := decayed(billion, linear(1, maxDays, false), math.MaxInt64); got != 0 {
		t.Errorf("the greatest age: %v", got)
	}
	if got := decayed(billion, linear(maxRate, maxDays, false), math.MaxInt64); got != 0 {
		t.Errorf("the greatest product: %v", got)
	}
}

// Points never grow with age and never change sign.
func TestDecayIsMonotonic(t *testing.T) {
	for _, d := range []*scoring.Decay{
		linear(500, 30*aDay, false), linear(500, 30*aDay, true), linear(333, 7*aDay+1, false),
		halfLife(45*aDay, false), halfLife(45*aDay, true), halfLife(1, false),
	} {
		for _, p := range []int64{10_000, -7} {
			last := p
			for age := scorecard.Age(0); age < 100*day; age += day / 3 {
				got := decayed(p, d, age)
				if got*p < 0 || got*sign(p) > last*sign(p) {
					t.Fatalf("%+v: %v after %v at %d", d, got, last, age)
				}
				last = got
			}
		}
	}
}

func TestEachMatchRoundsByItself(t *testing.T) {
	rule := scoring.Rule{ID: "r", Points: new(scoring.Points(0.001)), Decay: linear(500, aDay, false)}
	s := one(rule, func(c *scorecard.Card, s *scorecard.Sheet) { c.Each(s, 0, m, []scorecard.Age{day, day, 2 * day}) })
	check(t, fmt.Sprint(rule), s, m, 0.002, 0.002, 3)
}

func sign(p int64) int64 {
	if p < 0 {
		return -1
	}
	return 1
}
