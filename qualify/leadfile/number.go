package leadfile

import (
	"bytes"
	"cmp"
	"maps"
	"slices"
	"unicode"
	"unicode/utf8"
)

// numberReader reads numbers as a Numbers says.
type numberReader struct {
	decimal, thousands string
	strip              [][]byte
	percent            bool
	units              []unit // the longest first
	ranges             string // as Numbers.Range
	as                 Numbers
}

func newNumberReader(n *Numbers) numberReader {
	if n == nil {
		n = &Numbers{}
	}
	r := numberReader{decimal: cmp.Or(n.Decimal, "."), thousands: n.Thousands, percent: n.Percent, ranges: n.Range, as: *n}
	r.as.Note = ""
	for _, s := range n.Strip {
		r.strip = append(r.strip, []byte(s))
	}
	for _, name := range slices.Sorted(maps.Keys(n.Units)) {
		r.units = append(r.units, newUnit(name, n.Units[name]))
	}
	slices.SortStableFunc(r.units, func(a, b unit) int { return cmp.Compare(len(b.name), len(a.name)) })
	return r
}

// read reads a text without white space around it. The currency is the sign that
// stands at the number, "" if none does.
func (r *numberReader) read(text []byte) (n float64, currency string, ok bool) {
	if n, ok := plain(text, r.decimal[0]); ok {
		return n, "", true
	}
	var scratch [64]byte
	if p, ok := r.parts(text, scratch[:0]); ok {
		n, ok = p.value(p.unit, p.percent)
		return n, p.currency, ok
	}
	if r.ranges == "" {
		return 0, "", false
	}
	return r.span(text)
}

// tens are the powers of ten that divide up to 15 digits and round once.
var tens = [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15}

// plain reads what most numbers are: up to 15 digits with a point in them, or none. A
// float64 has as many exactly, and what they are divided by, so that the quotient is
// the nearest to what is written.
func plain(text []byte, point byte) (float64, bool) {
	if len(text) > 15 {
		return 0, false
	}
	n, digits, fraction := int64(0), 0, -1
	for _, c := range text {
		switch {
		case c >= '0' && c <= '9':
			n = n*10 + int64(c-'0')
			digits++
			if fraction >= 0 {
				fraction++
			}
		case c == point && fraction < 0:
			fraction = 0
		default:
			return 0, false
		}
	}
	return float64(n) / tens[max(fraction, 0)], digits > 0
}

// numberParts are the parts of a number as it is written.
type numberParts struct {
	digits   []byte // sign, digits, point and exponent, as strconv reads them
	signed   bool   // a sign or brackets stand at it
	percent  bool
	unit     *unit
	currency string
}

// parts takes a number apart. It appends the digits to scratch.
func (r *numberReader) parts(text, scratch []byte) (p numberParts, ok bool) {
	negative := false
	for peeled := true; peeled; {
		text, peeled = r.bare(text), false
		if len(text) == 0 {
			return p, false
		}
		last := len(text) - 1
		if size := currencySign(text); size > 0 && p.currency == "" {
			p.currency, text, peeled = string(text[:size]), text[size:], true
		} else if size := lastCurrencySign(text); size > 0 && p.currency == "" {
			p.currency, text, peeled = string(text[len(text)-size:]), text[:len(text)-size], true
		} else if p.percent || p.unit != nil {
			// One of them is all there may be.
		} else if r.percent && text[last] == '%' {
			p.percent, text, peeled = true, text[:last], true
		} else if u := r.unitOf(text); u != nil {
			p.unit, text, peeled = u, text[:len(text)-len(u.name)], true
		}
		if peeled || p.signed || last < 1 {
			continue
		}
		size := signSize(text)
		switch {
		case size > 0:
			negative, text = text[0] != '+', text[size:]
		case text[0] == '(' && text[last] == ')':
			negative, text = true, text[1:last]
		case text[last] == '-':
			negative, text = true, text[:last]
		default:
			continue
		}
		p.signed, peeled = true, true
	}
	if negative {
		scratch = append(scratch, '-')
	}
	p.digits, ok = r.mantissa(text, scratch)
	return p, ok
}

