package audit_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
)

// counted feeds a trial counts by arm: leads and hits.
func counted(t *audit.Trial, arm string, share matrix.Share, leads, hits int) {
	d := &qualify.Decision{AsOf: asOf, Quadrant: "good_fit_ready"}
	for i := range leads {
		t.Add(d, audit.Outcome{
			Won:        qualify.Known(i < hits),
			Experiment: matrix.Assignment{ID: t.ID, Arm: arm, Share: share, Propensity: share},
		})
	}
}

func TestTrial(t *testing.T) {
	trial := &audit.Trial{ID: "call"}
	counted(trial, "new", 0.5, 1000, 60)
	counted(trial, "old", 0.5, 1000, 40)
	r := trial.Report()
	e := r.Arms[1].Effect
	if r.Arms[0].Arm != "new" || math.Abs(e.Difference+0.02) > 1e-12 || math.Abs(e.Low+0.0499395) > 1e-7 || math.Abs(e.High-0.0099395) > 1e-7 || e.Settled || e.Needed <= 2000 || r.SizesP != 1 {
		t.Errorf("%+v %+v", r, e)
	}
	trial.Control = "old"
	if r := trial.Report(); r.Arms[0].Arm != "old" || r.Arms[1].Effect.Difference < 0 || len(r.Arms[1].Quadrants) != 1 {
		t.Errorf("%+v", r)
	}
	few := &audit.Trial{ID: "few"}
	counted(few, "a", 0.5, 40, 9)
	counted(few, "b", 0.5, 40, 20)
	if e := few.Report().Arms[1].Effect; !e.TooLittle || e.Low != -1 || e.High != 1 || e.String() != "too little to say" {
		t.Errorf("%+v", e)
	}
	uneven := &audit.Trial{ID: "uneven"}
	counted(uneven, "a", 0.5, 1300, 100)
	counted(uneven, "b", 0.5, 1000, 100)
	if w := uneven.Report().Warnings; len(w) != 2 || !strings.HasPrefix(w[1], "The arms are not of the sizes") {
		t.Errorf("%q", w)
	}
	one := &audit.Trial{ID: "one"}
	counted(one, "a", 1, 10, 1)
	if w := one.Report().Warnings; !strings.HasPrefix(w[0], "All leads are in one arm, a") {
		t.Errorf("%q", w)
	}
	one.Add(&qualify.Decision{AsOf: asOf}, audit.Outcome{Experiment: matrix.Assignment{ID: "other", Arm: "b", Share: 1}})
	if len(one.Arms.Entries) != 1 {
		t.Error("a lead of another experiment was counted")
	}
	if w := new(audit.Trial).Report().Warnings; !strings.HasPrefix(w[0], "No lead is in experiment") {
		t.Errorf("%q", w)
	}
}

// Nobody worked the leads of one arm: in a trial they count all the same. Young
// ones do not.
func TestTrialCountsUnworkedLeads(t *testing.T) {
	trial := &audit.Trial{ID: "x", Horizon: audit.Horizon{Days: 30, CutOff: asOf.AddDate(0, 0, 40)}}
	d := &qualify.Decision{AsOf: asOf}
	x := matrix.Assignment{ID: "x", Arm: "a", Share: 1, Propensity: 1}
	trial.Add(d, audit.Outcome{Worked: qualify.Known(false), Experiment: x})
	trial.Add(d, audit.Outcome{Experiment: x, Won: qualify.Known(true), ClosedAt: asOf.AddDate(0, 0, 35)})
	trial.Add(d, audit.Outcome{Experiment: x, LookedUpAt: asOf})
	trial.Add(&qualify.Decision{AsOf: asOf.AddDate(0, 0, 20)}, audit.Outcome{Experiment: x, Won: qualify.Known(true), ClosedAt: asOf.AddDate(0, 0, 21)})
	if got, want := trial.Arms.Entries[0].Value.Count, (audit.Count{Leads: 4, Known: 2, Unknown: 1}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestTrialMerges(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 70))
	whole, parts := &audit.Trial{ID: "x"}, []*audit.Trial{{ID: "x"}, {ID: "x"}, {ID: "x"}}
	for range 500 {
		o := audit.Outcome{Won: qualify.Known(r.IntN(3) == 0), Experiment: matrix.Assignment{ID: "x", Arm: fmt.Sprint(r.IntN(3)), Share: 0.333}}
		d := &qualify.Decision{AsOf: asOf, Quadrant: []qualify.Decision{{Quadrant: "good_fit_ready"}, {Quadrant: "undetermined"}}[r.IntN(2)].Quadrant}
		whole.Add(d, o)
		parts[r.IntN(3)].Add(d, o)
	}
	merged := &audit.Trial{ID: "x"}
	for _, i := range r.Perm(3) {
		text, err := json.Marshal(parts[i])
		if err != nil {
			t.Fatal(err)
		}
		var back audit.Trial
		if err := json.Unmarshal(text, &back); err != nil {
			t.Fatal(err)
		}
		if err := merged.Merge(&back); err != nil {
			t.Fatal(err)
		}
	}
	if !reflect.DeepEqual(whole, merged) || !reflect.DeepEqual(whole.Report(), merged.Report()) {
		t.Errorf("merged parts differ from the whole")
	}
	if err := merged.Merge(&audit.Trial{ID: "y"}); err == nil {
		t.Error("another experiment was merged")
	}
}

