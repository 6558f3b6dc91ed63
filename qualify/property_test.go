package qualify_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/leadqual/leadqual/bant"
	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

// checkScore checks that each column adds up, that ranges are ranges, and that
// what is listed is what should be.
func checkScore(t *testing.T, s *scoring.Score) {
	t.Helper()
	sum := s.Clip
	for _, r := range s.Rules {
		sum = sum.Add(r.Column)
		if r.Low > r.Points || r.Points > r.High {
			t.Errorf("rule %s: %v is outside of %v to %v", r.ID, r.Points, r.Low, r.High)
		}
		if r.Outcome == truth.Unmet && r.Points == 0 {
			t.Errorf("rule %s is listed for nothing", r.ID)
		}
	}
	for _, g := range s.Groups {
		sum = sum.Add(g.Clip)
		if g.Low > g.Points || g.Points > g.High {
			t.Errorf("group %s: %v is outside of %v to %v", g.ID, g.Points, g.Low, g.High)
		}
	}
	if sum != s.Column {
		t.Errorf("rules and clips are %+v, the score is %+v", sum, s.Column)
	}
	if s.Low > s.Points || s.Points > s.High {
		t.Errorf("%v is outside of %v to %v", s.Points, s.Low, s.High)
	}
}

// checkDecision checks what holds of every decision with an instant.
func checkDecision(t *testing.T, e *qualify.Engine, d *qualify.Decision) {
	t.Helper()
	checkScore(t, &d.Score)
	if f := d.Fit; f.Low > f.High || f.Share != f.Low || f.Low < 0 || f.High > 1 {
		t.Errorf("fit of %v to %v with share %v", f.Low, f.High, f.Share)
	}
	removed := d.Status == matrix.StatusDisqualified || d.Status == matrix.StatusExcluded
	if removed != (d.Owner == matrix.Owner{}) {
		t.Errorf("status %s with owner %+v", d.Status, d.Owner)
	}
	if d.Readiness.HandRaised != (len(d.Readiness.Raised) > 0) {
		t.Errorf("raised is %v by %v", d.Readiness.HandRaised, d.Readiness.Raised)
	}
	if d.AsOf.Location() != time.UTC {
		t.Errorf("as of %v is not in UTC", d.AsOf)
	}
	decisive := true
	for _, q := range d.Ask {
		if q.Decisive && !decisive {
			t.Errorf("%s is decisive and stands behind one that is not", q.Path)
		}
		if decisive = q.Decisive; len(q.For) == 0 || q.Path == "" {
			t.Errorf("a question without a path or a purpose: %+v", q)
		}
	}
	if !removed && !d.Certain && len(d.Ask) == 0 && !slices.ContainsFunc(d.Issues, withoutAnswer) && !hasDatedFields(e) {
		t.Errorf("not certain, and nothing is asked: %+v", d)
	}
	for _, i := range d.Issues {
		if i.Code == "" || i.Path == "" || i.Message == "" {
			t.Errorf("an issue lacks something: %+v", i)
		}
	}
}

// withoutAnswer tells of a calculation or an address that leaves something
// unknown though all it rests on is known.
func withoutAnswer(i qualify.Issue) bool {
	return i.Code == qualify.NotFinite || i.Code == qualify.NoDomain
}

// hasDatedFields tells whether texts name a field of activities that may be unknown, which
// nobody can be asked for: one of instants.
func hasDatedFields(e *qualify.Engine) bool {
	rs := e.RuleSet()
	for path, f := range rs.Facts {
		field, ofActivity := strings.CutPrefix(path, "activities.")
		if f.Type != "time" || !ofActivity {
			continue
		}
		for p := range rs.Parts() {
			for _, text := range p.Texts {
				if strings.Contains(text.Text(), field) {
					return true
				}
			}
		}
	}
	return false
}

func TestDecisionsAddUp(t *testing.T) {
	worlds(t, generate.Options{}, 20, func(t *testing.T, w *world) {
		for _, l := range w.leads {
			d := w.e.Decide(l, generate.AsOf)
			checkDecision(t, w.e, &d)
			checkNilness(t, &d)
		}
	})
}

