package icp_test

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/qualify/truth"
)

const (
	u = truth.Unknown
	f = truth.Unmet
	m = truth.Met
)

var all = []truth.Truth{u, f, m}

// worlds calls visit with every list of n truth values.
func worlds(n int, visit func([]truth.Truth)) {
	truths := make([]truth.Truth, n)
	var fill func(i int)
	fill = func(i int) {
		if i == n {
			visit(truths)
			return
		}
		for _, v := range all {
			truths[i] = v
			fill(i + 1)
		}
	}
	fill(0)
}

// judged is the fit of a profile where every condition is known: a plain
// reading of the contract in rational arithmetic, without ranges.
func judged(p *icp.Profile, truths []truth.Truth) (share *big.Rat, verdict icp.Verdict, grade string) {
	total, sum := new(big.Rat), new(big.Rat)
	required := true
	for _, c := range p.Criteria {
		weight, share, met := icp.Weight(1), icp.Share(0), false
		if c.Weight != nil {
			weight = *c.Weight
		}
		if c.Tiers == nil {
			met, truths = truths[0] == m, truths[1:]
			if met {
				share = icp.Share(1)
			}
		}
		for _, tier := range c.Tiers {
			if truths[0] == m && !met {
				met, share = true, icp.Share(1)
				if tier.Share != nil {
					share = *tier.Share
				}
			}
			truths = truths[1:]
		}
		total.Add(total, rat(weight))
		sum.Add(sum, new(big.Rat).Mul(rat(weight), rat(share)))
		required = required && (met || !c.Required)
	}
	if total.Sign() == 0 {
		share = big.NewRat(1, 1)
	} else {
		share = sum.Quo(sum, total)
	}
	goodAt := icp.Share(1)
	if p.GoodAt != nil {
		goodAt = *p.GoodAt
	}
	verdict = icp.Poor
	if required && share.Cmp(rat(goodAt)) >= 0 {
		verdict = icp.Good
	}
	if required {
		for _, g := range p.Grades {
			if share.Cmp(rat(g.Min)) >= 0 {
				return share, verdict, g.Name
			}
		}
	}
	return share, verdict, ""
}

func rat[T icp.Share | icp.Weight](v T) *big.Rat {
	return big.NewRat(int64(math.Round(float64(v)*1000)), 1000)
}

func float(r *big.Rat) float64 { f, _ := r.Float64(); return f }

// checkAgainstFillings judges one world and compares the range with all ways
// to fill in what is unknown. A verdict or grade may be given only where all
// agree.
func checkAgainstFillings(t *testing.T, p *icp.Profile, truths []truth.Truth) {
	t.Helper()
	var fit icp.Fit
	p.Judge(truths, &fit)
	brief := icp.Fit{Criteria: []icp.CriterionFit{{ID: "of another lead"}}}
	p.JudgeBriefly(truths, &brief)
	whole, listed := fit, len(brief.Criteria)
	whole.Criteria, brief.Criteria = nil, nil
	if d := cmp.Diff(whole, brief); d != "" || listed > 0 {
		t.Errorf("%v, briefly: %d criteria, %s", truths, listed, d)
	}
	var low, high *big.Rat
	var verdicts, grades = map[icp.Verdict]bool{}, map[string]bool{}
	unknown := 0
	worlds(len(truths), func(w []truth.Truth) {
		for i := range w {
			if w[i] == u || truths[i] != u && w[i] != truths[i] {
				return
			}
		}
		unknown++
		share, verdict, grade := judged(p, w)
		verdicts[verdict], grades[grade] = true, true
		if low == nil || share.Cmp(low) < 0 {
			low = share
		}
		if high == nil || share.Cmp(high) > 0 {
			high = share
		}
	})
	if fit.Low != float(low) || fit.High != float(high) || fit.Share != fit.Low {
		t.Errorf("%v: share %v of %v to %v, want %v to %v", truths, fit.Share, fit.Low, fit.High, low, high)
	}
	if fit.Verdict != icp.Undecided && (len(verdicts) > 1 || !verdicts[fit.Verdict]) {
		t.Errorf("%v: %s, but possible are %v", truths, fit.Verdict, verdicts)
	}
	if fit.Grade != "" && (len(grades) > 1 || !grades[fit.Grade]) {
		t.Errorf("%v: grade %q, but possible are %v", truths, fit.Grade, grades)
	}
	if name, known := p.GradeRange(truths).Name(p); name != fit.Grade || known && (len(grades) > 1 || !grades[name]) || !known && (name != "" || unknown == 1) {
		t.Errorf("%v: the range gives grade %q, known %t; judged %q of %v", truths, name, known, fit.Grade, grades)
	}
	// Conditions are independent here, so the only verdicts that Kleene's
	// logic misses are those of tiers that are met in either case.
	if unknown == 1 && (!verdicts[fit.Verdict] || !grades[fit.Grade]) {
		t.Errorf("%v: %s %q, want %v %v", truths, fit.Verdict, fit.Grade, verdicts, grades)
	}
	if plain := !strings.Contains(fmt.Sprint(p), "tier"); plain && fit.Verdict == icp.Undecided && len(verdicts) == 1 {
		t.Errorf("%v: undecided, but always %v", truths, verdicts)
	}
}

