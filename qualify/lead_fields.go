package qualify

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unsafe"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/nearest"
)

// A FieldInfo is a field of a lead or of an activity.
type FieldInfo struct {
	Name string `json:"name"` // "company.employees"; "url"
	Type string `json:"type"` // "bool", "number", "string", "time" or "strings"
}

// LeadFields lists the fields of a lead that hold one value each, as
// [Lead.Get] and [Lead.Set] name them, in the order of the struct. Activities,
// Custom and Seen are not among them. The list is the caller's.
func LeadFields() []FieldInfo { return infosOf(leadFields) }

// ActivityFields lists the fields of an activity that hold one value each, as
// [Activity.Get] and [Activity.Set] name them, in the order of the struct. Custom
// is not among them. The list is the caller's.
func ActivityFields() []FieldInfo { return infosOf(activityFields) }

func infosOf(fields []criteria.Field) []FieldInfo {
	infos := make([]FieldInfo, len(fields))
	for i, f := range fields {
		infos[i] = FieldInfo{f.Path, f.Kind.FactType()}
	}
	return infos
}

// Get returns what the lead has at a path: one of [LeadFields], such as
// "person.job_title", "custom.NAME", or "seen.PATH.at" and "seen.PATH.source" for
// what Seen says of a fact. The value is a bool, a float64, a string, a time.Time
// or a []string, whatever type a custom value has in the map, and nil where it is
// unknown. It shares lists with the lead.
//
// The error names a path that no lead has, with what to write instead, or a
// custom value of a type that no fact has.
//
// Get says what the lead holds. Whether a decision takes it as known is for the
// rule set to say too, by its enums, types and ages.
func (l *Lead) Get(path string) (any, error) {
	if name, ok := customName(path); ok {
		return getCustom(l.Custom, path, name)
	}
	if rest, ok := strings.CutPrefix(path, seenPrefix); ok {
		fact, field, err := seenField(rest)
		if err != nil {
			return nil, err
		}
		seen := l.Seen[fact]
		return fieldValue(field, unsafe.Pointer(&seen)), nil
	}
	f, ok := leadField[path]
	if !ok {
		return nil, noField(path)
	}
	return fieldValue(f, unsafe.Pointer(l)), nil
}

// Set gives the lead a value at a path, as [Lead.Get] names it; nil makes it
// unknown. A bool takes a bool; a number any Go integer or float, or a
// json.Number; a string a string; a time a time.Time or RFC 3339 text; a list a
// []string or an []any of strings. "custom.NAME" takes any of these, as they
// are. Custom and Seen are made where they are nil. The lead keeps a list that it
// is given.
//
// The error names the path and says what to give; the lead is as before then.
func (l *Lead) Set(path string, value any) error {
	if name, ok := customName(path); ok {
		return setCustom(&l.Custom, path, name, value)
	}
	if rest, ok := strings.CutPrefix(path, seenPrefix); ok {
		return l.setSeen(path, rest, value)
	}
	f, ok := leadField[path]
	if !ok {
		return noField(path)
	}
	return setField(f, unsafe.Pointer(l), path, value)
}

// Get returns what the activity has in a field: one of [ActivityFields], such as
// "url", or "custom.NAME". The value is of the types that [Lead.Get] returns, and
// nil where there is no text, no instant, or no custom value. The error names a
// field that no activity has.
func (a *Activity) Get(name string) (any, error) {
	if custom, ok := customName(name); ok {
		return getCustom(a.Custom, name, custom)
	}
	f, err := activityField(name)
	if err != nil {
		return nil, err
	}
	return fieldValue(f, unsafe.Pointer(a)), nil
}

// Set gives the activity a value in a field, as [Activity.Get] names it, of the
// types that [Lead.Set] takes; nil empties the field. Custom is made where it is
// nil.
//
// The error names the field and says what to give; the activity is as before
// then.
func (a *Activity) Set(name string, value any) error {
	if custom, ok := customName(name); ok {
		return setCustom(&a.Custom, name, custom, value)
	}
	f, err := activityField(name)
	if err != nil {
		return err
	}
	return setField(f, unsafe.Pointer(a), name, value)
}

// activityField finds a field of an activity.
func activityField(name string) (*criteria.Field, error) {
	for i := range activityFields {
		if activityFields[i].Path == name {
			return &activityFields[i], nil
		}
	}
	names := make([]string, len(activityFields))
	for i, f := range activityFields {
		names[i] = f.Path
	}
	return nil, fmt.Errorf("%s: an activity has no such field, only %s and custom.NAME%s", name, strings.Join(names, ", "), nearest.Plain(name, names))
}

