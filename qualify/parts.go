package qualify

import (
	"cmp"
	"fmt"
	"iter"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/internal/strictjson"
)

// A Part is one thing of a rule set that has a place of its own: a definition,
// a screening step, the profile and each of its criteria and grades, an item of
// a checklist, a rule, a group, a route, an owner.
type Part struct {
	// Section is the key of the rule set that the part stands under: "scoring".
	Section string
	// ID is the part's id, or its name where it is known by that (definitions,
	// grades, bands); for an item of BANT and a cell of the matrix its key, and
	// "" for the sections icp, bant and scoring themselves.
	ID string
	// Place is the part's name in Question.For, Issue.Path and Change:
	// scoring.visits, icp.title, bant.budget, checklists.champ.money. Grades,
	// groups, bands and owners, which nothing asks about, have one of the same
	// kind: scoring.groups.web.
	Place string
	// Path is where the part stands in the rule set's JSON: scoring.rules[2].
	Path string
	// Name is what people call it: its name, or else its reason; "" is none.
	Name string
	// Form is the key that says how the part works: "each", "compute", "tiers"
	// or "when", the first of these that it has; "" where it has no expression.
	Form string
	// Texts are the expressions of the part, in the order each, compute, tiers,
	// when. An absent one is left out.
	Texts []PartText
	// Amounts are its numbers, those of its tiers and its decay included,
	// whether given or not.
	Amounts []PartAmount

	key string // that the ID is the value of: "id" or "name"; "" where it is none
}

// A PartText is an expression of a rule set, by reference.
type PartText struct {
	// Key is the expression's key within its part: "when", "tiers[1].when"; ""
	// for a definition.
	Key string
	// Path is where it stands in the rule set's JSON.
	Path string

	at     *string
	define map[string]string
	name   string // in define
}

// Form is "each" for a predicate over an activity, "compute" for a number and
// "when" for a condition, which a definition need not be.
func (t *PartText) Form() string {
	switch t.Key {
	case "each", "compute":
		return t.Key
	}
	return "when"
}

// Text is the expression.
func (t *PartText) Text() string {
	if t.define != nil {
		return t.define[t.name]
	}
	return *t.at
}

// Set replaces the expression in the rule set.
func (t *PartText) Set(text string) {
	if t.define != nil {
		t.define[t.name] = text
		return
	}
	*t.at = text
}

// A PartAmount is a number of a rule set, by reference.
type PartAmount struct {
	// Key is the number's key within its part: "points", "tiers[0].share",
	// "decay.rate".
	Key string
	// Path is where it stands in the rule set's JSON.
	Path string
	// At points to the field: an *int, or a *T or **T of one of the types of
	// amounts in packages icp, scoring and matrix. What is written there changes
	// the rule set.
	At any
}

// Parts walks the parts of a rule set in the order of its JSON, definitions
// first, sorted by name: a part before those within it. Facts, lists and tables
// have no parts. The rule set is only read, and written where a caller writes through a
// PartText or PartAmount; it must not otherwise change during the walk.
func (rs *RuleSet) Parts() iter.Seq[Part] {
	return func(yield func(Part) bool) {
		rs.walk(&partWalk{yield: yield, shapes: map[reflect.Type][]partField{}})
	}
}

// walk walks the parts.
func (rs *RuleSet) walk(w *partWalk) {
	yield := w.yield
	for _, name := range slices.Sorted(maps.Keys(rs.Define)) {
		path := strictjson.PathKey("define", name)
		text := PartText{Path: path, define: rs.Define, name: name}
		if !yield(Part{Section: "define", ID: name, Place: "define." + name, Path: path, Form: "when", Texts: []PartText{text}}) {
			return
		}
	}
	v := reflect.ValueOf(rs).Elem()
	for _, f := range w.shape(v.Type()) {
		if !w.section(f.key, v.Field(f.index)) {
			return
		}
	}
}

// partWalk goes over the structs of a rule set by their json keys, so that what
// is added to one of them is walked without a word here.
type partWalk struct {
	yield  func(Part) bool
	shapes map[reflect.Type][]partField
	bare   bool // amounts have no Path, which takes longer to make than all else
}

// partField is a field with a json key.
type partField struct {
	key   string
	index int
	kind  fieldKind
}

type fieldKind uint8

const (
	otherField  fieldKind = iota
	textField             // an expression
	amountField           // a number, or a pointer to one
	structField           // a pointer to a struct
	listField             // a list of structs
	mapField              // structs by key
)

// expressions are the keys whose texts are expressions.
var expressions = []string{"each", "compute", "when"}

// vocabularyKeys are the sections that have no parts.
var vocabularyKeys = []string{"facts", "tables"}

// inPlace are the lists whose key is left out of their elements' places.
var inPlace = []string{"criteria", "rules", "items"}

func (w *partWalk) shape(t reflect.Type) []partField {
	shape, ok := w.shapes[t]
	if ok {
		return shape
	}
	for i := range t.NumField() {
		key := jsonKey(t.Field(i))
		kind := otherField
		switch of := t.Field(i).Type; {
		case slices.Contains(expressions, key) && of.Kind() == reflect.String:
			kind = textField
		case isAmount(of) || of.Kind() == reflect.Pointer && isAmount(of.Elem()):
			kind = amountField
		case of.Kind() == reflect.Pointer && of.Elem().Kind() == reflect.Struct:
			kind = structField
		case of.Kind() == reflect.Slice && of.Elem().Kind() == reflect.Struct:
			kind = listField
		case of.Kind() == reflect.Map && of.Elem().Kind() == reflect.Struct && !slices.Contains(vocabularyKeys, key):
			kind = mapField
		}
		shape = append(shape, partField{key, i, kind})
	}
	w.shapes[t] = shape
	return shape
}

