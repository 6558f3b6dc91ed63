package main

import (
	"bufio"
	"fmt"
	"strings"
	"unicode"

	"github.com/leadqual/leadqual/qualify"
)

// table writes decisions as lines for people. It holds none of them, so that
// its columns have fixed widths: a longer text moves those behind it.
type table struct {
	w      *bufio.Writer
	headed bool
}

func newTable(w *bufio.Writer) *table { return &table{w: w} }

const tableRow = "%-36s  %-12s  %-18s  %-4s  %9s  %-28s  %s"

func (t *table) write(d *qualify.Decision) error {
	if !t.headed {
		t.headed = true
		if err := t.row("LEAD", "STATUS", "QUADRANT", "CELL", "POINTS", "OWNER", "WHY"); err != nil {
			return err
		}
	}
	return t.row(printable(d.LeadID), string(d.Status), string(d.Quadrant), d.Cell, d.Score.Points.String(), printable(ownerText(d.Owner)), reason(d))
}

func (t *table) row(cells ...any) error {
	line := strings.TrimRight(fmt.Sprintf(tableRow, cells...), " ")
	_, err := t.w.WriteString(line + "\n")
	return err
}

// reason is what made the decision, in a few words.
func reason(d *qualify.Decision) string {
	if step := removedBy(d); step != "" {
		return "screened out: " + step
	}
	readiness := strings.ReplaceAll(string(d.Readiness.Verdict), "_", " ")
	if d.Readiness.Verdict == qualify.ReadinessUnknown {
		readiness = "readiness unknown"
	}
	why := fmt.Sprintf("fit %s, %s", d.Fit.Verdict, readiness)
	if d.Readiness.HandRaised {
		why = "hand raised: " + strings.Join(d.Readiness.Raised, ", ")
	}
	if len(d.Ask) > 0 && d.Ask[0].Decisive {
		why += "; ask: " + d.Ask[0].Path
	}
	return why
}

// printable takes out what a terminal would obey.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return '?'
		}
		return r
	}, s)
}
