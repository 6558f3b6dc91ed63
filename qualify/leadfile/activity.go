package leadfile

import (
	"math"
	"time"

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
}

// part is what a column says of an activity.
type part uint8

// Without the first three there is no activity.
const (
	partType part = iota
	partAt
	partCount
	partChannel
	partURL
	partSubject
	partCampaign
	partValue
)

// longest bounds days_ago and spread_days, so that they are durations.
const longest = 36500

// activity prepares an entry that stands at a path of the map.
func (c *checker) activity(at string, a *Activity) {
	out := mappedActivity{spread: c.days(at+".spread_days", a.SpreadDays)}
	for _, f := range []struct {
		key   string
		part  part
		kind  kind
		field *Field
	}{
		{"type", partType, textKind, a.Type},
		{"at", partAt, timeKind, a.At},
		{"count", partCount, numberKind, a.Count},
		{"channel", partChannel, textKind, a.Channel},
		{"url", partURL, textKind, a.URL},
		{"subject", partSubject, textKind, a.Subject},
		{"campaign", partCampaign, textKind, a.Campaign},
		{"value", partValue, numberKind, a.Value},
	} {
		if f.field == nil {
			continue
		}
		place := at + "." + f.key
		if f.field.Type != "" {
			c.fail(place+".type", qualify.CodeNotAllowed, "only custom fields have a type of your choice")
		}
		out.parts = append(out.parts, mappedPart{c.column(place, place, f.kind, f.field), f.part})
	}
	if a.Type == nil {
		c.fail(at+".type", qualify.CodeRequired, `give the "type", such as {"value": "page_view"}`)
	}
	switch {
	case a.At == nil && a.DaysAgo == nil:
		c.fail(at, qualify.CodeRequired, `say when it was: "at" is a column or path with a date, "days_ago" the same for every lead`)
	case a.At != nil && a.DaysAgo != nil:
		c.fail(at+".days_ago", qualify.CodeNotAllowed, `give "at" or "days_ago", not both`)
	case a.DaysAgo != nil:
		out.ago = c.days(at+".days_ago", *a.DaysAgo)
		c.mapping.needsAsOf = true
	}
	c.mapping.activities = append(c.mapping.activities, out)
}

// days is a number of 86,400-second days as a duration.
func (c *checker) days(at string, days float64) time.Duration {
	if !(days >= 0 && days <= longest) {
		c.fail(at, qualify.CodeOutOfRange, "want 0 to %d days", longest)
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
}

// activity reads one entry of the map and adds to the lead what it tells.
func (r *Reader) activity(a *boundActivity, lead *qualify.Lead) *RowError {
	one, count := qualify.Activity{}, 1
	known := true
	for i := range a.parts {
		p := &a.parts[i]
		v, bad := r.value(&p.boundColumn)
		if bad != nil {
			return bad
		}
		if !v.known {
			known = known && p.part > partCount
			continue
		}
		switch p.part {
		case partType:
			one.Type = v.text
		case partAt:
			one.At = v.at
		case partCount:
			switch {
			case v.number >= 0 && v.number <= MaxCount && v.number == math.Trunc(v.number):
				count = int(v.number)
			case p.lenient:
				known = false
			default:
				return r.bad(&p.boundColumn, "want a whole number from 0 to 10000")
			}
		case partChannel:
			one.Channel = v.text
		case partURL:
			one.URL = v.text
		case partSubject:
			one.Subject = v.text
		case partCampaign:
			one.Campaign = v.text
		case partValue:
			one.Value = v.number
		}
	}
	if !known || count == 0 {
		return nil
	}
	newest := one.At
	if newest.IsZero() {
		newest = r.asOf.Add(-a.ago)
	}
	step := a.spread / time.Duration(count)
	for i := range count {
		one.At = newest.Add(-time.Duration(i) * step)
		lead.Activities = append(lead.Activities, one)
	}
	return nil
}
