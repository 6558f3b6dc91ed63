package cases

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/leadqual/leadqual/internal/criteria"
)

func randomSpans(r *rand.Rand) []span {
	var list []span
	for range r.IntN(4) {
		s := span{low: float64(r.IntN(8)), lowOpen: r.IntN(2) == 0, highOpen: r.IntN(2) == 0}
		s.high = s.low + float64(r.IntN(4))
		if r.IntN(8) == 0 {
			s.low = math.Inf(-1)
		}
		if r.IntN(8) == 0 {
			s.high = math.Inf(1)
		}
		if !s.empty() {
			list = append(list, s)
		}
	}
	return uniteSpans(list, nil)
}

func has(list []span, x float64) bool {
	return slices.ContainsFunc(list, func(s span) bool { return s.has(x) })
}

// The operations on spans are those on sets, point by point.
func TestSpans(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 5000 {
		a, b := randomSpans(r), randomSpans(r)
		and, or, not := intersectSpans(a, b), uniteSpans(a, b), complement(a)
		for x := -2.0; x <= 14; x += 0.25 {
			if has(and, x) != (has(a, x) && has(b, x)) {
				t.Fatalf("%v in %v and %v: %v", x, a, b, and)
			}
			if has(or, x) != (has(a, x) || has(b, x)) {
				t.Fatalf("%v in %v or %v: %v", x, a, b, or)
			}
			if has(not, x) == has(a, x) {
				t.Fatalf("%v outside of %v: %v", x, a, not)
			}
		}
		for _, list := range [][]span{and, or, not} {
			for i, s := range list {
				if s.empty() || i > 0 && s.low < list[i-1].high {
					t.Fatalf("%v", list)
				}
				if !s.has(s.pick()) {
					t.Fatalf("%v is picked from %v", s.pick(), s)
				}
				for x := 0.0; x < 14; x++ {
					if w := s.whole(); w.has(x) != s.has(x) {
						t.Fatalf("the whole numbers of %v are %v", s, w)
					}
				}
			}
		}
	}
}

func TestTexts(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	letters := []string{"", "a", "b", "c", "d"}
	random := func() texts {
		x := texts{not: r.IntN(2) == 0}
		for _, s := range letters {
			if r.IntN(2) == 0 {
				x.words = append(x.words, s)
			}
		}
		return x
	}
	for range 3000 {
		a, b := random(), random()
		and := a.intersect(b)
		or, ok := a.unite(b)
		for _, s := range append(letters, "else") {
			if and.has(s) != (a.has(s) && b.has(s)) || !ok || or.has(s) != (a.has(s) || b.has(s)) {
				t.Fatalf("%q: %v and %v are %v, %v", s, a, b, and, or)
			}
		}
		if !and.empty() && !and.has(and.pick()) {
			t.Fatalf("%q is picked from %v", and.pick(), and)
		}
	}
}

// lower and upper leave alone what they made: the reasoning about lower(x)
// rests on that.
func TestFoldingTwiceIsFoldingOnce(t *testing.T) {
	for r := range rune(unicode.MaxRune) {
		s := string(r)
		if low := strings.ToLower(s); strings.ToLower(low) != low {
			t.Errorf("lower of %q is %q, and of that %q", s, low, strings.ToLower(low))
		}
		if up := strings.ToUpper(s); strings.ToUpper(up) != up {
			t.Errorf("upper of %q is %q, and of that %q", s, up, strings.ToUpper(up))
		}
	}
}

func analyzer(t *testing.T) (*Analyzer, func(text string) *Cases) {
	t.Helper()
	c := criteria.NewCompiler(&criteria.Vocabulary{Facts: []criteria.Fact{
		{Path: "company.employees", Kind: criteria.Number}, {Path: "stage", Kind: criteria.String}, {Path: "source", Kind: criteria.String},
		{Path: "person.consent", Kind: criteria.Bool}, {Path: "company.technologies", Kind: criteria.Strings}, {Path: "custom.renewal", Kind: criteria.Time},
	}}, criteria.Limits{Length: 1 << 20, Nesting: 1000, Size: 1 << 20, Total: 1 << 20, Pattern: 1000})
	c.Defines()
	a := New(map[string][]string{"source": {"web", "fair", ""}}, DefaultBudget)
	return a, func(text string) *Cases {
		t.Helper()
		k, problems := c.Cond(text)
		if len(problems) > 0 {
			t.Fatalf("%s: %v", text, problems)
		}
		return a.Of(c.Conds()[k])
	}
}

