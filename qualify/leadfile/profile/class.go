package profile

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/leadqual/leadqual/qualify/leadfile"
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

// String is the class in words.
func (c class) String() string {
	return [...]string{"text", "number", "date", "yes or no", "address"}[c]
}

// seen is what a value looks like, in detail.
type seen struct {
	class class
	leadfile.TextGuess
}

// look classifies a text without blanks around it.
func look(text []byte) seen {
	if bytes.IndexByte(text, '@') > 0 {
		s := seen{TextGuess: leadfile.TextGuess{Type: "string"}}
		if isAddress(text) {
			s.class = emailClass
		}
		return s
	}
	g := leadfile.GuessText(text)
	return seen{classOf[g.Type], g}
}

var classOf = map[string]class{"bool": boolClass, "number": numberClass, "time": dateClass}

// isNo tells whether it is a way to say no.
func (s *seen) isNo() bool {
	return s.class == boolClass && !s.Yes || s.class == numberClass && s.Number == 0
}

// isScientific tells whether a number is as spreadsheets shorten it: 4.41E+11.
func (s *seen) isScientific(text []byte) bool {
	return s.class == numberClass && s.Plain && bytes.ContainsAny(text, "eE")
}

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
