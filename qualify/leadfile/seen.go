package leadfile

import (
	"github.com/leadqual/leadqual/qualify"
)

// A RecordSeen says when a record as a whole was last confirmed, and by whom: of
// every fact that the record fills, as qualify.Lead.MarkSeen says it. What "fields"
// say of one fact, as seen.company.employees.at, stays.
type RecordSeen struct {
	// At is the instant, as a CRM's column of last changes has it.
	At *Field `json:"at,omitempty"`
	// Source is the source: mostly a value, the same for the whole file, as
	// {"value": "crm"}, by which qualify.Merge ranks records of several files.
	Source *Field `json:"source,omitempty"`
	Note   string `json:"note,omitempty"`
}

// mappedSeen is a column of what is said of the whole record.
type mappedSeen struct {
	column column
	set    func(*qualify.Seen, *value)
}

// seen prepares what is said of the whole record.
func (c *checker) seen(s *RecordSeen) {
	if s.At == nil && s.Source == nil {
		c.Fail("seen", qualify.CodeRequired, `say "at", when a record was last confirmed, "source", by whom, or both`)
	}
	add := func(name string, f *Field, set func(*qualify.Seen, *value)) {
		if f == nil {
			return
		}
		at := "seen." + name
		if f.Type != "" {
			c.Fail(at+".type", qualify.CodeNotAllowed, "only custom fields have a type of your choice")
		}
		c.mapping.seen = append(c.mapping.seen, mappedSeen{c.column(at, at, seenKinds[name], nil, f), set})
	}
	add("at", s.At, func(s *qualify.Seen, v *value) { s.At = v.at })
	add("source", s.Source, func(s *qualify.Seen, v *value) { s.Source = v.text })
}

// boundSeen is a mappedSeen of one reader.
type boundSeen struct {
	boundColumn
	set func(*qualify.Seen, *value)
}

// markSeen says of the facts of the record at hand when they were confirmed.
func (r *Reader) markSeen(lead *qualify.Lead) {
	var seen qualify.Seen
	for i := range r.seen {
		s := &r.seen[i]
		if v := r.value(&s.boundColumn); v.known {
			s.set(&seen, v)
		}
	}
	lead.MarkSeen(seen.At, seen.Source)
}
