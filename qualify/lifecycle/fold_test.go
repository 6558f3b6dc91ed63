package lifecycle_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/leadqual/leadqual/internal/testkit"
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
		if next, _, err := p.Apply(s, e); err == nil {
			s = next
		}
		log = append(log, e)
	}
	return log
}

// The order of arrival and copies make no difference.
func TestFoldIsOfASet(t *testing.T) {
	p := compiled(t, nil)
	r := rand.New(rand.NewPCG(7, 1))
	stages := map[lifecycle.Stage]int{}
	for range testkit.Amount(100, 500, 500) {
		log := randomLog(r, p, 1+r.IntN(25))
		want, wantRefused := p.Fold(log)
		stages[want.Stage]++
		for range 3 {
			shuffled := slices.Clone(log)
			shuffled = append(shuffled, log[r.IntN(len(log))])
			r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
			before := slices.Clone(shuffled)
			got, refused := p.Fold(shuffled)
			if got != want {
				t.Fatalf("%v\n%s", log, cmp.Diff(want, got))
			}
			if !cmp.Equal(refused, wantRefused) {
				t.Fatal(cmp.Diff(wantRefused, refused))
			}
			if !cmp.Equal(shuffled, before) {
				t.Fatal("Fold changed its argument")
			}
		}
	}
	for _, s := range lifecycle.Stages() {
		if stages[s] == 0 && s != lifecycle.StageLead {
			t.Errorf("no log came to %s: %v", s, stages)
		}
	}
}

// Fold is Apply again and again, for events that come in order and are allowed.
func TestFoldIsRepeatedApply(t *testing.T) {
	p := compiled(t, nil)
	r := rand.New(rand.NewPCG(7, 2))
	for range 2000 {
		log := randomLog(r, p, 1+r.IntN(25))
		slices.SortFunc(log, lifecycle.Event.Compare)
		var s lifecycle.State
		ids := map[string]bool{}
		for _, e := range log {
			if ids[e.ID] {
				continue
			}
			next, _, err := p.Apply(s, e)
			if err != nil {
				if refusal := err.(*lifecycle.Refusal); refusal.Code != lifecycle.Malformed {
					ids[e.ID] = true
				}
				continue
			}
			ids[e.ID] = true
			s = next
		}
		if got, _ := p.Fold(log); got != s {
			t.Fatalf("%v\n%s", log, cmp.Diff(s, got))
		}
	}
}

// Recording in any order, with copies, ends in one log and state; the effects on
// the way keep a host's view in step with the state, whatever came late.
func TestRecordInAnyOrder(t *testing.T) {
	p := compiled(t, clocked())
	r := rand.New(rand.NewPCG(7, 3))
	for range testkit.Amount(50, 200, 200) {
		events := randomLog(r, p, 1+r.IntN(15))
		slices.SortFunc(events, lifecycle.Event.Compare)
		ids := map[string]bool{}
		events = slices.DeleteFunc(events, func(e lifecycle.Event) bool { // one of each id: which of a conflict came first is another matter
			_, err := p.Record(nil, e)
			taken := ids[e.ID]
			ids[e.ID] = true
			return taken || err != nil
		})
		want, wantRefused := p.Fold(events)
		for range 3 {
			order := append(slices.Clone(events), events...)
			r.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
			var log []lifecycle.Event
			var state lifecycle.State
			known := map[string]bool{}
			running := map[string]lifecycle.Deadline{}
			for _, e := range order {
				kept := slices.Clone(log)
				got, err := p.Record(log, e)
				if err != nil {
					t.Fatal(err)
				}
				if !cmp.Equal(kept, log) {
					t.Fatal("Record changed the old log")
				}
				if known[e.ID] && (got.Effects != nil || got.State != state) {
					t.Fatalf("a copy of %v has effects %v", e, got.Effects)
				}
				known[e.ID] = true
				if wrong := unmirrored(state, got.State, got.Effects); wrong != "" {
					t.Fatalf("%v after %v: %s", e, log, wrong)
				}
				for _, f := range got.Effects {
					switch f.Kind {
					case lifecycle.StartDeadline:
						running[f.Deadline.ID] = *f.Deadline
					case lifecycle.StopDeadline:
						delete(running, f.Deadline.ID)
					}
				}
				log, state = got.Log, got.State
			}
			if state != want {
				t.Fatal(cmp.Diff(want, state))
			}
			if got, refused := p.Fold(log); got != want || !cmp.Equal(refused, wantRefused) || len(log) != len(events) {
				t.Fatal("the log folds to something else")
			}
			deadlines := p.Deadlines(want)
			for _, d := range deadlines {
				if !cmp.Equal(running[d.ID], d) {
					t.Fatal(cmp.Diff(running[d.ID], d))
				}
			}
			if len(running) != len(deadlines) {
				t.Fatalf("%v run, want %v", running, deadlines)
			}
		}
	}
}

