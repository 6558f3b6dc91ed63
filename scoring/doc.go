// Package scoring adds up what a lead did and is into points.
//
// A [Model] is a list of rules in four forms:
//
//	when     points once, where a condition is met
//	tiers    the points of the first condition met on a ladder
//	each     points for every matching activity, with a window, a limit
//	         and a decay
//	compute  a number, clipped
//
// The points of a rule go to its group, whose sum is clipped; groups and rules
// without a group make the total, which is clipped too. Bands name steps of
// the total, and a [Chance] says what a total is worth. A [Decay] makes what is long
// ago worth less. What came of it all is a [Score].
//
// # Columns
//
// Facts can be missing, so every amount is a [Column] of three: Low and High
// are the least and the greatest that it can become once they are known, and
// Points takes what is unknown as 0 (or as the nearest amount that its range
// allows). Always Low <= Points <= High. Each column adds up by itself:
//
//	rules + clips of the groups + clip of the total = score
//
// Points are integers of 1/1000, so that this holds exactly and in any order.
//
// Texts under When, Each and Compute are opaque here: package qualify evaluates
// them and adds up.
package scoring
