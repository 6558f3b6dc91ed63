package audit

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/leadqual/leadqual/qualify"
)

// MaxCauses is the number of changes that Compare tells apart. Where two rule
// sets differ in more places, those of the longest lists are taken as one, list
// by list: "routes" instead of routes.emea and 99 others.
const MaxCauses = 64

// causes tells which of the changes from one rule set to another moves a lead
// alone: what the old rule set decides with that one change.
type causes[T any] struct {
	list []cause[T]
	mixtures[T]
}

// mixtures are the edits from old rules to new ones, and how to decide by the old ones
// with some of them; nil where these do not compile.
type mixtures[T any] struct {
	edits []qualify.Edit
	with  func(edits ...int) decide[T]
}

// A decide decides a lead, or an account. The decision is valid until the next one.
type decide[T any] func(T, time.Time) *qualify.Decision

// A cause is a change, or several that only go together.
type cause[T any] struct {
	place, what string
	edits       []int
	decide      decide[T] // nil where the change cannot be made alone
}

// newCauses compiles the old rules with one change after the other.
func newCauses[T any](m mixtures[T]) *causes[T] {
	c := &causes[T]{mixtures: m}
	c.list = bounded[T](m.edits)
	for i := range c.list {
		c.compile(&c.list[i])
	}
	c.join()
	return c
}

// leadMixtures are the mixtures of rule sets about leads.
func leadMixtures(old, new *qualify.Engine) (m mixtures[*qualify.Lead]) {
	if old.Fingerprint() == new.Fingerprint() {
		return m
	}
	r := qualify.NewRevision(old.RuleSet(), new.RuleSet())
	return mixtures[*qualify.Lead]{r.Edits, func(edits ...int) decide[*qualify.Lead] {
		e, err := qualify.Compile(r.With(edits...), unbounded())
		if err != nil {
			return nil
		}
		return e.NewDecider().Decide
	}}
}

// bounded are the edits, as one where there are too many in a list.
func bounded[T any](edits []qualify.Edit) []cause[T] {
	sizes := map[string]int{}
	for _, e := range edits {
		sizes[e.List]++
	}
	lists := make([]string, 0, len(sizes))
	for l := range sizes {
		lists = append(lists, l)
	}
	slices.SortFunc(lists, func(a, b string) int { return cmp.Or(cmp.Compare(sizes[b], sizes[a]), cmp.Compare(a, b)) })
	as := func(list string) string { return list }
	n, whole := len(edits), map[string]bool{}
	for _, l := range lists {
		if n <= MaxCauses || sizes[l] == 1 {
			break
		}
		n -= sizes[l] - 1
		whole[l] = true
	}
	if n > MaxCauses { // few in each of many: by section
		whole, as = map[string]bool{}, func(list string) string { section, _, _ := strings.Cut(list, "."); return section }
		for _, l := range lists {
			whole[l] = true
		}
	}
	var out []cause[T]
	at := map[string]int{}
	for i, e := range edits {
		if !whole[e.List] {
			out = append(out, cause[T]{place: e.Place, what: e.What, edits: []int{i}})
			continue
		}
		name := as(e.List)
		j, ok := at[name]
		if !ok {
			j = len(out)
			at[name] = j
			out = append(out, cause[T]{place: name})
		}
		out[j].edits = append(out[j].edits, i)
		out[j].what = counted(len(out[j].edits), "change")
	}
	return out
}

// counted is "1 change", "2 changes".
func counted(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprint(n, " ", what)
}

// compile compiles the old rules with a cause's edits.
func (c *causes[T]) compile(k *cause[T]) bool {
	k.decide = c.with(k.edits...)
	return k.decide != nil
}

// unbounded are options for mixtures of two rule sets that their host lets in.
func unbounded() *qualify.Options {
	return &qualify.Options{
		MaxRules: math.MaxInt, MaxRows: math.MaxInt, MaxExpression: math.MaxInt, MaxNesting: math.MaxInt,
		MaxParts: math.MaxInt, MaxTotalParts: math.MaxInt, MaxPattern: math.MaxInt,
	}
}

// join makes one of the causes that do not compile apart: a fact of another type
// and the rules that read it.
func (c *causes[T]) join() {
	for i := 0; i < len(c.list); i++ {
		if c.list[i].decide != nil {
			continue
		}
		needed := c.needed(i)
		first := min(i, slices.Min(append(needed, i)))
		with := append(slices.Clone(needed), i)
		slices.Sort(with)
		var all cause[T]
		var places, whats []string
		for _, j := range with {
			all.edits = append(all.edits, c.list[j].edits...)
			places, whats = append(places, c.list[j].place), append(whats, c.list[j].what)
		}
		all.place, all.what = strings.Join(places, " and "), strings.Join(whats, " and ")
		c.compile(&all)
		kept := c.list[:0]
		for j := range c.list {
			switch {
			case j == first:
				kept = append(kept, all)
			case !slices.Contains(with, j):
				kept = append(kept, c.list[j])
			}
		}
		clear(c.list[len(kept):])
		c.list = kept
		i = first - 1
		if all.decide == nil { // nothing more to try
			i = first
		}
	}
}

// needed are the other causes without which the i-th does not compile: a
// smallest set, none of which can be left out.
func (c *causes[T]) needed(i int) []int {
	var others []int
	for j := range c.list {
		if j != i {
			others = append(others, j)
		}
	}
	compiles := func(chosen ...int) bool {
		try := cause[T]{edits: slices.Clone(c.list[i].edits)}
		for _, j := range chosen {
			try.edits = append(try.edits, c.list[j].edits...)
		}
		return c.compile(&try)
	}
	if !compiles(others...) {
		return nil
	}
	// Each half is searched with the other half given.
	var search func(given, in []int, tried bool) []int
	search = func(given, in []int, tried bool) []int {
		if tried && compiles(given...) {
			return nil
		}
		if len(in) == 1 {
			return in
		}
		a, b := in[:len(in)/2], in[len(in)/2:]
		ofB := search(append(slices.Clone(given), a...), b, true)
		ofA := search(append(slices.Clone(given), ofB...), a, len(ofB) > 0)
		return append(ofA, ofB...)
	}
	if len(others) == 0 {
		return nil
	}
	return search(nil, others, false)
}

// count decides a lead that moved with one change after the other. Other parts that
// differ than those of the decisions are counted already.
func (c *causes[T]) count(to *Comparison, of T, asOf time.Time, before, after *qualify.Decision, others ...string) {
	explain := -1
	n := 0
	listed := map[string]bool{}
	for _, d := range differences(before, after) {
		listed[d.place] = true
	}
	for _, place := range others {
		listed[place] = true
	}
	for i := range c.list {
		k := &c.list[i]
		if k.decide == nil {
			continue
		}
		d := k.decide(of, asOf)
		if !moved(before, d) {
			continue
		}
		if !listed[k.place] {
			groupAt(&to.Parts, MaxParts, k.place).add(PartChange{Leads: 1, Moved: 1})
		}
		if !moved(d, after) {
			explain, n = i, n+1
		}
	}
	switch n {
	case 0:
		to.Joint++
	case 1:
		groupAt(&to.Parts, MaxParts, c.list[explain].place).add(PartChange{Alone: 1})
	default:
		to.Several++
	}
}

// name lists the changes, also those that move nobody.
func (c *causes[T]) name(in *Comparison) {
	for i := range c.list {
		groupAt(&in.Parts, MaxParts, c.list[i].place).add(PartChange{What: c.list[i].what})
	}
}
