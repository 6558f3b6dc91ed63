package qualify_test

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// before is what the lines below may name.
const before = `package host

import (
	"bufio"
	"context"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/bind"
	"github.com/leadqual/leadqual/qualify/leadfile"
	"github.com/leadqual/leadqual/qualify/lifecycle"
	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

type signup struct{ ID string }

var (
	ctx     context.Context
	e       *qualify.Engine
	rules   *qualify.RuleSet
	a, b    *qualify.Lead
	lead    qualify.Lead
	leads   []*qualify.Lead
	each    iter.Seq2[*qualify.Lead, error]
	d, d2   qualify.Decision
	all     []*qualify.Decision
	asOf    time.Time
	seats   int
	staff   *float64
	process *lifecycle.Process
	state   lifecycle.State
	event   lifecycle.Event
	file    bufio.Reader
	record  signup
	binder  *bind.Binder[signup]
	rate    scoring.Rate
	share   icp.Share
	team    matrix.Entry
	outcome truth.Truth
	options leadfile.Options
	sort    = slices.Sort[[]int]
	print   = fmt.Sprint
)

func use(...any) {}

func host() {
`

// naturalMistakesDoNotCompileCases are the cases of TestNaturalMistakesDoNotCompile.
var naturalMistakesDoNotCompileCases = []struct{ wrong, message, right string }{
	// What may be unknown is no plain value.
	{`lead.Company.Employees = 320`, "cannot use 320 (untyped int constant) as qualify.Opt[float64]", `lead.Company.Employees = qualify.Number(320)`},
	{`lead.Company.Employees = qualify.Known(seats)`, "as qualify.Opt[float64] value", `lead.Company.Employees = qualify.Number(float64(seats))`},
	{`lead.Company.Employees = staff`, "as qualify.Opt[float64] value", `lead.Company.Employees = qualify.FromPtr(staff)`},
	{`use(lead.Answers.Budget > 25000)`, "mismatched types", `use(lead.Answers.Budget.Or(0) > 25000)`},
	{`if lead.Person.Consent {}`, "non-boolean condition", `if lead.Person.Consent.Or(false) {}`},
	{`if !lead.Person.Consent {}`, "operator ! not defined", `if !lead.Person.Consent.Or(false) {}`},
	{`if outcome {}`, "non-boolean condition", `if outcome == truth.Met {}`},
	{`if !outcome {}`, "operator ! not defined", `if outcome.Not() == truth.Met {}`},
	{`if d.Fit.Verdict {}`, "non-boolean condition", `if d.Fit.Verdict == icp.Good {}`},
	{`use(lead.Custom["seats"] > 100)`, "invalid operation", `use(lead.Custom["seats"] == 100.0)`},
	// Instants are given, and are instants.
	{`d = e.Decide(&lead)`, "not enough arguments in call to e.Decide", `d = e.Decide(&lead, asOf)`},
	{`d = e.Decide(lead, asOf)`, "cannot use lead", `d = e.Decide(&lead, asOf)`},
	{`lead.CreatedAt = "2026-11-22"`, "as time.Time value", `_ = lead.Set("created_at", "2026-11-22T00:00:00Z")`},
	{`lead.Seen = map[string]qualify.Seen{"company.employees": asOf}`, "cannot use asOf", `_ = lead.Set("seen.company.employees.at", asOf)`},
	{`use(scoring.Rule{WithinDays: 30 * 24 * time.Hour})`, "as scoring.Days value", `use(scoring.Rule{WithinDays: 30})`},
	{`use(qualify.Fact{StaleDays: time.Hour})`, "as float64 value", `use(qualify.Fact{StaleDays: 365})`},
	{`at, _ := e.RecheckAt(&lead, asOf); use(at)`, "not enough arguments", `at, ok, _ := e.RecheckAt(ctx, &lead, asOf); use(at, ok)`},
	// An amount that may be left out is not 0 by accident.
	{`use(scoring.Rule{Points: 50})`, "as *scoring.Points value", `use(scoring.Rule{Points: new(scoring.Points(50))})`},
	{`use(scoring.Model{ReadyAt: 40})`, "as *scoring.Points value", `use(scoring.Model{ReadyAt: new(scoring.Points(40))})`},
	{`use(icp.Profile{GoodAt: 0.6})`, "as *icp.Share value", `use(icp.Profile{GoodAt: new(icp.Share(0.6))})`},
	{`use(icp.Criterion{Weight: 2})`, "as *icp.Weight value", `use(icp.Criterion{Weight: new(icp.Weight(2))})`},
	{`use(matrix.Candidate{Weight: 2})`, "as *matrix.Weight value", `use(matrix.Candidate{Weight: new(matrix.Weight(2))})`},
	// What is counted in other things is not compared.
	{`use(d.Fit.Share >= d.Score.Points)`, "mismatched types", `use(d.Fit.Share >= 0.5, d.Score.Points >= 40)`},
	{`use(d.Score.Points >= d2.Fit.Share)`, "mismatched types", `use(d.Score.Points >= d2.Score.Points)`},
	{`use(rate > share)`, "mismatched types", `use(float64(rate) > float64(share))`},
	{`use(d.Status == lead.Stage)`, "mismatched types", `use(string(d.Status) == lead.Stage)`},
	{`use(d.Status == d.Quadrant)`, "mismatched types", `use(d.Status == matrix.StatusMQL)`},
	{`use(d.Quadrant == matrix.StatusMQL)`, "mismatched types", `use(d.Quadrant == matrix.GoodFitReady)`},
	{`use(d == d2)`, "cannot be compared", `change, _ := qualify.Diff(&d, &d2); use(change.Empty())`},
	// Errors are not overlooked, and none is looked for where there is none.
	{`d, err := e.Decide(&lead, asOf); use(d, err)`, "assignment mismatch", `d := e.Decide(&lead, asOf); use(d)`},
	{`e := qualify.Compile(rules, nil); use(e)`, "assignment mismatch", `e, err := qualify.Compile(rules, nil); use(e, err)`},
	{`lead := qualify.ParseLead("lead.json", nil); use(lead)`, "assignment mismatch", `lead, err := qualify.ParseLead("lead.json", nil); use(lead, err)`},
	{`use(qualify.Diff(&d, &d2).Empty())`, "multiple-value", `change, err := qualify.Diff(&d, &d2); use(change, err)`},
	{`state = process.Record(state, event, asOf)`, "assignment mismatch", `r, err := process.Record(state, event, asOf); state = r.State; use(err)`},
	{`state, err := process.Record(state, event, asOf); var s lifecycle.State = state; use(s, err)`, "cannot use state", `r, err := process.Record(state, event, asOf); use(r.State, err)`},
	{`lead := bind.New[signup]().Lead(&record); use(lead)`, "multiple-value", `b, err := bind.New[signup](); use(b, err)`},
	{`lead = binder.Lead(record)`, "cannot use record", `lead = binder.Lead(&record)`},
	{`r := leadfile.NewReader(&file, options); use(r)`, "assignment mismatch", `r, err := leadfile.NewReader(&file, options); use(r, err)`},
	// Whoever has a list says what may go wrong with the next of it.
	{`e.DecideAll(ctx, leads, asOf, nil)`, "cannot use leads", `for d, err := range e.DecideAll(ctx, each, asOf, nil) { use(d, err) }`},
	{`e.DecideAll(ctx, slices.Values(leads), asOf, nil)`, "iter.Seq2[*qualify.Lead, error]", `for d, err := range e.DecideAll(ctx, each, asOf, nil) { use(d, err) }`},
	{`for i, d := range e.DecideAll(ctx, each, asOf, nil) { use(i+1, d) }`, "mismatched types", `for d, err := range e.DecideAll(ctx, each, asOf, nil) { use(d, err) }`},
	{`slices.SortFunc([]qualify.Decision{d}, qualify.ByPriority)`, "in call to slices.SortFunc", `slices.SortFunc(all, qualify.ByPriority)`},
	{`use(qualify.Merge(a, b))`, "as qualify.MergePolicy value", `use(qualify.Merge(qualify.MergePolicy{}, a, b))`},
	{`_, _ = e.Toward(ctx, &lead, asOf, "mql")`, "as qualify.Goal value", `_, _ = e.Toward(ctx, &lead, asOf, qualify.Goal{Status: matrix.StatusMQL})`},
	{`rules.Facts["custom.seats"].Type = "number"`, "cannot assign to struct field", `rules.Facts["custom.seats"] = qualify.Fact{Type: "number"}`},
}

