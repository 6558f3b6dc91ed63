package lifecycle_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify/lifecycle"
)

var start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func compiled(t testing.TB, p *lifecycle.Policy) *lifecycle.Process {
	t.Helper()
	process, err := lifecycle.NewProcess(p)
	if err != nil {
		t.Fatal(err)
	}
	return process
}

// event reads the short form of the tests: "decided mql", "handed_over ana",
// "rejected why", "converted opportunity". Event number n is n hours from the
// start.
func event(n int, text string) lifecycle.Event {
	kind, rest, _ := strings.Cut(text, " ")
	e := lifecycle.Event{ID: fmt.Sprint("e", n), Kind: lifecycle.EventKind(kind), At: start.Add(time.Duration(n) * time.Hour)}
	switch e.Kind {
	case lifecycle.Decided:
		e.Status = matrix.Status(rest)
	case lifecycle.HandedOver, lifecycle.Accepted:
		if team, ok := strings.CutPrefix(rest, "team:"); ok {
			e.Team = team
		} else {
			e.Owner = rest
		}
	case lifecycle.Converted, lifecycle.Reopened:
		e.To = lifecycle.Stage(rest)
	default:
		e.Reason = rest
	}
	return e
}

// apply records an event at its own instant.
func apply(p *lifecycle.Process, s lifecycle.State, e lifecycle.Event) (lifecycle.State, []lifecycle.Effect, error) {
	got, err := p.Record(s, e, e.At)
	if err != nil {
		return s, got.Effects, err
	}
	return got.State, got.Effects, nil
}

// lived applies events in their short form, all of which must be allowed.
func lived(t testing.TB, p *lifecycle.Process, texts ...string) lifecycle.State {
	t.Helper()
	var s lifecycle.State
	for i, text := range texts {
		next, _, err := apply(p, s, event(i, text))
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		s = next
	}
	return s
}

// The table of stages and events, each from a lead that came to its stage in
// the plainest way. "-" is a refusal.
func TestTable(t *testing.T) {
	p := compiled(t, nil)
	ways := []struct {
		name string
		way  []string
	}{
		{"lead", nil},
		{"researched", []string{"decided research", "handed_over ana"}},
		{"mql", []string{"decided mql"}},
		{"mql at sales", []string{"decided mql", "handed_over ana"}},
		{"sal", []string{"decided mql", "handed_over ana", "accepted"}},
		{"sql", []string{"decided sql"}},
		{"sql at sales", []string{"decided sql", "handed_over ana"}},
		{"opportunity", []string{"decided sql", "handed_over ana", "converted"}},
		{"customer", []string{"decided sql", "handed_over ana", "converted", "won"}},
		{"recycled", []string{"decided mql", "handed_over ana", "rejected no budget"}},
		{"screened", []string{"decided disqualified"}},
		{"lost", []string{"decided sql", "handed_over ana", "converted", "lost"}},
	}
	columns := []string{"decided nurture", "decided mql", "decided sql", "decided research", "decided disqualified", "decided excluded",
		"handed_over bo", "accepted", "converted", "converted opportunity", "won", "lost", "rejected why", "recycled", "reopened", "reopened sql"}
	short := map[lifecycle.Stage]string{"opportunity": "opp", "customer": "cust", "recycled": "recy", "disqualified": "disq"}
	var got strings.Builder
	for _, w := range ways {
		s := lived(t, p, w.way...)
		fmt.Fprintf(&got, "%-13s", w.name)
		for _, c := range columns {
			next, _, err := apply(p, s, event(10, c))
			cell := string(next.Stage)
			if short[next.Stage] != "" {
				cell = short[next.Stage]
			}
			if err != nil {
				cell = "-"
			}
			fmt.Fprintf(&got, " %-4s", cell)
		}
		got.WriteString("\n")
	}
	const want = `
              nurt mql  sql  rese disq excl hand acce conv to_o won  lost reje recy reop to_s
lead          lead mql  sql  lead disq disq -    -    -    -    -    -    -    -    -    -
researched    lead mql  sql  lead lead lead lead sal  -    -    -    -    recy -    -    -
mql           mql  mql  sql  mql  disq disq mql  -    -    -    -    -    -    recy -    -
mql at sales  mql  mql  sql  mql  mql  mql  mql  sal  -    -    -    -    recy recy -    -
sal           sal  sal  sql  sal  sal  sal  sal  -    sql  opp  -    -    recy recy -    -
sql           sql  sql  sql  sql  disq disq sql  -    -    -    -    -    -    recy -    -
sql at sales  sql  sql  sql  sql  sql  sql  sql  sql  opp  opp  -    lost recy recy -    -
opportunity   opp  opp  opp  opp  opp  opp  opp  -    -    -    cust lost -    recy -    -
customer      cust cust cust cust cust cust -    -    -    -    -    -    -    -    recy sql
recycled      recy mql  sql  recy disq disq -    -    -    -    -    -    -    -    -    -
screened      recy mql  sql  recy disq disq -    -    -    -    -    -    -    -    recy sql
lost          lost lost sql  lost lost lost -    -    -    -    -    -    -    -    recy sql
`
	trim := func(s string) string {
		lines := strings.Split(strings.Trim(s, "\n"), "\n")
		for i := range lines {
			lines[i] = strings.TrimRight(lines[i], " ")
		}
		return strings.Join(lines, "\n")
	}
	_, body, _ := strings.Cut(strings.Trim(want, "\n"), "\n")
	if diff := cmp.Diff(trim(body), trim(got.String())); diff != "" {
		t.Error(diff)
	}
}

