package lint

import (
	"fmt"

	"github.com/leadqual/leadqual/internal/cases"
	"github.com/leadqual/leadqual/matrix"
)

// checkExperiments finds experiments that no lead is in, because those that stand
// before them take all, and those of which all arms do the same.
func (k *checker) checkExperiments() {
	left := cases.Everything() // the leads that come so far
	for i, x := range k.rs.Experiments {
		path := fmt.Sprintf("experiments[%d]", i)
		if alike(x.Arms) {
			k.report(Finding{
				Code: CodeExperimentEmpty, Severity: Error, Path: path + ".arms",
				Message: "all arms give leads the same, so that nothing is tried; give one another \"team\" or \"action\"",
			})
		}
		c := k.trials[i]
		if c != nil && c.reported {
			continue
		}
		var in cases.Set
		if c == nil {
			in = left
		} else {
			in = k.a.And(left, c.cases.Met)
		}
		if in.Empty() {
			f := Finding{
				Code: CodeExperimentEmpty, Severity: Error, Path: path,
				Message: "the experiments that stand before this one take together every lead that it would take; put this one first, or leave it out",
			}
			if c != nil {
				f.Path, f.Text = c.path, c.text
			}
			k.report(f)
		}
		if c == nil {
			left = cases.Set{}
		} else {
			left = k.a.And(left, c.cases.NotMet)
		}
	}
}

func alike(arms []matrix.Arm) bool {
	for _, a := range arms {
		if a.Team != arms[0].Team || a.Action != arms[0].Action {
			return false
		}
	}
	return true
}
