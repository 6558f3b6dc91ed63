package lifecycle_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify/lifecycle"
)

// team is a roster of members with weights; "ana:2 bo" is an ana of weight 2.
func team(text string) *lifecycle.Roster {
	r := &lifecycle.Roster{Team: "sales"}
	for _, m := range strings.Fields(text) {
		id, weight, given := strings.Cut(m, ":")
		member := lifecycle.Member{ID: id}
		if given {
			var w matrix.Weight
			if err := w.UnmarshalJSON([]byte(weight)); err != nil {
				panic(err)
			}
			member.Weight = &w
		}
		r.Members = append(r.Members, member)
	}
	return r
}

func assigner(t testing.TB, r *lifecycle.Roster) *lifecycle.Assigner {
	t.Helper()
	a, err := lifecycle.NewAssigner(r)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// balanced checks what holds of every ledger: all accounts together make 0, in
// order, and nobody has less than no lead.
func balanced(t testing.TB, l lifecycle.Ledger) {
	t.Helper()
	sum := int64(0)
	for i, load := range l.Members {
		sum += load.Owed
		if load.Open < 0 || load.Today < 0 || i > 0 && l.Members[i-1].ID >= load.ID {
			t.Fatalf("%+v", l)
		}
	}
	if sum != 0 {
		t.Fatalf("%d billionths of a lead are owed to nobody: %+v", sum, l)
	}
}

func TestSharesFollowWeights(t *testing.T) {
	n := 100_000
	if slow || testing.Short() {
		n = 20_000
	}
	for _, roster := range []string{
		"a b c", "a:5 b:1 c:1", "a:3 b:2 c:1 d:0.5 e:0", "a:0.001 b:0.999", "a:999 b:1",
		"a:0.3 b:0.3 c:0.3 d:0.1", "a:7 b:11 c:13 d:17 e:19 f:23 g:29 h:31 i:37 j:41", "a b:1.001",
	} {
		r := team(roster)
		a := assigner(t, r)
		var l lifecycle.Ledger
		weights, total := map[string]float64{}, 0.0
		for _, m := range r.Members {
			weights[m.ID] = 1
			if m.Weight != nil {
				weights[m.ID] = float64(*m.Weight) / 1000
			}
			total += weights[m.ID]
		}
		got := map[string]int{}
		worst := 0.0
		for i := range n {
			at := start.Add(time.Duration(i) * time.Minute)
			x := a.Assign(&l, lifecycle.Request{LeadID: fmt.Sprint(i), At: at})
			got[x.Owner]++
			// At no time is anybody far from the share.
			for id, w := range weights {
				worst = max(worst, math.Abs(float64(got[id])-float64(i+1)*w/total))
			}
		}
		for id, w := range weights {
			want := float64(n) * w / total
			if math.Abs(float64(got[id])-want) > max(0.01*want, 1) {
				t.Errorf("%s: %s got %d of %d, want %.1f", roster, id, got[id], n, want)
			}
		}
		if worst > 1.5 {
			t.Errorf("%s: somebody was %.2f leads from the share", roster, worst)
		}
		balanced(t, l)
	}
}

// Equal members of a thousand ledgers, each of which gives out a single lead:
// nobody gets all the remainders.
func TestNobodyGetsAllRemainders(t *testing.T) {
	a := assigner(t, team("ana bo cy"))
	got := map[string]int{}
	for i := range 3000 {
		var l lifecycle.Ledger
		got[a.Assign(&l, lifecycle.Request{LeadID: fmt.Sprint("L-", i), At: start}).Owner]++
	}
	for _, id := range []string{"ana", "bo", "cy"} {
		if got[id] < 900 || got[id] > 1100 {
			t.Errorf("%v", got)
		}
	}
	// Nor where each day has one lead more than goes round.
	var l lifecycle.Ledger
	got = map[string]int{}
	for day := range 300 {
		for i := range 4 {
			got[a.Assign(&l, lifecycle.Request{LeadID: fmt.Sprint(day, i), At: start.AddDate(0, 0, day)}).Owner]++
		}
		for id, n := range got {
			if math.Abs(float64(n)-float64(day+1)*4/3) > 1 {
				t.Fatalf("%s got %d in %d days", id, n, day+1)
			}
		}
	}
}

// Over random absences, limits and returned leads: who is free gets at most
// MostOwed+2 leads more than its share of any run of leads during which the same
// members are free, so nobody is flooded on coming back; and no account runs
// away.
func TestNobodyIsFlooded(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 9))
	for round := range testkit.Amount(12, 60, 60) {
		roster := team("")
		roster.MostOwed = 1 + r.IntN(4)
		members := 2 + r.IntN(8)
		for i := range members {
			roster.Members = append(roster.Members, lifecycle.Member{ID: fmt.Sprint("m", i), Weight: new(matrix.Weight(100 + r.IntN(5000)))})
		}
		a := assigner(t, roster)
		var l lifecycle.Ledger
		away := map[string]bool{}
		sinceChange, weights := map[string]int{}, map[string]float64{}
		leads := 0
		for i := range 3000 / (1 + 4*btoi(slow)) {
			if r.IntN(40) == 0 {
				id := roster.Members[r.IntN(members)].ID
				if away[id] = !away[id]; !away[id] && round%2 == 0 {
					for range r.IntN(20) { // and has sent back a pile
						a.Return(&l, id)
					}
				}
				sinceChange, leads = map[string]int{}, 0
			}
			var except []string
			total := 0.0
			for _, m := range roster.Members {
				weights[m.ID] = float64(*m.Weight)
				if away[m.ID] {
					except = append(except, m.ID)
				} else {
					total += weights[m.ID]
				}
			}
			before := l.Clone()
			x := a.Assign(&l, lifecycle.Request{LeadID: fmt.Sprint(i), At: start, Except: except})
			balanced(t, l)
			if len(except) == members {
				if x.Method != lifecycle.Nobody || x.Owner != "" || len(x.Skipped) != members {
					t.Fatalf("%+v", x)
				}
				continue
			}
			if x.Method != lifecycle.ByWeight || away[x.Owner] {
				t.Fatalf("%+v, away %v", x, away)
			}
			for id := range away {
				if away[id] && i > 0 && before.Member(id).Owed != l.Member(id).Owed {
					t.Fatalf("%s is away and yet earns", id)
				}
			}
			leads++
			sinceChange[x.Owner]++
			id := x.Owner
			if share := float64(leads) * weights[id] / total; float64(sinceChange[id]) > share+float64(roster.MostOwed)+2 {
				t.Fatalf("%s got %d of %d leads, its share being %.2f", id, sinceChange[id], leads, share)
			}
		}
		for _, load := range l.Members {
			if owed := load.Owed / 1e9; owed > 30 || owed < -30 {
				t.Errorf("%s is owed %d leads", load.ID, owed)
			}
		}
	}
}

