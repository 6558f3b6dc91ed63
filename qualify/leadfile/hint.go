package leadfile

import (
	"bytes"
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"
)

// notations are the usual ways to write digits.
var notations = []Numbers{
	{Thousands: ","}, {Decimal: ","}, {Decimal: ",", Thousands: "."}, {Thousands: " "}, {Decimal: ",", Thousands: " "}, {Thousands: "'"}, {Decimal: ",", Thousands: "'"},
}

// usualUnits are what people write behind numbers and mean by it.
var usualUnits = map[string]float64{
	"k": 1e3, "K": 1e3, "T": 1e3, "Tsd": 1e3, "Tsd.": 1e3, "thousand": 1e3, "mil": 1e3,
	"m": 1e6, "M": 1e6, "MM": 1e6, "mm": 1e6, "Mio": 1e6, "Mio.": 1e6, "mio": 1e6, "mln": 1e6, "mn": 1e6, "million": 1e6, "Million": 1e6, "millions": 1e6, "Millionen": 1e6,
	"B": 1e9, "b": 1e9, "bn": 1e9, "Bn": 1e9, "Mrd": 1e9, "Mrd.": 1e9, "mrd": 1e9, "mld": 1e9, "billion": 1e9, "Billion": 1e9, "Milliarden": 1e9,
	"lakh": 1e5, "Lakh": 1e5, "L": 1e5, "crore": 1e7, "Crore": 1e7, "Cr": 1e7, "cr": 1e7,
	"万": 1e4, "億": 1e8, "亿": 1e8,
}

// hint is what Numbers would read the text: with the fewest additions, in each
// notation that gives another number.
func (r *numberReader) hint(text []byte) string {
	var hints []string
	var found []float64
	for _, add := range additions(text) {
		for i := range len(notations) + 1 {
			n := r.as
			if i > 0 {
				if !r.allows(&notations[i-1]) {
					continue
				}
				n.Decimal, n.Thousands = notations[i-1].Decimal, notations[i-1].Thousands
			}
			add(&n)
			candidate := newNumberReader(&n)
			have, _, ok := candidate.read(text)
			if !ok || slices.Contains(found, have) {
				continue
			}
			found = append(found, have)
			hints = append(hints, asJSON(n))
			if i == 0 {
				break // it was not the notation
			}
		}
		if len(hints) > 0 {
			hint := `"numbers": ` + strings.Join(hints, " or ")
			if r.ranges == "" && strings.Contains(hint, `"range":`) {
				hint += `, or "high", or "middle"`
			}
			return hint
		}
	}
	return ""
}

// strips are the Numbers for which more texts mean nothing.
func (r *numberReader) strips(texts ...string) string {
	n := r.as
	n.Strip = slices.Concat(n.Strip, texts)
	return `"numbers": ` + asJSON(n)
}

// allows tells whether the signs of a notation are those that the map says, as far as
// it says some.
func (r *numberReader) allows(n *Numbers) bool {
	return (r.as.Decimal == "" || r.decimal == cmp.Or(n.Decimal, ".")) && (r.thousands == "" || r.thousands == n.Thousands)
}

// additions are what a map may have to add for a text to be a number, the least
// first.
func additions(text []byte) []func(*Numbers) {
	units, strip := map[string]float64{}, []string(nil)
	for _, word := range bytes.FieldsFunc(text, func(c rune) bool { return !unicode.IsLetter(c) && c != '.' || unicode.IsDigit(c) }) {
		word := strings.TrimLeft(string(word), ".")
		if factor, ok := usualUnits[word]; ok {
			units[word] = factor
		} else if word != "" && !slices.ContainsFunc(spanSigns, func(s string) bool { return strings.TrimSpace(s) == word }) {
			strip = append(strip, word)
		}
	}
	slices.Sort(strip)
	strip = slices.Compact(strip)
	withUnits := func(n *Numbers) {
		all := maps.Clone(n.Units)
		if all == nil {
			all = map[string]float64{}
		}
		maps.Copy(all, units)
		n.Units = all
	}
	withStrip := func(n *Numbers) { n.Strip = slices.Concat(n.Strip, strip) }
	list := []func(*Numbers){func(*Numbers) {}}
	if bytes.IndexByte(text, '%') >= 0 {
		list = append(list, func(n *Numbers) { n.Percent = true })
	}
	if len(units) > 0 {
		list = append(list, withUnits)
	}
	if len(strip) > 0 {
		list = append(list, withStrip)
	}
	if len(units) > 0 && len(strip) > 0 {
		list = append(list, func(n *Numbers) { withUnits(n); withStrip(n) })
	}
	for _, add := range list[:len(list):len(list)] {
		list = append(list, func(n *Numbers) { add(n); n.Range = rangeLow })
	}
	return list
}

