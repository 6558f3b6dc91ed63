// Package lifecycle follows a lead over time: from the decision of the rules
// through marketing and sales to a customer, or back with a reason. Its parts
// follow each other, and a host may use some of them alone:
//
//	decision    engine.Decide says status, team, route, owner or roster
//	event       DecidedEvent makes an event of it; people report others
//	state       Process.Record applies an event, and says what the host has to do
//	owner       Assigner.Assign gives one where the decision names a roster
//	deadline    Process.DueAt computes when the owner has to respond
//
// # Stages and events
//
// [Process.Record] applies an [Event] to the [State] of a lead, and returns the
// new state and what the host has to do, a list of [Effect]s:
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
// A decision that changes nothing has no effects. No decision takes a lead away
// from sales. No lead becomes a raw lead again. A rejection must have a reason.
// A reset of the score is part of an event: it sets the lead's reset_at, and
// activities up to it no longer count. Points are never taken off.
//
// Any other event is refused: Record returns an error, a [*Refusal], that names
// the events that are allowed. It also refuses an event that lies in the future.
//
// # Storing
//
// A host stores the state, the events, the deadlines and the ledgers. All are
// plain data and round-trip through JSON. The state has all that recording the
// next event takes, so that the thousandth event costs what the tenth does. A
// host that changes these and the lead in one transaction loses nothing:
//
//	recorded, err := process.Record(state, event, now)
//	if errors.Is(err, lifecycle.Late) { // it happened before the last one
//		recorded, err = process.RecordLate(state, log, event, now)
//	}
//	if err != nil {
//		return err // refused: store nothing
//	}
//	if !recorded.Known { // else it has arrived twice
//		insert(recorded.Event) // into the log, with a unique key of lead and id
//	}
//	save(recorded.State)
//	for _, effect := range recorded.Effects { ... }
//
// Events count in the order in which they happened: by instant, then by kind,
// then by id ([Event.Compare]). So the order of arrival makes no difference to
// the state, which is that of [Process.Replay] over the log. An event that
// arrives before another on which it depends is refused; deliver it again later,
// as queues do.
//
// # Owners
//
// "Who owns the lead?" has one answer. Where the decision's route has owners, the
// decision names one, and so does the effect [HandOver]. Where the route has a
// roster, HandOver names that, and [Assigner.Assign] gives an owner: by weight
// among the members who are neither away nor at a limit. What it has to remember
// is the roster's [Ledger]. Where there is neither, the team as a whole gets the
// lead. The host then records [HandedOver].
//
// A roster that the rules name and the host does not have is a mistake to find
// when the rules are loaded: compare the routes of the rule set with the rosters.
// To remove a member from a roster, make a new Assigner for the same ledger, and
// assign the leads of [Ledger.Member] again.
//
// # Deadlines
//
// A [DeadlineRule] of the policy sets a response time in business hours. Effects
// start and stop the [Deadline] of a lead; [Process.DueAt], [Process.Next] and
// [Process.Escalate] compute from it what is due when. Business hours have a time
// zone, holidays and special days for each team. An hour that local time repeats
// counts twice, and one that it skips does not count ([Calendar]).
//
// # Clocks
//
// Nothing here reads a clock, keeps a memory or starts a goroutine. A host passes
// the instant of an event and its own current time. Where the events of other
// machines may be ahead of that by a little, pass the later of the two as now, if
// they are within a minute of each other, say; refuse the event otherwise. Round
// instants only as the database does, and before they are recorded: an event that
// comes back with another instant is another event. The zero time is refused as
// an instant and as now. Responses to a deadline, pauses and absences are not
// compared with a clock: pass the instants at which they happen.
//
// A [Process] and an [Assigner] are immutable and safe for concurrent use.
package lifecycle
