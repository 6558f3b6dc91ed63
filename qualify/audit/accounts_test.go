package audit_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
	"github.com/leadqual/leadqual/qualify/audit"
)

const accountRules = `{
	"name": "groups", "version": "2",
	"roles": [
		{"id": "champion", "name": "speaks for us", "when": "person.department == 'ops'"},
		{"id": "buyer", "when": "person.seniority == 'c_level'"},
		{"id": "user", "when": "person.job_title == 'user'"}
	],
	"person": {"scoring": {"ready_at": 5, "rules": [{"id": "visit", "each": ".type == 'visit'", "points": 1}]}},
	"account": {
		"scoring": {"ready_at": 2, "rules": [
			{"id": "visit", "each": ".type == 'visit'", "points": 1, "limit": 2, "limit_by": "member"},
			{"id": "left", "each": ".type == 'left'", "points": -1}
		]},
		"checklists": [{"id": "group", "items": [{"id": "champion", "role": "champion"}, {"id": "buyers", "role": "buyer", "at_least": 2}]}]
	}
}`

func accountEngine(t testing.TB) *account.Engine {
	t.Helper()
	e, err := account.CompileJSON("", []byte(accountRules), nil)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// somebody is a person with what the roles ask for, "" where it is not known, who did
// so many things of a type.
func somebody(id, department, seniority, title, did string, times int) qualify.Lead {
	l := qualify.Lead{ID: id, Person: qualify.Person{Department: department, Seniority: seniority, JobTitle: title}}
	for range times {
		l.Activities = append(l.Activities, qualify.Activity{Type: did, At: asOf.AddDate(0, 0, -1)})
	}
	return l
}

// What is counted of an account by role and by people engaged, after its decision has
// been to JSON and back, as stored ones have.
func TestAccountsByRoleAndByPeopleEngaged(t *testing.T) {
	e := accountEngine(t)
	ops := somebody("1", "ops", "staff", "x", "visit", 3)
	boss := somebody("2", "hr", "c_level", "x", "visit", 1)
	user := somebody("3", "hr", "staff", "user", "left", 1)
	nobody := somebody("4", "", "", "", "", 0)
	for name, x := range map[string]struct {
		people  []qualify.Lead
		own     []qualify.Activity
		engaged string
		found   string // roles that are met, and behind a bar those that are unknown
	}{
		"nobody":           {nil, nil, "0", "|"},
		"of nobody":        {nil, []qualify.Activity{{Type: "visit", At: asOf.AddDate(0, 0, -1)}}, "0", "|"},
		"points below 0":   {[]qualify.Lead{user}, nil, "0", "user|"},
		"two":              {[]qualify.Lead{ops, boss}, nil, "2", "buyer champion|"},
		"who knows":        {[]qualify.Lead{nobody}, nil, "0", "|buyer champion user"},
		"one is known":     {[]qualify.Lead{boss, nobody}, nil, "1", "buyer|champion user"},
		"an item says so":  {[]qualify.Lead{somebody("1", "hr", "", "user", "", 0)}, nil, "0", "|buyer user"},
		"four and a fifth": {[]qualify.Lead{ops, boss, somebody("5", "hr", "staff", "x", "visit", 1), somebody("6", "hr", "staff", "x", "visit", 1), somebody("7", "hr", "staff", "x", "visit", 1)}, nil, "4 or more", "buyer champion|"},
	} {
		d := e.Decide(&account.Account{ID: name, People: x.people, Activities: x.own}, asOf)
		text, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		var stored account.Decision
		if err := json.Unmarshal(text, &stored); err != nil {
			t.Fatal(err)
		}
		a, b := audit.NewForAccounts(e.Rules()), audit.NewForAccounts(e.Rules())
		a.AddAccount(&d, audit.Outcome{Won: qualify.Known(true)})
		b.AddAccount(&stored, audit.Outcome{Won: qualify.Known(true)})
		if diff := cmp.Diff(a, b); diff != "" {
			t.Errorf("%s: stored decisions count otherwise: %s", name, diff)
		}
		if len(a.Engaged.Entries) != 1 || a.Engaged.Entries[0].Name != x.engaged || a.Engaged.Entries[0].Value.ByWon.Hits != 1 {
			t.Errorf("%s: %+v engaged, want %s", name, a.Engaged.Entries, x.engaged)
		}
		var met, unknown []string
		for _, r := range a.Roles.Entries {
			if r.Value.Met.Hits == 1 {
				met = append(met, r.Name)
			}
			if r.Value.Unknown.Hits == 1 {
				unknown = append(unknown, r.Name)
			}
		}
		if have := strings.Join(met, " ") + "|" + strings.Join(unknown, " "); have != x.found {
			t.Errorf("%s: roles %s, want %s", name, have, x.found)
		}
	}
}

// A role that makes all the difference is sure to, and the others are not; audits of
// parts add up; the report is the same from JSON.
func TestReportOfAccounts(t *testing.T) {
	e := accountEngine(t)
	rules := e.Rules()
	whole, parts := audit.NewForAccounts(rules), []*audit.Audit{audit.NewForAccounts(rules), audit.NewForAccounts(rules)}
	for i := range 400 {
		a := account.Account{ID: fmt.Sprint(i)}
		if i%2 == 0 {
			a.People = append(a.People, somebody("ops", "ops", "staff", "x", "visit", 1))
		}
		if i%3 == 0 {
			a.People = append(a.People, somebody("user", "hr", "staff", "user", "visit", 1))
		}
		d := e.Decide(&a, asOf)
		won := audit.Outcome{Won: qualify.Known(i%2 == 0 && i%8 != 0 || i%16 == 1)}
		whole.AddAccount(&d, won)
		parts[i%2].AddAccount(&d, won)
	}
	if err := parts[0].Merge(parts[1]); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(whole, parts[0]); diff != "" {
		t.Error(diff)
	}
	if err := whole.Merge(audit.New(&rules.Account)); err != audit.ErrQuestion {
		t.Errorf("an audit without roles merges: %v", err)
	}
	r := whole.ReportAccounts(rules)
	verdicts := map[string]audit.LiftVerdict{}
	for _, row := range r.Roles {
		verdicts[row.ID] = row.Lift.Verdict
		if row.Anyway != nil {
			t.Errorf("%s: a role may be what a gate asks for", row.ID)
		}
	}
	if verdicts["champion"] != audit.Better || verdicts["user"] == audit.Better || verdicts["buyer"] != audit.TooLittleData {
		t.Errorf("verdicts %v", verdicts)
	}
	var items []string
	for _, row := range r.Items {
		items = append(items, row.ID)
	}
	if want := []string{"checklists.group.buyers"}; !cmp.Equal(items, want) { // the others compare what roles do
		t.Errorf("items %v, want %v", items, want)
	}
	var people []string
	for _, row := range r.Engaged {
		people = append(people, fmt.Sprintf("%s: %d", row.Name, row.Tally.Leads))
	}
	if want := []string{"0: 133", "1: 200", "2: 67"}; !cmp.Equal(people, want) {
		t.Errorf("%v, want %v", people, want)
	}
	for _, w := range r.Warnings {
		if strings.Contains(w, "not the one that decided") {
			t.Error(w)
		}
	}
	var text, page bytes.Buffer
	if err := r.WriteText(&text); err != nil {
		t.Fatal(err)
	}
	if err := r.WriteHTML(&page); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Audit of groups, version 2", "Each lead of this report is an account.", "ROLES", "roles.champion (speaks for us)", "BY PEOPLE ENGAGED"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("no %q in\n%s", want, text.String())
		}
	}
	for _, want := range []string{`<h2 id="roles">Roles</h2>`, `<h2 id="engaged">By people engaged</h2>`} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("no %q on the page", want)
		}
	}
	stored, err := json.Marshal(whole)
	if err != nil {
		t.Fatal(err)
	}
	var again audit.Audit
	if err := json.Unmarshal(stored, &again); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(r, again.ReportAccounts(rules)); diff != "" {
		t.Error(diff)
	}
}

