package lint

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"strings"

	"github.com/leadqual/leadqual/internal/cases"
	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/strictjson"
	"github.com/leadqual/leadqual/internal/vocabulary"
	"github.com/leadqual/leadqual/qualify"
)

// Options change how a rule set is checked. A nil *Options, and the zero value
// of any field, mean the defaults.
type Options struct {
	// Compile bounds the rule set, as for qualify.Compile.
	Compile *qualify.Options
	// Place finds where the value at a path of the rule set stands, for a host
	// that keeps its rule sets in a form of its own. Nil leaves File, Line and
	// Column of findings empty. CheckFile and CheckLoaded do not call it.
	Place func(path string) (file string, line, column int, ok bool)
	// Steps bounds the work; default 10 million, which is some seconds. Beyond,
	// findings may be missing.
	Steps int
}

// Check returns what is found in a rule set, by place, or else in its order.
// The error is that of qualify.Compile: a rule set that does not compile cannot
// be checked, or the context's, of which it returns soon after the end. Check
// keeps and changes nothing of rs.
func Check(ctx context.Context, rs *qualify.RuleSet, options *Options) ([]Finding, error) {
	k, err := newChecker(ctx, rs, options)
	if err != nil {
		return nil, err
	}
	return k.check(ctx)
}

// CheckFile parses the text of a rule set and checks it; file is the name to
// give in findings. The error is that of qualify.CompileJSON, or the context's.
func CheckFile(ctx context.Context, file string, data []byte, options *Options) ([]Finding, error) {
	o := Options{}
	if options != nil {
		o = *options
	}
	e, err := qualify.CompileJSON(file, data, o.Compile)
	if err != nil {
		return nil, err
	}
	var text json.RawMessage
	depth := 0
	if o.Compile != nil {
		depth = o.Compile.MaxDepth
	}
	index, _ := strictjson.Decode(data, &text, strictjson.Limits{MaxDepth: depth})
	return checkPlaced(ctx, e, o, func(paths []string) []qualify.Position {
		offsets, out := make([]int, len(paths)), make([]qualify.Position, len(paths))
		for i, path := range paths {
			offsets[i] = index.Near(path).Offset
		}
		for i, at := range strictjson.Positions(data, offsets) {
			out[i] = qualify.Position{File: file, Line: at.Line, Column: at.Column}
		}
		return out
	})
}

// CheckLoaded loads the rule set in a file of fsys, with those that it extends and
// the files of its tables, and checks the whole: each finding stands in the file
// that says what is found. The error is that of qualify.Load, or the context's.
func CheckLoaded(ctx context.Context, fsys fs.FS, name string, options *Options) ([]Finding, error) {
	o := Options{}
	if options != nil {
		o = *options
	}
	e, positions, err := qualify.LoadPositions(fsys, name, o.Compile)
	if err != nil {
		return nil, err
	}
	return checkPlaced(ctx, e, o, func(paths []string) []qualify.Position { return positions.Find(paths...) })
}

// checkPlaced checks a rule set of which it is known where what stands.
func checkPlaced(ctx context.Context, e *qualify.Engine, o Options, find func(paths []string) []qualify.Position) ([]Finding, error) {
	o.Place = nil
	k, err := checkerOf(ctx, e, &o)
	if err != nil {
		return nil, err
	}
	findings, err := k.check(ctx)
	if err != nil {
		return nil, err
	}
	paths := make([]string, len(findings))
	for i := range findings {
		paths[i] = findings[i].Path
	}
	for i, at := range find(paths) {
		findings[i].File, findings[i].Line, findings[i].Column = at.File, at.Line, at.Column
	}
	sortFindings(findings)
	return findings, nil
}

// checker looks at one rule set. Its methods are spread over the files of this
// package, one for each subject.
type checker struct {
	rs       *qualify.RuleSet
	options  Options
	engine   *qualify.Engine
	compiler *criteria.Compiler
	a        *cases.Analyzer
	bare     *qualify.RuleSet // its vocabulary alone, for examples; nil until one is wanted

	beyond *qualify.AccountWords // of rules about accounts, nil for others
	theirs map[string][]string   // the values that people's texts may have, by ".seniority"
	roles  []qualify.Role        // that rules about people give

	conditions []*condition // all, in the order of the rule set
	given      []*condition // of the roles, in order
	screening  []*condition
	icp        []*ladder // by criterion
	bant       []*condition
	checklists [][]*condition
	rules      []*rule
	raises     []*condition
	routes     []*condition // nil where a route has no when
	trials     []*condition // of experiments, nil where one has no when

	hiddenRoutes map[int]bool // that no lead takes, as a finding says

	findings []Finding
}

