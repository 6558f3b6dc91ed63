package qualify_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify"
)

// yearRules are about the time in the ways that rule sets usually are.
const yearRules = `{
  "name": "year",
  "screening": [{"id": "cold", "when": "idle_days > 200", "reason": "not heard of for long", "unless_hand_raised": true}],
  "icp": {"criteria": [{"id": "size", "when": "company.employees in 50..5000"}, {"id": "role", "when": "has_word(person.job_title, 'vp', 'head of')"}], "good_at": 0.5},
  "scoring": {
    "groups": [{"id": "web", "max": 40}],
    "rules": [
      {"id": "visits", "group": "web", "each": ".type == 'page_view'", "points": 4, "limit": 3, "per_days": 7, "within_days": 90, "decay": {"kind": "half_life", "days": 30}},
      {"id": "pricing", "group": "web", "when": "count(activities, .url contains '/pricing' and .days_ago <= 14) >= 2", "points": 15},
      {"id": "webinar", "each": ".type == 'webinar'", "points": 12, "limit": 2, "within_days": 180, "decay": {"kind": "linear", "rate": 0.5, "every_days": 30}},
      {"id": "size", "tiers": [{"when": "company.employees >= 1000", "points": 12}, {"when": "company.employees >= 100", "points": 6}]},
      {"id": "idle", "compute": "-5 * floor(idle_days / 30)", "min": -30, "max": 0}
    ],
    "min": 0, "max": 100, "ready_at": 30,
    "bands": [{"name": "1", "min": 50}, {"name": "2", "min": 30}, {"name": "3", "min": 10}, {"name": "4", "min": 0}]
  },
  "hand_raise": [{"id": "demo", "when": "any(activities, .type == 'demo_request' and .days_ago <= 30)"}],
  "routes": [{"id": "sales", "team": "sales", "owners": [{"id": "ana"}, {"id": "bo"}]}]
}`

// A host that decides a lead only when something happened to it, or when
// RecheckAt said, knows every night what the nightly job would have found. The
// environment variable LEADQUAL_LONG makes it 100,000 leads.
func TestRecheckSparesTheNightlyJob(t *testing.T) {
	leads := testkit.Amount(20, 250, 100_000)
	e, err := qualify.CompileJSON("year.json", []byte(yearRules), nil)
	if err != nil {
		t.Fatal(err)
	}
	const nights = 365
	d := e.NewDecider()
	begin := time.Date(2026, 1, 1, 2, 0, 0, 0, time.UTC)
	events, due, changes := 0, 0, 0
	for n := range leads {
		r := rand.New(rand.NewPCG(*firstSeed, uint64(n)))
		l := qualify.Lead{ID: "L", CreatedAt: begin.Add(-time.Duration(r.Int64N(int64(90 * 24 * time.Hour))))}
		if r.IntN(4) > 0 {
			l.Company.Employees = qualify.Number(float64(r.IntN(2000)))
		}
		if r.IntN(2) == 0 {
			l.Person.JobTitle = []string{"VP Sales", "Developer"}[r.IntN(2)]
		}
		var at time.Time
		ok := false
		var known judgment
		decide := func(now time.Time) {
			was := known
			known = standingOf(d.Decide(&l, now))
			at, ok = recheckAt(t, e, &l, now)
			if was != known {
				changes++
			}
		}
		decide(begin)
		next := func(now time.Time) time.Time { // mostly bursts, and long silence
			wait := time.Duration(r.ExpFloat64() * float64(6*time.Hour))
			if r.IntN(3) == 0 {
				wait = time.Duration(r.ExpFloat64() * float64(60*24*time.Hour))
			}
			return now.Add(wait + 1)
		}
		event := next(begin)
		for night := 1; night <= nights; night++ {
			now := begin.AddDate(0, 0, night)
			for {
				if !event.After(now) && !(ok && at.Before(event)) {
					kind := []string{"page_view", "page_view", "page_view", "webinar", "email", "demo_request"}[min(r.IntN(8), 5)]
					if kind == "demo_request" && r.IntN(3) > 0 {
						kind = "page_view"
					}
					l.Activities = append(l.Activities, qualify.Activity{Type: kind, At: event, URL: []string{"/docs", "/pricing"}[r.IntN(2)]})
					events++
					decide(event)
					event = next(event)
				} else if ok && !at.After(now) {
					due++
					decide(at)
				} else {
					break
				}
			}
			if have := standingOf(d.Decide(&l, now)); have != known {
				t.Fatalf("lead %d: the nightly job of %v finds %+v, the host has %+v", n, now, have, known)
			}
		}
	}
	nightly := leads * nights
	t.Logf("%d leads over a year: the nightly job makes %d decisions; without it %d for events and %d when due, %.2f %% of them; %d changes", leads, nightly, events, due, 100*float64(events+due)/float64(nightly), changes)
	if due == 0 || due*20 > nightly {
		t.Errorf("%d decisions were due, of %d", due, nightly)
	}
}

func BenchmarkRecheckAt(b *testing.B) {
	e, err := qualify.CompileJSON("year.json", []byte(yearRules), nil)
	if err != nil {
		b.Fatal(err)
	}
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	l := qualify.Lead{ID: "L", Company: qualify.Company{Employees: qualify.Number(320)}}
	for i := range 10 {
		l.Activities = append(l.Activities, qualify.Activity{Type: []string{"page_view", "webinar"}[i%2], At: now.AddDate(0, 0, -3*i), URL: "/pricing"})
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := e.RecheckAt(b.Context(), &l, now); err != nil {
			b.Fatal(err)
		}
	}
}
