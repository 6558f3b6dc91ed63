package testkit

import (
	"maps"
	"slices"
	"strings"
)

// EachValue calls visit for every value within decoded JSON that is no object and
// no list, in the order of their paths, which are keys joined by dots. set puts
// another value in its place.
func EachValue(root any, visit func(path string, v any, set func(any))) {
	var walk func(path string, v any, set func(any))
	walk = func(path string, v any, set func(any)) {
		switch v := v.(type) {
		case map[string]any:
			for _, key := range slices.Sorted(maps.Keys(v)) {
				walk(strings.TrimPrefix(path+"."+key, "."), v[key], func(x any) { v[key] = x })
			}
		case []any:
			for i := range v {
				walk(path, v[i], func(x any) { v[i] = x })
			}
		default:
			visit(path, v, set)
		}
	}
	walk("", root, nil)
}

// OtherValues are values of which some may stand in the place of one in the JSON
// of a rule set.
func OtherValues(v any) (other []any) {
	switch v := v.(type) {
	case bool:
		return []any{!v}
	case float64:
		return []any{v + 1, v - 1, v + 0.125, v - 0.125}
	case string:
		for _, word := range []string{"score", "open", "exact", "disqualified", "half_life", "linear", "string", "bool", "web", "other", "opportunity", "company.industry", v + "x", "not (" + v + ")", "1 + (" + v + ")"} {
			if word != v {
				other = append(other, word)
			}
		}
	}
	return other
}

// wordsOnly are the keys of rules whose values change no decision, by the end of their
// path without indices. All others do.
var wordsOnly = []string{
	"note", "doc", "ask", "reason", "actionable", "known_after", "prior",
	"format", "version", "fitted",
}

// Counts tells whether a value of a rule set, by its path as EachValue has it, can
// change a decision. Names of grades and bands stand in decisions, unlike all others.
func Counts(path string) bool {
	key := path[strings.LastIndexByte(path, '.')+1:]
	switch {
	case slices.Contains(wordsOnly, key), strings.Contains(path, ".prior."), strings.HasPrefix(path, "vendors."):
		return false
	case key == "name":
		return path == "icp.grades.name" || path == "scoring.bands.name"
	}
	return true
}
