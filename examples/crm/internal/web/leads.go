package web

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/leadqual/leadqual/examples/crm/internal/rules"
	"github.com/leadqual/leadqual/examples/crm/internal/store"
	"github.com/leadqual/leadqual/matrix"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/explain"
)

const pageSize = 25

// entry is a lead in a list.
type entry struct {
	Lead      *store.Lead
	Name      string
	About     string // title and company
	Why, Next string
	// Questions are what to ask, the one that settles most first: only those whose
	// answer can change something.
	Questions []ask
	Overdue   bool // an answer was promised earlier
}

// ask is a question, and whether its answer alone could change what happens.
type ask struct {
	qualify.FactInfo
	Text    string
	Hint    string
	Decides bool
}

// facet is something that the list can be narrowed by.
type facet struct {
	Name, Label, Any, Chosen string
	Options                  []option

	of    func(*store.Group) string
	count map[string]int
}

type option struct {
	Value, Label string
	Leads        int
}

// anyStage is the stage of all leads; "" is that of those with which there is something to do.
const anyStage = "any"

// facets are the filters of a list as its address has them.
func facets(q url.Values) []*facet {
	all := []*facet{
		{Name: "owner", Label: "Whose", Any: "everybody's", of: func(g *store.Group) string { return g.Owner }},
		{Name: "team", Label: "Team", Any: "any", of: func(g *store.Group) string { return g.Team }},
		{Name: "stage", Label: "Stage", Any: "open", of: func(g *store.Group) string { return g.Stage }},
		{Name: "status", Label: "The rules say", Any: "anything", of: func(g *store.Group) string { return g.Status }},
		{Name: "quadrant", Label: "Matrix", Any: "anywhere", of: func(g *store.Group) string { return g.Quadrant }},
	}
	for _, f := range all {
		f.Chosen, f.count = q.Get(f.Name), map[string]int{}
	}
	if s := matrix.Status(all[3].Chosen); all[2].Chosen == "" && (s == matrix.StatusDisqualified || s == matrix.StatusExcluded) {
		all[2].Chosen = anyStage
	}
	return all
}

// fill counts, for each value of each facet, the leads that all others select, and
// returns how many all together do.
func fill(all []*facet, groups []store.Group) (total int) {
	for i := range groups {
		g := &groups[i]
		var missed []*facet
		for _, f := range all {
			if f.Chosen != "" && f.Chosen != anyStage && f.of(g) != f.Chosen || f.Chosen == "" && f.Name == "stage" && !g.Open() {
				missed = append(missed, f)
			}
		}
		if len(missed) == 0 {
			total += g.Leads
			missed = all
		}
		if len(missed) == 1 || len(missed) == len(all) {
			for _, f := range missed {
				f.count[f.of(g)] += g.Leads
			}
		}
	}
	for _, f := range all {
		if f.Name == "stage" {
			f.Options = append(f.Options, option{Value: anyStage, Label: anyStage})
		}
		if f.Chosen != anyStage {
			f.count[f.Chosen] += 0
		}
		for value, leads := range f.count {
			if value != "" {
				f.Options = append(f.Options, option{value, stage(value), leads})
			}
		}
		slices.SortFunc(f.Options, func(a, b option) int { return cmp.Compare(a.Label, b.Label) })
	}
	return total
}

