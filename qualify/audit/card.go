package audit

import (
	"math"
	"slices"

	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/internal/scorecard"
)

// onePoint is a whole point in thousandths.
const onePoint = 1000

// A card are whole points by column, and the leads whose loss they are judged
// by: that of a logistic regression on the score, with the penalty that the
// unrounded points had. Its scale and intercept are fitted anew to whatever the
// points are.
type card struct {
	hit     []bool
	columns []column
	groups  []group // of columns: the terms
	bounds  []bound
	penalty float64
	most    float64 // the greatest span of all groups

	score  []int64 // of each row, in thousandths
	points []int64 // of each column, whole
	undo   []move
	line   line
	counts bins
}

// A column are the rows that get points of it.
type column struct {
	group  int
	rows   []int32
	amount []int64 // of each of the rows, in thousandths; nil is one of each
	still  bool    // its points are not to be changed
	bounds []int   // that it is in
}

// A group are the columns of which a row has one at most.
type group struct {
	cols []int
	// centred says that the penalty is on differences from the mean, for the
	// intercept takes up the rest.
	centred bool
	// scale is the root mean square of an amount, 0 where there is none.
	scale float64
}

// A move adds whole points to a column.
type move struct {
	col int
	by  int64
}

// newCard lays out what a learning has columns for. Factors of computed rules
// are set already and stay.
func (l *learning) newCard(penalty float64) *card {
	c := &card{bounds: l.bounds, penalty: penalty, columns: make([]column, l.width), points: make([]int64, l.width)}
	c.score = make([]int64, len(l.training))
	for _, x := range l.training {
		c.hit = append(c.hit, x.target.Value)
	}
	c.columns[0].still = true
	n := len(l.terms)
	for t := range l.terms {
		g := group{}
		for _, col := range l.columns[t] {
			if col >= 0 && !slices.Contains(g.cols, col) {
				g.cols = append(g.cols, col)
				c.columns[col].group = len(c.groups)
				c.columns[col].still = col == l.zeros[t] || l.computed(t)
			}
		}
		if len(g.cols) == 0 {
			continue
		}
		if l.terms[t].amount {
			g.scale = l.scale[t]
		}
		zero, _ := l.zeroOf(t)
		g.centred = len(zero) > 0
		c.groups = append(c.groups, g)
		for row := range l.training {
			at := int(l.levels[row*n+t])
			if at >= len(l.columns[t]) || l.columns[t][at] < 0 {
				continue
			}
			x := &c.columns[l.columns[t][at]]
			amount := milli.Nearest(l.amounts[row*n+t])
			if l.computed(t) {
				c.score[row] += l.points[l.columns[t][at]] * amount / onePoint
				continue
			}
			x.rows = append(x.rows, int32(row))
			if l.terms[t].amount {
				x.amount = append(x.amount, amount)
			}
		}
	}
	c.link()
	return c
}

// link lets each column know its bounds.
func (c *card) link() {
	for i := range c.bounds {
		for _, col := range c.bounds[i].cols {
			c.columns[col].bounds = append(c.columns[col].bounds, i)
		}
	}
}

// round finds whole points whose scores span about the range that was asked for.
func (l *learning) round(penalty float64) *card {
	l.points = make([]int64, l.width)
	c := l.newCard(penalty) // to know the span
	per := float64(l.s.options.Range) / max(span(c, l.worth), math.SmallestNonzeroFloat64)
	if math.IsInf(per, 0) {
		per = 0
	}
	worth := make([]float64, l.width)
	for t := range l.terms {
		for _, col := range l.columns[t] {
			if col < 0 {
				continue
			}
			if worth[col] = l.worth[col] * per; l.computed(t) {
				l.points[col] = scorecard.Round(worth[col])
			}
		}
	}
	c = l.newCard(penalty)
	c.search(worth, float64(l.s.options.Range))
	for col := range c.columns {
		if !c.columns[col].still {
			l.points[col] = c.points[col] * onePoint
		}
	}
	return c
}

