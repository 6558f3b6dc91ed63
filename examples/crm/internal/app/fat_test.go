package app

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/leadqual/leadqual/examples/crm/internal/store"
	"github.com/leadqual/leadqual/examples/crm/internal/testdb"
)

// A lead of 9,500 activities is posted about nearly as fast as any other, nobody waits for
// it, and its activities are all there, also for a process that has just begun.
func TestFatLead(t *testing.T) {
	file := testdb.SQLite(t)
	s := open(t, file)
	var acts []string
	for i := range 9500 {
		acts = append(acts, fmt.Sprintf(`{"type": "page_view", "url": "/p/%d", "at": "2026-11-20T09:00:00Z"}`, i))
	}
	s.must("POST", "/v1/leads", `{"id": "fat", "activities": [`+strings.Join(acts, ",")+`]}`)
	s.must("POST", "/v1/leads", fitting("thin"))
	post := func(id string) time.Duration {
		var took []time.Duration
		for range 21 {
			began := time.Now()
			s.must("POST", "/v1/leads/"+id+"/activities", `{"type": "page_view"}`)
			took = append(took, time.Since(began))
		}
		slices.Sort(took)
		return took[10]
	}
	began := time.Now()
	err := s.DB.View(t.Context(), func(tx *store.Tx) error {
		_, err := tx.Activities("fat")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	reading := time.Since(began)
	if thin, fat := post("thin"), post("fat"); fat > thin+reading/2 {
		t.Errorf("a post about the fat lead takes %v, about the thin one %v; reading what it did takes %v", fat, thin, reading)
	}
	s.clock.Set(start.Add(2 * time.Minute))
	settled := make(chan error, 1)
	go func() {
		_, err := s.Desk.Recheck(t.Context(), 10)
		settled <- err
	}()
	began = time.Now()
	var longest time.Duration
	for waiting := true; waiting; {
		began := time.Now()
		s.must("POST", "/v1/leads/thin/activities", `{"type": "page_view"}`)
		longest = max(longest, time.Since(began))
		select {
		case err := <-settled:
			waiting = false
			if err != nil {
				t.Error(err)
			}
		default:
		}
	}
	if looking := time.Since(began); longest > looking/2+100*time.Millisecond {
		t.Errorf("a post takes %v while the fat lead is looked at for %v", longest, looking)
	}
	other := open(t, file)
	if a := other.must("POST", "/v1/leads/fat/activities", `{"type": "page_view"}`); a.Decided.N != 23 {
		t.Errorf("decision %d, want 23", a.Decided.N)
	}
	if lead := other.lead("fat"); lead.Acts != 9522 {
		t.Errorf("%d activities", lead.Acts)
	}
	// The first process notices that the lead is not as it remembers it.
	if a := s.must("POST", "/v1/leads/fat/activities", `{"type": "page_view"}`); a.Decided.N != 24 || s.lead("fat").Acts != 9523 {
		t.Errorf("decision %d, %d activities", a.Decided.N, s.lead("fat").Acts)
	}
}
