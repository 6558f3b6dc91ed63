package play

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

const rules = `{
  "name": "demo", "version": "1",
  "screening": [{"id": "customer", "when": "stage == 'customer'", "reason": "buys already"}],
  "icp": {"criteria": [{"id": "size", "when": "company.employees in 50..5000"}]},
  "scoring": {"rules": [{"id": "calls", "each": ".type == 'call'", "points": 10}, {"id": "big", "when": "company.annual_revenue > 1", "points": 5}], "ready_at": 20},
  "hand_raise": [{"id": "demo", "when": "any(activities, .type == 'demo_request')"}]
}`

const leads = `[
  {"id": "a", "note": "asked", "person": {"name": "Ann"}, "company": {"employees": 320},
   "activities": [{"type": "demo_request", "at": "2026-11-20T09:00:00Z"}]},
  {"id": "b", "company": {"employees": 3, "annual_revenue": 0}},
  {"id": "c"},
  {"id": "d", "stage": "customer"}
]`

const asOf = "2026-11-22T09:00:00Z"

func TestAsk(t *testing.T) {
	a := Ask(Request{Rules: rules, Leads: leads, AsOf: asOf, Open: []int{0}})
	if len(a.Mistakes)+len(a.Doubts) > 0 {
		t.Fatal(a.Mistakes, a.Doubts)
	}
	if a.Name != "demo" || a.Version != "1" || !strings.HasPrefix(a.Fingerprint, "sha256:") {
		t.Error(a.Name, a.Version, a.Fingerprint)
	}
	ids := ""
	for _, l := range a.Leads {
		ids += l.ID
		if lines := strings.Count(l.Short, "\n"); lines != 3 {
			t.Errorf("%s: %d lines", l.ID, lines)
		}
		if (l.Full != "") != (l.Index == 0) {
			t.Errorf("%s: explained in full: %t", l.ID, l.Full != "")
		}
	}
	if ids[0] != 'a' || ids[3] != 'd' {
		t.Errorf("order %s", ids)
	}
	first, last := a.Leads[0], a.Leads[3]
	if !strings.HasPrefix(first.Decision, `{"lead_id":"a","rule_set":"demo"`) || last.Decision != "" {
		t.Errorf("decisions %q, %q", first.Decision, last.Decision)
	}
	first.Short, first.Full, first.Decision, last.Short = "", "", "", ""
	want := Lead{Index: 0, ID: "a", Name: "Ann", Note: "asked", Status: "sql", Quad: "good_fit_ready", Certain: true, Raised: true, Points: "0 (0 to 5)", Team: "sales", Action: "call"}
	if diff := cmp.Diff(want, first); diff != "" {
		t.Errorf("(-want +have):\n%s", diff)
	}
	for _, l := range a.Leads {
		if l.Certain != (l.ID != "c") { // of which nothing is known
			t.Errorf("%s: certain %t", l.ID, l.Certain)
		}
	}
	if !last.Removed || last.Status != "disqualified" || last.Team != "" {
		t.Errorf("%+v", last)
	}
	grid := [3][3][]int{{{0}, {}, {}}, {{}, {}, {2}}, {{}, {}, {1}}}
	if diff := cmp.Diff(grid, a.Grid); diff != "" {
		t.Errorf("(-want +have):\n%s", diff)
	}
	if !slices.Equal(a.Removed, []int{3}) {
		t.Error(a.Removed)
	}
}

// No list is null in JSON, whatever the request, so that the page need not ask.
func TestNoNulls(t *testing.T) {
	for _, r := range []Request{{}, {Rules: "{}"}, {Rules: rules}, {Rules: rules, Leads: leads, AsOf: asOf}, {Rules: "\x00", Leads: "\x00", AsOf: "\x00"}} {
		text, err := json.Marshal(Ask(r))
		if err != nil || strings.Contains(string(text), "null") {
			t.Errorf("%s %v", text, err)
		}
	}
	if text, err := json.Marshal(Lint("{", 1000)); err != nil || string(text) != "[]" {
		t.Errorf("%s %v", text, err)
	}
}

// marked is what From and To bound, in UTF-16.
func marked(t *testing.T, text string, p Problem) string {
	t.Helper()
	units := utf16.Encode([]rune(text))
	if p.From < 0 || p.To < p.From || p.To > len(units) {
		t.Fatalf("%d to %d of %d: %+v", p.From, p.To, len(units), p)
	}
	return string(utf16.Decode(units[p.From:p.To]))
}

