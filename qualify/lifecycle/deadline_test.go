package lifecycle_test

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/leadqual/leadqual/qualify/lifecycle"
)

// promised is a policy of office hours in Berlin for sales.
func promised(t testing.TB) *lifecycle.Process {
	return compiled(t, &lifecycle.Policy{
		Hours: map[string]lifecycle.Hours{"sales": office("Europe/Berlin", nineToFive)},
		Deadlines: []lifecycle.DeadlineRule{
			{ID: "answer", Kind: lifecycle.FirstResponse, Stages: []lifecycle.Stage{"mql"}, Minutes: 240,
				Escalate: []lifecycle.Escalation{{AfterMinutes: 180, To: "owner"}, {AfterMinutes: 240, To: "lead"}, {AfterMinutes: 960, To: "head"}}},
			{ID: "touch", Kind: lifecycle.Rolling, Stages: []lifecycle.Stage{"sal"}, Minutes: 960,
				Escalate: []lifecycle.Escalation{{AfterMinutes: 480, To: "owner"}}},
		},
	})
}

func running(target, team string, from time.Time) lifecycle.Deadline {
	return lifecycle.Deadline{ID: target, Team: team, Runs: []lifecycle.Period{{From: from}}}
}

func TestFirstResponse(t *testing.T) {
	p := promised(t)
	friday := instant(t, "2026-03-27T14:00:00Z") // 15:00 in Berlin, before the clock goes on
	d := running("answer", "sales", friday)
	due := instant(t, "2026-03-30T09:00:00Z") // two hours on Friday, two on Monday, by summer time
	if got := p.DueAt(d); !got.Equal(due) {
		t.Fatalf("due %s, want %s", got, due)
	}
	if p.Overdue(d, due) || !p.Overdue(d, due.Add(1)) {
		t.Error("overdue begins behind the instant that it is due")
	}
	reminder := instant(t, "2026-03-30T08:00:00Z")
	head := instant(t, "2026-03-31T13:00:00Z")
	for _, x := range []struct{ after, want time.Time }{
		{friday, reminder}, {reminder, due}, {due, head}, {head, time.Time{}},
	} {
		if got := p.Next(d, x.after); !got.Equal(x.want) {
			t.Errorf("after %s comes %s, want %s", x.after, got, x.want)
		}
	}
	again, steps := p.Escalate(d, reminder.Add(-1))
	if steps != nil || again.Escalated != 0 {
		t.Errorf("%+v before its time", steps)
	}
	d, steps = p.Escalate(d, due)
	want := []lifecycle.DueEscalation{{To: "owner", At: reminder}, {To: "lead", At: due}}
	if !cmp.Equal(steps, want) {
		t.Error(cmp.Diff(want, steps))
	}
	if d, steps = p.Escalate(d, due); steps != nil || d.Escalated != 2 {
		t.Errorf("%+v twice", steps)
	}
	met, err := p.Respond(d, due.Add(time.Hour))
	if err != nil || !met.MetAt.Equal(due.Add(time.Hour)) {
		t.Fatal(met, err)
	}
	if !p.Overdue(met, head) || p.Overdue(met, due) || !p.DueAt(met).Equal(due) || !p.Next(met, due).IsZero() {
		t.Error("a late answer is not late")
	}
	if _, steps := p.Escalate(met, head); steps != nil {
		t.Errorf("%+v, and it was answered", steps)
	}
	if again, err := p.Respond(met, head); err != nil || !cmp.Equal(again, met) {
		t.Error(again, err)
	}
	inTime, _ := p.Respond(running("answer", "sales", friday), due)
	if p.Overdue(inTime, head) {
		t.Error("an answer at the instant is late")
	}
	for _, change := range []func(lifecycle.Deadline, time.Time) (lifecycle.Deadline, error){p.Pause, p.Resume} {
		if again, err := change(met, head); err != nil || !cmp.Equal(again, met) {
			t.Error("a met deadline changed", again, err)
		}
	}
}

