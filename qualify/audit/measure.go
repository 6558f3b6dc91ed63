package audit

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/internal/stats"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/scoring"
)

// run learns from all folds but each in turn. The proposal is the last one's.
func (s *suggester) run() error {
	current, err := s.scores(s.currentModel())
	if err != nil {
		return err
	}
	notes := s.out.Notes
	var signal mean
	var was, is Histogram // of the fold, and of those before it with too few leads
	var odds outOfFold
	for held := range folds {
		s.out.Notes = slices.Clone(notes)
		p, err := s.propose(func(x *sample) bool { return x.fold != held })
		if err != nil {
			return err
		}
		proposed, err := s.scores(s.withoutRefused(&scoring.Model{Groups: s.plainGroups(), Rules: p.rules}))
		if err != nil {
			return err
		}
		for i := range s.leads {
			if x := &s.leads[i]; x.fold == held {
				was.note(current[i], x.target, maxBuckets)
				is.note(proposed[i], x.target, maxBuckets)
			}
		}
		odds.note(s.leads, held, proposed)
		if t := is.total(); min(t.Hits, t.Known-t.Hits) >= 2 || held == folds-1 {
			fold := Fold{Count: t, Current: was.AUC(), Proposed: is.AUC()}
			signal.add(fold)
			s.out.Folds = append(s.out.Folds, fold)
			was, is = Histogram{}, Histogram{}
		}
		if held == folds-1 {
			if err := s.finish(p, current, proposed); err != nil {
				return err
			}
		}
	}
	if err := s.overTime(); err != nil {
		return err
	}
	s.out.MeanAUC, s.out.MeanAUCLow, s.out.CurrentAUC = signal.mean(), signal.low(), signal.current/max(1, signal.n)
	s.chance(&odds)
	s.believe()
	return nil
}

// mean is that of the AUC of folds.
type mean struct{ n, sum, variance, current float64 }

func (m *mean) add(f Fold) {
	if f.Proposed == nil {
		return
	}
	m.n++
	m.sum += f.Proposed.AUC
	m.variance += f.Proposed.Variance
	m.current += f.Current.AUC
}

func (m *mean) mean() float64 { return m.sum / max(1, m.n) }

// low is the low end of the mean's 99 % interval (E. LeDell, M. Petersen and M.
// van der Laan, "Computationally efficient confidence intervals for
// cross-validated area under the ROC curve estimates", Electronic Journal of
// Statistics 9, 2015).
func (m *mean) low() float64 {
	return m.mean() - stats.Z99*math.Sqrt(m.variance)/max(1, m.n)
}

// weak is the mean AUC below which a proposal is said to be weak.
const weak = 0.7

// believe takes a proposal back for which nothing speaks.
func (s *suggester) believe() {
	n := s.count(func(*sample) bool { return true })
	switch {
	case s.out.MeanAUCLow <= 0.5:
		s.note("No signal in %d leads: held out, the learned points rank them with a mean AUC of %.3f, at least %.3f, where 0.5 is chance. Nothing is proposed.", n.Known, s.out.MeanAUC, s.out.MeanAUCLow)
	case s.out.RuleSet != nil && len(s.out.RuleSet.Scoring.Rules) == 0:
		s.note("No rule was learned. Nothing is proposed.")
	default:
		if s.out.MeanAUC < weak {
			s.note("The signal is weak: held out, the proposed points rank leads with a mean AUC of %.3f, where 0.5 is chance and 1 perfect.", s.out.MeanAUC)
		}
		return
	}
	s.out.RuleSet, s.out.Changes, s.out.Reliability = nil, nil, nil
	s.out.Training, s.out.HeldOut = Evaluation{}, Evaluation{}
}

// currentModel is the scoring as it is, without what was refused.
func (s *suggester) currentModel() *scoring.Model {
	if s.rs.Scoring == nil {
		return &scoring.Model{}
	}
	m := *s.rs.Scoring
	return s.withoutRefused(&m)
}

func (s *suggester) withoutRefused(m *scoring.Model) *scoring.Model {
	var rules []scoring.Rule
	for i := range m.Rules {
		if !slices.ContainsFunc(s.out.Refused, func(r NotLearned) bool { return r.Place == "scoring."+m.Rules[i].ID }) {
			rules = append(rules, m.Rules[i])
		}
	}
	m.Rules = rules
	return m
}

