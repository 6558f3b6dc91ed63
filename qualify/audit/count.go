package audit

import "github.com/leadqual/leadqual/qualify"

// A Count is a number of leads and what became of them.
type Count struct {
	// Leads are all.
	Leads int `json:"leads"`
	// Known are those of Leads whose target is known.
	Known int `json:"known"`
	// Hits are those of Known that reached the target.
	Hits int `json:"hits"`
}

func (c *Count) note(target qualify.Opt[bool]) {
	c.Leads++
	if target.Known {
		c.Known++
		if target.Value {
			c.Hits++
		}
	}
}

func (c *Count) add(d Count) {
	c.Leads += d.Leads
	c.Known += d.Known
	c.Hits += d.Hits
}

func (c Count) minus(d Count) Count {
	return Count{c.Leads - d.Leads, c.Known - d.Known, c.Hits - d.Hits}
}

// Rate is the share of hits among those known.
func (c Count) Rate() Rate { return RateOf(c.Hits, c.Known) }

// A PartCount counts the leads for which a part of a rule set had an outcome.
type PartCount struct {
	Met     Count `json:"met"`
	Unknown Count `json:"unknown"`
}

func (c *PartCount) add(d PartCount) {
	c.Met.add(d.Met)
	c.Unknown.add(d.Unknown)
}

// A RuleCount counts the leads for which a scoring rule had an outcome.
type RuleCount struct {
	Met     Count `json:"met"`
	Unknown Count `json:"unknown"`
	// Worth counts those that met it by what it was worth, coarsely where there
	// are many amounts.
	Worth Histogram `json:"worth,omitzero"`
}

func (c *RuleCount) add(d RuleCount) {
	c.Met.add(d.Met)
	c.Unknown.add(d.Unknown)
	c.Worth.merge(&d.Worth, maxWorths)
}

// A FactCount counts the leads for which a fact was missing.
type FactCount struct {
	// Missing counts the leads that were asked about the fact.
	Missing Count `json:"missing"`
	// Decisive are those of Missing for which some value of this fact alone
	// would have changed quadrant, status or team.
	Decisive Count `json:"decisive"`
}

func (c *FactCount) add(d FactCount) {
	c.Missing.add(d.Missing)
	c.Decisive.add(d.Decisive)
}
