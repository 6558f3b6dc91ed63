package criteria

import (
	"math"
	"slices"
	"strconv"
)

// Distinct is at most so many of a slot's values, without those that no text
// tells from one before them, whatever else is known of a lead: such a value
// changes nothing that the earlier one does not. Instants are not told apart:
// what texts make of them changes with the instant of the decision. The frame
// is scratch.
func (p *Program) Distinct(f *Frame, slot int, v Values, most int) Values {
	t := teller{slot: slot, left: p.share(), reach: map[*node]reach{}}
	for _, n := range slices.Concat(p.conds, p.nums) {
		if v.Kind != Time && slices.Contains(n.facts, slot) {
			t.gather(n)
		}
	}
	if v.Kind == Time || t.left < t.work*min(most, v.Len()) {
		v.Cut(most)
		return v
	}
	f.Reset()
	defer f.Reset()
	kept, key, seen := Values{Kind: v.Kind}, []byte(nil), map[string]bool{}
	for i := range v.Len() {
		if t.left -= t.work; t.left < 0 || len(seen) == most {
			break
		}
		v.Set(f, slot, i)
		if key = t.told(f, key[:0]); !seen[string(key)] {
			seen[string(key)] = true
			kept.add(v, i)
		}
	}
	return kept
}

// add adds the i-th of other values.
func (v *Values) add(from Values, i int) {
	switch v.Kind {
	case Number:
		v.Numbers = append(v.Numbers, from.Numbers[i])
	case String:
		v.Texts = append(v.Texts, from.Texts[i])
	case Strings:
		v.Lists = append(v.Lists, from.Lists[i])
	}
}

// teller gathers the parts of all texts that a slot's fact alone settles. What
// is around them sees no more of the fact than what they come to.
type teller struct {
	slot  int
	parts []*node
	work  int // of evaluating all parts once
	left  int // parts to look at; below 0 where there are too many or one is of a kind that is not compared
	reach map[*node]reach
}

// reach is what a part mentions.
type reach struct{ slot, more, gathered bool }

// about finds what a part mentions, each once.
func (t *teller) about(n *node) reach {
	if r, ok := t.reach[n]; ok || t.left < 0 {
		return r
	}
	t.left--
	r := reach{
		slot: n.op == opFact && n.slot == t.slot,
		more: n.op == opFact && n.slot != t.slot || n.op == opNow || n.acts,
	}
	for _, a := range n.args {
		of := t.about(a)
		r.slot, r.more = r.slot || of.slot, r.more || of.more
	}
	t.reach[n] = r
	return r
}

// gather adds the largest parts of n that mention the slot and nothing more.
func (t *teller) gather(n *node) {
	r := t.about(n)
	if !r.slot || r.gathered || t.left < 0 {
		return
	}
	r.gathered = true
	t.reach[n] = r
	switch {
	case r.more || n.elements > 0:
		for _, a := range n.args {
			t.gather(a)
		}
	case n.kind == Bool || n.kind == Number || n.kind == String:
		t.parts = append(t.parts, n)
		t.work += max(1, n.work)
	default:
		t.left = -1
	}
}

// told appends what the parts come to.
func (t *teller) told(f *Frame, key []byte) []byte {
	for _, n := range t.parts {
		switch n.kind {
		case Bool:
			key = append(key, byte(f.truth(n)))
		case Number:
			x := f.number(n)
			key = strconv.AppendUint(strconv.AppendBool(key, x.known), math.Float64bits(x.value), 16)
		default:
			s, known := f.text(n)
			key = appendText(strconv.AppendBool(key, known), s)
		}
	}
	return key
}
