package lint

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

func findings(t *testing.T, text string) []Finding {
	t.Helper()
	e, err := account.CompileJSON("rules.json", []byte(text), nil)
	if err != nil {
		t.Fatal(err)
	}
	found, err := CheckAccounts(t.Context(), e.Rules(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// What is found in rules about accounts, a finding on each line; nothing else is.
func TestCheckAccounts(t *testing.T) {
	const around = `{"name": "x", "roles": [%s], "person": {%s}, "account": {%s}}`
	const buyer = `{"id": "buyer", "when": "person.seniority == 'c_level'"}`
	const group = `"checklists": [{"id": "g", "gate": true, "items": [{"id": "b", "role": "buyer"}]}]`
	const scored = `"scoring": {"rules": [{"id": "p", "each": ".type == 'x'", "points": 5}]}`
	ready := func(when string) string {
		return `"scoring": {"ready_at": 5, "rules": [{"id": "a", "when": "` + when + `", "points": 5}]}`
	}
	for _, c := range []struct{ name, roles, person, account, want string }{
		{"nothing", buyer, ``, group + `, ` + ready("any(people, .hand_raised)"), ``},
		{"a role nobody asks for", buyer + `, {"id": "user", "when": "custom.user"}`, `"facts": {"custom.user": {"type": "bool"}}`, group + `, ` + ready("any(people, .hand_raised)"), `role_unused roles[1]`},
		{"a role that an expression asks for", buyer + `, {"id": "user", "when": "custom.user"}`, `"facts": {"custom.user": {"type": "bool"}}`, group + `, ` + ready("any(people, .role in ['user'])"), ``},
		{"a role behind a broader one", `{"id": "buyer", "when": "person.consent"}, {"id": "user", "when": "person.consent and person.seniority == 'vp'"}`, ``,
			group + `, ` + ready("any(people, .role == 'user')"), `role_unreachable roles[1].when`},
		{"a role that nobody can have", `{"id": "buyer", "when": "company.employees < 1 and company.employees > 2"}`, ``, group + `, ` + ready("any(people, .hand_raised)"), `never_met roles[0].when`},
		{"a rule about people that nobody meets", buyer, `"screening": [{"id": "s", "when": "company.employees < 1 and company.employees > 2"}]`, group + `, ` + ready("any(people, .hand_raised)"),
			`never_met person.screening[0].when`},
		{"a band that people never have", buyer, `"scoring": {"rules": [{"id": "a", "each": ".type == 'x'", "points": 5}], "bands": [{"name": "1", "min": 5}]}`, group + `, ` + ready("any(people, .band == '2')"),
			`never_said account.scoring.rules[0].when`},
		{"a status that people never have", buyer, ``, group + `, ` + ready("any(people, .status == 'excluded')"), `never_said account.scoring.rules[0].when`},
		{"a limit for each of who knows how many", buyer, ``,
			`"scoring": {"ready_at": 50, "rules": [{"id": "a", "each": ".type == 'x'", "points": 10, "limit": 2, "limit_by": "member"}]}, ` + group, ``},
		{"the same limit for all together", buyer, ``,
			`"scoring": {"ready_at": 50, "rules": [{"id": "a", "each": ".type == 'x'", "points": 10, "limit": 2}]}, ` + group, `threshold_unreachable account.scoring.ready_at`},
		{"what cannot be of the account", buyer, ``, group + `, ` + ready("any(people, .hand_raised) and company.employees < 1 and company.employees > 2"), `never_met account.scoring.rules[0].when`},
		{"what nobody can be", buyer, scored, group + `, ` + ready("any(people, .points > 5 and .points < 1)"), `never_met account.scoring.rules[0].when`},
		{"what nobody can have done", buyer, ``, group + `, ` + ready("count(people, any(.activities, .days_ago > 30 and .days_ago < 7)) >= 2"), `never_met account.scoring.rules[0].when`},
		{"more people than there can be", buyer, ``, group + `, ` + ready("count(people, .hand_raised) >= 3 and count(people, .hand_raised) < 3"), `never_met account.scoring.rules[0].when`},
		{"fewer people of more", buyer, ``, group + `, ` + ready("count(people, .consent and .country == 'DE') >= 3 and count(people, .consent) < 3"), `never_met account.scoring.rules[0].when`},
		{"a word that no person has", buyer, `"facts": {"person.seniority": {"enum": ["c_level", "vp"]}}`, group + `, ` + ready("any(people, .seniority == 'cxo')"),
			`never_met account.scoring.rules[0].when`},
		{"a word that a person may have written otherwise", buyer, `"texts": "folded", "facts": {"person.seniority": {"enum": ["c_level", "vp"]}}`, group + `, ` + ready("any(people, .seniority == 'VP')"), ``},
		{"a word that the account's rules fold", buyer, `"facts": {"person.seniority": {"enum": ["c_level", "vp"]}}`, `"texts": "folded", ` + group + `, ` + ready("any(people, .seniority == 'VP')"), ``},
		{"a stage that nobody has", buyer, ``, group + `, ` + ready("any(people, .stage == 'mqll')"), `never_met account.scoring.rules[0].when`},
		{"a word in two cases", buyer, ``, group + `, "hand_raise": [{"id": "h", "when": "any(people, .seniority == 'VP')"}], ` + ready("any(people, .seniority == 'vp')"), `mixed_case account.`},
		{"a word within others", buyer, ``, group + `, ` + ready("any(people, .job_title contains 'CTO')"), `whole_word account.scoring.rules[0].when`},
		{"the most points of nobody", buyer, scored, group + `, ` + ready("max(map(filter(people, .consent), .points)) < 10"), `of_none account.scoring.rules[0].when`},
		{"different people", buyer, scored, group + `, ` + ready("any(people, .points > 5) and any(people, .points < 1)"), ``},
		{"whoever is there", buyer, scored, group + `, ` + ready("none(people, .points > 5 and .points < 1)"), `always_met account.scoring.rules[0].when`},
		{"the same of the account and of a person", buyer, ``, group + `, ` + ready("stage == 'mql' and any(people, .stage == 'sql')"), ``},
	} {
		text := fmt.Sprintf(around, c.roles, c.person, c.account)
		var have []string
		for _, f := range findings(t, text) {
			if f.Severity != Info || f.Code == CodeRoleUnused {
				have = append(have, fmt.Sprintf("%s %s", f.Code, f.Path))
			}
		}
		if got := strings.Join(have, "\n"); !strings.Contains(got, c.want) || c.want == "" && got != "" {
			t.Errorf("%s: found\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
}

// The example has no finding but those that are worth a look only, each in its place.
func TestCheckAccountsLoaded(t *testing.T) {
	const folder = "../../examples/rules/accounts"
	files, err := filepath.Glob(folder + "/*.json")
	files = slices.DeleteFunc(files, func(name string) bool { return strings.HasSuffix(name, ".cases.json") })
	if err != nil || len(files) < 5 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, name := range files {
		found, err := CheckAccountsLoaded(t.Context(), os.DirFS(folder), filepath.Base(name), nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range found {
			if f.Line == 0 || f.File != filepath.Base(name) {
				t.Errorf("no place: %v", f)
			}
			t.Log(f.String())
		}
	}
}

// askedOfAccounts are conditions that random rules are made of.
var askedOfAccounts = []string{
	"any(people, .seniority == 'vp')", "all(people, .seniority == 'vp')", "none(people, .seniority == 'vp')", "one(people, .role == 'buyer')",
	"count(people, .hand_raised) >= 1", "count(people, .seniority == 'vp') >= 2", "count(people, true) > 1", "any(people, .points > 5)", "any(people, .points <= 5)",
	"all(people, .points > 5)", "any(people, .status == 'mql')", "any(people, .status in ['nurture', 'research'])", "any(people, any(.activities, .type == 'call'))",
	"count(people, any(.activities, .type == 'visit')) >= 2", "count(people, all(.activities, .type == 'visit')) == 0", "any(activities, .member == '1')",
	"any(activities, .member == '' and .type == 'visit')", "sum(people, .points) > 10", "max(map(people, .points)) < 10", "len(people) == 2", "any(filter(people, .consent), .seniority == 'vp')",
	"company.employees > 50", "company.employees <= 50", "count(activities, .type == 'visit') >= 2", "parent.company.employees > 50", "any(people, .seniority == nil)", "count(people, .role == nil) == 0",
	"count(people, .idle_days > 1) > 0", "count(people, .points > 5 and .seniority == 'vp') >= 2", "count(people, .points > 5) < 2", "any(people, .points > 5 and .points < 3)",
	"none(people, .points > 5 and .points < 3)", "any(people, count(.activities, .type == 'visit') >= 2)", "one(people, .consent)", "one(people, any(.activities, .type == 'visit' and .days_ago < 3))",
	"any(people, any(.activities, .type == 'visit') and none(.activities, .type == 'visit'))", "any(people, none(.activities, .type == 'call') and .points <= 5)", "any(people, .stage == nil or .stage != 'lead')", "(any(people, .consent) ?? false)", "any(people, .custom.seats > 3)",
}

func askedAtRandom(r *rand.Rand, depth int) string {
	one := askedOfAccounts[r.IntN(len(askedOfAccounts))]
	if depth == 0 || r.IntN(3) == 0 {
		return one
	}
	x, y := askedAtRandom(r, depth-1), askedAtRandom(r, depth-1)
	return []string{"(" + x + " and " + y + ")", "(" + x + " or " + y + ")", "not (" + x + ")", "(" + x + " and not (" + x + "))", "(" + x + " ? " + y + " : " + one + ")"}[r.IntN(5)]
}

func accountAtRandom(r *rand.Rand) *account.Account {
	number := func() qualify.Opt[float64] {
		return []qualify.Opt[float64]{{}, qualify.Known(10.0), qualify.Known(100.0)}[r.IntN(3)]
	}
	log := func() (list []qualify.Activity) {
		for range r.IntN(4) {
			list = append(list, qualify.Activity{Type: []string{"visit", "call"}[r.IntN(2)], At: asOf().AddDate(0, 0, -r.IntN(9))})
		}
		return list
	}
	a := &account.Account{ID: "A", Company: qualify.Company{Employees: number()}, Activities: log()}
	if r.IntN(2) == 0 {
		a.Parent = &account.Parent{Company: qualify.Company{Employees: number()}}
	}
	for i := range r.IntN(4) {
		p := qualify.Lead{ID: fmt.Sprint(i), Activities: log(), CreatedAt: asOf().AddDate(0, 0, -r.IntN(3))}
		p.Person.Seniority = []string{"", "vp", "clerk"}[r.IntN(3)]
		p.Person.Consent = []qualify.Opt[bool]{{}, qualify.Known(true), qualify.Known(false)}[r.IntN(3)]
		if r.IntN(2) == 0 {
			p.Custom = map[string]any{"seats": float64(r.IntN(6))}
		}
		a.People = append(a.People, p)
	}
	return a
}

// What lint says that no account meets, or every one, holds of random accounts.
func TestNoProofAboutAccountsIsRefuted(t *testing.T) {
	proven := 0
	for seed := range uint64(testkit.Amount(30, 200, 2000)) {
		r := rand.New(rand.NewPCG(seed, 17))
		rules := &account.Rules{Name: "x", Roles: []qualify.Role{{ID: "buyer", When: "person.seniority == 'vp'"}, {ID: "user", When: "any(activities, .type == 'visit')"}}}
		rules.Person.Facts = map[string]qualify.Fact{"custom.seats": {Type: "number"}}
		points, at := scoring.Points(6), scoring.Points(6)
		rules.Person.Scoring = &scoring.Model{ReadyAt: &at, Rules: []scoring.Rule{{ID: "visits", Each: ".type == 'visit'", Points: &points, Limit: 2}}}
		for i := range 8 {
			rules.Account.Screening = append(rules.Account.Screening, qualify.Step{ID: fmt.Sprint(i), When: askedAtRandom(r, 3)})
		}
		e, err := account.Compile(rules, nil)
		if err != nil {
			t.Fatal(err)
		}
		found, err := CheckAccounts(t.Context(), rules, nil)
		if err != nil {
			t.Fatal(err)
		}
		wrong := map[string]truth.Truth{}
		for _, f := range found {
			switch f.Code {
			case CodeNeverMet:
				wrong[f.Path], proven = truth.Met, proven+1
			case CodeAlwaysMet:
				wrong[f.Path], proven = truth.Unmet, proven+1
			}
		}
		for range 60 {
			a := accountAtRandom(r)
			d := e.Decide(a, asOf())
			for i, s := range d.Screening {
				if no, ok := wrong[fmt.Sprintf("account.screening[%d].when", i)]; ok && s.Outcome == no {
					text, _ := json.Marshal(a)
					t.Errorf("seed %d: %s is %v of %s", seed, rules.Account.Screening[i].When, s.Outcome, text)
				}
			}
		}
	}
	if proven < 10 {
		t.Errorf("only %d proofs", proven)
	}
}
