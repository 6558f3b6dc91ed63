package lifecycle_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/leadqual/leadqual/qualify/lifecycle"
)

const fullRoster = `{
  "format": 1, "team": "sales", "time_zone": "Europe/Berlin", "most_owed": 2, "note": "n",
  "members": [
    {"id": "ana", "weight": 2, "max_per_day": 10, "max_open": 40,
     "hours": {"time_zone": "Europe/Berlin", "week": {"mon": ["09:00-17:00"]}},
     "away": [{"from": "2026-08-01T00:00:00Z", "to": "2026-08-15T00:00:00Z", "note": "n"}]},
    {"id": "bo", "note": "n"}
  ],
  "fallback": {"owner": "head", "team": "overflow"}
}`

func TestParseRoster(t *testing.T) {
	r, err := lifecycle.ParseRoster("r.json", []byte(fullRoster))
	if err != nil || *r.Members[0].Weight != 2 || r.Members[0].Hours.Week.Monday[0] != nineToFive || r.Fallback.Owner != "head" {
		t.Fatal(r, err)
	}
	text, err := json.Marshal(r)
	var back lifecycle.Roster
	if err != nil || json.Unmarshal(text, &back) != nil || !cmp.Equal(*r, back) {
		t.Fatalf("%s, %v", text, err)
	}
	for _, x := range []struct{ old, new, want string }{
		{`"format": 1`, `"format": 3`, `r.json:2:13: format: this version reads format 1 [out_of_range]`},
		{`"sales", "time_zone": "Europe/Berlin"`, `"sales", "time_zone": "Mars"`, `r.json:2:46: time_zone: no time zone "Mars" on this machine; want an IANA name such as "Europe/Berlin" [unknown_word]`},
		{`"sales", "time_zone": "Europe/Berlin"`, `"sales", "time_zone": "Local"`, `r.json:2:46: time_zone: the machine's own zone differs from machine to machine: name one [not_allowed]`},
		{`"most_owed": 2`, `"most_owed": 101`, `r.json:2:76: most_owed: want 1 to 100, have 101 [out_of_range]`},
		{`"bo"`, `"ana"`, `r.json:7:12: members[1].id: "ana" appears twice in members [duplicate_id]`},
		{`"weight": 2`, `"weight": 1000.001`, `r.json:4:29: members[0].weight: want 0 to 1000, have 1000.001 [out_of_range]`},
		{`"max_per_day": 10`, `"max_per_day": -1`, `r.json:4:47: members[0].max_per_day: want 0 to 1000000, have -1 [out_of_range]`},
		{`"max_open": 40`, `"max_open": 1e7`, `r.json:4:63: members[0].max_open: want 0 to 1000000, have 10000000 [out_of_range]`},
		{`"from": "2026-08-01T00:00:00Z", `, ``, `r.json:6:15: members[0].away[0]: give it a "from": when the absence begins [required]`},
		{`2026-08-15`, `2026-08-01`, `r.json:6:54: members[0].away[0].to: the absence ends before it begins [bad_order]`},
		{`"mon": ["09:00-17:00"]`, ``, `r.json:5:54: members[0].hours.week: give at least one hour a week; without hours no deadline would ever be due [required]`},
		{`"mon": [`, `"mo": [`, `r.json:5:55: members[0].hours.week.mo: unknown key "mo": did you mean "mon"? [unknown_key]`},
	} {
		text := strings.Replace(fullRoster, x.old, x.new, 1)
		if _, err := lifecycle.ParseRoster("r.json", []byte(text)); text == fullRoster || err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s:\nhave %v\nwant %s", x.new, err, x.want)
		}
	}
	if _, err := compiled(t, nil).NewAssigner(&lifecycle.Roster{Members: make([]lifecycle.Member, 1001)}); err == nil || !strings.Contains(err.Error(), "more than 1000 members") {
		t.Error(err)
	}
	if _, err := lifecycle.ParseRoster("", []byte(`{`)); err == nil {
		t.Error("half a roster")
	}
	if err := json.Unmarshal([]byte(`{"x":1}`), &back); err == nil {
		t.Error("an unknown key")
	}
}

// People come and go: the newcomer begins at the average, what was owed to the
// leaver goes to the others, and open leads are remembered until closed.
func TestChangesOfTheRoster(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 10))
	var l lifecycle.Ledger
	for round := range 200 {
		members := "zed:0.3"
		for i := range 1 + r.IntN(6) {
			members += fmt.Sprintf(" m%d:%d", i+r.IntN(2)*10, 1+r.IntN(3))
		}
		fields := strings.Fields(members)
		slices.Sort(fields)
		a := assigner(t, team(strings.Join(slices.Compact(fields), " ")))
		for i := range 20 {
			x := assign(t, a, &l, lifecycle.Request{LeadID: fmt.Sprint(round, i), At: start})
			if x.Method != lifecycle.ByWeight {
				t.Fatal(x)
			}
			balanced(t, l)
			if r.IntN(2) == 0 {
				a.Release(&l, fmt.Sprint(round, i), x.Owner)
			}
		}
		for _, load := range l.Members {
			if owed := load.Owed / 1e9; owed > 6 || owed < -6 {
				t.Fatalf("%+v", load)
			}
		}
	}
	a := assigner(t, team("zed"))
	for _, load := range l.Clone().Members {
		for _, lead := range load.Leads {
			a.Release(&l, lead, load.ID)
		}
	}
	assign(t, a, &l, lifecycle.Request{LeadID: "last", At: start})
	if want := []lifecycle.MemberLoad{{ID: "zed", Leads: []string{"last"}, Day: l.Members[0].Day, Today: l.Members[0].Today}}; !cmp.Equal(l.Members, want) {
		t.Errorf("%+v", l)
	}
}
