package web

import (
	"cmp"
	"net/http"
	"strconv"

	"github.com/leadqual/leadqual/examples/crm/internal/desk"
	"github.com/leadqual/leadqual/examples/crm/internal/store"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
	"github.com/leadqual/leadqual/qualify/explain"
)

// accounts lists accounts by name.
func (p *Pages) accounts(r *http.Request) (any, error) {
	number := 1
	if text := r.URL.Query().Get("page"); text != "" {
		var err error
		if number, err = strconv.Atoi(text); err != nil || number < 1 || number > 1_000_000 {
			return nil, &notFound{}
		}
	}
	view := struct {
		layout
		Rows           []store.AccountRow
		Previous, Next string
	}{layout: p.layout(r, "Accounts", "accounts")}
	err := p.DB.View(r.Context(), func(tx *store.Tx) (err error) {
		view.Rows, err = tx.Accounts(pageSize+1, (number-1)*pageSize)
		return err
	})
	if number > 1 {
		view.Previous = "/accounts?page=" + strconv.Itoa(number-1)
	}
	if len(view.Rows) > pageSize {
		view.Rows, view.Next = view.Rows[:pageSize], "/accounts?page="+strconv.Itoa(number+1)
	}
	return view, err
}

// member is one of the people of an account.
type member struct {
	ID, Name, Title, Role string
	Decision              *qualify.Decision
}

// account shows one account: whether it fits and is ready, who is in its buying group,
// who is missing, and whom to call first.
func (p *Pages) account(r *http.Request) (any, error) {
	id := r.PathValue("id")
	if desk.CheckID(id) != nil {
		return nil, &notFound{}
	}
	a, d, err := p.Desk.Account(r.Context(), id)
	if err != nil {
		return nil, err
	}
	roles := map[string]string{}
	for _, role := range p.AccountRules.Roles {
		roles[role.ID] = cmp.Or(role.Name, words(role.ID))
	}
	view := struct {
		layout
		Account  *account.Account
		Decision *account.Decision
		Why      string
		Members  []member
		Missing  []string
		Asks     []string
	}{layout: p.layout(r, cmp.Or(a.Company.Name, a.ID), "accounts"), Account: a, Decision: d}
	view.Why = p.accountWords.Explain(d, &explain.Options{Words: p.sentences})
	people := map[string]*qualify.Lead{}
	for i := range a.People {
		people[a.People[i].ID] = &a.People[i]
	}
	for i := range d.People {
		one := &d.People[i]
		m := member{ID: one.ID, Decision: &one.Decision}
		if lead := people[one.ID]; lead != nil {
			m.Name, m.Title = cmp.Or(lead.Person.Name, lead.ID), lead.Person.JobTitle
		}
		if role, known := one.Role.Get(); !known {
			m.Role = "unknown"
		} else {
			m.Role = roles[role]
		}
		view.Members = append(view.Members, m)
	}
	for _, f := range d.Find {
		view.Missing = append(view.Missing, roles[f.Role])
	}
	for _, q := range d.Ask {
		view.Asks = append(view.Asks, cmp.Or(q.Question, "Find out: "+words(q.Path)))
	}
	return view, nil
}
