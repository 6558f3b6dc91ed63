package lint

import (
	"maps"
	"slices"

	"github.com/leadqual/leadqual/internal/vocabulary"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/truth"
)

// newLead is a lead of which nothing is known but its id.
func (k *checker) newLead() *qualify.Lead { return &qualify.Lead{ID: "L-1"} }

// clone is a copy that may be changed.
func clone(l *qualify.Lead) *qualify.Lead {
	out := *l
	out.Activities = slices.Clone(l.Activities)
	out.Custom, out.Seen = maps.Clone(l.Custom), maps.Clone(l.Seen)
	return &out
}

// outcome decides what a condition comes to for a lead.
func (k *checker) outcome(c *condition, lead *qualify.Lead) (truth.Truth, bool) {
	text := c.text
	if c.each {
		text = "any(activities, " + text + "\n)"
	}
	if k.bare == nil {
		k.bare = vocabulary.Bare(k.rs)
	}
	probe := *k.bare
	probe.Screening = []qualify.Step{{ID: "probe", When: text}}
	engine, err := qualify.Compile(&probe, k.options.Compile)
	if err != nil { // an each text may be just too long with what is around it
		return truth.Unknown, false
	}
	d := engine.Decide(lead, asOf())
	return d.Screening[0].Outcome, true
}

// example is the lead as an Example, if the condition comes out as it should.
func (k *checker) example(c *condition, lead *qualify.Lead, want truth.Truth, shows string) *Example {
	if have, ok := k.outcome(c, lead); !ok || have != want {
		return nil
	}
	return &Example{Shows: shows, Lead: lead, AsOf: asOf(), Path: c.path, Outcome: want}
}
