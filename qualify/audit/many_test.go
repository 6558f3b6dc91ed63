package audit

import (
	"math"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/leadqual/leadqual/internal/testkit"
)

// most is the number of times out of n that something with chance p stays
// within but for once in a thousand.
func most(n int, p float64) int {
	sum, term := 0.0, math.Pow(1-p, float64(n))
	for k := 0; ; k++ {
		if sum += term; sum >= 0.999 {
			return k
		}
		term *= float64(n-k) / float64(k+1) * p / (1 - p)
	}
}

// manyRules draws a report of rules that are met independently by shares from
// least to greatest, of which the first so many make a lead more likely by half
// to be won, and returns the verdicts, true and false ones.
func manyRules(seed uint64, rate, least, greatest float64, effects int) (right, wrong int) {
	const leads, rules = 3000, 100
	r := rand.New(rand.NewPCG(seed, 16))
	share := make([]float64, rules)
	for i := range share {
		share[i] = least + (greatest-least)*float64((i*37)%rules)/(rules-1)
	}
	for i := range effects { // spread over all shares
		share[i] = least + (greatest-least)*float64(i)/float64(effects-1)
		rate /= 1 + 0.5*share[i]
	}
	met := make([]Count, rules)
	var all Count
	for range leads {
		p := rate
		var has [rules]bool
		for i := range has {
			if has[i] = r.Float64() < share[i]; has[i] && i < effects {
				p *= 1.5
			}
		}
		c := countOf(miss)
		if r.Float64() < p {
			c = countOf(hit)
		}
		all.add(c)
		for i := range has {
			if has[i] {
				met[i].add(c)
			}
		}
	}
	lifts := make([]Lift, rules)
	var f family
	for i := range lifts {
		lifts[i] = LiftOf(met[i], all.minus(met[i]))
		f.put(&lifts[i], met[i], all.minus(met[i]))
	}
	f.judge()
	for i := range lifts {
		switch v := lifts[i].Verdict; {
		case v == Better && i < effects:
			right++
		case v == Better || v == Worse:
			wrong++
		}
	}
	return right, wrong
}

// A hundred rules without effect: one report in twenty says otherwise of one of
// them.
func TestManyRulesWithoutEffect(t *testing.T) {
	reports := testkit.Amount(8, 60, 1000)
	for _, x := range []struct{ rate, least, greatest float64 }{{0.2, 0.05, 0.5}, {0.05, 0.01, 0.1}} {
		with := 0
		for seed := range reports {
			if _, wrong := manyRules(uint64(seed+1), x.rate, x.least, x.greatest, 0); wrong > 0 {
				with++
			}
		}
		t.Logf("%.0f %% won: %d of %d reports have a verdict, at most %d", 100*x.rate, with, reports, most(reports, 0.05))
		if with > most(reports, 0.05) {
			t.Errorf("%.0f %% won: %d of %d reports of rules without effect have a verdict, want at most %d", 100*x.rate, with, reports, most(reports, 0.05))
		}
	}
}

func TestTenRulesWithEffect(t *testing.T) {
	reports := 30
	if os.Getenv("LEADQUAL_LONG") != "" {
		reports = 1000
	}
	right, wrong := 0, 0
	for seed := range reports {
		r, w := manyRules(uint64(seed+1), 0.2, 0.05, 0.5, 10)
		right, wrong = right+r, wrong+w
	}
	found, false_ := float64(right)/float64(10*reports), float64(wrong)/float64(max(1, right+wrong))
	t.Logf("%.1f %% of the effects are found, %.1f %% of the verdicts are false", 100*found, 100*false_)
	if found < 0.85 || false_ > 0.06 {
		t.Errorf("%.1f %% of the effects are found, %.1f %% of the verdicts are false, want 85 and at most 6", 100*found, 100*false_)
	}
}
