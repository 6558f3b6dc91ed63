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
	a, err := compiled(t, nil).NewAssigner(r)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// assign asks for an owner; the request must be a proper one.
func assign(t testing.TB, a *lifecycle.Assigner, l *lifecycle.Ledger, r lifecycle.Request) lifecycle.Assignment {
	t.Helper()
	x, err := a.Assign(l, r)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// balanced checks what holds of every ledger: all accounts together make 0, in
// order, and nobody has less than no lead.
func balanced(t testing.TB, l lifecycle.Ledger) {
	t.Helper()
	sum := int64(0)
	for i, load := range l.Members {
		sum += load.Owed
		if load.Today < 0 || !slices.IsSorted(load.Leads) || i > 0 && l.Members[i-1].ID >= load.ID {
			t.Fatalf("%+v", l)
		}
	}
	if sum != 0 {
		t.Fatalf("%d billionths of a lead are owed to nobody: %+v", sum, l)
	}
}

// owed is what is owed to each member.
func owed(l lifecycle.Ledger) map[string]int64 {
	of := map[string]int64{}
	for i := range l.Members {
		of[l.Members[i].ID] = l.Members[i].Owed
	}
	return of
}

func TestSharesFollowWeights(t *testing.T) {
	n := 100_000
	if slow || testing.Short() {
		n = 5000
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
				weights[m.ID] = float64(*m.Weight)
			}
			total += weights[m.ID]
		}
		got := map[string]int{}
		worst := 0.0
		for i := range n {
			at := start.Add(time.Duration(i) * time.Minute)
			x := assign(t, a, &l, lifecycle.Request{LeadID: fmt.Sprint(i), At: at})
			got[x.Owner]++
			a.Release(&l, fmt.Sprint(i), x.Owner)
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
		got[assign(t, a, &l, lifecycle.Request{LeadID: fmt.Sprint("L-", i), At: start}).Owner]++
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
			got[assign(t, a, &l, lifecycle.Request{LeadID: fmt.Sprint(day, i), At: start.AddDate(0, 0, day)}).Owner]++
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
	for round := range testkit.Amount(4, 60, 60) {
		roster := team("")
		roster.MostOwed = 1 + r.IntN(4)
		members := 2 + r.IntN(8)
		for i := range members {
			roster.Members = append(roster.Members, lifecycle.Member{ID: fmt.Sprint("m", i), Weight: new(matrix.Weight(100+r.IntN(5000)) / 1000)})
		}
		a := assigner(t, roster)
		var l lifecycle.Ledger
		away := map[string]bool{}
		sinceChange := map[string]int{}
		leads := 0
		for i := range 3000 / (1 + 4*btoi(slow)) {
			if r.IntN(40) == 0 {
				id := roster.Members[r.IntN(members)].ID
				if away[id] = !away[id]; !away[id] && round%2 == 0 {
					pile := l.Member(id).Leads // and has sent back a pile
					for _, lead := range pile[:min(len(pile), r.IntN(20))] {
						a.Return(&l, lead, id)
					}
				}
				sinceChange, leads = map[string]int{}, 0
			}
			except, total := absent(roster, away)
			before := owed(l)
			x := assign(t, a, &l, lifecycle.Request{LeadID: fmt.Sprint(i), At: start, Except: except})
			after := owed(l)
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
				if away[id] && i > 0 && before[id] != after[id] {
					t.Fatalf("%s is away and yet earns", id)
				}
			}
			leads++
			sinceChange[x.Owner]++
			id := x.Owner
			if share := float64(leads) * weightOf(roster, id) / total; float64(sinceChange[id]) > share+float64(roster.MostOwed)+2 {
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

// absent are the members who are away, and the weight of the others.
func absent(roster *lifecycle.Roster, away map[string]bool) (except []string, rest float64) {
	for _, m := range roster.Members {
		if away[m.ID] {
			except = append(except, m.ID)
		} else {
			rest += 1000 * float64(*m.Weight)
		}
	}
	return except, rest
}

func weightOf(roster *lifecycle.Roster, id string) float64 {
	i := slices.IndexFunc(roster.Members, func(m lifecycle.Member) bool { return m.ID == id })
	return 1000 * float64(*roster.Members[i].Weight)
}

// A fortnight away earns nothing: afterwards the leads go round as before.
func TestReturningAbsentee(t *testing.T) {
	r := team("ana bo cy dee")
	back := start.AddDate(0, 0, 14)
	r.Members[0].Away = []lifecycle.Period{{From: start, To: back}}
	a := assigner(t, r)
	var l lifecycle.Ledger
	for i := range 1400 {
		x := assign(t, a, &l, lifecycle.Request{LeadID: fmt.Sprint(i), At: start.Add(time.Duration(i) * 14 * 24 * time.Hour / 1400)})
		if x.Owner == "ana" {
			t.Fatal("ana is away")
		}
	}
	got := map[string]int{}
	for i := range 40 {
		got[assign(t, a, &l, lifecycle.Request{LeadID: fmt.Sprint("b", i), At: back}).Owner]++
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
		got[assign(t, a, &l, lifecycle.Request{LeadID: fmt.Sprint(i), At: at}).Owner]++
	}
	if !cmp.Equal(got, map[string]int{"ana": 2, "bo": 3}) {
		t.Errorf("%v", got)
	}
	x := assign(t, a, &l, lifecycle.Request{LeadID: "x", At: at})
	want := lifecycle.Assignment{Team: "sales", Method: lifecycle.Nobody, Skipped: []lifecycle.Skip{
		{ID: "ana", Reason: lifecycle.SkipMaxPerDay}, {ID: "bo", Reason: lifecycle.SkipMaxOpen}, {ID: "cy", Reason: lifecycle.SkipOffHours}}}
	if diff := cmp.Diff(want, x); diff != "" {
		t.Error(diff)
	}
	// A day ends at midnight in Berlin, not in UTC.
	if x := assign(t, a, &l, lifecycle.Request{LeadID: "x", At: at.Add(2*time.Hour - 1)}); x.Method != lifecycle.Nobody {
		t.Errorf("%+v", x)
	}
	if x := assign(t, a, &l, lifecycle.Request{LeadID: "x", At: at.Add(2 * time.Hour)}); x.Owner != "ana" {
		t.Errorf("%+v", x)
	}
	// An earlier request does not give the day back.
	assign(t, a, &l, lifecycle.Request{LeadID: "y", At: at.Add(2 * time.Hour)})
	if x := assign(t, a, &l, lifecycle.Request{LeadID: "z", At: at}); x.Method != lifecycle.Nobody {
		t.Errorf("%+v", x)
	}
	a.Release(&l, l.Member("bo").Leads[0], "bo")
	if x := assign(t, a, &l, lifecycle.Request{LeadID: "z", At: at}); x.Owner != "bo" {
		t.Errorf("%+v", x)
	}
	if x := assign(t, a, &l, lifecycle.Request{LeadID: "w", At: instant(t, "2026-03-03T08:00:00Z"), Except: []string{"ana"}}); x.Owner != "cy" {
		t.Errorf("%+v", x)
	}
	balanced(t, l)
}

func TestFormerOwner(t *testing.T) {
	r := team("ana:0 bo cy")
	r.Members[2].MaxOpen = 1
	a := assigner(t, r)
	var l lifecycle.Ledger
	lead := 0
	next := func() string { lead++; return fmt.Sprint("L-", lead) }
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
		if got := assign(t, a, &l, lifecycle.Request{LeadID: next(), At: start, PreviousOwner: x.owner}); got.Owner != x.want || got.Method != x.how {
			t.Errorf("%+v: %+v", x, got)
		}
		balanced(t, l)
	}
	if got := assign(t, a, &l, lifecycle.Request{LeadID: next(), At: start, PreviousOwner: "ana", Except: []string{"ana"}}); got.Owner != "bo" {
		t.Errorf("%+v", got)
	}
	if got := assign(t, a, &l, lifecycle.Request{LeadID: next(), At: start, Except: []string{"bo"}}); got.Method != lifecycle.Nobody || got.Skipped[0].Reason != lifecycle.SkipNoWeight || got.Skipped[1].Reason != lifecycle.SkipExcepted {
		t.Errorf("%+v", got)
	}
	if got := assign(t, a, &l, lifecycle.Request{LeadID: next(), At: start, PreviousOwner: "ana", Except: []string{"bo"}}); got.Owner != "ana" {
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
		got[assign(t, a, &l, lifecycle.Request{LeadID: fmt.Sprint(i), At: start, PreviousOwner: owner}).Owner]++
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
		owner := assign(t, a, &l, lifecycle.Request{LeadID: fmt.Sprint(i), At: start}).Owner
		got[owner]++
		if owner == "ana" && i%9 == 0 {
			a.Return(&l, fmt.Sprint(i), "ana")
			a.Return(&l, fmt.Sprint(i), "ana") // once
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
		if open := len(l.Member(id).Leads); open != got[id] {
			t.Errorf("%s has %d leads, want %d", id, open, got[id])
		}
	}
}

// Of a single member nothing is owed to anybody.
func TestReturnToOne(t *testing.T) {
	only := assigner(t, team("solo"))
	var l lifecycle.Ledger
	assign(t, only, &l, lifecycle.Request{LeadID: "L", At: start})
	only.Return(&l, "L", "solo")
	only.Return(&l, "L", "solo")
	balanced(t, l)
	if l.Member("solo").Leads != nil {
		t.Error(l)
	}
}

// A lead is one lead, however often it is assigned, taken and released.
func TestOneLeadIsOneSeat(t *testing.T) {
	r := team("ana bo cy")
	r.Fallback.Owner = "head"
	a := assigner(t, r)
	var l lifecycle.Ledger
	for i := range 300 {
		request := lifecycle.Request{LeadID: fmt.Sprint(i % 100), At: start}
		x := assign(t, a, &l, request)
		once := l.Clone()
		if y := assign(t, a, &l, request); y.Owner != x.Owner || y.Team != x.Team || y.Method != lifecycle.Already || !cmp.Equal(once, l) {
			t.Fatalf("%+v, then %+v: %s", x, y, cmp.Diff(once, l))
		}
		if a.Take(&l, request.LeadID, x.Owner, start.AddDate(0, 0, 9)); !cmp.Equal(once, l) {
			t.Fatalf("taken by the owner: %s", cmp.Diff(once, l))
		}
		// Released by somebody who no longer has it.
		if a.Release(&l, request.LeadID, "zoe"); !cmp.Equal(once, l) {
			t.Fatal(cmp.Diff(once, l))
		}
	}
	seats := func(id string) int { return len(l.Member(id).Leads) }
	if got := [...]int{seats("ana"), seats("bo"), seats("cy")}; got[0]+got[1]+got[2] != 100 {
		t.Errorf("%v seats are taken by 100 leads", got)
	}
	owner := l.Owner("7")
	other := assign(t, a, &l, lifecycle.Request{LeadID: "7", At: start, Except: []string{owner}})
	if other.Owner == owner || l.Owner("7") != other.Owner || seats("ana")+seats("bo")+seats("cy") != 100 {
		t.Errorf("moved from %s: %+v", owner, other)
	}
	// Another owner takes it, then the old one is released, as effects say.
	a.Take(&l, "7", owner, start)
	a.Release(&l, "7", other.Owner)
	if l.Owner("7") != owner {
		t.Errorf("%s has it", l.Owner("7"))
	}
	a.Take(&l, "7", "head", start)
	if x := assign(t, a, &l, lifecycle.Request{LeadID: "7", At: start}); x.Owner != "head" || x.Method != lifecycle.Already {
		t.Errorf("%+v", x)
	}
	a.Take(&l, "7", "stranger", start)
	if l.Owner("7") != "" {
		t.Errorf("%s has it", l.Owner("7"))
	}
}

// A member who leaves the roster keeps leads until they are assigned again.
func TestRemovedMember(t *testing.T) {
	var l lifecycle.Ledger
	before := assigner(t, team("ana bo"))
	for i := range 20 {
		assign(t, before, &l, lifecycle.Request{LeadID: fmt.Sprint(i), At: start})
	}
	after := assigner(t, team("bo cy"))
	for _, lead := range l.Member("ana").Leads {
		if x := assign(t, after, &l, lifecycle.Request{LeadID: lead, At: start}); x.Owner == "ana" || x.Method != lifecycle.ByWeight {
			t.Errorf("%+v", x)
		}
		balanced(t, l)
	}
	if l.Member("ana").Leads != nil {
		t.Errorf("%+v", l)
	}
}

func TestRequestsAreChecked(t *testing.T) {
	a := assigner(t, team("ana bo"))
	if _, err := a.Assign(nil, lifecycle.Request{LeadID: "L", At: start}); err == nil || !strings.Contains(err.Error(), "no ledger") {
		t.Errorf("without a ledger: %v", err)
	}
	var l lifecycle.Ledger
	for _, x := range []struct {
		request lifecycle.Request
		want    string
	}{
		{lifecycle.Request{At: start}, "no lead_id"},
		{lifecycle.Request{LeadID: "L"}, "no instant"},
	} {
		if got, err := a.Assign(&l, x.request); err == nil || !strings.Contains(err.Error(), x.want) || !cmp.Equal(got, lifecycle.Assignment{}) || l.Members != nil {
			t.Errorf("%+v: %+v, %v", x.request, got, err)
		}
	}
}

// Where teams have hours, the roster's and the fallback's must have them too.
func TestTeamsWithoutHours(t *testing.T) {
	p := compiled(t, &lifecycle.Policy{Hours: map[string]lifecycle.Hours{"sales": office("UTC", nineToFive), "overflow": office("UTC", nineToFive)}})
	for _, x := range []struct {
		roster lifecycle.Roster
		want   string
	}{
		{lifecycle.Roster{Team: "sales", Fallback: lifecycle.Fallback{Team: "overflow"}}, ""},
		{lifecycle.Roster{Fallback: lifecycle.Fallback{Owner: "head"}}, ""},
		{lifecycle.Roster{Team: "sales", Fallback: lifecycle.Fallback{Team: "overflo"}}, `fallback.team: the policy gives no hours for the team "overflo", so its deadlines would run around the clock: add its hours, 00:00-24:00 on each day if it works around the clock; did you mean "overflow"? [unknown_word]`},
		{lifecycle.Roster{Team: "night"}, `team: the policy gives no hours for the team "night"`},
	} {
		if _, err := p.NewAssigner(&x.roster); x.want == "" && err != nil || x.want != "" && (err == nil || !strings.Contains(err.Error(), x.want)) {
			t.Errorf("%+v: %v, want %q", x.roster, err, x.want)
		}
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
		assign(t, a, &l, lifecycle.Request{LeadID: "1", At: start})
		x.want.Skipped = []lifecycle.Skip{{ID: "ana", Reason: lifecycle.SkipMaxOpen}}
		if got := assign(t, a, &l, lifecycle.Request{LeadID: "2", At: start}); !cmp.Equal(got, x.want) {
			t.Error(cmp.Diff(x.want, got))
		}
		if open, want := len(l.Member("ana").Leads), 1+btoi(x.fallback.Owner == "ana"); open != want {
			t.Errorf("ana has %d, want %d", open, want)
		}
	}
	var l lifecycle.Ledger
	if got := assign(t, assigner(t, nil), &l, lifecycle.Request{LeadID: "1", At: start}); got.Method != lifecycle.Nobody {
		t.Errorf("%+v", got)
	}
}

// FuzzAssign works with whatever ledger a host may have stored.
func FuzzAssign(f *testing.F) {
	f.Add([]byte(`{"members":[{"id":"ana","owed":-523809524,"leads":["L-0"],"day":"2026-03-02","today":1},{"id":"bo","owed":357142857}]}`), []byte(fullRoster), "L-1", int64(1))
	f.Add([]byte(`{"members":[{"id":"b","owed":9223372036854775807},{"id":"b"},{"id":"a","leads":["z","L-1","L-1"]}]}`), []byte(`{"members":[{"id":"a"},{"id":"b","weight":0}]}`), "", int64(-1))
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
			x, err := a.Assign(&l, request)
			if err != nil {
				return
			}
			if y := assign(t, a, &same, request); !cmp.Equal(x, y) {
				t.Fatal(x, y)
			}
			listed := slices.ContainsFunc(r.Members, func(m lifecycle.Member) bool { return m.ID == x.Owner })
			if (x.Method == lifecycle.ByWeight || x.Method == lifecycle.ByHistory) && !listed {
				t.Fatalf("%+v", x)
			}
			a.Return(&l, lead, x.Owner)
			a.Return(&same, lead, x.Owner)
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
		a.Release(&l, "L-1", assign(b, a, &l, lifecycle.Request{LeadID: "L-1", At: start}).Owner)
	}
}
