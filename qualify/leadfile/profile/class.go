package profile

import (
	"bytes"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// class is what a value looks like by itself.
type class uint8

const (
	textClass class = iota
	numberClass
	dateClass
	boolClass
	emailClass
	classes
)

func (c class) String() string {
	return [...]string{"text", "number", "date", "yes or no", "address"}[c]
}

// seen is what a value looks like, in detail.
type seen struct {
	class  class
	number float64
	style  numberStyle
	dates  dateSeen
}

// numberStyle is how a number is written, as bits; 0 is plain.
type numberStyle uint8

const (
	grouped    numberStyle = 1 << iota // 1,200
	currency                           // $12
	percent                            // 12 %
	scaled                             // 10k, 1.2 Mio
	ranged                             // 50-200, 200+
	scientific                         // 4.41E+11
)

// look classifies a text without blanks around it.
func look(text []byte) seen {
	first, last := text[0], text[len(text)-1]
	digit := bytes.ContainsAny(text, "0123456789")
	switch {
	case bytes.IndexByte(text, '@') > 0:
		if isAddress(text) {
			return seen{class: emailClass}
		}
		return seen{}
	case len(text) <= 6 && isBool(text):
		return seen{class: boolClass}
	case !digit || len(text) > 40:
		return seen{}
	}
	if d, ok := lookDate(string(text)); ok {
		return seen{class: dateClass, dates: d}
	}
	if first > '9' && first < 0x80 && !unicode.IsUpper(rune(first)) || last > 'z' && last < 0x80 {
		return seen{}
	}
	if n, style, ok := lookNumber(string(text)); ok {
		return seen{class: numberClass, number: n, style: style}
	}
	return seen{}
}

var boolWords = map[string]bool{
	"yes": true, "no": true, "true": true, "false": true, "y": true, "n": true, "ja": true, "nein": true,
	"oui": true, "non": true, "sí": true, "si": true, "sim": true, "não": true, "nee": true,
}

func isBool(text []byte) bool { return boolWords[strings.ToLower(string(text))] }

// isAddress tells whether a text is an e-mail address, as people's exports have it.
func isAddress(text []byte) bool {
	at := bytes.LastIndexByte(text, '@')
	if at < 1 || bytes.IndexByte(text[:at], '@') >= 0 || bytes.ContainsAny(text, " \t,;<>()[]\"\\") {
		return false
	}
	local, host := text[:at], text[at+1:]
	return isHost(string(host)) && local[0] != '.' && local[len(local)-1] != '.'
}

// isHost tells whether a text is a host name with a dot in it.
func isHost(host string) bool {
	dot := strings.LastIndexByte(host, '.')
	if dot < 1 || len(host)-dot < 3 || len(host) > 253 || strings.Contains(host, "..") {
		return false
	}
	for _, r := range host {
		if r != '.' && r != '-' && r < 0x80 && (r < '0' || r > '9') && (r|0x20 < 'a' || r|0x20 > 'z') {
			return false
		}
	}
	return !allDigits(host[dot+1:])
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// marks of money, and words behind a number that make it another.
var (
	currencies = []string{"US$", "$", "€", "£", "¥", "₹", "EUR", "USD", "GBP", "CHF", "INR", "Rs.", "Rs"}
	scales     = []string{"bn", "mrd", "mio", "million", "mio.", "mrd.", "tsd.", "mn", "thousand", "tsd", "k", "m", "b"}
	by         = map[string]float64{"k": 1e3, "thousand": 1e3, "tsd": 1e3, "m": 1e6, "mn": 1e6, "mio": 1e6, "million": 1e6, "b": 1e9, "bn": 1e9, "mrd": 1e9}
)

// dashes are the signs of a range.
var dashes = strings.NewReplacer("–", "-", " to ", "-")

// months are the beginnings of their names.
var months = []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}

// lookNumber reads a number in whatever way people write it; of a range it is the
// lower end.
func lookNumber(s string) (n float64, style numberStyle, ok bool) {
	if n, ok := plain(s); ok {
		if strings.ContainsAny(s, "eE") {
			style = scientific
		}
		return n, style, true
	}
	trim := func(suffix bool, words []string) string {
		for _, w := range words {
			if suffix && len(s) > len(w) && strings.EqualFold(s[len(s)-len(w):], w) {
				s = strings.TrimSpace(s[:len(s)-len(w)])
				return w
			}
			if !suffix && len(s) > len(w) && strings.EqualFold(s[:len(w)], w) {
				s = strings.TrimSpace(s[len(w):])
				return w
			}
		}
		return ""
	}
	if trim(true, currencies) != "" || trim(false, currencies) != "" {
		style |= currency
	}
	if trim(true, []string{"%"}) != "" {
		style |= percent
	}
	factor := 1.0
	if w := trim(true, scales); w != "" {
		style, factor = style|scaled, by[strings.TrimSuffix(w, ".")]
	}
	if trim(true, []string{"+"}) != "" {
		style |= ranged
	}
	if low, high, is := strings.Cut(dashes.Replace(s), "-"); is && low != "" {
		if _, _, ok := ungroup(strings.TrimSpace(high)); ok {
			s, style = strings.TrimSpace(low), style|ranged
		}
	}
	n, g, ok := ungroup(s)
	if g {
		style |= grouped
	}
	return n * factor, style, ok
}

func plain(s string) (float64, bool) {
	if s == "" || len(s) > 30 || strings.IndexByte("+-.0123456789", s[0]) < 0 {
		return 0, false
	}
	n, err := strconv.ParseFloat(s, 64)
	return n, err == nil && !math.IsInf(n, 0) && !math.IsNaN(n) && !strings.ContainsAny(s, "xXpP_")
}

// ungroup reads digits with separators between groups, and a comma or point.
func ungroup(s string) (n float64, group, ok bool) {
	if n, ok := plain(s); ok {
		return n, false, true
	}
	sign := strings.HasPrefix(s, "-") || strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")")
	s = strings.Trim(s, "-()")
	digits, last := []byte{}, -1
	separators := 0
	for i, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits = append(digits, byte(r))
		case r == ',' || r == '.' || r == '\'' || r == '’' || r == ' ' || r == '\u00a0' || r == '\u202f':
			if len(digits) == 0 || last == len(digits) {
				return 0, false, false
			}
			if separators++; r == ',' || r == '.' {
				last = len(digits)
			} else {
				last = -1
			}
		default:
			return 0, false, false
		}
		if i > 40 {
			return 0, false, false
		}
	}
	if len(digits) == 0 || separators == 0 {
		return 0, false, false
	}
	if behind := len(digits) - last; last > 0 && behind != 3 { // a decimal sign
		digits = slices.Insert(digits, last, '.')
	}
	n, err := strconv.ParseFloat(string(digits), 64)
	if sign {
		n = -n
	}
	return n, true, err == nil
}

