package qualify_test

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"testing"

	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/qualify"
)

// inTexts are how the texts of random rule sets name definitions, lists and tables.
var inTexts = map[string]*regexp.Regexp{
	"define": regexp.MustCompile(`()\b((?:def|decided)[0-9]+)\b`),
	"lists":  regexp.MustCompile(`(\blists\.)(\w+)`),
	"tables": regexp.MustCompile(`(\blookup\(["'` + "`" + `])(\w+)`),
}

// rename gives every definition, list and table of a rule set another name.
func rename(rs *qualify.RuleSet, to map[string]map[string]string) *qualify.RuleSet {
	out := *rs
	out.Define, out.Lists, out.Tables = map[string]string{}, map[string][]string{}, map[string]qualify.LookupTable{}
	for name, text := range rs.Define {
		out.Define[to["define"][name]] = text
	}
	for name, list := range rs.Lists {
		out.Lists[to["lists"][name]] = list
	}
	for name, table := range rs.Tables {
		out.Tables[to["tables"][name]] = table
	}
	for p := range out.Parts() {
		for i := range p.Texts {
			text := p.Texts[i].Text()
			for section, pattern := range inTexts {
				text = pattern.ReplaceAllStringFunc(text, func(found string) string {
					m := pattern.FindStringSubmatch(found)
					return m[1] + to[section][m[2]]
				})
			}
			p.Texts[i].Set(text)
		}
	}
	return &out
}

// namedIn are the definitions, lists and tables of a rule set that decide something, by
// section and name: those that its parts name, and those that these name.
func namedIn(rs *qualify.RuleSet) map[[2]string]bool {
	named := map[[2]string]bool{}
	var look func(text string)
	look = func(text string) {
		for section, pattern := range inTexts {
			for _, m := range pattern.FindAllStringSubmatch(text, -1) {
				if key := [2]string{section, m[2]}; !named[key] {
					named[key] = true
					look(rs.Define[m[2]])
				}
			}
		}
	}
	for p := range rs.Parts() {
		for i := range p.Texts {
			if p.Section != "define" {
				look(p.Texts[i].Text())
			}
		}
	}
	return named
}

// decisionsOf are what a rule set decides about some leads, without its fingerprint.
func decisionsOf(e *qualify.Engine, leads []*qualify.Lead) string {
	var out []byte
	for _, lead := range leads {
		d := e.Decide(lead, generate.AsOf)
		d.Fingerprint = ""
		out = d.AppendJSON(out)
	}
	return string(out)
}

// What definitions, lists and tables are called is in no fingerprint; what they say is,
// where it can decide something. Two rule sets with one fingerprint decide alike.
func TestFingerprintOfNames(t *testing.T) {
	sets, changed, unused := 400, 0, 0
	if testing.Short() {
		sets = 60
	}
	for seed := range uint64(sets) {
		g := generate.New(seed, generate.Options{JSON: true})
		compiled := func(rs *qualify.RuleSet) *qualify.Engine {
			e, err := qualify.Compile(rs, nil)
			if err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
			return e
		}
		e := compiled(g.RuleSet())
		var leads []*qualify.Lead
		for range 10 {
			leads = append(leads, g.Lead())
		}
		decided := decisionsOf(e, leads)

		names := map[string][]string{"define": slices.Sorted(maps.Keys(e.RuleSet().Define)), "lists": slices.Sorted(maps.Keys(e.RuleSet().Lists)), "tables": slices.Sorted(maps.Keys(e.RuleSet().Tables))}
		to := map[string]map[string]string{}
		for section, names := range names {
			to[section] = map[string]string{}
			perm := g.Rand().Perm(len(names))
			for i, name := range names {
				to[section][name] = names[perm[i]] // one takes the name of another
				if i%3 == 0 {
					to[section][name] = "zz" + strconv.Itoa(perm[i])
				}
			}
		}
		other := compiled(rename(e.RuleSet(), to))
		if other.Fingerprint() != e.Fingerprint() {
			t.Errorf("seed %d: another fingerprint under other names: %v", seed, to)
		}
		if decisionsOf(other, leads) != decided {
			t.Errorf("seed %d: other decisions under other names: %v", seed, to)
		}

		named := namedIn(e.RuleSet())
		for section, names := range names {
			for _, name := range names {
				rs := e.RuleSet()
				switch section {
				case "define":
					rs.Define[name] = "(" + rs.Define[name] + ")"
				case "lists":
					rs.Lists[name] = append(rs.Lists[name], "one.more.example")
				case "tables":
					rs.Tables[name].Rows["one more"] = slices.Collect(maps.Values(rs.Tables[name].Rows))[0]
				}
				has := compiled(rs).Fingerprint() != e.Fingerprint()
				if has != named[[2]string{section, name}] {
					t.Errorf("seed %d: %s.%s says something else, and the fingerprint changes: %v", seed, section, name, has)
				}
				if has {
					changed++
				} else {
					unused++
				}
			}
		}

		// What two say trades places, as if their names did in the texts alone.
		for section, names := range names {
			if len(names) < 2 {
				continue
			}
			rs, a, b := e.RuleSet(), names[0], names[1]
			switch section {
			case "define":
				rs.Define[a], rs.Define[b] = rs.Define[b], rs.Define[a]
			case "lists":
				rs.Lists[a], rs.Lists[b] = rs.Lists[b], rs.Lists[a]
			case "tables":
				rs.Tables[a], rs.Tables[b] = rs.Tables[b], rs.Tables[a]
			}
			swapped, err := qualify.Compile(rs, nil)
			if err == nil && swapped.Fingerprint() == e.Fingerprint() && decisionsOf(swapped, leads) != decided {
				t.Errorf("seed %d: %s: %s and %s change places, and with them decisions, under one fingerprint", seed, section, a, b)
			}
		}
	}
	if changed < sets/10 || unused < sets/10 {
		t.Errorf("%d changes of what is named, %d of what is not", changed, unused)
	}
	t.Logf("%d rule sets; %d changes of what is named, %d of what is not", sets, changed, unused)
}

