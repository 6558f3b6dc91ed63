package audit

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// WriteText writes the report for a terminal. The error is the writer's.
func (r *Report) WriteText(w io.Writer) error {
	t := &textReport{}
	t.head(r)
	t.groups("BY QUADRANT", "QUADRANT", r.Quadrants)
	t.screening(r.Screening)
	t.groups("BY SOURCE", "SOURCE", r.Sources)
	t.groups("BY SEGMENT", "SEGMENT", r.Segments)
	t.groups("BY STAGE", "STAGE", r.Stages)
	t.counts("WHY SALES SENT LEADS BACK", "REASON", r.Reasons)
	t.counts("BY CELL", "CELL", r.Cells)
	t.curve(r)
	t.experiments(r)
	t.speed(r)
	t.score(r)
	t.parts("RULES", r.Rules)
	t.parts("PROFILE", r.Criteria)
	t.parts("CHECKLISTS", r.Items)
	t.parts("HAND RAISES", r.HandRaises)
	if len(r.Never) > 0 {
		t.section("NEVER MET")
		for _, place := range r.Never {
			t.row(place)
		}
	}
	t.facts(r)
	t.counts("WRONG DATA", "ISSUE", r.Issues)
	t.months(r)
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
		if r < ' ' || r >= 0x7f && r < 0xa0 || r == 0x2028 || r == 0x2029 {
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

func (t *textReport) head(r *Report) {
	fmt.Fprintln(&t.out, clean(r.title()))
	if span := r.span(); span != "" {
		fmt.Fprintln(&t.out, span)
	}
	for _, line := range r.Beginning() {
		fmt.Fprintln(&t.out, clean(line))
	}
	for _, warning := range r.Warnings {
		fmt.Fprintf(&t.out, "! %s\n", clean(warning))
	}
	t.beliefs(r)
	t.section("FUNNEL")
	for _, s := range r.Funnel {
		open := ""
		if s.Open > 0 {
			open = fmt.Sprintf("%d not known yet", s.Open)
		}
		t.row(label(s.Name), fmt.Sprint(s.Leads), percent(s.Share), open)
	}
	t.section("RATES")
	t.row(string(r.Target), r.Rate.String(), ofLeads(r.Rate))
	if w := r.Weighted; w != nil {
		t.row(string(r.Target)+", had all been worked", w.String(), fmt.Sprintf("%d of the %d leads that screening left stand for all, by chance", w.Looked, w.Leads))
	}
	t.row("MQL to SQL", r.MQLToSQL.String(), ofLeads(r.MQLToSQL))
	t.row("SQL to won", r.SQLToWon.String(), ofLeads(r.SQLToWon))
}

func (t *textReport) beliefs(r *Report) {
	kind := ""
	for _, b := range r.Beliefs() {
		if b.Kind != kind {
			kind = b.Kind
			t.section(beliefHeading(kind))
		}
		t.row(b.Part, b.Sentence)
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

func (t *textReport) groups(title, of string, rows []GroupRow) {
	if len(rows) == 0 {
		return
	}
	t.section(title)
	t.row(of, "LEADS", "SHARE", "POOR FIT", "MQL TO SQL", "SQL TO WON", "TARGET REACHED")
	for _, g := range rows {
		t.row(g.Name, fmt.Sprint(g.Tally.Leads), percent(g.Share), short(g.PoorFit), short(g.MQLToSQL), short(g.SQLToWon), g.Rate.String())
	}
}

// short is a rate without its interval, that of the known.
func short(r Rate) string {
	if r.Of == r.Unknown {
		return "-"
	}
	return percent(r.Rate)
}

func (t *textReport) counts(title, of string, rows []NamedCount) {
	if len(rows) == 0 {
		return
	}
	t.section(title)
	t.row(of, "LEADS", "SHARE", "TARGET REACHED")
	for _, c := range rows {
		t.row(c.Name, fmt.Sprint(c.Count.Leads), percent(c.Share), c.Rate.String())
	}
}

func (t *textReport) screening(rows []ScreeningRow) {
	if len(rows) == 0 {
		return
	}
	t.section("SCREENING")
	t.row("STEP", "REMOVED", "SHARE", "UNKNOWN", "REMOVED BUT REACHED TARGET", "")
	for _, s := range rows {
		t.row(s.ID, fmt.Sprint(s.Removed.Leads), percent(s.Share), fmt.Sprint(s.Unknown), fmt.Sprint(s.Removed.Hits), s.Name)
	}
}

func (t *textReport) score(r *Report) {
	s := r.Score
	if s == nil {
		return
	}
	t.section("SCORE")
	if s.AUC != nil {
		t.row("AUC", fmt.Sprintf("%.3f (%.3f to %.3f)", s.AUC.AUC, s.AUC.Low, s.AUC.High), "0.5 is worthless, 1 is perfect")
	}
	t.row("found in the top fifth", percent(s.TopFifth), "of all "+string(r.Target))
	if s.ReadyAt != nil {
		t.row("ready at", s.ReadyAt.String()+" points")
	}
	if s.Width > 0 {
		t.row("counted in steps of", s.Width.String()+" points")
	}
	if len(s.Deciles) > 0 {
		t.section("LIFT BY DECILE")
		t.row("DECILE", "POINTS", "LEADS", "RATE", "LIFT", "FOUND SO FAR")
		for _, d := range s.Deciles {
			t.row(fmt.Sprint(d.Decile), d.From.String()+" to "+d.To.String(), fmt.Sprintf("%.1f", d.Leads), percent(d.Rate), fmt.Sprintf("%.2f", d.Lift), percent(d.Found))
		}
	}
	if s.Reliability == nil {
		return
	}
	t.section("SCORE AGAINST OUTCOME")
	t.row("POINTS", "LEADS", "RATE", "EXPECTED")
	for _, step := range s.Reliability.Steps {
		expected := "-"
		if s.Reliability.Calibration != nil {
			expected = step.chance()
		}
		t.row(step.points(), fmt.Sprint(step.Rate.Of), step.Rate.String(), expected)
	}
	if c := s.Reliability.Calibration; c != nil {
		t.row("")
		t.row(c.words())
		top := &s.Reliability.Steps[len(s.Reliability.Steps)-1]
		t.row(worthWords(top.points(), top.Expected, top.ExpectedLow, top.ExpectedHigh, r.Target, &r.Horizon))
	}
	if s.Chance != nil {
		t.row(s.Chance.words(r.Target, &r.Horizon))
	}
}

// words says what points stand for.
func (c *Calibration) words() string {
	switch {
	case c.DoubleAt > 0:
		return fmt.Sprintf("0 points stand for a chance of %s; every %.3g points double the odds.", percent(c.Chance(0)), c.DoubleAt)
	case c.DoubleAt < 0:
		return fmt.Sprintf("0 points stand for a chance of %s; every %.3g points halve the odds.", percent(c.Chance(0)), -c.DoubleAt)
	}
	return "Points say nothing about the chance."
}

func (t *textReport) parts(title string, rows []PartRow) {
	if len(rows) == 0 {
		return
	}
	t.section(title)
	t.row("ID", "WORTH", "MET", "UNKNOWN", "RATE IF MET", "IF NOT", "LIFT", "")
	for i := range rows {
		p := &rows[i]
		t.row(p.ID, p.Worth, fmt.Sprint(p.Met.Leads), fmt.Sprint(p.Unknown.Leads), short(p.MetRate), short(p.UnmetRate), p.Lift.String(), p.words())
		if x := p.Anyway; x != nil {
			t.row("", "called anyway", fmt.Sprint(x.Met.Leads), "", short(x.MetRate), short(x.UnmetRate), x.Lift.String(), x.Lift.words())
		}
		if x := p.Explored; x != nil {
			t.row("", "as chance chose", "", "", "", "", x.String(), x.words())
		}
		for j := range p.Steps {
			s := &p.Steps[j]
			t.row("", s.worths(), fmt.Sprint(s.Count.Leads), "", short(s.Rate), "", s.Lift.String(), s.Lift.words())
		}
	}
}

// words is what the data say about the part.
func (p *PartRow) words() string {
	if p.Backwards {
		return "backwards"
	}
	return p.Lift.words()
}

// words is what would tell.
func (t *Telling) words() string {
	if t.Share >= 1 {
		return fmt.Sprintf("too few were worked: even with all %d leads that nobody worked it might not show, so more leads have to be worked, picked at random", t.Leads)
	}
	return fmt.Sprintf("too few were worked: %s of the %d leads that nobody worked would tell, had they been picked at random and worked", percent(t.Share), t.Leads)
}

func (t *textReport) curve(r *Report) {
	if len(r.Curve) == 0 {
		return
	}
	t.section("REACHED BY DAY")
	t.row("DAY", "SHARE", "95 % INTERVAL", "STILL OPEN")
	for _, p := range thinned(r.Curve, 12) {
		t.row(fmt.Sprint(p.Day), percent(p.Rate), fmt.Sprintf("%.1f to %.1f", 100*p.Low, 100*p.High), fmt.Sprint(p.AtRisk))
	}
	t.row("")
	t.row("Newer leads are in it as far as they have got; it holds if they behave like older ones.")
}

// thinned are at most so many points, the first and the last among them.
func thinned(points []CurvePoint, most int) []CurvePoint {
	if len(points) <= most {
		return points
	}
	out := make([]CurvePoint, most)
	for i := range out {
		out[i] = points[i*(len(points)-1)/(most-1)]
	}
	return out
}

func (t *textReport) experiments(r *Report) {
	for i := range r.Experiments {
		x := &r.Experiments[i]
		t.section("EXPERIMENT " + clean(x.ID))
		for _, warning := range x.Warnings {
			t.row("! " + warning)
		}
		t.flush()
		t.arms(x)
	}
}

func (t *textReport) speed(r *Report) {
	if len(r.Speed) == 0 {
		return
	}
	t.section("HOW FAST SALES ANSWERED")
	t.row("STILL OPEN AFTER", "ANSWERED BY THEN", "RATE", "NOT YET", "RATE")
	for _, s := range r.Speed {
		t.row(s.name(), fmt.Sprint(s.Answered.Leads), s.AnsweredRate.String(), fmt.Sprint(s.Waiting.Leads), s.WaitingRate.String())
	}
	t.row("")
	t.row("This does not say that speed is why: leads that look good are called first.")
}

func (s *SpeedRow) name() string {
	switch s.Within {
	case landmarks[0]:
		return "5 minutes"
	case landmarks[1]:
		return "1 hour"
	}
	return "1 day"
}

func (t *textReport) facts(r *Report) {
	if len(r.Facts) == 0 {
		return
	}
	t.section("FACTS THAT WOULD HAVE HELPED")
	t.row("FACT", "MISSING", "DECISIVE", "RATE IF DECISIVE", "QUESTION")
	for _, f := range r.Facts {
		t.row(f.Path, fmt.Sprintf("%d (%s)", f.Missing.Leads, percent(f.Share)), fmt.Sprintf("%d (%s)", f.Decisive.Leads, percent(f.DecisiveShare)), short(f.Rate), f.Question)
	}
}

func (t *textReport) months(r *Report) {
	if len(r.Months) < 2 {
		return
	}
	t.section("BY MONTH")
	t.row("MONTH", "LEADS", "MQL TO SQL", "TARGET REACHED", "MEAN POINTS", "AUC", "PSI", "LIMIT", "")
	for _, m := range r.Months {
		auc := "-"
		if m.AUC != nil {
			auc = fmt.Sprintf("%.3f", m.AUC.AUC)
		}
		limit := "-"
		if m.PSILimit > 0 {
			limit = fmt.Sprintf("%.2f", m.PSILimit)
		}
		t.row(m.Month, fmt.Sprint(m.Tally.Leads), short(m.Tally.MQLToSQL()), m.Rate.String(), fmt.Sprintf("%.1f", m.MeanPoints), auc, fmt.Sprintf("%.2f", m.PSI), limit, m.drift())
	}
}

// begins are what begins to differ in the month: "points", "rate", both, "".
func (m *MonthRow) begins() string {
	switch {
	case m.PointsDrift && m.RateDrift:
		return "points, rate"
	case m.PointsDrift:
		return "points"
	case m.RateDrift:
		return "rate"
	}
	return ""
}

// drift is what begins in the month, as a sentence has it.
func (m *MonthRow) drift() string {
	switch m.begins() {
	case "points":
		return "points change"
	case "rate":
		return "the rate changes"
	case "":
		return ""
	}
	return "points and rate change"
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
