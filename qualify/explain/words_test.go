package explain_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/leadqual/leadqual/bant"
	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/explain"
	"github.com/leadqual/leadqual/qualify/truth"
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

// languages are the tables to be held complete.
var languages = map[string]*explain.Words{"English": explain.English(), "German": german()}

// Every fact that a lead may lack has a phrase, in each language.
func TestEveryFactHasAPhrase(t *testing.T) {
	for language, w := range languages {
		for _, f := range new(qualify.RuleSet).AllFacts() {
			if w.Facts[f.Path] == "" {
				t.Errorf("Facts of %s has no phrase for %s", language, f.Path)
			}
		}
	}
}

// constants are the values of the text constants of a type, as the source of its
// package has them.
func constants(t *testing.T, dir, typ string) (values []string) {
	t.Helper()
	files, err := filepath.Glob(dir + "/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			if of, ok := spec.Type.(*ast.Ident); ok && of.Name == typ {
				for _, v := range spec.Values {
					text, err := strconv.Unquote(v.(*ast.BasicLit).Value)
					if err != nil {
						t.Fatal(err)
					}
					values = append(values, text)
				}
			}
			return true
		})
	}
	if len(values) < 3 {
		t.Fatalf("%s has no constants of type %s", dir, typ)
	}
	return values
}

// Whatever word a decision may hold has words of its own: codes of issues,
// statuses, cells, verdicts; and so has every code that may be why a fact is
// unknown.
func TestEveryWordHasWords(t *testing.T) {
	noFact := []string{"duplicate_id", "bad_activity", "no_id", "no_as_of"} // are no reason of a question
	for language, w := range languages {
		check := func(dir, typ string, has func(string) bool) {
			for _, v := range constants(t, dir, typ) {
				if !has(v) {
					t.Errorf("%s has no words for %s %q", language, typ, v)
				}
			}
		}
		check("..", "IssueCode", func(v string) bool { return w.Issues[qualify.IssueCode(v)] != "" })
		check("..", "IssueCode", func(v string) bool { return w.Whys[v] != "" || slices.Contains(noFact, v) })
		check("..", "ReadinessVerdict", func(v string) bool { return w.Readinesses[qualify.ReadinessVerdict(v)] != "" })
		check("../../matrix", "Status", func(v string) bool { return w.Statuses[matrix.Status(v)] != "" })
		check("../../matrix", "Quadrant", func(v string) bool { return v == "undetermined" || w.Cells[matrix.Cell(v)] != "" })
		check("../../icp", "Verdict", func(v string) bool { return w.Fits[icp.Verdict(v)] != "" })
		check("../../bant", "Verdict", func(v string) bool { return w.Checklists[bant.Verdict(v)] != "" })
		if w.Whys[qualify.WhyStale] == "" {
			t.Errorf("%s has no words for what is stale", language)
		}
	}
}

// unsaid are fields of decisions that an explanation leaves out: what follows
// from others that it says, and what is for programs.
var unsaid = map[string]bool{
	"fingerprint":    true, // decides whether there is anything to say
	"bant.id":        true, // is always the same
	"issues.message": true, // is English; other languages go by the code
}

// Every field of a decision is said: in some case another value makes another
// full explanation, in each language.
func TestEveryFieldIsSaid(t *testing.T) {
	for language, w := range languages {
		said := map[string]bool{}
		for _, c := range cases {
			e := engine(t, c.rules)
			d := e.Decide(&c.lead, c.asOf)
			explainer, o := explain.New(e), &explain.Options{Full: true, Words: w}
			before := explainer.Explain(&d, o)
			eachLeaf(reflect.ValueOf(&d).Elem(), "", func(path string, leaf reflect.Value) {
				was := reflect.ValueOf(leaf.Interface())
				changed := others(leaf)
				if _, known := said[path]; !known {
					said[path] = false
				}
				for _, v := range changed {
					leaf.Set(v)
					said[path] = said[path] || explainer.Explain(&d, o) != before
				}
				leaf.Set(was)
			})
		}
		for path, ok := range said {
			if !ok && !unsaid[path] {
				t.Errorf("%s says nothing of %s", language, path)
			}
		}
		if len(said) < 50 {
			t.Errorf("only %d fields", len(said))
		}
	}
}

// eachLeaf calls f with each field that holds one value, by its path of JSON
// names, lists by that of their elements.
func eachLeaf(v reflect.Value, path string, f func(path string, leaf reflect.Value)) {
	switch {
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			eachLeaf(v.Index(i), path, f)
		}
	case v.Kind() == reflect.Struct && v.Type() != reflect.TypeFor[time.Time]():
		for i := range v.NumField() {
			name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
			if name == "-" {
				continue
			}
			if name != "" && path != "" {
				name = "." + name
			}
			eachLeaf(v.Field(i), path+name, f)
		}
	default:
		f(path, v)
	}
}

// others are values that a field could have as well.
func others(leaf reflect.Value) (values []reflect.Value) {
	set := func(v any) {
		if reflect.TypeOf(v).ConvertibleTo(leaf.Type()) {
			values = append(values, reflect.ValueOf(v).Convert(leaf.Type()))
		}
	}
	switch leaf.Interface().(type) {
	case time.Time:
		set(asOf.AddDate(1, 0, 0))
	case truth.Truth:
		set(truth.Met)
		set(truth.Unmet)
		set(truth.Unknown)
	default:
		switch leaf.Kind() {
		case reflect.String:
			for _, s := range []string{
				"", "other", "mql", "nurture", "good", "poor", "unknown", "ready", "not_ready", "good_fit_ready", "poor_fit_ready", "qualified", "unqualified", "stale", "wrong_kind",
			} {
				set(s)
			}
		case reflect.Bool:
			set(!leaf.Bool())
		default: // a number
			values = append(values, reflect.Zero(leaf.Type()))
			set(7)
		}
	}
	return values
}
