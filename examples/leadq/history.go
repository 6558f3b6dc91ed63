package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
	"github.com/leadqual/leadqual/qualify/leadfile"
)

// historyFlags are the flags of every command that reads leads with what became
// of them.
type historyFlags struct {
	leadFlags
	rules    string
	target   string
	won      string
	accepted string
	reason   string
	segment  string
	json     bool
}

func (h *historyFlags) add(fs *flag.FlagSet) {
	h.leadFlags.add(fs)
	fs.StringVar(&h.rules, "rules", "", "`file` of the rule set; required")
	fs.StringVar(&h.target, "target", "won", "what to measure by: won or accepted")
	fs.StringVar(&h.won, "won", "custom.won", "`field` that says whether the lead bought")
	fs.StringVar(&h.accepted, "accepted", "custom.accepted", "`field` that says whether sales took the lead for an SQL")
	fs.StringVar(&h.reason, "reason", "custom.reason", "`field` that says why sales sent the lead back")
	fs.StringVar(&h.segment, "segment", "custom.segment", "`field` to group leads by")
	fs.BoolVar(&h.json, "json", false, "write JSON")
}

// check reads -target and the names of fields.
func (h *historyFlags) check() error {
	if h.target != string(audit.TargetWon) && h.target != string(audit.TargetAccepted) {
		return fmt.Errorf("-target %q: want won or accepted", h.target)
	}
	for _, f := range []string{h.won, h.accepted, h.reason, h.segment} {
		if name, ok := strings.CutPrefix(f, "custom."); !ok || name == "" {
			return fmt.Errorf("%q: what became of a lead stands in a custom field, such as custom.won; the map file says where it is read from", f)
		}
	}
	return nil
}

// historyDetails is for the usage text of the commands.
const historyDetails = `
What became of a lead is read from custom fields, which the map file fills:

	"custom.won":      {"from": "Converted", "type": "bool"},
	"custom.accepted": {"from": "SQL", "type": "bool"},
	"custom.reason":   {"from": "Rejection reason", "type": "string"}

A field that is not known is an outcome that is open. Rules never see these
fields. Of a lead's stage, what follows from it is taken besides.`

// read calls f for every lead of a file, with its outcome. Rows that cannot be
// read are reported and left out; bad counts them.
func (h *historyFlags) read(p *program, name string, rs *qualify.RuleSet, f func(*qualify.Lead, audit.Outcome) error) (bad int, err error) {
	asOf, err := h.instant()
	if err != nil {
		return 0, err
	}
	form, err := h.form()
	if err != nil {
		return 0, err
	}
	in, err := h.open(p, name, form, rs.Facts, asOf)
	if err != nil {
		return 0, err
	}
	defer in.close()
	for {
		lead := &qualify.Lead{}
		_, err := in.Next(lead)
		var row *leadfile.RowError
		switch {
		case errors.Is(err, io.EOF):
			return bad, nil
		case errors.As(err, &row):
			fmt.Fprintf(p.stderr, "%v\n", row)
			bad++
			continue
		case err != nil:
			return bad, err
		}
		outcome, err := h.outcome(lead)
		if err != nil {
			return bad, fmt.Errorf("lead %q: %w", lead.ID, err)
		}
		if err := f(lead, outcome); err != nil {
			return bad, err
		}
	}
}

// outcome takes what became of a lead out of it.
func (h *historyFlags) outcome(lead *qualify.Lead) (o audit.Outcome, err error) {
	o.Source, o.Stage = lead.Source, lead.Stage
	for _, x := range []struct {
		field string
		to    *qualify.Opt[bool]
	}{{h.won, &o.Won}, {h.accepted, &o.Accepted}} {
		switch v := taken(lead, x.field).(type) {
		case nil:
		case bool:
			*x.to = qualify.Known(v)
		default:
			return o, fmt.Errorf(`%s is %v: want a bool; give it "type": "bool" in the map file`, x.field, v)
		}
	}
	for _, x := range []struct {
		field string
		to    *string
	}{{h.reason, &o.Reason}, {h.segment, &o.Segment}} {
		switch v := taken(lead, x.field).(type) {
		case nil:
		case string:
			*x.to = v
		default:
			return o, fmt.Errorf("%s is %v: want text", x.field, v)
		}
	}
	return o, nil
}

// taken removes a custom field from a lead and returns it.
func taken(lead *qualify.Lead, field string) any {
	name := strings.TrimPrefix(field, "custom.")
	v := lead.Custom[name]
	delete(lead.Custom, name)
	return v
}
