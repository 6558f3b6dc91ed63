package main

import (
	"fmt"
	"strings"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/scoring"
)

// expressions are texts that break parsers and evaluators.
func expressions() []input {
	// is is one expression as a condition, of a lead with little known.
	is := func(name, bound, when string) input {
		return input{name: name, bound: bound, prepare: func() func() string {
			text := stepText(when)
			return func() string { return parse(text, known()) }
		}}
	}
	each := func(name, text string) input {
		return input{name: name, bound: "an `each` text is one predicate", prepare: now(func() string {
			points := scoring.Points(1)
			return compile(&qualify.RuleSet{Name: "r", Scoring: &scoring.Model{Rules: []scoring.Rule{{ID: "a", Each: text, Points: &points}}}}, known())
		})}
	}
	return []input{
		is("one million nested parentheses", "`MaxExpression`, before parsing", strings.Repeat("(", 1_000_000)+"true"+strings.Repeat(")", 1_000_000)),
		is("16,000 parentheses", "`MaxNesting`, before parsing", strings.Repeat("(", 16_000)),
		is("an expression of 10 MB", "`MaxExpression`", "stage == '"+strings.Repeat("x", 10<<20)+"'"),
		is("3,001 operands joined by or", "`MaxParts`", strings.Repeat("1>2||", 3000)+"true"),
		is("16,000 signs", "10 times `MaxNesting`", strings.Repeat("-", 16_000)+"1 > 0"),
		is("4,000 times not", "10 times `MaxNesting`", strings.Repeat("not ", 4_000)+"true"),
		is("1,100 choices within one another", "10 times `MaxNesting`", strings.Repeat("owner=='a'?1:", 1_100)+"1>0"),
		is("a sum of 801 numbers", "10 times `MaxNesting`", "1"+strings.Repeat("+company.employees", 800)+" > 0"),
		is("900 `??`", "10 times `MaxNesting`", "(stage"+strings.Repeat(" ?? source", 900)+") == 'x'"),
		is("40 `??` between lists", "4 of them", "'x' in (company.technologies"+strings.Repeat(" ?? company.technologies", 40)+")"),
		is("90 filters of filters", "`MaxNesting`", "count("+strings.Repeat("filter(", 90)+"activities"+strings.Repeat(", .value >= 0)", 90)+", true) > 0"),
		is("90 times `in` of `in`", "operands are evaluated once", strings.Repeat("(", 90)+"person.consent"+strings.Repeat(" in [person.consent, answers.wants_contact])", 90)),
		is("100 `let`, each the double of the one before", "`MaxParts`", lets(100)),
		is("900 `let`", "10 times `MaxNesting`", plainLets(900)),
		is("a function over lists within two others", "two within one another", "any(activities, any(activities, any(activities, true)))"),
		is("30 digits in an expression", "64-bit integers", "company.employees > 123456789012345678901234567890"),
		is("30 digits and a point in an expression", "nearest float64", "company.employees > 123456789012345678901234567890.5"),
		is("1e999 in an expression", "finite numbers", "company.employees > 1e999"),
		is("NaN and Infinity in an expression", "names of the vocabulary", "company.employees > NaN or company.employees < Infinity"),
		is("a division by zero", "no finite value is unknown", "company.employees / 0 > 1"),
		is("a range of 1e15 numbers", "compared, never listed", "company.employees in 0..1000000000000000"),
		is("a pattern of 100,000 characters", "`MaxExpression`", "stage matches '"+strings.Repeat("a", 100_000)+"'"),
		is("a pattern of 15,000 characters", "`MaxPattern`", "stage matches '"+strings.Repeat("a", 15_000)+"'"),
		is("a pattern of 450 nested groups", "`MaxPattern`", "stage matches '"+strings.Repeat("(", 450)+"x"+strings.Repeat(")", 450)+"'"),
		is("a pattern of 1,000 nested groups", "`MaxPattern`", "stage matches '"+strings.Repeat("(", 1000)+"x"+strings.Repeat(")", 1000)+"'"),
		is("a pattern x{1001}", "Go's limit of 1,000", "stage matches 'x{1001}'"),
		is("a pattern ((x{1000}){1000}){1000}", "Go's limit of 1,000", "stage matches '((x{1000}){1000}){1000}'"),
		is("a pattern of 980 characters, 1,000 times", "`MaxParts` counts the program", "stage matches '("+strings.Repeat("x", 980)+"){1000}'"),
		is("^((x*)*)*y$, which backtracking never ends", "automata", "person.job_title matches '^((x*)*)*y$'"),
		{name: "bytes that are not UTF-8, from Go", bound: "strict text", prepare: now(func() string { return compile(step("stage == '\xff'"), nil) })},
		each("`each` closed early", "true) or any(activities, true"),
		each("`each` closed early behind a text", "') (' != .type) or (true"),
		each("`each` closed early behind a comment", "true /* ( */) or (true"),
		each("`each` with a comment that swallows the bracket", "true // )"),
		each("`each` with a comment that never ends", "true /*"),
		each("`each` with a quote that never ends", "true or .type == '"),
		each("`each` with two arguments", "true, true"),
	}
}

// known is a lead with little known.
func known() *qualify.Lead {
	return &qualify.Lead{
		ID:         "L-1",
		Person:     qualify.Person{JobTitle: strings.Repeat("x", 1000), Consent: qualify.Known(true)},
		Company:    qualify.Company{Employees: qualify.Number(320), Technologies: []string{"a", "b"}},
		Answers:    qualify.Answers{WantsContact: qualify.Known(false)},
		Stage:      "lead",
		Source:     "web",
		CreatedAt:  asOf.AddDate(0, -1, 0),
		Activities: []qualify.Activity{{Type: "view", At: asOf.AddDate(0, 0, -1)}, {Type: "view", At: asOf.AddDate(0, 0, -2), Value: 5}},
	}
}

// lets doubles n times.
func lets(n int) string {
	var b strings.Builder
	b.WriteString("let a0 = company.employees; ")
	for i := range n {
		fmt.Fprintf(&b, "let a%d = a%d + a%d; ", i+1, i, i)
	}
	fmt.Fprintf(&b, "a%d > 1", n)
	return b.String()
}

func plainLets(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "let a%d = %d; ", i, i)
	}
	fmt.Fprintf(&b, "a%d == %d", n-1, n-1)
	return b.String()
}
