package audit

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/scoring"
)

// run learns from all folds but each in turn. The proposal is the last one's.
func (s *suggester) run() error {
	current, err := s.scores(s.currentModel())
	if err != nil {
		return err
	}
	notes, means := s.out.Notes, 0
	for held := range folds {
		s.out.Notes = slices.Clone(notes)
		p, err := s.propose(held)
		if err != nil {
			return err
		}
		proposed, err := s.scores(s.withoutRefused(&scoring.Model{Groups: s.plainGroups(), Rules: p.rules}))
		if err != nil {
			return err
		}
		var was, is Histogram
		for i := range s.leads {
			if x := &s.leads[i]; x.fold == held {
				was.note(current[i], x.target, maxBuckets)
				is.note(proposed[i], x.target, maxBuckets)
			}
		}
		fold := Fold{Count: is.total(), Current: was.AUC(), Proposed: is.AUC()}
		if fold.Proposed != nil {
			s.out.MeanAUC += fold.Proposed.AUC
			s.out.CurrentAUC += fold.Current.AUC
			means++
		}
		s.out.Folds = append(s.out.Folds, fold)
		if held == folds-1 {
			if err := s.finish(p, current, proposed); err != nil {
				return err
			}
		}
	}
	if means > 0 {
		s.out.MeanAUC /= float64(means)
		s.out.CurrentAUC /= float64(means)
	}
	return nil
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
	old := rs.Scoring
	if old == nil {
		old = &scoring.Model{}
	}
	rs.Scoring = &scoring.Model{Rules: p.rules, Note: old.Note}
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
	s.out.Calibration = is.Calibration()
	ready := s.threshold(old.ReadyAt, &was, &is, proposed)
	rs.Scoring.ReadyAt = ready
	for _, band := range old.Bands {
		band.Min = sameShare(&was, &is, band.Min)
		if n := len(rs.Scoring.Bands); n > 0 && band.Min >= rs.Scoring.Bands[n-1].Min {
			band.Min = rs.Scoring.Bands[n-1].Min - scoring.Point
		}
		rs.Scoring.Bands = append(rs.Scoring.Bands, band)
	}
	s.weights(rs)
	s.out.Training = s.compare(train, old.ReadyAt, ready, current, proposed)
	s.out.HeldOut = s.compare(func(x *sample) bool { return !train(x) }, old.ReadyAt, ready, current, proposed)
	if _, err := qualify.Compile(rs, nil); err != nil {
		return fmt.Errorf("audit: the proposed rule set does not compile: %w", err)
	}
	return nil
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

// unclip carries over groups without their clips, and says what is gone.
func (s *suggester) unclip(old *scoring.Model) {
	s.out.RuleSet.Scoring.Groups = s.plainGroups()
	gone := old.Min != nil || old.Max != nil
	for _, g := range old.Groups {
		gone = gone || g.Min != nil || g.Max != nil || g.ReadyAt != nil
	}
	if gone {
		s.note("Min, max and ready_at of groups and min and max of the total are not in the proposal: its points are fitted to plain sums. Add back what you need.")
	}
}

// threshold finds ready_at.
func (s *suggester) threshold(old *scoring.Points, was, is *Histogram, proposed []scoring.Points) *scoring.Points {
	at, why := scoring.Points(0), ""
	switch o := &s.options; {
	case o.Calls > 0:
		calls := int(o.Calls * s.weeks)
		at = s.affordable(calls, proposed)
		why = fmt.Sprintf("%g calls a week for %.1f weeks", o.Calls, s.weeks)
	case o.Precision > 0:
		p, ok := precise(is, o.Precision)
		if !ok {
			s.note("With no threshold do %.0f %% of the ready leads reach the target; ready_at is that of the best tenth.", 100*o.Precision)
			p = top(is, 0.1)
		}
		at, why = p, fmt.Sprintf("%.0f %% of the ready leads should be %s", 100*o.Precision, o.Target)
	case old != nil:
		at, why = sameShare(was, is, *old), "as many leads are ready as before"
	default:
		at, why = top(is, 0.2), "the best fifth"
	}
	change := SuggestedChange{Place: "scoring.ready_at", Kind: "added", After: at.String(), Why: why}
	if old != nil {
		change.Kind, change.Before = "changed", old.String()
	}
	s.out.Changes = append(s.out.Changes, change)
	return &at
}

// affordable is the least threshold at which so many of all leads, raised hands
// included, are ready.
func (s *suggester) affordable(calls int, proposed []scoring.Points) scoring.Points {
	var points []scoring.Points
	for i := range s.leads {
		if s.leads[i].raised {
			calls--
		} else {
			points = append(points, proposed[i])
		}
	}
	if calls <= 0 {
		s.note("Leads that raise a hand use up all the calls; ready_at is above the points of every lead.")
	}
	if len(points) == 0 {
		return 0
	}
	slices.Sort(points)
	slices.Reverse(points)
	calls = max(0, calls)
	if calls >= len(points) {
		return points[len(points)-1]
	}
	// All with the points of the first that is too many wait.
	return points[calls] + scoring.Point
}

// precise is the least threshold from which on the share of hits is at least p.
func precise(h *Histogram, p float64) (at scoring.Points, ok bool) {
	buckets := h.known()
	var sum Count
	for i := len(buckets) - 1; i >= 0; i-- {
		sum.add(buckets[i].Count)
		if float64(sum.Hits) >= p*float64(sum.Known) && sum.Known >= minSide {
			at, ok = buckets[i].from, true
		}
	}
	return at, ok
}

// top is the threshold that about a share of the leads reaches.
func top(h *Histogram, share float64) scoring.Points {
	buckets := h.sorted(func(c Count) bool { return c.Leads > 0 })
	want := share * float64(h.total().Leads)
	best, at := math.Inf(1), scoring.Points(0)
	if len(buckets) > 0 {
		at = buckets[len(buckets)-1].to + scoring.Point // nobody
		best = want
	}
	n := 0
	for i := len(buckets) - 1; i >= 0; i-- {
		n += buckets[i].Leads
		if d := math.Abs(float64(n) - want); d < best {
			best, at = d, buckets[i].from
		}
	}
	// Whole points, so that people can read them.
	return scoring.Points(floor(int64(at), int64(scoring.Point)))
}

// sameShare is the threshold of is that as many leads reach as reach at in was.
func sameShare(was, is *Histogram, at scoring.Points) scoring.Points {
	n := 0
	for _, b := range was.sorted(func(c Count) bool { return c.Leads > 0 }) {
		if b.from >= at {
			n += b.Leads
		}
	}
	return top(is, share(n, was.total().Leads))
}

// compare measures both scorings on the leads that are in.
func (s *suggester) compare(in func(*sample) bool, old, ready *scoring.Points, current, proposed []scoring.Points) Evaluation {
	return Evaluation{Count: s.count(in), Current: s.figures(in, old, current), Proposed: s.figures(in, ready, proposed)}
}

func (s *suggester) figures(in func(*sample) bool, ready *scoring.Points, points []scoring.Points) Figures {
	var h Histogram
	f := Figures{ReadyAt: ready}
	for i := range s.leads {
		x := &s.leads[i]
		if !in(x) {
			continue
		}
		h.note(points[i], x.target, maxBuckets)
		if ready != nil && points[i] >= *ready {
			f.Ready.note(x.target)
		}
	}
	f.AUC, f.TopFifth = h.AUC(), h.TopFifth()
	f.Precision, f.Recall = f.Ready.Rate(), RateOf(f.Ready.Hits, h.total().Hits)
	return f
}
