// Package leadqual is a library for lead qualification: a program hands it a
// lead, and rules that a marketer wrote, and gets back what to do with the
// lead, with reasons that add up.
//
// Two questions decide what to do with somebody who might buy. Fit: do we solve
// a problem this person has? Readiness: does this person want to talk to sales
// now? The answers place the lead in a quadrant, and the quadrant names an
// owner and an action:
//
//	            ready             not ready
//	good fit    sales calls       marketing nurtures
//	poor fit    sales researches  marketing keeps, at low effort
//
// # Packages
//
// A host imports [github.com/leadqual/leadqual/qualify]: it compiles rule sets
// and decides leads. What it decides with are packages of their own, each of
// which can be read and used alone:
//
//   - [github.com/leadqual/leadqual/icp] judges fit against an ideal customer
//     profile;
//   - [github.com/leadqual/leadqual/scoring] adds up points, with groups, caps,
//     limits and decay;
//   - [github.com/leadqual/leadqual/bant] assesses BANT and other checklists;
//   - [github.com/leadqual/leadqual/matrix] makes a quadrant, a team, an action
//     and an owner of the answers;
//   - [github.com/leadqual/leadqual/qualify/truth] holds the three truth values,
//     of which unknown is one.
//
// Around decisions:
//
//   - [github.com/leadqual/leadqual/qualify/bind] makes leads of a host's own
//     structs, and [github.com/leadqual/leadqual/qualify/leadfile] of files as
//     other programs export them;
//   - [github.com/leadqual/leadqual/qualify/explain] puts decisions into words;
//   - [github.com/leadqual/leadqual/qualify/lifecycle] takes a lead from its
//     arrival to the close: hand-overs, deadlines, assignment;
//   - [github.com/leadqual/leadqual/qualify/audit] sets decisions against
//     outcomes, learns from them and compares rule sets;
//   - [github.com/leadqual/leadqual/qualify/qualifytest] tests rule sets, and
//     [github.com/leadqual/leadqual/qualify/lint] finds their mistakes.
//
// # Unknown is an answer
//
// Data about leads is full of holes. Every criterion is met, unmet or unknown,
// and a decision says when no missing fact could change it, and which question
// to ask next when one could.
//
// This package itself has no code.
package leadqual
