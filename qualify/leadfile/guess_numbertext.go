package leadfile

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// rangeOf takes a range apart, such as 50-200, 200+ or >200. The high end is "" where
// there is none, and low is the text where it is no range.
func rangeOf(text string) (low, high string, ok bool) {
	if len(text) > 60 {
		return text, "", false
	}
	bare := (&numberText{}).bare(text) // 11-50 employees
	for _, words := range [][2][]string{{atMost, atMostBehind}, {atLeast, atLeastBehind}} {
		if end, ok := cutAny([]byte(bare), words[0], words[1]); ok {
			return string(end), "", true
		}
	}
	for _, sign := range spanSigns {
		if low, high, ok := strings.Cut(text, sign); ok && strings.TrimSpace(low) != "" && strings.TrimSpace(high) != "" && !strings.Contains(high, sign) {
			return low, high, true
		}
	}
	return text, "", false
}

// affixes are texts around numbers that mean nothing for them, the longer first.
var affixes = []string{"employees", "Employees", "Mitarbeitende", "Mitarbeiter", "employés", "salariés", "empleados", "dipendenti", "funcionários", "medewerkers", "people", "staff", "US$", "R$", "A$", "C$", "EUR", "USD", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "INR", "BRL", "CAD", "AUD", "JPY", "Euro", "euros", "zł", "kr.", "kr", "Fr.", "Rs.", "Rs"}

// multiples are the units behind numbers, in lower case, and what they stand for.
var multiples = map[string]float64{
	"k": 1e3, "tsd": 1e3, "tsd.": 1e3, "m": 1e6, "mm": 1e6, "mio": 1e6, "mio.": 1e6, "mn": 1e6, "million": 1e6, "millions": 1e6, "millionen": 1e6, "millones": 1e6, "milioni": 1e6,
	"mil": 1e3, "mrd": 1e9, "mrd.": 1e9, "mld": 1e9, "md": 1e9, "b": 1e9, "bn": 1e9, "billion": 1e9, "milliarden": 1e9, "lakh": 1e5, "crore": 1e7, "cr": 1e7,
}

// numberOrRange reads a text as a number or a range of whatever form. Of an open range
// it is the end that there is; upper is that of one with two.
func numberOrRange(text string) (t, upper numberText, isRange, ok bool) {
	low, high, isRange := rangeOf(text)
	t, ok = numberOf(low)
	if high != "" && ok {
		upper, ok = numberOf(high)
		ok = ok && upper.isEnd() && (t.form.plain() || upper.form.plain() || t.form.is(&upper.form)) && !(upper.unit == t.unit && upper.value <= t.value)
	}
	return t, upper, isRange, ok && !(isRange && !t.isEnd())
}

// numberOf reads a text as a number of whatever form.
func numberOf(text string) (t numberText, ok bool) {
	text = strings.TrimSpace(text)
	if len(text) > 60 {
		return t, false
	}
	if inner, is := strings.CutPrefix(text, "("); is && strings.HasSuffix(inner, ")") {
		text, t.minus = strings.TrimSpace(inner[:len(inner)-1]), true
	}
	text = t.bare(text)
	if rest, is := strings.CutSuffix(text, "%"); is {
		text, t.percent = t.bare(rest), true
	}
	switch {
	case strings.HasPrefix(text, "-"), strings.HasPrefix(text, "−"):
		t.minus = true
		text = t.bare(text[len(text)-len(strings.TrimLeft(text, "-−")):])
	case strings.HasSuffix(text, "-"):
		t.minus = true
		text = t.bare(text[:len(text)-1])
	case strings.HasPrefix(text, "+"):
		t.plus = true
		text = t.bare(text[1:])
	}
	end := strings.LastIndexAny(text, "0123456789") + 1
	if end == 0 {
		return t, false
	}
	if unit := strings.TrimSpace(text[end:]); unit != "" {
		if multiples[strings.ToLower(unit)] == 0 {
			return t, false
		}
		t.unit, text = unit, text[:end]
	}
	return t, t.mantissa(text)
}

// bare takes affixes and signs of currencies off both ends.
func (t *numberText) bare(text string) string {
	text = strings.TrimSpace(text)
	if text == "" || isDigit(text[0]) && isDigit(text[len(text)-1]) {
		return text
	}
	if size := currencySign([]byte(text)); size > 0 {
		t.currency, text = text[:size], strings.TrimSpace(text[size:])
	} else if size := lastCurrencySign([]byte(text)); size > 0 {
		t.currency, text = text[len(text)-size:], strings.TrimSpace(text[:len(text)-size])
	}
	for _, c := range affixes {
		rest, front := strings.CutPrefix(text, c)
		if !front {
			if rest, _ = strings.CutSuffix(text, c); rest == text {
				continue
			}
		}
		t.strip = append(t.strip, c)
		return strings.TrimSpace(rest)
	}
	return text
}

// mantissa reads digits and the signs between them.
func (t *numberText) mantissa(text string) bool {
	body, exponent, scientific := strings.Cut(strings.ToLower(text), "e")
	if scientific && !allDigits([]byte(strings.TrimLeft(exponent, "+-"))) {
		return false
	}
	var groups []string
	var signs []rune
	start := 0
	for i, r := range body {
		switch {
		case r >= '0' && r <= '9':
		case strings.ContainsRune(".,' ’_\u00a0\u202f", r):
			groups, signs = append(groups, body[start:i]), append(signs, r)
			start = i + utf8.RuneLen(r)
		default:
			return false
		}
	}
	groups = append(groups, body[start:])
	t.digits = strings.Join(groups, "")
	if t.digits == "" || len(groups[len(groups)-1]) == 0 {
		return false
	}
	t.zeros = len(groups[0]) > 1 && groups[0][0] == '0'
	whole := len(signs) // groups of the whole part, but the first
	if whole > 0 {
		last := signs[whole-1]
		isPoint := last == '.' || last == ','
		switch {
		case isPoint && (whole == 1 || !slices.Contains(signs[:whole-1], last)):
			digits := len(groups[whole])
			if whole == 1 && digits == 3 && len(groups[0]) > 0 && len(groups[0]) <= 3 && groups[0][0] != '0' && !scientific {
				t.form = numberForm{decimal: last, unsure: true}
			} else {
				t.form.decimal = last
			}
			whole--
		}
		for i := range whole {
			size := len(groups[i+1])
			if signs[i] != signs[0] || size != 3 && !(size == 2 && signs[0] == ',' && i < whole-1) || len(groups[0]) > 3 || len(groups[0]) == 0 {
				return false
			}
			t.form.thousands = signs[0]
		}
		if whole == 0 && len(groups[0]) == 0 && !isPoint {
			return false
		}
	}
	number := t.digits
	if t.form.decimal != 0 && !t.form.unsure {
		number = strings.Join(groups[:whole+1], "") + "." + groups[whole+1]
	}
	if scientific {
		number += "e" + exponent
	}
	v, err := strconv.ParseFloat(number, 64)
	if err != nil {
		return false
	}
	t.value = v * cmp.Or(multiples[strings.ToLower(t.unit)], 1)
	return !math.IsInf(t.value, 0)
}