func TestPauses(t *testing.T) {
	p := promised(t)
	monday := instant(t, "2026-06-01T07:00:00Z") // 09:00
	d := running("answer", "sales", monday)
	paused, err := p.Pause(d, monday.Add(3*time.Hour))
	if err != nil || !paused.Paused() || d.Paused() || !p.DueAt(paused).IsZero() || p.Overdue(paused, monday.AddDate(1, 0, 0)) {
		t.Fatal(paused, err)
	}
	// The reminder came at the very instant of the pause.
	if _, steps := p.Escalate(paused, monday.AddDate(0, 0, 1)); len(steps) != 1 || !steps[0].At.Equal(monday.Add(3*time.Hour)) {
		t.Errorf("%+v", steps)
	}
	if again, err := p.Pause(paused, monday.Add(4*time.Hour)); err != nil || !cmp.Equal(again, paused) {
		t.Error(again, err)
	}
	wednesday := instant(t, "2026-06-03T18:00:00Z") // after hours
	resumed, err := p.Resume(paused, wednesday)
	if want := instant(t, "2026-06-04T08:00:00Z"); err != nil || !p.DueAt(resumed).Equal(want) || !paused.Paused() {
		t.Errorf("due %s, want %s, %v", p.DueAt(resumed), want, err)
	}
	if again, err := p.Resume(resumed, wednesday); err != nil || !cmp.Equal(again, resumed) {
		t.Error(again, err)
	}
	late, _ := p.Pause(d, monday.Add(5*time.Hour))
	if want := monday.Add(4 * time.Hour); !p.DueAt(late).Equal(want) || !p.Overdue(late, want.Add(1)) {
		t.Errorf("paused after it was due: %s", p.DueAt(late))
	}
	text, err := json.Marshal(resumed)
	var back lifecycle.Deadline
	if err != nil || json.Unmarshal(text, &back) != nil || !cmp.Equal(back, resumed) {
		t.Errorf("%s, %v", text, err)
	}
}

func TestRolling(t *testing.T) {
	p := promised(t)
	monday := instant(t, "2026-06-01T07:00:00Z")
	d := running("touch", "sales", monday)
	if got, want := p.DueAt(d), instant(t, "2026-06-02T15:00:00Z"); !got.Equal(want) {
		t.Errorf("due %s, want %s", got, want)
	}
	d, steps := p.Escalate(d, monday.Add(10*time.Hour))
	if len(steps) != 1 {
		t.Error(steps)
	}
	tuesday := monday.AddDate(0, 0, 1)
	d, err := p.Respond(d, tuesday.Add(time.Hour))
	if want := instant(t, "2026-06-04T08:00:00Z"); err != nil || d.Responses != 1 || d.Escalated != 0 || !p.DueAt(d).Equal(want) {
		t.Errorf("%+v due %s, want %s, %v", d, p.DueAt(d), want, err)
	}
	d, _ = p.Pause(d, tuesday.Add(2*time.Hour))
	d, err = p.Respond(d, tuesday.Add(3*time.Hour))
	if err != nil || !d.Paused() || d.Responses != 2 || !p.DueAt(d).IsZero() {
		t.Errorf("%+v, %v", d, err)
	}
	d, err = p.Resume(d, tuesday.Add(4*time.Hour))
	if want := instant(t, "2026-06-04T11:00:00Z"); err != nil || !p.DueAt(d).Equal(want) {
		t.Errorf("due %s, want %s, %v", p.DueAt(d), want, err)
	}
}