// A fortnight away earns nothing: afterwards the leads go round as before.
func TestReturningAbsentee(t *testing.T) {
	r := team("ana bo cy dee")
	back := start.AddDate(0, 0, 14)
	r.Members[0].Away = []lifecycle.Period{{From: start, To: back}}
	a := assigner(t, r)
	var l lifecycle.Ledger
	for i := range 1400 {
		x := a.Assign(&l, lifecycle.Request{LeadID: fmt.Sprint(i), At: start.Add(time.Duration(i) * 14 * 24 * time.Hour / 1400)})
		if x.Owner == "ana" {
			t.Fatal("ana is away")
		}
	}
	got := map[string]int{}
	for i := range 40 {
		got[a.Assign(&l, lifecycle.Request{LeadID: fmt.Sprint("b", i), At: back}).Owner]++
	}
	for id, n := range got {
		if n < 9 || n > 11 {
			t.Errorf("%s got %d of 40: %v", id, n, got)
		}
	}
}

func TestLimits(t *testing.T) {
	r := team("ana bo cy")
	r.TimeZone = "Europe/Berlin"
	r.Members[0].MaxPerDay = 2
	r.Members[1].MaxOpen = 3
	r.Members[2].Hours = new(office("Europe/Berlin", nineToFive))
	a := assigner(t, r)
	var l lifecycle.Ledger
	at := instant(t, "2026-03-02T21:00:00Z") // 22:00 in Berlin: cy is at home
	got := map[string]int{}
	for i := range 5 {
		got[a.Assign(&l, lifecycle.Request{LeadID: fmt.Sprint(i), At: at}).Owner]++
	}
	if !cmp.Equal(got, map[string]int{"ana": 2, "bo": 3}) {
		t.Errorf("%v", got)
	}
	x := a.Assign(&l, lifecycle.Request{LeadID: "x", At: at})
	want := lifecycle.Assignment{Team: "sales", Method: lifecycle.Nobody, Skipped: []lifecycle.Skip{
		{ID: "ana", SkipReason: lifecycle.SkipMaxPerDay}, {ID: "bo", SkipReason: lifecycle.SkipMaxOpen}, {ID: "cy", SkipReason: lifecycle.SkipOffHours}}}
	if diff := cmp.Diff(want, x); diff != "" {
		t.Error(diff)
	}
	// A day ends at midnight in Berlin, not in UTC.
	if x := a.Assign(&l, lifecycle.Request{LeadID: "x", At: at.Add(2*time.Hour - 1)}); x.Method != lifecycle.Nobody {
		t.Errorf("%+v", x)
	}
	if x := a.Assign(&l, lifecycle.Request{LeadID: "x", At: at.Add(2 * time.Hour)}); x.Owner != "ana" {
		t.Errorf("%+v", x)
	}
	// An earlier request does not give the day back.
	a.Assign(&l, lifecycle.Request{LeadID: "y", At: at.Add(2 * time.Hour)})
	if x := a.Assign(&l, lifecycle.Request{LeadID: "z", At: at}); x.Method != lifecycle.Nobody {
		t.Errorf("%+v", x)
	}
	a.Close(&l, "bo")
	if x := a.Assign(&l, lifecycle.Request{LeadID: "z", At: at}); x.Owner != "bo" {
		t.Errorf("%+v", x)
	}
	if x := a.Assign(&l, lifecycle.Request{LeadID: "z", At: instant(t, "2026-03-03T08:00:00Z"), Except: []string{"ana"}}); x.Owner != "cy" {
		t.Errorf("%+v", x)
	}
	balanced(t, l)
}

