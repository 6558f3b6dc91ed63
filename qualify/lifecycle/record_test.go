package lifecycle_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/lifecycle"
)

// randomLog makes events, most of them in place, some at one instant, some
// malformed or under an id that is taken.
func randomLog(r *rand.Rand, p *lifecycle.Process, n int) []lifecycle.Event {
	var log []lifecycle.Event
	var s lifecycle.State
	for i := range n {
		e := event(i, alphabet[r.IntN(len(alphabet))])
		for range 20 { // prefer what is allowed
			if slices.Contains(p.Allowed(s), e.Kind) || r.IntN(10) == 0 {
				break
			}
			e = event(i, alphabet[r.IntN(len(alphabet))])
		}
		e.At = start.Add(time.Duration(r.IntN(2)+i/2) * time.Hour).In(time.FixedZone("", r.IntN(3)*3600))
		switch r.IntN(30) {
		case 0:
			e.ID = fmt.Sprint("e", r.IntN(n))
		case 1:
			e.Kind = lifecycle.EventKind([]string{"", "zzz", "aaa"}[r.IntN(3)])
		}
		if next, _, err := apply(p, s, e); err == nil {
			s = next
		}
		log = append(log, e)
	}
	return log
}

// The order of arrival and copies make no difference.
func TestReplayIsOfASet(t *testing.T) {
	p := compiled(t, nil)
	r := rand.New(rand.NewPCG(7, 1))
	stages := map[lifecycle.Stage]int{}
	for range testkit.Amount(100, 500, 500) {
		log := randomLog(r, p, 1+r.IntN(25))
		want, wantRefused := p.Replay(log)
		stages[want.Stage]++
		for range 3 {
			shuffled := slices.Clone(log)
			shuffled = append(shuffled, log[r.IntN(len(log))])
			r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
			before := slices.Clone(shuffled)
			got, refused := p.Replay(shuffled)
			if got != want {
				t.Fatalf("%v\n%s", log, cmp.Diff(want, got))
			}
			if !cmp.Equal(refused, wantRefused) {
				t.Fatal(cmp.Diff(wantRefused, refused))
			}
			if !cmp.Equal(shuffled, before) {
				t.Fatal("Replay changed its argument")
			}
		}
	}
	for _, s := range lifecycle.Stages() {
		if stages[s] == 0 && s != lifecycle.StageLead {
			t.Errorf("no log came to %s: %v", s, stages)
		}
	}
}

// A host stores what Record returns, as JSON, and goes on from that. After each
// event the state is what a slow replay of all that was stored comes to.
func TestStoredStateIsAReplay(t *testing.T) {
	p := compiled(t, clocked())
	r := rand.New(rand.NewPCG(7, 2))
	for range testkit.Amount(200, 1000, 20_000) {
		h := &host{t: t, p: p, running: map[string]lifecycle.Deadline{}}
		events := randomLog(r, p, 1+r.IntN(25))
		slices.SortFunc(events, lifecycle.Event.Compare)
		for _, e := range uniqueIDs(events) {
			_ = h.deliver(e) // the malformed and what is out of place is refused
		}
		h.check()
	}
}

// Events that arrive in any order, and twice: what is refused changes nothing
// and is delivered again, and at each step state, effects and deadlines are those
// of a replay.
func TestRecordInAnyOrder(t *testing.T) {
	p := compiled(t, clocked())
	r := rand.New(rand.NewPCG(7, 3))
	late := 0
	for range testkit.Amount(50, 200, 5000) {
		events := uniqueIDs(randomLog(r, p, 1+r.IntN(15)))
		order := append(slices.Clone(events), events...)
		r.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		h := &host{t: t, p: p, running: map[string]lifecycle.Deadline{}}
		for again := true; again; {
			again = false
			order = slices.DeleteFunc(order, func(e lifecycle.Event) bool {
				stored := len(h.log)
				done := h.deliver(e) == nil
				again = again || len(h.log) > stored
				return done
			})
			h.check()
		}
		for _, e := range order {
			if slices.Contains(h.log, e) {
				t.Fatalf("%+v is stored, and its copy refused", e)
			}
		}
		late += h.late
	}
	if late == 0 {
		t.Error("nothing was late")
	}
}

