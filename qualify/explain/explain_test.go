package explain_test

import (
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/explain"
)

var asOf = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

func engine(t testing.TB, file string) *qualify.Engine {
	t.Helper()
	e, err := qualify.Load(os.DirFS("testdata"), file, nil)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func activities(kind string, daysAgo ...int) (list []qualify.Activity) {
	for _, n := range daysAgo {
		list = append(list, qualify.Activity{Type: kind, At: asOf.AddDate(0, 0, -n)})
	}
	return list
}

// cases are one lead for every sentence.
var cases = []struct {
	name, rules string
	lead        qualify.Lead
	asOf        time.Time
	display     string
}{
	{name: "nurture", rules: "edtech.json", asOf: asOf, display: "Mara Lind", lead: qualify.Lead{
		ID: "L-1", Person: qualify.Person{Email: "m@shore.example", JobTitle: "VP Sales", Region: "EMEA"},
		Company:    qualify.Company{Domain: "shore.example", Employees: qualify.Number(320)},
		Answers:    qualify.Answers{Budget: qualify.Number(30000), TimelineDays: qualify.Number(60)},
		Activities: append(activities("page_view", 1, 1, 2, 3, 4), activities("webinar", 15)...),
	}},
	{name: "sql", rules: "edtech.json", asOf: asOf, lead: qualify.Lead{
		ID: "L-2", Stage: "lead", Person: qualify.Person{JobTitle: "Sales director", Region: "EMEA"},
		Company:    qualify.Company{Domain: "shore.example", Employees: qualify.Number(5000)},
		Answers:    qualify.Answers{WantsContact: qualify.Known(true)},
		Activities: activities("demo_request", 2),
	}},
	{name: "mql", rules: "edtech.json", asOf: asOf, lead: qualify.Lead{
		ID: "L-3", Stage: "lead", Person: qualify.Person{JobTitle: "VP Sales", Region: "APAC"},
		Company:    qualify.Company{Domain: "shore.example", Employees: qualify.Number(1500), Name: "Shore"},
		Answers:    qualify.Answers{Budget: qualify.Number(30000), Authority: "decision_maker", Need: "training", TimelineDays: qualify.Number(30)},
		Custom:     map[string]any{"seats": 200},
		Activities: append(activities("page_view", 1, 1, 2, 3, 4), activities("webinar", 1, 2, 3, 45)...),
	}},
	{name: "removed", rules: "edtech.json", asOf: asOf, lead: qualify.Lead{
		ID: "L-4", Company: qualify.Company{Domain: "rival.example", Employees: qualify.Number(10)},
	}},
	{name: "removed-liftable", rules: "edtech.json", asOf: asOf, lead: qualify.Lead{
		ID: "L-5", Stage: "lead", Person: qualify.Person{JobTitle: "Student"}, Company: qualify.Company{Domain: "school.example"},
	}},
	{name: "lifted", rules: "edtech.json", asOf: asOf, lead: qualify.Lead{
		ID: "L-6", Stage: "lead", Person: qualify.Person{JobTitle: "Student"}, Company: qualify.Company{Domain: "school.example"},
		Answers: qualify.Answers{WantsContact: qualify.Known(true)},
	}},
	{name: "poor-required", rules: "edtech.json", asOf: asOf, lead: qualify.Lead{
		ID: "L-7", Stage: "lead", Person: qualify.Person{JobTitle: "Buyer"},
		Company:    qualify.Company{Domain: "big.example", Employees: qualify.Number(90000)},
		Activities: activities("page_view", 100),
	}},
	{name: "nothing-known", rules: "edtech.json", asOf: asOf, lead: qualify.Lead{ID: "L-8"}},
	{name: "issues", rules: "edtech.json", asOf: asOf, lead: qualify.Lead{
		Stage: "lead", Company: qualify.Company{Domain: "a.example"},
		Custom: map[string]any{"seats": "many", "plan": "gold"}, Activities: []qualify.Activity{{Type: "webinar"}},
	}},
	{name: "no-instant", rules: "edtech.json", lead: qualify.Lead{ID: "L-9"}},
	{name: "hand-raise-only", rules: "handraise.json", asOf: asOf, lead: qualify.Lead{ID: "L-10"}},
	{name: "unmet-poor", rules: "unmet.json", asOf: asOf, lead: qualify.Lead{ID: "L-11", Company: qualify.Company{Country: "NL"}}},
	{name: "unmet-clip", rules: "unmet.json", asOf: asOf, display: "Jo_*<b>", lead: qualify.Lead{
		ID: "L[12]\n#", Company: qualify.Company{Country: "NL", Region: "`south`", Employees: qualify.Number(3)},
		Activities: activities("visit", 1, 2, 3, 4, 5),
	}},
	{name: "open", rules: "edges.json", asOf: asOf, lead: qualify.Lead{
		ID: "E-1", Stage: "lead", Person: qualify.Person{Seniority: "director"}, Activities: activities("call", 1, 2, 3),
	}},
	{name: "bant-open", rules: "edges.json", asOf: asOf, lead: qualify.Lead{
		ID: "E-2", Stage: "lead", Person: qualify.Person{Seniority: "vp", Consent: qualify.Known(true)}, Activities: activities("call", 1, 2, 3),
		Company: qualify.Company{Employees: qualify.Number(100)},
	}},
	{name: "raised-too", rules: "edges.json", asOf: asOf, lead: qualify.Lead{
		ID: "E-3", Stage: "lead", Person: qualify.Person{Seniority: "vp", Consent: qualify.Known(true)},
		Company: qualify.Company{Employees: qualify.Number(55)},
		Answers: qualify.Answers{WantsContact: qualify.Known(true), WantsContactAt: asOf, Budget: qualify.Number(0)}, ResetAt: asOf.AddDate(0, -1, 0),
	}},
	{name: "wish-undated", rules: "edges.json", asOf: asOf, lead: qualify.Lead{
		ID: "E-5", Stage: "lead", Person: qualify.Person{Seniority: "vp", Consent: qualify.Known(true)},
		Company: qualify.Company{Employees: qualify.Number(55)},
		Answers: qualify.Answers{WantsContact: qualify.Known(true), Budget: qualify.Number(0)}, ResetAt: asOf.AddDate(0, -1, 0),
	}},
	{name: "bant-fails", rules: "edges.json", asOf: asOf, lead: qualify.Lead{
		ID: "E-4", Stage: "lead", Person: qualify.Person{Seniority: "clerk", Consent: qualify.Known(true)}, Activities: activities("call", 1, 2, 3),
		Company: qualify.Company{Employees: qualify.Number(500)}, Answers: qualify.Answers{Budget: qualify.Number(0)},
	}},
	{name: "stale", rules: "second.json", asOf: asOf, lead: qualify.Lead{
		ID: "S-1", Person: qualify.Person{Email: "ann at shore"}, Company: qualify.Company{Employees: qualify.Number(80)},
		Custom: map[string]any{"plan": "gold", "seats": "many", "ratio": math.NaN()}, CreatedAt: asOf.AddDate(0, 0, 1),
		Seen: map[string]qualify.Seen{"company.employees": {At: asOf.AddDate(-2, 0, 0)}},
	}},
	{name: "wish-stale", rules: "wish.json", asOf: asOf, lead: qualify.Lead{
		ID: "W-1", Answers: qualify.Answers{WantsContact: qualify.Known(true)}, ResetAt: asOf.AddDate(-1, 0, 0),
		Seen:       map[string]qualify.Seen{"answers.wants_contact": {At: asOf.AddDate(0, -2, 0)}},
		Activities: activities("chat", 1), Custom: map[string]any{},
	}},
	{name: "wish-fresh", rules: "wish.json", asOf: asOf, lead: qualify.Lead{
		ID: "W-2", Answers: qualify.Answers{WantsContact: qualify.Known(true)},
		Seen: map[string]qualify.Seen{"answers.wants_contact": {At: asOf.AddDate(0, 0, -2)}},
	}},
	{name: "for-record", rules: "second.json", asOf: asOf, lead: qualify.Lead{
		ID: "S-2", Person: qualify.Person{Email: "ann@shore.example"}, Company: qualify.Company{Employees: qualify.Number(80)},
		Custom: map[string]any{"plan": "team", "seats": 12, "ratio": 0.1}, Activities: activities("visit", 1, 2, 3, 4),
	}},
	{name: "excluded", rules: "second.json", asOf: asOf, lead: qualify.Lead{ID: "S-3", Person: qualify.Person{Email: "ann@rival.example"}}},
}

func TestExplain(t *testing.T) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			e := engine(t, c.rules)
			d := e.Decide(&c.lead, c.asOf)
			for name, o := range map[string]explain.Options{
				".txt": {}, ".full.txt": {Full: true}, ".full.md": {Full: true, Layout: explain.Markdown, Values: c.lead.Values()},
				".de.txt": {Full: true, Words: german()},
			} {
				o.Name = c.display
				testkit.Golden(t, "testdata/"+c.name+name, explain.New(e).Explain(&d, &o))
			}
		})
	}
}

