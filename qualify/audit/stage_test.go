package audit_test

import (
	"testing"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
	"github.com/leadqual/leadqual/qualify/lifecycle"
)

// The stages that settle an outcome are called as package lifecycle calls them.
func TestStagesAreThoseOfLifecycle(t *testing.T) {
	_, e := rules(t, `{"name": "x", "scoring": {}}`)
	d := e.Decide(&qualify.Lead{ID: "1"}, asOf)
	for stage, judged := range map[lifecycle.Stage]int{
		lifecycle.StageLead: 0, lifecycle.StageMQL: 0, lifecycle.StageSAL: 0, lifecycle.StageSQL: 1, lifecycle.StageOpportunity: 1,
		lifecycle.StageCustomer: 1, lifecycle.StageRecycled: 1, lifecycle.StageDisqualified: 1, lifecycle.StageLost: 1,
	} {
		var a audit.Audit
		a.Add(&d, audit.Outcome{Stage: string(stage)})
		if a.All.ByAccepted.Known != judged {
			t.Errorf("stage %s: %d judged, want %d", stage, a.All.ByAccepted.Known, judged)
		}
	}
}
