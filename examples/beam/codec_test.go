package main

import (
	"encoding/json"
	"testing"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/runners/vet"
	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/qualify/audit"
)

// judged are the decisions of a database.
func judged(t *testing.T, db *database) (all []Judged) {
	t.Helper()
	_, engine := db.rules(t)
	for x := range db.rows() {
		if x.spoilt == nil {
			all = append(all, Judged{engine.Decide(x.lead, generate.AsOf), x.outcome})
		}
	}
	return all
}

// What goes from worker to worker comes back as it was.
func TestJudgedCodec(t *testing.T) {
	for seed := range uint64(8) {
		for _, j := range judged(t, &database{seed: seed, leads: 100}) {
			text, err := encodeJudged(j)
			if err != nil {
				t.Fatal(err)
			}
			back, err := decodeJudged(text)
			if err != nil {
				t.Fatalf("%v in %s", err, text)
			}
			if diff := cmp.Diff(j, back); diff != "" {
				t.Fatalf("(-sent +received):\n%s", diff)
			}
			if string(back.Decision.AppendJSON(nil)) != string(j.Decision.AppendJSON(nil)) {
				t.Fatalf("%s is written otherwise once received", text)
			}
		}
	}
}

// However decisions are spread over workers, and sent on in whatever order, the
// audit is that of the whole.
func TestAuditFn(t *testing.T) {
	db := &database{seed: 5, leads: 1000}
	all := judged(t, db)
	_, engine := db.rules(t)
	horizon := audit.Horizon{Days: 60, CutOff: generate.AsOf.AddDate(0, 0, 70).UTC()}
	want := audit.New(engine.RuleSet())
	want.Target, want.Horizon = audit.TargetAccepted, horizon
	for _, j := range all {
		want.Add(&j.Decision, j.Outcome)
	}
	fn := &auditFn{Target: audit.TargetAccepted, Horizon: horizon, Scale: audit.ScaleOf(engine.RuleSet())}
	for _, workers := range []int{1, 2, 7, 100} {
		merged := fn.CreateAccumulator()
		for w := range workers {
			part := fn.CreateAccumulator()
			for i := len(all) - 1 - w; i >= 0; i -= workers {
				part = fn.AddInput(part, all[i])
			}
			text, err := encodeAudit(part)
			if err != nil {
				t.Fatal(err)
			}
			if part, err = decodeAudit(text); err != nil {
				t.Fatal(err)
			}
			if merged, err = fn.MergeAccumulators(part, merged); err != nil {
				t.Fatal(err)
			}
		}
		wantText, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		have, err := encodeAudit(merged)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(wantText), string(have)); diff != "" {
			t.Errorf("%d workers (-want +have):\n%s", workers, diff)
		}
	}
}

// Every function and type is registered, so that a worker that is another
// process knows it, and Beam calls it without reflection.
func TestRegistered(t *testing.T) {
	o := options(t, "")
	rules, err := o.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p, s := beam.NewPipelineWithRoot()
	o.Build(s, rules)
	if _, err := vet.Execute(t.Context(), p); err != nil {
		t.Error(err)
	}
}
