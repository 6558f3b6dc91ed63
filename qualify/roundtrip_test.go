package qualify_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/qualify"
)

// A rule set that is written and read again is the same and decides the same.
func TestRuleSetRoundTrip(t *testing.T) {
	worlds(t, generate.Options{}, 3, func(t *testing.T, w *world) {
		data, err := json.Marshal(w.rules)
		if err != nil {
			t.Fatal(err)
		}
		e, err := qualify.CompileJSON("rules.json", data, nil)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(w.rules, e.RuleSet()); diff != "" {
			t.Fatal(diff)
		}
		var read qualify.RuleSet
		if err := json.Unmarshal(data, &read); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(w.rules, &read); diff != "" {
			t.Fatal(diff)
		}
		for _, l := range w.leads {
			if diff := cmp.Diff(w.e.Decide(l, generate.AsOf), e.Decide(l, generate.AsOf)); diff != "" {
				t.Fatal(diff)
			}
		}
	})
}

func TestDecisionRoundTrip(t *testing.T) {
	worlds(t, generate.Options{}, 5, func(t *testing.T, w *world) {
		for _, l := range w.leads {
			d := w.e.Decide(l, generate.AsOf)
			data, err := json.Marshal(d)
			if err != nil {
				t.Fatal(err)
			}
			var read qualify.Decision
			if err := json.Unmarshal(data, &read); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(d, read); diff != "" {
				t.Fatal(diff)
			}
			again, err := json.Marshal(read)
			if err != nil || string(again) != string(data) {
				t.Fatalf("%v: %s, then %s", err, data, again)
			}
		}
	})
}

// A lead that is written and read again is decided the same: custom values come
// back as what JSON has for them.
func TestLeadRoundTrip(t *testing.T) {
	worlds(t, generate.Options{JSON: true}, 5, func(t *testing.T, w *world) {
		for _, l := range w.leads {
			data, err := json.Marshal(l)
			if err != nil {
				t.Fatal(err)
			}
			var read qualify.Lead
			if err := json.Unmarshal(data, &read); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(w.e.Decide(l, generate.AsOf), w.e.Decide(&read, generate.AsOf)); diff != "" {
				t.Fatalf("%s: %s", data, diff)
			}
			again, err := json.Marshal(&read)
			if err != nil || string(again) != string(data) {
				t.Fatalf("%v: %s, then %s", err, data, again)
			}
			read.Custom, l.Custom = nil, nil
			for i := range l.Activities { // zones come back without their names
				l.Activities[i].At, read.Activities[i].At = l.Activities[i].At.UTC(), read.Activities[i].At.UTC()
				l.Activities[i].Custom, read.Activities[i].Custom = nil, nil
			}
			if diff := cmp.Diff(l, &read); diff != "" {
				t.Fatal(diff)
			}
		}
	})
}
