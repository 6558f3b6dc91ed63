package leadfile

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// numberTally count the texts of a column that are numbers, by how they are
// written.
type numberTally struct {
	forms   []numberForm
	fits    int
	odd     []Word // first of the others
	readers map[spelling]*numberReader
	// Texts that stand at them.
	strip, currency, unit []Word
	// Of those that are numbers:
	percent, ranges               int
	zeros                         int // with needless zeros in front
	plus                          int // with a plus in front
	large                         int // whole, of 1000 and more, without signs between digits
	long                          int // of more than 11 digits
	serial, unix, unixMS, compact int // that could be dates
	least, most                   float64
	seen                          int // in least and most
}

// A numberForm is a way to write numbers: the signs between groups of three and
// before the decimals, 0 where there are none. One that is not sure is either.
type numberForm struct {
	thousands, decimal rune
	unsure             bool // one sign with three digits behind it
	count              int
	first              []Word
}

func (f *numberForm) plain() bool { return f.thousands == 0 && f.decimal == 0 }

func (f *numberForm) is(g *numberForm) bool {
	return f.thousands == g.thousands && f.decimal == g.decimal && f.unsure == g.unsure
}

// numberText is what one text is as a number.
type numberText struct {
	form               numberForm
	digits             string // of the mantissa, without signs
	value              float64
	strip              []string
	currency, unit     string
	percent            bool
	plus, minus, zeros bool
}

func (m *numberTally) add(text string, n, line int) {
	t, upper, isRange, ok := numberOrRange(text)
	if !ok || !m.reads(text, &t, &upper, isRange) {
		m.odd = countWord(m.odd, text, n, line, maxOdd)
		return
	}
	m.fits += n
	if isRange {
		m.ranges += n
	}
	m.strips(upper, n, line)
	if t.form.plain() {
		t.form.thousands, t.form.decimal, t.form.unsure = upper.form.thousands, upper.form.decimal, upper.form.unsure
	}
	t.percent = t.percent || upper.percent
	m.strips(t, n, line)
	m.count(t, text, n, line)
}

// A spelling is all that a reader has to be told of one number or range.
type spelling struct {
	thousands, decimal rune
	percent, isRange   bool
	strip, unit        string
}

// reads tells whether a reader that is told how the text is written reads it.
func (m *numberTally) reads(text string, low, high *numberText, isRange bool) bool {
	if _, ok := plain([]byte(text), 0); ok { // whole, as most are
		return true
	}
	s := spelling{
		thousands: cmp.Or(low.form.thousands, high.form.thousands), decimal: cmp.Or(low.form.decimal, high.form.decimal, '.'),
		percent: low.percent || high.percent, isRange: isRange,
		strip: strings.Join(append(slices.Clone(low.strip), high.strip...), "\n"), unit: low.unit + "\n" + high.unit,
	}
	unsure := low.form.unsure || high.form.unsure
	if unsure && s.thousands != 0 {
		unsure, s.decimal = false, '.'
		if s.thousands == '.' {
			s.decimal = ','
		}
	}
	if ok := m.reader(s).reads(text); !ok || !unsure {
		return ok
	}
	s.thousands = s.decimal
	s.decimal = '.' + ',' - s.thousands // the other one
	return m.reader(s).reads(text)
}

func (r *numberReader) reads(text string) bool {
	_, _, ok := r.read([]byte(text))
	return ok
}

// reader is that of a spelling.
func (m *numberTally) reader(s spelling) *numberReader {
	if r := m.readers[s]; r != nil {
		return r
	}
	n := &Numbers{Decimal: string(s.decimal), Percent: s.percent}
	if s.thousands != 0 {
		n.Thousands = string(s.thousands)
	}
	if s.strip != "" {
		n.Strip = strings.Split(s.strip, "\n")
	}
	if s.isRange {
		n.Range = rangeLow
	}
	for _, unit := range strings.Fields(s.unit) {
		if n.Units == nil {
			n.Units = map[string]float64{}
		}
		n.Units[unit] = multiples[strings.ToLower(unit)]
	}
	r := newNumberReader(n)
	if m.readers == nil || len(m.readers) == maxSpellings {
		m.readers = map[spelling]*numberReader{}
	}
	m.readers[s] = &r
	return &r
}