func TestMalformedEventsAreRefused(t *testing.T) {
	p := compiled(t, &lifecycle.Policy{Reasons: []lifecycle.Reason{{ID: "no_budget"}, {ID: "competitor", To: lifecycle.StageDisqualified}}})
	s := lived(t, p, "decided mql", "handed_over ana")
	for _, x := range []struct {
		change  func(*lifecycle.Event)
		message string
	}{
		{func(e *lifecycle.Event) { e.Reason = "" }, "give a reason"},
		{func(e *lifecycle.Event) { e.Reason = " \t" }, "give a reason"},
		{func(e *lifecycle.Event) { e.Reason = "no_buget" }, `did you mean "no_budget"?`},
		{func(e *lifecycle.Event) { e.ID = "" }, "give it an id"},
		{func(e *lifecycle.Event) { e.ID = strings.Repeat("x", 201) }, "give it an id"},
		{func(e *lifecycle.Event) { e.At = time.Time{} }, "give the instant"},
		{func(e *lifecycle.Event) { e.At = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) }, "give the instant"},
		{func(e *lifecycle.Event) { e.Kind = "reject" }, `did you mean "rejected"?`},
		{func(e *lifecycle.Event) { e.Kind = "" }, "is none of decided"},
		{func(e *lifecycle.Event) { e.Kind = lifecycle.Decided; e.Status = "sal" }, `status "sal" is none of mql`},
		{func(e *lifecycle.Event) { e.Status = "mql" }, "only a decided event has a status"},
		{func(e *lifecycle.Event) { e.Kind = lifecycle.HandedOver }, "give who gets the lead"},
		{func(e *lifecycle.Event) { e.To = "recycled" }, "only converted and reopened"},
		{func(e *lifecycle.Event) { e.Roster = "inside" }, "only decided and handed_over"},
		{func(e *lifecycle.Event) { *e = event(5, "decided mql"); e.Owner, e.Roster = "ana", "inside" }, "not both"},
		{func(e *lifecycle.Event) { e.Kind, e.To = lifecycle.Converted, "customer" }, "is none of sql, opportunity"},
		{func(e *lifecycle.Event) { e.Kind, e.To = lifecycle.Reopened, "lead" }, "is none of recycled, sql"},
	} {
		e := event(5, "rejected no_budget")
		x.change(&e)
		for _, late := range []bool{false, true} {
			var err error
			if late {
				_, err = p.RecordLate(s, nil, e, start.AddDate(9000, 0, 0))
			} else {
				_, err = p.Record(s, e, start.AddDate(9000, 0, 0))
			}
			var r *lifecycle.Refusal
			if !errors.As(err, &r) || r.Code != lifecycle.Malformed || !strings.Contains(r.Message, x.message) {
				t.Errorf("%+v: %v, want %q", e, err, x.message)
			}
		}
		state, refused := p.Replay([]lifecycle.Event{e})
		if onPolicy := strings.Contains(x.message, "no_budget"); !onPolicy && (len(refused) != 1 || state != (lifecycle.State{})) {
			t.Errorf("%+v: folded to %+v, %v", e, state, refused)
		}
	}
}

