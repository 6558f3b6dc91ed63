// Package qualifytest tests rule sets. Rules are edited often, by people who
// cannot see what an edit breaks; a file of cases beside a rule set says what
// is meant:
//
//	{"cases": [
//	  {"name": "A director of a large company who asks for a demo",
//	   "lead": {"id": "L-1", "person": {"job_title": "Director"}, "company": {"employees": 900},
//	            "activities": [{"type": "demo_request", "at": "2026-11-21T09:00:00Z"}]},
//	   "as_of": "2026-11-22T09:00:00Z",
//	   "want": {"status": "sql", "owner": {"team": "sales"}, "score": {"rules": [{"id": "size", "points": 20}]}}}
//	]}
//
// The want is a part of the decision: only what is written is checked, as
// [Compare] says. In the host's tests,
//
//	qualifytest.Run(t, engine, qualifytest.Dir("rules"), "*cases.json")
//
// runs a subtest for each case; [Check] returns an error instead, for any other
// framework. LEADQUAL_UPDATE=1 go test writes what decisions have into the
// files, to be reviewed like every change.
//
// # How good are the cases?
//
// A [Suite] is a rule set with its cases. Its Cover says which criteria, rules,
// tiers, routes, arms of experiments and cells the cases have seen met, unmet and unknown, and each
// threshold from both sides. Its Mutate changes the rules in one place after
// the other and says which changes no case notices. Both have a text for people
// and a Share to assert:
//
//	coverage, err := suite.Cover()
//	...
//	if coverage.Share() < 1 {
//		coverage.WriteText(os.Stderr)
//	}
//
// What is as it should be is explained in the file of the cases, so that the
// next reader knows and the number can stay at 1:
//
//	"explained": {"scoring.visits: points 10 -> 5": "the group's cap hides it"}
//
// [Rank] lists the parts of which most is missing, and Propose finds cases that
// notice the changes that no case does: a lead at each boundary, with what the
// rules decide today. Whether that is what is meant is for somebody to say.
//
// # Accounts
//
// Rules about accounts have cases of accounts with their people, which [ParseAccounts]
// reads and [CheckAccountCases] decides. An [AccountSuite] measures these in the same
// way: the roles and both rule sets.
//
// # Laws
//
// [Suite.Laws] checks on the host's own rule set what the library promises for
// every one: that points add up, that what is certain stays, that order does
// not matter, and so on.
//
// Everything here is safe for concurrent use by multiple goroutines as long as
// nobody changes what they share. Nothing but Run reads the environment, and
// nothing but Run and [Update] writes a file.
package qualifytest
