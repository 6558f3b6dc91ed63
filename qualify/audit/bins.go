package audit

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/qualify"
)

// factTerms makes tiers of a fact from the training leads.
func (s *suggester) factTerms(f fact, leads []*sample) []term {
	t := term{rule: -1, id: s.freeID(strings.ReplaceAll(f.path, ".", "_")), name: f.path}
	switch f.kind {
	case criteria.Bool:
		t.levels = []level{{text: f.path}, {text: "not " + f.path}}
	case criteria.Number:
		t.direction = s.options.Monotone[f.path]
		var all []float64
		for _, x := range leads {
			if v := f.get(x.lead); v.known {
				all = append(all, v.number)
			}
		}
		s.cut(&t, f.path, all)
	case criteria.String:
		count := map[string]int{}
		for _, x := range leads {
			if v := f.get(x.lead); v.known {
				count[v.text]++
			}
		}
		for _, text := range s.frequent(count) {
			t.levels = append(t.levels, level{text: f.path + " == " + quote(text), vals: []string{text}})
		}
		t.join = func(levels []level) string { return oneOf(f.path, levels) }
		t.rest = "not (" + oneOf(f.path, t.levels) + ")"
	case criteria.Strings:
		return s.itemTerms(f, leads)
	}
	if len(t.levels) == 0 && f.kind == criteria.Number {
		return nil // cut has said why
	}
	if len(t.levels) == 0 {
		s.note("Too little data to make tiers of %s: no value of it has %d leads.", f.path, s.options.MinLeads)
		return nil
	}
	return []term{t}
}

// itemTerms makes a rule of every frequent item of a list.
func (s *suggester) itemTerms(f fact, leads []*sample) []term {
	count := map[string]int{}
	for _, x := range leads {
		list := slices.Clone(f.get(x.lead).list)
		slices.Sort(list)
		for _, item := range slices.Compact(list) {
			count[item]++
		}
	}
	var out []term
	for _, item := range s.frequent(count) {
		text := quote(item) + " in " + f.path
		id := s.freeID(strings.ReplaceAll(f.path, ".", "_") + "_" + plain(item))
		out = append(out, term{rule: -1, id: id, name: f.path + " has " + item, levels: []level{{text: text}}, rest: "not (" + text + ")"})
	}
	return out
}

// activityTerms makes tiers of how often activities happened, by type.
func (s *suggester) activityTerms(leads []*sample) []term {
	types := map[string]int{}
	counts := make([]map[string]int, len(leads))
	for i, x := range leads {
		counts[i] = map[string]int{}
		for _, a := range x.lead.Activities {
			if a.Type != "" && !a.At.IsZero() && !a.At.After(x.asOf) && a.At.After(x.lead.ResetAt) {
				counts[i][a.Type]++
			}
		}
		for kind := range counts[i] {
			types[kind]++
		}
	}
	var out []term
	for _, kind := range s.frequent(types) {
		all := make([]float64, len(leads))
		for i := range counts {
			all[i] = float64(counts[i][kind])
		}
		path := "count(activities, .type == " + quote(kind) + ")"
		t := term{rule: -1, id: s.freeID("activities_" + plain(kind)), name: kind + " activities"}
		if s.cut(&t, path, all); len(t.levels) > 0 {
			out = append(out, t)
		}
	}
	return out
}

// frequent are the texts with enough leads, the most frequent first, at most
// MaxTiers.
func (s *suggester) frequent(count map[string]int) []string {
	var out []string
	for text, n := range count {
		if n >= s.options.MinLeads && len(text) <= 200 {
			out = append(out, text)
		}
	}
	slices.SortFunc(out, func(a, b string) int { return cmp.Or(cmp.Compare(count[b], count[a]), cmp.Compare(a, b)) })
	return out[:min(len(out), s.options.MaxTiers)]
}

