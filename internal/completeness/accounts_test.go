package completeness

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/internal/agreement"
	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/internal/inside"
	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
	"github.com/leadqual/leadqual/qualify/explain"
	"github.com/leadqual/leadqual/qualify/lint"
	"github.com/leadqual/leadqual/qualify/qualifytest"
)

// ofOnePerson are facts that rules about accounts lack, and what stands in their place.
var ofOnePerson = regexp.MustCompile(`answers\.(budget|timeline_days)|(person|answers)\.\w+`)

// accountsText is a file of rules about accounts that uses every key: for people those
// of the rule set that does, and for the account the same about its company, with what
// only accounts have.
func accountsText(t *testing.T) any {
	t.Helper()
	text, err := os.ReadFile("../../qualify/testdata/fingerprint.json")
	if err != nil {
		t.Fatal(err)
	}
	part := func(text string) map[string]any {
		var rs map[string]any
		if err := json.Unmarshal([]byte(text), &rs); err != nil {
			t.Fatal(err)
		}
		rename(rs)
		delete(rs, "name")
		delete(rs, "format")
		return rs
	}
	around := part(ofOnePerson.ReplaceAllStringFunc(string(text), func(fact string) string {
		if fact == "answers.budget" || fact == "answers.timeline_days" {
			return "company.annual_revenue"
		}
		return "company.country"
	}))
	lists, _ := around["checklists"].([]any)
	list, _ := lists[0].(map[string]any)
	items, _ := list["items"].([]any)
	list["items"] = append(items,
		map[string]any{"id": "payer", "name": "name of payer", "role": "buyer", "at_least": 2.0, "note": "n"},
		map[string]any{"id": "hand", "name": "name of hand", "role": "user"})
	score, _ := around["scoring"].(map[string]any)
	rules, _ := score["rules"].([]any)
	score["rules"] = append(rules,
		map[string]any{"id": "calls", "name": "name of calls", "each": ".type == 'call'", "points": 3.0, "limit": 2.0, "limit_by": "member"})
	return map[string]any{
		"format": 1.0, "name": "all keys", "version": "1", "note": "n",
		"roles": []any{
			map[string]any{"id": "buyer", "name": "name of buyer", "when": "person.seniority == 'vp'", "note": "n"},
			map[string]any{"id": "user", "name": "name of user", "when": "custom.seats > 3"},
		},
		"person": part(string(text)), "account": around,
	}
}

func compiledAccounts(t *testing.T, root any) (*account.Engine, error) {
	t.Helper()
	text, err := json.Marshal(root)
	if err != nil {
		t.Fatal(err)
	}
	return account.CompileJSON("accounts.json", text, nil)
}

// wholeAccounts is a new copy of rules that use every key.
func wholeAccounts(t *testing.T) *account.Rules {
	t.Helper()
	e, err := compiledAccounts(t, accountsText(t))
	if err != nil {
		t.Fatal(err)
	}
	return e.Rules()
}

