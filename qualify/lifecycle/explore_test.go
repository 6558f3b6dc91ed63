package lifecycle_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify/lifecycle"
)

// alphabet are the events of the exploration in their short form.
var alphabet = []string{
	"decided nurture", "decided mql", "decided sql", "decided research", "decided disqualified", "decided excluded",
	"handed_over ana", "handed_over team:emea", "accepted", "accepted bo", "converted", "converted sql", "converted opportunity",
	"won", "lost why", "rejected why", "rejected fake", "rejected", "recycled", "reopened", "reopened sql",
}

// TestAllEventStrings goes through all strings of up to eight events: 21^8,
// which is 37 thousand million. A transition depends on nothing but state and
// event, so each state is gone through once for each length at which it occurs.
// A refused event changes no state, and so does not make the clock of the test
// go on; that is what keeps the states countable.
func TestAllEventStrings(t *testing.T) {
	length := 8
	if testing.Short() || slow {
		length = 6
	}
	p := compiled(t, &lifecycle.Policy{Reasons: []lifecycle.Reason{{ID: "why"}, {ID: "fake", To: lifecycle.StageDisqualified}}})
	level := map[lifecycle.State]bool{{}: true}
	states, edges, refusals := 1, 0, 0
	for range length {
		next := map[lifecycle.State]bool{}
		for s := range level {
			n := 0
			if !s.Last.At.IsZero() {
				n = int(s.Last.At.Sub(start)/time.Hour) + 1
			}
			allowed := p.Allowed(s)
			for _, text := range alphabet {
				e := event(n, text)
				after, effects, err := apply(p, s, e)
				edges++
				if err != nil {
					refusals++
					if after != s || effects != nil {
						t.Fatalf("%s refused, and yet %+v became %+v, %v", text, s, after, effects)
					}
					if r := err.(*lifecycle.Refusal); !slices.Equal(r.Allowed, allowed) || r.Message == "" {
						t.Fatalf("%+v allows %v: %v", s, allowed, r)
					}
					continue
				}
				if wrong := broken(s, e, after, allowed); wrong != "" {
					t.Fatalf("%s at\n%+v became\n%+v: %s", text, s, after, wrong)
				}
				if wrong := unmirrored(s, after, effects); wrong != "" {
					t.Fatalf("%s at\n%+v became\n%+v with %+v: %s", text, s, after, effects, wrong)
				}
				next[after] = true // at no other length, as the clock goes on
			}
		}
		level = next
		states += len(level)
	}
	t.Logf("%d states, %d transitions, %d of them refused", states, edges, refusals)
	if states < 10_000 {
		t.Errorf("%d states are too few to mean anything", states)
	}
}

