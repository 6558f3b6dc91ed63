package main

import (
	"strings"
	"testing"
)

// What must be there before one can type, and all together, stay as small as promised.
// Where they do not, go run . -out DIR says by package what is large.
func TestSize(t *testing.T) {
	dir, err := built()
	if err != nil {
		t.Fatal(err)
	}
	var s sizes
	if err := s.weigh(dir); err != nil {
		t.Fatal(err)
	}
	t.Log(s)
	if s.first < 10_000 || s.first > mostFirst || s.sent < 1_000_000 || s.all > mostSent || s.all < s.first+s.sent {
		t.Error("that is too much, or cannot be")
	}
}

// What is over is named by package.
func TestSizeNames(t *testing.T) {
	s := sizes{first: mostFirst + 1, all: mostSent + 1, packages: map[string]int{"@codemirror/view": 2000}, code: map[string]int{"github.com_expr": 1000, "fmt": 3000}}
	text := s.String()
	for _, want := range []string{"500 KB", "2.0 KB  @codemirror/view", "4 MB in all", "3.0 KB  fmt\n     1.0 KB  github.com_expr"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	if _, _, err := weighWasm([]byte("\x00asm\x01\x00\x00\x00\x0a\xff")); err == nil {
		t.Error("a module that ends too early is none")
	}
}

func TestPackageOf(t *testing.T) {
	for file, want := range map[string]string{
		"app.js": "page", "../cache/node_modules/style-mod/src/style-mod.js": "style-mod", "x/node_modules/@codemirror/view/dist/index.js": "@codemirror/view",
	} {
		if have := packageOf(file); have != want {
			t.Errorf("%s: %s, want %s", file, have, want)
		}
	}
}
