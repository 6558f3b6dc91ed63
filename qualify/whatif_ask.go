package qualify

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/internal/portable"
	"github.com/leadqual/leadqual/scoring"
)

// A Ranked is a missing fact with what knowing it would settle.
type Ranked struct {
	// Question is that of the decision. Decisive is proven by Witnesses.
	Question
	// Together says that the fact may change quadrant, status, team or owner,
	// perhaps only with other missing facts. False is a proof, true is none.
	Together bool `json:"together,omitempty"`
	// Witnesses are two values of the fact that lead to different decisions.
	// Empty where Decisive is false.
	Witnesses []Witness `json:"witnesses,omitempty"`
	// Points and Fit are by how much the ranges of score and fit, High less
	// Low, shrink in the worst case of the values that were tried.
	Points scoring.Points `json:"points"`
	Fit    float64        `json:"fit"`
	// Bits is the expected information about quadrant, status, team and owner,
	// given the prior odds that the rule set states for the fact; 0 without
	// odds.
	Bits float64 `json:"bits,omitempty"`
}

// A Witness is a value of a fact and what the lead would be with it.
type Witness struct {
	// Value is a bool, a float64, a string, a time.Time or a []string.
	Value any `json:"value"`
	Placement
}

// Ask ranks the missing facts of a lead by what they settle: first those that
// change quadrant, status, team or owner alone, then those that may do so
// together with others, then the rest. Within each, facts with prior odds come first,
// by expected information, then the others, by the points and the fit that
// they settle in the worst case, and in the rule set's order where that is the
// same. The result is nil where nothing is asked.
//
// The values that are tried are the constants that the rules compare the fact
// with, their neighbours, and those with prior odds. So a decisive fact may be
// missed where only a value of another form would show it; Decisive is never
// wrong where it is true.
//
// Ask costs a decision for each value, and stops soon after the context is
// done; that is an error, as is a zero asOf. The lead is only read. Safe for
// concurrent use.
func (e *Engine) Ask(ctx context.Context, lead *Lead, asOf time.Time) ([]Ranked, error) {
	if asOf.IsZero() {
		return nil, errNoAsOf
	}
	if lead == nil {
		lead = &Lead{}
	}
	d := e.NewDecider()
	asked := d.decide(lead, asOf).Ask
	if len(asked) == 0 {
		return nil, ctx.Err()
	}
	out := make([]Ranked, len(asked))
	for i := range asked {
		out[i].Question = asked[i]
		out[i].For = slices.Clone(asked[i].For)
		out[i].Together = asked[i].Decisive || d.mayMatter(e.slotOf(asked[i].Path))
	}
	d.release()
	base := d.resultOf(lead, asOf)
	for i := range out {
		if err := e.rank(ctx, d, lead, asOf, &base, &out[i]); err != nil {
			return nil, err
		}
		out[i].Together = out[i].Together || out[i].Decisive
	}
	slices.SortStableFunc(out, func(a, b Ranked) int {
		return cmp.Or(
			yesFirst(a.Decisive, b.Decisive), yesFirst(a.Together, b.Together), cmp.Compare(b.Bits, a.Bits),
			cmp.Compare(b.Points, a.Points), cmp.Compare(b.Fit, a.Fit), cmp.Compare(e.slotOf(a.Path), e.slotOf(b.Path)),
		)
	})
	return out, nil
}

func yesFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// slotOf is the first slot that is asked for as a path.
func (e *Engine) slotOf(path string) int {
	return slices.IndexFunc(e.slots, func(s slot) bool { return s.askPath == path })
}

// rank tries values for a fact.
func (e *Engine) rank(ctx context.Context, d *Decider, lead *Lead, asOf time.Time, base *result, r *Ranked) error {
	s := &e.slots[e.slotOf(r.Path)]
	var first *Witness
	var widest result
	tried := false
	r.Decisive = false
	look := func(v any) result {
		t := d.resultOf(s.with(lead, v, asOf), asOf)
		if !tried {
			widest, tried = t, true
		}
		widest.score.High = max(widest.score.High-widest.score.Low, t.score.High-t.score.Low)
		widest.score.Low = 0
		widest.fit = max(widest.fit, t.fit)
		switch {
		case first == nil:
			first = &Witness{v, t.Placement}
		case r.Witnesses == nil && t.Placement != first.Placement:
			r.Witnesses = []Witness{*first, {v, t.Placement}}
			r.Decisive = true
		}
		return t
	}
	chance := map[Placement]float64{}
	total := 0.0
	for _, p := range s.prior {
		t := look(p.value)
		chance[t.Placement] = float64(chance[t.Placement] + p.odds)
		total = float64(total + p.odds)
	}
	for i := range s.tries() {
		if err := ctx.Err(); err != nil {
			return err
		}
		if v, ok := s.value(i, asOf); ok {
			look(v)
		}
	}
	if tried {
		r.Points = milli.Float[scoring.Points](max(0, (base.score.High-base.score.Low)-(widest.score.High-widest.score.Low)))
		r.Fit = max(0, base.fit-widest.fit)
	}
	r.Bits = information(chance, total)
	return nil
}

// information is the entropy of odds in bits: how much is learned on average by
// asking, as the fact settles the judgment. It is summed in ascending order, so
// that the order of the map has no part in it.
func information(odds map[Placement]float64, total float64) float64 {
	all := make([]float64, 0, len(odds))
	for _, o := range odds {
		if o > 0 && o < total {
			all = append(all, o/total)
		}
	}
	slices.Sort(all)
	bits := 0.0
	for _, p := range all {
		bits = float64(bits + float64(p*portable.NegLog2(uint64(p*(1<<63))<<1)))
	}
	return bits
}
