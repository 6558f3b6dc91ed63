package audit

import "fmt"

// A figure is a rate as the page shows it.
type figure struct {
	Name, Share string
	Ends, Of    string
	Scale       *rateScale // nil where there is nothing to draw
}

func rateFigure(name any, r Rate) figure {
	if r.Of == 0 {
		return figure{Name: fmt.Sprint(name), Share: "-", Ends: "no outcome counts"}
	}
	return figure{fmt.Sprint(name), short(r), ends(r.Low, r.High), ofLeads(r), scaleOf(r, r.High, 194)}
}

func weightedFigure(target Target, w *WeightedRate) figure {
	r := Rate{Of: 1, Rate: w.Rate, Low: w.Low, High: w.High, KnownLow: w.Low, KnownHigh: w.High}
	return figure{
		string(target) + ", had all been worked", percent(w.Rate), ends(w.Low, w.High),
		fmt.Sprintf("by the %d leads that chance had sales work, for all %d", w.Looked, w.Leads), scaleOf(r, r.High, 194),
	}
}

func ends(low, high float64) string { return fmt.Sprintf("%.1f to %.1f %%", 100*low, 100*high) }

// A rateScale draws a rate, its ends and those among the known, from 0 to Top.
type rateScale struct {
	Low, High, KnownLow, KnownHigh, At float64
	Known                              bool
	Top, Ends                          string
}

// scaleOf is a scale of a width, 3 pixels from the left, that reaches most.
func scaleOf(r Rate, most, width float64) *rateScale {
	top := scaleTop(most)
	x := func(v float64) float64 { return 3 + width*min(v, top)/top }
	return &rateScale{
		Low: x(r.Low), High: x(r.High), KnownLow: x(r.KnownLow), KnownHigh: x(r.KnownHigh), At: x(r.Rate),
		Known: r.Of > r.Unknown, Top: percent0(top), Ends: ends(r.Low, r.High),
	}
}

func scaleTop(most float64) float64 {
	for _, top := range []float64{0.02, 0.05, 0.1, 0.2, 0.5} {
		if most <= top {
			return top
		}
	}
	return 1
}

// armTop is how high the rates of a trial's arms reach.
func armTop(r TrialReport) float64 {
	most := 0.0
	for i := range r.Arms {
		if r.Arms[i].Rate.Of > 0 {
			most = max(most, r.Arms[i].Rate.High)
		}
	}
	return most
}

func armWhisker(r TrialReport, rate Rate) *rateScale { return scaleOf(rate, armTop(r), 114) }

func armScale(r TrialReport) string { return "0 to " + percent0(scaleTop(armTop(r))) }

// A whisker draws a lift and its interval on a scale from 0 to 3.
type whisker struct {
	Low, High, At, One float64
	From, To           float64
	Class              string
}

func liftWhisker(l Lift) whisker {
	x := func(v float64) float64 { return 3 + 114*min(v, 3)/3 }
	class := "weak"
	switch l.Verdict {
	case Better:
		class = "better"
	case Worse:
		class = "worse"
	case LikelyBetter, LikelyWorse:
		class = "likely"
	}
	return whisker{Low: x(l.Low), High: x(l.High), At: x(l.Lift), One: x(1), From: l.Low, To: l.High, Class: class}
}
