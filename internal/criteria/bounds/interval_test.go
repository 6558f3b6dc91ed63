package bounds_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/criteria/bounds"
	"github.com/leadqual/leadqual/internal/criteria/criteriatest"
	"github.com/leadqual/leadqual/internal/criteria/eval"
	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/internal/testkit"
)

// compileTimed makes a program of n made texts that name an age or the time.
func compileTimed(seed uint64, n int) criteriatest.Compiled {
	g := generate.New(seed, generate.Options{})
	c := criteria.NewCompiler(criteriatest.Vocabulary(), criteria.Limits{Length: 1 << 14, Nesting: 100, Size: 10_000, Total: 1_000_000, Pattern: 1000})
	out := criteriatest.Compiled{}
	timed := func(text string) bool {
		return strings.Contains(text, "days") || strings.Contains(text, "now") || strings.Contains(text, ".at")
	}
	for len(out.Conds) < n {
		if text := g.Condition(1 + g.Rand().IntN(4)); timed(text) {
			if _, problems := c.Cond(text); len(problems) == 0 {
				out.Conds = append(out.Conds, text)
			}
		}
		if text := g.Amount(3); timed(text) {
			if _, problems := c.Num(text); len(problems) == 0 {
				out.Nums = append(out.Nums, text)
			}
		}
		if text := g.Predicate(2); timed(text) {
			if _, problems := c.Each(text); len(problems) == 0 {
				out.Eaches = append(out.Eaches, text)
			}
		}
	}
	out.Program = eval.NewProgram(c)
	return out
}

// What an expression comes to at any instant of a stretch is among what the
// Stretch says, and over a stretch of one instant it is all that it says.
func TestStretchHoldsEveryInstant(t *testing.T) {
	sets := testkit.Amount(20, 200, 2000)
	varied, settled := 0, 0
	for seed := range uint64(sets) {
		c := compileTimed(seed, 1+int(seed%20))
		r := rand.New(rand.NewPCG(seed, 11))
		g := generate.New(seed+1, generate.Options{})
		ages := make([]bool, len(c.Program.Slots()))
		v := criteriatest.Vocabulary()
		for slot, fact := range c.Program.Slots() {
			path := v.Facts[fact].Path
			ages[slot] = path == "created_days_ago" || path == "idle_days"
		}
		timing := bounds.NewTimeDependence(c.Program, ages, nil)
		f := c.Program.NewFrame()
		for i := range 12 {
			criteriatest.Fill(r, c.Program, f, g, []float64{0, 0.3}[i%2])
			from := generate.AsOf
			length := time.Duration(r.Int64N(int64([]time.Duration{2, time.Hour, 60 * 24 * time.Hour}[i%3])))
			to := from.Add(length)
			since := make([]criteria.Instant, len(ages))
			var log []criteria.Activity
			for _, a := range f.Activities() {
				log = append(log, *a)
			}
			for slot, isAge := range ages {
				if isAge {
					at := from.Add(-time.Duration(r.Int64N(int64(100 * 24 * time.Hour))))
					if r.IntN(2) == 0 {
						at = at.Truncate(24 * time.Hour)
					}
					since[slot] = criteria.InstantOf(at)
				}
			}
			at := func(f *eval.Frame, now time.Time) {
				known := append([]bool(nil), f.Known...)
				f.Begin(criteria.InstantOf(now))
				c.Program.Observe(f, log, criteria.BeforeAll)
				copy(f.Known, known)
				for slot, isAge := range ages {
					if isAge && f.Known[slot] {
						f.SetNumber(slot, criteria.InstantOf(now).DaysSince(since[slot]))
					}
				}
				c.Program.Run(f)
			}
			at(f, from)
			other := c.Program.NewFrame()
			s := timing.Evaluator(f, since)
			for n := range 6 {
				now := from.Add(time.Duration(r.Int64N(int64(length) + 1)))
				if n == 0 {
					now = to
				}
				other.CopyFacts(f)
				at(other, now)
				for _, point := range []bool{false, true} {
					if s.SetInterval(criteria.InstantOf(from), criteria.InstantOf(to)); point {
						s.SetInterval(criteria.InstantOf(now), criteria.InstantOf(now))
					}
					for i, text := range c.Conds {
						have, want := s.Truths(criteria.Cond(i)), other.Outcome(criteria.Cond(i))
						if have&(1<<want) == 0 || point && have != 1<<want {
							t.Fatalf("seed %d: %s\nis %v after %v of %v, the stretch says %b, of a point %v", seed, text, want, now.Sub(from), length, have, point)
						}
						if have&(have-1) == 0 {
							settled++
						} else {
							varied++
						}
					}
					for i, text := range c.Nums {
						v, isKnown := other.Number(criteria.Num(i))
						low, high, known, unknown := s.Number(criteria.Num(i))
						if isKnown && (!known || v < low || v > high) || !isKnown && !unknown || point && (known && unknown || known && low != high) {
							t.Fatalf("seed %d: %s\nis %v %v after %v of %v, the stretch says %v to %v, %v %v", seed, text, v, isKnown, now.Sub(from), length, low, high, known, unknown)
						}
					}
					for i, text := range c.Eaches {
						may, sure := map[int]bool{}, map[int]bool{}
						s.Matches(criteria.Each(i), func(activity int, always bool) { may[activity], sure[activity] = true, always })
						found := map[int]bool{}
						for _, m := range other.Matches(criteria.Each(i)) {
							found[int(m)] = true
						}
						for a := range log {
							if found[a] && !may[a] || !found[a] && sure[a] || point && found[a] != may[a] {
								t.Fatalf("seed %d: %s matches activity %d: %v, the stretch says %v, %v", seed, text, a, found[a], may[a], sure[a])
							}
						}
					}
				}
			}
		}
	}
	if varied < sets {
		t.Errorf("%d answers varied, %d did not: the test has lost its teeth", varied, settled)
	}
	t.Logf("%d answers varied, %d did not", varied, settled)
}