func engineOf(t *testing.T, rules *account.Rules) *account.Engine {
	t.Helper()
	e, err := account.Compile(rules, nil)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// anAccount has one person, who did what the account's rules count.
func anAccount() *account.Account {
	l := lead()
	l.ID, l.Person.Seniority, l.Activities[0].Type = "P-1", "vp", "call"
	return &account.Account{ID: "A-1", People: []qualify.Lead{*l}}
}

// keysOfFiles are those of tables in files, which are gone once these are read.
var keysOfFiles = []string{"file", "key", "value"}

func TestAccountKeysAreUsed(t *testing.T) {
	used := map[string]bool{}
	testkit.EachValue(accountsText(t), func(path string, _ any, _ func(any)) {
		for key := range strings.SplitSeq(path, ".") {
			used[key] = true
		}
	})
	keys(reflect.TypeFor[account.Rules](), map[reflect.Type]bool{}, func(of reflect.Type, key string) {
		if !used[key] && !slices.Contains(keysOfFiles, key) {
			t.Errorf("the rules about accounts that use every key do not use %q of %v", key, of)
		}
	})
}

// bound are values that no other can stand for by itself, by the ends of their paths.
var bound = []string{
	"format", "facts.custom.seats.type", "facts.custom.plan.type", "facts.custom.spare.type", "scoring.groups.id", "scoring.rules.decay.kind", "tables.territory.type",
	"tables.worth.type", "experiments.arms.share", "roles.id", "items.role", "limit_by",
}

// Each value in turn is changed: the fingerprint changes exactly where a decision could.
func TestAccountFingerprint(t *testing.T) {
	root := accountsText(t)
	e, err := compiledAccounts(t, root)
	if err != nil {
		t.Fatal(err)
	}
	base, checked := e.Fingerprint(), 0
	testkit.EachValue(root, func(path string, v any, set func(any)) {
		inside := strings.TrimPrefix(strings.TrimPrefix(path, "person."), "account.")
		for _, other := range testkit.OtherValues(v) {
			set(other)
			e, err := compiledAccounts(t, root)
			set(v)
			if err != nil {
				continue
			}
			checked++
			if changed := e.Fingerprint() != base; changed != testkit.Counts(inside) {
				t.Errorf("%s: %v instead of %v: the fingerprint changes: %t", path, other, v, changed)
			}
			return
		}
		if !slices.ContainsFunc(bound, func(end string) bool { return strings.HasSuffix(path, end) }) {
			t.Errorf("%s: no other value is accepted than %v", path, v)
		}
	})
	if checked < 200 {
		t.Errorf("only %d values were changed", checked)
	}
}

// accountTexts calls f with each expression of rules and its path.
func accountTexts(rules *account.Rules, f func(path, form string, set func(string))) {
	for i := range rules.Roles {
		r := &rules.Roles[i]
		f(fmt.Sprintf("roles[%d].when", i), "when", func(s string) { r.When = s })
	}
	for _, x := range []struct {
		part string
		rs   *qualify.RuleSet
	}{{"person.", &rules.Person}, {"account.", &rules.Account}} {
		for p := range x.rs.Parts() {
			for i := range p.Texts {
				form := p.Texts[i].Form()
				if p.Section == "define" {
					form = "define"
				}
				f(x.part+p.Texts[i].Path, form, p.Texts[i].Set)
			}
		}
	}
}

func TestAccountCompile(t *testing.T) {
	n := 0
	accountTexts(wholeAccounts(t), func(string, string, func(string)) { n++ })
	for i := range n {
		rules, at, wrong := wholeAccounts(t), 0, ""
		accountTexts(rules, func(path, _ string, set func(string)) {
			if at == i {
				wrong = path
				set("no_such_name > 1")
			}
			at++
		})
		_, err := account.Compile(rules, nil)
		var errs qualify.Errors
		errors.As(err, &errs)
		if !slices.ContainsFunc(errs, func(e *qualify.Error) bool { return e.Path == wrong }) {
			t.Errorf("%s is not compiled: %v", wrong, err)
		}
	}
}

func TestAccountDescribe(t *testing.T) {
	rules := wholeAccounts(t)
	about := engineOf(t, rules).Describe()
	for part, x := range map[string]struct {
		rs    *qualify.RuleSet
		parts []qualify.PartInfo
	}{"person.": {&rules.Person, about.Person.Parts}, "account.": {&rules.Account, about.Account.Parts}} {
		for p := range x.rs.Parts() {
			if p.Section == "define" || len(p.Texts) == 0 && !strings.HasPrefix(p.Path, "checklists[0].items") {
				continue
			}
			if !slices.ContainsFunc(x.parts, func(info qualify.PartInfo) bool {
				return info.Place == p.Place && strings.TrimPrefix(info.Path, part) == p.Path && info.Name == p.Name
			}) {
				t.Errorf("Describe says nothing of %s%s, or does not name it", part, p.Path)
			}
		}
	}
	for i, r := range rules.Roles {
		if i >= len(about.Roles) || about.Roles[i].ID != r.ID || about.Roles[i].Name != r.Name || about.Roles[i].When != r.When || len(about.Roles[i].Facts) == 0 || len(about.Roles[i].Items) == 0 {
			t.Errorf("Describe does not say what role %s reads, and who asks for it", r.ID)
		}
	}
}

func TestAccountAgreement(t *testing.T) {
	rules := wholeAccounts(t)
	page, err := agreement.AccountsMarkdown(rules)
	if err != nil {
		t.Fatal(err)
	}
	says(t, string(page), parts(&rules.Person))
	says(t, string(page), parts(&rules.Account))
	for _, word := range []string{"name of payer", "name of hand", "name of buyer", "name of user"} {
		if !strings.Contains(string(page), word) {
			t.Errorf("the agreement says nothing of %s", word)
		}
	}
}

// Coverage has a point, and mutation a mutant, for whatever the rules have.
func TestAccountCoverageAndMutation(t *testing.T) {
	rules := wholeAccounts(t)
	suite := &qualifytest.AccountSuite{Rules: rules}
	c, err := suite.Cover()
	if err != nil {
		t.Fatal(err)
	}
	m, err := suite.Mutate(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	changed := func(path string) bool {
		return slices.ContainsFunc(m.Survivors, func(x qualifytest.Mutant) bool { return x.Path == path })
	}
	for i, r := range rules.Roles {
		if !slices.ContainsFunc(c.Points, func(x qualifytest.Point) bool { return strings.Contains(x.Place, r.ID) }) {
			t.Errorf("coverage has no point for role %s", r.ID)
		}
		if path := fmt.Sprintf("roles[%d]", i); !changed(path) && !changed(path+".when") {
			t.Errorf("no mutant changes %s", path)
		}
	}
	for part, rs := range map[string]*qualify.RuleSet{"person.": &rules.Person, "account.": &rules.Account} {
		for p := range rs.Parts() {
			item := strings.HasPrefix(p.Path, "checklists[0].items")
			if (len(p.Texts) > 0 || item) && !slices.ContainsFunc(c.Points, func(x qualifytest.Point) bool {
				return strings.HasPrefix(x.Place, part+p.Place)
			}) {
				t.Errorf("coverage has no point for %s%s", part, p.Path)
			}
			for _, x := range p.Texts {
				if !changed(part+x.Path) && !changed(part+p.Path) {
					t.Errorf("no mutant changes %s%s", part, x.Path)
				}
			}
		}
	}
	for _, path := range []string{"account.checklists[0].items[2].at_least", "account.scoring.rules[5].limit_by"} {
		if !changed(path) {
			t.Errorf("no mutant changes %s", path)
		}
	}
}

// Whatever a decision about an account has more than one about a lead, Diff sees.
func TestAccountDiff(t *testing.T) {
	e := engineOf(t, wholeAccounts(t))
	d := e.Decide(anAccount(), generate.AsOf)
	for what, change := range map[string]func(*account.Decision){
		"status":   func(c *account.Decision) { c.Status = "other" },
		"people":   func(c *account.Decision) { c.People = nil },
		"a role":   func(c *account.Decision) { c.People[0].Role = qualify.Known("other") },
		"a person": func(c *account.Decision) { c.People[0].Decision.Status = "other" },
		"find":     func(c *account.Decision) { c.Find = nil },
		"credits":  func(c *account.Decision) { c.Credits = nil },
		"ask":      func(c *account.Decision) { c.Ask = append(c.Ask, qualify.Question{Person: "P-1", Path: "person.city"}) },
	} {
		other := d.Clone()
		change(&other)
		diff, err := account.Diff(&d, &other)
		if err != nil || diff.Empty() {
			t.Errorf("Diff does not see another %s: %v", what, err)
		}
	}
	if same, err := account.Diff(&d, &d); err != nil || !same.Empty() {
		t.Errorf("%+v, %v", same, err)
	}
	if n := reflect.TypeFor[account.Decision]().NumField(); n != 4 {
		t.Errorf("a decision has %d fields; say above what is new in it", n)
	}
}

func TestAccountExplain(t *testing.T) {
	rules := wholeAccounts(t)
	e := engineOf(t, rules)
	d := e.Decide(anAccount(), generate.AsOf)
	text := explain.NewForAccounts(e).Explain(&d, &explain.Options{Full: true})
	var list []qualify.Part
	for p := range rules.Account.Parts() {
		if p.Name != "" {
			list = append(list, p)
		}
	}
	says(t, text, list, "routes", "experiments", "vendors")
	for _, word := range []string{"name of buyer", "name of user", "P-1", "for each person"} {
		if !strings.Contains(text, word) {
			t.Errorf("nothing is said of %s:\n%s", word, text)
		}
	}
}

// What is never met is found wherever it stands, what is asked of people too.
func TestAccountLint(t *testing.T) {
	rules := wholeAccounts(t)
	var paths []string
	accountTexts(rules, func(path, form string, set func(string)) {
		switch {
		case form == "when" && strings.HasPrefix(path, "account."):
			set("any(people, .points > 5 and .points < 3)")
		case form == "when":
			set("company.employees > 5 and company.employees < 3")
		case form == "each":
			set(".value > 5 and .value < 3")
		default:
			return
		}
		paths = append(paths, path)
	})
	findings, err := lint.CheckAccounts(t.Context(), rules, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		if !slices.ContainsFunc(findings, func(f lint.Finding) bool { return f.Code == lint.CodeNeverMet && f.Path == path }) {
			t.Errorf("lint does not look at %s", path)
		}
	}
}

// Random rules about accounts use every key and ask for whatever a person has.
func TestGenerateAccounts(t *testing.T) {
	seen := map[string]bool{}
	var texts strings.Builder
	for seed := range uint64(200) {
		text, err := json.Marshal(generate.New(seed, generate.Options{}).AccountRules())
		if err != nil {
			t.Fatal(err)
		}
		var root any
		if err := json.Unmarshal(text, &root); err != nil {
			t.Fatal(err)
		}
		testkit.EachValue(root, func(path string, v any, _ func(any)) {
			if rest, ok := strings.CutPrefix(path, "account."); ok {
				if s, ok := v.(string); ok {
					texts.WriteString(s + "\n")
				}
				path = rest
			}
			for key := range strings.SplitSeq(path, ".") {
				seen[key] = true
			}
		})
	}
	for _, key := range []string{"roles", "person", "role", "at_least", "limit_by", "gate"} {
		if !seen[key] {
			t.Errorf("no random rules about accounts have %q", key)
		}
	}
	for _, word := range append(personFields(t), "parent.company.", "parent.custom.", ".member", "people") {
		if !strings.Contains(texts.String(), word) {
			t.Errorf("no random rule about accounts has %s", word)
		}
	}
}

// personFields are what people have in rules about accounts, but for custom fields.
func personFields(t *testing.T) (fields []string) {
	t.Helper()
	for _, f := range qualify.WordsOfAccount(inside.Key{}, engineOf(t, wholeAccounts(t)).Account()).People {
		if !strings.HasPrefix(f.Path, "custom.") {
			fields = append(fields, "."+f.Path)
		}
	}
	return fields
}
