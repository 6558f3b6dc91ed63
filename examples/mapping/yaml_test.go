package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/lint"
)

// ruleFiles are the rule sets of the examples. JSON is YAML, so that they are
// texts of which qualify.CompileJSON itself says where everything stands.
func ruleFiles(t testing.TB) map[string][]byte {
	t.Helper()
	names, err := filepath.Glob("../rules/*/*.json")
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string][]byte{}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := qualify.CompileJSON(name, text, nil); err == nil { // not a file of cases, nor a map
			texts[name] = text
		}
	}
	if len(texts) < 10 {
		t.Fatalf("only %d rule sets", len(texts))
	}
	return texts
}

func TestJSONIsYAML(t *testing.T) {
	for name, text := range ruleFiles(t) {
		want, err := qualify.CompileJSON(name, text, nil)
		if err != nil {
			t.Fatal(err)
		}
		have, y, err := CompileYAML(name, text, nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(want.RuleSet(), have.RuleSet()); diff != "" {
			t.Errorf("%s (-JSON +YAML):\n%s", name, diff)
		}
		// Findings stand where they stand in JSON.
		inJSON, err := lint.CheckFile(t.Context(), name, text, nil)
		if err != nil {
			t.Fatal(err)
		}
		inYAML, err := lint.Check(t.Context(), have.RuleSet(), &lint.Options{Place: y.Place})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(inJSON, inYAML); diff != "" {
			t.Errorf("%s: findings (-JSON +YAML):\n%s", name, diff)
		}
	}
}

// Mistakes are reported as qualify.CompileJSON reports them, with the same places,
// for every way to spoil a text that leaves it YAML.
func TestPlacesAreThoseOfJSON(t *testing.T) {
	spoil := []struct{ old, new string }{
		{"company.employees", "company.employes"}, {"person.job_title", "person.title"}, {`"when"`, `"wehn"`}, {`"id": "`, `"id": "\u00e4 \ud83d\ude00 `},
		{`"weight": `, `"weight": -`}, {`"points": `, `"points": "x`}, {".type ==", ".tpye =="}, {" and ", ` \u0061nd not_known and `}, {"'", "''"}, {`"team": "sales"`, `"team": ["sales"]`},
		{">= ", "=> "}, {"custom.", "costum."}, {"{", `{"é": 1, `},
	}
	tried := 0
	for name, whole := range ruleFiles(t) {
		for _, s := range spoil {
			text := whole
			for n := range 8 { // one mistake, then two, ...
				i := nth(string(text), s.old, 2*n)
				if i < 0 {
					break
				}
				text = []byte(string(text[:i]) + s.new + string(text[i+len(s.old):]))
				_, err := qualify.CompileJSON(name, text, nil)
				var want, have qualify.Errors
				errors.As(err, &want)
				if len(want) > 0 && want[0].Code == "json_syntax" {
					break // what is no JSON may be YAML
				}
				_, _, err = CompileYAML(name, text, nil)
				if errors.As(err, &have); len(have) > 0 && have[0].Code == "yaml_syntax" {
					t.Fatalf("%s, %q: %v", name, s.new, have)
				}
				if diff := cmp.Diff(want, have); diff != "" {
					t.Fatalf("%s, %d times %q (-JSON +YAML):\n%s", name, n+1, s.new, diff)
				}
				tried++
			}
		}
	}
	if tried < 200 {
		t.Errorf("only %d texts tried", tried)
	}
}

// nth is where a text stands for the nth time, from 0; else -1.
func nth(text, part string, n int) int {
	at := 0
	for {
		i := strings.Index(text[at:], part)
		if i < 0 || n == 0 {
			return max(i+at, i)
		}
		at, n = at+i+len(part), n-1
	}
}

// The same rules in everything that YAML has for texts, and where their
// mistakes are: each text has one, at the word "wrong".
func TestPlacesInYAML(t *testing.T) {
	for _, c := range []struct{ name, text string }{
		{"plain", "name: x\nhand_raise:\n- id: a\n  when: source == 'é' and wrong == 1\n"},
		{"plain in flow", "{name: x, hand_raise: [{id: a, when: wrong}]}"},
		{"plain over lines", "name: x\nhand_raise:\n- id: a\n  when: source == 'a'\n    and\n\n    wrong == 1\n"},
		{"plain with comments", "# é\nname: x # c\n# c\nhand_raise:\n\n# c\n- id: a # c\n  when: wrong == 1 # wrong\n"},
		{"single quotes", "name: x\nhand_raise:\n- id: a\n  when: 'source == ''é'' and source == ''b''   and wrong == 1'\n"},
		{"single quotes over lines", "name: x\nhand_raise:\n- id: a\n  when: 'source == ''é''\n\n     and\n    wrong == 1'\n"},
		{"double quotes", "name: x\nhand_raise:\n- id: a\n  when: \"source == \\\"\\xe9\\u00e9\\t\\U0001F600\\\" and\\nwrong == 1\"\n"},
		{"double quotes over lines", "name: x\nhand_raise:\n- id: a\n  when: \"source == 'a' \\\n    and  \n    wrong\\\n    == 1\"\n"},
		{"literal", "name: x\nhand_raise:\n- id: a\n  when: |\n    source == 'é'\n      and\n\n      wrong == 1\n"},
		{"literal, stripped", "name: x\nhand_raise:\n- id: a\n  when: |- # c\n    wrong == 1"},
		{"folded", "name: x\nhand_raise:\n- id: a\n  when: >\n    source == 'é'\n    and\n      source == 'b'\n\n    and wrong == 1\n"},
		{"windows", "# c\r\nname: x # c\r\nhand_raise:\r\n- id: a\r\n  when: >\r\n    source == 'é'\r\n    and\r\n    wrong == 1\r\n"},
		{"byte order mark", "\uFEFF{name: x, hand_raise: [{id: a, when: wrong}]}"},
		{"document marks", "%YAML 1.2\n---\nname: x\nhand_raise:\n- id: a\n  when: wrong == 1\n...\n"},
		{"anchor", "name: x\nhand_raise:\n- &first\n  id: a\n  when: wrong == 1\n"},
		{"anchored text", "name: x\nhand_raise:\n- id: a\n  when: &c wrong == 1\n"},
		{"tag", "name: x\nhand_raise:\n- id: a\n  when: !!str wrong\n"},
		{"a key", "name: x\nhand_raise:\n- id: a\n  wrong: 1\n  when: source == 'a'\n"},
		{"a quoted key", "name: x\nhand_raise:\n- {id: a, when: answers.wants_contact}\nfacts:\n  company.employees: {\"ask\": x, wrong: 1}\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := CompileYAML("f", []byte(c.text), nil)
			var mistakes qualify.Errors
			if !errors.As(err, &mistakes) || len(mistakes) != 1 || mistakes[0].Code == "yaml_syntax" {
				t.Fatalf("%v", err)
			}
			line, column := 0, 0
			for i, text := range strings.Split(strings.TrimPrefix(c.text, "\uFEFF"), "\n") {
				if before, _, found := strings.Cut(text, "wrong"); found {
					line, column = i+1, len([]rune(before))+1
					break
				}
			}
			if m := mistakes[0]; m.Line != line || m.Column != column {
				t.Errorf("want %d:%d, have %v", line, column, m)
			}
		})
	}
}