func TestDeadlinesGoForward(t *testing.T) {
	p := promised(t)
	d := running("answer", "sales", start)
	for _, change := range []func(lifecycle.Deadline, time.Time) (lifecycle.Deadline, error){p.Pause, p.Resume, p.Respond} {
		if got, err := change(d, start.Add(-1)); err == nil || !strings.Contains(err.Error(), "before its last change") || !cmp.Equal(got, d) {
			t.Error(got, err)
		}
		paused, err := p.Pause(d, start.Add(time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := change(paused, start.Add(time.Hour-1)); err == nil || !cmp.Equal(got, paused) {
			t.Error(got, err)
		}
		if _, err := change(lifecycle.Deadline{ID: "answer"}, start); err == nil || !strings.Contains(err.Error(), "no runs") {
			t.Error(err)
		}
	}
	unknown := running("other", "sales", start)
	if _, err := p.Respond(unknown, start); err == nil || !strings.Contains(err.Error(), `no deadline "other"`) {
		t.Error(err)
	}
	if _, steps := p.Escalate(unknown, start); steps != nil || !p.DueAt(unknown).IsZero() || !p.Next(unknown, start).IsZero() || p.Overdue(unknown, start) {
		t.Error("a target that the policy does not have is due")
	}
	if got, want := p.DueAt(running("answer", "elsewhere", start)), start.Add(4*time.Hour); !got.Equal(want) || p.Calendar("elsewhere") != nil || p.Calendar("sales") == nil {
		t.Error("a team without hours works around the clock", got)
	}
}

// Deadlines with pauses and responses on random calendars, against a model that
// goes through the minutes one by one.
func TestDeadlinesAgainstMinuteSteps(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	rounds := 6
	if testing.Short() || slow {
		rounds = 2
	}
	for _, x := range changes {
		for range rounds {
			around := instant(t, x.around)
			h := randomHours(r, x.zone, around)
			rule := lifecycle.DeadlineRule{ID: "d", Kind: lifecycle.Rolling, Stages: []lifecycle.Stage{"sal"}, Minutes: 1 + r.IntN(1500),
				Escalate: []lifecycle.Escalation{{AfterMinutes: 1 + r.IntN(500), To: "a"}, {AfterMinutes: 501 + r.IntN(1000), To: "b"}}}
			m := &minutes{
				t: t, r: r, rule: rule, wall: newWall(t, h), at: around.Add(-time.Duration(r.IntN(3*24*60)) * time.Minute),
				p: compiled(t, &lifecycle.Policy{Hours: map[string]lifecycle.Hours{"t": h}, Deadlines: []lifecycle.DeadlineRule{rule}}),
			}
			m.d = running("d", "t", m.at)
			for range 8 * 24 * 60 {
				if r.IntN(500) == 0 {
					m.interfere()
				}
				m.step()
			}
			m.check()
		}
	}
}

// minutes is the slow model of a rolling deadline, beside that of the library.
type minutes struct {
	t    *testing.T
	r    *rand.Rand
	p    *lifecycle.Process
	d    lifecycle.Deadline
	rule lifecycle.DeadlineRule
	wall wall

	at          time.Time
	spent, next int // minutes, and steps of escalation
	paused      bool
	due         time.Time // zero: not yet
	steps, want []lifecycle.DueEscalation
}

// interfere responds, pauses or resumes.
func (m *minutes) interfere() {
	var got []lifecycle.DueEscalation
	m.d, got = m.p.Escalate(m.d, m.at)
	m.steps = append(m.steps, got...)
	var err error
	switch m.r.IntN(4) {
	case 0:
		m.d, err = m.p.Respond(m.d, m.at)
		m.spent, m.due, m.next = 0, time.Time{}, 0
	case 1:
		m.d, err = m.p.Pause(m.d, m.at)
		m.paused = true
	default:
		m.d, err = m.p.Resume(m.d, m.at)
		m.paused = false
	}
	if err != nil {
		m.t.Fatal(err)
	}
}

// step goes on by a minute.
func (m *minutes) step() {
	if m.p.Overdue(m.d, m.at) != (!m.due.IsZero() && m.at.After(m.due)) {
		m.t.Fatalf("overdue at %s: %+v, due %s", m.at, m.d, m.due)
	}
	worked := !m.paused && m.wall.open(m.at)
	m.at = m.at.Add(time.Minute)
	if !worked {
		return
	}
	m.spent++
	if m.spent == m.rule.Minutes {
		m.due = m.at
	}
	if m.next < 2 && m.spent == m.rule.Escalate[m.next].AfterMinutes {
		m.want = append(m.want, lifecycle.DueEscalation{To: m.rule.Escalate[m.next].To, At: m.at})
		m.next++
	}
}

// check compares the two at the end.
func (m *minutes) check() {
	if m.due.IsZero() && !m.paused {
		m.due = m.wall.add(m.at, m.rule.Minutes-m.spent)
	}
	if got := m.p.DueAt(m.d); !got.Equal(m.due) {
		m.t.Fatalf("%+v\ndue %s, want %s", m.d, got, m.due)
	}
	_, got := m.p.Escalate(m.d, m.at)
	if m.steps = append(m.steps, got...); !cmp.Equal(m.steps, m.want) {
		m.t.Fatal(cmp.Diff(m.want, m.steps))
	}
}