// A short explanation is three lines, whatever the decision, and a full one
// begins with it.
func TestExplainShortIsThreeLines(t *testing.T) {
	for _, c := range cases {
		e := engine(t, c.rules)
		d := e.Decide(&c.lead, c.asOf)
		short := explain.New(e).Explain(&d, nil)
		if n := strings.Count(short, "\n"); n != 3 {
			t.Errorf("%s: %d lines:\n%s", c.name, n, short)
		}
		if full := explain.New(e).Explain(&d, &explain.Options{Full: true}); !strings.HasPrefix(full, short) {
			t.Errorf("%s: full\n%s", c.name, full)
		}
	}
}

// Nothing of the lead stands in an explanation unless the caller gives it.
func TestExplainHoldsNoLeadValues(t *testing.T) {
	const secret = "zqx"
	lead := qualify.Lead{
		ID: "L-1", Source: secret, Stage: secret, Owner: secret,
		Person: qualify.Person{Email: secret, Name: secret, Phone: secret, JobTitle: secret, Seniority: secret, Department: secret,
			Country: secret, Region: secret, City: secret},
		Company: qualify.Company{Name: secret, Domain: secret, Industry: secret, Employees: qualify.Number(77123), Country: secret, Region: secret,
			AnnualRevenue: qualify.Number(77123), Technologies: []string{secret}},
		Answers: qualify.Answers{Authority: secret, Need: secret, CurrentVendor: secret, Budget: qualify.Number(77123)},
		Custom:  map[string]any{"plan": secret, "seats": secret},
	}
	for _, rules := range []string{"edtech.json", "unmet.json", "handraise.json"} {
		e := engine(t, rules)
		d := e.Decide(&lead, asOf)
		for _, o := range []*explain.Options{nil, {Full: true}, {Full: true, Layout: explain.Markdown}} {
			if text := explain.New(e).Explain(&d, o); strings.Contains(text, secret) || strings.Contains(text, "77123") {
				t.Errorf("%s: %s", rules, text)
			}
		}
		with := explain.New(e).Explain(&d, &explain.Options{Full: true, Values: lead.Values()})
		if rules == "edtech.json" && !(strings.Contains(with, secret) && strings.Contains(with, "77123")) {
			t.Errorf("given values are not shown:\n%s", with)
		}
	}
}

