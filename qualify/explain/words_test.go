package explain_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/explain"
)

func TestWordsCheck(t *testing.T) {
	if err := explain.English().Check(); err != nil {
		t.Errorf("English: %v", err)
	}
	if err := german().Check(); err != nil {
		t.Errorf("German: %v", err)
	}
	w := explain.English()
	w.Why = ""
	w.What = "{lead} {staus}"
	w.Rule = "{points {rule}"
	delete(w.Statuses, matrix.StatusMQL)
	w.Issues["own"] = "{nothing}"
	err := w.Check()
	if err == nil {
		t.Fatal("no error")
	}
	want := strings.Join([]string{
		`What has no part {staus}; its parts are lead, status, place`,
		`Statuses["mql"] is missing`,
		`Why is missing`,
		`Rule has no part {points {rule}; its parts are points, rule`,
		`Issues["own"] has no part {nothing}; its parts are path, message`,
	}, "\n")
	if err.Error() != want {
		t.Errorf("have\n%v\nwant\n%s", err, want)
	}
}

// English gives a table of the caller's own.
func TestEnglishIsACopy(t *testing.T) {
	w := explain.English()
	v := reflect.ValueOf(w).Elem()
	for i := range v.NumField() {
		if f := v.Field(i); f.Kind() == reflect.Map {
			for _, k := range f.MapKeys() {
				f.SetMapIndex(k, reflect.ValueOf("changed"))
			}
		} else {
			f.SetString("changed")
		}
	}
	e := engine(t, "edtech.json")
	d := e.Decide(&cases[0].lead, asOf)
	if text := explain.New(e).Explain(&d, &explain.Options{Full: true}); strings.Contains(text, "changed") {
		t.Errorf("English has become\n%s", text)
	}
}

// A table with a letter for every sentence and phrase shows that nothing of
// the library's own English is left in an explanation by another table.
func TestExplainSaysOnlyItsWords(t *testing.T) {
	blank := explain.English()
	v := reflect.ValueOf(blank).Elem()
	for i := range v.NumField() {
		f, parts := v.Field(i), strings.Fields(v.Type().Field(i).Tag.Get("parts"))
		for j := range parts {
			parts[j] = "{" + parts[j] + "}"
		}
		sentence := strings.Join(parts, " ")
		if v.Type().Field(i).Name == "Issues" {
			sentence = "{path}"
		}
		if f.Kind() == reflect.Map {
			for _, k := range f.MapKeys() {
				f.SetMapIndex(k, reflect.ValueOf("#"+sentence))
			}
		} else {
			f.SetString("#" + sentence)
		}
	}
	// Words of the rule sets, of the decision's ids, and paths and teams that
	// stand for themselves.
	for _, c := range cases {
		e := engine(t, c.rules)
		d := e.Decide(&c.lead, c.asOf)
		for _, word := range strings.FieldsFunc(explain.New(e).Explain(&d, &explain.Options{Full: true, Words: blank}), func(r rune) bool {
			return r < 'A' || r > 'z'
		}) {
			if wordsOfEnglish[strings.ToLower(word)] {
				t.Errorf("%s: %q in\n%s", c.name, word, explain.New(e).Explain(&d, &explain.Options{Full: true, Words: blank}))
				break
			}
		}
	}
}

// wordsOfEnglish are words that stand in the library's sentences and in none of the
// rule sets here.
var wordsOfEnglish = func() map[string]bool {
	words := map[string]bool{}
	for _, w := range strings.Fields(`fit ready readiness unknown score needs raised hand nothing sales marketing nurture
		settles decided grade band group limits qualified met weight required profile most points still missing find out`) {
		words[w] = true
	}
	return words
}()

// Every fact that a lead may lack has a phrase, in each language.
func TestEveryFactHasAPhrase(t *testing.T) {
	for language, w := range map[string]*explain.Words{"English": explain.English(), "German": german()} {
		for _, f := range new(qualify.RuleSet).AllFacts() {
			if w.Facts[f.Path] == "" {
				t.Errorf("Facts of %s has no phrase for %s", language, f.Path)
			}
		}
	}
}

// Every code of an issue has a sentence.
func TestIssuesHaveSentences(t *testing.T) {
	codes := []qualify.IssueCode{
		qualify.WrongKind, qualify.NotInEnum, qualify.NotFinite, qualify.NoDomain, qualify.LaterThanAsOf, qualify.ConflictingRecords, qualify.BadActivity, qualify.NoID, qualify.NoAsOf,
	}
	for _, w := range []*explain.Words{explain.English(), german()} {
		for _, code := range codes {
			if w.Issues[code] == "" {
				t.Errorf("no sentence for %s", code)
			}
		}
	}
}
