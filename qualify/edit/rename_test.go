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
	"github.com/leadqual/leadqual/qualify/account"
)

// decided are the decisions by rules about the leads or accounts of their folder, and
// about one more, which name no fingerprint.
func decided(t *testing.T, name, src string) (fingerprint, decisions string) {
	t.Helper()
	asOf := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	var out strings.Builder
	if p := New(nil); p.set(name, src).person != nil {
		e, err := account.CompileJSON(name, []byte(src), nil)
		if err != nil {
			t.Fatal(name, err)
		}
		eachLine(t, path.Dir(name)+"/accounts.jsonl", `{"id": "x", "company": {"employees": 300}, "people": [{"id": "y", "answers": {"wants_contact": true}}]}`, func(a *account.Account) {
			d := e.Decide(a, asOf)
			out.Write(d.AppendJSON(nil))
		})
		return e.Fingerprint(), strings.ReplaceAll(out.String(), e.Fingerprint(), "")
	}
	e, err := qualify.CompileJSON(name, []byte(src), nil)
	if err != nil {
		t.Fatal(name, err)
	}
	eachLine(t, path.Dir(name)+"/leads.jsonl", `{"id": "x", "answers": {"wants_contact": true}, "company": {"employees": 300}}`, func(lead *qualify.Lead) {
		d := e.Decide(lead, asOf)
		out.Write(d.AppendJSON(nil))
	})
	return e.Fingerprint(), strings.ReplaceAll(out.String(), e.Fingerprint(), "")
}

// eachLine reads each line of a file, if there is one, and one more.
func eachLine[T any](t *testing.T, name, more string, do func(*T)) {
	t.Helper()
	data, _ := os.ReadFile(examples + name)
	for line := range strings.Lines(string(data) + "\n" + more) {
		if strings.TrimSpace(line) == "" {
			continue
		}
		v := new(T)
		if err := json.Unmarshal([]byte(line), v); err != nil {
			t.Fatal(name, err)
		}
		do(v)
	}
}

// set gives a project a text and returns the file.
func (p *Project) set(name, src string) *file {
	p.Set(name, []byte(src))
	return p.files[name]
}

// declared are where rules declare what may have another name, with the sections of
// these, "id" for parts that decisions name.
func declared(f *file) (at []*node, kinds []string) {
	for _, in := range []*file{f, f.person, f.account} {
		if in == nil {
			continue
		}
		for _, section := range []string{"lists", "tables", "define"} {
			if of := in.root.member(in.src, section); of != nil && in.person == nil {
				for _, m := range of.members {
					at, kinds = append(at, m.key), append(kinds, section)
				}
			}
		}
		in.walkIDs(func(list string, n *node, declares bool) {
			kind := "id"
			if list == "vendors" {
				kind = list
			}
			if declares && theirs[list] == "" {
				at, kinds = append(at, n), append(kinds, kind)
			}
		})
	}
	return at, kinds
}

// TestRename renames every definition, list, table and id of the example rule sets, and
// of one that uses every key. No decision becomes another one. The fingerprint stays with
// every name that stands in no decision; ids stand in decisions, and so it stays but for
// them: with the old one it is the old one again.
func TestRename(t *testing.T) {
	renamed := map[string]int{}
	sets := ruleSets(t)
	all, err := os.ReadFile("../testdata/fingerprint.json")
	if err != nil {
		t.Fatal(err)
	}
	sets["all keys/rules.json"] = string(all)
	for name, src := range sets {
		p := New(nil)
		at, kinds := declared(p.set(name, src))
		print, was := decided(t, name, src)
		for i, o := range at {
			if testing.Short() && i%5 > 0 && kinds[i] == "id" {
				continue
			}
			old, to := o.text(src), fmt.Sprintf("new_name_%d", i)
			edits, err := p.Rename(name, o.start(), to)
			if err != nil {
				t.Errorf("%s: %s: %v", name, old, err)
				continue
			}
			renamed[kinds[i]]++
			after := Apply(edits, func(string) string { return src })[name]
			other, now := decided(t, name, after)
			if kinds[i] == "id" {
				now = strings.ReplaceAll(now, to, old)
			}
			if now != was {
				t.Errorf("%s: decisions change as %s becomes %s", name, old, to)
			}
			if (other == print) != (kinds[i] != "id") {
				t.Errorf("%s: as %s %s becomes %s, the fingerprint stays: %v", name, kinds[i], old, to, other == print)
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
	t.Log(len(sets), "rule sets:", renamed)
	for _, kind := range []string{"define", "lists", "tables", "vendors", "id"} {
		if renamed[kind] == 0 {
			t.Errorf("no %s is renamed", kind)
		}
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
