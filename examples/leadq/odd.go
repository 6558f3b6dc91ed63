package main

import (
	"fmt"
	"slices"
	"time"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
)

// oddities count what is odd about leads with what became of them, so that whoever
// made the map sees it before the figures.
type oddities struct {
	leads, won, open int
	staged           int            // with a stage, which may say what became of them
	known            map[string]int // leads by outcome field, as flags call them
	after            int            // decided after the cut-off
	grouped          int
	twice            repeats
	rules            []string // sentences on rules that read outcomes
}

// note looks at a lead.
func (x *oddities) note(h *historyFlags, lead *qualify.Lead, decided time.Time, o *audit.Outcome) {
	x.leads++
	if o.Stage != "" {
		x.staged++
	}
	target, at := o.Won, o.ClosedAt
	if h.target == string(audit.TargetAccepted) {
		target, at = o.Accepted, o.JudgedAt
	}
	if target.Known && target.Value {
		x.won++
		if !at.IsZero() {
			x.known["instant"]++
		}
	}
	if !target.Known {
		x.open++
	}
	if h.cutOff != "" && decided.After(h.set.CutOff) {
		x.after++
	}
	if o.Segment != "" {
		x.grouped++
	}
	if lead.ID != "" {
		x.twice.note(lead.ID)
	}
}

// sentences say what is odd, and what to do.
func (x *oddities) sentences(h *historyFlags, asOf time.Time) []string {
	var out []string
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	if sentence := x.twice.String(); sentence != "" {
		out = append(out, sentence)
	}
	out = append(out, x.rules...)
	if g := &h.grouping; g.by != "" && x.leads > 0 && x.grouped == 0 {
		say("No lead has %s: there is nothing to group by.", g.by)
	}
	if h.cutOff == "" || x.leads == 0 {
		return out
	}
	field := func(flag string) string { return *h.fields[flag] }
	target, closed := "won", "closed-at"
	if h.target == string(audit.TargetAccepted) {
		target, closed = "accepted", "judged-at"
	}
	switch undecided := x.leads - x.known["decided"]; {
	case undecided == 0, h.asOf != "" && undecided == x.leads:
	case undecided == x.leads:
		say("No lead says when it was decided, so none counts: have the map fill %s, or give -as-of if all were decided at once.", field("decided"))
	case h.asOf != "":
		say("%d of %d leads do not say when they were decided (%s) and count as decided at -as-of.", undecided, x.leads, field("decided"))
	default:
		say("%d of %d leads do not say when they were decided (%s) and are left out.", undecided, x.leads, field("decided"))
	}
	if x.after > 0 && x.after < x.leads { // of all the report says so
		say("%d of %d leads were decided after the cut-off, %s: is that the day of the export?", x.after, x.leads, h.set.CutOff.Format(time.RFC3339))
	}
	if h.asOf == "" && h.set.CutOff.After(asOf) {
		say("The cut-off, %s, is still to come: what is open now counts as if it had been looked up then.", h.set.CutOff.Format(time.RFC3339))
	}
	if x.known[target] == 0 && x.staged == 0 {
		say("No lead is known to be %s: have the map fill %s.", target, field(target))
	}
	if x.won > 0 && x.known["instant"] == 0 {
		say("No lead that was %s says when: have the map fill %s, or nothing can be said of a time.", target, field(closed))
	}
	if !h.trial && x.open > 0 && x.known["worked"] == 0 && x.known["worked-at"] == 0 {
		say(`No lead says whether sales tried, so that open ones are unknown: have the map fill %s, for all if sales tries all: {"type": "bool", "value": true}.`, field("worked"))
	}
	return out
}

// begin makes it ready, and looks for parts of the rule set that read what became
// of a lead.
func (x *oddities) begin(h *historyFlags, engine *qualify.Engine) {
	*x = oddities{known: map[string]int{}}
	parts := engine.Describe().Parts
	for _, f := range outcomeFields {
		field := *h.fields[f.flag]
		for i := range parts {
			if slices.Contains(parts[i].Facts, field) {
				x.rules = append(x.rules, fmt.Sprintf("%s reads %s, which says what became of a lead: it is unknown to rules here.", parts[i].Place, field))
			}
		}
	}
}
