package lint

import (
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/leadqual/leadqual/qualify"
)

// least is the lead with everything left out that does not matter, and plain
// values for the rest: it is decided differently still.
func (d *differ) least(t trial) trial {
	s := &shrinking{trial: t.clone()}
	before, after := d.old.engine.NewDecider(), d.new.engine.NewDecider()
	s.differs = func(t trial) bool { return d.differs(before.Decide(t.lead, t.at), after.Decide(t.lead, t.at)) }
	s.try(func(t *trial) { t.shift(asOf()) })
	for range 3 { // what is left out may make way for more
		was := s.steps
		s.facts()
		s.activities()
		if s.steps == was {
			break
		}
	}
	return s.trial
}

// shrinking makes a lead smaller as long as it is decided differently.
type shrinking struct {
	trial
	differs func(trial) bool
	steps   int
}

// try keeps a change by which the lead is still decided differently.
func (s *shrinking) try(change func(*trial)) bool {
	next := s.clone()
	if change(&next); !s.differs(next) {
		return false
	}
	s.trial = next
	s.steps++
	return true
}

// simpler tries values in the place of another, the plainest first.
func simpler[T any](s *shrinking, values []T, set func(*trial, T)) {
	for _, v := range values {
		if s.try(func(t *trial) { set(t, v) }) {
			return
		}
	}
}

// facts leaves out facts of the lead, or gives them plainer values.
func (s *shrinking) facts() {
	paths := make([]string, 0, 40)
	for _, f := range qualify.LeadFields() {
		paths = append(paths, f.Name)
	}
	for _, name := range sortedKeys(s.lead.Custom) {
		paths = append(paths, "custom."+name)
	}
	for _, path := range sortedKeys(s.lead.Seen) {
		s.try(func(t *trial) { delete(t.lead.Seen, path) })
	}
	if s.lead.Seen != nil && len(s.lead.Seen) == 0 {
		s.lead.Seen = nil
	}
	for _, path := range paths {
		v, err := s.lead.Get(path)
		if v == nil || err != nil || path == "id" {
			continue // the id is as plain as any
		}
		if s.try(func(t *trial) { _ = t.lead.Set(path, nil) }) {
			continue
		}
		set := func(t *trial, v any) { _ = t.lead.Set(path, v) }
		simpler(s, plainer(v, s.at), set)
	}
	if len(s.lead.Custom) == 0 {
		s.lead.Custom = nil
	}
}

// activities leaves out activities, half of them first, and fields of those that
// are left, or gives them plainer values.
func (s *shrinking) activities() {
	for step := max(1, len(s.lead.Activities)/2); step > 0 && len(s.lead.Activities) > 0; step /= 2 {
		for at := 0; at+step <= len(s.lead.Activities); {
			if !s.try(func(t *trial) { t.lead.Activities = slices.Delete(t.lead.Activities, at, at+step) }) {
				at += step
			}
		}
	}
	if len(s.lead.Activities) == 0 {
		s.lead.Activities = nil
	}
	const most = 50 // each field of each activity takes a few decisions
	for i := range s.lead.Activities[:min(most, len(s.lead.Activities))] {
		s.try(func(t *trial) { t.lead.Activities[i].Custom = nil })
		for _, f := range qualify.ActivityFields() {
			a := &s.lead.Activities[i]
			v, err := a.Get(f.Name)
			if v == nil || err != nil {
				continue
			}
			set := func(t *trial, v any) { _ = t.lead.Activities[i].Set(f.Name, v) }
			if f.Name != "at" && f.Name != "type" && s.try(func(t *trial) { set(t, nil) }) {
				continue
			}
			if f.Name == "type" && s.try(func(t *trial) { set(t, "other") }) {
				continue
			}
			simpler(s, plainer(v, s.at), set)
		}
	}
}

// plainer are plainer values than one, the plainest first: fewer digits, whole
// days ago, and texts as they are mostly written.
func plainer(v any, now time.Time) (out []any) {
	switch v := v.(type) {
	case float64:
		for _, x := range []float64{0, 1, math.Trunc(v), math.Ceil(v)} {
			out = append(out, x)
		}
		for digits := 1; digits < 15; digits++ {
			x, _ := strconv.ParseFloat(strconv.FormatFloat(v, 'e', digits-1, 64), 64)
			out = append(out, x)
		}
		if i := slices.Index(out, any(v)); i >= 0 { // what follows is no plainer
			out = out[:i]
		}
	case bool:
	case string:
		out = append(out, "other")
	case []string:
		out = append(out, []string{})
		for i := range v {
			out = append(out, v[i:i+1])
		}
	case time.Time:
		days := now.Sub(v).Hours() / 24
		for _, d := range []float64{0, 1, math.Trunc(days), math.Ceil(days)} {
			out = append(out, now.Add(-time.Duration(d*24)*time.Hour))
		}
		for _, unit := range []time.Duration{time.Hour, time.Minute, time.Second} {
			out = append(out, v.Truncate(unit))
		}
		if i := slices.IndexFunc(out, func(x any) bool { return x.(time.Time).Equal(v) }); i >= 0 {
			out = out[:i]
		}
	}
	return out
}
