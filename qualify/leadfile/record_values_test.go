package leadfile

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/qualify"
)

// What stands in each record, and what is made of it.
func TestRecordValues(t *testing.T) {
	const maps = `{"unknown": ["n/a"], "fields": {
		"id": {"from": "key"}, "company.employees": {"from": "staff", "on_error": "unknown"}, "answers.budget": {"from": "money"}, "person.consent": {"from": "ok", "default": false}}}`
	for _, test := range []struct {
		name, text string
		o          Options
		want       []string
	}{
		{"csv", "key,staff,money,ok,more\n1, 20 ,n/a,,x\n2,many,few,yes,\n1,2\n", Options{Input: CSV, Mapping: mapped(t, maps)}, []string{
			`0 key "1" [id]`, `1 staff "20" [company.employees] = 20`, `2 money "n/a" [answers.budget] unknown`, `3 ok "" [person.consent] unknown default`, `4 more "x" []`, "-",
			`0 key "2" [id]`, `1 staff "many" [company.employees] unread`, `2 money "few" [answers.budget] unread`, `3 ok "yes" [person.consent]`, `4 more "" []`, "-", "-",
		}},
		{"json with a map", `{"key": 1, "staff": 20, "list": [{"a": true}, {"a": null}]}`, Options{Input: JSONLines, Mapping: mapped(t, maps)}, []string{
			`-1 key "1" [id]`, `-1 list[].a "true" []`, `-1 list[].a "" []`, `-1 staff "20" [company.employees] = 20`, "-",
		}},
		{"json of leads", `{"id": "L", "company": {"technologies": ["crm", "erp"]}, "activities": [{"type": "visit"}], "x": 2}`, Options{Input: JSONLines}, []string{
			`-1 activities[].type "visit" [activities.type]`, `-1 company.technologies[] "crm" [company.technologies]`, `-1 company.technologies[] "erp" [company.technologies]`, `-1 id "L" [id]`, `-1 x "2" []`, "-",
		}},
		{"numbers as the map reads them", "n\n\"1.200\"\n\"ca. 50-200\"\n1.2\n", Options{Input: CSV, Mapping: mapped(t, `{"fields": {"company.employees": {"from": "n", "numbers": {"decimal": ",", "thousands": ".", "range": "low", "strip": ["ca."]}}}}`)}, []string{
			`0 n "1.200" [company.employees] = 1200`, "-", `0 n "ca. 50-200" [company.employees] = 50`, "-", `0 n "1.2" [company.employees] unread`, "-",
		}},
		{"any columns", "id,Staff\nL,3\n", Options{Input: CSV, AnyColumns: true}, []string{`0 id "L" [id]`, `1 Staff "3" []`, "-"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			r, err := NewReader(strings.NewReader(test.text), test.o)
			if err != nil {
				t.Fatal(err)
			}
			var have []string
			for {
				_, err := r.Next(&qualify.Lead{})
				if err == io.EOF {
					break
				}
				if bad := (*RowError)(nil); err != nil && !errors.As(err, &bad) {
					t.Fatal(err)
				}
				for v := range r.RecordValues() {
					s := fmt.Sprintf("%d %s %q %v", v.Index, v.Column, v.Text, v.Fields)
					for _, is := range []struct {
						so   bool
						word string
					}{{v.Unknown && len(v.Fields) > 0, " unknown"}, {v.Default, " default"}, {v.Unread, " unread"}} {
						if is.so {
							s += is.word
						}
					}
					if x, ok := v.Number.Get(); ok {
						s += fmt.Sprint(" = ", x)
					}
					have = append(have, s)
				}
				have = append(have, "-")
			}
			if diff := cmp.Diff(test.want, have); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Nothing is counted twice by looking at what stands there, and one may stop.
func TestRecordValuesChangeNothing(t *testing.T) {
	m := mapped(t, `{"fields": {"id": {"from": "a"}, "company.employees": {"from": "b", "on_error": "unknown"}}}`)
	r, err := NewReader(strings.NewReader("a,b\n1,x\n2,y\n"), Options{Input: CSV, Mapping: m})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := r.Next(&qualify.Lead{}); err != nil {
			t.Fatal(err)
		}
		for range r.RecordValues() {
		}
		for range r.RecordValues() {
			break
		}
	}
	if have := r.Unread(); !slices.Equal(have, []Unread{{"b", "company.employees", 2}}) {
		t.Errorf("%v", have)
	}
}
