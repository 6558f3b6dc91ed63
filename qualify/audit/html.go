package audit

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"
)

//go:embed report.gohtml
var reportPage string

// WriteHTML writes the report as one self-contained HTML page, without scripts.
// It can be printed, and follows the reader's choice of light or dark. The
// error is the writer's.
func (r *Report) WriteHTML(w io.Writer) error {
	page, err := template.New("report").Funcs(template.FuncMap{
		"percent": percent, "short": short, "ofleads": ofLeads, "drift": func(m MonthRow) string { return m.drift() }, "label": label,
		"minus": func(b, a float64) float64 { return a - b },
		"parts": func(title string, rows []PartRow, t Target) section[PartRow] {
			return section[PartRow]{Title: title, Rows: rows, Target: t}
		},
		"groups": func(title string, rows []GroupRow, t Target) section[GroupRow] {
			return section[GroupRow]{Title: title, Rows: rows, Target: t}
		},
		"counts": func(title, of string, rows []NamedCount, t Target) section[NamedCount] {
			return section[NamedCount]{Title: title, Of: of, Rows: rows, Target: t}
		},
		"plus":        func(a, b float64) float64 { return a + b },
		"two":         func(x float64) string { return fmt.Sprintf("%.2f", x) },
		"three":       func(x float64) string { return fmt.Sprintf("%.3f", x) },
		"one":         func(x float64) string { return fmt.Sprintf("%.1f", x) },
		"words":       func(p PartRow) string { return p.words() },
		"worths":      func(s StepRow) string { return s.worths() },
		"verdict":     func(l Lift) string { return l.words() },
		"whisker":     liftWhisker,
		"deciles":     decileChart,
		"calibration": calibrationChart,
		"months":      monthChart,
		"speedname":   func(s SpeedRow) string { return s.name() },
		"figure":      func(name any, r Rate) figure { return figure{fmt.Sprint(name), r} },
		"curve":       curveChart,
		"rate":        rateWhisker,
		"kinds":       func() []string { return []string{BeliefSure, BeliefLikely, BeliefNoDifference, BeliefCannotTell} },
		"heading":     beliefHeading,
		"ends":        func(r Rate) string { return fmt.Sprintf("%.1f to %.1f %%", 100*r.Low, 100*r.High) },
		"funnel":      funnelChart,
		"points":      points,
		"effect":      func(e *Effect) string { return e.words() },
		"effectclass": func(e *Effect) string { return e.class() },
	}).Parse(reportPage)
	if err != nil {
		return err // a mistake in this package, which its tests would find
	}
	return page.Execute(w, htmlReport{Report: r, Title: r.title(), Span: r.span()})
}

type htmlReport struct {
	*Report
	Title, Span string
}

// A figure is a rate at the top of the page.
type figure struct {
	Name string
	Rate Rate
}

// A section is a table of the page.
type section[T any] struct {
	Title, Of string
	Rows      []T
	Target    Target
}

// Of are the beliefs of a kind.
func (r htmlReport) Of(kind string) []Belief {
	return slices.DeleteFunc(r.Beliefs(), func(b Belief) bool { return b.Kind != kind })
}

// Pairs is how many of a hundred pairs of leads the score ranks rightly.
func (r htmlReport) Pairs() string { return fmt.Sprintf("%.0f of 100", 100*r.Score.AUC.AUC) }

// Quadrant finds a quadrant's row for the matrix.
func (r htmlReport) Quadrant(name string) GroupRow {
	for _, q := range r.Quadrants {
		if q.Name == name {
			return q
		}
	}
	return GroupRow{Name: name}
}

// CalibrationWords says what points stand for.
func (r htmlReport) CalibrationWords() string {
	if r.Score == nil || r.Score.Reliability == nil || r.Score.Reliability.Calibration == nil {
		return ""
	}
	return r.Score.Reliability.Calibration.words()
}
