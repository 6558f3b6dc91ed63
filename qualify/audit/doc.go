// Package audit sets decisions against what became of the leads: is the rule
// set any good, what should change, and what would a change do?
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
// Workers keep one each, and [Audit.Merge] adds them up: merged parts equal the
// whole, exactly. The [Report] has the funnel, the rates from MQL to SQL to
// customer, why sales sent leads back, the lift of each rule, the score against
// outcomes, drift by month, and which missing facts would have helped. It is
// plain data, with three forms: JSON, text and a page.
//
// Every rate has an interval, and every comparison may end with "too little
// data to say". A lead whose outcome is not known yet counts in no rate.
//
// # Suggest
//
// [Suggest] learns points, tiers, weights and thresholds from leads with
// outcomes and writes a rule set to review. It changes none. Facts that a lead
// gives only after contact look like the best rules of all and are worth
// nothing before it: declare them with "known_after", and Suggest refuses them.
//
// # Compare
//
// [Compare] decides leads by two rule sets and counts who would move where,
// before a change goes live.
//
// # Performance
//
// Audit.Add takes two or three microseconds, depending on the number of parts
// that are met or unknown, so a million decisions take seconds. Suggest is for thousands of leads, not for millions: it keeps
// the examples in memory and takes seconds.
package audit
