package qualify_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/qualify"
)

const askFacts = `"facts": {"custom.a": {"type": "bool"}, "custom.b": {"type": "bool"}},`

// What a rule set asks for custom.a of a lead of whom nothing is known, but
// for what the case says: "" where it does not ask, else record, decisive or
// open.
func TestWhatAnAnswerIsFor(t *testing.T) {
	bant := `"bant": {"need": {"when": "custom.a"}}`
	for _, c := range []struct{ name, rules, want string }{
		{"a checklist", bant, "record"},
		{"a named checklist", `"checklists": [{"id": "l", "items": [{"id": "i", "when": "custom.a"}]}]`, "record"},
		{"a gate", `"bant": {"gate": true, "need": {"when": "custom.a"}}, "scoring": {"ready_at": 0, "rules": [{"id": "r", "when": "custom.b", "points": 1}]}`, "decisive"},
		{"a gate that no readiness goes by", `"readiness": "hand_raise", "bant": {"gate": true, "need": {"when": "custom.a"}}, "hand_raise": [{"id": "h", "when": "custom.b"}]`, "record"},
		{"a checklist and a fit", bant + `, "icp": {"criteria": [{"id": "c", "when": "custom.a"}]}`, "decisive"},
		{"a fit that others decide with", `"icp": {"criteria": [{"id": "c", "when": "custom.a"}, {"id": "d", "when": "custom.b"}]}, "when_unknown": "unmet"`, "open"},
		{"a score", `"scoring": {"ready_at": 5, "rules": [{"id": "r", "when": "custom.a", "points": 1}, {"id": "s", "when": "custom.b", "points": 10}]}`, "open"},
		{"a score that no readiness goes by", `"readiness": "hand_raise", "scoring": {"rules": [{"id": "r", "when": "custom.a", "points": 1}]}, "hand_raise": [{"id": "h", "when": "custom.b"}]`, "record"},
		{"a tier of such a score", `"readiness": "hand_raise", "scoring": {"rules": [{"id": "r", "tiers": [{"when": "custom.a", "points": 2}, {"when": "true", "points": 1}]}]}`, "record"},
		{"a checklist and a hand", bant + `, "hand_raise": [{"id": "h", "when": "custom.a"}]`, "decisive"},
		{"a checklist and a hand that does not count", bant + `, "readiness": "score", "scoring": {"ready_at": 5, "rules": []}, "hand_raise": [{"id": "h", "when": "custom.a"}]`, "record"},
		{"a checklist and a stand-in", bant + `, "screening": [{"id": "s", "when": "custom.a ?? false"}]`, "decisive"},
		{"a checklist and a stand-in that only the record needs", bant + `, "checklists": [{"id": "l", "items": [{"id": "i", "when": "custom.a ?? false"}, {"id": "j", "when": "custom.a == nil"}]}]`, "record"},
		{"a checklist and a stand-in in a criterion", bant + `, "icp": {"criteria": [{"id": "c", "when": "(custom.a ?? false) or custom.b"}]}`, "decisive"},
		{"a checklist and a stand-in that does not matter", bant + `, "icp": {"criteria": [{"id": "c", "when": "stage == 'lead' or (custom.a ?? false)"}]}`, "record"},
		{"a checklist and a hand beside one that is raised", bant + `, "hand_raise": [{"id": "g", "when": "true"}, {"id": "h", "when": "custom.a"}]`, "record"},
		{"a checklist and a hand beside one that may come down", bant + `, "hand_raise": [{"id": "g", "when": "custom.b == nil"}, {"id": "h", "when": "custom.a"}]`, "open"},
		{"a checklist and a hand that is surely not raised", bant + `, "hand_raise": [{"id": "h", "when": "any(activities, custom.a and .type == 'x')"}]`, "record"},
		{"a checklist and a hand that others raise with it", bant + `, "hand_raise": [{"id": "h", "when": "custom.b ? custom.a : false"}]`, "open"},
		{"a tier behind a stand-in", bant + `, "scoring": {"ready_at": 5, "rules": [{"id": "r", "tiers": [{"when": "custom.b ?? true", "points": 8}, {"when": "custom.a", "points": 6}]}]}`, "open"},
		{"a tier of a criterion behind a stand-in", bant + `, "icp": {"good_at": 0.5, "criteria": [{"id": "c", "tiers": [{"when": "custom.b == nil", "share": 1}, {"when": "custom.a", "share": 0.6}]}]}`, "open"},
		{"a tier behind one that is met", bant + `, "scoring": {"ready_at": 5, "rules": [{"id": "r", "tiers": [{"when": "true", "points": 8}, {"when": "custom.a", "points": 6}]}, {"id": "s", "when": "custom.b ?? true", "points": 1}]}`, "open"},
		{"an amount behind a stand-in", bant + `, "scoring": {"ready_at": 5, "rules": [{"id": "r", "when": "custom.b ?? false", "compute": "custom.a ? 8 : 0", "min": 0, "max": 8}]}`, "open"},
		{"a step that a hand lifts which may come down", bant + `, "screening": [{"id": "s", "when": "custom.a", "unless_hand_raised": true}], "hand_raise": [{"id": "h", "when": "custom.b == nil"}]`, "open"},
		{"a step that a hand lifts which may not come down", bant + `, "screening": [{"id": "s", "when": "custom.a", "unless_hand_raised": true}], "hand_raise": [{"id": "h", "when": "custom.b == nil or stage == 'lead'"}]`, "record"},
		{"screening", bant + `, "screening": [{"id": "s", "when": "custom.a"}]`, "decisive"},
		{"a step that a raised hand lifts", `"screening": [{"id": "s", "when": "custom.a", "unless_hand_raised": true}], "hand_raise": [{"id": "h", "when": "true"}]`, ""},
		{"a step that no hand lifts", `"screening": [{"id": "s", "when": "custom.a"}], "hand_raise": [{"id": "h", "when": "true"}]`, "decisive"},
		{"a removed lead", `"screening": [{"id": "s", "when": "true"}, {"id": "t", "when": "custom.a"}], "icp": {"criteria": [{"id": "c", "when": "custom.a"}]}, "hand_raise": [{"id": "h", "when": "custom.a"}]`, ""},
		{"a removed lead whom a raised hand brings back", bant + `, "screening": [{"id": "s", "when": "true", "unless_hand_raised": true}], "hand_raise": [{"id": "h", "when": "custom.a"}]`, "decisive"},
		{"a route of the lead's team", bant + `, "routes": [{"id": "r", "team": "marketing", "when": "custom.a", "owners": [{"id": "ana"}]}]`, "decisive"},
		{"a route of another team", bant + `, "routes": [{"id": "r", "team": "partners", "when": "custom.a", "owners": [{"id": "ana"}]}]`, "record"},
		{"a route of a team that another answer leads to", bant + `, "icp": {"criteria": [{"id": "c", "when": "custom.b"}]}, "scoring": {"ready_at": 0, "rules": []}, "matrix": {"poor_fit_ready": {"team": "partners"}}, "routes": [{"id": "r", "team": "partners", "when": "custom.a", "owners": [{"id": "ana"}]}]`, "open"},
		{"a route of a team that a hand leads to", bant + `, "hand_raise": [{"id": "h", "when": "custom.b"}], "routes": [{"id": "r", "team": "sales", "when": "custom.a", "owners": [{"id": "ana"}]}]`, "open"},
		{"a route of a team that no answer leads to", bant + `, "readiness": "score", "scoring": {"ready_at": 5, "rules": []}, "routes": [{"id": "r", "team": "sales", "when": "custom.a", "owners": [{"id": "ana"}]}]`, "record"},
		{"a route behind one that is met", bant + `, "routes": [{"id": "r", "team": "marketing", "owners": [{"id": "ana"}]}, {"id": "s", "team": "marketing", "when": "custom.a", "owners": [{"id": "bo"}]}]`, "record"},
		{"a route behind one that is met by what is settled", bant + `, "icp": {"criteria": [{"id": "c", "when": "true"}]}, "routes": [{"id": "r", "team": "marketing", "when": "fit.verdict == 'good'", "owners": [{"id": "ana"}]}, {"id": "s", "team": "marketing", "when": "custom.a", "owners": [{"id": "bo"}]}]`, "record"},
		{"a route that stands in for it", bant + `, "routes": [{"id": "r", "team": "marketing", "when": "custom.a == nil", "owners": [{"id": "ana"}]}]`, "decisive"},
		{"a route by the verdict of a checklist", bant + `, "routes": [{"id": "r", "team": "marketing", "when": "bant.verdict == 'qualified'", "owners": [{"id": "ana"}]}]`, "decisive"},
		{"a route by the points where readiness is settled", `"scoring": {"ready_at": 50, "rules": [{"id": "r", "when": "custom.a", "points": 5}]}, "routes": [{"id": "r", "team": "marketing", "when": "score.points >= 5", "owners": [{"id": "ana"}]}]`, "decisive"},
		{"a route by the share where fit is settled", `"icp": {"good_at": 0.5, "criteria": [{"id": "c", "when": "true"}, {"id": "d", "when": "custom.a"}]}, "routes": [{"id": "r", "team": "marketing", "when": "fit.share == 1", "owners": [{"id": "ana"}]}]`, "decisive"},
		{"a route before one with the same owner", `"routes": [{"id": "r", "team": "marketing", "when": "custom.a", "owners": [{"id": "ana"}]}, {"id": "s", "team": "marketing", "owners": [{"id": "ana"}]}]`, "open"},
		{"a route before one with another owner", `"routes": [{"id": "r", "team": "marketing", "when": "custom.a", "owners": [{"id": "ana"}]}, {"id": "s", "team": "marketing", "owners": [{"id": "bo"}]}]`, "decisive"},
		{"a route before one with another roster", `"routes": [{"id": "r", "team": "marketing", "when": "custom.a", "roster": "x"}, {"id": "s", "team": "marketing", "roster": "y"}]`, "decisive"},
	} {
		rules := `{"name": "n", ` + askFacts + c.rules + `}`
		d := compiled(t, rules).Decide(&qualify.Lead{ID: "1"}, generate.AsOf)
		if have := askedFor(&d, "custom.a"); have != c.want {
			t.Errorf("%s: %q, want %q: %+v", c.name, have, c.want, d.Ask)
		}
	}
}