func TestJudgeAgreesWithEveryFilling(t *testing.T) {
	grades := []icp.Grade{{Name: "A", Min: 0.85}, {Name: "B", Min: 0.6}, {Name: "C", Min: 0.334}}
	for name, p := range map[string]*icp.Profile{
		"empty":    {},
		"one":      {Criteria: []icp.Criterion{{ID: "a"}}},
		"weights":  {Criteria: []icp.Criterion{{ID: "a", Weight: new(icp.Weight(3))}, {ID: "b", Weight: new(icp.Weight(2))}, {ID: "c"}}, GoodAt: new(icp.Share(0.5)), Grades: grades},
		"exact":    {Criteria: []icp.Criterion{{ID: "a", Weight: new(icp.Weight(0.1))}, {ID: "b", Weight: new(icp.Weight(0.2))}, {ID: "c", Weight: new(icp.Weight(0.7))}}, GoodAt: new(icp.Share(0.3)), Grades: []icp.Grade{{Name: "A", Min: 0.9}, {Name: "B", Min: 0.3}, {Name: "C"}}},
		"zero":     {Criteria: []icp.Criterion{{ID: "a", Weight: new(icp.Weight(0))}, {ID: "b", Weight: new(icp.Weight(0)), Required: true}}, Grades: grades},
		"required": {Criteria: []icp.Criterion{{ID: "a", Required: true}, {ID: "b"}, {ID: "c", Required: true, Weight: new(icp.Weight(0))}}, GoodAt: new(icp.Share(0.5)), Grades: grades},
		"tiers": {Criteria: []icp.Criterion{
			{ID: "a", Tiers: []icp.Tier{{When: "tier"}, {When: "tier", Share: new(icp.Share(0.5))}, {When: "tier", Share: new(icp.Share(0.25))}}},
			{ID: "b", Weight: new(icp.Weight(2))},
		}, GoodAt: new(icp.Share(0.5)), Grades: grades},
		"required tiers": {Criteria: []icp.Criterion{
			{ID: "a", Required: true, Tiers: []icp.Tier{{When: "tier"}, {When: "tier", Share: new(icp.Share(0))}}}, {ID: "b"},
		}, GoodAt: new(icp.Share(0.25)), Grades: grades},
		"upside-down tiers": {Criteria: []icp.Criterion{
			{ID: "a", Tiers: []icp.Tier{{When: "tier", Share: new(icp.Share(0.1))}, {When: "tier", Share: new(icp.Share(0.9))}}},
		}, GoodAt: new(icp.Share(0.5)), Grades: grades},
		"always good": {Criteria: []icp.Criterion{{ID: "a"}}, GoodAt: new(icp.Share(0))},
	} {
		t.Run(name, func(t *testing.T) {
			worlds(p.Conditions(), func(truths []truth.Truth) { checkAgainstFillings(t, p, truths) })
		})
	}
}

