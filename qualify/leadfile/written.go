package leadfile

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// written is a date as somebody wrote it, with the time if there is one.
type written struct {
	year, month, day int
	// Where numbers stand for day and month and the year comes last, these are the
	// first and the second of them, and month and day are 0.
	first, second            int
	hour, minute, sec, nanos int
	zone                     *time.Location // nil if the text says none
}

// isDay tells whether there is such a day.
func isDay(year, month, day int) bool {
	at := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return year >= 1 && month >= 1 && month <= 12 && day >= 1 && at.Day() == day && at.Month() == time.Month(month)
}

// bothOrders tells whether the date is one with the day first and another with the
// month first.
func (w *written) bothOrders() bool {
	return w.first != w.second && isDay(w.year, w.second, w.first) && isDay(w.year, w.first, w.second)
}

// at is the instant. The order is dayFirst, monthFirst or oneMeaning.
func (w *written) at(order string, zone *time.Location) (time.Time, bool) {
	month, day := w.month, w.day
	if w.first > 0 {
		if order == oneMeaning {
			if w.bothOrders() {
				return time.Time{}, false
			}
			order = dayFirst
			if isDay(w.year, w.first, w.second) {
				order = monthFirst
			}
		}
		day, month = w.first, w.second
		if order == monthFirst {
			month, day = day, month
		}
	}
	if !isDay(w.year, month, day) {
		return time.Time{}, false
	}
	if w.zone != nil {
		zone = w.zone
	}
	return instant(time.Date(w.year, time.Month(month), day, w.hour, w.minute, w.sec, w.nanos, time.UTC), zone), true
}

// dateParser reads a text from its front.
type dateParser struct {
	rest  string
	zones map[string]*time.Location
	w     written
}

// readWritten takes a date apart that people or their programs wrote. It does not
// look whether there is such a day. Zones are those that names mean.
func readWritten(s string, zones map[string]*time.Location) (w written, ok bool) {
	p := dateParser{rest: s, zones: zones}
	p.weekday()
	return p.w, p.date() && p.rest == ""
}

// date reads the day, and the time and the zone if they are there.
func (p *dateParser) date() bool {
	w := &p.w
	if month := p.month(); month > 0 { // Nov 22, 2026
		w.month = month
		_ = p.skip("-") || p.spaces()
		if !p.day() {
			return false
		}
		if _ = p.skip(",") || p.skip("-"); p.spaces() && p.isTime() { // as Java has it: Nov 22 10:00:00 CET 2026
			if !p.time() || !p.offset() || !p.spaces() {
				return false
			}
			return p.year()
		}
		return p.year() && p.behindDay()
	}
	if len(p.rest) > 4 && !isDigit(p.rest[4]) && p.year() { // 2026-11-22, 2026 Nov 22
		separator := p.rest[0]
		if !p.skip("-") && !p.skip("/") && !p.skip(".") && !p.skip(" ") {
			return false
		}
		if w.month = p.month(); w.month == 0 {
			var ok bool
			if w.month, ok = p.number(1, 2); !ok || separator == ' ' {
				return false
			}
		}
		return p.skip(string(separator)) && p.day() && p.behindDay()
	}
	if !p.day() {
		return false
	}
	if p.rest != "" && strings.IndexByte("-/.", p.rest[0]) >= 0 && len(p.rest) > 1 && isDigit(p.rest[1]) { // 22/11/2026
		separator := p.rest[:1]
		_ = p.skip(separator)
		second, ok := p.number(1, 2)
		w.first, w.second, w.day = w.day, second, 0
		return ok && w.first > 0 && p.skip(separator) && p.year() && p.behindDay()
	}
	_ = p.skip(".") // 22 Nov 2026, 22. November 2026, 22-Nov-2026, 22 de noviembre de 2026
	_ = p.skip("-") || p.skip("/") || p.spaces()
	_ = p.skip("de ")
	if w.month = p.month(); w.month == 0 {
		return false
	}
	_ = p.skip(",")
	_ = p.skip("-") || p.skip("/") || p.spaces()
	_ = p.skip("de ")
	return p.year() && p.behindDay()
}

// behindDay reads what may stand behind a day: a time, and a zone.
func (p *dateParser) behindDay() bool {
	if p.rest == "" {
		return true
	}
	mark := p.rest
	_ = p.skip("T") || p.skip(",")
	p.spaces()
	_ = p.skip("at ") || p.skip("um ") || p.skip("à ") || p.skip("- ")
	if p.isTime() {
		if !p.time() {
			return false
		}
	} else {
		p.rest = mark
	}
	return p.offset()
}

// isTime tells whether a time comes next.
func (p *dateParser) isTime() bool {
	for i := range min(len(p.rest), len("22:")) {
		if p.rest[i] == ':' {
			return i > 0
		}
		if !isDigit(p.rest[i]) {
			return false
		}
	}
	return false
}

