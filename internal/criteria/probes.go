package criteria

import (
	"math"
	"slices"
	"strings"
)

// Values are values to try for a fact, of its kind only.
type Values struct {
	Kind    Kind
	Numbers []float64
	Texts   []string
	Lists   [][]string
	Times   []Instant
}

// Len is the number of values.
func (v *Values) Len() int {
	switch v.Kind {
	case Bool:
		return 2
	case Number:
		return len(v.Numbers)
	case String:
		return len(v.Texts)
	case Strings:
		return len(v.Lists)
	}
	return len(v.Times)
}

// Set makes the i-th value known in a slot.
func (v *Values) Set(f *Frame, slot, i int) {
	switch v.Kind {
	case Bool:
		f.SetBool(slot, i == 0)
	case Number:
		f.SetNumber(slot, v.Numbers[i])
	case String:
		f.SetText(slot, v.Texts[i])
	case Strings:
		f.SetTexts(slot, v.Lists[i])
	default:
		f.SetTime(slot, v.Times[i])
	}
}

// maxCollected bounds the parts and the texts that are looked at for the values
// of all slots together, and leastCollected those that each slot may look at
// however many there are.
const (
	maxCollected   = 2_000_000
	leastCollected = 1_000
)

// Probes are, by slot, at most so many of the values at which the texts may
// change their answer about the slot's fact: the constants of the texts that
// mention it, their neighbours, and values far from all of them.
func (p *Program) Probes(most int) []Values {
	mentions := make([][]*node, len(p.slots))
	for _, n := range slices.Concat(p.conds, p.nums) {
		for _, slot := range n.facts {
			mentions[slot] = append(mentions[slot], n)
		}
	}
	all := make([]Values, len(p.slots))
	seen := map[*node]int{}
	for slot := range all {
		all[slot] = p.probes(slot, mentions[slot], seen)
		all[slot].Cut(most)
	}
	return all
}

// Cut drops the values beyond so many.
func (v *Values) Cut(most int) {
	v.Numbers = slices.Clone(v.Numbers[:min(len(v.Numbers), most)])
	v.Texts = slices.Clone(v.Texts[:min(len(v.Texts), most)])
	v.Lists = slices.Clone(v.Lists[:min(len(v.Lists), most)])
	v.Times = slices.Clone(v.Times[:min(len(v.Times), most)])
}

// share is what of maxCollected each slot may take.
func (p *Program) share() int { return max(maxCollected/len(p.slots), leastCollected) }

// probes are the values for one slot, which the texts mention.
func (p *Program) probes(slot int, mentions []*node, seen map[*node]int) Values {
	v := collector{turn: slot + 1, left: p.share(), seen: seen}
	v.Kind = p.facts[p.slots[slot]].Kind
	for _, n := range mentions {
		v.collect(n)
	}
	switch v.Kind {
	case Number:
		v.spreadNumbers()
	case String:
		v.Texts = distinct(append(v.Texts, "~"))
	case Strings:
		lists := [][]string{{}, {"~"}}
		v.Texts = distinct(v.Texts)
		for _, s := range v.Texts {
			lists = append(lists, []string{s})
		}
		v.Lists, v.Texts = append(lists, v.Texts), nil
	case Time:
		v.spreadTimes()
	}
	return v.Values
}

// collector gathers constants.
type collector struct {
	Values
	left int           // parts and texts to look at
	turn int           // of this slot
	seen map[*node]int // the last turn
}

// collect gathers the constants in a text.
func (v *collector) collect(n *node) {
	if v.left--; v.left < 0 || v.seen[n] == v.turn {
		return
	}
	v.seen[n] = v.turn
	switch {
	case n.op == opConst && n.kind == Number:
		v.Numbers = append(v.Numbers, n.num)
	case n.op == opConst && n.kind == String && n.str != "":
		v.Texts = append(v.Texts, n.str)
	case n.op == opConst && (n.kind == Time || n.kind == Span):
		v.Times = append(v.Times, n.at)
	case n.op == opList:
		strs, nums := n.strs[:min(len(n.strs), v.left)], n.nums[:min(len(n.nums), v.left)]
		v.Texts, v.Numbers = append(v.Texts, strs...), append(v.Numbers, nums...)
		v.left -= len(strs) + len(nums)
	case n.op == opMatches:
		if literal, _ := n.re.LiteralPrefix(); literal != "" {
			v.Texts = append(v.Texts, literal)
		}
	case n.op == opHasWord:
		for _, w := range n.words {
			v.Texts = append(v.Texts, strings.Join(w, " "))
		}
	case n.op == opFree:
		v.Texts = append(v.Texts, "a@"+freeDomains[0], "a@company.example")
	}
	for _, a := range n.args {
		v.collect(a)
	}
}

// spreadNumbers adds what lies between and around the constants.
func (v *Values) spreadNumbers() {
	slices.Sort(v.Numbers)
	at := slices.Compact(v.Numbers)
	out := []float64{0}
	for i, c := range at {
		if math.IsInf(c, 0) || math.Abs(c) > 1e300 {
			continue
		}
		out = append(out, c, c-1, c+1)
		if i > 0 {
			out = append(out, at[i-1]+(c-at[i-1])/2)
		}
	}
	v.Numbers = distinct(append(out, 1e12, -1e12))
}

// spreadTimes adds instants just before and after the constants. A constant
// span may stand for an instant that far from now; those are left out.
func (v *Values) spreadTimes() {
	out := []Instant{{Sec: 0}, {Sec: 1 << 33}}
	for _, at := range v.Times {
		out = append(out, at, at.add(Instant{Sec: 1}), at.sub(Instant{Sec: 1}))
	}
	v.Times = distinct(out)
}

// distinct drops what stands in front already.
func distinct[T comparable](list []T) []T {
	seen := make(map[T]bool, len(list))
	out := list[:0:0]
	for _, x := range list {
		if !seen[x] {
			seen[x] = true
			out = append(out, x)
		}
	}
	return out
}
