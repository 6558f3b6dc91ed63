package audit

import (
	"fmt"
	"maps"
	"slices"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/vocabulary"
	"github.com/leadqual/leadqual/qualify"
)

// A guard keeps facts out of what is learned that were known only after what
// is to be foretold, or because of it: they would look like the best rules of
// all and be worth nothing for a new lead.
type guard struct {
	rs    *qualify.RuleSet
	early map[string]bool // what known_after may name
}

// late tells whether a fact is known too late, and after what.
func (g *guard) late(path string) (after string, late bool) {
	after = g.rs.Facts[path].KnownAfter
	return after, after != "" && !g.early[after]
}

// without is a lead without the facts that are known too late; the lead itself
// where there are none.
func (g *guard) without(lead *qualify.Lead) *qualify.Lead {
	out := lead
	for path := range g.rs.Facts {
		if _, late := g.late(path); !late {
			continue
		}
		if out == lead {
			c := *lead
			c.Custom = maps.Clone(lead.Custom)
			out = &c
		}
		_ = out.Set(path, nil) // a path that no lead has, such as an activity's, has nothing to forget
	}
	return out
}

// reads returns the facts that a rule set's texts read, sorted and each once.
// Texts that do not compile read nothing; Compile reports them.
func reads(rs *qualify.RuleSet, texts ...string) []string {
	o := qualify.DefaultOptions()
	c := criteria.NewCompiler(vocabulary.Of(rs), criteria.Limits{
		Length: o.MaxExpression, Nesting: o.MaxNesting, Size: o.MaxParts, Total: o.MaxTotalParts, Pattern: o.MaxPattern,
	})
	c.Defines()
	var out []string
	for _, text := range texts {
		if text == "" {
			continue
		}
		if cond, problems := c.RouteCond(text); problems == nil {
			out = append(out, c.Conds()[cond].Facts...)
		} else if num, problems := c.Num(text); problems == nil {
			out = append(out, c.Nums()[num].Facts...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// refuses says why texts must not be learned from, "" where they may.
func (g *guard) refuses(texts ...string) string {
	for _, path := range reads(g.rs, texts...) {
		if after, late := g.late(path); late {
			return fmt.Sprintf("reads %s, which is known only after %s", path, after)
		}
	}
	return ""
}