// scores are all leads' points by a model.
func (s *suggester) scores(m *scoring.Model) ([]scoring.Points, error) {
	rs := s.vocabulary()
	m.Bands = nil
	rs.Scoring = m
	e, err := qualify.Compile(rs, nil)
	if err != nil {
		return nil, fmt.Errorf("audit: the proposed scoring does not compile: %w", err)
	}
	d := e.NewDecider()
	out := make([]scoring.Points, len(s.leads))
	for i := range s.leads {
		out[i] = d.Decide(s.leads[i].lead, s.leads[i].asOf).Score.Points
	}
	return out, nil
}

// finish makes the rule set of a proposal and measures it.
func (s *suggester) finish(p *proposal, current, proposed []scoring.Points) error {
	rs, err := clone(s.rs)
	if err != nil {
		return err
	}
	s.out.RuleSet, s.out.Changes, s.out.Penalty = rs, p.changes, p.penalty
	s.out.FitLoss, s.out.CardLoss = p.fitLoss, p.cardLoss
	s.out.SignsCost, s.out.MonotoneCost, s.out.ShortCost = p.signsCost, p.monotoneCost, p.shortCost
	old := rs.Scoring
	if old == nil {
		old = &scoring.Model{}
	}
	// Who is ready is decided below, by the least points that each lead can have.
	rs.Scoring = &scoring.Model{Rules: p.rules, ReadyAt: new(milli.Float[scoring.Points](-milli.MaxAmount)), Bands: old.Bands, Note: old.Note}
	s.unclip(old)
	held := folds - 1
	train := func(x *sample) bool { return x.fold != held }
	var was, is Histogram // of the training leads
	for i := range s.leads {
		if x := &s.leads[i]; train(x) {
			was.note(current[i], x.target, maxBuckets)
			is.note(proposed[i], x.target, maxBuckets)
		}
	}
	before, err := s.decide(s.rs)
	if err != nil {
		return err
	}
	after, err := s.decide(rs)
	if err != nil {
		return err
	}
	ready := old.ReadyAt
	switch {
	case rs.Readiness != qualify.HandRaiseOnly:
		ready = s.threshold(old.ReadyAt, train, before, after)
	case ready != nil: // no score makes a lead ready, so that it says nothing of how many are
		ready = new(sameShare(&was, &is, *old.ReadyAt))
		s.moved("scoring.ready_at", *old.ReadyAt, *ready)
	}
	rs.Scoring.ReadyAt = ready
	if old.StaysReadyAt != nil {
		stays := min(sameShare(&was, &is, *old.StaysReadyAt), milli.Less(*ready, 1))
		rs.Scoring.StaysReadyAt, rs.Scoring.StaysReadyIn = &stays, old.StaysReadyIn
		s.moved("scoring.stays_ready_at", *old.StaysReadyAt, stays)
	}
	rs.Scoring.Bands = nil
	for i, band := range old.Bands {
		if i == len(old.Bands)-1 && band.Min <= was.least() {
			band.Min = min(band.Min, leastOf(p.rules)) // whoever is in no other band
		} else {
			band.Min = sameShare(&was, &is, band.Min)
		}
		if n := len(rs.Scoring.Bands); n > 0 && band.Min >= rs.Scoring.Bands[n-1].Min {
			band.Min = milli.Less(rs.Scoring.Bands[n-1].Min, 1)
		}
		s.moved("scoring.bands."+band.Name, old.Bands[i].Min, band.Min)
		rs.Scoring.Bands = append(rs.Scoring.Bands, band)
	}
	if err := s.profile(rs); err != nil {
		return err
	}
	if after, err = s.decide(rs); err != nil {
		return err
	}
	if err := s.explain(rs); err != nil {
		return err
	}
	measure := func(in func(*sample) bool) Evaluation {
		return Evaluation{
			Count:    s.count(in),
			Current:  s.figures(in, old.ReadyAt, current, before),
			Proposed: s.figures(in, ready, proposed, after),
		}
	}
	s.out.Training = measure(train)
	s.out.HeldOut = measure(func(x *sample) bool { return !train(x) })
	if s.out.Training.Proposed.Ready.Leads == 0 && s.out.Training.Current.Ready.Leads > 0 {
		s.note("By the proposal none of the leads that it was fitted to is ready: its points part them too coarsely for ready_at to be where it should be. Ask for a greater range, or set ready_at yourself.")
	}
	return nil
}

