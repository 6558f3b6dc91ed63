package leadfile

import (
	"encoding/binary"
	"io"
	"slices"

	"github.com/leadqual/leadqual/internal/extsort"
	"github.com/leadqual/leadqual/qualify"
)

// taker gives the leads of the main file with what was found for each.
type taker struct {
	j     *Joined
	leads *extsort.SpoolReader
	parts *peeked
	read  *recordReader
	place uint64
	// Of the lead at hand, with what a join below has said of it.
	issues  []qualify.Issue
	aliases []string

	// Of the lead at hand.
	said   []*qualify.Lead      // records of it, beside that of the main file
	memory []*qualify.Lead      // for records, used again for each lead
	logs   [][]qualify.Activity // of each side
}

func newTaker(j *Joined) (_ *taker, err error) {
	t := &taker{j: j, read: newRecordReader(), logs: make([][]qualify.Activity, len(j.sides))}
	if t.parts, err = peek(j.ctx, j.parts); err != nil {
		return nil, j.onDisk(err)
	}
	if t.leads, err = j.leads.Each(); err != nil {
		return nil, j.onDisk(err)
	}
	return t, nil
}

func (t *taker) next(lead *qualify.Lead) (line int, err error) {
	for {
		if err := t.j.alive(); err != nil {
			return 0, err
		}
		record, err := t.leads.Next()
		if err == io.EOF {
			return 0, t.j.mainErr
		} else if err != nil {
			return 0, t.j.onDisk(err)
		}
		t.said = t.said[:0]
		for i := range t.logs {
			t.logs[i] = t.logs[i][:0]
		}
		line := int(uvarint(&record))
		forget(lead)
		lead.Activities = t.read.lead(record, lead, lead.Activities)
		t.issues, t.aliases = t.read.merged()
		found, another, err := t.collect()
		if err != nil {
			return 0, t.j.onDisk(err)
		}
		if another {
			continue
		}
		if found {
			t.merge(lead)
		}
		return line, nil
	}
}

// forget makes a lead that knows nothing, in the memory that it has.
func forget(l *qualify.Lead) {
	clear(l.Custom)
	clear(l.Seen)
	*l = qualify.Lead{Activities: l.Activities[:0], Custom: l.Custom, Seen: l.Seen}
}

// collect reads what is said of the lead at hand, if anything is, or that it is a
// part of another.
func (t *taker) collect() (found, another bool, err error) {
	place := t.place
	t.place++
	for t.parts.key != nil && binary.BigEndian.Uint64(t.parts.key) == place {
		for chunk := t.parts.payload; len(chunk) > 0; {
			size := uvarint(&chunk)
			part := chunk[:size]
			chunk = chunk[size:]
			switch kind := uvarint(&part); kind {
			case partOfAnother:
				another = true
			case partRepeated:
				if err := t.repeated(int64(uvarint(&part))); err != nil {
					return false, false, err
				}
			default:
				t.side(int(kind-partOfSide), part)
			}
			found = true
		}
		if err := t.parts.advance(); err != nil {
			return false, false, err
		}
	}
	return found, another, nil
}

// record gives the memory for one more record of the lead.
func (t *taker) record() *qualify.Lead {
	if len(t.said) == len(t.memory) {
		t.memory = append(t.memory, &qualify.Lead{})
	}
	l := t.memory[len(t.said)]
	forget(l)
	t.said = append(t.said, l)
	return l
}

// repeated takes another record of the main file.
func (t *taker) repeated(at int64) error {
	b, err := t.j.leads.At(at)
	if err != nil {
		return err
	}
	_ = uvarint(&b) // its line
	l := t.record()
	l.Activities = t.read.lead(b, l, l.Activities)
	issues, aliases := t.read.merged()
	t.issues, t.aliases = append(t.issues, issues...), append(t.aliases, aliases...)
	return nil
}

// side takes a record of a side.
func (t *taker) side(i int, part []byte) {
	_ = uvarint(&part) // its line
	facts := part[0] == 1
	var none qualify.Lead
	l := &none
	if facts {
		l = t.record()
	}
	t.logs[i] = t.read.lead(part[1:], l, t.logs[i])
}

// merge makes the records one. Where the sides know activities alone, the facts are
// those of the main file, and there is nothing to decide about them.
func (t *taker) merge(lead *qualify.Lead) {
	records := t.said
	if len(t.said) == 0 {
		if t.oneLog(lead) {
			return
		}
		records = append(records, &qualify.Lead{ResetAt: lead.ResetAt, Activities: lead.Activities})
	} else {
		own := *lead
		records = append(records, &own)
	}
	for _, log := range t.logs {
		if len(log) > 0 {
			records = append(records, &qualify.Lead{Activities: log})
		}
	}
	merged := qualify.Merge(t.j.options.Policy, records...)
	if len(t.said) == 0 {
		lead.Activities = append(lead.Activities[:0], merged.Lead.Activities...)
		return
	}
	*lead, t.issues = merged.Lead, append(t.issues, merged.Issues...)
	if len(merged.Aliases) > 0 {
		t.aliases = append(t.aliases, merged.Aliases...)
		slices.Sort(t.aliases)
	}
}

// oneLog takes activities that only one file has, each with an id of its own or
// none, of which Merge would leave out none.
func (t *taker) oneLog(lead *qualify.Lead) bool {
	only := -1
	for i, log := range t.logs {
		switch {
		case len(log) == 0:
		case only >= 0 || len(lead.Activities) > 0:
			return false
		default:
			only = i
		}
	}
	if only < 0 {
		return true
	}
	if repeatsID(t.logs[only]) {
		return false
	}
	lead.Activities = append(lead.Activities, t.logs[only]...)
	return true
}

// repeatsID tells whether two activities have the same id.
func repeatsID(log []qualify.Activity) bool {
	const few = 32
	var seen map[string]bool
	for i := range log {
		id := log[i].ID
		switch {
		case id == "":
		case len(log) > few:
			if seen == nil {
				seen = make(map[string]bool, len(log))
			}
			if seen[id] {
				return true
			}
			seen[id] = true
		default:
			for k := range i {
				if log[k].ID == id {
					return true
				}
			}
		}
	}
	return false
}
