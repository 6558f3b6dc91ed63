package leadfile

import (
	"fmt"
	"strings"
	"time"
)

func loadZone(name string) (*time.Location, error) {
	if at, err := time.Parse("-07:00", name); err == nil {
		_, offset := at.Zone()
		return time.FixedZone("", offset), nil
	}
	if name == "Local" || name == "" { // the machine's, which no decision may depend on
		return nil, fmt.Errorf(`give a zone by name ("Europe/Rome") or offset ("+05:30")`)
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf(`there is no time zone %s: give a name such as "Europe/Rome", or an offset such as "+05:30"`, shown(name))
	}
	return zone, nil
}

// instant is when clocks in a zone show what clocks in UTC show at wall. Of a time
// that they show twice it is the first; one that they skip is taken as if they had
// not been put forward yet. Package time promises neither.
func instant(wall time.Time, zone *time.Location) time.Time {
	if zone == time.UTC {
		return wall
	}
	offset := func(at time.Time) time.Duration {
		_, seconds := at.In(zone).Zone()
		return time.Duration(seconds) * time.Second
	}
	// Zones are at most 14 hours from UTC, and change once in two days at most.
	before, after := offset(wall.Add(-24*time.Hour)), offset(wall.Add(24*time.Hour))
	first := wall.Add(-before)
	if second := wall.Add(-after); offset(first) != before && offset(second) == after {
		return second
	}
	return first
}

// isZoneName tells whether a text may be the abbreviation of a zone.
func isZoneName(s string) bool {
	for _, c := range s {
		if !(c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z') {
			return false
		}
	}
	return len(s) >= 2
}

// cutZone takes the name of a zone off the end of a text, and is the zone that the
// text is in.
func (r *dateReader) cutZone(s string) (string, *time.Location) {
	rest := strings.TrimRight(s, ")")
	at := strings.LastIndexAny(rest, " (") + 1
	if zone := r.zones[rest[at:]]; zone != nil && at > 0 {
		return strings.TrimRight(rest[:at], " ("), zone
	}
	return s, r.zone
}
