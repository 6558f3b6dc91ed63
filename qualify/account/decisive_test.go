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
	const facts = `"custom.n": {"type": "number"%[1]s}, "custom.tier": {"type": "string"%[1]s}, "custom.l": {"type": "strings"%[1]s}, "custom.b": {"type": "bool"%[1]s}, "custom.at": {"type": "time"%[1]s}, "custom.d": {"type": "string"%[1]s}`
	return compiled(t, `{"name": "x", "roles": [{"id": "buyer", "when": "person.seniority == 'c_level'"}],
		"person": {"facts": {`+fmt.Sprintf(facts, "")+`}},
		"account": {"facts": {"company.industry": {"actionable": true}, "company.domain": {"actionable": true}, `+fmt.Sprintf(facts, `, "actionable": true`)+`},
			"icp": {"criteria": [{"id": "a", "when": "`+when+`"}]}}}`)
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
