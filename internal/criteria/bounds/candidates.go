package bounds

import (
	"math"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/criteria/eval"
)

// Values are values to try for a fact, of its kind only.
type Values struct {
	Kind    criteria.Kind
	Numbers []float64
	Texts   []string
	Lists   [][]string
	Times   []criteria.Instant
}

// Len is the number of values.
func (v *Values) Len() int {
	switch v.Kind {
	case criteria.Bool:
		return 2
	case criteria.Number:
		return len(v.Numbers)
	case criteria.String:
		return len(v.Texts)
	case criteria.Strings:
		return len(v.Lists)
	}
	return len(v.Times)
}

// Set makes the i-th value known in a slot.
func (v *Values) Set(f *eval.Frame, slot, i int) {
	switch v.Kind {
	case criteria.Bool:
		f.SetBool(slot, i == 0)
	case criteria.Number:
		f.SetNumber(slot, v.Numbers[i])
	case criteria.String:
		f.SetText(slot, v.Texts[i])
	case criteria.Strings:
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

// Candidates are, by slot, at most so many of the values at which the texts may
// change their answer about the slot's fact: the constants of the texts that
// mention it, their neighbours, and values far from all of them.
func Candidates(p *eval.Program, most int) []Values {
	mentions := make([][]*criteria.Node, len(p.Slots()))
	for _, n := range slices.Concat(p.Conds(), p.Nums()) {
		for _, slot := range n.Slots {
			mentions[slot] = append(mentions[slot], n)
		}
	}
	return candidates(p.Kinds(), mentions, most)
}

// CandidatesOfPeople are the same for the fields of people, which are of some kinds.
func CandidatesOfPeople(p *eval.Program, kinds []criteria.Kind, most int) []Values {
	mentions := make([][]*criteria.Node, len(kinds))
	for _, text := range slices.Concat(p.Conds(), p.Nums(), p.Eaches()) {
		seen := map[*criteria.Node]bool{}
		var visit func(n *criteria.Node)
		visit = func(n *criteria.Node) {
			if !n.People || seen[n] {
				return
			}
			seen[n] = true
			if n.Op == criteria.OpPersonal {
				mentions[n.Field] = append(mentions[n.Field], text)
			}
			for _, a := range n.Args {
				visit(a)
			}
		}
		visit(text)
	}
	return candidates(kinds, mentions, most)
}

// candidates are the values for facts of some kinds, each with the texts that mention
// it.
func candidates(kinds []criteria.Kind, mentions [][]*criteria.Node, most int) []Values {
	all := make([]Values, len(kinds))
	seen := map[*criteria.Node]int{}
	for i := range all {
		v := collector{turn: i + 1, left: budget(len(kinds)), seen: seen}
		v.Kind = kinds[i]
		for _, n := range mentions[i] {
			v.collect(n)
		}
		v.spread()
		all[i] = v.Values
		all[i].Cut(most)
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

// budget is what of maxCollected each of so many facts may take.
func budget(facts int) int { return max(maxCollected/max(facts, 1), leastCollected) }

// collector gathers constants.
type collector struct {
	Values
	left    int                    // parts and texts to look at
	turn    int                    // of this fact
	seen    map[*criteria.Node]int // the last turn
	domains bool                   // some part looks at the domain of a text
}

// collect gathers the constants in a text.
func (v *collector) collect(n *criteria.Node) {
	if v.left--; v.left < 0 || v.seen[n] == v.turn {
		return
	}
	v.seen[n] = v.turn
	switch {
	case n.Op == criteria.OpConst && n.Kind == criteria.Number:
		v.Numbers = append(v.Numbers, n.Number)
	case n.Op == criteria.OpConst && n.Kind == criteria.String && n.Text != "":
		v.Texts = append(v.Texts, n.Text)
	case n.Op == criteria.OpConst && (n.Kind == criteria.Time || n.Kind == criteria.Span):
		v.Times = append(v.Times, n.Instant)
	case n.Op == criteria.OpList:
		strs, nums := n.Texts[:min(len(n.Texts), v.left)], n.Numbers[:min(len(n.Numbers), v.left)]
		v.Texts, v.Numbers = append(v.Texts, strs...), append(v.Numbers, nums...)
		v.left -= len(strs) + len(nums)
	case n.Op == criteria.OpMatches:
		if literal := n.Pattern.Prefix(); literal != "" {
			v.Texts = append(v.Texts, literal)
		}
	case n.Op == criteria.OpHasWord:
		for _, w := range n.Words {
			v.Texts = append(v.Texts, strings.Join(w, " "))
		}
	case n.Op == criteria.OpLookup:
		if v.left > 0 {
			keys := n.Table.Keys()
			keys = keys[:min(len(keys), v.left)]
			v.Texts = append(v.Texts, keys...)
			v.left -= len(keys)
		}
	case n.Op == criteria.OpIsFreeEmail:
		v.Texts, v.domains = append(v.Texts, "a@"+criteria.FreeEmailDomains()[0]), true
	case n.Op == criteria.OpDomainIn || n.Op == criteria.OpEmailDomain:
		v.domains = true
	}
	for _, a := range n.Args {
		v.collect(a)
	}
}

// spread adds what lies between, around and apart from the constants, by the kind of
// the fact.
func (v *collector) spread() {
	if v.domains {
		v.spreadDomains()
	}
	switch v.Kind {
	case criteria.Number:
		v.spreadNumbers()
	case criteria.String:
		v.Texts = distinct(append(v.Texts, "~"))
	case criteria.Strings:
		lists := [][]string{{}, {"~"}}
		v.Texts = distinct(v.Texts)
		for _, s := range v.Texts {
			lists = append(lists, []string{s})
		}
		v.Lists, v.Texts = append(lists, v.Texts), nil
	case criteria.Time:
		v.spreadTimes()
	}
}

// spreadDomains adds an address at each of the texts, and a domain that is none of them,
// by itself and in an address. What is no address has no domain: without these, no text
// that is tried would have another one.
func (v *Values) spreadDomains() {
	other := ""
	for _, other = range []string{"company.example", "nobody.invalid", "elsewhere.test"} {
		if !slices.ContainsFunc(v.Texts, func(s string) bool { return strings.Contains(s, other) }) {
			break
		}
	}
	var out []string
	for i, s := range append(v.Texts, other) {
		out = append(out, s)
		if !strings.Contains(s, "@") {
			out = append(out, "a@"+s)
		}
		if i == 0 { // few are kept of very many
			out = append(out, other, "a@"+other)
		}
	}
	v.Texts = distinct(out)
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
	out := []criteria.Instant{{Sec: 0}, {Sec: 1 << 33}}
	for _, at := range v.Times {
		out = append(out, at, at.Add(criteria.Instant{Sec: 1}), at.Sub(criteria.Instant{Sec: 1}))
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
