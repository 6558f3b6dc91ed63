package criteria_test

import (
	"testing"
	"time"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/criteria/eval"
	"github.com/leadqual/leadqual/internal/generate"
)

// fuzzed is what fuzzed texts may name.
var fuzzed = &criteria.Vocabulary{
	Facts: []criteria.Fact{
		{Path: "person.email", Kind: criteria.String}, {Path: "person.job_title", Kind: criteria.String},
		{Path: "person.consent", Kind: criteria.Bool}, {Path: "company.employees", Kind: criteria.Number},
		{Path: "company.technologies", Kind: criteria.Strings}, {Path: "stage", Kind: criteria.String},
		{Path: "custom.renewal", Kind: criteria.Time}, {Path: "idle_days", Kind: criteria.Number},
	},
	Lists:   map[string][]string{"rivals": {"a.example"}, "long": {"1", "2", "3", "4", "5", "6", "7", "8", "9"}},
	Defines: map[string]string{"big": "company.employees > 500", "view": ".type == 'page_view'"},
}

// tight are limits that a fuzzer reaches.
var tight = criteria.Limits{Length: 2000, Nesting: 30, Size: 300, Total: 1000, Pattern: 50}

// Any text, taken as a condition, a number and a predicate, either has problems
// with places in it or makes a program. Neither takes long.
func FuzzExpression(f *testing.F) {
	for seed := range uint64(40) {
		g := generate.New(seed, generate.Options{})
		f.Add(g.Condition(2))
		f.Add(g.Amount(2))
		f.Add(g.Predicate(2))
	}
	for _, text := range []string{"", "(", "((((", "'", `"\`, "#", ".", ".type", "x.y.z()", "a ?? b ?? c", "let a = 1; a", "a ? b : c ? d : e", "1..", "{1: 2}", "[1, 'a', nil]",
		"any(activities, any(company.technologies, # == .type))", "/* */", "// a\n1", "not not not true", "a | len()", "company?.name", "b'1'", "é == 'ü'", "\x00", "\xff", "1e999", "0x", "if true {1} else {2}",
		"big and big", "view", "count(activities, view)", "filter(activities, view)", "person.email matches '('", "date('x')", "$env", "#acc"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		const patience = 2 * time.Second
		took := compileAll(t, text)
		for try := 0; took > patience && try < 3; try++ { // the machine may be busy
			took = min(took, compileAll(t, text))
		}
		if took > patience {
			t.Errorf("%q took %v", text, took)
		}
	})
}

// compileAll compiles a text as whatever it may be, and tells how long that
// took.
func compileAll(t *testing.T, text string) time.Duration {
	t.Helper()
	start := time.Now()
	c := criteria.NewCompiler(fuzzed, tight)
	if wrong := c.Defines(); len(wrong) > 0 {
		t.Fatal(wrong)
	}
	_, problems := c.Cond(text)
	checkProblems(t, text, problems)
	_, more := c.Each(text)
	checkProblems(t, text, more)
	_, more = c.Num(text)
	checkProblems(t, text, more)
	if problems == nil && more == nil {
		t.Errorf("%q is a condition and a number", text)
	}
	eval.NewProgram(c).NewFrame()
	return time.Since(start)
}

func checkProblems(t *testing.T, text string, problems []criteria.Problem) {
	t.Helper()
	from := 0
	for _, p := range problems {
		if p.Code == "" || p.Message == "" {
			t.Errorf("%q: %+v", text, p)
		}
		if p.From < from || p.To < p.From || p.To > len(text) {
			t.Errorf("%q: %+v stands at %d to %d of %d, behind %d", text, p, p.From, p.To, len(text), from)
		}
		from = p.From
	}
}
