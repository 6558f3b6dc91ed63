package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
)

func suggestCommand() *command {
	return &command{
		name: "suggest", args: "-rules rules.json [-map map.json] [flags] LEADS",
		summary: "proposes points, tiers and thresholds from what became of leads",
		details: "Learns points, tiers, weights and thresholds from leads whose outcome is known,\nand writes a rule set to review with -out. The rule set given is never changed.\nFacts with a known_after are refused: they would foretell the past. LEADS is a\nfile of CSV or JSON, - for standard input.\n" + historyDetails,
		run:     runSuggest,
	}
}

func runSuggest(p *program, c *command, args []string) int {
	fs := c.flags()
	var h historyFlags
	var o audit.SuggestOptions
	h.add(fs)
	out := fs.String("out", "", "`file` to write the proposed rule set to; it must not be there yet")
	facts := fs.String("facts", "", "`paths` of the facts to make tiers of, with commas between them; none for none; default those that the rule set declares and no rule reads")
	known := fs.String("known-by", "", "`values` of known_after that are early enough, with commas between them")
	fs.BoolVar(&o.Activities, "activities", false, "make tiers of how often each type of activity happened")
	fs.IntVar(&o.MinLeads, "min-leads", 20, "least number of leads to learn anything from")
	fs.IntVar(&o.MaxTiers, "max-tiers", 10, "greatest number of steps of a number")
	fs.IntVar(&o.Range, "range", 100, "distance between the least and the greatest score, about")
	fs.Float64Var(&o.Calls, "calls", 0, "how many leads sales can handle a week; sets ready_at")
	fs.Float64Var(&o.Weeks, "weeks", 0, "how many weeks of history the leads are; default by their dates")
	fs.Float64Var(&o.Precision, "precision", 0, "least share of ready leads that should reach the target, 0 to 1; sets ready_at")
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
	o.Target, o.Horizon = audit.Target(h.target), h.set
	switch *facts {
	case "":
	case "none":
		o.Facts = []string{}
	default:
		o.Facts = listed(*facts)
	}
	o.KnownBy = listed(*known)
	at, err := h.instant()
	if err != nil {
		return c.misused(p, "%v", err)
	}
	h.asOf = at.Format("2006-01-02T15:04:05Z07:00") // the same for all
	rs, _, err := loadRules(h.rules)
	if err != nil {
		return p.failed(err)
	}
	var examples []audit.Example
	bad, err := h.read(p, rest[0], rs, func(lead *qualify.Lead, at time.Time, outcome audit.Outcome) error {
		examples = append(examples, audit.Example{Lead: lead, AsOf: at, Outcome: outcome})
		return nil
	})
	if err != nil {
		return p.failed(err)
	}
	s, err := audit.Suggest(rs, examples, &o)
	if err != nil {
		return p.failed(err)
	}
	if *out != "" && s.RuleSet != nil {
		if err := writeRules(*out, s.RuleSet); err != nil {
			return p.failed(err)
		}
	}
	if h.json {
		err = p.writeJSON(s)
	} else {
		err = s.WriteText(p.stdout)
	}
	if err != nil {
		return p.failed(err)
	}
	if *out != "" && s.RuleSet != nil && !h.json {
		fmt.Fprintf(p.stdout, "\nThe proposal is in %s. Review it before it decides anything.\n", filepath.ToSlash(*out))
	}
	if bad > 0 {
		fmt.Fprintf(p.stderr, "leadq: %d rows could not be read and are left out\n", bad)
	}
	if bad > 0 || s.RuleSet == nil {
		return exitBad
	}
	return exitOK
}

// listed are the parts of a text with commas.
func listed(text string) []string {
	var out []string
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// writeRules writes a rule set to a file that is not there yet.
func writeRules(name string, rs *qualify.RuleSet) error {
	var b bytes.Buffer
	out := json.NewEncoder(&b)
	out.SetIndent("", "  ")
	out.SetEscapeHTML(false)
	if err := out.Encode(rs); err != nil {
		return err
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	if _, err := f.Write(b.Bytes()); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
