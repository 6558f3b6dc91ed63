package qualifytest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/qualifytest"
)

// The proposed cases come out as wanted, stand in a file that can be read, and
// notice every mutant that they were proposed for: together with the others,
// only what means the same or has no lead is left.
func TestProposedCasesNoticeTheirMutants(t *testing.T) {
	for _, folder := range []string{"champ", "meddic", "fit-matrix", "edtech"} {
		t.Run(folder, func(t *testing.T) {
			if folder != "champ" && testing.Short() || folder == "edtech" && !testkit.Long() {
				t.Skip("takes long")
			}
			dir := os.DirFS("../../examples/rules/" + folder)
			engine, err := qualify.Load(dir, "rules.json", nil)
			if err != nil {
				t.Fatal(err)
			}
			all, err := qualifytest.Load(dir, "cases.json")
			if err != nil {
				t.Fatal(err)
			}
			all.Cases = all.Cases[:2]
			suite := &qualifytest.Suite{Rules: engine.RuleSet(), File: *all}
			before, err := suite.Mutate(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			p, err := suite.Propose(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			text, err := json.Marshal(p.File())
			if err != nil {
				t.Fatal(err)
			}
			read, err := qualifytest.Parse("proposed.json", text)
			if err != nil {
				t.Fatal(err)
			}
			if err := qualifytest.CheckCases(engine, read.Cases); err != nil {
				t.Fatal(err)
			}
			for i, c := range p.Cases {
				if !strings.Contains(read.Cases[i].Note, "nobody has looked at it") {
					t.Errorf("%s: %q says nothing of review", c.Name, read.Cases[i].Note)
				}
				if i > 0 && len(c.Notices) > len(p.Cases[i-1].Notices) {
					t.Errorf("%s notices %d, the one before it %d", c.Name, len(c.Notices), len(p.Cases[i-1].Notices))
				}
				alone := &qualifytest.Suite{Rules: suite.Rules, File: qualifytest.File{Cases: read.Cases[i : i+1]}}
				m, err := alone.Mutate(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				for _, id := range c.Notices {
					if slices.Contains(survivors(m), id) {
						t.Errorf("%s does not notice %s", c.Name, id)
					}
				}
			}
			suite.Cases = append(suite.Cases, read.Cases...)
			after, err := suite.Mutate(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			want := append(slices.Clone(p.Same), p.Unfound...)
			slices.Sort(want)
			have := survivors(after)
			slices.Sort(have)
			if diff := cmp.Diff(want, have); diff != "" {
				t.Errorf("left: %s", diff)
			}
			t.Logf("%d of %d mutants survive %d cases; %d proposed, %d the same, %d without a lead", len(before.Survivors), before.Mutants, len(all.Cases), len(p.Cases), len(p.Same), len(p.Unfound))
			if len(p.Cases) == 0 || len(p.Unfound)*10 > len(before.Survivors) {
				t.Errorf("%d cases, no lead for %q", len(p.Cases), p.Unfound)
			}
		})
	}
}

// What is missing most stands first, and what is explained is not missing.
func TestRank(t *testing.T) {
	m := &qualifytest.Mutation{Survivors: []qualifytest.Mutant{
		{ID: "icp.size: weight 3 -> 1.5"}, {ID: "scoring.visits.tiers[1]: dropped"}, {ID: "scoring.visits: 5 -> 6"}, {ID: "scoring.seats: dropped", Why: "for later"}}}
	c := &qualifytest.Coverage{Gaps: []qualifytest.Gap{{ID: "icp.size: never unknown"}, {ID: "bant.need: never met"}, {ID: "bant.need: never unknown"}, {ID: "matrix.poor_fit_ready: never seen", Why: "not yet"}}}
	want := []qualifytest.Missing{{Place: "scoring.visits", Mutants: 2}, {Place: "icp.size", Mutants: 1, Gaps: 1}, {Place: "bant.need", Gaps: 2}}
	if diff := cmp.Diff(want, qualifytest.Rank(c, m)); diff != "" {
		t.Error(diff)
	}
	if list := qualifytest.Rank(nil, nil); list != nil {
		t.Errorf("%+v", list)
	}
}

// Nothing is proposed where nothing is open, and no lead for what means the same.
func TestProposeWhatIsOpen(t *testing.T) {
	rs := `{"name": "x", "screening": [{"id": "size", "when": "company.employees >= 100 and company.employees > 5", "status": "excluded"}]}`
	e, err := qualify.CompileJSON("rules.json", []byte(rs), nil)
	if err != nil {
		t.Fatal(err)
	}
	suite := &qualifytest.Suite{Rules: e.RuleSet()}
	p, err := suite.Propose(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Cases) == 0 || len(p.Same) == 0 {
		t.Errorf("%+v", p)
	}
	var b bytes.Buffer
	if err := p.WriteText(&b); err != nil || !strings.Contains(b.String(), "decides every lead the same: screening.size: company.employees > 5") {
		t.Errorf("%v, %s", err, b.String())
	}
	suite.Cases = p.File().Cases
	suite.Explained = map[string]string{}
	for _, id := range p.Same {
		suite.Explained[id] = "follows from the other"
	}
	if p, err = suite.Propose(t.Context()); err != nil || len(p.Cases)+len(p.Same)+len(p.Unfound) != 0 {
		t.Errorf("%v, %+v", err, p)
	}
}

// A rule set without cases: a lead on each side of the boundary, and what the rules
// make of it today.
func ExampleSuite_Propose() {
	rules := `{"name": "shop", "screening": [{"id": "small", "when": "company.employees < 10", "status": "excluded"}]}`
	engine, err := qualify.CompileJSON("rules.json", []byte(rules), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	suite := &qualifytest.Suite{Rules: engine.RuleSet()}
	proposal, err := suite.Propose(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range proposal.Cases {
		fmt.Printf("%v employees: %s\n", c.Lead.Company.Employees.Value, c.Want)
		for _, id := range c.Notices {
			fmt.Println("  ", id)
		}
	}
	// Output:
	// 10 employees: {"owner":{"action":"nurture","team":"marketing"},"quadrant":"good_fit_not_ready","status":"nurture"}
	//    screening.small: company.employees < 10 -> company.employees <= 10
	//    screening.small: company.employees < 10 -> company.employees >= 10
	//    screening.small: company.employees < 10 -> company.employees < 11
	// 9 employees: {"quadrant":"good_fit_not_ready","status":"excluded"}
	//    screening.small: company.employees < 10 -> company.employees < 9
	//    screening.small: status -> disqualified
}
