package leadfile

import (
	"bytes"
	"math"
	"math/big"
	"strconv"
	"strings"
)

// unit is a text behind a number that multiplies it.
type unit struct {
	name []byte
	// The factor is digits * 10^power, the digits without zeros at the end.
	digits *big.Int
	power  int
}

// percentage is what a percent sign does.
var percentage = newUnit("%", 0.01)

// newUnit takes the factor as the shortest decimal that is the same float64: 0.01
// is a hundredth.
func newUnit(name string, factor float64) unit {
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(factor, 'e', -1, 64), "e")
	power, _ := strconv.Atoi(exponent)
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits, _ := new(big.Int).SetString(whole+fraction, 10)
	return unit{name: []byte(name), digits: digits, power: power - len(fraction)}
}

// unitOf is the unit that a text ends with, nil if it has none.
func (r *numberReader) unitOf(text []byte) *unit {
	for i := range r.units {
		if u := &r.units[i]; bytes.HasSuffix(text, u.name) {
			return u
		}
	}
	return nil
}

// longestScaled is how many bytes a number with a unit may have.
const longestScaled = 400

// value is the number in its unit, if it has one, which a percent sign is too. It is
// rounded once, so that 0.7% is 0.007 to the bit and 1.1k is 1100.
func (p *numberParts) value(u *unit, percent bool) (float64, bool) {
	text := p.digits
	if percent {
		u = &percentage
	}
	if u != nil {
		mantissa, exponent, given := bytes.Cut(bytes.ToLower(text), []byte("e"))
		power := 0
		if given {
			var err error
			if power, err = strconv.Atoi(string(exponent)); err != nil {
				return 0, false
			}
		}
		if u.digits.IsInt64() && u.digits.Int64() == 1 {
			text = mantissa
		} else {
			whole, fraction, _ := bytes.Cut(mantissa, []byte("."))
			product, ok := new(big.Int).SetString(string(whole)+string(fraction), 10)
			if !ok || len(mantissa) > longestScaled {
				return 0, false
			}
			text = product.Mul(product, u.digits).Append(nil, 10)
			power -= len(fraction)
		}
		text = strconv.AppendInt(append(text, 'e'), int64(power+u.power), 10)
	}
	n, err := strconv.ParseFloat(string(text), 64)
	if err != nil || math.IsInf(n, 0) {
		return 0, false
	}
	return n + 0, true // without the sign of -0
}
