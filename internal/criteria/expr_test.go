package criteria_test

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/vm"

	"github.com/leadqual/leadqual/bant"
	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/internal/scorecard"
	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

// Where all facts are known, an expression means what expr's own machine makes
// of it. The differences are listed in doc.go and tested in differences_test.go.

// leadType is a lead without holes as expr sees it: a struct with everything
// that an expression may name, each group of facts a struct in it.
var leadType = func() reflect.Type {
	groups := map[string][]reflect.StructField{}
	var order []string
	add := func(path string, t reflect.Type) {
		group, name, grouped := strings.Cut(path, ".")
		if !grouped {
			group, name = "", path
		}
		if grouped && groups[group] == nil {
			order = append(order, group)
		}
		groups[group] = append(groups[group], reflect.StructField{
			Name: "F_" + name, Type: t, Tag: reflect.StructTag(fmt.Sprintf("expr:%q", name)),
		})
	}
	types := map[string]reflect.Type{
		"bool": reflect.TypeFor[bool](), "number": reflect.TypeFor[float64](), "string": reflect.TypeFor[string](),
		"time": reflect.TypeFor[time.Time](), "strings": reflect.TypeFor[[]string](),
	}
	for _, f := range generate.New(1, generate.Options{Whole: true}).RuleSet().AllFacts() {
		add(f.Path, types[f.Type])
	}
	add("lists.rivals", types["strings"])
	add("lists.long", types["strings"])
	add("now", types["time"])
	add("activities", reflect.TypeFor[[]act]())
	for _, group := range order {
		t := reflect.StructOf(groups[group])
		groups[""] = append(groups[""], reflect.StructField{Name: "G_" + group, Type: t, Tag: reflect.StructTag(fmt.Sprintf("expr:%q", group))})
	}
	return reflect.StructOf(groups[""])
}()

// act is an activity as expr sees it.
type act struct {
	Type     string    `expr:"type"`
	At       time.Time `expr:"at"`
	DaysAgo  float64   `expr:"days_ago"`
	Channel  string    `expr:"channel"`
	URL      string    `expr:"url"`
	Subject  string    `expr:"subject"`
	Campaign string    `expr:"campaign"`
	Value    float64   `expr:"value"`
}

// asExprSees turns a lead without holes into what expr sees.
func asExprSees(l *qualify.Lead, lists map[string][]string) any {
	days := func(t time.Time) float64 { return float64(generate.AsOf.Sub(t)) / float64(24*time.Hour) }
	e := reflect.New(leadType).Elem()
	set := func(path string, v any) {
		at := e
		if group, name, grouped := strings.Cut(path, "."); grouped {
			at, path = e.FieldByName("G_"+group), name
		}
		at.FieldByName("F_" + path).Set(reflect.ValueOf(v))
	}
	for _, f := range generate.Facts() {
		if f.Path == "created_at" {
			continue
		}
		if v, err := l.Get(f.Path); err == nil && v != nil {
			set(f.Path, v)
		}
	}
	idle := days(l.CreatedAt)
	var acts []act
	for i, a := range l.Activities {
		acts = append(acts, act{a.Type, a.At, days(a.At), a.Channel, a.URL, a.Subject, a.Campaign, a.Value})
		if d := days(a.At); i == 0 || d < idle {
			idle = d
		}
	}
	set("created_days_ago", days(l.CreatedAt))
	set("idle_days", idle)
	set("activities", acts)
	set("now", generate.AsOf)
	set("lists.rivals", lists["rivals"])
	set("lists.long", lists["long"])
	return e.Addr().Interface()
}

// errNoDomain is how expr says what is unknown here.
var errNoDomain = errors.New("no domain")

