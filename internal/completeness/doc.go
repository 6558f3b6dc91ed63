// Package completeness has no code. Its test takes a rule set that uses every
// key of the format and holds each part of it, as [qualify.RuleSet.Parts] finds
// them, against whatever has to say something about parts: compiling, names,
// Describe, schemas, explanations, agreements, decisions and their differences,
// coverage, mutation, lint, audits, random rule sets. What is forgotten is named
// with its path. The fingerprint has a test of the same kind beside it. That a
// fact and a section are named until all is said is tried on a copy of the module.
package completeness
