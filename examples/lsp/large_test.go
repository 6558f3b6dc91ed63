package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/myleshyson/lsprotocol-go/protocol"
)

// large is a rule set of many rules, with the line and column of a condition that is
// being written in the midst of them.
func large(rules int) (src string, line, character int) {
	var b strings.Builder
	b.WriteString(`{"name": "large", "facts": {`)
	for i := range 300 {
		fmt.Fprintf(&b, `"custom.fact_%d": {"type": "%s"}, `, i, []string{"number", "string", "bool"}[i%3])
	}
	b.WriteString(`"custom.last": {"type": "number"}},
  "lists": {"cities": ["a", "b"]}, "define": {"big": "company.employees > 500", "senior": "person.seniority in ['vp', 'director']"},
  "scoring": {"groups": [{"id": "web"}], "ready_at": 50, "rules": [
`)
	rule := func(i int) {
		fmt.Fprintf(&b, `    {"id": "r%d", "group": "web", "name": "rule %d", "when": "%s", "points": %d},`+"\n", i, i, []string{
			fmt.Sprintf("company.employees in %d..%d and big", i, i+50), fmt.Sprintf("custom.fact_%d > %d or senior", i%100*3, i),
			fmt.Sprintf("count(activities, .type == 'type_%d' and .days_ago <= 30) >= 2", i%50), fmt.Sprintf("custom.fact_%d == 'v%d' and person.city in lists.cities", i%100*3+1, i),
		}[i%4], 1+i%9)
	}
	for i := range rules / 2 {
		rule(i)
	}
	b.WriteString(`    {"id": "typed", "group": "web", "when": "big and company.empl`)
	line, character = strings.Count(b.String(), "\n"), b.Len()-strings.LastIndexByte(b.String(), '\n')-1
	b.WriteString(` > 5", "points": 1},` + "\n")
	for i := rules / 2; i < rules; i++ {
		rule(i)
	}
	src = strings.TrimSuffix(b.String(), ",\n") + "\n  ]}\n}\n"
	return src, line, character
}

// median is that of some times.
func median(took []time.Duration) time.Duration {
	slices.Sort(took)
	return took[len(took)/2]
}

// In a rule set of 4,000 rules an author waits for nothing: times by the client's clock,
// from a key to the answer. Run it with -v for the figures of the README.
func TestLarge(t *testing.T) {
	src, line, character := large(4000)
	times := 100
	if testing.Short() {
		times = 5
	}
	c, dir := inFolder(t, nil)
	uri := uriOf(filepath.Join(dir, "rules.json"))
	c.open(uri, src)
	c.wait(uri, "the mistake", func(d diagnostics) bool { return len(d.Diagnostics) > 0 })

	version := int32(1)
	word := "oyees"
	key := func() { // adds a letter or takes all of them back
		n := int(version-1) % 6
		version++
		if n == 5 {
			c.change(uri, int(version), replace(line, character, line, character+5, ""))
			return
		}
		c.change(uri, int(version), replace(line, character+n, line, character+n, word[n:n+1]))
	}
	cursor := func() object { return position(uri, line, character+int(version-1)%6) }
	var complete, expression, whole, lint, given []time.Duration
	for range times {
		start := time.Now()
		key()
		var list protocol.CompletionList
		c.must("textDocument/completion", cursor(), &list)
		complete = append(complete, time.Since(start))
		if len(list.Items) == 0 || list.Items[0].Label != "company.employees" {
			t.Fatalf("offered are %v", list.Items)
		}
		c.wait(uri, "the expression", func(d diagnostics) bool { return *d.Version == version })
	}
	for range times { // without a completion
		start := time.Now()
		key()
		d := c.wait(uri, "the expression", func(d diagnostics) bool { return *d.Version == version })
		expression = append(expression, d.at.Sub(start))
	}
	for range max(3, times/4) { // a rest after a key
		start := time.Now()
		key()
		nth := c.wait(uri, "the expression", func(d diagnostics) bool { return *d.Version == version }).nth
		d := c.wait(uri, "the whole", func(d diagnostics) bool { return d.nth > nth })
		whole = append(whole, d.at.Sub(start)-pause)
	}
	// A rule set that compiles is linted, until the next key.
	for (version-1)%6 != 5 {
		key()
	}
	nth := c.wait(uri, "the expression", func(d diagnostics) bool { return *d.Version == version }).nth
	c.wait(uri, "the whole", func(d diagnostics) bool { return d.nth > nth })
	for range max(3, times/4) {
		<-time.After(100 * time.Millisecond) // in the midst of lint
		start := time.Now()
		version++
		c.change(uri, int(version), replace(line, character+5, line, character+5, " "))
		var list protocol.CompletionList
		c.must("textDocument/completion", position(uri, line, character), &list)
		lint = append(lint, time.Since(start))
		start = time.Now()
		version++
		c.change(uri, int(version), replace(line, character+5, line, character+6, ""))
		nth = c.wait(uri, "the expression", func(d diagnostics) bool { return *d.Version == version }).nth
		given = append(given, c.wait(uri, "the whole", func(d diagnostics) bool { return d.nth > nth }).at.Sub(start)-pause)
	}
	t.Logf("%d bytes, medians of %d: completion %v, mistakes of the expression %v, of the whole after the pause %v; while lint runs: completion %v, of the whole after the pause %v",
		len(src), times, median(complete), median(expression), median(whole), median(lint), median(given))
	if testing.Short() { // a machine that is shared says little
		return
	}
	if median(complete) > 300*time.Millisecond || median(expression) > 300*time.Millisecond || median(whole) > 4*time.Second {
		t.Error("ten times as long as promised")
	}
}
