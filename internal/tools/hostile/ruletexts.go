package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/scoring"
)

// ruleTexts are rule sets that are no proper JSON, or JSON of another kind than
// is wanted.
func ruleTexts() []input {
	pointsOf := func(number string) func() func() string {
		return now(func() string {
			return parse(fmt.Appendf(nil, "{\"name\": \"r\", \"scoring\": {\"rules\": [\n{\"id\": \"a\", \"when\": \"true\", \"points\": %s}]}}", number), nil)
		})
	}
	text := func(s string) func() func() string {
		return now(func() string { return parse([]byte(s), nil) })
	}
	return []input{
		{name: "a text of 20 MB", bound: "`MaxBytes`", prepare: func() func() string {
			text := bytes.Repeat([]byte(" "), 20<<20)
			return func() string { return parse(text, nil) }
		}},
		{name: "lists 100,000 deep", bound: "`MaxDepth`", prepare: func() func() string {
			text := []byte(`{"name": ` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + "}")
			return func() string { return parse(text, nil) }
		}},
		{name: "objects 100,000 deep, never closed", bound: "`MaxDepth`", prepare: func() func() string {
			text := []byte(strings.Repeat(`{"a":`, 100_000))
			return func() string { return parse(text, nil) }
		}},
		{name: "every beginning of a rule set, and it with every byte replaced by 0xFF", bound: "length of the text", prepare: func() func() string {
			text, err := json.MarshalIndent(everyPart(), "", " ")
			if err != nil {
				panic(err)
			}
			return func() string { return damaged(text) }
		}},
		{name: "duplicate keys", bound: "strict keys", prepare: text("{\"name\": \"r\",\n\"name\": \"s\"}")},
		{name: "keys in another case", bound: "strict keys", prepare: text("{\"Name\": \"r\"}")},
		{name: "1,000,000 duplicate keys", bound: "1,000 mistakes are listed", prepare: func() func() string {
			text := []byte("{\"name\": \"r\", \"lists\": {\n\"a\": []" + strings.Repeat(",\n\"a\":[]", 1_000_000) + "}}")
			return func() string { return parse(text, nil) }
		}},
		{name: "1,000,000 unknown keys on one line", bound: "1,000 mistakes are listed", prepare: func() func() string {
			var b bytes.Buffer
			b.WriteString(`{"name": "r", `)
			for i := range 1_000_000 {
				fmt.Fprintf(&b, `"k%06d": 1,`, i)
			}
			b.WriteString(`"version": "1"}`)
			return func() string { return parse(b.Bytes(), nil) }
		}},
		{name: "bytes that are not UTF-8", bound: "strict text", prepare: text("{\"name\": \"\xff\"}")},
		{name: "NaN for points", bound: "strict numbers", prepare: pointsOf("NaN")},
		{name: "-Infinity for points", bound: "strict numbers", prepare: pointsOf("-Infinity")},
		{name: "1e999 for points", bound: "points up to a trillion", prepare: pointsOf("1e999")},
		{name: "1e-999999999999 for points", bound: "three places", prepare: pointsOf("1e-999999999999")},
		{name: "30 digits for points", bound: "points up to a trillion", prepare: pointsOf("123456789012345678901234567890")},
		{name: "10,000,000 digits for points", bound: "points up to a trillion", prepare: func() func() string {
			return pointsOf(strings.Repeat("9", 10_000_000))()
		}},
		{name: "an id of 1 MB", bound: "200 bytes", prepare: text(`{"name": "r", "screening": [{"id":  "` + strings.Repeat("x", 1<<20) + `", "when": "true"}]}`)},
		{name: "a name of 1 MB under facts, lists and define", bound: "200 bytes", prepare: func() func() string {
			name := strings.Repeat("x", 1<<20)
			text := fmt.Appendf(nil, `{"name": "r", "facts": {"custom.%s": {"type": "bool"}}, "lists": {%q: []}, "define": {%q: "%s"}}`, name, name, name, strings.Repeat("x", 1000))
			return func() string { return parse(text, nil) }
		}},
		{name: "`null` for everything", bound: "strict kinds", prepare: text(`{"format": null, "name": null, "facts": null, "lists": null, "define": null, "screening": null, "icp": null, "bant": null, "checklists": null, "scoring": null, "hand_raise": null, "readiness": null, "when_unknown": null, "matrix": null, "routes": null}`)},
		{name: "no rule set: a nil `*RuleSet`", bound: "an error", prepare: now(func() string { return compile(nil, nil) })},
		{name: "a rule set of zero values", bound: "an error", prepare: now(func() string { return compile(zeroValues(), nil) })},
	}
}

