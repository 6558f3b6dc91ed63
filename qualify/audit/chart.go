package audit

import "fmt"

// A chart is what the page draws: coordinates in pixels from the top left.
type chart struct {
	Width, Height           float64
	Left, Top, Right, Floor float64 // of the area with the data
	Bars                    []bar
	Points                  []mark
	Line                    string // points of a line
	Band                    string // points of an area behind it
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

type gridLine struct {
	Y     float64
	Label string
}

type chartLabel struct {
	X, Y float64
	Text string
}

func newChart(width, height float64) *chart {
	return &chart{Width: width, Height: height, Left: 44, Top: 18, Right: width - 10, Floor: height - 40}
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
	c := newChart(460, 240)
	top := all.Rate
	for _, d := range s.Deciles {
		top = max(top, d.Rate)
	}
	y := c.grid(max(top, 0.01), percent0)
	slot := (c.Right - c.Left) / float64(len(s.Deciles))
	for i, d := range s.Deciles {
		b := bar{X: c.Left + slot*float64(i) + 4, Y: y(d.Rate), Width: slot - 8,
			Title: fmt.Sprintf("decile %d, %s to %s points: %s, lift %.2f", d.Decile, d.From, d.To, percent(d.Rate), d.Lift)}
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
	c := newChart(460, 240)
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
func curveChart(points []CurvePoint) *chart {
	if len(points) == 0 {
		return nil
	}
	c := newChart(940, 240)
	top, last := 0.01, float64(max(1, points[len(points)-1].Day))
	for _, p := range points {
		top = max(top, p.High)
	}
	y := c.grid(top, percent0)
	x := func(day int) float64 { return c.Left + (c.Right-c.Left)*float64(day)/last }
	lower := ""
	for _, p := range points {
		c.Line += fmt.Sprintf("%.1f,%.1f ", x(p.Day), y(p.Rate))
		c.Band += fmt.Sprintf("%.1f,%.1f ", x(p.Day), y(p.High))
		lower = fmt.Sprintf("%.1f,%.1f ", x(p.Day), y(p.Low)) + lower
	}
	c.Band += lower
	step := int(nice(last / 8))
	for day := 0; float64(day) <= last; day += max(1, step) {
		c.Labels = append(c.Labels, chartLabel{x(day), c.Floor + 15, fmt.Sprint(day)})
	}
	return c
}

// monthChart draws the target's rate by month, the latest 24.
func monthChart(rows []MonthRow) *chart {
	rows = rows[max(0, len(rows)-24):]
	c := newChart(940, 220)
	top := 0.01
	for _, m := range rows {
		if m.Rate.Of > 0 {
			top = max(top, m.Rate.High)
		}
	}
	y := c.grid(top, percent0)
	slot := (c.Right - c.Left) / float64(len(rows))
	for i, m := range rows {
		x := c.Left + slot*(float64(i)+0.5)
		c.Labels = append(c.Labels, chartLabel{x, c.Floor + 15, m.Month[max(0, len(m.Month)-5):]})
		if m.Rate.Of == 0 {
			continue
		}
		c.Points = append(c.Points, mark{x, y(m.Rate.Rate), y(m.Rate.Low), y(m.Rate.High), fmt.Sprintf("%s: %s of %d leads", m.Month, m.Rate, m.Rate.Of)})
		c.Line += fmt.Sprintf("%.1f,%.1f ", x, y(m.Rate.Rate))
	}
	return c
}

// funnelChart draws the funnel's steps as bars.
func funnelChart(steps []FunnelStep) *chart {
	c := &chart{Width: 940, Height: float64(34*len(steps) + 6), Left: 150, Right: 720}
	for i, s := range steps {
		top := float64(34*i + 4)
		b := bar{X: c.Left, Y: top, Width: (c.Right - c.Left) * s.Share, Height: 24, Title: label(s.Name)}
		b.Label = fmt.Sprintf("%d  (%s)", s.Leads, percent(s.Share))
		if s.Open > 0 {
			b.Label += fmt.Sprintf(", %d not known yet", s.Open)
		}
		b.LabelX, b.LabelY = b.X+b.Width+8, top+17
		c.Bars = append(c.Bars, b)
		c.Labels = append(c.Labels, chartLabel{c.Left - 10, top + 17, label(s.Name)})
	}
	return c
}

func percent0(v float64) string { return fmt.Sprintf("%.0f %%", 100*v) }

// A whisker draws a lift and its interval on a scale from 0 to 3.
type whisker struct {
	Low, High, At, One float64
	Class              string
}

const whiskerWidth = 120

func liftWhisker(l Lift) whisker {
	x := func(v float64) float64 { return 3 + (whiskerWidth-6)*min(v, 3)/3 }
	class := "weak"
	switch l.Verdict {
	case Better:
		class = "better"
	case Worse:
		class = "worse"
	case LikelyBetter, LikelyWorse:
		class = "likely"
	}
	return whisker{Low: x(l.Low), High: x(l.High), At: x(l.Lift), One: x(1), Class: class}
}

// rateWhisker draws a rate and its ends on a scale from 0 to 1.
func rateWhisker(r Rate) whisker {
	x := func(v float64) float64 { return 3 + (whiskerWidth-6)*v }
	at := r.Rate
	if r.Of == r.Unknown {
		at = (r.Low + r.High) / 2
	}
	return whisker{Low: x(r.Low), High: x(r.High), At: x(at), One: x(0)}
}