func TestFormerOwner(t *testing.T) {
	r := team("ana:0 bo cy")
	r.Members[2].MaxOpen = 1
	a := assigner(t, r)
	var l lifecycle.Ledger
	for _, x := range []struct {
		owner, want string
		how         lifecycle.Method
	}{
		{"ana", "ana", lifecycle.ByHistory}, // without a weight
		{"cy", "cy", lifecycle.ByHistory},
		{"cy", "bo", lifecycle.ByWeight},     // has no room
		{"nobody", "bo", lifecycle.ByWeight}, // has left
		{"ana", "ana", lifecycle.ByHistory},
	} {
		if got := a.Assign(&l, lifecycle.Request{LeadID: "L", At: start, Owner: x.owner}); got.Owner != x.want || got.Method != x.how {
			t.Errorf("%+v: %+v", x, got)
		}
		balanced(t, l)
	}
	if got := a.Assign(&l, lifecycle.Request{LeadID: "L", At: start, Owner: "ana", Except: []string{"ana"}}); got.Owner != "bo" {
		t.Errorf("%+v", got)
	}
	if got := a.Assign(&l, lifecycle.Request{LeadID: "L", At: start, Except: []string{"bo"}}); got.Method != lifecycle.Nobody || got.Skipped[0].SkipReason != lifecycle.SkipNoWeight || got.Skipped[1].SkipReason != lifecycle.SkipExcepted {
		t.Errorf("%+v", got)
	}
	if got := a.Assign(&l, lifecycle.Request{LeadID: "L", At: start, Owner: "ana", Except: []string{"bo"}}); got.Owner != "ana" {
		t.Errorf("the only one free is one without a weight: %+v", got)
	}
	// Leads that come back are part of the share: bo gets the new ones meanwhile.
	a, l = assigner(t, team("ana bo")), lifecycle.Ledger{}
	got := map[string]int{}
	for i := range 100 {
		owner := ""
		if i%2 == 0 {
			owner = "ana"
		}
		got[a.Assign(&l, lifecycle.Request{LeadID: fmt.Sprint(i), At: start, Owner: owner}).Owner]++
	}
	if got["ana"] < 49 || got["ana"] > 51 {
		t.Errorf("%v", got)
	}
}

func TestReturnedLeadsAreMadeUpFor(t *testing.T) {
	a := assigner(t, team("ana bo cy"))
	var l lifecycle.Ledger
	got := map[string]int{}
	for i := range 300 {
		owner := a.Assign(&l, lifecycle.Request{LeadID: fmt.Sprint(i), At: start}).Owner
		got[owner]++
		if owner == "ana" && i%9 == 0 {
			a.Return(&l, "ana")
			got["ana"]--
		}
		balanced(t, l)
	}
	for id, n := range got {
		if math.Abs(float64(n)-float64(got["ana"]+got["bo"]+got["cy"])/3) > 2 {
			t.Errorf("%s kept %d: %v", id, n, got)
		}
	}
	for _, id := range []string{"ana", "bo", "cy"} {
		if open := l.Member(id).Open; open != got[id] {
			t.Errorf("%s has %d open, want %d", id, open, got[id])
		}
	}
	before := l.Clone()
	a.Return(&l, "stranger")
	a.Close(&l, "stranger")
	a.Take(&l, "stranger", start)
	if !cmp.Equal(before, l) {
		t.Error(cmp.Diff(before, l))
	}
	if load := l.Member("stranger"); load != (lifecycle.MemberLoad{ID: "stranger"}) {
		t.Error(load)
	}
	var fresh lifecycle.Ledger
	if a.Take(&fresh, "bo", start); fresh.Member("bo").Open != 1 {
		t.Error(fresh)
	}
	// Without an id of the lead the first by id has it.
	if x := a.Assign(&lifecycle.Ledger{}, lifecycle.Request{At: start}); x.Owner != "ana" {
		t.Error(x)
	}
	a.Take(&l, "bo", start)
	if l.Member("bo").Open != before.Member("bo").Open+1 || l.Member("bo").Owed != before.Member("bo").Owed {
		t.Error("Take")
	}
	only := assigner(t, team("solo"))
	l = lifecycle.Ledger{}
	only.Assign(&l, lifecycle.Request{At: start})
	only.Return(&l, "solo")
	only.Return(&l, "solo")
	balanced(t, l)
	if l.Member("solo").Open != 0 {
		t.Error(l)
	}
}

