package account_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
)

// fitWhen is the engine of rules that ask one thing about an account.
func fitWhen(t *testing.T, when string) *account.Engine {
	t.Helper()
	return compiled(t, fitText(when))
}

func fitText(when string) string {
	const facts = `"custom.n": {"type": "number"%[1]s}, "custom.tier": {"type": "string"%[1]s}, "custom.l": {"type": "strings"%[1]s}, "custom.b": {"type": "bool"%[1]s}, "custom.at": {"type": "time"%[1]s}, "custom.d": {"type": "string"%[1]s}`
	return `{"name": "x", "roles": [{"id": "buyer", "when": "person.seniority == 'c_level'"}],
		"person": {"facts": {` + fmt.Sprintf(facts, "") + `}},
		"account": {"facts": {"company.industry": {"actionable": true}, "company.domain": {"actionable": true}, ` + fmt.Sprintf(facts, `, "actionable": true`) + `},
			"icp": {"criteria": [{"id": "a", "when": "` + when + `"}]}}}`
}

// A fact of the account's own is told apart beside a condition over people as it is by
// itself, whatever looks at it.
func TestOwnFactsBesidePeople(t *testing.T) {
	a := parsed(t, `{"id": "A", "people": [{"id": "1", "person": {"consent": true}}]}`)
	b := parsed(t, `{"id": "A", "company": {"industry": "-", "domain": "-.example"}, "custom": {"n": -77, "tier": "x", "l": ["-"], "b": false, "at": "1999-01-01T00:00:00Z", "d": "a@-.example"}, "people": [{"id": "1", "person": {"consent": true}}]}`)
	for _, own := range []string{
		"custom.n == 7", "custom.n > 5", "custom.n in [3, 4]", "custom.n in 3..4", "custom.n + 1 > 50", "abs(custom.n - 1) == 5", "custom.b",
		"custom.tier != 'x'", "custom.tier == 'y'", "custom.tier in ['y', 'z']", "company.industry == 'x'", "lower(custom.tier) == 'y'", "has_word(custom.tier, 'gold')",
		"custom.tier startsWith 'go'", "custom.tier matches 'gold.*'", "'y' in custom.l", "any(custom.l, # == 'y')",
		"domain_in(company.domain, 'a.example')", "email_domain(custom.d) == 'a.example'", "email_domain(custom.d) != '-.example'", "is_free_email(custom.d)", "custom.at > date('2020-01-01')",
	} {
		for _, around := range []string{"any(people, .consent) and %s", "%s and count(people, .consent) > 0", "(any(people, .consent) ? %s : false)"} {
			when := fmt.Sprintf(around, own)
			e := fitWhen(t, when)
			ask := e.Decide(a, asOf).Ask
			if i := slices.IndexFunc(ask, func(q qualify.Question) bool { return q.Person == "" }); i < 0 || !ask[i].Decisive {
				t.Errorf("%s: not decisive: %+v", when, ask)
			}
			got, err := e.Toward(t.Context(), b, asOf, qualify.Goal{Quadrant: matrix.GoodFitNotReady})
			if err != nil {
				t.Fatal(err)
			}
			if len(got.Plans) == 0 {
				t.Errorf("%s: no plan: %+v", when, got)
			}
		}
	}
}

// What is unknown of somebody is decisive whatever the account's rules make of it.
func TestFactsOfPeopleAreDecisive(t *testing.T) {
	a := parsed(t, `{"id": "A", "people": [{"id": "1"}]}`)
	for _, of := range []string{
		"has_word(.job_title, 'cfo')", "lower(.job_title) == 'cfo'", ".job_title matches '^cfo'", ".job_title contains 'cfo'", ".job_title in ['cfo', 'ceo']", "has_word(.job_title, lists.titles)",
		".custom.n + 1 > 50", ".custom.n * 2 > 50", "abs(.custom.n) == 77", ".custom.n in 3..4", ".custom.n < -5",
		"'cfo' in .custom.l", "any(.custom.l, # == 'cfo')", "len(.custom.l) > 0", "none(.custom.l, # == 'cfo')",
		"email_domain(.custom.d) == 'x.example'", "domain_in(.custom.d, 'x.example')", "is_free_email(.custom.d)", ".custom.b", "not .consent", ".custom.at > date('2020-01-01')", ".custom.at < date('2020-01-01')",
	} {
		e := compiled(t, with(t, fitText("any(people, "+of+")"), `"account": {`, `"account": {"lists": {"titles": ["cfo", "ceo"]}, `))
		if ask := e.Decide(a, asOf).Ask; len(ask) != 1 || !ask[0].Decisive {
			t.Errorf("%s: not decisive: %+v", of, ask)
		}
	}
}

// What raises a person's hand is not for the record where the account's rules see that.
func TestRaisesOfPeopleAreNotForTheRecord(t *testing.T) {
	e := compiled(t, `{"name": "x", "roles": [{"id": "b", "when": "person.seniority == 'c'"}],
		"person": {"hand_raise": [{"id": "h", "when": "person.seniority == 'c'"}]},
		"account": {"icp": {"criteria": [{"id": "a", "when": "any(people, .hand_raised)"}]}, "checklists": [{"id": "l", "items": [{"id": "b", "role": "b"}]}]}}`)
	ask := e.Decide(parsed(t, `{"id": "A", "people": [{"id": "1"}]}`), asOf).Ask
	if len(ask) != 1 || !ask[0].Decisive || ask[0].ForRecord {
		t.Errorf("%+v", ask)
	}
}

// That there is no plan is not said for sure where people may come to it by several acts.
func TestNoPlanIsNotExact(t *testing.T) {
	for _, when := range []string{"any(people, .points > 5) and any(people, .hand_raised)", "any(people, .points > 5 and .hand_raised)", "sum(people, .points) >= 6", "max(map(people, .points)) >= 6"} {
		e := compiled(t, `{"name": "x", "person": {"scoring": {"ready_at": 9, "rules": [{"id": "w", "each": ".type == 'web'", "points": 6}]}, "hand_raise": [{"id": "h", "when": "any(activities, .type == 'demo')"}]},
			"account": {"icp": {"criteria": [{"id": "a", "when": "`+when+`"}]}}}`)
		got, err := e.Toward(t.Context(), parsed(t, `{"id": "A", "people": [{"id": "1"}]}`), asOf, qualify.Goal{Quadrant: matrix.GoodFitNotReady})
		if err != nil || len(got.Plans) == 0 && got.Exact {
			t.Errorf("%s: %+v, %v", when, got, err)
		}
	}
}
