package edit

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const (
	kindRules = `{"name": "x", "facts": {"custom.plan": {"type": "string", "enum": ["free", "team"], "doc": "What they pay for."}, "custom.seats": {"type": "number"}, "activities.custom.minutes": {"type": "number"}},
 "scoring": {"groups": [{"id": "web"}], "ready_at": 5, "bands": [{"name": "hot", "min": 5}, {"name": "cold", "min": 0}], "rules": [
  {"id": "team", "group": "web", "name": "pays for a team", "when": "custom.plan == 'team'", "points": 5},
  {"id": "long", "group": "web", "each": ".type == 'webinar' and .custom.minutes > 30", "points": 1, "limit": 3}]},
 "routes": [{"id": "north", "team": "inside sales", "roster": "inside", "when": "person.country == 'SE'"}]}`
	kindCase = `{"cases": [{"name": "a", "lead": {"id": "1", "custom": {"plan": "team"}}, "as_of": "2026-11-22T09:00:00Z", "want": {"score": {"rules": [{"id": "team", "points": 5}]}}}]}`
)

// project has the files, in which | is the place that is returned, of the last one.
func project(files ...string) (p *Project, name string, offset int) {
	p = New(nil)
	for i := 0; i < len(files); i += 2 {
		name = files[i]
		offset = strings.IndexByte(files[i+1], '|')
		p.Set(name, []byte(strings.Replace(files[i+1], "|", "", 1)))
	}
	return p, name, offset
}

func TestCompleteKinds(t *testing.T) {
	cases := func(text string) string { return `{"cases": [{"name": "a", ` + text }
	for _, test := range []struct {
		name, src string
		first     []string
		not       string
	}{
		{"cases.json", cases(`"lead": {"custom": {"|`), []string{"plan", "seats"}, "custom.plan"},
		{"cases.json", cases(`"lead": {"custom": {"plan": "|`), []string{"free", "team"}, ""},
		{"cases.json", cases(`"lead": {"stage": "|"}}]}`), []string{"lead", "mql"}, "team"},
		{"cases.json", cases(`"lead": {"activities": [{"type": "|`), []string{"webinar"}, ""},
		{"cases.json", cases(`"lead": {"activities": [{"custom": {"|`), []string{"minutes"}, "plan"},
		{"cases.json", cases(`"want": {"score": {"rules": [{"id": "|"}]}}}]}`), []string{"team", "long"}, "web"},
		{"cases.json", cases(`"want": {"score": {"band": "|`), []string{"hot", "cold"}, ""},
		{"cases.json", cases(`"want": {"score": {"groups": [{"id": "|`), []string{"web"}, "team"},
		{"cases.json", cases(`"want": {"status": "|`), []string{"mql", "sql"}, ""},
		{"cases.json", cases(`"want": {"owner": {"team": "|`), []string{"inside sales"}, ""},
		{"cases.json", cases(`"want": {"owner": {"route": "|`), []string{"north"}, ""},
		{"cases.json", `{|}`, []string{"cases"}, "facts"},
		{"map.json", `{"fields": {"cust|`, []string{"custom.plan", "custom.seats"}, "score.points"},
		{"map.json", `{"fields": {"|": {"from": "Staff"}}}`, []string{"id"}, "idle_days"},
		{"map.json", `{"activities": [{"type": {"value": "x"}, "custom": {"|`, []string{"minutes"}, "plan"},
		{"map.json", `{"fi|`, []string{"fields"}, "scoring"},
		{"x.policy.json", `{"dead|`, []string{"deadlines"}, ""},
		{"roster.json", `{"mem|`, []string{"members"}, ""},
	} {
		p, name, offset := project("rules.json", kindRules, test.name, test.src)
		var labels []string
		for _, c := range p.Complete(name, offset) {
			labels = append(labels, c.Label)
		}
		for _, want := range test.first {
			if !slices.Contains(labels[:min(5, len(labels))], want) {
				t.Errorf("%s: %q is not among %q", test.src, want, labels)
			}
		}
		if slices.Contains(labels, test.not) {
			t.Errorf("%s: %q is offered", test.src, test.not)
		}
	}
}

