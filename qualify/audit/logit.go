package audit

import (
	"math"

	"github.com/leadqual/leadqual/internal/stats"
)

// A Calibration turns points into a chance: of leads with x points a share of
// 1 / (1 + exp(-(Intercept + Slope x))) reaches the target. It is fitted to
// the leads by maximum likelihood (J. Platt, "Probabilistic outputs for support
// vector machines", 1999, with his correction for few leads).
type Calibration struct {
	Intercept float64 `json:"intercept"`
	// Slope is for one point.
	Slope float64 `json:"slope"`
	// DoubleAt is how many points double the odds, negative where more points
	// mean less chance; 0 where points make no difference.
	DoubleAt float64 `json:"double_at"`
	// Center are the points at which the chance is known best. There CenterError is
	// the standard error of the logarithm of the odds, and SlopeError that of the
	// slope; the two are independent of each other.
	Center      float64 `json:"center"`
	CenterError float64 `json:"center_error"`
	SlopeError  float64 `json:"slope_error"`
}

// Chance is the chance of a lead with x points.
func (c *Calibration) Chance(x float64) float64 {
	return logistic(c.Intercept + float64(c.Slope*x))
}

// Interval is the 95 % interval of that chance, by the delta method on the scale of
// log-odds. It holds as far as the chance follows the curve; see
// ReliabilityStep.ExpectedLow.
func (c *Calibration) Interval(x float64) (low, high float64) {
	d := float64(c.SlopeError * (x - c.Center))
	half := stats.Z95 * math.Sqrt(float64(c.CenterError*c.CenterError)+float64(d*d))
	at := c.Intercept + float64(c.Slope*x)
	return logistic(at - half), logistic(at + half)
}

// logistic is 1 / (1 + exp(-x)).
func logistic(x float64) float64 {
	if x < 0 {
		e := exp(x)
		return e / (1 + e)
	}
	return 1 / (1 + exp(-x))
}

// Calibration is that of the histogram, nil where all leads with a known target
// hit, none did, or all have the same points.
func (h *Histogram) Calibration() *Calibration {
	buckets := h.known()
	all := h.total()
	if all.Hits == 0 || all.Hits == all.Known || len(buckets) < 2 {
		return nil
	}
	// Points are centred and scaled so that the steps are well behaved.
	n, mean, spread := float64(all.Known), 0.0, 0.0
	for i := range buckets {
		mean += float64(buckets[i].middle() * float64(buckets[i].Known) / n)
	}
	for i := range buckets {
		d := buckets[i].middle() - mean
		spread += float64(float64(d*d) * float64(buckets[i].Known) / n)
	}
	spread = math.Sqrt(spread)
	high := (float64(all.Hits) + 1) / (float64(all.Hits) + 2)
	low := 1 / (n - float64(all.Hits) + 2)
	a, b := math.Log(float64(all.Hits)/(n-float64(all.Hits))), 0.0
	loss := func(a, b float64) float64 {
		sum := 0.0
		for i := range buckets {
			f := a + float64(b*(buckets[i].middle()-mean)/spread)
			hits, misses := float64(buckets[i].Hits), float64(buckets[i].Known-buckets[i].Hits)
			t := float64(hits*high) + float64(misses*low)
			sum += float64(softplus(f)*(hits+misses)) - float64(t*f)
		}
		return sum
	}
	var haa, hab, hbb float64 // the information about both
	for range 100 {
		var ga, gb float64
		haa, hab, hbb = 0, 0, 0
		for i := range buckets {
			x := (buckets[i].middle() - mean) / spread
			hits, misses := float64(buckets[i].Hits), float64(buckets[i].Known-buckets[i].Hits)
			p := logistic(a + float64(b*x))
			g := float64((hits+misses)*p) - float64(hits*high) - float64(misses*low)
			w := float64((hits+misses)*p*(1-p)) + 1e-12
			ga += g
			gb += float64(g * x)
			haa += w
			hab += float64(w * x)
			hbb += float64(w * x * x)
		}
		det := float64(haa*hbb) - float64(hab*hab)
		if det <= 0 {
			break
		}
		da, db := (float64(hbb*ga)-float64(hab*gb))/det, (float64(haa*gb)-float64(hab*ga))/det
		step, now := 1.0, loss(a, b)
		for step > 1e-10 && loss(a-float64(step*da), b-float64(step*db)) > now {
			step /= 2
		}
		a, b = a-float64(step*da), b-float64(step*db)
		if math.Abs(da)+math.Abs(db) < 1e-10 {
			break
		}
	}
	c := &Calibration{Slope: b / spread}
	c.Intercept = a - float64(c.Slope*mean)
	if c.Slope != 0 {
		c.DoubleAt = math.Ln2 / c.Slope
	}
	c.Center = mean + float64(spread*hab/haa)
	c.CenterError = 1 / math.Sqrt(haa)
	c.SlopeError = 1 / math.Sqrt(max(1e-12, hbb-float64(hab/haa*hab))) / spread
	return c
}

// softplus is log(1 + exp(x)).
func softplus(x float64) float64 {
	if x > 0 {
		return x + math.Log1p(exp(-x))
	}
	return math.Log1p(exp(x))
}
