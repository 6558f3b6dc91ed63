package app

import (
	"fmt"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/examples/crm/internal/store"
	"github.com/leadqual/leadqual/examples/crm/internal/testdb"
	"github.com/leadqual/leadqual/qualify/lifecycle"
)

// A lead whose route names a roster gets an owner from that, who has it once,
// whatever else happens to it, until sales sends it back.
func TestRosterGivesTheOwner(t *testing.T) {
	testdb.Each(t, func(t *testing.T, source string) {
		s := open(t, source, func(c *Config) {
			c.Rosters = map[string]*lifecycle.Roster{"inside": {Team: "sales", Members: []lifecycle.Member{{ID: "cy", MaxOpen: 2}, {ID: "dee", MaxOpen: 2}}}}
		})
		seats := func() (taken map[string]int) {
			taken = map[string]int{}
			err := s.DB.Update(t.Context(), func(tx *store.Tx) error {
				return tx.ChangeLedger("inside", func(l *lifecycle.Ledger) error {
					for _, m := range l.Members {
						taken[m.ID] = len(m.Leads)
					}
					return nil
				})
			})
			if err != nil {
				t.Fatal(err)
			}
			return taken
		}
		owners := map[string]int{}
		for i := range 5 {
			id := fmt.Sprint("L-", i)
			s.must("POST", "/v1/leads", strings.ReplaceAll(fitting(id), "EMEA", "AMER"))
			first := s.must("POST", "/v1/leads/"+id+"/activities", `{"type": "demo_request"}`).Decided
			again := s.must("POST", "/v1/leads/"+id+"/activities", `{"type": "page_view"}`).Decided
			if first.Owner != again.Owner || first.Team != "sales" {
				t.Errorf("%s went from %s to %s of %s", id, first.Owner, again.Owner, first.Team)
			}
			owners[first.Owner]++
		}
		if owners["cy"] != 2 || owners["dee"] != 2 || owners[""] != 1 { // the fifth waits for the team
			t.Errorf("%v", owners)
		}
		if got := seats(); got["cy"] != 2 || got["dee"] != 2 {
			t.Errorf("%v", got)
		}
		mine := s.lead("L-0").Owner
		s.must("POST", "/v1/leads/L-0/events", `{"kind": "rejected", "reason": "no_budget"}`)
		if got := seats(); got[mine] != 1 {
			t.Errorf("%v after %s has sent one back", got, mine)
		}
	})
}

// Rules that name a roster which the service does not have are refused.
func TestRostersOfRulesAreChecked(t *testing.T) {
	testdb.Each(t, func(t *testing.T, source string) {
		s := open(t, source)
		body := strings.Replace(string(demoRules(t)), `"roster": "inside"`, `"roster": "insied"`, 1)
		a := s.send("POST", "/v1/rules", body, "Authorization: Bearer "+secret)
		if a.Status != 422 || !strings.Contains(string(a.Body), `no roster \"insied\"`) {
			t.Errorf("%d: %s", a.Status, a.Body)
		}
	})
}
