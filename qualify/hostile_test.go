package qualify_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/leadqual/leadqual/bant"
	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/qualify"
)

// mistakes are those of a rule set, nil without.
func mistakes(t *testing.T, rs *qualify.RuleSet, o *qualify.Options) qualify.Errors {
	t.Helper()
	_, err := qualify.Compile(rs, o)
	if err == nil {
		return nil
	}
	var errs qualify.Errors
	if !errors.As(err, &errs) {
		t.Fatalf("%T is no Errors", err)
	}
	return errs
}

func step(when string) *qualify.RuleSet {
	return &qualify.RuleSet{Name: "r", Screening: []qualify.Step{{ID: "step", When: when}}}
}

// Each option bounds what it says: a rule set at the bound compiles, and one
// beyond it is told so.
func TestOptions(t *testing.T) {
	sums := func(n int) string { return "1" + strings.Repeat(" + 1", n-1) + " > 5" }
	twoSteps := step("1 > 0")
	twoSteps.Screening = append(twoSteps.Screening, qualify.Step{ID: "second", When: "2 > 0"})
	for _, x := range []struct {
		name    string
		within  *qualify.Options
		beyond  *qualify.Options
		rules   *qualify.RuleSet
		message string
	}{
		{"MaxRules", &qualify.Options{MaxRules: 2}, &qualify.Options{MaxRules: 1}, twoSteps, "the rule set has 2 rules and the like; at most 1 are allowed"},
		{"MaxExpression", &qualify.Options{MaxExpression: 9}, &qualify.Options{MaxExpression: 8}, step("1 + 1 > 2"), "the expression has 9 bytes; at most 8 are allowed"},
		{"MaxNesting", &qualify.Options{MaxNesting: 3}, &qualify.Options{MaxNesting: 2}, step("(((true)))"), "more than 2 brackets within one another"},
		{"MaxParts", &qualify.Options{MaxParts: 23}, &qualify.Options{MaxParts: 20}, step(sums(11)), "the expression has 23 parts with its definitions written out; at most 20 are allowed"},
		{"MaxTotalParts", &qualify.Options{MaxTotalParts: 6}, &qualify.Options{MaxTotalParts: 5}, twoSteps, "the expressions together have more than 5 parts"},
		{"MaxPattern", &qualify.Options{MaxPattern: 3}, &qualify.Options{MaxPattern: 2}, step(`stage matches "abc"`), "the pattern has 3 bytes; at most 2 are allowed"},
	} {
		if errs := mistakes(t, x.rules, x.within); errs != nil {
			t.Errorf("%s at the bound: %v", x.name, errs)
		}
		errs := mistakes(t, x.rules, x.beyond)
		if len(errs) != 1 || errs[0].Code != qualify.CodeTooLarge || errs[0].Message != x.message {
			t.Errorf("%s beyond the bound: %v", x.name, errs)
		}
	}
	for name, o := range map[string]*qualify.Options{"MaxBytes": {MaxBytes: 25}, "MaxDepth": {MaxDepth: 2}} {
		if _, err := qualify.CompileJSON("", []byte(`{"name":"r","scoring":{}}`), o); err != nil {
			t.Errorf("%s at the bound: %v", name, err)
		}
		if _, err := qualify.CompileJSON("", []byte(`{"name":"r","scoring":{"rules":[]}}`), o); err == nil {
			t.Errorf("%s beyond the bound: no error", name)
		}
	}
}

// However a rule set is made to do harm, compiling it comes to an end soon, and
// its mistakes are told briefly.
func TestHostileRuleSets(t *testing.T) {
	doubling := map[string]string{"d0": "1 + 1"}
	for i := range 60 {
		doubling[fmt.Sprintf("d%d", i+1)] = fmt.Sprintf("d%d + d%d", i, i)
	}
	circle := map[string]string{}
	for i := range 3000 {
		circle[fmt.Sprintf("c%d", i)] = fmt.Sprintf("c%d", (i+1)%3000)
	}
	chain := map[string]string{"e0": "true"}
	for i := range 3000 {
		chain[fmt.Sprintf("e%d", i+1)] = fmt.Sprintf("not e%d", i)
	}
	many := &qualify.RuleSet{Name: "r", Lists: map[string][]string{}}
	for i := range 1500 {
		many.Lists[fmt.Sprintf("list_number_%d", i)] = nil
		many.Screening = append(many.Screening, qualify.Step{ID: fmt.Sprint(i), When: strings.Repeat(fmt.Sprintf("lists.lst_numbr_%d or ", i), 100) + "x"})
	}
	lets := &strings.Builder{}
	lets.WriteString("let a0 = company.employees; ")
	for i := range 100 {
		fmt.Fprintf(lets, "let a%d = a%d + a%d; ", i+1, i, i)
	}
	lets.WriteString("a100 > 1")
	for name, x := range map[string]*qualify.RuleSet{
		"brackets":    step(strings.Repeat("(", 16000)),
		"lists":       step(strings.Repeat("[", 16000)),
		"denials":     step(strings.Repeat("not ", 4000) + "true"),
		"signs":       step(strings.Repeat("-", 16000) + "1 > 0"),
		"choices":     step(strings.Repeat("true ? ", 2000) + "1" + strings.Repeat(" : 2", 2000) + " > 1"),
		"right-hand":  step(strings.Repeat("true ? true : ", 1100) + "true"),
		"long":        step(strings.Repeat("x", 1<<22)),
		"names":       step(strings.Repeat("x or ", 3000) + "x"),
		"members":     step(strings.Repeat("a.", 8000) + "a"),
		"definitions": {Name: "r", Define: doubling, Screening: step("d60 > 1").Screening},
		"circle":      {Name: "r", Define: circle},
		"chain":       {Name: "r", Define: chain, Screening: step("e3000").Screening},
		"lets":        step(lets.String()),
		"pattern":     step(`stage matches "` + strings.Repeat("(a{1000}){1000}", 20) + `"`),
		"range":       step("company.employees in 0..1000000000000000"),
		"many":        many,
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			errs := mistakes(t, x, nil)
			if took := time.Since(start); took > 10*time.Second {
				t.Errorf("took %v", took)
			}
			switch wrong := name != "range"; {
			case wrong == (errs == nil):
				t.Errorf("mistakes: %v", errs)
			case len(errs) > 1001 || len(errs.Error()) > 2_000_000:
				t.Errorf("%d mistakes in %d bytes", len(errs), len(errs.Error()))
			}
		})
	}
}

// A lead with very much in it is decided in time in proportion.
func TestManyActivities(t *testing.T) {
	rs := &qualify.RuleSet{Name: "r", Checklists: []bant.Checklist{{ID: "l", Items: []bant.Item{{ID: "i", When: "count(activities, .type == 'a' and .value > 1) > 5"}}}}}
	e, err := qualify.Compile(rs, nil)
	if err != nil {
		t.Fatal(err)
	}
	l := qualify.Lead{ID: "L", Activities: make([]qualify.Activity, 200_000)}
	for i := range l.Activities {
		l.Activities[i] = qualify.Activity{Type: "a", At: generate.AsOf, Value: float64(i)}
	}
	start := time.Now()
	e.Decide(&l, generate.AsOf)
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("took %v", took)
	}
}