func TestExplainDecisionByOtherRules(t *testing.T) {
	lead := &cases[0].lead
	d := engine(t, "edtech.json").Decide(lead, asOf)
	other := engine(t, "unmet.json")
	testkit.Golden(t, "testdata/other-rules.txt", explain.New(other).Explain(&d, &explain.Options{Full: true, Values: lead.Values()}))
	// A decision that says more than any engine would is no reason to fail.
	e := engine(t, "edtech.json")
	d.Fit.Criteria = append(d.Fit.Criteria, d.Fit.Criteria...)
	d.Screening = append(d.Screening, d.Screening...)
	d.Score.Rules = append(d.Score.Rules, d.Score.Rules...)
	d.Score.Groups = nil
	d.Checklists = append(d.Checklists, d.Checklists...)
	d.BANT.Items = append(d.BANT.Items, d.BANT.Items...)
	for _, full := range []bool{false, true} {
		if text := explain.New(e).Explain(&d, &explain.Options{Full: full, Values: lead.Values()}); text == "" {
			t.Error("no explanation")
		}
	}
	testkit.Golden(t, "testdata/empty.txt", explain.New(e).Explain(&qualify.Decision{}, &explain.Options{Full: true}))
	if text := explain.New(e).Explain(nil, nil); text != "" {
		t.Errorf("of no decision: %q", text)
	}
}

