package leadfile

import (
	"math"
	"strconv"
	"time"
)

// serial reads a number of days as spreadsheets count them, in the local time of a
// zone.
func serial(s, epoch string, zone *time.Location) (time.Time, bool) {
	for i := range len(s) {
		if (s[i] < '0' || s[i] > '9') && s[i] != '.' {
			return time.Time{}, false
		}
	}
	days, err := strconv.ParseFloat(s, 64)
	const last = 2_958_466 // behind the last day of 9999
	if err != nil || days >= last {
		return time.Time{}, false
	}
	day := math.Floor(days)
	// To the millisecond, as spreadsheets show them.
	rest := time.Duration(math.Round((days-day)*86_400_000)) * time.Millisecond
	from := time.Date(1904, time.January, 1, 0, 0, 0, 0, time.UTC)
	if epoch == excel1900 {
		// 1 is the first of January 1900, and 60 the 29th of February of that year,
		// which never was.
		from = time.Date(1899, time.December, 30, 0, 0, 0, 0, time.UTC)
		switch {
		case day < 1 || day == 60:
			return time.Time{}, false
		case day < 60:
			day++
		}
	}
	wall := from.AddDate(0, 0, int(day)).Add(rest)
	return instant(wall, zone), wall.Year() <= 9999
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
	if unit == unixMillis {
		return time.UnixMilli(n).UTC(), n >= first*1000 && n <= last*1000
	}
	return time.Unix(n, 0).UTC(), n >= first && n <= last
}
