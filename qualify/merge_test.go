package qualify_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
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

// A CRM has one date for all of a record.
func ExampleLead_MarkSeen() {
	older := &qualify.Lead{ID: "crm-7", Company: qualify.Company{Employees: qualify.Number(300), Industry: "software"}}
	older.MarkSeen(time.Date(2025, 3, 1, 0, 0, 0, 0, time.UTC), "crm")
	newer := &qualify.Lead{ID: "crm-9", Company: qualify.Company{Employees: qualify.Number(320)}}
	newer.MarkSeen(time.Date(2026, 11, 9, 0, 0, 0, 0, time.UTC), "crm")
	m := qualify.Merge(qualify.MergePolicy{}, older, newer)
	fmt.Println(m.Lead.Company.Employees, m.Lead.Company.Industry, m.Lead.Company.AnnualRevenue)
	fmt.Println(m.Lead.Seen["company.employees"].At.Year(), m.Lead.Seen["company.industry"].At.Year())
	// Output:
	// 320 software unknown
	// 2026 2025
}

// What is said already stays, and the date of a wish is its own.
func TestMarkSeen(t *testing.T) {
	day := func(d int) time.Time { return time.Date(2026, 11, d, 0, 0, 0, 0, time.UTC) }
	form := qualify.Seen{At: day(9), Source: "form"}
	lead := qualify.Lead{
		ID: "L-1", CreatedAt: day(1), ResetAt: day(1), Stage: "mql",
		Person:  qualify.Person{Email: "a@b.example", Consent: qualify.Known(false)},
		Company: qualify.Company{Technologies: []string{"go"}},
		Answers: qualify.Answers{WantsContact: qualify.Known(true), WantsContactAt: day(2)},
		Custom:  map[string]any{"seats": 3, "plan": nil},
		Seen:    map[string]qualify.Seen{"person.email": form},
	}
	lead.MarkSeen(day(5), "crm")
	crm := qualify.Seen{At: day(5), Source: "crm"}
	want := map[string]qualify.Seen{"person.email": form, "person.consent": crm, "company.technologies": crm, "stage": crm, "custom.seats": crm}
	if diff := gocmp.Diff(want, lead.Seen); diff != "" {
		t.Error(diff)
	}
	lead = qualify.Lead{Answers: qualify.Answers{WantsContact: qualify.Known(true)}}
	lead.MarkSeen(day(5), "crm")
	if diff := gocmp.Diff(map[string]qualify.Seen{"answers.wants_contact": crm}, lead.Seen); diff != "" {
		t.Error(diff)
	}
	lead = qualify.Lead{Stage: "mql"}
	if lead.MarkSeen(time.Time{}, ""); lead.Seen != nil {
		t.Error("nothing is said, but", lead.Seen)
	}
	lead = qualify.Lead{ID: "L-1"}
	if lead.MarkSeen(day(5), "crm"); lead.Seen != nil {
		t.Error("nothing is known, but", lead.Seen)
	}
}

// The order of the records does not matter, and a record merged with itself is
// itself but for the order of its activities.
func TestMergeLaws(t *testing.T) {
	for seed := range uint64(testkit.Amount(10, 60, 600)) {
		g := generate.New(seed, generate.Options{JSON: true})
		leads := []*qualify.Lead{g.Lead(), g.Lead(), g.Lead()}
		r := g.Rand()
		if r.IntN(2) == 0 { // one that shares much with another
			leads[2] = rewritten(t, r, leads[0])
		}
		for _, l := range leads {
			someSeen(r, l)
		}
		for _, policy := range []qualify.MergePolicy{{}, {Sources: []string{"form", "crm"}}, {AsOf: generate.AsOf}} {
			want := qualify.Merge(policy, leads[0], leads[1], leads[2])
			for _, o := range [][3]int{{0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}} {
				have := qualify.Merge(policy, leads[o[0]], leads[o[1]], leads[o[2]])
				if diff := gocmp.Diff(written(t, want), written(t, have)); diff != "" {
					t.Fatalf("seed %d, order %v:\n%s", seed, o, diff)
				}
			}
			for _, f := range generate.Facts() {
				checkMerged(t, policy, f.Path, leads, &want)
			}
			once := qualify.Merge(policy, leads[0])
			twice := qualify.Merge(policy, leads[0], leads[0], &once.Lead)
			if diff := gocmp.Diff(written(t, once), written(t, twice)); diff != "" {
				t.Fatalf("seed %d, with itself:\n%s", seed, diff)
			}
			self := *leads[0]
			self.Activities, once.Lead.Activities = nil, nil
			if diff := gocmp.Diff(self, once.Lead, cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("seed %d, alone:\n%s", seed, diff)
			}
		}
	}
}

