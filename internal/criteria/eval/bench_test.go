package eval_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/criteria/eval"
)

// Each benchmark is of a layer that is there for speed, over texts that need
// nothing else: what one lead costs.

var benchFacts = &criteria.Vocabulary{Facts: []criteria.Fact{
	{Path: "person.job_title", Kind: criteria.String}, {Path: "company.industry", Kind: criteria.String}, {Path: "company.employees", Kind: criteria.Number},
	{Path: "person.consent", Kind: criteria.Bool}, {Path: "custom.loose", Kind: criteria.String, Fold: criteria.Folded},
}}

var benchTitles = []string{"VP, Sales and Marketing", "director of engineering", "Head of Procurement EMEA", "student", "Chief Information Officer"}

// benchmark runs a program of the texts, each made of a number, over leads.
func benchmark(b *testing.B, conds func(add func(format string, args ...any)), each bool) {
	c := criteria.NewCompiler(benchFacts, criteria.Limits{Length: 1 << 14, Nesting: 100, Size: 10_000, Total: 1 << 20, Pattern: 1000})
	c.Defines()
	conds(func(format string, args ...any) {
		var problems []criteria.Problem
		if text := fmt.Sprintf(format, args...); each {
			_, problems = c.Each(text)
		} else {
			_, problems = c.Cond(text)
		}
		if problems != nil {
			b.Fatal(problems)
		}
	})
	p := eval.NewProgram(c)
	f := p.NewFrame()
	now := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	var log []criteria.Activity
	for i := range 50 {
		log = append(log, criteria.Activity{
			Type: []string{"page_view", "webinar", "email_open", "form"}[i%4], At: now.Add(-time.Duration(i) * 36 * time.Hour),
			URL: fmt.Sprint("https://shore.example/pricing/", i), Value: float64(i % 7),
		})
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		f.Begin(criteria.InstantOf(now))
		p.Observe(f, log, criteria.BeforeAll)
		for slot, fact := range p.Slots() {
			switch benchFacts.Facts[fact].Kind {
			case criteria.String:
				f.SetText(slot, benchTitles[i%len(benchTitles)])
			case criteria.Number:
				f.SetNumber(slot, float64(i%1000))
			default:
				f.SetBool(slot, i%2 == 0)
			}
		}
		p.Run(f)
	}
}

// The network: 1,000 conjunctions of which few are met.
func BenchmarkNetwork(b *testing.B) {
	benchmark(b, func(add func(string, ...any)) {
		for i := range 1000 {
			add("company.industry == 'i%d' and company.employees >= %d and person.consent", i%100, i)
		}
	}, false)
}

// Thresholds on one number, and values of one text.
func BenchmarkIndexes(b *testing.B) {
	benchmark(b, func(add func(string, ...any)) {
		for i := range 200 {
			add("company.employees >= %d", 5*i)
			add("company.industry in ['i%d', 'i%d']", i, i+1)
		}
	}, false)
}

// Patterns that are a few string operations.
func BenchmarkPatterns(b *testing.B) {
	benchmark(b, func(add func(string, ...any)) {
		for i := range 50 {
			add("person.job_title matches '(?i)^(vp|director|head)\\\\b.*(sales|area %d)'", i)
		}
	}, false)
}

// Many parts that one text may contain.
func BenchmarkContains(b *testing.B) {
	benchmark(b, func(add func(string, ...any)) {
		for i := range 50 {
			add("person.job_title contains 'area %d'", i)
		}
	}, false)
}

// Many parts that one text may begin with.
func BenchmarkStartsWith(b *testing.B) {
	benchmark(b, func(add func(string, ...any)) {
		for i := range 50 {
			add("person.job_title startsWith 'Head %d'", i)
		}
	}, false)
}

// One pass over the activities for 50 counts in windows.
func BenchmarkPass(b *testing.B) {
	benchmark(b, func(add func(string, ...any)) {
		for i := range 50 {
			add("count(activities, .type == '%s' and .days_ago <= %d) >= 3", []string{"page_view", "webinar"}[i%2], 10+i)
		}
	}, false)
}

// One pass over the activities for 20 predicates with a test on a text.
func BenchmarkMatches(b *testing.B) {
	benchmark(b, func(add func(string, ...any)) {
		for i := range 20 {
			add(".type == 'page_view' and .url contains '/pricing' and .value > %d", i%7)
		}
	}, true)
}

// Comparisons that are blind to case.
func BenchmarkFolded(b *testing.B) {
	benchmark(b, func(add func(string, ...any)) {
		for i := range 50 {
			add("custom.loose == 'Director of Engineering' or custom.loose contains 'Area %d'", i)
		}
	}, false)
}
