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
package cases
