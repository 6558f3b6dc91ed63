package qualify_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/qualify"
)

// summary is what a decision comes to, in one line.
func summary(d *qualify.Decision) string {
	certain := "open"
	if d.Certain {
		certain = "certain"
	}
	s := fmt.Sprintf("%s %s %s/%s %s", d.Quadrant, d.Status, d.Owner.Team, d.Owner.Action, certain)
	for _, step := range d.Screening {
		if step.Lifted {
			s += " lifted:" + step.ID
		}
	}
	if d.Owner.Route != "" {
		s += " route:" + d.Owner.Route + ":" + d.Owner.ID
	}
	for _, q := range d.Ask {
		s += " ask:" + q.Path
		if q.Decisive {
			s += "!"
		}
	}
	for _, i := range d.Issues {
		s += fmt.Sprintf(" %s:%s", i.Code, i.Path)
	}
	return s
}

// The contract's sentences about whole decisions. Facts are a to d, flags, and
// n, a number.
func TestMeaningOfDecisions(t *testing.T) {
	const facts = `"name": "r", "facts": {"custom.a": {"type": "bool"}, "custom.b": {"type": "bool"}, "custom.c": {"type": "bool"}, "custom.n": {"type": "number"}, "custom.e": {"type": "string", "enum": ["x"]}}`
	const icp = `"icp": {"criteria": [{"id": "a", "when": "custom.a"}]}`
	const scoring = `"scoring": {"ready_at": 10, "rules": [{"id": "b", "when": "custom.b", "points": 10}]}`
	const raise = `"hand_raise": [{"id": "c", "when": "custom.c"}]`
	const wants = `"hand_raise": [{"id": "w", "when": "answers.wants_contact"}]`
	excludes := func(first, second string) string {
		return `"screening": [{"id": "one", "when": "custom.a", "status": "` + first + `"}, {"id": "two", "when": "custom.b", "status": "` + second + `"}]`
	}
	lift := `"screening": [{"id": "one", "when": "custom.a", "unless_hand_raised": true}]`
	for _, x := range []struct{ rules, lead, want string }{
		// An absent part says nothing.
		{`"scoring": {}`, `{}`, "good_fit_not_ready nurture marketing/nurture certain"},
		{icp, `{"custom": {"a": false}}`, "poor_fit_not_ready nurture marketing/keep certain"},
		{scoring, `{"custom": {"b": true}}`, "good_fit_ready mql sales/call certain"},
		{raise, `{"custom": {"c": true}}`, "good_fit_ready sql sales/call certain"},
		// The table.
		{icp + "," + scoring, `{"custom": {"a": true, "b": true}}`, "good_fit_ready mql sales/call certain"},
		{icp + "," + scoring, `{"custom": {"a": true, "b": false}}`, "good_fit_not_ready nurture marketing/nurture certain"},
		{icp + "," + scoring, `{"custom": {"a": false, "b": true}}`, "poor_fit_ready research sales/research certain"},
		{icp + "," + scoring, `{"custom": {"a": true}}`, "undetermined nurture marketing/enrich open ask:custom.b!"},
		{icp + "," + scoring, `{"custom": {"b": true}}`, "undetermined research sales/research open ask:custom.a!"},
		{icp + "," + scoring, `{"custom": {"b": false}}`, "undetermined nurture marketing/enrich open ask:custom.a!"},
		{icp + "," + raise, `{"custom": {"c": true}}`, "undetermined research sales/ask open ask:custom.a!"},
		{icp + "," + scoring, `{}`, "undetermined nurture marketing/enrich open ask:custom.b! ask:custom.a"},
		// Policies.
		{scoring + "," + raise + `, "readiness": "score"`, `{"custom": {"b": false, "c": true}}`, "good_fit_not_ready nurture marketing/nurture certain"},
		{scoring + "," + raise + `, "readiness": "hand_raise"`, `{"custom": {"b": true, "c": false}}`, "good_fit_not_ready nurture marketing/nurture certain"},
		{scoring + "," + raise, `{"custom": {"b": true, "c": true}}`, "good_fit_ready sql sales/call certain"},
		{scoring + `, "bant": {"need": {"when": "custom.a"}, "gate": true}`, `{"custom": {"b": true, "a": false}}`, "good_fit_not_ready nurture marketing/nurture certain"},
		{scoring + `, "bant": {"need": {"when": "custom.a"}, "gate": true}`, `{"custom": {"b": true}}`, "undetermined nurture marketing/enrich open ask:custom.a!"},
		{scoring + `, "bant": {"need": {"when": "custom.a"}, "gate": true},` + raise, `{"custom": {"b": true, "a": false, "c": true}}`, "good_fit_ready sql sales/call certain"},
		// With unmet, the unknown counts as unmet, and the rest stays honest.
		{icp + "," + scoring + `, "when_unknown": "unmet"`, `{}`, "poor_fit_not_ready nurture marketing/keep open ask:custom.a! ask:custom.b!"},
		// Screening: the first met step removes; an unknown one removes nobody.
		{excludes("excluded", "disqualified"), `{"custom": {"a": true, "b": true}}`, "good_fit_not_ready excluded / certain"},
		{excludes("excluded", "disqualified"), `{"custom": {"a": false, "b": true}}`, "good_fit_not_ready disqualified / certain"},
		{excludes("excluded", "disqualified"), `{"custom": {"b": true}}`, "good_fit_not_ready disqualified / open"},
		{excludes("disqualified", "excluded"), `{"custom": {"b": true}}`, "good_fit_not_ready excluded / open"},
		{excludes("excluded", "excluded"), `{"custom": {"b": true}}`, "good_fit_not_ready excluded / certain"},
		{excludes("excluded", "disqualified"), `{"custom": {"a": true}}`, "good_fit_not_ready excluded / certain"},
		{excludes("excluded", "disqualified"), `{"custom": {"a": false}}`, "good_fit_not_ready nurture marketing/nurture open ask:custom.b!"},
		// A raised hand lifts a step, where the policy counts it.
		{lift + "," + raise, `{"custom": {"a": true, "c": true}}`, "good_fit_ready sql sales/call certain lifted:one"},
		{lift + "," + raise, `{"custom": {"a": true, "c": false}}`, "good_fit_not_ready disqualified / certain"},
		{lift + "," + raise, `{"custom": {"a": true}}`, "good_fit_not_ready disqualified / certain ask:custom.c!"},
		{lift + "," + raise, `{"custom": {"c": true}}`, "good_fit_ready sql sales/call certain"},
		{lift + "," + raise + "," + scoring + `, "readiness": "score"`, `{"custom": {"a": true, "b": true, "c": true}}`, "good_fit_ready disqualified / certain"},
		// To want contact is an act.
		{wants, `{}`, "good_fit_not_ready nurture marketing/nurture certain"},
		{wants, `{"answers": {"wants_contact": true}}`, "good_fit_ready sql sales/call certain"},
		{`"hand_raise": [{"id": "w", "when": "not answers.wants_contact"}]`, `{}`, "good_fit_not_ready nurture marketing/nurture certain"},
		{wants, `{"answers": {"wants_contact": true, "wants_contact_at": "2026-11-01T00:00:00Z"}, "reset_at": "2026-11-01T00:00:00Z"}`, "good_fit_not_ready nurture marketing/nurture certain"},
		{wants, `{"answers": {"wants_contact": true, "wants_contact_at": "2026-11-01T00:00:01Z"}, "reset_at": "2026-11-01T00:00:00Z"}`, "good_fit_ready sql sales/call certain"},
		// The log: after the reset, up to the instant.
		{`"scoring": {"ready_at": 2, "rules": [{"id": "x", "each": "true", "points": 1}]}`, `{"reset_at": "2026-11-01T00:00:00Z", "activities": [
			{"type": "a", "at": "2026-11-01T00:00:00Z"}, {"type": "a", "at": "2026-11-01T00:00:01Z"}, {"type": "a", "at": "2026-11-22T09:00:00Z"}, {"type": "a", "at": "2026-11-22T09:00:01Z"}]}`, "good_fit_ready mql sales/call certain"},
		{`"scoring": {"ready_at": 1, "rules": [{"id": "x", "each": "true", "points": 1}]}`, `{"activities": [{"at": "2026-11-01T00:00:00Z"}, {"type": "a"}]}`, "good_fit_not_ready nurture marketing/nurture certain bad_activity:activities[0] bad_activity:activities[1]"},
		// Groups must be ready as well.
		{`"scoring": {"ready_at": 5, "groups": [{"id": "g", "ready_at": 1}], "rules": [{"id": "x", "when": "true", "points": 9}]}`, `{}`, "good_fit_not_ready nurture marketing/nurture certain"},
		// Owners and routes.
		{raise + `, "routes": [{"id": "r1", "when": "custom.a", "team": "sales", "owners": [{"id": "ana"}]}, {"id": "r2", "team": "sales", "owners": [{"id": "bo"}]}]`, `{"custom": {"c": true, "a": true}}`, "good_fit_ready sql sales/call certain route:r1:ana"},
		{raise + `, "routes": [{"id": "r1", "when": "custom.a", "team": "sales", "owners": [{"id": "ana"}]}, {"id": "r2", "team": "sales", "owners": [{"id": "bo"}]}]`, `{"custom": {"c": true}}`, "good_fit_ready sql sales/call certain route:r2:bo ask:custom.a!"},
		{raise + `, "routes": [{"id": "r1", "team": "sales", "owners": [{"id": "ana"}, {"id": "bo", "weight": 0}]}]`, `{"owner": "bo", "custom": {"c": true}}`, "good_fit_ready sql sales/call certain route:r1:bo"},
		{raise + `, "routes": [{"id": "r1", "team": "marketing", "owners": [{"id": "ana"}]}]`, `{"custom": {"c": true}}`, "good_fit_ready sql sales/call certain"},
		{raise + `, "matrix": {"good_fit_ready": {"team": "partners"}}`, `{"custom": {"c": true}}`, "good_fit_ready sql partners/call certain"},
		// Bad data is unknown and reported.
		{icp, `{"custom": {"a": "true"}}`, "undetermined nurture marketing/enrich open ask:custom.a! wrong_kind:custom.a"},
		{`"icp": {"criteria": [{"id": "e", "when": "custom.e == 'x'"}]}`, `{"custom": {"e": "y"}}`, "undetermined nurture marketing/enrich open ask:custom.e! not_in_enum:custom.e"},
		{`"icp": {"criteria": [{"id": "n", "when": "1 / custom.n > 0"}]}`, `{"custom": {"n": 0}}`, "undetermined nurture marketing/enrich open not_finite:icp.n"},
		{`"icp": {"criteria": [{"id": "n", "when": "custom.n > 1 or 1 / 0 > 2"}]}`, `{}`, "undetermined nurture marketing/enrich open ask:custom.n! not_finite:icp.n"},
		{`"icp": {"criteria": [{"id": "m", "when": "is_free_email(person.email)"}]}`, `{"person": {"email": "ana"}}`, "undetermined nurture marketing/enrich open ask:person.email! no_domain:icp.m"},
		{`"icp": {"criteria": [{"id": "m", "when": "is_free_email(person.email)"}]}`, `{"person": {"email": "ana@"}}`, "undetermined nurture marketing/enrich open ask:person.email! no_domain:icp.m"},
		{`"icp": {"criteria": [{"id": "m", "when": "is_free_email(person.email)"}]}`, `{}`, "undetermined nurture marketing/enrich open ask:person.email!"},
		{`"icp": {"criteria": [{"id": "m", "when": "email_domain(lower(person.email)) == 'x.example' or custom.a"}]}`, `{"person": {"email": "ana"}}`, "undetermined nurture marketing/enrich open ask:person.email! ask:custom.a! no_domain:icp.m"},
		{`"icp": {"criteria": [{"id": "m", "when": "email_domain(person.email) == 'x.example' and 1 / custom.n > 0"}]}`, `{"person": {"email": "ana"}, "custom": {"n": 0}}`, "undetermined nurture marketing/enrich open ask:person.email! not_finite:icp.m no_domain:icp.m"},
		{`"icp": {"criteria": [{"id": "m", "when": "any(company.technologies, is_free_email(#))"}]}`, `{"company": {"technologies": ["go", "a@x.example"]}}`, "undetermined nurture marketing/enrich open no_domain:icp.m"},
		{`"scoring": {"ready_at": 1, "rules": [{"id": "m", "each": "is_free_email(.channel)", "points": 1}]}`, `{"activities": [{"type": "a", "at": "2026-11-22T09:00:00Z"}]}`, "good_fit_not_ready nurture marketing/nurture certain no_domain:scoring.m"},
		{`"scoring": {"ready_at": 1, "rules": [{"id": "n", "each": "1 / .value > 0", "points": 1}]}`, `{"activities": [{"type": "a", "at": "2026-11-22T09:00:00Z"}]}`, "good_fit_not_ready nurture marketing/nurture certain not_finite:scoring.n"},
		{`"scoring": {}`, `{"custom": {"nobody": 5}, "id": ""}`, "good_fit_not_ready nurture marketing/nurture certain no_id:id"},
		// Unknowns that settle nothing leave a decision certain.
		{`"icp": {"criteria": [{"id": "a", "when": "custom.a", "weight": 1}, {"id": "b", "when": "custom.b", "weight": 9}], "good_at": 0.5}`, `{"custom": {"b": true}}`, "good_fit_not_ready nurture marketing/nurture certain ask:custom.a"},
		{`"icp": {"criteria": [{"id": "a", "when": "custom.a", "required": true}, {"id": "b", "when": "custom.b"}]}`, `{"custom": {"a": false}}`, "poor_fit_not_ready nurture marketing/keep certain ask:custom.b"},
	} {
		text := "{" + facts
		if x.rules != "" {
			text += ", " + x.rules
		}
		e, err := qualify.CompileJSON("", []byte(text+"}"), nil)
		if err != nil {
			t.Errorf("%s: %v", x.rules, err)
			continue
		}
		var l qualify.Lead
		if err := json.Unmarshal([]byte(x.lead), &l); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(x.lead, `"id"`) {
			l.ID = "L"
		}
		d := e.Decide(&l, generate.AsOf)
		if have := summary(&d); have != x.want {
			t.Errorf("%s of %s:\nhave %s\nwant %s", x.rules, x.lead, have, x.want)
		}
	}
}
