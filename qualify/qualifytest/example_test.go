package qualifytest_test

import (
	"context"
	"fmt"
	"os"
	"testing/fstest"

	"github.com/leadqual/leadqual/qualify"
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
