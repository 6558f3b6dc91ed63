package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
)

func trialCommand() *command {
	return &command{
		name: "trial", args: "-rules rules.json -experiment ID -arm FIELD [-map map.json] [flags] LEADS",
		summary: "compares the arms of an experiment by what became of the leads",
		details: "Compares the arms that chance put leads into. The ranges may be looked at after\nevery outcome. LEADS is a file of CSV or JSON, - for standard input.\n" + historyDetails,
		run:     runTrial,
	}
}

func runTrial(p *program, c *command, args []string) int {
	fs := c.flags()
	var h historyFlags
	h.add(fs)
	id := fs.String("experiment", "", "`id` of the experiment; required")
	arm := fs.String("arm", "custom.arm", "`field` that says which arm the lead is in")
	shares := fs.String("shares", "", "`shares` of the arms, such as new=0.1,old=0.9; default all alike")
	t := audit.Trial{}
	fs.StringVar(&t.Control, "control", "", "`arm` that the others are held against; default the one with the greatest share")
	fs.Float64Var(&t.Matters, "matters", 0.02, "smallest `difference` of rates that matters, above 0 and at most 1")
	rest, status, ok := c.parse(p, fs, args)
	if !ok {
		return status
	}
	if h.rules == "" || *id == "" || len(rest) != 1 {
		return c.misused(p, "want -rules, -experiment and one file of leads")
	}
	if err := h.check(); err != nil {
		return c.misused(p, "%v", err)
	}
	if h.horizon == propose {
		return c.misused(p, "-horizon propose is for leadq audit")
	}
	if !strings.HasPrefix(*arm, "custom.") {
		return c.misused(p, "-arm %q: want a custom field, such as custom.arm", *arm)
	}
	if !(t.Matters > 0 && t.Matters <= 1) {
		return c.misused(p, "-matters %v: want a difference of rates above 0 and at most 1", t.Matters)
	}
	share, err := sharesOf(*shares)
	if err != nil {
		return c.misused(p, "%v", err)
	}
	rs, engine, err := loadRules(h.rules)
	if err != nil {
		return p.failed(err)
	}
	t.ID, t.Target, t.Horizon = *id, audit.Target(h.target), h.set
	decider := engine.NewDecider()
	bad, err := h.read(p, rest[0], rs, func(lead *qualify.Lead, at time.Time, o audit.Outcome) error {
		name, ok := taken(lead, *arm).(string)
		if !ok || name == "" {
			return nil // in no arm
		}
		s := 1.0 // all alike
		if share != nil {
			if s, ok = share[name]; !ok {
				return fmt.Errorf("lead %q is in arm %q, which -shares does not name", lead.ID, name)
			}
		}
		o.Experiment = audit.Assignment{ID: t.ID, Arm: name, Share: s, Propensity: s}
		t.Add(decider.Decide(lead, at), o)
		return nil
	})
	if err != nil {
		return p.failed(err)
	}
	report := t.Report()
	if h.json {
		err = p.writeJSON(report)
	} else {
		err = report.WriteText(p.stdout)
	}
	if err != nil {
		return p.failed(err)
	}
	if bad > 0 {
		fmt.Fprintf(p.stderr, "leadq: %d rows could not be read and are left out\n", bad)
		return exitBad
	}
	return exitOK
}

// sharesOf reads new=0.1,old=0.9; nil where there is nothing.
func sharesOf(text string) (map[string]float64, error) {
	if text == "" {
		return nil, nil
	}
	out, sum := map[string]float64{}, 0.0
	for part := range strings.SplitSeq(text, ",") {
		name, number, ok := strings.Cut(part, "=")
		share, err := strconv.ParseFloat(number, 64)
		if name = strings.TrimSpace(name); !ok || err != nil || name == "" || !(share > 0 && share <= 1) {
			return nil, fmt.Errorf("-shares %q: want an arm and a share above 0, such as new=0.1", part)
		}
		out[name] = share
		sum += share
	}
	if sum < 0.9995 || sum > 1.0005 {
		return nil, errors.New("-shares: want shares that sum to 1")
	}
	return out, nil
}