// starts are the shares of the points that a search may start from: fewer points
// may lie nearer to whole ones, above all where there are few.
var starts = [...]float64{1, 0.9, 0.8, 0.7, 0.6, 0.5}

// matters is the least difference of log-loss a lead for which scores may span
// less than was asked for.
const matters = 1e-4

// search finds the points from what they would be if they need not be whole: from
// the best of their roundings it descends.
func (c *card) search(worth []float64, most float64) {
	c.count(most)
	best, least := make([]int64, len(c.points)), math.Inf(1)
	for i, share := range starts {
		for g := range c.groups {
			c.roundGroup(g, worth, share)
		}
		if i == 0 {
			c.most = max(most, span(c, c.points))
		}
		c.line = line{}
		loss := c.refit() + float64(matters*float64(i*len(c.hit)))
		if loss < least && span(c, c.points) <= c.most {
			best, least = slices.Clone(c.points), loss
		}
	}
	for col, p := range best {
		c.set(col, p)
	}
	c.line = line{}
	c.descend()
}

// roundGroup sets a group's points to whole ones that keep to its bounds: near
// what they should be, or else to fewer.
func (c *card) roundGroup(g int, worth []float64, share float64) {
	for ; ; share -= 0.05 {
		share = max(0, share)
		for _, col := range c.groups[g].cols {
			if !c.columns[col].still {
				c.set(col, int64(math.Round(worth[col]*share)))
			}
		}
		if c.mend(g, worth, share) {
			return
		}
	}
}

// mend moves points of a group by one, each time those that this takes least far
// from what they should be of a bound that is broken, until none is. It tells
// whether that came to an end.
func (c *card) mend(g int, worth []float64, share float64) bool {
	for range 100 {
		b := c.broken(g)
		if b < 0 {
			return true
		}
		best, least := move{}, math.Inf(1)
		for k, col := range c.bounds[b].cols {
			by := int64(1)
			if c.bounds[b].factors[k] < 0 {
				by = -1
			}
			if far := math.Abs(float64(c.points[col]+by) - float64(worth[col]*share)); far < least && !c.columns[col].still {
				best, least = move{col, by}, far
			}
		}
		c.add(best.col, best.by)
	}
	return false
}

// broken is a bound that a group's points break, or -1.
func (c *card) broken(g int) int {
	for _, col := range c.groups[g].cols {
		for _, b := range c.columns[col].bounds {
			if !c.keeps(b) {
				return b
			}
		}
	}
	return -1
}

// keeps tells whether points keep to a bound.
func (c *card) keeps(b int) bool {
	sum := int64(0)
	for k, col := range c.bounds[b].cols {
		sum += c.bounds[b].factors[k] * c.points[col]
	}
	return sum >= 0
}

func (c *card) set(col int, points int64) {
	if by := points - c.points[col]; by != 0 {
		c.add(col, by)
	}
}

// add adds points to a column.
func (c *card) add(col int, by int64) {
	x := &c.columns[col]
	c.points[col] += by
	for k, row := range x.rows {
		amount := int64(onePoint)
		if x.amount != nil {
			amount = x.amount[k]
		}
		c.counts.add(c.score[row], c.hit[row], -1)
		c.score[row] += by * amount
		c.counts.add(c.score[row], c.hit[row], 1)
	}
}

// passes bounds how often a search goes through all columns.
const passes = 50