// compileExpr compiles a text with expr, with the functions that it has not
// written down once more, in another way.
func compileExpr(text string) (*vm.Program, error) {
	domain := func(s string) (string, error) {
		if _, domain, ok := strings.Cut(s, "@"); ok {
			return strings.ToLower(domain), nil
		}
		return "", errNoDomain
	}
	return expr.Compile(text, expr.Env(reflect.New(leadType).Interface()), expr.Optimize(false),
		expr.Function("email_domain", func(p ...any) (any, error) { return domain(p[0].(string)) }, new(func(string) string)),
		expr.Function("is_free_email", func(p ...any) (any, error) {
			domain, err := domain(p[0].(string))
			return domain == "gmail.com", err
		}, new(func(string) bool)),
		expr.Function("has_word", func(p ...any) (any, error) {
			text := spaced(p[0].(string))
			for _, w := range p[1:] {
				if strings.Contains(text, spaced(w.(string))) {
					return true, nil
				}
			}
			return false, nil
		}, new(func(string, ...string) bool)),
	)
}

// spaced is a text with a space before and behind each of its words, in lower
// case, and nothing else.
func spaced(s string) string {
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return " " + strings.Join(words, " ") + " "
}

// writtenOut is a text with its definitions inserted.
func writtenOut(text string, defines map[string]string) string {
	for range defines {
		for name, inner := range defines {
			text = regexp.MustCompile(`\b`+name+`\b`).ReplaceAllLiteralString(text, "("+inner+")")
		}
	}
	return text
}

// compareBoth compares a condition and an amount.
func compareBoth(t *testing.T, seed uint64, depth int) {
	g := generate.New(seed, asExpr)
	rs := g.RuleSet()
	compare(t, g, rs, g.Condition(depth), false)
	compare(t, g, rs, g.Amount(depth), true)
}

// compare decides leads by a text here and with expr.
func compare(t *testing.T, g *generate.Generator, rs *qualify.RuleSet, text string, number bool) {
	t.Helper()
	rs = &qualify.RuleSet{Name: "one", Facts: rs.Facts, Lists: rs.Lists, Define: rs.Define}
	if number {
		rs.Scoring = &scoring.Model{Rules: []scoring.Rule{{ID: "r", Compute: text, Min: new(scoring.Points(-1e9)), Max: new(scoring.Points(1e9))}}}
	} else {
		rs.Checklists = []bant.Checklist{{ID: "l", Items: []bant.Item{{ID: "i", When: text}}}}
	}
	e, err := qualify.Compile(rs, nil)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	program, err := compileExpr(writtenOut(text, rs.Define))
	if err != nil {
		t.Fatalf("expr refuses %s: %v", text, err)
	}
	for range 5 {
		l := g.Lead()
		want, err := expr.Run(program, asExprSees(l, rs.Lists))
		if err != nil && strings.Contains(err.Error(), "float64, not int") {
			return // difference 1: it took max(len(x), 0.5) for an integer
		}
		if errors.Is(err, errNoDomain) {
			continue // unknown here too, or settled by what expr did not get to
		}
		if err != nil {
			t.Fatalf("%s: expr fails: %v", text, err)
		}
		d := e.Decide(l, generate.AsOf)
		if !number {
			if have := d.Checklists[0].Items[0].Outcome; have != truth.Of(want.(bool)) {
				t.Fatalf("%s\nis %v, of expr %v, for %+v", text, have, want, l)
			}
			continue
		}
		var x float64
		switch v := want.(type) {
		case float64:
			x = v
		case int:
			x = float64(v)
		default:
			t.Fatalf("%s is %T in expr", text, want)
		}
		have := scoring.Points(0)
		for _, r := range d.Score.Rules {
			have = r.Points
		}
		if points := max(-1e9, min(milli.Float[scoring.Points](scorecard.Round(x)), 1e9)); have != points {
			t.Fatalf("%s\nis %v, of expr %v, for %+v", text, have, points, l)
		}
	}
}

var asExpr = generate.Options{AsExpr: true, Whole: true, Honest: true}

func TestAgainstExpr(t *testing.T) {
	n := uint64(testkit.Amount(60, 3000, 30_000))
	for seed := range n {
		t.Run(fmt.Sprint("seed=", seed), func(t *testing.T) { compareBoth(t, seed, 1+int(seed%4)) })
		if t.Failed() {
			return
		}
	}
}

func FuzzAgainstExpr(f *testing.F) {
	for seed := range uint64(20) {
		f.Add(seed, uint8(seed))
	}
	f.Fuzz(func(t *testing.T, seed uint64, depth uint8) {
		compareBoth(t, seed, int(depth%5))
	})
}