// getCustom is a value of a map of custom ones.
func getCustom(values map[string]any, path, name string) (any, error) {
	v, ok := customValue(values[name])
	if !ok {
		return nil, fmt.Errorf("%s: want a bool, a number, a string, a time or a list of strings, have %T", path, values[name])
	}
	return v, nil
}

// setCustom puts a value into a map of custom ones.
func setCustom(values *map[string]any, path, name string, value any) error {
	if v, ok := customValue(value); !ok || notFinite(v) {
		return fmt.Errorf("%s: want a bool, a finite number, a string, a time or a list of strings, have %s", path, shown(value))
	}
	switch {
	case value == nil:
		delete(*values, name)
	case *values == nil:
		*values = map[string]any{name: value}
	default:
		(*values)[name] = value
	}
	return nil
}

// fieldValue is the value of a field of the struct at base, nil where it is
// unknown. What cannot be unknown, a number of an activity, is its value.
func fieldValue(f *criteria.Field, base unsafe.Pointer) any {
	at := unsafe.Add(base, f.Offset)
	switch f.Kind {
	case criteria.String:
		if v := *(*string)(at); v != "" {
			return v
		}
	case criteria.Number:
		if v := *(*float64)(at); !f.Optional || (*Opt[float64])(at).Known {
			return v
		}
	case criteria.Bool:
		if v := *(*Opt[bool])(at); v.Known {
			return v.Value
		}
	case criteria.Time:
		if v := *(*time.Time)(at); !v.IsZero() {
			return v
		}
	case criteria.Strings:
		if v := *(*[]string)(at); v != nil {
			return v
		}
	}
	return nil
}

// setField gives a field of the struct at base a value.
func setField(f *criteria.Field, base unsafe.Pointer, path string, value any) error {
	v, ok := asKind(f.Kind, value)
	if !ok || notFinite(v) {
		return fmt.Errorf("%s: want %s, have %s", path, wanted[f.Kind], shown(value))
	}
	at := unsafe.Add(base, f.Offset)
	switch f.Kind {
	case criteria.String:
		*(*string)(at), _ = v.(string)
	case criteria.Number:
		n, known := v.(float64)
		if *(*float64)(at) = n; f.Optional {
			(*Opt[float64])(at).Known = known
		}
	case criteria.Bool:
		to := (*Opt[bool])(at)
		to.Value, to.Known = v.(bool)
	case criteria.Time:
		*(*time.Time)(at), _ = v.(time.Time)
	case criteria.Strings:
		*(*[]string)(at), _ = v.([]string)
	}
	return nil
}

// wanted says what a value of the kind may be given as.
var wanted = [...]string{
	criteria.Bool:    "a bool",
	criteria.Number:  "a finite number, of any of Go's types or a json.Number",
	criteria.String:  "a string",
	criteria.Time:    "a time.Time or RFC 3339 text",
	criteria.Strings: "a []string, or an []any of strings",
}

// shown is a value as an error shows it.
func shown(v any) string {
	switch v.(type) {
	case string, json.Number:
		return strconv.Quote(reflect.ValueOf(v).String())
	case float64, float32:
		return fmt.Sprint(v)
	}
	return fmt.Sprintf("%T", v)
}

func notFinite(v any) bool {
	n, ok := v.(float64)
	return ok && n-n != 0
}

// customName is the name that a custom fact's path has in Lead.Custom.
func customName(path string) (name string, ok bool) {
	name, ok = strings.CutPrefix(path, customPrefix)
	return name, ok && name != ""
}

// noField says what to write instead of a path that no lead has.
func noField(path string) error {
	switch path {
	case "":
		return fmt.Errorf("no path: give one such as company.employees")
	case "custom", customPrefix:
		return fmt.Errorf("%s: name one of the custom values, as in custom.seats", path)
	case "seen":
		return fmt.Errorf("seen: name a fact, as in seen.company.employees.at")
	case "activities":
		return fmt.Errorf("%s: a log holds no single value; it is the field Activities", path)
	case "created_days_ago", "idle_days":
		return fmt.Errorf("%s: the engine works it out; fill created_at and activities", path)
	}
	const none = "not the name of a lead's field"
	paths := make([]string, len(leadFields))
	last := "" // company_employees, employees
	for i, f := range leadFields {
		paths[i] = f.Path
		if strings.HasPrefix(f.Path, path+".") {
			return fmt.Errorf("%s: a group of fields; name one of them, such as %s", path, f.Path)
		}
		if _, name, grouped := strings.Cut(f.Path, "."); grouped && last == "" && strings.EqualFold(name, path) {
			last = f.Path
		}
	}
	meant, ok := nearest.To(path, paths)
	if !ok {
		meant = last
	}
	if meant != "" {
		return fmt.Errorf("%s: %s; did you mean %s?", path, none, meant)
	}
	return fmt.Errorf("%s: %s; what a lead has no field for is custom.%s", path, none, identifierOf(path))
}

