package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/leadqual/leadqual/examples/crm/internal/desk"
	"github.com/leadqual/leadqual/examples/crm/internal/rules"
	"github.com/leadqual/leadqual/examples/crm/internal/store"
	"github.com/leadqual/leadqual/qualify"
)

// Problem is an error as RFC 9457 has it. Its detail may quote the request, so
// it is for whoever sent that and not for a log.
type Problem struct {
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail,omitempty"`
	// Errors are the mistakes of a rule set or a lead, with their places.
	Errors qualify.Errors `json:"errors,omitempty"`
}

func (p *Problem) Error() string { return p.Title }

func problem(status int, detail string) *Problem {
	return &Problem{Title: http.StatusText(status), Status: status, Detail: detail}
}

// mistakes is the problem of a text that has them, with their places; of any other
// error it is the error.
func mistakes(detail string, err error) error {
	var errs qualify.Errors
	if !errors.As(err, &errs) {
		return err
	}
	p := problem(http.StatusUnprocessableEntity, detail)
	p.Errors = errs
	return p
}

// write answers with the problem.
func (p *Problem) write(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Content-Type", "application/problem+json")
	h.Set("Cache-Control", "no-store")
	if p.Status == http.StatusServiceUnavailable {
		h.Set("Retry-After", "1")
	}
	w.WriteHeader(p.Status)
	json.NewEncoder(w).Encode(p)
}

// explain makes a problem of an error. What nobody who sends requests can do
// anything about is a 500, and nothing of it is told.
func explain(err error) *Problem {
	var p *Problem
	var invalid *desk.Invalid
	var conflict *desk.Conflict
	var reused *store.KeyReused
	var state *rules.StateError
	switch {
	case errors.As(err, &p):
		return p
	case errors.As(err, &invalid):
		return problem(http.StatusUnprocessableEntity, invalid.Reason)
	case errors.As(err, &conflict):
		return problem(http.StatusConflict, conflict.Reason)
	case errors.As(err, &reused):
		return problem(http.StatusUnprocessableEntity, reused.Error())
	case errors.As(err, &state):
		return problem(http.StatusConflict, state.Error())
	case errors.Is(err, store.ErrNotFound):
		return problem(http.StatusNotFound, "there is nothing under this id")
	case errors.Is(err, store.ErrUnwritable):
		return problem(http.StatusServiceUnavailable, "nothing can be stored now; send it again later with the same Idempotency-Key")
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return problem(http.StatusServiceUnavailable, "too busy to answer in time; send it again with the same Idempotency-Key")
	}
	return problem(http.StatusInternalServerError, "")
}
