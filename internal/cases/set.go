package cases

import (
	"fmt"
	"slices"
	"strings"
)

// A Set is a set of leads, as a union of boxes: at least those that it is
// about. The zero Set is empty.
type Set struct{ boxes []box }

// A box says of each of some variables what it may be; the others may be
// anything. Ascending by variable; none of the domains is empty.
type box []entry

type entry struct {
	v int
	d *domain
}

// Everything is the set of all leads.
func Everything() Set { return Set{[]box{nil}} }

// Empty tells that there is no such lead. False proves nothing.
func (s Set) Empty() bool { return len(s.boxes) == 0 }

// All tells whether s is known to be no smaller than all leads.
func (s Set) All() bool { return slices.ContainsFunc(s.boxes, func(b box) bool { return len(b) == 0 }) }

// Bounds of a set: beyond them it is enlarged to a simpler one.
const (
	maxBoxes   = 128
	maxPairs   = 4096
	maxEntries = 64
	// DefaultBudget is the number of steps that an Analyzer takes before it
	// stops looking more closely.
	DefaultBudget = 10_000_000
)

// single is the one set that says d of v.
func (a *Analyzer) single(v int, d *domain) Set {
	if d = d.intersect(a.vars[v].full, a.vars[v]); d.empty() {
		return Set{}
	}
	return Set{[]box{{{v, d}}}}
}

// And is the set of the leads that are in both.
func (a *Analyzer) And(x, y Set) Set {
	switch {
	case x.Empty() || y.Empty():
		return Set{}
	case x.All():
		return y
	case y.All():
		return x
	}
	if len(x.boxes) > len(y.boxes) {
		x, y = y, x
	}
	if len(x.boxes)*len(y.boxes) > maxPairs || a.spent() {
		return x // which holds the intersection
	}
	var out []box
	for _, p := range x.boxes {
		for _, q := range y.boxes {
			a.budget -= 1 + len(p) + len(q)
			b, ok := a.meet(p, q)
			if !ok || slices.ContainsFunc(out, func(have box) bool { return same(have, b) }) {
				continue
			}
			if out = append(out, b); len(out) > maxBoxes {
				return x
			}
		}
	}
	return a.simplified(out)
}

// same tells that two boxes are made of the same domains.
func same(p, q box) bool { return slices.Equal(p, q) }

// meet intersects two boxes; ok is false where nothing is left.
func (a *Analyzer) meet(p, q box) (b box, ok bool) {
	b = make(box, 0, len(p)+len(q))
	for i, j := 0, 0; i < len(p) || j < len(q); {
		switch {
		case j == len(q) || i < len(p) && p[i].v < q[j].v:
			b = append(b, p[i])
			i++
		case i == len(p) || q[j].v < p[i].v:
			b = append(b, q[j])
			j++
		default:
			d := p[i].d.intersect(q[j].d, a.vars[p[i].v])
			if d.empty() {
				return nil, false
			}
			b = append(b, entry{p[i].v, d})
			i, j = i+1, j+1
		}
	}
	if _, _, clash := a.countsClash(b); clash {
		return nil, false
	}
	if len(b) > maxEntries {
		b = b[:maxEntries]
	}
	return b, true
}

// countsClash finds two counts in a box that cannot go together: what the one
// counts the other counts as well, and the one is greater.
func (a *Analyzer) countsClash(b box) (few, many entry, clash bool) {
	for _, x := range b {
		if a.vars[x.v].predicate == nil || x.d.unknown {
			continue
		}
		for _, y := range b {
			if x.v == y.v || y.d.unknown || a.vars[y.v].predicate == nil || a.vars[x.v].list != a.vars[y.v].list {
				continue
			}
			if x.d.least() > y.d.most() && a.follows(x.v, y.v) {
				return y, x, true
			}
		}
	}
	return few, many, false
}

// follows tells that whatever the count x counts, the count y counts too.
func (a *Analyzer) follows(x, y int) bool {
	key := [2]int{x, y}
	known, ok := a.followed[key]
	if !ok {
		a.followed[key] = false // while it is being worked out
		known = a.And(a.Of(a.vars[x].predicate).Met, a.Of(a.vars[y].predicate).NotMet).Empty()
		a.followed[key] = known
	}
	return known
}

// Or is the set of the leads that are in one or the other.
func (a *Analyzer) Or(x, y Set) Set {
	switch {
	case x.Empty() || y.All():
		return y
	case y.Empty() || x.All():
		return x
	}
	out := slices.Clone(x.boxes)
	for _, b := range y.boxes {
		a.budget -= 1 + len(b)
		if !slices.ContainsFunc(out, func(have box) bool { return same(have, b) }) {
			out = append(out, b)
		}
	}
	s := a.simplified(out)
	if len(s.boxes) > maxBoxes || a.spent() {
		return Everything()
	}
	return s
}

// simplified unites boxes that are about the same single variable.
func (a *Analyzer) simplified(boxes []box) Set {
	out := boxes[:0:0]
	at := map[int]int{}
	for _, b := range boxes {
		if len(b) != 1 {
			out = append(out, b)
			continue
		}
		i, ok := at[b[0].v]
		if ok {
			if d, ok := out[i][0].d.unite(b[0].d); ok {
				out[i] = box{{b[0].v, d}}
				continue
			}
		}
		if !ok {
			at[b[0].v] = len(out)
		}
		out = append(out, b)
	}
	return Set{out}
}

// Clash says why two sets have nothing in common, as far as it can be said in
// a line; "" where they may have.
func (a *Analyzer) Clash(x, y Set) string {
	const most = 3
	var reasons []string
	for _, p := range x.boxes {
		for _, q := range y.boxes {
			reason := a.clash(p, q)
			if reason == "" {
				return ""
			}
			if !slices.Contains(reasons, reason) {
				reasons = append(reasons, reason)
			}
			if len(reasons) > most {
				return strings.Join(reasons[:most], "; ") + "; and so on"
			}
		}
	}
	return strings.Join(reasons, "; ")
}

// clash says why two boxes have nothing in common.
func (a *Analyzer) clash(p, q box) string {
	for _, x := range p {
		for _, y := range q {
			if x.v == y.v && x.d.intersect(y.d, a.vars[x.v]).empty() {
				return fmt.Sprintf("no lead has both %s and %s", a.say(x), a.say(y))
			}
		}
	}
	all := append(slices.Clone(p), q...)
	if few, many, ok := a.countsClash(all); ok {
		return fmt.Sprintf("%s cannot go with %s, which counts all of these too", a.say(many), a.say(few))
	}
	return ""
}

func (a *Analyzer) say(e entry) string { return e.d.describe(a.vars[e.v]) }

// Describe says what is in a set, as far as that fits in a line.
func (a *Analyzer) Describe(s Set) string {
	const most = 4
	var parts []string
	for i, b := range s.boxes {
		if i == most {
			parts = append(parts, "...")
			break
		}
		var all []string
		for _, e := range b {
			all = append(all, a.say(e))
		}
		if len(all) == 0 {
			return "every lead"
		}
		parts = append(parts, strings.Join(all, " and "))
	}
	if len(parts) == 0 {
		return "no lead"
	}
	return strings.Join(parts, ", or ")
}

// Variables are the numbers of what a set is about, ascending.
func (s Set) Variables() []int {
	var out []int
	for _, b := range s.boxes {
		for _, e := range b {
			out = append(out, e.v)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// AboutCounts tells whether a set says something of a count, which may have to
// do with other counts.
func (a *Analyzer) AboutCounts(s Set) bool {
	for _, v := range s.Variables() {
		if a.vars[v].predicate != nil {
			return true
		}
	}
	return false
}
