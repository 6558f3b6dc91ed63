package qualify_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify"
)

func ExampleMerge() {
	day := func(d int) time.Time { return time.Date(2026, 11, d, 0, 0, 0, 0, time.UTC) }
	crm := &qualify.Lead{ID: "crm-7", Company: qualify.Company{Employees: qualify.Number(300), Industry: "software"},
		Seen: map[string]qualify.Seen{"company.employees": {At: day(1), Source: "crm"}}}
	form := &qualify.Lead{ID: "form-3", Company: qualify.Company{Employees: qualify.Number(320)}, Source: "webinar",
		Seen: map[string]qualify.Seen{"company.employees": {At: day(9), Source: "form"}}}
	m := qualify.Merge(qualify.MergePolicy{}, crm, form)
	fmt.Println(m.Lead.ID, m.Aliases, m.Lead.Company.Employees.Value, m.Lead.Company.Industry, m.Lead.Source)
	m = qualify.Merge(qualify.MergePolicy{Sources: []string{"crm", "form"}}, crm, form)
	fmt.Println(m.Lead.Company.Employees.Value)
	// Output:
	// crm-7 [form-3] 320 software webinar
	// 300
}

// The order of the records does not matter, and a record merged with itself is
// itself but for the order of its activities.
func TestMergeLaws(t *testing.T) {
	sources := []string{"", "crm", "form"}
	for seed := range uint64(testkit.Amount(10, 60, 600)) {
		g := generate.New(seed, generate.Options{JSON: true})
		var leads []*qualify.Lead
		for range 3 {
			l := g.Lead()
			for _, f := range generate.Facts() {
				if g.Rand().IntN(2) == 0 && f.Known(l) {
					if l.Seen == nil {
						l.Seen = map[string]qualify.Seen{}
					}
					l.Seen[f.Path] = qualify.Seen{At: generate.AsOf.AddDate(0, 0, -g.Rand().IntN(3)), Source: sources[g.Rand().IntN(3)]}
				}
			}
			leads = append(leads, l)
		}
		for _, policy := range []qualify.MergePolicy{{}, {Sources: []string{"form", "crm"}}} {
			want := qualify.Merge(policy, leads[0], leads[1], leads[2])
			for _, o := range [][3]int{{0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}} {
				have := qualify.Merge(policy, leads[o[0]], leads[o[1]], leads[o[2]])
				if diff := cmp.Diff(want, have, cmpopts.EquateEmpty()); diff != "" {
					t.Fatalf("seed %d, order %v:\n%s", seed, o, diff)
				}
			}
			for _, f := range generate.Facts() {
				checkMerged(t, policy, f.Path, leads, &want)
			}
			once := qualify.Merge(policy, leads[0])
			twice := qualify.Merge(policy, leads[0], leads[0], &once.Lead)
			if diff := cmp.Diff(once, twice, cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("seed %d, with itself:\n%s", seed, diff)
			}
		}
	}
}

// checkMerged holds a merged fact against a slow model: no record that has the
// fact goes before one that has the merged value.
func checkMerged(t *testing.T, policy qualify.MergePolicy, path string, leads []*qualify.Lead, m *qualify.Merged) {
	t.Helper()
	if path == "created_at" {
		return
	}
	rank := func(l *qualify.Lead) int {
		for i, s := range policy.Sources {
			if l.Seen[path].Source == s {
				return i
			}
		}
		return len(policy.Sources)
	}
	before := func(a, b *qualify.Lead) bool {
		return rank(a) < rank(b) || rank(a) == rank(b) && a.Seen[path].At.After(b.Seen[path].At)
	}
	have, haveErr := m.Lead.Get(path)
	for _, winner := range leads {
		v, err := winner.Get(path)
		if !cmp.Equal(v, have) || (err == nil) != (haveErr == nil) {
			continue
		}
		beaten := false
		for _, other := range leads {
			if o, err := other.Get(path); (o != nil || err != nil) && before(other, winner) {
				beaten = true
			}
		}
		if !beaten {
			return
		}
	}
	t.Errorf("%s: %v comes from no record that counts", path, have)
}
