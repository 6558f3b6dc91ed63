// Package criteriatest makes programs of random texts and fills frames for
// them, for the tests of the packages under criteria.
package criteriatest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/criteria/bounds"
	"github.com/leadqual/leadqual/internal/criteria/eval"
	"github.com/leadqual/leadqual/internal/generate"
)

// Vocabulary is that of the texts that package generate makes.
func Vocabulary() *criteria.Vocabulary {
	v := &criteria.Vocabulary{
		Lists:   map[string][]string{},
		Tables:  map[string]*criteria.Table{},
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
	Vocabulary          *criteria.Vocabulary
	Program             *eval.Program
	Conds, Nums, Eaches []string
}

// Paths are the facts in slots.
func (c *Compiled) Paths(slots []int) (paths []string) {
	for _, slot := range slots {
		paths = append(paths, c.Vocabulary.Facts[c.Program.Slots()[slot]].Path)
	}
	return paths
}

// Compile makes a program of n made texts, some of them alike.
func Compile(seed uint64, n int) Compiled {
	g := generate.New(seed, generate.Options{})
	v := Vocabulary()
	rs := g.RuleSet()
	for name, list := range rs.Lists {
		v.Lists[name] = list
	}
	for name, t := range rs.Tables {
		kind := map[string]criteria.Kind{"string": criteria.String, "number": criteria.Number, "bool": criteria.Bool}[t.Type]
		v.Tables[name], _ = criteria.NewTable(kind, t.Rows, t.Default)
	}
	fold(g.Rand(), v)
	c := criteria.NewCompiler(v, criteria.Limits{Length: 1 << 14, Nesting: 100, Size: 10_000, Total: 1_000_000, Pattern: 1000})
	c.Defines()
	out := Compiled{Vocabulary: v}
	add := func(text string) {
		if _, problems := c.Cond(text); len(problems) == 0 {
			out.Conds = append(out.Conds, text)
		}
	}
	for range n {
		text := g.Condition(1 + g.Rand().IntN(3))
		if g.Rand().IntN(3) == 0 {
			text = atom(g.Rand(), v)
		}
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
		a.Type, a.URL = disguised(r, a.Type), disguised(r, a.URL)
		log = append(log, criteria.Activity(a))
	}
	p.Observe(f, log, criteria.BeforeAll)
	for slot, values := range bounds.Candidates(p, 1000) {
		if n := values.Len(); n > 0 && r.Float64() >= holes {
			values.Set(f, slot, r.IntN(n))
			f.Str[slot] = disguised(r, f.Str[slot])
			f.List[slot] = slices.Clone(f.List[slot])
			for i, s := range f.List[slot] {
				f.List[slot][i] = disguised(r, s)
			}
		}
	}
}

// disguised is a text as another system may have it, now and then.
func disguised(r *rand.Rand, s string) string {
	switch r.IntN(12) {
	case 0:
		return strings.ToUpper(s)
	case 1:
		return strings.TrimRight(s, " ") + " "
	case 2:
		return strings.ReplaceAll(s, "i", "İ")
	}
	return s
}

// fold makes half of the vocabularies say how texts are compared.
func fold(r *rand.Rand, v *criteria.Vocabulary) {
	if r.IntN(2) == 0 {
		return
	}
	v.Folded = r.IntN(2) == 0
	for i := range v.Facts {
		if r.IntN(3) == 0 {
			v.Facts[i].Fold = []criteria.Said{criteria.Folded, criteria.Exact}[r.IntN(2)]
		}
	}
}

// atom is a condition of what package generate does not make.
func atom(r *rand.Rand, v *criteria.Vocabulary) string {
	pick := func(of ...string) string { return of[r.IntN(len(of))] }
	var facts []string
	for _, f := range v.Facts {
		if f.Kind == criteria.String {
			facts = append(facts, f.Path)
		}
	}
	fact := pick(facts...)
	text := pick("'Software'", "'vp'", "' VP '", "'de'", "'İstanbul'", "'Page_View'", "'webinar'", "'m@Shore.example'", "''")
	switch r.IntN(12) {
	case 0:
		return fmt.Sprintf("%s %s %s", fact, pick("==", "!=", "<", "<=", ">", ">=", "contains", "startsWith", "endsWith", "not contains"), text)
	case 1:
		return fmt.Sprintf("%s %s [%s, 'other', %s]", fact, pick("in", "not in"), text, pick("'DE'", fact, pick(facts...)))
	case 2:
		return fmt.Sprintf("domain_in(%s, %s)", pick("person.email", fact), pick("'shore.example'", "['Shore.EXAMPLE', 'gmail.com']", "'example', 'com'"))
	case 3:
		return fmt.Sprintf("lookup('region', %s) %s %s", pick(fact, text, "trim("+fact+")"), pick("==", "!=", "contains"), pick("'emea'", "'REST'", fact))
	case 4:
		return fmt.Sprintf("lookup('worth', %s) > %d", fact, r.IntN(3))
	case 5:
		return fmt.Sprintf("%s lookup('known', %s)", pick("", "not"), fact)
	case 6:
		return fmt.Sprintf("any(activities, %s)", pick(".type == 'Page_View'", ".type in ['WEBINAR', 'page_view '] and .value > 1", ".url contains '/Pricing'", "lookup('known', .type)", ".channel == "+fact, "not (.type == "+text+")"))
	case 7:
		return fmt.Sprintf("count(activities, .type %s %s and .days_ago <= %d) >= %d", pick("==", "!=", "startsWith"), pick("'page_view'", "'Webinar'", "'PAGE'"), r.IntN(40), r.IntN(3))
	case 8:
		return fmt.Sprintf("%s(company.technologies, # %s)", pick("any", "all", "none", "one"), pick("== 'SAP'", "in ['sap', 'Odoo', 'go']", "contains 'O'", "== "+fact))
	case 9:
		return fmt.Sprintf("%s %s company.technologies", pick("'SAP'", "'sap'", "'go'", fact), pick("in", "not in"))
	case 10:
		return fmt.Sprintf("has_word(%s, %s)", pick("person.job_title", fact), pick("['vp', 'Head of']", "'İT'", "'sales', ['student']"))
	}
	return fmt.Sprintf("(%s) == %s", pick(fact+" ?? 'Other '", "let x = "+fact+"; trim(x)", "is_free_email("+fact+") ? "+fact+" : 'VP'", "lower("+fact+")", "email_domain("+fact+")"), pick(text, "'other'", fact))
}
