package main

import (
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

const sample = `package sample

const limit = 10

type t struct{ n int }

func (x *t) add(a int, ok bool) int {
	if a < limit && ok {
		x.n += a
	}
	for range 3 {
		x.n++
		continue
	}
	y := -max(a, 1)
	x.n = y
	println(true)
	return y * 2
}
`

func TestMutants(t *testing.T) {
	got, err := mutants("sample.go", []byte(sample))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, m := range got {
		what, _, _ := strings.Cut(m.what, ", in ")
		names = append(names, what)
		if _, err := parser.ParseFile(token.NewFileSet(), "m.go", m.text, 0); err != nil {
			t.Errorf("%s: %v", m.name(), err)
		}
		if string(m.text) == sample {
			t.Errorf("%s changes nothing", m.name())
		}
		if want := map[bool]string{true: "t.add", false: ""}[m.line > 3]; m.fn != want {
			t.Errorf("%s is in %q, want %q", m.name(), m.fn, want)
		}
	}
	want := []string{
		"10 -> 11",
		"a < limit && ok -> !(a < limit && ok)", "a < limit && ok -> a < limit || ok", "a < limit -> a <= limit", "a < limit -> a >= limit",
		"x.n += a -> x.n -= a", "x.n += a -> _ = a",
		"3 -> 4",
		"x.n++ -> x.n--", "x.n++ -> ",
		"continue -> ",
		"-max(a, 1) -> max(a, 1)", "max(a, 1) -> min(a, 1)", "1 -> 2",
		"x.n = y -> _ = y",
		"println(true) -> ", "true -> false",
		"y * 2 -> y / 2", "2 -> 3",
	}
	if !reflect.DeepEqual(names, want) {
		t.Errorf("mutants\n%s\nwant\n%s", strings.Join(names, "\n"), strings.Join(want, "\n"))
	}
	if name := got[0].name(); name != "sample.go : 10 -> 11, in const limit = 10" {
		t.Errorf("name %q", name)
	}
	if _, err := mutants("bad.go", []byte("package")); err == nil {
		t.Error("no error for what is not Go")
	}
}

func TestExplanations(t *testing.T) {
	known, err := explanations("# comment\n\np/f.go fn: a -> b, in a  // because\np/f.go fn: c -> d, in c  // so\np/q/f.go fn: c -> d, in c  // other package\n")
	if err != nil {
		t.Fatal(err)
	}
	r := &result{path: "p", survivors: []mutant{{file: "f.go", fn: "fn", what: "a -> b, in a"}, {file: "f.go", fn: "fn", what: "x -> y, in x"}}}
	if n := known.without(r); n != 1 || len(r.survivors) != 1 || r.survivors[0].what != "x -> y, in x" {
		t.Errorf("%d explained, left %v", n, r.survivors)
	}
	if left := known.left("p"); !reflect.DeepEqual(left, []string{"p/f.go fn: c -> d, in c"}) {
		t.Errorf("not needed: %q", left)
	}
	for _, bad := range []string{"p/f.go fn: a -> b", "p/f.go fn: a -> b  // "} {
		if _, err := explanations(bad); err == nil {
			t.Errorf("%q: no error", bad)
		}
	}
}

// A module whose tests see every fault but two.
func TestRun(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the go command")
	}
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":    "module example.com/weak\n\ngo 1.26\n",
		"a.go":      "package weak\n\nfunc big(n int) bool { return n > 5 }\n",
		"a_test.go": "package weak\n\nimport \"testing\"\n\nfunc TestBig(t *testing.T) {\n\tif !big(9) || big(1) {\n\t\tt.Fail()\n\t}\n}\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	r, err := run(".", t.TempDir(), 2, time.Minute, false)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, m := range r.survivors {
		names = append(names, m.what)
	}
	in := ", in func big(n int) bool { return n > 5 }"
	if want := []string{"n > 5 -> n >= 5" + in, "5 -> 6" + in}; r.killed != 1 || !reflect.DeepEqual(names, want) {
		t.Errorf("%d killed, survived %q", r.killed, names)
	}
	if text, _ := os.ReadFile("a.go"); !strings.Contains(string(text), "n > 5") {
		t.Error("the tree has changed")
	}
}
