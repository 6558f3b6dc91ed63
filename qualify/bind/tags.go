package bind

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/nearest"
	"github.com/leadqual/leadqual/qualify"
)

const (
	tagKey     = "lead"
	tagMap     = "custom"     // a whole map
	tagSeen    = "seen"       // likewise
	tagLog     = "activities" //
	optionZero = "omitzero"
	optionType = "type="

	customPrefix = "custom."
)

// identifier is what may follow custom.
var identifier = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// The fields that a tag may name, beside what is custom and activities.
var (
	leadFields     = criteria.FieldsOf(reflect.TypeFor[qualify.Lead]())
	activityFields = criteria.FieldsOf(reflect.TypeFor[qualify.Activity]())
	seenFields     = criteria.FieldsOf(reflect.TypeFor[qualify.Seen]())
)

// tagReader reads the tags of a struct into a plan.
type tagReader struct {
	targets map[string]criteria.Field
	paths   []string // of targets, sorted, for "did you mean"
	log     bool     // the struct is an activity
	plan    *plan
	taken   map[string]string // paths, by what fills them
	errs    []error
}

// newPlan reads the tags of a type.
func newPlan(t reflect.Type) (*plan, error) {
	r, err := readTags(t)
	if err != nil {
		return nil, err
	}
	return r.finish(t)
}

// readTags reads the tags of a type; what is wrong with them comes with finish.
func readTags(t reflect.Type) (*tagReader, error) {
	if t.Kind() != reflect.Struct || t == timeType {
		return nil, fmt.Errorf("bind.New: want a struct with %s tags, have %s", tagKey, t)
	}
	r := newTagReader(leadFields, false)
	r.structure(t, t.Name(), source{}, []reflect.Type{t})
	return r, nil
}

// finish is the plan, or all that is wrong.
func (r *tagReader) finish(t reflect.Type) (*plan, error) {
	if p := r.plan; len(r.errs) == 0 && len(p.fields)+len(p.maps)+len(p.seen)+len(p.logs) == 0 {
		r.errs = append(r.errs, fmt.Errorf("%s: no field has a %s tag; where none can be written, give bind.At or bind.Computed", t, tagKey))
	}
	if err := errors.Join(r.errs...); err != nil {
		return nil, err
	}
	return r.plan, nil
}

func newTagReader(fields []criteria.Field, log bool) *tagReader {
	r := &tagReader{targets: map[string]criteria.Field{}, log: log, plan: &plan{}, taken: map[string]string{}}
	for _, f := range fields {
		r.targets[f.Path] = f
		r.paths = append(r.paths, f.Path)
	}
	slices.Sort(r.paths)
	return r
}

func (r *tagReader) fail(place, tag, format string, args ...any) {
	r.errs = append(r.errs, fmt.Errorf("%s: %s:%q: %s", place, tagKey, tag, fmt.Sprintf(format, args...)))
}

// structure reads the fields of a struct that stands at a source. Around are
// the types that it stands in, itself the last.
func (r *tagReader) structure(t reflect.Type, place string, at source, around []reflect.Type) {
	for i := range t.NumField() {
		f := t.Field(i)
		place := place + "." + f.Name
		tag, tagged := f.Tag.Lookup(tagKey)
		here := at
		here.at += f.Offset
		switch {
		case tag == "-":
		case tagged && !f.IsExported():
			r.fail(place, tag, "only exported fields can be tagged; write it with a capital letter")
		case tagged:
			r.field(f.Type, place, tag, here)
		case f.IsExported() || f.Anonymous:
			inner := f.Type
			if inner.Kind() == reflect.Pointer {
				inner = inner.Elem()
				here = here.follow()
			}
			if !slices.Contains(around, inner) && hasTags(inner, map[reflect.Type]bool{}) {
				r.structure(inner, place, here, append(slices.Clip(around), inner))
			}
		}
	}
}

// follow is the source of what the pointer at s leads to.
func (s source) follow() source {
	s.through = append(slices.Clip(s.through), s.at)
	s.at = 0
	return s
}

// hasTags tells whether a struct has tagged fields, or leads to some.
func hasTags(t reflect.Type, seen map[reflect.Type]bool) bool {
	if t.Kind() != reflect.Struct || t == timeType || seen[t] {
		return false
	}
	seen[t] = true
	for i := range t.NumField() {
		f := t.Field(i)
		tag, tagged := f.Tag.Lookup(tagKey)
		if tagged && tag != "-" {
			return true
		}
		inner := f.Type
		if inner.Kind() == reflect.Pointer {
			inner = inner.Elem()
		}
		if !tagged && (f.IsExported() || f.Anonymous) && hasTags(inner, seen) {
			return true
		}
	}
	return false
}

