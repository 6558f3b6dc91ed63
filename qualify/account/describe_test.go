package account_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
)

const describedRules = `{
	"name": "groups", "version": "4",
	"roles": [
		{"id": "champion", "name": "speaks for us", "when": "custom.champion", "note": "a box"},
		{"id": "user", "when": "person.region == 'EMEA' and any(activities, .type == 'login')"}
	],
	"person": {"facts": {"custom.champion": {"type": "bool"}}, "screening": [{"id": "student", "when": "has_word(person.job_title, 'student')"}]},
	"account": {
		"facts": {"custom.plan": {"type": "string", "enum": ["free", "team"], "ask": "Which plan?"}},
		"icp": {"criteria": [{"id": "size", "when": "company.employees >= 200 or parent.custom.plan == 'team'"}]},
		"checklists": [{"id": "group", "gate": true, "items": [
			{"id": "any", "when": "count(people, .seniority == 'c_level' and any(.activities, .type == 'login')) > 0"},
			{"id": "champion", "name": "a champion", "role": "champion"}, {"id": "users", "role": "user", "at_least": 2}]}],
		"scoring": {"ready_at": 5, "rules": [
			{"id": "visit", "each": ".type == 'visit' and .member != ''", "points": 1, "limit": 2, "limit_by": "member"},
			{"id": "team", "when": "custom.plan == 'team'", "points": 4}]}
	}
}`

func TestDescribe(t *testing.T) {
	e, err := account.CompileJSON("", []byte(describedRules), nil)
	if err != nil {
		t.Fatal(err)
	}
	d := e.Describe()
	if d.Name != "groups" || d.Version != "4" || d.Fingerprint != e.Fingerprint() {
		t.Errorf("%q %q %q", d.Name, d.Version, d.Fingerprint)
	}
	if diff := cmp.Diff([]qualify.RoleInfo{
		{ID: "champion", Name: "speaks for us", When: "custom.champion", Note: "a box", Facts: []string{"custom.champion"}, Items: []string{"checklists.group.champion"}},
		{ID: "user", When: "person.region == 'EMEA' and any(activities, .type == 'login')", Facts: []string{"person.region"}, Activities: true, Items: []string{"checklists.group.users"}},
	}, d.Roles); diff != "" {
		t.Error(diff)
	}
	var parts []string
	for _, p := range d.Account.Parts {
		parts = append(parts, fmt.Sprintf("%s at %s %q reads %v and of people %v; role %q %d, limit by %q", p.Place, p.Path, p.Name, p.Facts, p.People, p.Role, p.AtLeast, p.LimitBy))
	}
	if diff := cmp.Diff([]string{
		`icp.size at icp.criteria[0] "" reads [company.employees parent.custom.plan] and of people []; role "" 0, limit by ""`,
		`checklists.group.any at checklists[0].items[0] "" reads [] and of people [seniority activities]; role "" 0, limit by ""`,
		`checklists.group.champion at checklists[0].items[1] "a champion" reads [] and of people [role]; role "champion" 1, limit by ""`,
		`checklists.group.users at checklists[0].items[2] "" reads [] and of people [role]; role "user" 2, limit by ""`,
		`scoring.visit at scoring.rules[0] "" reads [] and of people []; role "" 0, limit by "member"`,
		`scoring.team at scoring.rules[1] "" reads [custom.plan] and of people []; role "" 0, limit by ""`,
	}, parts); diff != "" {
		t.Error(diff)
	}
	if !slices.Equal(d.Account.Gates, []string{"group"}) || d.Person.Gates != nil || d.Person.People != nil {
		t.Errorf("gates %v and %v, people %v", d.Account.Gates, d.Person.Gates, d.Person.People)
	}
	used := func(of qualify.Description) (paths []string) {
		for _, f := range of.Facts {
			if f.Used {
				paths = append(paths, f.Path)
			}
		}
		return paths
	}
	if have, want := used(d.Person), []string{"person.job_title", "person.region", "custom.champion"}; !slices.Equal(have, want) {
		t.Errorf("of people %v are used, want %v", have, want)
	}
	if have, want := used(d.Account), []string{"company.employees", "custom.plan", "parent.custom.plan"}; !slices.Equal(have, want) {
		t.Errorf("of accounts %v are used, want %v", have, want)
	}
	text, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	var again account.Description
	if err := json.Unmarshal(text, &again); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(d, again); diff != "" {
		t.Error(diff)
	}
}

// Whatever a description says can be named compiles, and what it leaves out does not.
func TestDescribedNamesCompile(t *testing.T) {
	e, err := account.CompileJSON("", []byte(describedRules), nil)
	if err != nil {
		t.Fatal(err)
	}
	compiles := func(when string) bool {
		rules := e.Rules()
		rules.Account.ICP.Criteria[0].When = when
		_, err := account.Compile(rules, nil)
		return err == nil
	}
	about := e.Account().Describe()
	named := map[string]bool{}
	for _, f := range about.Facts {
		named[f.Path] = true
		if !compiles(f.Path + " != nil") {
			t.Errorf("%s is described and cannot be named", f.Path)
		}
	}
	for _, f := range e.Person().Describe().Facts {
		if !named[f.Path] && compiles(f.Path+" != nil") {
			t.Errorf("%s can be named and is not described", f.Path)
		}
	}
	for _, f := range about.People {
		if !compiles("any(people, ." + f.Name + " != nil)") {
			t.Errorf(".%s of a person is described and cannot be named", f.Name)
		}
	}
	for _, f := range about.Activity {
		if !compiles("any(activities, ." + f.Name + " == ." + f.Name + ")") {
			t.Errorf(".%s of an activity is described and cannot be named", f.Name)
		}
	}
}
