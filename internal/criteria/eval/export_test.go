package eval

import "github.com/leadqual/leadqual/internal/criteria"

// FullCauses is Causes without its shortcut for texts about one fact.
func FullCauses(p *Program, f *Frame, c criteria.Cond) ([]int, Fault) {
	return f.causes(p.conds[c], nil, 0)
}

// Planes is the number of planes of a program's conditions.
func Planes(p *Program) int { return len(p.net.blank) / max(1, p.net.words) }

// Guards is the number of guarded indexes.
func Guards(p *Program) int { return len(p.guarded) }
