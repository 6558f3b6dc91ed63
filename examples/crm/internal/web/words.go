package web

import (
	"crypto/rand"
	"fmt"
	"html/template"
	"math"
	"net/url"
	"strings"
	"time"

	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/scoring"
)

// functions are what the templates can call.
func (p *Pages) functions() template.FuncMap {
	return template.FuncMap{
		"words": words, "stage": stage, "signed": signed, "count": count, "key": rand.Text, "path": url.PathEscape,
		"when":    p.when,
		"reason":  p.reason,
		"iso":     func(t time.Time) string { return t.In(p.Zone).Format(time.RFC3339) },
		"percent": func(share float64) string { return fmt.Sprintf("%.0f %%", math.Round(share*100)) },
		"short":   func(fingerprint string) string { return strings.TrimPrefix(fingerprint, "sha256:")[:12] },
		"status":  func(s matrix.Status) string { return stage(string(s)) },
	}
}

func (p *Pages) when(t time.Time) string { return t.In(p.Zone).Format("2 Jan 2006, 15:04 MST") }

// reason is one as the policy names it.
func (p *Pages) reason(id string) string {
	for _, r := range p.Policy.Reasons {
		if r.ID == id && r.Name != "" {
			return r.Name
		}
	}
	return words(id)
}

// words is a name of the library as people say it.
func words(v any) string { return strings.ReplaceAll(fmt.Sprint(v), "_", " ") }

// stage is a stage or a status: the three-letter ones in capitals.
func stage(s string) string {
	switch s {
	case "mql", "sal", "sql":
		return strings.ToUpper(s)
	}
	return words(s)
}

func signed(p scoring.Points) string {
	if p > 0 {
		return "+" + p.String()
	}
	return strings.Replace(p.String(), "-", "−", 1)
}

// count is a number with what it counts.
func count(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}
