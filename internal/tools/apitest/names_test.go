package apitest

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// shared are the exported names that several packages have on purpose: each
// means the same in all of them, seen from its package.
var shared = map[string]string{
	"Assignment":     "what a lead was given: an arm, or an owner",
	"Activity":       "leadfile: how an activity is read",
	"Change":         "how a decision differs from an earlier one, about a lead or an account",
	"Check":          "what is wrong with a rule set, or with its cases",
	"Compile":        "make an engine of rules: qualify of a rule set, account of rules about accounts",
	"CompileJSON":    "Compile of the JSON of rules",
	"Compare":        "two rule sets on leads, or a decision with what a case wants",
	"Decider":        "an engine in memory of its own, for one goroutine",
	"Decision":       "what rules make of a lead, or of an account",
	"Diff":           "what differs between two decisions, about a lead or an account",
	"Effect":         "what an event, or an arm, brings about",
	"Engine":         "compiled rules that decide: qualify leads, account accounts",
	"Entry":          "a line of a table",
	"Error":          "a mistake; as a severity, that of a mistake",
	"Example":        "a lead that shows something",
	"Field":          "what fills a field of a lead",
	"Finding":        "what a check found, of rules or of data",
	"Group":          "account: share out leads; scoring: rules with points together",
	"Profile":        "icp: whom one sells to; profile: what data looks like, as programs that look at data call it",
	"Report":         "what an audit, or a profile of data, comes to",
	"Description":    "what compiled rules can name, read and be worth, of leads or of accounts",
	"NewForAccounts": "the same for accounts as New of the package is for leads",
	"Severity":       "how sure or grave a finding is",
	"Format":         "the number of a JSON format",
	"Load":           "read files of an fs.FS",
	"New":            "the constructor of the package's main type",
	"Options":        "what may be changed about the package's main call",
	"Rate":           "so many per something",
	"Share":          "a part of a whole, in thousandths",
	"Tier":           "a step of a ladder of conditions, worth shares or points",
	"Undecided":      "the verdict that is open",
	"Weight":         "how much a criterion, or an owner, counts beside the others",
	"Verdict":        "what a judge says of a lead",
	"Verify":         "whether a stored decision reproduces, about a lead or an account",
}

// Two packages give one name to two things only where it is said why.
func TestNamesMeanOneThing(t *testing.T) {
	where := map[string][]string{}
	for _, dir := range public(t) {
		set, files := parsed(t, dir, 0)
		p, err := doc.NewFromFiles(set, files, importPath(dir))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range topLevel(p) {
			where[name] = append(where[name], strings.TrimPrefix(p.ImportPath, module+"/"))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(where)) {
		if in := where[name]; len(in) > 1 && shared[name] == "" {
			t.Errorf("%s stands in %s: give one of them a better name, or say here what both mean", name, strings.Join(in, " and "))
		}
	}
	for name := range shared {
		if len(where[name]) < 2 {
			t.Errorf("%s is no longer shared: leave it out here", name)
		}
	}
}

// topLevel are the exported names of a package, without fields and methods.
func topLevel(p *doc.Package) (names []string) {
	add := func(list ...string) {
		for _, n := range list {
			if ast.IsExported(n) {
				names = append(names, n)
			}
		}
	}
	values := func(list []*doc.Value) {
		for _, v := range list {
			add(v.Names...)
		}
	}
	values(p.Consts)
	values(p.Vars)
	for _, f := range p.Funcs {
		add(f.Name)
	}
	for _, x := range p.Types {
		add(x.Name)
		values(x.Consts)
		values(x.Vars)
		for _, f := range x.Funcs {
			add(f.Name)
		}
	}
	return names
}

// entryPoints are what a host calls. Each has an Example with output.
var entryPoints = map[string][]string{
	"qualify": {
		"", "Compile", "CompileJSON", "Load", "LoadPositions", "Engine_Decide", "Engine_NewDecider", "Engine_DecideAll", "DecideRecords", "Engine_Ask", "Engine_Plan", "Engine_Toward",
		"Engine_RecheckAt", "Engine_Margin", "Engine_Describe", "RuleSet_Parts", "Diff", "Verify", "ByPriority", "Decision_AppendJSON",
		"ParseLead", "Lead_Get", "Lead_Set", "Merge", "Overlay",
	},
	"qualify/bind":             {"New", "Binder_Lead", "Binder_Fill", "Binder_Check"},
	"qualify/explain":          {"Explainer_Explain", "Words_Check"},
	"qualify/leadfile":         {"Join", "NewReader", "ParseMap"},
	"qualify/leadfile/profile": {"New"},
	"qualify/lint":             {"Check", "CheckFile", "CheckLoaded", "LeadFor", "Differ"},
	"qualify/lifecycle": {
		"", "Process_Record", "Process_RecordLate", "Process_Escalate", "ParsePolicy", "ParseRoster", "NewCalendar", "Calendar_Add", "Assigner_Assign",
	},
	"qualify/audit":       {"Audit_Report", "Audit_Merge", "Report_WriteText", "Report_WriteHTML", "Compare", "Comparison_Add", "Suggest", "Priors"},
	"qualify/qualifytest": {"Suite"},
	"icp":                 {"Profile_Judge"},
	"bant":                {"Checklist_Assess"},
	"matrix":              {"Locate", "Grid_At", "Route_Pick"},
}

func TestEntryPointsHaveExamples(t *testing.T) {
	for _, dir := range slices.Sorted(maps.Keys(entryPoints)) {
		have := map[string]bool{}
		for _, e := range doc.Examples(tests(t, dir)...) {
			have[e.Name] = e.Output != "" || e.EmptyOutput
		}
		for _, name := range entryPoints[dir] {
			if shows, found := have[name]; !found || !shows {
				t.Errorf("%s: no Example%s with output", dir, name)
			}
		}
	}
}

// Every package says what it is for, and one of more than six files what its
// parts are: the comment names at least four of its files or identifiers.
func TestPackagesShowTheirParts(t *testing.T) {
	for _, p := range packages(t) {
		dir := strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, module), "/")
		set, files := parsed(t, filepath.Join(root, dir), parser.ParseComments)
		if len(files) == 0 {
			continue // tests alone
		}
		of, err := doc.NewFromFiles(set, files, p.ImportPath)
		if err != nil {
			t.Fatal(err)
		}
		if len(of.Doc) < 60 {
			t.Errorf("package %s has no comment that says what it is for: %q", dir, of.Doc)
		}
		if len(files) <= 6 {
			continue
		}
		words := map[string]bool{}
		for _, w := range strings.FieldsFunc(of.Doc, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' && r != '.' }) {
			for _, part := range append(strings.Split(w, "."), strings.TrimRight(w, ".")) {
				words[part] = true
			}
		}
		named := 0
		for _, f := range files {
			if words[filepath.Base(set.Position(f.Pos()).Filename)] {
				named++
			}
			for name := range f.Scope.Objects {
				if ast.IsExported(name) && words[name] {
					named++
				}
			}
		}
		if named < 4 {
			t.Errorf("package %s has %d files, and its comment names %d of its parts", dir, len(files), named)
		}
	}
}
