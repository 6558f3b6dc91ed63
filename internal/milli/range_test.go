package milli_test

import (
	"math"
	"testing"

	"github.com/leadqual/leadqual/internal/milli"
)

func TestRange(t *testing.T) {
	const all = milli.Unbounded
	r := func(low, high int64) milli.Range { return milli.Range{Low: low, High: high} }
	for name, c := range map[string][2]milli.Range{
		"with":                   {r(1, 3).With(r(-2, 2)), r(-2, 3)},
		"with nothing":           {milli.Nothing().With(r(5, 6)), r(5, 6)},
		"plus":                   {r(1, 3).Plus(r(-2, 2)), r(-1, 5)},
		"plus what has no bound": {r(-7, all).Plus(r(-all, -5)), r(-all, all)},
		"plus, saturated":        {r(-all+1, all-1).Plus(r(-2, 2)), r(-all, all)},
		"times":                  {milli.Times(5, 3), r(0, 15)},
		"times, below 0":         {milli.Times(-5, 3), r(-15, 0)},
		"times none":             {milli.Times(5, 0), r(0, 0)},
		"nothing, times any":     {milli.Times(0, -1), r(0, 0)},
		"times any":              {milli.Times(5, -1), r(0, all)},
		"times any, below 0":     {milli.Times(-5, -1), r(-all, 0)},
		"times too many":         {milli.Times(milli.Max, math.MaxInt64), r(0, all)},
		"clipped":                {r(-9, 9).Clip(-3, 5), r(-3, 5)},
		"clipped to one":         {r(-9, -5).Clip(-3, 5), r(-3, -3)},
		"clipped, low counts":    {r(-9, 9).Clip(3, -3), r(3, 3)},
		"clipped, no bound":      {r(-all, all).Clip(math.MinInt64, 7), r(-all, 7)},
	} {
		if c[0] != c[1] {
			t.Errorf("%s: %v, want %v", name, c[0], c[1])
		}
	}
	if !milli.Nothing().IsNothing() || milli.Exactly(7).IsNothing() {
		t.Error("nothing is a range of no amount, and only that")
	}
}
