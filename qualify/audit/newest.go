package audit

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/leadqual/leadqual/internal/stats"
	"github.com/leadqual/leadqual/scoring"
)

// overTime learns from the older four fifths of the leads and measures on the
// newest, beside folds within the older ones: random folds cannot tell whether
// the past carries over.
func (s *suggester) overTime() error {
	var instants []time.Time
	for i := range s.leads {
		if s.leads[i].target.Known {
			instants = append(instants, s.leads[i].asOf)
		}
	}
	slices.SortFunc(instants, time.Time.Compare)
	from := instants[len(instants)*4/5]
	older := func(x *sample) bool { return x.asOf.Before(from) }
	newer := func(x *sample) bool { return !older(x) }
	for held := -1; held < folds; held++ {
		if c := s.count(func(x *sample) bool { return older(x) && x.fold != held }); min(c.Hits, c.Known-c.Hits) < minOutcomes {
			return nil
		}
	}
	notes := s.out.Notes
	defer func() { s.out.Notes = notes }()
	measure := func(train, test func(*sample) bool) (*AUC, error) {
		p, err := s.propose(train)
		if err != nil {
			return nil, err
		}
		points, err := s.scores(s.withoutRefused(&scoring.Model{Groups: s.plainGroups(), Rules: p.rules}))
		if err != nil {
			return nil, err
		}
		var h Histogram
		for i := range s.leads {
			if x := &s.leads[i]; test(x) {
				h.note(points[i], x.target, maxBuckets)
			}
		}
		return h.AUC(), nil
	}
	auc, err := measure(older, newer)
	if err != nil || auc == nil || min(auc.Hits, auc.Misses) < 2 {
		return err
	}
	var among mean
	for held := range folds {
		a, err := measure(func(x *sample) bool { return older(x) && x.fold != held }, func(x *sample) bool { return older(x) && x.fold == held })
		if err != nil {
			return err
		}
		if a != nil && min(a.Hits, a.Misses) >= 2 {
			among.add(Fold{Proposed: a, Current: &AUC{}})
		}
	}
	n := &Newest{From: from, Count: s.count(newer), AUC: *auc, OlderAUC: among.mean()}
	spread := math.Sqrt(auc.Variance + among.variance/max(1, among.n*among.n))
	if n.Differs = math.Abs(n.OlderAUC-auc.AUC) > float64(stats.Z95*spread); n.Differs {
		notes = append(notes, fmt.Sprintf("The past does not carry over: points learned from leads before %s rank those since with an AUC of %.3f, other leads of their own time with %.3f.",
			from.UTC().Format(time.DateOnly), auc.AUC, n.OlderAUC))
	}
	s.out.Newest = n
	return nil
}
