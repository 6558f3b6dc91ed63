package qualify_test

import (
	"encoding/json"
	"errors"
	"os"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/lint"
)

// A mistake is an entry of testdata/mistakes.txt, which has blank lines between
// entries and each line's key in its first eight columns:
//
//	when     the condition of a step; or "each", "compute" of a rule, "route"
//	         of a route, "json" for members of the rule set, "lint" for the
//	         condition of a step of which lint says it
//	         ^^^ under what is wrong
//	path     of a "json" where the mistake is
//	write    what the message tells the author to write
//	then     the text as it should have been, where it is not the text with
//	         what to write in place of what is wrong
type mistake struct {
	line                          int
	kind, text, path, write, then string
	from, to                      int // bytes of text
}

const keyWidth = 8

func readMistakes(t *testing.T) []mistake {
	data, err := os.ReadFile("testdata/mistakes.txt")
	if err != nil {
		t.Fatal(err)
	}
	var all []mistake
	var m mistake
	for i, line := range strings.Split(string(data)+"\n\n", "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		key, value := strings.TrimSpace(line[:min(keyWidth, len(line))]), line[min(keyWidth, len(line)):]
		switch key {
		case "":
			if line == "" && m.kind != "" {
				if m.write == "" || m.to == 0 {
					t.Fatalf("line %d: an entry without carets, or without what to write", m.line)
				}
				if m.then == "" {
					m.then = m.text[:m.from] + m.write + m.text[m.to:]
				}
				all, m = append(all, m), mistake{}
			} else if before, carets, ok := strings.Cut(value, "^"); ok {
				m.from = byteOf(m.text, utf8.RuneCountInString(before))
				m.to = byteOf(m.text, utf8.RuneCountInString(before)+1+len(carets))
			}
		case "path":
			m.path = value
		case "write":
			m.write = value
		case "then":
			m.then = value
		case "when", "each", "compute", "route", "json", "lint":
			m.line, m.kind, m.text = i+1, key, value
		default:
			t.Fatalf("line %d: what is %q?", i+1, key)
		}
	}
	return all
}

func byteOf(text string, runes int) int {
	for i := range text {
		if runes == 0 {
			return i
		}
		runes--
	}
	return len(text)
}

// mistakenSet is a rule set with a text in it, the path of the text, and what stands before
// the text in its JSON.
func mistakenSet(kind, text string) (set, path, before string) {
	vocabulary := `{"name": "r", "matrix": {"poor_fit_ready": {"team": "sales"}},
`
	open, end := "", "\n}"
	if kind != "json" {
		vocabulary += `"facts": {"custom.plan": {"type": "string", "enum": ["free", "team"]}, "custom.rate": {"type": "number"}, "custom.trial_end": {"type": "time"}},
"lists": {"rivals": ["rival.example"]},
"tables": {"territory": {"type": "string", "rows": {"DE": "emea"}}},
"icp": {"criteria": [{"id": "c", "when": "person.consent"}], "grades": [{"name": "A", "min": 0}]},
`
		quoted, _ := json.Marshal(text)
		text = string(quoted)
	}
	switch kind {
	case "when", "lint":
		open, path, end = `"screening": [{"id": "s", "when": `, "screening[0].when", "}]"+end
	case "each":
		open, path, end = `"scoring": {"rules": [{"id": "a", "points": 5, "each": `, "scoring.rules[0].each", "}]}"+end
	case "compute":
		open, path, end = `"scoring": {"rules": [{"id": "a", "min": 0, "max": 9, "compute": `, "scoring.rules[0].compute", "}]}"+end
	case "route":
		open, path, end = `"scoring": {"rules": [{"id": "b", "when": "person.consent", "points": 5}]}, "routes": [{"id": "a", "team": "sales", "roster": "r", "when": `, "routes[0].when", "}]"+end
	}
	before = vocabulary + open
	return before + text + end, path, before
}

