package edit

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/strictjson"
)

const examples = "../../examples/rules/"

// ruleSets are the example rule sets by their paths.
func ruleSets(t testing.TB) map[string]string {
	t.Helper()
	out := map[string]string{}
	names, err := filepath.Glob(examples + "*/*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		base := filepath.Base(name)
		if strings.HasSuffix(base, "cases.json") || base == "map.json" || strings.HasSuffix(base, "explained.json") || strings.Contains(name, "decisions") {
			continue
		}
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		out[strings.TrimPrefix(name, examples)] = string(data)
	}
	if len(out) < 10 {
		t.Fatalf("only %d rule sets", len(out))
	}
	return out
}

// A cut is a token of which the end is taken away.
type cut struct {
	kind, want string
	file, src  string
	offset     int
}

// cuts takes the second half of each token of a text away: of keys, values, and what
// expressions consist of. With rest, what follows stays; without, the line ends there.
func cuts(name, src string, rest bool) (out []cut) {
	p := New(nil)
	p.Set(name, []byte(src))
	f := p.files[name]
	xs := f.expressions
	for _, in := range []*file{f.person, f.account} {
		if in != nil {
			xs = append(xs, in.expressions...)
		}
	}
	add := func(kind, want string, from, to, keep int) {
		behind := src[to:]
		if !rest {
			line, _, _ := strings.Cut(behind, "\n")
			behind = behind[len(line):]
		}
		out = append(out, cut{kind, want, name, src[:from+keep] + behind, from + keep})
	}
	half := func(s string) int { return (len(s) + 1) / 2 }
	for _, e := range xs {
		at, r := e.at.start(), read(e.text)
		if strings.Contains(src[at:e.at.end()], `\`) {
			continue
		}
		for _, c := range r.chains {
			add("name", c.text, at+c.from, at+c.to, half(c.text))
		}
		for i, t := range r.tokens {
			if t.Kind == criteria.SignToken && r.chainAt(i) == nil && (t.Value[0] >= 'a' || strings.ContainsRune("=!<>", rune(t.Value[0]))) {
				add("operator", t.Value, at+t.From, at+t.To, half(t.Value))
			}
		}
		for _, v := range r.values {
			if t := r.tokens[v.token]; len(v.text) > 1 {
				add("value", v.text, at+t.From+1, at+t.To-1, half(v.text))
			}
		}
	}
	var walk func(n *node, steps []strictjson.Step)
	walk = func(n *node, path []strictjson.Step) {
		for i, item := range n.items {
			walk(item, append(slices.Clone(path), strictjson.Step{Item: i}))
		}
		for _, m := range n.members {
			key := m.key.text(src)
			inner := append(slices.Clone(path), strictjson.Step{Key: key, Item: -1})
			if len(path) == 0 || sections[path[0].Key] == "" || len(path) > 1 || path[0].Key == "facts" {
				add("key", key, m.key.start(), m.key.end(), half(key))
			}
			if value := m.value.text(src); m.value.kind == text && !slices.Contains(free, key) && len(value) > 1 {
				if _, isExpression := f.formAt(inner); !isExpression {
					add("json", value, m.value.start(), m.value.end(), half(value))
				}
			}
			walk(m.value, inner)
		}
	}
	walk(f.root, nil)
	return out
}

// known tells whether the word that is wanted stands anywhere else, or is the
// library's: nobody can offer what only its author knows.
func (c *cut) known(p *Project) bool {
	f := p.files[c.file]
	switch quoted := `"` + c.want + `"`; c.kind {
	case "json":
		return strings.Contains(f.src, quoted) || strings.Contains(ruleSetSchema().src, quoted)
	case "value":
		return strings.Contains(f.src, "'"+c.want+"'") || regexp.MustCompile(`"enum": *\[[^]]*`+regexp.QuoteMeta(quoted)).MatchString(f.src)
	case "key":
		if name, own := strings.CutPrefix(c.want, "custom."); own || strings.HasPrefix(c.want, "activities.custom.") {
			return strings.Contains(f.src, "custom."+name+" ") || strings.Contains(f.src, "custom."+name+`"`)
		}
	}
	return true
}

// TestComplete wants what stands in the example rule sets among the first three that
// are offered where half of it is written.
func TestComplete(t *testing.T) {
	for _, rest := range []bool{true, false} {
		hit, all := map[string]int{}, map[string]int{}
		for name, src := range ruleSets(t) {
			_, isAccount := strings.CutPrefix(name, "accounts/")
			for i, c := range cuts(name, src, rest) {
				if testing.Short() && i%4 > 0 || isAccount && i%5 > 0 {
					continue
				}
				p := New(nil)
				p.Set(name, []byte(c.src))
				if !c.known(p) {
					continue
				}
				all[c.kind]++
				got := p.Complete(name, c.offset)
				got = got[:min(len(got), 3)]
				if slices.ContainsFunc(got, func(g Completion) bool {
					return g.Label == c.want || c.want == "not" && strings.HasPrefix(g.Label, "not ")
				}) {
					hit[c.kind]++
					continue
				}
				var labels []string
				for _, g := range got {
					labels = append(labels, g.Label)
				}
				t.Logf("%s, %s: want %q, got %q at %s", name, c.kind, c.want, labels, strings.Join(strings.Fields(c.src[max(0, c.offset-60):c.offset]+"|"+c.src[c.offset:min(len(c.src), c.offset+20)]), " "))
			}
		}
		hits, places := 0, 0
		for kind, n := range all {
			hits, places = hits+hit[kind], places+n
		}
		t.Logf("with what follows %v: %d of %d places, %.1f%%: %v of %v", rest, hits, places, 100*float64(hits)/float64(places), hit, all)
		if places < 200 || float64(hits) < 0.95*float64(places) {
			t.Errorf("%d of %d are among the first three", hits, places)
		}
	}
}
