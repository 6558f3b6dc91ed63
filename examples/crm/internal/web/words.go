package web

import (
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
var functions = template.FuncMap{
	"words":   words,
	"stage":   stage,
	"when":    func(t time.Time) string { return t.UTC().Format("2 Jan 2006, 15:04") },
	"iso":     func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
	"percent": func(share float64) string { return fmt.Sprintf("%.0f %%", math.Round(share*100)) },
	"signed":  signed,
	"short":   func(fingerprint string) string { return strings.TrimPrefix(fingerprint, "sha256:")[:12] },
	"count":   count,
	"path":    url.PathEscape,
	"query":   url.QueryEscape,
	"status":  func(s matrix.Status) string { return stage(string(s)) },
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
