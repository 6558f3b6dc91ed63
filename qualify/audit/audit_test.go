package audit_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"runtime"
	"testing"
	"time"

	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
)

// rulesText is a rule set with a part of every kind.
const rulesText = `{
  "name": "shop", "version": "7",
  "facts": {
    "custom.seats": {"type": "number", "ask": "How many seats?"},
    "company.employees": {"ask": "How many people work there?"}
  },
  "screening": [
    {"id": "student", "when": "has_word(person.job_title, 'student')", "reason": "a student"},
    {"id": "customer", "when": "stage == 'customer'", "status": "excluded", "reason": "a customer already"},
    {"id": "rival", "when": "company.domain == 'rival.example'", "unless_hand_raised": true}
  ],
  "icp": {"good_at": 0.5, "grades": [{"name": "A", "min": 0.5}, {"name": "B", "min": 0}], "criteria": [
    {"id": "size", "name": "50 people or more", "when": "company.employees >= 50", "weight": 2},
    {"id": "seats", "when": "custom.seats >= 10"}
  ]},
  "bant": {"budget": {"when": "answers.budget >= 1000"}},
  "checklists": [{"id": "champ", "items": [{"id": "need", "when": "answers.need != 'none'"}]}],
  "scoring": {"ready_at": 20, "bands": [{"name": "1", "min": 20}, {"name": "2", "min": -100}], "rules": [
    {"id": "visits", "name": "many visits", "when": "count(activities, .type == 'page_view') >= 3", "points": 15},
    {"id": "size", "tiers": [{"when": "company.employees >= 1000", "points": 20}, {"when": "company.employees >= 50", "points": 10}]},
    {"id": "free", "when": "is_free_email(person.email)", "points": -5},
    {"id": "webinar", "each": ".type == 'webinar'", "points": 4},
    {"id": "never", "when": "source == 'moon'", "points": 50}
  ]},
  "hand_raise": [{"id": "demo", "name": "asked for a demo", "when": "any(activities, .type == 'demo_request')"}],
  "routes": [{"id": "sales", "team": "sales", "owners": [{"id": "ana"}, {"id": "bo"}]}]
}`

func rules(t testing.TB, text string) (*qualify.RuleSet, *qualify.Engine) {
	t.Helper()
	e, err := qualify.CompileJSON("rules.json", []byte(text), nil)
	if err != nil {
		t.Fatal(err)
	}
	rs := e.RuleSet()
	return rs, e
}

// record is a lead with what became of it.
type record struct {
	lead    qualify.Lead
	at      time.Time
	outcome audit.Outcome
}

