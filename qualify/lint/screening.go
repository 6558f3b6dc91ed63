package lint

import (
	"fmt"

	"github.com/leadqual/leadqual/internal/cases"
)

// checkScreening finds steps behind broader ones, and what screening leaves of
// the profile.
func (k *checker) checkScreening() {
	budget := maxPairsCompared
	for j, b := range k.screening {
		for i, a := range k.screening[:j] {
			if budget--; budget < 0 {
				return
			}
			lifted := k.rs.Screening[i].UnlessHandRaised && !k.rs.Screening[j].UnlessHandRaised
			if lifted || a.reported || b.reported || !k.a.And(b.cases.Met, a.cases.NotMet).Empty() {
				continue
			}
			k.report(Finding{
				Code: CodeStepHidden, Severity: Warning, Path: b.path, Text: b.text, Proof: k.a.Clash(b.cases.Met, a.cases.NotMet),
				Message: fmt.Sprintf("whoever meets this step meets %s, which stands before it and removes the lead first; put this one before it, or leave it out", a.path),
			})
			break
		}
	}
	k.checkRequired()
}

// stays is the set of the leads that the steps leave, at least.
func (k *checker) stays(strict bool, liftable bool) cases.Set {
	left := cases.Everything()
	for i, s := range k.screening {
		if k.rs.Screening[i].UnlessHandRaised && !liftable {
			continue // a raised hand keeps the lead
		}
		left = k.a.And(left, of(s, strict).NotMet)
	}
	return left
}

// checkRequired holds what the profile requires against what screening leaves.
func (k *checker) checkRequired() {
	if len(k.screening) == 0 || k.rs.ICP == nil {
		return
	}
	left := k.stays(false, false)
	for i, l := range k.icp {
		if !k.rs.ICP.Criteria[i].Required {
			continue
		}
		m := k.criterionMember(i, l)
		if m.skip {
			continue
		}
		if k.a.And(left, m.cases.Met).Empty() {
			k.report(Finding{
				Code: CodeFitRemoved, Severity: Error, Path: m.at, Text: m.text, Proof: k.a.Clash(left, m.cases.Met),
				Message: "screening removes every lead that meets this, and it is required, so that nobody fits; mend one of them",
			})
			continue
		}
		if k.a.And(left, m.cases.Unmet).Empty() {
			k.report(Finding{
				Code: CodeRequiredAlwaysMet, Severity: Warning, Path: m.at, Text: m.text, Proof: k.a.Clash(left, m.cases.Unmet),
				Message: "screening removes every lead that does not meet this, so that it is required of nobody; keep it in one of the two places",
			})
		}
	}
}