// written is a merged lead as bytes, which also tell the zones of instants.
func written(t *testing.T, m qualify.Merged) string {
	t.Helper()
	data, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// someSeen dates some of a lead's facts, known or not, some of them with a wrong
// clock.
func someSeen(r *rand.Rand, l *qualify.Lead) {
	l.Seen = map[string]qualify.Seen{}
	see := func(path string) {
		l.Seen[path] = qualify.Seen{At: generate.AsOf.AddDate(0, 0, 1-r.IntN(4)), Source: []string{"", "crm", "form"}[r.IntN(3)]}
	}
	for _, f := range generate.Facts() {
		if r.IntN(2) == 0 {
			see(f.Path)
		}
	}
	see("custom.nobody_has_it")
}

// rewritten is a lead that says the same of what it did, in another zone, and
// other things of itself.
func rewritten(t *testing.T, r *rand.Rand, from *qualify.Lead) *qualify.Lead {
	t.Helper()
	zone := time.FixedZone("", 3600)
	l := &qualify.Lead{ID: from.ID, Company: qualify.Company{Employees: qualify.Number(7)}, CreatedAt: from.CreatedAt.In(zone), ResetAt: from.ResetAt.In(zone)}
	l.Answers.WantsContact = qualify.Known(r.IntN(2) == 0)
	for _, a := range from.Activities {
		if !a.At.IsZero() {
			a.At = a.At.In(zone)
		}
		if a.Custom == nil {
			a.Custom = map[string]any{"none": nil}
		}
		l.Activities = append(l.Activities, a)
	}
	return l
}

// checkMerged holds a merged fact against a slow model: no record that has the
// fact goes before one that has the merged value. The date of a wish is part of
// the wish where somebody has one.
func checkMerged(t *testing.T, policy qualify.MergePolicy, path string, leads []*qualify.Lead, m *qualify.Merged) {
	t.Helper()
	if path == "created_at" || path == "created_days_ago" || path == "idle_days" {
		return
	}
	const wish, wishAt = "answers.wants_contact", "answers.wants_contact_at"
	if path == wishAt && m.Lead.Answers.WantsContact.Known {
		return // held with the wish
	}
	dates := func(at time.Time) bool { return !at.IsZero() && (policy.AsOf.IsZero() || !at.After(policy.AsOf)) }
	seen := func(l *qualify.Lead) (source string, at time.Time) {
		source = l.Seen[path].Source
		candidates := []time.Time{l.Seen[path].At}
		if path == wish {
			source = cmp.Or(source, l.Seen[wishAt].Source)
			candidates = append(candidates, l.Seen[wishAt].At, l.Answers.WantsContactAt)
		}
		if i := slices.IndexFunc(candidates, dates); i >= 0 {
			at = candidates[i]
		}
		return source, at
	}
	rank := func(l *qualify.Lead) int {
		source, _ := seen(l)
		if i := slices.Index(policy.Sources, source); i >= 0 {
			return i
		}
		return len(policy.Sources)
	}
	before := func(a, b *qualify.Lead) bool {
		_, x := seen(a)
		_, y := seen(b)
		return rank(a) < rank(b) || rank(a) == rank(b) && x.After(y)
	}
	same := func(l *qualify.Lead) bool {
		v, err := l.Get(path)
		have, haveErr := m.Lead.Get(path)
		return gocmp.Equal(v, have) && (err == nil) == (haveErr == nil) &&
			(path != wish || l.Answers.WantsContactAt.Equal(m.Lead.Answers.WantsContactAt))
	}
	for _, winner := range leads {
		if !same(winner) {
			continue
		}
		beaten := false
		for _, other := range leads {
			if o, err := other.Get(path); (o != nil || err != nil) && before(other, winner) {
				beaten = true
			}
		}
		if v, err := winner.Get(path); v == nil && err == nil && path == wish { // then nobody has one, and dates are facts of their own
			beaten = slices.ContainsFunc(leads, func(l *qualify.Lead) bool { return l.Answers.WantsContact.Known })
		}
		if !beaten {
			return
		}
	}
	if have, _ := m.Lead.Get(path); path != wish || have != nil {
		t.Errorf("%s: %v comes from no record that counts", path, have)
	}
}
