package lint

import (
	"context"
	"hash/fnv"
	"math/rand/v2"
	"reflect"
	"time"

	"github.com/leadqual/leadqual/qualify"
)

// trial is a lead and the instant that it is decided for.
type trial struct {
	lead *qualify.Lead
	at   time.Time
}

func (t trial) clone() trial { return trial{clone(t.lead), t.at} }

// shift moves everything that happened to the lead together with the instant, so
// that it is as old as it was.
func (t *trial) shift(at time.Time) {
	by := at.Sub(t.at)
	t.at = at
	move := func(x *time.Time) {
		if !x.IsZero() {
			*x = x.Add(by)
		}
	}
	move(&t.lead.CreatedAt)
	move(&t.lead.ResetAt)
	move(&t.lead.Answers.WantsContactAt)
	for i := range t.lead.Activities {
		move(&t.lead.Activities[i].At)
	}
	for path, seen := range t.lead.Seen {
		move(&seen.At)
		t.lead.Seen[path] = seen
	}
}

// How far a difference between two rule sets shows in a decision.
const (
	nowhere   = iota
	inParts   // the outcomes of parts, shares and points
	inVerdict // of fit, of readiness, of a checklist, or in who raised a hand
	outside   // in what is compared
	depths
)

// maxKept bounds the leads that a search goes on from.
const maxKept = 4000

// search looks for a lead that is decided differently. It starts from leads on
// which parts in doubt may differ, and goes on from those that showed something
// new, the more often the nearer the difference came to what is compared.
type search struct {
	d     *differ
	moves *moves
	r     *rand.Rand
	left  int
	kept  [depths][]trial
	seen  map[uint64]bool

	before, after *qualify.Decider
}

func (d *differ) search(ctx context.Context) (trial, bool) {
	s := &search{
		d: d, moves: d.moves(), left: d.options.Leads, seen: map[uint64]bool{},
		// The seed is fixed, so that the answer is the same every time.
		r:      rand.New(rand.NewPCG(1, 2)),
		before: d.old.engine.NewDecider(), after: d.new.engine.NewDecider(),
	}
	for _, lead := range append(d.old.starts(), d.new.starts()...) {
		start := trial{lead, asOf()}
		if s.try(start) {
			return start, true
		}
		for _, m := range s.moves.apart {
			next := start.clone()
			if m(next.lead); s.try(next) {
				return next, true
			}
		}
	}
	for s.left > 0 && ctx.Err() == nil {
		next := s.pick().clone()
		for range 1 + s.r.IntN(4)*s.r.IntN(2) {
			s.moves.random(s.r, &next)
		}
		if s.try(next) {
			return next, true
		}
	}
	return trial{}, false
}

// pick is a lead to go on from.
func (s *search) pick() trial {
	for depth := outside - 1; ; depth-- {
		list := s.kept[depth]
		if len(list) == 0 || depth > nowhere && s.r.IntN(3) == 0 {
			if depth == nowhere {
				return trial{s.d.new.newLead(), asOf()}
			}
			continue
		}
		if s.r.IntN(2) == 0 { // the newest have come furthest
			list = list[max(0, len(list)-32):]
		}
		return list[s.r.IntN(len(list))]
	}
}

// try decides a lead by both rule sets, and keeps it where it shows something
// new.
func (s *search) try(t trial) bool {
	s.left--
	const most = 500 // a lead of more takes long and shows nothing else
	if len(t.lead.Activities) > most {
		t.lead.Activities = t.lead.Activities[:most]
	}
	before, after := s.before.Decide(t.lead, t.at), s.after.Decide(t.lead, t.at)
	if s.d.differs(before, after) {
		return true
	}
	depth := depthOf(before, after)
	key := signature(depth, before, after)
	if !s.seen[key] && len(s.kept[depth]) < maxKept {
		s.seen[key] = true
		s.kept[depth] = append(s.kept[depth], t)
	}
	return false
}

// depthOf is how far a difference shows in two decisions.
func depthOf(x, y *qualify.Decision) int {
	switch {
	case x.Fit.Verdict != y.Fit.Verdict || x.Readiness.Verdict != y.Readiness.Verdict || x.Readiness.HandRaised != y.Readiness.HandRaised ||
		x.BANT.Verdict != y.BANT.Verdict || x.Owner != y.Owner || x.Status != y.Status:
		return inVerdict
	case x.Fit.Low != y.Fit.Low || x.Fit.High != y.Fit.High || x.Fit.Grade != y.Fit.Grade || x.Score.Column != y.Score.Column || x.BANT.Met != y.BANT.Met ||
		!reflect.DeepEqual(x.Checklists, y.Checklists) || !reflect.DeepEqual(x.Score.Groups, y.Score.Groups) || !reflect.DeepEqual(x.Screening, y.Screening):
		return inParts
	}
	return nowhere
}

// signature tells decisions apart by the outcomes in them.
func signature(depth int, decisions ...*qualify.Decision) uint64 {
	h := fnv.New64a()
	add := func(s ...string) {
		for _, x := range s {
			_, _ = h.Write([]byte(x)) // which never fails
			_, _ = h.Write([]byte{0})
		}
	}
	outcome := func(t interface{ String() string }) { add(t.String()) }
	_, _ = h.Write([]byte{byte(depth)})
	for _, d := range decisions {
		add(string(d.Status), string(d.Quadrant), d.Owner.Team, d.Owner.Route, string(d.Fit.Verdict), d.Fit.Grade, string(d.Readiness.Verdict), d.Score.Band)
		for i := range d.Screening {
			outcome(d.Screening[i].Outcome)
		}
		for i := range d.Fit.Criteria {
			outcome(d.Fit.Criteria[i].Outcome)
		}
		add(d.Readiness.Raised...)
		for i := range d.Score.Rules {
			add(d.Score.Rules[i].ID)
			outcome(d.Score.Rules[i].Outcome)
		}
		add(string(d.BANT.Verdict))
		for i := range d.Checklists {
			add(string(d.Checklists[i].Verdict))
		}
	}
	return h.Sum64()
}
