package profile

import (
	"math"
	"slices"
)

// numbers is what has been seen of a column's numbers.
type numbers struct {
	n                       int
	zero, negative          tally
	fraction                tally
	written, ranges, serial tally // in other ways than digits; days of a spreadsheet
	nines                   map[float64]*tally
	least, most             float64
	first                   map[int]*kept // by decade and tenth of it, of positive numbers
	unit                    int           // 0 and 1 alone, as check boxes have
}

const perDecade = 10

func (u *numbers) add(s seen, at place, text []byte) {
	x := s.Number
	if u.n++; u.n == 1 {
		u.least, u.most = x, x
	}
	u.least, u.most = min(u.least, x), max(u.most, x)
	if x == 0 || x == 1 {
		u.unit++
	}
	switch {
	case x == 0 && !s.Range:
		u.zero.add(at, text)
	case x < 0:
		u.negative.add(at, text)
	}
	if x != math.Trunc(x) {
		u.fraction.add(at, text)
	}
	if s.Range {
		u.ranges.add(at, text)
	} else if !s.Plain {
		u.written.add(at, text)
	}
	if x >= 15000 && x < 75000 && s.Plain {
		u.serial.add(at, text)
	}
	if placeholderNumber(x) {
		t := u.nines[x]
		if t == nil {
			if u.nines == nil {
				u.nines = map[float64]*tally{}
			}
			t = &tally{}
			u.nines[x] = t
		}
		t.add(at, text)
	}
	if x > 0 {
		bin := int(math.Floor(math.Log10(x) * perDecade))
		k := u.first[bin]
		if k == nil {
			if u.first == nil {
				u.first = map[int]*kept{}
			}
			k = &kept{first: at}
			u.first[bin] = k
		}
		k.n++
	}
}

// placeholderNumber tells whether a number is one that people type where they
// have none: nines alone, or ascending digits.
func placeholderNumber(x float64) bool {
	switch x {
	case 999, 9999, 99999, 999999, 9999999, 99999999, 999999999, 9999999999, -1, -9, -99, -999, -9999, 12345, 123456, 1234567, 12345678, 123456789, 1234567890:
		return true
	}
	return false
}

// bins are those of the positive numbers, in order.
func (u *numbers) bins() []int {
	var all []int
	for b := range u.first {
		all = append(all, b)
	}
	slices.Sort(all)
	return all
}

// countAbove is how many positive numbers are in bins from one on.
func (u *numbers) count(from, to int) (n int) {
	for b, k := range u.first {
		if b >= from && b < to {
			n += k.n
		}
	}
	return n
}

// median is the bin in the middle of those between two.
func (u *numbers) median(from, to int) int {
	half, n := (u.count(from, to)+1)/2, 0
	for _, b := range u.bins() {
		if b < from || b >= to {
			continue
		}
		if n += u.first[b].n; n >= half {
			return b
		}
	}
	return from
}

// otherUnit finds numbers apart from most, by about the factor between two units
// of one thing.
func (u *numbers) otherUnit() (count int, first place, factor float64, low, ok bool) {
	bins := u.bins()
	all := u.count(math.MinInt, math.MaxInt)
	if all < 30 {
		return 0, first, 0, false, false
	}
	for i := 1; i < len(bins); i++ {
		if gap := bins[i] - bins[i-1] - 1; gap < 5 {
			continue
		}
		below, above := u.count(math.MinInt, bins[i]), u.count(bins[i], math.MaxInt)
		few := min(below, above)
		if few < 2 || 4*few > all {
			continue
		}
		apart := u.median(bins[i], math.MaxInt) - u.median(math.MinInt, bins[i])
		factor = 0
		switch {
		case apart >= 26 && apart <= 34:
			factor = 1e3
		case apart >= 57 && apart <= 63:
			factor = 1e6
		case apart >= 17 && apart <= 23:
			factor = 100
		}
		if factor == 0 || factor == 100 && !(u.most <= 100 && u.most > 1.5 && below > 0) {
			continue
		}
		if below < above {
			return below, u.firstOf(math.MinInt, bins[i]), factor, true, true
		}
		return above, u.firstOf(bins[i], math.MaxInt), factor, false, true
	}
	return 0, first, 0, false, false
}

// firstOf is the first place of a number in bins.
func (u *numbers) firstOf(from, to int) (first place) {
	found := false
	for _, b := range u.bins() {
		if k := u.first[b]; b >= from && b < to && (!found || before(k.first, first)) {
			first, found = k.first, true
		}
	}
	return first
}

func before(a, b place) bool {
	return a.file < b.file || a.file == b.file && a.line < b.line
}

// outliers are numbers that are more than a thousand times what all but one in a
// hundred are.
func (u *numbers) outliers() (count int, first place, ok bool) {
	bins := u.bins()
	all := u.count(math.MinInt, math.MaxInt)
	if all < 50 {
		return 0, first, false
	}
	for i := len(bins) - 1; i > 0; i-- {
		count += u.first[bins[i]].n
		if 50*count > all {
			return 0, first, false
		}
		if bins[i]-bins[i-1] > 20 {
			return count, u.firstOf(bins[i], math.MaxInt), true
		}
	}
	return 0, first, false
}