func TestMistakesOfKinds(t *testing.T) {
	for _, test := range []struct{ name, src, at, code, message string }{
		{"cases.json", kindCase, "", "", ""},
		{"cases.json", strings.Replace(kindCase, `"points": 5`, `"points": 6`, 1), "6", "not_as_wanted", "have 5, want 6"},
		{"boundaries.cases.json", strings.Replace(kindCase, `"team", "points"`, `"teem", "points"`, 1), `{"id": "teem", "points": 5}`, "not_as_wanted", "have nothing"},
		{"cases.json", strings.Replace(kindCase, "as_of", "as_off", 1), `"as_off"`, "unknown_key", "as_of"},
		{"account.cases.json", `{"cases": [{"name": "a", "account": {"id": "1", "peeple": []}, "as_of": "2026-11-22T09:00:00Z", "want": {"certain": true}}]}`, `"peeple"`, "unknown_key", "people"},
		{"map.json", `{"fields": {"custom.plan": {"from": "Plan"}}}`, "", "", ""},
		{"map.json", `{"fields": {"custom.plan": {"from": "Plan", "values": {"T": "teem"}}}}`, `"teem"`, "unknown_word", "team"},
		{"map.json", `{"fields": {"person.nam": {"from": "Name"}}}`, `"person.nam"`, "unknown_name", "person.name"},
		{"policy.json", `{"name": "p", "hours": 5}`, "5", "wrong_type", ""},
		{"roster.json", `{"team": 5, "members": []}`, "5", "wrong_type", ""},
		{"other.json", `{"name": "y", "hand_raise": [{"id": "a", "when": "custom.plan == "},], "define": {"b": "nope > 5"}}`, "", "json_syntax", ""},
	} {
		p, name, _ := project("rules.json", kindRules, test.name, test.src)
		got := p.Mistakes(name)
		if test.code == "" {
			if len(got) > 0 {
				t.Errorf("%s: %v", test.src, got[0].Error)
			}
			continue
		}
		if len(got) == 0 {
			t.Errorf("%s: nothing is wrong", test.src)
			continue
		}
		m := got[0]
		if string(m.Error.Code) != test.code || !strings.Contains(m.Error.Message, test.message) {
			t.Errorf("%s: %v", test.src, m.Error)
		}
		if at := test.src[m.Range.From:m.Range.To]; test.at != "" && !strings.HasPrefix(test.at, at) {
			t.Errorf("%s: %v is at %s", test.src, m.Error, at)
		}
		if test.code == "json_syntax" && (len(got) != 3 || got[1].Error.Path != "hand_raise[0].when" || got[2].Error.Path != "define.b") {
			t.Errorf("besides where reading stopped, the expressions have %v", got[1:])
		}
	}
}

// Cases speak of the rule set that they are named after.
func TestRulesOf(t *testing.T) {
	p, _, _ := project("a/rules.json", kindRules, "a/other.json", kindRules, "b/one.json", kindRules, "c/one.json", kindRules, "c/two.json", kindRules,
		"d/base.json", `{"lists": {"a": ["x"]}}`, "d/whole.json", `{"extends": "base.json", "hand_raise": []}`, "e/leads.json", `[{"id": "1"}]`)
	for name, want := range map[string]string{
		"a/cases.json": "a/rules.json", "a/other.cases.json": "a/other.json", "a/boundaries.cases.json": "a/rules.json", "a/other.boundaries.cases.json": "a/other.json",
		"b/cases.json": "b/one.json", "c/cases.json": "", "c/two.cases.json": "c/two.json", "c/two.map.json": "c/two.json", "d/cases.json": "d/whole.json",
		"e/cases.json": "", "cases.json": "",
	} {
		p.Set(name, []byte(map[bool]string{true: kindCase, false: `{"fields": {}}`}[strings.HasSuffix(name, "cases.json")]))
		if got := p.rulesOf(p.files[name]); got != want {
			t.Errorf("%s goes with %q, want %q", name, got, want)
		}
	}
}

func TestReferences(t *testing.T) {
	p, name, offset := project("rules.json", kindRules, "map.json", `{"fields": {"custom.plan": {"from": "Plan"}}}`, "cases.json", strings.Replace(kindCase, `"id": "team"`, `"id": "te|am"`, 1))
	text := func(r TextRange) string { return p.files[r.File].src[r.From:r.To] }
	of := p.Definition(name, offset)
	if len(of) != 1 || of[0].File != "rules.json" || text(of[0]) != "team" {
		t.Errorf("the rule is declared at %v", of)
	}
	if h, ok := p.Hover(name, offset); !ok || h.Kind != KindPart || !strings.Contains(h.Text, "pays for a team") {
		t.Errorf("hover says %v %+v", ok, h)
	}
	if h, ok := p.Hover(name, strings.Index(kindCase, "plan")); !ok || !strings.Contains(h.Text, "What they pay for.") || len(h.Uses) != 3 {
		t.Errorf("hover says %v %+v", ok, h)
	}
	if h, ok := p.Hover(name, strings.Index(kindCase, "as_of")); !ok || h.Kind != KindKey || h.Text == "" {
		t.Errorf("hover says %v %+v", ok, h)
	}
	edits, err := p.Rename("rules.json", of[0].From, "crew")
	if err != nil || len(edits) != 2 || edits[0].File != name {
		t.Fatalf("%v, %v", edits, err)
	}
	for file, text := range Apply(edits, func(file string) string { return p.files[file].src }) {
		p.Set(file, []byte(text))
	}
	if got := p.Mistakes(name); len(got) > 0 {
		t.Errorf("after the rule has another name: %v", got[0].Error)
	}
}

