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

// lead is a lead without holes as expr sees it, with everything that an
// expression may name.
type lead struct {
	Person struct {
		Email      string `expr:"email"`
		Name       string `expr:"name"`
		Phone      string `expr:"phone"`
		JobTitle   string `expr:"job_title"`
		Seniority  string `expr:"seniority"`
		Department string `expr:"department"`
		Country    string `expr:"country"`
		Region     string `expr:"region"`
		City       string `expr:"city"`
		Consent    bool   `expr:"consent"`
	} `expr:"person"`
	Company struct {
		Name         string   `expr:"name"`
		Domain       string   `expr:"domain"`
		Industry     string   `expr:"industry"`
		Employees    float64  `expr:"employees"`
		Revenue      float64  `expr:"annual_revenue"`
		Country      string   `expr:"country"`
		Region       string   `expr:"region"`
		Technologies []string `expr:"technologies"`
	} `expr:"company"`
	Answers struct {
		Budget         float64   `expr:"budget"`
		Authority      string    `expr:"authority"`
		Need           string    `expr:"need"`
		TimelineDays   float64   `expr:"timeline_days"`
		CurrentVendor  string    `expr:"current_vendor"`
		WantsContact   bool      `expr:"wants_contact"`
		WantsContactAt time.Time `expr:"wants_contact_at"`
	} `expr:"answers"`
	Custom struct {
		Seats   float64   `expr:"seats"`
		Plan    string    `expr:"plan"`
		Licence bool      `expr:"licence"`
		Tags    []string  `expr:"tags"`
		Renewal time.Time `expr:"renewal"`
	} `expr:"custom"`
	Lists struct {
		Rivals []string `expr:"rivals"`
		Long   []string `expr:"long"`
	} `expr:"lists"`
	Source         string    `expr:"source"`
	Stage          string    `expr:"stage"`
	Owner          string    `expr:"owner"`
	CreatedDaysAgo float64   `expr:"created_days_ago"`
	IdleDays       float64   `expr:"idle_days"`
	Now            time.Time `expr:"now"`
	Activities     []act     `expr:"activities"`
}

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
func asExprSees(l *qualify.Lead, lists map[string][]string) *lead {
	days := func(t time.Time) float64 { return float64(generate.AsOf.Sub(t)) / float64(24*time.Hour) }
	e := &lead{Source: l.Source, Stage: l.Stage, Owner: l.Owner, CreatedDaysAgo: days(l.CreatedAt), IdleDays: days(l.CreatedAt), Now: generate.AsOf}
	for i, a := range l.Activities {
		e.Activities = append(e.Activities, act{a.Type, a.At, days(a.At), a.Channel, a.URL, a.Subject, a.Campaign, a.Value})
		if d := days(a.At); i == 0 || d < e.IdleDays {
			e.IdleDays = d
		}
	}
	for group, of := range map[string]any{"person.": &e.Person, "company.": &e.Company, "answers.": &e.Answers, "custom.": &e.Custom} {
		into := reflect.ValueOf(of).Elem()
		for i := range into.NumField() {
			v, err := l.Get(group + into.Type().Field(i).Tag.Get("expr"))
			if err != nil {
				panic(err)
			}
			if v != nil {
				into.Field(i).Set(reflect.ValueOf(v))
			}
		}
	}
	e.Lists.Rivals, e.Lists.Long = lists["rivals"], lists["long"]
	return e
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
	return expr.Compile(text, expr.Env(&lead{}), expr.Optimize(false),
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
	n := uint64(testkit.Amount(150, 3000, 30_000))
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
