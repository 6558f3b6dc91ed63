package leadfile

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// namedLayouts are the layouts that a map may call by a name. Those for Unix
// times have none.
var namedLayouts = map[string]string{
	"rfc3339":  time.RFC3339,
	"date":     time.DateOnly,
	"datetime": time.DateTime,
	"unix":     "",
	"unix_ms":  "",
}

// dateReader reads instants as a Dates says.
type dateReader struct {
	layouts []string // Go layouts, "unix" and "unix_ms"
	zone    *time.Location
}

// newDateReader reports what is wrong with a Dates by the key it is at.
func newDateReader(d *Dates, fail func(key, message string)) dateReader {
	if d == nil {
		d = &Dates{}
	}
	r := dateReader{zone: time.UTC}
	if d.TimeZone != "" {
		zone, err := loadZone(d.TimeZone)
		if err != nil {
			fail("time_zone", err.Error())
		} else {
			r.zone = zone
		}
	}
	layouts := d.Layouts
	if len(layouts) == 0 {
		layouts = []string{"rfc3339", "date"}
	}
	for i, layout := range layouts {
		if named, ok := namedLayouts[layout]; ok {
			if named != "" {
				layout = named
			}
		} else if err := checkLayout(layout); err != nil {
			fail(fmt.Sprintf("layouts[%d]", i), err.Error())
			continue
		}
		r.layouts = append(r.layouts, layout)
	}
	return r
}

// checkLayout refuses a layout that loses the day, or that rests on the names
// of zones, which mean one thing here and another there.
func checkLayout(layout string) error {
	if strings.Contains(layout, "MST") {
		return fmt.Errorf("%s: a zone's abbreviation is ambiguous: have the file written with offsets (-0700), or give time_zone", shown(layout))
	}
	day := time.Date(2031, time.December, 28, 0, 0, 0, 0, time.UTC)
	if got, err := time.Parse(layout, day.Format(layout)); err != nil || !got.Equal(day) {
		return fmt.Errorf("%s shows no year, month and day: write the second of January 2006, 15:04:05, as the file would, such as %q", shown(layout), "02/01/2006 15:04")
	}
	return nil
}

func loadZone(name string) (*time.Location, error) {
	if at, err := time.Parse("-07:00", name); err == nil {
		_, offset := at.Zone()
		return time.FixedZone("", offset), nil
	}
	if name == "Local" { // the machine's, which no decision may depend on
		return nil, fmt.Errorf(`give a zone by name ("Europe/Rome") or offset ("+05:30")`)
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf(`there is no time zone %s: give a name such as "Europe/Rome", or an offset such as "+05:30"`, shown(name))
	}
	return zone, nil
}

// read reads a text without white space around it. The instant is in UTC.
func (r *dateReader) read(text []byte) (time.Time, bool) {
	s := string(text)
	for _, layout := range r.layouts {
		switch layout {
		case "unix", "unix_ms":
			if t, ok := unix(s, layout); ok {
				return t, true
			}
		default:
			if t, err := time.ParseInLocation(layout, s, r.zone); err == nil && !t.IsZero() {
				return t.UTC(), true
			}
		}
	}
	return time.Time{}, false
}

// unix reads a whole number of seconds or milliseconds.
func unix(s, unit string) (time.Time, bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		// A spreadsheet's, or a JSON number: 1.7e9.
		f, err := strconv.ParseFloat(s, 64)
		if err != nil || f != math.Trunc(f) || math.Abs(f) > 1<<53 {
			return time.Time{}, false
		}
		n = int64(f)
	}
	// Years 1 to 9999, which RFC 3339 can write, so that the lead has a JSON.
	const first, last = -62135596799, 253402300799
	if unit == "unix_ms" {
		return time.UnixMilli(n).UTC(), n >= first*1000 && n <= last*1000
	}
	return time.Unix(n, 0).UTC(), n >= first && n <= last
}
