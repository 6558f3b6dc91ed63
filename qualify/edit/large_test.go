package edit

import (
	"fmt"
	"os"
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

// median is that of how long something takes, each time after something else.
func median(times int, before, what func(i int)) time.Duration {
	var took []time.Duration
	for i := range times {
		before(i)
		start := time.Now()
		what(i)
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	return took[len(took)/2]
}

// What an editor asks at each press of a key does not wait for the whole: medians of 100,
// with LEADQUAL_LONG=1 held to what is promised.
func TestLarge(t *testing.T) {
	long := os.Getenv("LEADQUAL_LONG") != ""
	times := 10
	if long {
		times = 100
	}
	src, offset := large(4000)
	p := New(nil)
	const name = "rules.json"
	typed := func(at int) func(i int) {
		return func(i int) { p.Set(name, []byte(src[:at]+"oyees"[:i%5]+src[at:])) }
	}
	points := strings.LastIndex(src, `"points"`) + 1 // before which a key is typed
	group := strings.LastIndex(src, `"web"`) + 1     // and a value
	whole := func(want int) func(i int) {
		return func(int) {
			if got := p.Mistakes(name); len(got) != want {
				t.Fatal(got)
			}
		}
	}
	broken := src[:offset] + src[offset:len(src)-3]
	for _, test := range []struct {
		what        string
		most        time.Duration
		before, ask func(i int)
	}{
		{"setting the text", 30 * time.Millisecond, func(int) {}, typed(offset)},
		{"completing a name", 30 * time.Millisecond, typed(offset), func(i int) {
			if got := p.Complete(name, offset+i%5); len(got) == 0 || got[0].Label != "company.employees" {
				t.Fatalf("got %v", got)
			}
		}},
		{"mistakes of the expression", 30 * time.Millisecond, typed(offset), func(i int) {
			if got := p.MistakesAt(name, offset+i%5); len(got) == 0 {
				t.Fatal("no mistake")
			}
		}},
		{"completing a key", 30 * time.Millisecond, func(i int) { p.Set(name, []byte(src[:points]+"l"[:i%2]+src[points:])) }, func(i int) {
			if got := p.Complete(name, points+i%2); slices.ContainsFunc(got, func(c Completion) bool { return c.Label == "limit" }) {
				t.Fatalf("a limit is offered beside when: %v", got)
			}
		}},
		{"completing a value", 30 * time.Millisecond, func(i int) { p.Set(name, []byte(src[:group]+"we"[:i%3]+src[group+3:])) }, func(i int) {
			if got := p.Complete(name, group+i%3); len(got) != 1 || got[0].Label != "web" {
				t.Fatalf("got %v", got)
			}
		}},
		{"mistakes of the whole", 400 * time.Millisecond, typed(offset), whole(1)},
		{"mistakes of a text that is no JSON", 400 * time.Millisecond, func(i int) { p.Set(name, []byte(broken[:len(broken)-i%5])) }, whole(2)},
	} {
		took := median(times, test.before, test.ask)
		t.Logf("%d bytes: %s %v", len(src), test.what, took)
		if most := test.most; long && took > most || took > 10*most { // a machine that is shared says little
			t.Errorf("%s takes %v, %v are promised", test.what, took, most)
		}
	}
}

// A press of a key in cases compiles no rule set, and decides the cases again.
func TestLargeCases(t *testing.T) {
	src, offset := large(4000)
	p := New(nil)
	p.Set("rules.json", []byte(src[:offset]+"oyees"+src[offset:]))
	p.Mistakes("rules.json")
	compiled := p.wholes["rules.json"]
	took := median(10, func(i int) {
		p.Set("cases.json", fmt.Appendf(nil, `{"cases": [{"name": "a%d", "lead": {"id": "1"}, "as_of": "2026-11-22T09:00:00Z", "want": {"certain": true}}]}`, i))
	}, func(int) {
		if got := p.Mistakes("cases.json"); len(got) != 1 || got[0].Error.Code != CodeNotAsWanted {
			t.Fatal(got)
		}
	})
	t.Logf("%v", took)
	if p.wholes["rules.json"] != compiled {
		t.Error("the rule set was compiled again")
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