// maxSpellings is how many readers are kept.
const maxSpellings = 50

// isEnd tells whether it may be an end of a range: 555-0100 is none.
func (t *numberText) isEnd() bool { return !t.plus && !t.minus && !t.zeros }

// strips counts what stands around a number.
func (m *numberTally) strips(t numberText, n, line int) {
	for _, s := range t.strip {
		m.strip = countWord(m.strip, s, n, line, 16)
	}
	if t.currency != "" {
		m.currency = countWord(m.currency, t.currency, n, line, 16)
	}
	if t.unit != "" {
		m.unit = countWord(m.unit, t.unit, n, line, 16)
	}
}

func (m *numberTally) count(t numberText, text string, n, line int) {
	at := slices.IndexFunc(m.forms, func(f numberForm) bool {
		return f.is(&t.form)
	})
	if at < 0 {
		at = len(m.forms)
		m.forms = append(m.forms, t.form)
	}
	m.forms[at].count += n
	m.forms[at].first = countWord(m.forms[at].first, text, n, line, maxOdd)
	for _, c := range []struct {
		is    bool
		count *int
	}{
		{t.percent, &m.percent}, {t.plus, &m.plus}, {t.zeros, &m.zeros},
		{t.form.thousands == 0 && t.form.decimal == 0 && t.value >= 1000, &m.large},
		{len(t.digits) > 11, &m.long},
	} {
		if c.is {
			*c.count += n
		}
	}
	v := t.value
	if t.minus {
		v = -v
	}
	if m.seen == 0 {
		m.least, m.most = v, v
	}
	m.seen += n
	m.least, m.most = min(m.least, v), max(m.most, v)
	for _, c := range []struct {
		layout string
		first  float64
		behind float64
		count  *int
	}{
		{excel1900, 20_000, 60_000, &m.serial}, {unixSeconds, 1e9, 2.2e9, &m.unix}, {unixMillis, 1e12, 2.2e12, &m.unixMS}, {compactDate, 19_000_101, 21_000_101, &m.compact},
	} {
		if v < c.first || v >= c.behind || len(text) > 20 {
			continue
		}
		l := layout{name: c.layout}
		if c.layout == compactDate {
			l.layout = compactDate
		}
		if _, ok := (&dateReader{zone: time.UTC}).readAs(&l, text); ok {
			*c.count += n
		}
	}
}

// compactDate is the layout of dates without signs.
const compactDate = "20060102"

