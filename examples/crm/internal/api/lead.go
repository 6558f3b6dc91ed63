package api

import (
	"encoding/json"
	"net/http"
	"net/url"
	"time"

	"github.com/leadqual/leadqual/examples/crm/internal/store"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/lifecycle"
)

const applicationJSON = "application/json"

func (a *API) createLead(w http.ResponseWriter, r *http.Request) (answer, error) {
	body, err := read(w, r, maxLead, applicationJSON)
	if err != nil {
		return answer{}, err
	}
	p, err := post(r, body)
	if err != nil {
		return answer{}, err
	}
	lead, err := qualify.ParseLead("", body)
	if err != nil {
		return answer{}, mistakes("the lead has mistakes; nothing is stored", err)
	}
	d, err := a.Desk.Create(r.Context(), p, *lead)
	if err != nil {
		return answer{}, err
	}
	return answer{status: http.StatusCreated, location: "/v1/leads/" + url.PathEscape(d.LeadID), body: d}, nil
}

func (a *API) changeLead(w http.ResponseWriter, r *http.Request) (answer, error) {
	return a.more(w, r, maxLead, []string{"application/merge-patch+json", applicationJSON}, func(id string, body []byte) (*store.Decision, error) {
		p, err := post(r, body)
		if err != nil {
			return nil, err
		}
		var object map[string]any
		if err := decode(body, &object); err != nil {
			return nil, err
		}
		return a.Desk.Change(r.Context(), p, id, body)
	})
}

func (a *API) addActivity(w http.ResponseWriter, r *http.Request) (answer, error) {
	return a.more(w, r, maxActivity, []string{applicationJSON}, func(id string, body []byte) (*store.Decision, error) {
		p, err := post(r, body)
		if err != nil {
			return nil, err
		}
		var activity qualify.Activity
		if err := decode(body, &activity); err != nil {
			return nil, err
		}
		var given struct{ At json.RawMessage }
		if json.Unmarshal(body, &given) == nil && given.At != nil && activity.At.IsZero() {
			return nil, problem(http.StatusUnprocessableEntity, "at: no instant; leave it out for what has just happened")
		}
		return a.Desk.Did(r.Context(), p, id, activity)
	})
}

func (a *API) addEvent(w http.ResponseWriter, r *http.Request) (answer, error) {
	return a.more(w, r, maxEvent, []string{applicationJSON}, func(id string, body []byte) (*store.Decision, error) {
		p, err := post(r, body)
		if err != nil {
			return nil, err
		}
		var e struct {
			Kind   lifecycle.EventKind `json:"kind"`
			Owner  string              `json:"owner"`
			Team   string              `json:"team"`
			Reason string              `json:"reason"`
			To     lifecycle.Stage     `json:"to"`
		}
		if err := decode(body, &e); err != nil {
			return nil, err
		}
		return a.Desk.Report(r.Context(), p, id, lifecycle.Event{Kind: e.Kind, Owner: e.Owner, Team: e.Team, Reason: e.Reason, To: e.To})
	})
}

// more answers a request about a lead that is there.
func (a *API) more(w http.ResponseWriter, r *http.Request, max int64, types []string, fn func(id string, body []byte) (*store.Decision, error)) (answer, error) {
	id, err := leadID(r)
	if err != nil {
		return answer{}, err
	}
	body, err := read(w, r, max, types...)
	if err != nil {
		return answer{}, err
	}
	d, err := fn(id, body)
	return answer{status: http.StatusOK, body: d}, err
}

// eraseLead removes a lead and everything that names it.
func (a *API) eraseLead(_ http.ResponseWriter, r *http.Request) (answer, error) {
	id, err := leadID(r)
	if err != nil {
		return answer{}, err
	}
	return answer{status: http.StatusNoContent}, a.Desk.Erase(r.Context(), id)
}

func (a *API) showLead(_ http.ResponseWriter, r *http.Request) (answer, error) {
	id, err := leadID(r)
	if err != nil {
		return answer{}, err
	}
	var shown struct {
		Lead      qualify.Lead      `json:"lead"`
		State     lifecycle.State   `json:"state"`
		Log       []lifecycle.Event `json:"log"`
		RecheckAt time.Time         `json:"recheck_at,omitzero"`
		Decision  *store.Decision   `json:"decided"`
	}
	err = a.DB.View(r.Context(), func(tx *store.Tx) error {
		lead, err := tx.Lead(id)
		if err != nil {
			return err
		}
		activities, err := tx.Activities(id)
		if err != nil {
			return err
		}
		if shown.Log, err = tx.Events(id); err != nil {
			return err
		}
		shown.Lead, shown.State = lead.Whole(activities), lead.State
		if lead.Settled {
			shown.RecheckAt = lead.RecheckAt
		}
		shown.Decision, err = tx.Decision(id, lead.N)
		return err
	})
	return answer{status: http.StatusOK, body: shown}, err
}
