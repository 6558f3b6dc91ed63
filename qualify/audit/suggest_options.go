package audit

import (
	"errors"
	"fmt"
	"math"
)

// SuggestOptions says what to learn. A nil *SuggestOptions, and the zero value
// of any field, mean the defaults.
type SuggestOptions struct {
	// Target is what the score shall predict; "" is TargetWon.
	Target Target
	// Horizon, where it is set, is what outcomes are asked for, as in an Audit:
	// examples that are too young or of which it is not known teach nothing.
	Horizon Horizon
	// Facts are the facts to make tiers of, beside the rules that are there,
	// by path. Nil: those that the rule set declares and no scoring rule reads.
	// Empty but not nil: none. A fact that is known too late is an error.
	Facts []string
	// Activities makes tiers of how often each type of activity happened.
	Activities bool
	// KnownBy are the values of known_after that are early enough. Default:
	// none, so that facts with a known_after are refused.
	KnownBy []string
	// MinLeads is how many leads with an outcome a level of a fact, or a met
	// rule, must have to be learned from; default 20.
	MinLeads int
	// MaxTiers is the greatest number of steps to cut a number into, and of
	// texts of a fact to tell apart; default 10, at most 100.
	MaxTiers int
	// MaxRules is the greatest number of rules to learn, for a card that people
	// can read; rules that are left as they are do not count. 0: as many as tell.
	MaxRules int
	// Monotone holds the tiers that are made of a number to an order, by its
	// path: Up where a greater number never gets fewer points, Down where it
	// never gets more. What is unknown scores 0 as ever. A path of which no
	// tiers are made, or that is no number, is an error.
	Monotone map[string]Direction
	// Range is the distance in points between the least and the greatest score
	// that the proposed rules can give, about; default 100, at most a million.
	Range int
	// Penalty is the strength of the penalty on large coefficients. 0: the
	// strength is chosen by cross-validation within the training leads.
	Penalty float64
	// Calls is how many leads sales can handle a week. 0 is no limit.
	Calls float64
	// Weeks is how many weeks of history the examples cover. 0: from the first
	// to the last lead's creation, or AsOf where that is not known.
	Weeks float64
	// Precision is the least share of ready leads, raised hands included, that
	// should reach the target, 0 to 1. It is ignored where Calls is given. 0 is no demand.
	Precision float64
}

// A Direction is the way in which points go as a number rises.
type Direction string

// The directions.
const (
	Up   Direction = "up"
	Down Direction = "down"
)

func (o *SuggestOptions) filled() SuggestOptions {
	var f SuggestOptions
	if o != nil {
		f = *o
	}
	f.Target = f.Target.or()
	for _, d := range []struct {
		to *int
		v  int
	}{{&f.MinLeads, 20}, {&f.MaxTiers, 10}, {&f.Range, 100}} {
		if *d.to <= 0 {
			*d.to = d.v
		}
	}
	return f
}

// What tiers and points may be asked for at most: nobody reads more tiers, and
// sums of points stay whole.
const (
	mostTiers = 100
	mostRange = 1_000_000
)

// check refuses what cannot be meant.
func (o *SuggestOptions) check() error {
	switch {
	case o.Target != "" && o.Target != TargetWon && o.Target != TargetAccepted:
		return fmt.Errorf("audit: there is no target %q: give %q or %q", o.Target, TargetWon, TargetAccepted)
	case o.Horizon.Days < 0:
		return fmt.Errorf("audit: a horizon of %d days is none; give 1 or more", o.Horizon.Days)
	case o.Horizon.Days > 0 != !o.Horizon.CutOff.IsZero():
		return errors.New("audit: a horizon needs both its days and its cut-off, the instant up to which outcomes were looked up")
	case !(o.Precision >= 0 && o.Precision <= 1):
		return fmt.Errorf("audit: precision is between 0 and 1, not %v", o.Precision)
	case !(o.Calls >= 0) || !(o.Weeks >= 0) || !(o.Penalty >= 0):
		return errors.New("audit: calls, weeks and penalty cannot be negative")
	case math.IsInf(o.Weeks, 0) || math.IsInf(o.Penalty, 0):
		return errors.New("audit: weeks and penalty cannot be infinite")
	case o.MaxTiers > mostTiers:
		return fmt.Errorf("audit: %d tiers are too many to learn from; at most %d", o.MaxTiers, mostTiers)
	case o.Range > mostRange:
		return fmt.Errorf("audit: a range of %d points is too large; at most %d", o.Range, mostRange)
	}
	return nil
}
