package edit

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// everything asks all there is to ask at an offset.
func everything(p *Project, name string, offset int) {
	p.Complete(name, offset)
	p.Hover(name, offset)
	p.Definition(name, offset)
	p.Uses(name, offset)
	_, _ = p.Rename(name, offset, "renamed")
	p.MistakesAt(name, offset)
	p.Actions(name, offset, offset)
	p.Mistakes(name)
}

// hostile are texts that no author writes.
func hostile() map[string]string {
	const megabyte = 1 << 20
	when := func(text string) string {
		return `{"name": "x", "hand_raise": [{"id": "a", "when": "` + text + `"}]}`
	}
	return map[string]string{
		"empty": "", "blank": " \n\t", "brackets": strings.Repeat("[", megabyte), "braces": strings.Repeat("{", megabyte),
		"pairs": strings.Repeat(`{"a":[`, megabyte/6), "closing": strings.Repeat("]}", megabyte/2), "quotes": strings.Repeat(`"`, megabyte),
		"open": `"` + strings.Repeat("a", megabyte), "colons": strings.Repeat(":", megabyte), "commas": "{" + strings.Repeat(",", megabyte),
		"keys": "{" + strings.Repeat(`"a":1,`, megabyte/6), "backslashes": `{"name": "` + strings.Repeat(`\`, megabyte), "escapes": `{"name": "` + strings.Repeat(`\u00e9`, megabyte/6) + `"}`,
		"not UTF-8": strings.Repeat("\xff\xfe\x80", megabyte/3), "zeros": strings.Repeat("\x00", megabyte), "surrogates": `{"name": "` + strings.Repeat(`\ud800`, 10000) + `"}`,
		"a table": strings.Repeat("id,name,email\n1,Ana,ana@x.example\n", megabyte/32), "lines": strings.Repeat("\n", megabyte), "members": "{" + strings.Repeat("a ", megabyte/2),
		"deep expression": when(strings.Repeat("(", 16000)), "long expression": when(strings.Repeat("a and ", 2500)), "longer expression": when(strings.Repeat("a and ", 100_000)),
		"words": when(strings.Repeat("company.employees ", 900)), "quotes in it": when(strings.Repeat("'", 16000)), "dots": when(strings.Repeat(".", 16000)),
		"choices": when(strings.Repeat("a ? ", 4000)), "lists in it": when(strings.Repeat("['a', ", 2500)), "bad in it": when(strings.Repeat("$ § ", 3000)), "byte order": "\ufeff" + when("company."),
		"extends itself": `{"name": "x", "extends": "hostile.json"}`, "many definitions": `{"name": "x", "define": {` + strings.Repeat(`"a": "a", `, 20000) + `}}`,
	}
}

func TestHostile(t *testing.T) {
	for name, src := range hostile() {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			p := New(nil)
			p.Set("hostile.json", []byte(src))
			for _, offset := range []int{0, 1, len(src) / 2, len(src) - 5, len(src)} {
				p.Complete("hostile.json", offset)
				p.Hover("hostile.json", offset)
				p.MistakesAt("hostile.json", offset)
			}
			if took := time.Since(start); took > time.Second {
				t.Logf("completing took %v", took)
				if took > 10*time.Second { // the machine is shared
					t.Errorf("completing took %v", took)
				}
			}
			everything(p, "hostile.json", len(src)/2)
			everything(p, "no such file", 0)
			everything(p, "hostile.json", -1)
			everything(p, "hostile.json", len(src)+1)
			if took := time.Since(start); took > 2*time.Second {
				t.Logf("all took %v", took)
			}
		})
	}
}

// Cases, maps and policies that are half written break nothing, with either kind of rules
// beside them.
func TestHostileKinds(t *testing.T) {
	kinds := map[string]string{
		"cases.json":   kindCase,
		"a.cases.json": `{"cases": [{"name": "a", "account": {"id": "1", "people": [{"id": "p", "custom": {"plan": "team"}}]}, "as_of": "2026-11-22T09:00:00Z", "want": {"people": [{"id": "p", "decision": {"score": {"rules": [{"id": "team"}]}}}]}}]}`,
		"map.json":     `{"fields": {"custom.plan": {"from": "Plan"}}, "activities": [{"type": {"value": "x"}, "custom": {"minutes": {"from": "M"}}}]}`,
		"policy.json":  `{"name": "p", "deadlines": [{"id": "x"}], "hours": {}}`,
	}
	ofAccounts := `{"roles": [{"id": "champion", "when": "true"}], "person": ` + kindRules + `, "account": {"hand_raise": [{"id": "a", "when": "any(people, .role == 'champion')"}]}}`
	r := rand.New(rand.NewPCG(1, 2))
	for _, rules := range []string{kindRules, ofAccounts} {
		for name, src := range kinds {
			for range 50 {
				from := r.IntN(len(src))
				to := min(len(src), from+r.IntN(9))
				text := src[:from] + []string{"", `"`, "{", "]", ",", "a"}[r.IntN(6)] + src[to:]
				p := New(nil)
				p.Set("rules.json", []byte(rules))
				p.Set(name, []byte(text))
				everything(p, name, from)
				for _, m := range p.Mistakes(name) {
					if m.Range.File == name && (m.Range.From > m.Range.To || m.Range.To > len(text)) {
						t.Fatalf("%v of %d bytes: %v", m.Range, len(text), m.Error)
					}
				}
			}
		}
	}
}

