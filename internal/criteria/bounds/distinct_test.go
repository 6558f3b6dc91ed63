package bounds_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/criteria/bounds"
	"github.com/leadqual/leadqual/internal/criteria/criteriatest"
	"github.com/leadqual/leadqual/internal/criteria/eval"
	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/internal/testkit"
)

// Whatever some value brings about, a distinct one does.
func TestDistinctValuesDoAll(t *testing.T) {
	sets := testkit.Amount(15, 200, 2000)
	all, kept := 0, 0
	for seed := range uint64(sets) {
		c := criteriatest.Compile(seed, 1+int(seed%12))
		f := c.Program.NewFrame()
		r := rand.New(rand.NewPCG(seed, 9))
		g := generate.New(seed+1, generate.Options{})
		// outcomes are all that comes about by one of the values.
		outcomes := func(slot int, v bounds.Values) map[string]string {
			come := map[string]string{}
			for i := range v.Len() {
				v.Set(f, slot, i)
				c.Program.Run(f)
				key := fmt.Sprint(f.Met(), f.Possible())
				for n := range c.Nums {
					if x, known := f.Number(criteria.Num(n)); known {
						key += fmt.Sprint(" ", n, ":", x)
					}
				}
				come[key] = fmt.Sprintf("value %d of %+v", i, v)
			}
			return come
		}
		for slot, v := range bounds.Candidates(c.Program, 64) {
			d := bounds.Distinct(c.Program, f, slot, v, 64)
			all, kept = all+v.Len(), kept+d.Len()
			for range 4 {
				criteriatest.Fill(r, c.Program, f, g, 0.3)
				few := outcomes(slot, d)
				for key, by := range outcomes(slot, v) {
					if few[key] == "" {
						t.Fatalf("seed %d: only %s of slot %d makes\n%v\n%v\nfrom %v", seed, by, slot, c.Conds, c.Nums, d)
					}
				}
			}
		}
	}
	t.Logf("%d of %d values are distinct", kept, all)
	if kept*10 > all*9 {
		t.Errorf("%d of %d values are kept: the test has lost its teeth", kept, all)
	}
}

// Values differ by what the largest parts that mention nothing else make of
// them.
func TestDistinct(t *testing.T) {
	v := &criteria.Vocabulary{Facts: []criteria.Fact{
		{Path: "custom.n", Kind: criteria.Number}, {Path: "custom.m", Kind: criteria.Number}, {Path: "custom.b", Kind: criteria.Bool},
		{Path: "custom.t", Kind: criteria.String}, {Path: "custom.u", Kind: criteria.String}, {Path: "custom.l", Kind: criteria.Strings},
		{Path: "custom.at", Kind: criteria.Time},
	}, People: []criteria.Fact{{Path: "points", Kind: criteria.Number}}}
	for _, c := range []struct {
		text string
		want int
	}{
		{"custom.n >= 10", 2},
		{"custom.n == 10", 2},
		{"custom.n in 10..20", 2},
		{"custom.n >= 10 and custom.n < 20", 2},
		{"custom.n >= 10 and custom.m >= 500 and custom.n < 20", 3},
		{"custom.n >= 10 and custom.m >= 500", 2},      // 500 tells nothing of n
		{"custom.n >= custom.m and custom.n != 10", 6}, // all of them,
		{"custom.n + 1 >= 11 and custom.m > 3", 2},
		{"custom.n - custom.n == 0 and custom.m > 3", 1},
		{"(custom.n ?? 7) >= 10 or custom.b", 2},
		{"count(activities, .value > custom.n) > 10", 6},
		{"any(people, .points > 3) and custom.n == 10", 2},
		{"any(people, .points > custom.n) and custom.n != 10", 6},
		{"custom.t in ['a', 'b', 'c'] or custom.b", 2},
		{"custom.t in ['a', 'b'] or custom.t == 'c' and custom.b", 3},
		{"custom.t == custom.u and custom.t != 'a'", 2},
		{"lower(custom.t) == custom.u and custom.t in ['a', 'A']", 2},
		{"any(custom.l, # == 'a') and custom.b", 2},
		{"any(custom.l, # == 'a' and custom.b)", 4},
		{"custom.at > now or custom.b", 2}, // by and by it is not
		{"custom.b or custom.m > 3", 2},
	} {
		k := criteria.NewCompiler(v, criteria.Limits{Length: 1000, Nesting: 10, Size: 1000, Total: 10_000, Pattern: 100})
		k.Defines()
		if _, problems := k.Cond(c.text); len(problems) > 0 {
			t.Fatal(c.text, problems)
		}
		p := eval.NewProgram(k)
		values := bounds.Candidates(p, 64)[0] // of the fact that stands first
		if d := bounds.Distinct(p, p.NewFrame(), 0, values, 64); d.Len() != c.want {
			t.Errorf("%s: %d values are kept, want %d: %+v of %+v", c.text, d.Len(), c.want, d, values)
		}
	}
}
