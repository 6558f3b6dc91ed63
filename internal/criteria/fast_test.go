package criteria_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/qualify/truth"
)

// The fast evaluation must come to what walking the trees comes to. Facts are
// drawn from the values at which the texts change their answers, and from
// unknown; activities are those of made leads, now and then with a value that
// is no number.

// facts are the vocabulary of the texts that package generate makes.
func vocabulary() *criteria.Vocabulary {
	v := &criteria.Vocabulary{
		Lists:   map[string][]string{},
		Defines: map[string]string{},
		Facts: []criteria.Fact{
			{Path: "created_days_ago", Kind: criteria.Number}, {Path: "idle_days", Kind: criteria.Number},
			{Path: "stage", Kind: criteria.String}, {Path: "owner", Kind: criteria.String},
		},
	}
	for _, f := range generate.Facts() {
		kind := criteria.Bool
		switch f.Values[0].(type) {
		case float64:
			kind = criteria.Number
		case string:
			kind = criteria.String
		case []string:
			kind = criteria.Strings
		case bool:
		default:
			kind = criteria.Time
		}
		if !slices.ContainsFunc(v.Facts, func(have criteria.Fact) bool { return have.Path == f.Path }) {
			v.Facts = append(v.Facts, criteria.Fact{Path: f.Path, Kind: kind})
		}
	}
	return v
}

type compiled struct {
	p                   *criteria.Program
	conds, nums, eaches []string
}

// compile makes a program of n made texts, some of them alike.
func compile(seed uint64, n int) compiled {
	g := generate.New(seed, generate.Options{})
	v := vocabulary()
	rs := g.RuleSet()
	for name, list := range rs.Lists {
		v.Lists[name] = list
	}
	c := criteria.NewCompiler(v, criteria.Limits{Length: 1 << 14, Nesting: 100, Size: 10_000, Total: 1_000_000, Pattern: 1000})
	c.Defines()
	out := compiled{}
	add := func(text string) {
		if _, problems := c.Cond(text); len(problems) == 0 {
			out.conds = append(out.conds, text)
		}
	}
	for range n {
		text := g.Condition(1 + g.Rand().IntN(3))
		if len(out.conds) > 0 && g.Rand().IntN(10) == 0 {
			text = fmt.Sprintf("not (%s)", out.conds[g.Rand().IntN(len(out.conds))])
		}
		add(text)
		if g.Rand().IntN(8) == 0 {
			for _, text := range family(g, text) {
				add(text)
			}
		}
		if text := g.Amount(2); g.Rand().IntN(4) == 0 {
			if _, problems := c.Num(text); len(problems) == 0 {
				out.nums = append(out.nums, text)
			}
		}
		if text := g.Predicate(2); g.Rand().IntN(3) == 0 {
			if _, problems := c.Each(text); len(problems) == 0 {
				out.eaches = append(out.eaches, text)
			}
		}
	}
	out.p = c.Program()
	return out
}

// family are texts that differ in a number or a word only, as rules copied from
// one another do.
func family(g *generate.Generator, shared string) (texts []string) {
	r := g.Rand()
	x := []string{g.Amount(1), "count(activities, " + g.Predicate(1) + ")", "company.employees", "(answers.budget ?? 0)", "created_days_ago"}[r.IntN(5)]
	link := []string{"and", "or"}[r.IntN(2)]
	for range 2 + r.IntN(10) {
		test := fmt.Sprintf("%s %s %d", x, []string{">=", "<", "==", ">="}[r.IntN(4)], r.IntN(40)*r.IntN(40))
		if r.IntN(5) == 0 {
			test = fmt.Sprintf("source == 's%d'", r.IntN(9))
		}
		texts = append(texts, fmt.Sprintf("(%s) %s %s", shared, link, test))
	}
	return texts
}

