package lint

import (
	"strings"
	"time"

	"github.com/leadqual/leadqual/qualify"
)

// asOf is the instant that leads made here are decided for.
func asOf() time.Time { return time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC) }

// daysBefore is the instant so many days before asOf, as far as 200 years.
func daysBefore(days float64) time.Time {
	const far = 73_000
	return asOf().Add(-time.Duration(max(-far, min(days, far)) * float64(24*time.Hour)))
}

// setFact gives a lead a value of a fact by path; nil makes it unknown. The
// counts of days are set by what they are counted from.
func (k *checker) setFact(l *qualify.Lead, path string, v any) {
	switch path {
	case "created_days_ago", "idle_days": // of a lead without activities
		path = "created_at"
		if days, ok := v.(float64); ok {
			v = daysBefore(days)
		}
	}
	if strings.HasPrefix(path, "custom.") { // as it would come from JSON
		switch x := v.(type) {
		case time.Time:
			v = x.UTC().Format(time.RFC3339Nano)
		case []string:
			texts := make([]any, len(x))
			for i, s := range x {
				texts[i] = s
			}
			v = texts
		}
	}
	_ = l.Set(path, v) // of another kind it stays as it is, and the lead is decided to see
}
