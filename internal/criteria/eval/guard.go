package eval

import "slices"

// guarded is an index of which every threshold settles one condition, and only
// together with the same other condition, the guard: active and seats >= 10,
// active and seats >= 20, and so on. While the guard is unmet nobody looks at
// the number; once it is met the thresholds settle their conditions by
// themselves, and no plane waits for the guard in each of them.
type guarded struct {
	guard int32 // bit
	index numberIndex
}

// minGuarded is the number of thresholds behind one guard from which on this
// is faster than their gates.
const minGuarded = 3

// answer settles what is met, once the network has.
func (g *guarded) answer(f *Frame) {
	if f.met[g.guard>>6]>>(g.guard&63)&1 == 0 {
		return
	}
	if x, known := g.index.of.number(f); known {
		g.index.fire(f, f.met, x)
	} else {
		f.guardedUnknown = true
	}
}

// answerOpen settles what is met or unknown, once the network has.
func (g *guarded) answerOpen(f *Frame) {
	if f.possible[g.guard>>6]>>(g.guard&63)&1 == 0 {
		return
	}
	if x, known := g.index.of.number(f); known {
		g.index.fire(f, f.possible, x)
		return
	}
	f.fireAllIn(f.possible, g.index.nodes)
}

// guard takes gates of a guard and a threshold out of the network.
func (w *builder) guard() {
	parents := w.parents()
	type place struct{ scale, index int }
	places := map[int32]place{}
	for i := range w.p.numbers {
		for j, at := range w.p.numbers[i].nodes {
			places[at] = place{i, j}
		}
	}
	type key struct {
		guard int32
		scale int
	}
	type gate struct {
		at    int32
		place place
	}
	gates := map[key][]gate{}
	var order []key
	for i, n := range w.nodes {
		if n.need != 2 || n.cond == never || len(parents[i]) > 0 {
			continue
		}
		for side, x := range n.operands {
			p, ok := places[x]
			if !ok || len(parents[x]) > 1 || w.nodes[x].cond != never {
				continue
			}
			k := key{n.operands[1-side], p.scale}
			if gates[k] == nil {
				order = append(order, k)
			}
			gates[k] = append(gates[k], gate{int32(i), p})
			break
		}
	}
	for _, k := range order {
		list := gates[k]
		if len(list) < minGuarded {
			continue
		}
		g := guarded{guard: w.bit(k.guard), index: numberIndex{of: w.p.numbers[k.scale].of}}
		for _, gate := range list {
			from := &w.p.numbers[k.scale]
			g.index.add(from.at[gate.place.index], from.isBelow[gate.place.index], gate.at)
			from.nodes[gate.place.index] = never
			w.nodes[gate.at].operands = nil
		}
		w.p.guarded = append(w.p.guarded, g)
	}
	for i := range w.p.numbers {
		w.p.numbers[i].compact()
	}
	w.p.numbers = slices.DeleteFunc(w.p.numbers, func(s numberIndex) bool { return len(s.nodes) == 0 })
}

// bit is what tells whether a node has fired.
func (w *builder) bit(at int32) int32 {
	n := &w.nodes[at]
	if n.cond == never {
		n.cond = int32(len(w.p.conds) + w.guards)
		w.guards++
	}
	return n.cond
}

// compact forgets the thresholds without a node.
func (s *numberIndex) compact() {
	n := 0
	for i, at := range s.nodes {
		if at != never {
			s.at[n], s.isBelow[n], s.nodes[n] = s.at[i], s.isBelow[i], at
			n++
		}
	}
	s.at, s.isBelow, s.nodes = s.at[:n], s.isBelow[:n], s.nodes[:n]
}