// checkNilness checks that lists are nil exactly where they are empty.
func checkNilness(t *testing.T, d *qualify.Decision) {
	t.Helper()
	check := func(name string, isNil bool, n int) {
		if isNil != (n == 0) {
			t.Errorf("%s has %d elements; nil is %v", name, n, isNil)
		}
	}
	check("screening", d.Screening == nil, len(d.Screening))
	check("fit.criteria", d.Fit.Criteria == nil, len(d.Fit.Criteria))
	check("readiness.raised", d.Readiness.Raised == nil, len(d.Readiness.Raised))
	check("score.rules", d.Score.Rules == nil, len(d.Score.Rules))
	check("score.groups", d.Score.Groups == nil, len(d.Score.Groups))
	check("bant", d.BANT.Items == nil, len(d.BANT.Items))
	check("checklists", d.Checklists == nil, len(d.Checklists))
	for _, c := range d.Checklists {
		check("checklists.items", c.Items == nil, len(c.Items))
	}
	check("ask", d.Ask == nil, len(d.Ask))
	for _, q := range d.Ask {
		check("ask.for", q.For == nil, len(q.For))
	}
	check("issues", d.Issues == nil, len(d.Issues))
}

func TestDecideDoesNotChangeTheLead(t *testing.T) {
	worlds(t, generate.Options{}, 10, func(t *testing.T, w *world) {
		for _, l := range w.leads {
			before := clone(l)
			w.e.Decide(l, generate.AsOf)
			if diff := cmp.Diff(before, l, cmpopts.EquateNaNs()); diff != "" {
				t.Error(diff)
			}
		}
	})
}

// sensible leaves out values that nobody could know at the instant decided for:
// instants later than it, but for those that may lie ahead.
func sensible(f generate.Fact, v any) bool {
	at, isTime := v.(time.Time)
	return !isTime || f.Path == "custom.renewal" || !at.After(generate.AsOf)
}

// fills are leads in which one unknown fact has become known, each with the
// fact's path. An absent stage is known: it is the first.
func fills(l *qualify.Lead) func(yield func(string, *qualify.Lead) bool) {
	return func(yield func(string, *qualify.Lead) bool) {
		for _, f := range generate.Facts() {
			if f.Known(l) || f.Path == "stage" && l.Stage == "" {
				continue
			}
			for _, v := range f.Values {
				if !sensible(f, v) {
					continue
				}
				filled := clone(l)
				f.Set(filled, v)
				if !yield(f.Path, filled) {
					return
				}
			}
		}
	}
}

// Filling in an unknown fact never takes back what was known, unless it raises
// a hand.
func TestFillingInOnlyNarrows(t *testing.T) {
	certain, filled := 0, 0
	worlds(t, generate.Options{Honest: true}, 4, func(t *testing.T, w *world) {
		d := w.e.NewDecider()
		for _, l := range w.leads {
			before := w.e.Decide(l, generate.AsOf)
			for path, more := range fills(l) {
				after := d.Decide(more, generate.AsOf)
				filled++
				if !checkNarrows(t, &before, after) {
					t.Fatalf("with %s filled in, of lead %+v", path, l)
				}
				if !before.Certain || !slices.Equal(before.Readiness.Raised, after.Readiness.Raised) {
					continue
				}
				certain++
				removed := before.Status == matrix.StatusDisqualified || before.Status == matrix.StatusExcluded
				if after.Status != before.Status || !removed && (after.Quadrant != before.Quadrant || after.Owner.Team != before.Owner.Team) {
					t.Fatalf("with %s filled in, a certain %s %s %s became %s %s %s of lead %+v", path,
						before.Quadrant, before.Status, before.Owner.Team, after.Quadrant, after.Status, after.Owner.Team, l)
				}
			}
		}
	})
	if !t.Failed() && certain*20 < filled {
		t.Errorf("only %d of %d decisions were certain: the test has lost its teeth", certain, filled)
	}
}

