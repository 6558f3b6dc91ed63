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