// condition is a text that is true or false of a lead or, for each, of an
// activity.
type condition struct {
	path, text string
	each       bool
	ofAccount  bool
	node       *criteria.Node
	cases      *cases.Cases
	// reported: a finding says already that it is never met, or always. Other
	// findings take it as one that may be met or not, so that one mistake is
	// one finding.
	reported bool
}

// ladder is a criterion's conditions: its tiers, or its when alone.
type ladder struct {
	path  string
	steps []*condition
}

func newChecker(ctx context.Context, rs *qualify.RuleSet, options *Options) (*checker, error) {
	var o *qualify.Options
	if options != nil {
		o = options.Compile
	}
	e, err := qualify.Compile(rs, o)
	if err != nil {
		return nil, err
	}
	return checkerOf(ctx, e, options)
}

func checkerOf(ctx context.Context, e *qualify.Engine, options *Options) (*checker, error) {
	return emptyChecker(e, options).ready(ctx)
}

// ready compiles what the checker looks at.
func (k *checker) ready(ctx context.Context) (*checker, error) {
	vocabulary, enums := k.vocabulary()
	// The rule set has compiled within its own limits.
	const unbounded = 1 << 30
	k.compiler = criteria.NewCompiler(vocabulary, criteria.Limits{Length: unbounded, Nesting: 10_000, Size: unbounded, Total: unbounded, Pattern: unbounded})
	k.a = cases.New(enums, k.options.Steps)
	k.a.Until(ctx.Done())
	k.compiler.Defines()
	return k, cmp.Or(k.gather(), ctx.Err())
}

func emptyChecker(e *qualify.Engine, options *Options) *checker {
	k := &checker{rs: e.RuleSet(), engine: e}
	if options != nil {
		k.options = *options
	}
	if k.options.Steps <= 0 {
		k.options.Steps = cases.DefaultBudget
	}
	return k
}

// vocabulary is what the rule set's texts may name, and the values that its text
// facts may have.
func (k *checker) vocabulary() (*criteria.Vocabulary, map[string][]string) {
	enums := map[string][]string{}
	for _, f := range k.rs.AllFacts() {
		enums[f.Path] = f.Enum
	}
	for _, r := range k.rs.AllResults() {
		enums[r.Path] = r.Enum
	}
	v := vocabulary.Of(k.rs)
	if k.beyond != nil {
		v.People, v.Facts = k.beyond.People, append(v.Facts, k.beyond.Facts...)
		maps.Copy(enums, k.theirs)
	}
	return v, enums
}

// add compiles a condition.
func (k *checker) add(path, text string) (*condition, error) {
	compile := k.compiler.Cond
	if strings.HasPrefix(path, "routes[") || strings.HasPrefix(path, "experiments[") {
		compile = k.compiler.RouteCond
	}
	n, problems := compile(text)
	if len(problems) > 0 {
		return nil, fmt.Errorf("%s: %s", path, problems[0].Message)
	}
	c := &condition{path: path, text: text, ofAccount: k.beyond != nil, node: k.compiler.Conds()[n]}
	c.cases = k.a.Of(c.node)
	k.conditions = append(k.conditions, c)
	return c, nil
}

// addEach compiles a predicate over activities.
func (k *checker) addEach(path, text string) (*condition, error) {
	n, problems := k.compiler.Each(text)
	if len(problems) > 0 {
		return nil, fmt.Errorf("%s: %s", path, problems[0].Message)
	}
	c := &condition{path: path, text: text, each: true, node: k.compiler.Eaches()[n]}
	c.cases = k.a.Of(c.node)
	k.conditions = append(k.conditions, c)
	return c, nil
}

// report adds a finding, and where it stands.
func (k *checker) report(f Finding) {
	if k.options.Place != nil {
		if file, line, column, ok := k.options.Place(f.Path); ok {
			f.File, f.Line, f.Column = file, line, column
		}
	}
	k.findings = append(k.findings, f)
}

// check runs every check. Those that explain others come first.
func (k *checker) check(ctx context.Context) ([]Finding, error) {
	for _, check := range []func(){
		k.checkTexts, k.checkTables, k.checkReadings, k.checkConditions, k.checkLadders, k.checkPairs, k.checkScreening, k.checkICP,
		k.checkChecklists, k.checkScoring, k.checkReadiness, k.checkExperiments, k.checkRoutes, k.checkGaps, k.checkFacts, k.checkNames,
	} {
		check()
		if err := ctx.Err(); err != nil { // what was found rests on sets that were cut short
			return nil, err
		}
	}
	sortFindings(k.findings)
	return k.findings, nil
}
