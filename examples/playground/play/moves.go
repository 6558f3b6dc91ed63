package play

import (
	"fmt"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
)

// Moves are what changes from the second rule set, which is the older, to the rules.
// Lists are never null in JSON.
type Moves struct {
	// Problems are the mistakes of the second rule set. With one nothing is compared.
	Problems []Problem `json:"problems"`
	Was      Named     `json:"was"`
	Is       Named     `json:"is"`
	// Counts say how many leads change in which way.
	Counts []Count `json:"counts"`
	// Leads are those of the text: first those that change, by priority.
	Leads []Moved `json:"leads"`
}

// Named says which rule set it is.
type Named struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// A Count is a number of leads, and what is counted.
type Count struct {
	Title string `json:"title"`
	Count int    `json:"count"`
}

// Moved is a lead, or an account, as both rule sets decide it.
type Moved struct {
	Index   int      `json:"index"` // in the text, from 0
	ID      string   `json:"id"`
	Name    string   `json:"name"`
	Changed bool     `json:"changed"`
	Was     Standing `json:"was"`
	Is      Standing `json:"is"`
	// What says what differs of the answer, Why which rules and conditions came to
	// something else.
	What []string `json:"what"`
	Why  []string `json:"why"`
}

// Standing is what one rule set makes of a lead.
type Standing struct {
	Status matrix.Status   `json:"status"`
	Quad   matrix.Quadrant `json:"quadrant"`
	Team   string          `json:"team"`
	Owner  string          `json:"owner"`
	Action string          `json:"action"`
	Points string          `json:"points"`
}

func newMoves() *Moves {
	return &Moves{Problems: []Problem{}, Counts: []Count{}, Leads: []Moved{}}
}

// counted kinds of change, in the order of the list.
var changeTitles = []struct{ of, title string }{
	{"", "change"}, {"status", "have another status"}, {"quadrant", "have another quadrant"}, {"owner", "go to another team or owner"},
	{"action", "have another action"}, {"points", "have other points"}, {"same", "stay as they are"},
}

// compare fills in what differs between decisions about the same leads, in the order in which
// the page lists them.
func (m *Moves) compare(order []int, was, is []decided) {
	counts := map[string]int{}
	for _, i := range order {
		before, after := &was[i], &is[i]
		moved := Moved{
			Index: i, ID: after.LeadID, Name: after.name, Was: standing(before.Decision), Is: standing(after.Decision), What: []string{}, Why: []string{},
		}
		c, err := qualify.Diff(before.Decision, after.Decision)
		if err != nil {
			m.Problems = append(m.Problems, Problem{Severity: "error", About: "other", Message: err.Error()})
			continue
		}
		moved.describe(&c)
		for _, kind := range moved.kinds() {
			counts[kind]++
		}
		m.Leads = append(m.Leads, moved)
	}
	for _, t := range changeTitles {
		m.Counts = append(m.Counts, Count{t.title, counts[t.of]})
	}
	slices.SortStableFunc(m.Leads, func(a, b Moved) int {
		switch {
		case a.Changed == b.Changed:
			return 0
		case a.Changed:
			return -1
		}
		return 1
	})
}

// describe puts a change into words.
func (m *Moved) describe(c *qualify.Change) {
	for _, s := range c.Steps {
		m.What = append(m.What, fmt.Sprintf("%s: %s", s.Of, fromTo(spoken(s.Before), spoken(s.After))))
	}
	if m.Was.Points != m.Is.Points {
		m.What = append(m.What, "points: "+fromTo(m.Was.Points, m.Is.Points))
	}
	for _, o := range c.Outcomes {
		m.Why = append(m.Why, fmt.Sprintf("%s: %s", o.Place, fromTo(o.Before, o.After)))
	}
	for _, p := range c.Parts {
		m.Why = append(m.Why, fmt.Sprintf("%s: %s points", p.Place, fromTo(amount(p.Before), amount(p.After))))
	}
	m.Changed = len(m.What) > 0
}

// kinds are the ways in which a lead changes, as they are counted.
func (m *Moved) kinds() []string {
	if !m.Changed {
		return []string{"same"}
	}
	kinds := []string{""}
	add := func(kind string, differs bool) {
		if differs {
			kinds = append(kinds, kind)
		}
	}
	add("status", m.Was.Status != m.Is.Status)
	add("quadrant", m.Was.Quad != m.Is.Quad)
	add("owner", m.Was.Team != m.Is.Team || m.Was.Owner != m.Is.Owner)
	add("action", m.Was.Action != m.Is.Action)
	add("points", m.Was.Points != m.Is.Points)
	return kinds
}

func standing(d *qualify.Decision) Standing {
	return Standing{d.Status, d.Quadrant, d.Owner.Team, ownerOf(d), d.Owner.Action, pointsOf(d)}
}

func fromTo(before, after string) string {
	return orNone(before) + " → " + orNone(after)
}

func orNone(text string) string {
	if text == "" {
		return "none"
	}
	return text
}

// spoken is a word of the language without its underscores.
func spoken(word string) string { return strings.ReplaceAll(word, "_", " ") }

// second is the second rule set, compiled. Both are nil where there is none, or it has
// mistakes.
type second struct {
	leads    *qualify.Engine
	accounts *account.Engine
}

// other compiles the second rule set. It has to be about the same as the rules.
func (a *Answer) other(r Request, accounts bool) (s second) {
	if !given(r.Other) {
		return s
	}
	a.Moves = newMoves()
	if aboutAccounts(r.Other) != accounts {
		what, has := "leads", "accounts"
		if accounts {
			what, has = has, what
		}
		a.Moves.Problems = append(a.Moves.Problems, Problem{
			Severity: "error", About: "other", Message: fmt.Sprintf("this one is about %s, and the rules are about %s: compare two of one kind", has, what),
		})
		return s
	}
	var err error
	if accounts {
		if s.accounts, err = account.CompileJSON("", []byte(r.Other), nil); err == nil {
			a.Moves.Was = Named{s.accounts.Rules().Name, s.accounts.Rules().Version}
		}
	} else if s.leads, err = qualify.CompileJSON("", []byte(r.Other), nil); err == nil {
		a.Moves.Was = Named{s.leads.RuleSet().Name, s.leads.RuleSet().Version}
	}
	a.Moves.Problems = problemsOf("other", r.Other, err)
	return s
}
