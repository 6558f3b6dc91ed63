package leadfile

import "testing"

// Numbers as people write them, and what the map has to say for that.
func TestWrittenNumbers(t *testing.T) {
	units := map[string]float64{"k": 1000, "M": 1e6, "Mio": 1e6, "Mio.": 1e6, "dozen": 12, "bp": 0.0001, "third": 1.0 / 3}
	plain := &Numbers{}
	german := &Numbers{Decimal: ",", Thousands: ".", Strip: []string{"EUR", "ca."}}
	spaced := &Numbers{Thousands: " ", Decimal: ","}
	swiss := &Numbers{Thousands: "'"}
	unit := &Numbers{Units: units, Percent: true}
	low := &Numbers{Range: "low", Units: units, Percent: true, Thousands: ",", Strip: []string{"employees", "Employees", "people"}}
	high, middle := *low, *low
	high.Range, middle.Range = "high", "middle"
	const none = -999
	for _, c := range []struct {
		as   *Numbers
		text string
		want float64
	}{
		{plain, "(1200)", -1200}, {plain, "( 1200 )", -1200}, {plain, "1200-", -1200}, {plain, "1200 -", -1200}, {plain, "\u22125", -5}, {plain, "(-5)", none}, {plain, "-(5)", none},
		{plain, "(5", none}, {plain, "5)", none}, {plain, "()", none}, {plain, "-5-", none}, {plain, "--5", none}, {plain, "5+", none}, {plain, "5--", none}, {plain, "- 5", -5},
		{plain, "$5", 5}, {plain, "5 €", 5}, {plain, "€5", 5}, {plain, "($5)", -5}, {plain, "$(5)", -5}, {plain, "-$5", -5}, {plain, "$-5", -5}, {plain, "£5", 5}, {plain, "₹5", 5}, {plain, "$5$", none}, {plain, "$€5", none},
		{plain, "5 USD", none}, {plain, "$", none}, {plain, "$-", none}, {plain, "5 kr", none}, {plain, "1.2 M", none}, {plain, "50-200", none}, {plain, "200+", none}, {plain, "12%", none},
		{plain, "\u00a05\u200b", 5}, {plain, "1 234", none}, {plain, "0123", 123}, {plain, "999999999999999", 999999999999999}, {plain, "9007199254740993", 9007199254740992}, {plain, "1.23E+11", 123e9},
		{german, "1.200,50 €", 1200.5}, {german, "ca. 1.200 EUR", 1200}, {german, "(1.200,50)", -1200.5}, {german, "1.200,50-", -1200.5}, {german, "1.2", none},
		{spaced, "1 234 567,5", 1234567.5}, {spaced, "1\u00a0234\u202f567", 1234567}, {spaced, "1\u2009234", 1234}, {spaced, "12 34", none}, {spaced, "1  234", none},
		{swiss, "1'234'567.5", 1234567.5}, {swiss, "1’234", 1234}, {&Numbers{Thousands: "’"}, "1'234", 1234},
		{unit, "1.2 M", 1200000}, {unit, "1.2M", 1200000}, {unit, "1.1k", 1100}, {unit, "3 Mio", 3e6}, {unit, "3 Mio.", 3e6}, {unit, "-1.5k", -1500}, {unit, "(1.5k)", -1500}, {unit, "$1.5M", 1.5e6}, {unit, "1.5M $", 1.5e6},
		{unit, "2.5 dozen", 30}, {unit, "0.1 dozen", 1.2}, {unit, "35 bp", 0.0035}, {unit, "1e3k", 1e6}, {unit, "1k%", none}, {unit, "1kM", none}, {unit, "1m", none}, {unit, "k", none}, {unit, "M1", none},
		{unit, "12 %", 0.12}, {unit, "(12 %)", -0.12}, {unit, "1e999999999k", none}, {unit, "1e99999999999999999999k", none},
		{low, "50-200", 50}, {&high, "50-200", 200}, {&middle, "50-200", 125}, {low, "50 to 200", 50}, {&high, "50 – 200", 200}, {&high, "50—200", 200}, {low, "201-500 employees", 201}, {&high, "201-500 employees", 500},
		{low, "1,001-5,000", 1001}, {&high, "1,001-5,000", 5000}, {low, "200+", 200}, {&high, "200+", 200}, {&middle, "200+", 200}, {low, "10,001+ employees", 10001}, {low, ">1000", 1000}, {low, "> 1,000", 1000}, {low, "≥ 5", 5}, {low, ">=5", 5},
		{low, "<50", 0}, {&high, "<50", 50}, {&middle, "<50", 25}, {&high, "<= 50", 50}, {&high, "up to 50", 50}, {&high, "Less than 50 people", 50}, {low, "5 or more", 5}, {low, "More than 5", 5},
		{low, "1-5 M", 1e6}, {&high, "1-5 M", 5e6}, {low, "500-1k", 500}, {&high, "500-1k", 1000}, {low, "10k-50k", 10000}, {&middle, "$1M - $5M", 3e6}, {low, "$1M to $10M", 1e6}, {low, "$1-$5", 1}, {low, "$1-€5", none}, {low, "10-20%", 0.1}, {&high, "10%-20%", 0.2}, {low, "10%-20", none},
		{low, "1.1-1.2k", 1100}, {low, "200-50", none}, {low, "1-2-3", none}, {low, "01-02", none}, {low, "2026-01-02", none}, {low, "0-10", 0}, {low, "0.5-1", 0.5}, {low, "-", none}, {low, "5-", -5}, {low, "-5", -5}, {low, "-5-10", none}, {low, "5--10", none}, {low, "+5", 5}, {low, "-5+", none}, {low, "<-5", none},
		{low, "< ", none}, {low, "+", none}, {low, "to 5", none}, {low, "7", 7}, {low, "1e3", 1000}, {low, "10-Jan", none}, {low, "1,001 – 5,000 Employees", 1001}, {low, "<$50", 0}, {&high, "<$1M", 1e6}, {low, "$50+", 50}, {low, "€5 - 10", 5},
	} {
		r := newNumberReader(c.as)
		have, _, ok := r.read([]byte(c.text))
		if !ok {
			have = none
		}
		if have != c.want {
			t.Errorf("%+v: %q is %v, want %v", c.as, c.text, have, c.want)
		}
	}
}
