// Package criteria turns the expressions of a rule set, as text, into typed
// trees. It is the only package that imports expr, and knows neither leads nor
// rule sets: qualify lists the facts in a [Vocabulary].
//
// # The way of a text
//
// A [Compiler] collects the texts of one rule set. Each takes this way:
//
//	text   company.employees in 50..5000 and person.consent
//	  parse.go      expr parses it, once its length and brackets are within bounds;
//	                syntax.go words expr's errors for an author of rules
//	  lower.go      lowering gives every part a kind and makes a Node of it, or
//	                reports a Problem with its place in the text (position.go) and a
//	                suggestion (suggest.go); operators.go and calls.go are the cases,
//	                define.go inserts definitions
//	  node.go       equal parts of all texts become one Node
//	tree   And(InRange(Fact company.employees, Const 50, Const 5000), Fact person.consent)
//
// What reads the trees: package eval evaluates them, three-valued and fast;
// package bounds says what they may come to over a span of time and which
// values of a fact they tell apart; qualify/lint and internal/cases reason about
// them. print.go writes a tree as text again.
//
// # Words
//
//	text      what an author of rules wrote: a condition, a computed number, or
//	          the predicate of an each rule over one activity
//	fact      a value of the lead that texts name by its path
//	slot      the number of a fact that some text names; frames are indexed by it
//	node      a typed part of an expression; interned, so that pointers compare
//	kind      what a node comes to: a truth value, a number, a text, a list ...
//	level     how many lists are gone over around a current element, 0 the outermost
//	non-monotone
//	          contains ?? or a comparison with nil, so that filling in an unknown
//	          fact may change a known answer; all else is monotone (Kleene)
package criteria
