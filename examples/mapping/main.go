// Mapping decides leads that come from where leads are: Salesforce, HubSpot, a
// spreadsheet, a program's own structs. Each way is one file, to be copied and
// changed; one rule set, in YAML, decides them all.
package main

import (
	_ "embed"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/bind"
)

//go:embed data/rules.yaml
var rulesText []byte

//go:embed data/mistakes.yaml
var mistakesText []byte

// asOf is the instant that the leads are decided for. A program of yours takes
// that of the event that it reacts to.
var asOf = time.Date(2026, time.November, 22, 9, 0, 0, 0, time.UTC)

func main() {
	if err := run(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// binder prepares a type, when the program starts. A wrong tag is a mistake of
// the program, as a wrong pattern is to regexp.MustCompile.
func binder[T any]() *bind.Binder[T] {
	b, err := bind.New[T]()
	if err != nil {
		panic(err)
	}
	return b
}

func run(w io.Writer) error {
	engine, _, err := CompileYAML("data/rules.yaml", rulesText, nil)
	if err != nil {
		return err
	}
	rules := engine.RuleSet()
	// The tags were checked when the program began; whether they go with these
	// rules is known only now.
	for _, check := range []func(*qualify.RuleSet) error{salesforceLeads.Check, hubspotContacts.Check, flatRows.Check, accountLeads.Check} {
		if err := check(rules); err != nil {
			return err
		}
	}
	fromSF, err := fromSalesforce(salesforceAnswer)
	if err != nil {
		return err
	}
	fromHS, err := fromHubSpot(hubspotAnswer)
	if err != nil {
		return err
	}
	fromFile, bad, err := fromCSV(flatFile)
	if err != nil {
		return err
	}
	t := newTable(w, engine)
	t.add("Salesforce: an answer of its API", fromSF)
	t.add("HubSpot: an answer of its API", fromHS)
	t.add("CSV: a spreadsheet", fromFile)
	t.add("Our own structs", fromStructs(accounts()))
	if err := t.flush(); err != nil {
		return err
	}
	for _, err := range bad {
		fmt.Fprintf(w, "left out of the spreadsheet: %v\n", err)
	}
	fmt.Fprintln(w, "\nMistakes in YAML, where they stand in the YAML:")
	_, _, err = CompileYAML("mistakes.yaml", mistakesText, nil)
	fmt.Fprintln(w, err)
	return nil
}