// uniqueIDs leaves one event of each id.
func uniqueIDs(events []lifecycle.Event) []lifecycle.Event {
	ids := map[string]bool{}
	return slices.DeleteFunc(slices.Clone(events), func(e lifecycle.Event) bool {
		taken := ids[e.ID]
		ids[e.ID] = true
		return taken
	})
}

// host is what a host keeps of a lead.
type host struct {
	t       *testing.T
	p       *lifecycle.Process
	log     []lifecycle.Event
	state   lifecycle.State
	running map[string]lifecycle.Deadline
	late    int
}

// deliver records an event as the package's documentation has it.
func (h *host) deliver(e lifecycle.Event) error {
	h.t.Helper()
	now := start.AddDate(1, 0, 0)
	kept := slices.Clone(h.log)
	got, err := h.p.Record(h.state, e, now)
	if errors.Is(err, lifecycle.Late) {
		h.late++
		got, err = h.p.RecordLate(h.state, h.log, e, now)
	}
	if !slices.Equal(kept, h.log) {
		h.t.Fatal("the log was changed")
	}
	if err != nil {
		if !cmp.Equal(got, lifecycle.Recorded{}) {
			h.t.Fatalf("refused, and yet %+v", got)
		}
		return err
	}
	if got.Known {
		if got.Effects != nil || got.State != h.state {
			h.t.Fatalf("a copy of %v has effects %v", e, got.Effects)
		}
		return nil
	}
	if wrong := unmirrored(h.state, got.State, got.Effects); wrong != "" {
		h.t.Fatalf("%v after %v: %s", e, h.log, wrong)
	}
	for _, f := range got.Effects {
		switch f.Kind {
		case lifecycle.StartDeadline:
			h.running[f.Deadline.ID] = *f.Deadline
		case lifecycle.StopDeadline:
			delete(h.running, f.Deadline.ID)
		}
	}
	h.log = append(h.log, got.Event)
	text, err := json.Marshal(got.State)
	h.state = lifecycle.State{}
	if err != nil || json.Unmarshal(text, &h.state) != nil || h.state != got.State {
		h.t.Fatalf("%s, %v", text, err)
	}
	return nil
}

// check compares with a replay of the log.
func (h *host) check() {
	h.t.Helper()
	want, _ := h.p.Replay(h.log)
	if h.state != want {
		h.t.Fatalf("%v\n%s", h.log, cmp.Diff(want, h.state))
	}
	deadlines := map[string]lifecycle.Deadline{}
	for _, d := range h.p.Deadlines(want) {
		deadlines[d.ID] = d
	}
	if !cmp.Equal(h.running, deadlines) {
		h.t.Fatal(cmp.Diff(deadlines, h.running))
	}
}

// TestEachEventCostsTheSame records a thousand events of a lead. What the
// thousandth allocates is what the tenth does; BenchmarkRecord has the times.
func TestEachEventCostsTheSame(t *testing.T) {
	p := compiled(t, clocked())
	states := manyEvents(t, p, 1000)
	allocs := func(n int) float64 {
		e := manyEvent(n)
		return testing.AllocsPerRun(100, func() {
			if _, err := p.Record(states[n-1], e, e.At); err != nil {
				t.Fatal(err)
			}
		})
	}
	if tenth, thousandth := allocs(10), allocs(1000); thousandth > tenth {
		t.Errorf("the 1,000th event allocates %v times, the 10th %v times", thousandth, tenth)
	}
	tenth, _ := json.Marshal(states[9])
	thousandth, _ := json.Marshal(states[999])
	if len(thousandth) > len(tenth)+20 {
		t.Errorf("%s has grown from %s", thousandth, tenth)
	}
}

// manyEvent is the n-th event, from 1, of a lead that is handed over, accepted
// and recycled again and again.
func manyEvent(n int) lifecycle.Event {
	text := [...]string{"decided mql", "handed_over ana", "accepted", "converted", "recycled"}[(n-1)%5]
	return event(n, text)
}

// manyEvents are the states before each of n events.
func manyEvents(t testing.TB, p *lifecycle.Process, n int) []lifecycle.State {
	t.Helper()
	states := []lifecycle.State{{}}
	for i := 1; i <= n; i++ {
		s, _, err := apply(p, states[i-1], manyEvent(i))
		if err != nil {
			t.Fatal(err)
		}
		states = append(states, s)
	}
	return states
}

