// Package cases works out when a condition of a rule set is met and when it is
// not: as a set of cases, each of which says what single facts, counts of
// activities and other terms have to be.
//
// A condition such as
//
//	company.employees in 50..5000 and (stage == "lead" or any(activities, .type == "demo"))
//
// is met in two cases: employees from 50 to 5000 and stage "lead", or employees
// from 50 to 5000 and at least one such activity. Sets of cases are intersected
// and united; where nothing is left, the condition can never be met.
//
// # Soundness
//
// Every Set holds at least the leads that it is about, and perhaps others: what
// the package cannot look into, such as a comparison of two facts, may be
// anything, and where cases become too many, a set of them becomes a larger and
// simpler one. So an empty Set is a proof that there is no such lead, and any
// other Set proves nothing.
//
// # Order of the code
//
//	analyzer.go  a tree of criteria becomes Cases: the sets of met, unmet, not met and not unmet
//	term.go      what a comparison says of one variable
//	set.go       sets of cases: and, or, and what becomes of too many
//	domain.go    the values of one variable; numbers.go and texts.go for two kinds of them
//	region.go    a set to ask many times whether it holds another
//	pick.go      a lead out of a set
package cases
