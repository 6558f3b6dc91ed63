// Package truth holds Kleene's three truth values. Unknown is the zero value:
// what nobody has set is not known.
//
// The connectives are those of Kleene's strong logic (Introduction to
// Metamathematics, 1952, section 64): a result is Met or Unmet only where
// every way to fill in the unknown operands gives that result.
package truth

import "fmt"

// Truth is the outcome of a criterion. Its text and JSON forms are "met",
// "unmet" and "unknown".
type Truth uint8

// The three truth values. The order is no ranking.
const (
	Unknown Truth = iota
	Unmet
	Met
)

// Of is Met for true and Unmet for false.
func Of(b bool) Truth {
	if b {
		return Met
	}
	return Unmet
}

// Not is Met for Unmet, Unmet for Met, and Unknown for Unknown.
func (t Truth) Not() Truth {
	switch t {
	case Met:
		return Unmet
	case Unmet:
		return Met
	}
	return Unknown
}

// And is Unmet if either is, else Unknown if either is, else Met.
func (t Truth) And(u Truth) Truth {
	switch {
	case t == Unmet || u == Unmet:
		return Unmet
	case t == Met && u == Met:
		return Met
	}
	return Unknown
}

// Or is Met if either is, else Unknown if either is, else Unmet.
func (t Truth) Or(u Truth) Truth {
	switch {
	case t == Met || u == Met:
		return Met
	case t == Unmet && u == Unmet:
		return Unmet
	}
	return Unknown
}

// String is "met", "unmet" or "unknown".
func (t Truth) String() string {
	switch t {
	case Met:
		return "met"
	case Unmet:
		return "unmet"
	}
	return "unknown"
}

// MarshalText is String as bytes.
func (t Truth) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads "met", "unmet" or "unknown"; any other text is an error
// and leaves t as it was.
func (t *Truth) UnmarshalText(text []byte) error {
	switch string(text) {
	case "met":
		*t = Met
	case "unmet":
		*t = Unmet
	case "unknown":
		*t = Unknown
	default:
		return fmt.Errorf("truth: %q is none of met, unmet, unknown", text)
	}
	return nil
}
