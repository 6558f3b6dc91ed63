package qualify_test

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/bind"
	"github.com/leadqual/leadqual/qualify/leadfile"
	"github.com/leadqual/leadqual/qualify/truth"
)

// The domains that are listed are those by which is_free_email goes, and the
// list is the caller's.
func TestFreeEmailDomains(t *testing.T) {
	e := compiled(t, `{"name": "n", "screening": [{"id": "free", "when": "is_free_email(person.email)"}]}`)
	domains := qualify.FreeEmailDomains()
	if !slices.IsSorted(domains) || !slices.Contains(domains, "gmail.com") {
		t.Errorf("%v", domains)
	}
	for _, d := range append(slices.Clone(domains), "acme.example") {
		lead := &qualify.Lead{ID: "1", Person: qualify.Person{Email: "ann@" + strings.ToUpper(d)}}
		decision := e.Decide(lead, generate.AsOf)
		if have := decision.Screening[0].Outcome; have != truth.Of(d != "acme.example") {
			t.Errorf("%s is %v", d, have)
		}
	}
	domains[0] = "changed"
	if qualify.FreeEmailDomains()[0] == "changed" {
		t.Error("the list is shared")
	}
}

// namedFields are the JSON paths of a struct's fields, those of structs within it
// too, with a value for each that holds one, nil for what holds several.
func namedFields(t reflect.Type, prefix string, found map[string]any) map[string]any {
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch path := prefix + name; reflect.Zero(f.Type).Interface().(type) {
		case string:
			found[path] = "x"
		case float64, qualify.Opt[float64]:
			found[path] = 7.0
		case qualify.Opt[bool]:
			found[path] = true
		case time.Time:
			found[path] = generate.AsOf.AddDate(0, 0, -1)
		case []string:
			found[path] = []string{"x", "y"}
		default:
			if f.Type.Kind() == reflect.Struct {
				namedFields(f.Type, path+".", found)
			} else {
				found[path] = nil
			}
		}
	}
	return found
}

// Every field of a lead holds several values, or stands in the table of fields
// and so is set and got, printed, merged, written as JSON, read from a column,
// bound by a tag; and every one but three is a fact that expressions name.
func TestEveryFieldIsInTheTable(t *testing.T) {
	several, noFacts := []string{"activities", "custom", "seen"}, []string{"id", "account_id", "created_at", "reset_at"}
	var lead qualify.Lead
	var listed, facts []string
	types := map[string]string{}
	for _, f := range qualify.LeadFields() {
		listed, types[f.Name] = append(listed, f.Name), f.Type
	}
	for _, f := range (&qualify.RuleSet{}).AllFacts() {
		facts = append(facts, f.Path)
	}
	fields := namedFields(reflect.TypeFor[qualify.Lead](), "", map[string]any{})
	for _, path := range slices.Sorted(maps.Keys(fields)) {
		value := fields[path]
		if value == nil {
			if !slices.Contains(several, path) {
				t.Errorf("%s is of a type that the table of fields does not know, and is not excepted", path)
			}
			continue
		}
		if !slices.Contains(listed, path) {
			t.Errorf("%s is not among LeadFields", path)
			continue
		}
		if err := lead.Set(path, value); err != nil {
			t.Error(err)
		}
		if have, err := lead.Get(path); err != nil || !cmp.Equal(have, value) {
			t.Errorf("%s is %v, %v after it was set to %v", path, have, err, value)
		}
		text, printed := lead.Values()[path]
		if !printed && path != "id" {
			t.Errorf("Values has no %s", path)
		}
		one := qualify.Lead{}
		if err := one.Set(path, value); err != nil {
			t.Error(err)
		}
		sameLead(t, path+" merged", one, qualify.Merge(qualify.MergePolicy{}, &one, &qualify.Lead{}).Lead)
		sameLead(t, path+" bound", one, boundBy(t, path, value))
		if path == "id" {
			text = "x"
		}
		sameLead(t, path+" read from a column", one, readFrom(t, path, strings.ReplaceAll(text, ", ", ";")))
		switch slices.Contains(noFacts, path) {
		case slices.Contains(facts, path):
			t.Errorf("%s is a fact and excepted, or neither", path)
		case false:
			compiled(t, `{"name": "n", "screening": [{"id": "a", "when": "`+path+` == nil"}]}`)
		}
		facts = slices.DeleteFunc(facts, func(f string) bool { return f == path })
	}
	if !slices.Equal(facts, []string{"created_days_ago", "idle_days"}) {
		t.Errorf("facts without a field: %v", facts)
	}
	var again qualify.Lead
	if text, err := json.Marshal(lead); err != nil || json.Unmarshal(text, &again) != nil {
		t.Error(err)
	}
	sameLead(t, "JSON", lead, again)
}

// Every field of an activity is in its table too, and every one but the id is
// named in expressions.
func TestEveryActivityFieldIsInTheTable(t *testing.T) {
	var listed []string
	for _, f := range qualify.ActivityFields() {
		listed = append(listed, f.Name)
	}
	for path, value := range namedFields(reflect.TypeFor[qualify.Activity](), "", map[string]any{}) {
		if value == nil {
			if path != "custom" {
				t.Errorf("%s is of a type that the table of fields does not know, and is not excepted", path)
			}
			continue
		}
		if !slices.Contains(listed, path) {
			t.Errorf("%s is not among ActivityFields", path)
			continue
		}
		var a qualify.Activity
		if err := a.Set(path, value); err != nil {
			t.Error(err)
		}
		if have, err := a.Get(path); err != nil || !cmp.Equal(have, value) || reflect.ValueOf(a).IsZero() {
			t.Errorf("%s is %v, %v after it was set to %v", path, have, err, value)
		}
		named := slices.ContainsFunc((&qualify.RuleSet{}).AllActivityFields(), func(f qualify.FactInfo) bool { return f.Path == path })
		if named == (path == "id") {
			t.Errorf("whether expressions can name .%s: %v", path, named)
		}
		a.Type, a.At = "x", generate.AsOf.AddDate(0, 0, -1)
		lead := qualify.Lead{Activities: []qualify.Activity{a}}
		sameLead(t, path+" of an activity, merged", lead, qualify.Merge(qualify.MergePolicy{}, &lead, &lead).Lead)
	}
}

// boundBy is a lead with one field that bind filled.
func boundBy(t *testing.T, path string, value any) qualify.Lead {
	t.Helper()
	type record struct{}
	var field bind.Field[record]
	switch v := value.(type) {
	case string:
		field = bind.Computed(path, func(*record) string { return v })
	case float64:
		field = bind.Computed(path, func(*record) float64 { return v })
	case bool:
		field = bind.Computed(path, func(*record) bool { return v })
	case time.Time:
		field = bind.Computed(path, func(*record) time.Time { return v })
	case []string:
		field = bind.Computed(path, func(*record) []string { return v })
	}
	b, err := bind.New(field)
	if err != nil {
		t.Error(err)
		return qualify.Lead{}
	}
	return b.Lead(&record{})
}

// readFrom is the lead of a file with one column.
func readFrom(t *testing.T, path, text string) (lead qualify.Lead) {
	t.Helper()
	r, err := leadfile.NewReader(strings.NewReader(path+"\n"+text+"\n"), leadfile.Options{Input: leadfile.CSV})
	if err == nil {
		_, err = r.Next(&lead)
	}
	if err != nil {
		t.Error(err)
	}
	return lead
}

func sameLead(t *testing.T, what string, want, have qualify.Lead) {
	t.Helper()
	if diff := cmp.Diff(want, have); diff != "" {
		t.Errorf("%s (-want +have):\n%s", what, diff)
	}
}
