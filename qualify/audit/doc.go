// Package audit compares decisions with what became of the leads: how good is
// the rule set, what should change in it, and what would a change do?
//
// # Audit
//
// An [Audit] counts decisions with their outcomes, in bounded memory:
//
//	a := audit.New(rules)
//	a.Horizon = audit.Horizon{Days: 60, CutOff: lookedUpAt}
//	for _, x := range history {
//		decision := engine.Decide(x.lead, x.handedOverAt)
//		a.Add(&decision, audit.Outcome{
//			Source:   x.lead.Source,
//			Worked:   qualify.Known(x.called),
//			Won:      qualify.Opt[bool]{Value: x.won, Known: x.closed},
//			ClosedAt: x.closedAt,
//			Reason:   x.reason,
//		})
//	}
//	report := a.Report(rules)
//	report.WriteHTML(file)
//
// Give each worker an Audit of its own and add them up with [Audit.Merge]: the
// merged audits of parts are exactly the audit of the whole. The [Report] says
// first what may be believed, and has the rates from MQL to SQL to customer with
// their ranges, how they grow by the day, where leads or their rate change from a
// month on, each rule against outcomes by how sure that is, the experiments, the
// funnel, outcomes by score, the reasons for which sales sent leads back, and which
// missing facts would have helped. It is plain data and can be written as JSON, and
// with the same content as text and as an HTML page, whose first screen explains
// every word of statistics in the sentence that has it.
//
// # What may be believed
//
// Outcomes come late, and only from leads that somebody worked. So an audit with
// a [Horizon] asks whether a lead was won within a number of days, if worked. Age
// alone decides which leads count. Those that nobody worked are unknown, and
// every range allows for all of them lost and all of them won. Without a horizon
// outcomes count as they stand, and the report says so.
//
// A rule is called better or worse only if both ends allow it, and by a test
// that knows how many rules were looked at. Besides, leads are compared among
// those that sales calls with the rule or without it, and, in experiments, by
// what chance had sales work ([WeightedRate]). A report that cannot tell says
// what would. [HorizonTable] proposes a horizon.
//
// A [Trial] compares the arms of an experiment, with ranges that may be looked
// at after every outcome. A report has the trials of all experiments that its leads
// are in.
//
// # Accounts
//
// [NewForAccounts] makes an audit of decisions about accounts: [Audit.AddAccount]
// counts one with what became of the account, and [Audit.ReportAccounts] says what an
// audit of leads does, and besides how accounts did by the roles that somebody has and
// by how many people earned points. [CompareAccounts] is Compare for them.
//
// # Suggest
//
// [Suggest] learns points, tiers, weights and thresholds from leads whose
// outcome is known, and proposes a rule set to review, or nothing where the
// leads hold no signal. What it promises is counted by deciding with the
// proposal, and the chance that points stand for (scoring.chance) is learned from
// leads that were held out. No part whose leads did better gets fewer points than
// leads without it, and no part whose leads did worse gets more; Monotone holds
// the tiers of a number to an order. What such bounds cost, and what whole points
// cost, is in the [Suggestion]. Facts that become known only after contact predict the outcome best
// and are worthless before it: declare them with "known_after", and Suggest does
// not learn from them. It finds some such leaks by itself; no statistic finds
// all. [Priors] learns which values facts usually have, by which Engine.Ask
// ranks its questions.
//
// # Compare
//
// [Compare] decides the same leads by two rule sets and counts which leads would
// move where, before a change goes live:
//
//	comparison, err := audit.Compare(ctx, current, proposed, audit.Leads(leads), asOf)
//
// It names every place in which the rule sets differ, and counts the moves that
// each of these changes explains alone; what is left is joint.
//
// # Performance
//
// Audit.Add takes two or three microseconds, depending on the number of parts
// that are met or unknown, so a million decisions take seconds. Suggest is for
// thousands of leads, not for millions: it keeps the examples in memory and
// takes seconds.
package audit