// damaged parses a rule set cut off everywhere, and with a broken byte
// everywhere.
func damaged(text []byte) string {
	if _, err := qualify.CompileJSON("rules.json", text, nil); err != nil {
		return told(err)
	}
	broken := bytes.Clone(text)
	for i := range text {
		broken[i] = 0xFF
		for _, wrong := range [][]byte{text[:i], broken} {
			_, err := qualify.CompileJSON("rules.json", wrong, nil)
			errs, _ := errors.AsType[qualify.Errors](err)
			if len(errs) == 0 {
				return fmt.Sprintf("no mistake in %q", wrong)
			}
			for _, e := range errs {
				if e.Line < 1 || e.Column < 1 || e.Message == "" {
					return fmt.Sprintf("a mistake without a place: %v", e)
				}
			}
		}
		broken[i] = text[i]
	}
	return "an error with a place for each"
}

// everyPart is a rule set with something of everything.
func everyPart() *qualify.RuleSet {
	rs := &qualify.RuleSet{}
	text := `{"format": 1, "name": "edtech", "version": "ü", "facts": {"custom.plan": {"type": "string", "enum": ["free", "team"], "ask": "Which?"}},
"lists": {"rivals": ["a.example", "b.example"]}, "define": {"senior": "person.seniority in ['vp', 'director']"},
"screening": [{"id": "rival", "when": "company.domain in lists.rivals", "status": "excluded", "unless_hand_raised": true}],
"icp": {"criteria": [{"id": "size", "when": "company.employees in 50..5000", "weight": 3, "required": true},
  {"id": "title", "tiers": [{"when": "senior"}, {"when": "has_word(person.job_title, 'lead')", "share": 0.5}]}],
  "good_at": 0.6, "grades": [{"name": "A", "min": 0.8}, {"name": "B", "min": 0}]},
"bant": {"budget": {"when": "answers.budget >= 25000"}, "gate": true},
"checklists": [{"id": "champ", "items": [{"id": "money", "when": "custom.plan == 'team'"}]}],
"scoring": {"groups": [{"id": "web", "max": 40}], "rules": [
  {"id": "webinar", "group": "web", "each": ".type == 'webinar'", "points": 8, "limit": 3, "per_days": 30, "decay": {"kind": "half_life", "days": 45}},
  {"id": "idle", "compute": "-10 * floor(idle_days / 30)", "min": -50, "max": 0}], "ready_at": 50, "bands": [{"name": "1", "min": 50}]},
"hand_raise": [{"id": "demo", "when": "any(activities, .type == 'demo')"}], "readiness": "score_or_hand_raise", "when_unknown": "open",
"matrix": {"poor_fit_ready": {"team": "sales", "action": "research"}},
"routes": [{"id": "emea", "when": "person.region == 'EMEA'", "team": "sales", "owners": [{"id": "ana", "weight": 2}, {"id": "bo"}]}]}`
	if err := json.Unmarshal([]byte(text), rs); err != nil {
		panic(err)
	}
	return rs
}

// zeroValues is a rule set that has an empty one of everything.
func zeroValues() *qualify.RuleSet {
	rs := everyPart()
	rs.Name = ""
	rs.Facts = map[string]qualify.Fact{"": {}}
	rs.Lists = map[string][]string{"": nil}
	rs.Define = map[string]string{"": ""}
	clear(rs.Screening)
	clear(rs.ICP.Criteria)
	clear(rs.ICP.Grades)
	clear(rs.Checklists)
	*rs.BANT.Budget = rs.BANT.Checklist().Items[0]
	clear(rs.Scoring.Groups)
	rs.Scoring.Rules = []scoring.Rule{{}}
	clear(rs.Scoring.Bands)
	clear(rs.HandRaise)
	clear(rs.Routes)
	return rs
}
