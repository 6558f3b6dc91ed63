package strictjson

import "strings"

// scanNumber returns the size of the number at the start of s, or in plain
// words why it is none. s starts with a digit, '-', '+' or '.'.
func scanNumber(s string) (size int, mistake string) {
	i := 0
	switch {
	case s[0] == '+':
		return 0, "number has a plus sign"
	case s[0] == '-':
		i++
		if word := wordAt(s[i:]); notNumber(word) {
			return 0, "-" + word + " is not a JSON number"
		}
	}
	whole := digitsAt(s[i:])
	switch {
	case whole == 0 && strings.HasPrefix(s[i:], "."):
		return 0, "digit missing before the decimal point"
	case whole == 0:
		return 0, "digit missing after the minus sign"
	case s[i] == '0' && whole > 1:
		return 0, "number has a leading zero"
	case s[i] == '0' && len(s) > i+1 && s[i+1]|0x20 == 'x':
		return 0, "hexadecimal number: JSON has none"
	}
	i += whole
	if i < len(s) && s[i] == '.' {
		digits := digitsAt(s[i+1:])
		if digits == 0 {
			return 0, "digit missing after the decimal point"
		}
		i += 1 + digits
	}
	if i < len(s) && s[i]|0x20 == 'e' {
		i++
		if i < len(s) && (s[i] == '+' || s[i] == '-') {
			i++
		}
		digits := digitsAt(s[i:])
		if digits == 0 {
			return 0, "digit missing in the exponent"
		}
		i += digits
	}
	if i < len(s) && (isWordByte(s[i]) || s[i] == '.') {
		return 0, "unexpected `" + s[i:i+1] + "` in a number"
	}
	return i, ""
}

// notNumber is true for the words other languages write as numbers.
func notNumber(word string) bool {
	switch strings.ToLower(word) {
	case "nan", "infinity", "inf":
		return true
	}
	return false
}

func digitsAt(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

func wordAt(s string) string {
	n := 0
	for n < len(s) && isWordByte(s[n]) {
		n++
	}
	return s[:n]
}

func isWordByte(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_'
}

// wholeDigits writes a JSON number that is a whole one without point and
// exponent, so that 2.0 and 1e3 are the integers they are, exactly. Numbers
// that no integer type holds may come back as too many digits. It is false for
// a fraction.
func wholeDigits(number string) (digits string, ok bool) {
	const tooMany = 25 // more digits than a 64-bit integer has
	sign := ""
	if number[0] == '-' {
		sign, number = "-", number[1:]
	}
	mantissa, power := number, ""
	if i := strings.IndexAny(number, "eE"); i >= 0 {
		mantissa, power = number[:i], number[i+1:]
	}
	before, after, _ := strings.Cut(mantissa, ".")
	significant := strings.TrimLeft(before+after, "0")
	if significant == "" {
		return "0", true
	}
	trimmed := strings.TrimRight(significant, "0")
	// The number is trimmed with this many zeros behind it.
	zeros := clampedInt(power) + int64(len(significant)-len(trimmed)-len(after))
	if zeros < 0 {
		return "", false
	}
	return sign + trimmed + strings.Repeat("0", int(min(zeros, tooMany))), true
}

// clampedInt reads an exponent. Its clamps are far beyond the size of any text
// in memory, so that digits cannot make up for them.
func clampedInt(power string) int64 {
	const clamp = 1 << 60
	negative := strings.HasPrefix(power, "-")
	n := int64(0)
	for _, c := range []byte(strings.TrimLeft(power, "+-")) {
		if n = n*10 + int64(c-'0'); n > clamp/10 {
			n = clamp / 10
		}
	}
	if negative {
		return -n
	}
	return n
}