// field reads a tagged field.
func (r *tagReader) field(t reflect.Type, place, tag string, at source) {
	path, rest, more := strings.Cut(tag, ",")
	typ, typed := "", false
	for more {
		var option string
		option, rest, more = strings.Cut(rest, ",")
		switch name, given := strings.CutPrefix(option, optionType); {
		case option == optionZero:
			at.omitzero = true
		case given && path == tagLog && !r.log:
			if typ, typed = name, true; name == "" {
				r.fail(place, tag, "give the type, such as type=page_view")
			}
		case given:
			r.fail(place, tag, "%sNAME is for %s", optionType, tagLog)
		default:
			r.fail(place, tag, "there is no option %q; the options are %s and, for %s, %sNAME", option, optionZero, tagLog, optionType)
			return
		}
	}
	switch {
	case path == tagLog && !r.log:
		r.activities(t, place, tag, typ, typed, at)
		return
	case path == tagMap:
		wholeMap[any](r, &r.plan.maps, t, place, tag, at)
		return
	case path == tagSeen && !r.log:
		wholeMap[qualify.Seen](r, &r.plan.seen, t, place, tag, at)
		return
	}
	to, known := r.targets[path]
	seen := ""
	if !known && !r.log {
		to, seen = seenTarget(path)
		known = seen != ""
	}
	name, custom := strings.CutPrefix(path, customPrefix)
	switch {
	case custom && !identifier.MatchString(name):
		r.fail(place, tag, "the name of a custom fact consists of letters, digits and _")
		return
	case !known && !custom:
		r.fail(place, tag, "%s", r.unknown(path))
		return
	}
	if before, twice := r.taken[path]; twice {
		r.fail(place, tag, "%s is filled by %s already", path, before)
		return
	}
	r.taken[path] = place
	s, wrong := sourceOf(t, at, to.Kind, path == "id" || path == "owner")
	if wrong != "" {
		r.fail(place, tag, "%s", wrong)
		return
	}
	f := boundField{source: s, place: place, path: path, to: to.Offset, seen: seen}
	f.plainText = !custom && seen == "" && s.kind == criteria.String && s.memory == reflect.String
	if custom {
		f.custom = name
		r.plan.customs++
	}
	r.plan.fields = append(r.plan.fields, f)
}

// unknown says what to write instead of a name.
func (r *tagReader) unknown(path string) string {
	if r.log {
		return fmt.Sprintf("%q is none of an activity's fields: %s, custom.NAME%s", path, strings.Join(r.paths, ", "), nearest.Plain(path, r.paths))
	}
	if path == "" {
		return "say what the field fills, such as company.employees; - leaves it out"
	}
	_, err := new(qualify.Lead).Get(path)
	return strings.TrimPrefix(err.Error(), path+": ")
}

// seenTarget is the field of a qualify.Seen that a path such as
// seen.company.employees.at means, and the fact; "" where it means none.
func seenTarget(path string) (to criteria.Field, fact string) {
	rest, ok := strings.CutPrefix(path, tagSeen+".")
	if _, err := new(qualify.Lead).Get(path); !ok || err != nil {
		return to, ""
	}
	last := strings.LastIndexByte(rest, '.')
	i := slices.IndexFunc(seenFields, func(f criteria.Field) bool { return f.Path == rest[last+1:] })
	return seenFields[i], rest[:last]
}

// wholeMap reads the tag of a map whose values are of type V.
func wholeMap[V any](r *tagReader, to *[]source, t reflect.Type, place, tag string, at source) {
	if t.Kind() == reflect.Pointer {
		t, at = t.Elem(), at.follow()
	}
	if want := reflect.TypeFor[map[string]V](); t.Kind() != reflect.Map || t.Key() != want.Key() || t.Elem() != want.Elem() {
		hint := "a single value is custom.NAME"
		if tag == tagSeen {
			hint = "a single fact is dated by seen.PATH.at"
		}
		r.fail(place, tag, "want a %s, have %s; %s", strings.ReplaceAll(want.String(), "interface {}", "any"), t, hint)
		return
	}
	*to = append(*to, at)
}

// activities reads the tag of a field that tells of activities.
func (r *tagReader) activities(t reflect.Type, place, tag, typ string, typed bool, at source) {
	l := boundLog{source: at, typ: typ}
	if s, wrong := sourceOf(t, at, criteria.Time, false); wrong == "" {
		l.form, l.source = logOfOneTime, s
		if !typed {
			r.fail(place, tag, "say what it was that happened then, such as %s,type=demo_request", tagLog)
		}
		r.plan.logs = append(r.plan.logs, l)
		return
	}
	if t.Kind() == reflect.Pointer {
		t, l.source = t.Elem(), at.follow()
	}
	if t.Kind() != reflect.Slice {
		r.fail(place, tag, "want a slice of structs, or a time, have %s", t)
		return
	}
	of := t.Elem()
	if of.Kind() == reflect.Pointer {
		of, l.pointers = of.Elem(), true
	}
	l.size = t.Elem().Size()
	switch {
	case of == reflect.TypeFor[qualify.Activity]():
		l.form = logOfActivities
		if typed {
			r.fail(place, tag, "a qualify.Activity has a type of its own")
		}
	case isTime(of):
		l.form = logOfTimes
		if !typed {
			r.fail(place, tag, "say what it was that happened then, such as %s,type=webinar", tagLog)
		}
	case of.Kind() == reflect.Struct:
		within := newTagReader(activityFields, true)
		within.structure(of, place+"[]", source{}, []reflect.Type{of})
		r.errs = append(r.errs, within.errs...)
		l.of = *within.plan
		if len(within.errs) > 0 {
			break
		}
		if by, field := within.taken["type"]; field == typed && typed {
			r.fail(place, tag, "%s gives the type already", by)
		} else if !field && !typed {
			r.fail(place, tag, "tag a field of %s as type, or write %s,type=NAME", of, tagLog)
		}
		if within.taken["at"] == "" {
			r.fail(place, tag, "tag the field of %s that says when it was as at", of)
		}
	default:
		r.fail(place, tag, "want a slice of structs, or a time, have %s", t)
	}
	r.plan.logs = append(r.plan.logs, l)
}
