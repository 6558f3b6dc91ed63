package criteria_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/qualify/truth"
)

// Whatever is known of the guard and of the number behind it, a family of
// thresholds comes to what Kleene's and makes of them.
func TestGuardedThresholds(t *testing.T) {
	v := &criteria.Vocabulary{Facts: []criteria.Fact{{Path: "person.consent", Kind: criteria.Bool}, {Path: "company.employees", Kind: criteria.Number}}}
	for _, family := range []string{"person.consent and company.employees >= %d", "company.employees < %d and person.consent", "not person.consent and company.employees > %d"} {
		c := criteria.NewCompiler(v, criteria.Limits{Length: 1000, Nesting: 10, Size: 1000, Total: 10_000, Pattern: 100})
		c.Defines()
		var texts []string
		var conds []criteria.Cond
		for at := range 5 {
			text := fmt.Sprintf(family, 10*at)
			cond, problems := c.Cond(text)
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			texts, conds = append(texts, text), append(conds, cond)
		}
		p := c.Program()
		if criteria.Guards(p) != 1 {
			t.Errorf("%s: %d guards", family, criteria.Guards(p))
		}
		f := p.NewFrame()
		for _, consent := range []truth.Truth{truth.Unknown, truth.Unmet, truth.Met} {
			for _, employees := range []float64{-1, 0, 10, 25, 40, 41} { // -1 stands for unknown
				f.Reset()
				f.Begin(criteria.Instant{})
				p.Observe(f, nil, criteria.BeforeAll)
				for slot, fact := range p.Slots() {
					switch {
					case v.Facts[fact].Kind == criteria.Bool && consent != truth.Unknown:
						f.SetBool(slot, consent == truth.Met)
					case v.Facts[fact].Kind == criteria.Number && employees >= 0:
						f.SetNumber(slot, employees)
					}
				}
				p.Run(f)
				for i, want := range plain(p, f) {
					if have := f.Outcome(conds[i]); have != want {
						t.Errorf("%s with consent %v and %v employees: %v, want %v", texts[i], consent, employees, have, want)
					}
				}
				guard := consent
				if strings.HasPrefix(family, "not") {
					guard = consent.Not()
				}
				if guard == truth.Unmet && p.Open(f) {
					t.Errorf("%s with consent %v: open, though nothing rests on the employees", family, consent)
				}
			}
		}
	}
}

func plain(p *criteria.Program, f *criteria.Frame) []truth.Truth {
	outcomes, _, _, _ := criteria.PlainOutcomes(p, f)
	return outcomes
}