func TestYAMLMeansItsJSON(t *testing.T) {
	for _, c := range []struct{ yaml, want string }{
		{"a: 1\nb: 1.10\nc: 0x1F\nd: 0o17\ne: +5\nf: .5\ng: 1_000\nh: -3e2", `{"a":1,"b":1.10,"c":31,"d":15,"e":5,"f":0.5,"g":1000,"h":-3e2}`},
		{"a: yes\nb: true\nc: null\nd: ~\ne:\nf: 'true'\ng: 2026-11-22\nh: \"\"", `{"a":"yes","b":true,"c":null,"d":null,"e":null,"f":"true","g":"2026-11-22","h":""}`},
		{"a: [1, [2, {b: c}], []]\nd: {}", `{"a":[1,[2,{"b":"c"}],[]],"d":{}}`},
		{"a:\n- 1\n-\n- - 2\n  - 3", `{"a":[1,null,[2,3]]}`},
		{"1: a\n1.5: b\ntrue: c\n\"\": d\ncustom.x: e", `{"1":"a","1.5":"b","true":"c","":"d","custom.x":"e"}`},
		{"a: &x {b: 1, c: [2]}\nd: *x\ne: &y 5\nf: *y", `{"a":{"b":1,"c":[2]},"d":{"b":1,"c":[2]},"e":5,"f":5}`},
		{"a: &x {b: 1, c: 2}\nd:\n  <<: *x\n  c: 3\n  e: 4", `{"a":{"b":1,"c":2},"d":{"c":3,"e":4,"b":1}}`},
		{"a: &x {b: 1}\nc: &y {b: 2, d: 3}\ne:\n  <<: [*x, *y]\n  f: 4", `{"a":{"b":1},"c":{"b":2,"d":3},"e":{"f":4,"b":1,"d":3}}`},
		{"a: &x 1\nb: &x 2\nc: *x", `{"a":1,"b":2,"c":2}`},
		{"a: !!str 1.50\nb: !!str x", `{"a":"1.50","b":"x"}`},
		{"a: |\n  x\n   y\n\nb: >-\n  x\n  y\n\n  z\n", `{"a":"x\n y\n","b":"x y\nz"}`},
	} {
		y, err := readYAML("f", []byte(c.yaml), nil)
		if err != nil {
			t.Errorf("%q: %v", c.yaml, err)
			continue
		}
		if have := strings.ReplaceAll(string(y.json), "\n", ""); have != c.want || !json.Valid(y.json) {
			t.Errorf("%q: have %s, want %s", c.yaml, have, c.want)
		}
		if lines := strings.Count(string(y.json), "\n"); lines != len(y.places) {
			t.Errorf("%q: %d lines, %d places", c.yaml, lines, len(y.places))
		}
	}
}