// records are random leads that are won more often the more they score.
func records(n int, seed uint64) []record {
	r := rand.New(rand.NewPCG(seed, 1))
	pick := func(list ...string) string { return list[r.IntN(len(list))] }
	out := make([]record, n)
	for i := range out {
		x := &out[i]
		x.at = time.Date(2026, time.Month(1+r.IntN(6)), 1+r.IntN(28), 9, 0, 0, 0, time.UTC)
		l := &x.lead
		l.ID = fmt.Sprintf("L-%05d", i)
		l.Source = pick("webinar", "search", "referral", "")
		l.Stage = pick("", "lead", "lead", "lead", "customer")
		l.Person.JobTitle = pick("", "VP Sales", "student", "engineer", "buyer", "CFO")
		l.Person.Email = pick("", "a@gmail.com", "b@shore.example", "c@shore.example")
		l.Company.Domain = pick("", "shore.example", "shore.example", "rival.example")
		worth := 0
		if r.IntN(3) > 0 {
			employees := []float64{5, 60, 200, 3000}[r.IntN(4)]
			l.Company.Employees = qualify.Number(employees)
			if employees >= 60 {
				worth += 2
			}
		}
		if r.IntN(2) == 0 {
			l.Custom = map[string]any{"seats": float64(r.IntN(30))}
		}
		if r.IntN(20) == 0 {
			l.Custom = map[string]any{"seats": "many"} // an issue
		}
		if r.IntN(2) == 0 {
			l.Answers.Budget = qualify.Number(float64(r.IntN(3)) * 1000)
			l.Answers.Need = pick("", "none", "growth")
		}
		for range r.IntN(6) {
			l.Activities = append(l.Activities, qualify.Activity{
				Type: pick("page_view", "page_view", "webinar", "mail"), At: x.at.AddDate(0, 0, -r.IntN(40)),
			})
			worth++
		}
		if r.IntN(15) == 0 {
			l.Activities = append(l.Activities, qualify.Activity{Type: "demo_request", At: x.at})
			worth += 3
		}
		x.outcome = audit.Outcome{Source: l.Source, Segment: pick("emea", "apac"), Stage: pick("", "mql")}
		if r.IntN(4) > 0 {
			x.outcome.Accepted = qualify.Known(r.IntN(10) < 1+worth)
			if !x.outcome.Accepted.Value {
				x.outcome.Reason = pick("no budget", "no need", "not reached", "")
			}
		}
		if r.IntN(3) > 0 {
			x.outcome.Won = qualify.Known(x.outcome.Accepted.Value && r.IntN(12) < 1+worth)
		}
		later := func() time.Time { return x.at.Add(time.Duration(r.IntN(120*24)-24) * time.Hour) }
		if r.IntN(5) > 0 {
			x.outcome.Worked = qualify.Known(r.IntN(3) > 0)
		}
		if x.outcome.Worked.Value {
			x.outcome.WorkedAt = x.at.Add(time.Duration(r.IntN(3000)) * time.Minute)
		}
		if r.IntN(6) > 0 {
			x.outcome.JudgedAt, x.outcome.ClosedAt = later(), later()
		}
		if r.IntN(6) == 0 {
			x.outcome.LookedUpAt = later()
		}
		if r.IntN(3) == 0 {
			x.outcome.Experiment = matrix.Assignment{ID: "x", Arm: pick("a", "b"), Share: 0.5, Propensity: []matrix.Share{0.5, 1}[r.IntN(2)]}
		}
	}
	return out
}

func auditOf(e *qualify.Engine, list []record, target audit.Target) *audit.Audit {
	return fed(&audit.Audit{Target: target}, e, list)
}

// fed is an audit with the records' decisions.
func fed(a *audit.Audit, e *qualify.Engine, list []record) *audit.Audit {
	d := e.NewDecider()
	for i := range list {
		a.Add(d.Decide(&list[i].lead, list[i].at), list[i].outcome)
	}
	return a
}

func TestMergingPartsEqualsTheWhole(t *testing.T) {
	rs, e := rules(t, rulesText)
	for seed := range uint64(testkit.Amount(2, 8, 80)) {
		r := rand.New(rand.NewPCG(seed, 2))
		list := records(400, seed)
		empty := func() *audit.Audit { return &audit.Audit{Target: audit.TargetWon} }
		if seed%2 == 1 {
			empty = func() *audit.Audit {
				a := audit.New(rs)
				a.Horizon = audit.Horizon{Days: 60, CutOff: time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)}
				return a
			}
		}
		whole := fed(empty(), e, list)
		parts := make([][]record, 1+r.IntN(6))
		for _, i := range r.Perm(len(list)) {
			p := r.IntN(len(parts))
			parts[p] = append(parts[p], list[i])
		}
		merged := empty()
		for _, part := range parts {
			// By way of JSON, as workers on other machines would.
			text, err := json.Marshal(fed(empty(), e, part))
			if err != nil {
				t.Fatal(err)
			}
			var a audit.Audit
			if err := json.Unmarshal(text, &a); err != nil {
				t.Fatal(err)
			}
			if err := merged.Merge(&a); err != nil {
				t.Fatal(err)
			}
		}
		if !reflect.DeepEqual(whole, merged) {
			t.Fatalf("seed %d: merged parts differ\n%+v\n%+v", seed, whole, merged)
		}
		if !reflect.DeepEqual(whole.Report(rs), merged.Report(rs)) {
			t.Fatalf("seed %d: reports differ", seed)
		}
	}
}

