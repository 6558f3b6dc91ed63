package main

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
)

func trialCommand() *command {
	return &command{
		name: "trial", args: "-rules rules.json -experiment ID [-arm FIELD] [-map map.json] [flags] LEADS",
		summary: "compare the arms of an experiment by what became of the leads",
		details: "Compares the arms that chance put leads into. The ranges may be looked at after\nevery outcome. LEADS is a file of CSV or JSON, - for standard input.\n" + historyDetails,
		run:     runTrial,
	}
}

func runTrial(p *program, c *command, args []string) error {
	fs := c.flags()
	h := historyFlags{trial: true}
	h.add(fs)
	var t audit.Trial
	fs.StringVar(&t.ID, "experiment", "", "`id` of the experiment; required")
	fs.StringVar(&h.arm, "arm", "", "`field` that says which arm the lead is in, such as custom.arm; default what the rules say, which holds only if these rules chose what was done with the lead")
	shares := fs.String("shares", "", "`shares` of the arms, such as new=0.1,old=0.9; default all alike")
	fs.StringVar(&t.Control, "control", "", "`arm` that the others are held against; default the one with the greatest share, and of several the first in the rules")
	fs.Float64Var(&t.Matters, "matters", 0.02, "smallest `difference` of rates that matters, above 0 and at most 1")
	var share map[string]float64
	check := func() (err error) {
		switch {
		case t.ID == "":
			return misuse("name the experiment: -experiment ID")
		case h.horizon == propose:
			return misuse("-horizon propose is for leadq audit")
		case h.arm != "" && !strings.HasPrefix(h.arm, "custom."):
			return misusef("-arm %q: want a custom field, such as custom.arm", h.arm)
		case h.arm == "" && *shares != "":
			return misuse("-shares are those of -arm; the rules say their own")
		case !(t.Matters > 0 && t.Matters <= 1):
			return misusef("-matters %v: want a difference of rates above 0 and at most 1", t.Matters)
		}
		if share, err = sharesOf(*shares); err != nil {
			return err
		}
		return h.check()
	}
	return h.decide(p, c, fs, args, check, func(in *leads, engine *qualify.Engine) error {
		t.Target, t.Horizon = audit.Target(h.target), h.set
		decider := engine.NewDecider()
		known := engine.RuleSet().Experiments
		if i := slices.IndexFunc(known, func(x matrix.Experiment) bool { return x.ID == t.ID }); h.arm == "" && i >= 0 {
			t.Control = cmp.Or(t.Control, known[i].Control())
		} else if h.arm == "" {
			return misusef("the rules have no experiment %q: name one of theirs, or say with -arm which field has the arm", t.ID)
		}
		var wrong error
		none := 0
		err := h.read(in, engine, func(lead *qualify.Lead, at time.Time, o audit.Outcome) {
			if h.arm == "" {
				t.Add(decider.Decide(lead, at), o)
				return
			}
			value := taken(lead, h.arm)
			name, ok := value.(string)
			if value != nil && !ok && wrong == nil {
				wrong = fmt.Errorf(`%s: lead %q: %s is %v: want a string; give it "type": "string" in the map file`, in.name, lead.ID, h.arm, value)
			}
			if name == "" {
				none++
				return
			}
			s, ok := share[name]
			if share == nil {
				s = 1 // all alike
			} else if !ok && wrong == nil {
				wrong = fmt.Errorf("%s: lead %q is in arm %q, which -shares does not name", in.name, lead.ID, name)
			}
			o.Experiment = matrix.Assignment{ID: t.ID, Arm: name, Share: matrix.Share(s), Propensity: matrix.Share(s)}
			t.Add(decider.Decide(lead, at), o)
		})
		if err = cmp.Or(err, wrong); err != nil {
			return err
		}
		report := t.Report()
		if none > 0 {
			report.Warnings = append(report.Warnings, fmt.Sprintf("%s in no arm: %s is unknown of them.", plural(none, "lead"), h.arm))
		}
		report.Warnings = append(h.odd.sentences(&h, in.asOf), report.Warnings...)
		return h.report(in, report, report.WriteText)
	})
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
			return nil, misusef("-shares %q: want an arm and a share above 0, such as new=0.1", part)
		}
		if _, twice := out[name]; twice {
			return nil, misusef("-shares: arm %q stands twice", name)
		}
		out[name] = share
		sum += share
	}
	if sum < 0.9995 || sum > 1.0005 {
		return nil, misuse("-shares: want shares that sum to 1")
	}
	return out, nil
}
