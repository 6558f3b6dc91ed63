package leadfile

import (
	"maps"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/leadqual/leadqual/internal/strictjson"
	"github.com/leadqual/leadqual/qualify"
)

// mappedActivity is an Activity made ready to read.
type mappedActivity struct {
	parts  []mappedPart
	ago    time.Duration // before the instant of decision; an at says otherwise
	spread time.Duration
}

// mappedPart is a column and what it says of an activity.
type mappedPart struct {
	column column
	part   part
	name   string // of the activity's field, as qualify.Activity.Set has it
}

// part is what a column says of an activity.
type part uint8

// Where one of these is unknown there is no activity.
const (
	partType part = iota
	partAt
	partCount
	partOther
)

// longest bounds days_ago and spread_days, so that they are durations.
const longest = 36500

// activityKinds are the kinds of an activity's fields, by their names.
var activityKinds = func() map[string]kind {
	all := map[string]kind{}
	for _, f := range qualify.ActivityFields() {
		all[f.Name] = kinds[f.Type]
	}
	return all
}()

// own are the entry's fields, which fill those of an activity with the same
// names, and the count.
func (a *Activity) own(yield func(name string, f *Field)) {
	v := reflect.ValueOf(a).Elem()
	for i := range v.NumField() {
		if f, ok := v.Field(i).Interface().(*Field); ok && f != nil {
			name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
			yield(name, f)
		}
	}
}

// activity prepares an entry that stands at a path of the map.
func (c *checker) activity(at string, a *Activity) {
	out := mappedActivity{spread: c.days(at+".spread_days", a.SpreadDays)}
	a.own(func(name string, f *Field) {
		place := at + "." + name
		k, p := activityKinds[name], partOther
		switch name {
		case "type":
			p = partType
		case "at":
			p = partAt
		case "count":
			k, p = numberKind, partCount
		}
		if f.Type != "" {
			c.Fail(place+".type", qualify.CodeNotAllowed, "only custom fields have a type of your choice")
		}
		out.parts = append(out.parts, mappedPart{c.column(place, place, k, nil, f), p, name})
	})
	for _, name := range slices.Sorted(maps.Keys(a.Custom)) {
		f := a.Custom[name]
		place, fact := strictjson.PathKey(at+".custom", name), "activities.custom."+name
		if k, ok := c.customKind(place, fact, &f); ok {
			out.parts = append(out.parts, mappedPart{c.column(place, place, k, c.facts[fact].Enum, &f), partOther, "custom." + name})
		}
	}
	if a.ID != nil && a.Count != nil {
		c.Fail(at+".id", qualify.CodeNotAllowed, `an id is of one activity: leave it out, or the "count"`)
	}
	if a.Type == nil {
		c.Fail(at+".type", qualify.CodeRequired, `give the "type", such as {"value": "page_view"}`)
	}
	switch {
	case a.At == nil && a.DaysAgo == nil:
		c.Fail(at, qualify.CodeRequired, `say when it was: "at" is a column or path with a date, "days_ago" the same for every lead`)
	case a.At != nil && a.DaysAgo != nil:
		c.Fail(at+".days_ago", qualify.CodeNotAllowed, `give "at" or "days_ago", not both`)
	case a.DaysAgo != nil:
		out.ago = c.days(at+".days_ago", *a.DaysAgo)
		c.mapping.needsAsOf = true
	}
	c.mapping.activities = append(c.mapping.activities, out)
}

// days is a number of 86,400-second days as a duration.
func (c *checker) days(at string, days float64) time.Duration {
	if !(days >= 0 && days <= longest) {
		c.Fail(at, qualify.CodeOutOfRange, "want 0 to %d days", longest)
		return 0
	}
	return time.Duration(days * float64(24*time.Hour))
}

// boundActivity is a mappedActivity of one reader.
type boundActivity struct {
	parts  []boundPart
	ago    time.Duration
	spread time.Duration
}

// boundPart is a mappedPart of one reader.
type boundPart struct {
	boundColumn
	part part
	name string
}

// activity reads one entry of the map and adds to the lead, which is decided as of
// an instant, what it tells.
func (r *Reader) activity(a *boundActivity, lead *qualify.Lead, asOf time.Time) {
	one, count := qualify.Activity{}, 1
	known := true
	for i := range a.parts {
		p := &a.parts[i]
		v := r.value(&p.boundColumn)
		if !v.known {
			known = known && p.part == partOther
			continue
		}
		switch p.part {
		case partCount:
			switch {
			case v.number >= 0 && v.number <= MaxCount && v.number == math.Trunc(v.number):
				count = int(v.number)
			case p.lenient:
				known = false
				r.drop(&p.boundColumn)
			default:
				known = false
				r.problem(&p.boundColumn, &fault{reason: "want a whole number from 0 to 10000, have " + strconv.FormatFloat(v.number, 'g', -1, 64)})
			}
		default:
			_ = one.Set(p.name, v.boxed) // which is of the field's kind
		}
	}
	if !known || count == 0 {
		return
	}
	newest := one.At
	if newest.IsZero() {
		newest = asOf.Add(-a.ago)
	}
	step := a.spread / time.Duration(count)
	for i := range count {
		one.At = newest.Add(-time.Duration(i) * step)
		lead.Activities = append(lead.Activities, one)
	}
}