// asNumbers reads all as numbers of one form.
func (m *tally) asNumbers(h hints) reading {
	n := &m.numbers
	r := reading{typ: "number", fits: n.fits, odd: slices.Clone(n.odd)}
	decimal, reason, doubt := n.decimal(h)
	var thousands rune
	groups := map[rune]int{}
	for _, f := range n.forms {
		sign := f.thousands
		if f.unsure && f.decimal != decimal {
			sign = f.decimal
		}
		if sign != 0 && sign != decimal {
			if groups[sign] += f.count; groups[sign] > groups[thousands] || thousands == 0 {
				thousands = sign
			}
		}
	}
	for _, f := range n.forms {
		sign := f.thousands
		if f.unsure && f.decimal != decimal {
			sign, f.decimal = f.decimal, 0
		}
		if f.decimal != 0 && f.decimal != decimal || sign != 0 && sign != thousands {
			r.fits -= f.count
			r.odd = append(r.odd, f.first...)
		}
	}
	r.fits = max(r.fits, 0)
	out := &Numbers{Percent: n.percent > 0}
	if decimal != '.' {
		out.Decimal = string(decimal)
	}
	if thousands != 0 {
		out.Thousands = string(thousands)
	}
	for _, w := range n.strip {
		out.Strip = append(out.Strip, w.Text)
	}
	if len(n.currency) > 1 { // which is an error unless they are listed
		for _, w := range n.currency {
			out.Strip = append(out.Strip, w.Text)
		}
		doubt = and(doubt, "amounts in more than one currency would be read as the same")
	}
	for _, w := range n.unit {
		if out.Units == nil {
			out.Units = map[string]float64{}
		}
		out.Units[w.Text] = multiples[strings.ToLower(w.Text)]
		if unsureUnits[strings.ToLower(w.Text)] {
			doubt = and(doubt, fmt.Sprintf("%q is taken for %g", w.Text, out.Units[w.Text]))
		}
	}
	if n.ranges > 0 {
		out.Range = rangeLow
		doubt = and(doubt, fmt.Sprintf("%d are ranges: the lowest number of each is taken", n.ranges))
	}
	if out.Decimal != "" || out.Thousands != "" || out.Percent || out.Strip != nil || out.Units != nil || out.Range != "" {
		r.guess.Numbers = out
	}
	if out.Percent && n.percent < n.fits {
		doubt = and(doubt, "some numbers have a percent sign and others have none")
	}
	r.guess.Reason, r.guess.Doubt = reason, doubt
	// Ids, postcodes and telephone numbers are no amounts.
	r.natural = n.fits > 0 && n.zeros == 0 && n.plus*2 < n.fits && n.long*2 < n.fits
	return r
}

// unsureUnits mean another number elsewhere.
var unsureUnits = set("m", "mm", "b", "md", "mil", "billion")

// decimal decides on the decimal sign by all numbers.
func (m *numberTally) decimal(h hints) (sign rune, reason, doubt string) {
	sure, unsure := map[rune]int{}, map[rune]int{}
	for _, f := range m.forms {
		switch {
		case f.unsure:
			unsure[f.decimal] += f.count
		case f.decimal != 0:
			sure[f.decimal] += f.count
		case f.thousands == '.':
			sure[','] += f.count
		case f.thousands == ',':
			sure['.'] += f.count
		}
	}
	points, commas := sure['.'], sure[',']
	if h.whole && len(m.unit) == 0 && slices.ContainsFunc(m.forms, func(f numberForm) bool { return f.decimal != 0 && !f.unsure }) {
		defer func() { doubt = and(doubt, "they count something, and some have decimals") }()
	}
	switch {
	case points > 0 && commas > 0:
		sign, other := '.', commas
		if commas > points {
			sign, other = ',', points
		}
		return sign, fmt.Sprintf("most have %q for decimals", sign), fmt.Sprintf("%d are written the other way round", other)
	case points > 0:
		return '.', "numbers with a decimal point", ""
	case commas > 0:
		return ',', "numbers with a decimal comma", ""
	case unsure['.']+unsure[','] == 0:
		return '.', "whole numbers", ""
	}
	sign, other := '.', ',' // as the one of thousands is a comma
	if unsure['.'] > unsure[','] {
		sign, other = ',', '.'
	}
	reason = fmt.Sprintf("%q stands before three digits in %d of %d", other, unsure[other], m.fits)
	switch {
	case unsure[sign] > 0:
		return sign, reason, "both \".\" and \",\" stand before three digits: one of them is the decimal sign"
	case h.whole && h.decimal == other:
		return sign, reason + ", and these numbers count something", fmt.Sprintf("in other columns %q is the decimal sign", other)
	case h.whole:
		return sign, reason + ", and these numbers count something", ""
	case h.decimal == sign:
		return sign, "the decimal sign is that of other columns", ""
	case h.decimal != 0:
		return other, "the decimal sign is that of other columns", fmt.Sprintf("%q stands before three digits, and may part thousands here", other)
	case m.large > 0:
		return other, reason + fmt.Sprintf(", and %d numbers of 1000 and more have none", m.large), fmt.Sprintf("%q may also part thousands", other)
	}
	return sign, reason, fmt.Sprintf("%q is taken to part thousands; it may be the decimal sign", other)
}
