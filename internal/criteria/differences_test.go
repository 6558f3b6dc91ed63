package criteria_test

import (
	"fmt"
	"go/parser"
	"go/token"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/expr-lang/expr"

	"github.com/leadqual/leadqual/bant"
	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/truth"
)

// seen is what expr's differences are shown with.
var seen = qualify.Lead{
	ID:      "L",
	Company: qualify.Company{Employees: qualify.Number(3), AnnualRevenue: qualify.Number(3.5)},
	Answers: qualify.Answers{Budget: qualify.Number(0), WantsContactAt: time.Date(1, 1, 2, 0, 0, 0, 0, time.UTC)},
	Activities: []qualify.Activity{
		{Type: "a", At: generate.AsOf, Value: 1e16}, {Type: "a", At: generate.AsOf, Value: 1}, {Type: "a", At: generate.AsOf, Value: 1}, {Type: "a", At: generate.AsOf, Value: -1e16},
	},
}

// exprOf is what expr makes of a text: true, false, or "fails". Facts have
// types, save for the missing industry, which is nil.
func exprOf(text string, optimize bool) string {
	typed := asExprSees(withoutHoles(&seen), nil)
	var env any = typed //nolint:revive,staticcheck // the type is what is tested
	if strings.Contains(text, "company.industry") {
		env = map[string]any{"company": map[string]any{"industry": nil}}
	}
	program, err := expr.Compile(text, expr.Env(env), expr.Optimize(optimize))
	if err != nil {
		return "fails"
	}
	v, err := expr.Run(program, env)
	if err != nil {
		return "fails"
	}
	return fmt.Sprint(v)
}

// withoutHoles gives a lead the custom facts that it lacks.
func withoutHoles(l *qualify.Lead) *qualify.Lead {
	whole := *l
	whole.Custom = map[string]any{"seats": 0.0, "plan": "", "licence": false, "tags": []string{}, "renewal": time.Time{}}
	return &whole
}

// Every difference from expr that the documentation of package qualify lists,
// by number, seen on both sides.
func TestDifferencesFromExpr(t *testing.T) {
	const m, u, f = truth.Met, truth.Unknown, truth.Unmet
	shown := map[string]bool{}
	for _, x := range []struct {
		number, text string
		ours         truth.Truth
		plain, fast  string // of expr without and with its optimizer
	}{
		{"1", "9007199254740993 == 9007199254740992", m, "false", "false"},
		{"1", "9223372036854775807 + 1 > 0", m, "false", "false"},
		{"1", "min(len(activities), company.annual_revenue) != 0", m, "fails", "fails"},
		{"2", "company.annual_revenue in 1..5", m, "false", "false"},
		{"2", "company.annual_revenue in 0.5 .. 5", m, "fails", "fails"},
		{"3", `not (company.industry in ["a"])`, u, "true", "true"},
		{"3", `company.industry != "a"`, u, "true", "true"},
		{"3", `company.industry > "a"`, u, "fails", "fails"},
		{"4", "1 / answers.budget > 5", u, "true", "true"},
		{"4", "answers.budget / answers.budget == 0", u, "false", "false"},
		{"4", "((1 / answers.budget) ?? 7) == 7", m, "false", "false"},
		{"5", "sum(activities, .value) == 2", m, "false", "false"},
		{"6", `min(map(filter(activities, .value == 5), .value)) > 1`, u, "fails", "fails"},
		{"7", `now - answers.wants_contact_at > now - date("1700-01-01")`, m, "false", "false"},
		{"8", `now == date("2026-11-22T09:00:00Z")`, m, "true", "true"},
		{"9", `duration("30d") == duration("720h")`, m, "fails", "fails"},
	} {
		shown[x.number] = true
		if have := outcome(t, x.text, &seen); have != x.ours {
			t.Errorf("%s is %v, want %v", x.text, have, x.ours)
		}
		if have := exprOf(x.text, false); have != x.plain {
			t.Errorf("%s in expr, unoptimized: %s, want %s", x.text, have, x.plain)
		}
		if have := exprOf(x.text, true); have != x.fast {
			t.Errorf("%s in expr, optimized: %s, want %s", x.text, have, x.fast)
		}
		if x.ours != u && x.number != "8" && fmt.Sprint(x.ours == m) == x.plain && x.plain == x.fast {
			t.Errorf("%s is no difference", x.text)
		}
	}
	if _, err := expr.Compile("now() > now()"); err != nil {
		t.Errorf("8: expr has no now(): %v", err)
	}
	if _, err := compileOne("now() > now"); err == nil {
		t.Error("8: now() is not refused")
	}
	shown["10"] = true
	if have := exprOf("any(activities, # == #)", false); have != "true" {
		t.Errorf("10: of expr %s", have)
	}
	if _, err := compileOne("any(activities, # == #)"); err == nil {
		t.Error("10: an activity is compared with itself")
	}
	for _, n := range listed(t) {
		if !shown[n] {
			t.Errorf("the documentation lists difference %s, which no test shows", n)
		}
		delete(shown, n)
	}
	for n := range shown {
		t.Errorf("difference %s is not in the documentation", n)
	}
}

// listed are the numbers under "Differences from expr" in the documentation of
// package qualify.
func listed(t *testing.T) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../../qualify/doc.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	_, text, found := strings.Cut(file.Doc.Text(), "# Differences from expr")
	if !found {
		t.Fatal("no section on differences")
	}
	text, _, _ = strings.Cut(text, "\n# ")
	var numbers []string
	for _, m := range regexp.MustCompile(`(?m)^ +(\d+)\. `).FindAllStringSubmatch(text, -1) {
		numbers = append(numbers, m[1])
	}
	return numbers
}

func compileOne(text string) (*qualify.Engine, error) {
	return qualify.Compile(&qualify.RuleSet{Name: "one", Checklists: []bant.Checklist{{ID: "l", Items: []bant.Item{{ID: "i", When: text}}}}}, nil)
}

// outcome is what a condition comes to for a lead.
func outcome(t *testing.T, text string, l *qualify.Lead) truth.Truth {
	t.Helper()
	e, err := compileOne(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	d := e.Decide(l, generate.AsOf)
	return d.Checklists[0].Items[0].Outcome
}
