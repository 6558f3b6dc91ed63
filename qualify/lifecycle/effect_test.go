package lifecycle_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/leadqual/leadqual/qualify/lifecycle"
)

func TestEffects(t *testing.T) {
	p := compiled(t, nil)
	type effect = lifecycle.Effect
	for _, x := range []struct {
		name string
		way  []string
		last string
		want []effect
	}{
		{"an MQL wants sales", nil, "decided mql", []effect{
			{Kind: lifecycle.SetStage, Stage: "mql"},
			{Kind: lifecycle.HandOver, Stage: "mql", Team: "sales"}}},
		{"a hand raiser wants it too", []string{"decided mql"}, "decided sql", []effect{
			{Kind: lifecycle.SetStage, Stage: "sql"},
			{Kind: lifecycle.HandOver, Stage: "sql", Team: "sales"}}},
		{"research is of sales, and the lead stays raw", nil, "decided research", []effect{
			{Kind: lifecycle.HandOver, Stage: "lead", Team: "sales"}}},
		{"a re-score is of no interest", []string{"decided mql"}, "decided mql", nil},
		{"nor one below the line", []string{"decided mql", "handed_over ana"}, "decided nurture", nil},
		{"nurturing is no event for anybody", nil, "decided nurture", nil},
		{"the owner is told", []string{"decided mql"}, "handed_over ana", []effect{
			{Kind: lifecycle.SetOwner, Owner: "ana"},
			{Kind: lifecycle.Notify, Topic: lifecycle.TopicHandedOver, Stage: "mql", Team: "sales", Owner: "ana"}}},
		{"another owner takes over", []string{"decided mql", "handed_over ana"}, "handed_over bo", []effect{
			{Kind: lifecycle.SetOwner, Owner: "bo"},
			{Kind: lifecycle.ReleaseOwner, Owner: "ana"},
			{Kind: lifecycle.Notify, Topic: lifecycle.TopicHandedOver, Stage: "mql", Team: "sales", Owner: "bo"}}},
		{"the owner hears of a raised hand", []string{"decided mql", "handed_over ana"}, "decided sql", []effect{
			{Kind: lifecycle.SetStage, Stage: "sql"},
			{Kind: lifecycle.Notify, Topic: lifecycle.TopicHandRaised, Stage: "sql", Team: "sales", Owner: "ana"}}},
		{"and of being removed by the rules", []string{"decided mql", "handed_over ana"}, "decided excluded", []effect{
			{Kind: lifecycle.Notify, Topic: lifecycle.TopicScreened, Stage: "mql", Team: "sales", Owner: "ana"}}},
		{"once", []string{"decided mql", "handed_over ana", "decided excluded"}, "decided disqualified", nil},
		{"accepting", []string{"decided mql", "handed_over ana"}, "accepted", []effect{{Kind: lifecycle.SetStage, Stage: "sal"}}},
		{"recycling frees the owner without credit", []string{"decided mql", "handed_over ana"}, "recycled", []effect{
			{Kind: lifecycle.SetStage, Stage: "recycled"},
			{Kind: lifecycle.SetOwner},
			{Kind: lifecycle.SetResetAt, At: event(2, "").At},
			{Kind: lifecycle.ReleaseOwner, Owner: "ana"}}},
		{"back to whom it knows", []string{"decided mql", "handed_over ana", "recycled"}, "decided mql", []effect{
			{Kind: lifecycle.SetStage, Stage: "mql"},
			{Kind: lifecycle.HandOver, Stage: "mql", Team: "sales", PreviousOwner: "ana"}}},
		{"a customer keeps the owner but is no load", []string{"decided sql", "handed_over ana", "converted"}, "won", []effect{
			{Kind: lifecycle.SetStage, Stage: "customer"},
			{Kind: lifecycle.SetResetAt, At: event(3, "").At},
			{Kind: lifecycle.ReleaseOwner, Owner: "ana"}}},
	} {
		before := lived(t, p, x.way...)
		after, got, err := apply(p, before, event(len(x.way), x.last))
		if diff := cmp.Diff(x.want, got); diff != "" || err != nil {
			t.Errorf("%s: %v\n%s", x.name, err, diff)
		}
		if again := p.Effects(after, after); again != nil {
			t.Errorf("%s: a state has effects on itself: %v", x.name, again)
		}
	}
}

func TestDecisionsNameTheTeam(t *testing.T) {
	p := compiled(t, nil)
	e := event(0, "decided mql")
	e.Team = "sdr"
	s, effects, err := apply(p, lifecycle.State{}, e)
	if err != nil || s.Team != "sdr" || effects[1].Team != "sdr" {
		t.Errorf("%+v, %+v, %v", s, effects, err)
	}
	if s, _, err = apply(p, s, event(1, "handed_over ana")); err != nil || s.Team != "sdr" {
		t.Errorf("%+v, %v", s, err)
	}
	e = event(2, "decided nurture")
	e.Team = "growth"
	if s, _, err = apply(p, lifecycle.State{}, e); err != nil || s.Team != "growth" {
		t.Errorf("%+v, %v", s, err)
	}
}

// Deadlines begin, begin anew and end with the stages.
func TestDeadlineEffects(t *testing.T) {
	p := compiled(t, clocked())
	kinds := func(effects []lifecycle.Effect) []string {
		var list []string
		for _, e := range effects {
			if e.Deadline != nil {
				list = append(list, string(e.Kind)+" "+e.Deadline.ID)
				if e.Kind == lifecycle.StartDeadline && p.DueAt(*e.Deadline).IsZero() {
					t.Errorf("%+v is never due", e.Deadline)
				}
			}
		}
		return list
	}
	var s lifecycle.State
	for i, x := range []struct {
		event string
		want  []string
	}{
		{"decided research", nil},
		{"handed_over ana", []string{"start_deadline first"}},
		{"decided research", nil},
		{"decided mql", []string{"start_deadline first"}},
		{"handed_over bo", []string{"start_deadline first"}},
		{"accepted", []string{"stop_deadline first", "start_deadline roll"}},
		{"converted", []string{"start_deadline roll"}},
		{"handed_over ana", []string{"start_deadline roll"}},
		{"decided nurture", nil},
		{"converted", []string{"start_deadline roll"}},
		{"won", []string{"stop_deadline roll"}},
	} {
		next, effects, err := apply(p, s, event(i, x.event))
		if diff := cmp.Diff(x.want, kinds(effects)); diff != "" || err != nil {
			t.Errorf("%s: %v\n%s", x.event, err, diff)
		}
		s = next
	}
}
