package qualify_test

import (
	"errors"
	"fmt"
	"io/fs"
	"log"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/qualify"
)

// A host that keeps its engines by their fingerprints decides as of last March by
// the rules of last March, and so can explain what it decided then.
func ExampleLoadFolder() {
	// The rules as they are kept, one folder for each version of them.
	kept := files(`== 2026-03/base.json
{"hand_raise": [{"id": "demo", "when": "any(activities, .type == 'demo_request')"}]}
== 2026-03/edtech.json
{"name": "edtech", "extends": "base.json", "icp": {"criteria": [{"id": "size", "when": "company.employees >= 50"}]}}
== 2026-11/base.json
{"hand_raise": [{"id": "demo", "when": "any(activities, .type == 'demo_request')"}]}
== 2026-11/edtech.json
{"name": "edtech", "extends": "base.json", "icp": {"criteria": [{"id": "size", "when": "company.employees >= 500"}]}}
`)
	engines := map[string]*qualify.Engine{}
	for _, version := range []string{"2026-03", "2026-11"} {
		loaded, err := qualify.LoadFolder(kept, version, nil)
		if err != nil {
			log.Fatal(err)
		}
		for _, rs := range loaded {
			if rs.Err != nil {
				log.Fatal(rs.Err)
			}
			engines[rs.Engine.Fingerprint()] = rs.Engine
		}
	}

	// A decision of last March, as it was stored with the lead as it was then.
	asOf := time.Date(2026, 3, 16, 9, 0, 0, 0, time.UTC)
	lead := qualify.Lead{
		ID: "L-1", Company: qualify.Company{Employees: qualify.Number(320)},
		Activities: []qualify.Activity{{Type: "demo_request", At: asOf.AddDate(0, 0, -2)}},
	}
	march, err := qualify.Load(kept, "2026-03/edtech.json", nil)
	if err != nil {
		log.Fatal(err)
	}
	stored := march.Decide(&lead, asOf)

	then := engines[stored.Fingerprint].Decide(&lead, stored.AsOf)
	fmt.Println(then.Status, then.Quadrant)
	now, err := qualify.Load(kept, "2026-11/edtech.json", nil)
	if err != nil {
		log.Fatal(err)
	}
	today := now.Decide(&lead, stored.AsOf)
	fmt.Println(today.Status, today.Quadrant)
	// Output:
	// sql good_fit_ready
	// research poor_fit_ready
}

func TestLoadFolder(t *testing.T) {
	const step = `"screening": [{"id": "s", "when": "lookup('t', source) == 'a'"}]`
	fsys := files(`== rules/good.json
{"name": "good", "extends": "part.json", "tables": {"t": {"type": "string", "file": "t.csv"}}}
== rules/part.json
{"name": "part", ` + step + `}
== rules/t.csv
a,b
fax,a
== rules/wrong.json
{"name": "wrong",
 "screening": [{"id": "s", "when": "sorce == 'a'"}]}
== rules/nameless.json
{"screening": [{"id": "s", "when": "source == 'a'"}]}
== rules/broken.json
{"name": "broken"
== rules/twice.json
{"name": "twin", "readiness": "score"}
== rules/also.json
{"name": "twin", "screening": [{"id": "s", "when": "source == 'a'"}]}
== rules/whole.json
{"name": "whole", "screening": [{"id": "s", "when": "source == 'a'"}]}
== rules/over.json
{"name": "over", "extends": ["whole.json"]}
== rules/base.json
{"name": "base", "screening": [{"id": "s", "when": "source == 'a'"}]}
== rules/unnamed.json
{"extends": "base.json", "readiness": "hand_raise", "hand_raise": [{"id": "h", "when": "source == 'a'"}]}
== rules/named.json
{"name": "part", "extends": "part.json", "tables": {"t": {"type": "string", "rows": {"fax": "a"}}}}
== rules/cases.json
{"rules": "good.json", "cases": []}
== rules/list.json
[1]
== rules/below/deep.json
{"name": "deep", "screening": [{"id": "s", "when": "source == 'a'"}]}
== rules/notes.txt
none
`)
	loaded, err := qualify.LoadFolder(fsys, "rules", nil)
	if err != nil {
		t.Fatal(err)
	}
	have := map[string]string{}
	for name, rs := range loaded {
		have[name] = rs.File
		if (rs.Engine == nil) == (rs.Err == nil) {
			t.Errorf("%s: engine %v, error %v", name, rs.Engine, rs.Err)
		}
		if rs.Err != nil {
			have[name] = rs.Err.Error()
		} else if rs.Engine.RuleSet().Name != name {
			t.Errorf("%s is named %s", name, rs.Engine.RuleSet().Name)
		}
	}
	want := map[string]string{
		"good": "rules/good.json", "whole": "rules/whole.json", "over": "rules/over.json",
		"wrong":               "rules/wrong.json:2:37: screening[0].when: unknown name sorce; did you mean source? [unknown_name]\n    sorce == 'a'\n    ^^^^^",
		"rules/nameless.json": `rules/nameless.json:1:1: give the rule set a "name" [required]`,
		"rules/broken.json":   "rules/broken.json:1:18: unexpected end: `{` opened at line 1 is not closed [json_syntax]",
		"twin": `rules/also.json and rules/twice.json are both named "twin": give one a "name" of its own` + "\n" +
			`rules/twice.json:1:31: readiness: readiness by score needs "scoring" with a "ready_at" [required]`,
		// A base that is whole is a rule set of its own, and one that is not leaves its name to others.
		"base": `rules/base.json and rules/unnamed.json are both named "base": give one a "name" of its own`,
		"part": "rules/named.json",
	}
	if diff := cmp.Diff(want, have); diff != "" {
		t.Error(diff)
	}

	if _, err := qualify.LoadFolder(fsys, "elsewhere", nil); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no folder: %v", err)
	}
	all, err := qualify.LoadFolder(fsys, ".", nil)
	if err != nil || len(all) != 0 {
		t.Errorf("the root: %v, %v", slices.Sorted(maps.Keys(all)), err)
	}
}
