package qualify

import (
	"cmp"
	"strings"
)

// ByPriority orders decisions as a rep's list, for slices.SortFunc: raised
// hands first, then by cell (A1 before A2 before B1, those without a cell
// last), by points from the most, and by lead id.
func ByPriority(a, b *Decision) int {
	if a.Readiness.HandRaised != b.Readiness.HandRaised {
		if a.Readiness.HandRaised {
			return -1
		}
		return 1
	}
	if (a.Cell == "") != (b.Cell == "") {
		if b.Cell == "" {
			return -1
		}
		return 1
	}
	return cmp.Or(
		strings.Compare(a.Cell, b.Cell),
		cmp.Compare(b.Score.Points, a.Score.Points),
		strings.Compare(a.LeadID, b.LeadID),
	)
}
