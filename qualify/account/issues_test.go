package account_test

import (
	"fmt"
	"strings"
	"testing"
)

// What is wrong with a person's data is said once, in the decision about that person,
// whichever of the two rule sets looks at it.
func TestIssuesOfPeople(t *testing.T) {
	const rules = `{"name": "x", "roles": [{"id": "r", "when": "false"}], "person": {%s}, "account": {"hand_raise": [{"id": "never", "when": "false"}]%s}}`
	scored := func(facts, when string) string {
		return `"facts": {` + facts + `}, "scoring": {"rules": [{"id": "a", ` + when + `, "points": 5}]}`
	}
	const (
		number  = `"activities.custom.seats": {"type": "number"}`
		large   = `"each": ".custom.seats > 5"`
		did     = `"activities": [{"type": "w", "at": "2026-11-20T09:00:00Z", "custom": {"seats": %s}}]`
		wrong   = "wrong_kind activities[0].custom.seats"
		inStage = `"when": "any(people, .stage == 'customer')"`
	)
	text := fmt.Sprintf(did, `"9"`)
	for _, c := range []struct{ name, person, account, record, want string }{
		{"the account's field", "", scored(number, large), text, wrong},
		{"a field of both", scored(number, large), scored(number, large), text, wrong},
		{"the person's field", scored(number, large), "", text, wrong},
		{"a field that both read otherwise", scored(`"activities.custom.seats": {"type": "bool"}`, `"each": ".custom.seats"`), scored(number, large), text, wrong + ", " + wrong},
		{"one of two enums", scored(`"activities.custom.seats": {"type": "string", "enum": ["9"]}`, `"each": ".custom.seats == '9'"`),
			scored(`"activities.custom.seats": {"type": "string", "enum": ["8"]}`, `"each": ".custom.seats == '8'"`), text, "not_in_enum activities[0].custom.seats"},
		{"two fields", scored(`"activities.custom.more": {"type": "bool"}`, `"each": ".custom.more"`), scored(number, large),
			`"activities": [{"type": "w", "at": "2026-11-20T09:00:00Z"}, {"type": "w", "at": "2026-11-20T09:00:00Z", "custom": {"seats": "9", "more": "x"}}]`,
			"wrong_kind activities[1].custom.more, wrong_kind activities[1].custom.seats"},
		{"a right value", "", scored(number, large), fmt.Sprintf(did, "9"), ""},
		{"one before the reset", "", scored(number, large), `"reset_at": "2026-11-21T09:00:00Z", ` + text, ""},
		{"one that counts no more than once", "", scored(number, large), `"activities": [
			{"id": "v", "type": "w", "at": "2026-11-20T09:00:00Z", "custom": {"seats": "9"}},
			{"id": "v", "type": "w", "at": "2026-11-19T09:00:00Z", "custom": {"seats": "8"}}]`, "wrong_kind activities[1].custom.seats"},
		{"a stage", "", scored("", inStage), `"stage": "bogus"`, "not_in_enum stage"},
		{"a stage of both", scored("", `"when": "stage == 'customer'"`), scored("", inStage), `"stage": "bogus"`, "not_in_enum stage"},
		{"a stage that nobody looks at", "", scored("", `"when": "any(people, .country == 'DE')"`), `"stage": "bogus"`, ""},
		{"a country", `"facts": {"person.country": {"enum": ["DE"]}}`, scored("", `"when": "any(people, .country == 'DE')"`), `"person": {"country": "Mars"}`, "not_in_enum person.country"},
		{"a date", `"facts": {"person.country": {"stale_days": 5}}`, scored("", `"when": "any(people, .country == 'DE')"`),
			`"person": {"country": "DE"}, "seen": {"person.country": {"at": "2027-11-20T09:00:00Z"}}`, "in_future person.country"},
		{"a date that nobody looks at", `"facts": {"person.country": {"stale_days": 5}}`, "",
			`"person": {"country": "DE"}, "seen": {"person.country": {"at": "2027-11-20T09:00:00Z"}}`, ""},
		{"a custom fact", `"facts": {"custom.n": {"type": "number"}}`, scored("", `"when": "any(people, .custom.n > 5)"`), `"custom": {"n": "9"}`, "wrong_kind custom.n"},
	} {
		if c.account != "" {
			c.account = ", " + c.account
		}
		e := compiled(t, fmt.Sprintf(rules, c.person, c.account))
		a := parsed(t, `{"id": "A", "people": [{"id": "O"}, {"id": "P", `+c.record+`}]}`)
		d := e.Decide(a, asOf)
		if len(d.Issues) != 0 {
			t.Errorf("%s: the account has %v", c.name, d.Issues)
		}
		for _, p := range d.People {
			var have []string
			for _, i := range p.Decision.Issues {
				have = append(have, string(i.Code)+" "+i.Path)
			}
			want := c.want
			if p.ID == "O" {
				want = ""
			}
			if strings.Join(have, ", ") != want {
				t.Errorf("%s: %s has %q, want %q", c.name, p.ID, have, want)
			}
		}
	}
}

// A date that is yet to come dates nothing of the company, and is reported of the
// account, whichever record has it.
func TestDatesOfTheCompanyThatAreYetToCome(t *testing.T) {
	e := compiled(t, `{"name": "x", "person": {}, "account": {
		"facts": {"company.employees": {"stale_days": 10}}, "icp": {"criteria": [{"id": "a", "when": "company.employees >= 50"}]}}}`)
	person := func(id, employees, seen string) string {
		if seen != "" {
			seen = `, "seen": {"company.employees": {"at": "` + seen + `T00:00:00Z"}}`
		}
		return `{"id": "` + id + `", "company": {"employees": ` + employees + `}` + seen + `}`
	}
	const later, recent, old = "2027-11-01", "2026-11-20", "2026-10-01"
	for _, c := range []struct{ name, account, people, fit, want string }{
		{"the account's", `"company": {"employees": 50}, "seen": {"company.employees": {"at": "2027-11-01T00:00:00Z"}}, `, "", "good", "in_future company.employees"},
		{"one person's", "", person("P", "50", later), "good", "in_future company.employees"},
		{"behind one without a date", "", person("P", "50", "") + ", " + person("Q", "50", later), "good", "in_future company.employees"},
		{"before one without a date", "", person("P", "50", later) + ", " + person("Q", "50", ""), "good", "in_future company.employees"},
		{"another value without a date", "", person("P", "50", later) + ", " + person("Q", "60", ""), "unknown", "conflict company.employees"},
		{"beside one that is dated", "", person("P", "50", later) + ", " + person("Q", "60", recent), "good", ""},
		{"behind one that is dated", "", person("P", "60", recent) + ", " + person("Q", "50", later), "good", ""},
		{"beside one that is too old", "", person("P", "50", later) + ", " + person("Q", "60", old), "unknown", ""},
		{"an account's date without a value", `"seen": {"company.employees": {"at": "2027-11-01T00:00:00Z"}}, `, person("P", "50", ""), "good", ""},
	} {
		d := e.Decide(parsed(t, `{"id": "A", `+c.account+`"people": [`+c.people+`]}`), asOf)
		var have []string
		for _, i := range d.Issues {
			have = append(have, string(i.Code)+" "+i.Path)
		}
		if issues := strings.Join(have, ", "); issues != c.want || string(d.Fit.Verdict) != c.fit {
			t.Errorf("%s: %q and %s, want %q and %s", c.name, issues, d.Fit.Verdict, c.want, c.fit)
		}
	}
}
