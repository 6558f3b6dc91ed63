// Package web is the service as people see it: pages without scripts.
package web

import (
	"bytes"
	"embed"
	"errors"
	"html/template"
	"log/slog"
	"net/http"
	"time"

	"github.com/leadqual/leadqual/examples/crm/internal/rules"
	"github.com/leadqual/leadqual/examples/crm/internal/store"
	"github.com/leadqual/leadqual/qualify/explain"
	"github.com/leadqual/leadqual/qualify/lifecycle"
)

//go:embed templates/*.gohtml
var templates embed.FS

//go:embed style.css
var style []byte

// Pages answers requests of browsers.
type Pages struct {
	DB      *store.DB
	Rules   *rules.Rules
	Process *lifecycle.Process
	Now     func() time.Time
	Log     *slog.Logger

	sentences *explain.Words
}

// Register adds the routes.
func (p *Pages) Register(mux *http.ServeMux) {
	p.sentences = explain.English()
	p.sentences.AskDecisive, p.sentences.AskOther = "", "" // the pages show questions in a line of their own
	handle := func(pattern, name string, fn func(*http.Request) (any, error)) {
		// Parsed once, at the start: a page with a mistake stops the service here.
		page := template.Must(template.New("layout.gohtml").Funcs(functions).ParseFS(templates, "templates/layout.gohtml", "templates/"+name))
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			view, err := fn(r)
			if err != nil {
				p.fail(w, r, err)
				return
			}
			p.show(w, r, page, http.StatusOK, view)
		})
	}
	handle("GET /{$}", "overview.gohtml", p.overview)
	handle("GET /leads", "leads.gohtml", p.leads)
	handle("GET /leads/{id}", "lead.gohtml", p.lead)
	handle("GET /rules", "rules.gohtml", p.rules)
	mux.HandleFunc("GET /style.css", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
		w.Header().Set("Cache-Control", "max-age=300")
		w.Write(style)
	})
}

var errorPage = template.Must(template.New("layout.gohtml").Funcs(functions).ParseFS(templates, "templates/layout.gohtml", "templates/error.gohtml"))

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
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	w.WriteHeader(code)
	w.Write(b.Bytes())
}

// layout is what every page has.
type layout struct {
	Title string
	Here  string // which entry of the navigation this is
}

func (p *Pages) fail(w http.ResponseWriter, r *http.Request, err error) {
	view := struct {
		layout
		Text string
	}{layout{Title: "Something went wrong"}, "It is not your fault. Try again in a moment."}
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
	p.show(w, r, errorPage, code, view)
}

// notFound is a page that there is not.
type notFound struct{}

func (*notFound) Error() string { return "web: no such page" }
