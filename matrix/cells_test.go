package matrix_test

import (
	"slices"
	"testing"

	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify/truth"
)

// Cells are what Locate returns, each once; a Grid may have those of raised
// hands besides.
func TestCells(t *testing.T) {
	var located []matrix.Cell
	for _, fit := range []truth.Truth{truth.Met, truth.Unmet, truth.Unknown} {
		for _, ready := range []truth.Truth{truth.Met, truth.Unmet, truth.Unknown} {
			if c := matrix.Locate(fit, ready); !slices.Contains(located, c) {
				located = append(located, c)
			}
		}
	}
	cells := matrix.Cells()
	for _, c := range located {
		if !slices.Contains(cells, c) {
			t.Errorf("%s is not among the cells", c)
		}
	}
	if len(cells) != len(located) {
		t.Errorf("%d cells, of which %d are ever located", len(cells), len(located))
	}
	for _, c := range []matrix.Cell{matrix.CellGoodFitRaised, matrix.CellPoorFitRaised, matrix.CellFitUnknownRaised} {
		if !slices.Contains(matrix.GridCells(), c) || slices.Contains(cells, c) {
			t.Errorf("%s is a key of a Grid, and no cell that leads are in", c)
		}
	}
}

// Who asked is treated as the entry for raised hands says, team and action each
// by itself, else as the cell's, else as the table.
func TestRaisedEntries(t *testing.T) {
	g := matrix.Grid{
		matrix.CellPoorFitReady:  {Team: "desk", Action: "look"},
		matrix.CellPoorFitRaised: {Action: "call"},
	}
	for _, x := range []struct {
		cell         matrix.Cell
		raised       bool
		team, action string
	}{
		{matrix.CellPoorFitReady, false, "desk", "look"},
		{matrix.CellPoorFitReady, true, "desk", "call"},
		{matrix.CellGoodFitReady, true, matrix.Sales, matrix.Call},
		{matrix.CellFitUnknownReady, true, matrix.Sales, matrix.Ask},
		{matrix.CellFitUnknownReady, false, matrix.Sales, matrix.Research},
	} {
		if e := g.At(x.cell, x.raised); e.Team != x.team || e.Action != x.action {
			t.Errorf("%s, raised %v: %s, %s", x.cell, x.raised, e.Team, e.Action)
		}
	}
}