func TestMergeRefusesAnotherQuestion(t *testing.T) {
	rs, e := rules(t, rulesText)
	a, b := auditOf(e, records(10, 1), audit.TargetWon), auditOf(e, records(10, 2), audit.TargetAccepted)
	want := auditOf(e, records(10, 1), audit.TargetWon)
	for name, other := range map[string]*audit.Audit{
		"target":  b,
		"scale":   audit.New(rs),
		"horizon": {Horizon: audit.Horizon{Days: 60}},
		"cut-off": {Horizon: audit.Horizon{CutOff: asOf}},
	} {
		if err := a.Merge(other); !errors.Is(err, audit.ErrQuestion) || !reflect.DeepEqual(a, want) {
			t.Errorf("another %s: %v", name, err)
		}
	}
}

func TestJSONRoundTrips(t *testing.T) {
	rs, e := rules(t, rulesText)
	a := auditOf(e, records(500, 3), audit.TargetAccepted)
	check := func(name string, v, into any) {
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(text, into); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(v, into) {
			t.Errorf("%s does not come back:\n%+v\n%+v", name, v, into)
		}
	}
	check("audit", a, &audit.Audit{})
	check("report", a.Report(rs), &audit.Report{})
	check("empty audit", &audit.Audit{}, &audit.Audit{})
	check("empty report", new(audit.Audit).Report(nil), &audit.Report{})
}

func TestStageSettlesWhatIsOpen(t *testing.T) {
	_, e := rules(t, `{"name": "x", "scoring": {}}`)
	d := e.Decide(&qualify.Lead{ID: "1"}, asOf)
	yes, no, open := qualify.Known(true), qualify.Known(false), qualify.Opt[bool]{}
	for _, x := range []struct {
		outcome       audit.Outcome
		accepted, won qualify.Opt[bool]
	}{
		{audit.Outcome{}, open, open},
		{audit.Outcome{Stage: "mql"}, open, open},
		{audit.Outcome{Stage: "sql"}, yes, open},
		{audit.Outcome{Stage: "opportunity"}, yes, open},
		{audit.Outcome{Stage: "customer"}, yes, yes},
		{audit.Outcome{Stage: "lost"}, yes, no},
		{audit.Outcome{Stage: "recycled"}, no, no},
		{audit.Outcome{Stage: "disqualified"}, no, no},
		{audit.Outcome{Stage: "recycled", Accepted: yes}, yes, no},
		{audit.Outcome{Stage: "customer", Accepted: no, Won: no}, no, no},
		{audit.Outcome{Won: yes}, open, yes},
	} {
		var a audit.Audit
		a.Add(&d, x.outcome)
		number := func(o qualify.Opt[bool]) (known, yes int) {
			if o.Known {
				known = 1
			}
			if o.Value {
				yes = 1
			}
			return known, yes
		}
		judged, accepted := number(x.accepted)
		closed, won := number(x.won)
		if a.All.ByAccepted.Known != judged || a.All.ByAccepted.Hits != accepted || a.All.ByWon.Known != closed || a.All.ByWon.Hits != won {
			t.Errorf("%+v: %+v", x.outcome, a.All)
		}
	}
}

