// Package api is the service as programs see it: JSON over HTTP, with every
// mistake answered by a problem (RFC 9457).
package api

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/leadqual/leadqual/examples/crm/internal/desk"
	"github.com/leadqual/leadqual/examples/crm/internal/rules"
	"github.com/leadqual/leadqual/examples/crm/internal/store"
)

// Bounds of what can be posted, in bytes.
const (
	maxLead     = 1 << 20
	maxActivity = 16 << 10
	maxEvent    = 4 << 10
)

// API answers requests of programs.
type API struct {
	DB    *store.DB
	Desk  *desk.Desk
	Rules *rules.Rules
	// Token is what who changes rules has to know.
	Token Token
	Log   *slog.Logger
}

// Register adds the routes.
func (a *API) Register(mux *http.ServeMux) {
	handle := func(pattern string, fn func(http.ResponseWriter, *http.Request) (answer, error)) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			answer, err := fn(w, r)
			if err != nil {
				a.fail(w, r, err)
				return
			}
			answer.write(w)
		})
	}
	handle("POST /v1/leads", a.createLead)
	handle("GET /v1/leads/{id}", a.showLead)
	handle("PATCH /v1/leads/{id}", a.changeLead)
	handle("DELETE /v1/leads/{id}", a.Token.guard(a.eraseLead))
	handle("POST /v1/leads/{id}/activities", a.addActivity)
	handle("POST /v1/leads/{id}/events", a.addEvent)
	handle("PUT /v1/accounts/{id}", a.putAccount)
	handle("GET /v1/accounts/{id}", a.showAccount)
	handle("GET /v1/rules", a.listRules)
	handle("GET /v1/rules/{version}", a.showRules)
	handle("POST /v1/rules", a.Token.guard(a.addRules))
	handle("POST /v1/rules/{version}/publish", a.Token.guard(a.changeRules(a.Rules.Publish)))
	handle("POST /v1/rules/{version}/draft", a.Token.guard(a.changeRules(a.Rules.Draft)))
	handle("POST /v1/rules/{version}/retire", a.Token.guard(a.changeRules(a.Rules.Retire)))
	handle("POST /v1/dead-letters/revive", a.Token.guard(a.revive))
	handle("GET /healthz", func(http.ResponseWriter, *http.Request) (answer, error) {
		return answer{status: http.StatusOK, body: map[string]bool{"alive": true}}, nil
	})
	handle("GET /readyz", a.ready)
}

// answer is what goes well.
type answer struct {
	status   int
	location string
	body     any
}

func (a answer) write(w http.ResponseWriter) {
	w.Header().Set("Cache-Control", "no-store")
	if a.status == http.StatusNoContent {
		w.WriteHeader(a.status)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if a.location != "" {
		w.Header().Set("Location", a.location)
	}
	w.WriteHeader(a.status)
	json.NewEncoder(w).Encode(a.body)
}

// fail answers with a problem, and logs what the service itself is to blame
// for.
func (a *API) fail(w http.ResponseWriter, r *http.Request, err error) {
	p := explain(err)
	if p.Status == http.StatusInternalServerError && r.Context().Err() != nil {
		p = explain(r.Context().Err()) // databases have many ways to say that they were interrupted
	}
	if p.Status == http.StatusInternalServerError || errors.Is(err, store.ErrUnwritable) {
		a.Log.ErrorContext(r.Context(), "failed", "route", r.Pattern, "error", err.Error())
	}
	p.write(w)
}

// revive sends what was given up once more.
func (a *API) revive(_ http.ResponseWriter, r *http.Request) (answer, error) {
	n, err := a.Desk.Revive(r.Context())
	return answer{status: http.StatusOK, body: map[string]int{"revived": n}}, err
}

// ready says whether the service can do its work: a lead that is posted now would be
// stored. So it writes.
func (a *API) ready(_ http.ResponseWriter, r *http.Request) (answer, error) {
	var revision int64
	err := a.DB.Update(r.Context(), func(tx *store.Tx) (err error) {
		if err := tx.Touch(time.Now()); err != nil {
			return err
		}
		revision, err = tx.RulesRevision()
		return err
	})
	if err != nil {
		a.Log.ErrorContext(r.Context(), "not ready", "error", err.Error())
		return answer{}, problem(http.StatusServiceUnavailable, "nothing can be stored")
	}
	return answer{status: http.StatusOK, body: map[string]any{"database": a.DB.Name(), "rules_revision": revision}}, nil
}
