package bounds

import "github.com/leadqual/leadqual/internal/criteria"

// A Result is all that something decided may be within a stretch of time.
type Result struct {
	// Known and Unknown tell whether it may be that. What follows holds where it
	// may be known.
	Known, Unknown bool
	Low, High      float64 // of a number
	Text           string
	AnyText        bool // instead of Text
	Truths         Truths
}

// SetResult sets what was decided, by the slot of the fact that names it. It
// holds until it is set again; what was never set is unknown.
func (s *Evaluator) SetResult(slot int, r Result) { s.results[slot] = r.scope() }

func (r Result) scope() scope {
	truths := Truths(0)
	if r.Known {
		truths = r.Truths & metOrUnmet
	}
	if r.Unknown {
		truths |= unknownOnly
	}
	return scope{
		num:  numberInterval{low: r.Low, high: r.High, known: r.Known, unknown: r.Unknown},
		text: textSet{r.Text, r.AnyText, r.Known, r.Unknown},
		bool: truths,
	}
}

func (s *Evaluator) result(n *criteria.Node) scope {
	if r, ok := s.results[n.Slot]; ok {
		return r
	}
	return Result{Unknown: true}.scope()
}

// Single tells whether it is one thing all the while.
func (r Result) Single() bool {
	return r.Known != r.Unknown && (r.Unknown || r.Low == r.High && !r.AnyText && r.Truths != EitherWay)
}

// EitherWay is a truth value that is one of both.
const EitherWay = metOrUnmet

// TruthsOf is the set of one truth value.
func TruthsOf(met bool) Truths { return yesNo(met, !met) }

// MayBeUnknown tells whether unknown is in the set.
func (t Truths) MayBeUnknown() bool { return t&unknownOnly != 0 }
