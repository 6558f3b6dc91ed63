package qualify

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"unicode"

	"github.com/leadqual/leadqual/bant"
	"github.com/leadqual/leadqual/icp"
)

// A Revision is how one rule set became another: the edits that it takes, each
// of which can be looked at without the others. What changes no decision -
// names, notes, questions, the order of rules - is no edit.
type Revision struct {
	// Edits are in the order of the rule set's JSON.
	Edits []Edit

	old, new *RuleSet // without prose
}

// An Edit is one place in which two rule sets differ.
type Edit struct {
	// Place names what differs: a part by its place (scoring.visits, icp.title,
	// routes.emea, checklists.champ.money), anything else by its key
	// (scoring.ready_at, scoring.groups.web.max, icp.good_at, bant.gate,
	// readiness, matrix.poor_fit_ready, facts.company.employees.stale_days,
	// lists.rivals, tables.territory, define.senior), and the order of steps and
	// routes as "order of screening" and "order of routes".
	Place string
	// List is the place of the list or map that the edit is in: "scoring.rules",
	// "routes", "lists". It is Place itself where there is none.
	List string
	// What is for people: "40 -> 35", "points 10 -> 15, when", "added",
	// "dropped".
	What string
}

// NewRevision compares two rule sets. Both are only read, and have to compile
// for the result to mean anything; nil is a rule set that says nothing.
//
// Definitions, lists, tables, custom facts and groups of points of which only
// one of the two has the name decide nothing where nobody uses them. So they are
// there in every mixture, and are no edits; the limits of such a group are.
func NewRevision(old, new *RuleSet) *Revision {
	r := &Revision{old: alike(old), new: alike(new)}
	r.new.Name = r.old.Name
	if x, y := r.old.ICP, r.new.ICP; withoutCriteria(x) || withoutCriteria(y) {
		for _, p := range []*icp.Profile{x, y} {
			if p != nil && *p.GoodAt == 1 {
				p.GoodAt = nil // it is allowed only beside criteria
			}
		}
	}
	alignChecklists(r.old, r.new)
	m := &mixture{}
	m.of(r.old, r.new)
	r.Edits = m.edits
	return r
}

func withoutCriteria(p *icp.Profile) bool { return p != nil && len(p.Criteria) == 0 }

// alike is a copy of a rule set in which what means the same is the same.
func alike(rs *RuleSet) *RuleSet {
	if rs == nil {
		rs = &RuleSet{}
	}
	out := withoutProse(rs)
	out.writeDefaults()
	out.Name = rs.Name
	return out
}

// alignChecklists lets two checklists that both want all of their items say so in
// the same way, and two that want so many the number.
func alignChecklists(old, new *RuleSet) {
	align := func(was, is *int, items, itemsNow int) {
		set(was, items)
		set(is, itemsNow)
		if *was == items && *is == itemsNow {
			*was, *is = 0, 0
		}
	}
	if x, y := old.BANT, new.BANT; x != nil && y != nil {
		align(&x.QualifiedAt, &y.QualifiedAt, len(x.Checklist().Items), len(y.Checklist().Items))
	}
	now := make(map[string]*bant.Checklist, len(new.Checklists))
	for i := range new.Checklists {
		now[new.Checklists[i].ID] = &new.Checklists[i]
	}
	for i := range old.Checklists {
		if x, y := &old.Checklists[i], now[old.Checklists[i].ID]; y != nil {
			align(&x.QualifiedAt, &y.QualifiedAt, len(x.Items), len(y.Items))
		}
	}
}

// With is the old rule set with some of the edits, given by their indexes in
// Edits: with none it decides as the old one does, with all as the new one. Not
// every mixture compiles. It is the caller's. An index that Edits does not have
// panics, as with a slice.
func (r *Revision) With(edits ...int) *RuleSet {
	m := &mixture{chosen: make([]bool, len(r.Edits))}
	for _, i := range edits {
		m.chosen[i] = true
	}
	rs := m.of(r.old, r.new).clone()
	r.prune(rs)
	return rs
}

// prune takes away the definitions that only one rule set has where no text of
// the mixture names them: what they are made of may not be there.
func (r *Revision) prune(rs *RuleSet) {
	for {
		named := map[string]bool{}
		for p := range rs.Parts() {
			for _, t := range p.Texts {
				for _, word := range strings.FieldsFunc(t.Text(), notInName) {
					named[word] = named[word] || p.Section != "define" || p.ID != word
				}
			}
		}
		before := len(rs.Define)
		maps.DeleteFunc(rs.Define, func(name, _ string) bool {
			return !named[name] && !(containsKey(r.old.Define, name) && containsKey(r.new.Define, name))
		})
		if len(rs.Define) == before {
			return
		}
	}
}

