package qualify

import (
	"strconv"
	"strings"
	"time"
)

// Values returns what is known of the lead as text, by the facts' paths
// ("company.employees": "320"), for explain.Options.Values. Numbers are
// decimals, booleans "true" and "false", instants RFC 3339 in UTC, lists
// joined by commas, empty ones "[]". created_at and reset_at, which are no
// facts, are in it as well, and when each fact was last confirmed
// ("seen.company.employees.at"); activities, the lead's id, facts that follow from
// others, such as idle_days, and custom values of kinds that no fact has are
// not. The map is the caller's.
func (l *Lead) Values() map[string]string {
	values := make(map[string]string)
	add := func(path string) {
		if v, err := l.Get(path); err == nil && v != nil {
			values[path] = textOf(v)
		}
	}
	for i := range leadFields {
		add(leadFields[i].Path)
	}
	delete(values, "id")
	for name := range l.Custom {
		add(customPrefix + name)
	}
	for path, seen := range l.Seen {
		if !seen.At.IsZero() {
			values[seenPrefix+path+".at"] = textOf(seen.At)
		}
	}
	return values
}

// textOf is a value that Get returned as text.
func textOf(v any) string {
	switch v := v.(type) {
	case bool:
		return strconv.FormatBool(v)
	case float64:
		return decimal(v)
	case time.Time:
		return v.UTC().Format(time.RFC3339)
	case []string:
		if len(v) == 0 {
			return "[]"
		}
		return strings.Join(v, ", ")
	}
	return v.(string)
}

func decimal(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
