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
	t := signature{slot: slot, left: budget(p), mentioned: map[*criteria.Node]mentions{}}
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

// signature gathers the parts of all texts that a slot's fact alone settles. What
// is around them sees no more of the fact than what they come to.
type signature struct {
	slot      int
	parts     []*criteria.Node
	work      int // of evaluating all parts once
	left      int // parts to look at; below 0 where there are too many or one is of a kind that is not compared
	mentioned map[*criteria.Node]mentions
}

// mentions is what a part mentions.
type mentions struct{ slot, more, gathered bool }

// mentions finds what a part mentions, each once.
func (t *signature) mentions(n *criteria.Node) mentions {
	if r, ok := t.mentioned[n]; ok || t.left < 0 {
		return r
	}
	t.left--
	r := mentions{
		slot: n.Op == criteria.OpFact && n.Slot == t.slot,
		more: n.Op == criteria.OpFact && n.Slot != t.slot || n.Op == criteria.OpNow || n.Activities,
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
		t.work += max(1, n.Work)
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
