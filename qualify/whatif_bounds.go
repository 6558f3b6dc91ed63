package qualify

import (
	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/internal/scorecard"
)

// columnBounds are the least and the greatest of several columns, each of the
// three amounts by itself.
type columnBounds struct {
	least, most scorecard.Column
	any         bool
}

func (b *columnBounds) add(c scorecard.Column) {
	if !b.any {
		b.least, b.most, b.any = c, c, true
		return
	}
	b.least = scorecard.Column{Points: min(b.least.Points, c.Points), Low: min(b.least.Low, c.Low), High: min(b.least.High, c.High)}
	b.most = scorecard.Column{Points: max(b.most.Points, c.Points), Low: max(b.most.Low, c.Low), High: max(b.most.High, c.High)}
}

// exactly adds the column of an amount that is known.
func (b *columnBounds) exactly(v int64) {
	b.add(scorecard.Column{Points: v, Low: v, High: v})
}

// span adds all columns within a range.
func (b *columnBounds) span(r milli.Range) {
	b.exactly(r.Low)
	b.exactly(r.High)
}
