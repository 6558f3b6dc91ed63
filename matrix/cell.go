package matrix

import "github.com/leadqual/leadqual/qualify/truth"

// Quadrant is where a lead stands in the table of fit and readiness.
type Quadrant string

// The quadrants, and Undetermined for a lead whose fit or readiness is
// unknown.
const (
	GoodFitReady    Quadrant = "good_fit_ready"
	GoodFitNotReady Quadrant = "good_fit_not_ready"
	PoorFitReady    Quadrant = "poor_fit_ready"
	PoorFitNotReady Quadrant = "poor_fit_not_ready"
	Undetermined    Quadrant = "undetermined"
)

// Cell is a cell of the table: a quadrant, or one of the three that are
// undetermined. Cells are the keys of a [Grid]. Any other text counts as
// CellReadinessUnknown, which asks nothing of sales.
type Cell string

// The cells. Those of the quadrants have the quadrants' texts.
const (
	CellGoodFitReady       Cell = Cell(GoodFitReady)
	CellGoodFitNotReady    Cell = Cell(GoodFitNotReady)
	CellPoorFitReady       Cell = Cell(PoorFitReady)
	CellPoorFitNotReady    Cell = Cell(PoorFitNotReady)
	CellFitUnknownReady    Cell = "fit_unknown_ready"
	CellFitUnknownNotReady Cell = "fit_unknown_not_ready"
	CellReadinessUnknown   Cell = "readiness_unknown"
)

// The cells of those who asked for contact: keys of a [Grid] only. Where one
// gives a team or an action, it goes before that of the cell of the same name
// with "ready".
const (
	CellGoodFitRaised    Cell = "good_fit_raised"
	CellPoorFitRaised    Cell = "poor_fit_raised"
	CellFitUnknownRaised Cell = "fit_unknown_raised"
)

// Cells are those that Locate returns.
func Cells() []Cell {
	return []Cell{
		CellGoodFitReady, CellGoodFitNotReady, CellPoorFitReady, CellPoorFitNotReady,
		CellFitUnknownReady, CellFitUnknownNotReady, CellReadinessUnknown,
	}
}

// GridCells are all the keys that a [Grid] may have: Cells, and those of raised
// hands.
func GridCells() []Cell {
	return append(Cells(), CellGoodFitRaised, CellPoorFitRaised, CellFitUnknownRaised)
}

// Raised is the cell of raised hands beside c, "" where there is none.
func (c Cell) Raised() Cell {
	switch c {
	case CellGoodFitReady:
		return CellGoodFitRaised
	case CellPoorFitReady:
		return CellPoorFitRaised
	case CellFitUnknownReady:
		return CellFitUnknownRaised
	}
	return ""
}

// Locate returns the cell of a lead. Where readiness is unknown, fit does not
// matter.
func Locate(fit, ready truth.Truth) Cell {
	switch ready {
	case truth.Met:
		switch fit {
		case truth.Met:
			return CellGoodFitReady
		case truth.Unmet:
			return CellPoorFitReady
		}
		return CellFitUnknownReady
	case truth.Unmet:
		switch fit {
		case truth.Met:
			return CellGoodFitNotReady
		case truth.Unmet:
			return CellPoorFitNotReady
		}
		return CellFitUnknownNotReady
	}
	return CellReadinessUnknown
}

// Quadrant is the quadrant of c.
func (c Cell) Quadrant() Quadrant {
	switch c {
	case CellGoodFitReady, CellGoodFitNotReady, CellPoorFitReady, CellPoorFitNotReady:
		return Quadrant(c)
	}
	return Undetermined
}

// Status is what a decision makes of a lead.
type Status string

// The statuses. The last two are given by screening, never by a cell.
const (
	StatusMQL          Status = "mql"          // marketing qualified: ready by score
	StatusSQL          Status = "sql"          // sales qualified: fits, and asked for contact
	StatusNurture      Status = "nurture"      // stays with marketing
	StatusResearch     Status = "research"     // sales looks into it before a call
	StatusDisqualified Status = "disqualified" // removed: no customer for us
	StatusExcluded     Status = "excluded"     // removed: not a lead at all, such as a customer
)

// Status is the status of c. A raised hand makes a lead that fits and is ready
// an instant SQL.
func (c Cell) Status(handRaised bool) Status {
	switch c {
	case CellGoodFitReady:
		if handRaised {
			return StatusSQL
		}
		return StatusMQL
	case CellPoorFitReady, CellFitUnknownReady:
		return StatusResearch
	}
	return StatusNurture
}
