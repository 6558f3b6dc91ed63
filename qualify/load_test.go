package qualify_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/qualify"
)

// files makes a file system of texts given as "== name" lines and what follows.
func files(text string) fstest.MapFS {
	out := fstest.MapFS{}
	for _, part := range strings.Split("\n"+text, "\n== ")[1:] {
		name, data, _ := strings.Cut(part, "\n")
		out[name] = &fstest.MapFile{Data: []byte(data)}
	}
	return out
}

const baseRules = `== base/all.json
{"name": "all",
 "facts": {"custom.seats": {"type": "number"}},
 "scoring": {"ready_at": 50, "rules": [
  {"id": "size", "when": "company.employees > 100", "points": 10},
  {"id": "seats", "when": "custom.seats > 5", "points": 40},
  {"id": "old", "when": "source == 'fax'", "points": 5}]},
 "routes": [{"id": "rest", "team": "sales", "owners": [{"id": "ana"}, {"id": "bo"}]}]}
== dach.json
{"extends": "base/all.json", "name": "dach",
 "scoring": {"ready_at": 40, "rules": [
  {"id": "size", "points": 20},
  {"id": "old", "drop": true},
  {"id": "fair", "each": ".type == 'fair'", "points": 5, "limit": 2}]}}
== at/rules.json
{"extends": ["../dach.json", "../base/all.json"], "name": "at",
 "routes": [{"id": "wien", "team": "sales", "when": "person.city == 'Wien'", "owners": [{"id": "cleo"}], "before": "rest"},
            {"id": "rest", "owners": [{"id": "bo", "weight": 3}]}]}
== one.json
{"name": "at",
 "facts": {"custom.seats": {"type": "number"}},
 "scoring": {"ready_at": 40, "rules": [
  {"id": "size", "when": "company.employees > 100", "points": 20},
  {"id": "seats", "when": "custom.seats > 5", "points": 40},
  {"id": "fair", "each": ".type == 'fair'", "points": 5, "limit": 2}]},
 "routes": [{"id": "wien", "team": "sales", "when": "person.city == 'Wien'", "owners": [{"id": "cleo"}]},
            {"id": "rest", "team": "sales", "owners": [{"id": "ana"}, {"id": "bo", "weight": 3}]}]}
`

