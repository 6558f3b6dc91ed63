package leadfile

import "sync/atomic"

// currency is the sign of the first currency that a column has, of which all of its
// numbers have to be.
type currency struct{ sign atomic.Pointer[string] }

// first is the sign, "" where none was found yet.
func (c *currency) first() string {
	if c == nil {
		return ""
	}
	if sign := c.sign.Load(); sign != nil {
		return *sign
	}
	return ""
}

// newBound is a column of one reader.
func newBound(c *column, index int) boundColumn {
	b := boundColumn{column: c, index: index}
	if c.kind == numberKind {
		b.currency = new(currency)
	}
	return b
}

// oneCurrency refuses a number in another currency than those before it. Which is the
// first is for a reader to say that sees all records.
func (r *Reader) oneCurrency(c *boundColumn, v value) (value, *fault) {
	first := c.currency.first()
	switch {
	case first == "" && r.detached != nil:
		r.detached.again = true
		return v, nil
	case first == "":
		first = v.text
		c.currency.sign.Store(&first)
	}
	if v.text != first {
		return c.refuse(&fault{reason: "want numbers in one currency, have " + shown(v.text) + " behind " + shown(first), hint: c.numbers.strips(first, v.text)})
	}
	return v, nil
}