// clocked is a policy with deadlines of both kinds.
func clocked() *lifecycle.Policy {
	return &lifecycle.Policy{Deadlines: []lifecycle.DeadlineRule{
		{ID: "first", Kind: lifecycle.FirstResponse, Stages: []lifecycle.Stage{"mql", "sql", "lead"}, Minutes: 60},
		{ID: "roll", Kind: lifecycle.Rolling, Stages: []lifecycle.Stage{"sal", "sql", "opportunity"}, Minutes: 600},
	}}
}

func record(t *testing.T, p *lifecycle.Process, log []lifecycle.Event, e lifecycle.Event) lifecycle.Recorded {
	t.Helper()
	got, err := p.Record(log, e)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// An acceptance that overtakes its hand-over waits for it.
func TestOvertakingEvent(t *testing.T) {
	p := compiled(t, nil)
	log := record(t, p, nil, event(0, "decided mql")).Log
	early := record(t, p, log, event(2, "accepted"))
	if r := early.Refusal("e2"); r == nil || r.Code != lifecycle.OutOfPlace || early.State.Stage != lifecycle.StageMQL || early.Effects != nil {
		t.Errorf("%+v", early)
	}
	if r := early.Refusal("e0"); r != nil {
		t.Error(r)
	}
	then := record(t, p, early.Log, event(1, "handed_over ana"))
	if then.State.Stage != lifecycle.StageSAL || then.State.Owner != "ana" || then.Refused != nil {
		t.Errorf("%+v", then)
	}
	for _, e := range then.Effects {
		if e.Kind == lifecycle.Notify || e.Kind == lifecycle.HandOver {
			t.Errorf("told late: %+v", e)
		}
	}
}

// A rejection that arrives late undoes what was built on its absence.
func TestLateEventCorrects(t *testing.T) {
	p := compiled(t, nil)
	var log []lifecycle.Event
	for i, text := range []string{"decided mql", "handed_over ana", "", "accepted", "converted"} {
		if text != "" {
			log = record(t, p, log, event(i, text)).Log
		}
	}
	got := record(t, p, log, event(2, "rejected double"))
	if got.State.Stage != lifecycle.StageRecycled || len(got.Refused) != 2 {
		t.Errorf("%+v", got)
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

func TestConflicts(t *testing.T) {
	p := compiled(t, nil)
	one, two := event(1, "decided mql"), event(1, "decided nurture")
	log := record(t, p, nil, one).Log
	_, err := p.Record(log, two)
	if r, ok := err.(*lifecycle.Refusal); !ok || r.Code != lifecycle.Conflict || !strings.Contains(r.Message, "give it its own") {
		t.Error(err)
	}
	if s, refused := p.Fold([]lifecycle.Event{two, one}); s.Stage != lifecycle.StageMQL || len(refused) != 1 || refused[0].Code != lifecycle.Conflict {
		t.Error(s, refused)
	}
	// The same instant in another zone is no other event.
	one.At = one.At.In(time.FixedZone("", 3600))
	if got := record(t, p, log, one); got.Effects != nil || len(got.Log) != 1 {
		t.Errorf("%+v", got)
	}
}

func TestApplyWantsOrder(t *testing.T) {
	p := compiled(t, nil)
	s := lived(t, p, "decided mql", "handed_over ana")
	same, effects, err := p.Apply(s, event(1, "handed_over ana"))
	if same != s || effects != nil || err != nil {
		t.Errorf("the last event again: %+v, %v, %v", same, effects, err)
	}
	_, _, err = p.Apply(s, event(0, "decided mql"))
	if r, ok := err.(*lifecycle.Refusal); !ok || r.Code != lifecycle.Late {
		t.Error(err)
	}
	// At one instant a decision comes before a hand-over, whatever their ids.
	e := event(1, "decided sql")
	e.ID = "zzz"
	if _, _, err = p.Apply(s, e); err == nil {
		t.Error("a decision after the hand-over of its instant")
	}
	accepted := event(1, "accepted")
	accepted.ID = "a"
	if _, _, err = p.Apply(s, accepted); err != nil {
		t.Error(err)
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
		a, ra := p.Fold(log)
		b, rb := p.Fold(back)
		if a != b || !cmp.Equal(ra, rb) {
			t.Fatal(cmp.Diff(a, b))
		}
	}
	got := record(t, p, record(t, p, nil, event(0, "decided sql")).Log, event(1, "handed_over ana"))
	text, err := json.Marshal(got.Effects)
	const want = `[{"kind":"set_owner","owner":"ana"},` +
		`{"kind":"start_deadline","deadline":{"id":"first","team":"sales","runs":[{"from":"2026-03-02T10:00:00Z"}]}},` +
		`{"kind":"notify","stage":"sql","team":"sales","owner":"ana","topic":"handed_over"}]`
	if err != nil || string(text) != want {
		t.Errorf("%s, %v, want %s", text, err, want)
	}
}

// FuzzFold takes any events as they are stored and folds them forwards and
// backwards.
func FuzzFold(f *testing.F) {
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
		s, refused := p.Fold(events)
		slices.Reverse(events)
		if again, other := p.Fold(events); again != s || !cmp.Equal(refused, other) {
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