func TestFallbacks(t *testing.T) {
	r := team("ana")
	r.Members[0].MaxOpen = 1
	for _, x := range []struct {
		fallback lifecycle.Fallback
		want     lifecycle.Assignment
	}{
		{lifecycle.Fallback{}, lifecycle.Assignment{Team: "sales", Method: lifecycle.Nobody}},
		{lifecycle.Fallback{Team: "overflow"}, lifecycle.Assignment{Team: "overflow", Method: lifecycle.ByFallback}},
		{lifecycle.Fallback{Owner: "head"}, lifecycle.Assignment{Owner: "head", Team: "sales", Method: lifecycle.ByFallback}},
		{lifecycle.Fallback{Owner: "ana"}, lifecycle.Assignment{Owner: "ana", Team: "sales", Method: lifecycle.ByFallback}},
	} {
		r.Fallback = x.fallback
		a := assigner(t, r)
		var l lifecycle.Ledger
		a.Assign(&l, lifecycle.Request{LeadID: "1", At: start})
		x.want.Skipped = []lifecycle.Skip{{ID: "ana", SkipReason: lifecycle.SkipMaxOpen}}
		if got := a.Assign(&l, lifecycle.Request{LeadID: "2", At: start}); !cmp.Equal(got, x.want) {
			t.Error(cmp.Diff(x.want, got))
		}
		if open, want := l.Member("ana").Open, 1+btoi(x.fallback.Owner == "ana"); open != want {
			t.Errorf("ana has %d, want %d", open, want)
		}
	}
	var l lifecycle.Ledger
	if got := assigner(t, nil).Assign(&l, lifecycle.Request{LeadID: "1", At: start}); got.Method != lifecycle.Nobody {
		t.Errorf("%+v", got)
	}
}

// FuzzAssign works with whatever ledger a host may have stored.
func FuzzAssign(f *testing.F) {
	f.Add([]byte(`{"members":[{"id":"ana","owed":-523809524,"open":1,"day":"2026-03-02","today":1},{"id":"bo","owed":357142857}]}`), []byte(fullRoster), "L-1", int64(1))
	f.Add([]byte(`{"members":[{"id":"b","owed":9223372036854775807},{"id":"b"},{"id":"a","open":-5}]}`), []byte(`{"members":[{"id":"a"},{"id":"b","weight":0}]}`), "", int64(-1))
	f.Fuzz(func(t *testing.T, ledger, roster []byte, lead string, seconds int64) {
		var l lifecycle.Ledger
		r, err := lifecycle.ParseRoster("", roster)
		if err != nil || json.Unmarshal(ledger, &l) != nil || len(r.Members) > 50 {
			return
		}
		a := assigner(t, r)
		same := l.Clone()
		for i := range int64(5) {
			request := lifecycle.Request{LeadID: lead, At: time.Unix(seconds%1e11+i*3600, 0)}
			x := a.Assign(&l, request)
			if y := a.Assign(&same, request); !cmp.Equal(x, y) {
				t.Fatal(x, y)
			}
			listed := slices.ContainsFunc(r.Members, func(m lifecycle.Member) bool { return m.ID == x.Owner })
			if (x.Method == lifecycle.ByWeight || x.Method == lifecycle.ByHistory) && !listed {
				t.Fatalf("%+v", x)
			}
			a.Return(&l, x.Owner)
			a.Return(&same, x.Owner)
		}
	})
}

func BenchmarkAssign(b *testing.B) {
	r := team("")
	for i := range 50 {
		r.Members = append(r.Members, lifecycle.Member{ID: fmt.Sprint("rep-", i)})
	}
	a := assigner(b, r)
	var l lifecycle.Ledger
	b.ReportAllocs()
	for b.Loop() {
		a.Assign(&l, lifecycle.Request{LeadID: "L-1", At: start})
	}
}
