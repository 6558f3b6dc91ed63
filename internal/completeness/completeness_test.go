package completeness

import (
	"encoding/json"
	"errors"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/internal/agreement"
	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
	"github.com/leadqual/leadqual/qualify/explain"
	"github.com/leadqual/leadqual/qualify/lint"
	"github.com/leadqual/leadqual/qualify/qualifytest"
)

// whole is a new copy of a rule set that uses every key of the format. Things
// with an id have names that tell them apart.
func whole(t *testing.T) *qualify.RuleSet {
	t.Helper()
	text, err := os.ReadFile("../../qualify/testdata/fingerprint.json")
	if err != nil {
		t.Fatal(err)
	}
	var root any
	if err := json.Unmarshal(text, &root); err != nil {
		t.Fatal(err)
	}
	rename(root)
	if text, err = json.Marshal(root); err != nil {
		t.Fatal(err)
	}
	engine, err := qualify.CompileJSON("whole.json", text, nil)
	if err != nil {
		t.Fatal(err)
	}
	return engine.RuleSet()
}

func rename(v any) {
	switch v := v.(type) {
	case map[string]any:
		id, known := v["id"].(string)
		if _, named := v["name"]; named && known {
			v["name"] = "name of " + id
		}
		for _, x := range v {
			rename(x)
		}
	case []any:
		for _, x := range v {
			rename(x)
		}
	}
}

func compiled(t *testing.T, rs *qualify.RuleSet) *qualify.Engine {
	t.Helper()
	e, err := qualify.Compile(rs, nil)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// parts are those with an expression, without definitions.
func parts(rs *qualify.RuleSet) (list []qualify.Part) {
	for p := range rs.Parts() {
		if len(p.Texts) > 0 && p.Section != "define" {
			list = append(list, p)
		}
	}
	return list
}

// with is a rule set in which one part is the only one that can do anything:
// its expressions hold or do not, those of all others do not.
func with(t *testing.T, place string, holds bool) *qualify.RuleSet {
	t.Helper()
	rs := whole(t)
	for i := range rs.Routes { // of the team of a lead that meets nothing
		rs.Routes[i].Team = matrix.Marketing
	}
	for _, p := range parts(rs) {
		text := map[bool]map[string]string{
			true: {"when": "true", "each": "true", "compute": "-5"}, false: {"when": "false", "each": "false", "compute": "0"},
		}[holds && p.Place == place]
		for i := range p.Texts {
			p.Texts[i].Set(text[p.Texts[i].Form()])
		}
	}
	return rs
}

// lead has done one thing and is known by nothing but its id.
func lead() *qualify.Lead {
	return &qualify.Lead{ID: "L-1", Activities: []qualify.Activity{{Type: "visit", At: generate.AsOf.AddDate(0, 0, -1)}}}
}

// says reports the parts of which a text says neither name nor id.
func says(t *testing.T, text string, list []qualify.Part, except ...string) {
	t.Helper()
	for _, p := range list {
		if slices.Contains(except, p.Section) || p.Name != "" && strings.Contains(text, p.Name) {
			continue
		}
		if !strings.Contains(strings.ToLower(text), p.ID) {
			t.Errorf("nothing is said of %s, %s", p.Path, p.Place)
		}
	}
}

func TestCompile(t *testing.T) {
	n := 0
	for p := range whole(t).Parts() {
		n += len(p.Texts)
	}
	for i := range n { // in a rule set of its own
		rs, at, path := whole(t), 0, ""
		for p := range rs.Parts() {
			for j := range p.Texts {
				if at == i {
					path = p.Texts[j].Path
					p.Texts[j].Set("no_such_name > 1")
				}
				at++
			}
		}
		_, err := qualify.Compile(rs, nil)
		var errs qualify.Errors
		errors.As(err, &errs)
		if !slices.ContainsFunc(errs, func(e *qualify.Error) bool { return e.Path == path }) {
			t.Errorf("%s is not compiled: %v", path, err)
		}
	}
}

func TestDescribe(t *testing.T) {
	rs := whole(t)
	about := compiled(t, rs).Describe()
	for _, p := range parts(rs) {
		i := slices.IndexFunc(about.Parts, func(info qualify.PartInfo) bool { return info.Place == p.Place && info.Path == p.Path })
		if i < 0 || about.Parts[i].Name != p.Name {
			t.Errorf("Describe says nothing of %s, or does not name it", p.Path)
		} else if len(about.Parts[i].Facts) == 0 && !about.Parts[i].Activities {
			t.Errorf("Describe does not say what %s reads", p.Path)
		}
	}
}

func TestSchema(t *testing.T) {
	for name, rs := range map[string]*qualify.RuleSet{"ruleset": whole(t), "account": &wholeAccounts(t).Account} {
		text, err := os.ReadFile("../../qualify/schemas/" + name + ".schema.json")
		if err != nil {
			t.Fatal(err)
		}
		for p := range rs.Parts() {
			for _, x := range append(keysOf(p), p.Section) {
				if x == "at_least" && name == "ruleset" { // of accounts only
					continue
				}
				if !strings.Contains(string(text), `"`+x+`"`) {
					t.Errorf("the schema %s does not know %q of %s", name, x, p.Path)
				}
			}
		}
	}
}

// keysOf are the last keys of a part's expressions and amounts.
func keysOf(p qualify.Part) (keys []string) {
	for _, x := range p.Texts {
		if x.Key != "" {
			keys = append(keys, x.Key[strings.LastIndexByte(x.Key, '.')+1:])
		}
	}
	for _, x := range p.Amounts {
		keys = append(keys, x.Key[strings.LastIndexByte(x.Key, '.')+1:])
	}
	return keys
}

func TestExplain(t *testing.T) {
	rs := whole(t)
	e := compiled(t, rs)
	d := e.Decide(lead(), generate.AsOf)
	// Of routes and experiments a decision shows the one that was taken.
	says(t, explain.New(e).Explain(&d, &explain.Options{Full: true}), parts(rs), "routes", "experiments")
}

func TestAgreement(t *testing.T) {
	rs := whole(t)
	page, err := agreement.Markdown(rs)
	if err != nil {
		t.Fatal(err)
	}
	says(t, string(page), parts(rs))
}

// A part that holds makes another decision than one that does not: its JSON
// names the part, Diff says so, and an audit counts it.
func TestDecisions(t *testing.T) {
	for _, p := range parts(whole(t)) {
		with, without := compiled(t, with(t, p.Place, true)), compiled(t, with(t, p.Place, false))
		l := lead()
		after, before := with.Decide(l, generate.AsOf), without.Decide(l, generate.AsOf)
		before.Fingerprint = after.Fingerprint
		text, err := json.Marshal(&after)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), `"`+p.ID+`"`) {
			t.Errorf("the JSON of a decision does not name %s: %s", p.Path, text)
		}
		change, err := qualify.Diff(&before, &after)
		if err != nil {
			t.Fatal(err)
		}
		said, err := json.Marshal(change)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(said), `"`+p.Place+`"`) && !strings.Contains(string(said), `"`+p.ID+`"`) {
			t.Errorf("Diff does not name %s: %s", p.Path, said)
		}
		a := &audit.Audit{}
		a.Add(&after, audit.Outcome{})
		if said, err = json.Marshal(a); err != nil {
			t.Fatal(err)
		}
		if id := strings.TrimPrefix(p.Place, p.Section+"."); !strings.Contains(string(said), `"`+id+`"`) && !strings.Contains(string(said), `"`+p.Place+`"`) {
			t.Errorf("an audit does not count %s", p.Path)
		}
	}
}

