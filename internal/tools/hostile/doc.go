// Command hostile feeds the library hostile input: rule sets and
// leads made to crash it, hang it or fill the memory. It prints a table of what
// comes back from each, with the time and the peak memory:
//
//	go run ./internal/tools/hostile > internal/tools/hostile/table.md
//
// Each input runs in a process of its own under /usr/bin/time -v, which it
// needs (package time of Debian). The exit status is 1 if something else comes
// back than should, or it takes more than its bounds. The tests of this package
// hold the same inputs to the same answers.
//
// The inputs are those of expressions.go, ruletexts.go, quantities.go, leads.go
// and files.go; case.go says what an input is, back.go what comes back, and
// main.go measures.
package main
