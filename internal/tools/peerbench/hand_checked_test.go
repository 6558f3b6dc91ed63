package peerbench

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

// With any share of its facts unknown, and whatever is wrong with it, a lead is
// decided by hand as it is by leadqual.
func TestHandCheckedAgrees(t *testing.T) {
	for _, share := range Shares {
		for _, n := range sizes {
			leads := leadsWithout(share)[:20_000/n]
			if err := checkedAgrees(n, leads, AsOf); err != nil {
				t.Errorf("%d rules, %d %% unknown: %v", n, share, err)
			}
		}
	}
	for name, asOf := range map[string]time.Time{"whole seconds": AsOf, "nanoseconds": AsOf.Add(123_456_789)} {
		for _, n := range []int{40, 400} {
			if err := checkedAgrees(n, faultyLeads(100_000/n), asOf); err != nil {
				t.Errorf("%d rules, faulty leads, %s: %v", n, name, err)
			}
		}
	}
}

// Every fault comes about often enough to be compared.
func TestFaultyLeadsAreVaried(t *testing.T) {
	three, err := deciders(40)
	if err != nil {
		t.Fatal(err)
	}
	d := three.engine.NewDecider()
	issues, unknown := map[string]int{}, map[string]int{}
	met := map[string]int{}
	leads := faultyLeads(10_000)
	for i := range leads {
		decision := d.Decide(&leads[i], AsOf)
		for _, issue := range decision.Issues {
			issues[string(issue.Code)]++
		}
		for _, s := range decision.Score.Rules {
			if s.Outcome == truth.Unknown {
				unknown[s.ID]++
			} else {
				met[s.ID]++
			}
		}
	}
	for _, code := range []qualify.IssueCode{qualify.WrongKind, qualify.NotFinite, qualify.LaterThanAsOf, qualify.BadActivity, qualify.NoID} {
		if issues[string(code)] < 50 {
			t.Errorf("%s: %d times", code, issues[string(code)])
		}
	}
	for i, place := range []int{
		size, industry, country, revenue, technology, titleHas, titleStarts, seniorInDepartment, authority, need, timeline,
		freeEmail, rivalDomain, noConsent, smallOrBanned, demo, demo30, dormant, allValue, purchases, best, bigPartners,
	} {
		if id := fmt.Sprintf("r%d", place); unknown[id] < 5 || met[id] < 5 {
			t.Errorf("%d: %s is unknown %d times and met %d times", i, id, unknown[id], met[id])
		}
	}
}

// faultyLeads makes leads with everything that may be wrong with one.
func faultyLeads(n int) []qualify.Lead {
	r := rand.New(rand.NewPCG(9, 10))
	list := slices.Clone(leadsWithout(15)[:n])
	often := func(one int) bool { return r.IntN(one) == 0 }
	odd := []float64{math.NaN(), math.Inf(1), math.Inf(-1), math.MaxFloat64, -math.MaxFloat64, 0.1, 1e300, 1e-300, math.Copysign(0, -1)}
	for i := range list {
		l := &list[i]
		if often(50) {
			l.ID = ""
		}
		if often(5) {
			l.ResetAt = AsOf.Add(-time.Duration(r.IntN(100)-3) * 24 * time.Hour)
		}
		if often(10) {
			l.Person.JobTitle = pick(r, []string{"VP Saleſ", "vp – marKeting", "ſvp sales", "Vice Preſident\nsales", "VPé sales", "svp é revenue", "vp \xff sales", "Vertriebsleiterin für Sales"})
		}
		for _, v := range []*qualify.Opt[float64]{&l.Company.Employees, &l.Company.AnnualRevenue, &l.Answers.Budget, &l.Answers.TimelineDays} {
			if often(25) {
				*v = qualify.Number(pick(r, odd))
			}
		}
		for _, name := range []string{"plan", "nps", "is_partner", "seats", "region_code"} {
			if often(12) {
				l.Custom[name] = pick(r, []any{nil, "", "enterprise", 9, uint8(9), float32(120), int64(-3), json.Number("200"), json.Number("0x"), json.Number("1e999"), true, math.NaN(), math.Inf(1), []string{"a"}, time.Second, &odd[0], "EMEA"})
			}
		}
		for j := range l.Activities {
			a := &l.Activities[j]
			if often(40) {
				a.Type = ""
			}
			if often(40) {
				a.At = time.Time{}
			}
			if often(30) {
				a.Value = pick(r, odd)
			}
			if often(3) {
				a.ID = fmt.Sprint(r.IntN(8))
			}
			if often(6) {
				days := pick(r, []int{0, 7, 30, 90})
				a.At = AsOf.Add(-time.Duration(days)*24*time.Hour + pick(r, []time.Duration{-1, 0, 1, 123_456_788, 123_456_789, 123_456_790, time.Hour}))
			}
			if often(8) && !l.ResetAt.IsZero() {
				a.At = l.ResetAt.Add(time.Duration(r.IntN(3) - 1))
			}
		}
		if often(10) && len(l.Activities) > 1 {
			l.Activities = append(l.Activities, l.Activities[0])
			twin := &l.Activities[len(l.Activities)-1]
			twin.ID, l.Activities[0].ID = "twin", "twin"
			twin.Type = pick(r, kinds)
		}
	}
	return list
}

// A difference in what only the code that checks has is seen.
func TestCheckedDifferencesAreSeen(t *testing.T) {
	hand := NewHandChecked(Rules(40), "", "")
	lead := qualify.Lead{}
	for name, change := range map[string]func(*qualify.Decision){
		"issue":   func(d *qualify.Decision) { d.Issues[0].Path = "name" },
		"unknown": func(d *qualify.Decision) { d.Score.Rules[0].Outcome = truth.Met },
		"low":     func(d *qualify.Decision) { d.Score.Low -= scoring.Points(1) },
		"step":    func(d *qualify.Decision) { d.Screening[0].Outcome = truth.Unmet },
	} {
		want := asChecked(hand.Decide(&lead, AsOf))
		got := want.Clone()
		if !sameDecision(&got, &want) {
			t.Fatal("a clone differs")
		}
		if change(&got); sameDecision(&got, &want) {
			t.Errorf("%s: not seen", name)
		}
	}
}
