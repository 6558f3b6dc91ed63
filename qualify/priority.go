package qualify

import (
	"cmp"
	"strings"

	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/matrix"
)

// ByPriority orders decisions as a work list, for slices.SortFunc: leads that
// screening removed last; ready leads before those of whom that is unknown, and
// these before the others; among them a good fit - which is every one where
// there is no profile - before an unknown and a poor one; then raised hands
// first, by cell (A1 before A2 before B1, those without a cell last), by points
// from the most, and by lead id.
func ByPriority(a, b *Decision) int {
	return cmp.Or(
		cmp.Compare(a.rank(), b.rank()),
		strings.Compare(a.Cell, b.Cell),
		cmp.Compare(b.Score.Points, a.Score.Points),
		strings.Compare(a.LeadID, b.LeadID),
	)
}

// rank is where a decision comes in a work list by what is the same for many: the
// less, the sooner.
func (d *Decision) rank() int {
	rank := 0
	if d.removed() {
		rank = 1
	}
	rank = 3*rank + d.Readiness.Verdict.rank()
	rank = 3*rank + fitRank(d.Fit.Verdict)
	rank *= 4
	if !d.Readiness.HandRaised {
		rank += 2
	}
	if d.Cell == "" {
		rank++
	}
	return rank
}

// first puts what is so before what is not.
func first(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// removed tells whether screening removed the lead.
func (d *Decision) removed() bool {
	return d.Status == matrix.StatusDisqualified || d.Status == matrix.StatusExcluded
}

func (v ReadinessVerdict) rank() int {
	switch v {
	case Ready:
		return 0
	case NotReady:
		return 2
	}
	return 1
}

// fitRank takes an absent verdict as a good one.
func fitRank(v icp.Verdict) int {
	switch v {
	case icp.Good, "":
		return 0
	case icp.Poor:
		return 2
	}
	return 1
}
