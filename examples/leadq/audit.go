package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
)

func auditCommand() *command {
	return &command{
		name: "audit", args: "-rules rules.json [-map map.json] [flags] LEADS",
		summary: "set decisions against what became of the leads",
		details: "Decides leads whose outcome is known and says how good the rule set is: the\nfunnel, the lift of each rule, the score against outcomes. LEADS is a file of\nCSV or JSON, - for standard input.\n" + historyDetails,
		run:     runAudit,
	}
}

func runAudit(p *program, c *command, args []string) error {
	fs := c.flags()
	var h historyFlags
	h.add(fs)
	fs.StringVar(&h.by, "by", "", "`path` of a fact to group leads by, such as company.industry, or month, that of the decision; numbers are grouped by 0, 1 to below 2, 2 to below 5, 5 to below 10 and so on, instants by month")
	page := fs.String("html", "", "also write the report as a page to this `file`")
	return h.decide(p, c, fs, args, h.check, func(in *leads, engine *qualify.Engine) error {
		if h.horizon == propose {
			return h.propose(in, engine)
		}
		rs, decider := engine.RuleSet(), engine.NewDecider()
		a := audit.New(rs)
		a.Target, a.Horizon = audit.Target(h.target), h.set
		err := h.read(in, engine, func(lead *qualify.Lead, at time.Time, o audit.Outcome) { a.Add(decider.Decide(lead, at), o) })
		if err != nil {
			return err
		}
		report := a.Report(rs)
		report.Warnings = append(h.odd.sentences(&h, in), report.Warnings...)
		report.SegmentsBy = h.by
		h.order(report.Segments)
		if *page != "" {
			var b bytes.Buffer
			if err := report.WriteHTML(&b); err != nil {
				return err
			}
			if err := os.WriteFile(*page, b.Bytes(), 0o666); err != nil {
				return err
			}
		}
		return h.report(in, report, report.WriteText)
	})
}

// propose writes which horizon would do.
func (h *historyFlags) propose(in *leads, engine *qualify.Engine) error {
	table := audit.HorizonTable{Target: audit.Target(h.target), CutOff: h.set.CutOff}
	err := h.read(in, engine, func(_ *qualify.Lead, at time.Time, o audit.Outcome) { table.Add(at, o) })
	if err != nil {
		return err
	}
	h.warn(in)
	proposal := table.ProposeHorizon()
	return h.report(in, proposal, func(w io.Writer) error {
		_, err := fmt.Fprintln(w, proposal)
		return err
	})
}