// cut makes steps of a number with about as many leads each.
func (s *suggester) cut(t *term, path string, all []float64) {
	n := len(all)
	slices.Sort(all)
	if n < 2*s.options.MinLeads {
		s.tooFew(path, all)
		return
	}
	least := max(s.options.MinLeads, n/s.options.MaxTiers)
	var edges []float64
	for start := 0; start < n; {
		// A step ends at the first change of value after the least number.
		i, rest := min(start+least, n-1), least
		edge := rounded(all[i])
		if edge <= all[start] { // a value with many leads is a step of its own
			i = start + 1 + countEqual(all[start+1:], all[start])
			if i >= n {
				break
			}
			// What most leads do not have is rare, and may be worth the most.
			edge, rest = all[i], s.options.MinLeads
		}
		next, _ := slices.BinarySearch(all, edge)
		if n-next < rest {
			break
		}
		edges = append(edges, edge)
		start = next
	}
	low := math.Inf(-1)
	for _, edge := range append(edges, math.Inf(1)) {
		t.levels = append(t.levels, level{from: low, to: edge})
		low = edge
	}
	t.join = func(levels []level) string { return within(path, levels) }
	for i := range t.levels {
		t.levels[i].text = t.join(t.levels[i : i+1])
	}
	if len(t.levels) == 1 {
		t.levels = nil
		s.tooFew(path, all)
	}
}

// tooFew says why a number has no tiers: its values, from the least, with their
// leads.
func (s *suggester) tooFew(path string, sorted []float64) {
	if len(sorted) == 0 {
		s.note("No tiers of %s: no lead knows it.", path)
		return
	}
	var values []string
	for i := 0; i < len(sorted) && len(values) < 4; {
		n := 1 + countEqual(sorted[i+1:], sorted[i])
		values = append(values, fmt.Sprintf("%s for %d leads", decimal(sorted[i]), n))
		if i += n; len(values) == 4 && i < len(sorted) {
			values[3] = fmt.Sprintf("%s to %s for %d leads", decimal(sorted[i-n]), decimal(sorted[len(sorted)-1]), len(sorted)-i+n)
		}
	}
	s.note("No tiers of %s: there are fewer than %d leads on one side of every cut. It is %s.", path, s.options.MinLeads, strings.Join(values, ", "))
}

func countEqual(sorted []float64, v float64) int {
	n := 0
	for n < len(sorted) && sorted[n] == v {
		n++
	}
	return n
}

// rounded is a number of two digits near v, for people to read.
func rounded(v float64) float64 {
	if v == 0 || math.IsInf(v, 0) {
		return v
	}
	text := strconv.FormatFloat(v, 'e', 1, 64)
	r, _ := strconv.ParseFloat(text, 64)
	return r
}

// within is the text for a number in adjacent steps.
func within(path string, levels []level) string {
	low, high := levels[0].from, levels[len(levels)-1].to
	switch {
	case math.IsInf(low, -1) && math.IsInf(high, 1):
		return path + " == " + path
	case math.IsInf(low, -1):
		return path + " < " + decimal(high)
	case math.IsInf(high, 1):
		return path + " >= " + decimal(low)
	}
	return fmt.Sprintf("%s >= %s and %s < %s", path, decimal(low), path, decimal(high))
}

// decimal writes a number as expressions read it: very large and very small ones
// with an exponent.
func decimal(v float64) string {
	if x := math.Abs(v); x >= 1e15 || x > 0 && x < 1e-9 {
		return strconv.FormatFloat(v, 'e', -1, 64)
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// oneOf is the text for one of the texts.
func oneOf(path string, levels []level) string {
	var vals []string
	for _, l := range levels {
		for _, v := range l.vals {
			vals = append(vals, quote(v))
		}
	}
	if len(vals) == 1 {
		return path + " == " + vals[0]
	}
	return path + " in [" + strings.Join(vals, ", ") + "]"
}

// quote writes a text as expressions read it.
func quote(s string) string { return strconv.Quote(s) }

// plain is the beginning of a text, for an id, with nothing but lower-case letters,
// digits and _.
func plain(s string) string {
	s = s[:min(len(s), 40)]
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return '_'
	}, s)
}

// freeID is an id that no scoring rule has.
func (s *suggester) freeID(id string) string {
	for taken(s.rs, id) {
		id += "_tiers"
	}
	return id
}

func taken(rs *qualify.RuleSet, id string) bool {
	if rs.Scoring == nil {
		return false
	}
	for i := range rs.Scoring.Rules {
		if rs.Scoring.Rules[i].ID == id {
			return true
		}
	}
	return false
}
