// Package eval evaluates the expressions of one rule set over the facts and
// activities of one lead, three-valued and without allocating.
//
// # The way of a lead
//
// A [Program] is made once of all texts and never changed; a [Frame] holds one
// lead at a time and belongs to one goroutine.
//
//	Frame.Begin     forgets the counts of the lead before                frame.go
//	Program.Observe one pass over the activities: every aggregate that    pass.go,
//	                texts ask for is counted on the way, by activity type aggregates.go, predicate.go
//	Frame.Set...    qualify puts in the facts, by slot                   frame.go
//	Program.Run     each fact and number is looked up once in an index   run.go
//	                of the literals about it; those that are met set     number_index.go, text_index.go
//	                bits of the conditions they settle, or go through    network.go
//	                the network to them; then, the same, those that are
//	                unknown
//	Program.Rerun   the same with some unknown facts filled in, from
//	                where the known ones had led
//	Frame.Outcome   of each condition: met, unmet or unknown
//	Program.Causes  which unknown facts an unknown outcome rests on      causes.go
//
// Conditions that no index knows, computed numbers and leads with values that
// are not finite are evaluated by walking the tree: truth.go, numbers.go,
// values.go, elements.go. Walking is also what package bounds does for parts
// that do not depend on the time.
//
// # Layers for speed
//
// Each has a benchmark in this package, and paid when it was switched off, by
// the least time of each of 400 leads at 40, 400 and 4,000 rules: the small
// table for types and values (1.19, 1.09, 1.02 without it), thresholds compared
// without a branch (1.10, 1.01, 1.02), the trie for many parts of one text (1.00,
// 1.07, 1.26). Network, indexes, patterns and the pass over the activities are worth 3
// to 60 times in their benchmarks.
//
// # Words
//
//	literal    a condition that the network does not look into, or its denial
//	gate       an and or an or of the network, over literals and gates
//	plane      a bit for each condition; an and of a few operands has one plane for
//	           each of them
//	fire       a literal or gate is met (in the second round: met or unknown)
//	index      all literals about one number, text, list or truth value
//	aggregate  a count, sum, least or greatest value over some of the activities
//	possible   met or unknown
//	non-finite NaN or an infinity, where a number was expected
package eval
