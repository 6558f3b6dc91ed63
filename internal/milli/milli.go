// Package milli reads and writes decimals with at most three places, kept as
// integer thousandths so that sums and comparisons are exact.
package milli

import (
	"errors"
	"strconv"
	"strings"
)

// Max bounds the magnitude of a value in thousandths: a trillion units. Sums
// of millions of such values stay far inside an int64.
const Max = 1_000_000_000_000_000

// maxExponent is far above the number of digits of any text and fits in an
// int of 32 bits.
const maxExponent = 1 << 30

// Errors that Parse returns.
var (
	ErrSyntax = errors.New("not a decimal number")
	ErrPlaces = errors.New("more than three decimal places")
	ErrRange  = errors.New("beyond a trillion")
)

// Parse reads a JSON number ("-12.5", "1e3") as thousandths, exactly.
func Parse(s string) (int64, error) {
	mantissa, exponent := s, 0
	if i := strings.IndexAny(s, "eE"); i >= 0 {
		e, err := strconv.Atoi(s[i+1:])
		if err != nil && !errors.Is(err, strconv.ErrRange) {
			return 0, ErrSyntax
		}
		// Bounded so that the shift below cannot overflow: no text is long
		// enough to bring a value with such an exponent back into range.
		e = max(-maxExponent, min(e, maxExponent))
		mantissa, exponent = s[:i], e
	}
	digits, negative := strings.CutPrefix(mantissa, "-")
	whole, fraction, _ := strings.Cut(digits, ".")
	if whole == "" || strings.HasSuffix(mantissa, ".") {
		return 0, ErrSyntax
	}
	all := whole + fraction
	for i := range len(all) {
		if all[i] < '0' || all[i] > '9' {
			return 0, ErrSyntax
		}
	}
	// The value is all x 10^shift thousandths.
	shift := exponent + 3 - len(fraction)
	all = strings.TrimLeft(all, "0")
	for shift < 0 && strings.HasSuffix(all, "0") {
		all, shift = all[:len(all)-1], shift+1
	}
	switch {
	case all == "":
		return 0, nil
	case shift < 0:
		return 0, ErrPlaces
	case len(all)+shift > 19:
		return 0, ErrRange
	}
	v, err := strconv.ParseInt(all+strings.Repeat("0", shift), 10, 64)
	if err != nil || v > Max {
		return 0, ErrRange
	}
	if negative {
		v = -v
	}
	return v, nil
}

// Append appends the shortest decimal of v thousandths: 12500 is "12.5".
func Append(dst []byte, v int64) []byte {
	u := uint64(v)
	if v < 0 {
		dst, u = append(dst, '-'), -u
	}
	dst = strconv.AppendUint(dst, u/1000, 10)
	f := u % 1000
	if f == 0 {
		return dst
	}
	dst = append(dst, '.', byte('0'+f/100))
	if f%100 != 0 {
		dst = append(dst, byte('0'+f/10%10))
		if f%10 != 0 {
			dst = append(dst, byte('0'+f%10))
		}
	}
	return dst
}