// leads lists leads as one works through them: what is due today, then by priority.
func (p *Pages) leads(r *http.Request) (any, error) {
	q := r.URL.Query()
	for _, values := range q {
		if len(values) > 1 || len(values[0]) > 200 || strings.ContainsRune(values[0], 0) || strings.ToValidUTF8(values[0], "") != values[0] {
			return nil, &notFound{}
		}
	}
	number := 1
	if text := q.Get("page"); text != "" {
		var err error
		if number, err = strconv.Atoi(text); err != nil || number < 1 || number > 1_000_000 {
			return nil, &notFound{}
		}
	}
	view := struct {
		layout
		Find           string
		Facets         []*facet
		List           string // this list, for the way back
		Entries        []entry
		Total          int
		First          int
		Previous, Next string
		More           bool // the text is found in more leads than these
	}{layout: p.layout(r, "Leads", "leads"), Find: q.Get("q"), Facets: facets(q), First: (number-1)*pageSize + 1}
	chosen := func(i int) string { return strings.TrimSuffix(view.Facets[i].Chosen, anyStage) }
	now := p.Desk.Now().In(p.Zone)
	filter := store.Filter{
		Owner: chosen(0), Team: chosen(1), Stage: chosen(2), Status: chosen(3), Quadrant: chosen(4), Open: view.Facets[2].Chosen == "",
		Today: time.Date(now.Year(), now.Month(), now.Day()+1, 0, 0, 0, 0, p.Zone),
	}
	if filter.Owner != "" {
		view.Title = "Leads of " + filter.Owner
	}
	q.Del("page")
	view.List = q.Encode()
	page := func(number int) string {
		q.Set("page", strconv.Itoa(number))
		return "/leads?" + q.Encode()
	}
	err := p.DB.View(r.Context(), func(tx *store.Tx) error {
		if view.Find != "" {
			var err error
			if filter.Found, err = tx.Find(view.Find); err != nil {
				return err
			}
			view.More = len(filter.Found) > store.MostFound
		}
		groups, err := tx.Groups(store.Filter{Found: filter.Found})
		if err != nil {
			return err
		}
		view.Total = fill(view.Facets, groups)
		rows, err := tx.List(filter, pageSize, view.First-1)
		if err != nil {
			return err
		}
		if number > 1 {
			view.Previous = page(number - 1)
		}
		if view.Total >= view.First+pageSize {
			view.Next = page(number + 1)
		}
		for _, row := range rows {
			e, err := p.entry(r.Context(), tx, row.Lead, row.Decision)
			if err != nil {
				return err
			}
			view.Entries = append(view.Entries, *e)
		}
		return nil
	})
	return view, err
}

// entry puts a lead into a few words.
func (p *Pages) entry(ctx context.Context, tx *store.Tx, lead *store.Lead, d *store.Decision) (*entry, error) {
	decision, err := d.Decided()
	if err != nil {
		return nil, err
	}
	version, err := p.Desk.Rules.Version(tx, d.Rules)
	if err != nil {
		return nil, err
	}
	e := entry{Lead: lead, Name: cmp.Or(lead.Facts.Person.Name, lead.ID), About: about(&lead.Facts)}
	e.Why, e.Next = p.explain(version, decision)
	e.Next = p.next(lead, decision, e.Next)
	e.Overdue = !lead.DueAt.IsZero() && p.Desk.Now().After(lead.DueAt)
	open := store.Group{Stage: lead.Stage, Status: lead.Status}
	if len(decision.Ask) == 0 || !open.Open() {
		return &e, nil
	}
	activities, err := tx.Activities(lead.ID)
	if err != nil {
		return nil, err
	}
	whole := lead.Whole(activities)
	ranked, err := version.Engine.Ask(ctx, &whole, decision.AsOf)
	facts := version.Set.AllFacts()
	for _, q := range ranked {
		i := slices.IndexFunc(facts, func(f qualify.FactInfo) bool { return f.Path == q.Path })
		if i >= 0 && (q.Decisive || q.Together) {
			e.Questions = append(e.Questions, p.ask(&q, facts[i]))
		}
	}
	return &e, err
}

// explain says why the decision is as it is, and what comes next.
func (p *Pages) explain(v *rules.Version, d *qualify.Decision) (why, next string) {
	for line := range strings.Lines(v.Explainer.Explain(d, &explain.Options{Words: p.sentences})) {
		label, text, _ := strings.Cut(strings.TrimSpace(line), ": ")
		switch label {
		case "Why":
			why = text
		case "Next":
			next = text
		}
	}
	return why, next
}

// ask is what to ask about a fact.
func (p *Pages) ask(q *qualify.Ranked, f qualify.FactInfo) ask {
	name := cmp.Or(f.Doc, p.sentences.Facts[f.Path], words(strings.ReplaceAll(f.Path, ".", " ")))
	if q.Question.Question == "" {
		return ask{f, "Find out: " + name, "", q.Decisive}
	}
	return ask{f, q.Question.Question, name, q.Decisive}
}

func about(lead *qualify.Lead) string {
	parts := []string{lead.Person.JobTitle, lead.Company.Name}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ", ")
}
