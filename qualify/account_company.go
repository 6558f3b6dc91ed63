package qualify

import (
	"slices"
	"time"
	"unsafe"

	"github.com/leadqual/leadqual/internal/criteria"
)

// readCompany reads what the account's record lacks of its company from its people's:
// the value dated newest, undated ones only where none is dated, if all of that date
// agree.
func (a *around) readCompany(people []*Lead) {
	a.conflicts = a.conflicts[:0]
	copied := false
	for _, f := range a.e.company {
		if has(&a.own, f) || slices.Contains(a.unusable, f.Path) {
			continue
		}
		var from *Lead
		var at, later time.Time // later: of undated ones, the latest date that is yet to come, to report it
		conflict := false
		for _, p := range people {
			if !has(p, f) {
				continue
			}
			var seen, ahead time.Time
			if len(p.Seen) > 0 {
				if seen = p.Seen[f.Path].At; seen.After(a.asOf) {
					seen, ahead = time.Time{}, seen
				}
			}
			switch {
			case from == nil || seen.After(at):
				from, at, conflict, later = p, seen, false, ahead
			case seen.Equal(at) && !conflict:
				conflict = !sameValue(p, from, f)
				if ahead.After(later) {
					later = ahead
				}
			}
		}
		switch {
		case conflict:
			a.conflicts = append(a.conflicts, f.Path)
		case from != nil:
			copyField(f, unsafe.Pointer(&a.own), unsafe.Pointer(from))
			if at.IsZero() {
				at = later
			}
			if _, dated := a.own.Seen[f.Path]; !dated && at.IsZero() {
				continue
			}
			if !copied {
				a.copySeen()
				copied = true
			}
			delete(a.own.Seen, f.Path)
			if !at.IsZero() {
				a.own.Seen[f.Path] = Seen{At: at}
			}
		}
	}
}

// copySeen gives the account a Seen of its own, in memory that is used again.
func (a *around) copySeen() {
	if a.ownSeen == nil {
		a.ownSeen = map[string]Seen{}
	}
	clear(a.ownSeen)
	for fact, seen := range a.own.Seen {
		a.ownSeen[fact] = seen
	}
	a.own.Seen = a.ownSeen
}

// has tells whether a lead has something in a field of its company.
func has(lead *Lead, f *criteria.Field) bool {
	switch f.Kind {
	case criteria.String:
		return *fieldOf[string](lead, f.Offset) != ""
	case criteria.Number:
		return fieldOf[Opt[float64]](lead, f.Offset).Known
	case criteria.Strings:
		return *fieldOf[[]string](lead, f.Offset) != nil
	}
	return false
}

// sameValue tells whether two leads have the same in such a field, as JSON has it.
func sameValue(x, y *Lead, f *criteria.Field) bool {
	switch f.Kind {
	case criteria.String:
		return *fieldOf[string](x, f.Offset) == *fieldOf[string](y, f.Offset)
	case criteria.Number:
		return fieldOf[Opt[float64]](x, f.Offset).Value == fieldOf[Opt[float64]](y, f.Offset).Value
	}
	return slices.Equal(*fieldOf[[]string](x, f.Offset), *fieldOf[[]string](y, f.Offset))
}
