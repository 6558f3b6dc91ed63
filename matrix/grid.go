package matrix

import "cmp"

// The teams and actions that the table gives where a rule set says nothing
// else. A rule set may name others.
const (
	Sales     = "sales"
	Marketing = "marketing"

	Call     = "call"     // call now
	Research = "research" // look into the company for five minutes first
	Ask      = "ask"      // call back and ask for the missing facts
	Nurture  = "nurture"  // keep in touch
	Keep     = "keep"     // keep with low effort
	Enrich   = "enrich"   // find out the missing facts
)

// An Entry is what a rule set gives for a cell.
type Entry struct {
	// Team and Action replace the default; "" keeps it.
	Team   string `json:"team,omitempty"`
	Action string `json:"action,omitempty"`
	// Note is for the reader and changes nothing.
	Note string `json:"note,omitempty"`
}

// A Grid is the part "matrix" of a rule set: what differs from the table of
// this package. A nil Grid is the table itself. While nobody changes it, any
// number of goroutines may read it.
type Grid map[Cell]Entry

// At returns the team and the action of c, one that Locate returns; the result
// has no Note. Of a raised hand each goes by the entry for c.Raised, else by that
// for c, else by the table, in which a raised hand matters for
// CellFitUnknownReady only.
func (g Grid) At(c Cell, handRaised bool) Entry {
	e := c.entry(handRaised).with(g[c])
	if handRaised {
		e = e.with(g[c.Raised()])
	}
	return e
}

// with is e with what over says of it.
func (e Entry) with(over Entry) Entry {
	return Entry{Team: cmp.Or(over.Team, e.Team), Action: cmp.Or(over.Action, e.Action)}
}

// entry is the table.
func (c Cell) entry(handRaised bool) Entry {
	switch c {
	case CellGoodFitReady:
		return Entry{Team: Sales, Action: Call}
	case CellGoodFitNotReady:
		return Entry{Team: Marketing, Action: Nurture}
	case CellPoorFitReady:
		return Entry{Team: Sales, Action: Research}
	case CellPoorFitNotReady:
		return Entry{Team: Marketing, Action: Keep}
	case CellFitUnknownReady:
		if handRaised {
			return Entry{Team: Sales, Action: Ask}
		}
		return Entry{Team: Sales, Action: Research}
	}
	return Entry{Team: Marketing, Action: Enrich}
}