// descend changes the points of one column by one, or to 0, or those of a whole
// group by one, wherever the loss falls most, in turn, until no change makes it
// fall: coordinate descent over whole numbers that fits scale and intercept anew
// at each step (compare J. Liu, C. Zhong, B. Li, M. Seltzer and C. Rudin,
// "FasterRisk: fast and accurate interpretable risk scores", Advances in Neural
// Information Processing Systems 35, 2022). A change that breaks a bound moves
// other columns along until it holds.
func (c *card) descend() {
	loss := c.refit()
	for range passes {
		before := loss
		for col := range c.columns {
			if c.columns[col].still {
				continue
			}
			loss = c.best(loss, [][]move{{{col, 1}}, {{col, -1}}, {{col, -c.points[col]}}})
		}
		for g := range c.groups {
			var up, down []move
			for _, col := range c.groups[g].cols {
				if !c.columns[col].still {
					up, down = append(up, move{col, 1}), append(down, move{col, -1})
				}
			}
			if len(up) > 1 {
				loss = c.best(loss, [][]move{up, down})
			}
		}
		if loss == before {
			return
		}
	}
}

// best makes the change of some by which the loss falls most, if any, and
// returns the loss.
func (c *card) best(loss float64, changes [][]move) float64 {
	least := loss - 1e-9
	var best []move
	line := c.line
	for _, change := range changes {
		if c.try(change) {
			if l := c.refitBelow(least); l < least {
				least, best = l, slices.Clone(c.undo)
			}
		}
		c.takeBack()
		c.line = line
	}
	if best == nil {
		return loss
	}
	for _, m := range best {
		c.add(m.col, m.by)
	}
	return c.refit()
}

// try makes a change and what bounds need besides; false where they forbid it.
func (c *card) try(change []move) bool {
	c.undo = c.undo[:0]
	for _, m := range change {
		if m.by == 0 {
			return false
		}
		c.make(m)
	}
	sign := int64(1)
	if change[0].by < 0 {
		sign = -1
	}
	for i := 0; i < len(c.undo); i++ {
		if len(c.undo) > 1000 {
			return false
		}
		for _, b := range c.columns[c.undo[i].col].bounds {
			for !c.keeps(b) {
				col := c.pushed(b, sign)
				if col < 0 {
					return false
				}
				c.make(move{col, sign})
			}
		}
	}
	return span(c, c.points) <= c.most
}

// pushed is the one column by whose change in a direction a bound may hold, or
// -1.
func (c *card) pushed(b int, sign int64) int {
	col := -1
	for k, f := range c.bounds[b].factors {
		if f*sign > 0 {
			if col >= 0 || c.columns[c.bounds[b].cols[k]].still {
				return -1
			}
			col = c.bounds[b].cols[k]
		}
	}
	return col
}

func (c *card) make(m move) {
	c.add(m.col, m.by)
	c.undo = append(c.undo, m)
}

func (c *card) takeBack() {
	for _, m := range c.undo {
		c.add(m.col, -m.by)
	}
	c.undo = c.undo[:0]
}

// computed tells whether a term is a factor of what a rule computes, which need
// not be whole.
func (l *learning) computed(t int) bool {
	return l.terms[t].amount && l.s.rs.Scoring.Rules[l.terms[t].rule].Compute != ""
}

// span is the distance between the least and the greatest sum of points by
// column that there may be.
func span[T int64 | float64](c *card, points []T) float64 {
	sum := 0.0
	for i := range c.groups {
		low, high := T(0), T(0)
		for _, col := range c.groups[i].cols {
			low, high = min(low, points[col]), max(high, points[col])
		}
		if x := float64(high - low); c.groups[i].scale > 0 {
			sum += float64(2 * float64(x*c.groups[i].scale)) // few leads have more
		} else {
			sum += x
		}
	}
	return sum
}

// ridge is what the penalty is times, by the points at a scale of 1.
func (c *card) ridge() float64 {
	sum := 0.0
	for i := range c.groups {
		g := &c.groups[i]
		mean, n := 0.0, float64(len(g.cols))
		if g.centred {
			for _, col := range g.cols {
				mean += float64(c.points[col])
			}
			mean /= n
		}
		for _, col := range g.cols {
			x := float64(c.points[col]) - mean
			if g.scale > 0 {
				x *= g.scale
			}
			sum += float64(x * x)
		}
	}
	return sum
}
