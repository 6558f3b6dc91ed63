package lint

import (
	"reflect"
	"slices"

	"github.com/leadqual/leadqual/internal/cases"
)

// piece is a part by what it says: its conditions, and all else as a value that
// two alike parts have equal.
type piece struct {
	path       string
	conditions []*condition
	rest       any
	metOnly    bool
	tiers      int  // so many of the last conditions are a ladder, of which the first met counts
	lifted     bool // of a step that a raised hand lifts: whoever meets it may come further
}

// bag doubts the pieces of either side that have no like on the other. Their
// order does not matter.
func (d *differ) bag(old, now []piece) { d.doubtful(d.lone(old, now)) }

// lone are the pieces of either side that have no like on the other.
func (d *differ) lone(old, now []piece) (oldLeft, newLeft []piece) {
	newLeft = slices.Clone(now)
	for _, p := range old {
		i := slices.IndexFunc(newLeft, func(q piece) bool { return d.likePiece(&p, &q) })
		if i < 0 {
			oldLeft = append(oldLeft, p)
			continue
		}
		newLeft = slices.Delete(newLeft, i, i+1)
	}
	return oldLeft, newLeft
}

func (d *differ) likePiece(p, q *piece) bool {
	return len(p.conditions) == len(q.conditions) && reflect.DeepEqual(p.rest, q.rest) && d.apartAt(p, q) < 0
}

// apartAt is the first of the conditions of two pieces that may not be alike; -1
// where all are. Of a ladder a condition counts only where none before it is met.
func (d *differ) apartAt(p, q *piece) int {
	left := cases.Everything()
	for i, x := range p.conditions {
		y := at(q.conditions, i)
		if !d.alike(left, x, y, p.metOnly) {
			return i
		}
		if x != nil && i >= len(p.conditions)-p.tiers {
			left = d.a.And(left, x.cases.NotMet)
		}
	}
	return -1
}

// doubtful doubts pieces, and keeps on which leads their conditions differ.
func (d *differ) doubtful(old, now []piece) {
	for i := range old {
		d.doubtPiece(false, &old[i], at(now, i))
	}
	for i := range now {
		d.doubtPiece(true, &now[i], at(old, i))
	}
	for i := range max(len(old), len(now)) {
		var x, y []*condition
		if i < len(old) {
			x = old[i].conditions
		}
		if i < len(now) {
			y = now[i].conditions
		}
		for j := range max(len(x), len(y)) {
			d.keepApart(at(x, j), at(y, j))
		}
	}
}

// at is an element of a list, its zero value beyond the end.
func at[T any](list []T, i int) (x T) {
	if i < len(list) {
		return list[i]
	}
	return x
}

// doubtPiece names the condition of a piece that stands in the way: the first
// that is not alike in the piece that may have come of it.
func (d *differ) doubtPiece(ofNew bool, p *piece, other piece) {
	from := 0
	if i := d.apartAt(p, &other); other.path != "" && d.old.a == d.new.a && i >= 0 {
		from = i
	}
	for _, c := range p.conditions[from:] {
		if c != nil {
			path := p.path
			if from > 0 {
				path = c.path
			}
			d.doubt(ofNew, path, c.text)
			return
		}
	}
	d.doubt(ofNew, p.path, "")
}

// keepApart keeps the leads on which two conditions may differ, or that meet the
// one there is.
func (d *differ) keepApart(x, y *condition) {
	add := func(sets ...cases.Set) {
		for _, s := range sets {
			if !s.Empty() {
				d.apart = append(d.apart, s)
			}
		}
	}
	switch {
	case x != nil && y != nil && x.each == y.each && d.old.a == d.new.a:
		p, q := x.cases, y.cases
		add(d.a.And(p.Met, q.NotMet), d.a.And(p.NotMet, q.Met), d.a.And(p.Unmet, q.NotUnmet), d.a.And(p.NotUnmet, q.Unmet))
		add(p.Met, q.Met)
	case x != nil:
		add(x.cases.Met, x.cases.Unmet)
	case y != nil:
		add(y.cases.Met, y.cases.Unmet)
	}
}

// chain doubts pieces of which the first met counts. Neighbours that come to the
// same are one; those that nobody can meet are none.
func (d *differ) chain(path string, old, now []piece) {
	if d.likeChain(d.grouped(old), d.grouped(now)) {
		return
	}
	before := len(d.doubts)
	d.bag(old, now)
	if len(d.doubts) == before { // the same parts in another order
		d.doubt(true, path, "")
		for _, p := range slices.Concat(old, now) {
			for _, c := range p.conditions {
				d.keepApart(c, nil)
			}
		}
	}
}

// always tells that no lead comes further than a piece.
func (p *piece) always() bool {
	return !p.lifted && len(p.conditions) == 1 && (p.conditions[0] == nil || p.conditions[0].cases.NotMet.Empty())
}

func (d *differ) grouped(list []piece) (groups [][]piece) {
	for _, p := range list {
		if c := p.conditions[0]; c != nil && c.cases.Met.Empty() && (p.metOnly || c.cases.NotUnmet.Empty()) {
			continue
		}
		if n := len(groups); n > 0 && groups[n-1][0].always() {
			break // nobody comes this far
		} else if n > 0 && reflect.DeepEqual(groups[n-1][0].rest, p.rest) {
			groups[n-1] = append(groups[n-1], p)
			continue
		}
		groups = append(groups, []piece{p})
	}
	return groups
}

// likeChain tells whether two chains come to the same for every lead.
func (d *differ) likeChain(x, y [][]piece) bool {
	if len(x) != len(y) {
		return false
	}
	left := cases.Everything() // the leads that come this far
	for i := range x {
		if !d.likeGroup(left, x[i], y[i]) {
			return false
		}
		if c := x[i][0].conditions[0]; c != nil && !x[i][0].lifted {
			left = d.a.And(left, c.cases.NotMet)
		}
	}
	return true
}

// likeGroup tells whether two groups of neighbours that come to the same are met
// by the same of the leads that come this far.
func (d *differ) likeGroup(left cases.Set, x, y []piece) bool {
	if !reflect.DeepEqual(x[0].rest, y[0].rest) {
		return false
	}
	old, now := d.lone(x, y)
	return len(old) == 0 && len(now) == 0 || d.sameOf(left, d.anyOf(x), d.anyOf(y), x[0].metOnly)
}

func (d *differ) anyOf(group []piece) *cases.Cases {
	var list []*condition
	for _, p := range group {
		if p.conditions[0] == nil {
			return &cases.Cases{Met: cases.Everything(), NotUnmet: cases.Everything()}
		}
		list = append(list, p.conditions[0])
	}
	return d.any(list)
}
