// Package qualify decides leads: does a person fit, are they ready for sales,
// and who should do what next?
//
// A host makes an [Engine] of a rule set once - of a file by [Load], of JSON by
// [CompileJSON], of a Go value by [Compile] - and decides each lead as of an
// instant:
//
//	engine, err := qualify.Load(os.DirFS("."), "rules.json", nil)
//	...
//	decision := engine.Decide(&lead, time.Now())
//	fmt.Println(decision.Status, decision.Owner.Team, decision.Owner.Action)
//
// A host that has its leads in structs of its own tags their fields and lets
// package bind make leads of them; [Engine.DecideAll] decides any number of them.
//
// # The way of a lead
//
// [Engine.Decide] reads the facts that the rules use from the [Lead] and goes
// over its activities once. Every condition comes out met, unmet or unknown.
// From there:
//
//   - screening steps remove whoever is not a lead;
//   - package icp judges fit: good, poor or unknown;
//   - package scoring adds up points, and hand raises are looked at: ready, not
//     ready or unknown;
//   - package bant assesses BANT and other checklists, for the record or as a
//     gate;
//   - package matrix places the lead in a quadrant, which gives status, team and
//     action, and picks an owner.
//
// The [Decision] lists every outcome on the way. Its points add up: rules plus
// clips equal the score, exactly.
//
// Nothing but the rule set, the lead and the instant enters a decision: no
// clock, no randomness, no order of maps, no kind of processor. The same three
// give the same decision, byte for byte, and a decision carries the
// [Engine.Fingerprint] of its rules.
//
// # Expressions
//
// Conditions are texts in the language of https://expr-lang.org:
//
//	company.employees in 50..5000 and company.industry in ["software", "education"]
//	count(activities, .type == "page_view" and .url contains "/pricing" and .days_ago <= 30) >= 3
//	custom.plan == "enterprise" and (custom.seats ?? 0) >= 100
//
// They may use
//
//	person.NAME company.NAME answers.NAME    the JSON names of Person, Company and Answers
//	source stage owner                       of the lead
//	created_days_ago                         days since the lead was created
//	idle_days                                days since its newest activity, else since it
//	                                         was created or reset
//	activities                               what it did: .type .at .days_ago .channel .url
//	                                         .subject .campaign .value .custom.NAME
//	custom.NAME                              facts that the rule set declares
//	lists.NAME                               lists that it declares
//	NAME                                     definitions that it makes; a definition means
//	                                         its text, in brackets
//	now                                      the instant of the decision
//
// with
//
//	"text" 'text' 12.5 1_000 true false ["a", "b"]
//	== != < <= > >=                          numbers, texts, instants
//	and or not && || !                       conditions
//	+ - * /                                  numbers; - and + of instants and lengths of time
//	x in list    x in low..high              also not in
//	contains startsWith endsWith matches     texts; the pattern of matches is a constant
//	c ? a : b    a ?? b                      choice; b where a is unknown
//	x == nil     x != nil                    is x unknown, is it known
//	let x = ...; ...                         a name for a value
//	any all none one count                   (list, condition on an element)
//	filter map                               (list, ...), as an argument of another function
//	sum min max len                          of a list of numbers; len also of a text, and of
//	                                         any list
//	lower upper trim                         of a text
//	abs floor ceil round min max             of numbers
//	date("2026-12-31")                       an instant, of a constant
//	duration("30d")                          a length of time, of a constant: "2w", "30d", "1h30m"
//	email_domain(text)                       the host name of an address, in lower case; unknown without one
//	is_free_email(text)                      whether that is one of FreeEmailDomains; unknown without one
//	domain_in(text, domain or list, ...)     whether the host of a URL, an address or a host name is one of
//	                                         the domains or below one; unknown without a host
//	has_word(text, word or list, ...)        whether any of the words stands in the text
//	lookup("table", text)                    the value of the table's row for the text, else its default
//
// Numbers are float64. Inside the second argument of a function over a list,
// .name is a field of the current activity and # is the current element; such
// functions stand inside each other two deep at most. Words are runs of letters,
// marks and digits in any case; a word with a space in it means several in a row,
// so "VP, Sales" has the word "vp" and the word "vp sales", and "VPN" has neither.
// A zero-width joiner is part of a word, and a soft hyphen is passed over. Texts
// are not normalised: who wants "é" as one letter and as an e with an accent
// lists both.
//
// An address may have blanks around it, a name before <...> and a dot at its end.
// Two addresses are not an address, nor is one with a blank or a second @ in it. A text is a URL where it
// has :// or a / before any @, and an address where it has an @.
//
// The text of an each rule is what would stand inside any(activities, ...). It
// mentions fields, lists and constants only; what it needs to know of the lead
// stands in the rule's when.
//
// # Unknowns
//
// Data about leads is full of holes, and a hole is no answer. Every fact may be
// unknown, and the logic is Kleene's: an outcome is met or unmet only where
// every value of the unknown facts would make it so.
//
//   - What is compared or calculated with an unknown is unknown.
//   - x and y is unmet if one of them is, whatever the other; x or y is met if
//     one of them is; not turns met and unmet round. Otherwise unknown stays
//     unknown.
//   - any, all, none and one are Kleene's over the elements of a list; the
//     other functions over lists are unknown if an element is.
//   - c ? a : b is unknown where c is. x in [] is unknown for an unknown x.
//   - What has no finite value, such as x / 0, is unknown, with an [Issue].
//
// So a fit can be [github.com/leadqual/leadqual/icp.Undecided], a score has a
// low and a high, and a decision that is Certain stays as it is whatever the
// missing facts turn out to be. Decision.Ask lists them, first those that alone
// could change what happens to the lead. Two things give that up on purpose: ??
// and nil, and raising a hand, which is an act that has not happened until it
// is known.
//
// Activities are a log, and a log is complete: none means that nothing
// happened, and fields that are absent are "" and 0. Those after the instant of
// the decision have not happened yet, and those up to Lead.ResetAt no longer
// count.
//
// # Differences from expr
//
// What these expressions have, they have with expr's meaning, save for the
// following:
//
//  1. Numbers are compared by value and never by Go type: 3 == 3.0, and
//     x in [1, 2] for any number x. Whole numbers beyond 2^53 are those of
//     float64. expr takes min and max for numbers of their first argument's
//     type, and fails where it compares one that is not.
//  2. x in a..b is a <= x and x <= b, for any numbers.
//  3. A missing fact is unknown: not (x in ["a"]) is unknown, where expr says
//     true of nil, and x > 1 is unknown, where expr fails.
//  4. x / 0 and all else without a finite value is unknown, so a ?? after it
//     gives its right side.
//  5. sum adds exactly and rounds once, so that the order of activities does
//     not matter.
//  6. min and max of an empty list are unknown, where expr fails.
//  7. The difference of two instants does not overflow, where expr's stops at
//     292 years.
//  8. now is the instant of the decision, and now() is refused.
//  9. duration also reads days and weeks: "30d", "2w".
//  10. An activity as a whole is compared with nothing: any(activities, # == #)
//     is refused.
//
// All else of expr's is refused when the rule set is compiled, with a hint:
// methods, maps, indices, functions that build texts, and patterns that are not
// constant.
//
// # Hot loops
//
// An [Engine] is immutable, and any number of goroutines may use it. Decide is
// for one lead at a time. For many, make a [Decider] for each goroutine: it
// owns its memory, allocates nothing once it has seen a few leads, and its
// decision is valid until the next call; [Engine.DecideAll] does so for a whole
// sequence of leads on all processors. To change rules while the program runs,
// keep the engine in an atomic.Pointer and store a new one.
//
// A host of many customers keeps one Engine for each rule set that differs, by its
// text, and decides the leads of one customer after the other: an Engine of 40 rules
// takes some 100 kilobytes, which a lead of another customer each time would have to
// fetch from memory. The Example of [CompileJSON] for tenants does so.
//
// # Errors
//
// [CompileJSON], [Load], [Compile] and [RuleSet.Validate] report every mistake at
// once, as [Errors]: each with a code for programs, a message that says what to
// change, the place in the file and in the expression, and a caret under it:
//
//	rules.json:4:29: screening[0].when: unknown name company.employes; did you mean company.employees? [unknown_name]
//	    company.employes > 5
//	    ^^^^^^^^^^^^^^^^
//
// Deciding has no error. What is wrong with a lead's data is unknown, and the
// decision says so under Issues.
//
// # Rule sets from people who are not trusted
//
// Nothing in a rule set can panic, hang, grow without bound, read the clock or
// the machine. There are no loops but those over a lead's own lists, and
// [Options] bound the size and the nesting of what is compiled, checked before
// parsing where parsing itself is the danger.
package qualify