// signSize is how many bytes the sign takes that a text begins with.
func signSize(text []byte) int {
	const minus = "\u2212"
	switch {
	case text[0] == '-' || text[0] == '+':
		return 1
	case bytes.HasPrefix(text, []byte(minus)):
		return len(minus)
	}
	return 0
}

// mantissa appends digits, point and exponent to out, without what groups them.
func (r *numberReader) mantissa(text, out []byte) (_ []byte, ok bool) {
	digits := 0 // in the group of digits at hand
	groups := 0 // that ended with a thousands separator
	whole := true
	count := 0 // of all digits
	for i := 0; i < len(text); {
		rest := text[i:]
		if c := rest[0]; c >= '0' && c <= '9' {
			out = append(out, c)
			digits++
			count++
			i++
			continue
		}
		if whole {
			if size := r.grouping(rest); size > 0 {
				if !groupFits(groups, digits) {
					return nil, false
				}
				groups, digits = groups+1, 0
				i += size
				continue
			}
			if groups > 0 && digits != 3 {
				return nil, false
			}
		}
		switch {
		case whole && bytes.HasPrefix(rest, []byte(r.decimal)):
			out = append(out, '.')
			whole = false
			i += len(r.decimal)
		case (rest[0] == 'e' || rest[0] == 'E') && count > 0:
			exponent := rest[1:]
			if len(exponent) > 0 && (exponent[0] == '+' || exponent[0] == '-') {
				exponent = exponent[1:]
			}
			return append(out, rest...), allDigits(exponent)
		default:
			return nil, false
		}
	}
	return out, count > 0 && (!whole || groups == 0 || digits == 3)
}

// bare takes white space and texts to strip off both ends.
func (r *numberReader) bare(text []byte) []byte {
	for {
		text = trimmed(text)
		before := len(text)
		for _, s := range r.strip {
			text = bytes.TrimSuffix(bytes.TrimPrefix(text, s), s)
		}
		if len(text) == before {
			return text
		}
	}
}

// grouping is how many bytes of a text that stands behind digits separate
// thousands. Any space is as good as another, and any apostrophe.
func (r *numberReader) grouping(text []byte) int {
	switch r.thousands {
	case "":
		return 0
	case " ", "\u00a0", "\u202f":
		return spaceSize(text)
	case "'", "’":
		for _, s := range []string{"'", "’"} {
			if bytes.HasPrefix(text, []byte(s)) {
				return len(s)
			}
		}
		return 0
	}
	if bytes.HasPrefix(text, []byte(r.thousands)) {
		return len(r.thousands)
	}
	return 0
}

// spaceSize is how many bytes the space takes that a text begins with.
func spaceSize(text []byte) int {
	if c, size := utf8.DecodeRune(text); unicode.Is(unicode.Zs, c) {
		return size
	}
	return 0
}

// groupFits tells whether a thousands separator may follow so many digits: one
// to three at the start, then two or three.
func groupFits(groups, digits int) bool {
	if groups == 0 {
		return digits >= 1 && digits <= 3
	}
	return digits == 2 || digits == 3
}

func allDigits(text []byte) bool {
	for _, c := range text {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(text) > 0
}

// currencySign is how many bytes the sign of a currency takes that a text begins
// with, such as $ or €.
func currencySign(text []byte) int {
	if text[0] != '$' && text[0] < utf8.RuneSelf {
		return 0
	}
	if c, size := utf8.DecodeRune(text); unicode.Is(unicode.Sc, c) {
		return size
	}
	return 0
}

// lastCurrencySign is the same of a sign that the text ends with.
func lastCurrencySign(text []byte) int {
	if last := text[len(text)-1]; last != '$' && last < utf8.RuneSelf {
		return 0
	}
	if c, size := utf8.DecodeLastRune(text); unicode.Is(unicode.Sc, c) {
		return size
	}
	return 0
}
