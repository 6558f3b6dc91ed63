// Package edit is what an editor for rule sets asks while they are written: what could
// stand here, what is this, where is it declared and used, what is wrong. The texts need
// not be JSON, and expressions in them need not parse. It knows the files beside rule
// sets too: cases, maps, policies and rosters.
//
// An editor gives the text of a file after each change, and asks at the place of the
// cursor, an offset in bytes:
//
//	p := edit.New(nil)
//	p.Set("rules.json", text)             // after each press of a key
//	p.Complete("rules.json", offset)      // what could be written here
//	p.MistakesAt("rules.json", offset)    // of the expression at the cursor, at once
//	p.Symbols("rules.json")               // what it declares
//	p.Hover("rules.json", offset)         // when the pointer rests
//	p.Mistakes("rules.json")              // of the whole, once the author pauses
//	p.Actions("rules.json", from, to)     // what mends them
//	p.Tokens("rules.json", from, to)      // colours of the expressions that are seen
//	p.Findings(ctx, "rules.json")         // lint, in the background; cancel ctx at the next key
//	p.FindingActions(ctx, "rules.json", from, to)
//
// A [Completion] carries the [TextEdit] that writes it; a [Hover] says what something is
// and who uses it; a [Mistake] is one of the compiler's and a [Finding] one of lint's,
// each with its [TextRange] in the file. A [Project] is for one goroutine at a time.
//
// A rule set that extends others is given with them, and with the files of its tables:
// what is declared in one file is known in all. Cases and maps go with the rule set of
// their folder that they are named after, as NAME.cases.json and NAME.map.json are after
// NAME.json, else with rules.json, else with the only one: what its facts, ids and teams
// are is known in them, and a case that is not as wanted is a mistake.
//
// # Where it knows this from
//
// Keys, their values and what they mean are read from package schemas; facts and results
// from the rule set, as [qualify.RuleSet.AllFacts] lists them, and what they mean from the
// schemas of leads and decisions; functions, operators and kinds from the compiler. What
// could be written in an expression is found by writing it and compiling the expression,
// so that nothing is offered that could not stand there. Names are put first that the
// part is called by, that it names already, that are declared and not used yet, and that
// are used most; texts that the fact's enum has, and those that it is compared with
// elsewhere.
//
// # Time
//
// Complete and MistakesAt read the file once and compile one expression, however many
// there are; keys and values are tried in a short outline of the file. Mistakes compiles
// the whole, and only where a text has changed that is read for it: a change of cases
// compiles no rule set.
package edit
