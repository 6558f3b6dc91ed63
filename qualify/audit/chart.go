package audit

import (
	"fmt"
	"time"
)

// A chart is what the page draws: coordinates in pixels from the top left.
type chart struct {
	Title, XAxis, YAxis     string
	Width, Height           float64
	Left, Top, Right, Floor float64 // of the area with the data
	Bars                    []bar
	Points                  []mark
	Line                    string // points of a line
	Solid                   bool   // it joins what was found
	Band                    string // points of an area behind it
	Areas                   []bar  // without an outcome that counts
	Begins                  []begin
	Rules                   []gridLine
	Labels                  []chartLabel
}

type bar struct {
	X, Y, Width, Height float64
	Title               string
	Label               string
	LabelX, LabelY      float64
}

type mark struct {
	X, Y, Low, High float64
	Title           string
}

// A begin is an upright line with a text at its top.
type begin struct {
	X, Y, LabelX, LabelY float64
	Anchor, Text         string
}

type gridLine struct {
	Y     float64
	Label string
}

type chartLabel struct {
	X, Y float64
	Text string
}

func newChart(width, height float64) *chart {
	return &chart{Width: width, Height: height, Left: 44, Top: 26, Right: width - 10, Floor: height - 46}
}

// begin draws an upright line at x; row is how far down its text stands.
func (c *chart) begin(x float64, row int, text string) {
	b := begin{X: x, Y: c.Top - 4, LabelX: x + 5, LabelY: c.Top + 6 + 14*float64(row), Anchor: "start", Text: text}
	if x+7*float64(len(text)) > c.Right {
		b.LabelX, b.Anchor = x-5, "end"
	}
	c.Begins = append(c.Begins, b)
}

// grid draws lines for 0 to top, in about four steps, and returns the height of
// a value.
func (c *chart) grid(top float64, text func(float64) string) func(float64) float64 {
	step := nice(top / 4)
	most := step
	for most < top-1e-9 {
		most += step
	}
	y := func(v float64) float64 { return c.Floor - (c.Floor-c.Top)*min(v, most)/most }
	for v := 0.0; v <= most+1e-9; v += step {
		c.Rules = append(c.Rules, gridLine{y(v), text(v)})
	}
	return y
}

// nice is a number of one digit, 1, 2 or 5, not below v.
func nice(v float64) float64 {
	if v <= 0 {
		return 1
	}
	n := 1.0
	for n < v {
		n *= 10
	}
	for n/10 >= v {
		n /= 10
	}
	for _, part := range []float64{0.1, 0.2, 0.5} {
		if n*part >= v {
			return n * part
		}
	}
	return n
}

// decileChart draws the rate of each decile.
func decileChart(s *ScoreReport, all Rate) *chart {
	if len(s.Deciles) == 0 {
		return nil
	}
	c := newChart(460, 250)
	c.Title, c.YAxis, c.XAxis = "Rate by tenth of the leads", "rate", "tenth, the most points first"
	top := all.Rate
	for _, d := range s.Deciles {
		top = max(top, d.Rate)
	}
	y := c.grid(max(top, 0.01), percent0)
	slot := (c.Right - c.Left) / float64(len(s.Deciles))
	for i, d := range s.Deciles {
		b := bar{X: c.Left + slot*float64(i) + 4, Y: y(d.Rate), Width: slot - 8,
			Title: fmt.Sprintf("tenth %d, %s to %s points: %s, lift %.2f", d.Decile, d.From, d.To, percent(d.Rate), d.Lift)}
		b.Height = c.Floor - b.Y
		b.Label = fmt.Sprintf("%.1f", d.Lift)
		b.LabelX, b.LabelY = b.X+b.Width/2, b.Y-4
		c.Bars = append(c.Bars, b)
		c.Labels = append(c.Labels, chartLabel{b.LabelX, c.Floor + 15, fmt.Sprint(d.Decile)})
	}
	return c
}

// calibrationChart draws the rates of the steps with their intervals, and the
// expected chance as a line.
func calibrationChart(s *ScoreReport) *chart {
	if s.Reliability == nil {
		return nil
	}
	c := newChart(460, 250)
	c.Title, c.YAxis, c.XAxis = "Score against outcome", "rate", "points"
	top := 0.01
	for _, step := range s.Reliability.Steps {
		top = max(top, step.Rate.High, step.Expected)
	}
	y := c.grid(top, percent0)
	steps := s.Reliability.Steps
	slot := (c.Right - c.Left) / float64(len(steps))
	for i, step := range steps {
		x := c.Left + slot*(float64(i)+0.5)
		c.Points = append(c.Points, mark{x, y(step.Rate.Rate), y(step.Rate.Low), y(step.Rate.High),
			fmt.Sprintf("%s to %s points: %s of %d leads", step.From, step.To, step.Rate, step.Rate.Of)})
		c.Labels = append(c.Labels, chartLabel{x, c.Floor + 15, fmt.Sprintf("%.0f", float64(step.From))})
		if s.Reliability.Calibration != nil {
			c.Line += fmt.Sprintf("%.1f,%.1f ", x, y(step.Expected))
		}
	}
	return c
}

