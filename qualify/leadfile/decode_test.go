package leadfile

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/qualify"
)

// A lead that is used again for the next record keeps nothing of the one before,
// not in the elements of its lists either.
func TestDecodeLeadStartsAnew(t *testing.T) {
	var lead qualify.Lead
	texts := []string{
		`{"id": "a", "source": "fair", "company": {"employees": 5, "technologies": ["x"]}, "custom": {"n": 1},
		  "seen": {"source": {"source": "crm"}}, "activities": [{"type": "webinar", "at": "2026-01-02T03:04:05Z", "url": "/x", "value": 7}]}`,
		`{"id": "b", "activities": [{"type": "call"}]}`,
	}
	for _, text := range texts {
		if reason := decodeAs([]byte(text), &lead); reason != "" {
			t.Fatal(reason)
		}
	}
	want := qualify.Lead{ID: "b", Activities: []qualify.Activity{{Type: "call"}}}
	if diff := cmp.Diff(want, lead); diff != "" {
		t.Error(diff)
	}
}

// A blank where an instant belongs is none: the lead is not lost for it.
func TestBlankInstantsAreUnknown(t *testing.T) {
	var lead qualify.Lead
	text := `{"id": "a", "created_at": "", "reset_at": "", "answers": {"wants_contact": true, "wants_contact_at": ""},
	  "activities": [{"type": "call", "at": ""}, {"type": "call", "at": "2026-01-02T03:04:05Z"}], "seen": {"source": {"at": "", "source": "crm"}}}`
	if reason := decodeAs([]byte(text), &lead); reason != "" {
		t.Fatal(reason)
	}
	want := qualify.Lead{
		ID: "a", Answers: qualify.Answers{WantsContact: qualify.Known(true)}, Seen: map[string]qualify.Seen{"source": {Source: "crm"}},
		Activities: []qualify.Activity{{Type: "call"}, {Type: "call", At: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}},
	}
	if diff := cmp.Diff(want, lead); diff != "" {
		t.Error(diff)
	}
	if reason := decodeAs([]byte(`{"created_at": "soon"}`), &lead); reason == "" {
		t.Error("no reason for an instant that is none")
	}
}