// Names of the rule set and of the lead stay text in Markdown.
func TestExplainEscapesMarkdown(t *testing.T) {
	e := engine(t, "unmet.json")
	d := e.Decide(&qualify.Lead{ID: "<script>"}, asOf)
	text := explain.New(e).Explain(&d, &explain.Options{Full: true, Layout: explain.Markdown, Name: "[x](javascript:y)\u202e\x1b[31m"})
	for _, want := range []string{`**\[x\](javascript:y)  \[31m (\<script\>)**`, `home\_market`, `\*strict\* \<rules\> 7`} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
}

func BenchmarkExplain(b *testing.B) {
	c := cases[2]
	e := engine(b, c.rules)
	d := e.Decide(&c.lead, c.asOf)
	for _, x := range []struct {
		name string
		o    explain.Options
	}{
		{"short", explain.Options{}},
		{"full", explain.Options{Full: true}},
		{"full markdown with values", explain.Options{Full: true, Layout: explain.Markdown, Values: c.lead.Values()}},
	} {
		b.Run(x.name, func(b *testing.B) {
			b.ReportAllocs()
			explainer := explain.New(e)
			for b.Loop() {
				explainer.Explain(&d, &x.o)
			}
		})
	}
}

// What a full explanation lists under the score adds up to it, column by
// column.
func TestExplainAddsUp(t *testing.T) {
	amount := regexp.MustCompile(`^- ([+-]?[0-9.]+)(?: \(([+-]?[0-9.]+)(?: to | at the lowest, )([+-]?[0-9.]+)(?: at the highest)?\))? (.*)$`)
	for _, c := range cases {
		if c.rules == "handraise.json" || c.asOf.IsZero() {
			continue
		}
		e := engine(t, c.rules)
		d := e.Decide(&c.lead, c.asOf)
		text := explain.New(e).Explain(&d, &explain.Options{Full: true})
		_, section, _ := strings.Cut(text, "\nScore\n")
		var sum [3]float64
		added := false
		for line := range strings.Lines(section) {
			m := amount.FindStringSubmatch(strings.TrimSuffix(line, "\n"))
			if m == nil {
				break
			}
			var column [3]float64
			for i := range column {
				if m[i+1] == "" {
					m[i+1] = m[1]
				}
				v, err := strconv.ParseFloat(m[i+1], 64)
				if err != nil {
					t.Fatal(err)
				}
				column[i] = v
			}
			if m[4] == "in all" {
				added = true
				for i := range sum {
					if math.Abs(sum[i]-column[i]) > 1e-9 {
						t.Errorf("%s: %v, not %v\n%s", c.name, sum, column, section)
					}
				}
				break
			}
			for i := range sum {
				sum[i] += column[i]
			}
		}
		if !added {
			t.Errorf("%s: no sum in\n%s", c.name, text)
		}
	}
}