func TestCoverage(t *testing.T) {
	rs := whole(t)
	suite := &qualifytest.Suite{Rules: rs}
	c, err := suite.Cover()
	if err != nil {
		t.Fatal(err)
	}
	for p := range rs.Parts() {
		if len(p.Texts) > 0 && !slices.ContainsFunc(c.Points, func(x qualifytest.Point) bool { return x.Place == p.Place || strings.HasPrefix(x.Place, p.Place+".") }) {
			t.Errorf("coverage has no point for %s", p.Path)
		}
	}
}

// unmoved are amounts that mutation leaves alone: clips that no sum reaches, weights
// that only share out leads, and chances, which no case expects.
var unmoved = []string{"scoring.chance.intercept", "scoring.chance.slope", "scoring.groups[0].min", "scoring.groups[0].max", "routes[0].owners[0].weight"}

func TestMutation(t *testing.T) {
	rs := whole(t)
	suite := &qualifytest.Suite{Rules: rs}
	m, err := suite.Mutate(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	changed := func(path string) bool {
		return slices.ContainsFunc(m.Survivors, func(x qualifytest.Mutant) bool { return x.Path == path })
	}
	for p := range rs.Parts() {
		for _, x := range p.Texts {
			if !changed(x.Path) && !changed(p.Path) {
				t.Errorf("no mutant changes %s", x.Path)
			}
		}
		if p.Section == "vendors" { // change no decision
			continue
		}
		for _, x := range p.Amounts {
			if v := reflect.ValueOf(x.At).Elem(); !v.IsZero() && !changed(x.Path) && !changed(p.Path) && !slices.Contains(unmoved, x.Path) {
				t.Errorf("no mutant changes %s", x.Path)
			}
		}
	}
}

func TestLint(t *testing.T) {
	rs := whole(t)
	var paths []string
	for _, p := range parts(rs) {
		for i := range p.Texts {
			switch p.Texts[i].Form() {
			case "when":
				p.Texts[i].Set("company.employees > 5 and company.employees < 3")
			case "each":
				p.Texts[i].Set(".value > 5 and .value < 3")
			default:
				continue
			}
			paths = append(paths, p.Texts[i].Path)
		}
	}
	findings, err := lint.Check(t.Context(), rs, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		if !slices.ContainsFunc(findings, func(f lint.Finding) bool { return f.Code == lint.CodeNeverMet && f.Path == path }) {
			t.Errorf("lint does not look at %s", path)
		}
	}
}

func TestGenerate(t *testing.T) {
	seen := map[string]bool{}
	g := generate.New(1, generate.Options{})
	for range 400 {
		for p := range g.RuleSet().Parts() {
			for _, key := range keysOf(p) {
				seen[p.Section+"."+key] = true
			}
			seen[p.Section] = true
		}
	}
	for p := range whole(t).Parts() {
		for _, key := range append(keysOf(p), "") {
			if x := strings.TrimSuffix(p.Section+"."+key, "."); !seen[x] {
				t.Errorf("no random rule set has %s, as in %s", x, p.Path)
			}
		}
	}
}
