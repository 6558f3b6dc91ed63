package audit

import (
	"fmt"
	"slices"
	"strings"
)

func (t *textReport) rates(r *Report) {
	t.section("RATES")
	row := func(name string, rate Rate) { t.row(name, short(rate), between(rate), ofLeads(rate)) }
	t.row("", "RATE", "RANGE", "")
	row(string(r.Target), r.Rate)
	if w := r.Weighted; w != nil {
		t.row(string(r.Target)+", had all been worked", percent(w.Rate), ends(w.Low, w.High), fmt.Sprintf("%d worked by chance, of all %d", w.Looked, w.Leads))
	}
	row("MQL to SQL", r.MQLToSQL)
	row("SQL to won", r.SQLToWon)
	t.explain(r, "rates")
	if counts := r.whoCounts(); len(counts) > 0 {
		t.section("WHO COUNTS")
		for _, c := range counts {
			t.row(fmt.Sprint(c.Leads), c.Words)
		}
	}
}

func (t *textReport) curve(r *Report) {
	if len(r.Curve) == 0 {
		return
	}
	t.section(fmt.Sprintf("SHARE %s BY DAY AFTER THE DECISION", upper(r.Target)))
	t.row("DAY", "SHARE", "RANGE", "STILL OPEN")
	for _, p := range thinned(r.Curve, 12) {
		t.row(fmt.Sprint(p.Day), percent(p.Rate), ends(p.Low, p.High), fmt.Sprint(p.AtRisk))
	}
	t.explain(r, "curve")
}

func upper(t Target) string { return strings.ToUpper(string(t)) }

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

func (t *textReport) months(r *Report) {
	if len(r.Months) < 2 {
		return
	}
	t.section("BY MONTH OF THE DECISION")
	t.row("MONTH", "LEADS", "COUNT", "TO SQL", upper(r.Target), "RANGE", "POINTS", "AUC", "PSI", "LIMIT", "CHANGE")
	for _, m := range r.Months {
		auc := "-"
		if m.AUC != nil {
			auc = fmt.Sprintf("%.3f", m.AUC.AUC)
		}
		psi, limit := "-", "-"
		if m.PSILimit > 0 {
			psi, limit = fmt.Sprintf("%.2f", m.PSI), fmt.Sprintf("%.2f", m.PSILimit)
		}
		t.row(m.Month, fmt.Sprint(m.Tally.Leads), fmt.Sprint(m.Rate.Of), short(m.Tally.MQLToSQL()), short(m.Rate), between(m.Rate), fmt.Sprintf("%.1f", m.MeanPoints), auc, psi, limit, m.begins())
	}
	t.explain(r, "months")
	t.explain(r, "scores")
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

// parts are listed by what may be believed of them, the firmest first.
func (t *textReport) parts(r *Report, title string, rows []PartRow) {
	t.partsAs(r, title, "parts", rows)
}

// partsAs are parts with what explains them.
func (t *textReport) partsAs(r *Report, title, words string, rows []PartRow) {
	if len(rows) == 0 {
		return
	}
	t.section(title)
	worth := slices.ContainsFunc(rows, func(p PartRow) bool { return p.Worth != "" || len(p.Steps) > 0 })
	row := func(id, worths string, cells ...string) {
		if worth {
			cells = append([]string{worths}, cells...)
		}
		t.row(append([]string{id}, cells...)...)
	}
	row("ID", "WORTH", "MET", "UNKNOWN", "IF MET", "IF NOT", "LIFT", "")
	for _, kind := range beliefKinds {
		for _, p := range partsOf(rows, kind, r.Target) {
			row(p.ID, p.Worth, fmt.Sprint(p.Met.Leads), fmt.Sprint(p.Unknown.Leads), short(p.MetRate), short(p.UnmetRate), p.lift(), p.words())
			if x := p.Anyway; x != nil {
				row("- called anyway", "", fmt.Sprint(x.Met.Leads), "", short(x.MetRate), short(x.UnmetRate), x.Lift.String(), x.Lift.words())
			}
			if x := p.Explored; x != nil {
				row("- as chance chose", "", "", "", "", "", x.String(), x.words())
			}
			for j := range p.Steps {
				s := &p.Steps[j]
				row("", s.worths(), fmt.Sprint(s.Count.Leads), "", short(s.Rate), "", s.Lift.String(), s.Lift.words())
			}
		}
	}
	t.explain(r, words)
}

// lift is that of the part, "-" where no lead that counts meets it.
func (p *PartRow) lift() string {
	if p.Met.counting() == 0 {
		return "-"
	}
	return p.Lift.String()
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
		return fmt.Sprintf("too few were worked: had all %d leads that nobody worked been worked too, it might still not show; have more leads worked, picked at random", t.Leads)
	}
	return fmt.Sprintf("too few were worked: %s of the %d leads that nobody worked would tell, had they been picked at random and worked", percent(t.Share), t.Leads)
}

func (t *textReport) never(r *Report) {
	if len(r.Never) == 0 {
		return
	}
	t.section("NEVER MET")
	for _, place := range r.Never {
		t.row(place)
	}
}

