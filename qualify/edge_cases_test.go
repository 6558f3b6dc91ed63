package qualify_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/truth"
)

// casesAsOf is the instant that the leads under testdata/cases are decided for.
var casesAsOf = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)

// decideCase decides the leads of a folder under testdata/cases, by their ids.
func decideCase(t *testing.T, folder, rules string) (map[string]qualify.Decision, map[string]time.Time) {
	t.Helper()
	folder = filepath.Join("testdata", "cases", folder)
	e, err := qualify.Load(os.DirFS(folder), rules, nil)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(folder, "leads.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	decisions, rechecks := map[string]qualify.Decision{}, map[string]time.Time{}
	for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
		var lead qualify.Lead
		if err := json.Unmarshal(lines.Bytes(), &lead); err != nil {
			t.Fatal(err)
		}
		decisions[lead.ID] = e.Decide(&lead, casesAsOf)
		rechecks[lead.ID], _ = recheckAt(t, e, &lead, casesAsOf)
	}
	return decisions, rechecks
}

// A wish that nobody dated may be older than the reset.
func TestUndatedWish(t *testing.T) {
	raised, _ := decideCase(t, "certain-undated-wish", "rules.json")
	for id, d := range raised {
		if d.Readiness.HandRaised || d.Status != "nurture" || !d.Certain || d.Ask != nil {
			t.Errorf("%s: %+v", id, d)
		}
	}
	scored, _ := decideCase(t, "certain-undated-wish", "rules-score.json")
	for id, asked := range map[string]string{"date-unknown": "answers.wants_contact_at", "date-filled-in": "answers.wants_contact"} {
		d := scored[id]
		want := []qualify.Question{{Path: asked, For: []string{"icp.c", "scoring.w"}, Decisive: true}}
		if d.Certain || cmp.Diff(want, d.Ask) != "" || d.Quadrant != "undetermined" {
			t.Errorf("%s: certain is %v, %s, asked %+v", id, d.Certain, d.Quadrant, d.Ask)
		}
	}
}

// Idleness counts from the reset, whenever the lead was created.
func TestIdleSinceReset(t *testing.T) {
	decisions, _ := decideCase(t, "certain-idle-days", "rules.json")
	for id, d := range decisions {
		if d.Status != "disqualified" || !d.Certain {
			t.Errorf("%s: %s, certain is %v", id, d.Status, d.Certain)
		}
	}
}

// A wish of next month is not one of today, and RecheckAt knows when it is.
func TestWishInTheFuture(t *testing.T) {
	decisions, rechecks := decideCase(t, "wish-in-the-future", "rules.json")
	for id, d := range decisions {
		if want := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC); d.Status != "nurture" || !rechecks[id].Equal(want) {
			t.Errorf("%s: %s until %v, want nurture until %v", id, d.Status, rechecks[id], want)
		}
	}
}

// What a clock ahead of ours wrote is unknown, and said.
func TestFutureDates(t *testing.T) {
	decisions, _ := decideCase(t, "future-dates", "rules.json")
	for id, want := range map[string]struct {
		issue    string
		outcomes []truth.Truth
	}{
		"created-2062": {"created_at", []truth.Truth{truth.Unknown, truth.Unknown, truth.Unmet}},
		"reset-2062":   {"reset_at", []truth.Truth{truth.Unmet, truth.Met, truth.Met}},
	} {
		d := decisions[id]
		if len(d.Issues) != 1 || d.Issues[0].Code != qualify.LaterThanAsOf || d.Issues[0].Path != want.issue {
			t.Errorf("%s: %+v", id, d.Issues)
		}
		for i, s := range d.Screening {
			if s.Outcome != want.outcomes[i] {
				t.Errorf("%s: %s is %v, want %v", id, s.ID, s.Outcome, want.outcomes[i])
			}
		}
	}
	if q := decisions["created-2062"].Ask; len(q) != 1 || q[0].Path != "created_at" || q[0].Why != "in_future" {
		t.Errorf("asked %+v", q)
	}
}

// A webhook that comes twice is one act.
func TestDuplicateActivities(t *testing.T) {
	decisions, _ := decideCase(t, "duplicates", "rules.json")
	for id, matches := range map[string]int{"once": 1, "webhook-twice": 1, "no-ids": 2} {
		if r := decisions[id].Score.Rules; len(r) != 1 || r[0].Matches != matches {
			t.Errorf("%s: %+v, want %d matches", id, r, matches)
		}
	}
}

