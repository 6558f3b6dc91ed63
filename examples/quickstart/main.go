// Quickstart decides twelve leads by a small rule set, and prints what a sales
// manager wants to see: where the leads stand, whom to call first, and why.
package main

import (
	"embed"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
)

//go:embed rules.json
var files embed.FS

func main() {
	if err := run(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(w io.Writer) error {
	engine, err := qualify.Load(files, "rules.json", nil)
	if err != nil {
		return err
	}
	rules := engine.RuleSet()
	var decisions []*qualify.Decision
	for _, lead := range leads() {
		d := engine.Decide(&lead, asOf)
		decisions = append(decisions, &d)
	}
	slices.SortFunc(decisions, qualify.ByPriority)

	fmt.Fprintf(w, "%d leads, %s\n\n", len(decisions), asOf.Format("2 January 2006, 15:04 MST"))
	printMatrix(w, decisions)
	printList(w, rules, decisions)
	first := slices.IndexFunc(decisions, func(d *qualify.Decision) bool { return d.Status == matrix.StatusMQL })
	printBreakdown(w, rules, decisions[first])
	return nil
}
