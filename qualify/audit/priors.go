package audit

import (
	"cmp"
	"iter"
	"maps"
	"math"
	"slices"
	"strconv"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/qualify"
)

// Bounds of what Priors learns of one fact.
const (
	// MaxPriors is the number of values that a fact gets odds for.
	MaxPriors = 24
	// MinPriors is the number of leads that must know a fact.
	MinPriors = 30
	// maxDistinct is the number of values beyond which a text is a name of its
	// own for each lead, of which there are no odds.
	maxDistinct = 1000
)

// Priors learns what values the facts that a rule set reads usually have, and
// returns a copy of the rule set with them as Fact.Prior, by which Engine.Ask
// ranks its questions. The odds are the numbers of leads.
//
// A fact's odds are those of the leads that know it. They stay as they were
// for a fact that fewer than MinPriors of the leads know. Of texts the
// MaxPriors commonest count, the earlier in byte order where two are as
// common; texts of which there are very many, such as names, get no odds, and
// neither do e-mail addresses, names and phone numbers of persons, so that a
// rule set never holds one. Numbers are grouped by their first two digits, and
// groups further where there are more than MaxPriors; a group is stood for by
// the least of its values.
//
// The error is the first that leads yields, or that of a rule set that does not
// compile. Memory is bounded by the number of facts.
func Priors(rules *qualify.RuleSet, leads iter.Seq2[*qualify.Lead, error]) (*qualify.RuleSet, error) {
	e, err := qualify.Compile(rules, nil)
	if err != nil {
		return nil, err
	}
	var counts []*valueCount
	for _, f := range e.Describe().Facts {
		if !f.Used || f.Path == "person.email" || f.Path == "person.name" || f.Path == "person.phone" {
			continue
		}
		if at, ok := factAt(rules, f.Path); ok && (at.kind == criteria.Bool || at.kind == criteria.Number || at.kind == criteria.String) {
			counts = append(counts, &valueCount{fact: at, enum: f.Enum, texts: map[string]int{}, numbers: map[float64]*numberGroup{}})
		}
	}
	for lead, err := range leads {
		if err != nil {
			return nil, err
		}
		for _, c := range counts {
			c.add(lead)
		}
	}
	out := *rules
	out.Facts = maps.Clone(rules.Facts)
	if out.Facts == nil {
		out.Facts = map[string]qualify.Fact{}
	}
	for _, c := range counts {
		if odds := c.odds(); odds != nil {
			f := out.Facts[c.fact.path]
			f.Prior = odds
			out.Facts[c.fact.path] = f
		}
	}
	return &out, nil
}

// valueCount counts the values of one fact.
type valueCount struct {
	fact    fact
	enum    []string
	known   int
	texts   map[string]int
	numbers map[float64]*numberGroup // by the first two digits
	many    bool                     // too many to count
}

// numberGroup are numbers that begin alike.
type numberGroup struct {
	least float64
	leads int
}

func (c *valueCount) add(lead *qualify.Lead) {
	v := c.fact.get(lead)
	if !v.known || c.many || len(c.enum) > 0 && !slices.Contains(c.enum, v.text) {
		return
	}
	c.known++
	switch c.fact.kind {
	case criteria.Bool:
		c.texts[strconv.FormatBool(v.yes)]++
	case criteria.String:
		c.texts[v.text]++
		c.many = len(c.texts) > maxDistinct
	case criteria.Number:
		key := firstDigits(v.number)
		g := c.numbers[key]
		if g == nil {
			g = &numberGroup{least: v.number}
			c.numbers[key] = g
		}
		g.least = min(g.least, v.number)
		g.leads++
		c.many = len(c.numbers) > maxDistinct
	}
}

// firstDigits is a number cut to two digits.
func firstDigits(v float64) float64 {
	text := strconv.FormatFloat(math.Abs(v), 'e', -1, 64)
	digits, exponent := text, ""
	for i := range text {
		if text[i] == 'e' {
			digits, exponent = text[:i], text[i:]
		}
	}
	cut, _ := strconv.ParseFloat(digits[:min(len(digits), len("1.2"))]+exponent, 64)
	return math.Copysign(cut, v) + 0 // no negative zero
}

// odds are the leads by value, nil where there are none to be had.
func (c *valueCount) odds() map[string]float64 {
	if c.known < MinPriors || c.many {
		return nil
	}
	odds := map[string]float64{}
	if c.fact.kind == criteria.Number {
		for _, g := range c.groups() {
			odds[strconv.FormatFloat(g.least, 'f', -1, 64)] += float64(g.leads)
		}
		return odds
	}
	values := slices.SortedFunc(maps.Keys(c.texts), func(a, b string) int {
		return cmp.Or(cmp.Compare(c.texts[b], c.texts[a]), cmp.Compare(a, b))
	})
	for _, v := range values[:min(len(values), MaxPriors)] {
		odds[v] = float64(c.texts[v])
	}
	return odds
}

// groups are at most MaxPriors groups of numbers in ascending order, of about
// as many leads each where there were more.
func (c *valueCount) groups() []numberGroup {
	all := make([]numberGroup, 0, len(c.numbers))
	for _, g := range c.numbers {
		all = append(all, *g)
	}
	slices.SortFunc(all, func(a, b numberGroup) int { return cmp.Compare(a.least, b.least) })
	if len(all) <= MaxPriors {
		return all
	}
	var out []numberGroup
	seen := 0
	for _, g := range all {
		if len(out) > 0 && seen*MaxPriors/c.known == len(out)-1 {
			out[len(out)-1].leads += g.leads
		} else {
			out = append(out, g)
		}
		seen += g.leads
	}
	return out
}
