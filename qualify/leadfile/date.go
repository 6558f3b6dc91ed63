package leadfile

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/leadqual/leadqual/internal/strictjson"
)

// namedLayouts are the layouts that a map may call by a name. Those that are no Go
// layouts have none.
var namedLayouts = map[string]string{
	"rfc3339":   time.RFC3339,
	"date":      time.DateOnly,
	"datetime":  time.DateTime,
	unixSeconds: "",
	unixMillis:  "",
	excel1900:   "",
	excel1904:   "",
	dayFirst:    "",
	monthFirst:  "",
}

// Layouts that are no Go layouts. The first is the default, and has no name.
const (
	oneMeaning  = ""
	dayFirst    = "day_first"
	monthFirst  = "month_first"
	unixSeconds = "unix"
	unixMillis  = "unix_ms"
	excel1900   = "excel"
	excel1904   = "excel_1904"
)

// dateReader reads instants as a Dates says.
type dateReader struct {
	layouts []layout
	names   []string // as the map has the layouts
	zone    *time.Location
	zones   map[string]*time.Location // by their names in texts
}

// layout is one way to write an instant.
type layout struct {
	name   string // of one that is no Go layout
	layout string // a Go layout, "" if it is none
	local  bool   // it shows no offset
}

// newDateReader reports what is wrong with a Dates by the key it is at.
func newDateReader(d *Dates, fail func(key, message string)) dateReader {
	if d == nil {
		d = &Dates{}
	}
	r := dateReader{zone: time.UTC, names: d.Layouts}
	if d.TimeZone != "" {
		zone, err := loadZone(d.TimeZone)
		if err != nil {
			fail("time_zone", err.Error())
		} else {
			r.zone = zone
		}
	}
	for _, name := range slices.Sorted(maps.Keys(d.Zones)) {
		zone, err := loadZone(d.Zones[name])
		if err == nil && !isZoneName(name) {
			err = fmt.Errorf("want the name of a zone as it stands in the file, such as CET, and not %s", shown(name))
		}
		if err != nil {
			fail(strictjson.PathKey("zones", name), err.Error())
			continue
		}
		if r.zones == nil {
			r.zones = make(map[string]*time.Location, len(d.Zones))
		}
		r.zones[name] = zone
	}
	for i, name := range d.Layouts {
		text, named := namedLayouts[name]
		if !named {
			if err := checkLayout(name); err != nil {
				fail(fmt.Sprintf("layouts[%d]", i), err.Error())
				continue
			}
			text = name
		}
		r.layouts = append(r.layouts, layout{name, text, text != "" && !showsOffset(text)})
	}
	if len(d.Layouts) == 0 {
		r.layouts = defaultLayouts
	}
	return r
}

// defaultLayouts begin with those that most files have.
var defaultLayouts = []layout{{layout: time.RFC3339}, {layout: time.DateOnly, local: true}, {name: oneMeaning}}

// checkLayout refuses a layout that loses the day, or that rests on the names
// of zones, which mean one thing here and another there.
func checkLayout(layout string) error {
	if strings.Contains(layout, "MST") {
		return fmt.Errorf(`%s: a zone's abbreviation is ambiguous: leave it out, and say under "zones" what each means, or have the file written with offsets (-0700)`, shown(layout))
	}
	day := time.Date(2031, time.December, 28, 0, 0, 0, 0, time.UTC)
	if got, err := time.Parse(layout, day.Format(layout)); err != nil || !got.Equal(day) {
		return fmt.Errorf("%s shows no year, month and day: write the second of January 2006, 15:04:05, as the file would, such as %q", shown(layout), "02/01/2006 15:04")
	}
	return nil
}

// showsOffset tells whether the texts of a Go layout say how far from UTC they are.
func showsOffset(layout string) bool {
	at := time.Date(2031, time.December, 28, 0, 0, 0, 0, time.UTC)
	there := time.Date(2031, time.December, 28, 0, 0, 0, 0, time.FixedZone("", 5*3600))
	return at.Format(layout) != there.Format(layout)
}

// read reads a text without white space around it. The instant is in UTC, in the
// years 1 to 9999, which RFC 3339 can write, and not the zero one, which is unknown.
func (r *dateReader) read(text []byte) (time.Time, bool) {
	s := string(text)
	for i := range r.layouts {
		if at, ok := r.readAs(&r.layouts[i], s); ok {
			at = at.UTC()
			if year := at.Year(); year >= 1 && year <= 9999 && !at.IsZero() {
				return at, true
			}
		}
	}
	return time.Time{}, false
}

func (r *dateReader) readAs(l *layout, s string) (time.Time, bool) {
	switch l.name {
	case unixSeconds, unixMillis:
		return unix(s, l.name)
	case excel1900, excel1904:
		return serial(s, l.name, r.zone)
	}
	if l.layout == "" {
		w, ok := readWritten(s, r.zones)
		if !ok {
			return time.Time{}, false
		}
		return w.at(l.name, r.zone)
	}
	zone := r.zone
	if r.zones != nil {
		s, zone = r.cutZone(s)
	}
	if l.layout == time.DateOnly && len(s) != len(time.DateOnly) || l.layout == time.RFC3339 && len(s) < len("2006-01-02T15:04:05Z") {
		return time.Time{}, false // without the error that package time makes
	}
	at, err := time.Parse(l.layout, s)
	if l.local && zone != time.UTC {
		at = instant(at, zone)
	}
	return at, err == nil
}
