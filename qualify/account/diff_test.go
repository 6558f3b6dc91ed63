package account_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
)

func difference(t testing.TB, before, after *account.Decision) account.Change {
	t.Helper()
	c, err := account.Diff(before, after)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Diff says what changed between two decisions of one account: about the account, and
// about each of its people.
func ExampleDiff() {
	engine, err := account.CompileJSON("rules.json", []byte(groupRules), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	a, err := account.ParseAccount("account.json", []byte(groupAccount))
	if err != nil {
		fmt.Println(err)
		return
	}
	before := engine.Decide(a, asOf)
	a.People[0].Custom = nil // nobody knows any more whether L-2 is a champion
	a.People[1].Activities = append(a.People[1].Activities, qualify.Activity{Type: "webinar", At: asOf})
	a.People[2] = qualify.Lead{ID: "L-4"}
	after := engine.Decide(a, asOf)
	change, err := account.Diff(&before, &after)
	if err != nil {
		fmt.Println(err)
	}
	for _, s := range change.Steps {
		fmt.Printf("%s %q -> %q\n", s.Of, s.Before, s.After)
	}
	for _, o := range change.Outcomes {
		fmt.Println(o.Place, o.Before, "->", o.After)
	}
	for _, c := range change.Credits {
		fmt.Println(c.Place, c.Member, c.Points)
	}
	for _, p := range change.People {
		fmt.Println(p.ID, "came", p.Came, "went", p.Went, "role", p.RoleBefore, "->", p.RoleAfter, "points", p.Decision.Points.Points)
	}
	// Output:
	// status "mql" -> "nurture"
	// quadrant "good_fit_ready" -> "undetermined"
	// readiness "ready" -> "unknown"
	// team "sales" -> "marketing"
	// action "call" -> "enrich"
	// route "all" -> ""
	// owner "ana" -> ""
	// checklists.group.c met -> unknown
	// scoring.webinars L-1 10
	// L-1 came false went false role buyer -> buyer points 10
	// L-2 came false went false role champion -> unknown points 0
	// L-3 came false went true role  -> unknown points 0
	// L-4 came true went false role unknown -> unknown points 0
}

func TestDiff(t *testing.T) {
	e, a := compiled(t, groupRules), parsed(t, groupAccount)
	l1 := &a.People[1]
	l1.Activities = append(l1.Activities, qualify.Activity{Type: "webinar", At: asOf.AddDate(0, 0, -5)})
	before := e.Decide(a, asOf)
	a.People = slices.Delete(a.People, 0, 1) // the champion
	after := e.Decide(a, asOf)
	c := difference(t, &before, &after)
	if diff := cmp.Diff([]account.ChangedFind{{Role: "champion", After: "decisive"}}, c.Find); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]account.ChangedCredit{{Place: "scoring.webinars", Member: "L-2", Before: 10, Points: -10, Went: true}}, c.Credits); diff != "" {
		t.Error(diff)
	}
	back := difference(t, &after, &before)
	if diff := cmp.Diff([]account.ChangedFind{{Role: "champion", Before: "decisive"}}, back.Find); diff != "" {
		t.Error(diff)
	}
	if len(c.People) != 1 || c.People[0].ID != "L-2" || !c.People[0].Went || c.People[0].Decision.RuleSet || !c.People[0].Decision.To.Equal(asOf) {
		t.Errorf("people %+v", c.People)
	}
	if c := difference(t, nil, nil); !c.Empty() {
		t.Errorf("nothing and nothing differ: %+v", c)
	}
	if c := difference(t, nil, &after); len(c.People) != len(after.People) || c.Empty() {
		t.Errorf("from nothing: %+v", c)
	}
	other := after.Clone()
	other.LeadID = "A-2"
	if _, err := account.Diff(&after, &other); err == nil || !strings.Contains(err.Error(), `account "A-1" before and account "A-2" after`) {
		t.Errorf("of two accounts: %v", err)
	}
	other = after.Clone()
	other.People[0].Decision.LeadID = "x"
	if _, err := account.Diff(&after, &other); err == nil || !strings.Contains(err.Error(), `the decisions about "`+after.People[0].ID) {
		t.Errorf("of two people: %v", err)
	}
}

// What people earn otherwise adds up to what the rule is worth otherwise, a Change is
// read as it is written, and nothing differs from itself.
func TestDiffAddsUp(t *testing.T) {
	credited := 0
	random(t, func(t *testing.T, g *generate.Generator, e *account.Engine, a *account.Account) {
		before := e.Decide(a, generate.AsOf)
		other := g.Account(5)
		other.ID = a.ID
		r := g.Rand()
		after := e.Decide(other, generate.AsOf.Add(time.Duration(r.IntN(2000))*time.Hour))
		if r.IntN(2) == 0 {
			after = e.Decide(a, generate.AsOf.Add(time.Duration(r.IntN(2000))*time.Hour))
		}
		c := difference(t, &before, &after)
		sums := map[string]int64{}
		for _, x := range c.Credits {
			sums[x.Place] += x.Points.Thousandths()
			if x.Before.Thousandths()+x.Points.Thousandths() != x.After.Thousandths() {
				t.Errorf("%+v", x)
			}
			credited++
		}
		for _, p := range c.Parts {
			if sum, ok := sums[p.Place]; ok && sum != p.Points.Points.Thousandths() {
				t.Errorf("%s: people earn %d more, the rule is worth %v more", p.Place, sum, p.Points.Points)
			}
			delete(sums, p.Place)
		}
		for place, sum := range sums {
			if sum != 0 {
				t.Errorf("%s: people earn %d more, and the rule is worth the same", place, sum)
			}
		}
		if !slices.IsSortedFunc(c.People, func(x, y account.ChangedPerson) int { return strings.Compare(x.ID, y.ID) }) {
			t.Errorf("people out of order: %+v", c.People)
		}
		data, err := json.Marshal(c)
		var read account.Change
		if err == nil {
			err = json.Unmarshal(data, &read)
		}
		if diff := cmp.Diff(c, read); err != nil || diff != "" {
			t.Errorf("%v, JSON changes a Change: %s", err, diff)
		}
		if same := difference(t, &after, &after); !same.Empty() {
			t.Errorf("a decision differs from itself: %+v", same)
		}
	})
	if credited < 20 {
		t.Errorf("only %d credits differ", credited)
	}
}

// Who did what a rule counts is part of a decision, also where it is worth nothing by
// now.
func TestDiffOfWhatIsWorthNothing(t *testing.T) {
	e := compiled(t, `{"name": "x", "person": {}, "account": {"scoring": {"rules": [{"id": "w", "each": ".type == 'w'", "points": 5, "decay": {"kind": "half_life", "days": 1}}]}}}`)
	by := func(who string) account.Decision {
		const did = `, "activities": [{"type": "w", "at": "2026-01-01T09:00:00Z"}]`
		record := map[string]string{who: did}
		return e.Decide(parsed(t, `{"id": "A", "people": [{"id": "P"`+record["P"]+`}, {"id": "Q"`+record["Q"]+`}]}`), asOf)
	}
	before, after := by("P"), by("Q")
	c, err := account.Diff(&before, &after)
	if err != nil {
		t.Fatal(err)
	}
	want := []account.ChangedCredit{{Place: "scoring.w", Member: "P", Went: true}, {Place: "scoring.w", Member: "Q", Came: true}}
	if diff := cmp.Diff(want, c.Credits); diff != "" || c.Empty() {
		t.Errorf("empty %v, credits %s", c.Empty(), diff)
	}
}