func TestRefusalNamesWhatIsAllowed(t *testing.T) {
	p := compiled(t, nil)
	s := lived(t, p, "decided mql", "handed_over ana")
	next, effects, err := apply(p, s, event(5, "won"))
	const want = `lifecycle: won (event "e5") at stage mql: only an opportunity can be won; allowed here: decided, handed_over, accepted, rejected, recycled [out_of_place]`
	if err == nil || err.Error() != want || next != s || effects != nil {
		t.Errorf("%v, want %s", err, want)
	}
	text, _ := json.Marshal(err)
	var back lifecycle.Refusal
	if e := json.Unmarshal(text, &back); e != nil || !cmp.Equal(&back, err) {
		t.Errorf("%s: %v", text, e)
	}
}

func TestOwnersAreNamed(t *testing.T) {
	p := compiled(t, nil)
	queue := lived(t, p, "decided mql", "handed_over team:emea")
	if queue.Team != "emea" || queue.Owner != "" {
		t.Errorf("%+v", queue)
	}
	if _, _, err := apply(p, queue, event(5, "accepted")); err == nil || !strings.Contains(err.Error(), "give an owner") {
		t.Error(err)
	}
	s, _, err := apply(p, queue, event(5, "accepted bo"))
	if err != nil || s.Stage != lifecycle.StageSAL || s.Owner != "bo" || s.Team != "emea" {
		t.Errorf("%+v, %v", s, err)
	}
	if _, _, err := apply(p, s, event(6, "handed_over team:apac")); err == nil || !strings.Contains(err.Error(), "give an owner") {
		t.Error(err)
	}
	if _, _, err := apply(p, s, event(6, "converted sql")); err != nil {
		t.Error(err)
	}
	if _, _, err := apply(p, lived(t, p, "decided sql", "handed_over ana"), event(6, "converted sql")); err == nil {
		t.Error("an SQL became an SQL")
	}
}

// What a recycled lead keeps: how often and when it was an MQL, who had it and
// why it came back.
func TestRecycledLeadsKeepTheirHistory(t *testing.T) {
	p := compiled(t, nil)
	s := lived(t, p, "decided mql", "handed_over ana", "rejected no budget", "decided nurture", "decided mql", "handed_over bo", "accepted", "recycled")
	at := func(n int) time.Time { return start.Add(time.Duration(n) * time.Hour) }
	want := lifecycle.State{
		Stage: lifecycle.StageRecycled, Since: at(7), Furthest: lifecycle.StageSAL, Team: "marketing",
		MQLs: 2, FirstMQLAt: at(0), LastMQLAt: at(4), Returns: 1, Recycles: 2, RecycledAt: at(7),
		PreviousOwner: "bo", Reason: "no budget", ResetAt: at(7),
		Last: event(7, "recycled"),
	}
	if diff := cmp.Diff(want, s); diff != "" {
		t.Error(diff)
	}
	text, err := json.Marshal(s)
	var back lifecycle.State
	if err != nil || json.Unmarshal(text, &back) != nil || back != s {
		t.Errorf("%s, %v", text, err)
	}
}

func TestReasonsDecideWhereALeadGoes(t *testing.T) {
	p := compiled(t, &lifecycle.Policy{Reasons: []lifecycle.Reason{{ID: "timing"}, {ID: "fake", To: lifecycle.StageDisqualified}}})
	s := lived(t, p, "decided mql", "handed_over ana", "rejected fake")
	if s.Stage != lifecycle.StageDisqualified || s.Screened || s.Team != "" || s.Recycles != 0 || s.Returns != 1 {
		t.Errorf("%+v", s)
	}
	// A person disqualified it, so no decision brings it back.
	for i, status := range []string{"nurture", "mql", "research", "sql"} {
		next, _, err := apply(p, s, event(10+i, "decided "+status))
		if err != nil || next.Stage != lifecycle.StageDisqualified {
			t.Errorf("%s: %+v, %v", status, next, err)
		}
	}
	// What an older policy allowed stays in force.
	log := []lifecycle.Event{event(0, "decided mql"), event(1, "handed_over ana"), event(2, "rejected old reason")}
	if s, refused := p.Replay(log); s.Stage != lifecycle.StageRecycled || s.Reason != "old reason" || refused != nil {
		t.Errorf("%+v, %v", s, refused)
	}
}

