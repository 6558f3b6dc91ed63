package api

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/leadqual/leadqual/examples/crm/internal/rules"
	"github.com/leadqual/leadqual/examples/crm/internal/store"
	"github.com/leadqual/leadqual/qualify/lint"
)

// addRules stores a new version as the draft. The answer has what lint finds, for
// the author to look at before it is published.
func (a *API) addRules(w http.ResponseWriter, r *http.Request) (answer, error) {
	body, err := read(w, r, rules.MaxBytes, applicationJSON)
	if err != nil {
		return answer{}, err
	}
	p, err := post(r, body)
	if err != nil {
		return answer{}, err
	}
	added, err := a.Rules.Add(r.Context(), p, body)
	if err != nil {
		return answer{}, mistakes("the rule set has mistakes; nothing is changed", err)
	}
	findings, err := lint.CheckFile(r.Context(), "", body, nil)
	return answer{status: http.StatusCreated, location: "/v1/rules/" + strconv.FormatInt(added.Version, 10), body: struct {
		*store.RuleSet
		Findings []lint.Finding `json:"findings,omitempty"`
	}{added, findings}}, err
}

// changeRules puts a version to another use.
func (a *API) changeRules(change func(context.Context, int64) (*store.RuleSet, error)) func(http.ResponseWriter, *http.Request) (answer, error) {
	return func(_ http.ResponseWriter, r *http.Request) (answer, error) {
		version, err := ruleVersion(r)
		if err != nil {
			return answer{}, err
		}
		changed, err := change(r.Context(), version)
		return answer{status: http.StatusOK, body: changed}, err
	}
}

func (a *API) listRules(_ http.ResponseWriter, r *http.Request) (answer, error) {
	var list struct {
		Rules []*store.RuleSet `json:"rules"`
	}
	err := a.DB.View(r.Context(), func(tx *store.Tx) (err error) {
		list.Rules, err = tx.RuleSets()
		return err
	})
	return answer{status: http.StatusOK, body: list}, err
}

func (a *API) showRules(_ http.ResponseWriter, r *http.Request) (answer, error) {
	version, err := ruleVersion(r)
	if err != nil {
		return answer{}, err
	}
	var shown struct {
		*store.RuleSet
		Text json.RawMessage `json:"rule_set"`
	}
	err = a.DB.View(r.Context(), func(tx *store.Tx) (err error) {
		shown.RuleSet, err = tx.RuleSet(version)
		return err
	})
	if err == nil {
		shown.Text = shown.Body
	}
	return answer{status: http.StatusOK, body: shown}, err
}

func ruleVersion(r *http.Request) (int64, error) {
	version, err := strconv.ParseInt(r.PathValue("version"), 10, 64)
	if err != nil || version < 1 {
		return 0, problem(http.StatusNotFound, "versions are numbers from 1 on")
	}
	return version, nil
}