// The cases and maps of the examples have no mistakes, and where one of their wants is
// changed, the case is not as wanted there.
func TestKindsOfExamples(t *testing.T) {
	names, err := filepath.Glob(examples + "*/*.json")
	if err != nil {
		t.Fatal(err)
	}
	p := New(nil)
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		p.Set(strings.TrimPrefix(name, examples), data)
	}
	cases, decided := 0, 0
	for _, name := range p.names() {
		f := p.files[name]
		if f.isRules() {
			continue
		}
		if got := p.Mistakes(name); len(got) > 0 {
			t.Errorf("%s: %v", name, got[0].Error)
		}
		if !f.isCases() {
			continue
		}
		cases++
		if p.rulesOf(f) == "" {
			t.Logf("%s goes with none", name)
			continue
		}
		decided++
		i := strings.Index(f.src, `"certain": true`)
		if i < 0 {
			continue
		}
		p.Set(name, []byte(f.src[:i]+`"certain": false`+f.src[i+len(`"certain": true`):]))
		if got := p.Mistakes(name); len(got) != 1 || got[0].Error.Code != CodeNotAsWanted || got[0].Range.From != i+len(`"certain": `) {
			t.Errorf("%s: %v", name, got)
		}
	}
	if cases < 10 || decided < cases-2 {
		t.Errorf("%d files of cases, %d with rules", cases, decided)
	}
}

// What a rule set does to all that extend it is said.
func TestMistakesOfHeirs(t *testing.T) {
	p := New(nil)
	p.Set("base.json", []byte(`{"define": {"large": "company.employees > 500"}}`))
	for _, name := range []string{"a", "b"} {
		p.Set(name+".json", []byte(`{"name": "`+name+`", "extends": "base.json", "hand_raise": [{"id": "h", "when": "`+name+`"}]}`))
	}
	p.Set("c.json", []byte(`{"name": "c", "extends": "b.json"}`))
	files := func(of []Mistake) (out []string) {
		for _, m := range of {
			out = append(out, m.Range.File)
		}
		return out
	}
	for name, want := range map[string][]string{"base.json": {"a.json", "b.json"}, "a.json": {"a.json"}, "b.json": {"b.json"}, "c.json": {"b.json"}} {
		if got := files(p.Mistakes(name)); !slices.Equal(got, want) {
			t.Errorf("%s: mistakes are in %q, want %q", name, got, want)
		}
	}
}

// Lint looks at nothing again that has not changed.
func TestFindingsAgain(t *testing.T) {
	const rules = `{"name": "x", "hand_raise": [{"id": "a", "when": "person.email matches '@gmail.com$'"}]}`
	p := New(nil)
	p.Set("rules.json", []byte(rules))
	first, err := p.Findings(t.Context(), "rules.json")
	if err != nil || len(first) == 0 {
		t.Fatal(first, err)
	}
	p.Set("other.json", []byte(`{"name": "y"}`))
	if !p.whole("rules.json").linted {
		t.Error("another file makes lint look again")
	}
	if got, err := p.Findings(t.Context(), "rules.json"); err != nil || len(got) != len(first) {
		t.Error(got, err)
	}
	p.Set("rules.json", []byte(strings.Replace(rules, ".com", `\\\\.com`, 1)))
	if got, err := p.Findings(t.Context(), "rules.json"); err != nil || len(got) >= len(first) {
		t.Errorf("after a change got %v, %v", got, err)
	}
}

func TestSymbols(t *testing.T) {
	for src, want := range map[string]string{
		kindRules: "fact custom.plan, fact custom.seats, fact activities.custom.minutes, part web, part team, part long, part north",
		`{"roles": [{"id": "buyer", "when": "true"}], "person": {"name": "p", "define": {"d": "true"}, "hand_raise": [{"id": "h`: "part buyer, definition d, part h",
		`{"cases": [{"name": "a", "lead": {"id": "1"}}]}`:                                                                        "",
	} {
		p := New(nil)
		p.Set("x.json", []byte(src))
		var got []string
		for _, s := range p.Symbols("x.json") {
			if got = append(got, s.Kind+" "+s.Name); src[s.Range.From:s.Range.To] != s.Name {
				t.Errorf("%s is at %v", s.Name, s.Range)
			}
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
