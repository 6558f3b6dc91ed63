package audit_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
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
	for _, other := range []audit.Trial{{ID: "x", Control: "new"}, {ID: "x", Matters: 0.1}} {
		if err := (&audit.Trial{ID: "x"}).Merge(&other); err == nil {
			t.Errorf("%+v is merged", other)
		}
	}
	if err := (&audit.Trial{ID: "x"}).Merge(&audit.Trial{ID: "x", Matters: 0.02}); err != nil { // the default
		t.Error(err)
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