// hint is what Dates would read the text.
func (r *dateReader) hint(s string) string {
	if name, ok := r.unnamedZone(s); ok {
		return `"dates": {"zones": {` + quoted(name) + ": " + quoted(cmp.Or(usualZones[name], "+00:00")) + "}}, or what else it means"
	}
	names := layoutsFor(s)
	if !slices.Contains(r.names, dayFirst) && !slices.Contains(r.names, monthFirst) {
		names = slices.Concat([]string{"date", "datetime", "rfc3339", dayFirst, monthFirst}, names)
	}
	var hints []string
	var found []time.Time
	for _, name := range names {
		candidate := newDateReader(&Dates{Layouts: []string{name}}, func(string, string) {})
		if at, ok := candidate.read([]byte(s)); ok && !slices.Contains(found, at) {
			found = append(found, at)
			hints = append(hints, `{"layouts": `+asJSON(slices.Concat(r.names, []string{name}))+"}")
		}
	}
	if len(hints) == 0 {
		return ""
	}
	return `"dates": ` + strings.Join(hints, " or ")
}

// usualZones are what names of zones mean most often.
var usualZones = map[string]string{
	"WET": "+00:00", "BST": "+01:00", "CET": "+01:00", "CEST": "+02:00", "MEZ": "+01:00", "MESZ": "+02:00", "EET": "+02:00", "EEST": "+03:00", "MSK": "+03:00",
	"EST": "-05:00", "EDT": "-04:00", "CST": "-06:00", "CDT": "-05:00", "MST": "-07:00", "MDT": "-06:00", "PST": "-08:00", "PDT": "-07:00",
	"IST": "+05:30", "SGT": "+08:00", "HKT": "+08:00", "JST": "+09:00", "KST": "+09:00", "AEST": "+10:00", "AEDT": "+11:00", "NZST": "+12:00", "NZDT": "+13:00",
}

// layoutsFor are layouts that a text with so many digits may be written in.
func layoutsFor(s string) []string {
	whole, _, _ := strings.Cut(s, ".")
	switch {
	case allDigits([]byte(s)) && len(s) == len("20260102"):
		return []string{"20060102"}
	case allDigits([]byte(whole)) && len(whole) == len("45983"):
		return []string{excel1900}
	case allDigits([]byte(s)) && len(s) == len("1700000000"):
		return []string{unixSeconds}
	case allDigits([]byte(s)) && len(s) == len("1700000000000"):
		return []string{unixMillis}
	}
	list := []string{"2-Jan-06", "2 Jan 06"}
	for _, separator := range []string{"/", ".", "-"} {
		list = append(list, strings.Join([]string{"2", "1", "06"}, separator), strings.Join([]string{"1", "2", "06"}, separator))
	}
	return list
}

// unnamedZone is the name of a zone in a text that would be a date if the map said
// what it means.
func (r *dateReader) unnamedZone(s string) (string, bool) {
	for _, word := range strings.FieldsFunc(s, func(c rune) bool { return c == ' ' || c == '(' || c == ')' }) {
		if !isZoneName(word) || len(word) > len("CHADT") || r.zones[word] != nil {
			continue
		}
		candidate := *r
		candidate.zones = maps.Clone(r.zones)
		if candidate.zones == nil {
			candidate.zones = map[string]*time.Location{}
		}
		candidate.zones[word] = time.UTC
		if _, ok := candidate.read([]byte(s)); ok {
			return word, true
		}
	}
	return "", false
}