func TestJudgeAgreesOnRandomProfiles(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	shares := []icp.Share{0, 0.001, 0.1, 0.25, 0.333, 0.334, 0.5, 0.6, 0.75, 0.999, 1}
	pick := func() *icp.Share {
		if i := r.IntN(len(shares) + 1); i < len(shares) {
			return new(shares[i])
		}
		return nil
	}
	for range 300 {
		p := &icp.Profile{GoodAt: pick()}
		for i := range r.IntN(4) {
			c := icp.Criterion{ID: fmt.Sprint(i), Weight: (*icp.Weight)(pick()), Required: r.IntN(4) == 0}
			if r.IntN(3) == 0 {
				for range 1 + r.IntN(2) {
					c.Tiers = append(c.Tiers, icp.Tier{When: "tier", Share: pick()})
				}
			}
			p.Criteria = append(p.Criteria, c)
		}
		for i, min := 0, icp.Share(1); min > 0 && r.IntN(5) > 0; i++ {
			min = icp.Share(math.Round(1000*float64(min))-float64(1+r.IntN(400))) / 1000
			p.Grades = append(p.Grades, icp.Grade{Name: string(rune('A' + i)), Min: max(0, min)})
		}
		truths := make([]truth.Truth, p.Conditions())
		for i := range truths {
			truths[i] = all[r.IntN(3)]
		}
		if len(truths) <= 5 {
			checkAgainstFillings(t, p, truths)
		}
	}
}

// Knowing more never takes back what is known.
func TestKnowingMoreOnlyNarrows(t *testing.T) {
	p := &icp.Profile{
		Criteria: []icp.Criterion{
			{ID: "a", Required: true}, {ID: "b", Weight: new(icp.Weight(1.5))},
			{ID: "c", Tiers: []icp.Tier{{}, {Share: new(icp.Share(0.4))}}},
		},
		GoodAt: new(icp.Share(0.6)),
		Grades: []icp.Grade{{Name: "A", Min: 0.9}, {Name: "B", Min: 0.5}, {Name: "C"}},
	}
	worlds(p.Conditions(), func(truths []truth.Truth) {
		var before, after icp.Fit
		p.Judge(truths, &before)
		for i := range truths {
			if truths[i] != u {
				continue
			}
			for _, v := range []truth.Truth{f, m} {
				more := append([]truth.Truth(nil), truths...)
				more[i] = v
				p.Judge(more, &after)
				if after.Low < before.Low || after.High > before.High {
					t.Errorf("%v -> %v: range widens from %v", truths, more, before)
				}
				if before.Verdict != icp.Undecided && after.Verdict != before.Verdict {
					t.Errorf("%v -> %v: %s becomes %s", truths, more, before.Verdict, after.Verdict)
				}
				if before.Grade != "" && after.Grade != before.Grade {
					t.Errorf("%v -> %v: grade %s becomes %q", truths, more, before.Grade, after.Grade)
				}
			}
		}
	})
}

func TestCriteria(t *testing.T) {
	p := &icp.Profile{Criteria: []icp.Criterion{
		{ID: "size", Weight: new(icp.Weight(3))},
		{ID: "title", Tiers: []icp.Tier{{}, {Share: new(icp.Share(0.5))}, {Share: new(icp.Share(0.2))}}},
	}}
	if got := p.Conditions(); got != 4 {
		t.Errorf("Conditions() = %d, want 4", got)
	}
	for _, x := range []struct {
		truths  [4]truth.Truth
		outcome truth.Truth
		share   icp.Share
		high    float64
	}{
		{[4]truth.Truth{f, m, f, f}, m, 1, 0.25},
		{[4]truth.Truth{f, m, u, u}, m, 1, 0.25},
		{[4]truth.Truth{f, f, m, f}, m, 0.5, 0.125},
		{[4]truth.Truth{f, u, m, f}, m, 0.5, 0.25},
		{[4]truth.Truth{f, u, f, m}, m, 0.2, 0.25},
		{[4]truth.Truth{f, f, u, m}, m, 0.2, 0.125},
		{[4]truth.Truth{f, f, u, u}, u, 0, 0.125},
		{[4]truth.Truth{f, f, f, u}, u, 0, 0.05},
		{[4]truth.Truth{f, u, f, f}, u, 0, 0.25},
		{[4]truth.Truth{f, f, f, f}, f, 0, 0},
	} {
		var fit icp.Fit
		p.Judge(x.truths[:], &fit)
		want := []icp.CriterionFit{{ID: "size", Outcome: f, Weight: 3}, {ID: "title", Outcome: x.outcome, Weight: 1, Share: x.share}}
		if !reflect.DeepEqual(fit.Criteria, want) || fit.High != x.high {
			t.Errorf("%v: %v, high %v, want %v, %v", x.truths, fit.Criteria, fit.High, want, x.high)
		}
	}
	for v, want := range map[truth.Truth]icp.Share{m: 1, u: 0, f: 0} {
		var fit icp.Fit
		p.Judge([]truth.Truth{v, f, f, f}, &fit)
		if got := fit.Criteria[0]; got.Outcome != v || got.Share != want {
			t.Errorf("%v: %v", v, got)
		}
	}
}