func TestYAMLThatIsRefused(t *testing.T) {
	bomb := "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
	merges := "m0: &m0 {x: 1}\n"
	for i := range 40 {
		bomb += fmt.Sprintf("a%d: &a%d [%s]\n", i+1, i+1, strings.Repeat(fmt.Sprintf("*a%d, ", i), 9))
		merges += fmt.Sprintf("m%d: &m%d {<<: [*m%d, *m%d]}\n", i+1, i+1, i, i)
	}
	for _, c := range []struct{ name, text, want string }{
		{"nothing", "", "f:1:1: there is no rule set in it [yaml_syntax]"},
		{"comments", "# c\n", "f:1:1: there is no rule set in it [yaml_syntax]"},
		{"two documents", "a: 1\n---\nb: 2\n", "f:3:1: a second document; want one [yaml_syntax]"},
		{"no YAML", "a: 1\nb: [1, 2\n", "f:2:4: sequence end token ']' not found [yaml_syntax]"},
		{"tab", "a:\n\tb: 1\n", "f:2:1: found character '\t' that cannot start any token [yaml_syntax]"},
		{"tag", "a: !money 1\n", "f:1:4: a: the tag !money has no meaning here [bad_value]"},
		{"infinite", "a:\n  b: .inf\n", "f:2:6: a.b: .inf has no meaning here [bad_value]"},
		{"key", "~: 2\n", "f:1:1: want a text as key [bad_value]"},
		{"no anchor", "a: *b\n", "f:1:4: a: there is no &b before *b [bad_value]"},
		{"itself", "a: &a [*a]\n", "f:1:8: a[0]: &a contains itself [bad_value]"},
		{"merged itself", "a: &a\n  <<: *a\n", "f:2:7: a: &a contains itself [bad_value]"},
		{"merged anchor", "a:\n  <<: &b {<<: *b}\n", "f:2:15: a: &b contains itself [bad_value]"},
		{"merged text", "a: &a x\nb:\n  <<: *a\n", "f:1:7: b: << wants an alias of a mapping [bad_value]"},
		{"deep", strings.Repeat("[", 100_000), "f:1:101: nested deeper than 100 [too_deep]"},
		{"deep blocks", strings.Repeat("- ", 100_000), "f:1:201: nested deeper than 100 [too_deep]"},
		{"deep anchors", strings.Repeat("&a ", 100_000), "f:1:301: nested deeper than 100 [too_deep]"},
		{"large", strings.Repeat("#\n", 1<<20), "f:1:1: the rule set has more than 1048576 bytes [too_large]"},
		{"aliases of aliases", bomb, "with its aliases written out, the rule set is too large [too_large]"},
		{"merges of merges", merges, "with its aliases written out, the rule set is too large [too_large]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			start := time.Now()
			_, _, err := CompileYAML("f", []byte(c.text), nil)
			if err == nil || !strings.HasSuffix(strings.Split(err.Error(), "\n")[0], c.want) || strings.Contains(err.Error(), "\nf:") {
				t.Errorf("have %v\nwant %s", err, c.want)
			}
			if took := time.Since(start); took > 10*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

// The bound of the options holds for what the aliases make of a text.
func TestYAMLKeepsTheOptions(t *testing.T) {
	text := "name: x\nnote: &n " + strings.Repeat("x", 500) + "\nfacts: {custom.a: {type: bool, note: *n}}\nscoring: {}\n"
	if _, _, err := CompileYAML("f", []byte(text), &qualify.Options{MaxBytes: 2000}); err != nil {
		t.Error(err)
	}
	if _, _, err := CompileYAML("f", []byte(text), &qualify.Options{MaxBytes: 1000}); err == nil {
		t.Error("1,000 bytes hold it")
	}
}

// No text makes the reader panic, and every mistake has a place in the text.
func FuzzCompileYAML(f *testing.F) {
	for _, text := range ruleFiles(f) {
		if len(text) < 4000 {
			f.Add(string(text))
		}
	}
	f.Add("name: x\nhand_raise:\n- &a {id: a, when: >-\n   source ==\n   1}\n- {<<: *a, id: b}\n")
	f.Add("name: \"\\ud83d\\ude00\"\nlists: {a: [1, 'x''', ~]}\n? b\n: |2\n    c\n")
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 4<<10 {
			return
		}
		_, _, err := CompileYAML("f", []byte(text), nil)
		var mistakes qualify.Errors
		if err == nil {
			return
		}
		if !errors.As(err, &mistakes) {
			t.Fatalf("%T: %v", err, err)
		}
		lines := strings.Split(strings.ReplaceAll(text, "\r", "\n"), "\n")
		for _, m := range mistakes {
			if m.Line < 1 || m.Line > len(lines)+1 || m.Column < 1 {
				t.Errorf("%d:%d in a text of %d lines: %v", m.Line, m.Column, len(lines), m)
			}
		}
	})
}