// A verdict is what a rule set decides for a lead.
type verdict struct {
	low   scoring.Points // the least points that the lead can have
	ready bool
}

// decide decides all leads by a rule set as it is, each without the facts that
// are known too late: nobody has these when it counts.
func (s *suggester) decide(rs *qualify.RuleSet) ([]verdict, error) {
	e, err := qualify.Compile(rs, nil)
	if err != nil {
		return nil, fmt.Errorf("audit: the proposed rule set does not compile: %w", err)
	}
	d := e.NewDecider()
	out := make([]verdict, len(s.leads))
	for i := range s.leads {
		x := d.Decide(s.guard.without(s.leads[i].lead), s.leads[i].asOf)
		out[i] = verdict{x.Score.Low, x.Readiness.Verdict == qualify.Ready}
	}
	return out, nil
}

// clone is a copy of a rule set that shares no memory with it.
func clone(rs *qualify.RuleSet) (*qualify.RuleSet, error) {
	text, err := json.Marshal(rs)
	if err != nil {
		return nil, err
	}
	out := &qualify.RuleSet{}
	return out, json.Unmarshal(text, out)
}

// plainGroups are the rule set's without their clips.
func (s *suggester) plainGroups() []scoring.Group {
	if s.rs.Scoring == nil {
		return nil
	}
	groups := slices.Clone(s.rs.Scoring.Groups)
	for i := range groups {
		groups[i].Min, groups[i].Max, groups[i].ReadyAt = nil, nil, nil
	}
	return groups
}

// review names the conditions that compare points of the scale as it was.
func (s *suggester) review() {
	var read []string
	look := func(place, when string) {
		if slices.ContainsFunc(reads(s.rs, when), func(path string) bool { return strings.HasPrefix(path, "score.") }) {
			read = append(read, place)
		}
	}
	for i := range s.rs.Routes {
		look("routes."+s.rs.Routes[i].ID, s.rs.Routes[i].When)
	}
	for i := range s.rs.Experiments {
		look("experiments."+s.rs.Experiments[i].ID, s.rs.Experiments[i].When)
	}
	if len(read) > 0 {
		s.note("Points are on another scale than before, and these conditions on the score stay as they are: look at %s.", strings.Join(read, ", "))
	}
}

// unclip carries over groups without their clips, and says what is gone.
func (s *suggester) unclip(old *scoring.Model) {
	s.out.RuleSet.Scoring.Groups = s.plainGroups()
	s.review()
	gone := old.Min != nil || old.Max != nil
	for _, g := range old.Groups {
		gone = gone || g.Min != nil || g.Max != nil || g.ReadyAt != nil
	}
	if gone {
		s.note("Min, max and ready_at of groups and min and max of the total are not in the proposal: its points are fitted to plain sums. Add back what you need.")
	}
}

// figures are those of the leads that are in. Who is ready is what was decided.
func (s *suggester) figures(in func(*sample) bool, ready *scoring.Points, points []scoring.Points, decided []verdict) Figures {
	var h Histogram
	f := Figures{ReadyAt: ready}
	for i := range s.leads {
		x := &s.leads[i]
		if !in(x) {
			continue
		}
		h.note(points[i], x.target, maxBuckets)
		if decided[i].ready {
			f.Ready.note(x.target)
		}
	}
	f.AUC, f.TopFifth = h.AUC(), h.TopFifth()
	f.Precision, f.Recall = f.Ready.Rate(), RateOf(f.Ready.Hits, h.total().Hits)
	if n := h.total().Leads; s.weeks > 0 && n > 0 {
		f.PerWeek = float64(f.Ready.Leads) / (s.weeks * float64(n) / float64(len(s.leads)))
	}
	return f
}