// An address elsewhere decides as much as one that the rules name.
func TestDomainsAreDecisive(t *testing.T) {
	for _, c := range []struct{ path, when string }{
		{"person.email", "domain_in(person.email, 'a.example')"},
		{"person.email", "not domain_in(person.email, 'a.example', 'company.example', 'b.example')"},
		{"person.email", "email_domain(person.email) == 'a.example'"},
		{"person.email", "email_domain(person.email) != 'a.example'"},
		{"person.email", "email_domain(person.email) in ['a.example', 'company.example']"},
		{"person.email", "email_domain(person.email) contains 'company.example'"},
		{"person.email", "is_free_email(person.email)"},
		{"person.email", "not is_free_email(person.email)"},
		{"company.domain", "domain_in(company.domain, 'a.example')"},
		{"company.domain", "not domain_in(company.domain, 'a.example')"},
		{"custom.mails", "any(custom.mails, domain_in(#, 'a.example'))"},
		{"custom.mails", "all(custom.mails, email_domain(#) == 'a.example')"},
	} {
		for _, join := range []string{"and", "or"} { // the one is decided by another domain, the other by the one that is named
			e := compiled(t, `{"name": "n", "facts": {"custom.mails": {"type": "strings"}}, "icp": {"criteria": [{"id": "c", "when": "person.consent `+join+` `+c.when+`"}]}}`)
			if d := e.Decide(&qualify.Lead{ID: "1"}, generate.AsOf); askedFor(&d, c.path) != "decisive" {
				t.Errorf("%s %s: %s is asked as %q: %+v", join, c.when, c.path, askedFor(&d, c.path), d.Ask)
			}
		}
	}
}