// curveChart draws the share that has reached the target by each day, with its
// ends as an area.
func curveChart(r *Report) *chart {
	points := r.Curve
	if len(points) == 0 {
		return nil
	}
	c := newChart(940, 260)
	c.Title, c.YAxis, c.XAxis = fmt.Sprintf("Share %s by day", r.Target), fmt.Sprintf("share %s", r.Target), "days after the decision"
	c.Solid = true
	top, last := 0.01, float64(max(1, points[len(points)-1].Day))
	for _, p := range points {
		top = max(top, p.High)
	}
	y := c.grid(top, percent0)
	x := func(day int) float64 { return c.Left + (c.Right-c.Left)*float64(day)/last }
	lower := ""
	for i, p := range points {
		if i > 0 { // a step, for between two of the days nothing is known to have happened
			before := &points[i-1]
			c.Line += fmt.Sprintf("%.1f,%.1f ", x(p.Day), y(before.Rate))
			c.Band += fmt.Sprintf("%.1f,%.1f ", x(p.Day), y(before.High))
			lower = fmt.Sprintf("%.1f,%.1f ", x(p.Day), y(before.Low)) + lower
		}
		c.Line += fmt.Sprintf("%.1f,%.1f ", x(p.Day), y(p.Rate))
		c.Band += fmt.Sprintf("%.1f,%.1f ", x(p.Day), y(p.High))
		lower = fmt.Sprintf("%.1f,%.1f ", x(p.Day), y(p.Low)) + lower
	}
	c.Band += lower
	step := max(1, int(nice(last/8)))
	for day := 0; float64(day) <= last; day += step {
		c.Labels = append(c.Labels, chartLabel{x(day), c.Floor + 15, fmt.Sprint(day)})
	}
	if days := r.Horizon.Days; float64(days) <= last {
		c.begin(x(days), 0, fmt.Sprintf("%d days: rates count up to here", days))
	}
	return c
}

// maxMonths is the greatest number of months that are drawn.
const maxMonths = 36

// monthChart draws the target's rate by month, the latest ones, and where
// something begins to differ.
func monthChart(rows []MonthRow) *chart {
	rows = rows[max(0, len(rows)-maxMonths):]
	c := newChart(940, 250)
	c.Title, c.YAxis, c.XAxis, c.Solid = "Rate by month", "rate", "month of the decision", true
	top := 0.01
	for _, m := range rows {
		if m.Rate.Of > 0 {
			top = max(top, m.Rate.High)
		}
	}
	y := c.grid(top, percent0)
	slot := (c.Right - c.Left) / float64(len(rows))
	begins := 0
	for i, m := range rows {
		left := c.Left + slot*float64(i)
		x := left + slot/2
		name, year := monthName(m.Month)
		c.Labels = append(c.Labels, chartLabel{x, c.Floor + 15, name})
		if year != "" && (i == 0 || name == "Jan") {
			c.Labels = append(c.Labels, chartLabel{x, c.Floor + 28, year})
		}
		if what := m.begins(); what != "" {
			c.begin(left, begins%3, what)
			begins++
		}
		if m.Rate.Of == 0 {
			c.Areas = append(c.Areas, bar{X: left, Y: c.Top, Width: slot, Height: c.Floor - c.Top, Title: m.Month + ": no lead counts yet"})
			continue
		}
		at := m.Rate.Rate
		if m.Rate.Of == m.Rate.Unknown {
			at = (m.Rate.Low + m.Rate.High) / 2
		}
		c.Points = append(c.Points, mark{x, y(at), y(m.Rate.Low), y(m.Rate.High), fmt.Sprintf("%s: %s of %d leads", m.Month, m.Rate, m.Rate.Of)})
		c.Line += fmt.Sprintf("%.1f,%.1f ", x, y(at))
	}
	return c
}

// monthName is "Nov" and "2026" of "2026-11"; other names are as they are.
func monthName(month string) (name, year string) {
	t, err := time.Parse("2006-01", month)
	if err != nil {
		return month, ""
	}
	return t.Format("Jan"), t.Format("2006")
}

// funnelChart draws the funnel's steps as bars.
func funnelChart(steps []FunnelStep) *chart {
	c := &chart{Width: 940, Height: float64(34*len(steps) + 6), Left: 150, Right: 720}
	for i, s := range steps {
		top := float64(34*i + 4)
		b := bar{X: c.Left, Y: top, Width: (c.Right - c.Left) * s.Share, Height: 24, Title: s.words()}
		b.Label = fmt.Sprintf("%d  (%s)", s.Leads, percent(s.Share))
		if s.Open > 0 {
			b.Label += fmt.Sprintf(", %d not known yet", s.Open)
		}
		b.LabelX, b.LabelY = b.X+b.Width+8, top+17
		c.Bars = append(c.Bars, b)
		c.Labels = append(c.Labels, chartLabel{c.Left - 10, top + 17, s.words()})
	}
	return c
}

func percent0(v float64) string { return fmt.Sprintf("%.0f %%", 100*v) }
