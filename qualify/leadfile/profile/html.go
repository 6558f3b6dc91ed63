package profile

import (
	_ "embed"
	"html/template"
	"io"
	"strings"
	"time"
)

//go:embed report.gohtml
var reportPage string

// WriteHTML writes the report as one self-contained HTML page, without scripts.
// It can be printed, and follows the reader's choice of light or dark. The error is
// the writer's.
func (r *Report) WriteHTML(w io.Writer) error {
	page, err := template.New("report").Funcs(template.FuncMap{
		"count":  count,
		"share":  share,
		"plural": plural,
		"join":   func(texts []string) string { return strings.Join(texts, ", ") },
		"figure": figure,
		"instant": func(t *time.Time) string {
			return t.Format("2 January 2006, 15:04 MST")
		},
		"faults":  func() []Finding { return r.of(Fault) },
		"suspect": func() []Finding { return r.of(Suspicion) },
		"files":   func() string { return list(r.Files) },
		"bar":     func(part, of int) int { return 100 * part / max(of, 1) },
		"minus":   func(a, b int) int { return a - b },
		"never":   func(c ColumnReport) []Compared { return c.never() },
		"found":   func(c ColumnReport) []Compared { return c.found() },
	}).Parse(reportPage)
	if err != nil {
		return err // a mistake in this package, which its tests would find
	}
	return page.Execute(w, r)
}

// of are the findings of a severity.
func (r *Report) of(s Severity) (list []Finding) {
	for _, f := range r.Findings {
		if f.Severity == s {
			list = append(list, f)
		}
	}
	return list
}

// never are the texts that rules look for and nobody has.
func (c *ColumnReport) never() (list []Compared) {
	for _, u := range c.Compared {
		if u.Leads == 0 {
			list = append(list, u)
		}
	}
	return list
}

// found are the texts that rules look for and some lead has.
func (c *ColumnReport) found() (list []Compared) {
	for _, u := range c.Compared {
		if u.Leads > 0 {
			list = append(list, u)
		}
	}
	return list
}