func TestFindingsGivenUp(t *testing.T) {
	src, _ := large(400)
	p := New(nil)
	p.Set("rules.json", []byte(strings.Replace(src, "company.empl ", "company.employees ", 1)))
	if found, err := p.Findings(context.Background(), "rules.json"); err != nil || len(found) == 0 {
		t.Errorf("%d findings, %v", len(found), err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := p.Findings(ctx, "rules.json"); err == nil {
		t.Error("it goes on after the end of the context")
	}
	if _, err := p.Findings(context.Background(), "other.json"); err == nil {
		t.Error("there is no other.json")
	}
}

// FuzzEverything asks all there is to ask of a text at an offset: nothing panics, and
// every edit lies within its file.
func FuzzEverything(f *testing.F) {
	for _, src := range ruleSets(f) { // short ones, so that many are tried
		f.Add(src[:min(len(src), 1500)], min(len(src), 1500))
	}
	for _, src := range hostile() {
		if len(src) < 1000 {
			f.Add(src, len(src))
		}
	}
	f.Add(kindCase, len(kindCase)/2)
	f.Add(`{"hand_raise": [{"when": "person.name == \"\u00e9" and .`, 50)
	f.Fuzz(func(t *testing.T, src string, offset int) {
		if len(src) > 4000 {
			return
		}
		if offset < 0 || offset > len(src) {
			offset = len(src) / 2
		}
		p := New(nil)
		p.Set("rules.json", []byte(src))
		within := func(what string, r TextRange) {
			if r.File != "rules.json" || r.From < 0 || r.To < r.From || r.To > len(src) {
				t.Fatalf("%s: %+v in %d bytes", what, r, len(src))
			}
		}
		for _, c := range p.Complete("rules.json", offset) {
			within("completion "+c.Label, c.Edit.TextRange)
		}
		if h, ok := p.Hover("rules.json", offset); ok {
			within("hover", h.Range)
		}
		for _, r := range append(p.Definition("rules.json", offset), p.Uses("rules.json", offset)...) {
			within("use", r)
		}
		for _, m := range append(p.Mistakes("rules.json"), p.MistakesAt("rules.json", offset)...) {
			within("mistake", m.Range)
		}
		for _, a := range p.Actions("rules.json", 0, len(src)) {
			for _, e := range a.Edits {
				within("action "+a.Title, e.TextRange)
			}
		}
		edits, _ := p.Rename("rules.json", offset, "renamed")
		for _, e := range edits {
			within("rename", e.TextRange)
		}
	})
}

// Projects in several goroutines share the schemas, so that nothing in them is made when
// it is asked for.
func TestSchemasAreRead(t *testing.T) {
	var read func(n *node) bool
	read = func(n *node) bool {
		return n == nil || (n.decoded || n.kind != text && n.kind != word) &&
			!slices.ContainsFunc(n.items, func(n *node) bool { return !read(n) }) &&
			!slices.ContainsFunc(n.members, func(m member) bool { return !read(m.key) || !read(m.value) })
	}
	for _, s := range fileSchemas() {
		if s = readSchema(s.name); len(s.root.members) == 0 || !read(s.root) {
			t.Errorf("%s is read later", s.name)
		}
	}
}
