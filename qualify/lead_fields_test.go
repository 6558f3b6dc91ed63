package qualify_test

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/qualify"
)

// What is set is got, and nil takes it away again.
func TestSetAndGet(t *testing.T) {
	at := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	var lead qualify.Lead
	var activity qualify.Activity
	for _, c := range []struct {
		of interface {
			Get(string) (any, error)
			Set(string, any) error
		}
		path       string
		give, want any
	}{
		{&lead, "id", "L-1", "L-1"},
		{&lead, "person.consent", true, true},
		{&lead, "company.employees", 320, 320.0},
		{&lead, "company.technologies", []any{"go"}, []string{"go"}},
		{&lead, "created_at", "2026-11-22T09:00:00Z", at},
		{&lead, "custom.seats", 5, 5.0},
		{&lead, "seen.company.employees.at", at, at},
		{&lead, "seen.company.employees.source", "registry", "registry"},
		{&lead, "seen.custom.seats.at", "2026-11-22T09:00:00Z", at},
		{&lead, "seen.custom.at.at", at, at},
		{&lead, "seen.source.source", "form", "form"},
		{&activity, "id", "a1", "a1"},
		{&activity, "at", at, at},
		{&activity, "value", 7, 7.0},
		{&activity, "custom.feature", "export", "export"},
		{&activity, "custom.minutes", 5, 5.0},
	} {
		if err := c.of.Set(c.path, c.give); err != nil {
			t.Error(err)
		}
		if have, err := c.of.Get(c.path); err != nil || !cmp.Equal(have, c.want) {
			t.Errorf("%s is %v, %v, want %v", c.path, have, err, c.want)
		}
	}
	if diff := cmp.Diff(map[string]qualify.Seen{
		"company.employees": {At: at, Source: "registry"}, "custom.seats": {At: at}, "custom.at": {At: at}, "source": {Source: "form"},
	}, lead.Seen); diff != "" {
		t.Error(diff)
	}
	for path := range lead.Seen {
		for _, part := range []string{".at", ".source"} {
			if err := lead.Set("seen."+path+part, nil); err != nil {
				t.Error(err)
			}
		}
	}
	if err := activity.Set("custom.feature", nil); err != nil || len(activity.Custom) != 1 || len(lead.Seen) != 0 {
		t.Errorf("%v: %v, %v", err, activity.Custom, lead.Seen)
	}
}

// An error names the path and what to write or give; nothing is changed.
func TestSetAndGetErrors(t *testing.T) {
	for _, c := range []struct {
		path  string
		value any
		want  string
	}{
		{"seen", nil, "seen: name a fact, as in seen.company.employees.at"},
		{"seen.company.employees", nil, "seen.company.employees: write seen.PATH.at for when the fact was last confirmed, seen.PATH.source for by whom"},
		{"seen.company.employes.at", nil, "seen.company.employes.at: company.employes: not the name of a lead's field; did you mean company.employees?"},
		{"seen.id.at", nil, "seen.id.at: id: no rule names it, so its age does not matter"},
		{"seen.activities.at", nil, "seen.activities.at: activities: a log holds no single value; it is the field Activities"},
		{"seen.company.employees.at", "soon", `seen.company.employees.at: want a time.Time or RFC 3339 text, have "soon"`},
		{"seen.company.employees.source", 5, "seen.company.employees.source: want a string, have int"},
		{"custom.seats", math.NaN(), "custom.seats: want a bool, a finite number, a string, a time or a list of strings, have NaN"},
		{"company.employees", "many", `company.employees: want a finite number, of any of Go's types or a json.Number, have "many"`},
	} {
		var lead qualify.Lead
		err := lead.Set(c.path, c.value)
		if err == nil || err.Error() != c.want {
			t.Errorf("%s: have %v, want %s", c.path, err, c.want)
		}
		if diff := cmp.Diff(qualify.Lead{}, lead); diff != "" {
			t.Errorf("%s changes the lead: %s", c.path, diff)
		}
	}
	for _, c := range []struct {
		path  string
		value any
		want  string
	}{
		{"urll", nil, "urll: an activity has no such field, only type, at, channel, url, subject, campaign, value, id and custom.NAME; did you mean url?"},
		{"custom.x", struct{}{}, "custom.x: want a bool, a finite number, a string, a time or a list of strings, have struct {}"},
		{"value", math.Inf(1), "value: want a finite number, of any of Go's types or a json.Number, have +Inf"},
	} {
		var activity qualify.Activity
		if err := activity.Set(c.path, c.value); err == nil || err.Error() != c.want {
			t.Errorf("%s: have %v, want %s", c.path, err, c.want)
		}
		if diff := cmp.Diff(qualify.Activity{}, activity); diff != "" {
			t.Errorf("%s changes the activity: %s", c.path, diff)
		}
	}
	if _, err := (&qualify.Activity{Custom: map[string]any{"x": struct{}{}}}).Get("custom.x"); err == nil {
		t.Error("a struct is no value")
	}
}
