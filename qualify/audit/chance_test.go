package audit_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
	"github.com/leadqual/leadqual/scoring"
)

// drawLead is a lead with eight facts, of which four move the true chance.
func drawLead(r *rand.Rand, i int) (l *qualify.Lead, chance float64) {
	l = &qualify.Lead{ID: fmt.Sprint(i), Custom: map[string]any{}}
	f := -2.2
	for j, worth := range []float64{0.4, 0.7, 0, -0.5, 0, 0, 0, 0.3} {
		v := r.IntN(6)
		l.Custom[fmt.Sprint("t", j)] = string(rune('a' + v))
		f += worth * float64(v) / 1.7
	}
	return l, 1 / (1 + math.Exp(-f))
}

const chanceText = `{"name": "x", "facts": {"custom.t0": {"type": "string"}, "custom.t1": {"type": "string"}, "custom.t2": {"type": "string"}, "custom.t3": {"type": "string"}, "custom.t4": {"type": "string"}, "custom.t5": {"type": "string"}, "custom.t6": {"type": "string"}, "custom.t7": {"type": "string"}}, "scoring": {}}`

// points counts leads by points, with their own chances summed up.
type points struct {
	byOutcome audit.Histogram
	n, chance map[scoring.Points]float64
}

func (c *points) add(p scoring.Points, won bool, chance float64) {
	if c.n == nil {
		c.byOutcome.Buckets, c.n, c.chance = map[int64]*audit.Count{}, map[scoring.Points]float64{}, map[scoring.Points]float64{}
	}
	at := c.byOutcome.Buckets[p.Thousandths()]
	if at == nil {
		at = &audit.Count{}
		c.byOutcome.Buckets[p.Thousandths()] = at
	}
	at.Leads, at.Known, at.Hits = at.Leads+1, at.Known+1, at.Hits+one(won)
	c.n[p]++
	c.chance[p] += chance
}

// between is the mean chance of the leads with so many points.
func (c *points) between(low, high scoring.Points) (mean, n float64) {
	sum := 0.0
	for p := range c.n {
		if low <= p && p <= high {
			n, sum = n+c.n[p], sum+c.chance[p]
		}
	}
	return sum / max(1, n), n
}

// What a proposal says of points holds for new leads: the truth is the leads' own
// chances. A chance fitted to the leads that the card was fitted to would be too
// steep.
func TestChanceHolds(t *testing.T) {
	const leads, fresh, enough = 1500, 20000, 500
	seeds := testkit.Amount(1, 12, 200)
	var covered, steps, at, spots int
	var off, inSample, slopes, truth float64
	for seed := range seeds {
		r := rand.New(rand.NewPCG(uint64(seed+1), 71))
		var list []audit.Example
		for i := range leads {
			l, p := drawLead(r, i)
			list = append(list, audit.Example{Lead: l, AsOf: asOf, Outcome: audit.Outcome{Won: qualify.Known(r.Float64() < p)}})
		}
		s := suggest(t, chanceText, list, &audit.SuggestOptions{Penalty: 1})
		if s.RuleSet == nil || s.RuleSet.Scoring.Chance == nil {
			t.Fatalf("seed %d: no chance: %q", seed, s.Notes)
		}
		_, e := compiled(t, s.RuleSet)
		var anew, own points
		for i := range fresh {
			l, p := drawLead(r, i)
			d := e.Decide(l, asOf)
			anew.add(d.Score.Points, r.Float64() < p, p)
		}
		for i := range list {
			own.add(e.Decide(list[i].Lead, asOf).Score.Points, list[i].Outcome.Won.Value, 0)
		}
		chance := s.RuleSet.Scoring.Chance
		for p, n := range anew.n {
			off += math.Abs(anew.chance[p]-n*chance.Of(p)) / fresh
			if n >= enough {
				low, high := s.Reliability.Calibration.Interval(float64(p))
				spots, at = spots+1, at+one(low <= anew.chance[p]/n && anew.chance[p]/n <= high)
			}
		}
		for _, step := range s.Reliability.Steps {
			if p, n := anew.between(step.From, step.To); n >= enough {
				steps, covered = steps+1, covered+one(step.ExpectedLow <= p && p <= step.ExpectedHigh)
			}
		}
		inSample += own.byOutcome.Calibration().Slope
		slopes += chance.Slope
		truth += anew.byOutcome.Calibration().Slope
	}
	off /= float64(seeds)
	t.Logf("%d suggestions from %d leads each: mean calibration error %.4f; the true rate is in the interval at %d of %d steps, %d of %d points", seeds, leads, off, covered, steps, at, spots)
	t.Logf("slope: %.3f of that of new leads; fitted to the card's own leads, %.3f", slopes/truth, inSample/truth)
	if off > 0.02 {
		t.Errorf("a mean calibration error of %.4f", off)
	}
	if seeds > 1 && (covered*100 < 93*steps || at*100 < 93*spots) {
		t.Error("too few intervals hold the truth")
	}
	if slopes < 0.85*truth || slopes > 1.1*truth {
		t.Errorf("the slope is %.3f of what it should be", slopes/truth)
	}
	if inSample < 1.1*slopes {
		t.Error("a chance fitted in sample is no steeper, so this test shows nothing")
	}
}