func TestMistakesAreMarked(t *testing.T) {
	for _, c := range []struct{ rules, marked, caret string }{
		{`{"name": "x", "scoring": {}, "define": {"a": "company.employes > 1"}}`, "company.employes", "company.employes > 1\n^^^^^^^^^^^^^^^^"},
		{`{"note": "é 😀", "name": "x", "scoring": {}, "define": {"a": "'é😀' == source and wrong"}}`, "wrong", "'é😀' == source and wrong\n                   ^^^^^"},
		{`{"name": "x", "scoring": {}, "define": {"a": "source == \"a\u00e9\ud83d\ude00\" and wr\u006fng == 1"}}`, `wr\u006fng`, "source == \"aé😀\" and wrong == 1\n                    ^^^^^"},
		{`{"name": "x", "scoring": {}, "define": {"a": "source == 'a' and\n  wrong"}}`, "wrong", "  wrong\n  ^^^^^"},
		{`{"name": "x", "nmae": 1}`, `"nmae"`, ""},
		{`{"name": 12.5}`, "12.5", ""},
		{`{"name": "x", "icp": true}`, "true", ""},
		{`{"name": "x", "hand_raise": [{"id": "a"}]}`, "{", ""},
		{"{\"name\": \"x\ny\"}", "\"x", ""},
		{`{"name": "x"`, "", ""},
		{``, "", ""},
	} {
		a := Ask(Request{Rules: c.rules, Leads: leads, AsOf: asOf})
		if len(a.Mistakes) == 0 {
			t.Errorf("%s: no mistake", c.rules)
			continue
		}
		m := a.Mistakes[0]
		if have := marked(t, c.rules, m); have != c.marked || m.Caret != c.caret {
			t.Errorf("%s: %q marked, want %q; caret\n%s\nwant\n%s", c.rules, have, c.marked, m.Caret, c.caret)
		}
		if len(a.Leads) > 0 || m.Severity != "error" || m.Line < 1 {
			t.Errorf("%+v", a)
		}
	}
	many := Ask(Request{Rules: `{"name": "x", "screening": [` + strings.Repeat(`{"id": "a"}, `, 200) + `{}]}`})
	if n := len(many.Mistakes); n != maxProblems+1 || !strings.HasPrefix(many.Mistakes[maxProblems].Message, "and ") {
		t.Errorf("%d mistakes listed", n)
	}
}

func TestDoubts(t *testing.T) {
	for _, c := range []struct {
		name, leads  string
		decided      int
		marked, want string // of the first
	}{
		{"none", " \n", 0, "", "there are no leads"},
		{"no JSON", `[{"id": "a"}, {"id": ]`, 1, "[", "want }, have ]"},
		{"lines", "{\"id\": \"a\"}\n{\"id\": 7}\n{\"id\": \"c\"}\n", 2, "{", "id: want a string, have a JSON number"},
		{"CSV", "id,company.employees\na,320\n", 1, "", ""},
		{"CSV with a bad cell", "id,company.employees\na,320\nb,many\nc,1\n", 2, "b", "company.employees: want number, have \"many\""},
		{"CSV with a bad column", "id,company.employes\na,320\n", 0, "id", "did you mean"},
		{"key", `[{"id": "a", "compny": {"x": 1}}]`, 1, `"compny"`, `a lead has no "compny" here; it is ignored; did you mean "company"?`},
		{"unknown key", `[{"id": "a", "shoe_size": 7}]`, 1, `"shoe_size"`, `a lead has no "shoe_size" here; it is ignored; what a lead has no field for stands under "custom"`},
		{"inner key", "{\"id\": \"é😀\",\n \"company\": {\"employes\": 1}}", 1, `"employes"`, `a lead has no "employes" here; it is ignored; did you mean "employees"?`},
		{"key of an activity", `[{"id": "a", "activities": [{"tpye": "call"}]}]`, 1, `"tpye"`, `a lead has no "tpye" here; it is ignored; did you mean "type"?`},
		{"a fact seen", `[{"id": "a", "seen": {"company.employes": {"at": "2026-01-01T00:00:00Z"}}}]`, 1, `"company.employes"`, "did you mean company.employees?"},
		{"key of what was seen", `[{"id": "a", "seen": {"company.employees": {"form": "x"}}}]`, 1, `"form"`, "a lead has no"},
		{"custom", `[{"id": "a", "custom": {"anything": {"at": [{"all": 1}]}}, "note": "x"}]`, 1, "", ""},
		{"list", `[1]`, 0, "[", "want an object"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := Ask(Request{Rules: rules, Leads: c.leads, AsOf: asOf})
			if len(a.Leads) != c.decided {
				t.Errorf("%d leads, want %d", len(a.Leads), c.decided)
			}
			if c.want == "" {
				if len(a.Doubts) > 0 {
					t.Errorf("%+v", a.Doubts)
				}
				return
			}
			if len(a.Doubts) == 0 || !strings.Contains(a.Doubts[0].Message, c.want) {
				t.Fatalf("have %+v, want %s", a.Doubts, c.want)
			}
			if have := marked(t, c.leads, a.Doubts[0]); have != c.marked {
				t.Errorf("%q marked, want %q", have, c.marked)
			}
		})
	}
}