// Each line that is easily written and would say something else than what is
// meant does not compile, and the one that says it does.
func TestNaturalMistakesDoNotCompile(t *testing.T) {
	check := typeChecker(t)
	for _, c := range naturalMistakesDoNotCompileCases {
		if err := check(before + c.right + "\n}\n"); err != nil {
			t.Errorf("%s: %v", c.right, err)
		}
		switch err := check(before + c.wrong + "\n}\n"); {
		case err == nil:
			t.Errorf("%s compiles", c.wrong)
		case !strings.Contains(err.Error(), c.message):
			t.Errorf("%s: %v, want %s", c.wrong, err, c.message)
		}
	}
}

// typeChecker returns a check of a file of a host.
func typeChecker(t *testing.T) func(text string) error {
	t.Helper()
	fset := token.NewFileSet()
	list := exec.Command("go", "list", "-export", "-deps", "-f", "{{.ImportPath}}={{.Export}}", "./...", "../scoring", "bufio", "log")
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	exports := map[string]string{}
	for line := range bytes.Lines(out) {
		path, export, _ := strings.Cut(strings.TrimSpace(string(line)), "=")
		exports[path] = export
	}
	packages := importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) {
		if exports[path] == "" {
			return nil, fmt.Errorf("no export data of %s", path)
		}
		return os.Open(exports[path])
	})
	config := types.Config{Importer: packages, GoVersion: "go1.26"}
	return func(text string) error {
		file, err := parser.ParseFile(fset, "host.go", text, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		_, err = config.Check("host", fset, []*ast.File{file}, nil)
		return err
	}
}
