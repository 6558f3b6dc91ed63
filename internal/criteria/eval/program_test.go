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

// What a program comes to must be what the oracle makes of its texts. Facts are
// drawn from the values at which the texts change their answers, and from
// unknown; activities are those of made leads, now and then with a value that
// is no number.

// differ compares the two; "" where they agree.
func differ(c criteriatest.Compiled, f *eval.Frame) string {
	c.Program.Run(f)
	return wrong(c, f)
}

// wrong compares what a program came to in a frame.
func wrong(c criteriatest.Compiled, f *eval.Frame) string {
	o := seenBy(c.Program, f, c.Vocabulary)
	possible, met := f.Possible(), f.Met()
	for i, text := range c.Conds {
		tree := parsed(text)
		want := truthOf(o.of(tree, &scope{}))
		if have := f.Outcome(criteria.Cond(i)); have != want {
			return fmt.Sprintf("%s\nis %v, want %v", text, have, want)
		}
		bit := func(words []uint64) bool { return words[i/64]>>(i%64)&1 == 1 }
		if bit(possible) != (want != truth.Unmet) || bit(met) != (want == truth.Met) {
			return fmt.Sprintf("%s\nis %v, bits possible %v met %v", text, want, bit(possible), bit(met))
		}
		if want != truth.Unknown {
			continue
		}
		behind := causes{oracle: o}
		behind.add(tree, &scope{})
		slots, fault := c.Program.Causes(f, criteria.Cond(i), nil)
		if have := c.Paths(slots); !slices.Equal(have, behind.facts) || fault != behind.fault {
			return fmt.Sprintf("%s\nrests on %v and %v, want %v and %v", text, have, fault, behind.facts, behind.fault)
		}
	}
	for i, text := range c.Nums {
		v, known := f.Number(criteria.Num(i))
		if want, ok := o.of(parsed(text), &scope{}).(float64); ok != known || ok && v != want {
			return fmt.Sprintf("%s\nis %v %v, want %v %v", text, v, known, want, ok)
		}
	}
	for i, text := range c.Eaches {
		var want []int32
		for j, a := range f.Activities() {
			if o.of(predicate(text), (&scope{}).with(a, source{parsed("activities"), &scope{}})) == true {
				want = append(want, int32(j))
			}
		}
		if have := f.Matches(criteria.Each(i)); !slices.Equal(have, want) {
			return fmt.Sprintf("%s\nmatches %v, want %v", text, have, want)
		}
	}
	return ""
}

func truthOf(v any) truth.Truth {
	if v == nil {
		return truth.Unknown
	}
	return truth.Of(v.(bool))
}

func TestProgramIsOracle(t *testing.T) {
	sets, leads := testkit.Amount(32, 400, 4000), 20
	planes, filled := 0, 0
	for seed := range uint64(sets) {
		p, n := checkProgram(t, seed, 1+int(seed%60), leads)
		planes, filled = planes+p, filled+n
	}
	if planes < sets || filled < 10*sets {
		t.Errorf("only %d planes and %d facts filled in, in %d programs: the test has lost its teeth", planes, filled, sets)
	}
}

// checkProgram also counts the program's planes beyond the first, and the facts that
// were filled in for Rerun.
func checkProgram(t *testing.T, seed uint64, texts, leads int) (planes, filled int) {
	t.Helper()
	c := criteriatest.Compile(seed, texts)
	f, other, again := c.Program.NewFrame(), c.Program.NewFrame(), c.Program.NewFrame()
	r := rand.New(rand.NewPCG(seed, 7))
	g := generate.New(seed+1, generate.Options{})
	for i := range leads {
		criteriatest.Fill(r, c.Program, f, g, []float64{0, 0.1, 0.5, 0.9}[i%4])
		if d := differ(c, f); d != "" {
			t.Fatalf("seed %d, lead %d: %s", seed, i, d)
		}
		criteriatest.Fill(r, c.Program, other, g, 0)
		again.CopyFacts(f)
		for range 3 {
			filled += fillSome(r, again, f, other)
			c.Program.Rerun(again, f)
			if d := wrong(c, again); d != "" {
				t.Fatalf("seed %d, lead %d again: %s", seed, i, d)
			}
			again.CopyKnown(f)
		}
	}
	return eval.Planes(c.Program) - 1, filled
}

// fillSome fills in some of the facts that are unknown in a frame, with another one's
// values.
func fillSome(r *rand.Rand, to, f, other *eval.Frame) (filled int) {
	for slot, known := range f.Known {
		if known || !other.Known[slot] || r.IntN(3) > 0 {
			continue
		}
		to.Known[slot], to.Bool[slot], to.Num[slot] = true, other.Bool[slot], other.Num[slot]
		to.Str[slot], to.At[slot], to.List[slot] = other.Str[slot], other.At[slot], other.List[slot]
		filled++
	}
	return filled
}

// FuzzProgramAgainstOracle is the same for the seeds that the fuzzer thinks of.
func FuzzProgramAgainstOracle(f *testing.F) {
	f.Add(uint64(1), uint8(10))
	f.Fuzz(func(t *testing.T, seed uint64, texts uint8) {
		checkProgram(t, seed, 1+int(texts%100), 20)
	})
}
