package qualify

// An ExplainFormat is how an explanation is laid out.
type ExplainFormat string

// The formats.
const (
	ExplainText     ExplainFormat = "text"     // plain lines, for terminals and mails; the default
	ExplainMarkdown ExplainFormat = "markdown" // CommonMark, with what comes from outside escaped
)

// ExplainOptions say how to put a decision into words. A nil *ExplainOptions,
// and the zero value of every field, mean the defaults.
type ExplainOptions struct {
	// Format is ExplainText or ExplainMarkdown; "", and any other text, is the
	// former.
	Format ExplainFormat
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
	// Words are the sentences; nil is EnglishWords. What the rule set says -
	// names, reasons, questions, and actions and teams of its own - stays in
	// the language of its author.
	Words *Words
}

// Explain puts a decision into words that a sales representative can read.
// Decisions hold ids only; names, reasons and limits are from the engine's
// rule set. So it has to be the engine that decided, or one with the same
// Fingerprint: of any other decision the explanation says what and next, and
// instead of why that it was made by other rules. The result depends on
// nothing but the engine, the decision and the options. Each line ends with a
// line break; of a nil decision there are none.
//
// A full explanation of a decision by some twenty rules takes well under 50
// microseconds.
func (e *Engine) Explain(d *Decision, o *ExplainOptions) string {
	if d == nil {
		return ""
	}
	if o == nil {
		o = &ExplainOptions{}
	}
	x := explanation{e: e, d: d, o: o, w: o.Words, markdown: o.Format == ExplainMarkdown}
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
	e        *Engine
	d        *Decision
	o        *ExplainOptions
	w        *Words
	markdown bool
	out      []byte
}