// askedFor is what a fact is asked for: "decisive", "record", "open" for neither,
// "both" for what cannot be, "" where it is not asked.
func askedFor(d *qualify.Decision, path string) (have string) {
	for _, q := range d.Ask {
		switch {
		case q.Path != path:
		case q.Decisive && q.ForRecord:
			have = "both"
		case q.Decisive:
			have = "decisive"
		case q.ForRecord:
			have = "record"
		default:
			have = "open"
		}
	}
	return have
}

// An owner that is the lead's already stays, whatever route names it.
func TestTheOwnerOfTheLeadIsNotAskedFor(t *testing.T) {
	e := compiled(t, `{"name": "n", `+askFacts+` "routes": [
	  {"id": "r", "team": "marketing", "when": "custom.a", "owners": [{"id": "ana"}, {"id": "bo"}]},
	  {"id": "s", "team": "marketing", "owners": [{"id": "ana"}]}]}`)
	for owner, want := range map[string]bool{"ana": false, "bo": true} {
		if d := e.Decide(&qualify.Lead{ID: "1", Owner: owner}, generate.AsOf); len(d.Ask) != 1 || d.Ask[0].Decisive != want {
			t.Errorf("the lead of %s: %+v, want decisive: %v", owner, d.Ask, want)
		}
	}
}

