package desk

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/leadqual/leadqual/qualify"
)

// The examples of RFC 7396, appendix A, that are about objects.
func TestLayAsTheStandard(t *testing.T) {
	for _, c := range []struct{ target, patch, want string }{
		{`{"a":"b"}`, `{"a":"c"}`, `{"a":"c"}`},
		{`{"a":"b"}`, `{"b":"c"}`, `{"a":"b","b":"c"}`},
		{`{"a":"b"}`, `{"a":null}`, `{}`},
		{`{"a":"b","b":"c"}`, `{"a":null}`, `{"b":"c"}`},
		{`{"a":["b"]}`, `{"a":"c"}`, `{"a":"c"}`},
		{`{"a":"c"}`, `{"a":["b"]}`, `{"a":["b"]}`},
		{`{"a":{"b":"c"}}`, `{"a":{"b":"d","c":null}}`, `{"a":{"b":"d"}}`},
		{`{"a":[{"b":"c"}]}`, `{"a":[1]}`, `{"a":[1]}`},
		{`{"e":null}`, `{"a":1}`, `{"e":null,"a":1}`},
		{`{}`, `{"a":{"bb":{"ccc":null}}}`, `{"a":{"bb":{}}}`},
	} {
		read := func(text string) (v any) {
			if err := json.Unmarshal([]byte(text), &v); err != nil {
				t.Fatal(err)
			}
			return v
		}
		if diff := cmp.Diff(read(c.want), lay(read(c.target), read(c.patch))); diff != "" {
			t.Errorf("%s over %s (-want +have):\n%s", c.patch, c.target, diff)
		}
	}
}

func TestMerge(t *testing.T) {
	before := qualify.Lead{ID: "L-1", Person: qualify.Person{Name: "Ada", City: "Oslo"}, Company: qualify.Company{Employees: qualify.Number(5)}}
	have, err := merge(&before, []byte(`{"person": {"city": null, "region": "EMEA"}, "company": {"employees": 1e3}, "custom": {"seats": 12345678901234567}}`))
	if err != nil {
		t.Fatal(err)
	}
	want := &qualify.Lead{ID: "L-1", Person: qualify.Person{Name: "Ada", Region: "EMEA"}, Company: qualify.Company{Employees: qualify.Number(1000)},
		Custom: map[string]any{"seats": 12345678901234567.0}}
	if diff := cmp.Diff(want, have); diff != "" {
		t.Errorf("(-want +have):\n%s", diff)
	}
	for _, bad := range []string{`[]`, `{"id": "x"}`, `{"stage": "mql"}`, `{"Stage": "mql"}`, `{"OWNER": "me"}`, `{"reset_at": null}`, `{"person": 5}`, `{"company": {"employees": "5"}}`, `{"activities": []}`} {
		if _, err := merge(&before, []byte(bad)); err == nil {
			t.Errorf("%s is accepted", bad)
		}
	}
}

func TestCheckID(t *testing.T) {
	for id, ok := range map[string]bool{
		"": true, "L-1": true, "Zoë 5": true, "a@b": true, "a/b": false, "a\x00": false, "a\nb": false, ".": false, "..": false, "...": true, "\xff": false,
		string(make([]byte, 201)): false,
	} {
		if err := CheckID(id); (err == nil) != ok {
			t.Errorf("%q: %v", id, err)
		}
	}
}