// A dateSeen is a date in one or both of its readings.
type dateSeen struct {
	form       string // 02/01/2006
	day, month time.Time
	dayFirst   bool // can be read day first
	monthFirst bool // can be read month first
	ordered    bool // nobody can doubt the order
}

// lookDate reads a date in one of the usual forms.
func lookDate(s string) (d dateSeen, ok bool) {
	if len(s) < 6 {
		return d, false
	}
	if strings.ContainsFunc(s, unicode.IsLetter) && s[0] != '2' && s[0] != '1' || len(s) > 10 && (s[4] != '-' && s[4] != '/') {
		if t, form, ok := lookNamed(s); ok {
			return dateSeen{form: form, day: t, month: t, ordered: true}, true
		}
	}
	date, rest := s, ""
	if i := strings.IndexAny(s, " T,"); i > 0 {
		date, rest = s[:i], strings.TrimSpace(s[i:])
		if rest != "" && strings.IndexByte(rest, ':') < 0 {
			return d, false
		}
	}
	var n [3]int
	var width [3]int
	part, sign := 0, byte(0)
	for i := range len(date) {
		c := date[i]
		switch {
		case c >= '0' && c <= '9' && width[part] < 4:
			n[part] = 10*n[part] + int(c-'0')
			width[part]++
		case (c == '/' || c == '.' || c == '-') && part < 2 && width[part] > 0 && (sign == 0 || sign == c):
			part, sign = part+1, c
		default:
			return d, false
		}
	}
	if part != 2 || width[2] == 0 {
		return d, false
	}
	tail := ""
	if rest != "" {
		tail = " 15:04"
	}
	if width[0] == 4 && width[1] <= 2 && width[2] <= 2 {
		t, ok := day(n[0], n[1], n[2])
		return dateSeen{form: "2006" + string(sign) + "01" + string(sign) + "02" + tail, day: t, month: t, ordered: true}, ok
	}
	if width[0] > 2 || width[1] > 2 || width[2] != 4 && width[2] != 2 {
		return d, false
	}
	year := n[2]
	yearForm := "2006"
	if width[2] == 2 {
		year, yearForm = 2000+year, "06"
		if n[2] >= 69 {
			year -= 100
		}
	}
	d.day, d.dayFirst = day(year, n[1], n[0])
	d.month, d.monthFirst = day(year, n[0], n[1])
	d.form = "##" + string(sign) + "##" + string(sign) + yearForm + tail
	if !d.dayFirst {
		d.day = d.month
	} else if !d.monthFirst {
		d.month = d.day
	}
	return d, d.dayFirst || d.monthFirst
}

func day(year, month, of int) (time.Time, bool) {
	t := time.Date(year, time.Month(month), of, 0, 0, 0, 0, time.UTC)
	return t, month >= 1 && month <= 12 && t.Day() == of && of > 0
}

// lookNamed reads dates with a month's name.
func lookNamed(s string) (t time.Time, form string, ok bool) {
	low := strings.ToLower(s)
	if !slices.ContainsFunc(months, func(m string) bool { return strings.Contains(low, m) }) {
		return t, "", false
	}
	for _, form := range []string{"2 Jan 2006", "Jan 2, 2006", "2-Jan-2006", "2-Jan-06", "2 January 2006", "January 2, 2006", "2. January 2006", "Jan 2006", time.RFC1123Z, time.RFC1123, time.ANSIC} {
		if t, err := time.Parse(form, s); err == nil {
			return t, form, true
		}
	}
	return t, "", false
}

// shape is a text with its letters and digits made alike, so that it tells its
// form and nothing of what it says: "Aaaa@aaa.aa". A long one is cut.
func shape(text string) string {
	var b strings.Builder
	runs, count := rune(0), 0
	for _, r := range text {
		switch {
		case unicode.IsUpper(r):
			r = 'A'
		case unicode.IsLetter(r) || unicode.IsMark(r):
			r = 'a'
		case unicode.IsDigit(r):
			r = '9'
		case !unicode.IsPrint(r):
			r = '?'
		}
		if r == runs {
			count++
		} else {
			runs, count = r, 1
		}
		if count > 4 { // which also hides the length of long words
			continue
		}
		b.WriteRune(r)
		if b.Len() >= 40 {
			break
		}
	}
	return b.String()
}

// clip cuts a text to 40 bytes, between characters.
func clip(text []byte) string {
	if len(text) <= 40 {
		return strings.ToValidUTF8(string(text), "?")
	}
	cut := 37
	for cut > 0 && !utf8.RuneStart(text[cut]) {
		cut--
	}
	return strings.ToValidUTF8(string(text[:cut]), "?") + "..."
}
