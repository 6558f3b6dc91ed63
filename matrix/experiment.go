package matrix

import (
	mathbits "math/bits"

	"github.com/leadqual/leadqual/internal/milli"
)

// An Experiment gives some leads by chance another team or action than the matrix
// does, so that outcomes tell what that is worth: an entry of the part "experiments"
// of a rule set. It is plain data; while nobody changes it, any number of goroutines
// may pick from it.
type Experiment struct {
	// ID is unique among a rule set's experiments.
	ID string `json:"id"`
	// Name is for display and changes nothing.
	Name string `json:"name,omitempty"`
	// Salt makes this experiment's chance its own: with another salt the leads fall
	// into other arms. Two experiments with one salt would put the same leads
	// together.
	Salt string `json:"salt"`
	// When is the condition under which a lead is in the experiment, as text that
	// this package does not read. It may name what was decided, as that of a Route. ""
	// is always.
	When string `json:"when,omitempty"`
	// Arms are what a lead may get. Their order matters: another order puts leads
	// into other arms.
	Arms []Arm `json:"arms"`
	// Note is for the reader and changes nothing.
	Note string `json:"note,omitempty"`
}

// Control is the id of the arm that the others are held against where nothing
// else is said: the one with the greatest share, and of several the first, for
// authors write first what leads get already. "" where there are no arms.
func (x *Experiment) Control() string {
	var control Arm
	for _, a := range x.Arms {
		if a.Share > control.Share {
			control = a
		}
	}
	return control.ID
}

// An Arm is what some of the leads of an experiment get.
type Arm struct {
	// ID is unique within the experiment.
	ID string `json:"id"`
	// Name is for display and changes nothing.
	Name string `json:"name,omitempty"`
	// Share is the part of the leads that are in this arm, above 0. The shares of
	// an experiment sum to 1.
	Share Share `json:"share"`
	// Team and Action replace those of the lead's cell; "" keeps them.
	Team   string `json:"team,omitempty"`
	Action string `json:"action,omitempty"`
	// Note is for the reader and changes nothing.
	Note string `json:"note,omitempty"`
}

// Share is a part of a whole: 0.1 is a tenth. It is counted in thousandths. In Go a
// share means its nearest thousandth, which may be at most a millionth away; in JSON
// it is a decimal with at most three places. More is an error, never rounded.
type Share float64

// Thousandths is s in thousandths, exactly: 100 for 0.1.
func (s Share) Thousandths() int64 { return milli.Nearest(s) }

// String is the shortest decimal: "0.1".
func (s Share) String() string { return milli.String(s) }

// MarshalJSON writes s as a JSON number.
func (s Share) MarshalJSON() ([]byte, error) { return milli.Marshal(s) }

// UnmarshalJSON reads a JSON number of at most three decimal places; null and
// errors leave s as it was.
func (s *Share) UnmarshalJSON(data []byte) error { return milli.Unmarshal(data, s) }

// An Assignment is the arm of an experiment that a lead was put into by chance: the
// part "experiment" of a decision. The zero Assignment is none.
type Assignment struct {
	// ID is the experiment's.
	ID string `json:"id"`
	// Arm is the arm's id.
	Arm string `json:"arm"`
	// Share is the arm's.
	Share Share `json:"share"`
	// Propensity is the chance that the lead had of what was done with it: the sum
	// of the shares of all arms in which it would have got the same team and action.
	Propensity Share `json:"propensity"`
}

// Pick returns the arm of a lead, nil where the lead has no id or the experiment no
// arm. The result depends on nothing but the lead's id, the salt and the shares in
// their order.
//
// The number that decides is fixed for good, so that any program can repeat it: h is
// the hash of Route.Pick, of the salt, a byte 0 and the lead's id, and the arm is the
// first for which the shares up to its own, in thousandths, sum to more than
// floor(1000 h / 2^64). Pick allocates nothing.
func (x *Experiment) Pick(leadID string) *Arm {
	if leadID == "" {
		return nil
	}
	drawn, _ := mathbits.Mul64(1000, hash(x.Salt, leadID))
	sum := int64(0)
	for i := range x.Arms {
		if sum += x.Arms[i].Share.Thousandths(); sum > int64(drawn) {
			return &x.Arms[i]
		}
	}
	return nil
}

// With is the team and the action that a lead in the arm gets where its cell gives e.
func (a *Arm) With(e Entry) Entry { return e.with(Entry{Team: a.Team, Action: a.Action}) }

// Assign says that a lead is in an arm of x, one of its own, and what chance it had of
// what that gives a lead whose cell gives e.
func (x *Experiment) Assign(arm *Arm, e Entry) Assignment {
	got, same := arm.With(e), int64(0)
	for i := range x.Arms {
		if x.Arms[i].With(e) == got {
			same += x.Arms[i].Share.Thousandths()
		}
	}
	return Assignment{ID: x.ID, Arm: arm.ID, Share: arm.Share, Propensity: milli.Float[Share](same)}
}
