package criteria

import "slices"

// Functions are the names that a text may call, sorted.
func Functions() []string { return slices.Clone(functions) }

// About says what a text rests on.
type About struct {
	Facts      []int // slots, in the order of the text
	Activities bool  // it looks at the activities
	GivesUp    bool  // it uses ?? or compares with nil
}

// AboutCond says what a condition rests on.
func (p *Program) AboutCond(c Cond) About { return about(p.conds[c]) }

// AboutNum says what a computed number rests on.
func (p *Program) AboutNum(n Num) About { return about(p.nums[n]) }

func about(n *node) About {
	return About{Facts: n.facts, Activities: n.acts, GivesUp: n.givesUp}
}
