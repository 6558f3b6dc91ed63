package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
	"github.com/leadqual/leadqual/qualify/audit"
	"github.com/leadqual/leadqual/qualify/leadfile"
)

func auditCommand() *command {
	return &command{
		name: "audit", args: "-rules rules.json [-map map.json] [flags] LEADS",
		summary: "set decisions against what became of the leads",
		details: "Decides leads whose outcome is known and says how good the rule set is: the\nfunnel, the lift of each rule, the score against outcomes. LEADS is a file of\nCSV or JSON, - for standard input.\n" + historyDetails + auditOfAccounts,
		run:     runAudit,
	}
}

const auditOfAccounts = `

With rules about accounts LEADS is a file of accounts, as for leadq accounts. What
became of an account stands in custom fields of its own, in JSON with instants as
2026-11-22T09:00:00Z. The report has accounts by role, those in which somebody has it
against the others, and by how many people earned points under a rule of the
account's that counts activities. Outcomes of people are for an audit of these as
leads, by the rule set under "person".`

func runAudit(p *program, c *command, args []string) error {
	fs := c.flags()
	var h historyFlags
	h.add(fs)
	fs.StringVar(&h.by, "by", "", "`path` of a fact to group leads by, such as company.industry, or month, that of the decision; numbers are grouped by 0, 1 to below 2, 2 to below 5, 5 to below 10 and so on, instants by month")
	page := fs.String("html", "", "also write the report as a page to this `file`")
	h.addPeople(fs)
	write := func(in records, report *audit.Report) error {
		report.Warnings = append(h.odd.sentences(&h, in.at()), report.Warnings...)
		report.SegmentsBy = h.by
		h.order(report.Segments)
		if err := writePageOf(report, *page); err != nil {
			return err
		}
		return h.report(in, report, report.WriteText)
	}
	h.ofAccounts = func(file string, form leadfile.Input, asOf time.Time) error {
		engine, in, err := h.openAccounts(p, file, form, asOf)
		if err != nil {
			return err
		}
		defer in.close()
		if h.horizon == propose {
			return h.propose(in, func(add func(time.Time, audit.Outcome)) error {
				return h.readAccounts(in, engine, func(_ *account.Account, at time.Time, o audit.Outcome) { add(at, o) })
			})
		}
		rules, decider := engine.Rules(), engine.NewDecider()
		a := audit.NewForAccounts(rules)
		a.Target, a.Horizon = audit.Target(h.target), h.set
		err = h.readAccounts(in, engine, func(x *account.Account, at time.Time, o audit.Outcome) { a.AddAccount(decider.Decide(x, at), o) })
		if err != nil {
			return err
		}
		return write(in, a.ReportAccounts(rules))
	}
	return h.decide(p, c, fs, args, h.check, func(in *leads, engine *qualify.Engine) error {
		if h.horizon == propose {
			return h.propose(in, func(add func(time.Time, audit.Outcome)) error {
				return h.read(in, engine, func(_ *qualify.Lead, at time.Time, o audit.Outcome) { add(at, o) })
			})
		}
		rs, decider := engine.RuleSet(), engine.NewDecider()
		a := audit.New(rs)
		a.Target, a.Horizon = audit.Target(h.target), h.set
		err := h.read(in, engine, func(lead *qualify.Lead, at time.Time, o audit.Outcome) { a.Add(decider.Decide(lead, at), o) })
		if err != nil {
			return err
		}
		return write(in, a.Report(rs))
	})
}

// writePageOf writes a report as a page to a file, "" for none.
func writePageOf(report *audit.Report, file string) error {
	if file == "" {
		return nil
	}
	var b bytes.Buffer
	if err := report.WriteHTML(&b); err != nil {
		return err
	}
	return os.WriteFile(file, b.Bytes(), 0o666)
}

// propose writes which horizon would do.
func (h *historyFlags) propose(in records, read func(add func(time.Time, audit.Outcome)) error) error {
	table := audit.HorizonTable{Target: audit.Target(h.target), CutOff: h.set.CutOff}
	if err := read(table.Add); err != nil {
		return err
	}
	h.warn(in)
	proposal := table.ProposeHorizon()
	return h.report(in, proposal, func(w io.Writer) error {
		_, err := fmt.Fprintln(w, proposal)
		return err
	})
}