// An audit says where the rule set's chance does not hold, and hardly ever where it
// does.
func TestAuditHoldsTheChance(t *testing.T) {
	seeds := testkit.Amount(20, 200, 2000)
	for _, x := range []struct {
		shift float64 // of the true log-odds
		steep float64 // what the true slope is of what is said
		least int     // of how many in a hundred audits must it say so, at least and at most
		most  int
	}{{0, 1, 0, 3}, {-0.6, 1, 97, 100}, {0, 0.5, 97, 100}} {
		rs, e := rules(t, `{"name": "x", "facts": {"custom.n": {"type": "number"}}, "scoring": {"ready_at": 40,
			"chance": {"intercept": -2, "slope": 0.05}, "rules": [{"id": "n", "compute": "custom.n", "min": 0, "max": 100}]}}`)
		decisions := make([]qualify.Decision, 61)
		for n := range decisions {
			decisions[n] = e.Decide(&qualify.Lead{ID: "1", Custom: map[string]any{"n": n}}, asOf)
		}
		off := 0
		said := ""
		for seed := range seeds {
			r := rand.New(rand.NewPCG(uint64(seed), 72))
			a := audit.New(rs)
			for range 1500 {
				n := r.IntN(len(decisions))
				p := 1 / (1 + math.Exp(2-x.shift-0.05*x.steep*float64(n)))
				a.Add(&decisions[n], audit.Outcome{Won: qualify.Known(r.Float64() < p)})
			}
			report := a.Report(rs)
			if report.Score.Chance.Off {
				off++
				said = fmt.Sprint(report.Warnings)
			}
			var text strings.Builder
			if err := report.WriteText(&text); err != nil || report.Score.Chance.Off == strings.Contains(text.String(), "Nothing speaks against the rule set's chance") {
				t.Fatalf("%v\n%s", err, text.String())
			}
			if report.Score.Chance.Off != strings.Contains(fmt.Sprint(report.Warnings), "chance does not hold") {
				t.Fatalf("%q", report.Warnings)
			}
		}
		t.Logf("log-odds moved by %v, slope times %v: said in %d of %d audits %s", x.shift, x.steep, off, seeds, said)
		if off*100 < x.least*seeds || off*100 > x.most*seeds+100 {
			t.Errorf("moved by %v, times %v: said in %d of %d audits", x.shift, x.steep, off, seeds)
		}
	}
}

// Where what looks like a leak stays in the rule set, its points count in decisions,
// and no chance is promised.
func TestNoChanceWithLeaks(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 73))
	var list []audit.Example
	for i := range 1500 {
		l, p := drawLead(r, i)
		won := r.Float64() < p
		l.Custom["contract"] = won
		list = append(list, audit.Example{Lead: l, AsOf: asOf, Outcome: audit.Outcome{Won: qualify.Known(won)}})
	}
	for _, leak := range []string{"", `, "known_after": "contact"`} {
		text := strings.Replace(chanceText, `"scoring": {}`, `"scoring": {"chance": {"intercept": -1, "slope": 0.1}, "rules": [{"id": "signed", "when": "custom.contract", "points": 50}]}`, 1)
		text = strings.Replace(text, `"facts": {`, `"facts": {"custom.contract": {"type": "bool"`+leak+`}, `, 1)
		s := suggest(t, text, list, &audit.SuggestOptions{Penalty: 1})
		if s.RuleSet == nil {
			t.Fatalf("%q", s.Notes)
		}
		last := s.Changes[len(s.Changes)-1]
		if has := s.RuleSet.Scoring.Chance != nil; has != (leak != "") || last.Place != "scoring.chance" || last.Why == "" || last.Before == "" || (last.Kind == "changed") != has {
			t.Errorf("%q: %+v, %+v, %q", leak, s.RuleSet.Scoring.Chance, last, s.Notes)
		}
		if said := strings.Contains(fmt.Sprint(s.Notes), "No chance is written into the proposal: points of what looks like a leak"); said != (leak == "") {
			t.Errorf("%q: %q", leak, s.Notes)
		}
	}
}
