package lint_test

import (
	"math/rand/v2"
	"regexp"
	"strconv"
	"time"

	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/qualify"
)

// guide brings leads to where the texts of rule sets change their answers. It
// knows nothing of what the texts mean.
type guide struct {
	facts   []generate.Fact
	numbers []float64
	texts   []string
}

var quotedText = regexp.MustCompile(`"[^"\\]*"|'[^'\\]*'`)

func guideTo(sets ...*qualify.RuleSet) *guide {
	g := &guide{facts: generate.Facts(), numbers: []float64{0, 1}, texts: []string{"", "~"}}
	for _, rs := range sets {
		for p := range rs.Parts() {
			for _, t := range p.Texts {
				for _, s := range quotedText.FindAllString(t.Text(), -1) {
					g.texts = append(g.texts, s[1:len(s)-1])
				}
				for _, s := range figure.FindAllString(t.Text(), -1) {
					if x, err := strconv.ParseFloat(s, 64); err == nil {
						g.numbers = append(g.numbers, x, x-1, x+1, -x)
					}
				}
			}
		}
	}
	return g
}

func one[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

func (g *guide) days(r *rand.Rand) time.Time {
	return generate.AsOf.Add(-time.Duration(min(5000, max(-5000, one(r, g.numbers))) * float64(24*time.Hour)))
}

// change changes a few facts of a lead, and an activity.
func (g *guide) change(r *rand.Rand, l *qualify.Lead) {
	for range 1 + r.IntN(4) {
		f := one(r, g.facts)
		v := one(r, f.Values)
		if r.IntN(2) == 0 {
			switch v.(type) {
			case float64:
				v = one(r, g.numbers)
			case string:
				v = one(r, g.texts)
			case time.Time:
				v = g.days(r)
			case []string:
				v = []string{one(r, g.texts), one(r, g.texts)}
			}
		}
		if r.IntN(8) == 0 {
			v = nil
		}
		f.Set(l, v)
	}
	switch r.IntN(4) {
	case 0:
		if len(l.Activities) < 20 {
			l.Activities = append(l.Activities, qualify.Activity{
				Type: one(r, g.texts), At: g.days(r), URL: one(r, g.texts), Channel: one(r, g.texts), Value: one(r, g.numbers),
				Custom: map[string]any{"feature": one(r, g.texts), "length": one(r, g.numbers), "paid": r.IntN(2) == 0},
			})
		}
	case 1:
		if n := len(l.Activities); n > 0 {
			a := &l.Activities[r.IntN(n)]
			a.At = g.days(r)
			if r.IntN(2) == 0 {
				a.Value, a.Type = one(r, g.numbers), one(r, g.texts)
			}
		}
	case 2:
		l.ResetAt = one(r, []time.Time{{}, g.days(r)})
	}
}
