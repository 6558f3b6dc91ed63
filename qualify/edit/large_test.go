package edit

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// large is a rule set of many rules, with the place of a condition that is being written.
func large(rules int) (src string, offset int) {
	var b strings.Builder
	b.WriteString(`{"name": "large", "facts": {`)
	for i := range 300 {
		fmt.Fprintf(&b, `"custom.fact_%d": {"type": "%s"}, `, i, []string{"number", "string", "bool"}[i%3])
	}
	b.WriteString(`"custom.last": {"type": "number"}},
  "lists": {"cities": ["a", "b"]}, "define": {"big": "company.employees > 500", "senior": "person.seniority in ['vp', 'director']"},
  "scoring": {"groups": [{"id": "web"}], "ready_at": 50, "rules": [
`)
	for i := range rules {
		fmt.Fprintf(&b, `    {"id": "r%d", "group": "web", "name": "rule %d", "when": "%s", "points": %d},`+"\n", i, i, []string{
			fmt.Sprintf("company.employees in %d..%d and big", i, i+50), fmt.Sprintf("custom.fact_%d > %d or senior", i%100*3, i),
			fmt.Sprintf("count(activities, .type == 'type_%d' and .days_ago <= 30) >= 2", i%50), fmt.Sprintf("custom.fact_%d == 'v%d' and person.city in lists.cities", i%100*3+1, i),
		}[i%4], 1+i%9)
	}
	b.WriteString(`    {"id": "typed", "group": "web", "when": "big and company.empl`)
	offset = b.Len()
	b.WriteString(` > 5", "points": 1}
  ]}
}`)
	return b.String(), offset
}

// median is that of how long something takes, each time for another text.
func median(times int, what func(i int)) time.Duration {
	var took []time.Duration
	for i := range times {
		start := time.Now()
		what(i)
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	return took[len(took)/2]
}

// What an editor asks at each press of a key does not wait for the whole.
func TestLarge(t *testing.T) {
	src, offset := large(4000)
	p := New(nil)
	p.Set("rules.json", []byte(src))
	typed := func(i int) {
		text := src[:offset] + "oyees"[:i%5] + src[offset:]
		p.Set("rules.json", []byte(text))
	}
	times := 25
	if testing.Short() {
		times = 5
	}
	complete := median(times, func(i int) {
		typed(i)
		if got := p.Complete("rules.json", offset+i%5); len(got) == 0 || got[0].Label != "company.employees" {
			t.Fatalf("got %v", got)
		}
	})
	mistakes := median(times, func(i int) {
		typed(i)
		if got := p.MistakesAt("rules.json", offset+i%5); len(got) == 0 {
			t.Fatal("no mistake")
		}
	})
	whole := median(max(3, times/5), func(i int) {
		typed(i)
		if got := p.Mistakes("rules.json"); len(got) != 1 {
			t.Fatal(got)
		}
	})
	set := median(times, typed)
	t.Logf("%d bytes: set %v, complete %v, the expression %v, the whole %v", len(src), set, complete, mistakes, whole)
	if testing.Short() { // a machine that is shared says little
		return
	}
	if complete > 300*time.Millisecond || mistakes > 300*time.Millisecond || whole > 4*time.Second {
		t.Error("ten times as long as promised")
	}
}

func BenchmarkComplete(b *testing.B) {
	src, offset := large(4000)
	p := New(nil)
	for i := range b.N {
		p.Set("rules.json", []byte(src[:offset]+"oyees"[:i%5]+src[offset:]))
		p.Complete("rules.json", offset+i%5)
	}
}