func TestLoadOfSeveralFiles(t *testing.T) {
	fsys := files(baseRules)
	whole, err := qualify.Load(fsys, "one.json", nil)
	if err != nil {
		t.Fatal(err)
	}
	extended, err := qualify.Load(fsys, "at/rules.json", nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(whole.RuleSet(), extended.RuleSet()); diff != "" || whole.Fingerprint() != extended.Fingerprint() {
		t.Errorf("%s%s\n%s", diff, whole.Fingerprint(), extended.Fingerprint())
	}
}

func TestLoadErrors(t *testing.T) {
	for _, x := range []struct{ name, texts, want string }{
		{"an expression of the base", baseRules + "== x.json\n{\"extends\": \"y.json\", \"name\": \"x\"}\n== y.json\n{\"name\": \"y\",\n \"define\": {\"a\": \"company.employes > 1\"},\n \"scoring\": {}}",
			"y.json:2:19: define.a: unknown name company.employes; did you mean company.employees? [unknown_name]\n    company.employes > 1\n    ^^^^^^^^^^^^^^^^"},
		{"a mistake in each file", "== x.json\n{\"extends\": \"y.json\", \"name\": \"x\",\n \"readyness\": \"score\"}\n== y.json\n{\"name\": 5,\n \"lists\": {\"a\": [\"b\"]}}",
			"x.json:2:2: readyness: unknown key \"readyness\": did you mean \"readiness\"? [unknown_key]\ny.json:1:10: name: want string, have number; write \"5\" [wrong_type]"},
		{"no JSON", "== x.json\n{\"extends\": \"y.json\", \"name\": \"x\"}\n== y.json\n{", "y.json:1:2: unexpected end: `{` opened at line 1 is not closed [json_syntax]"},
		{"no such file", "== x.json\n{\"extends\": [\"basis.json\"], \"name\": \"x\"}\n== base.json\n{}", "x.json:1:14: extends[0]: there is no file basis.json; did you mean base.json? [no_file]"},
		{"a cycle", "== x.json\n{\"extends\": \"y.json\", \"name\": \"x\"}\n== y.json\n{\"extends\": \"x.json\"}", "y.json:1:13: extends: x.json extends itself, by way of x.json, y.json, x.json [file_cycle]"},
		{"out of the folder", "== x.json\n{\"extends\": \"../y.json\", \"name\": \"x\"}", `x.json:1:13: extends: "../y.json" is not a path of a file in the folder of the rule sets: write one relative to this file, with / [bad_name]`},
		{"an address", "== x.json\n{\"extends\": \"https://a.example/y.json\", \"name\": \"x\"}", `x.json:1:13: extends: "https://a.example/y.json" is not a path of a file in the folder of the rule sets: write one relative to this file, with / [bad_name]`},
		{"no path", "== x.json\n{\"extends\": 5, \"name\": \"x\"}", "x.json:1:13: extends: want the path of a rule set, or a list of such paths [bad_value]"},
		{"nothing to drop", baseRules + "== x.json\n{\"extends\": \"dach.json\", \"name\": \"x\",\n \"scoring\": {\"rules\": [{\"id\": \"old\", \"drop\": true}]}}",
			"x.json:2:24: scoring.rules[0]: there is no \"old\" here to drop [unknown_id]"},
		{"what the whole lacks", "== x.json\n{\"extends\": \"y.json\", \"name\": \"x\"}\n== y.json\n{\"name\": \"y\",\n \"screening\": [{\"id\": \"s\"}]}", "y.json:2:16: screening[0]: give it a \"when\" [required]"},
	} {
		_, err := qualify.Load(files(x.texts), "x.json", nil)
		if err == nil || err.Error() != x.want {
			t.Errorf("%s\nhave %v\nwant %s", x.name, err, x.want)
		}
	}
}

func TestLoadLimits(t *testing.T) {
	fsys := fstest.MapFS{}
	for i := range 30 {
		name := fmt.Sprintf("%d.json", i)
		fsys[name] = &fstest.MapFile{Data: fmt.Appendf(nil, `{"name": "n", "lists": {"a": ["b"]}, "extends": "%d.json"}`, i+1)}
	}
	fsys["30.json"] = &fstest.MapFile{Data: []byte(`{"hand_raise": [{"id": "h", "when": "answers.wants_contact"}]}`)}
	fsys["wide.json"] = &fstest.MapFile{Data: []byte(`{"name": "n", "extends": ["30.json", "29.json", "28.json", "27.json"]}`)}
	for _, x := range []struct {
		file, want string
		options    qualify.Options
	}{
		{"20.json", "", qualify.Options{}},
		{"0.json", "extends: files extend one another more than 16 deep [too_deep]", qualify.Options{}},
		{"wide.json", "extends[2]: the rule set has more than 3 files [too_large]", qualify.Options{MaxFiles: 3}},
		{"20.json", "the rule set has more than 100 bytes [too_large]", qualify.Options{MaxBytes: 100}},
	} {
		_, err := qualify.Load(fsys, x.file, &x.options)
		if (err == nil) != (x.want == "") || err != nil && !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s: have %v, want %q", x.file, err, x.want)
		}
	}
}

func TestSeveralFilesWithoutLoad(t *testing.T) {
	_, err := qualify.CompileJSON("x.json", []byte("{\"name\": \"x\",\n \"extends\": \"y.json\"}"), nil)
	if want := "x.json:2:13: extends: the rule set extends other files: read it with Load, which finds them [not_allowed]"; err == nil || err.Error() != want {
		t.Errorf("have %v\nwant %s", err, want)
	}
}

func TestOverlay(t *testing.T) {
	fsys := files(baseRules)
	base, err := qualify.Load(fsys, "base/all.json", nil)
	if err != nil {
		t.Fatal(err)
	}
	have := base.RuleSet()
	for _, name := range []string{"dach.json", "at/rules.json"} {
		patch := string(fsys[name].Data)
		patch = "{" + patch[strings.Index(patch, `"name"`):] // without extends
		if have, err = qualify.Overlay(have, []byte(patch)); err != nil {
			t.Fatal(err)
		}
	}
	want, err := qualify.Load(fsys, "one.json", nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want.RuleSet(), have); diff != "" {
		t.Error(diff)
	}
	for patch, want := range map[string]string{
		`{"extends": "x.json"}`:                             "patch:1:13: extends: a patch extends what it is laid over: leave this out [not_allowed]",
		"{\"routes\": [\n{\"id\": \"x\", \"drop\": true}]}": `patch:2:1: routes[0]: there is no "x" here to drop [unknown_id]`,
		`{"name": 5}`: "patch:1:10: name: want string, have number; write \"5\" [wrong_type]",
		`[`:           "patch:1:2: [0]: unexpected end: `[` opened at line 1 is not closed [json_syntax]",
	} {
		_, err := qualify.Overlay(base.RuleSet(), []byte(patch))
		if err == nil || err.Error() != want {
			t.Errorf("%s\nhave %v\nwant %s", patch, err, want)
		}
	}
}
