// Package bant assesses checklists of a sales conversation. BANT is the oldest
// of them: does the lead have a Budget, do we talk to someone with Authority,
// is there a Need, and is there a Timeline? CHAMP, MEDDIC, ANUM and the like
// are other lists with the same meaning.
//
// A checklist qualifies where enough of its items are met. With QualifiedAt 3
// of 4 items:
//
//	met  unknown  unmet   verdict
//	3    1        0       qualified: the fourth may be anything
//	2    1        1       unknown: the third decides
//	2    0        2       unqualified
//	1    1        2       unqualified: one more is not enough
//
// Texts under When are opaque here. Whoever evaluates them hands the truth
// values to [Checklist.Assess].
package bant
