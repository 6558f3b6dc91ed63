package qualifytest

import (
	"errors"
	"fmt"
	"strings"

	"github.com/leadqual/leadqual/bant"
	"github.com/leadqual/leadqual/internal/vocabulary"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

// probes are conditions that are decided apart from the rule set that they are
// taken from: as the items of a checklist and the rules of a score of another
// rule set with the same vocabulary. So everything in a rule set can be looked
// at through what every host can use.
type probes struct {
	beyond qualify.AccountWords // what rules about an account may name
	conds  []*probe
	eaches []*probe
	lookups
}

// probe is one of them.
type probe struct {
	text   string
	each   scoring.Rule // where it is about activities
	at     int          // in the checklist
	failed bool         // it does not compile
}

// cond adds a condition.
func (p *probes) cond(text string) *probe {
	c := &probe{text: text}
	p.conds = append(p.conds, c)
	return c
}

// matches adds a count of the activities that a rule counts.
func (p *probes) matches(r scoring.Rule) *probe {
	c := &probe{each: r}
	c.each.ID = fmt.Sprint(len(p.eaches))
	p.eaches = append(p.eaches, c)
	return c
}

// outcome is that of a condition.
func (c *probe) outcome(o *observation) truth.Truth {
	return o.probes.Checklists[0].Items[c.at].Outcome
}

// count is that of activities.
func (c *probe) count(o *observation) int {
	for _, r := range o.probes.Score.Rules {
		if r.ID == c.each.ID {
			return r.Matches
		}
	}
	return 0
}

// compile makes the rule set of the probes and compiles it, with bounds that it keeps
// within. Conditions that do not compile are marked.
func (p *probes) compile(rs *qualify.RuleSet, o *qualify.Options, compile func(*qualify.RuleSet, *qualify.Options) error) error {
	options := qualify.DefaultOptions()
	if o != nil {
		*options = *o
	}
	const unbounded = 1 << 30 // each text by itself was within its bounds
	options.MaxRules, options.MaxTotalParts, options.MaxExpression = unbounded, unbounded, unbounded
	options.MaxRows = unbounded
	for {
		derived, items := p.ruleSet(rs)
		looked := p.lookups.add(derived)
		err := compile(derived, options)
		if err == nil {
			return nil
		}
		var mistakes qualify.Errors
		if !errors.As(err, &mistakes) || !p.mark(items, looked, mistakes) {
			return fmt.Errorf("the parts of the rule set do not stand alone: %w", err)
		}
	}
}

// ruleSet is that of the probes which have not failed, with the items of its
// checklist.
func (p *probes) ruleSet(rs *qualify.RuleSet) (*qualify.RuleSet, []*probe) {
	derived := vocabulary.BareBeyond(rs, p.beyond)
	derived.Scoring = &scoring.Model{}
	var items []*probe
	list := bant.Checklist{ID: "probes"}
	for _, c := range p.conds {
		if c.failed {
			continue
		}
		c.at = len(items)
		items = append(items, c)
		list.Items = append(list.Items, bant.Item{ID: fmt.Sprint(c.at), When: c.text})
	}
	if len(items) > 0 {
		derived.Checklists = []bant.Checklist{list}
	}
	for _, c := range p.eaches {
		derived.Scoring.Rules = append(derived.Scoring.Rules, c.each)
	}
	return derived, items
}

// mark notes which items and lookups do not compile, and tells whether there was a
// new one.
func (p *probes) mark(items []*probe, looked []*lookup, mistakes qualify.Errors) bool {
	marked := false
	for _, m := range mistakes {
		var list, item int
		path := strings.TrimPrefix(m.Path, "account.")
		if n, _ := fmt.Sscanf(path, "checklists[%d].items[%d]", &list, &item); n == 2 && !items[item].failed {
			items[item].failed, marked = true, true
		}
		if n, _ := fmt.Sscanf(path, "scoring.rules[%d]", &item); n == 1 && item >= len(p.eaches) && !looked[item-len(p.eaches)].failed {
			looked[item-len(p.eaches)].failed, marked = true, true
		}
	}
	return marked
}