// BenchmarkRecord is recording the tenth and the thousandth event of a lead, from
// the stored state and to it.
func BenchmarkRecord(b *testing.B) {
	p := compiled(b, clocked())
	states := manyEvents(b, p, 1000)
	for _, n := range []int{10, 1000} {
		stored, err := json.Marshal(states[n-1])
		if err != nil {
			b.Fatal(err)
		}
		e := manyEvent(n)
		b.Run(fmt.Sprint("event=", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				var s lifecycle.State
				if err := json.Unmarshal(stored, &s); err != nil {
					b.Fatal(err)
				}
				got, err := p.Record(s, e, e.At)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := json.Marshal(got.State); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// clocked is a policy with deadlines of both kinds.
func clocked() *lifecycle.Policy {
	return &lifecycle.Policy{Deadlines: []lifecycle.DeadlineRule{
		{ID: "first", Kind: lifecycle.FirstResponse, Stages: []lifecycle.Stage{"mql", "sql", "lead"}, Minutes: 60},
		{ID: "roll", Kind: lifecycle.Rolling, Stages: []lifecycle.Stage{"sal", "sql", "opportunity"}, Minutes: 600},
	}}
}

// recorded records events in their short form, each an hour after the one before;
// "" is none.
func recorded(t *testing.T, p *lifecycle.Process, texts ...string) *host {
	t.Helper()
	h := &host{t: t, p: p, running: map[string]lifecycle.Deadline{}}
	for i, text := range texts {
		if text == "" {
			continue
		}
		if err := h.deliver(event(i, text)); err != nil {
			t.Fatal(err)
		}
	}
	return h
}

// An acceptance that overtakes its hand-over is refused, and taken afterwards.
func TestOvertakingEvent(t *testing.T) {
	p := compiled(t, nil)
	h := recorded(t, p, "decided mql")
	if err := h.deliver(event(2, "accepted")); !errors.Is(err, lifecycle.OutOfPlace) || len(h.log) != 1 || h.state.Stage != lifecycle.StageMQL {
		t.Errorf("%v, %+v", err, h)
	}
	for _, e := range []lifecycle.Event{event(1, "handed_over ana"), event(2, "accepted")} {
		if err := h.deliver(e); err != nil {
			t.Error(err)
		}
	}
	if h.state.Stage != lifecycle.StageSAL || h.state.Owner != "ana" || h.late != 0 {
		t.Errorf("%+v", h)
	}
}

// A hand-over that arrives after a later decision tells its owner, but wants
// nobody found.
func TestLateHandOver(t *testing.T) {
	p := compiled(t, nil)
	h := recorded(t, p, "decided mql", "", "decided sql")
	got, err := p.RecordLate(h.state, h.log, event(1, "handed_over ana"), start.AddDate(1, 0, 0))
	if err != nil || got.State.Owner != "ana" || got.State.Stage != lifecycle.StageSQL {
		t.Fatalf("%+v, %v", got, err)
	}
	for _, f := range got.Effects {
		if f.Kind == lifecycle.HandOver {
			t.Errorf("%+v", f)
		}
	}
}

// A rejection that arrives late undoes what was built on its absence.
func TestLateEventCorrects(t *testing.T) {
	p := compiled(t, nil)
	h := recorded(t, p, "decided mql", "handed_over ana", "", "accepted", "converted")
	got, err := p.RecordLate(h.state, h.log, event(2, "rejected double"), start.AddDate(1, 0, 0))
	if err != nil || got.State.Stage != lifecycle.StageRecycled || len(got.Refused) != 2 || got.State.Last != event(4, "converted") {
		t.Fatalf("%+v, %v", got, err)
	}
	want := []lifecycle.Effect{
		{Kind: lifecycle.SetStage, Stage: "recycled"},
		{Kind: lifecycle.SetOwner},
		{Kind: lifecycle.SetResetAt, At: event(2, "").At},
		{Kind: lifecycle.ReleaseOwner, Owner: "ana", Returned: true},
		{Kind: lifecycle.Notify, Topic: lifecycle.TopicReturned, Stage: "recycled", Team: "marketing", Reason: "double"},
	}
	if diff := cmp.Diff(want, got.Effects); diff != "" {
		t.Error(diff)
	}
}

// What cannot be recorded, by the code of its error; nothing is stored then.
func TestRefusals(t *testing.T) {
	p := compiled(t, nil)
	s := lived(t, p, "decided mql", "handed_over ana")
	log := []lifecycle.Event{event(0, "decided mql"), event(1, "handed_over ana")}
	renamed := func(e lifecycle.Event, id string) lifecycle.Event { e.ID = id; return e }
	now := event(5, "").At
	for _, x := range []struct {
		name  string
		event lifecycle.Event
		now   time.Time
		code  lifecycle.RefusalCode // of Record
		late  lifecycle.RefusalCode // of RecordLate
	}{
		{"in time", event(2, "accepted"), now, "", ""},
		{"at this very instant", event(5, "accepted"), now, "", ""},
		{"a nanosecond ahead", event(5, "accepted"), now.Add(-1), lifecycle.InFuture, lifecycle.InFuture},
		{"without a clock", event(5, "accepted"), time.Time{}, lifecycle.InFuture, lifecycle.InFuture},
		{"won before it is an opportunity", event(5, "won"), now, lifecycle.OutOfPlace, lifecycle.OutOfPlace},
		{"a copy of the last", event(1, "handed_over ana"), now, "", ""},
		{"a copy of one before", event(0, "decided mql"), now, lifecycle.Late, ""},
		{"late", renamed(event(0, "decided sql"), "x"), now, lifecycle.Late, ""},
		{"late and out of place", renamed(event(0, "won"), "x"), now, lifecycle.Late, lifecycle.OutOfPlace},
		{"the id of the last", event(1, "handed_over bo"), now, lifecycle.Conflict, lifecycle.Conflict},
		{"the id of one before", event(0, "decided sql"), now, lifecycle.Late, lifecycle.Conflict},
		{"at one instant a decision comes before a hand-over", renamed(event(1, "decided sql"), "zzz"), now, lifecycle.Late, ""},
		{"and an acceptance behind it", renamed(event(1, "accepted"), "a"), now, "", ""},
	} {
		_, err := p.Record(s, x.event, x.now)
		_, lateErr := p.RecordLate(s, log, x.event, x.now)
		for _, got := range []struct {
			err  error
			code lifecycle.RefusalCode
		}{{err, x.code}, {lateErr, x.late}} {
			if got.code == "" && got.err != nil || got.code != "" && !errors.Is(got.err, got.code) {
				t.Errorf("%s: %v, want %q", x.name, got.err, got.code)
			}
		}
	}
	s.Stage = "sold"
	if _, err := p.Record(s, event(5, "decided mql"), now); !errors.Is(err, lifecycle.Malformed) || !strings.Contains(err.Error(), `stage "sold" is none of`) {
		t.Error(err)
	}
}

// The same instant in another zone, or with a monotonic reading, is one event.
func TestInstantsAreSettled(t *testing.T) {
	p := compiled(t, nil)
	s := lived(t, p, "decided mql")
	e := event(0, "decided mql")
	e.At = e.At.In(time.FixedZone("", 3600))
	if got, err := p.Record(s, e, e.At); err != nil || !got.Known || got.Event != event(0, "decided mql") {
		t.Errorf("%+v, %v", got, err)
	}
	one, two := event(1, "decided mql"), event(1, "decided nurture")
	if s, refused := p.Replay([]lifecycle.Event{two, one}); s.Stage != lifecycle.StageMQL || len(refused) != 1 || refused[0].Code != lifecycle.Conflict {
		t.Error(s, refused)
	}
}

// An event of a decision has all of it that an event can have.
func TestDecidedEvent(t *testing.T) {
	d := &qualify.Decision{AsOf: start, Status: matrix.StatusMQL, Owner: matrix.Owner{Team: "sales", Route: "rest", Roster: "inside"}}
	want := lifecycle.Event{ID: "d1", Kind: lifecycle.Decided, At: start, Status: matrix.StatusMQL, Team: "sales", Route: "rest", Roster: "inside"}
	if got := lifecycle.DecidedEvent("d1", d); got != want {
		t.Error(cmp.Diff(want, got))
	}
	d.Owner = matrix.Owner{Team: "sales", Route: "emea", ID: "eva"}
	want.Route, want.Roster, want.Owner = "emea", "", "eva"
	if got := lifecycle.DecidedEvent("d1", d); got != want {
		t.Error(cmp.Diff(want, got))
	}
}

// Where a decision's route leads, its hand-over leads: by owner, by roster or
// to a team; and again where another decision changes that.
func TestRoutes(t *testing.T) {
	p := compiled(t, nil)
	decided := func(n int, owner, route, roster string) lifecycle.Event {
		e := event(n, "decided mql")
		e.Team, e.Owner, e.Route, e.Roster = "sales", owner, route, roster
		return e
	}
	handOver := func(effects []lifecycle.Effect) string {
		for _, f := range effects {
			if f.Kind == lifecycle.HandOver {
				return fmt.Sprintf("%s/%s/%s/%s/%s", f.Team, f.Route, f.Owner, f.Roster, f.PreviousOwner)
			}
		}
		return ""
	}
	var s lifecycle.State
	for i, x := range []struct {
		event lifecycle.Event
		want  string
	}{
		{decided(0, "ana", "emea", ""), "sales/emea/ana//"},
		{decided(1, "ana", "emea", ""), ""}, // nothing new
		{decided(2, "", "rest", "inside"), "sales/rest//inside/"},
		{decided(3, "", "", ""), "sales////"},
		{decided(4, "", "rest", "inside"), "sales/rest//inside/"},
		{event(5, "handed_over bo"), ""},
		{decided(6, "ana", "emea", ""), ""}, // sales has it
		{event(7, "recycled"), ""},
		{decided(8, "", "rest", "inside"), "sales/rest//inside/bo"},
	} {
		next, effects, err := apply(p, s, x.event)
		if got := handOver(effects); got != x.want || err != nil {
			t.Errorf("%d: %q, %v, want %q", i, got, err, x.want)
		}
		if i == 7 {
			for _, f := range effects {
				if f.Kind == lifecycle.ReleaseOwner && f.Roster != "inside" {
					t.Errorf("%+v: of which roster?", f)
				}
			}
			if next.Route != "" || next.Roster != "" {
				t.Errorf("%+v still has a route", next)
			}
		}
		s = next
	}
}

func TestEventsAreJSON(t *testing.T) {
	p := compiled(t, clocked())
	r := rand.New(rand.NewPCG(7, 4))
	for range 200 {
		log := randomLog(r, p, 10)
		text, err := json.Marshal(log)
		var back []lifecycle.Event
		if err != nil || json.Unmarshal(text, &back) != nil {
			t.Fatalf("%s, %v", text, err)
		}
		a, ra := p.Replay(log)
		b, rb := p.Replay(back)
		if a != b || !cmp.Equal(ra, rb) {
			t.Fatal(cmp.Diff(a, b))
		}
	}
	_, effects, err := apply(p, lived(t, p, "decided sql"), event(1, "handed_over ana"))
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(effects)
	const want = `[{"kind":"set_owner","owner":"ana"},` +
		`{"kind":"start_deadline","deadline":{"id":"first","team":"sales","runs":[{"from":"2026-03-02T10:00:00Z"}]}},` +
		`{"kind":"notify","stage":"sql","team":"sales","owner":"ana","topic":"handed_over"}]`
	if err != nil || string(text) != want {
		t.Errorf("%s, %v, want %s", text, err, want)
	}
}

// FuzzReplay takes any events as they are stored and replays them forwards and
// backwards.
func FuzzReplay(f *testing.F) {
	p := compiled(f, clocked())
	r := rand.New(rand.NewPCG(7, 5))
	for range 5 {
		text, _ := json.Marshal(randomLog(r, p, 12))
		f.Add(text)
	}
	f.Add([]byte(`[{"id":"a","kind":"decided","at":"0000-01-01T00:00:00Z","status":"mql"},{"kind":"x"},{}]`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var events []lifecycle.Event
		if json.Unmarshal(text, &events) != nil || len(events) > 200 {
			return
		}
		s, refused := p.Replay(events)
		slices.Reverse(events)
		if again, other := p.Replay(events); again != s || !cmp.Equal(refused, other) {
			t.Fatal(cmp.Diff(s, again))
		}
		if len(refused) > len(events) {
			t.Fatal("more refused than there are")
		}
		if text, err := json.Marshal(s); err != nil {
			t.Fatal(err)
		} else if back := (lifecycle.State{}); json.Unmarshal(text, &back) != nil || back != s {
			t.Fatalf("%s", text)
		}
		for _, e := range p.Effects(lifecycle.State{}, s) {
			if e.Kind == lifecycle.StartDeadline && p.DueAt(*e.Deadline).IsZero() {
				t.Fatalf("%+v is never due", e.Deadline)
			}
		}
	})
}
