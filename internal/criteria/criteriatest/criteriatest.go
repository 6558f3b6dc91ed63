// Package criteriatest makes programs of random texts and fills frames for
// them, for the tests of the packages under criteria.
package criteriatest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/criteria/bounds"
	"github.com/leadqual/leadqual/internal/criteria/eval"
	"github.com/leadqual/leadqual/internal/generate"
)

// Vocabulary is that of the texts that package generate makes.
func Vocabulary() *criteria.Vocabulary {
	v := &criteria.Vocabulary{
		Lists:   map[string][]string{},
		Defines: map[string]string{},
		Facts: []criteria.Fact{
			{Path: "created_days_ago", Kind: criteria.Number}, {Path: "idle_days", Kind: criteria.Number},
			{Path: "stage", Kind: criteria.String}, {Path: "owner", Kind: criteria.String},
		},
	}
	for _, f := range generate.Facts() {
		kind := criteria.Bool
		switch f.Values[0].(type) {
		case float64:
			kind = criteria.Number
		case string:
			kind = criteria.String
		case []string:
			kind = criteria.Strings
		case bool:
		default:
			kind = criteria.Time
		}
		if !slices.ContainsFunc(v.Facts, func(have criteria.Fact) bool { return have.Path == f.Path }) {
			v.Facts = append(v.Facts, criteria.Fact{Path: f.Path, Kind: kind})
		}
	}
	return v
}

// Compiled is a program and its texts by number.
type Compiled struct {
	Program             *eval.Program
	Conds, Nums, Eaches []string
}

// Compile makes a program of n made texts, some of them alike.
func Compile(seed uint64, n int) Compiled {
	g := generate.New(seed, generate.Options{})
	v := Vocabulary()
	rs := g.RuleSet()
	for name, list := range rs.Lists {
		v.Lists[name] = list
	}
	c := criteria.NewCompiler(v, criteria.Limits{Length: 1 << 14, Nesting: 100, Size: 10_000, Total: 1_000_000, Pattern: 1000})
	c.Defines()
	out := Compiled{}
	add := func(text string) {
		if _, problems := c.Cond(text); len(problems) == 0 {
			out.Conds = append(out.Conds, text)
		}
	}
	for range n {
		text := g.Condition(1 + g.Rand().IntN(3))
		if len(out.Conds) > 0 && g.Rand().IntN(10) == 0 {
			text = fmt.Sprintf("not (%s)", out.Conds[g.Rand().IntN(len(out.Conds))])
		}
		add(text)
		if g.Rand().IntN(8) == 0 {
			for _, text := range family(g, text) {
				add(text)
			}
		}
		if text := g.Amount(2); g.Rand().IntN(4) == 0 {
			if _, problems := c.Num(text); len(problems) == 0 {
				out.Nums = append(out.Nums, text)
			}
		}
		if text := g.Predicate(2); g.Rand().IntN(3) == 0 {
			if _, problems := c.Each(text); len(problems) == 0 {
				out.Eaches = append(out.Eaches, text)
			}
		}
	}
	out.Program = eval.NewProgram(c)
	return out
}

// family are texts that differ in a number or a word only, as rules copied from
// one another do.
func family(g *generate.Generator, shared string) (texts []string) {
	r := g.Rand()
	x := []string{g.Amount(1), "count(activities, " + g.Predicate(1) + ")", "company.employees", "(answers.budget ?? 0)", "created_days_ago"}[r.IntN(5)]
	link := []string{"and", "or"}[r.IntN(2)]
	for range 2 + r.IntN(10) {
		test := fmt.Sprintf("%s %s %d", x, []string{">=", "<", "==", ">="}[r.IntN(4)], r.IntN(40)*r.IntN(40))
		if r.IntN(5) == 0 {
			test = fmt.Sprintf("source == 's%d'", r.IntN(9))
		}
		texts = append(texts, fmt.Sprintf("(%s) %s %s", shared, link, test))
	}
	return texts
}

// Fill fills a frame with values that matter, a share of them unknown.
func Fill(r *rand.Rand, p *eval.Program, f *eval.Frame, g *generate.Generator, holes float64) {
	f.Reset()
	f.Begin(criteria.InstantOf(generate.AsOf))
	var log []criteria.Activity
	for _, a := range g.Lead().Activities {
		if r.IntN(200) == 0 {
			a.Value = []float64{math.NaN(), math.Inf(1), math.Inf(-1)}[r.IntN(3)]
		}
		log = append(log, criteria.Activity(a))
	}
	p.Observe(f, log, criteria.BeforeAll)
	for slot, values := range bounds.Candidates(p, 1000) {
		if n := values.Len(); n > 0 && r.Float64() >= holes {
			values.Set(f, slot, r.IntN(n))
		}
	}
}