// The accounts that move are explained by the change of a role, of the rules about
// people or of those about accounts that moves them alone.
func TestCompareAccounts(t *testing.T) {
	const old = `{"name": "r", "roles": [{"id": "champion", "when": "person.department == 'ops'"}],
		"person": {"icp": {"criteria": [{"id": "boss", "when": "person.seniority == 'c_level'"}]}},
		"account": {"icp": {"criteria": [
			{"id": "group", "when": "any(people, .role == 'champion')"}, {"id": "boss", "when": "any(people, .status == 'nurture' and .grade == 'A')"},
			{"id": "size", "when": "company.employees >= 50"}], "good_at": 0.3}}}`
	grades := func(s string) string {
		return strings.Replace(s, `'c_level'"}]}`, `'c_level'"}], "grades": [{"name": "A", "min": 1}, {"name": "B", "min": 0}]}`, 1)
	}
	compile := func(text string) *account.Engine {
		e, err := account.CompileJSON("", []byte(grades(text)), nil)
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	before := compile(old)
	now := strings.NewReplacer("== 'ops'", "== 'it'", "== 'c_level'", "== 'director'", ">= 50", ">= 500").Replace(old)
	after := compile(strings.Replace(now, `'director'"}]}`, `'director'"}], "grades": [{"name": "A", "min": 1}, {"name": "B", "min": 0}]}`, 1))
	person := func(id, department, seniority string) qualify.Lead {
		return qualify.Lead{ID: id, Person: qualify.Person{Department: department, Seniority: seniority}}
	}
	company := func(n float64) qualify.Company { return qualify.Company{Employees: qualify.Number(n)} }
	accounts := []*account.Account{
		{ID: "role", Company: company(1), People: []qualify.Lead{person("1", "ops", "staff")}},
		{ID: "person", Company: company(1), People: []qualify.Lead{person("1", "hr", "c_level")}},
		{ID: "account", Company: company(60), People: []qualify.Lead{person("1", "hr", "staff")}},
		{ID: "joint", Company: company(60), People: []qualify.Lead{person("1", "ops", "staff")}},
		{ID: "none", Company: company(600), People: []qualify.Lead{person("1", "hr", "staff")}},
	}
	c, err := audit.CompareAccounts(t.Context(), before, after, func(yield func(*account.Account, error) bool) {
		for _, a := range accounts {
			if !yield(a, nil) {
				return
			}
		}
	}, asOf)
	if err != nil {
		t.Fatal(err)
	}
	alone := map[string]int{}
	for _, e := range c.Parts.Entries {
		if e.Value.What != "" {
			alone[e.Name] = e.Value.Alone
		}
	}
	if want := map[string]int{"roles.champion": 1, "person.icp.boss": 1, "icp.size": 1}; !cmp.Equal(alone, want) || c.Moved != 4 || c.Joint != 1 || c.Several != 0 {
		t.Errorf("alone %v, want %v; %d moved, %d joint, %d several", alone, want, c.Moved, c.Joint, c.Several)
	}
	if c.Leads != 5 || c.People.Leads != 5 || c.People.Moved != 1 {
		t.Errorf("%d accounts with %d people, %d of them moved", c.Leads, c.People.Leads, c.People.Moved)
	}
	var text bytes.Buffer
	if err := c.WriteText(&text); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"5 accounts: 4 moved", "5 people: 1 moved", "roles.champion", "person.icp.boss"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("no %q in\n%s", want, text.String())
		}
	}
	roles := map[string]int{}
	for _, e := range c.People.Roles.Entries {
		roles[e.Name] = e.Value.Leads
	}
	if want := map[string]int{"champion > (none)": 2, "(none) > (none)": 3}; !cmp.Equal(roles, want) || c.People.Recast != 2 || c.Recast != 0 {
		t.Errorf("roles %v, want %v; %d recast", roles, want, c.People.Recast)
	}
	for _, e := range c.Parts.Entries {
		if e.Name == "roles.champion" && (e.Value.Leads != 2 || e.Value.Moved != 2) {
			t.Errorf("roles.champion is another's in 2 accounts that moved: %+v", e.Value)
		}
	}
	merged := &audit.Comparison{}
	merged.Merge(c)
	if diff := cmp.Diff(c, merged); diff != "" {
		t.Error(diff)
	}
	same, err := audit.CompareAccounts(t.Context(), before, before, func(yield func(*account.Account, error) bool) { yield(accounts[0], nil) }, asOf)
	if err != nil || same.Moved != 0 || len(same.Parts.Entries) != 0 {
		t.Errorf("%+v, %v", same, err)
	}
}