func jsonKey(f reflect.StructField) string {
	key, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return key
}

func isAmount(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Int, reflect.Int64, reflect.Float64:
		return true
	}
	return false
}

// section walks what stands under a key of the rule set.
func (w *partWalk) section(key string, v reflect.Value) bool {
	p := Part{Section: key, Place: key, Path: key}
	switch {
	case v.Kind() == reflect.Pointer && !v.IsNil():
		return w.part(p, v.Elem())
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Struct:
		return w.list(&p, "", v)
	case v.Kind() == reflect.Map && !slices.Contains(vocabularyKeys, key) && v.Type().Elem().Kind() == reflect.Struct:
		return w.keyed(key, v)
	}
	return true
}

// keyed walks structs by key, in the order of their keys. They are copies: what
// they hold by value cannot be written.
func (w *partWalk) keyed(section string, v reflect.Value) bool {
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return cmp.Compare(a.String(), b.String()) })
	for _, k := range keys {
		entry := reflect.New(v.Type().Elem()).Elem()
		entry.Set(v.MapIndex(k))
		id := k.String()
		if !w.part(Part{Section: section, ID: id, Place: section + "." + id, Path: strictjson.PathKey(section, id)}, entry) {
			return false
		}
	}
	return true
}

// list walks the elements of a list of a part.
func (w *partWalk) list(of *Part, key string, v reflect.Value) bool {
	place, path := of.Place, of.Path
	if key != "" {
		path += "." + key
		if !slices.Contains(inPlace, key) {
			place += "." + key
		}
	}
	for i := range v.Len() {
		element := v.Index(i)
		key, id := idOf(element)
		if !w.part(Part{Section: of.Section, ID: id, Place: place + "." + id, Path: strictjson.PathItem(path, i), key: key}, element) {
			return false
		}
	}
	return true
}

// idOf is the id of a struct, or its name where it has no field for an id, and
// the key of that.
func idOf(v reflect.Value) (key, id string) {
	if f := v.FieldByName("ID"); f.IsValid() {
		return "id", f.String()
	}
	if f := v.FieldByName("Name"); f.IsValid() {
		return "name", f.String()
	}
	return "", ""
}

// part yields a struct as a part, and then the parts within it.
func (w *partWalk) part(p Part, v reflect.Value) bool {
	p.Name = nameOf(v)
	w.contents(&p, "", v)
	if !w.yield(p) {
		return false
	}
	for _, f := range w.shape(v.Type()) {
		switch field := v.Field(f.index); {
		case f.kind == listField && f.key != "tiers":
			if !w.list(&p, f.key, field) {
				return false
			}
		case f.kind == structField && !field.IsNil() && w.hasText(field.Type().Elem()):
			inner := Part{Section: p.Section, ID: f.key, Place: p.Place + "." + f.key, Path: p.Path + "." + f.key}
			if !w.part(inner, field.Elem()) {
				return false
			}
		}
	}
	return true
}

// nameOf is what people call a part.
func nameOf(v reflect.Value) string {
	name := ""
	if v.FieldByName("ID").IsValid() {
		if f := v.FieldByName("Name"); f.IsValid() {
			name = f.String()
		}
	}
	if f := v.FieldByName("Reason"); name == "" && f.IsValid() {
		name = f.String()
	}
	return name
}

// hasText tells a part from a struct that only holds numbers of its part.
func (w *partWalk) hasText(t reflect.Type) bool {
	return slices.ContainsFunc(w.shape(t), func(f partField) bool { return f.kind == textField })
}

// count is the number of fields of a kind.
func count(shape []partField, kind fieldKind) int {
	n := 0
	for _, f := range shape {
		if f.kind == kind {
			n++
		}
	}
	return n
}

// contents collects the expressions and numbers of a struct, and of the structs
// that belong to it: tiers, decay.
func (w *partWalk) contents(p *Part, prefix string, v reflect.Value) {
	shape := w.shape(v.Type())
	text := func(key string) {
		i := slices.IndexFunc(shape, func(f partField) bool { return f.key == key && f.kind == textField })
		if i < 0 || v.Field(shape[i].index).Len() == 0 {
			return
		}
		at, _ := v.Field(shape[i].index).Addr().Interface().(*string)
		p.Texts = append(p.Texts, PartText{Key: prefix + key, Path: p.Path + "." + prefix + key, at: at})
		p.Form = cmp.Or(p.Form, key)
	}
	text("each")
	text("compute")
	if amounts := count(shape, amountField); p.Amounts == nil && amounts > 0 {
		p.Amounts = make([]PartAmount, 0, amounts)
	}
	for _, f := range shape {
		field, key := v.Field(f.index), prefix+f.key
		switch {
		case f.kind == amountField:
			a := PartAmount{Key: key, At: field.Addr().Interface()}
			if !w.bare {
				a.Path = p.Path + "." + key
			}
			p.Amounts = append(p.Amounts, a)
		case f.kind == structField && !field.IsNil() && !w.hasText(field.Type().Elem()):
			w.contents(p, key+".", field.Elem())
		case f.kind == listField && f.key == "tiers":
			for i := range field.Len() {
				p.Form = cmp.Or(p.Form, f.key)
				w.contents(p, fmt.Sprintf("%s[%d].", key, i), field.Index(i))
			}
		}
	}
	text("when")
}
