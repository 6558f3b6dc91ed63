package lifecycle_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/leadqual/leadqual/qualify/lifecycle"
)

// office is a week of equal days.
func office(zone string, spans ...lifecycle.Span) lifecycle.Hours {
	return lifecycle.Hours{TimeZone: zone, Week: lifecycle.Week{Monday: spans, Tuesday: spans, Wednesday: spans, Thursday: spans, Friday: spans}}
}

var nineToFive = lifecycle.Span{From: 9 * 60, To: 17 * 60}

func calendar(t testing.TB, h lifecycle.Hours) *lifecycle.Calendar {
	t.Helper()
	c, err := lifecycle.NewCalendar(h)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func instant(t testing.TB, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// wall is the slow model: the hours as a person reads them, by the clock on the
// wall at the beginning of a minute. It knows nothing of offsets.
type wall struct {
	loc     *time.Location
	week    map[time.Weekday][]lifecycle.Span
	special map[lifecycle.Date][]lifecycle.Span
}

func newWall(t testing.TB, h lifecycle.Hours) wall {
	t.Helper()
	loc, err := time.LoadLocation(h.TimeZone)
	if err != nil {
		t.Fatal(err)
	}
	w := wall{loc, map[time.Weekday][]lifecycle.Span{
		time.Monday: h.Week.Monday, time.Tuesday: h.Week.Tuesday, time.Wednesday: h.Week.Wednesday, time.Thursday: h.Week.Thursday,
		time.Friday: h.Week.Friday, time.Saturday: h.Week.Saturday, time.Sunday: h.Week.Sunday,
	}, map[lifecycle.Date][]lifecycle.Span{}}
	for _, d := range h.Holidays {
		w.special[d] = nil
	}
	for _, s := range h.Special {
		w.special[s.Date] = s.Open
	}
	return w
}

func (w wall) open(t time.Time) bool {
	t = t.In(w.loc)
	year, month, day := t.Date()
	spans, special := w.special[lifecycle.Date{Year: year, Month: month, Day: day}]
	if !special {
		spans = w.week[t.Weekday()]
	}
	hour, minute, _ := t.Clock()
	return slices.ContainsFunc(spans, func(s lifecycle.Span) bool { return s.From <= 60*hour+minute && 60*hour+minute < s.To })
}

// add steps minute by minute.
func (w wall) add(t time.Time, minutes int) time.Time {
	for minutes > 0 {
		if w.open(t) {
			minutes--
		}
		t = t.Add(time.Minute)
	}
	return t
}

func (w wall) between(from, to time.Time) time.Duration {
	n := 0
	for ; from.Before(to); from = from.Add(time.Minute) {
		if w.open(from) {
			n++
		}
	}
	return time.Duration(n) * time.Minute
}

// changes are weeks with a change of the clock, both ways, in zones with rules
// of all sorts: half hours, at midnight, on the southern half, a skipped day.
var changes = []struct{ zone, around string }{
	{"Europe/Berlin", "2026-03-29T01:00:00Z"}, {"Europe/Berlin", "2026-10-25T01:00:00Z"},
	{"America/New_York", "2026-03-08T07:00:00Z"}, {"America/New_York", "2026-11-01T06:00:00Z"},
	{"Australia/Sydney", "2026-04-04T16:00:00Z"}, {"Australia/Lord_Howe", "2026-10-03T15:30:00Z"},
	{"America/Sao_Paulo", "2018-11-04T03:00:00Z"}, {"America/Sao_Paulo", "2018-02-18T02:00:00Z"},
	{"Pacific/Apia", "2011-12-30T10:00:00Z"}, {"Africa/Casablanca", "2026-02-15T02:00:00Z"},
	{"Asia/Kolkata", "2026-06-01T00:00:00Z"}, {"America/St_Johns", "2026-03-08T05:30:00Z"}, {"UTC", "2026-01-01T00:00:00Z"},
	{"Europe/London", "1971-10-31T02:00:00Z"}, {"Europe/Dublin", "2050-03-27T01:00:00Z"}, {"Antarctica/Troll", "2026-03-29T01:00:00Z"},
}

// randomHours are hours with odd spans, nights and dates of their own around an
// instant.
func randomHours(r *rand.Rand, zone string, around time.Time) lifecycle.Hours {
	spans := func() []lifecycle.Span {
		var list []lifecycle.Span
		at := 0
		for range r.IntN(4) {
			from := at + r.IntN(300)
			to := from + 1 + r.IntN(400)
			if r.IntN(8) == 0 {
				to = 24 * 60
			}
			if from >= to || to > 24*60 {
				break
			}
			list = append(list, lifecycle.Span{From: from, To: to})
			at = to + r.IntN(2)*r.IntN(60)
		}
		return list
	}
	h := lifecycle.Hours{TimeZone: zone, Week: lifecycle.Week{
		Monday: spans(), Tuesday: spans(), Wednesday: spans(), Thursday: spans(), Friday: spans(), Saturday: spans(),
		Sunday: []lifecycle.Span{{From: r.IntN(120), To: 180 + r.IntN(600)}}, // changes are on Sundays, mostly at night
	}}
	for i := range 4 {
		d := lifecycle.DateOf(around.AddDate(0, 0, 2*i-3+r.IntN(2)))
		switch r.IntN(3) {
		case 0:
			h.Holidays = append(h.Holidays, d)
		case 1:
			h.Special = append(h.Special, lifecycle.SpecialDay{Date: d, Open: spans()})
		}
	}
	return h
}

func TestCalendarAgainstMinuteSteps(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 6))
	rounds := 12
	if testing.Short() || slow {
		rounds = 3
	}
	for _, x := range changes {
		around := instant(t, x.around)
		for range rounds {
			h := randomHours(r, x.zone, around)
			c, model := calendar(t, h), newWall(t, h)
			from := around.Add(time.Duration(r.IntN(4*24*60)-3*24*60) * time.Minute)
			minutes := 1 + r.IntN(1500)
			due := model.add(from, minutes)
			if got := c.Add(from, time.Duration(minutes)*time.Minute); !got.Equal(due) {
				t.Fatalf("%+v\n%s + %d minutes: %s, want %s", h, from, minutes, got, due)
			}
			to := from.Add(time.Duration(r.IntN(5*24*60)) * time.Minute)
			if got, want := c.Between(from, to), model.between(from, to); got != want {
				t.Fatalf("%+v\n%s to %s: %s, want %s", h, from, to, got, want)
			}
			if got, want := c.IsOpen(from), model.open(from); got != want {
				t.Fatalf("%+v\nopen at %s: %t, want %t", h, from, got, want)
			}
			next := from
			for !model.open(next) {
				next = next.Add(time.Minute)
			}
			if got := c.NextOpen(from); !got.Equal(next) {
				t.Fatalf("%+v\nnext open from %s: %s, want %s", h, from, got, next)
			}
			// Between the minutes: adding is exact, and its own inverse.
			odd := from.Add(time.Duration(r.Int64N(int64(time.Minute))))
			d := 1 + time.Duration(r.Int64N(int64(20*time.Hour)))
			due = c.Add(odd, d)
			if got := c.Between(odd, due); got != d {
				t.Fatalf("%+v\nfrom %s, %s is due at %s, but %s lie between", h, odd, d, due, got)
			}
			if got := c.Between(odd, due.Add(-1)); got != d-1 {
				t.Fatalf("%+v\nfrom %s, %s is due at %s, but it was due before", h, odd, d, due)
			}
		}
	}
}