func TestWarnings(t *testing.T) {
	rs, e := rules(t, `{"name": "x", "scoring": {"rules": [{"id": "bad", "when": "source == 'a'", "points": 10}, {"id": "good", "when": "person.region == 'b'", "points": -10}]}}`)
	var a audit.Audit
	for i := range 400 {
		lead := &qualify.Lead{ID: fmt.Sprint(i), Source: []string{"a", "c"}[i%2]}
		lead.Person.Region = []string{"b", "c"}[i/2%2]
		hits := 5 + 4*one(i%2 == 1) + 4*one(i/2%2 == 0) // of 20
		d := e.Decide(lead, asOf)
		a.Add(&d, audit.Outcome{Won: qualify.Known(i/4%20 < hits)})
	}
	r := a.Report(rs)
	want := []string{
		"The score is the wrong way round: leads with more points are won less often.",
		"bad is backwards: it is worth 10, and 35.0 % of the leads that meet it were won, 55.0 % of the others, and it is so among leads with like points too.",
		"good is backwards: it is worth -10, and 55.0 % of the leads that meet it were won, 35.0 % of the others, and it is so among leads with like points too.",
	}
	if !reflect.DeepEqual(r.Warnings, want) {
		t.Errorf("%q", r.Warnings)
	}
	if w := new(audit.Audit).Report(rs).Warnings; len(w) != 1 || w[0] != "This audit has no decisions." {
		t.Errorf("%q", w)
	}
	_, other := rules(t, `{"name": "y", "readiness": "hand_raise", "scoring": {}}`)
	d := other.Decide(&qualify.Lead{ID: "1"}, asOf)
	var mixed audit.Audit
	mixed.Add(&d, audit.Outcome{})
	if w := mixed.Report(nil).Warnings; len(w) != 1 || w[0] != "For no lead is it known whether it was won: there is nothing to measure the rules by." {
		t.Errorf("%q", w)
	}
	if err := mixed.Merge(&a); err != nil {
		t.Fatal(err)
	}
	if w := mixed.Report(nil).Warnings; len(w) < 1 || w[0] != "Decisions of 2 rule sets are mixed. Parts with the same id are counted together." {
		t.Errorf("%q", w)
	}
}

// Whatever the host feeds it, an audit stays small.
func TestMemoryIsBounded(t *testing.T) {
	_, e := rules(t, `{"name": "x", "facts": {"custom.n": {"type": "number"}}, "scoring": {"rules": [{"id": "n", "compute": "custom.n", "min": -1000000, "max": 1000000}]}}`)
	var a audit.Audit
	d := e.NewDecider()
	lead := &qualify.Lead{ID: "1", Custom: map[string]any{}}
	size := func() int {
		text, err := json.Marshal(&a)
		if err != nil {
			t.Fatal(err)
		}
		return len(text)
	}
	sizes := map[int]int{}
	const most = 30_000
	for i := range most {
		name := fmt.Sprintf("%08x", uint32(i)*2654435761)
		lead.Custom["n"] = float64(i*7919%2_000_003-1_000_000) + 0.001
		a.Add(d.Decide(lead, time.Unix(int64(i)*3_000_000, 0)), audit.Outcome{
			Source: name, Segment: name, Stage: name, Reason: name, Won: qualify.Known(i%3 == 0),
		})
		sizes[i+1] = 0
		if i+1 == most/3 || i+1 == most {
			sizes[i+1] = size()
		}
	}
	if first, last := sizes[most/3], sizes[most]; last > first*3/2 {
		t.Errorf("%d bytes after %d decisions, %d after %d", first, most/3, last, most)
	}
	if n := len(a.Sources.Entries); n != audit.MaxGroups || a.Sources.Other == nil {
		t.Errorf("%d sources", n)
	}
	if a.All.Leads != most {
		t.Errorf("%d leads", a.All.Leads)
	}
}

// A million decisions, with a horizon, a scale and experiments: their time is the
// benchmark's, their memory here.
func BenchmarkMillionDecisions(b *testing.B) {
	rs, e := rules(b, rulesText)
	list := records(1000, 5)
	decisions := make([]qualify.Decision, len(list))
	for i := range list {
		decisions[i] = e.Decide(&list[i].lead, list[i].at)
	}
	for b.Loop() {
		var before, after runtime.MemStats
		a := audit.New(rs)
		a.Horizon = audit.Horizon{Days: 60, CutOff: asOf}
		for i := range list {
			a.Add(&decisions[i], list[i].outcome)
		}
		runtime.GC()
		runtime.ReadMemStats(&before)
		for i := range 1_000_000 {
			a.Add(&decisions[i%len(list)], list[i%len(list)].outcome)
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(int64(after.HeapAlloc)-int64(before.HeapAlloc)), "heap-growth-B")
		if a.All.Leads != 1_001_000 {
			b.Fatal(a.All.Leads)
		}
	}
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func writeAll(t *testing.T, write func(*bytes.Buffer) error) string {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
