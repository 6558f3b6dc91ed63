package main

import (
	"fmt"
	"strings"
	"testing"
)

// largeRules is a rule set of many rules, and the offset of a condition in it that is being
// written: what is typed there next is "oyees".
func largeRules(rules int) (text string, offset int) {
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
		when := []string{
			fmt.Sprintf("company.employees in %d..%d and big", i, i+50), fmt.Sprintf("custom.fact_%d > %d or senior", i%100*3, i),
			fmt.Sprintf("count(activities, .type == 'type_%d' and .days_ago <= 30) >= 2", i%50), fmt.Sprintf("custom.fact_%d == 'v%d' and person.city in lists.cities", i%100*3+1, i),
		}[i%4]
		fmt.Fprintf(&b, `    {"id": "r%d", "group": "web", "name": "rule %d", "when": "%s", "points": %d},`+"\n", i, i, when, 1+i%9)
	}
	b.WriteString(`    {"id": "typed", "group": "web", "when": "big and company.empl`)
	offset = b.Len()
	b.WriteString(` > 5", "points": 1}
  ]}
}`)
	return b.String(), offset
}

// What answers a key press in WebAssembly does not wait for the whole.
//
//	go test -run TestSpeed -v .
func TestSpeed(t *testing.T) {
	times := 20
	switch {
	case testing.Short():
		times = 5
	case testing.Verbose(): // somebody wants the figures
		times = 100
	}
	text, offset := largeRules(4000)
	var took struct{ Complete, At, Whole float64 }
	byNode(t, typing, map[string]any{"text": text, "offset": offset, "typed": "oyees", "times": times}, &took)
	t.Logf("%d rules, %d bytes, medians of %d in WebAssembly by node: completion %.0f ms, mistakes of the expression %.0f ms, of the whole %.0f ms",
		4000, len(text), times, took.Complete, took.At, took.Whole)
	if testing.Short() { // a machine that is shared says little
		return
	}
	if took.Complete > 1000 || took.At > 1000 || took.Whole > 15000 {
		t.Error("ten times as long as promised")
	}
}
