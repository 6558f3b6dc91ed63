package lint

import (
	"cmp"
	"fmt"

	"github.com/leadqual/leadqual/bant"
	"github.com/leadqual/leadqual/internal/cases"
	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
)

// reach says of the parts of a decision why no lead has them; "" where some
// lead may.
type reach struct {
	k *checker

	good, poor, fitUnknown        string
	byScore, raised               string
	ready, notReady, readyUnknown string

	fits   cases.Set // the leads that have all that is required, at least
	raises cases.Set // those that raise a hand
	stays  cases.Set // those that screening leaves where a hand may be raised
	// staysUnraised are those that it leaves where none is.
	staysUnraised cases.Set

	shares shares
	score  *score // nil without scoring
}

func (k *checker) reach() *reach {
	r := &reach{k: k, fits: cases.Everything()}
	r.fit()
	r.readiness()
	r.stays = k.stays(true, false)
	r.staysUnraised = k.a.And(k.stays(true, true), k.notRaised())
	return r
}

// notRaised is the set of the leads that raise no hand that counts, at least.
func (k *checker) notRaised() cases.Set {
	left := cases.Everything()
	if k.policy() == qualify.ScoreOnly {
		return left
	}
	for _, c := range k.raises {
		left = k.a.And(left, c.cases.NotMet)
	}
	return left
}

func (r *reach) fit() {
	k := r.k
	r.shares = k.shares(true)
	s := &r.shares
	requires := k.rs.ICP != nil && k.requires()
	open := false // some criterion may be unknown
	canFail := false
	for i, l := range k.icp {
		m := k.criterionMember(i, l)
		open = open || !k.a.And(m.cases.NotMet, m.cases.NotUnmet).Empty()
		if m.required {
			r.fits = k.a.And(r.fits, m.cases.Met)
			canFail = canFail || !m.cases.Unmet.Empty()
		}
	}
	if !open {
		r.fitUnknown = "no criterion of the profile can be unknown"
	}
	if len(k.icp) == 0 {
		r.fitUnknown, r.poor = "without criteria every lead fits", "without criteria every lead fits"
		return
	}
	if r.fits.Empty() {
		r.good = "no lead meets all the required criteria together"
	}
	if !s.ok {
		return
	}
	at := k.goodAt()
	switch {
	case !s.possible:
		r.good = "no lead meets all the required criteria together"
	case s.total > 0 && s.certain.High < at*s.total:
		r.good = fmt.Sprintf("good fit takes a share of %v, and no lead has more than %v", k.shareAt(), shareText(s.certain.High, s.total))
	}
	reached := s.total == 0 || s.free.Low >= at*s.total
	if reached && !canFail {
		r.poor = "every lead has the share that good fit takes"
		if requires {
			r.poor = "every lead has the share that good fit takes, and no required criterion can be unmet"
		}
	}
}

// shareAt is goodAt for a text.
func (k *checker) shareAt() fmt.Stringer { return shareText(k.goodAt(), 1) }

func (r *reach) readiness() {
	k, policy := r.k, r.k.policy()
	r.raises = cases.Set{}
	for _, c := range k.raises {
		r.raises = k.a.Or(r.raises, c.cases.Met)
	}
	switch {
	case policy == qualify.ScoreOnly:
		r.raised = `"readiness": "score" does not look at hand raises`
	case len(k.raises) == 0:
		r.raised = "there is no way to raise a hand"
	case r.raises.Empty():
		r.raised = "no lead can raise a hand"
	}
	notByScore := r.scored()
	if policy == qualify.HandRaiseOnly {
		r.byScore = `"readiness": "hand_raise" does not look at the score`
		notByScore = ""
		r.readyUnknown = "a hand is raised or not, and nothing else counts"
	}
	if r.byScore != "" && r.raised != "" {
		r.ready = r.byScore + ", and " + r.raised
	}
	switch {
	case policy != qualify.ScoreOnly && k.notRaised().Empty():
		r.notReady = "every lead raises a hand"
	case notByScore != "":
		r.notReady = notByScore
	}
	if r.notReady == "every lead raises a hand" {
		r.readyUnknown = r.notReady
	}
}

// scored finds out whether a score can make ready; the result says why every
// lead is ready by score.
func (r *reach) scored() (notByScore string) {
	k := r.k
	m := k.rs.Scoring
	if m == nil || m.ReadyAt == nil {
		r.byScore = `there is no "ready_at" for the score`
		r.readyUnknown = r.byScore
		if m == nil {
			return ""
		}
	}
	r.score = k.score(true)
	if m.ReadyAt == nil {
		return ""
	}
	held := false // something but the total may hold a lead back
	for _, g := range append(r.score.groups[:len(m.Groups):len(m.Groups)], r.score.total) {
		if g.ready == nil {
			continue
		}
		reach, all := g.clipped(g.raw), milli.Nearest(*g.ready)
		if reach.High < all && r.byScore == "" {
			r.byScore = fmt.Sprintf("%s is ready at %v points and can never have more than %v", g.name, *g.ready, points(reach.High))
		}
		if reach.Low < all {
			held = true
		}
	}
	gate := func(name string, l bant.Checklist, items []*condition) {
		if !l.Gate {
			return
		}
		sum, _ := k.together(countItems(items, true))
		need := int64(cmp.Or(l.QualifiedAt, len(items)))
		if sum.High < need && r.byScore == "" {
			r.byScore = fmt.Sprintf("%s gates the score and takes %d items, of which no lead meets more than %d", name, need, sum.High)
		}
		held = held || sum.Low < need
	}
	if k.rs.BANT != nil {
		gate("BANT", k.rs.BANT.Checklist(), k.bant)
	}
	for i, l := range k.rs.Checklists {
		gate("checklist "+l.ID, l, k.checklists[i])
	}
	if !held {
		return "every lead has the points that make it ready"
	}
	return ""
}

