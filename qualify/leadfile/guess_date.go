package leadfile

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// dateTally counts the texts of a column that are dates, by what they say of the
// order of day and month.
type dateTally struct {
	fits, clock, zone int // dates; with a time of day; that says its zone
	dots              int // dates with points between numbers, of which the order is open
	day, month, both  int // with the day first, the month first, and either
	ofDay, ofMonth    []Word
	named             int // with a name of a zone that nothing explains
	odd               []Word
	short             []shortYear
}

// A shortYear is a way to write dates with two digits for the year, as a Go layout
// with the day first.
type shortYear struct {
	layout string
	count  int
}

const maxShortYears = 4

// Patterns, compiled when a file is guessed at.
var (
	twoDigits = pattern(`^(\d{1,2})([-/.])(\d{1,2})([-/.])(\d{2})($|[T ,].*$)`)
	timeOfDay = pattern(`^(T| |, )\d{1,2}:\d{2}(:\d{2})?( ?)(AM|PM|am|pm)?$`)
	zoneName  = pattern(`\d ?\(?[A-Z]{3,4}\)?$`)
)

func pattern(text string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })
}

func (m *dateTally) add(text string, n, line int) {
	if len(text) > 80 {
		m.odd = countWord(m.odd, text, n, line, maxOdd)
		return
	}
	full, layout := fullYear(text)
	w, ok := readWritten(full, nil)
	isDay, isMonth := ok && w.is(dayFirst), ok && w.is(monthFirst)
	if !isDay && !isMonth {
		m.odd = countWord(m.odd, text, n, line, maxOdd)
		if cut := zoneName().FindStringIndex(text); cut != nil {
			if w, ok := readWritten(text[:cut[0]+1], nil); ok && (w.is(dayFirst) || w.is(monthFirst)) {
				m.named += n
			}
		}
		return
	}
	if layout != "" {
		at := slices.IndexFunc(m.short, func(s shortYear) bool { return s.layout == layout })
		if at < 0 && len(m.short) == maxShortYears {
			m.odd = countWord(m.odd, text, n, line, maxOdd)
			return
		} else if at < 0 {
			at = len(m.short)
			m.short = append(m.short, shortYear{layout: layout})
		}
		m.short[at].count += n
	}
	m.fits += n
	if strings.Contains(text, ":") {
		m.clock += n
	}
	if w.zone != nil {
		m.zone += n
	}
	if w.first == 0 {
		return
	}
	if strings.Count(text, ".") >= 2 {
		m.dots += n
	}
	switch {
	case isDay && isMonth && w.first != w.second:
		m.both += n
	case isDay && isMonth:
	case isDay:
		m.day += n
		m.ofDay = countWord(m.ofDay, text, n, line, maxOdd)
	default:
		m.month += n
		m.ofMonth = countWord(m.ofMonth, text, n, line, maxOdd)
	}
}

// is tells whether there is such a day, in the order.
func (w *written) is(order string) bool {
	at, ok := w.at(order, time.UTC)
	return ok && at.Year() >= 1900 && at.Year() < 2200
}

// fullYear writes a year of two digits with four, as Go reads it, and gives the layout
// of such a date. Other texts stay as they are.
func fullYear(text string) (full, layout string) {
	if len(text) < len("1/2/06") || !isDigit(text[0]) {
		return text, ""
	}
	p := twoDigits().FindStringSubmatch(text)
	if p == nil || p[2] != p[4] {
		return text, ""
	}
	century := "20"
	if p[5] >= "69" {
		century = "19"
	}
	full, layout = p[1]+p[2]+p[3]+p[4]+century+p[5]+p[6], "2"+p[2]+"1"+p[4]+"06"
	if p[6] == "" {
		return full, layout
	}
	t := timeOfDay().FindStringSubmatch(p[6])
	if t == nil {
		return text, ""
	}
	hour := "15"
	if t[4] != "" {
		hour = "3"
	}
	layout += t[1] + hour + ":04"
	if t[2] != "" {
		layout += ":05"
	}
	layout += t[3]
	switch {
	case t[4] == "":
	case t[4] < "a":
		layout += "PM"
	default:
		layout += "pm"
	}
	return full, layout
}

// asDates reads all as dates.
func (m *tally) asDates(h hints) reading {
	d := &m.dates
	r := reading{typ: "time", fits: d.fits, odd: slices.Clone(d.odd), natural: d.fits > 0}
	if d.fits == 0 && d.named == 0 {
		return r
	}
	order, reason, doubt := d.order(h)
	switch order {
	case dayFirst:
		r.fits -= d.month
		r.odd = append(r.odd, d.ofMonth...)
	case monthFirst:
		r.fits -= d.day
		r.odd = append(r.odd, d.ofDay...)
	}
	var layouts []string
	if order != oneMeaning {
		layouts = append(layouts, order)
	}
	for _, s := range d.short {
		if len(layouts) == 0 {
			layouts = append(layouts, dayFirst)
		}
		layout := s.layout
		if order == monthFirst {
			layout = "1" + layout[1:2] + "2" + layout[3:]
		}
		layouts = append(layouts, layout)
	}
	if layouts != nil {
		r.guess.Dates = &Dates{Layouts: layouts}
	}
	if d.named > 0 {
		doubt = and(doubt, "names of time zones mean nothing by themselves: say under \"zones\" what each is")
	}
	if d.clock > d.zone {
		doubt = and(doubt, "times of day have no zone and are taken as UTC: say the \"time_zone\"")
	}
	r.guess.Reason, r.guess.Doubt = reason, doubt
	return r
}

// order decides by all dates whether the day or the month comes first.
func (m *dateTally) order(h hints) (order, reason, doubt string) {
	switch {
	case m.day+m.month+m.both == 0:
		return oneMeaning, "dates that can be read in one way only", ""
	case m.day > 0 && m.month > 0:
		order = dayFirst
		if m.month > m.day {
			order = monthFirst
		}
		return order, fmt.Sprintf("%d dates have the day first, %d the month", m.day, m.month), "both orders of day and month are there: the file mixes two ways to write dates"
	case m.day > 0:
		return dayFirst, fmt.Sprintf("the day is first: %d have a number above 12 there", m.day), ""
	case m.month > 0:
		return monthFirst, fmt.Sprintf("the month is first: %d have a number above 12 behind it", m.month), ""
	case m.dots == m.both:
		return dayFirst, "dates with points have the day first", ""
	case h.order != oneMeaning:
		return h.order, "the order of day and month is that of other columns", ""
	}
	return dayFirst, "dates", noOrder
}

// noOrder is the doubt of dates that fit both orders.
const noOrder = "no date tells whether day or month is first: the day is taken to be"

// asDateNumbers reads numbers as the dates that they can be.
func (m *tally) asDateNumbers() reading {
	n := &m.numbers
	r := reading{typ: "time", odd: slices.Clone(n.odd)}
	for _, c := range []struct {
		count        int
		layout, what string
	}{
		{n.serial, excel1900, "days since 1900, as spreadsheets count them"}, {n.unix, unixSeconds, "seconds since 1970"},
		{n.unixMS, unixMillis, "milliseconds since 1970"}, {n.compact, compactDate, "year, month and day without signs"},
	} {
		if c.count > r.fits {
			r.fits = c.count
			r.guess = Guess{Dates: &Dates{Layouts: []string{c.layout}}, Reason: "numbers that are " + c.what, Doubt: "they may be numbers that are no dates"}
			if c.layout == excel1900 {
				r.guess.Doubt = "a spreadsheet of an old Mac counts from 1904: " + excel1904
			}
		}
	}
	return r
}
