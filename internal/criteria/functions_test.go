package criteria

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// The tables of functions and operators are what the compiler takes, and the page of
// package qualify explains each of them.
func TestFunctionTable(t *testing.T) {
	v := &Vocabulary{Tables: map[string]*Table{}}
	v.Tables["t"], _ = NewTable(String, map[string]any{"a": "b"}, nil)
	c := NewCompiler(v, Limits{Length: 1000, Nesting: 10, Size: 1000, Total: 1000, Pattern: 100})
	c.Defines()
	page, err := os.ReadFile("../../qualify/doc.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range Functions() {
		sample := f.Sample
		if f.Name == "lookup" {
			sample = "lookup('t', 'x')"
		}
		if !strings.HasPrefix(sample, f.Name+"(") {
			t.Errorf("%s has the sample %s", f.Name, sample)
		}
		if _, problems := c.Check(DefineForm, "", "len(["+"1]) == "+"1 and ("+sample+") != nil", false); len(problems) > 0 {
			t.Errorf("%s: %v", sample, problems)
		}
		if !strings.Contains(string(page), f.Name) {
			t.Errorf("the page of qualify does not explain %s", f.Name)
		}
	}
	for _, name := range []string{"find", "reduce", "now", "toJSON"} {
		if slices.Contains(FunctionNames(), name) {
			t.Errorf("%s is no function", name)
		}
	}
}

func TestOperatorTable(t *testing.T) {
	c := NewCompiler(&Vocabulary{}, Limits{Length: 1000, Nesting: 10, Size: 1000, Total: 10_000, Pattern: 100})
	c.Defines()
	page, err := os.ReadFile("../../qualify/doc.go")
	if err != nil {
		t.Fatal(err)
	}
	sides := []string{"1", "'x'", "true", "['x']", "[1]", "1..2", "1 in 1", "true ? 1", "1 : 1", "x = 1; x"}
	for _, op := range Operators() {
		found := false
		for _, left := range sides {
			for _, right := range sides {
				text := left + " " + op.Word + " " + right
				if op.Before {
					text = op.Word + " " + right
				}
				_, problems := c.Check(DefineForm, "", text, true)
				found = found || len(problems) == 0
			}
		}
		if !found {
			t.Errorf("nothing compiles with %s", op.Word)
		}
		if !strings.Contains(string(page), strings.TrimPrefix(op.Word, "not ")) {
			t.Errorf("the page of qualify does not explain %s", op.Word)
		}
	}
}

func TestTokens(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"", ""},
		{"a.b >= 5", "w:a s:. w:b s:>= n:5"},
		{"person.name == 'ab", "w:person s:. w:name s:== o:ab"},
		{`x in ["a", 'é"`, `w:x s:in b:[ t:a s:, o:é"`},
		{"a $ b ~ 'c'", "w:a w:$ w:b t:c"},
		{"é == 1 // rest", "w:é s:== n:1"},
		{"any(activities, .ty", "w:any b:( w:activities s:, s:. w:ty"},
		{"'a\\q' == b", `t:a\q s:== w:b`},
		{"\xff\xfe a", "w:a"},
	} {
		var got []string
		for _, token := range Tokens(test.text) {
			if token.From < 0 || token.To > len(test.text) || token.From >= token.To {
				t.Errorf("%q: %+v", test.text, token)
			}
			got = append(got, string("?wntosb"[token.Kind])+":"+token.Value)
		}
		if s := strings.Join(got, " "); s != test.want {
			t.Errorf("%q: got %s, want %s", test.text, s, test.want)
		}
	}
}