// first is the first reason that is one.
func first(reasons ...string) string {
	for _, s := range reasons {
		if s != "" {
			return s
		}
	}
	return ""
}

// both is a reason where all ways have one.
func both(a, b string) string {
	if a == "" || b == "" {
		return ""
	}
	if a == b {
		return a
	}
	return a + ", and " + b
}

// unmet tells whether what is unknown counts as unmet.
func (r *reach) unmet() bool { return r.k.rs.WhenUnknown == qualify.UnknownUnmet }

// fitReasons are those of fit as it counts for the quadrant.
func (r *reach) fitReasons() (good, poor, unknown string) {
	if r.unmet() {
		return r.good, both(r.poor, r.fitUnknown), `"when_unknown": "unmet" leaves no fit unknown`
	}
	return r.good, r.poor, r.fitUnknown
}

// readyReasons are those of readiness as it counts for the quadrant.
func (r *reach) readyReasons() (ready, not, unknown string) {
	if r.unmet() {
		return r.ready, both(r.notReady, r.readyUnknown), `"when_unknown": "unmet" leaves no readiness unknown`
	}
	return r.ready, r.notReady, r.readyUnknown
}

// fitAndRaise says why no lead that fits raises a hand.
func (r *reach) fitAndRaise() string {
	if r.raised != "" {
		return r.raised
	}
	if r.k.a.And(r.fits, r.raises).Empty() {
		return "no lead that raises a hand meets all the required criteria"
	}
	return ""
}

// quadrant says why no lead is in a quadrant.
func (r *reach) quadrant(q matrix.Quadrant) string {
	good, poor, fitUnknown := r.fitReasons()
	ready, not, readyUnknown := r.readyReasons()
	switch q {
	case matrix.GoodFitReady:
		return first(good, ready, both(r.byScore, r.fitAndRaise()))
	case matrix.GoodFitNotReady:
		return first(good, not)
	case matrix.PoorFitReady:
		return first(poor, ready)
	case matrix.PoorFitNotReady:
		return first(poor, not)
	case matrix.Undetermined:
		return both(fitUnknown, readyUnknown)
	}
	return fmt.Sprintf("there is no quadrant %q", q)
}

// status says why no lead has a status.
func (r *reach) status(s matrix.Status) string {
	k := r.k
	good, poor, unknown := r.fitReasons()
	ready, _, _ := r.readyReasons()
	removed := ""
	if r.stays.Empty() {
		removed = "screening removes every lead"
	}
	fitStays := func(left cases.Set) string {
		if k.a.And(left, r.fits).Empty() {
			return "screening removes every lead that meets the required criteria"
		}
		return ""
	}
	switch s {
	case matrix.StatusSQL:
		if reason := first(removed, good, r.fitAndRaise(), fitStays(r.stays)); reason != "" {
			return reason
		}
		if k.a.And(k.a.And(r.stays, r.fits), r.raises).Empty() {
			return "screening removes every lead that fits and raises a hand"
		}
		return ""
	case matrix.StatusMQL:
		return first(removed, good, r.byScore, fitStays(r.staysUnraised))
	case matrix.StatusResearch:
		return first(removed, ready, both(poor, unknown))
	case matrix.StatusNurture:
		_, not, readyUnknown := r.readyReasons()
		return first(removed, both(not, readyUnknown))
	case matrix.StatusDisqualified, matrix.StatusExcluded:
		return r.removal(s)
	}
	return fmt.Sprintf("there is no status %q", s)
}

// removal says why no step gives leads a status.
func (r *reach) removal(s matrix.Status) string {
	k := r.k
	before := cases.Everything() // what earlier steps leave
	any := false
	for i, c := range k.screening {
		step := &k.rs.Screening[i]
		gives := step.Status
		if gives == "" {
			gives = matrix.StatusDisqualified
		}
		if gives == s {
			any = true
			if !k.a.And(before, c.cases.Met).Empty() {
				return ""
			}
		}
		if !step.UnlessHandRaised {
			before = k.a.And(before, c.cases.NotMet)
		}
	}
	if any {
		return "no lead meets a step that gives this status before another one"
	}
	return "no step of screening gives this status"
}

// grade says why no lead has a grade.
func (r *reach) grade(name string) string {
	if r.k.rs.ICP != nil {
		for i, g := range r.k.rs.ICP.Grades {
			if g.Name == name {
				if r.fits.Empty() {
					return "no lead meets all the required criteria together"
				}
				return r.k.gradeReason(i, r.shares)
			}
		}
	}
	return fmt.Sprintf("there is no grade %q", name)
}

// band says why no lead has a band.
func (r *reach) band(name string) string {
	if r.k.rs.Scoring != nil {
		for i, b := range r.k.rs.Scoring.Bands {
			if b.Name == name {
				return r.k.bandReason(i, r.score)
			}
		}
	}
	return fmt.Sprintf("there is no band %q", name)
}

// target says why no lead reaches a target.
func (r *reach) target(t *Result) string {
	reason := ""
	if t.Quadrant != "" {
		reason = first(reason, r.quadrant(t.Quadrant))
	}
	if t.Status != "" {
		reason = first(reason, r.status(t.Status))
	}
	if t.Grade != "" {
		reason = first(reason, r.grade(t.Grade))
	}
	if t.Band != "" {
		reason = first(reason, r.band(t.Band))
	}
	return reason
}
