package bind

import (
	"maps"
	"unsafe"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/qualify"
)

// plan is how a struct becomes a lead. It is immutable.
type plan struct {
	fields  []boundField
	maps    []source // of map[string]any, for Custom
	logs    []boundLog
	customs int // of fields
}

// boundField is one that fills a field of a lead, or of an activity.
type boundField struct {
	source
	to        uintptr // in the lead
	custom    string  // the name in Lead.Custom; to says nothing then
	plainText bool    // a string to be copied
	place     string  // the tagged field, for messages: Signup.Staff
	path      string  // company.employees, or at
}

// boundLog is a field that tells of activities.
type boundLog struct {
	source   // of the slice, or of the only time
	form     logForm
	pointers bool         // the elements are
	size     uintptr      // of an element
	fields   []boundField // of a struct
	typ      string       // "" where a field says it
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
	log, custom := lead.Activities[:0], lead.Custom
	*lead = qualify.Lead{}
	clear(custom)
	if custom == nil && p.customs > 0 {
		custom = make(map[string]any, p.customs)
	}
	for i := range p.maps {
		if at := p.maps[i].find(base); at != nil {
			if from := *(*map[string]any)(at); from != nil {
				if custom == nil {
					custom = make(map[string]any, len(from))
				}
				maps.Copy(custom, from)
			}
		}
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
			f.box(at, custom)
		default:
			f.copy(at, to)
		}
	}
	for i := range p.logs {
		log = p.logs[i].bind(base, log)
	}
	lead.Activities, lead.Custom = log, custom
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
	for i := range l.fields {
		f := &l.fields[i]
		from := unsafe.Add(base, f.at)
		if f.indirect {
			if from = f.find(base); from == nil {
				continue
			}
		}
		to := unsafe.Add(unsafe.Pointer(a), f.to)
		switch f.kind {
		case criteria.String:
			*(*string)(to) = f.text(from)
		case criteria.Number:
			*(*float64)(to) = f.number(from)
		case criteria.Time:
			copyTime(from, to)
		}
	}
}
