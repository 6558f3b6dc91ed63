// Package generate makes random rule sets, leads and expressions for tests.
//
// All that it makes is well typed: a rule set compiles, and a lead's values are
// of the kinds that it should have, except where a wrong one is made on
// purpose. Between them the rule sets use every form of expression and of rule;
// leads have holes, and their values are those that the rules ask about and
// their neighbours, so that outcomes are mixed.
//
// What is made depends on the seed alone:
//
//	g := generate.New(seed, generate.Options{})
//	rules, lead := g.RuleSet(), g.Lead()
//
// generator.go begins; ruleset.go makes the parts of a rule set, result.go
// what its routes say of them, and records.go what it declares. Their texts come
// from expression.go, condition.go and number.go, with the constants of facts.go
// and table.go; lead.go makes leads of them too.
package generate
