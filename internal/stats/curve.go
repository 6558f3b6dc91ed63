package stats

// A Day counts the leads whose observation ended in one whole day after the
// start.
type Day struct {
	Won  int // reached the target
	Lost int // can reach it no more
	Open int // were looked up last then, and were open still
}

// A Point is where a Curve stands at the end of a day with wins.
type Point struct {
	Day    int
	Rate   float64 // share that has reached the target by then
	Var    float64
	AtRisk int // leads still open when the day began
	Interval
}

// MinAtRisk is the least number of leads still open that a curve stands on.
const MinAtRisk = 10

// Curve is the share that has reached the target by each day, from leads that
// have been followed for different lengths of time (O. O. Aalen and S. Johansen,
// "An empirical transition matrix for non-homogeneous Markov chains based on
// censored observations", Scandinavian Journal of Statistics 5, 1978). On one
// day events come before the end of observation. The variance is the
// multinomial Greenwood formula, the interval Wilson's with as many leads as
// would give it. It ends where fewer than atLeast leads are at risk.
func Curve(days []Day, atLeast int) []Point {
	risk := 0
	for _, d := range days {
		risk += d.Won + d.Lost + d.Open
	}
	var out []Point
	var events []event
	survival, rate := 1.0, 0.0
	for t, d := range days {
		if risk < max(1, atLeast) {
			break
		}
		if d.Won+d.Lost > 0 {
			y := float64(risk)
			before := survival
			rate += float64(before * float64(d.Won) / y)
			survival -= float64(before * float64(d.Won+d.Lost) / y)
			events = append(events, event{rate, before, y, float64(d.Won), float64(d.Won + d.Lost)})
			if d.Won > 0 {
				p := Point{Day: t, Rate: rate, Var: greenwood(events, rate), AtRisk: risk}
				p.Interval = effective(p.Rate, p.Var)
				if rate > 1-1e-9 {
					p.Interval = allWon(events)
				}
				out = append(out, p)
			}
		}
		risk -= d.Won + d.Lost + d.Open
	}
	return out
}

type event struct {
	rate   float64 // with the day's events
	before float64 // share still open when the day began
	risk   float64
	won    float64
	gone   float64 // won or lost
}

// greenwood is the variance of the curve where it stands at a rate.
func greenwood(events []event, rate float64) float64 {
	sum := 0.0
	for _, e := range events {
		left := rate - e.rate
		y := e.risk
		if left > 0 && y > e.gone {
			sum += float64(left * left * e.gone / (y * (y - e.gone)))
		}
		sum += float64(e.before * e.before * e.won * (y - e.won) / (y * y * y))
		sum -= float64(2 * left * e.before * e.won / (y * y))
	}
	return max(0, sum)
}

// effective is Wilson's interval with as many leads as would have the variance.
func effective(rate, variance float64) Interval {
	if variance <= 0 {
		return Interval{rate, rate}
	}
	return WilsonAt(rate, rate*(1-rate)/variance, Z95)
}

// allWon is the interval where all who were left have won. There the variance is 0, and
// says nothing: as with a share of 1, the interval is Wilson's, with as many leads as
// won, and no narrower than the last of them, who stand for all that were left, allow.
func allWon(events []event) Interval {
	won := 0.0
	for _, e := range events {
		won += e.won
	}
	last := events[len(events)-1]
	low := 1 - float64(last.before*(1-WilsonAt(1, last.risk, Z95).Low))
	return Interval{min(low, WilsonAt(1, won, Z95).Low), 1}
}

// At is where a curve stands at the end of a day, the zero Point before the
// first win.
func At(curve []Point, day int) Point {
	var p Point
	for i := range curve {
		if curve[i].Day > day {
			break
		}
		p = curve[i]
	}
	return p
}
