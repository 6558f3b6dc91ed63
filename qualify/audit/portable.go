package audit

import (
	"math"

	"github.com/leadqual/leadqual/internal/portable"
)

// exp is e^x with the same bits on every processor, so that what is learned is
// the same wherever it is learned. It is good for about twelve digits. Where
// points are found, products that meet a sum stand in a conversion, for the
// same reason: it forbids the compiler to fuse the two.
func exp(x float64) float64 { return portable.Exp2(x * math.Log2E) }
