package eval_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/criteria/eval"
	"github.com/leadqual/leadqual/qualify/truth"
)

// More operands than a gate counts hits for.
func TestVeryWideConditions(t *testing.T) {
	if testing.Short() {
		t.Skip("compiling conditions of more parts than 16 bits count takes seconds")
	}
	const n = 70_000
	v := &criteria.Vocabulary{Facts: []criteria.Fact{{Path: "source", Kind: criteria.String}, {Path: "person.consent", Kind: criteria.Bool}}}
	c := criteria.NewCompiler(v, criteria.Limits{Length: 1 << 24, Nesting: 100, Size: 1 << 20, Total: 1 << 24, Pattern: 100})
	c.Defines()
	wide := func(link, test string) criteria.Cond {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "source %s 'x%d' %s ", test, i, link)
		}
		cond, problems := c.Cond(b.String() + "person.consent")
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		return cond
	}
	and, or := wide("and", "!="), wide("or", "==")
	p := eval.NewProgram(c)
	f := p.NewFrame()
	for _, x := range []struct {
		source  string
		consent bool
		and, or truth.Truth
	}{
		{"y", true, truth.Met, truth.Met}, {"y", false, truth.Unmet, truth.Unmet},
		{"x3", true, truth.Unmet, truth.Met}, {"x69999", false, truth.Unmet, truth.Met},
	} {
		f.Reset()
		f.Begin(criteria.Instant{})
		p.Observe(f, nil, criteria.BeforeAll)
		for slot, fact := range p.Slots() {
			if v.Facts[fact].Kind == criteria.Bool {
				f.SetBool(slot, x.consent)
			} else {
				f.SetText(slot, x.source)
			}
		}
		p.Run(f)
		if f.Outcome(and) != x.and || f.Outcome(or) != x.or {
			t.Errorf("%s, %v: and is %v, or is %v", x.source, x.consent, f.Outcome(and), f.Outcome(or))
		}
	}
}
