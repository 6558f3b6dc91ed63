package leadfile

import (
	"bytes"
	"cmp"
	"math"
	"strings"
)

// The words of Numbers.Range.
const (
	rangeLow    = "low"
	rangeHigh   = "high"
	rangeMiddle = "middle"
)

// spanSigns stand between the ends of a range.
var spanSigns = []string{"-", "‐", "‑", "–", "—", "−", "..", "…", "~", " to ", " bis ", " TO ", " To ", " à ", " a "}

// atMost and atLeast are written before, or behind, the end that an open range has.
var (
	atMost  = []string{"<=", "=<", "≤", "<", "up to ", "less than ", "under ", "bis ", "max. ", "below "}
	atLeast = []string{">=", "=>", "≥", ">", "more than ", "over ", "at least ", "from ", "ab ", "über ", "min. ", "above "}

	atMostBehind  = []string{" or less", " or fewer", " and less", " oder weniger"}
	atLeastBehind = []string{"+", " or more", " and more", " and above", " and over", " oder mehr"}
)

// span reads a range, such as 50-200, 200+ or <50, as the map says.
func (r *numberReader) span(text []byte) (n float64, currency string, ok bool) {
	text = r.bare(text)
	if len(text) > longestScaled {
		return 0, "", false
	}
	if end, ok := cutAny(text, atMost, atMostBehind); ok {
		zero := numberParts{digits: []byte("0")}
		return r.between(&zero, end)
	}
	if end, ok := cutAny(text, atLeast, atLeastBehind); ok {
		p, ok := r.end(end)
		if !ok {
			return 0, "", false
		}
		n, ok := p.value(p.unit, p.percent)
		return n, p.currency, ok
	}
	found := false
	for _, sign := range spanSigns {
		for at := 0; ; {
			i := bytes.Index(text[at:], []byte(sign))
			if i < 0 {
				break
			}
			low, isNumber := r.end(text[:at+i])
			at += i + len(sign)
			if !isNumber {
				continue
			}
			if n2, currency2, ok := r.between(&low, text[at:]); ok {
				if found {
					return 0, "", false // 1-2-3
				}
				n, currency, found = n2, currency2, true
			}
		}
	}
	return n, currency, found
}

// cutAny takes off the first of the words that a text has in front or behind, in any
// case of letters.
func cutAny(text []byte, before, behind []string) ([]byte, bool) {
	for _, word := range before {
		if len(text) > len(word) && strings.EqualFold(string(text[:len(word)]), word) {
			return text[len(word):], true
		}
	}
	for _, word := range behind {
		if at := len(text) - len(word); at > 0 && strings.EqualFold(string(text[at:]), word) {
			return text[:at], true
		}
	}
	return nil, false
}

// end reads one end of a range. It has no sign, and no zero in front, which a date
// or a phone number would have.
func (r *numberReader) end(text []byte) (numberParts, bool) {
	p, ok := r.parts(text, nil)
	zero := ok && len(p.digits) > 1 && p.digits[0] == '0' && p.digits[1] != '.'
	return p, ok && !p.signed && !zero
}

// between is the number of a range from low to the end that a text is. A unit behind
// the second end is of both, where the first is the smaller number without it: 1-5 M,
// but 500-1k.
func (r *numberReader) between(low *numberParts, text []byte) (n float64, currency string, ok bool) {
	high, ok := r.end(text)
	if !ok || low.percent && !high.percent || low.currency != "" && high.currency != "" && low.currency != high.currency {
		return 0, "", false
	}
	unit, percent := low.unit, low.percent
	if unit == nil && !percent {
		a, okA := low.value(nil, false)
		b, okB := high.value(nil, false)
		if okA && okB && a < b {
			unit, percent = high.unit, high.percent
		}
	}
	from, okFrom := low.value(unit, percent)
	to, okTo := high.value(high.unit, high.percent)
	if !okFrom || !okTo || from > to {
		return 0, "", false
	}
	currency = cmp.Or(low.currency, high.currency)
	switch r.ranges {
	case rangeLow:
		return from, currency, true
	case rangeHigh:
		return to, currency, true
	}
	n = (from + to) / 2
	return n, currency, !math.IsInf(n, 0)
}
