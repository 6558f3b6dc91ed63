package apitest

import (
	"go/ast"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// codes are the texts of the constants of a package that are named Code..., by
// text.
func codes(t *testing.T, dir string) map[string]string {
	t.Helper()
	_, files := parsed(t, filepath.Join(root, dir), 0)
	all := map[string]string{}
	for _, f := range files {
		for _, d := range f.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.CONST {
				continue
			}
			for _, s := range g.Specs {
				spec := s.(*ast.ValueSpec)
				for i, name := range spec.Names {
					if !strings.HasPrefix(name.Name, "Code") || i >= len(spec.Values) {
						continue
					}
					lit, ok := spec.Values[i].(*ast.BasicLit)
					if !ok {
						continue
					}
					text, err := strconv.Unquote(lit.Value)
					if err != nil {
						t.Fatal(err)
					}
					if before := all[text]; before != "" {
						t.Errorf("%s: %s and %s are both %q", dir, before, name.Name, text)
					}
					all[text] = name.Name
				}
			}
		}
	}
	return all
}

// Whoever gets an Error can compare its code with a constant of package
// qualify, also where the code was given by a package that hosts cannot import.
func TestCodesHaveConstants(t *testing.T) {
	const ofProgram = "bad_target" // a mistake of this module's own code
	public := codes(t, "qualify")
	for _, dir := range []string{"internal/criteria", "internal/strictjson"} {
		inside := codes(t, dir)
		if len(inside) < 5 {
			t.Errorf("%s: only %d codes", dir, len(inside))
		}
		for text, name := range inside {
			if public[text] == "" && text != ofProgram {
				t.Errorf("%s.%s = %q has no constant in package qualify", dir, name, text)
			}
		}
	}
	for text, name := range codes(t, "qualify/lint") {
		if other := public[text]; other != "" {
			t.Errorf("lint.%s and qualify.%s are both %q", name, other, text)
		}
	}
}
