package explain

import (
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
)

// A Layout is how an explanation is laid out.
type Layout string

// The formats.
const (
	Text     Layout = "text"     // plain lines, for terminals and mails; the default
	Markdown Layout = "markdown" // CommonMark, with what comes from outside escaped
)

// Options say how to put a decision into words. A nil *Options, and the zero
// value of every field, mean the defaults.
type Options struct {
	// Layout is Text or Markdown; "", and any other text, is the former.
	Layout Layout
	// Full adds to the three lines - what, why, next - every part of the
	// decision: screening, fit with each criterion, readiness, the score with
	// every rule and clip, checklists, questions and issues.
	Full bool
	// Name is what to call the lead, before its id. "" is the id alone.
	Name string
	// Values are values of the lead to show in a full explanation beside what
	// rests on them, by the facts' paths: "company.employees": "320". The
	// decision holds none, so that nothing of the lead is shown but what is
	// given here. "reset_at", which is no fact, says from when on acts count.
	// Lead.Values gives all of a lead.
	Values map[string]string
	// Words are the sentences; nil is English. What the rule set says - names,
	// reasons, questions, and actions and teams of its own - stays in the
	// language of its author.
	Words *Words
}

// An Explainer puts the decisions of one engine into words. It is immutable
// and safe for concurrent use by multiple goroutines.
type Explainer struct {
	fingerprint string
	rules       *qualify.RuleSet
	givesUp     bool                // some text uses ?? or nil
	names       map[string]string   // by place; only where there is one
	facts       map[string][]string // that a part reads, by place
	groups      map[string]group    // by id
}

// New prepares explanations of what an engine decides, in time that grows with
// the size of its rule set: a host does it once for each engine.
func New(e *qualify.Engine) *Explainer {
	x := &Explainer{
		fingerprint: e.Fingerprint(), rules: e.RuleSet(),
		names: map[string]string{}, facts: map[string][]string{}, groups: map[string]group{},
	}
	for _, p := range e.Describe().Parts {
		x.facts[p.Place] = p.Facts
		x.givesUp = x.givesUp || p.GivesUp
	}
	x.label()
	return x
}

// Explain puts a decision into words that a sales representative can read.
// Decisions hold ids only; names, reasons and limits are from the rule set. So
// it has to be a decision of the explainer's engine, or of one with the same
// Fingerprint: of any other decision the explanation says what and next, and
// instead of why that it was made by other rules. The result depends on
// nothing but the rule set, the decision and the options. Each line ends with a
// line break; of a nil decision there are none.
//
// A full explanation of a decision by some twenty rules takes well under 50
// microseconds.
func (x *Explainer) Explain(d *qualify.Decision, o *Options) string {
	if d == nil {
		return ""
	}
	if o == nil {
		o = &Options{}
	}
	w := explanation{e: x, d: d}
	return w.write(o)
}

// write writes an explanation.
func (x *explanation) write(o *Options) string {
	x.o, x.w, x.markdown = o, o.Words, o.Layout == Markdown
	if x.w == nil {
		x.w = &english
	}
	x.out = make([]byte, 0, 4<<10)
	x.short()
	if o.Full {
		x.full()
	}
	return string(x.out)
}

// explanation is one explanation in the making.
type explanation struct {
	e        *Explainer
	d        *qualify.Decision
	o        *Options
	w        *Words
	markdown bool
	out      []byte

	of      *AccountExplainer // of an account; nil of a lead
	account *account.Decision
}
