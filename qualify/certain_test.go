package qualify_test

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
)

// A certain decision is a proof: whatever the unknown facts turn out to be, of
// what could be known at the instant, quadrant, status and team stay, and so
// does that it is certain. Excepted are fillings that raise a hand, and rule
// sets with ?? or nil.
func TestCertainStaysCertain(t *testing.T) {
	want := testkit.Amount(2_000, 20_000, 1_000_000)
	var n tally
	for seed := *firstSeed; n.decisions < want; seed++ {
		if seed-*firstSeed > uint64(want) {
			t.Fatalf("only %d decisions were certain with something unknown: the test has lost its teeth", n.decisions)
		}
		w := newWorld(t, seed, generate.Options{Records: true, Honest: seed%4 != 0}, 20)
		w.staysCertain(t, &n)
		if t.Failed() {
			text, _ := json.MarshalIndent(w.rules, "", "  ")
			t.Fatalf("the rule set of seed %d:\n%s", seed, text)
		}
	}
	t.Logf("%d decisions filled in: %d raised a hand, and %d others changed; %d by rules with ?? or nil, of which %d changed", n.decisions, n.raised, n.flips, n.givenUp, n.givenUpFlips)
	t.Logf("filled in: %v", n.filled)
	if plain := n.decisions - n.raised - n.givenUp; plain*2 < n.decisions {
		t.Errorf("only %d of %d decisions have nothing that excepts them", plain, n.decisions)
	}
	for _, what := range []string{"wish", "stale", "absent", "bad", "folded"} {
		if n.filled[what] == 0 {
			t.Errorf("nothing was filled in that is %s", what)
		}
	}
}

// tally counts what a test of fillings saw.
type tally struct {
	decisions             int // certain ones, once for each filling
	raised                int // of them: the filling raised a hand
	givenUp, givenUpFlips int // of the others: the rules have ?? or nil
	flips                 int // of the others: no longer the same
	filled                map[string]int
}

var givesUp = regexp.MustCompile(`\?\?|\bnil\b`)

func (w *world) staysCertain(t *testing.T, n *tally) {
	t.Helper()
	if n.filled == nil {
		n.filled = map[string]int{}
	}
	text, err := json.Marshal(w.rules)
	if err != nil {
		t.Fatal(err)
	}
	f := filler{w: w, n: n, used: map[string]bool{}, namesWishAt: strings.Contains(string(text), "answers.wants_contact_at")}
	for _, fact := range w.e.Describe().Facts {
		if f.used[fact.Path] = f.used[fact.Path] || fact.Used; fact.Used && strings.HasSuffix(fact.Path, "_days_ago") || fact.Used && fact.Path == "idle_days" {
			f.used["created_at"] = true
		}
	}
	if f.used["answers.wants_contact"] {
		f.used["answers.wants_contact_at"] = true
	}
	gaveUp := givesUp.Match(text)
	decider := w.e.NewDecider()
	for _, l := range w.leads {
		before := w.e.Decide(l, generate.AsOf)
		unknown := f.unknown(l)
		if !before.Certain || len(unknown) == 0 {
			continue
		}
		for range 6 {
			more, filled := f.fill(l, unknown)
			after := decider.Decide(more, generate.AsOf)
			n.decisions++
			same := after.Certain && sameVerdict(&before, after)
			switch {
			case after.Readiness.HandRaised && !before.Readiness.HandRaised:
				n.raised++
			case gaveUp:
				n.givenUp++
				if !same {
					n.givenUpFlips++
				}
			case !same:
				n.flips++
				lead, _ := json.Marshal(l)
				now, _ := json.Marshal(more)
				t.Errorf("with %v filled in, a certain %s %s %s became %s %s %s, certain: %v\nlead   %s\nfilled %s", filled,
					before.Quadrant, before.Status, before.Owner.Team, after.Quadrant, after.Status, after.Owner.Team, after.Certain, lead, now)
				return
			}
		}
	}
}

// sameVerdict compares what certain is about.
func sameVerdict(a, b *qualify.Decision) bool {
	if a.Status == matrix.StatusDisqualified || a.Status == matrix.StatusExcluded {
		return a.Status == b.Status
	}
	return a.Status == b.Status && a.Quadrant == b.Quadrant && a.Owner.Team == b.Owner.Team
}

// filler fills in facts that a world's rules use.
type filler struct {
	w           *world
	n           *tally
	used        map[string]bool
	namesWishAt bool // the rules read the date of the wish itself
}

// unknown lists the facts of a lead that are unknown, by the contract alone.
func (f *filler) unknown(l *qualify.Lead) (facts []generate.Fact) {
	for _, fact := range generate.Facts() {
		if f.used[fact.Path] && f.why(l, &fact) != "" {
			facts = append(facts, fact)
		}
	}
	return facts
}

