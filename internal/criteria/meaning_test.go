package criteria_test

import (
	"testing"
	"time"

	"github.com/leadqual/leadqual/bant"
	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/truth"
)

// What the expressions mean where facts are unknown, sentence by sentence.
func TestMeaning(t *testing.T) {
	const m, u, f = truth.Met, truth.Unknown, truth.Unmet
	rs := &qualify.RuleSet{
		Name:   "meaning",
		Facts:  map[string]qualify.Fact{"custom.seats": {Type: "number"}, "custom.tags": {Type: "strings"}, "custom.when": {Type: "time"}, "custom.flag": {Type: "bool"}},
		Lists:  map[string][]string{"rivals": {"a.example"}, "none": {}},
		Define: map[string]string{"big": "company.employees > 100 or custom.flag", "view": ".type == 'page_view'", "recent": "view and .days_ago <= 7", "is_go": "# == 'go'"},
	}
	// Known are 320 people, the technologies and the job title; unknown is all
	// that is custom, the industry and the budget.
	lead := &qualify.Lead{
		ID:      "L",
		Person:  qualify.Person{JobTitle: "VP, Sales", Email: "Ana@GMAIL.com", Consent: qualify.Known(false)},
		Company: qualify.Company{Employees: qualify.Number(320), Technologies: []string{"go", "sql"}},
		Activities: []qualify.Activity{
			{Type: "page_view", At: generate.AsOf.AddDate(0, 0, -1), Value: 2},
			{Type: "webinar", At: generate.AsOf.AddDate(0, 0, -15), Value: 3},
		},
	}
	for text, want := range map[string]truth.Truth{
		// A comparison or operation on an unknown operand is unknown.
		"company.industry == 'a'": u, "company.industry != 'a'": u, "not (company.industry == 'a')": u,
		"custom.seats > 5": u, "custom.seats + 1 > 5": u, "custom.seats * 0 == 0": u, "-custom.seats > 5": u, "abs(custom.seats) >= 0": u,
		"company.industry contains ''": u, "company.industry matches '.*'": u, "len(company.industry) >= 0": u, "lower(company.industry) == 'a'": u,
		"custom.seats == custom.seats": u, "custom.when < now": u, "now - custom.when > duration('1h')": u, "has_word(company.industry, 'a')": u,
		"email_domain(company.industry) == 'a'": u, "custom.flag == true": u, "min(custom.seats, 5) <= 5": u,
		// and, or, not follow Kleene.
		"false and custom.flag": f, "custom.flag and false": f, "true and custom.flag": u, "true or custom.flag": m, "custom.flag or true": m, "false or custom.flag": u, "not custom.flag": u,
		// a ?? b is b where a is unknown; nil asks.
		"(custom.seats ?? 7) == 7": m, "(company.employees ?? 7) == 320": m, "(custom.seats ?? answers.budget) > 5": u, "((1 / 0) ?? 7) == 7": m, "(custom.flag ?? true)": m,
		"len(custom.tags ?? ['a', 'b']) == 2": m, "(custom.when ?? now) == now": m,
		"custom.seats == nil": m, "custom.seats != nil": f, "nil == company.employees": f, "company.employees != nil": m, "custom.tags == nil": m, "company.technologies != nil": m,
		// any, all, none, one are Kleene over the elements.
		"any(company.technologies, # == 'go' or custom.flag)": m, "any(company.technologies, # == 'x' or custom.flag)": u, "all(company.technologies, # == 'go' and custom.flag)": f,
		"none(company.technologies, # == 'go' or custom.flag)": f, "one(company.technologies, # == 'go' or custom.flag)": u, "one(company.technologies, # != 'x' or custom.flag)": f,
		"any(custom.tags, true)": u, "all(custom.tags, true)": u, "any([1, 2], # > 5)": f, "all(lists.none, false)": m, "any(lists.none, custom.flag)": f, "one(lists.none, true)": f,
		// The other functions over lists, filter and map are unknown if an element is.
		"count(company.technologies, # == 'go' or custom.flag) >= 1": u, "count(company.technologies, custom.flag) >= 0": u, "sum(activities, .value + custom.seats) > 0": u,
		"len(filter(company.technologies, custom.flag)) >= 0": u, "any(filter(company.technologies, custom.flag), false)": u, "any(map(activities, .value + custom.seats), # > 0)": u,
		"sum(map(activities, .value)) == 5": m, "sum(activities, .value) == 5": m, "max(map(activities, .value)) == 3": m, "len(activities) == 2": m,
		"min(map(filter(activities, .value > 9), .value)) > 0": u, "sum(filter(activities, .value > 9), .value) == 0": m,
		// ?: is unknown where its condition is.
		"custom.flag ? true : true": u, "true ? custom.flag : true": u, "person.consent ? custom.flag : true": m, "person.consent ?: true": m,
		// x in [] is unknown for an unknown x.
		"company.industry in []": u, "company.industry not in []": u, "person.job_title in []": f, "custom.seats in [1, 2]": u, "company.employees in [320, custom.seats]": m, "company.employees in [1, custom.seats]": u,
		"'go' in custom.tags": u, "'go' in company.technologies": m, "'x' in company.technologies": f, "company.domain in lists.rivals": u,
		// x in a..b is a <= x and x <= b, for any numbers.
		"company.employees in 50..5000": m, "company.employees in 320..320": m, "company.employees in 5000..50": f, "3.5 in 1..5": m, "custom.seats in 1..5": u,
		"company.employees in custom.seats..100": f, "company.employees in 0..custom.seats": u, "company.employees not in 50..5000": f,
		// What has no finite value is unknown.
		"1 / 0 > 5": u, "0 / 0 == 0": u, "1 / 0 > 5 or true": m, "1e300 * 1e300 > 0": u,
		// Words.
		"has_word(person.job_title, 'vp')": m, "has_word(person.job_title, 'vp sales')": m, "has_word(person.job_title, 'sales vp')": f, "has_word(person.job_title, 'sale', 'VP')": m,
		"has_word('vpn administrator', 'vp')": f, "has_word('ÉLÈVE-ingénieur', 'élève')": m,
		"email_domain(person.email) == 'gmail.com'": m, "is_free_email(person.email)": m, "is_free_email('x')": u, "email_domain('a@b@C.Example') == 'c.example'": u,
		// Definitions mean their text in brackets, wherever they stand.
		"big": m, "not big": f, "big and custom.flag": u, "any(activities, view)": m, "count(activities, recent) == 1": m, "any(company.technologies, is_go)": m,
		// Instants and lengths of time.
		"now == date('2026-11-22T10:00:00+01:00')": m, "now - date('2026-11-21') > duration('24h')": m, "now - duration('1h') < now": m, "date('2026-01-01') < date('2026-01-01 00:00:01')": m,
		// Elements within elements, and let.
		"any(activities, let type = .type; any(['webinar'], # == type))": m, "let x = custom.seats; true or x > 5": m, "let x = 5; let y = x; x + y == 10": m,
		"activities | any(.type == 'webinar')": m, "1 < 2 < 3": m,
	} {
		e, err := qualify.Compile(&qualify.RuleSet{
			Name: "meaning", Facts: rs.Facts, Lists: rs.Lists, Define: rs.Define,
			Checklists: []bant.Checklist{{ID: "l", Items: []bant.Item{{ID: "i", When: text}}}},
		}, nil)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		d := e.Decide(lead, generate.AsOf)
		if have := d.Checklists[0].Items[0].Outcome; have != want {
			t.Errorf("%s is %v, want %v", text, have, want)
		}
	}
}

// Days are 86,400 seconds, with fractions, whatever the calendar says.
func TestDays(t *testing.T) {
	at := time.Date(2026, 3, 29, 0, 0, 0, 0, time.FixedZone("", 3600))
	for _, x := range []struct {
		since time.Duration
		text  string
	}{
		{0, "any(activities, .days_ago == 0) and idle_days == 0"},
		{36 * time.Hour, "any(activities, .days_ago == 1.5) and idle_days == 1.5"},
		{24 * time.Hour, "all(activities, .days_ago in 1..1)"},
		{time.Millisecond, "all(activities, .days_ago > 0 and .days_ago < 0.0000001)"},
	} {
		e, err := compileOne(x.text)
		if err != nil {
			t.Fatal(err)
		}
		d := e.Decide(&qualify.Lead{ID: "L", Activities: []qualify.Activity{{Type: "a", At: at}}}, at.Add(x.since))
		if have := d.Checklists[0].Items[0].Outcome; have != truth.Met {
			t.Errorf("%s after %v is %v", x.text, x.since, have)
		}
	}
}