func (t *textReport) experiments(r *Report) {
	for i := range r.Experiments {
		x := &r.Experiments[i]
		t.section("EXPERIMENT " + clean(x.ID))
		for _, warning := range x.Warnings {
			t.say("  ! ", "    ", warning)
		}
		t.arms(x)
	}
	if len(r.Experiments) > 0 {
		t.explain(r, "experiments")
	}
}

func (t *textReport) speed(r *Report) {
	if len(r.Speed) == 0 {
		return
	}
	t.section("HOW FAST SALES ANSWERED")
	t.row("STILL OPEN AFTER", "ANSWERED", upper(r.Target), "RANGE", "NOT YET", upper(r.Target), "RANGE")
	for _, s := range r.Speed {
		t.row(s.name(), fmt.Sprint(s.Answered.Leads), short(s.AnsweredRate), between(s.AnsweredRate), fmt.Sprint(s.Waiting.Leads), short(s.WaitingRate), between(s.WaitingRate))
	}
	t.explain(r, "speed")
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

func (t *textReport) funnel(r *Report) {
	t.section("FUNNEL")
	for _, s := range r.Funnel {
		open := ""
		if s.Open > 0 {
			open = fmt.Sprintf("%d not known yet", s.Open)
		}
		t.row(s.words(), fmt.Sprint(s.Leads), percent(s.Share), open)
	}
}

func (t *textReport) screening(r *Report) {
	if len(r.Screening) == 0 {
		return
	}
	t.section("SCREENING")
	t.row("STEP", "REMOVED", "SHARE", "UNKNOWN", "REMOVED, BUT "+upper(r.Target), "")
	for _, s := range r.Screening {
		t.row(s.ID, fmt.Sprint(s.Removed.Leads), percent(s.Share), fmt.Sprint(s.Unknown), fmt.Sprint(s.Removed.Hits), s.Name)
	}
}

func (t *textReport) facts(r *Report) {
	if len(r.Facts) == 0 {
		return
	}
	t.section("FACTS THAT WOULD HAVE HELPED")
	t.row("FACT", "MISSING", "DECISIVE", upper(r.Target)+", OF THESE", "QUESTION")
	for _, f := range r.Facts {
		t.row(f.Path, fmt.Sprintf("%d (%s)", f.Missing.Leads, percent(f.Share)), fmt.Sprintf("%d (%s)", f.Decisive.Leads, percent(f.DecisiveShare)), short(f.Rate), f.Question)
	}
	t.explain(r, "facts")
}

func (t *textReport) groups(r *Report, title, of string, rows []GroupRow) {
	if len(rows) == 0 {
		return
	}
	t.section(title)
	t.row(of, "LEADS", "SHARE", "POOR FIT", "MQL TO SQL", "SQL TO WON", upper(r.Target), "RANGE")
	for _, g := range rows {
		t.row(label(g.Name), fmt.Sprint(g.Tally.Leads), percent(g.Share), short(g.PoorFit), short(g.MQLToSQL), short(g.SQLToWon), short(g.Rate), between(g.Rate))
	}
}

func (t *textReport) counts(r *Report, title, of string, rows []NamedCount) {
	if len(rows) == 0 {
		return
	}
	t.section(title)
	t.row(of, "LEADS", "SHARE", upper(r.Target), "RANGE")
	for _, c := range rows {
		t.row(c.Name, fmt.Sprint(c.Count.Leads), percent(c.Share), short(c.Rate), between(c.Rate))
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
	t.explain(r, "score")
	if len(s.Deciles) > 0 {
		t.section("RATE BY TENTH OF THE LEADS")
		t.row("TENTH", "POINTS", "LEADS", upper(r.Target), "LIFT", "FOUND SO FAR")
		for _, d := range s.Deciles {
			t.row(fmt.Sprint(d.Decile), d.From.String()+" to "+d.To.String(), fmt.Sprintf("%.1f", d.Leads), percent(d.Rate), fmt.Sprintf("%.2f", d.Lift), percent(d.Found))
		}
		t.explain(r, "deciles")
	}
	t.steps(r, s.Reliability)
	if s.Chance != nil {
		t.say("  ", "  ", s.Chance.words(r.Target, &r.Horizon))
	}
}

func (t *textReport) steps(r *Report, s *Reliability) {
	if s == nil {
		return
	}
	t.section("SCORE AGAINST OUTCOME")
	t.row("POINTS", "LEADS", upper(r.Target), "RANGE", "EXPECTED")
	for _, step := range s.Steps {
		expected := "-"
		if s.Calibration != nil {
			expected = step.chance()
		}
		t.row(step.points(), fmt.Sprint(step.Rate.Of), short(step.Rate), between(step.Rate), expected)
	}
	t.explain(r, "steps")
	if words := s.words(r.Target, &r.Horizon); words != "" {
		t.say("  ", "  ", words)
	}
}

// words say what points stand for, and what the most are worth; "" where there is no
// calibration.
func (r *Reliability) words(target Target, h *Horizon) string {
	if r.Calibration == nil {
		return ""
	}
	top := &r.Steps[len(r.Steps)-1]
	return r.Calibration.words() + " " + worthWords(top.points(), top.Expected, top.ExpectedLow, top.ExpectedHigh, target, h)
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
