package eval_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/criteria/criteriatest"
	"github.com/leadqual/leadqual/internal/criteria/eval"
	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify/truth"
)

// The fast evaluation must come to what walking the trees comes to. Facts are
// drawn from the values at which the texts change their answers, and from
// unknown; activities are those of made leads, now and then with a value that
// is no number.

// differ compares the two evaluations; "" where they agree.
func differ(c criteriatest.Compiled, f *eval.Frame) string {
	c.Program.Run(f)
	outcomes, values, known, matches := eval.PlainOutcomes(c.Program, f)
	possible, met := f.Possible(), f.Met()
	for i, want := range outcomes {
		if have := f.Outcome(criteria.Cond(i)); have != want {
			return fmt.Sprintf("%s\nplain %v, fast %v", c.Conds[i], want, have)
		}
		bit := func(words []uint64) bool { return words[i/64]>>(i%64)&1 == 1 }
		if bit(possible) != (want != truth.Unmet) || bit(met) != (want == truth.Met) {
			return fmt.Sprintf("%s\nplain %v, bits possible %v met %v", c.Conds[i], want, bit(possible), bit(met))
		}
		if want == truth.Unknown {
			slots, fault := eval.PlainCauses(c.Program, f, criteria.Cond(i))
			if have, why := c.Program.Causes(f, criteria.Cond(i), nil); !slices.Equal(have, slots) || why != fault || len(slots) == 0 && fault == 0 && !f.NonFinite() {
				return fmt.Sprintf("%s\nrests on %v and %v, plain %v and %v", c.Conds[i], have, why, slots, fault)
			}
		}
	}
	for i := range values {
		if v, ok := f.Number(criteria.Num(i)); ok != known[i] || ok && v != values[i] {
			return fmt.Sprintf("%s\nplain %v %v, fast %v %v", c.Nums[i], values[i], known[i], v, ok)
		}
	}
	for i := range matches {
		if have := f.Matches(criteria.Each(i)); !slices.Equal(have, matches[i]) {
			return fmt.Sprintf("%s\nplain %v, fast %v", c.Eaches[i], matches[i], have)
		}
	}
	return ""
}

func TestFastIsPlain(t *testing.T) {
	sets, leads := testkit.Amount(20, 300, 3000), 40
	for seed := range uint64(sets) {
		checkFast(t, seed, 1+int(seed%60), leads)
	}
}

func checkFast(t *testing.T, seed uint64, texts, leads int) {
	t.Helper()
	c := criteriatest.Compile(seed, texts)
	f := c.Program.NewFrame()
	r := rand.New(rand.NewPCG(seed, 7))
	g := generate.New(seed+1, generate.Options{})
	for i := range leads {
		criteriatest.Fill(r, c.Program, f, g, []float64{0, 0.1, 0.5, 0.9}[i%4])
		if d := differ(c, f); d != "" {
			t.Fatalf("seed %d, lead %d: %s", seed, i, d)
		}
	}
}

// FuzzFastIsPlain is the same for the seeds that the fuzzer thinks of.
func FuzzFastIsPlain(f *testing.F) {
	f.Add(uint64(1), uint8(10))
	f.Fuzz(func(t *testing.T, seed uint64, texts uint8) {
		checkFast(t, seed, 1+int(texts%100), 20)
	})
}