// broken names an invariant that a transition breaks, "" for none.
func broken(s lifecycle.State, e lifecycle.Event, n lifecycle.State, allowed []lifecycle.EventKind) string {
	height := func(stage lifecycle.Stage) int {
		if stage == "" {
			return 0
		}
		return slices.Index([]lifecycle.Stage{"lead", "mql", "sal", "sql", "opportunity", "customer"}, stage)
	}
	owned := slices.Contains([]lifecycle.Stage{"sal", "opportunity", "customer"}, n.Stage)
	closed := slices.Contains([]lifecycle.Stage{"disqualified", "lost"}, n.Stage) ||
		n.Stage == "recycled" && e.Kind != lifecycle.Decided && e.Kind != lifecycle.HandedOver
	moved := height(s.Stage) != height(n.Stage) || s.Stage != n.Stage && s.Stage != ""
	for _, law := range []struct {
		holds bool
		name  string
	}{
		{slices.Contains(allowed, e.Kind), "the kind was not allowed"},
		{slices.Contains(lifecycle.Stages(), n.Stage), "no stage"},
		{n.Last == e, "the last event is another"},
		{height(s.Stage) == 0 || n.Stage != lifecycle.StageLead, "back to a raw lead"},
		{moved == (n.Since != s.Since) && (!moved || n.Since.Equal(e.At)), "since is not when it moved"},
		{height(n.Furthest) >= height(s.Furthest) && height(n.Furthest) >= height(n.Stage), "furthest fell or lags"},
		{e.Kind != lifecycle.Decided || e.Status != matrix.StatusSQL || owned || n.Stage == "sql" || n.Stage == "disqualified" && !s.Screened,
			"a hand raiser is no SQL"},
		{e.Kind != lifecycle.Decided || n.Owner == s.Owner && n.HandedOverAt == s.HandedOverAt && n.AcceptedAt == s.AcceptedAt && n.PreviousOwner == s.PreviousOwner,
			"a decision took a lead from people"},
		{e.Kind != lifecycle.Decided || n.ResetAt == s.ResetAt, "a decision reset the lead"},
		{e.Kind != lifecycle.Rejected || e.Reason != "" && n.Reason == e.Reason, "a reason is lost"},
		{!owned || n.Owner != "" && !n.HandedOverAt.IsZero() && !n.AcceptedAt.IsZero(), "accepted without an owner"},
		{!closed || n.Owner == "" && n.HandedOverAt.IsZero() && n.AcceptedAt.IsZero(), "closed with an owner"},
		{n.Owner == "" || !n.HandedOverAt.IsZero(), "an owner without a hand-over"},
		{s.Owner == "" || n.Owner != "" || n.PreviousOwner == s.Owner || e.Kind == lifecycle.HandedOver, "the previous owner is forgotten"},
		{n.MQLs-s.MQLs == btoi(n.Stage == "mql" && s.Stage != "mql"), "MQLs are miscounted"},
		{n.MQLs == 0 == n.FirstMQLAt.IsZero() && !n.LastMQLAt.Before(n.FirstMQLAt) && (s.MQLs == 0 || n.FirstMQLAt == s.FirstMQLAt), "first and last MQL"},
		{n.Returns-s.Returns == btoi(e.Kind == lifecycle.Rejected), "returns are miscounted"},
		{n.Recycles-s.Recycles == btoi(n.Stage == "recycled" && (e.Kind == lifecycle.Rejected || e.Kind == lifecycle.Recycled)), "recycles are miscounted"},
		{!n.ResetAt.Before(s.ResetAt), "a reset went back"},
		{!n.Screened || n.Stage == "disqualified", "screened, but not disqualified"},
		{n.Stage != "disqualified" || n.Team == "", "a team has a disqualified lead"},
		{n.Stage == "disqualified" || n.Team != "", "no team"},
	} {
		if !law.holds {
			return law.name
		}
	}
	return ""
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// unmirrored applies effects to a host's view of a lead and says where the view
// then differs from the state, "" for nowhere.
func unmirrored(s, n lifecycle.State, effects []lifecycle.Effect) string {
	stage, owner, reset := s.Stage, s.Owner, s.ResetAt
	if stage == "" {
		stage = lifecycle.StageLead
	}
	load := map[string]int{}
	if holds(s) != "" {
		load[holds(s)]++
	}
	told := map[string]int{}
	for _, e := range effects {
		switch e.Kind {
		case lifecycle.SetStage:
			if e.Stage == stage {
				return "the stage is set to what it was"
			}
			stage = e.Stage
		case lifecycle.SetOwner:
			owner = e.Owner
		case lifecycle.SetResetAt:
			reset = e.At
		case lifecycle.ReleaseOwner:
			load[e.Owner]--
		case lifecycle.Notify:
			told[e.Team+" "+e.Owner]++
		}
	}
	if holds(n) != "" && holds(n) != holds(s) {
		load[holds(n)]++ // the host gave it to that owner
	}
	for who, count := range load {
		if count != btoi(who == holds(n)) {
			return fmt.Sprintf("%s has %d times the lead", who, count)
		}
	}
	switch {
	case stage != n.Stage && n != (lifecycle.State{}) || owner != n.Owner || !reset.Equal(n.ResetAt):
		return fmt.Sprintf("the host has %s, %s, %s", stage, owner, reset)
	}
	for who, count := range told {
		if count > 1 {
			return who + " is told twice"
		}
	}
	return ""
}

// holds is whose load a lead adds to.
func holds(s lifecycle.State) string {
	if slices.Contains([]lifecycle.Stage{"customer", "lost", "disqualified"}, s.Stage) {
		return ""
	}
	return s.Owner
}