func TestCalendarAtTheChangeOfClocks(t *testing.T) {
	h := lifecycle.Hours{TimeZone: "Europe/Berlin", Week: lifecycle.Week{Sunday: []lifecycle.Span{{From: 60, To: 4 * 60}}}}
	c := calendar(t, h)
	for _, x := range []struct {
		from string
		d    time.Duration
		want string
	}{
		// 01:00 to 04:00 on the wall lasts two hours in spring ...
		{"2026-03-28T23:00:00Z", 2 * time.Hour, "2026-03-29T02:00:00Z"},
		{"2026-03-28T23:00:00Z", time.Hour + 1, "2026-03-29T01:00:00.000000001Z"},
		{"2026-03-28T23:00:00Z", 2*time.Hour + 1, "2026-04-04T23:00:00.000000001Z"},
		// ... and four in autumn.
		{"2026-10-24T20:00:00Z", 4 * time.Hour, "2026-10-25T03:00:00Z"},
		{"2026-10-24T23:30:00Z", 2 * time.Hour, "2026-10-25T01:30:00Z"},
	} {
		if got := c.Add(instant(t, x.from), x.d); got.Format(time.RFC3339Nano) != x.want {
			t.Errorf("%s + %s: %s, want %s", x.from, x.d, got.Format(time.RFC3339Nano), x.want)
		}
	}
}