// Of activities with one id the earliest visible counts, of equal instants the
// one whose fields sort first, whatever their order in the lead.
func TestDuplicateThatCounts(t *testing.T) {
	e := compiled(t, `{"name": "t", "scoring": {"rules": [{"id": "sum", "compute": "sum(activities, .value)", "min": 0, "max": 100}]}}`)
	at := casesAsOf.AddDate(0, 0, -3)
	log := []qualify.Activity{
		{ID: "a", Type: "visit", At: at, Value: 2, Custom: map[string]any{"x": 2}},
		{ID: "a", Type: "visit", At: at, Value: 2, Custom: map[string]any{"x": "1"}},
		{ID: "a", Type: "visit", At: at, Value: 4},
		{ID: "a", Type: "call", At: at.Add(time.Second), Value: 8},
		{ID: "a", Type: "visit", At: at.AddDate(0, -1, 0), Value: 16}, // before the reset
		{ID: "a", Type: "visit", Value: 32},                           // has no instant
	}
	for shift := range log {
		l := &qualify.Lead{ID: "1", ResetAt: at.AddDate(0, 0, -1)}
		for i := range log {
			l.Activities = append(l.Activities, log[(i+shift)%len(log)])
		}
		if d := e.Decide(l, casesAsOf); d.Score.Points.String() != "2" {
			t.Errorf("shifted by %d: %v points, want 2", shift, d.Score.Points)
		}
	}
}

// The order in which an absent, a wrong and an old value are looked at.
func TestDefaultsAndAges(t *testing.T) {
	e := compiled(t, `{"name": "t", "facts": {
	  "custom.n": {"type": "number", "default": 5, "stale_days": 30},
	  "source": {"enum": ["web", "fair"], "default": "web"},
	  "person.consent": {"default": false},
	  "company.technologies": {"default": []},
	  "answers.wants_contact": {"default": false}},
	 "screening": [{"id": "n", "when": "custom.n >= 5"}, {"id": "source", "when": "source == 'web'"}, {"id": "consent", "when": "person.consent"},
	  {"id": "tech", "when": "'go' in company.technologies"}, {"id": "wish", "when": "answers.wants_contact"}, {"id": "stage", "when": "stage == 'lead'"}]}`)
	seen := func(days int) map[string]qualify.Seen {
		return map[string]qualify.Seen{"custom.n": {At: casesAsOf.AddDate(0, 0, -days)}}
	}
	old := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name string
		lead qualify.Lead
		want string // a letter for each step: m, u or ?
		why  string // of the questions
	}{
		{"nothing", qualify.Lead{}, "mmuuum", ""},
		{"old but absent", qualify.Lead{Seen: seen(31)}, "mmuuum", ""},
		{"fresh", qualify.Lead{Custom: map[string]any{"n": 4}, Seen: seen(30)}, "umuuum", ""},
		{"too old", qualify.Lead{Custom: map[string]any{"n": 4}, Seen: seen(31)}, "?muuum", "stale"},
		{"seen later", qualify.Lead{Custom: map[string]any{"n": 4}, Seen: seen(-1)}, "umuuum", ""},
		{"wrong kind", qualify.Lead{Custom: map[string]any{"n": "4"}}, "?muuum", "wrong_kind"},
		{"not a number of JSON", qualify.Lead{Custom: map[string]any{"n": json.Number("5_0")}}, "?muuum", "wrong_kind"},
		{"not listed", qualify.Lead{Source: "tv"}, "m?uuum", "not_in_enum"},
		{"wish before the reset", qualify.Lead{ResetAt: casesAsOf.AddDate(0, 0, -9), Answers: qualify.Answers{WantsContact: qualify.Known(true), WantsContactAt: old}}, "mmuu?m", ""},
		{"no wish since the reset", qualify.Lead{ResetAt: casesAsOf.AddDate(0, 0, -9)}, "mmuuum", ""},
		{"unheard stage", qualify.Lead{Stage: "nobody"}, "mmuuu?", "not_in_enum"},
	} {
		c.lead.ID = "1"
		d := e.Decide(&c.lead, casesAsOf)
		have := ""
		for _, s := range d.Screening {
			have += map[truth.Truth]string{truth.Met: "m", truth.Unmet: "u", truth.Unknown: "?"}[s.Outcome]
		}
		why := ""
		if i := firstUnknown(d.Screening); i >= 0 {
			lead := c.lead
			only := compiled(t, `{"name": "t", "facts": {"custom.n": {"type": "number", "default": 5, "stale_days": 30}, "source": {"enum": ["web", "fair"]}},
			 "screening": [{"id": "x", "when": `+[]string{`"custom.n >= 5"`, `"source == 'web'"`, `""`, `""`, `"answers.wants_contact"`, `"stage == 'lead'"`}[i]+`}]}`)
			why = only.Decide(&lead, casesAsOf).Ask[0].Why
		}
		if have != c.want || why != c.why {
			t.Errorf("%s: %s because %q, want %s because %q", c.name, have, why, c.want, c.why)
		}
	}
}

func firstUnknown(steps []qualify.StepOutcome) int {
	for i, s := range steps {
		if s.Outcome == truth.Unknown {
			return i
		}
	}
	return -1
}
