package profile

import "time"

// dates is what has been seen of a column's dates.
type dates struct {
	n                    int
	forms                map[string]*tally
	dayOnly, monthOnly   tally
	either               tally
	future, old, ancient tally
	placeholder          tally
	days                 map[int32]*kept
	manyDays             bool
	least, most          time.Time
}

const (
	mostForms = 20
	mostDays  = 4096
)

func (d *dates) add(s seen, at place, text []byte, asOf time.Time) {
	d.n++
	form := d.forms[s.Form]
	if form == nil && len(d.forms) < mostForms {
		if d.forms == nil {
			d.forms = map[string]*tally{}
		}
		form = &tally{}
		d.forms[s.Form] = form
	}
	if form != nil {
		form.add(at, text)
	}
	t, early := s.DayFirst, s.MonthFirst
	switch {
	case t.Equal(early):
	case early.IsZero():
		d.dayOnly.add(at, text)
		early = t
	case t.IsZero():
		d.monthOnly.add(at, text)
		t = early
	default:
		d.either.add(at, text)
		if early.After(t) {
			t, early = early, t
		}
	}
	if d.least.IsZero() || t.Before(d.least) {
		d.least = t
	}
	if t.After(d.most) {
		d.most = t
	}
	switch year := t.Year(); {
	case placeholderDays[t.Format(time.DateOnly)]:
		d.placeholder.add(at, text)
	case year < 1900:
		d.ancient.add(at, text)
	case year < 1970:
		d.old.add(at, text)
	case !asOf.IsZero() && early.After(asOf):
		d.future.add(at, text)
	}
	of := int32(t.Unix() / 86400)
	k := d.days[of]
	if k == nil {
		if len(d.days) == mostDays {
			d.manyDays = true
			return
		}
		if d.days == nil {
			d.days = map[int32]*kept{}
		}
		k = &kept{first: at}
		d.days[of] = k
	}
	k.n++
}

// placeholderDays are what programs write where they have no date.
var placeholderDays = map[string]bool{
	"1970-01-01": true, "1969-12-31": true, "1900-01-01": true, "1899-12-30": true, "1899-12-31": true, "1901-01-01": true, "1601-01-01": true,
	"0001-01-01": true, "1753-01-01": true, "9999-12-31": true, "2099-12-31": true, "2999-12-31": true, "2100-01-01": true, "1980-01-01": true, "1904-01-01": true,
}

// mostFrequent is the day that came most, the earliest of as many.
func (d *dates) mostFrequent() (of int32, k *kept) {
	for day, have := range d.days {
		if k == nil || have.n > k.n || have.n == k.n && day < of {
			of, k = day, have
		}
	}
	return of, k
}
