// Package web is the service as people see it: pages without scripts.
package web

import (
	"bytes"
	"embed"
	"errors"
	"html/template"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/leadqual/leadqual/examples/crm/internal/api"
	"github.com/leadqual/leadqual/examples/crm/internal/caller"
	"github.com/leadqual/leadqual/examples/crm/internal/desk"
	"github.com/leadqual/leadqual/examples/crm/internal/store"
	"github.com/leadqual/leadqual/qualify/account"
	"github.com/leadqual/leadqual/qualify/explain"
	"github.com/leadqual/leadqual/qualify/lifecycle"
)

//go:embed templates/*.gohtml
var templates embed.FS

//go:embed style.css
var style []byte

// Pages answers requests of browsers.
type Pages struct {
	DB   *store.DB
	Desk *desk.Desk
	// AccountRules are those by which the desk decides accounts.
	AccountRules *account.Rules
	// Policy is the lifecycle's.
	Policy *lifecycle.Policy
	// Zone is where people read what time it is.
	Zone *time.Location
	// Token is what who changes rules has to know.
	Token api.Token
	Log   *slog.Logger

	sentences    *explain.Words
	accountWords *explain.AccountExplainer
	errorPage    *template.Template
}

// Register adds the routes.
func (p *Pages) Register(mux *http.ServeMux) {
	p.sentences = explain.English()
	p.accountWords = explain.NewForAccounts(p.Desk.Accounts)
	p.sentences.AskDecisive, p.sentences.AskOther, p.sentences.AskForRecord = "", "", "" // the pages show questions in lines of their own
	p.sentences.NextRoster = "{team}: {action}."                                         // and whom the roster gave the lead
	// Parsed once, at the start: a page with a mistake stops the service here.
	parse := func(name string) *template.Template {
		return template.Must(template.New("layout.gohtml").Funcs(p.functions()).ParseFS(templates, "templates/layout.gohtml", "templates/"+name))
	}
	p.errorPage = parse("error.gohtml")
	handle := func(path, name string, show func(*http.Request) (any, error), do func(*http.Request) (string, error)) {
		page := parse(name)
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) {
			view, err := show(r)
			if err != nil {
				p.fail(w, r, err)
				return
			}
			p.show(w, r, page, http.StatusOK, view)
		})
		if do != nil {
			mux.HandleFunc("POST "+path, func(w http.ResponseWriter, r *http.Request) { p.do(w, r, page, show, do) })
		}
	}
	handle("/{$}", "overview.gohtml", p.overview, nil)
	handle("/leads", "leads.gohtml", p.leads, nil)
	handle("/leads/{id}", "lead.gohtml", p.lead, p.act)
	handle("/accounts", "accounts.gohtml", p.accounts, nil)
	handle("/accounts/{id}", "account.gohtml", p.account, nil)
	handle("/rules", "rules.gohtml", p.rules, p.changeRules)
	handle("/rules/{version}", "version.gohtml", p.version, nil)
	handle("/outcomes", "outcomes.gohtml", p.outcomes, nil)
	for path, make := range map[string]func(*http.Request) ([]byte, error){"/rules/{version}/agreement": p.agreement, "/outcomes/report": p.report} {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) {
			page, err := make(r)
			if err != nil {
				p.fail(w, r, err)
				return
			}
			p.send(w, http.StatusOK, "'unsafe-inline'", page) // the library's pages bring their style along
		})
	}
	mux.HandleFunc("GET /style.css", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
		w.Header().Set("Cache-Control", "max-age=300")
		w.Write(style)
	})
}

// show writes a page. It is made whole before anything is sent, so that a
// mistake in it is an error and not half a page.
func (p *Pages) show(w http.ResponseWriter, r *http.Request, page *template.Template, code int, view any) {
	var b bytes.Buffer
	if err := page.Execute(&b, view); err != nil {
		// The error of a template may quote what it shows.
		p.Log.ErrorContext(r.Context(), "page", "route", r.Pattern)
		http.Error(w, "the page cannot be shown", http.StatusInternalServerError)
		return
	}
	p.send(w, code, "'self'", b.Bytes())
}

func (p *Pages) send(w http.ResponseWriter, code int, styles string, page []byte) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src "+styles+"; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	w.WriteHeader(code)
	w.Write(page)
}

// layout is what every page has.
type layout struct {
	Title string
	Here  string // which entry of the navigation this is
	// Me is whose leads "My leads" are, and Team whose colleagues'; "" is nobody's.
	Me, Team string
	// Problem is what is wrong with a form that was sent.
	Problem problem
}

func (p *Pages) layout(r *http.Request, title, here string) layout {
	l := layout{Title: title, Here: here}
	l.Me, l.Team = p.me(r)
	l.Problem, _ = r.Context().Value(problem{}).(problem)
	return l
}

// me is who asks, where that is somebody who can have leads: by the name that the proxy
// gives, or its part before the @.
func (p *Pages) me(r *http.Request) (me, team string) {
	name := caller.Of(r).Name
	short, _, _ := strings.Cut(name, "@")
	crew := p.Desk.Crew()
	for _, team := range slices.Sorted(maps.Keys(crew)) {
		for _, me := range []string{name, short} {
			if me != "" && slices.Contains(crew[team], me) {
				return me, team
			}
		}
	}
	return "", ""
}

func (p *Pages) fail(w http.ResponseWriter, r *http.Request, err error) {
	view := struct {
		layout
		Text string
	}{p.layout(r, "Something went wrong", ""), "It is not your fault. Try again in a moment."}
	code := http.StatusInternalServerError
	var missing *notFound
	switch {
	case errors.As(err, &missing), errors.Is(err, store.ErrNotFound):
		code, view.Title, view.Text = http.StatusNotFound, "Not found", "There is no such page. The lead may have another id."
	case r.Context().Err() != nil:
		code = http.StatusServiceUnavailable
	default:
		p.Log.ErrorContext(r.Context(), "page", "route", r.Pattern, "error", err.Error())
	}
	p.show(w, r, p.errorPage, code, view)
}

// notFound is a page that there is not.
type notFound struct{}

func (*notFound) Error() string { return "web: no such page" }