func TestDescribe(t *testing.T) {
	a, of := analyzer(t)
	for _, x := range []struct{ text, met, notMet string }{
		{"company.employees in 50..5000", "50 <= company.employees <= 5000", "(company.employees < 50 or company.employees > 5000 or company.employees is unknown)"},
		{"company.employees > 5 and stage == 'a'", `company.employees > 5 and stage == "a"`, `(company.employees <= 5 or company.employees is unknown), or (stage != "a" or stage is unknown)`},
		{"stage not in ['a', 'b']", `stage not in ["a", "b"]`, `(stage in ["a", "b"] or stage is unknown)`},
		{"source != 'web'", `source == "fair"`, `(source == "web" or source is unknown)`},
		{"person.consent", "person.consent", "(not person.consent or person.consent is unknown)"},
		{"any(activities, .type == 'a')", `count(activities, .type == "a") >= 1`, `count(activities, .type == "a") == 0`},
		{"len(activities) > 2", "len(activities) >= 3", "len(activities) <= 2"},
		{"stage == nil", "stage is unknown", "stage is known"},
		{"stage contains 'ab'", `stage contains "ab"`, `(not (stage contains "ab") or stage is unknown)`},
		{"custom.renewal > date('2026-12-31')", "custom.renewal > 2026-12-31T00:00:00Z", "(custom.renewal <= 2026-12-31T00:00:00Z or custom.renewal is unknown)"},
		{"custom.renewal - now < duration('48h')", "custom.renewal - now < 2 days", "(custom.renewal - now >= 2 days or custom.renewal - now is unknown)"},
		{"(company.employees ?? 7) > 5", "(company.employees > 5 or company.employees is unknown)", "company.employees <= 5"},
		{"true", "every lead", "no lead"},
		{"1 > 2", "no lead", "every lead"},
		{"company.employees > 10 ? stage == 'a' : false", `company.employees > 10 and stage == "a"`, `(company.employees <= 10 or company.employees is unknown), or company.employees > 10 and (stage != "a" or stage is unknown)`},
	} {
		c := of(x.text)
		if have := a.Describe(c.Met); have != x.met {
			t.Errorf("%s is met: %s, want %s", x.text, have, x.met)
		}
		if have := a.Describe(c.NotMet); have != x.notMet {
			t.Errorf("%s is not met: %s, want %s", x.text, have, x.notMet)
		}
	}
}

// Where there would be too many cases, sets grow to everything rather than in
// memory.
func TestTooManyCases(t *testing.T) {
	_, of := analyzer(t)
	var all []string
	for i := range 40 {
		n := string(rune('a'+i%26)) + string(rune('a'+i/26))
		all = append(all, "(stage contains '"+n+"' or company.employees < len(stage) + "+string(rune('1'+i%9))+" or any(company.technologies, # == '"+n+"'))")
	}
	c := of(strings.Join(all, " and "))
	for _, s := range []Set{c.Met, c.Unmet, c.NotMet, c.NotUnmet} {
		if s.Empty() || len(s.boxes) > maxBoxes {
			t.Errorf("%d boxes", len(s.boxes))
		}
	}
}

// Without a budget nothing is proven, and nothing is wrong.
func TestNoBudget(t *testing.T) {
	a, of := analyzer(t)
	a.budget = 0
	if c := of("stage == 'a' and stage == 'b'"); c.Met.Empty() {
		t.Error("proven without a step")
	}
}

// What has nothing to do with each other has something in common, and what
// excludes each other has not.
func TestAnd(t *testing.T) {
	a, of := analyzer(t)
	for _, x := range []struct {
		p, q  string
		empty bool
	}{
		{"company.employees > 5", "stage == 'a'", false},
		{"company.employees > 5", "company.employees <= 5", true},
		{"company.employees > 5", "company.employees < 6", false},
		{"len(activities) > 5", "len(activities) < 6", true},
		{"floor(company.employees) > 5", "floor(company.employees) < 6", true},
		{"stage startsWith 'ab'", "stage startsWith 'a'", false},
		{"stage startsWith 'ab'", "stage startsWith 'b'", true},
		{"stage endsWith 'ab'", "stage endsWith 'bb'", true},
		{"stage startsWith 'ab'", "not (stage contains 'b')", true},
		{"stage matches 'ab'", "not (stage matches 'ab')", true},
		{"stage == 'xab'", "stage matches '^a'", true},
		{"lower(stage) contains 'A'", "true", true},
		{"lower(stage) == 'a'", "upper(stage) == 'A'", false},
		{"count(activities, .value > 2) >= 3", "count(activities, .value > 1) <= 2", true},
		{"count(activities, .value > 2) >= 3", "count(activities, .value > 3) <= 2", false},
		{"any(filter(activities, .type == 'a'), .value > 2)", "none(filter(activities, .type == 'a'), .value > 2)", true},
		{"one(activities, .type == 'a')", "count(activities, .type == 'a') >= 2", true},
		{"company.employees < len(stage)", "company.employees >= len(stage)", false},
		{"len(stage) < 0", "true", true},
		{"abs(company.employees) + 1 < 1", "true", true},
		{"abs(company.employees) * -2 > 0.5", "true", true},
		{"max(company.employees, 5) < min(4, company.employees)", "true", true},
		{"(company.employees > 3) == (stage == 'a')", "company.employees > 3 and stage != 'a'", true},
		{"company.employees in [1, 2]", "company.employees in [2.5, 3]", true},
		{"company.employees != nil", "(company.employees ?? 3) == 3 and company.employees != 3", true},
	} {
		if have := a.And(of(x.p).Met, of(x.q).Met).Empty(); have != x.empty {
			t.Errorf("%s and %s: nothing in common is %v", x.p, x.q, have)
		}
	}
}
