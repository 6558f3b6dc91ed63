package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/leadqual/leadqual/internal/nearest"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
	"github.com/leadqual/leadqual/qualify/audit"
)

// historyFlags are the flags of every command that reads leads with what became
// of them.
type historyFlags struct {
	leadFlags
	target string
	fields map[string]*string // of what became of a lead, by flag
	grouping
	horizon string
	cutOff  string
	json    bool
	trial   bool   // which takes unworked leads as they are
	arm     string // the field with a trial's arm, "" where the rules say it

	set audit.Horizon // by horizon and cutOff
	odd oddities
}

// outcomeField is a field of what became of a lead.
type outcomeField struct{ flag, usage string }

// field is the field's name unless somebody names another.
func (f outcomeField) field() string { return "custom." + strings.ReplaceAll(f.flag, "-", "_") }

// outcomeFields are the fields of what became of a lead, by flag.
var outcomeFields = []outcomeField{
	{"decided", "`field` of the instant that the lead is decided for; where it is not known, -as-of, and with a horizon and no -as-of the lead is left out"},
	{"handed-over", "`field` of the instant at which sales got the lead"},
	{"worked", "`field` that says whether sales tried"},
	{"worked-at", "`field` of the instant at which sales tried first"},
	{"accepted", "`field` that says whether sales took the lead for an SQL"},
	{"judged-at", "`field` of the instant at which sales said so"},
	{"won", "`field` that says whether the lead bought"},
	{"closed-at", "`field` of the instant at which it bought or was lost"},
	{"looked-up", "`field` of the instant at which all this was looked up last, where that was before -cut-off"},
	{"reason", "`field` that says why sales sent the lead back"},
}

func (h *historyFlags) add(fs *flag.FlagSet) {
	fs.StringVar(&h.target, "target", "won", "what to measure by: won or accepted")
	h.fields = map[string]*string{}
	for _, f := range outcomeFields {
		h.fields[f.flag] = fs.String(f.flag, f.field(), f.usage)
	}
	fs.StringVar(&h.horizon, "horizon", "", "`days` after the decision within which leads are to reach the target; propose looks at the leads and says what would do")
	fs.StringVar(&h.cutOff, "cut-off", "", "`instant` up to which outcomes were looked up, that of the export, as -as-of; a day is its midnight in UTC, so that what happened on it is not seen; needed with -horizon")
	fs.BoolVar(&h.json, "json", false, "write JSON")
}

// propose asks for a horizon.
const propose = "propose"

// check reads -target, -horizon, -cut-off and the names of fields.
func (h *historyFlags) check() error {
	if h.target != string(audit.TargetWon) && h.target != string(audit.TargetAccepted) {
		return misusef("-target %q: want won or accepted", h.target)
	}
	for _, f := range outcomeFields {
		field := *h.fields[f.flag]
		if name, ok := strings.CutPrefix(field, "custom."); !ok || name == "" {
			return misusef("-%s %q: what became of a lead stands in a custom field, such as custom.won; the map file says where it is read from", f.flag, field)
		}
	}
	h.decided = *h.fields["decided"]
	if err := h.grouping.check(); err != nil {
		return err
	}
	if (h.horizon == "") != (h.cutOff == "") {
		return misuse("-horizon and -cut-off go together: a lead counts if it was decided so many days before the cut-off")
	}
	if h.cutOff == "" {
		return nil
	}
	at, err := instant("-cut-off", h.cutOff)
	if err != nil {
		return err
	}
	h.set.CutOff = at
	if h.horizon == propose {
		return nil
	}
	if h.set.Days, err = strconv.Atoi(h.horizon); err != nil || h.set.Days < 1 {
		return misusef("-horizon %q: want a number of days, 1 or more, or propose", h.horizon)
	}
	return nil
}

// historyDetails is for the usage text of the commands.
const historyDetails = `
What became of a lead is read from custom fields, which the map file fills:

	"custom.decided":   {"from": "Created", "type": "time"},
	"custom.worked":    {"from": "Called", "type": "bool"},
	"custom.won":       {"from": "Stage", "type": "bool",
	                     "values": {"Closed Won": true, "Closed Lost": false},
	                     "unknown": ["Open", "Negotiation"]},
	"custom.closed_at": {"from": "Close date", "type": "time"},
	"custom.accepted":  {"from": "SQL", "type": "bool"},
	"custom.reason":    {"from": "Rejection reason", "type": "string"}

and, as instants, custom.handed_over, custom.worked_at, custom.judged_at and
custom.looked_up. A field that is not known is an outcome that is open. Rules
never see these fields, and a rule that reads one is named. A lead's stage counts
too, as far as it implies an outcome. Activities that the map dates by days_ago are
so long before the instant that the lead is decided for.

Give -horizon and -cut-off wherever outcomes have instants: without them leads
that are still open are left out, and young leads look better than they are.`

// read calls f for every lead, with the instant that it is decided for and its
// outcome. Each lead has memory of its own.
func (h *historyFlags) read(in *leads, engine *qualify.Engine, f func(*qualify.Lead, time.Time, audit.Outcome)) error {
	if err := h.checkFields(in.files, engine.RuleSet().Facts); err != nil {
		return err
	}
	h.odd.begin(h, engine)
	for lead, err := range in.each(func() *qualify.Lead { return &qualify.Lead{} }) {
		if err != nil {
			return err
		}
		decided, outcome, err := h.settle(lead, in.asOf)
		if err != nil {
			return fmt.Errorf("%s: lead %q: %w", in.name, lead.ID, err)
		}
		f(lead, decided, outcome)
	}
	return nil
}