// checkNarrows checks every part of a decision for which hands do not matter,
// and the others where the same hands are raised.
func checkNarrows(t *testing.T, before, after *qualify.Decision) (ok bool) {
	t.Helper()
	ok = true
	fail := func(format string, args ...any) {
		t.Helper()
		t.Errorf(format, args...)
		ok = false
	}
	outcome := func(what string, was, is truth.Truth) {
		t.Helper()
		if was != truth.Unknown && is != was {
			fail("%s was %v and is %v", what, was, is)
		}
	}
	for i, s := range before.Screening {
		outcome("step "+s.ID, s.Outcome, after.Screening[i].Outcome)
	}
	for i, c := range before.Fit.Criteria {
		outcome("criterion "+c.ID, c.Outcome, after.Fit.Criteria[i].Outcome)
	}
	if after.Fit.Low < before.Fit.Low || after.Fit.High > before.Fit.High {
		fail("fit went from %v to %v", before.Fit, after.Fit)
	}
	if was := before.Fit.Verdict; was != icp.Undecided && after.Fit.Verdict != was {
		fail("fit was %s and is %s", was, after.Fit.Verdict)
	}
	for i, item := range before.BANT.Items {
		outcome("bant "+item.ID, item.Outcome, after.BANT.Items[i].Outcome)
	}
	outcome("bant", before.BANT.Verdict.Truth(), after.BANT.Verdict.Truth())
	for i, l := range before.Checklists {
		for j, item := range l.Items {
			outcome(l.ID+" "+item.ID, item.Outcome, after.Checklists[i].Items[j].Outcome)
		}
	}
	is := map[string]scoring.RuleScore{}
	for _, r := range after.Score.Rules {
		is[r.ID] = r
	}
	for _, r := range before.Score.Rules {
		a, listed := is[r.ID]
		if delete(is, r.ID); !listed {
			a.Outcome = truth.Unmet
		}
		outcome("rule "+r.ID, r.Outcome, a.Outcome)
		if a.Low < r.Low || a.High > r.High {
			fail("rule %s was %v to %v and is %v to %v", r.ID, r.Low, r.High, a.Low, a.High)
		}
	}
	for id := range is {
		fail("rule %s was unmet", id)
	}
	for i, g := range before.Score.Groups {
		if a := after.Score.Groups[i]; a.Low < g.Low || a.High > g.High {
			fail("group %s was %+v and is %+v", g.ID, g, a)
		}
	}
	if a := after.Score; a.Low < before.Score.Low || a.High > before.Score.High {
		fail("the score was %+v and is %+v", before.Score.Column, a.Column)
	}
	if slices.Equal(before.Readiness.Raised, after.Readiness.Raised) {
		if was := before.Readiness.Verdict; was != qualify.ReadinessUnknown && after.Readiness.Verdict != was {
			fail("readiness was %s and is %s", was, after.Readiness.Verdict)
		}
	}
	return ok
}

// verdict is what no order changes.
func verdict(d *qualify.Decision) qualify.Decision {
	v := d.Clone()
	v.Fingerprint = ""
	slices.Sort(v.Readiness.Raised)
	by := strings.Compare
	slices.SortFunc(v.Fit.Criteria, func(a, b icp.CriterionFit) int { return by(a.ID, b.ID) })
	slices.SortFunc(v.Score.Rules, func(a, b scoring.RuleScore) int { return by(a.ID, b.ID) })
	slices.SortFunc(v.Score.Groups, func(a, b scoring.GroupScore) int { return by(a.ID, b.ID) })
	slices.SortFunc(v.Ask, func(a, b qualify.Question) int { return by(a.Path, b.Path) })
	for i := range v.Ask {
		slices.Sort(v.Ask[i].For)
	}
	for i := range v.Issues {
		if len(v.Issues[i].Path) > 11 && v.Issues[i].Path[:11] == "activities[" {
			v.Issues[i].Path = "activities[]"
		}
	}
	slices.SortFunc(v.Issues, func(a, b qualify.Issue) int { return by(fmt.Sprint(a), fmt.Sprint(b)) })
	slices.SortFunc(v.Checklists, func(a, b bant.Assessment) int { return by(a.ID, b.ID) })
	return v
}

