// Command table measures all that the README of peerbench speaks of, in ratios,
// and prints them as a table in Markdown:
//
//	go run ./table
//
// The contestants of a comparison take turns within one process, and a ratio is
// the median over the rounds of the ratio in a round, so that a machine with
// other work to do gives much the same. Nothing is measured that does not agree.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"

	"github.com/leadqual/leadqual/internal/tools/peerbench"
)

func main() {
	rounds := flag.Int("rounds", 10, "how often each `number` is measured")
	leads := flag.Int("leads", 10_000, "the greatest `number` of leads in a comparison")
	only := flag.String("only", "", "measure only the comparisons that match `regexp`: lead/40, expr, unknown ...")
	flag.Parse()
	pattern, err := regexp.Compile(*only)
	if err == nil {
		err = run(os.Stdout, pattern, *rounds, *leads)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "table:", err)
		os.Exit(1)
	}
}

// run measures the groups that match, and prints the rows about them.
func run(out io.Writer, only *regexp.Regexp, rounds, leads int) error {
	fmt.Fprintf(out, "Medians of %d.\n\n| what | result | held to | time |\n|---|---|---|---|\n", rounds)
	last := ""
	for _, g := range peerbench.Groups() {
		if !only.MatchString(g.Name) {
			continue
		}
		contestants, err := g.Make(leads)
		if errors.Is(err, peerbench.ErrLeftOut) {
			for _, r := range rows {
				if r.group == g.Name {
					fmt.Fprintf(out, "| %s | %v | %s | |\n", r.what, err, r.heldTo())
				}
			}
			continue
		}
		if err != nil {
			return fmt.Errorf("%s: %w", g.Name, err)
		}
		times := peerbench.Turns(rounds, contestants)
		if g.Name == "unknown" {
			last = "\n" + headline(times)
		}
		for _, r := range rows {
			if r.group == g.Name {
				fmt.Fprintf(out, "| %s | %s | %s | %v |\n", r.what, r.result(times), r.heldTo(), times[r.of].Median())
			}
		}
	}
	if only.MatchString("allocations") {
		allocations, err := peerbench.Allocations(min(500, leads))
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "| allocations of a warm `Decider`, 40, 400 and 4,000 rules | %v | 0 | |\n", allocations)
	}
	_, err := io.WriteString(out, last)
	return err
}
