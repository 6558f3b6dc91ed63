package bounds

import (
	"math"
	"slices"
	"strconv"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/criteria/eval"
)

// Distinct is at most so many of a slot's values, without those that no text
// tells from one before them, whatever else is known of a lead: such a value
// changes nothing that the earlier one does not. Instants are not told apart:
// what texts make of them changes with the instant of the decision. The frame
// is scratch.
func Distinct(p *eval.Program, f *eval.Frame, slot int, v Values, most int) Values {
	t := signature{slots: []int{slot}, left: budget(len(p.Slots())), mentioned: map[*criteria.Node]mentions{}}
	for _, n := range slices.Concat(p.Conds(), p.Nums()) {
		if v.Kind != criteria.Time && slices.Contains(n.Slots, slot) {
			t.gather(n)
		}
	}
	if v.Kind == criteria.Time || t.left < t.work*min(most, v.Len()) {
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
		if key = t.append(f, key[:0]); !seen[string(key)] {
			seen[string(key)] = true
			kept.add(v, i)
		}
	}
	return kept
}

// add adds the i-th of other values.
func (v *Values) add(from Values, i int) {
	switch v.Kind {
	case criteria.Number:
		v.Numbers = append(v.Numbers, from.Numbers[i])
	case criteria.String:
		v.Texts = append(v.Texts, from.Texts[i])
	case criteria.Strings:
		v.Lists = append(v.Lists, from.Lists[i])
	}
}

// Classes tells apart n values of one fact, which fills some slots, as the texts
// do at the frame's instant, whatever else is known of a lead: the result is the
// class of each value, from 0 in the order of their first values, and -1 for a
// value that set, which fills in the i-th, says cannot be. Where that takes too long, or texts
// compare the fact with others, each value is a class. The frame is scratch but
// for Now.
func Classes(p *eval.Program, f *eval.Frame, slots []int, n int, set func(i int) bool) []int {
	t := signature{slots: slots, now: true, left: budget(len(p.Slots())), mentioned: map[*criteria.Node]mentions{}}
	for _, text := range slices.Concat(p.Conds(), p.Nums()) {
		if slices.ContainsFunc(text.Slots, t.is) {
			t.gather(text)
		}
	}
	compared := t.left >= t.work*n
	classes, key, seen := make([]int, n), []byte(nil), map[string]int{}
	for i := range n {
		if !set(i) {
			classes[i] = -1
			continue
		}
		if key = key[:0]; compared {
			key = t.append(f, key)
		} else {
			key = strconv.AppendInt(key, int64(i), 10)
		}
		class, ok := seen[string(key)]
		if !ok {
			class = len(seen)
			seen[string(key)] = class
		}
		classes[i] = class
	}
	return classes
}

// signature gathers the parts of all texts that the fact in some slots alone
// settles. What is around them sees no more of the fact than what they come to.
type signature struct {
	slots     []int
	now       bool // the instant is settled, too
	parts     []*criteria.Node
	work      int // of evaluating all parts once
	left      int // parts to look at; below 0 where there are too many or one is of a kind that is not compared
	mentioned map[*criteria.Node]mentions
}

// mentions is what a part mentions.
type mentions struct{ slot, more, gathered bool }

// is tells whether the fact fills a slot.
func (t *signature) is(slot int) bool { return slices.Contains(t.slots, slot) }

// mentions finds what a part mentions, each once.
func (t *signature) mentions(n *criteria.Node) mentions {
	if r, ok := t.mentioned[n]; ok || t.left < 0 {
		return r
	}
	t.left--
	r := mentions{
		slot: n.Op == criteria.OpFact && t.is(n.Slot),
		more: n.Op == criteria.OpFact && !t.is(n.Slot) || n.Op == criteria.OpNow && !t.now || n.Activities || n.People,
	}
	for _, a := range n.Args {
		of := t.mentions(a)
		r.slot, r.more = r.slot || of.slot, r.more || of.more
	}
	t.mentioned[n] = r
	return r
}

// gather adds the largest parts of n that mention the slot and nothing more.
func (t *signature) gather(n *criteria.Node) {
	r := t.mentions(n)
	if !r.slot || r.gathered || t.left < 0 {
		return
	}
	r.gathered = true
	t.mentioned[n] = r
	switch {
	case r.more || n.Levels > 0:
		for _, a := range n.Args {
			t.gather(a)
		}
	case n.Kind == criteria.Bool || n.Kind == criteria.Number || n.Kind == criteria.String:
		t.parts = append(t.parts, n)
		t.work += max(1, int(n.Work))
	default:
		t.left = -1
	}
}

// append appends what the parts come to.
func (t *signature) append(f *eval.Frame, key []byte) []byte {
	for _, n := range t.parts {
		switch n.Kind {
		case criteria.Bool:
			key = append(key, byte(f.TruthOf(n)))
		case criteria.Number:
			x := f.NumberOf(n)
			key = strconv.AppendUint(strconv.AppendBool(key, x.Known), math.Float64bits(x.Value), 16)
		default:
			s, known := f.TextOf(n)
			key = strconv.AppendQuote(strconv.AppendBool(key, known), s)
		}
	}
	return key
}
