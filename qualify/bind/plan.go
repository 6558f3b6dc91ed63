package bind

import (
	"maps"
	"unsafe"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/qualify"
)

// plan is how a struct becomes a lead, or an activity, which has neither logs nor
// seen. It is immutable.
type plan struct {
	fields  []boundField
	maps    []source // of map[string]any, for Custom
	seen    []source // of map[string]qualify.Seen
	logs    []boundLog
	customs int // of fields
}

// boundField is one that fills a field of a lead, or of an activity.
type boundField struct {
	source
	to        uintptr // in the lead
	custom    string  // the name in Custom; to says nothing then
	seen      string  // the fact in Lead.Seen; to is in what is said of it
	plainText bool    // a string to be copied
	place     string  // the tagged field, for messages: Signup.Staff
	path      string  // company.employees, or at
}

// boundLog is a field that tells of activities.
type boundLog struct {
	source   // of the slice, or of the only time
	form     logForm
	pointers bool    // the elements are
	size     uintptr // of an element
	of       plan    // of a struct
	typ      string  // "" where a field says it
}

// logForm is what a boundLog looks at.
type logForm uint8

const (
	logOfStructs    logForm = iota // with tags
	logOfActivities                // as they are
	logOfTimes
	logOfOneTime
)

// fill fills a lead from the struct at base.
func (p *plan) fill(base unsafe.Pointer, lead *qualify.Lead) {
	log, custom, seen := lead.Activities[:0], lead.Custom, lead.Seen
	clear(custom)
	clear(seen)
	*lead = qualify.Lead{Custom: p.custom(base, custom), Seen: seen}
	for i := range p.seen {
		copyMap(&p.seen[i], base, &lead.Seen)
	}
	for i := range p.fields {
		f := &p.fields[i]
		at := unsafe.Add(base, f.at)
		if f.indirect {
			if at = f.find(base); at == nil {
				continue
			}
		}
		to := unsafe.Add(unsafe.Pointer(lead), f.to)
		switch {
		case f.plainText:
			*(*string)(to) = *(*string)(at)
		case f.custom != "":
			f.box(at, lead.Custom)
		case f.seen != "":
			f.date(at, lead)
		default:
			f.copy(at, to)
		}
	}
	for i := range p.logs {
		log = p.logs[i].bind(base, log)
	}
	lead.Activities = log
}

// custom is the map for custom fields, with what whole maps of the struct at base
// say. It is nil where there is nothing to put into it.
func (p *plan) custom(base unsafe.Pointer, custom map[string]any) map[string]any {
	if custom == nil && p.customs > 0 {
		custom = make(map[string]any, p.customs)
	}
	for i := range p.maps {
		copyMap(&p.maps[i], base, &custom)
	}
	return custom
}

// copyMap adds a map of the struct at base to another, which it makes where
// there is none.
func copyMap[V any](s *source, base unsafe.Pointer, to *map[string]V) {
	at := s.find(base)
	if at == nil {
		return
	}
	if from := *(*map[string]V)(at); from != nil {
		if *to == nil {
			*to = make(map[string]V, len(from))
		}
		maps.Copy(*to, from)
	}
}

// date says of a fact when it was confirmed, or by whom, if that is known.
func (f *boundField) date(from unsafe.Pointer, lead *qualify.Lead) {
	said := lead.Seen[f.seen]
	f.copy(from, unsafe.Add(unsafe.Pointer(&said), f.to))
	if said == (qualify.Seen{}) {
		return
	}
	if lead.Seen == nil {
		lead.Seen = map[string]qualify.Seen{}
	}
	lead.Seen[f.seen] = said
}

// copy puts a value where a Lead keeps what may be unknown.
func (f *boundField) copy(from, to unsafe.Pointer) {
	switch f.kind {
	case criteria.String:
		*(*string)(to) = f.text(from)
	case criteria.Number:
		if v := f.number(from); v != 0 || !f.omitzero {
			*(*qualify.Opt[float64])(to) = qualify.Number(v)
		}
	case criteria.Bool:
		if v := *(*bool)(from); v || !f.omitzero {
			*(*qualify.Opt[bool])(to) = qualify.Known(v)
		}
	case criteria.Time:
		copyTime(from, to)
	case criteria.Strings:
		*(*[]string)(to) = *(*[]string)(from)
	}
}

// box puts a value into a map, if it is known.
func (f *boundField) box(from unsafe.Pointer, custom map[string]any) {
	switch f.kind {
	case criteria.String:
		if v := f.text(from); v != "" {
			custom[f.custom] = v
		}
	case criteria.Number:
		if v := f.number(from); v != 0 || !f.omitzero {
			custom[f.custom] = v
		}
	case criteria.Bool:
		if v := *(*bool)(from); v || !f.omitzero {
			custom[f.custom] = v
		}
	case criteria.Time:
		if v := timeAt(from); !v.IsZero() {
			custom[f.custom] = v
		}
	case criteria.Strings:
		if v := *(*[]string)(from); v != nil {
			custom[f.custom] = v
		}
	}
}

// bind appends the activities that the struct at base tells of.
func (l *boundLog) bind(base unsafe.Pointer, log []qualify.Activity) []qualify.Activity {
	at := l.find(base)
	if at == nil {
		return log
	}
	if l.form == logOfOneTime {
		return l.moment(at, log)
	}
	// Whatever the elements are, a slice begins with their address and number.
	elements := *(*[]struct{})(at)
	element := unsafe.Pointer(unsafe.SliceData(elements))
	for i := range elements {
		one := element
		if i > 0 {
			one = unsafe.Add(element, uintptr(i)*l.size)
		}
		if l.pointers {
			if one = *(*unsafe.Pointer)(one); one == nil {
				continue
			}
		}
		switch l.form {
		case logOfActivities:
			log = append(log, *(*qualify.Activity)(one))
		case logOfTimes:
			log = l.moment(one, log)
		default:
			log = append(log, qualify.Activity{Type: l.typ})
			l.activity(one, &log[len(log)-1])
		}
	}
	return log
}

// moment appends what happened at a time, if that is known.
func (l *boundLog) moment(at unsafe.Pointer, log []qualify.Activity) []qualify.Activity {
	if t := timeAt(at); !t.IsZero() {
		log = append(log, qualify.Activity{Type: l.typ, At: t})
	}
	return log
}

// activity fills one from the struct at base.
func (l *boundLog) activity(base unsafe.Pointer, a *qualify.Activity) {
	a.Custom = l.of.custom(base, nil)
	for i := range l.of.fields {
		f := &l.of.fields[i]
		from := unsafe.Add(base, f.at)
		if f.indirect {
			if from = f.find(base); from == nil {
				continue
			}
		}
		to := unsafe.Add(unsafe.Pointer(a), f.to)
		switch {
		case f.custom != "":
			f.box(from, a.Custom)
		case f.kind == criteria.Number: // which is never unknown
			*(*float64)(to) = f.number(from)
		default:
			f.copy(from, to)
		}
	}
}
