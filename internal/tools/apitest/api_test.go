package apitest

import (
	"bytes"
	"go/ast"
	"go/doc"
	"go/format"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/internal/testkit"
)

const root = "../../.."

// public are the folders of the packages that a host may import, sorted.
func public(t *testing.T) []string {
	t.Helper()
	var dirs []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		name := d.Name()
		if path != root && (name == "internal" || name == "examples" || name == "testdata" || strings.HasPrefix(name, ".") || isModule(path)) {
			return filepath.SkipDir
		}
		if files, _ := filepath.Glob(filepath.Join(path, "*.go")); len(files) > 0 {
			dirs = append(dirs, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(dirs)
	return dirs
}

func isModule(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "go.mod"))
	return err == nil
}

// parsed is a package's code without its tests.
func parsed(t *testing.T, dir string, mode parser.Mode) (*token.FileSet, []*ast.File) {
	t.Helper()
	return parsedFiles(t, dir, false, mode)
}

// tests are the test files of the package in a folder of the module.
func tests(t *testing.T, dir string) []*ast.File {
	t.Helper()
	_, files := parsedFiles(t, filepath.Join(root, dir), true, parser.ParseComments)
	return files
}

func parsedFiles(t *testing.T, dir string, tests bool, mode parser.Mode) (*token.FileSet, []*ast.File) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	set, files := token.NewFileSet(), []*ast.File(nil)
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") != tests {
			continue
		}
		f, err := parser.ParseFile(set, name, nil, mode)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	return set, files
}

// importPath is that of the package in a folder.
func importPath(dir string) string {
	rel, _ := filepath.Rel(root, dir)
	return filepath.ToSlash(filepath.Join("github.com/leadqual/leadqual", rel))
}

// The exported API is that of api.txt. LEADQUAL_UPDATE=1 writes the file.
func TestAPI(t *testing.T) {
	var b bytes.Buffer
	for _, dir := range public(t) {
		set, files := parsed(t, dir, 0)
		p, err := doc.NewFromFiles(set, files, importPath(dir))
		if err != nil {
			t.Fatal(err)
		}
		b.WriteString("package " + p.ImportPath + "\n\n")
		for _, d := range declarations(t, set, p) {
			b.WriteString(d + "\n")
		}
		b.WriteString("\n")
	}
	have := bytes.TrimRight(b.Bytes(), "\n")
	have = append(have, '\n')
	if testkit.Update() {
		if err := os.WriteFile("api.txt", have, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("api.txt")
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(have, want) {
		return
	}
	t.Error("the exported API has changed; if it should, run this test with LEADQUAL_UPDATE=1")
	was, is := strings.Split(string(want), "\n"), strings.Split(string(have), "\n")
	for _, line := range was {
		if !slices.Contains(is, line) {
			t.Log("- " + line)
		}
	}
	for _, line := range is {
		if !slices.Contains(was, line) {
			t.Log("+ " + line)
		}
	}
}

// declarations are what a package exports, without comments: constants and
// variables, functions, then each type with what belongs to it.
func declarations(t *testing.T, set *token.FileSet, p *doc.Package) []string {
	t.Helper()
	var out []string
	add := func(n any) {
		var b bytes.Buffer
		if err := format.Node(&b, set, n); err != nil {
			t.Fatal(err)
		}
		text := b.String()
		for strings.Contains(text, "\n\n") { // where a comment was
			text = strings.ReplaceAll(text, "\n\n", "\n")
		}
		out = append(out, text)
	}
	values := func(list []*doc.Value) {
		for _, v := range list {
			add(v.Decl)
		}
	}
	funcs := func(list []*doc.Func) {
		for _, f := range list {
			f.Decl.Body = nil
			add(f.Decl)
		}
	}
	values(p.Consts)
	values(p.Vars)
	funcs(p.Funcs)
	for _, typ := range p.Types {
		add(typ.Decl)
		values(typ.Consts)
		values(typ.Vars)
		funcs(typ.Funcs)
		funcs(typ.Methods)
	}
	return out
}

// Every exported identifier says what it is: packages, types, functions and
// methods by a comment of their own, constants, variables and fields by one of
// their own or of the group that they stand in.
func TestEveryExportedNameHasAComment(t *testing.T) {
	for _, dir := range public(t) {
		set, files := parsed(t, dir, parser.ParseComments)
		p, err := doc.NewFromFiles(set, files, importPath(dir))
		if err != nil {
			t.Fatal(err)
		}
		missing := func(at ast.Node, what string) {
			t.Errorf("%s: %s has no comment", set.Position(at.Pos()), what)
		}
		if p.Doc == "" {
			t.Errorf("package %s has no comment", p.ImportPath)
		}
		funcs := func(list []*doc.Func) {
			for _, f := range list {
				if f.Doc == "" {
					missing(f.Decl, f.Name)
				}
			}
		}
		values := func(list []*doc.Value) {
			for _, v := range list {
				if v.Doc == "" {
					missing(v.Decl, strings.Join(v.Names, ", "))
				}
			}
		}
		funcs(p.Funcs)
		values(p.Consts)
		values(p.Vars)
		for _, typ := range p.Types {
			if typ.Doc == "" {
				missing(typ.Decl, typ.Name)
			}
			funcs(typ.Funcs)
			funcs(typ.Methods)
			values(typ.Consts)
			values(typ.Vars)
		}
	}
}