func TestTrialText(t *testing.T) {
	trial := &audit.Trial{ID: "call", Control: "old"}
	counted(trial, "new", 0.5, 2000, 220)
	counted(trial, "old", 0.3, 1200, 60)
	counted(trial, "third", 0.2, 800, 44)
	testkit.Golden(t, "testdata/trial.txt", writeAll(t, func(b *bytes.Buffer) error { return trial.Report().WriteText(b) }))
}

// A customer is a row of the file of the e-mail experiment.
type customer struct {
	arm     string
	recency int
	visited bool
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
	for _, row := range rows[1:] {
		c := customer{arm: row[8], visited: row[9] == "1"}
		if _, err := fmt.Sscan(row[0], &c.recency); err != nil {
			t.Fatal(err)
		}
		out = append(out, c)
	}
	return out
}

// The e-mail experiment: its arms are known to differ by 4.5 and 7.7 points in
// visits.
func TestTrialOfEMails(t *testing.T) {
	trial := &audit.Trial{ID: "mail", Control: "No E-Mail"}
	for _, c := range customers(t) {
		trial.Add(&qualify.Decision{AsOf: asOf}, audit.Outcome{Won: qualify.Known(c.visited), Experiment: matrix.Assignment{ID: "mail", Arm: c.arm, Share: 0.333}})
	}
	r := trial.Report()
	if len(r.Arms) != 3 || math.Abs(r.SizesP-0.90369) > 1e-5 {
		t.Fatalf("%+v", r)
	}
	womens := r.Arms[2].Effect
	if math.Abs(womens.Difference-0.0452331066) > 1e-10 || math.Abs(womens.High-womens.Low-2*0.0101838161) > 1e-9 || !womens.Settled {
		t.Errorf("%+v", womens)
	}
	if mens := r.Arms[1].Effect; math.Abs(mens.Difference-0.0766) > 0.0005 || !mens.Settled {
		t.Errorf("%+v", mens)
	}
}

// Outcomes are hidden of whom a rule leaves out: the ends of the rate hold the
// truth for every rule, and with a tenth of the others explored a far narrower
// range does, as often as a 95 % interval.
func TestBoundsOnHiddenOutcomes(t *testing.T) {
	all := customers(t)
	truth := 0.0
	for _, c := range all {
		truth += float64(one(c.visited)) / float64(len(all))
	}
	rs, e := rules(t, `{"name": "x", "scoring": {}}`)
	plain := e.Decide(&qualify.Lead{ID: "1"}, asOf)
	called := plain
	called.Owner.Team, called.Owner.Action = "sales", "call"
	missed := 0
	for months := 1; months < 12; months++ {
		a, explored := audit.New(rs), audit.New(rs)
		a.Horizon = audit.Horizon{Days: 14, CutOff: asOf.AddDate(0, 0, 20)}
		explored.Horizon = a.Horizon
		r := rand.New(rand.NewPCG(uint64(months), 71))
		for _, c := range all {
			o := audit.Outcome{Worked: qualify.Known(true)}
			if c.visited {
				o.Won, o.ClosedAt = qualify.Known(true), asOf.AddDate(0, 0, 1)
			}
			hidden := audit.Outcome{Worked: qualify.Known(false)}
			x := matrix.Assignment{ID: "x", Arm: "rules", Share: 0.9, Propensity: 1}
			if explore := r.IntN(10) == 0; explore {
				x.Arm, x.Share = "explore", 0.1
			}
			ready := c.recency <= months
			if ready {
				a.Add(&called, o)
			} else {
				a.Add(&plain, hidden)
				x.Propensity = x.Share
			}
			o.Experiment, hidden.Experiment = x, x
			if ready || x.Arm == "explore" {
				explored.Add(&called, o)
			} else {
				explored.Add(&plain, hidden)
			}
		}
		rate, weighted := a.Report(rs).Rate, explored.Report(rs).Weighted
		t.Logf("bought in the last %d months: %.4f within %.4f to %.4f, width %.4f; explored %.4f to %.4f, width %.4f", months, truth, rate.Low, rate.High, rate.High-rate.Low, weighted.Low, weighted.High, weighted.High-weighted.Low)
		if truth < rate.Low || truth > rate.High || weighted.High-weighted.Low > (rate.High-rate.Low)/2 {
			t.Errorf("recency %d: %v and %v, truth %v", months, rate, weighted, truth)
		}
		missed += one(truth < weighted.Low || truth > weighted.High)
	}
	if missed > most(11, 0.05) {
		t.Errorf("explored, %d of 11 ranges miss the truth", missed)
	}
}