// Forty thousand criteria of the greatest weight: sums beyond 64 bits.
func TestHugeWeightsAreExact(t *testing.T) {
	if got := icp.MaxWeight.String(); got != "1000000000" {
		t.Errorf("MaxWeight is %s", got)
	}
	const n = 40_000
	p := &icp.Profile{Criteria: make([]icp.Criterion, n), GoodAt: new(icp.Share(0.5)), Grades: []icp.Grade{{Name: "A", Min: 0.999}, {Name: "B", Min: 0.5}}}
	truths := make([]truth.Truth, n)
	for i := range truths {
		// MaxWeight caps the first half.
		p.Criteria[i].Weight = new(icp.MaxWeight)
		if i < n/2 {
			p.Criteria[i].Weight = new(icp.MaxWeight + 0.005)
		}
		truths[i] = truth.Of(i >= n/2)
	}
	var fit icp.Fit
	p.Judge(truths, &fit)
	if fit.Verdict != icp.Good || fit.Grade != "B" || fit.Share != 0.5 {
		t.Errorf("half: %s, %q, %v", fit.Verdict, fit.Grade, fit.Share)
	}
	truths[n-1] = f
	p.Judge(truths, &fit)
	if fit.Verdict != icp.Poor || fit.Grade != "" || fit.Share != 0.499975 {
		t.Errorf("one less: %s, %q, %v", fit.Verdict, fit.Grade, fit.Share)
	}
	truths[n-1], truths[0] = m, u
	p.Judge(truths, &fit)
	if fit.Verdict != icp.Good || fit.High != 0.500025 {
		t.Errorf("one perhaps: %s, %v", fit.Verdict, fit.High)
	}
	for i := range truths {
		truths[i] = m
	}
	p.Judge(truths, &fit)
	if fit.Verdict != icp.Good || fit.Grade != "A" || fit.Share != 1 {
		t.Errorf("all: %s, %q, %v", fit.Verdict, fit.Grade, fit.Share)
	}
}

// What validation rejects elsewhere does no harm here.
func TestBeyondTheBounds(t *testing.T) {
	for name, x := range map[string]struct {
		p       icp.Profile
		truths  []truth.Truth
		verdict icp.Verdict
		share   float64
	}{
		"negative weight":     {icp.Profile{Criteria: []icp.Criterion{{Weight: new(icp.Weight(-1))}, {}}}, []truth.Truth{f, m}, icp.Good, 1},
		"share above 1":       {icp.Profile{Criteria: []icp.Criterion{{Tiers: []icp.Tier{{Share: new(icp.Share(9.999))}}}, {}}}, []truth.Truth{m, f}, icp.Poor, 0.5},
		"negative share":      {icp.Profile{Criteria: []icp.Criterion{{Tiers: []icp.Tier{{Share: new(icp.Share(-9))}}}}}, []truth.Truth{m}, icp.Poor, 0},
		"good_at above 1":     {icp.Profile{Criteria: []icp.Criterion{{}}, GoodAt: new(icp.Share(1.001))}, []truth.Truth{m}, icp.Poor, 1},
		"good_at 1":           {icp.Profile{Criteria: []icp.Criterion{{}}, GoodAt: new(icp.Share(1))}, []truth.Truth{m}, icp.Good, 1},
		"good_at very high":   {icp.Profile{Criteria: []icp.Criterion{{}}, GoodAt: new(icp.Share(1<<63 - 1))}, []truth.Truth{m}, icp.Poor, 1},
		"negative good_at":    {icp.Profile{Criteria: []icp.Criterion{{}}, GoodAt: new(icp.Share(-1))}, []truth.Truth{f}, icp.Good, 0},
		"nothing, but more":   {icp.Profile{GoodAt: new(icp.Share(1.001))}, nil, icp.Poor, 1},
		"nothing, and enough": {icp.Profile{GoodAt: new(icp.Share(0.999))}, nil, icp.Good, 1},
	} {
		var fit icp.Fit
		x.p.Judge(x.truths, &fit)
		if fit.Verdict != x.verdict || fit.Share != x.share {
			t.Errorf("%s: %s %v, want %s %v", name, fit.Verdict, fit.Share, x.verdict, x.share)
		}
	}
	p := icp.Profile{Criteria: []icp.Criterion{{}}, Grades: []icp.Grade{{Name: "A", Min: -1}}}
	var fit icp.Fit
	if p.Judge([]truth.Truth{f}, &fit); fit.Grade != "A" {
		t.Errorf("a negative step: %q", fit.Grade)
	}
}

