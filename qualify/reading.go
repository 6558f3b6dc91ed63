package qualify

import (
	"unsafe"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/criteria/eval"
)

// readings are where a rule set's facts stand in a lead. Most are texts and
// numbers that go into the frame as they are, so they are read by their place
// in the struct: a switch over all facts, for each of them, takes several times
// as long.
type readings struct {
	texts, numbers []reading
	derived        []int // slots of facts that count from the creation
	others         []int // slots that take more than a copy
	checked        []int // slots of facts that have a default, an enum or an age
	folded         []int // slots of other folded texts, which are unknown where they are blanks
}

// reading copies a field of a lead into a slot.
type reading struct {
	slot   int
	offset uintptr // of the field in Lead
}

func newReadings(slots []slot) (r readings) {
	for i := range slots {
		switch s := &slots[i]; {
		case s.ofParent:
			r.others = append(r.others, i)
		case (s.role == ofField || s.role == stage) && s.kind == criteria.String:
			r.texts = append(r.texts, reading{i, s.offset})
		case s.role == ofField && s.kind == criteria.Number:
			r.numbers = append(r.numbers, reading{i, s.offset})
		default:
			r.others = append(r.others, i)
		}
		if slots[i].role.derived() {
			r.derived = append(r.derived, i)
		}
		switch s := &slots[i]; {
		case s.enum != nil || s.standIn != nil || s.staleAfter > 0 || s.role == stage:
			r.checked = append(r.checked, i)
		case s.folded:
			r.folded = append(r.folded, i)
		}
	}
	return r
}

// fieldOf is a lead's field at an offset, which is a T.
func fieldOf[T any](lead *Lead, offset uintptr) *T {
	return (*T)(unsafe.Add(unsafe.Pointer(lead), offset))
}

// plain reads the texts and numbers of a lead.
func (d *Decider) plain(f *eval.Frame, lead *Lead) {
	r := &d.e.readings
	for _, t := range r.texts {
		f.SetText(t.slot, *fieldOf[string](lead, t.offset))
	}
	for _, n := range r.numbers {
		d.setNumber(n.slot, *fieldOf[Opt[float64]](lead, n.offset))
	}
}