// why tells why a fact is unknown; "" is that it is known, or that nothing could
// be filled in without changing what is.
func (f *filler) why(l *qualify.Lead, fact *generate.Fact) string {
	declared := f.w.rules.Facts[fact.Path]
	v, err := l.Get(fact.Path)
	text, isText := v.(string)
	absent := err == nil && (v == nil || isText && text == "")
	reset := resetOf(l)
	switch {
	case fact.Path == "stage" && absent:
		return ""
	case fact.Path == "answers.wants_contact":
		wish, at := l.Answers.WantsContact, l.Answers.WantsContactAt
		dated := !at.IsZero() && !at.After(generate.AsOf)
		switch {
		case wish.Known && dated && !reset.IsZero() && !at.After(reset):
			if f.namesWishAt { // another wish would have another date
				return ""
			}
			return "wish"
		case wish.Known && !dated && (!reset.IsZero() || !at.IsZero()), !wish.Known && !at.IsZero() && !dated:
			return "wish"
		}
	case fact.Path == "answers.wants_contact_at" || fact.Path == "created_at":
		if at, _ := v.(time.Time); absent || at.After(generate.AsOf) {
			return "instant"
		}
		return ""
	}
	seen := l.Seen[fact.Path].At
	switch {
	case absent && declared.Default != nil:
		return ""
	case absent:
		return "absent"
	case isText && f.folded(fact.Path) && strings.TrimSpace(text) == "", !f.listed(fact.Path, text), fact.Path != "custom.plan" && !fact.Known(l):
		return "bad"
	case fact.Path == "custom.plan" && !isText:
		return "bad"
	case declared.StaleDays > 0 && !seen.IsZero() && generate.AsOf.Sub(seen) > time.Duration(declared.StaleDays*24*float64(time.Hour)):
		return "stale"
	}
	return ""
}

// resetOf is the lead's reset, if it has been.
func resetOf(l *qualify.Lead) time.Time {
	if l.ResetAt.After(generate.AsOf) {
		return time.Time{}
	}
	return l.ResetAt
}

// folded tells whether a text fact is compared without case.
func (f *filler) folded(path string) bool {
	if fold := f.w.rules.Facts[path].Fold; fold != nil {
		return *fold
	}
	return f.w.rules.Texts == qualify.TextsFolded
}

// listed tells whether a fact may have the text.
func (f *filler) listed(path, text string) bool {
	enum := f.w.rules.Facts[path].Enum
	if path == "stage" {
		enum = []string{"lead", "mql", "customer"} // of those that are made
	}
	return len(enum) == 0 || slices.ContainsFunc(enum, func(v string) bool {
		return v == text || f.folded(path) && strings.EqualFold(v, strings.TrimSpace(text))
	})
}

// fill fills in one of the unknown facts, some, or all.
func (f *filler) fill(l *qualify.Lead, unknown []generate.Fact) (more *qualify.Lead, filled []string) {
	r := f.w.g.Rand()
	more = clone(l)
	more.Seen = maps.Clone(l.Seen)
	one, odds := r.IntN(len(unknown)), r.IntN(3)
	for i, fact := range unknown {
		if i != one && r.IntN(2) >= odds {
			continue
		}
		why := f.why(more, &fact) // which one filled in before may have settled
		if why == "" {
			continue
		}
		values := slices.DeleteFunc(slices.Clone(fact.Values), func(v any) bool { return !sensible(fact, v) })
		v := values[r.IntN(len(values))]
		if text, isText := v.(string); isText && f.folded(fact.Path) {
			same := generate.Renderings(text)
			v = same[r.IntN(len(same))]
			f.n.filled["folded"]++
		}
		if fact.Path == "answers.wants_contact" {
			f.dateWish(more)
		}
		delete(more.Seen, fact.Path)
		fact.Set(more, v)
		f.n.filled[why]++
		filled = append(filled, fact.Path)
	}
	return more, filled
}

// dateWish gives a wish that is filled in a date at which it counts, or leaves
// it without. A date that is known and read by the rules stays as it is.
func (f *filler) dateWish(l *qualify.Lead) {
	r, reset, at := f.w.g.Rand(), resetOf(l), &l.Answers.WantsContactAt
	dated := !at.IsZero() && !at.After(generate.AsOf)
	if at.IsZero() && r.IntN(3) == 0 || dated && (f.namesWishAt || at.After(reset)) {
		return
	}
	*at = generate.AsOf
	if !reset.IsZero() && r.IntN(2) == 0 {
		*at = reset.Add(time.Microsecond)
	}
}
