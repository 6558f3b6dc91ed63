package edit

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/qualify"
)

// wrongExpressions are conditions that are wrong, with what they are after the action
// of their message.
var wrongExpressions = []struct{ wrong, right string }{
	{"company.employes > 5", "company.employees > 5"},
	{"employees > 5", "company.employees > 5"},
	{"lead.source == 'x'", "source == 'x'"},
	{"company.size > 5", "company.employees > 5"},
	{"company.domain in rivals", "company.domain in lists.rivals"},
	{"company.employees = 5", "company.employees == 5"},
	{"company.employees => 5", "company.employees >= 5"},
	{"company.employees <> 5", "company.employees != 5"},
	{"company.employees === 5", "company.employees == 5"},
	{"company.employees ≥ 5", "company.employees >= 5"},
	{"company.employees between 5 and 10", "company.employees in 5..10"},
	{"source in ('a', 'b')", "source in ['a', 'b']"},
	{"source is 'a'", "source == 'a'"},
	{"source equals 'a'", "source == 'a'"},
	{"source is null", "source == nil"},
	{"source == null", "source == nil"},
	{"source AND person.consent", ""},
	{"person.consent AND answers.wants_contact", "person.consent and answers.wants_contact"},
	{"person.consent & answers.wants_contact", "person.consent and answers.wants_contact"},
	{"company.employees > '5'", "company.employees > 5"},
	{"company.employees > 5k", "company.employees > 5000"},
	{"company.employees > 5,000", "company.employees > 5000"},
	{"answers.wants_contact == 'yes'", "answers.wants_contact == true"},
	{"company.technologies == 'go'", "'go' in company.technologies"},
	{"company.technologies != 'go'", "'go' not in company.technologies"},
	{"company.technologies > 3", "len(company.technologies) > 3"},
	{"company.technologies contains 'go'", "'go' in company.technologies"},
	{"source == 'a' or 'b'", "source in ['a', 'b']"},
	{"source != 'a' and 'b'", "source not in ['a', 'b']"},
	{"not source == 'a'", "not (source == 'a')"},
	{"lowercase(source) == 'a'", "lower(source) == 'a'"},
	{"source.startsWith('a')", "source startsWith 'a'"},
	{"startsWith(source, 'a')", "source startsWith 'a'"},
	{"isBlank(source)", "source == nil"},
	{"lowr(source) == 'a'", "lower(source) == 'a'"},
	{"any(activities, .typ == 'x')", "any(activities, .type == 'x')"},
	{"any(activities, type == 'x')", "any(activities, .type == 'x')"},
	{".type == 'x'", "any(activities, .type == 'x')"},
	{"activities.type == 'x'", "any(activities, .type == 'x')"},
	{"count(activities) > 5", "len(activities) > 5"},
	{"now() > answers.wants_contact_at", "now > answers.wants_contact_at"},
	{"answers.wants_contact_at > 2026-12-31", `answers.wants_contact_at > date("2026-12-31")`},
	{"answers.wants_contact_at > '2026-12-31'", `answers.wants_contact_at > date("2026-12-31")`},
	{"now - answers.wants_contact_at < 30", `now - answers.wants_contact_at < duration("30d")`},
	{"now - answers.wants_contact_at < 30d", `now - answers.wants_contact_at < duration("30d")`},
	{"stage == 'custommer'", "stage == 'customer'"},
	{"lookup('regoin', source) == 'x'", "lookup('region', source) == 'x'"},
	{"lookup(region, source) == 'x'", `lookup("region", source) == 'x'`},
	{"source like 'a%'", "source startsWith 'a'"},
	{"source == “a”", `source == "a"`},
	{"domain_in(person.email, 'https://a.example/x')", `domain_in(person.email, "a.example")`},
	{"bigg", "big"},
}

func TestActionsInExpressions(t *testing.T) {
	without := 0
	for _, test := range wrongExpressions {
		quoted, err := json.Marshal(test.wrong)
		if err != nil {
			t.Fatal(err)
		}
		src := `{"name": "x", "lists": {"rivals": ["a.example"]}, "tables": {"region": {"type": "string", "rows": {"a": "x"}}}, "define": {"big": "company.employees > 5"},
  "hand_raise": [{"id": "a", "name": "é", "when": ` + string(quoted) + `}]}`
		p := New(nil)
		p.Set("rules.json", []byte(src))
		actions := p.Actions("rules.json", 0, len(src))
		if len(actions) == 0 {
			if test.right != "" {
				without++
				t.Errorf("%s: no action for %v", test.wrong, p.Mistakes("rules.json"))
			}
			continue
		}
		after := p.with(actions[0].Edits)
		var rules struct {
			HandRaise []struct{ When string } `json:"hand_raise"`
		}
		if err := json.Unmarshal([]byte(after.files["rules.json"].src), &rules); err != nil {
			t.Errorf("%s: %v in %s", test.wrong, err, after.files["rules.json"].src)
			continue
		}
		if got := strings.Join(strings.Fields(rules.HandRaise[0].When), " "); got != strings.Join(strings.Fields(test.right), " ") {
			t.Errorf("%s: got %s, want %s", test.wrong, got, test.right)
		}
		if left := after.Mistakes("rules.json"); len(left) > 0 {
			t.Errorf("%s: after %s there is %v", test.wrong, actions[0].Title, left[0].Error)
		}
	}
}

