package main

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/truth"
)

// A csvColumn is a column of decide -format csv.
type csvColumn struct {
	name string
	of   func(d *qualify.Decision) string
}

// csvColumns are the columns in their order. Texts that come from leads or rules
// go through inert; the others are words of the library and numbers.
var csvColumns = [...]csvColumn{
	{"lead_id", func(d *qualify.Decision) string { return inert(d.LeadID) }},
	{"status", func(d *qualify.Decision) string { return string(d.Status) }},
	{"quadrant", func(d *qualify.Decision) string { return string(d.Quadrant) }},
	{"certain", func(d *qualify.Decision) string { return strconv.FormatBool(d.Certain) }},
	{"cell", func(d *qualify.Decision) string { return inert(d.Cell) }},
	{"team", func(d *qualify.Decision) string { return inert(d.Owner.Team) }},
	{"action", func(d *qualify.Decision) string { return inert(d.Owner.Action) }},
	{"route", func(d *qualify.Decision) string { return inert(d.Owner.Route) }},
	{"owner", func(d *qualify.Decision) string { return inert(d.Owner.ID) }},
	{"roster", func(d *qualify.Decision) string { return inert(d.Owner.Roster) }},
	{"experiment", func(d *qualify.Decision) string { return inert(d.Experiment.ID) }},
	{"arm", func(d *qualify.Decision) string { return inert(d.Experiment.Arm) }},
	{"propensity", func(d *qualify.Decision) string { return positive(float64(d.Experiment.Propensity)) }},
	{"removed_by", func(d *qualify.Decision) string { return inert(removedBy(d)) }},
	{"fit", func(d *qualify.Decision) string { return string(d.Fit.Verdict) }},
	{"fit_share", func(d *qualify.Decision) string { return inDecimals(d.Fit.Share) }},
	{"fit_low", func(d *qualify.Decision) string { return inDecimals(d.Fit.Low) }},
	{"fit_high", func(d *qualify.Decision) string { return inDecimals(d.Fit.High) }},
	{"grade", func(d *qualify.Decision) string { return inert(d.Fit.Grade) }},
	{"readiness", func(d *qualify.Decision) string { return string(d.Readiness.Verdict) }},
	{"hand_raised", func(d *qualify.Decision) string { return strconv.FormatBool(d.Readiness.HandRaised) }},
	{"raised", func(d *qualify.Decision) string { return inert(strings.Join(d.Readiness.Raised, " ")) }},
	{"points", func(d *qualify.Decision) string { return scored(d, d.Score.Points.String()) }},
	{"points_low", func(d *qualify.Decision) string { return scored(d, d.Score.Low.String()) }},
	{"points_high", func(d *qualify.Decision) string { return scored(d, d.Score.High.String()) }},
	{"band", func(d *qualify.Decision) string { return inert(d.Score.Band) }},
	{"chance", func(d *qualify.Decision) string { return positive(d.Score.Chance) }},
	{"bant", func(d *qualify.Decision) string { return string(d.BANT.Verdict) }},
	{"ask", func(d *qualify.Decision) string {
		if len(d.Ask) == 0 {
			return ""
		}
		return inert(d.Ask[0].Path)
	}},
	{"questions", func(d *qualify.Decision) string {
		if d.Detail != qualify.Whole { // nobody asked
			return ""
		}
		return strconv.Itoa(len(d.Ask))
	}},
	{"issues", func(d *qualify.Decision) string { return strconv.Itoa(len(d.Issues)) }},
	{"rule_set", func(d *qualify.Decision) string { return inert(d.RuleSet) }},
	{"version", func(d *qualify.Decision) string { return inert(d.Version) }},
	{"fingerprint", func(d *qualify.Decision) string { return d.Fingerprint }},
	{"as_of", func(d *qualify.Decision) string { return d.AsOf.Format(time.RFC3339Nano) }},
}

// positive is a number, "" for 0, which is none.
func positive(v float64) string {
	if v == 0 {
		return ""
	}
	return inDecimals(v)
}

// csvTable writes decisions as CSV for spreadsheets, one line for each.
type csvTable struct {
	w     *csv.Writer
	cells [len(csvColumns)]string
}

// newCSVTable writes the head.
func newCSVTable(w io.Writer) (*csvTable, error) {
	t := &csvTable{w: csv.NewWriter(w)}
	for i, c := range csvColumns {
		t.cells[i] = c.name
	}
	return t, t.row()
}

func (t *csvTable) write(d *qualify.Decision) error {
	for i, c := range csvColumns {
		t.cells[i] = c.of(d)
	}
	return t.row()
}

func (t *csvTable) row() error {
	if err := t.w.Write(t.cells[:]); err != nil {
		return err
	}
	t.w.Flush()
	return t.w.Error()
}

// inert is a text that no spreadsheet takes for a formula: one that begins as a
// formula does gets an apostrophe before it, which spreadsheets take for "text
// follows". The characters are those that OWASP lists, and their wide forms.
func inert(s string) string {
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(s, " \u00a0\ufeff"))
	if strings.ContainsRune("=+-@\t\r\n＝＋－＠", first) {
		return "'" + s
	}
	return s
}

// scored is a cell of the score, empty where the rule set has none.
func scored(d *qualify.Decision, points string) string {
	if !d.Score.Scored {
		return ""
	}
	return points
}

func inDecimals(share float64) string { return strconv.FormatFloat(share, 'f', -1, 64) }

// removedBy is the screening step that removed the lead, "" where none did.
func removedBy(d *qualify.Decision) string {
	for _, s := range d.Screening {
		if s.Outcome == truth.Met && !s.Lifted {
			return s.ID
		}
	}
	return ""
}
