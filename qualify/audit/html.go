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
	page, err := template.New("report").Funcs(pageFuncs).Parse(reportPage)
	if err != nil {
		return err // a mistake in this package, which its tests would find
	}
	return page.Execute(w, htmlReport{Report: r, Title: r.title(), Span: r.span()})
}

// pageFuncs are what the page calls.
var pageFuncs = template.FuncMap{
	"minus":   func(b, a float64) float64 { return a - b },
	"plus":    func(a, b float64) float64 { return a + b },
	"one":     func(x float64) string { return fmt.Sprintf("%.1f", x) },
	"two":     func(x float64) string { return fmt.Sprintf("%.2f", x) },
	"three":   func(x float64) string { return fmt.Sprintf("%.3f", x) },
	"percent": percent, "short": short, "label": label, "points": points,

	"kinds": func() []string { return beliefKinds[:] }, "heading": beliefHeading, "trialsheading": func() string { return trialsHeading }, "sums": sums, "fold": fold, "few": few,
	"figure": rateFigure, "weighted": weightedFigure,
	"parts": partSection, "groups": groupSection, "segments": segmentsTitle, "counts": countSection,
	"curve": curveChart, "months": monthChart, "deciles": decileChart, "calibration": calibrationChart, "funnel": funnelChart,
	"whisker": liftWhisker, "armwhisker": armWhisker, "armscale": armScale,

	"words":     func(p PartRow) string { return p.words() },
	"worths":    func(s StepRow) string { return s.worths() },
	"verdict":   func(l Lift) string { return l.words() },
	"drift":     func(m MonthRow) string { return m.drift() },
	"speedname": func(s SpeedRow) string { return s.name() },
	"effect":    func(e *Effect) string { return e.verdict() },
	"hasquadrants": func(r TrialReport) bool {
		return slices.ContainsFunc(r.Arms, func(a ArmRow) bool { return len(a.Quadrants) > 0 })
	},
	"effectclass": func(e *Effect) string { return e.class() },
	"sizesfit":    func(r TrialReport) bool { return r.sizesFit() },
}

type htmlReport struct {
	*Report
	Title, Span string
}

// folded is a list of which the page shows the first and folds the rest.
type folded struct{ First, Rest any }

// fold shows so many of a list, and one more where it would be folded alone.
func fold(list any, n int) folded {
	switch list := list.(type) {
	case []string:
		n = shown(len(list), n)
		return folded{list[:n], list[n:]}
	case []Belief:
		n = shown(len(list), n)
		return folded{list[:n], list[n:]}
	}
	return folded{}
}

func shown(of, n int) int {
	if of <= n+1 {
		return of
	}
	return n
}

// few is how many beliefs of a kind stand on the first screen.
func few(kind string) int {
	switch kind {
	case BeliefSure:
		return 6
	case BeliefLikely:
		return 3
	}
	return 2
}

// A section is a table of the page; Of is its id there.
type section[T any] struct {
	Title, Of string
	Rows      []T
	Target    Target
}

// partSection are parts of one sort.
func partSection(title, of string, rows []PartRow, r htmlReport) partsOfPage {
	words := "parts"
	if of == "roles" {
		words = of
	}
	return partsOfPage{section[PartRow]{title, of, rows, r.Target}, r.explained(words)}
}

type partsOfPage struct {
	section[PartRow]
	Words string
}

// A partKind are the parts of which the same kind of thing may be believed.
type partKind struct {
	section[PartRow]
	Heading string
	Folded  bool
}

// foldedParts is from how many parts on those of a kind are folded.
const foldedParts = 12

// Kinds are the parts by what may be believed of them, the firmest first.
func (s partsOfPage) Kinds() []partKind {
	var out []partKind
	for _, kind := range beliefKinds {
		k := partKind{section: s.section, Heading: beliefHeading(kind)}
		k.Rows = partsOf(s.Rows, kind, s.Target)
		k.Folded = len(k.Rows) >= foldedParts
		if len(k.Rows) > 0 {
			out = append(out, k)
		}
	}
	return out
}

// partsOf are those of which something of a kind may be believed.
func partsOf(rows []PartRow, kind string, t Target) []PartRow {
	return slices.DeleteFunc(slices.Clone(rows), func(p PartRow) bool {
		is, _, _ := p.belief(t)
		return is != kind
	})
}

func segmentsTitle(by string) string {
	if by != "" {
		return "By " + by
	}
	return "Segments"
}

func groupSection(title, of string, rows []GroupRow, t Target) section[GroupRow] {
	return section[GroupRow]{title, of, rows, t}
}

func countSection(title, of string, rows []NamedCount, t Target) section[NamedCount] {
	return section[NamedCount]{title, of, rows, t}
}

// Of are the beliefs of a kind.
func (r htmlReport) Of(kind string) []Belief { return beliefsOf(r.Beliefs(), kind) }

// Trials are what the experiments let believe.
func (r htmlReport) Trials() []Belief { return r.trials() }

// WhoCounts are the leads by why they count or do not.
func (r htmlReport) WhoCounts() []tallied { return r.whoCounts() }

// Explained says what a section shows.
func (r htmlReport) Explained(section string) string { return r.explained(section) }

// Drifts tells whether something begins in some month.
func (r htmlReport) Drifts() bool { return r.drifts() }

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
	if r.Score == nil || r.Score.Reliability == nil {
		return ""
	}
	return r.Score.Reliability.words(r.Target, &r.Horizon)
}

// ChanceWords says whether the chance that the rule set gives holds.
func (r htmlReport) ChanceWords() string {
	if r.Score == nil || r.Score.Chance == nil {
		return ""
	}
	return r.Score.Chance.words(r.Target, &r.Horizon)
}
