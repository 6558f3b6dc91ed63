package criteria

import "github.com/leadqual/leadqual/qualify/truth"

// PlainOutcomes evaluates by walking trees, for tests outside the package.
func PlainOutcomes(p *Program, f *Frame) ([]truth.Truth, []float64, []bool, [][]int32) {
	outcomes, numbers, matches := plainOutcomes(p, f)
	var values []float64
	var known []bool
	for _, n := range numbers {
		values, known = append(values, n.value), append(known, n.known)
	}
	return outcomes, values, known, matches
}

// Guards is the number of guarded scales.
func Guards(p *Program) int { return len(p.guarded) }

// PlainBehind is Behind by walking the tree.
func PlainBehind(p *Program, f *Frame, c Cond) ([]int, Fault) {
	return f.behind(p.conds[c], nil, 0)
}