// A name is one wherever the language lets it stand, and nowhere else.
func TestFingerprintOfSpellings(t *testing.T) {
	fingerprint := func(rules string) string {
		e, err := qualify.CompileJSON("rules.json", []byte(rules), nil)
		if err != nil {
			t.Fatal(err)
		}
		return e.Fingerprint()
	}
	for _, test := range []struct {
		a, b string
		same bool
	}{
		{`"define": {"x": "source == 'a'"}, "hand_raise": [{"id": "h", "when": "x"}]`, `"define": {"y": "source == 'a'"}, "hand_raise": [{"id": "h", "when": "y"}]`, true},
		{`"define": {"x": "source == 'a'"}, "hand_raise": [{"id": "h", "when": "not x"}]`, `"define": {"x": "source == 'b'"}, "hand_raise": [{"id": "h", "when": "not x"}]`, false},
		{`"define": {"x": "source == 'a'", "unused": "1"}, "hand_raise": [{"id": "h", "when": "x"}]`, `"define": {"x": "source == 'a'"}, "hand_raise": [{"id": "h", "when": "x"}]`, true},
		{`"define": {"x": "source", "y": "source"}, "hand_raise": [{"id": "h", "when": "x == 'a' or y == 'b'"}]`, `"define": {"x": "source"}, "hand_raise": [{"id": "h", "when": "x == 'a' or x == 'b'"}]`, true},
		{`"define": {"x": "'a'"}, "hand_raise": [{"id": "h", "when": "source == x"}]`, `"define": {"x": "'a'"}, "hand_raise": [{"id": "h", "when": "source == 'x'"}]`, false},
		{`"define": {"url": "'a'"}, "hand_raise": [{"id": "h", "when": "any(activities, .url == url)"}]`, `"define": {"uri": "'a'"}, "hand_raise": [{"id": "h", "when": "any(activities, .url == uri)"}]`, true},
		{`"define": {"x": ".url == 'a'"}, "scoring": {"rules": [{"id": "h", "each": "x /* x */", "points": 1}]}`, `"define": {"y": ".url == 'a'"}, "scoring": {"rules": [{"id": "h", "each": "y /* x */", "points": 1}]}`, true},
		{`"define": {"x": "50"}, "hand_raise": [{"id": "h", "when": "'ü' != source and 5 < x < 70"}]`, `"define": {"y": "50"}, "hand_raise": [{"id": "h", "when": "'ü' != source and 5 < y < 70"}]`, true},
		{`"lists": {"x": ["a"]}, "hand_raise": [{"id": "h", "when": "source in lists['x']"}]`, `"lists": {"y": ["a"]}, "hand_raise": [{"id": "h", "when": "source in lists['y']"}]`, true},
		{`"lists": {"x": ["a"], "y": ["b"]}, "hand_raise": [{"id": "h", "when": "source in lists.x"}]`, `"lists": {"x": ["a"], "y": ["b"]}, "hand_raise": [{"id": "h", "when": "source in lists.y"}]`, false},
		{`"tables": {"x": {"type": "bool", "rows": {"a": true}}}, "hand_raise": [{"id": "h", "when": "lookup(('x'), source)"}]`, `"tables": {"y": {"type": "bool", "rows": {"a": true}}}, "hand_raise": [{"id": "h", "when": "lookup(('y'), source)"}]`, true},
		{`"tables": {"x": {"type": "bool", "rows": {"a": true}}}, "hand_raise": [{"id": "h", "when": "'x' | lookup(source)"}]`, `"tables": {"y": {"type": "bool", "rows": {"a": true}}}, "hand_raise": [{"id": "h", "when": "'y' | lookup(source)"}]`, true},
		{`"tables": {"x": {"type": "bool", "rows": {"a": true}}}, "hand_raise": [{"id": "h", "when": "lookup('x', 'x') or source == 'x'"}]`, `"tables": {"y": {"type": "bool", "rows": {"a": true}}}, "hand_raise": [{"id": "h", "when": "lookup('y', 'x') or source == 'x'"}]`, true},
		{`"tables": {"x": {"type": "bool", "rows": {"a": true}}}, "hand_raise": [{"id": "h", "when": "lookup('x', source)"}]`, `"tables": {"x": {"type": "bool", "rows": {"a": true}, "default": true}}, "hand_raise": [{"id": "h", "when": "lookup('x', source)"}]`, false},
		{`"hand_raise": [{"id": "h", "when": "source == 'a'"}]`, `"hand_raise": [{"id": "i", "when": "source == 'a'"}]`, false}, // decisions have it
	} {
		a, b := fingerprint(`{"name": "n", `+test.a+`}`), fingerprint(`{"name": "n", `+test.b+`}`)
		if (a == b) != test.same {
			t.Errorf("%s\n%s\none fingerprint: %v, want %v", test.a, test.b, a == b, test.same)
		}
	}
}