// Where the present owner is asked for, an answer decides who keeps the lead.
func TestThePresentOwnerDecides(t *testing.T) {
	for _, c := range []struct{ owners, facts, want string }{
		{`[{"id": "ana"}, {"id": "bo"}]`, ``, "decisive"},
		{`[{"id": "ana"}, {"id": "bo"}]`, `"owner": {"stale_days": 30}`, "decisive"},
		{`[{"id": "ana"}, {"id": "bo"}]`, `"owner": {"enum": ["zed", "cy"]}`, "record"},
		{`[{"id": "ana"}]`, ``, "record"},
		{`[{"id": "ana", "weight": 0}, {"id": "bo"}]`, ``, "decisive"},
	} {
		e := compiled(t, `{"name": "n", "facts": {`+c.facts+`}, "bant": {"need": {"when": "owner == 'zed'"}},
		  "routes": [{"id": "r", "team": "marketing", "owners": `+c.owners+`}]}`)
		l := &qualify.Lead{ID: "1"}
		d := e.Decide(l, generate.AsOf)
		ranked := rankedBy(t, e, l, generate.AsOf)
		have := "open"
		switch {
		case len(d.Ask) != 1 || len(ranked) != 1 || d.Ask[0].Decisive != ranked[0].Decisive || d.Ask[0].ForRecord == ranked[0].Together:
			t.Errorf("%+v: %+v, ranked %+v", c, d.Ask, ranked)
		case d.Ask[0].Decisive:
			have = "decisive"
		case d.Ask[0].ForRecord:
			have = "record"
		}
		if have != c.want {
			t.Errorf("%+v: %s", c, have)
		}
	}
}

// What is there and says nothing is asked for as what is missing is: another
// value takes its place, and is seen now.
func TestWhatSaysNothingIsReplaced(t *testing.T) {
	e := compiled(t, `{"name": "n", "facts": {"company.employees": {"stale_days": 30}},
	  "bant": {"need": {"when": "domain_in(company.domain, 'a.example')"}},
	  "icp": {"criteria": [{"id": "c", "when": "company.employees >= 100"}, {"id": "d", "when": "company.domain startsWith 'a'"}]}}`)
	old := map[string]qualify.Seen{"company.employees": {At: generate.AsOf.AddDate(-1, 0, 0)}}
	l := &qualify.Lead{ID: "1", Company: qualify.Company{Domain: "a b", Employees: qualify.Number(500)}, Seen: old}
	want := []qualify.Question{
		{Path: "company.employees", For: []string{"icp.c"}, Decisive: true, Why: "stale"},
		{Path: "company.domain", For: []string{"bant.need"}, Decisive: true, Why: "no_domain"},
	}
	if diff := cmp.Diff(want, e.Decide(l, generate.AsOf).Ask); diff != "" {
		t.Error(diff)
	}
	for _, r := range rankedBy(t, e, l, generate.AsOf) {
		if !r.Decisive || !r.Together {
			t.Errorf("%+v", r)
		}
	}
	if !old["company.employees"].At.Before(generate.AsOf) {
		t.Error("the lead was changed")
	}
}

// A wish without a date that is asked for its date: it may raise a hand only if
// it is a wish.
func TestUndatedWishes(t *testing.T) {
	e := compiled(t, `{"name": "n",
	  "screening": [{"id": "s", "when": "true", "unless_hand_raised": true}],
	  "hand_raise": [{"id": "h", "when": "answers.wants_contact"}]}`)
	kept := compiled(t, `{"name": "n",
	  "bant": {"need": {"when": "answers.wants_contact"}},
	  "hand_raise": [{"id": "h", "when": "answers.wants_contact"}]}`)
	for _, wish := range []bool{true, false} {
		l := &qualify.Lead{ID: "1", ResetAt: generate.AsOf.AddDate(0, -1, 0), Answers: qualify.Answers{WantsContact: qualify.Known(wish)}}
		var want []qualify.Question
		if wish {
			want = []qualify.Question{{Path: "answers.wants_contact_at", For: []string{"screening.s"}, Decisive: true}}
		}
		if diff := cmp.Diff(want, e.Decide(l, generate.AsOf).Ask); diff != "" {
			t.Errorf("removed, and wishes contact: %v: %s", wish, diff)
		}
		want = []qualify.Question{{Path: "answers.wants_contact_at", For: []string{"bant.need"}, Decisive: wish, ForRecord: !wish}}
		if diff := cmp.Diff(want, kept.Decide(l, generate.AsOf).Ask); diff != "" {
			t.Errorf("kept, and wishes contact: %v: %s", wish, diff)
		}
	}
}

