package bind

import (
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/qualify"
)

// target is a field of a Lead or an Activity that a tag may name.
type target struct {
	offset uintptr
	kind   criteria.Kind
}

// leadTargets are the fields of a Lead by the paths that their JSON names make,
// which are those of facts. What is custom and activities are not among them.
func leadTargets() map[string]target {
	all := map[string]target{}
	addTargets(all, reflect.TypeFor[qualify.Lead](), "", 0)
	return all
}

// activityTargets are the fields of an Activity by their JSON names.
func activityTargets() map[string]target {
	all := map[string]target{}
	addTargets(all, reflect.TypeFor[qualify.Activity](), "", 0)
	return all
}

func addTargets(to map[string]target, t reflect.Type, prefix string, at uintptr) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch f.Type {
		case reflect.TypeFor[qualify.Person](), reflect.TypeFor[qualify.Company](), reflect.TypeFor[qualify.Answers]():
			addTargets(to, f.Type, prefix+name+".", at+f.Offset)
			continue
		}
		if kind := targetKind(f.Type); kind != criteria.None {
			to[prefix+name] = target{at + f.Offset, kind}
		}
	}
}

// targetKind is what a field of a lead holds.
func targetKind(t reflect.Type) criteria.Kind {
	switch t {
	case reflect.TypeFor[string]():
		return criteria.String
	case reflect.TypeFor[qualify.Opt[float64]](), reflect.TypeFor[float64]():
		return criteria.Number
	case reflect.TypeFor[qualify.Opt[bool]]():
		return criteria.Bool
	case timeType:
		return criteria.Time
	case reflect.TypeFor[[]string]():
		return criteria.Strings
	}
	return criteria.None
}

// customFacts are the paths of the custom facts that a rule set declares,
// sorted.
func customFacts(rs *qualify.RuleSet) []string {
	var paths []string
	for path := range rs.Facts {
		if strings.HasPrefix(path, customPrefix) {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	return paths
}

// kindNames are the types of facts as rule sets write them.
var kindNames = map[criteria.Kind]string{
	criteria.Bool: "bool", criteria.Number: "number", criteria.String: "string", criteria.Time: "time", criteria.Strings: "strings",
}

// identifier is what may follow custom.
var identifier = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// kindOf is the kind of a type of facts, as rule sets write it.
func kindOf(typ string) (kind criteria.Kind, known bool) {
	for kind, name := range kindNames {
		if name == typ {
			return kind, true
		}
	}
	return criteria.None, false
}
