package play_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/leadqual/leadqual/examples/playground/play"
)

// asked calls a function and reads its answer.
func asked(t *testing.T, e *play.Engine, name string, request map[string]any) map[string]any {
	t.Helper()
	text, err := json.Marshal(request)
	if err != nil {
		t.Fatal(err)
	}
	var answer map[string]any
	if err := json.Unmarshal([]byte(e.Call(name, string(text))), &answer); err != nil {
		t.Fatal(err)
	}
	return answer
}

// Offsets are those of a browser, behind characters that have two units and more bytes.
func TestNear(t *testing.T) {
	const rules = `{"name": "🎉 é", "define": {"big": "company.employees > 500"},
  "hand_raise": [{"id": "a", "name": "🎉🎉", "when": "big and company.employes > 5"}]}`
	units := utf16.Encode([]rune(rules))
	at := func(part string, behind int) int {
		return len(utf16.Encode([]rune(rules[:strings.Index(rules, part)+behind])))
	}
	cut := func(of map[string]any) string {
		return string(utf16.Decode(units[int(of["from"].(float64)):int(of["to"].(float64))]))
	}
	first := func(answer map[string]any, list string) map[string]any {
		t.Helper()
		all, _ := answer[list].([]any)
		if len(all) == 0 {
			t.Fatalf("no %s in %v", list, answer)
		}
		return all[0].(map[string]any)
	}
	var e play.Engine
	for _, file := range []string{"rules", "other"} {
		asked(t, &e, "set", map[string]any{"file": file, "text": rules})
		place := map[string]any{"file": file, "offset": at("employes", 5)}
		if c := first(asked(t, &e, "complete", place), "items"); c["text"] != "company.employees" && c["label"] != "company.employees" || !strings.HasPrefix("company.employes", cut(c)) {
			t.Errorf("%s: %v replaces %q", file, c, cut(c))
		}
		problem := first(asked(t, &e, "at", place), "problems")
		if cut(problem) != "company.employes" || problem["about"] != file {
			t.Errorf("%s: %v about %q", file, problem, cut(problem))
		}
		use := map[string]any{"file": file, "offset": at("big and", 1)}
		if d := first(asked(t, &e, "definition", use), "ranges"); d["file"] != file || strings.Trim(cut(d), `"`) != "big" {
			t.Errorf("%s: %v is %q", file, d, cut(d))
		}
		if h := asked(t, &e, "hover", use); cut(h) != "big" || h["kind"] != "definition" {
			t.Errorf("%s: %v", file, h)
		}
		if u := first(asked(t, &e, "uses", map[string]any{"file": file, "offset": at(`"big"`, 2)}), "ranges"); cut(u) != "big" {
			t.Errorf("%s: %v", file, u)
		}
		use["to"] = "large"
		if all := asked(t, &e, "rename", use)["edits"].([]any); len(all) != 2 {
			t.Errorf("%s: %v", file, all)
		}
		use["to"] = "company"
		if f := asked(t, &e, "rename", use)["failure"]; f == nil {
			t.Errorf("%s: a name that has a meaning is taken", file)
		}
		mending := first(asked(t, &e, "actions", map[string]any{"file": file, "from": 0, "to": len(units)}), "actions")
		if edit := first(mending, "edits"); cut(mending) != "company.employes" || edit["text"] != "company.employees" {
			t.Errorf("%s: %v", file, mending)
		}
		tokens := asked(t, &e, "tokens", map[string]any{"file": file, "from": 0, "to": len(units)})["tokens"].([]any)
		if !slices.ContainsFunc(tokens, func(x any) bool {
			t := x.([]any)
			return t[2] == "definition" && string(utf16.Decode(units[int(t[0].(float64)):int(t[1].(float64))])) == "big"
		}) {
			t.Errorf("%s: %v", file, tokens)
		}
	}
	asked(t, &e, "set", map[string]any{"file": "rules", "text": ""})
	if got := asked(t, &e, "complete", map[string]any{"file": "rules", "offset": 40}); len(got["items"].([]any)) != 0 {
		t.Errorf("%v behind the end", got)
	}
}

