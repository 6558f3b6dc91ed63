package web

import (
	"cmp"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/leadqual/leadqual/examples/crm/internal/desk"
	"github.com/leadqual/leadqual/examples/crm/internal/store"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/lifecycle"
)

const (
	shownDecisions  = 20
	shownActivities = 30
)

// moment is a decision in a lead's history.
type moment struct {
	*store.Decision
	Steps []qualify.ChangedStep
	// Points is how the score changed, "" where it did not.
	Points string
	// Moved are stage and owner, where they changed.
	Moved []qualify.ChangedStep
}

// fact is something known of the lead.
type fact struct{ Name, Value string }

// lead shows one lead: what to do, why, and how it came about.
func (p *Pages) lead(r *http.Request) (any, error) {
	id := r.PathValue("id")
	if desk.CheckID(id) != nil {
		return nil, &notFound{}
	}
	view := struct {
		layout
		entry
		Decision   *qualify.Decision
		Rules      int64
		Breakdown  breakdown
		Facts      []fact
		History    []moment
		More       bool // older decisions than those shown
		Activities []qualify.Activity
		Acts       int64
		Log        []lifecycle.Event
		Actions    []action
		Done       *moment // what a form has just come to
		Draft      *moment // what the draft of the rules would change; nil is nothing
		List, Back string  // the list that the lead was chosen from
		Stray      string  // what is wrong with a form that the page no longer has
	}{List: r.FormValue("list")}
	list, _ := url.ParseQuery(view.List)
	view.Back = "/leads?" + list.Encode()
	err := p.DB.View(r.Context(), func(tx *store.Tx) error {
		lead, err := tx.Lead(id)
		if err != nil {
			return err
		}
		decisions, err := tx.Decisions(id, shownDecisions+1)
		if err != nil {
			return err
		}
		newest := decisions[0]
		e, err := p.entry(r.Context(), tx, lead, newest)
		if err != nil {
			return err
		}
		view.entry, view.layout = *e, p.layout(r, e.Name, "leads")
		view.Actions = p.actions(lead)
		if view.Decision, err = newest.Decided(); err != nil {
			return err
		}
		version, err := p.Desk.Rules.Version(tx, newest.Rules)
		if err != nil {
			return err
		}
		view.Rules = newest.Rules
		view.Breakdown = breakDown(version.Set, view.Decision)
		if view.History, view.More, err = history(decisions); err != nil {
			return err
		}
		if form := view.Problem.Form; !slices.ContainsFunc(view.Questions, func(q ask) bool { return q.Path == form }) &&
			!slices.ContainsFunc(view.Actions, func(a action) bool { return string(a.Kind) == form }) {
			view.Stray = view.Problem.Text
		}
		for i := range view.History {
			if m := &view.History[i]; strconv.FormatInt(m.N, 10) == r.URL.Query().Get("done") {
				view.Done = m
			}
		}
		view.Facts, view.Acts = p.facts(&lead.Facts), lead.Acts
		if view.Log, err = tx.Events(id); err != nil {
			return err
		}
		if view.Activities, err = tx.Activities(id); err == nil {
			view.Draft, err = p.drafted(lead.Whole(view.Activities))
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	slices.Reverse(view.Log)
	slices.SortStableFunc(view.Activities, func(a, b qualify.Activity) int { return b.At.Compare(a.At) })
	view.Activities = view.Activities[:min(len(view.Activities), shownActivities)]
	return view, nil
}

// drafted says what the draft of the rules would change for a lead; nil is nothing.
func (p *Pages) drafted(lead qualify.Lead) (*moment, error) {
	inUse, now := p.Desk.Rules.InUse(), p.Desk.Now()
	if inUse.Draft == nil {
		return nil, nil
	}
	was, would := inUse.Active.Engine.Decide(&lead, now), inUse.Draft.Engine.Decide(&lead, now)
	change, err := qualify.Diff(&was, &would)
	m := moment{Steps: change.Steps}
	if p := change.Points.Points; p != 0 {
		m.Points = signed(p)
	}
	if err != nil || len(m.Steps) == 0 && m.Points == "" {
		return nil, err
	}
	return &m, nil
}

// history says what each decision changed; they come newest first.
func history(decisions []*store.Decision) (moments []moment, more bool, err error) {
	var after *qualify.Decision
	for i, d := range decisions {
		now, err := d.Decided()
		if err != nil {
			return nil, false, err
		}
		if after != nil {
			change, err := qualify.Diff(now, after)
			if err != nil {
				return nil, false, err
			}
			m := &moments[i-1]
			m.Steps = telling(change.Steps)
			if p := change.Points.Points; p != 0 {
				m.Points = signed(p)
			}
			for _, s := range []qualify.ChangedStep{{Of: "stage", Before: d.Stage, After: m.Stage}, {Of: "owner", Before: cmp.Or(d.Owner, d.Team), After: cmp.Or(m.Owner, m.Team)}} {
				if s.Before != s.After {
					m.Moved = append(m.Moved, s)
				}
			}
		}
		if i == shownDecisions {
			return moments, true, nil
		}
		moments = append(moments, moment{Decision: d})
		after = now
	}
	if len(moments) > 0 { // the first of all changed everything
		m := &moments[len(moments)-1]
		change, err := qualify.Diff(&qualify.Decision{}, after)
		if err != nil {
			return nil, false, err
		}
		m.Steps = telling(change.Steps)
		if after.Score.Points != 0 {
			m.Points = signed(after.Score.Points)
		}
	}
	return moments, false, nil
}

// telling leaves out what follows from the rest: grade and band make the cell,
// and the history has columns for team and owner.
func telling(steps []qualify.ChangedStep) []qualify.ChangedStep {
	return slices.DeleteFunc(steps, func(s qualify.ChangedStep) bool {
		return slices.Contains([]string{"grade", "band", "team", "route", "owner"}, s.Of)
	})
}

// facts are what is known of a lead, sorted by name.
func (p *Pages) facts(lead *qualify.Lead) []fact {
	var known []fact
	values := lead.Values()
	for _, path := range slices.Sorted(maps.Keys(values)) {
		value := values[path]
		if at, err := time.Parse(time.RFC3339, value); err == nil {
			value = p.when(at)
		}
		known = append(known, fact{words(strings.ReplaceAll(path, ".", " ")), cmp.Or(value, "-")})
	}
	return known
}
