package main

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/leadqual/leadqual/qualify"
)

// table is the decisions of several sources, one under the other.
type table struct {
	to      io.Writer
	text    bytes.Buffer
	out     *tabwriter.Writer
	decider *qualify.Decider
}

func newTable(w io.Writer, engine *qualify.Engine) *table {
	t := &table{to: w, decider: engine.NewDecider()}
	t.out = tabwriter.NewWriter(&t.text, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t.out, "LEAD\tNAME\tSTATUS\tCELL\tPOINTS\tOWNER\tACTION\tASK FIRST")
	return t
}

// add decides the leads of a source.
func (t *table) add(source string, leads []qualify.Lead) {
	fmt.Fprintf(t.out, "-- %s\t\t\t\t\t\t\t\n", source)
	for i := range leads {
		d := t.decider.Decide(&leads[i], asOf)
		ask := ""
		if len(d.Ask) > 0 {
			ask = cmp.Or(d.Ask[0].Question, d.Ask[0].Path)
		}
		owner := strings.TrimSpace(d.Owner.Team + " " + d.Owner.ID)
		fmt.Fprintf(t.out, "%s\t%s\t%s\t%s\t%v\t%s\t%s\t%s\n", d.LeadID, cmp.Or(leads[i].Person.Name, "-"), d.Status, cmp.Or(d.Cell, "-"), d.Score.Points, cmp.Or(owner, "-"), cmp.Or(string(d.Owner.Action), "-"), ask)
	}
}

// flush writes the table, without the spaces that end its lines.
func (t *table) flush() error {
	if err := t.out.Flush(); err != nil {
		return err
	}
	for line := range strings.Lines(t.text.String()) {
		if _, err := fmt.Fprintln(t.to, strings.TrimRight(line, " \n")); err != nil {
			return err
		}
	}
	return nil
}
