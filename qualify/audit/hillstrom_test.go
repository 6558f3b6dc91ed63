package audit_test

import (
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
)

// A customer is a row of the file of the e-mail experiment.
type customer struct {
	lead            *qualify.Lead
	arm             string
	visited, bought bool
}

func customers(t *testing.T) []customer {
	t.Helper()
	f, err := os.Open(filepath.Join(data(t), "hillstrom/hillstrom.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []customer
	for i, row := range rows[1:] {
		var recency, history float64
		if _, err := fmt.Sscan(row[0]+" "+row[2], &recency, &history); err != nil {
			t.Fatal(err)
		}
		lead := &qualify.Lead{ID: fmt.Sprintf("C%d", i+1), Custom: map[string]any{
			"recency": recency, "history": history, "mens": row[3] == "1", "womens": row[4] == "1",
			"zip_code": row[5], "newbie": row[6] == "1", "channel": row[7],
		}}
		out = append(out, customer{lead: lead, arm: row[8], visited: row[9] == "1", bought: row[10] == "1"})
	}
	if len(out) != 64_000 {
		t.Fatalf("%d customers", len(out))
	}
	return out
}

// The e-mail experiment: what is known of its three arms, on visits and on
// purchases.
func TestTrialOfEMails(t *testing.T) {
	visits := &audit.Trial{ID: "mail", Control: "No E-Mail"}
	purchases := &audit.Trial{ID: "mail", Control: "No E-Mail"}
	for _, c := range customers(t) {
		d := &qualify.Decision{AsOf: asOf}
		x := matrix.Assignment{ID: "mail", Arm: c.arm, Share: 0.333}
		visits.Add(d, audit.Outcome{Won: qualify.Known(c.visited), Experiment: x})
		purchases.Add(d, audit.Outcome{Won: qualify.Known(c.bought), Experiment: x})
	}
	type arm struct {
		name        string
		leads, hits int
		low, high   float64
	}
	const d, half = 0.0452331066, 0.0101838161
	for name, x := range map[string]struct {
		trial *audit.Trial
		arms  []arm
	}{
		"visits":    {visits, []arm{{"No E-Mail", 21306, 2262, 0, 0}, {"Mens E-Mail", 21307, 3894, 0, 0}, {"Womens E-Mail", 21387, 3238, d - half, d + half}}},
		"purchases": {purchases, []arm{{"No E-Mail", 21306, 122, 0, 0}, {"Mens E-Mail", 21307, 267, 0.0035918, 0.0100182}, {"Womens E-Mail", 21387, 189, 0.0002146, 0.0060075}}},
	} {
		r := x.trial.Report()
		if len(r.Arms) != len(x.arms) || math.Abs(r.SizesP-0.90369) > 5e-6 {
			t.Fatalf("%s: %+v", name, r)
		}
		for i, want := range x.arms {
			got := r.Arms[i]
			if got.Arm != want.name || got.Count.Leads != want.leads || got.Count.Hits != want.hits {
				t.Errorf("%s: %+v, want %+v", name, got, want)
			}
			if got.Effect == nil {
				continue
			}
			t.Logf("%s, %s: %s", name, got.Arm, got.Effect)
			truth := float64(want.hits)/float64(want.leads) - float64(x.arms[0].hits)/float64(x.arms[0].leads)
			if e := got.Effect; math.Abs(e.Difference-truth) > 1e-12 || !e.Settled || e.Low <= 0 ||
				want.high > 0 && (math.Abs(e.Low-want.low) > 6e-8 || math.Abs(e.High-want.high) > 6e-8) {
				t.Errorf("%s, %s: %+v, want %+v", name, got.Arm, e, want)
			}
		}
	}
	if e := visits.Report().Arms[2].Effect; math.Abs(e.Difference-d) > 6e-11 || math.Abs((e.High-e.Low)/2-half) > 6e-11 {
		t.Errorf("%+v", e)
	}
}

// mailRules are rules over all that is known of the customers. Who is ready is
// called, and of the others a random tenth.
const mailRules = `{"name": "mail", "facts": {
	"custom.recency": {"type": "number"}, "custom.history": {"type": "number"}, "custom.mens": {"type": "bool"}, "custom.womens": {"type": "bool"},
	"custom.zip_code": {"type": "string"}, "custom.newbie": {"type": "bool"}, "custom.channel": {"type": "string"}},
	"scoring": {"ready_at": 30, "rules": [
		{"id": "recent", "tiers": [{"when": "custom.recency <= 3", "points": 20}, {"when": "custom.recency <= 6", "points": 10}]},
		{"id": "spent", "when": "custom.history >= 300", "points": 10},
		{"id": "mens", "when": "custom.mens", "points": 5},
		{"id": "womens", "when": "custom.womens", "points": 5},
		{"id": "rural", "when": "custom.zip_code == 'Rural'", "points": 5},
		{"id": "urban", "when": "custom.zip_code == 'Urban'", "points": 2},
		{"id": "newbie", "when": "custom.newbie", "points": -5},
		{"id": "web", "when": "custom.channel == 'Web'", "points": 5},
		{"id": "multichannel", "when": "custom.channel == 'Multichannel'", "points": 10}]},
	"experiments": [{"id": "explore", "salt": "mail", "when": "readiness.verdict == 'not_ready'", "arms": [
		{"id": "rules", "share": 0.9}, {"id": "explore", "share": 0.1, "team": "sales", "action": "call"}]}]}`

// The outcomes are hidden of whom the rules leave out: the ends of rates and
// lifts hold the truth for every rule. With a random tenth of the others worked
// as well, the rate of all is found far more narrowly, and so is the lift of each
// rule.
func TestBoundsOnHiddenOutcomes(t *testing.T) {
	all := customers(t)
	rs, e := rules(t, mailRules)
	horizon := audit.Horizon{Days: 14, CutOff: asOf.AddDate(0, 0, 20)}
	whole, hidden, explored := audit.New(rs), audit.New(rs), audit.New(rs)
	whole.Horizon, hidden.Horizon, explored.Horizon = horizon, horizon, horizon
	ready, tenth := 0, 0
	for _, c := range all {
		d := e.Decide(c.lead, asOf)
		known := audit.Outcome{Worked: qualify.Known(true)}
		if c.visited {
			known.Won, known.ClosedAt = qualify.Known(true), asOf.AddDate(0, 0, 1)
		}
		nothing := audit.Outcome{Worked: qualify.Known(false)}
		whole.Add(&d, known)
		called := d.Owner.Team == "sales" && d.Owner.Action == "call"
		if d.Readiness.Verdict == qualify.Ready {
			ready++
			hidden.Add(&d, known)
			explored.Add(&d, known)
			continue
		}
		hidden.Add(&d, nothing)
		if called {
			tenth++
			explored.Add(&d, known)
		} else {
			explored.Add(&d, nothing)
		}
	}
	t.Logf("%d customers, %d ready, %d of the others explored", len(all), ready, tenth)
	truth, bounds, narrow := whole.Report(rs), hidden.Report(rs), explored.Report(rs)
	covers := func(what string, low, high, truth float64) float64 {
		t.Helper()
		if truth < low || truth > high {
			t.Errorf("%s: %.4f to %.4f, and the truth is %.4f", what, low, high, truth)
		}
		return high - low
	}
	w := narrow.Weighted
	wide, small := covers("the rate", bounds.Rate.Low, bounds.Rate.High, truth.Rate.Rate), covers("the explored rate", w.Low, w.High, truth.Rate.Rate)
	t.Logf("rate %.4f: within %.4f to %.4f, width %.4f; explored %.4f to %.4f, width %.4f", truth.Rate.Rate, bounds.Rate.Low, bounds.Rate.High, wide, w.Low, w.High, small)
	if small > wide/10 || w.Leads != len(all) || w.Looked != ready+tenth {
		t.Errorf("explored %+v, hidden %v", w, bounds.Rate)
	}
	missed := 0
	for i := range truth.Rules {
		x, h, n := &truth.Rules[i], &bounds.Rules[i], &narrow.Rules[i]
		met := covers(x.ID+" met", h.MetRate.Low, h.MetRate.High, x.MetRate.Rate)
		unmet := covers(x.ID+" not met", h.UnmetRate.Low, h.UnmetRate.High, x.UnmetRate.Rate)
		lift := covers(x.ID+" lift", h.Lift.Low, h.Lift.High, x.Lift.Lift)
		if n.Explored == nil {
			t.Fatalf("%s: %+v", x.ID, n)
		}
		missed += one(x.Lift.Lift < n.Explored.Low || x.Lift.Lift > n.Explored.High)
		t.Logf("%-12s met %.4f within %.4f to %.4f, width %.4f; not met %.4f, width %.4f; lift %.3f within %.3f to %.3f, width %.3f; explored %.3f to %.3f, width %.3f",
			x.ID, x.MetRate.Rate, h.MetRate.Low, h.MetRate.High, met, x.UnmetRate.Rate, unmet, x.Lift.Lift, h.Lift.Low, h.Lift.High, lift,
			n.Explored.Low, n.Explored.High, n.Explored.High-n.Explored.Low)
		if n.Explored.High-n.Explored.Low > lift/2 {
			t.Errorf("%s: exploring narrows %.3f to %.3f only", x.ID, lift, n.Explored.High-n.Explored.Low)
		}
		// No verdict that the truth contradicts.
		if v := h.Lift.Verdict; v == audit.Better && x.Lift.Lift < 1 || v == audit.Worse && x.Lift.Lift > 1 {
			t.Errorf("%s is %s, and its lift is %.3f", x.ID, v, x.Lift.Lift)
		}
	}
	if missed > most(len(truth.Rules), 0.05) {
		t.Errorf("explored, %d of %d lifts miss the truth", missed, len(truth.Rules))
	}
}
