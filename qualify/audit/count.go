package audit

import "github.com/leadqual/leadqual/qualify"

// A Count is a number of leads and what became of them. Leads that are neither
// Known nor Unknown count in no rate: they are too young, or, without a
// horizon, open.
type Count struct {
	// Leads are all.
	Leads int `json:"leads"`
	// Known are those that count and of which it is known whether they reached
	// the target.
	Known int `json:"known"`
	// Hits are those of Known that did.
	Hits int `json:"hits"`
	// Unknown are those that count and of which it is not known. Without a
	// horizon there are none.
	Unknown int `json:"unknown,omitempty"`
}

// note counts a lead whose target is known, or open.
func (c *Count) note(target qualify.Opt[bool]) { c.add(countOf(plainState(target))) }

func (c *Count) add(d Count) {
	c.Leads += d.Leads
	c.Known += d.Known
	c.Hits += d.Hits
	c.Unknown += d.Unknown
}

func (c Count) minus(d Count) Count {
	return Count{c.Leads - d.Leads, c.Known - d.Known, c.Hits - d.Hits, c.Unknown - d.Unknown}
}

// counting are the leads that count in a rate.
func (c Count) counting() int { return c.Known + c.Unknown }

// A PartCount counts the leads for which a part of a rule set had an outcome.
type PartCount struct {
	Met     Count `json:"met"`
	Unknown Count `json:"unknown"`
	// Anyway are those of Met whose points without this part make them ready:
	// sales calls them with it or without. MetReady and UnknownReady are those
	// of Met and Unknown whose points as they are do. All three need the audit's
	// Scale.
	Anyway       Count `json:"anyway,omitzero"`
	MetReady     Count `json:"met_ready,omitzero"`
	UnknownReady Count `json:"unknown_ready,omitzero"`
	// MetAt and UnknownAt count by the leads' points, Without those that met a
	// scoring rule by their points without it. All are coarse.
	MetAt     Histogram `json:"met_at,omitzero"`
	UnknownAt Histogram `json:"unknown_at,omitzero"`
	Without   Histogram `json:"without,omitzero"`
	// Worth counts those that met a scoring rule by what it was worth, coarsely
	// where there are many amounts.
	Worth Histogram `json:"worth,omitzero"`
	// MetLayers and UnknownLayers count those that are in an experiment by
	// action and propensity.
	MetLayers     Table[LayerCount] `json:"met_layers,omitzero"`
	UnknownLayers Table[LayerCount] `json:"unknown_layers,omitzero"`
}

func (c *PartCount) add(d PartCount) {
	c.Met.add(d.Met)
	c.Unknown.add(d.Unknown)
	c.Anyway.add(d.Anyway)
	c.MetReady.add(d.MetReady)
	c.UnknownReady.add(d.UnknownReady)
	c.MetAt.merge(&d.MetAt, maxLike)
	c.UnknownAt.merge(&d.UnknownAt, maxLike)
	c.Without.merge(&d.Without, maxLike)
	c.Worth.merge(&d.Worth, maxWorths)
	merge(&c.MetLayers, &d.MetLayers, maxLayers)
	merge(&c.UnknownLayers, &d.UnknownLayers, maxLayers)
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
