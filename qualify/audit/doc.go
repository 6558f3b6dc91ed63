// Package audit compares decisions with what became of the leads: how good is
// the rule set, what should change in it, and what would a change do?
//
// # Audit
//
// An [Audit] counts decisions with their outcomes, in bounded memory:
//
//	var a audit.Audit
//	for _, x := range history {
//		decision := engine.Decide(x.lead, x.handedOverAt)
//		a.Add(&decision, audit.Outcome{
//			Source:   x.lead.Source,
//			Accepted: qualify.Known(x.accepted),
//			Won:      qualify.Known(x.won),
//			Reason:   x.reason,
//		})
//	}
//	report := a.Report(rules)
//	report.WriteHTML(file)
//
// Give each worker an Audit of its own and add them up with [Audit.Merge]: the
// merged audits of parts are exactly the audit of the whole. The [Report] has the funnel, the rates from MQL to SQL to
// customer, the reasons for which sales sent leads back, the lift of each rule,
// outcomes by score, drift by month, and which missing facts would have helped.
// It is plain data and can be written as JSON, as text and as an HTML page.
//
// Every rate has an interval, and the verdict of every comparison may be "too
// little data to say". A lead whose outcome is not known yet counts in no rate.
//
// # Suggest
//
// [Suggest] learns points, tiers, weights and thresholds from leads whose
// outcome is known, and proposes a rule set to review. Facts that become known
// only after contact predict the outcome best and are worthless before it:
// declare them with "known_after", and Suggest does not learn from them.
// [Priors] learns which values facts usually have, by which Engine.Ask ranks its
// questions.
//
// # Compare
//
// [Compare] decides the same leads by two rule sets and counts which leads would
// move where, before a change goes live:
//
//	comparison, err := audit.Compare(current, proposed, audit.Leads(leads), asOf)
//
// # Performance
//
// Audit.Add takes two or three microseconds, depending on the number of parts
// that are met or unknown, so a million decisions take seconds. Suggest is for
// thousands of leads, not for millions: it keeps the examples in memory and
// takes seconds.
package audit