// readAccounts calls f for every account, as read does for every lead.
func (h *historyFlags) readAccounts(in *accountsInput, engine *account.Engine, f func(*account.Account, time.Time, audit.Outcome)) error {
	if err := h.checkFields(in.files[0].files, engine.Account().RuleSet().Facts); err != nil {
		return err
	}
	h.odd.begin(h, engine.Account())
	for a, err := range in.each {
		if err != nil {
			return err
		}
		// Outcomes are taken out of the map that the record shares with the account.
		record := qualify.Lead{ID: a.ID, Company: a.Company, Custom: a.Custom, Stage: a.Stage, Owner: a.Owner, CreatedAt: a.CreatedAt}
		decided, outcome, err := h.settle(&record, in.asOf)
		if err != nil {
			return fmt.Errorf("%s: account %q: %w", in.files[0].name, a.ID, err)
		}
		f(a, decided, outcome)
	}
	return nil
}

// settle takes what became of a lead out of it, and the instant that it is decided for.
func (h *historyFlags) settle(lead *qualify.Lead, asOf time.Time) (decided time.Time, o audit.Outcome, err error) {
	group := h.ofFact(lead) // before outcomes are taken out
	if o, decided, err = h.outcome(lead); err != nil {
		return decided, o, err
	}
	if decided.IsZero() && (h.cutOff == "" || h.asOf != "") {
		decided = asOf
	}
	o.Segment = cmp.Or(group, h.ofMonth(decided))
	h.odd.note(h, lead, decided, &o)
	return decided, o, nil
}

// checkFields looks whether the rule set or a map has the custom fields that flags
// name. Of leads without a map nobody knows before they are read.
func (h *historyFlags) checkFields(files []*leadsFile, facts map[string]qualify.Fact) error {
	names := slices.Collect(maps.Keys(facts))
	for _, f := range files {
		if len(f.mapped.Fields) == 0 {
			return nil
		}
		names = slices.AppendSeq(names, maps.Keys(f.mapped.Fields))
	}
	slices.Sort(names)
	check := func(flag, field string) error {
		if !strings.HasPrefix(field, "custom.") || slices.Contains(names, field) {
			return nil
		}
		return misusef("-%s: neither the rule set nor the map has %s%s", flag, field, nearest.Plain(field, names))
	}
	err := cmp.Or(check("by", h.by), check("arm", h.arm))
	for _, f := range outcomeFields {
		if field := *h.fields[f.flag]; field != f.field() { // somebody named it
			err = cmp.Or(err, check(f.flag, field))
		}
	}
	return err
}

// records are leads or accounts that are read.
type records interface {
	output() *program
	at() time.Time
	left() error // says what was left out
}

// warn writes what is odd about the leads where the report has no place for it.
func (h *historyFlags) warn(in records) {
	for _, sentence := range h.odd.sentences(h, in.at()) {
		fmt.Fprintf(in.output().stderr, "leadq: %s\n", sentence)
	}
}

// report writes what a command found, as JSON or as text.
func (h *historyFlags) report(in records, v any, text func(io.Writer) error) (err error) {
	if h.json {
		err = in.output().writeJSON(v)
	} else {
		err = text(in.output().stdout)
	}
	if err != nil {
		return err
	}
	return in.left()
}

// how says how the map turns other texts into a kind.
var how = map[string]string{
	"bool": `, and say by "values" which texts mean true and which false`,
	"time": `, and how it is written by "dates" if need be`,
}

// outcome takes what became of a lead out of it, with the instant that it is
// decided for, zero where it is not known.
func (h *historyFlags) outcome(lead *qualify.Lead) (o audit.Outcome, decided time.Time, err error) {
	o.Source, o.Stage = lead.Source, lead.Stage
	into := map[string]any{
		"decided": &decided, "handed-over": &o.HandedOverAt, "worked": &o.Worked, "worked-at": &o.WorkedAt,
		"accepted": &o.Accepted, "judged-at": &o.JudgedAt, "won": &o.Won, "closed-at": &o.ClosedAt,
		"looked-up": &o.LookedUpAt, "reason": &o.Reason,
	}
	for _, f := range outcomeFields {
		field := *h.fields[f.flag]
		value, kind, ok := taken(lead, field), "", true
		if value == nil {
			continue
		}
		switch to := into[f.flag].(type) {
		case *time.Time:
			kind = "time"
			*to, ok = value.(time.Time)
			if text, is := value.(string); is { // of JSON that no map reads
				at, err := time.Parse(time.RFC3339, text)
				*to, ok = at, err == nil
			}
		case *qualify.Opt[bool]:
			kind = "bool"
			to.Value, ok = value.(bool)
			to.Known = ok
		case *string:
			kind = "string"
			*to, ok = value.(string)
		}
		if !ok {
			err = errors.Join(err, fmt.Errorf(`%s is %v: want a %s; give it "type": %q in the map file%s`, field, value, kind, kind, how[kind]))
		}
		h.odd.known[f.flag]++
	}
	return o, decided, err
}

// taken removes a custom field from a lead and returns it.
func taken(lead *qualify.Lead, field string) any {
	name := strings.TrimPrefix(field, "custom.")
	v := lead.Custom[name]
	delete(lead.Custom, name)
	return v
}
