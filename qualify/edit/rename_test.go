package edit

import (
	"encoding/json"
	"fmt"
	"os"
	"path"
	"strings"
	"testing"
	"time"

	"github.com/leadqual/leadqual/qualify"
)

// decided are the decisions of a rule set about the leads of its folder, or of none.
func decided(t *testing.T, name, src string) (fingerprint, decisions string) {
	t.Helper()
	e, err := qualify.CompileJSON(name, []byte(src), nil)
	if err != nil {
		t.Fatal(name, err)
	}
	asOf := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	data, _ := os.ReadFile(examples + path.Dir(name) + "/leads.jsonl")
	var out strings.Builder
	for _, line := range append(strings.Split(string(data), "\n"), `{"id": "x", "answers": {"wants_contact": true}, "company": {"employees": 300}}`) {
		if strings.TrimSpace(line) == "" {
			continue
		}
		var lead qualify.Lead
		if err := json.Unmarshal([]byte(line), &lead); err != nil {
			t.Fatal(err)
		}
		d := e.Decide(&lead, asOf)
		d.Fingerprint = ""
		text, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		out.Write(text)
		out.WriteByte('\n')
	}
	return e.Fingerprint(), out.String()
}

// TestRename renames every definition, list, table and id of the example rule sets. No
// decision becomes another one: ids stand in them under their new names.
func TestRename(t *testing.T) {
	renamed := map[string]int{}
	for name, src := range ruleSets(t) {
		p := New(nil)
		p.Set(name, []byte(src))
		f := p.files[name]
		if f.person != nil {
			continue
		}
		_, was := decided(t, name, src)
		var at []occurrence
		var kinds []string
		for _, section := range []string{"lists", "tables", "define"} {
			if of := f.root.member(src, section); of != nil {
				for _, m := range of.members {
					at, kinds = append(at, occurrence{of: m.key}), append(kinds, section)
				}
			}
		}
		f.walkIDs(func(list string, n *node, declares bool) {
			if declares && theirs[list] == "" {
				at, kinds = append(at, occurrence{of: n}), append(kinds, "id")
			}
		})
		for i, o := range at {
			if testing.Short() && i%5 > 0 {
				continue
			}
			old, to := o.of.text(src), fmt.Sprintf("new_name_%d", i)
			edits, err := p.Rename(name, o.of.start(), to)
			if err != nil {
				t.Errorf("%s: %s: %v", name, old, err)
				continue
			}
			renamed[kinds[i]]++
			after := Apply(edits, func(string) string { return src })[name]
			_, now := decided(t, name, after)
			if kinds[i] == "id" {
				now = strings.ReplaceAll(now, to, old)
			}
			if now != was {
				t.Errorf("%s: decisions change as %s becomes %s", name, old, to)
			}
			back := New(nil)
			back.Set(name, []byte(after))
			edits, err = back.Rename(name, edits[0].From, old)
			if err != nil {
				t.Errorf("%s: %s back to %s: %v", name, to, old, err)
			} else if Apply(edits, func(string) string { return after })[name] != src {
				t.Errorf("%s: %s and back to %s is another text", name, to, old)
			}
		}
	}
	t.Log(renamed)
	if renamed["define"] == 0 || renamed["lists"] == 0 || renamed["id"] == 0 {
		t.Error("some kinds are not renamed at all")
	}
}

func TestRenameRefused(t *testing.T) {
	const base = `{"name": "base", "lists": {"cities": ["x"]}, "define": {"big": "company.employees > 5", "local": "let n = person.city; n in lists.cities"},
 "scoring": {"groups": [{"id": "web"}, {"id": "mail"}], "rules": [{"id": "a", "group": "web", "when": "big and local", "points": 5}], "ready_at": 5},
 "routes": [{"id": "r", "team": "sales", "owners": [{"id": "ana"}], "when": "score.groups.web > 0"}]}`
	const above = `{"name": "above", "extends": "base.json", "hand_raise": [{"id": "h", "when": "big or source == 'x'"}], "scoring": {"rules": [{"id": "b", "when": "big", "points": 1, "before": "a"}]}}`
	for _, test := range []struct{ at, to, want string }{
		{`big": "comp`, "huge", ""},
		{`big": "comp`, "local", "definition named local already"},
		{`big": "comp`, "source", "expressions name source already"},
		{`big": "comp`, "stage", "stage has a meaning already"},
		{`big": "comp`, "count", "count has a meaning already"},
		{`big": "comp`, "not", "not has a meaning already"},
		{`big": "comp`, "n", "expressions name n already"},
		{`big": "comp`, "two words", "consists of letters, digits and _"},
		{`big": "comp`, "", "not empty"},
		{`big and`, "big", ""},
		{`cities": [`, "towns", ""},
		{`cities": [`, "1st", "consists of letters, digits and _"},
		{`web"}`, "mail", "scoring.groups named mail already"},
		{`web"}`, "site", ""},
		{`web"}`, "my-web", "cannot be named"},
		{`"a", "group`, "b", "scoring.rules named b already"},
		{`ana`, "bo", "known to the host"},
		{`person.city`, "person.town", "the host's data"},
		{`5"}, "scor`, "x", "place the cursor"},
		{`n in lists`, "x", "only definitions, lists, tables and ids"},
	} {
		p := New(nil)
		p.Set("base.json", []byte(base))
		p.Set("above.json", []byte(above))
		file, offset := "base.json", strings.Index(base, test.at)
		edits, err := p.Rename(file, offset+1, test.to)
		switch {
		case test.want == "" && err != nil:
			t.Errorf("%s to %s: %v", test.at, test.to, err)
		case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
			t.Errorf("%s to %s: got %v, want %q", test.at, test.to, err, test.want)
		case test.want == "":
			after := p.with(edits)
			if m := after.Mistakes("above.json"); len(m) > 0 {
				t.Errorf("%s to %s: %v", test.at, test.to, m[0].Error)
			}
		}
	}
	p := New(nil)
	p.Set("base.json", []byte(base))
	p.Set("above.json", []byte(above))
	if edits, _ := p.Rename("above.json", strings.Index(above, "big or"), "huge"); len(edits) != 4 {
		t.Errorf("%d edits in both files: %v", len(edits), edits)
	}
}