// identifierOf makes of a name one that may follow custom.
func identifierOf(name string) string {
	name = strings.Map(func(r rune) rune {
		if r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return '_'
	}, name)
	if !identifier.MatchString(name) {
		return "NAME"
	}
	return name
}

// customValue is a custom value as Get returns it, ok false for one of a type
// that no fact has.
func customValue(v any) (out any, ok bool) {
	switch v.(type) {
	case nil, bool:
		return v, true
	case string:
		return asKind(criteria.String, v)
	case time.Time:
		return asKind(criteria.Time, v)
	case []string, []any:
		return asKind(criteria.Strings, v)
	}
	return asKind(criteria.Number, v)
}

// asKind is a value as the kind has it: a bool, a float64, a string, a
// time.Time or a []string, nil for unknown; ok is false for one of another kind.
func asKind(kind criteria.Kind, v any) (out any, ok bool) {
	if v == nil {
		return nil, true
	}
	switch kind {
	case criteria.Bool:
		_, ok = v.(bool)
		return v, ok
	case criteria.Number:
		if _, ok := v.(float64); ok {
			return v, true // in the memory that it has
		}
		n, ok := number(v)
		return n, ok
	case criteria.String:
		if v == "" {
			return nil, true
		}
		_, ok = v.(string)
		return v, ok
	case criteria.Time:
		return asTime(v)
	case criteria.Strings:
		return asTexts(v)
	}
	return nil, false
}

func asTime(v any) (out any, ok bool) {
	t, ok := v.(time.Time)
	if text, isText := v.(string); isText && text != "" {
		var err error
		t, err = time.Parse(time.RFC3339, text)
		ok = err == nil
	} else if isText {
		ok = true
	}
	if !ok || t.IsZero() {
		return nil, ok
	}
	if _, same := v.(time.Time); same {
		return v, true
	}
	return t, true
}

func asTexts(v any) (out any, ok bool) {
	switch given := v.(type) {
	case []string:
		if given == nil {
			return nil, true
		}
		return v, true
	case []any:
		if given == nil {
			return nil, true
		}
		list := make([]string, len(given))
		for i, x := range given {
			if list[i], ok = x.(string); !ok {
				return nil, false
			}
		}
		return list, true
	}
	return nil, false
}

// number converts any number of Go's.
func number(v any) (n float64, ok bool) {
	switch v := v.(type) {
	case float64:
		return v, true
	case float32:
		return float64(v), true
	case int:
		return float64(v), true
	case int64:
		return float64(v), true
	case int32:
		return float64(v), true
	case int16:
		return float64(v), true
	case int8:
		return float64(v), true
	case uint:
		return float64(v), true
	case uint64:
		return float64(v), true
	case uint32:
		return float64(v), true
	case uint16:
		return float64(v), true
	case uint8:
		return float64(v), true
	case json.Number:
		if !isJSONNumber(string(v)) {
			return 0, false
		}
		n, err := strconv.ParseFloat(string(v), 64)
		return n, err == nil || math.IsInf(n, 0)
	}
	return 0, false
}

// isJSONNumber tells whether a text is a number of JSON. strconv reads more:
// 5_0, 0x64p0, inf.
func isJSONNumber(s string) bool {
	digits := func() bool {
		n := 0
		for n < len(s) && s[n] >= '0' && s[n] <= '9' {
			n++
		}
		s = s[n:]
		return n > 0
	}
	s = strings.TrimPrefix(s, "-")
	if rest, zero := strings.CutPrefix(s, "0"); zero {
		s = rest
	} else if !digits() {
		return false
	}
	if rest, dot := strings.CutPrefix(s, "."); dot {
		if s = rest; !digits() {
			return false
		}
	}
	if s != "" && (s[0] == 'e' || s[0] == 'E') {
		if s = s[1:]; s != "" && (s[0] == '+' || s[0] == '-') {
			s = s[1:]
		}
		return digits() && s == ""
	}
	return s == ""
}
