package qualify

import (
	"regexp/syntax"
	"slices"
	"time"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/criteria/bounds"
	"github.com/leadqual/leadqual/internal/criteria/eval"
)

// fact finds the classes of a fact's values and their probabilities.
func (p *planner) fact(slot int, odds map[int][]chance) planFact {
	s := &p.e.slots[slot]
	prior, ok := odds[slot]
	if !ok {
		prior = s.prior
	}
	f := planFact{slot: slot, path: s.askPath, uniform: len(prior) == 0}
	var values []any
	for _, c := range prior {
		values = append(values, c.value)
	}
	for i := range s.tries() {
		if v, ok := s.value(i, p.asOf); ok {
			values = append(values, v)
		}
	}
	if s.kind == criteria.String && s.enum == nil {
		values = append(values, p.texts(slot)...)
	}
	values = append(values, p.beside(slot)...)
	for i, class := range p.classes(slot, values) {
		if class < 0 {
			continue
		}
		if class == len(f.values) {
			f.values, f.odds = append(f.values, values[i]), append(f.odds, 0)
		}
		if i < len(prior) {
			f.odds[class] = float64(f.odds[class] + prior[i].odds)
		}
	}
	total := 0.0
	for i := range f.odds {
		if f.uniform {
			f.odds[i] = 1
		}
		total = float64(total + f.odds[i])
	}
	for i := range f.odds {
		f.odds[i] /= total
	}
	return f
}

// classes tells apart the values of a fact as the rules do.
func (p *planner) classes(slot int, values []any) []int {
	if slot == p.e.ownerNow { // a route may keep each
		out := make([]int, len(values))
		for i, v := range values {
			out[i] = slices.Index(values, v)
		}
		return renumbered(out)
	}
	var slots []int
	for i := range p.e.slots {
		if p.e.slots[i].askAs == slot {
			slots = append(slots, i)
		}
	}
	f := p.e.program.NewFrame()
	f.Now = criteria.InstantOf(p.asOf)
	out := bounds.Classes(p.e.program, f, slots, len(values), func(i int) bool {
		for _, s := range slots {
			setValue(f, s, values[i])
		}
		return true
	})
	if p.e.slots[slot].role == wishAt { // a wish counts or not by its date
		for i := range out {
			out[i] *= 2
			if at := values[i].(time.Time); at.After(p.lead.ResetAt) {
				out[i]++
			}
		}
		out = renumbered(out)
	}
	return out
}

// setValue fills in a value as Lead holds it. A number follows from an instant
// where the fact does.
func setValue(f *eval.Frame, slot int, v any) {
	switch v := v.(type) {
	case bool:
		f.SetBool(slot, v)
	case float64:
		f.SetNumber(slot, v)
	case string:
		f.SetText(slot, v)
	case []string:
		f.SetTexts(slot, v)
	case time.Time:
		f.SetTime(slot, criteria.InstantOf(v))
		f.SetNumber(slot, f.Now.DaysSince(criteria.InstantOf(v)))
	}
}

// renumbered are classes in the order of their first values.
func renumbered(classes []int) []int {
	seen := map[int]int{}
	for i, c := range classes {
		if _, ok := seen[c]; !ok {
			seen[c] = len(seen)
		}
		classes[i] = seen[c]
	}
	return classes
}

// texts are more values to try for a text: what matches the patterns that it is
// compared with.
func (p *planner) texts(slot int) []any {
	e, out := p.e, []any(nil)
	seen := map[*criteria.Node]bool{}
	var look func(n *criteria.Node)
	look = func(n *criteria.Node) {
		if seen[n] || !slices.Contains(n.Slots, slot) && len(n.Slots) > 0 {
			return
		}
		seen[n] = true
		if n.Op == criteria.OpMatches {
			if text, ok := matching(n.Pattern); ok {
				out = append(out, text)
			}
		}
		for _, a := range n.Args {
			look(a)
		}
	}
	for _, text := range slices.Concat(e.program.Conds(), e.program.Nums()) {
		if slices.Contains(text.Slots, slot) {
			look(text)
		}
	}
	return out[:min(len(out), maxTriedValues)]
}

