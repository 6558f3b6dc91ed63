package cases

import (
	"math"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/internal/criteria"
)

// A Pick is what a lead may have to be in a set, of one variable: a value that
// its term is to come to, or how many elements of List are to satisfy
// Predicate.
type Pick struct {
	Term    *criteria.Node
	Unknown bool
	Number  float64
	Text    string
	Truth   bool

	List, Predicate *criteria.Node // of a count only
}

// Picks returns, for each of at most so many boxes of a set, values that lie
// in it. They need not go together, and a text that has to satisfy several
// tests may miss some: who uses them has to look whether the lead is as wanted.
func (a *Analyzer) Picks(s Set, most int) [][]Pick {
	var out [][]Pick
	for _, b := range s.boxes[:min(most, len(s.boxes))] {
		picks := make([]Pick, 0, len(b))
		for _, e := range b {
			picks = append(picks, a.pick(e))
		}
		out = append(out, picks)
	}
	return out
}

func (a *Analyzer) pick(e entry) Pick {
	v := a.vars[e.v]
	p := Pick{Term: v.node, List: v.list, Predicate: v.predicate}
	switch d := e.d; {
	case d.sort == numbers && len(d.spans) > 0:
		p.Number = d.spans[0].pick()
		for _, s := range d.spans { // the plainest: 0, or the least in magnitude
			if x := s.pick(); abs(x) < abs(p.Number) {
				p.Number = x
			}
		}
	case d.sort == words && !d.texts.empty():
		p.Text = d.texts.pick()
	case d.sort == flags && (d.yes || d.no):
		p.Truth = d.yes
	default:
		p.Unknown = true
	}
	return p
}

func abs(x float64) float64 { return max(x, -x) }

// pick is a text of t, or one that may be.
func (t texts) pick() string {
	if !t.not {
		return t.words[0]
	}
	var start, end string
	var parts []string
	for _, x := range t.tests {
		if !x.want {
			continue
		}
		switch x.node.Op {
		case criteria.OpStartsWith:
			if part := x.node.Args[1].Text; len(part) > len(start) {
				start = part
			}
		case criteria.OpEndsWith:
			if part := x.node.Args[1].Text; len(part) > len(end) {
				end = part
			}
		case criteria.OpContains:
			parts = append(parts, x.node.Args[1].Text)
		case criteria.OpHasWord:
			parts = append(parts, strings.Join(x.node.Words[0], " "))
		}
	}
	for _, try := range []string{
		start + end, start + strings.Join(parts, " ") + end, strings.Join(slices.Concat([]string{start}, parts, []string{end}), " "),
		start + strings.Join(parts, "/") + end, start + "other" + end, "other", "~",
	} {
		if strings.TrimSpace(try) != "" && t.has(try) {
			return try
		}
	}
	return "other"
}

// Most is the greatest value that a number can have in a set; infinite where
// there is no bound, and minus infinity where the set is empty.
func (a *Analyzer) Most(s Set, n *criteria.Node) float64 {
	most := math.Inf(-1)
	v, ok := a.byTerm[n]
	for _, b := range s.boxes {
		i := slices.IndexFunc(b, func(e entry) bool { return ok && e.v == v })
		if i < 0 {
			return math.Inf(1)
		}
		most = max(most, b[i].d.most())
	}
	return most
}
