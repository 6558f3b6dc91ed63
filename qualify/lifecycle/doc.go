// Package lifecycle follows a lead over time: from the rules' decision through
// the hands of marketing and sales to a customer, or back with a reason. It has
// three parts, which a host may use apart.
//
// # Stages and events
//
// A lead's life is a log of events. [Process.Record] puts an event into the
// log, says what the log has come to, a [State], and what the host is to do
// about it, a list of [Effect]s:
//
//	event        from                                       to
//	decided      lead, recycled, disqualified by the rules  mql, by points
//	             the same, mql, sal, lost                   sql, by a raised hand
//	             lead, mql, sql, recycled; not with sales   disqualified, by the rules
//	             disqualified by the rules                  recycled, no longer removed
//	handed_over  mql, sal, sql, opportunity                 the same, with an owner
//	             lead, recycled; only to research           the same, with an owner
//	accepted     mql, and what sales was to research        sal
//	             sql                                        the same, accepted
//	converted    sal, sql                                   sql, opportunity
//	won          opportunity                                customer
//	lost         sql, opportunity                           lost
//	rejected     whatever sales has and is no opportunity   recycled, or disqualified
//	recycled     mql, sal, sql, opportunity                 recycled
//	reopened     lost, disqualified, customer               recycled, or sql
//
// A decision that moves nothing is no news: it has no effects. Whatever sales
// has, no decision takes away. Nothing goes back to lead. A rejection must have
// a reason. Any other event is refused with an error that names what is
// allowed.
//
// State is a fold over the set of events, in the order in which they happened:
// by instant, then by kind, then by id ([Event.Compare]). So the order of
// arrival does not matter, a copy does nothing, and a late event corrects what
// was done without it, by effects that are the difference of two states. A
// reset of the score is an event as well: it sets the lead's reset_at, and what
// the lead did before no longer counts. No points are ever taken off.
//
// # Deadlines
//
// A [DeadlineRule] of the policy promises an answer within so many minutes of
// business time. Effects start and stop a [Deadline], which the host stores with
// the lead; [Process.DueAt], [Process.Next] and [Process.Escalate] compute from
// it what is due when. Business hours have a time zone, holidays and special
// days by team. An hour that the clock on the wall shows twice counts twice, and
// one that it skips does not count ([Calendar]).
//
// # Assignment
//
// [Assigner.Assign] finds an owner for a lead that is to be handed over: by
// weight among those who are neither away nor at a limit. What it has to
// remember is a [Ledger].
//
// # Storing
//
// Everything that a host stores - events, states, deadlines, ledgers - is plain
// data and round-trips through JSON. Nothing here reads a clock, keeps a memory
// or starts a goroutine. A host that changes log, deadline, ledger and lead in
// one transaction loses nothing:
//
//	recorded, err := process.Record(log, event)   // refuse the request if err
//	for _, effect := range recorded.Effects { ... }
//	save(recorded.Log, recorded.State)
//
// A [Process] and an [Assigner] are immutable and safe for concurrent use.
package lifecycle
