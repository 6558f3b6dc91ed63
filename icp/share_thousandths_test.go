package icp_test

import (
	"testing"

	"github.com/leadqual/leadqual/icp"
)

// A number written in Go means its nearest thousandth.
func TestThousandths(t *testing.T) {
	for _, x := range []struct {
		have, want int64
	}{
		{icp.Share(0.5).Thousandths(), 500}, {icp.Share(1.0 / 3).Thousandths(), 333}, {icp.Share(0.1 + 0.2).Thousandths(), 300},
		{icp.Weight(2).Thousandths(), 2000}, {icp.Weight(1.5).Thousandths(), 1500}, {icp.Weight(0).Thousandths(), 0},
	} {
		if x.have != x.want {
			t.Errorf("have %d, want %d", x.have, x.want)
		}
	}
}
