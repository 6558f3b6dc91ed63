package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
)

func suggestCommand() *command {
	return &command{
		name: "suggest", args: "-rules rules.json [-map map.json] [flags] LEADS",
		summary: "propose points, tiers and thresholds from what became of leads",
		details: "Learns points, tiers, weights and thresholds from leads whose outcome is known,\nand writes a rule set to review with -out. The rule set given is never changed.\nWhere nothing is learned it says why, writes no file, and the exit status is 1.\nFacts with a known_after are refused: they would predict from what was known only later. LEADS is a\nfile of CSV or JSON, - for standard input.\n" + historyDetails,
		run:     runSuggest,
	}
}

func runSuggest(p *program, c *command, args []string) error {
	fs := c.flags()
	var h historyFlags
	var o audit.SuggestOptions
	h.add(fs)
	out := fs.String("out", "", "`file` to write the proposed rule set to; it must not exist yet")
	facts := fs.String("facts", "", "`paths` of the facts to make tiers of, with commas between them; none for none; default those that the rule set declares and no rule reads")
	known := fs.String("known-by", "", "`values` of known_after that are early enough, with commas between them")
	fs.BoolVar(&o.Activities, "activities", false, "make tiers of how often each type of activity happened")
	fs.IntVar(&o.MinLeads, "min-leads", 20, "least number of leads to learn anything from")
	fs.IntVar(&o.MaxTiers, "max-tiers", 10, "greatest number of steps of a number")
	fs.IntVar(&o.MaxRules, "max-rules", 0, "greatest `number` of rules to learn; 0 is as many as tell")
	monotone := fs.String("monotone", "", "`paths` of numbers whose tiers keep an order, as in company.employees=up,age=down: up where more never gets fewer points")
	fs.IntVar(&o.Range, "range", 100, "distance between the least and the greatest score, about")
	fs.Float64Var(&o.Calls, "calls", 0, "how many leads sales can handle a week; sets ready_at")
	fs.Float64Var(&o.Weeks, "weeks", 0, "how many weeks of history the leads are; default by their dates")
	fs.Float64Var(&o.Precision, "precision", 0, "least share of ready leads that should reach the target, 0 to 1; sets ready_at")
	check := func() error {
		if h.horizon == propose {
			return misuse("-horizon propose is for leadq audit")
		}
		if _, err := os.Lstat(*out); *out != "" && err == nil { // before the work, not after it
			return fmt.Errorf("-out %s: the file exists already, and is not written over", *out)
		}
		return h.check()
	}
	return h.decide(p, c, fs, args, check, func(in *leads, engine *qualify.Engine) error {
		o.Target, o.Horizon, o.KnownBy = audit.Target(h.target), h.set, listed(*known)
		if *facts != "" {
			o.Facts = slices.DeleteFunc(listed(*facts), func(path string) bool { return path == "none" })
		}
		var err error
		if o.Monotone, err = directions(*monotone); err != nil {
			return err
		}
		var examples []audit.Example
		err = h.read(in, engine, func(lead *qualify.Lead, at time.Time, outcome audit.Outcome) {
			examples = append(examples, audit.Example{Lead: lead, AsOf: at, Outcome: outcome})
		})
		if err != nil {
			return err
		}
		h.warn(in)
		s, err := audit.Suggest(engine.RuleSet(), examples, &o)
		if err != nil {
			return err
		}
		return h.write(in, s, *out)
	})
}

// write writes what was learned, and the rule set to a file if one is named.
func (h *historyFlags) write(in *leads, s *audit.Suggestion, file string) error {
	written := file != "" && s.RuleSet != nil
	if written {
		if err := writeRules(file, s.RuleSet); err != nil {
			return err
		}
	}
	err := h.report(in, s, func(w io.Writer) error {
		err := s.WriteText(w)
		if err == nil && file != "" && s.RuleSet == nil {
			_, err = fmt.Fprintf(w, "\nNothing was learned, so %s was not written.\n", filepath.ToSlash(file))
		}
		if err == nil && written {
			_, err = fmt.Fprintf(w, "\nThe proposal is in %s. Review it before it decides anything.\n", filepath.ToSlash(file))
		}
		return err
	})
	if err != nil {
		return err
	}
	if s.RuleSet == nil {
		return errReported
	}
	return nil
}

// directions reads the order that tiers of numbers keep. Suggest says which paths
// and which directions there are.
func directions(text string) (map[string]audit.Direction, error) {
	out := map[string]audit.Direction{}
	for _, part := range listed(text) {
		path, direction, ok := strings.Cut(part, "=")
		path = strings.TrimSpace(path)
		if _, twice := out[path]; !ok || twice {
			return nil, fmt.Errorf("-monotone has %q; want each path once, with its direction, as in company.employees=up,age=down", part)
		}
		out[path] = audit.Direction(strings.TrimSpace(direction))
	}
	return out, nil
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
	if err := writeJSON(&b, rs); err != nil {
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