func TestCalendarEdges(t *testing.T) {
	c := calendar(t, office("UTC", nineToFive))
	friday := instant(t, "2026-03-06T16:30:00Z")
	for _, x := range []struct {
		d    time.Duration
		want string
	}{
		{-time.Hour, "2026-03-06T16:30:00Z"}, {0, "2026-03-06T16:30:00Z"},
		{30 * time.Minute, "2026-03-06T17:00:00Z"}, // closing time, not Monday's opening
		{30*time.Minute + 1, "2026-03-09T09:00:00.000000001Z"},
	} {
		if got := c.Add(friday, x.d).Format(time.RFC3339Nano); got != x.want {
			t.Errorf("+ %s: %s, want %s", x.d, got, x.want)
		}
	}
	if c.IsOpen(instant(t, "2026-03-06T17:00:00Z")) || !c.IsOpen(instant(t, "2026-03-06T09:00:00Z")) {
		t.Error("a span includes its beginning and not its end")
	}
	if got := c.Between(friday, friday.Add(-time.Hour)); got != 0 {
		t.Error(got)
	}
	var always *lifecycle.Calendar
	if !always.IsOpen(friday) || !always.NextOpen(friday).Equal(friday) || !always.Add(friday, time.Hour).Equal(friday.Add(time.Hour)) ||
		always.Between(friday, friday.Add(time.Hour)) != time.Hour || always.Between(friday, friday.AddDate(-1, 0, 0)) != 0 {
		t.Error("a nil calendar is not always open")
	}
	ancient := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
	if got, most := always.Between(ancient, friday), time.Duration(1<<63-1); got != most {
		t.Error(got)
	}
	// Before 1970 days are counted downwards.
	old := instant(t, "1969-12-24T12:00:00Z") // a Wednesday
	if got := c.Add(old, 10*time.Hour); !got.Equal(instant(t, "1969-12-25T14:00:00Z")) {
		t.Error(got)
	}
}