func TestMQLAgainAfterDays(t *testing.T) {
	p := compiled(t, &lifecycle.Policy{MQLAgainAfterDays: 30})
	s := lived(t, p, "decided mql", "handed_over ana", "rejected timing")
	again := p.MQLAgainAt(s)
	if want := s.RecycledAt.AddDate(0, 0, 30); !again.Equal(want) {
		t.Errorf("%s, want %s", again, want)
	}
	for _, x := range []struct {
		at     time.Time
		status matrix.Status
		want   lifecycle.Stage
	}{
		{again.Add(-1), "mql", lifecycle.StageRecycled},
		{again, "mql", lifecycle.StageMQL},
		{again.Add(-1), "sql", lifecycle.StageSQL},
	} {
		e := lifecycle.Event{ID: "x", Kind: lifecycle.Decided, At: x.at, Status: x.status}
		if got, _, err := apply(p, s, e); err != nil || got.Stage != x.want {
			t.Errorf("%s at %s: %+v, %v", x.status, x.at, got, err)
		}
		// Being removed by the rules in between is no way around.
		screened, _, err := apply(p, s, lifecycle.Event{ID: "w", Kind: lifecycle.Decided, At: s.RecycledAt.Add(time.Hour), Status: "excluded"})
		if err != nil || screened.Stage != lifecycle.StageDisqualified {
			t.Fatal(screened, err)
		}
		if got, _, err := apply(p, screened, e); err != nil || got.Stage != x.want || got.Screened {
			t.Errorf("screened, %s at %s: %+v, %v", x.status, x.at, got, err)
		}
	}
	if !p.MQLAgainAt(lifecycle.State{}).IsZero() {
		t.Error("a raw lead waits")
	}
}

func TestPolicyOfResetsAndReopenings(t *testing.T) {
	p := compiled(t, &lifecycle.Policy{
		ResetOn:           []lifecycle.EventKind{},
		ReopenOnHandRaise: []lifecycle.Stage{lifecycle.StageDisqualified},
		Reasons:           []lifecycle.Reason{{ID: "fake", To: lifecycle.StageDisqualified}},
	})
	if s := lived(t, p, "decided mql", "handed_over ana", "rejected fake", "decided sql"); s.Stage != lifecycle.StageSQL || !s.ResetAt.IsZero() {
		t.Errorf("%+v", s)
	}
	if s := lived(t, p, "decided sql", "handed_over ana", "lost", "decided sql"); s.Stage != lifecycle.StageLost {
		t.Errorf("%+v", s)
	}
	p = compiled(t, &lifecycle.Policy{ResetOn: []lifecycle.EventKind{lifecycle.Reopened}, SalesTeam: "sdr", MarketingTeam: "growth"})
	s := lived(t, p, "decided sql", "handed_over ana", "lost")
	if !s.ResetAt.IsZero() || s.Team != "growth" {
		t.Errorf("%+v", s)
	}
	s, _, err := apply(p, s, event(5, "reopened sql"))
	if err != nil || !s.ResetAt.Equal(event(5, "").At) || s.Team != "sdr" || s.PreviousOwner != "ana" {
		t.Errorf("%+v, %v", s, err)
	}
}

func TestAllowedIsWhatIsApplied(t *testing.T) {
	p := compiled(t, nil)
	full := map[lifecycle.EventKind]string{"decided": "decided mql", "handed_over": "handed_over bo", "accepted": "accepted bo", "rejected": "rejected why"}
	for _, way := range [][]string{nil, {"decided mql"}, {"decided mql", "handed_over team:x"}, {"decided sql", "handed_over ana", "converted", "won"}} {
		s := lived(t, p, way...)
		for _, k := range lifecycle.EventKinds() {
			text := full[k]
			if text == "" {
				text = string(k)
			}
			_, _, err := apply(p, s, event(9, text))
			if allowed := slices.Contains(p.Allowed(s), k); allowed != (err == nil) && !(k == lifecycle.Converted && s.Owner == "") {
				t.Errorf("%v, %s: allowed %t, %v", way, k, allowed, err)
			}
		}
	}
}
