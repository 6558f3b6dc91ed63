package qualify_test

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/leadqual/leadqual/qualify"
)

func TestLeadValues(t *testing.T) {
	at := time.Date(2026, 1, 2, 4, 0, 0, 0, time.FixedZone("", 3600))
	lead := &qualify.Lead{
		Company: qualify.Company{Employees: qualify.Number(1500), AnnualRevenue: qualify.Number(0.5), Technologies: []string{}},
		Person:  qualify.Person{Email: "a@b.example", Consent: qualify.Known(false)},
		Answers: qualify.Answers{WantsContactAt: at}, ResetAt: at, CreatedAt: at,
		Custom: map[string]any{
			"a": 1, "b": true, "c": "x", "d": at, "e": []string{"x", "y"}, "f": []any{"x", "y"}, "g": json.Number("12"), "h": "",
			"i": []any{"x", 1}, "j": struct{}{}, "k": nil, "l": []any{},
		},
	}
	want := map[string]string{
		"company.employees": "1500", "company.annual_revenue": "0.5", "company.technologies": "[]", "person.email": "a@b.example",
		"person.consent": "false", "answers.wants_contact_at": "2026-01-02T03:00:00Z", "reset_at": "2026-01-02T03:00:00Z",
		"created_at": "2026-01-02T03:00:00Z", "custom.a": "1", "custom.b": "true", "custom.c": "x", "custom.d": "2026-01-02T03:00:00Z",
		"custom.e": "x, y", "custom.f": "x, y", "custom.g": "12", "custom.l": "[]",
	}
	if have := lead.Values(); !maps.Equal(have, want) {
		t.Errorf("%v, want %v", have, want)
	}
}

// Every field of a lead that has a path is in its values.
func TestLeadValuesAreComplete(t *testing.T) {
	var lead qualify.Lead
	var want []string
	var fill func(path string, v reflect.Value)
	fill = func(path string, v reflect.Value) {
		for i := range v.NumField() {
			name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
			at := path + name
			switch f := v.Field(i).Addr().Interface().(type) {
			case *string:
				*f = "x"
			case *qualify.Opt[float64]:
				*f = qualify.Number(1)
			case *qualify.Opt[bool]:
				*f = qualify.Known(true)
			case *time.Time:
				*f = time.Unix(0, 0)
			case *[]string:
				*f = []string{"x"}
			case *qualify.Person, *qualify.Company, *qualify.Answers:
				fill(at+".", v.Field(i))
				continue
			default: // activities, custom
				continue
			}
			want = append(want, at)
		}
	}
	fill("", reflect.ValueOf(&lead).Elem())
	want = slices.DeleteFunc(want, func(path string) bool { return path == "id" })
	slices.Sort(want)
	if have := slices.Sorted(maps.Keys(lead.Values())); !slices.Equal(have, want) {
		t.Errorf("%v, want %v", have, want)
	}
}
