package api

import (
	"net/http"

	"github.com/leadqual/leadqual/qualify/account"
)

// putAccount stores what is known of an account.
func (a *API) putAccount(w http.ResponseWriter, r *http.Request) (answer, error) {
	id, err := leadID(r)
	if err != nil {
		return answer{}, err
	}
	body, err := read(w, r, maxLead, applicationJSON)
	if err != nil {
		return answer{}, err
	}
	of, err := account.ParseAccount("", body)
	if err != nil {
		return answer{}, mistakes("the account has mistakes; nothing is stored", err)
	}
	if of.ID != "" && of.ID != id {
		return answer{}, problem(http.StatusUnprocessableEntity, "id: it is another one than that of the path")
	}
	of.ID = id
	if err := a.Desk.PutAccount(r.Context(), of); err != nil {
		return answer{}, err
	}
	return a.showAccount(w, r)
}

// showAccount decides an account as of now.
func (a *API) showAccount(_ http.ResponseWriter, r *http.Request) (answer, error) {
	id, err := leadID(r)
	if err != nil {
		return answer{}, err
	}
	of, decision, err := a.Desk.Account(r.Context(), id)
	if err != nil {
		return answer{}, err
	}
	return answer{status: http.StatusOK, body: struct {
		Account  *account.Account  `json:"account"`
		Decision *account.Decision `json:"decision"`
	}{of, decision}}, nil
}
