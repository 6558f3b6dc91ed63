package web

import (
	"bytes"
	"context"
	"crypto/subtle"
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/leadqual/leadqual/examples/crm/internal/api"
	"github.com/leadqual/leadqual/examples/crm/internal/caller"
	"github.com/leadqual/leadqual/examples/crm/internal/desk"
	"github.com/leadqual/leadqual/examples/crm/internal/store"
	"github.com/leadqual/leadqual/internal/agreement"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/audit"
)

// rules shows the versions, and what the draft would change.
func (p *Pages) rules(r *http.Request) (any, error) {
	view := struct {
		layout
		Versions []*store.RuleSet
		Draft    *store.RuleSet
		Done     *store.RuleSet // what a form has just put to another use
		Moves    []moves
		Base     string // for the command that the page shows
	}{Base: caller.Of(r).Base, layout: p.layout(r, "Rules", "rules")}
	err := p.DB.View(r.Context(), func(tx *store.Tx) (err error) {
		if view.Versions, err = tx.RuleSets(); err != nil {
			return err
		}
		for _, v := range view.Versions {
			if strconv.FormatInt(v.Version, 10) == r.URL.Query().Get("done") {
				view.Done = v
			}
		}
		_, view.Draft, err = tx.InUse()
		return err
	})
	if err == nil && view.Draft != nil && view.Draft.Trial != nil {
		c := view.Draft.Trial.Comparison
		view.Moves = []moves{{"Quadrant", moved(c.Quadrants)}, {"Status", moved(c.Statuses)}, {"Owner", moved(c.Owners)}}
	}
	return view, err
}

// moves are the leads that would be something else.
type moves struct {
	Of   string
	Rows []audit.Move
}

// moved leaves out those that stay.
func moved(t audit.Table[audit.Move]) []audit.Move {
	var rows []audit.Move
	for _, e := range t.Entries {
		if e.Value.From != e.Value.To {
			rows = append(rows, e.Value)
		}
	}
	return rows
}

// version shows a version as it is written, and how it differs from another: from the one
// that decides, or else from the one before.
func (p *Pages) version(r *http.Request) (any, error) {
	view := struct {
		layout
		*store.RuleSet
		Text   string
		From   int64
		Others []*store.RuleSet
		Edits  []qualify.Edit
	}{}
	number, err := strconv.ParseInt(r.PathValue("version"), 10, 64)
	if err != nil {
		return nil, &notFound{}
	}
	err = p.DB.View(r.Context(), func(tx *store.Tx) (err error) {
		if view.RuleSet, err = tx.RuleSet(number); err != nil {
			return err
		}
		if view.Others, err = tx.RuleSets(); err != nil {
			return err
		}
		view.From, _ = strconv.ParseInt(r.URL.Query().Get("from"), 10, 64)
		if active := p.Desk.Rules.InUse().Active.Number; view.From == 0 && number != active {
			view.From = active
		} else if view.From == 0 {
			view.From = max(1, number-1)
		}
		is, err := p.Desk.Rules.Version(tx, number)
		if err != nil {
			return err
		}
		was, err := p.Desk.Rules.Version(tx, view.From)
		if err == nil {
			view.Edits = qualify.NewRevision(was.Set, is.Set).Edits
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	view.layout = p.layout(r, "Version "+strconv.FormatInt(number, 10)+" of the rules", "rules")
	var b bytes.Buffer
	err = json.Indent(&b, view.Body, "", "  ")
	view.Text = b.String()
	return view, err
}

// agreement is a version as people read it: a page to print and sign.
func (p *Pages) agreement(r *http.Request) ([]byte, error) {
	number, err := strconv.ParseInt(r.PathValue("version"), 10, 64)
	if err != nil {
		return nil, &notFound{}
	}
	var page []byte
	err = p.DB.View(r.Context(), func(tx *store.Tx) error {
		v, err := p.Desk.Rules.Version(tx, number)
		if err == nil {
			page, err = agreement.HTML(v.Set)
		}
		return err
	})
	return page, err
}

// changeRules puts a version to another use. Whom the proxy has signed in may work with
// leads, which does not say that they may change rules: that is for who knows the token,
// here as for programs.
func (p *Pages) changeRules(r *http.Request) (string, error) {
	offered, err := api.NewToken(r.PostForm.Get("token"))
	if err != nil || subtle.ConstantTimeCompare(offered[:], p.Token[:]) != 1 {
		return "", &desk.Invalid{Reason: "This is not the token of who may change rules."}
	}
	version, err := strconv.ParseInt(r.PostForm.Get("version"), 10, 64)
	change := map[string]func(context.Context, int64) (*store.RuleSet, error){
		"publish": p.Desk.Rules.Publish, "draft": p.Desk.Rules.Draft, "retire": p.Desk.Rules.Retire,
	}[r.PostForm.Get("do")]
	if err != nil || change == nil {
		return "", &desk.Invalid{Reason: "There is no such thing to do."}
	}
	_, err = change(r.Context(), version)
	return "/rules?done=" + strconv.FormatInt(version, 10), err
}

// outcomes shows what became of leads, and what that says about the rules.
func (p *Pages) outcomes(r *http.Request) (any, error) {
	report, err := p.Desk.Outcomes(r.Context())
	return struct {
		layout
		*audit.Report
		Most int
	}{p.layout(r, "Outcomes", "outcomes"), report, desk.MostOutcomes}, err
}

// report is the whole of it.
func (p *Pages) report(r *http.Request) ([]byte, error) {
	var b bytes.Buffer
	report, err := p.Desk.Outcomes(r.Context())
	if err == nil {
		err = report.WriteHTML(&b)
	}
	return b.Bytes(), err
}
