package lint

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/scoring"
)

// rule is a scoring rule's conditions.
type rule struct {
	*scoring.Rule
	path string

	when  *condition // a gate, or the whole rule where it has no other form
	tiers []*condition
	each  *condition
	num   *criteria.Node // of compute
}

func sortedKeys[M ~map[K]V, K cmp.Ordered, V any](m M) []K { return slices.Sorted(maps.Keys(m)) }

// gather compiles the conditions of the rule set. They have compiled before, so
// an error means that this package and package qualify disagree.
func (k *checker) gather() (failed error) {
	keep := func(c *condition, err error) *condition {
		failed = cmp.Or(failed, err)
		return c
	}
	when := func(path, text string) *condition { return keep(k.add(path+".when", text)) }
	rs := k.rs
	for i, r := range k.roles {
		k.given = append(k.given, when(fmt.Sprintf("roles[%d]", i), r.When))
	}
	for i, s := range rs.Screening {
		k.screening = append(k.screening, when(fmt.Sprintf("screening[%d]", i), s.When))
	}
	if rs.ICP != nil {
		for i, c := range rs.ICP.Criteria {
			l := &ladder{path: fmt.Sprintf("icp.criteria[%d]", i)}
			for j, t := range c.Tiers {
				l.steps = append(l.steps, when(fmt.Sprintf("%s.tiers[%d]", l.path, j), t.When))
			}
			if len(c.Tiers) == 0 {
				l.steps = append(l.steps, when(l.path, c.When))
			}
			k.icp = append(k.icp, l)
		}
	}
	if rs.BANT != nil {
		for _, item := range rs.BANT.Checklist().Items {
			k.bant = append(k.bant, when("bant."+item.ID, item.When))
		}
	}
	for i, l := range rs.Checklists {
		var list []*condition
		for j, item := range l.Items {
			path := fmt.Sprintf("checklists[%d].items[%d]", i, j)
			if item.Role != "" {
				list = append(list, k.addHeld(path+".role", l.ID, item.ID))
				continue
			}
			list = append(list, when(path, item.When))
		}
		k.checklists = append(k.checklists, list)
	}
	if rs.Scoring != nil {
		for i := range rs.Scoring.Rules {
			r := &rule{Rule: &rs.Scoring.Rules[i], path: fmt.Sprintf("scoring.rules[%d]", i)}
			if r.When != "" {
				r.when = when(r.path, r.When)
			}
			for j, t := range r.Tiers {
				r.tiers = append(r.tiers, when(fmt.Sprintf("%s.tiers[%d]", r.path, j), t.When))
			}
			if r.Each != "" {
				r.each = keep(k.addEach(r.path+".each", r.Each))
			}
			if r.Compute != "" {
				n, problems := k.compiler.Num(r.Compute)
				if len(problems) > 0 {
					failed = cmp.Or(failed, fmt.Errorf("%s: %s", r.path, problems[0].Message))
				} else {
					r.num = k.compiler.Nums()[n]
				}
			}
			k.rules = append(k.rules, r)
		}
	}
	for i, r := range rs.HandRaise {
		k.raises = append(k.raises, when(fmt.Sprintf("hand_raise[%d]", i), r.When))
	}
	for i, r := range rs.Routes {
		if r.When == "" {
			k.routes = append(k.routes, nil)
			continue
		}
		k.routes = append(k.routes, when(fmt.Sprintf("routes[%d]", i), r.When))
	}
	for i, x := range rs.Experiments {
		var c *condition
		if x.When != "" {
			c = when(fmt.Sprintf("experiments[%d]", i), x.When)
		}
		k.trials = append(k.trials, c)
	}
	return failed
}
