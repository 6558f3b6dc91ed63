package matrix_test

import (
	"fmt"

	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify/truth"
)

func ExampleLocate() {
	// Nobody knows whether the lead fits, but it asked for a call.
	cell := matrix.Locate(truth.Unknown, truth.Met)
	entry := matrix.Grid(nil).At(cell, true)
	fmt.Println(cell, cell.Quadrant(), cell.Status(true), entry.Team, entry.Action)
	// Output:
	// fit_unknown_ready undetermined research sales ask
}

func ExampleGrid_At() {
	grid := matrix.Grid{matrix.CellGoodFitNotReady: {Team: "sdr"}}
	fmt.Printf("%+v\n", grid.At(matrix.CellGoodFitNotReady, false))
	// Output:
	// {Team:sdr Action:nurture Note:}
}

func ExampleRoute_Pick() {
	route := matrix.Route{Owners: []matrix.Candidate{{ID: "ana", Weight: new(matrix.Weight(2))}, {ID: "bo"}}}
	fmt.Println(route.Pick("L-1", ""), route.Pick("L-1", "bo"))
	// Output:
	// bo bo
}