// The second rule set is the older one.
func TestMoves(t *testing.T) {
	rules := func(points, ready string) string {
		return `{"name": "x", "version": "` + points + `", "scoring": {"ready_at": ` + ready + `, "rules": [{"id": "demo", "each": ".type == 'demo'", "points": ` + points + `}]}}`
	}
	request := map[string]any{
		"rules": rules("50", "40"), "other": rules("10", "40"), "as_of": "2026-11-22T09:00:00Z",
		"leads": `[{"id": "calm"}, {"id": "keen", "activities": [{"type": "demo", "at": "2026-11-21T09:00:00Z"}]}]`,
	}
	var e play.Engine
	moves := asked(t, &e, "answer", request)["moves"].(map[string]any)
	leads := moves["leads"].([]any)
	keen, calm := leads[0].(map[string]any), leads[1].(map[string]any)
	if keen["id"] != "keen" || keen["changed"] != true || calm["changed"] != false || moves["was"].(map[string]any)["version"] != "10" {
		t.Fatalf("%v", moves)
	}
	if text, _ := json.Marshal([]any{keen["what"], keen["why"]}); !strings.Contains(string(text), "points: 10 → 50") || !strings.Contains(string(text), "scoring.demo: 10 → 50 points") {
		t.Errorf("%s", text)
	}
	if text, _ := json.Marshal(moves["counts"]); !strings.Contains(string(text), `{"count":1,"title":"have other points"}`) || !strings.Contains(string(text), `{"count":1,"title":"stay as they are"}`) {
		t.Errorf("%s", text)
	}
	for other, want := range map[string]string{
		`{"name": "x", "hand_raise": [{"id": "a", "when": "no_such"}]}`: "no_such", `{"person": {"name": "p"}, "account": {"name": "a"}}`: "two of one kind",
	} {
		request["other"] = other
		answer := asked(t, &e, "answer", request)
		text, _ := json.Marshal(answer["moves"])
		if !strings.Contains(string(text), want) || !strings.Contains(string(text), `"about":"other"`) || len(answer["leads"].([]any)) != 2 {
			t.Errorf("%s: %s", other, text)
		}
	}
}

// Of cases it is said which are not as wanted, why, and where they stand.
func TestCases(t *testing.T) {
	cases := "{\"cases\": [\n  {\"name\": \"🎉 asks\", \"lead\": {\"id\": \"1\", \"answers\": {\"wants_contact\": true}}, \"as_of\": \"2026-11-22T09:00:00Z\", \"want\": {\"status\": \"sql\"}},\n" +
		"  {\"name\": \"says no\", \"lead\": {\"id\": \"2\", \"answers\": {\"wants_contact\": false}}, \"as_of\": \"2026-11-22T09:00:00Z\", \"want\": {\"status\": \"sql\"}}\n]}"
	request := map[string]any{
		"rules": `{"name": "x", "hand_raise": [{"id": "a", "when": "answers.wants_contact"}]}`, "leads": "", "cases": cases, "as_of": "2026-11-22T09:00:00Z",
	}
	var e play.Engine
	list := asked(t, &e, "answer", request)["cases"].(map[string]any)["list"].([]any)
	asks, no := list[0].(map[string]any), list[1].(map[string]any)
	if asks["passed"] != true || no["passed"] != false || no["line"] != 3.0 {
		t.Fatalf("%v", list)
	}
	if text, _ := json.Marshal(no["differences"]); !strings.Contains(string(text), "status: have") {
		t.Errorf("%s", text)
	}
	if from := int(no["from"].(float64)); utf16.Encode([]rune(cases))[from] != '{' {
		t.Errorf("it begins at %d", from)
	}
	request["cases"] = `{"cases": [{"name": "x", "led": {}}]}`
	if text, _ := json.Marshal(asked(t, &e, "answer", request)["cases"]); !strings.Contains(string(text), "did you mean") || !strings.Contains(string(text), `"about":"cases"`) {
		t.Errorf("%s", text)
	}
}

// The agreement is what stands in a body, and says why there is none.
func TestAgreement(t *testing.T) {
	var e play.Engine
	html, _ := asked(t, &e, "agreement", map[string]any{"rules": `{"name": "a <b> & c", "hand_raise": [{"id": "a", "when": "answers.wants_contact"}]}`})["html"].(string)
	if !strings.Contains(html, "a &lt;b&gt; &amp; c: what a good lead is") || strings.Contains(html, "<style") || strings.Contains(html, "<body") || strings.Contains(html, "style=") {
		t.Errorf("%s", html)
	}
	if answer := asked(t, &e, "agreement", map[string]any{"rules": `{"name": 5}`}); answer["failure"] == nil {
		t.Errorf("%v", answer)
	}
}