// Order that has no meaning has none: of rules, criteria, groups, checklists,
// raises, owners and lists, and of a lead's activities.
func TestOrderDoesNotMatter(t *testing.T) {
	worlds(t, generate.Options{}, 10, func(t *testing.T, w *world) {
		other, err := qualify.Compile(w.g.Shuffle(w.rules), nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range w.leads {
			shuffled := clone(l)
			w.g.Rand().Shuffle(len(l.Activities), func(i, j int) {
				shuffled.Activities[i], shuffled.Activities[j] = shuffled.Activities[j], shuffled.Activities[i]
			})
			a, b := w.e.Decide(l, generate.AsOf), other.Decide(shuffled, generate.AsOf)
			if diff := cmp.Diff(verdict(&a), verdict(&b)); diff != "" {
				t.Fatalf("lead %+v: %s", l, diff)
			}
		}
	})
}

// Decisions are of the instant, not of the place where its clock hangs.
func TestZonesDoNotMatter(t *testing.T) {
	zone := time.FixedZone("", -5*3600)
	worlds(t, generate.Options{}, 5, func(t *testing.T, w *world) {
		for _, l := range w.leads {
			moved := clone(l)
			for i := range moved.Activities {
				if at := &moved.Activities[i].At; !at.IsZero() {
					*at = at.In(zone)
				}
			}
			moved.CreatedAt, moved.ResetAt = l.CreatedAt.In(zone), l.ResetAt.In(zone)
			a, b := w.e.Decide(l, generate.AsOf), w.e.Decide(moved, generate.AsOf.In(zone))
			if diff := cmp.Diff(a, b); diff != "" {
				t.Fatalf("lead %+v: %s", l, diff)
			}
		}
	})
}

func TestByPriorityIsAnOrder(t *testing.T) {
	w := newWorld(t, *firstSeed, generate.Options{}, 60)
	var ds []*qualify.Decision
	for _, l := range w.leads {
		d := w.e.Decide(l, generate.AsOf)
		ds = append(ds, &d)
	}
	for _, a := range ds {
		for _, b := range ds {
			if ab, ba := qualify.ByPriority(a, b), qualify.ByPriority(b, a); ab != -ba {
				t.Errorf("%s, %s: %d one way and %d the other", a.LeadID, b.LeadID, ab, ba)
			}
			for _, c := range ds {
				if qualify.ByPriority(a, b) <= 0 && qualify.ByPriority(b, c) <= 0 && qualify.ByPriority(a, c) > 0 {
					t.Errorf("%s, %s, %s are in no order", a.LeadID, b.LeadID, c.LeadID)
				}
			}
		}
	}
}

func TestZeroInstant(t *testing.T) {
	worlds(t, generate.Options{}, 2, func(t *testing.T, w *world) {
		for _, l := range w.leads {
			d := w.e.Decide(l, time.Time{})
			if d.Quadrant != matrix.Undetermined || d.Certain || d.Owner != (matrix.Owner{}) || !slices.ContainsFunc(d.Issues, func(i qualify.Issue) bool { return i.Code == qualify.NoAsOf }) {
				t.Errorf("%+v", d)
			}
			checkScore(t, &d.Score)
			checkNilness(t, &d)
		}
	})
}

// Nothing of a number's value is lost or made up: the share shown is finite.
func TestFitIsFinite(t *testing.T) {
	worlds(t, generate.Options{}, 3, func(t *testing.T, w *world) {
		for _, l := range w.leads {
			d := w.e.Decide(l, generate.AsOf)
			for _, v := range []float64{d.Fit.Share, d.Fit.Low, d.Fit.High} {
				if math.IsNaN(v) || math.IsInf(v, 0) {
					t.Errorf("%+v", d.Fit)
				}
			}
		}
	})
}
