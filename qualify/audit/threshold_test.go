package audit_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
)

func TestThresholdByCalls(t *testing.T) {
	list := examples(2000, 6)
	s := suggest(t, learnText, list, &audit.SuggestOptions{Calls: 30, Weeks: 10, Penalty: 4})
	ready := s.Training.Proposed.Ready.Leads + s.HeldOut.Proposed.Ready.Leads
	if ready > 300 || ready < 225 {
		t.Errorf("%d leads are ready for 300 calls", ready)
	}
	// By the leads' own dates, which span 69 days.
	s = suggest(t, learnText, list, &audit.SuggestOptions{Calls: 30, Penalty: 4})
	ready = s.Training.Proposed.Ready.Leads + s.HeldOut.Proposed.Ready.Leads
	if ready > 296 || ready < 225 {
		t.Errorf("%d leads are ready for 295 calls", ready)
	}
	// Raised hands take calls too.
	raised := strings.Replace(learnText, `"scoring"`, `"hand_raise": [{"id": "h", "when": "source == 'referral'"}], "scoring"`, 1)
	s = suggest(t, raised, list, &audit.SuggestOptions{Calls: 60, Weeks: 10, Penalty: 4})
	hands, byScore := 0, 0
	_, proposed := compiled(t, s.RuleSet)
	for _, x := range list {
		delete(x.Lead.Custom, "contract") // not known when it counts
		switch d := proposed.Decide(x.Lead, x.AsOf); {
		case d.Readiness.HandRaised:
			hands++
		case d.Readiness.Verdict == qualify.Ready:
			byScore++
		}
	}
	if hands+byScore > 600 || hands+byScore < 400 {
		t.Errorf("%d hands and %d by score for 600 calls", hands, byScore)
	}
	for i := range list {
		list[i].Lead.CreatedAt = list[0].AsOf
	}
	rs, _ := rules(t, learnText)
	if _, err := audit.Suggest(rs, list, &audit.SuggestOptions{Calls: 60}); err == nil || !strings.Contains(err.Error(), "how many weeks") {
		t.Errorf("%v", err)
	}
}

func compiled(t *testing.T, rs *qualify.RuleSet) (*qualify.RuleSet, *qualify.Engine) {
	t.Helper()
	e, err := qualify.Compile(rs, nil)
	if err != nil {
		t.Fatal(err)
	}
	return rs, e
}

func TestThresholdByPrecision(t *testing.T) {
	list := examples(2000, 7)
	loose := suggest(t, learnText, list, &audit.SuggestOptions{Precision: 0.6, Penalty: 4}).Training.Proposed
	strict := suggest(t, learnText, list, &audit.SuggestOptions{Precision: 0.85, Penalty: 4}).Training.Proposed
	if loose.Precision.Rate < 0.6 || strict.Precision.Rate < 0.85 || strict.Ready.Leads >= loose.Ready.Leads || *strict.ReadyAt <= *loose.ReadyAt {
		t.Errorf("loose %+v, strict %+v", loose, strict)
	}
	// Raised hands are ready too, and here they are won less often.
	raised := strings.Replace(learnText, `"scoring"`, `"hand_raise": [{"id": "h", "when": "source == 'referral'"}], "scoring"`, 1)
	for i := range list {
		if list[i].Lead.Source == "referral" && i%3 == 0 {
			list[i].Outcome.Won = qualify.Known(false)
		}
	}
	hands := suggest(t, raised, list, &audit.SuggestOptions{Precision: 0.68, Penalty: 4})
	if got := hands.Training.Proposed; got.Precision.Rate < 0.68 {
		t.Errorf("with raised hands %+v, %q", got, hands.Notes)
	}
	for i := range list {
		if i%2 == 0 {
			list[i].Outcome.Won = qualify.Known(false)
		}
	}
	s := suggest(t, learnText, list, &audit.SuggestOptions{Precision: 1, Penalty: 4})
	if !slices.ContainsFunc(s.Notes, func(n string) bool { return strings.HasPrefix(n, "With no threshold do 100 %") }) {
		t.Errorf("%q", s.Notes)
	}
}