// TestMistakes holds every message to what the table says: it stands at the
// carets, it says what to write, and with that written the rule set compiles.
func TestMistakes(t *testing.T) {
	all := readMistakes(t)
	if len(all) < 120 {
		t.Errorf("only %d mistakes", len(all))
	}
	seen, mended, compile := map[string]bool{}, 0, 0
	for _, m := range all {
		if seen[m.kind+m.text] {
			t.Errorf("line %d: %s stands twice", m.line, m.text)
		}
		seen[m.kind+m.text] = true
		if m.kind == "lint" {
			checkFinding(t, m, says(m))
			continue
		}
		set, path, before := mistakenSet(m.kind, m.text)
		_, err := qualify.CompileJSON("r.json", []byte(set), nil)
		var errs qualify.Errors
		if !errors.As(err, &errs) || len(errs) != 1 {
			t.Errorf("line %d: want one mistake, have %v", m.line, err)
			continue
		}
		e := errs[0]
		if m.kind == "json" {
			path = m.path
		}
		if e.Path != path {
			t.Errorf("line %d: path %q, want %q\n%v", m.line, e.Path, path, e)
		}
		offset := len(before) + m.from
		if m.kind != "json" {
			if e.From != m.from || e.To != m.to {
				t.Errorf("line %d: the carets stand elsewhere, want them under %s\n%v", m.line, m.text[m.from:m.to], e)
			}
			quoted, _ := json.Marshal(m.text[:m.from])
			offset = len(before) + len(quoted) - 1
		}
		line, column := 1+strings.Count(set[:offset], "\n"), 1+utf8.RuneCountInString(set[strings.LastIndex(set[:offset], "\n")+1:offset])
		if e.Line != line || e.Column != column {
			t.Errorf("line %d: %d:%d, want %d:%d\n%v", m.line, e.Line, e.Column, line, column, e)
		}
		if !says(m).MatchString(e.Message) {
			t.Errorf("line %d: the message does not say to write %s\n%v", m.line, m.write, e)
		}
		then, _, _ := mistakenSet(m.kind, m.then)
		if _, err := qualify.CompileJSON("then.json", []byte(then), nil); err != nil {
			t.Errorf("line %d: what to write is wrong itself: %v", m.line, err)
		}
		if e.Mend == nil {
			continue
		}
		mended++
		at := 0
		if m.kind == "json" {
			at = m.from
		}
		text, _, _ := mistakenSet(m.kind, m.text[:at+e.Mend.From]+e.Mend.Write+m.text[at+e.Mend.To:])
		_, err = qualify.CompileJSON("mended.json", []byte(text), nil)
		if err == nil {
			compile++
		} else if strings.Contains(err.Error(), e.Message) {
			t.Errorf("line %d: mended by %+v it is as wrong: %v", m.line, e.Mend, err)
		}
	}
	t.Logf("%d mistakes, of which %d know what to write in place of what; %d are right with it", len(all), mended, compile)
	if mended < 149 || mended-compile > 4 { // behind four there is another mistake
		t.Errorf("only %d mistakes know what to write in place of what, and only %d are right with it", mended, compile)
	}
}

// says is how a message says what to write.
func says(m mistake) *regexp.Regexp {
	return regexp.MustCompile(`(write|did you mean) ` + regexp.QuoteMeta(m.write) + `([;,?:]|$| (instead|for|in|and|before|inside|as|or|under|with|without|of|right) )`)
}

// checkFinding holds lint to the same: the text compiles, and lint says what is
// meant, of which it finds nothing.
func checkFinding(t *testing.T, m mistake, says *regexp.Regexp) {
	set, path, _ := mistakenSet(m.kind, m.text)
	of := func(text string) (found []lint.Finding) {
		all, err := lint.CheckFile(t.Context(), "r.json", []byte(text), nil)
		if err != nil {
			t.Errorf("line %d: %v", m.line, err)
		}
		for _, f := range all {
			if f.Path == path {
				found = append(found, f)
			}
		}
		return found
	}
	if found := of(set); len(found) != 1 || !says.MatchString(found[0].Message+"; "+found[0].Proof) {
		t.Errorf("line %d: lint does not say to write %s: %v", m.line, m.write, found)
	}
	set, _, _ = mistakenSet(m.kind, m.then)
	if found := of(set); len(found) > 0 {
		t.Errorf("line %d: what to write is wrong itself: %v", m.line, found)
	}
}
