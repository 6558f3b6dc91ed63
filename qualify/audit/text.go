package audit

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"unicode/utf8"
)

// WriteText writes the report for a terminal of a hundred columns, in the order of
// the page. The error is the writer's.
func (r *Report) WriteText(w io.Writer) error {
	t := &textReport{}
	t.head(r)
	t.rates(r)
	t.curve(r)
	t.months(r)
	t.parts(r, "RULES", r.Rules)
	t.parts(r, "PROFILE", r.Criteria)
	t.parts(r, "CHECKLISTS", r.Items)
	t.parts(r, "HAND RAISES", r.HandRaises)
	t.partsAs(r, "ROLES", "roles", r.Roles)
	t.groups(r, "BY PEOPLE ENGAGED", "PEOPLE", r.Engaged)
	if len(r.Engaged) > 0 {
		t.explain(r, "engaged")
	}
	t.never(r)
	t.experiments(r)
	t.speed(r)
	t.groups(r, "BY QUADRANT", "QUADRANT", r.Quadrants)
	t.funnel(r)
	t.screening(r)
	t.score(r)
	t.facts(r)
	t.groups(r, "BY SOURCE", "SOURCE", r.Sources)
	t.groups(r, "BY "+cmp.Or(clean(r.SegmentsBy), "SEGMENT"), "GROUP", r.Segments)
	t.groups(r, "BY STAGE", "STAGE", r.Stages)
	t.counts(r, "WHY SALES SENT LEADS BACK", "REASON", r.Reasons)
	t.counts(r, "BY CELL", "CELL", r.Cells)
	t.counts(r, "WRONG DATA", "ISSUE", r.Issues)
	t.rest(r)
	t.flush()
	_, err := w.Write(t.out.Bytes())
	return err
}

type textReport struct {
	out  bytes.Buffer
	tabs *tabwriter.Writer
}

// row writes cells under one another.
func (t *textReport) row(cells ...string) {
	if t.tabs == nil {
		t.tabs = tabwriter.NewWriter(&t.out, 0, 0, 2, ' ', 0)
	}
	for i := range cells {
		cells[i] = clean(cells[i])
	}
	fmt.Fprintf(t.tabs, "  %s\n", strings.TrimRight(strings.Join(cells, "\t"), "\t"))
}

// clean keeps a text from other people's data from moving the cursor or the
// columns.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 || r == 0x2028 || r == 0x2029 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return ' '
		}
		return r
	}, s)
}

func (t *textReport) flush() {
	if t.tabs != nil {
		t.tabs.Flush() // into memory
		t.tabs = nil
	}
}

func (t *textReport) section(title string) {
	t.flush()
	fmt.Fprintf(&t.out, "\n%s\n", title)
}

// columns is how wide text is.
const columns = 100

// say writes a paragraph, its first line after one text and the others after
// another of the same width.
func (t *textReport) say(first, others, text string) {
	t.flush()
	line := first
	empty := true
	for word := range strings.FieldsSeq(clean(text)) {
		if !empty && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > columns {
			fmt.Fprintln(&t.out, line)
			line, empty = others, true
		}
		if !empty {
			line += " "
		}
		line += word
		empty = false
	}
	fmt.Fprintln(&t.out, line)
}

// explain writes what a section shows.
func (t *textReport) explain(r *Report, section string) { t.say("  ", "  ", r.explained(section)) }

// head is what the page has on its first screen.
func (t *textReport) head(r *Report) {
	fmt.Fprintln(&t.out, clean(r.title()))
	fmt.Fprintln(&t.out, r.span())
	for _, line := range r.Beginning() {
		t.say("", "", line)
	}
	for _, warning := range r.Warnings {
		t.say("! ", "  ", warning)
	}
	beliefs := r.Beliefs()
	if len(beliefs) > 0 {
		fmt.Fprintln(&t.out)
		t.say("", "", sums(beliefs))
	}
	if trials := r.trials(); len(trials) > 0 {
		t.section(trialsHeading)
		t.beliefs(trials)
	}
	for _, kind := range beliefKinds {
		if of := beliefsOf(beliefs, kind); len(of) > 0 {
			t.section(beliefHeading(kind))
			n := shown(len(of), few(kind))
			t.beliefs(of[:n])
			if n < len(of) {
				fmt.Fprintf(&t.out, "  %d more stand at the end\n", len(of)-n)
			}
		}
	}
	if len(beliefs) > 0 {
		fmt.Fprintln(&t.out)
		t.say("", "", r.explained("why"))
	}
}

// rest are the beliefs that the head has no room for.
func (t *textReport) rest(r *Report) {
	beliefs := r.Beliefs()
	for _, kind := range beliefKinds {
		of := beliefsOf(beliefs, kind)
		if n := shown(len(of), few(kind)); n < len(of) {
			t.section("MORE OF: " + beliefHeading(kind))
			t.beliefs(of[n:])
		}
	}
}

func (t *textReport) beliefs(list []Belief) {
	for _, b := range list {
		part := b.Part
		if b.Name != "" {
			part += " (" + b.Name + ")"
		}
		t.say("  - ", "    ", part+": "+b.Sentence+".")
	}
}

func ofLeads(r Rate) string {
	if r.Unknown > 0 {
		return fmt.Sprintf("%d of %d known, %d unknown", r.Hits, r.Of-r.Unknown, r.Unknown)
	}
	return fmt.Sprintf("%d of %d", r.Hits, r.Of)
}

func percent(x float64) string { return fmt.Sprintf("%.1f %%", 100*x) }

// label is a name of this package for people.
func label(name string) string { return strings.ReplaceAll(name, "_", " ") }

// short is a rate without its interval, that of the known.
func short(r Rate) string {
	if r.Of == r.Unknown {
		return "-"
	}
	return percent(r.Rate)
}

// between is the range of a rate, "-" where there is none.
func between(r Rate) string {
	if r.Of == 0 {
		return "-"
	}
	return ends(r.Low, r.High)
}

// title is the report's first line.
func (r *Report) title() string {
	title := "Audit"
	if r.RuleSet != "" {
		title += " of " + r.RuleSet
	}
	if r.Version != "" {
		title += ", version " + r.Version
	}
	return title
}

// span is what the report covers.
func (r *Report) span() string {
	leads := fmt.Sprintf("%d leads", r.All.Leads)
	if r.From.IsZero() {
		return leads
	}
	from, to := r.From.Format("2006-01-02"), r.To.Format("2006-01-02")
	if from == to {
		return leads + " decided for " + from
	}
	return leads + " decided for " + from + " to " + to
}
