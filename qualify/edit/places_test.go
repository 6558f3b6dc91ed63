package edit

import (
	"slices"
	"strings"
	"testing"
)

const baseRules = `{"name": "base", "facts": {"custom.plan": {"type": "string", "enum": ["free", "team"]}}, "lists": {"rivals": ["a.example"]},
 "tables": {"region": {"type": "string", "rows": {"DE": "emea"}}}, "define": {"senior": "person.seniority == 'vp'"},
 "scoring": {"groups": [{"id": "web"}, {"id": "mail"}], "ready_at": 5}}`

// A place is written as |, in a file that extends another one.
func TestPlaces(t *testing.T) {
	when := func(text string) string {
		return `{"name": "x", "extends": "base.json", "hand_raise": [{"id": "a", "when": "` + text
	}
	for _, test := range []struct {
		src   string
		first []string // some of the first five, nil for none at all
		not   string   // that is not offered
	}{
		{when(`custom.plan == '|`), []string{"free", "team"}, "web"},
		{when(`custom.plan == \"|`), []string{"free", "team"}, "web"},
		{when(`custom.plan in ['free', '|']"}]}`), []string{"team"}, "web"},
		{when(`stage == 'cus|'"}]}`), []string{"customer"}, ""},
		{when(`person.name == 'é\u00e9' \n and sen|"}]}`), []string{"senior"}, ""},
		{when(`company.domain in |"}]}`), []string{"lists.rivals"}, "company.employees"},
		{when(`lookup('|`), []string{"region"}, "free"},
		{when(`lookup('region', person.country) == '|`), []string{"emea"}, ""},
		{when(`any(activities, .|`), []string{".type"}, "person.name"},
		{when(`count(filter(activities, .ty|`), []string{".type"}, ""},
		{when(`company.employees |`), []string{"==", ">="}, "contains"},
		{when(`person.name con|`), []string{"contains"}, ""},
		{when(`person.name not con|`), []string{"contains"}, ""},
		{when(`status|`), []string{}, "status"},
		{when(`custom.plan == 'team' an|`), []string{"and"}, ""},
		{when(`let n = person.name; n |`), []string{"==", "!="}, ""},
		{when(`low|(person.name) == 'x'"}]}`), []string{"lower"}, ""},
		{`{"extends": "base.json", "scoring": {"rules": [{"id": "a", "group": "|`, []string{"web", "mail"}, ""},
		{`{"extends": "base.json", "scoring": {"groups": [{"id": "b", "before": "|"}]}}`, []string{"web", "mail"}, ""},
		{`{"extends": "|"}`, []string{"base.json"}, "x.json"},
		{`{"extends": "base.json", "routes": [{"id": "r", "when": "sta|`, []string{"stage", "status"}, ""},
		{`{"extends": "base.json", "define": {"loop": "loo|"}}`, []string{}, "loop"},
		{`{"name": "x", "readiness": "|"}`, []string{"score_or_hand_raise"}, ""},
		{`{"name": "x", "screening": [{"id": "a", "unless_hand_raised": |}]}`, []string{"true", "false"}, ""},
		{`{"name": "x", |}`, []string{"facts", "lists"}, "name"},
		{`{"name": "x", "scoring": {"rules": [{"id": "a", "each": ".type == 'x'", "points": 1, "li|`, []string{"limit"}, ""},
		{`{"name": "x", "scoring": {"rules": [{"id": "a", "compute": "1", "min": 0, "max": 1, "|`, []string{"when"}, "limit"},
		{`|`, nil, ""},
		{`{"name": "x"}|`, nil, ""},
		{`{"roles": [{"id": "champion", "when": "custom.cha|"}], "person": {"facts": {"custom.champion": {"type": "bool"}}}, "account": {}}`, []string{"custom.champion"}, ""},
		{`{"roles": [{"id": "champion", "when": "true"}], "person": {}, "account": {"hand_raise": [{"id": "a", "when": "any(people, .rol|"}]}}`, []string{".role"}, ""},
		{`{"roles": [{"id": "champion", "when": "true"}], "person": {}, "account": {"hand_raise": [{"id": "a", "when": "any(people, .role == '|'"}]}}`, []string{"champion"}, ""},
		{`{"roles": [{"id": "champion", "when": "true"}], "person": {}, "account": {"hand_raise": [{"id": "a", "when": "person.|"}]}}`, []string{}, "person.email"},
		{`{"cases": [{"name": "x", "le|"}]}`, []string{"lead"}, ""},
	} {
		offset := strings.IndexByte(test.src, '|')
		p := New(nil)
		p.Set("base.json", []byte(baseRules))
		p.Set("x.json", []byte(strings.Replace(test.src, "|", "", 1)))
		var labels []string
		for _, c := range p.Complete("x.json", offset) {
			labels = append(labels, c.Label)
		}
		if test.first == nil && labels != nil {
			t.Errorf("%s: got %q, want nothing", test.src, labels)
		}
		for _, want := range test.first {
			if !slices.Contains(labels[:min(5, len(labels))], want) {
				t.Errorf("%s: %q is not among %q", test.src, want, labels[:min(8, len(labels))])
			}
		}
		if test.not != "" && slices.Contains(labels, test.not) {
			t.Errorf("%s: %q is offered", test.src, test.not)
		}
	}
}

func TestHovers(t *testing.T) {
	const src = `{"name": "x", "extends": "base.json", "scoring": {"rules": [{"id": "a", "group": "web", "when": "senior and custom.plan == 'team' and any(activities, .type == 'x') and company.domain in lists.rivals", "points": 5}]},
 "routes": [{"id": "r", "team": "sales", "roster": "inside", "when": "status == 'mql'"}]}`
	for _, test := range []struct{ at, title, text string }{
		{"senior and", "senior", "person.seniority == 'vp'"},
		{"custom.plan", "custom.plan: string, one of free, team", ""},
		{"any(", "any(list, condition)", "whether an element meets it"},
		{".type", ".type: string", ""},
		{"rivals", "lists.rivals", "a.example"},
		{`web"`, "scoring.groups web", ""},
		{"points", "points: number", "what the rule earns"},
		{"status", "status: string", "what the decision makes of the lead"},
		{"in lists", "in", "is one of a list"},
	} {
		p := New(nil)
		p.Set("base.json", []byte(baseRules))
		p.Set("x.json", []byte(src))
		h, ok := p.Hover("x.json", strings.Index(src, test.at)+1)
		if !ok || !strings.HasPrefix(h.Title, test.title) || !strings.Contains(h.Text, test.text) {
			t.Errorf("%s: %v %q: %q", test.at, ok, h.Title, h.Text)
		}
	}
	p := New(nil)
	p.Set("base.json", []byte(baseRules))
	p.Set("x.json", []byte(src))
	at := p.Definition("x.json", strings.Index(src, "senior"))
	if len(at) != 1 || at[0].File != "base.json" || baseRules[at[0].From:at[0].To] != "senior" {
		t.Errorf("senior is declared at %v", at)
	}
	if uses := p.Uses("base.json", strings.Index(baseRules, "senior")); len(uses) != 1 || uses[0].File != "x.json" {
		t.Errorf("senior is used at %v", uses)
	}
}
