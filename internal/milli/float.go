package milli

import (
	"errors"
	"fmt"
	"math"
	"strconv"
)

// MaxAmount bounds the magnitude of an amount that somebody states, in
// thousandths: a billion units.
const MaxAmount = 1_000_000_000_000

// Tolerance is how far a number may be from a whole thousandth and still mean
// it: sums and quotients of float64 are a little beside.
const Tolerance = 1e-6

// Errors of Of.
var (
	ErrNumber = errors.New("not a number")
	ErrAmount = errors.New("beyond a billion")
)

// Of is v in thousandths. It is an error where v is not a number, beyond a
// billion, or farther than Tolerance from a whole thousandth.
func Of[T ~float64](v T) (int64, error) {
	switch {
	case math.IsNaN(float64(v)) || math.IsInf(float64(v), 0):
		return 0, ErrNumber
	case v > MaxAmount/1000 || v < -MaxAmount/1000:
		return 0, ErrAmount
	}
	n := Nearest(v)
	if math.Abs(float64(v)-float64(n)/1000) > Tolerance {
		return 0, ErrPlaces
	}
	return n, nil
}

// Nearest is the whole number of thousandths that is nearest to v; beyond a
// trillion it is that, and 0 for what is not a number.
func Nearest[T ~float64](v T) int64 {
	switch {
	case v >= 0:
		return int64(float64(float64(min(v, Max/1000))*1000) + 0.5) // not fused
	case v < 0:
		return int64(float64(float64(max(v, -Max/1000))*1000) - 0.5)
	}
	return 0
}

// Float is the float64 nearest to n thousandths. Up to a trillion, Nearest
// takes it back.
func Float[T ~float64](n int64) T { return T(float64(n) / 1000) }

// Sum is a + b, exact in thousandths.
func Sum[T ~float64](a, b T) T { return Float[T](Nearest(a) + Nearest(b)) }

// Less is a - b, exact in thousandths.
func Less[T ~float64](a, b T) T { return Float[T](Nearest(a) - Nearest(b)) }

// String is the shortest decimal of v: "12.5". What means no thousandth is
// written as it is.
func String[T ~float64](v T) string {
	if n := Nearest(v); math.Abs(float64(v)-float64(n)/1000) <= Tolerance {
		return string(Append(nil, n))
	}
	return strconv.FormatFloat(float64(v), 'f', -1, 64)
}

// Marshal writes v as a JSON number of at most three decimal places, which is
// an error where v means none.
func Marshal[T ~float64](v T) ([]byte, error) {
	n := Nearest(v)
	if !(math.Abs(float64(v)-float64(n)/1000) <= Tolerance) {
		return nil, fmt.Errorf("%v is %w", float64(v), ErrPlaces)
	}
	return Append(nil, n), nil
}

// Unmarshal reads a JSON number into v, for UnmarshalJSON methods. As the
// convention there asks, null leaves v as it was; so does an error, which
// quotes the text and wraps one of Parse's.
func Unmarshal[T ~float64](data []byte, v *T) error {
	if string(data) == "null" {
		return nil
	}
	n, err := Parse(string(data))
	if err != nil {
		return fmt.Errorf("%.40s: %w", data, err)
	}
	*v = Float[T](n)
	return nil
}
