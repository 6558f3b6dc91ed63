// Package lint finds what is wrong with a rule set that compiles: conditions
// that nobody can meet, thresholds that nobody can reach, rules that others
// hide, words that match too much.
//
//	findings, err := lint.CheckFile(ctx, "rules.json", data, nil)
//	...
//	for _, f := range findings {
//		fmt.Println(f.String())
//	}
//
// Check does the same for a rule set in memory, CheckLoaded for one in several
// files, and Witness answers whether a verdict can be reached at all: by a lead
// that reaches it, or with the reason why none can.
//
// # What can be relied on
//
// Findings about what can be met or reached are proven: where lint cannot tell,
// it is silent. It reasons about comparisons of single facts with constants,
// about counts of activities, and about all that is made of them with and, or,
// not, ?:, ?? and nil; a condition that it cannot look into may be anything to
// it. Each such finding says why it holds, as its Proof, or shows it with a
// lead, as its Witness. Conditions are never evaluated at the time of the check.
//
// Some findings are about habits that have gone wrong before: a short word that
// is searched with contains, a text in two cases, a date taken for its whole
// day, a pattern's bare dot, a URL among domains, a fact that no question asks
// for. They have the severity Warning or Info, and a reason to keep the rule as
// it is may well be good. Explain holds findings against such reasons.
//
// # Bounds
//
// A rule set may come from people who are not trusted. Time and memory are
// bounded: rule sets of thousands of rules take seconds, and beyond a number of
// steps lint looks less closely rather than longer, with fewer findings. The
// result depends on the rule set alone.
package lint