// Eloqua's profile score as a published example computes it: weighted fields,
// each with points for its value.
func TestEloquaProfile(t *testing.T) {
	share := func(s icp.Share) icp.Tier { return icp.Tier{Share: &s} }
	p := &icp.Profile{Criteria: []icp.Criterion{
		{ID: "title", Weight: new(icp.Weight(30)), Tiers: []icp.Tier{share(1), share(0.5)}},                        // VP, director
		{ID: "industry", Weight: new(icp.Weight(30)), Tiers: []icp.Tier{share(1), share(1)}},                       // software, pharma
		{ID: "revenue", Weight: new(icp.Weight(25)), Tiers: []icp.Tier{share(1), share(0.2)}},                      // a billion, 100 million
		{ID: "competitor", Weight: new(icp.Weight(15)), Tiers: []icp.Tier{share(0.8), {Share: new(icp.Share(0))}}}, // the second, none
	}}
	for _, x := range []struct {
		truths []truth.Truth
		want   float64
	}{
		{[]truth.Truth{m, f, m, f, m, f, m, f}, 0.97},
		{[]truth.Truth{f, m, f, m, f, m, f, m}, 0.5},
	} {
		var fit icp.Fit
		p.Judge(x.truths, &fit)
		if fit.Share != x.want || fit.High != x.want {
			t.Errorf("%v: %v to %v, want %v", x.truths, fit.Share, fit.High, x.want)
		}
	}
}

func TestVerdictTruth(t *testing.T) {
	for v, want := range map[icp.Verdict]truth.Truth{icp.Good: m, icp.Poor: f, icp.Undecided: u, "": u, "GOOD": u} {
		if got := v.Truth(); got != want {
			t.Errorf("%q is %v, want %v", v, got, want)
		}
	}
}

// A Fit that is used again shows nothing of the time before.
func TestJudgeOverwrites(t *testing.T) {
	p := &icp.Profile{Criteria: []icp.Criterion{{ID: "a", Required: true}, {ID: "b"}}, Grades: []icp.Grade{{Name: "A", Min: 0.4}}}
	worlds(2, func(first []truth.Truth) {
		var used icp.Fit
		p.Judge(first, &used)
		memory := &used.Criteria[0]
		worlds(2, func(second []truth.Truth) {
			var fresh icp.Fit
			p.Judge(second, &fresh)
			if p.Judge(second, &used); !reflect.DeepEqual(used, fresh) {
				t.Errorf("%+v, fresh %+v", used, fresh)
			}
			if &used.Criteria[0] != memory {
				t.Error("new memory")
			}
		})
	})
}

func TestJudgeDoesNotAllocate(t *testing.T) {
	p := &icp.Profile{Criteria: []icp.Criterion{{ID: "a"}, {ID: "b", Tiers: []icp.Tier{{}, {}}}}, Grades: []icp.Grade{{Name: "A"}}}
	truths := []truth.Truth{m, u, f}
	var fit icp.Fit
	p.Judge(truths, &fit)
	if n := testing.AllocsPerRun(100, func() { p.Judge(truths, &fit) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestJudgePanicsOnTooFewTruths(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	var fit icp.Fit
	(&icp.Profile{Criteria: []icp.Criterion{{}, {}}}).Judge([]truth.Truth{m}, &fit)
}

func BenchmarkJudge(b *testing.B) {
	p := &icp.Profile{Criteria: make([]icp.Criterion, 10), GoodAt: new(icp.Share(0.6)), Grades: []icp.Grade{{Name: "A", Min: 0.85}, {Name: "B", Min: 0.6}, {Name: "C"}}}
	truths := make([]truth.Truth, 10)
	for i := range truths {
		truths[i] = all[i%3]
	}
	var fit icp.Fit
	b.ReportAllocs()
	for b.Loop() {
		p.Judge(truths, &fit)
	}
}
