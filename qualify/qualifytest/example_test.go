package qualifytest_test

import (
	"context"
	"fmt"
	"os"
	"testing/fstest"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
	"github.com/leadqual/leadqual/qualify/qualifytest"
)

// files are a rule set with its cases.
var files = fstest.MapFS{
	"rules.json": {Data: []byte(`{
  "name": "school", "readiness": "score",
  "scoring": {"ready_at": 20, "rules": [
    {"id": "size", "when": "company.employees >= 100", "points": 20},
    {"id": "visits", "when": "count(activities, .type == 'visit') >= 3", "points": 5}
  ]}
}`)},
	"cases.json": {Data: []byte(`{"cases": [
  {"name": "a large school", "lead": {"id": "1", "company": {"employees": 100}}, "as_of": "2026-11-22T09:00:00Z",
   "want": {"status": "mql", "score": {"rules": [{"id": "size", "points": 20}, {"id": "visits", "outcome": "unmet"}]}}},
  {"name": "a small school", "lead": {"id": "2", "company": {"employees": 99}}, "as_of": "2026-11-22T09:00:00Z",
   "want": {"status": "mql", "score": {"points": 5}}}
]}`)},
}

// A right case says nothing; a wrong one says where it differs.
func ExampleCheck() {
	engine, err := qualify.Load(files, "rules.json", nil)
	if err != nil {
		panic(err)
	}
	fmt.Println(qualifytest.Check(engine, files, "cases.json"))
	// Output:
	// cases.json:4: a small school
	//     score.points: have 0, want 5
	//     status: have "nurture", want "mql"
}

// Of rules about accounts the roles and both rule sets are measured. No case
// notices where the line of 30 days is, nor that the buying group is a gate.
func ExampleAccountSuite() {
	engine, err := account.CompileJSON("accounts.json", []byte(`{
  "name": "groups",
  "roles": [{"id": "champion", "when": "source == 'referral'"}],
  "person": {},
  "account": {
    "checklists": [{"id": "group", "gate": true, "items": [{"id": "champion", "role": "champion"}]}],
    "scoring": {"ready_at": 10, "rules": [{"id": "demo", "when": "any(people, any(.activities, .type == 'demo' and .days_ago <= 30))", "points": 10}]}
  }
}`), nil)
	if err != nil {
		panic(err)
	}
	file, err := qualifytest.ParseAccounts("accounts.cases.json", []byte(`{"cases": [
  {"name": "a champion saw the demo", "as_of": "2026-11-22T09:00:00Z",
   "account": {"id": "A-1", "people": [{"id": "L-1", "source": "referral", "activities": [{"type": "demo", "at": "2026-11-21T09:00:00Z"}]}]},
   "want": {"status": "mql", "people": [{"id": "L-1", "role": "champion"}]}},
  {"name": "nobody", "as_of": "2026-11-22T09:00:00Z", "account": {"id": "A-2"},
   "want": {"status": "nurture", "find": [{"role": "champion", "for": ["checklists.group.champion"]}]}}
]}`))
	if err != nil {
		panic(err)
	}
	suite := &qualifytest.AccountSuite{Rules: engine.Rules(), AccountFile: *file}
	coverage, err := suite.Cover()
	if err != nil {
		panic(err)
	}
	coverage.WriteText(os.Stdout)
	fmt.Println()
	mutation, err := suite.Mutate(context.Background())
	if err != nil {
		panic(err)
	}
	mutation.WriteText(os.Stdout)
	// Output:
	// roles.champion                         source == 'referral'                                          met 1, NEVER unmet, NEVER unknown
	// person.matrix.good_fit_not_ready                                                                     seen 1
	// account.checklists.group.champion      1 champion                                                    met 1, unmet 1, NEVER unknown
	// account.checklists.group.qualified_at                                                                qualified 1, unqualified 1, NEVER unknown
	// account.scoring.demo                   any(people, any(.activities, .type == 'demo' and .days_ago …  met 1, unmet 1
	// account.scoring.demo                   .days_ago <= 30                                               true 1, NEVER false
	// account.scoring.ready_at               10                                                            reached 1, below 1
	// account.matrix.good_fit_ready                                                                        seen 1
	// account.matrix.good_fit_not_ready                                                                    seen 1
	// account.matrix.readiness_unknown                                                                     NEVER seen
	//
	// coverage: 13 of 19 sides seen, 68.4 %
	//   roles.champion: never unmet (roles[0].when)
	//   roles.champion: never unknown (roles[0].when)
	//   account.checklists.group.champion: never unknown (account.checklists[0].items[0].role)
	//   account.checklists.group.qualified_at: never unknown (account.checklists[0].qualified_at)
	//   account.scoring.demo .days_ago <= 30: never false (account.scoring.rules[0].when)
	//   account.matrix.readiness_unknown: never seen
	//
	// mutants: 8 of 14 noticed, 57.1 %
	//   account.checklists.group: gate -> false (account.checklists[0].gate)
	//   account.scoring.demo: 'demo' and .days_ago -> 'demo' or .days_ago (account.scoring.rules[0].when)
	//   account.scoring.demo: .days_ago <= 30 -> .days_ago < 30 (account.scoring.rules[0].when)
	//   account.scoring.demo: .days_ago <= 30 -> .days_ago <= 33 (account.scoring.rules[0].when)
	//   account.scoring.demo: .days_ago <= 30 -> .days_ago <= 27 (account.scoring.rules[0].when)
	//   account.scoring: ready_at 10 -> 0 (account.scoring.ready_at)
}

func ExampleSuite() {
	engine, err := qualify.Load(files, "rules.json", nil)
	if err != nil {
		panic(err)
	}
	cases, err := qualifytest.Load(files, "cases.json")
	if err != nil {
		panic(err)
	}
	suite := &qualifytest.Suite{Rules: engine.RuleSet(), File: *cases}
	suite.Cases = suite.Cases[:1] // the one that is as wanted

	coverage, err := suite.Cover()
	if err != nil {
		panic(err)
	}
	coverage.WriteText(os.Stdout)
	fmt.Println()

	mutation, err := suite.Mutate(context.Background())
	if err != nil {
		panic(err)
	}
	for _, m := range mutation.Open()[:3] {
		fmt.Println("nobody would notice", m.ID)
	}
	fmt.Println(suite.Laws())
	// Output:
	// scoring.size               company.employees >= 100                  met 1, NEVER unmet, NEVER unknown
	// scoring.visits             count(activities, .type == 'visit') >= 3  NEVER met, unmet 1
	// scoring.ready_at           20                                        reached 1, NEVER below
	// matrix.good_fit_ready                                                seen 1
	// matrix.good_fit_not_ready                                            NEVER seen
	// matrix.readiness_unknown                                             NEVER seen
	//
	// coverage: 4 of 10 sides seen, 40.0 %
	//   scoring.size: never unmet (scoring.rules[0])
	//   scoring.size: never unknown (scoring.rules[0])
	//   scoring.visits: never met (scoring.rules[1])
	//   scoring.ready_at: never below (scoring.ready_at)
	//   matrix.good_fit_not_ready: never seen
	//   matrix.readiness_unknown: never seen
	//
	// nobody would notice scoring.size: company.employees >= 100 -> company.employees >= 90
	// nobody would notice scoring.visits: .type == 'visit' -> .type != 'visit'
	// nobody would notice scoring.visits: count(activities, .type == 'visit') >= 3 -> count(activities, .type == 'visit') > 3
	// <nil>
}
