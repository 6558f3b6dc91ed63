package web

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/leadqual/leadqual/examples/crm/internal/rules"
	"github.com/leadqual/leadqual/examples/crm/internal/store"
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
	// Questions are what to ask, the one that settles most first.
	Questions []ask
	Due       time.Time // when an answer is promised
	Overdue   bool
}

// ask is a question, and whether its answer alone could change what happens.
type ask struct {
	Text    string
	Decides bool
}

// leads lists leads by priority.
func (p *Pages) leads(r *http.Request) (any, error) {
	q := r.URL.Query()
	filter := store.Filter{Owner: q.Get("owner"), Quadrant: q.Get("quadrant"), Status: q.Get("status")}
	for _, text := range []string{filter.Owner, filter.Quadrant, filter.Status} {
		if len(text) > 200 || strings.ContainsRune(text, 0) || strings.ToValidUTF8(text, "") != text {
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
		Filter         store.Filter
		Entries        []entry
		First          int
		Previous, Next string
	}{layout: layout{heading(filter), "leads"}, Filter: filter, First: (number-1)*pageSize + 1}
	err := p.DB.View(r.Context(), func(tx *store.Tx) error {
		rows, err := tx.List(filter, pageSize+1, (number-1)*pageSize)
		if err != nil {
			return err
		}
		if number > 1 {
			view.Previous = page(q, number-1)
		}
		if len(rows) > pageSize {
			rows, view.Next = rows[:pageSize], page(q, number+1)
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

func heading(f store.Filter) string {
	var parts []string
	if f.Owner != "" {
		parts = append(parts, "of "+f.Owner)
	}
	if f.Quadrant != "" {
		parts = append(parts, words(f.Quadrant))
	}
	if f.Status != "" {
		parts = append(parts, stage(f.Status))
	}
	return strings.Join(append([]string{"Leads"}, strings.Join(parts, ", ")), " ")
}

func page(q url.Values, number int) string {
	next := url.Values{}
	for _, name := range []string{"owner", "quadrant", "status"} {
		if v := q.Get(name); v != "" {
			next.Set(name, v)
		}
	}
	next.Set("page", strconv.Itoa(number))
	return "/leads?" + next.Encode()
}

// entry puts a lead into a few words.
func (p *Pages) entry(ctx context.Context, tx *store.Tx, lead *store.Lead, d *store.Decision) (*entry, error) {
	decision, err := d.Decided()
	if err != nil {
		return nil, err
	}
	version, err := p.Rules.Version(tx, d.Rules)
	if err != nil {
		return nil, err
	}
	e := entry{Lead: lead, Name: cmp.Or(lead.Facts.Person.Name, lead.ID), About: about(&lead.Facts)}
	e.Why, e.Next = p.explain(version, decision)
	if len(decision.Ask) > 0 {
		activities, err := tx.Activities(lead.ID)
		if err != nil {
			return nil, err
		}
		whole := lead.Whole(activities)
		ranked, err := version.Engine.Ask(ctx, &whole, decision.AsOf)
		if err != nil {
			return nil, err
		}
		for _, q := range ranked {
			e.Questions = append(e.Questions, ask{p.question(version.Set, q.Question), q.Decisive})
		}
	}
	for _, deadline := range p.Process.Deadlines(lead.State) {
		if due := p.Process.DueAt(deadline); e.Due.IsZero() || due.Before(e.Due) {
			e.Due, e.Overdue = due, p.Process.Overdue(deadline, p.Now())
		}
	}
	return &e, nil
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

// question is what to ask about a fact.
func (p *Pages) question(set *qualify.RuleSet, q qualify.Question) string {
	return cmp.Or(q.Question, "Find out: "+cmp.Or(set.Facts[q.Path].Doc, p.sentences.Facts[q.Path], words(q.Path)))
}

func about(lead *qualify.Lead) string {
	parts := []string{}
	for _, text := range []string{lead.Person.JobTitle, lead.Company.Name} {
		if text != "" {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, ", ")
}
