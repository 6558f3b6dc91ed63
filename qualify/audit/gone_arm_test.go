package audit_test

import (
	"strings"
	"testing"

	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
)

// The sizes of the other arms say nothing of one whose leads are all gone.
func TestArmWithoutLeads(t *testing.T) {
	for _, c := range []struct {
		name   string
		shares []matrix.Share
		gone   bool
	}{
		{"all", []matrix.Share{0.34, 0.33, 0.33}, false},
		{"rounded", []matrix.Share{0.333, 0.333, 0.333}, false},
		{"one gone", []matrix.Share{0.34, 0.33}, true},
		{"not recorded", []matrix.Share{0, 0}, false},
	} {
		trial := audit.Trial{ID: "x"}
		for i, share := range c.shares {
			for range 50 {
				trial.Add(&qualify.Decision{AsOf: asOf}, audit.Outcome{
					Won: qualify.Known(false), Experiment: matrix.Assignment{ID: "x", Arm: string(rune('a' + i)), Share: share},
				})
			}
		}
		if said := strings.Contains(strings.Join(trial.Report().Warnings, "\n"), "have no lead at all"); said != c.gone {
			t.Errorf("%s: %q", c.name, trial.Report().Warnings)
		}
	}
}
