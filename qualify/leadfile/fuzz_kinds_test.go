package leadfile

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"testing"
	"time"
)

// FuzzNumber writes a number in a style and holds what is read of it to exact
// arithmetic, and any text to strconv, as far as that reads it.
func FuzzNumber(f *testing.F) {
	f.Add("1200", uint64(1234567), uint8(2), uint16(0xffff))
	f.Add("(1.5)", uint64(7), uint8(0), uint16(0x0123))
	f.Add("50-200", uint64(999), uint8(3), uint16(0x1010))
	f.Add("1e308", uint64(math.MaxUint64), uint8(19), uint16(0x0808))
	f.Fuzz(func(t *testing.T, s string, n uint64, places uint8, style uint16) {
		plain := newNumberReader(nil)
		have, currency, ok := plain.read([]byte(s))
		if want, err := strconv.ParseFloat(s, 64); err == nil && strings.Trim(s, "0123456789.+-eE") == "" {
			if !ok || have != want {
				t.Fatalf("%q: %v, %t, want %v", s, have, ok, want)
			}
		} else if ok && currency == "" && strings.Trim(s, "0123456789.eE") == "" {
			t.Fatalf("%q is %v, and no number", s, have)
		}
		text, as, want := written10(n, int(places)%20, style)
		r := newNumberReader(as)
		if have, _, ok := r.read([]byte(text)); !ok || have != want {
			t.Fatalf("%+v: %q is %v, %t, want %v", as, text, have, ok, want)
		}
	})
}

// written10 writes n/10^places in a style, and is what to make of it.
func written10(n uint64, places int, style uint16) (text string, as *Numbers, want float64) {
	as = &Numbers{Percent: true, Units: map[string]float64{"k": 1000, "dozen": 12, "bp": 0.0001}}
	pick := func(texts ...string) string {
		i := int(style) % len(texts)
		style /= uint16(len(texts))
		return texts[i]
	}
	as.Decimal = pick(".", ",")
	as.Thousands = pick("", map[string]string{".": ",", ",": "."}[as.Decimal], " ", "'")
	digits := strconv.FormatUint(n, 10)
	if len(digits) <= places {
		digits = strings.Repeat("0", places+1-len(digits)) + digits
	}
	whole, fraction := digits[:len(digits)-places], digits[len(digits)-places:]
	if as.Thousands != "" {
		for i := len(whole) - 3; i > 0; i -= 3 {
			whole = whole[:i] + as.Thousands + whole[i:]
		}
	}
	if text = whole; fraction != "" {
		text += as.Decimal + fraction
	}
	exact := new(big.Rat).SetFrac(new(big.Int).SetUint64(n), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil))
	unit := pick("", " k", "dozen", "bp", "%", " %")
	factor := map[string]*big.Rat{"": big.NewRat(1, 1), "k": big.NewRat(1000, 1), "dozen": big.NewRat(12, 1), "bp": big.NewRat(1, 10_000), "%": big.NewRat(1, 100)}
	exact.Mul(exact, factor[strings.TrimSpace(unit)])
	text = pick("", "$", "€ ") + text + unit
	switch pick("", "-", "()", "behind") {
	case "-":
		text, exact = "-"+text, exact.Neg(exact)
	case "()":
		text, exact = "("+text+")", exact.Neg(exact)
	case "behind":
		text, exact = text+"-", exact.Neg(exact)
	}
	want, _ = exact.Float64()
	return text, as, want
}

// FuzzDate writes an instant in a layout and holds what is read of it to the instant,
// and any text to package time, as far as that reads it.
func FuzzDate(f *testing.F) {
	f.Add("2026-11-22T10:00:00Z", int64(1_795_341_600), uint8(0))
	f.Add("22 Nov 2026 10:00", int64(0), uint8(7))
	f.Add("01/02/2026", int64(-1), uint8(12))
	f.Fuzz(func(t *testing.T, s string, seconds int64, style uint8) {
		quiet := func(string, string) {}
		free := newDateReader(nil, quiet)
		have, ok := free.read([]byte(s))
		for _, layout := range []string{time.RFC3339, time.DateOnly, time.DateTime} {
			want, err := time.Parse(layout, s)
			year := want.UTC().Year()
			if err == nil && year >= 1 && year <= 9999 && !want.IsZero() && (!ok || !have.Equal(want)) {
				t.Fatalf("%q is %v, %t, and by %s %v", s, have, ok, layout, want)
			}
		}
		if ok && (have.Year() < 1 || have.Year() > 9999 || have.Location() != time.UTC) {
			t.Fatalf("%q is %v", s, have)
		}

		const lastSecond = 253402300799
		at := time.Unix(((seconds%lastSecond)+lastSecond)%lastSecond, 0).UTC()
		layouts := []string{
			time.RFC3339, time.DateTime, "2006/1/2 15:04:05", "2 Jan 2006 15:04:05", "Jan 2, 2006 3:04:05 PM", "02-Jan-2006 15:04:05", "Monday, January 2, 2006 15:04:05",
			time.RFC1123, time.RFC1123Z, time.UnixDate, "Mon Jan 02 2006 15:04:05 GMT-0700 (MST)",
			"2/1/2006 15:04:05", "02.01.2006 15:04:05", "2-1-2006 3:04:05 pm", "1/2/2006 3:04:05 PM", "01.02.2006, 15:04:05",
		}
		layout := layouts[int(style)%len(layouts)]
		text := at.Format(layout)
		order := map[bool]string{true: dayFirst, false: monthFirst}[strings.HasPrefix(layout, "2") || strings.HasPrefix(layout, "02.")]
		said := newDateReader(&Dates{Layouts: []string{order}}, quiet)
		if have, ok := said.read([]byte(text)); !ok || !have.Equal(at) {
			t.Fatalf("%s: %q is %v, %t, want %v", order, text, have, ok, at)
		}
		open := strings.ContainsAny(layout[1:3], "/.-") && !strings.Contains(layout, "Jan") && at.Day() <= 12 && at.Day() != int(at.Month())
		if have, ok := free.read([]byte(text)); ok == open || ok && !have.Equal(at) {
			t.Fatalf("%q is %v, %t, want %v, unless it fits two orders: %t", text, have, ok, at, open)
		}
		// A serial number counts days from an epoch, one of which was none.
		days := int(seconds%2_900_000+2_900_000) % 2_900_000
		want := time.Date(1899, 12, 31, 0, 0, 0, 0, time.UTC).AddDate(0, 0, days)
		if days > 60 {
			want = want.AddDate(0, 0, -1)
		}
		excel := newDateReader(&Dates{Layouts: []string{excel1900}}, quiet)
		if have, ok := excel.read([]byte(strconv.Itoa(days))); ok != (days > 0 && days != 60) || ok && !have.Equal(want) {
			t.Fatalf("%d is %v, %t, want %v", days, have, ok, want)
		}
	})
}
