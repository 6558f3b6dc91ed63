// Package explain puts decisions into words that a sales representative can
// read: what becomes of the lead, why, and what to do next.
//
//	explainer := explain.New(engine) // once for each engine
//	...
//	fmt.Print(explainer.Explain(&decision, nil))
//
// [Options] ask for every part of the decision, for Markdown, for values of the
// lead beside what rests on them, and for another language: a host translates
// the sentences of [Words] and has [Words.Check] say what it forgot.
//
// short.go writes the three lines and full.go the sections after them;
// words.go lists the sentences and english.go says them; labels.go finds what
// the rule set calls its parts, and writer.go lays text out.
package explain
