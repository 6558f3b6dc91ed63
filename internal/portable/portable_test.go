package portable_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/leadqual/leadqual/internal/portable"
)

func TestExp2AtIntegers(t *testing.T) {
	for k := -1080; k <= 1030; k++ {
		if got, want := portable.Exp2(float64(k)), math.Ldexp(1, k); got != want {
			t.Errorf("Exp2(%d) = %g, want %g", k, got, want)
		}
	}
	if got := portable.Exp2(-3); got != 0.125 {
		t.Errorf("Exp2(-3) = %g", got)
	}
}

func TestExp2AtTheEnds(t *testing.T) {
	for x, want := range map[float64]float64{
		0: 1, math.Inf(-1): 0, math.Inf(1): math.Inf(1), -1e300: 0, 1e300: math.Inf(1),
		-1075: 0, math.Nextafter(-1075, 0): 5e-324, math.Nextafter(-1075, -2000): 0, -1074.5: 5e-324,
		1024: math.Inf(1),
	} {
		if got := portable.Exp2(x); got != want {
			t.Errorf("Exp2(%v) = %g, want %g", x, got, want)
		}
	}
	if got := portable.Exp2(math.NaN()); got == got {
		t.Errorf("Exp2(NaN) = %g", got)
	}
	below := math.Nextafter(1024, 0)
	if got, want := portable.Exp2(below), math.Exp2(below); math.Abs(got/want-1) > 1e-15 {
		t.Errorf("Exp2(%v) = %g, want %g", below, got, want)
	}
}

func TestExp2IsClose(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	check := func(x float64) {
		t.Helper()
		got, want := portable.Exp2(x), math.Exp2(x)
		if d := math.Abs(got-want) / want; d > 1e-15 {
			t.Errorf("Exp2(%v) = %v, want %v: off by %g", x, got, want, d)
		}
	}
	for range 20_000 {
		check(-r.Float64())
		check(-r.Float64() * 60)
		check((r.Float64()*2 - 1) * 1020)
	}
	for _, x := range []float64{0.5, -0.5, 1.5, -1.5, math.Nextafter(0.5, 0), math.Nextafter(-0.5, 0), 1e-300, -1e-300} {
		check(x)
	}
}

// A subnormal result has few bits, so it is compared by its distance.
func TestExp2Subnormal(t *testing.T) {
	for x := -1022.0; x > -1076; x -= 0.0625 {
		got, want := portable.Exp2(x), math.Exp2(x)
		if math.Abs(got-want) > math.Max(5e-324, want*1e-15) {
			t.Errorf("Exp2(%v) = %g, want %g", x, got, want)
		}
	}
}

func TestExp2IsMonotonicOverADecay(t *testing.T) {
	last := 1.0
	for i := range 200_000 {
		got := portable.Exp2(-float64(i) / 1000)
		if got > last {
			t.Fatalf("Exp2 rises at -%d/1000", i)
		}
		last = got
	}
}

// negLog2 is -log2((h + 0.5)/2^64) with many digits: log(1-t) for a small
// distance t to 1 as a series, else by package math without a subtraction that
// would lose digits.
func negLog2(h uint64) float64 {
	if d := ^h; d < 1<<40 {
		t := new(big.Float).SetPrec(200).SetInt(new(big.Int).SetUint64(d))
		t.Add(t, big.NewFloat(0.5)).SetMantExp(t, -64)
		sum, p := new(big.Float).SetPrec(200), new(big.Float).SetPrec(200).SetInt64(1)
		for k := int64(1); k < 10; k++ {
			p.Mul(p, t)
			sum.Add(sum, new(big.Float).SetPrec(200).Quo(p, big.NewFloat(float64(k))))
		}
		got, _ := sum.Float64()
		return got / math.Ln2
	}
	fraction, e := math.Frexp(float64(h) + 0.5)
	if e == 64 {
		return -math.Log1p(-(float64(^h)+0.5)/(1<<64)) / math.Ln2
	}
	return float64(64-e) - math.Log2(fraction)
}

func TestNegLog2IsClose(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	check := func(h uint64) {
		t.Helper()
		got, want := portable.NegLog2(h), negLog2(h)
		if math.Abs(got-want) > 1e-15*want {
			t.Errorf("NegLog2(%#x) = %v, want %v: off by %g", h, got, want, math.Abs(got/want-1))
		}
	}
	for range 20_000 {
		check(r.Uint64())
		check(r.Uint64() >> r.IntN(64))
		check(^(r.Uint64() >> r.IntN(64)))
	}
	for _, h := range []uint64{0, 1, 2, 1<<32 - 1, 1 << 32, 1<<53 - 1, 1 << 53, 1<<63 - 1, 1 << 63, math.MaxUint64,
		0xb504f333f9de6484, 0xb504f333f9de6485, 0x5a827999fcef3242, 0x5a827999fcef3243} {
		check(h)
	}
}

func TestNegLog2IsPositiveAndFalls(t *testing.T) {
	if got := portable.NegLog2(0); got != 65 {
		t.Errorf("NegLog2(0) = %v, want 65", got)
	}
	last := math.Inf(1)
	for i := range uint64(1 << 16) {
		got := portable.NegLog2(i << 48)
		if got >= last || got <= 0 {
			t.Fatalf("NegLog2(%#x) = %v after %v", i<<48, got, last)
		}
		last = got
	}
	if got := portable.NegLog2(math.MaxUint64); got <= 0 || got > 1e-19 {
		t.Errorf("NegLog2 of the greatest = %v", got)
	}
}

func TestNothingAllocates(t *testing.T) {
	if n := testing.AllocsPerRun(100, func() { sink = portable.Exp2(-1.3) + portable.NegLog2(12345) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

var sink float64

func BenchmarkExp2(b *testing.B) {
	for b.Loop() {
		sink = portable.Exp2(-1.37)
	}
}

func BenchmarkNegLog2(b *testing.B) {
	for b.Loop() {
		sink = portable.NegLog2(0x123456789abcdef0)
	}
}

func TestExpAndLogAreClose(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 20_000 {
		x := (r.Float64()*2 - 1) * 700
		if got, want := portable.Exp(x), math.Exp(x); math.Abs(got/want-1) > 1e-15*(1+math.Abs(x)) {
			t.Errorf("Exp(%v) = %v, want %v", x, got, want)
		}
		y := math.Exp(x)
		for _, y := range []float64{y, 1 + x/1e6} {
			if got, want := portable.Log(y), math.Log(y); math.Abs(got-want) > 1e-15*(1+math.Abs(want)) {
				t.Errorf("Log(%v) = %v, want %v", y, got, want)
			}
		}
	}
	for x, want := range map[float64]float64{0: math.Inf(-1), 1: 0, math.Inf(1): math.Inf(1), 5e-324: -1074 * math.Ln2} {
		if got := portable.Log(x); got != want && math.Abs(got-want) > 1e-12 {
			t.Errorf("Log(%v) = %v, want %v", x, got, want)
		}
	}
	for _, x := range []float64{-1, math.NaN(), math.Inf(-1)} {
		if got := portable.Log(x); got == got {
			t.Errorf("Log(%v) = %v, want NaN", x, got)
		}
	}
	if portable.Exp(0) != 1 || portable.Exp(math.Inf(1)) != math.Inf(1) || portable.Exp(math.Inf(-1)) != 0 {
		t.Error("Exp at 0 and the ends")
	}
}
