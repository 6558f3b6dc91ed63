package peerbench

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/expr-lang/expr"

	"github.com/leadqual/leadqual/qualify"
)

// A Group is contestants that take turns because they are compared.
type Group struct {
	Name string
	// Make makes the contestants, once they are known to agree, with at most so
	// many leads each.
	Make func(leads int) ([]Contestant, error)
}

// Groups are all that is compared.
func Groups() []Group {
	var list []Group
	for _, n := range sizes {
		list = append(list, Group{fmt.Sprintf("lead/%d", n), func(leads int) ([]Contestant, error) { return leadGroup(n, leads) }})
	}
	for i, n := range sizes {
		few := [...]int{2000, 500, 100}[i]
		for _, name := range []string{"expr", "cel", "govaluate"} {
			list = append(list, Group{fmt.Sprintf("%s/%d", name, n), func(leads int) ([]Contestant, error) {
				return evaluatorGroup(n, name, leads, min(few, leads))
			}})
		}
	}
	for _, set := range realSets {
		list = append(list, Group{"real/" + set.name, func(leads int) ([]Contestant, error) { return realGroup(set.name, set.file, leads) }})
	}
	return append(list,
		Group{"sizes", sizesGroup},
		Group{"unknown", unknownGroup},
		Group{"activities", activitiesGroup},
		Group{"compile", compileGroup},
		Group{"large", largeGroup},
		Group{"compile large", compileLargeGroup},
	)
}

// leadGroup is what makes whole decisions, and handbits.
func leadGroup(n, leads int) ([]Contestant, error) {
	list := Leads10k()[:leads]
	three, err := deciders(n)
	if err != nil {
		return nil, err
	}
	var group []Contestant
	for _, name := range trioNames {
		if err := agree(n, name, list); err != nil {
			return nil, err
		}
		d := three.named(name)
		group = append(group, OverLeads(name, list, func(l *qualify.Lead) { d.Decide(l, AsOf) }))
	}
	if err := briefAgrees(n, list); err != nil {
		return nil, err
	}
	brief := three.deciding(qualify.Brief)
	group = append(group, OverLeads("brief", list, func(l *qualify.Lead) { brief.Decide(l, AsOf) }))
	bits, err := evaluatorContestant(n, "handbits", list)
	return append(group, bits), err
}

// sizesGroup is leadqual with few rules and with many.
func sizesGroup(leads int) ([]Contestant, error) {
	var group []Contestant
	for _, n := range sizes {
		three, err := deciders(n)
		if err != nil {
			return nil, err
		}
		d := three.deciding(qualify.Whole)
		group = append(group, OverLeads(fmt.Sprint(n), Leads10k()[:leads], func(l *qualify.Lead) { d.Decide(l, AsOf) }))
	}
	return group, nil
}

// Allocations is how many allocations a warm Decider makes for a lead at each of
// the sizes, at most: with no fact unknown and with many, whole and brief.
func Allocations(leads int) ([]float64, error) {
	list := make([]float64, len(sizes))
	for i, n := range sizes {
		three, err := deciders(n)
		if err != nil {
			return nil, err
		}
		for _, share := range []int{0, 30} {
			some := leadsWithout(share)[:leads]
			for _, detail := range []qualify.Detail{qualify.Whole, qualify.Brief} {
				d := three.deciding(detail)
				all := func() {
					for j := range some {
						d.Decide(&some[j], AsOf)
					}
				}
				all()
				list[i] = max(list[i], testing.AllocsPerRun(5, all)/float64(leads))
			}
		}
	}
	return list, nil
}

// evaluatorGroup is leadqual, and one of the other engines on a sample of the
// leads.
func evaluatorGroup(n int, name string, leads, few int) ([]Contestant, error) {
	list := Leads10k()[:leads]
	three, err := deciders(n)
	if err != nil {
		return nil, err
	}
	d := three.engine.NewDecider()
	other, err := evaluatorContestant(n, name, Sample(list, few))
	return []Contestant{OverLeads("leadqual", list, func(l *qualify.Lead) { d.Decide(l, AsOf) }), other}, err
}

func evaluatorContestant(n int, name string, leads []qualify.Lead) (Contestant, error) {
	if err := agree(n, name, leads); err != nil {
		return Contestant{}, err
	}
	for _, e := range evaluators {
		if e.name != name {
			continue
		}
		rules := Rules(n)
		x, err := e.make(rules)
		r := NewResult(rules)
		return OverLeads(name, leads, func(l *qualify.Lead) {
			if err := x.Evaluate(l, AsOf, r); err != nil {
				panic(err) // it did not when it was compared
			}
		}), err
	}
	return Contestant{}, fmt.Errorf("no engine %s", name)
}

// unknownGroup is leads of which a share of the facts is unknown. The code by
// hand asks no questions.
func unknownGroup(leads int) ([]Contestant, error) {
	three, err := deciders(40)
	if err != nil {
		return nil, err
	}
	var group []Contestant
	for _, share := range Shares {
		if err := checkedAgrees(40, leadsWithout(share)[:min(1000, leads)], AsOf); err != nil {
			return nil, err
		}
	}
	for _, x := range []struct {
		name string
		decider
	}{
		{"leadqual", three.deciding(qualify.Whole)},
		{"no questions", three.deciding(qualify.NoQuestions)},
		{"brief", three.deciding(qualify.Brief)},
		{"handchecked", three.checked},
	} {
		for _, share := range Shares {
			group = append(group, OverLeads(fmt.Sprintf("%s/%d", x.name, share), leadsWithout(share)[:leads], func(l *qualify.Lead) { x.Decide(l, AsOf) }))
		}
	}
	d := three.hand
	return append(group, OverLeads("hand", Leads10k()[:leads], func(l *qualify.Lead) { d.Decide(l, AsOf) })), nil
}

// activitiesGroup is leads with 10,000 activities each.
func activitiesGroup(leads int) ([]Contestant, error) {
	list := leadsWith(min(Parts, leads), 10_000)
	three, err := deciders(40)
	if err != nil {
		return nil, err
	}
	var group []Contestant
	for _, name := range trioNames {
		if err := decisionsAgree(40, name, list); err != nil {
			return nil, err
		}
		d := three.named(name)
		group = append(group, OverLeads(name, list, func(l *qualify.Lead) { d.Decide(l, AsOf) }))
	}
	return group, nil
}

// compileGroup makes an engine of the texts of 4,000 rules: leadqual of the JSON
// of the whole rule set, expr of one text after the other.
func compileGroup(int) ([]Contestant, error) {
	rules := Rules(largest)
	rs := RuleSet(rules)
	rs.Format = 1
	data, err := json.Marshal(rs)
	if err != nil {
		return nil, err
	}
	options := exprOptions()
	return []Contestant{
		once("leadqual", func() { must(qualify.CompileJSON("peers.json", data, nil)) }),
		once("expr", func() {
			for i := range rules {
				must(expr.Compile(rules[i].Text, options...))
			}
		}),
	}, nil
}

// must panics on an error that there was not when engines were compared.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
