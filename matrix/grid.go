package matrix

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

// At returns the team and the action of c; the result has no Note. Whether the
// hand is raised matters for CellFitUnknownReady only, and there only where g
// gives no action.
func (g Grid) At(c Cell, handRaised bool) Entry {
	e := c.entry(handRaised)
	over := g[c]
	if over.Team != "" {
		e.Team = over.Team
	}
	if over.Action != "" {
		e.Action = over.Action
	}
	return e
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
