package audit

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/leadqual/leadqual/internal/vocabulary"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/scoring"
)

// An Example is a lead as it was when it was decided, with what became of it.
type Example struct {
	Lead *qualify.Lead `json:"lead"`
	// AsOf is the instant that the lead is decided for. What the lead did later
	// is not seen.
	AsOf    time.Time `json:"as_of"`
	Outcome Outcome   `json:"outcome,omitzero"`
}

// A Suggestion is a proposed rule set with the evidence for it.
type Suggestion struct {
	// RuleSet is the proposal, nil where there is too little data. It is a
	// copy: the rule set that was given is as it was.
	RuleSet *qualify.RuleSet `json:"rule_set,omitempty"`
	Target  Target           `json:"target"`
	// Horizon is that of the options.
	Horizon Horizon `json:"horizon,omitzero"`
	// Ages says with a horizon why the leads that screening leaves count or do not;
	// only those that hit or did not are learned from.
	Ages Ages `json:"ages,omitzero"`
	// Changes are the differences, in order: rules, criteria, thresholds.
	Changes []SuggestedChange `json:"changes,omitempty"`
	// Refused are the rules and facts that were not learned from, with the
	// reason.
	Refused []NotLearned `json:"refused,omitempty"`
	// Notes are what a reviewer has to know, such as what there was too little
	// data for.
	Notes []string `json:"notes,omitempty"`
	// Penalty is the penalty that was used.
	Penalty float64 `json:"penalty,omitempty"`
	// FitLoss is the mean log-loss of the training leads by the points before
	// they were made whole, CardLoss that by the proposed ones, each with the
	// scale and the intercept that suit it.
	FitLoss  float64 `json:"fit_loss,omitempty"`
	CardLoss float64 `json:"card_loss,omitempty"`
	// SignsCost is what it costs, in mean log-loss of the training leads, that a
	// part gets no fewer points than without it where the leads that meet it
	// reached the target more often, and no more where they did so less often,
	// and that tiers which overlap fall.
	SignsCost float64 `json:"signs_cost,omitempty"`
	// MonotoneCost is what Monotone costs, in the same.
	MonotoneCost float64 `json:"monotone_cost,omitempty"`
	// ShortCost is what MaxRules costs, in the same.
	ShortCost float64 `json:"short_cost,omitempty"`
	// Reliability has the rate of the target by the proposed points, and the chance
	// that they stand for, nil where held out they say nothing about it. Each lead
	// has the points of a card that was learned without it, put on the proposal's
	// scale. The chance stands in the proposal too, as scoring.chance.
	Reliability *Reliability `json:"reliability,omitempty"`

	// Training measures both rule sets on the leads that the proposal was fitted
	// to, HeldOut on those that it was not. Only the latter says how the
	// proposal will do.
	Training Evaluation `json:"training"`
	HeldOut  Evaluation `json:"held_out"`
	// Folds are five parts of the leads, each held out in turn: everything was
	// learned anew from the other four. The last is HeldOut.
	Folds []Fold `json:"folds,omitempty"`
	// MeanAUC is the mean of the folds' for the proposals, MeanAUCLow the low
	// end of its 99 % interval, CurrentAUC the mean for the rule set as it is. 0
	// where there are none. Nothing is proposed where MeanAUCLow is 0.5 or less.
	MeanAUC    float64 `json:"mean_auc,omitempty"`
	MeanAUCLow float64 `json:"mean_auc_low,omitempty"`
	CurrentAUC float64 `json:"current_auc,omitempty"`
	// Newest says how points learned from older leads rank the newest, nil where
	// all were decided as of one instant, or there are too few.
	Newest *Newest `json:"newest,omitempty"`
}

// Newest are the fifth of the leads that were decided last.
type Newest struct {
	// From is the instant from which on leads are among them.
	From  time.Time `json:"from"`
	Count Count     `json:"count"`
	// AUC is that of points learned from all older leads, on the newest.
	AUC AUC `json:"auc"`
	// OlderAUC is the mean of folds within the older leads.
	OlderAUC float64 `json:"older_auc"`
	// Differs says that the two differ by more than chance: what was learned
	// from the past does not carry over to newer leads as it does among older
	// ones.
	Differs bool `json:"differs,omitempty"`
}

// A SuggestedChange is a difference between the rule set and the proposal.
type SuggestedChange struct {
	// Place is scoring.ID, icp.ID, icp.good_at, scoring.ready_at and so on.
	Place string `json:"place"`
	// Kind is added, removed, changed or kept; kept is what there was no
	// reason or no data to change.
	Kind string `json:"kind"`
	// Before and After are points, weights or thresholds as text.
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
	// Leads are those of the training leads for which it was met.
	Leads int `json:"leads,omitempty"`
	// Why is the reason in words: of a rule or criterion how many of the training
	// leads that meet it reached the target, and how many of the others, with 95 %
	// intervals. It says nothing of what a rule reads that was refused.
	Why string `json:"why,omitempty"`
}

