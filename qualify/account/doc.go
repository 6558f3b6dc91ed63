// Package account decides accounts: companies with their people.
//
// In business-to-business sales nobody buys alone. What matters is whether the company
// fits, whether enough of the right people are engaged, and who is still missing.
// [Rules] say so in one file: the roles that people have in the buying group, a rule
// set that decides each person as a lead, and one that decides the account and sees
// the people.
//
//	engine, err := account.CompileJSON("accounts.json", data, nil)
//	...
//	d := engine.Decide(a, time.Now())
//	// d.Status, d.Fit, d.Score: of the account, as of a lead
//	// d.People: of each person, with the role, as a work list
//	// d.Find: the roles that are missing
//	// d.Ask: what to find out, about the account or about one of its people
//
// # What the rules see
//
// Rules for people see what rules for leads see. Rules for accounts see the facts of
// the company (company.*, custom.*, stage, owner, created_days_ago), those of the
// company above it (parent.company.*, parent.custom.*), the activities of all, each
// with the id of who did it as .member, and people: a list like activities. A person
// has .id .role .job_title .seniority .department .country .stage .consent .status
// .grade .band .cell .points .hand_raised .idle_days .custom.NAME and .activities.
//
//	count(people, any(.activities, .type == 'webinar' and .days_ago <= 30)) >= 3
//	any(people, .role == 'economic_buyer' and .points >= 20)
//
// What is unknown of a person is unknown in such a list too: any(people, .seniority ==
// 'c_level') is unknown as long as somebody's seniority is, and nobody's is. The list
// of people itself is complete, as a log is.
//
// # The buying group
//
// A checklist of the account's rules may have items over roles, {"role": "champion",
// "at_least": 2}. An item is met once so many people are known to have the role,
// unknown as long as those who might could make it so many, and else missing:
// [Decision.Find] lists it. With "gate": true the account is not ready by score
// before the list is qualified.
//
// # People and their company
//
// Each person is decided by their own record alone, as a lead is. What the account's
// own record lacks of its company, the account's rules read from the records of its
// people: the value that was confirmed last, where those of that date agree, and
// otherwise it is unknown, with the Issue conflict. People without an id, or with one
// that another has, are left out, each with an Issue. A parent is data of one level:
// it has no parent itself, so that companies which own one another are no trouble.
// [Group] makes accounts of leads, and [OfRecords] of records of companies.
//
// # Owners and stages
//
// Named accounts are a table of the account's rules, which its routes ask. The owner of
// the account is the owner of its people: the host writes the owner of the account's
// decision into owner of the account and of each of its people, and the people's route,
// which lists whoever may have accounts, keeps the owner that a person has. An account
// goes through the stages of package lifecycle as a lead does: the Decision inside of
// [Decision] is what lifecycle.DecidedEvent takes, and the account's id stands for the
// lead's.
//
// # After the decision
//
// [Diff] says what differs between two decisions about an account: of the account, of
// each of its people, of who came and went and of who earned which points. [Verify]
// says whether a stored decision reproduces. [Engine.RecheckAt] says when an account or
// one of its people becomes another by time alone, so that no account need be decided
// every night.
//
// # Memory and goroutines
//
// An [Engine] is for all goroutines; a [Decider] is for one, and allocates nothing
// once it is warm. [Engine.DecideAll] decides many accounts in all processors. None
// of them keeps anything of an account, or changes it. The result depends on nothing
// but the rules, the account and the instant; the order of people and activities does
// not matter.
package account