// fillAtRandom fills a frame with values that matter, a share of them unknown.
func fillAtRandom(r *rand.Rand, p *criteria.Program, f *criteria.Frame, g *generate.Generator, holes float64) {
	f.Reset()
	f.Begin(criteria.InstantOf(generate.AsOf))
	var log []criteria.Activity
	for _, a := range g.Lead().Activities {
		if r.IntN(200) == 0 {
			a.Value = []float64{math.NaN(), math.Inf(1), math.Inf(-1)}[r.IntN(3)]
		}
		log = append(log, criteria.Activity(a))
	}
	p.Observe(f, log, criteria.BeforeAll)
	for slot, values := range p.Probes(1000) {
		if n := values.Len(); n > 0 && r.Float64() >= holes {
			values.Set(f, slot, r.IntN(n))
		}
	}
}

// differ compares the two evaluations; "" where they agree.
func differ(c compiled, f *criteria.Frame) string {
	c.p.Run(f)
	outcomes, values, known, matches := criteria.PlainOutcomes(c.p, f)
	live, met := f.Live(), f.Met()
	for i, want := range outcomes {
		if have := f.Outcome(criteria.Cond(i)); have != want {
			return fmt.Sprintf("%s\nplain %v, fast %v", c.conds[i], want, have)
		}
		bit := func(words []uint64) bool { return words[i/64]>>(i%64)&1 == 1 }
		if bit(live) != (want != truth.Unmet) || bit(met) != (want == truth.Met) {
			return fmt.Sprintf("%s\nplain %v, bits live %v met %v", c.conds[i], want, bit(live), bit(met))
		}
		if want == truth.Unknown {
			slots, fault := criteria.PlainBehind(c.p, f, criteria.Cond(i))
			if have, why := c.p.Behind(f, criteria.Cond(i), nil); !slices.Equal(have, slots) || why != fault || len(slots) == 0 && fault == 0 && !f.Odd() {
				return fmt.Sprintf("%s\nrests on %v and %v, plain %v and %v", c.conds[i], have, why, slots, fault)
			}
		}
	}
	for i := range values {
		if v, ok := f.Number(criteria.Num(i)); ok != known[i] || ok && v != values[i] {
			return fmt.Sprintf("%s\nplain %v %v, fast %v %v", c.nums[i], values[i], known[i], v, ok)
		}
	}
	for i := range matches {
		if have := f.Matches(criteria.Each(i)); !slices.Equal(have, matches[i]) {
			return fmt.Sprintf("%s\nplain %v, fast %v", c.eaches[i], matches[i], have)
		}
	}
	return ""
}

func TestFastIsPlain(t *testing.T) {
	sets, leads := 300, 40
	if testing.Short() {
		sets = 60
	}
	guarded := 0
	for seed := range uint64(sets) {
		guarded += checkFast(t, seed, 1+int(seed%60), leads)
	}
	if guarded < sets/4 {
		t.Errorf("only %d guards in %d programs: the test has lost its teeth", guarded, sets)
	}
}

// checkFast also counts the program's guards.
func checkFast(t *testing.T, seed uint64, texts, leads int) int {
	t.Helper()
	c := compile(seed, texts)
	f := c.p.NewFrame()
	r := rand.New(rand.NewPCG(seed, 7))
	g := generate.New(seed+1, generate.Options{})
	for i := range leads {
		fillAtRandom(r, c.p, f, g, []float64{0, 0.1, 0.5, 0.9}[i%4])
		if d := differ(c, f); d != "" {
			t.Fatalf("seed %d, lead %d: %s", seed, i, d)
		}
	}
	return criteria.Guards(c.p)
}

// FuzzFastIsPlain is the same for the seeds that the fuzzer thinks of.
func FuzzFastIsPlain(f *testing.F) {
	f.Add(uint64(1), uint8(10))
	f.Fuzz(func(t *testing.T, seed uint64, texts uint8) {
		checkFast(t, seed, 1+int(texts%100), 20)
	})
}