// A NotLearned is a rule or a fact that was not learned from, and why.
type NotLearned struct {
	Place string `json:"place"`
	Why   string `json:"why"`
}

// An Evaluation has the figures of both rule sets on the same leads. Rules that
// were refused are left out of both.
type Evaluation struct {
	Count    Count   `json:"count"`
	Current  Figures `json:"current"`
	Proposed Figures `json:"proposed"`
}

// Figures say how well points predict the target.
type Figures struct {
	AUC *AUC `json:"auc,omitempty"`
	// TopFifth is the share of all hits in the fifth with the most points.
	TopFifth float64 `json:"top_fifth"`
	// ReadyAt is the threshold, nil where there is none.
	ReadyAt *scoring.Points `json:"ready_at,omitempty"`
	// Ready are the leads that the rule set decides to be ready, raised hands
	// included, each decided without the facts that are known too late. PerWeek
	// is how many these are a week, 0 where it is not known for how long.
	Ready   Count   `json:"ready"`
	PerWeek float64 `json:"per_week,omitempty"`
	// Precision is the share of those that reached the target, Recall the share
	// of all that reached it that are among them.
	Precision Rate `json:"precision"`
	Recall    Rate `json:"recall"`
}

// A Fold is a part of the leads that was held out.
type Fold struct {
	Count    Count `json:"count"`
	Current  *AUC  `json:"current,omitempty"`
	Proposed *AUC  `json:"proposed,omitempty"`
}

// folds is the number of parts that the leads are shared out to.
const folds = 5

// minOutcomes is the least number of hits, and of misses, among the training
// leads.
const minOutcomes = 30

// Suggest proposes points, tiers, weights and thresholds for a rule set from
// leads whose outcome is known.
//
// Every scoring rule, and every level of the facts that tiers are made of,
// becomes an indicator; what is unknown is a level of its own. A logistic
// regression with a penalty on large coefficients is fitted to the leads that
// screening leaves. What is unknown scores 0, and all else is relative to it.
//
// The regression is bound to what the data say of each part alone: where the
// lift of its leads lies above 1 as a whole, it gets no fewer points than leads
// get that are known not to meet it, and none below 0; where it lies below 1, no
// more. Tiers that overlap fall, and those of facts in Monotone keep their order.
// The bounds are linear limits of the fit (Newton's steps by Hildreth's
// quadratic programming), not a correction after it.
//
// Whole points are found on the same loss: from the best rounding of the
// coefficients to about the range asked for, points are changed by one or to 0,
// within the bounds, while that makes the loss fall, with scale and intercept
// fitted anew at each step (coordinate descent over integers; compare Liu,
// Zhong, Li, Seltzer and Rudin, "FasterRisk", 2022). A computed rule gets a
// factor of at most three places, by rounding. With MaxRules, rules go first
// without which the loss rises least. Clips of groups and of the total are taken
// out of the proposal, since points are fitted to sums.
//
// What the points are worth, scoring.chance, is fitted to points that each lead has
// by a card learned without it, so that it is not too steep for new leads. Where it
// would not rise with the points, or rules that look like leaks stay, there is none.
// Every figure of ready leads is counted by deciding with the proposal.
//
// The proposal is fitted to four fifths of the leads and measured on the rest.
// Equal leads, and those with one id, are in one part, so that nothing is
// measured on what it was fitted to. The result depends on nothing but the
// arguments.
//
// Suggest changes neither the rule set nor the examples. With too little data
// the Suggestion says so and has no RuleSet. The error is that of a rule set
// that does not compile or of an impossible option.
func Suggest(rs *qualify.RuleSet, examples []Example, options *SuggestOptions) (*Suggestion, error) {
	if options != nil {
		if err := options.check(); err != nil {
			return nil, err
		}
	}
	s := &suggester{rs: rs, options: options.filled(), out: &Suggestion{}}
	s.out.Target, s.out.Horizon = s.options.Target, s.options.Horizon
	if err := s.prepare(examples); err != nil {
		return nil, err
	}
	if err := s.dropLeaks(); err != nil {
		return nil, err
	}
	if !s.enough() {
		return s.out, nil
	}
	if err := s.run(); err != nil {
		return nil, err
	}
	return s.out, nil
}

// A suggester is one call of Suggest.
type suggester struct {
	rs      *qualify.RuleSet
	guard   guard
	options SuggestOptions
	out     *Suggestion
	rules   []int  // of rs.Scoring.Rules: those to learn from
	facts   []fact // to make tiers of
	leads   []sample
	weeks   float64
	all     int // examples, also those that screening removes
}

// A sample is an example that screening leaves.
type sample struct {
	lead   *qualify.Lead
	asOf   time.Time
	target qualify.Opt[bool]
	fold   int
	raised bool // a hand is raised that counts
}