// matching is a text that matches a pattern, where a simple one does.
func matching(pattern *criteria.Pattern) (text string, ok bool) {
	re, err := syntax.Parse(pattern.Text(), syntax.Perl)
	if err != nil {
		return "", false
	}
	var out []rune
	var add func(re *syntax.Regexp)
	add = func(re *syntax.Regexp) {
		const most = 200
		switch re.Op {
		case syntax.OpLiteral:
			out = append(out, re.Rune...)
		case syntax.OpCharClass:
			if len(re.Rune) > 0 {
				out = append(out, max(re.Rune[0], min(re.Rune[1], 'a')))
			}
		case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
			out = append(out, 'a')
		case syntax.OpCapture, syntax.OpPlus, syntax.OpAlternate:
			add(re.Sub[0])
		case syntax.OpConcat:
			for _, sub := range re.Sub {
				add(sub)
			}
		case syntax.OpRepeat:
			for i := 0; i < re.Min && len(out) < most; i++ {
				add(re.Sub[0])
			}
		}
	}
	add(re)
	text = string(out)
	return text, text != "" && pattern.MatchString(text)
}

// beside are more values to try for a fact: those of the facts that stand beside it
// in some text, which may compare the two.
func (p *planner) beside(slot int) []any {
	e, f := p.e, p.d.frame
	seen, out := make([]bool, len(e.slots)), []any(nil)
	for _, text := range slices.Concat(e.program.Conds(), e.program.Nums()) {
		if !slices.ContainsFunc(text.Slots, func(s int) bool { return e.slots[s].askAs == slot }) {
			continue
		}
		for _, other := range text.Slots {
			if o := &e.slots[other]; seen[other] || o.askAs == slot || o.role == wasDecided {
				continue
			}
			seen[other] = true
			for _, v := range p.knownOf(f, other) {
				out = append(out, p.asValue(slot, v)...)
			}
			if len(out) >= maxTriedValues {
				return out[:maxTriedValues]
			}
		}
	}
	return out
}

// knownOf is the value of a slot in a frame, or what may be tried for it.
func (p *planner) knownOf(f *eval.Frame, slot int) []any {
	s := &p.e.slots[slot]
	if f.Known[slot] {
		switch s.kind {
		case criteria.Number:
			return []any{f.Num[slot]}
		case criteria.String:
			return []any{f.Str[slot]}
		case criteria.Strings:
			return []any{slices.Clone(f.List[slot])}
		case criteria.Time:
			return []any{time.Unix(f.At[slot].Sec, f.At[slot].Nsec).UTC()}
		}
		return nil
	}
	var out []any
	for i := range min(s.tries(), maxTriedValues/4) {
		if v, ok := s.value(i, p.asOf); ok && !s.role.derived() {
			out = append(out, v)
		}
	}
	return out
}

// asValue is the value of another fact as one of a slot's, and its neighbours. There
// are none where the kinds are not compared.
func (p *planner) asValue(slot int, v any) (out []any) {
	s := &p.e.slots[slot]
	numbers := func(n float64) {
		for _, n := range []float64{n, n - 1, n + 1} {
			switch {
			case !s.role.derived():
				out = append(out, n)
			case n >= 0 && n <= mostDays:
				out = append(out, p.asOf.Add(-time.Duration(n*24*float64(time.Hour))).UTC())
			}
		}
	}
	text := func(t string) {
		if t != "" && (s.enum == nil || s.listed(t)) {
			out = append(out, t)
		}
	}
	switch v := v.(type) {
	case float64:
		if s.kind == criteria.Number {
			numbers(v)
		}
	case string:
		switch s.kind {
		case criteria.String:
			text(v)
		case criteria.Strings:
			out = append(out, []string{v})
		}
	case []string:
		switch s.kind {
		case criteria.String:
			for _, t := range v[:min(len(v), maxTriedValues)] {
				text(t)
			}
		case criteria.Strings:
			out = append(out, v)
		}
	case time.Time:
		if s.kind == criteria.Time {
			for _, at := range []time.Time{v, v.Add(-time.Second), v.Add(time.Second)} {
				if s.role != wishAt || !at.After(p.asOf) {
					out = append(out, at)
				}
			}
		}
	}
	return out
}
