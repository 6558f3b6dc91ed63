package account_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
	"github.com/leadqual/leadqual/scoring"
)

// random calls do with random rules and accounts. Rules that the language refuses, as
// where roles nest lists too deep, are passed over.
func random(t *testing.T, do func(t *testing.T, g *generate.Generator, e *account.Engine, a *account.Account)) {
	sets, decided := 60, 0
	if testing.Short() {
		sets = 20
	}
	for seed := range uint64(sets) {
		g := generate.New(seed, generate.Options{JSON: true, Records: seed%2 == 0, Honest: true})
		e, err := account.Compile(g.AccountRules(), nil)
		if err != nil {
			t.Logf("seed %d: %v", seed, err)
			continue
		}
		decided++
		for range 5 {
			do(t, g, e, g.Account(5))
		}
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
	if decided < sets/2 {
		t.Fatalf("only %d of %d rules compile", decided, sets)
	}
}

// A person of an account is decided as a lead of none, save for whose rules these are.
func TestPeopleAreDecidedAsLeads(t *testing.T) {
	random(t, func(t *testing.T, _ *generate.Generator, e *account.Engine, a *account.Account) {
		rs := e.Rules().Person
		rs.Name = "person"
		alone, err := qualify.Compile(&rs, nil)
		if err != nil { // a rule set for roles alone decides nothing
			return
		}
		for _, p := range e.Decide(a, generate.AsOf).People {
			lead := &a.People[slices.IndexFunc(a.People, func(l qualify.Lead) bool { return l.ID == p.ID })]
			want := alone.Decide(lead, generate.AsOf)
			want.RuleSet, want.Version, want.Fingerprint = p.Decision.RuleSet, p.Decision.Version, p.Decision.Fingerprint
			have := p.Decision.Clone() // facts that only roles look at may have Issues beyond the lead's
			have.Issues = slices.DeleteFunc(have.Issues, func(x qualify.Issue) bool { return !slices.Contains(want.Issues, x) })
			if diff := cmp.Diff(string(want.AppendJSON(nil)), string(have.AppendJSON(nil))); diff != "" {
				t.Errorf("%s: %s", p.ID, diff)
			}
			if diff := cmp.Diff(p.Decision, e.Person().Decide(lead, generate.AsOf)); diff != "" {
				t.Errorf("%s, by the engine of people: %s", p.ID, diff)
			}
		}
	})
}

// The order of people and of activities changes nothing.
func TestOrderDoesNotMatter(t *testing.T) {
	random(t, func(t *testing.T, g *generate.Generator, e *account.Engine, a *account.Account) {
		want := e.Decide(a, generate.AsOf)
		for i := range want.Issues { // these say which activity
			want.Issues[i].Path = ""
		}
		other := *a
		other.People, other.Activities = slices.Clone(a.People), slices.Clone(a.Activities)
		g.Rand().Shuffle(len(other.People), func(i, j int) { other.People[i], other.People[j] = other.People[j], other.People[i] })
		for i := range other.People {
			p := &other.People[i]
			p.Activities = slices.Clone(p.Activities)
			slices.Reverse(p.Activities)
		}
		slices.Reverse(other.Activities)
		have := e.Decide(&other, generate.AsOf)
		for _, d := range []*account.Decision{&want, &have} {
			d.Issues = nil
			for i := range d.People {
				d.People[i].Decision.Issues = nil
			}
		}
		if diff := cmp.Diff(want, have); diff != "" {
			t.Error(diff)
		}
	})
}

// One more person makes no role missing that was not.
func TestOneMoreMakesNoRoleMissing(t *testing.T) {
	random(t, func(t *testing.T, g *generate.Generator, e *account.Engine, a *account.Account) {
		before := e.Decide(a, generate.AsOf)
		other := *a
		more := *g.Lead()
		more.ID = "P-more"
		other.People = append(slices.Clone(a.People), more)
		for _, f := range e.Decide(&other, generate.AsOf).Find {
			if !slices.ContainsFunc(before.Find, func(x qualify.Find) bool { return x.Role == f.Role }) {
				t.Errorf("%s is missing once there is one more", f.Role)
			}
		}
	})
}

// Points by member are the rule's, exactly, and a decision is read as it is written.
func TestCreditsAddUp(t *testing.T) {
	credited := 0
	random(t, func(t *testing.T, _ *generate.Generator, e *account.Engine, a *account.Account) {
		d := e.Decide(a, generate.AsOf)
		for _, c := range d.Credits {
			sum := int64(0)
			for i, m := range c.Members {
				sum += m.Thousandths
				if i > 0 && c.Members[i-1].Member >= m.Member {
					t.Errorf("%s: %q stands behind %q", c.Rule, m.Member, c.Members[i-1].Member)
				}
			}
			i := slices.IndexFunc(d.Score.Rules, func(r scoring.RuleScore) bool { return r.ID == c.Rule })
			if i < 0 || d.Score.Rules[i].Points.Thousandths() != sum {
				t.Errorf("%s: members have %d", c.Rule, sum)
			}
			credited++
		}
		text := d.AppendJSON(nil)
		var read account.Decision
		if err := json.Unmarshal(text, &read); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(d, read); diff != "" {
			t.Error(diff)
		}
	})
	if credited < 20 {
		t.Errorf("only %d rules say who earned their points", credited)
	}
}

// What is filled in of a person changes no certain decision, unless a hand is raised.
func TestCertainStays(t *testing.T) {
	filled := 0
	random(t, func(t *testing.T, _ *generate.Generator, e *account.Engine, a *account.Account) {
		before := e.Decide(a, generate.AsOf)
		if !before.Certain {
			return
		}
		facts := e.Rules().Person.Facts
		for i := range a.People {
			for _, f := range []struct {
				path   string
				values []any
			}{
				{"person.seniority", []any{"vp", "director"}}, {"person.country", []any{"DE", "FR"}}, {"person.job_title", []any{"VP Sales", "student"}},
				{"person.consent", []any{true, false}}, {"person.department", []any{"it"}},
			} {
				if v, _ := a.People[i].Get(f.path); v != nil || facts[f.path].Default != nil {
					continue
				}
				for _, v := range f.values {
					other := *a
					other.People = slices.Clone(a.People)
					if err := other.People[i].Set(f.path, v); err != nil {
						t.Fatal(err)
					}
					after := e.Decide(&other, generate.AsOf)
					filled++
					if raised(&after) != raised(&before) {
						continue
					}
					have, want := fmt.Sprint(after.Quadrant, after.Status, after.Owner.Team), fmt.Sprint(before.Quadrant, before.Status, before.Owner.Team)
					if before.Owner.Team == "" { // removed: the status alone
						have, want = string(after.Status), string(before.Status)
					}
					if have != want {
						t.Errorf("%s of %s is %v: %s, was certainly %s", f.path, a.People[i].ID, v, have, want)
					}
				}
			}
		}
	})
	if filled < 50 {
		t.Errorf("only %d facts were filled in", filled)
	}
}

// raised counts the hands that are raised.
func raised(d *account.Decision) (n int) {
	for _, p := range d.People {
		n += len(p.Decision.Readiness.Raised)
	}
	return n + len(d.Readiness.Raised)
}
