package lint

import (
	"fmt"

	"github.com/leadqual/leadqual/internal/cases"
)

// checkLadders finds tiers that stand behind broader ones: the first tier that
// is met counts.
func (k *checker) checkLadders() {
	for _, l := range k.icp {
		k.checkTiers(l.steps, nil)
	}
	for _, r := range k.rules {
		k.checkTiers(r.tiers, r.when)
	}
}

func (k *checker) checkTiers(tiers []*condition, gate *condition) {
	rest := cases.Everything() // what the tiers so far leave
	for i, t := range tiers {
		if t.cases.Met.Empty() || t.reported {
			continue
		}
		if gate != nil && !gate.reported && k.a.And(gate.cases.Met, t.cases.Met).Empty() {
			t.reported = true
			k.report(Finding{
				Code: CodeNeverMet, Severity: Error, Path: t.path, Text: t.text, Proof: k.a.Clash(gate.cases.Met, t.cases.Met),
				Message: fmt.Sprintf("no lead meets this together with the rule's own %s; mend one of them", gate.path),
			})
			continue
		}
		if k.a.And(rest, t.cases.Met).Empty() {
			t.reported = true
			k.reportHidden(t, tiers[:i])
			continue
		}
		rest = k.a.And(rest, t.cases.NotMet)
	}
}

func (k *checker) reportHidden(t *condition, before []*condition) {
	for _, b := range before {
		if k.a.And(t.cases.Met, b.cases.NotMet).Empty() && !b.cases.Met.Empty() {
			k.report(Finding{
				Code: CodeTierHidden, Severity: Error, Path: t.path, Text: t.text, Proof: k.a.Clash(t.cases.Met, b.cases.NotMet),
				Message: fmt.Sprintf("whoever meets this tier meets %s, which stands before it and counts; make that one narrower, or leave this one out", b.path),
			})
			return
		}
	}
	k.report(Finding{
		Code: CodeTierHidden, Severity: Error, Path: t.path, Text: t.text,
		Message: "whoever meets this tier meets one of those before it, of which the first counts; make them narrower, or leave this one out",
		Proof:   "this tier is met in: " + k.a.Describe(t.cases.Met),
	})
}