// notInName tells whether a character is none of a definition's name.
func notInName(r rune) bool { return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// A mixture makes a rule set of two: it has what both say and, where they
// differ, what the newer says if the edit is chosen, else what the older says.
// It meets the edits in the same order whichever are chosen.
type mixture struct {
	edits  []Edit
	chosen []bool // nil: none
}

// edit notes a place where the two differ, and tells whether it is chosen.
func (m *mixture) edit(place, list, what string) bool {
	m.edits = append(m.edits, Edit{Place: place, List: list, What: what})
	return m.chosen != nil && m.chosen[len(m.edits)-1]
}

// value is a value that is not looked into: the newer or the older one.
func (m *mixture) value(place, list string, old, new reflect.Value) reflect.Value {
	if reflect.DeepEqual(old.Interface(), new.Interface()) || !m.edit(place, list, difference(old, new)) {
		return old
	}
	return new
}

func (m *mixture) of(old, new *RuleSet) *RuleSet {
	out := &RuleSet{}
	m.fields("", reflect.ValueOf(out).Elem(), reflect.ValueOf(old).Elem(), reflect.ValueOf(new).Elem())
	return out
}

// under is the place of a key within another.
func under(place, key string) string { return strings.TrimPrefix(place+"."+key, ".") }

// fields mixes the fields of two structs, key by key.
func (m *mixture) fields(place string, to, old, new reflect.Value) {
	for i := range to.NumField() {
		key := jsonKey(to.Type().Field(i))
		to.Field(i).Set(m.field(under(place, key), key, old.Field(i), new.Field(i)))
	}
}

func (m *mixture) field(place, key string, old, new reflect.Value) reflect.Value {
	switch t := old.Type(); {
	case place == "facts":
		return m.facts(old, new)
	case t.Kind() == reflect.Map:
		return m.keyed(place, old, new)
	case isSection(key) && !old.IsNil() && !new.IsNil():
		out := reflect.New(t.Elem())
		m.fields(place, out.Elem(), old.Elem(), new.Elem())
		return out
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Struct && hasID(t.Elem()):
		return m.list(place, key, old, new)
	}
	return m.value(place, place, old, new)
}

// isSection tells whether what stands under a key is looked into.
func isSection(key string) bool { return slices.Contains([]string{"icp", "bant", "scoring"}, key) }

func hasID(t reflect.Type) bool { _, ok := t.FieldByName("ID"); return ok }

// keyed mixes two maps. Definitions, lists and tables are there if either has
// them; a cell of the matrix says something by being there.
func (m *mixture) keyed(place string, old, new reflect.Value) reflect.Value {
	out := reflect.MakeMap(old.Type())
	for _, k := range keysOf(old, new) {
		x, y := old.MapIndex(k), new.MapIndex(k)
		at := under(place, k.String())
		switch {
		case x.IsValid() && y.IsValid():
			x = m.value(at, place, x, y)
		case place != "matrix":
			if y.IsValid() {
				x = y
			}
		case y.IsValid():
			if m.edit(at, place, added) {
				x = y
			}
		default:
			if m.edit(at, place, dropped) {
				x = y
			}
		}
		if x.IsValid() {
			out.SetMapIndex(k, x)
		}
	}
	return out
}

// keysOf are the keys of two maps, sorted.
func keysOf(maps ...reflect.Value) []reflect.Value {
	var keys []reflect.Value
	for _, m := range maps {
		keys = append(keys, m.MapKeys()...)
	}
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	return slices.CompactFunc(keys, func(a, b reflect.Value) bool { return a.String() == b.String() })
}

// facts mixes what two rule sets say of facts, key by key. A custom fact that
// only one of them has is nowhere used in the other.
func (m *mixture) facts(old, new reflect.Value) reflect.Value {
	out := reflect.MakeMap(old.Type())
	for _, k := range keysOf(old, new) {
		x, y := old.MapIndex(k), new.MapIndex(k)
		if _, lead := leadFact(k.String()); !lead && !(x.IsValid() && y.IsValid()) {
			if y.IsValid() {
				x = y
			}
			out.SetMapIndex(k, x)
			continue
		}
		var a, b Fact
		if x.IsValid() {
			a, _ = x.Interface().(Fact)
		}
		if y.IsValid() {
			b, _ = y.Interface().(Fact)
		}
		// Of a lead's own fact both know the type.
		set(&a.Type, b.Type)
		set(&b.Type, a.Type)
		mixed := reflect.New(reflect.TypeFor[Fact]()).Elem()
		m.fields("facts."+k.String(), mixed, reflect.ValueOf(a), reflect.ValueOf(b))
		out.SetMapIndex(k, mixed)
	}
	return out
}

// ordered are the lists in which the first that is met counts.
var ordered = []string{"screening", "routes", "experiments", "arms"}

// list mixes two lists of things with ids.
func (m *mixture) list(place, key string, old, new reflect.Value) reflect.Value {
	was, is := indexByID(old), indexByID(new)
	order, other := old, new
	if slices.Contains(ordered, key) && !sameOrder(old, is) && m.edit("order of "+place, place, "moved") {
		order, other = new, old
	}
	mixed := map[string]reflect.Value{}
	elements := place
	if slices.Contains(inPlace, key) {
		elements = strings.TrimSuffix(strings.TrimSuffix(place, key), ".")
	}
	each := func(id string) {
		i, inOld := was[id]
		j, inNew := is[id]
		var x, y reflect.Value
		if inOld {
			x = old.Index(i)
		}
		if inNew {
			y = new.Index(j)
		}
		if v := m.element(under(elements, id), place, id, x, y); v.IsValid() {
			mixed[id] = v
		}
	}
	for i := range old.Len() {
		each(idAt(old, i))
	}
	for j := range new.Len() {
		if id := idAt(new, j); !containsKey(was, id) {
			each(id)
		}
	}
	return inOrder(order, other, mixed)
}

// element mixes two things of one id, either of which may not be there.
func (m *mixture) element(place, list, id string, x, y reflect.Value) reflect.Value {
	// A group that nobody is in is there, without limits, in either.
	if list == "scoring.groups" {
		x, y = orNamed(x, y, id), orNamed(y, x, id)
	}
	switch {
	case x.IsValid() && y.IsValid() && (list == "scoring.groups" || list == "checklists"):
		out := reflect.New(x.Type()).Elem()
		m.fields(place, out, x, y)
		return out
	case x.IsValid() && y.IsValid():
		return m.value(place, list, x, y)
	case y.IsValid():
		if !m.edit(place, list, added) {
			return x
		}
	default:
		if !m.edit(place, list, dropped) {
			return x
		}
	}
	return y
}

const (
	added   = "added"
	dropped = "dropped"
)

// orNamed is v, or where it is none a thing of like's type with nothing but the
// id.
func orNamed(v, like reflect.Value, id string) reflect.Value {
	if v.IsValid() {
		return v
	}
	v = reflect.New(like.Type()).Elem()
	v.FieldByName("ID").SetString(id)
	return v
}

func idAt(list reflect.Value, i int) string { return list.Index(i).FieldByName("ID").String() }

func indexByID(list reflect.Value) map[string]int {
	out := make(map[string]int, list.Len())
	for i := range list.Len() {
		out[idAt(list, i)] = i
	}
	return out
}

func containsKey[T any](m map[string]T, key string) bool { _, ok := m[key]; return ok }

// sameOrder tells whether the ids that both lists have follow one another in the
// same order.
func sameOrder(old reflect.Value, is map[string]int) bool {
	last := -1
	for i := range old.Len() {
		if j, ok := is[idAt(old, i)]; ok {
			if j < last {
				return false
			}
			last = j
		}
	}
	return true
}

// inOrder lists what is mixed in the order of one list. What only the other has
// stands before what follows it there, else last.
func inOrder(order, other reflect.Value, mixed map[string]reflect.Value) reflect.Value {
	inFirst := indexByID(order)
	before := map[string][]string{} // by what follows, "" being the end; last first
	next := ""
	for i := other.Len() - 1; i >= 0; i-- {
		id := idAt(other, i)
		_, here := mixed[id]
		switch {
		case !here:
		case containsKey(inFirst, id):
			next = id
		default:
			before[next] = append(before[next], id)
		}
	}
	out := reflect.MakeSlice(order.Type(), 0, len(mixed))
	put := func(id string) {
		for _, b := range slices.Backward(before[id]) {
			out = reflect.Append(out, mixed[b])
		}
	}
	for i := range order.Len() {
		id := idAt(order, i)
		if v, here := mixed[id]; here {
			put(id)
			out = reflect.Append(out, v)
		}
	}
	put("")
	return out
}