// prepare checks everything and shares out the leads.
func (s *suggester) prepare(examples []Example) error {
	if _, err := qualify.Compile(s.rs, nil); err != nil {
		return err
	}
	s.guard = guard{s.rs, map[string]bool{}}
	for _, after := range s.options.KnownBy {
		s.guard.early[after] = true
	}
	s.chooseRules()
	if err := s.chooseFacts(); err != nil {
		return err
	}
	if err := s.checkMonotone(); err != nil {
		return err
	}
	return s.share(examples)
}

// share decides the screening of all examples and gives each its fold.
func (s *suggester) share(examples []Example) error {
	rs := s.vocabulary()
	rs.Screening = s.rs.Screening
	if s.rs.Readiness != qualify.ScoreOnly {
		rs.HandRaise = s.rs.HandRaise
	}
	gate, err := qualify.Compile(rs, nil)
	if err != nil {
		return err
	}
	d := gate.NewDecider()
	var from, to time.Time
	groups := newGrouping(len(examples))
	var of []int // example by sample
	unworked := 0
	for i := range examples {
		x := &examples[i]
		if x.Lead == nil {
			return fmt.Errorf("audit: example %d has no lead", i)
		}
		came := x.Lead.CreatedAt
		if came.IsZero() {
			came = x.AsOf
		}
		if !came.IsZero() {
			if from.IsZero() || came.Before(from) {
				from = came
			}
			if came.After(to) {
				to = came
			}
		}
		decision := d.Decide(x.Lead, x.AsOf)
		if removed(decision) {
			continue
		}
		o := x.Outcome.settled()
		if err := groups.put(i, x.Lead); err != nil {
			return fmt.Errorf("audit: example %d: %w", i, err)
		}
		of = append(of, i)
		target := qualify.Opt[bool]{}
		at := s.options.Horizon.read(x.AsOf, &o, s.options.Target, &s.out.Ages)
		if at == hit || at == miss {
			target = qualify.Known(at == hit)
			unworked += one(o.Worked.Known && !o.Worked.Value && at == miss)
		}
		s.leads = append(s.leads, sample{x.Lead, x.AsOf, target, 0, decision.Readiness.HandRaised})
	}
	for i, x := range of {
		s.leads[i].fold = groups.fold(x)
	}
	s.all = len(examples)
	if s.weeks = s.options.Weeks; s.weeks == 0 {
		s.weeks = to.Sub(from).Hours() / (7 * 24)
	}
	if s.options.Calls > 0 && s.weeks == 0 {
		return errors.New("audit: the leads have no dates, or all one, so say how many weeks of history they are, for calls a week to mean something")
	}
	if unworked > 0 && !s.options.Horizon.set() {
		s.note("%d leads that nobody worked count as not %s. Give a horizon and a cut-off: then they teach nothing.", unworked, s.options.Target)
	}
	return nil
}

// vocabulary is a rule set with nothing but the names of the one that was
// given. With it nobody is ready who raises no hand, and every lead fits, so
// that decisions are certain and cost little.
func (s *suggester) vocabulary() *qualify.RuleSet {
	rs := vocabulary.Bare(s.rs)
	rs.Readiness, rs.Scoring = qualify.HandRaiseOnly, &scoring.Model{}
	return rs
}

// enough notes whether there are enough outcomes to learn from.
func (s *suggester) enough() bool {
	c := s.count(func(*sample) bool { return true })
	for held := range folds {
		training := s.count(func(x *sample) bool { return x.fold != held })
		if min(training.Hits, training.Known-training.Hits) < minOutcomes {
			s.note("Too little data to suggest anything: of %d leads that screening leaves %d were %s and %d were not. At least %d of each are needed in any four of five parts, and equal leads are in one part.",
				c.Leads, c.Hits, s.options.Target, c.Known-c.Hits, minOutcomes)
			if left := s.out.Ages.uncounted(s.options.Target, &s.options.Horizon); left != nil {
				var words []string
				for _, x := range left {
					words = append(words, fmt.Sprintf("%d %s", x.Leads, x.Words))
				}
				s.note("Of others nothing can be learned: %s.", strings.Join(words, "; "))
				if s.out.Ages.NoInstant > 0 {
					s.note("Give the instants of outcomes, or no horizon.")
				}
			}
			return false
		}
	}
	if len(s.rules) == 0 && len(s.facts) == 0 && !s.options.Activities {
		s.note("There is nothing to learn from: no scoring rule and no fact is left.")
		return false
	}
	return true
}

func (s *suggester) note(format string, args ...any) {
	s.out.Notes = append(s.out.Notes, fmt.Sprintf(format, args...))
}

func (s *suggester) count(in func(*sample) bool) Count {
	var c Count
	for i := range s.leads {
		if in(&s.leads[i]) {
			c.note(s.leads[i].target)
		}
	}
	return c
}
