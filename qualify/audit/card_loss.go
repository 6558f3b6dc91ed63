package audit

import "math"

// A line is the log-odds by score: of 0 points, and of each further one.
type line struct{ at, rise float64 }

// bins count rows by score. A bin is a point wide unless there are very many.
// What is far out counts as at the ends.
type bins struct {
	width     int64 // in thousandths
	from      int64 // the first, in widths
	hits, all []int
}

// maxHalf is the greatest number of bins above and below 0.
const maxHalf = 3000

// count counts all rows, for scores that span about so many points.
func (c *card) count(span float64) {
	c.counts.width = onePoint * int64(math.Ceil(max(1, 3*span/maxHalf)))
	half := int64(math.Ceil(3*span)) * onePoint / c.counts.width
	c.counts.from = -half
	c.counts.hits, c.counts.all = make([]int, 2*half+1), make([]int, 2*half+1)
	for row, score := range c.score {
		c.counts.add(score, c.hit[row], 1)
	}
}

// add adds a number of rows with a score.
func (b *bins) add(score int64, hit bool, n int) {
	i := score + b.width/2
	if i < 0 {
		i -= b.width - 1
	}
	i = max(0, min(i/b.width-b.from, int64(len(b.all)-1)))
	b.all[i] += n
	if hit {
		b.hits[i] += n
	}
}

// A parabola is how the loss falls around a line.
type parabola struct {
	loss           float64
	at, rise       float64 // first derivatives
	atAt, atRise   float64 // second ones
	riseRise       float64
	downAt, downUp float64 // what to take off for the least
	fall           float64 // of the loss by that
}

// around is the loss by a line with its derivatives.
func (c *card) around(l line, ridge float64) parabola {
	b := &c.counts
	p := parabola{atAt: 1e-9, riseRise: 1e-9}
	for i, n := range b.all {
		if n == 0 {
			continue
		}
		x := float64((int64(i)+b.from)*b.width) / onePoint
		f := l.at + float64(l.rise*x)
		all, hits := float64(n), float64(b.hits[i])
		e := exp(-math.Abs(f))
		chance := 1 / (1 + e)
		if f < 0 {
			chance = e / (1 + e)
		}
		p.loss += float64(all*(max(f, 0)+math.Log1p(e))) - float64(hits*f)
		g := float64(all*chance) - hits
		w := float64(all * float64(chance*(1-chance)))
		p.at += g
		p.rise += float64(g * x)
		p.atAt += w
		wx := float64(w * x)
		p.atRise += wx
		p.riseRise += float64(wx * x)
	}
	r := float64(c.penalty * ridge)
	p.loss += float64(r*float64(l.rise*l.rise)) / 2
	p.rise += float64(r * l.rise)
	p.riseRise += r
	det := float64(p.atAt*p.riseRise) - float64(p.atRise*p.atRise)
	if det > 0 {
		p.downAt = (float64(p.riseRise*p.at) - float64(p.atRise*p.rise)) / det
		p.downUp = (float64(p.atAt*p.rise) - float64(p.atRise*p.at)) / det
		p.fall = (float64(p.at*p.downAt) + float64(p.rise*p.downUp)) / 2
	}
	return p
}

// refit fits the line to the points and returns the loss. A line that falls would
// turn the signs of points around, so its loss is infinite.
func (c *card) refit() float64 { return c.refitBelow(math.Inf(1)) }

// refitBelow is refit, but gives up where the loss will not come below a limit.
func (c *card) refitBelow(limit float64) float64 {
	ridge := c.ridge()
	p := c.around(c.line, ridge)
	for range 50 {
		// Near its least the loss is its parabola; far away it may fall further.
		if p.loss-float64(2*p.fall) >= limit {
			return math.Inf(1)
		}
		if p.fall < 1e-10 {
			break
		}
		scale, better := 1.0, false
		for range 30 {
			l := line{c.line.at - float64(scale*p.downAt), c.line.rise - float64(scale*p.downUp)}
			if next := c.around(l, ridge); next.loss < p.loss {
				c.line, p, better = l, next, true
				break
			}
			scale /= 2
		}
		if !better {
			break
		}
	}
	if c.line.rise < 0 {
		return math.Inf(1)
	}
	return p.loss
}

// mean is the log-loss a row.
func (c *card) mean() float64 {
	return c.around(c.line, 0).loss / float64(max(1, len(c.hit)))
}
