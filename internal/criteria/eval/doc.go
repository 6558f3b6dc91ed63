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
//	Program.Rerun   the same with some unknown facts filled in, from      rerun.go
//	                where the known ones had led, for the conditions
//	                that mention these facts
//	Frame.Outcome   of each condition: met, unmet or unknown
//	Program.Causes  which unknown facts an unknown outcome rests on      causes.go
//
// Conditions that no index knows, computed numbers and leads with values that
// are not finite are evaluated by walking the tree: truth.go, numbers.go,
// values.go, elements.go. Walking is also what package bounds does for parts
// that do not depend on the time.
//
// # The way of one condition
//
// Take condition 7 of a rule set,
//
//	company.employees >= 50 and person.country in ['DE', 'FR']
//
// When the program is made, build (network.go) pushes it into negation normal form,
// which it is already: an and of two literals. Each literal is put into the index of
// what it asks about, where it shares one look-up with those of all other conditions:
// the threshold 50 into the numberIndex of company.employees (number_index.go), the
// values DE and FR into the textIndex of person.country (text_index.go). An and of up
// to four operands that is a condition, and no part of another, needs no counting: its
// first operand has bit 7 of the first plane, its second bit 7 of the second. As each
// literal is used nowhere else, to be met is to set that bit, and the literal's number
// in the network is that of the bit. The threshold is one of a few on a fact, so it
// becomes a factCheck: a comparison and an or, without a branch.
//
// Run starts from the blank planes, in which bit 7 is set where the condition has no
// operand, in the third and fourth. With 120 employees in DE, Program.answer (run.go)
// compares 120 with 50 and sets bit 7 of the first plane, looks DE up and sets bit 7 of
// the second; conclude ands the planes, 64 conditions at a time, and bit 7 stays: met.
// With 120 employees in IT nothing fires for the country: unmet, which cost nothing.
//
// If the country is unknown, the text's question is left (Frame.left), and after what is
// known has gone through the network, its state is kept (Frame.known). Then what was
// left is answered: both values are unknown literals. Now there are two copies of the
// planes. In that of what is met, bit 7 of the second plane is not set. In that of what
// is possible the unknown literals fire as well, so there it is, and the condition is
// possible but not met: unknown.
//
// Causes walks the condition's tree and names person.country, so the lead is asked for
// it. Would an answer change the decision? Rerun starts from the kept state with IT filled
// in, answers no more questions than stand behind the conditions that mention the
// country (Program.reaches), and takes all other outcomes from the lead's.
//
// Had the condition been one operand of a larger or, it would have gone through the
// queue: its two literals would be nodes that hit a gate, which fires at its second
// hit and sets the bits of what stands above it (network.propagate). Had it been
// company.employees * 12 >= 600, the number would be walked (numbers.go) and then looked
// up; had it been a comparison of two facts, the whole literal (truth.go). And had there
// been three such conditions with other numbers and the same countries, their thresholds
// would have been compared only where the country is met (guard.go).
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
//	question   an index or a walked literal; it is left where it rests on an unknown fact
//	reach      the conditions that mention a fact, and the questions behind them
//	possible   met or unknown
//	non-finite NaN or an infinity, where a number was expected
package eval
