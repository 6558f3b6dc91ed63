package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
)

func auditCommand() *command {
	return &command{
		name: "audit", args: "-rules rules.json [-map map.json] [flags] LEADS",
		summary: "sets decisions against what became of the leads",
		details: "Decides leads whose outcome is known and says how good the rule set is: the\nfunnel, the lift of each rule, the score against outcomes. LEADS is a file of\nCSV or JSON, - for standard input.\n" + historyDetails,
		run:     runAudit,
	}
}

func runAudit(p *program, c *command, args []string) int {
	fs := c.flags()
	var h historyFlags
	h.add(fs)
	page := fs.String("html", "", "also write the report as a page to this `file`")
	rest, status, ok := c.parse(p, fs, args)
	if !ok {
		return status
	}
	if h.rules == "" || len(rest) != 1 {
		return c.misused(p, "want -rules and one file of leads")
	}
	if err := h.check(); err != nil {
		return c.misused(p, "%v", err)
	}
	rs, engine, err := loadRules(h.rules)
	if err != nil {
		return p.failed(err)
	}
	at, err := h.instant()
	if err != nil {
		return c.misused(p, "%v", err)
	}
	h.asOf = at.Format("2006-01-02T15:04:05Z07:00") // the same for all
	if h.horizon == propose {
		return h.propose(p, rest[0], rs)
	}
	a := audit.New(rs)
	a.Target, a.Horizon = audit.Target(h.target), h.set
	decider := engine.NewDecider()
	bad, err := h.read(p, rest[0], rs, func(lead *qualify.Lead, at time.Time, o audit.Outcome) error {
		a.Add(decider.Decide(lead, at), o)
		return nil
	})
	if err != nil {
		return p.failed(err)
	}
	report := a.Report(rs)
	if *page != "" {
		var b bytes.Buffer
		if err := report.WriteHTML(&b); err != nil {
			return p.failed(err)
		}
		if err := os.WriteFile(*page, b.Bytes(), 0o666); err != nil {
			return p.failed(err)
		}
	}
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

// propose writes which horizon would do.
func (h *historyFlags) propose(p *program, file string, rs *qualify.RuleSet) int {
	table := audit.HorizonTable{Target: audit.Target(h.target), CutOff: h.set.CutOff}
	bad, err := h.read(p, file, rs, func(_ *qualify.Lead, at time.Time, o audit.Outcome) error {
		table.Add(at, o)
		return nil
	})
	if err != nil {
		return p.failed(err)
	}
	proposal := table.ProposeHorizon()
	if h.json {
		if err := p.writeJSON(proposal); err != nil {
			return p.failed(err)
		}
	} else {
		fmt.Fprintln(p.stdout, proposal)
	}
	if bad > 0 {
		fmt.Fprintf(p.stderr, "leadq: %d rows could not be read and are left out\n", bad)
		return exitBad
	}
	return exitOK
}

// writeJSON writes a value for programs and people.
func (p *program) writeJSON(v any) error {
	out := json.NewEncoder(p.stdout)
	out.SetIndent("", "  ")
	out.SetEscapeHTML(false)
	return out.Encode(v)
}