// time reads hours and minutes, with seconds and AM or PM if they are there.
func (p *dateParser) time() (ok bool) {
	w := &p.w
	if w.hour, ok = p.number(1, 2); !ok || !p.skip(":") {
		return false
	}
	if w.minute, ok = p.number(2, 2); !ok {
		return false
	}
	if p.skip(":") {
		if w.sec, ok = p.number(2, 2); !ok {
			return false
		}
		if len(p.rest) > 1 && (p.rest[0] == '.' || p.rest[0] == ',') && isDigit(p.rest[1]) {
			p.rest = p.rest[1:]
			for scale := int(time.Second) / 10; p.rest != "" && isDigit(p.rest[0]); scale /= 10 {
				w.nanos += int(p.rest[0]-'0') * scale
				p.rest = p.rest[1:]
			}
		}
	}
	mark := p.rest
	p.spaces()
	afternoon := p.skipFold("PM") || p.skipFold("P.M.")
	if afternoon || p.skipFold("AM") || p.skipFold("A.M.") {
		if w.hour < 1 || w.hour > 12 {
			return false
		}
		w.hour %= 12
		if afternoon {
			w.hour += 12
		}
	} else {
		p.rest = mark
	}
	return w.hour < 24 && w.minute < 60 && w.sec < 60
}

// offset reads how far from UTC the time is, or the name of its zone, if that is
// there.
func (p *dateParser) offset() bool {
	mark := p.rest
	p.spaces()
	bracket := p.skip("(")
	name := p.word()
	zone := p.zones[name]
	switch {
	case zone != nil:
		p.w.zone = zone
	case name == "Z" || name == "UTC" || name == "GMT":
		p.w.zone = time.UTC
	case name == "":
	default:
		p.rest = mark
		return true
	}
	p.rest = p.rest[len(name):]
	if bracket {
		return p.w.zone != nil && p.skip(")")
	}
	if name != "Z" && zone == nil && p.rest != "" && (p.rest[0] == '+' || p.rest[0] == '-') {
		east := p.rest[0] == '+'
		p.rest = p.rest[1:]
		hours, ok := p.hours()
		minutes := 0
		if ok && (p.skip(":") || p.rest != "" && isDigit(p.rest[0])) {
			minutes, ok = p.number(2, 2)
		}
		if !ok || hours > 24 || minutes > 59 {
			return false
		}
		seconds := (hours*60 + minutes) * 60
		if !east {
			seconds = -seconds
		}
		p.w.zone = time.FixedZone("", seconds)
		// JavaScript says the name of the zone too: GMT+0100 (Central European Time).
		if rest, ok := strings.CutPrefix(p.rest, " ("); ok && strings.IndexByte(rest, ')') == len(rest)-1 {
			p.rest = ""
		}
	}
	return true
}

// year reads a year of four digits.
func (p *dateParser) year() (ok bool) {
	p.w.year, ok = p.number(4, 4)
	return ok
}

// day reads the day of a month: 22, 22nd, 1º.
func (p *dateParser) day() (ok bool) {
	if p.w.day, ok = p.number(1, 2); !ok {
		return false
	}
	for _, ending := range []string{"st", "nd", "rd", "th", "er", "º"} {
		if p.skip(ending) {
			break
		}
	}
	return true
}

// month reads the name of a month, and is 0 where there is none.
func (p *dateParser) month() int {
	word := p.word()
	n := months[strings.ToLower(word)]
	if n > 0 {
		p.rest = p.rest[len(word):]
		_ = p.skip(".")
	}
	return n
}

// weekday skips the name of a weekday.
func (p *dateParser) weekday() {
	word := p.word()
	if weekdays[strings.ToLower(word)] {
		p.rest = p.rest[len(word):]
		_ = p.skip(".")
		_ = p.skip(",")
		p.spaces()
	}
}

// word is the run of letters that comes next.
func (p *dateParser) word() string {
	for i, c := range p.rest {
		if !unicode.IsLetter(c) {
			return p.rest[:i]
		}
	}
	return p.rest
}

// number reads a number of so many digits.
func (p *dateParser) number(least, most int) (n int, ok bool) {
	digits := 0
	for digits < len(p.rest) && isDigit(p.rest[digits]) {
		if digits == most {
			return 0, false
		}
		n = n*10 + int(p.rest[digits]-'0')
		digits++
	}
	if digits < least {
		return 0, false
	}
	p.rest = p.rest[digits:]
	return n, true
}

// hours reads the two digits of an offset in front of its minutes.
func (p *dateParser) hours() (n int, ok bool) {
	if len(p.rest) < 2 || !isDigit(p.rest[0]) || !isDigit(p.rest[1]) {
		return 0, false
	}
	n = int(p.rest[0]-'0')*10 + int(p.rest[1]-'0')
	p.rest = p.rest[2:]
	return n, true
}

// spaces skips spaces of any kind, and tells whether there were some.
func (p *dateParser) spaces() bool {
	before := len(p.rest)
	for p.rest != "" {
		c, size := utf8.DecodeRuneInString(p.rest)
		if !unicode.Is(unicode.Zs, c) {
			break
		}
		p.rest = p.rest[size:]
	}
	return len(p.rest) < before
}

// skip skips a text if it comes next.
func (p *dateParser) skip(text string) (ok bool) {
	p.rest, ok = strings.CutPrefix(p.rest, text)
	return ok
}

// skipFold is skip in any case of ASCII letters.
func (p *dateParser) skipFold(text string) bool {
	ok := len(p.rest) >= len(text) && strings.EqualFold(p.rest[:len(text)], text)
	if ok {
		p.rest = p.rest[len(text):]
	}
	return ok
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
