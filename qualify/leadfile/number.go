package leadfile

import (
	"bytes"
	"math"
	"strconv"
)

// numberReader reads numbers as a Numbers says.
type numberReader struct {
	decimal, thousands string
	strip              [][]byte
	percent            bool
}

func newNumberReader(n *Numbers) numberReader {
	if n == nil {
		n = &Numbers{}
	}
	r := numberReader{decimal: n.Decimal, thousands: n.Thousands, percent: n.Percent}
	if r.decimal == "" {
		r.decimal = "."
	}
	for _, s := range n.Strip {
		r.strip = append(r.strip, []byte(s))
	}
	return r
}

// read reads a text without white space around it.
func (r *numberReader) read(text []byte) (float64, bool) {
	var scratch [64]byte
	out := scratch[:0]
	text = r.bare(text)
	percent := false
	if r.percent {
		if rest, ok := bytes.CutSuffix(text, []byte("%")); ok {
			text, percent = r.bare(rest), true
		}
	}
	if len(text) > 0 && (text[0] == '-' || text[0] == '+') {
		out = append(out, text[0])
		text = r.bare(text[1:])
	}
	digits := 0 // in the group of digits at hand
	groups := 0 // that ended with a thousands separator
	whole := true
	count := 0 // of all digits of the mantissa
	for i := 0; i < len(text); {
		switch rest := text[i:]; {
		case rest[0] >= '0' && rest[0] <= '9':
			out = append(out, rest[0])
			digits++
			count++
			i++
		case whole && r.thousands != "" && bytes.HasPrefix(rest, []byte(r.thousands)):
			if !groupFits(groups, digits) {
				return 0, false
			}
			groups, digits = groups+1, 0
			i += len(r.thousands)
		case whole && bytes.HasPrefix(rest, []byte(r.decimal)):
			if groups > 0 && digits != 3 {
				return 0, false
			}
			out = append(out, '.')
			whole = false
			i += len(r.decimal)
		case (rest[0] == 'e' || rest[0] == 'E') && count > 0:
			if whole && groups > 0 && digits != 3 {
				return 0, false
			}
			exponent := rest[1:]
			if len(exponent) > 0 && (exponent[0] == '+' || exponent[0] == '-') {
				exponent = exponent[1:]
			}
			if !allDigits(exponent) {
				return 0, false
			}
			out = append(out, rest...)
			return parsed(out, percent)
		default:
			return 0, false
		}
	}
	if count == 0 || whole && groups > 0 && digits != 3 {
		return 0, false
	}
	return parsed(out, percent)
}

// bare takes white space and texts to strip off both ends.
func (r *numberReader) bare(text []byte) []byte {
	for {
		text = bytes.TrimSpace(text)
		before := len(text)
		for _, s := range r.strip {
			text = bytes.TrimSuffix(bytes.TrimPrefix(text, s), s)
		}
		if len(text) == before {
			return text
		}
	}
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

// parsed is the number that a text is, or that so many percent are. Percents move
// the point and do not divide, so that 0.7% is the same number as 0.007.
func parsed(text []byte, percent bool) (float64, bool) {
	if percent {
		mantissa, exponent, given := bytes.Cut(bytes.ToLower(text), []byte("e"))
		power := 0
		if given {
			var err error
			if power, err = strconv.Atoi(string(exponent)); err != nil {
				return 0, false
			}
		}
		text = strconv.AppendInt(append(mantissa, 'e'), int64(power-2), 10)
	}
	n, err := strconv.ParseFloat(string(text), 64)
	if err != nil || math.IsInf(n, 0) {
		return 0, false
	}
	return n, true
}
