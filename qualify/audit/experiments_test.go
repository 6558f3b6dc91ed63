package audit_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
)

// An audit says of every experiment exactly what a Trial of it says, also when it
// was stored between, or merged from parts.
func TestExperimentsOfAnAuditAreTrials(t *testing.T) {
	rs, e := rules(t, rulesText)
	list := records(2000, 5)
	for i := range list {
		if x := &list[i].outcome.Experiment; x.ID != "" {
			x.ID = fmt.Sprint("x", i%3)
		}
	}
	for _, target := range []audit.Target{audit.TargetWon, audit.TargetAccepted} {
		horizon := audit.Horizon{Days: 60, CutOff: asOf.AddDate(0, -4, 0)}
		new := func() *audit.Audit { return &audit.Audit{Target: target, Horizon: horizon} }
		whole, merged := new(), new()
		trials := map[string]*audit.Trial{}
		d := e.NewDecider()
		for i := range list {
			o := list[i].outcome
			decision := d.Decide(&list[i].lead, list[i].at)
			whole.Add(decision, o)
			if x := o.Experiment.ID; x != "" {
				if trials[x] == nil {
					trials[x] = &audit.Trial{ID: x, Target: target, Horizon: horizon}
				}
				trials[x].Add(decision, o)
			}
		}
		for part := range 5 {
			if err := merged.Merge(fed(new(), e, list[400*part:400*(part+1)])); err != nil {
				t.Fatal(err)
			}
		}
		text, err := json.Marshal(merged)
		if err != nil {
			t.Fatal(err)
		}
		var stored audit.Audit
		if err := json.Unmarshal(text, &stored); err != nil {
			t.Fatal(err)
		}
		var want []audit.TrialReport
		for _, id := range []string{"x0", "x1", "x2"} {
			want = append(want, *trials[id].Report())
		}
		for name, a := range map[string]*audit.Audit{"whole": whole, "merged": merged, "stored": &stored} {
			if got := a.Report(rs).Experiments; !reflect.DeepEqual(got, want) {
				t.Errorf("%s, %s: %+v\nwant %+v", target, name, got, want)
			}
		}
	}
}

// trial is an experiment's report of arms with so many leads and hits, the first
// the control.
func trialOf(leads, hits int, more ...int) *audit.TrialReport {
	t := &audit.Trial{ID: "call", Control: "old"}
	share := matrix.Share(1 / float64(1+len(more)/2))
	counted(t, "old", share, leads, hits)
	for i := 0; i < len(more); i += 2 {
		counted(t, fmt.Sprintf("new%d", i/2+1), share, more[i], more[i+1])
	}
	return t.Report()
}

func TestSentencesOfTrials(t *testing.T) {
	for want, r := range map[string]*audit.TrialReport{
		"no lead is in it": new(audit.Trial).Report(),
		"all leads are in one arm, old, so there is nothing to compare":                                                                                                                                              trialOf(100, 20),
		"of the leads in new1 20.0 % were won, of those in old 10.0 %: new1 is better, by 4.7 to 15.3 leads in a hundred":                                                                                            trialOf(1000, 100, 1000, 200),
		"of the leads in new1 10.0 % were won, of those in old 20.0 %: new1 is worse, by 4.7 to 15.3 leads in a hundred":                                                                                             trialOf(1000, 200, 1000, 100),
		"of the leads in new1 4.0 % were won, of those in old 10.0 %; too little to say, as each arm needs ten that reached the target and ten that did not":                                                         trialOf(100, 10, 100, 4),
		"of the leads in new1 12.0 % were won, of those in old 10.0 %: the difference may be anything from 24.7 leads in a hundred fewer to 28.7 more; cannot tell yet; about 9200 leads would tell":                 trialOf(100, 10, 100, 12),
		"cannot be believed: the arms are not of the sizes that their shares give, and chance alone makes them so in fewer than one of a thousand experiments; leads were lost or moved, and the arms are not alike": trialOf(1000, 200, 1500, 200),
	} {
		if got := r.Sentences(); len(got) != 1 || got[0] != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := trialOf(1000, 100, 1000, 200, 1000, 110).Sentences(); len(got) != 2 {
		t.Errorf("%q", got)
	}
}

// The experiments of the rules stand in the report in their order, with the
// rules' control.
func TestExperimentsOfRules(t *testing.T) {
	rs, e := rules(t, strings.Replace(rulesText, `"name": "shop"`, `"name": "shop", "experiments": [
		{"id": "late", "salt": "s", "when": "source == 'search'", "arms": [{"id": "wait", "share": 0.5}, {"id": "call", "share": 0.5, "team": "sales", "action": "call"}]},
		{"id": "early", "salt": "t", "arms": [{"id": "ring", "share": 0.1, "action": "ring"}, {"id": "mail", "share": 0.9}]}]`, 1))
	list := records(3000, 6)
	for i := range list {
		list[i].outcome.Experiment = matrix.Assignment{}
	}
	a := audit.New(rs)
	r := fed(a, e, list).Report(rs)
	if len(r.Experiments) != 2 || r.Experiments[0].ID != "late" || r.Experiments[0].Arms[0].Arm != "wait" || r.Experiments[1].Arms[0].Arm != "mail" {
		t.Fatalf("%+v", r.Experiments)
	}
	if none := new(audit.Audit).Report(rs).Experiments; none != nil {
		t.Errorf("%+v", none)
	}
	text := writeAll(t, func(b *bytes.Buffer) error { return r.WriteText(b) })
	page := writeAll(t, func(b *bytes.Buffer) error { return r.WriteHTML(b) })
	for _, want := range []string{"EXPERIMENT late", "EXPERIMENT early"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s", want)
		}
	}
	for _, want := range []string{">Experiments</h2>", "<code>late</code>", "<code>mail</code>"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %s", want)
		}
	}
}

// However many experiments there are, an audit keeps the first.
func TestExperimentsAreBounded(t *testing.T) {
	var a audit.Audit
	d := &qualify.Decision{AsOf: asOf, Quadrant: "good_fit_ready"}
	for i := range audit.MaxGroups + 50 {
		a.Add(d, audit.Outcome{Won: qualify.Known(true), Experiment: matrix.Assignment{ID: fmt.Sprintf("x%05d", audit.MaxGroups+50-i), Arm: "a", Share: 1, Propensity: 1}})
	}
	r := a.Report(nil).Experiments
	if len(r) != audit.MaxGroups || r[0].ID != "x00001" {
		t.Errorf("%d, %s", len(r), r[0].ID)
	}
}
