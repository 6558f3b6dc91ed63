package qualify

import (
	"maps"
	"slices"
)

// Clone is a copy of the lead that shares no memory with it.
func (l *Lead) Clone() *Lead {
	c := &Lead{}
	c.copyFrom(l)
	return c
}

// copyFrom makes l a copy of from that shares no memory with it, in the memory
// that l has.
func (l *Lead) copyFrom(from *Lead) {
	if from == nil {
		from = &Lead{}
	}
	had := *l
	*l = *from
	l.Company.Technologies = slices.Clone(from.Company.Technologies)
	l.Activities = had.Activities[:0]
	for i := range from.Activities {
		a := from.Activities[i]
		var custom map[string]any
		if i < cap(had.Activities) {
			custom = had.Activities[:i+1][i].Custom
		}
		a.Custom = copiedCustom(custom, a.Custom)
		l.Activities = append(l.Activities, a)
	}
	l.Custom = copiedCustom(had.Custom, from.Custom)
	l.Seen = maps.Clone(from.Seen)
}

// copiedCustom is a copy of from, in the map to if there is one.
func copiedCustom(to, from map[string]any) map[string]any {
	clear(to)
	if to == nil && len(from) > 0 {
		to = make(map[string]any, len(from))
	}
	for name, value := range from {
		switch v := value.(type) {
		case []string:
			value = slices.Clone(v)
		case []any:
			value = slices.Clone(v)
		}
		to[name] = value
	}
	return to
}