func TestActionsInJSON(t *testing.T) {
	for _, test := range []struct{ wrong, right string }{
		{`{"name": "x", "hand_raise": [{"id": "a", "wehn": "person.consent"}]}`, `{"name": "x", "hand_raise": [{"id": "a", "when": "person.consent"}]}`},
		{`{"name": "x", "hand_raise": [{"id": "a", "condition": "person.consent"}]}`, `{"name": "x", "hand_raise": [{"id": "a", "when": "person.consent"}]}`},
		{`{"name": "x", "hand_raise": [{"id": 5, "when": "person.consent"}]}`, `{"name": "x", "hand_raise": [{"id": "5", "when": "person.consent"}]}`},
		{`{"name": "x", "scoring": {"ready_at": "5"}}`, `{"name": "x", "scoring": {"ready_at": 5}}`},
		{`{"name": "x", "scoring": {}, "readiness": "both"}`, `{"name": "x", "scoring": {}, "readiness": "score_or_hand_raise"}`},
		{`{"name": "x", "scoring": {}, "facts": {"custom.x": {"type": "boolean"}}}`, `{"name": "x", "scoring": {}, "facts": {"custom.x": {"type": "bool"}}}`},
		{`{"name": "x", "scoring": {}, "facts": {"company.employes": {"doc": "x"}}}`, `{"name": "x", "scoring": {}, "facts": {"company.employees": {"doc": "x"}}}`},
		{`{"name": "x", "scoring": {"groups": [{"id": "website"}], "rules": [{"id": "a", "group": "websiet", "when": "person.consent", "points": 1}]}}`, `{"name": "x", "scoring": {"groups": [{"id": "website"}], "rules": [{"id": "a", "group": "website", "when": "person.consent", "points": 1}]}}`},
		{`{"name": "x", "scoring": {},}`, `{"name": "x", "scoring": {}}`},
		{`{"name": "x" "scoring": {}}`, `{"name": "x", "scoring": {}}`},
		{`{"name": "x", "matrix": {"good_fit_redy": {"team": "a"}}}`, `{"name": "x", "matrix": {"good_fit_ready": {"team": "a"}}}`},
		{`{"name": "x", "scoring": {}, "texts": "ignore_case"}`, `{"name": "x", "scoring": {}, "texts": "folded"}`},
		{`{"name": "x", "bant": {"need": {"when": "person.consent"}, "gate": Ture}}`, `{"name": "x", "bant": {"need": {"when": "person.consent"}, "gate": true}}`},
	} {
		p := New(nil)
		p.Set("rules.json", []byte(test.wrong))
		actions := p.Actions("rules.json", 0, len(test.wrong))
		if len(actions) == 0 {
			t.Errorf("%s: no action for %v", test.wrong, p.Mistakes("rules.json"))
			continue
		}
		if got := p.with(actions[0].Edits).files["rules.json"].src; got != test.right {
			t.Errorf("%s: got %s", test.wrong, got)
		}
	}
}

// withoutAction are files of the corpus with a message that says what to write, which
// does not mend it by itself.
var withoutAction = map[string]string{
	"json_wrong_case.json":  "what stands under the key is wrong too, and read then",
	"readiness_word.json":   "the policy that was meant needs a score, which the rules lack",
	"several_in_one.json":   "the field that was meant is a text, and compared with a number",
	"unknown_name_far.json": "a text is compared with a number then",
}

// TestActionsOfCorpus goes through the corpus of errors: where a message knows what to
// write there is an action, and after it the mistake is gone and no other has come, which
// is what the project tried and what is tried here once more from the text.
func TestActionsOfCorpus(t *testing.T) {
	names, err := filepath.Glob("../testdata/errors/*.json")
	if err != nil || len(names) < 200 {
		t.Fatal(len(names), err)
	}
	messages, known, mended := 0, 0, 0
	for _, path := range names {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(path)
		p := New(nil)
		p.Set(name, data)
		was := p.Mistakes(name)
		actions := p.Actions(name, 0, len(data))
		for _, m := range was {
			messages++
			if m.Error.Mend == nil {
				continue
			}
			known++
			i := slices.IndexFunc(actions, func(a Action) bool { return a.Mistake == m })
			if i < 0 {
				if withoutAction[name] == "" {
					t.Errorf("%s: no action for %v: %+v", name, m.Error, m.Error.Mend)
				}
				continue
			}
			mended++
			after := p.with(actions[i].Edits)
			now := after.Mistakes(name)
			if m.Error.Code != qualify.CodeJSONSyntax && len(now) >= len(was) {
				t.Errorf("%s: %v, and after %q %v", name, m.Error, actions[i].Title, now[0].Error)
			}
		}
	}
	t.Logf("%d messages, of which %d know what to write, and %d have an action", messages, known, mended)
}

// A mistake in an expression of a text that is no JSON has one action.
func TestActionsOfBroken(t *testing.T) {
	src := `{"name": "x", "hand_raise": [{"id": "a", "when": "person.citi == 'a'"},]`
	p := New(nil)
	p.Set("rules.json", []byte(src))
	at := strings.Index(src, "citi")
	if got := p.Actions("rules.json", at, at); len(got) != 1 || got[0].Title != "Write person.city" {
		t.Errorf("got %v", got)
	}
}
