package stats

import (
	"cmp"
	"slices"
)

// Adjust returns the p values adjusted for their number, in their order: those
// at or below q have at most a share of q that is false, as expected (Y.
// Benjamini and Y. Hochberg, "Controlling the false discovery rate", Journal of
// the Royal Statistical Society B 57, 1995).
func Adjust(p []float64) []float64 {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(p[i], p[j]) })
	out := make([]float64, len(p))
	least := 1.0
	for rank := len(order); rank > 0; rank-- {
		i := order[rank-1]
		least = min(least, p[i]*float64(len(p))/float64(rank))
		out[i] = least
	}
	return out
}
