package scoring

// A Model is a way to score leads: the part "scoring" of a rule set. It is
// plain data and has no behaviour.
type Model struct {
	// Groups are the groups that rules name.
	Groups []Group `json:"groups,omitempty"`
	// Rules are scored all, in order.
	Rules []Rule `json:"rules,omitempty"`
	// Min and Max clip the total. Nil does not.
	Min *Points `json:"min,omitempty"`
	Max *Points `json:"max,omitempty"`
	// ReadyAt is the least total of a lead that is ready by score. Nil: none
	// is.
	ReadyAt *Points `json:"ready_at,omitempty"`
	// StaysReadyAt is the least total of a lead that stays ready in the stages of
	// StaysReadyIn, below ReadyAt, so that a lead near the line does not go to
	// and fro between teams. This package does not know a lead's stage.
	// Nil is ReadyAt.
	StaysReadyAt *Points `json:"stays_ready_at,omitempty"`
	// StaysReadyIn are the stages of leads for which StaysReadyAt counts. Empty:
	// mql, sal, sql and opportunity.
	StaysReadyIn []string `json:"stays_ready_in,omitempty"`
	// Bands name steps of the total, highest first. Empty: no bands.
	Bands []Band `json:"bands,omitempty"`
	// Chance says what a total is worth; nil says nothing.
	Chance *Chance `json:"chance,omitempty"`
	// Note is for the reader and changes nothing.
	Note string `json:"note,omitempty"`
}

// A Group clips the sum of its rules.
type Group struct {
	// ID is unique among the groups; rules name it.
	ID string `json:"id"`
	// Name is for display and changes nothing.
	Name string `json:"name,omitempty"`
	// Min and Max clip the sum. Nil does not.
	Min *Points `json:"min,omitempty"`
	Max *Points `json:"max,omitempty"`
	// ReadyAt is the least clipped sum of a lead that is ready by score, beside
	// the model's own ReadyAt. Nil asks for nothing.
	ReadyAt *Points `json:"ready_at,omitempty"`
	// Note is for the reader and changes nothing.
	Note string `json:"note,omitempty"`
}

// A Rule is one reason for points, or for negative ones. It has one of four
// forms: Tiers, Each, Compute, or When alone. Beside one of the first three,
// When is a gate: unmet, the rule is worth 0.
type Rule struct {
	// ID is unique among the rules.
	ID string `json:"id"`
	// Name is for display and changes nothing.
	Name string `json:"name,omitempty"`
	// Group is the id of the rule's group, "" for none.
	Group string `json:"group,omitempty"`

	// When is a condition, as text that this package does not read. Alone, it
	// earns Points where it is met.
	When string `json:"when,omitempty"`
	// Tiers are conditions of which the first met earns its points.
	Tiers []Tier `json:"tiers,omitempty"`
	// Each is a condition on an activity, as text that this package does not
	// read. Every activity that matches earns Points.
	Each string `json:"each,omitempty"`
	// Compute is a number of points, as text that this package does not read.
	// It is rounded to 1/1000 and clipped to Min and Max.
	Compute string `json:"compute,omitempty"`

	// Points is what the rule earns, once with When, for every match with
	// Each. Nil is 0.
	Points *Points `json:"points,omitempty"`
	// Limit is the greatest number of matches that count, newest first: within
	// any span of PerDays, or in all where that is absent. Absent (0 in Go) is no
	// limit. With Each only, as are the next four.
	Limit int `json:"limit,omitempty" zero:"a limit of 0 matches would count none; give 1 or more, or leave the key out for no limit"`
	// PerDays is the length of the half-open span that Limit is about: two
	// matches exactly this far apart are in no common span. 0 in Go is absent.
	PerDays Days `json:"per_days,omitempty"`
	// LimitBy is what Limit is about: ByMember is each person of the account apart,
	// in rules about accounts only; "" is all matches together. What nobody is known
	// to have done is limited together.
	LimitBy LimitBy `json:"limit_by,omitempty"`
	// WithinDays is the greatest age of a match that counts, inclusive.
	// Absent (0 in Go) is no bound.
	WithinDays Days `json:"within_days,omitempty"`
	// Decay lets each match's points fade with its age. Nil does not.
	Decay *Decay `json:"decay,omitempty"`

	// Min and Max clip Compute and are its range where it is unknown. Nil is 0.
	Min *Points `json:"min,omitempty"`
	Max *Points `json:"max,omitempty"`
	// Note is for the reader and changes nothing.
	Note string `json:"note,omitempty"`
}

// A LimitBy is what a rule's Limit is about.
type LimitBy string

// ByMember limits the matches of each person of an account apart.
const ByMember LimitBy = "member"

// A Tier is a step of a ladder of conditions.
type Tier struct {
	// When is the condition, as text that this package does not read.
	When string `json:"when"`
	// Points is what the tier earns.
	Points Points `json:"points"`
	// Note is for the reader and changes nothing.
	Note string `json:"note,omitempty"`
}

// A Band names a step of the total.
type Band struct {
	// Name is the band: "1".
	Name string `json:"name"`
	// Min is the least total of this band.
	Min Points `json:"min"`
	// Note is for the reader and changes nothing.
	Note string `json:"note,omitempty"`
}
