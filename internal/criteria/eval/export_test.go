package eval

import (
	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/qualify/truth"
)

// PlainOutcomes evaluates by walking trees, for tests outside the package.
func PlainOutcomes(p *Program, f *Frame) ([]truth.Truth, []float64, []bool, [][]int32) {
	outcomes, numbers, matches := plainOutcomes(p, f)
	var values []float64
	var known []bool
	for _, n := range numbers {
		values, known = append(values, n.Value), append(known, n.Known)
	}
	return outcomes, values, known, matches
}

// PlainCauses is Causes by walking the tree.
func PlainCauses(p *Program, f *Frame, c criteria.Cond) ([]int, Fault) {
	return f.causes(p.conds[c], nil, 0)
}