func TestAsOf(t *testing.T) {
	for _, asOf := range []string{"", "today", "2026-11-22", "0001-01-01T00:00:00Z"} {
		a := Ask(Request{Rules: rules, Leads: leads, AsOf: asOf})
		if len(a.Doubts) != 1 || a.Doubts[0].About != "as_of" {
			t.Errorf("%q: %+v", asOf, a.Doubts)
		}
		for _, l := range a.Leads {
			if l.Team != "" {
				t.Errorf("%q: %s has an owner", asOf, l.ID)
			}
		}
	}
}

func TestManyLeads(t *testing.T) {
	a := Ask(Request{Rules: rules, Leads: strings.Repeat("{\"id\": \"x\"}\n", MaxLeads+10), AsOf: asOf})
	if len(a.Leads) != MaxLeads || len(a.Doubts) != 1 || a.Doubts[0].Severity != "warning" {
		t.Errorf("%d leads, %+v", len(a.Leads), a.Doubts)
	}
	a = Ask(Request{Rules: rules, Leads: strings.Repeat("{\"id\": 7}\n", 3*maxProblems), AsOf: asOf})
	if n := len(a.Doubts); n > maxProblems+2 {
		t.Errorf("%d doubts", n)
	}
}

func TestLint(t *testing.T) {
	text := strings.Replace(rules, "in 50..5000", "in 50..5000 and company.employees > 9000", 1)
	found := Lint(text, 100_000)
	if len(found) == 0 {
		t.Fatal("nothing found")
	}
	f := found[0]
	if f.Code != "never_met" || !strings.HasPrefix(marked(t, text, f), `"company.employees`) || f.Proof == "" || f.Severity != "error" {
		t.Errorf("%+v", f)
	}
	if left := Lint(`{"name": 7}`, 1000); len(left) != 0 {
		t.Errorf("findings in a text with mistakes: %v", left)
	}
}

// Whatever is typed is answered, and what is marked lies within the text.
func FuzzAsk(f *testing.F) {
	f.Add(rules, leads, asOf)
	f.Add(`{"name": "x", "define": {"a": "b\ud83d\ude00 \u00"}}`, "{\"id\":\n\"\\ud83d\"}\n{", "x")
	f.Add("", "id,person.email\n\"a,b\n", asOf)
	f.Fuzz(func(t *testing.T, rules, leads, asOf string) {
		if len(rules)+len(leads) > 8<<10 || !utf8.ValidString(rules) || !utf8.ValidString(leads) {
			return // a browser's text is UTF-8 when it gets here
		}
		a := Ask(Request{Rules: rules, Leads: leads, AsOf: asOf, Open: []int{0, 1}})
		if text, err := json.Marshal(a); err != nil || !json.Valid(text) {
			t.Error(err)
		}
		for _, p := range slices.Concat(a.Mistakes, Lint(rules, 1000)) {
			marked(t, rules, p)
		}
		for _, p := range a.Doubts {
			if p.About == "leads" {
				marked(t, leads, p)
			}
		}
	})
}

// A note is of its own lead, wherever that stands: several on a line, behind bad records,
// one without.
func TestNotes(t *testing.T) {
	for _, c := range []struct{ leads, want string }{
		{`[{"id": "a", "note": "x"}, {"id": "b"}, {"id": "c", "note": "y"}]`, "a:x b: c:y"},
		{"{\"id\": \"a\", \"note\": \"x\"}\n{\"id\": \"b\"}\n\n{\"id\": \"c\", \"note\": \"y\"}", "a:x b: c:y"},
		{`[{"id": "a"}, {"id": 5, "note": "bad"}, 7, {"id": "c", "activities": [{"type": "x", "at": "2026-11-01T09:00:00Z"}], "note": "y"}]`, "a: c:y"},
	} {
		a := Ask(Request{Rules: `{"name": "x", "hand_raise": [{"id": "h", "when": "answers.wants_contact"}]}`, Leads: c.leads, AsOf: "2026-11-22T09:00:00Z"})
		slices.SortFunc(a.Leads, func(a, b Lead) int { return a.Index - b.Index })
		var have []string
		for _, l := range a.Leads {
			have = append(have, l.ID+":"+l.Note)
		}
		if got := strings.Join(have, " "); got != c.want {
			t.Errorf("%s: %s, want %s; %v", c.leads, got, c.want, a.Doubts)
		}
	}
}
