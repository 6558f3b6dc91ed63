package audit_test

import (
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
)

// manyRules are rulesText with groups, gates and an experiment, and with points of
// so many amounts that histograms have to widen.
func manyRules(t testing.TB) (*qualify.RuleSet, *qualify.Engine) {
	return rules(t, strings.NewReplacer(
		`"bant": {`, `"bant": {"gate": true, "qualified_at": 1, `,
		`"scoring": {`, `"scoring": {"min": -5000, "max": 5000, "groups": [{"id": "web", "max": 40, "ready_at": 0}], `,
		`{"id": "visits", `, `{"id": "visits", "group": "web", `,
		`{"id": "webinar", `, `{"id": "seats", "compute": "custom.seats * 17.003", "min": -5000, "max": 5000}, {"id": "webinar", "group": "web", `,
		`"routes": [`, `"experiments": [{"id": "q1", "salt": "q1", "when": "quadrant == 'good_fit_not_ready'", "arms": [
			{"id": "hold", "share": 0.5}, {"id": "call", "share": 0.1, "team": "sales", "action": "call"}, {"id": "write", "share": 0.4, "team": "sales", "action": "write"}]}],
		"routes": [`,
	).Replace(rulesText))
}

// manyRecords are random leads in 26 months, of more sources, segments and reasons
// than a table keeps apart where names is large.
func manyRecords(n, names int, seed uint64) []record {
	list := records(n, seed)
	for i := range list {
		x, k := &list[i], int(seed)*n+i
		name := func(m int) string { return fmt.Sprintf("%08x", uint32(k%names*m)*2654435761) }
		x.lead.ID = fmt.Sprintf("L-%d", k)
		x.at = x.at.AddDate(0, -k%26, 0)
		x.outcome.Source, x.outcome.Segment = name(3), name(5)
		if x.outcome.Reason != "" {
			x.outcome.Reason = name(7)
		}
		if k%3 > 0 {
			x.outcome.Experiment.ID = "" // the decision's
		}
		if s, ok := x.lead.Custom["seats"].(float64); ok {
			x.lead.Custom["seats"] = s + float64(k%9973)/1000
		}
	}
	return list
}

func manyAudit(rs *qualify.RuleSet) *audit.Audit {
	a := audit.New(rs)
	a.Horizon = audit.Horizon{Days: 60, CutOff: time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)}
	return a
}

// The memory of an audit with all that it counts is the same after two million
// decisions as after one, but for buckets of rare amounts, which are few.
func TestMemoryOfAMillion(t *testing.T) {
	rs, e := manyRules(t)
	million := testkit.Amount(20_000, 100_000, 1_000_000)
	const chunk = 10_000
	heap := func() int64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.GC()
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc)
	}
	a := manyAudit(rs)
	empty := heap()
	var sizes []int64
	for i := range uint64(2 * million / chunk) {
		fed(a, e, manyRecords(chunk, 1_000_003, i))
		if n := int(i+1) * chunk; n%million == 0 {
			sizes = append(sizes, heap()-empty)
			text, err := json.Marshal(a)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%d decisions: %d KiB of heap, %d KiB of JSON", n, sizes[len(sizes)-1]>>10, len(text)>>10)
		}
	}
	if first, last := sizes[0], sizes[len(sizes)-1]; last > first+first/10 {
		t.Errorf("%d bytes after %d decisions, %d after twice as many", first, million, last)
	}
	if a.All.Leads != 2*million || a.Sources.Other == nil || a.Reasons.Other == nil || a.Scores.Width == 0 || len(a.Layers.Entries) < 3 {
		t.Errorf("not all is counted, or nothing overflows")
	}
}

func BenchmarkAdd(b *testing.B) {
	rs, e := manyRules(b)
	list := manyRecords(20_000, 40, 1)
	decisions := make([]qualify.Decision, len(list))
	for i := range list {
		decisions[i] = e.Decide(&list[i].lead, list[i].at)
	}
	a := manyAudit(rs)
	i := 0
	for b.Loop() {
		a.Add(&decisions[i], list[i].outcome)
		if i++; i == len(list) {
			i = 0
		}
	}
}

func BenchmarkDecideAndAdd(b *testing.B) {
	rs, e := manyRules(b)
	list := manyRecords(20_000, 40, 1)
	a, d := manyAudit(rs), e.NewDecider()
	i := 0
	for b.Loop() {
		a.Add(d.Decide(&list[i].lead, list[i].at), list[i].outcome)
		if i++; i == len(list) {
			i = 0
		}
	}
}
