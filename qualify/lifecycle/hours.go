package lifecycle

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/leadqual/leadqual/internal/strictjson"
	"github.com/leadqual/leadqual/qualify"
)

// Hours are the business hours of a team or a person. It is plain data.
type Hours struct {
	// TimeZone is an IANA name such as "Europe/Berlin" or "UTC". It must be
	// given; the machine's own zone, "Local", is not allowed.
	TimeZone string `json:"time_zone"`
	// Week gives the hours of each weekday, an hour a week at least.
	Week Week `json:"week"`
	// Holidays are dates without business hours.
	Holidays []Date `json:"holidays,omitempty"`
	// Special are dates whose hours differ from those of their weekday.
	Special []SpecialDay `json:"special,omitempty"`
	Note    string       `json:"note,omitempty"`
}

// A Week has the business hours of each weekday, in order. A weekday without any
// is a day off.
type Week struct {
	Monday    []Span `json:"mon,omitempty"`
	Tuesday   []Span `json:"tue,omitempty"`
	Wednesday []Span `json:"wed,omitempty"`
	Thursday  []Span `json:"thu,omitempty"`
	Friday    []Span `json:"fri,omitempty"`
	Saturday  []Span `json:"sat,omitempty"`
	Sunday    []Span `json:"sun,omitempty"`
}

// A SpecialDay is a date with hours of its own; without any it is a holiday.
type SpecialDay struct {
	Date Date   `json:"date"`
	Open []Span `json:"open,omitempty"`
	Note string `json:"note,omitempty"`
}

// A Span is a part of a day by the wall clock, in minutes after midnight: From
// is inclusive, To exclusive, and 0 <= From < To <= 1440. Its text and JSON form is "09:00-17:30"; midnight at
// the end of a day is 24:00. Hours across midnight are two spans.
type Span struct{ From, To int }

// String is the text form.
func (s Span) String() string {
	return fmt.Sprintf("%02d:%02d-%02d:%02d", s.From/60, s.From%60, s.To/60, s.To%60)
}

// MarshalText is String as bytes.
func (s Span) MarshalText() ([]byte, error) {
	if s.From < 0 || s.From >= s.To || s.To > 24*60 {
		return nil, fmt.Errorf("lifecycle: there is no span from minute %d to minute %d of a day", s.From, s.To)
	}
	return []byte(s.String()), nil
}

// UnmarshalText reads the text form; errors leave s as it was.
func (s *Span) UnmarshalText(text []byte) error {
	from, to, _ := strings.Cut(string(text), "-")
	a, okA := minuteOfDay(from)
	b, okB := minuteOfDay(to)
	if !okA || !okB || a >= b {
		return fmt.Errorf(`want hours such as "09:00-17:30", the later one last, up to 24:00; have %.40q`, text)
	}
	*s = Span{a, b}
	return nil
}

// minuteOfDay reads "09:00".
func minuteOfDay(text string) (int, bool) {
	if len(text) != 5 || text[2] != ':' {
		return 0, false
	}
	h, errH := strconv.ParseUint(text[:2], 10, 8)
	m, errM := strconv.ParseUint(text[3:], 10, 8)
	minute := int(60*h + m)
	return minute, errH == nil && errM == nil && m < 60 && minute <= 24*60
}

// A Date is a day of the calendar. Its text and JSON form is "2026-12-25".
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf is the date of an instant in its own location.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// String is the text form.
func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day) }

// Compare is negative if d is before other, positive if it is after other, and 0
// if they are the same date.
func (d Date) Compare(other Date) int {
	return cmp.Or(cmp.Compare(d.Year, other.Year), cmp.Compare(d.Month, other.Month), cmp.Compare(d.Day, other.Day))
}

// MarshalText is String as bytes.
func (d Date) MarshalText() ([]byte, error) {
	if !d.valid() {
		return nil, fmt.Errorf("lifecycle: there is no date %s", d)
	}
	return []byte(d.String()), nil
}

// UnmarshalText reads the text form; errors leave d as it was.
func (d *Date) UnmarshalText(text []byte) error {
	t, err := time.Parse(time.DateOnly, string(text))
	if err != nil || t.Year() < 1 {
		return fmt.Errorf(`want a date such as "2026-12-25", have %.40q`, text)
	}
	*d = DateOf(t)
	return nil
}

func (d Date) valid() bool {
	return d.Year >= 1 && d.Year <= 9999 && DateOf(time.Unix(d.number()*secondsPerDay, 0).UTC()) == d
}

// number counts days from 1970-01-01, which is 0 and a Thursday.
func (d Date) number() int64 {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Unix() / secondsPerDay
}

const secondsPerDay = 24 * 60 * 60

// days are the week from Sunday, as time.Weekday counts.
func (w *Week) days() [7][]Span {
	return [7][]Span{w.Sunday, w.Monday, w.Tuesday, w.Wednesday, w.Thursday, w.Friday, w.Saturday}
}

// calendar checks hours and copies what it keeps.
func (b *build) calendar(path string, h Hours) *Calendar {
	c := &Calendar{days: map[int64][]Span{}}
	switch loc, err := time.LoadLocation(h.TimeZone); {
	case h.TimeZone == "":
		b.Fail(path, qualify.CodeRequired, `give it a "time_zone" such as "Europe/Berlin"`)
	case h.TimeZone == "Local":
		b.Fail(path+".time_zone", qualify.CodeNotAllowed, "the machine's own zone differs from machine to machine: name one")
	case err != nil:
		b.Fail(path+".time_zone", qualify.CodeUnknownWord, "no time zone %q on this machine; want an IANA name such as \"Europe/Berlin\" (and import time/tzdata where the machine has none)", h.TimeZone)
	default:
		c.loc = loc
	}
	names := [7]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}
	minutes := 0
	for day, spans := range h.Week.days() {
		c.week[day] = b.spans(path+".week."+names[day], spans)
		for _, s := range c.week[day] {
			minutes += s.To - s.From
		}
	}
	if minutes < 60 {
		b.Fail(path+".week", qualify.CodeRequired, "give at least one hour a week; without hours no deadline would ever be due")
	}
	days := func(n int64, at string, d Date, open []Span) {
		if _, twice := c.days[n]; twice {
			b.Fail(at, qualify.CodeDuplicateID, "%s appears twice among holidays and special days", d)
		}
		c.days[n] = open
	}
	for i, d := range h.Holidays {
		at := strictjson.PathItem(path+".holidays", i)
		if !d.valid() {
			b.Fail(at, qualify.CodeOutOfRange, "there is no date %s", d)
		}
		days(d.number(), at, d, nil)
	}
	for i, s := range h.Special {
		at := strictjson.PathItem(path+".special", i)
		if !s.Date.valid() {
			b.Fail(at, qualify.CodeRequired, `give it a "date" such as "2026-12-24"`)
			continue
		}
		days(s.Date.number(), at, s.Date, b.spans(at+".open", s.Open))
	}
	return c
}

// spans checks the spans of a day and copies them.
func (b *build) spans(path string, spans []Span) []Span {
	for i, s := range spans {
		at := strictjson.PathItem(path, i)
		switch {
		case s.From < 0 || s.From >= s.To || s.To > 24*60:
			b.Fail(at, qualify.CodeOutOfRange, "want minutes of a day, 0 to 1440, the later one last; have %d to %d", s.From, s.To)
		case i > 0 && s.From < spans[i-1].To:
			b.Fail(at, qualify.CodeBadOrder, "%s begins before %s ends: give spans in order and apart", s, spans[i-1])
		}
	}
	return append([]Span(nil), spans...)
}