func TestHoursAreChecked(t *testing.T) {
	good := office("Europe/Berlin", nineToFive)
	for _, x := range []struct {
		change func(*lifecycle.Hours)
		want   string
	}{
		{func(h *lifecycle.Hours) { h.TimeZone = "" }, `hours: give it a "time_zone"`},
		{func(h *lifecycle.Hours) { h.TimeZone = "Local" }, "hours.time_zone: the machine's own zone"},
		{func(h *lifecycle.Hours) { h.TimeZone = "Europe/Berlim" }, `hours.time_zone: no time zone "Europe/Berlim" on this machine`},
		{func(h *lifecycle.Hours) { h.TimeZone = "../etc/passwd" }, `no time zone "../etc/passwd"`},
		{func(h *lifecycle.Hours) { h.Week = lifecycle.Week{Sunday: []lifecycle.Span{{From: 0, To: 59}}} }, "hours.week: give at least one hour a week"},
		{func(h *lifecycle.Hours) { h.Week.Monday = []lifecycle.Span{{From: 60, To: 60}} }, "hours.week.mon[0]: want minutes of a day"},
		{func(h *lifecycle.Hours) { h.Week.Tuesday = []lifecycle.Span{{From: -1, To: 60}} }, "hours.week.tue[0]: want minutes of a day"},
		{func(h *lifecycle.Hours) { h.Week.Sunday = []lifecycle.Span{{From: 0, To: 1441}} }, "hours.week.sun[0]: want minutes of a day"},
		{func(h *lifecycle.Hours) { h.Week.Friday = []lifecycle.Span{{From: 60, To: 120}, {From: 119, To: 180}} }, "hours.week.fri[1]: 01:59-03:00 begins before 01:00-02:00 ends"},
		{func(h *lifecycle.Hours) { h.Holidays = []lifecycle.Date{{Year: 2026, Month: 2, Day: 29}} }, "hours.holidays[0]: there is no date 2026-02-29"},
		{func(h *lifecycle.Hours) {
			d := lifecycle.Date{Year: 2026, Month: 2, Day: 28}
			h.Holidays, h.Special = []lifecycle.Date{d}, []lifecycle.SpecialDay{{Date: d}}
		}, "hours.special[0]: 2026-02-28 appears twice"},
		{func(h *lifecycle.Hours) { h.Special = []lifecycle.SpecialDay{{}} }, `hours.special[0]: give it a "date"`},
	} {
		h := good
		x.change(&h)
		if _, err := lifecycle.NewCalendar(h); err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%+v: %v, want %q", h, err, x.want)
		}
	}
}

func TestHoursAreText(t *testing.T) {
	for text, want := range map[string]lifecycle.Span{"09:00-17:30": {From: 540, To: 1050}, "00:00-24:00": {From: 0, To: 1440}, "23:59-24:00": {From: 1439, To: 1440}} {
		var s lifecycle.Span
		if err := s.UnmarshalText([]byte(text)); err != nil || s != want {
			t.Errorf("%s: %v, %v", text, s, err)
		}
		if got, err := want.MarshalText(); err != nil || string(got) != text {
			t.Errorf("%v: %s, %v", want, got, err)
		}
	}
	for _, text := range []string{"", "9:00-17:00", "09:00", "17:00-09:00", "09:00-09:00", "09:00-24:01", "09:60-10:00", "+9:00-10:00", "09:00-17:00 ", "09.00-17.00"} {
		s := lifecycle.Span{From: 1, To: 2}
		if err := s.UnmarshalText([]byte(text)); err == nil || s != (lifecycle.Span{From: 1, To: 2}) {
			t.Errorf("%q: %v, %v", text, s, err)
		}
	}
	if _, err := (lifecycle.Span{From: 5, To: 5}).MarshalText(); err == nil {
		t.Error("an empty span is written")
	}
	var d lifecycle.Date
	if err := d.UnmarshalText([]byte("2028-02-29")); err != nil || d != (lifecycle.Date{Year: 2028, Month: 2, Day: 29}) || d.String() != "2028-02-29" {
		t.Error(d, err)
	}
	for _, text := range []string{"2026-02-29", "26-02-01", "2026-2-1", "0000-01-01", "x"} {
		if err := d.UnmarshalText([]byte(text)); err == nil || d.Year != 2028 {
			t.Errorf("%q: %v, %v", text, d, err)
		}
	}
	if _, err := (lifecycle.Date{Year: 2026, Month: 13, Day: 1}).MarshalText(); err == nil {
		t.Error("a month 13 is written")
	}
}

func BenchmarkAdd(b *testing.B) {
	c := calendar(b, office("Europe/Berlin", nineToFive))
	for _, hours := range []int{1, 40, 1000} {
		b.Run(fmt.Sprint(hours, "h"), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.Add(start, time.Duration(hours)*time.Hour)
			}
		})
	}
}