// Two values that lead to two owners of one team are told apart.
func TestAskTellsOwnersApart(t *testing.T) {
	e := compiled(t, `{"name": "n", `+askFacts+` "routes": [
	  {"id": "r", "team": "marketing", "when": "custom.a", "owners": [{"id": "ana"}]},
	  {"id": "s", "team": "marketing", "roster": "inside"}]}`)
	ranked := rankedBy(t, e, &qualify.Lead{ID: "1"}, generate.AsOf)
	if len(ranked) != 1 || len(ranked[0].Witnesses) != 2 {
		t.Fatalf("%+v", ranked)
	}
	for _, w := range ranked[0].Witnesses {
		owner, roster := "", "inside"
		if w.Value == true {
			owner, roster = "ana", ""
		}
		if w.Owner != owner || w.Roster != roster {
			t.Errorf("%v makes %+v", w.Value, w.Placement)
		}
	}
}

// When contact was asked for decides where the wish, recorded or not, counts by it,
// though the date itself be asked for the record only.
func TestWhatTheDateOfAWishIsFor(t *testing.T) {
	reset, before, after := generate.AsOf.AddDate(0, -1, 0), generate.AsOf.AddDate(0, -2, 0), generate.AsOf.AddDate(0, 0, 3)
	yes, old := qualify.Known(true), map[string]qualify.Seen{"answers.wants_contact": {At: before}}
	const hand, fit = `"hand_raise": [{"id": "h", "when": "answers.wants_contact"}]`, `"icp": {"criteria": [{"id": "c", "when": "answers.wants_contact"}]}`
	for _, c := range []struct {
		name, facts, rules string
		lead               qualify.Lead
		want               string
	}{
		{"nobody was reset", "", hand, qualify.Lead{}, "record"},
		{"a wish before any reset", "", hand, qualify.Lead{Answers: qualify.Answers{WantsContact: yes}}, "record"},
		{"a reset and no wish", "", hand, qualify.Lead{ResetAt: reset}, "open"},
		{"a reset and no wish, for a criterion", "", fit, qualify.Lead{ResetAt: reset}, "open"},
		{"a reset and no wish that any hand needs", "", `"hand_raise": [{"id": "h", "when": "true"}, {"id": "i", "when": "answers.wants_contact"}]`, qualify.Lead{ResetAt: reset}, "record"},
		{"an undated wish", "", hand, qualify.Lead{ResetAt: reset, Answers: qualify.Answers{WantsContact: yes}}, "decisive"},
		{"an undated wish that is too old", `"answers.wants_contact": {"stale_days": 7}`, hand, qualify.Lead{ResetAt: reset, Answers: qualify.Answers{WantsContact: yes}, Seen: old}, "open"},
		{"a wish not made yet", "", hand, qualify.Lead{Answers: qualify.Answers{WantsContact: yes, WantsContactAt: after}}, "decisive"},
		{"no wish, dated", "", hand, qualify.Lead{Answers: qualify.Answers{WantsContactAt: after}}, "open"},
		{"no wish, dated, and a stand-in", `"answers.wants_contact": {"default": false}`, `"hand_raise": [{"id": "h", "when": "answers.wants_contact == false"}]`, qualify.Lead{Answers: qualify.Answers{WantsContactAt: after}}, "decisive"},
	} {
		e := compiled(t, `{"name": "n", "facts": {`+c.facts+`}, "bant": {"need": {"when": "answers.wants_contact_at > now - duration('168h')"}}, `+c.rules+`}`)
		d := e.Decide(&c.lead, generate.AsOf)
		if have := askedFor(&d, "answers.wants_contact_at"); have != c.want {
			t.Errorf("%s: %q, want %q: %+v", c.name, have, c.want, d.Ask)
		}
	}
}
