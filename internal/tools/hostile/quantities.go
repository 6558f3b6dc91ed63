package main

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/scoring"
)

// quantities are rule sets that are right in each part and too much in all, or
// as much as the bounds allow.
func quantities() []input {
	of := func(name, bound string, make func() *qualify.RuleSet) input {
		return input{name: name, bound: bound, prepare: func() func() string {
			rs := make()
			return func() string { return compile(rs, known()) }
		}}
	}
	define := func(n int, last string, text func(i int) string) func() *qualify.RuleSet {
		return func() *qualify.RuleSet {
			rs := step(last)
			rs.Define = map[string]string{}
			for i := range n {
				rs.Define[fmt.Sprintf("d%d", i)] = text(i)
			}
			return rs
		}
	}
	next := func(format, first string) func(int) string { // each by the one before
		return func(i int) string {
			if i == 0 {
				return first
			}
			return strings.ReplaceAll(format, "%", fmt.Sprintf("d%d", i-1))
		}
	}
	steps := func(n int, when func(i int) string) *qualify.RuleSet {
		rs := &qualify.RuleSet{Name: "r", Facts: map[string]qualify.Fact{}, Lists: map[string][]string{}}
		for i := range n {
			rs.Screening = append(rs.Screening, qualify.Step{ID: fmt.Sprint(i), When: when(i)})
		}
		return rs
	}
	texts := func(n int) []string {
		list := make([]string, n)
		for i := range list {
			list[i] = fmt.Sprintf("%06d.example", i)
		}
		return list
	}
	lists := func(n int, whens ...string) func() *qualify.RuleSet {
		return func() *qualify.RuleSet {
			rs := steps(len(whens), func(i int) string { return whens[i] })
			rs.Lists["a"] = texts(n)
			return rs
		}
	}
	return []input{
		of("100,000 rules", "`MaxRules`", func() *qualify.RuleSet { return steps(100_000, func(int) string { return "true" }) }),
		of("20,000 rules that are all different", "`MaxRules`", func() *qualify.RuleSet {
			return steps(20_000, func(i int) string {
				return fmt.Sprintf("company.employees > %d and has_word(person.job_title, 'w%d')", i, i)
			})
		}),
		{name: "16 MB of mistakes: 1,000 expressions of 16 KB, a mistake in every second word", bound: "100 of a text, 1,000 of all", prepare: func() func() string {
			var b bytes.Buffer
			b.WriteString(`{"name": "r", "screening": [`)
			for i := range 1000 {
				fmt.Fprintf(&b, `{"id": "%d", "when": "%s1"},`, i, strings.Repeat("x.y or ", 2300))
			}
			b.WriteString(`{"id": "last", "when": "true"}]}`)
			return func() string { return parse(b.Bytes(), nil) }
		}},
		needs(1024, of("600 sums of 801 facts, 1,500 in all", "`MaxTotalParts`", func() *qualify.RuleSet {
			rs := steps(600, func(i int) string {
				var b strings.Builder
				for j := range 800 {
					fmt.Fprintf(&b, "custom.f%d + ", (i+j*7)%1500)
				}
				return b.String() + "1 > 0"
			})
			for i := range 1500 {
				rs.Facts[fmt.Sprintf("custom.f%d", i)] = qualify.Fact{Type: "number"}
			}
			return rs
		})),
		of("1,000,000 different parts", "`MaxTotalParts`", func() *qualify.RuleSet {
			rs := steps(280, func(i int) string {
				var b strings.Builder
				for j := range 700 {
					fmt.Fprintf(&b, "employees*2>%d or ", 1000*i+j)
				}
				return b.String() + "false"
			})
			rs.Define = map[string]string{"employees": "company.employees"}
			return rs
		}),
		of("1,000 definitions, each by the one before", "10 times `MaxNesting`", define(1000, "d998", next("not %", "stage == 'lead'"))),
		of("10,000 definitions, each by the one before", "10 times `MaxNesting`", define(10_000, "d9999", next("not %", "true"))),
		of("60 definitions, each the double of the one before", "`MaxParts`", define(60, "d59 > 1", next("% + %", "company.employees"))),
		of("60 definitions, each twice a wrong one", "each is looked at once", define(60, "d59 > 1", next("% + %", "compny.employees"))),
		of("60 definitions, each twice one that is wrong here", "each is looked at once", define(60, "d59 > 1", next("% + %", ".value"))),
		of("a circle of 19,000 definitions", "1,000 mistakes are listed", define(19_000, "true", func(i int) string { return fmt.Sprintf("d%d", (i+1)%19_000) })),
		of("19,000 definitions that each need the next and the first", "1,000 mistakes are listed", define(19_000, "true", func(i int) string { return fmt.Sprintf("d%d or d0", (i+1)%19_000) })),
		of("400 definitions that each need all", "`MaxExpression`", func() *qualify.RuleSet {
			var all strings.Builder
			for i := range 400 {
				fmt.Fprintf(&all, "d%d or ", i)
			}
			return define(400, "true", func(int) string { return all.String() + "true" })()
		}),
		of("10,000 patterns of 9,000 instructions", "`MaxTotalParts`", func() *qualify.RuleSet {
			return steps(10_000, func(i int) string { return fmt.Sprintf("stage matches '(abcdefg%d){700}x'", i) })
		}),
		of("a list of 1,000,000 texts that nobody uses", "`MaxBytes` of its JSON", lists(1_000_000, "true")),
		of("a list of 1,000,000 texts", "`MaxTotalParts`", lists(1_000_000, "company.domain in lists.a")),
		of("a list of 100,000 texts, asked and denied", "`MaxTotalParts`", lists(100_000, "company.domain in lists.a", "not (company.domain in lists.a)")),
		of("a list of 100,000 texts, asked of 5,000 facts", "`MaxTotalParts`", func() *qualify.RuleSet {
			rs := steps(5000, func(i int) string { return fmt.Sprintf("custom.f%d in lists.a", i) })
			rs.Lists["a"] = texts(100_000)
			for i := range 5000 {
				rs.Facts[fmt.Sprintf("custom.f%d", i)] = qualify.Fact{Type: "string"}
			}
			return rs
		}),
		of("a list of 2,000 texts within itself", "`MaxTotalParts`", lists(2000, "any(lists.a, let x = #; any(lists.a, # != x))")),
		of("a list of 300 texts within itself", "`MaxTotalParts`", lists(300, "any(lists.a, let x = #; any(lists.a, # contains x and # != x))")),
		of("1,001 grades and 18,000 bands", "`MaxRules` cells", func() *qualify.RuleSet {
			rs := &qualify.RuleSet{Name: "r", ICP: &icp.Profile{}, Scoring: &scoring.Model{}}
			for i := range 1001 {
				rs.ICP.Grades = append(rs.ICP.Grades, icp.Grade{Name: fmt.Sprint(i), Min: 1 - icp.Share(i)/1000})
			}
			for i := range 18_000 {
				rs.Scoring.Bands = append(rs.Scoring.Bands, scoring.Band{Name: fmt.Sprint(i), Min: scoring.Points(18_000 - i)})
			}
			return rs
		}),
		of("10,000 unknown facts, each in a rule of its own", "50 million parts are tried", func() *qualify.RuleSet {
			rs := steps(9_900, func(i int) string { return fmt.Sprintf("custom.f%d in 1..5 or custom.f%d == 7", i, i) })
			for i := range 9_900 {
				rs.Facts[fmt.Sprintf("custom.f%d", i)] = qualify.Fact{Type: "number"}
			}
			return rs
		}),
		of("5,000 rules without their group, among 14,000", "200 are compared", func() *qualify.RuleSet {
			rs := &qualify.RuleSet{Name: "r", Scoring: &scoring.Model{}}
			points := scoring.Points(1)
			for i := range 14_000 {
				rs.Scoring.Groups = append(rs.Scoring.Groups, scoring.Group{ID: fmt.Sprintf("%s%05d", strings.Repeat("g", 50), i)})
			}
			for i := range 5_000 {
				rs.Scoring.Rules = append(rs.Scoring.Rules, scoring.Rule{ID: fmt.Sprint(i), Group: fmt.Sprintf("%sx%05d", strings.Repeat("g", 49), i), When: "true", Points: &points})
			}
			return rs
		}),
		of("20,000 rules at a trillion points", "sums never overflow", func() *qualify.RuleSet {
			rs := &qualify.RuleSet{Name: "r", Scoring: &scoring.Model{}}
			points := scoring.Points(1_000_000_000)
			for i := range 20_000 {
				rs.Scoring.Rules = append(rs.Scoring.Rules, scoring.Rule{ID: fmt.Sprint(i), When: "true", Points: &points})
			}
			return rs
		}),
		of("30 facts, each searched for 1,800 parts", "`MaxTotalParts`", func() *qualify.RuleSet {
			rs := steps(5*30, func(i int) string {
				var b strings.Builder
				for j := range 360 {
					fmt.Fprintf(&b, "custom.f%d contains '%d%s' or ", i/5, (i*500+j)*7919, string(rune(0x100+j%256)))
				}
				return b.String() + "false"
			})
			for i := range 30 {
				rs.Facts[fmt.Sprintf("custom.f%d", i)] = qualify.Fact{Type: "string"}
			}
			return rs
		}),
	}
}
