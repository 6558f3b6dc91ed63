package qualify

import (
	"reflect"
	"slices"

	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/matrix"
)

// clone is a copy that shares no memory with rs.
func (rs *RuleSet) clone() *RuleSet {
	out := &RuleSet{}
	copyInto(reflect.ValueOf(out).Elem(), reflect.ValueOf(rs).Elem(), func(reflect.Type, int) bool { return true })
	return out
}

// copyInto makes to a copy of from that shares no memory with it, without the
// fields of structs that keep refuses.
func copyInto(to, from reflect.Value, keep func(t reflect.Type, field int) bool) {
	switch from.Kind() {
	case reflect.Pointer:
		if !from.IsNil() {
			to.Set(reflect.New(from.Type().Elem()))
			copyInto(to.Elem(), from.Elem(), keep)
		}
	case reflect.Slice:
		if from.IsNil() {
			return
		}
		to.Set(reflect.MakeSlice(from.Type(), from.Len(), from.Len()))
		if from.Type().Elem().Kind() == reflect.String {
			reflect.Copy(to, from)
			return
		}
		for i := range from.Len() {
			copyInto(to.Index(i), from.Index(i), keep)
		}
	case reflect.Map:
		if from.IsNil() {
			return
		}
		to.Set(reflect.MakeMapWithSize(from.Type(), from.Len()))
		for entries := from.MapRange(); entries.Next(); {
			value := reflect.New(from.Type().Elem()).Elem()
			copyInto(value, entries.Value(), keep)
			to.SetMapIndex(entries.Key(), value)
		}
	case reflect.Struct:
		for i := range from.NumField() {
			if keep(from.Type(), i) {
				copyInto(to.Field(i), from.Field(i), keep)
			}
		}
	default:
		to.Set(from)
	}
}

// prose are the keys whose values change no decision. A name is one of them
// where the thing has an id.
var prose = []string{"note", "doc", "ask", "reason", "actionable", "known_after", "prior", "format", "version", "vendors", "fitted"}

// essence is a copy of a rule set with only what can change a decision, and with
// defaults written out, so that what means the same has the same fingerprint.
func essence(rs *RuleSet) *RuleSet {
	out := withoutProse(rs)
	out.writeDefaults()
	if b := out.BANT; b != nil {
		set(&b.QualifiedAt, len(b.Checklist().Items))
	}
	for i := range out.Checklists {
		set(&out.Checklists[i].QualifiedAt, len(out.Checklists[i].Items))
		for j := range out.Checklists[i].Items {
			if item := &out.Checklists[i].Items[j]; item.Role != "" {
				set(&item.AtLeast, 1)
			}
		}
	}
	return out
}

// withoutProse is a copy of a rule set without the keys that change no decision.
func withoutProse(rs *RuleSet) *RuleSet {
	counts := map[reflect.Type][]bool{}
	out := &RuleSet{}
	copyInto(reflect.ValueOf(out).Elem(), reflect.ValueOf(rs).Elem(), func(t reflect.Type, field int) bool {
		fields, ok := counts[t]
		if !ok {
			_, hasID := t.FieldByName("ID")
			for i := range t.NumField() {
				key := jsonKey(t.Field(i))
				fields = append(fields, !slices.Contains(prose, key) && !(key == "name" && (hasID || t == reflect.TypeFor[RuleSet]())))
			}
			counts[t] = fields
		}
		return fields[field]
	})
	return out
}

// writeDefaults gives what is absent the value that it stands for, where that
// does not depend on how many things there are.
func (rs *RuleSet) writeDefaults() {
	set(&rs.Readiness, ScoreOrHandRaise)
	if rs.Texts == TextsExact {
		rs.Texts = ""
	}
	set(&rs.WhenUnknown, UnknownOpen)
	for path, f := range rs.Facts {
		if known, ok := leadFact(path); ok {
			f.Type = known.Kind.FactType()
			rs.Facts[path] = f
		}
	}
	for i := range rs.Screening {
		set(&rs.Screening[i].Status, matrix.StatusDisqualified)
	}
	if p := rs.ICP; p != nil {
		point(&p.GoodAt, icp.Share(1))
		for i := range p.Criteria {
			point(&p.Criteria[i].Weight, icp.Weight(1))
			for j := range p.Criteria[i].Tiers {
				point(&p.Criteria[i].Tiers[j].Share, icp.Share(1))
			}
		}
	}
	for i := range rs.Routes {
		for j := range rs.Routes[i].Owners {
			point(&rs.Routes[i].Owners[j].Weight, matrix.Weight(1))
		}
	}
}

// set gives a zero value its default, and point an absent one.
func set[T comparable](at *T, value T) {
	if *at == *new(T) {
		*at = value
	}
}

func point[T any](at **T, value T) {
	if *at == nil {
		*at = new(value)
	}
}
