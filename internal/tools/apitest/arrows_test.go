package apitest

import (
	"encoding/json"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/leadqual/leadqual"

// pkg is what the go command says of a package.
type pkg struct {
	ImportPath   string
	Imports      []string
	TestImports  []string
	XTestImports []string
	Deps         []string
}

// packages are those of the main module.
func packages(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports,TestImports,XTestImports,Deps", "./...")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var list []pkg
	for d := json.NewDecoder(strings.NewReader(string(out))); d.More(); {
		var p pkg
		if err := d.Decode(&p); err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
	if len(list) < 10 {
		t.Fatalf("only %d packages", len(list))
	}
	return list
}

// arrows are the packages of this module that others may need, directly or
// not, where that is not everything. Whatever is below internal/portable,
// internal/milli, internal/instead and internal/meant stands on the standard library alone.
var arrows = map[string][]string{
	"qualify/truth":            {},
	"qualify/schemas":          {},
	"internal/milli":           {},
	"internal/meant":           {},
	"internal/instead":         {},
	"internal/nearest":         {"internal/instead"},
	"internal/distinct":        {},
	"internal/extsort":         {},
	"internal/portable":        {},
	"internal/stats":           {"internal/portable"},
	"internal/strictjson":      {"internal/instead", "internal/meant", "internal/nearest"},
	"icp":                      {"qualify/truth", "internal/milli"},
	"bant":                     {"qualify/truth"},
	"scoring":                  {"qualify/truth", "internal/milli", "internal/portable"},
	"internal/scorecard":       {"qualify/truth", "internal/milli", "internal/portable", "scoring"},
	"matrix":                   {"qualify/truth", "internal/milli", "internal/portable"},
	"internal/criteria":        {"internal/instead", "internal/meant", "internal/nearest"},
	"internal/criteria/eval":   {"qualify/truth", "internal/instead", "internal/meant", "internal/nearest", "internal/criteria"},
	"internal/criteria/bounds": {"qualify/truth", "internal/instead", "internal/meant", "internal/nearest", "internal/criteria", "internal/criteria/eval"},
}

// direct are the packages of this module that hosts' packages beside qualify may
// import: they stand on what package qualify exports.
var direct = map[string][]string{
	"qualify/explain":          {"bant", "icp", "internal/milli", "matrix", "scoring", "qualify", "qualify/account", "qualify/truth"},
	"qualify/bind":             {"internal/criteria", "internal/nearest", "qualify"},
	"qualify/leadfile":         {"internal/criteria", "internal/distinct", "internal/extsort", "internal/mistakes", "internal/nearest", "internal/strictjson", "qualify", "qualify/account"},
	"qualify/leadfile/profile": {"internal/criteria", "internal/distinct", "internal/vocabulary", "qualify", "qualify/leadfile"},
}

func TestArrows(t *testing.T) {
	const expr = "github.com/expr-lang/expr"
	seen := map[string]bool{}
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, module+"/")
		seen[name] = true
		if allowed, bound := arrows[name]; bound {
			for _, dep := range p.Deps {
				of, ours := strings.CutPrefix(dep, module+"/")
				if ours && !slices.Contains(allowed, of) {
					t.Errorf("%s must not need %s", name, of)
				}
			}
		}
		for _, dep := range p.Imports {
			if allowed, bound := direct[name]; bound {
				if of, ours := strings.CutPrefix(dep, module+"/"); ours && !slices.Contains(allowed, of) {
					t.Errorf("%s must not import %s", name, of)
				}
			}
			if strings.HasPrefix(dep, expr) && name != "internal/criteria" {
				t.Errorf("%s imports %s, which is for internal/criteria alone", name, dep)
			}
		}
		for _, dep := range p.Deps {
			if dep == "testing" && name != "internal/testkit" {
				t.Errorf("%s needs package testing, which hosts would link", name)
			}
			if strings.HasPrefix(dep, module+"/internal/tools") && !strings.HasPrefix(name, "internal/tools/") {
				t.Errorf("%s needs %s: the maintainers' tools are for nobody", name, dep)
			}
			if strings.HasPrefix(dep, module+"/examples") && !strings.HasPrefix(name, "examples") {
				t.Errorf("%s needs %s: examples are for nobody", name, dep)
			}
			if first, _, _ := strings.Cut(dep, "/"); strings.Contains(first, ".") && !strings.HasPrefix(dep, module) && !strings.HasPrefix(dep, expr) {
				t.Errorf("%s needs %s: outside of tests the module stands on expr alone", name, dep)
			}
		}
	}
	for name := range arrows {
		if !seen[name] {
			t.Errorf("there is no package %s", name)
		}
	}
}

func TestRequirements(t *testing.T) {
	text, err := os.ReadFile(root + "/go.mod")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "mod", "edit", "-json")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go mod edit: %v", err)
	}
	var mod struct {
		Require []struct {
			Path     string
			Indirect bool
		}
		Replace []any
	}
	if err := json.Unmarshal(out, &mod); err != nil {
		t.Fatal(err)
	}
	allowed := []string{"github.com/expr-lang/expr", "github.com/google/go-cmp"}
	for _, r := range mod.Require {
		if !slices.Contains(allowed, r.Path) {
			t.Errorf("go.mod requires %s", r.Path)
		}
	}
	if len(mod.Replace) > 0 {
		t.Errorf("go.mod replaces something:\n%s", text)
	}
}
