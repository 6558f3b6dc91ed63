package web

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/leadqual/leadqual/examples/crm/internal/desk"
	"github.com/leadqual/leadqual/examples/crm/internal/rules"
	"github.com/leadqual/leadqual/examples/crm/internal/store"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/lifecycle"
)

// problem is what is wrong with a form, to be said at it.
type problem struct{ Form, Text, Value string }

// do does what a form says and sends the browser on to the page that shows it, so that
// reloading repeats nothing. A mistake is said at the form.
func (p *Pages) do(w http.ResponseWriter, r *http.Request, page *template.Template, show func(*http.Request) (any, error), do func(*http.Request) (string, error)) {
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	var to string
	err := r.ParseForm()
	for _, values := range r.PostForm {
		if len(values) > 1 || !utf8.ValidString(values[0]) {
			err = errors.New("twice, or no text")
		}
	}
	if err != nil {
		err = &desk.Invalid{Reason: "The form did not arrive whole. Send it again."}
	} else {
		to, err = do(r)
	}
	if err == nil {
		http.Redirect(w, r, to, http.StatusSeeOther)
		return
	}
	said := problem{Form: cmp.Or(r.PostForm.Get("fact"), r.PostForm.Get("do")), Value: r.PostForm.Get("value")}
	code := http.StatusUnprocessableEntity
	var invalid *desk.Invalid
	var conflict *desk.Conflict
	var state *rules.StateError
	switch {
	case errors.As(err, &invalid):
		said.Text = invalid.Reason
	case errors.As(err, &conflict):
		said.Text, code = conflict.Reason, http.StatusConflict
	case errors.As(err, &state):
		said.Text, code = state.Error(), http.StatusConflict
	default:
		p.fail(w, r, err)
		return
	}
	view, err := show(r.WithContext(context.WithValue(r.Context(), problem{}, said)))
	if err != nil {
		p.fail(w, r, err)
		return
	}
	p.show(w, r, page, code, view)
}

// request tells whether a form has come before: the page gave it a key. Another form of
// the same page is another request.
func request(r *http.Request) (store.Request, error) {
	key := r.PostForm.Get("key")
	if key == "" || len(key) > 100 || strings.ContainsFunc(key, func(c rune) bool { return c <= ' ' || c > '~' }) {
		return store.Request{}, &desk.Invalid{Reason: "The form has no key. Load the page again."}
	}
	sum := sha256.Sum256([]byte(r.URL.Path + "\n" + r.PostForm.Encode()))
	hash := hex.EncodeToString(sum[:])
	return store.Request{Key: key + "." + hash[:16], Hash: hash}, nil
}

// action is what people can do with a lead.
type action struct {
	Kind    lifecycle.EventKind
	Label   string
	Reasons []lifecycle.Reason // to choose from
	Why     bool               // a reason may be written
	People  []string           // team/person, to choose from
}

// kinds are the events that people tell of, the likeliest first.
var kinds = []lifecycle.EventKind{lifecycle.Accepted, lifecycle.Converted, lifecycle.Won, lifecycle.Rejected, lifecycle.Lost, lifecycle.HandedOver, lifecycle.Reopened}

var labels = map[lifecycle.EventKind]string{
	lifecycle.Accepted: "Accept", lifecycle.Converted: "Move up", lifecycle.Won: "Won", lifecycle.Lost: "Lost",
	lifecycle.Rejected: "Send back", lifecycle.HandedOver: "Hand over", lifecycle.Reopened: "Open again",
}

// actions are those that a lead can have now, by the lifecycle.
func (p *Pages) actions(l *store.Lead) []action {
	var all []action
	allowed := p.Desk.Process.Allowed(l.State)
	for _, kind := range kinds {
		if !slices.Contains(allowed, kind) {
			continue
		}
		a := action{Kind: kind, Label: labels[kind]}
		switch kind {
		case lifecycle.Converted:
			a.Label += " to " + map[lifecycle.Stage]string{lifecycle.StageSAL: "SQL", lifecycle.StageSQL: "opportunity"}[l.State.Stage]
		case lifecycle.Rejected:
			a.Reasons, a.Why = p.Policy.Reasons, len(p.Policy.Reasons) == 0
		case lifecycle.Lost:
			a.Why = true
		case lifecycle.HandedOver:
			for team, people := range p.Desk.Crew() {
				if team == cmp.Or(p.Policy.MarketingTeam, "marketing") {
					continue
				}
				for _, person := range people {
					if person != l.Owner {
						a.People = append(a.People, team+"/"+person)
					}
				}
			}
			slices.Sort(a.People)
		}
		if kind != lifecycle.HandedOver || a.People != nil {
			all = append(all, a)
		}
	}
	return all
}

// act does what a form of a lead's page says: an event of its lifecycle, or an answer.
func (p *Pages) act(r *http.Request) (string, error) {
	id, form := r.PathValue("id"), r.PostForm
	if desk.CheckID(id) != nil {
		return "", &notFound{}
	}
	key, err := request(r)
	if err != nil {
		return "", err
	}
	var d *store.Decision
	if path := form.Get("fact"); path != "" {
		var v any
		if v, err = p.value(path, form.Get("value")); err == nil {
			d, err = p.Desk.Answer(r.Context(), key, id, path, v)
		}
	} else {
		e := lifecycle.Event{Kind: lifecycle.EventKind(form.Get("do")), Reason: strings.TrimSpace(form.Get("reason"))}
		e.Team, e.Owner, _ = strings.Cut(form.Get("to"), "/")
		switch {
		case labels[e.Kind] == "":
			return "", &desk.Invalid{Reason: "There is no such thing to do."}
		case e.Kind == lifecycle.Rejected && e.Reason == "":
			return "", &desk.Invalid{Reason: "Say why it goes back."}
		case e.Kind == lifecycle.Accepted:
			e.Owner = form.Get("owner")
		}
		d, err = p.Desk.Report(r.Context(), key, id, e)
	}
	if err != nil {
		return "", err
	}
	to := url.Values{"done": {strconv.FormatInt(d.N, 10)}}
	if list := form.Get("list"); list != "" {
		to.Set("list", list)
	}
	return "/leads/" + url.PathEscape(id) + "?" + to.Encode(), nil
}

// value reads an answer as its fact wants it.
func (p *Pages) value(path, text string) (any, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil, &desk.Invalid{Reason: "Give an answer."}
	}
	kind := ""
	for _, f := range p.Desk.Rules.InUse().Active.Set.AllFacts() {
		if f.Path == path {
			kind = f.Type
		}
	}
	var v any = text
	var err error
	switch kind {
	case "bool":
		v, err = strconv.ParseBool(map[string]string{"yes": "true", "no": "false"}[text])
	case "number":
		v, err = strconv.ParseFloat(text, 64)
	case "time":
		v, err = time.ParseInLocation(time.DateOnly, text, p.Zone)
	case "strings":
		v = strings.FieldsFunc(text, func(c rune) bool { return c == ',' })
	}
	if err != nil {
		return nil, &desk.Invalid{Reason: fmt.Sprintf("Give %s.", map[string]string{"bool": "yes or no", "number": "a number, such as 10000", "time": "a day, such as 2026-12-24"}[kind])}
	}
	return v, nil
}

// next is what comes next for a lead: by its stage once people have it, before that as
// the rules say.
func (p *Pages) next(l *store.Lead, d *qualify.Decision, explained string) string {
	again := p.Desk.Process.MQLAgainAt(l.State)
	switch s := l.State; {
	case s.Stage == lifecycle.StageCustomer:
		return "Nothing: it has bought."
	case s.Stage == lifecycle.StageLost:
		return "Nothing: the deal is lost, unless it asks for contact again."
	case s.Stage == lifecycle.StageDisqualified && !s.Screened:
		return "Nothing: sales found that it will not buy."
	case s.Stage == lifecycle.StageOpportunity:
		return "Close the deal: won or lost."
	case s.Stage == lifecycle.StageSAL:
		return "Find out what is missing, then move it up to SQL or send it back."
	case s.Stage == lifecycle.StageSQL && !s.AcceptedAt.IsZero():
		return "Agree on an offer, then move it up to an opportunity."
	case s.Stage == lifecycle.StageRecycled && s.HandedOverAt.IsZero() && again.After(d.AsOf) && !d.Readiness.HandRaised:
		return "Marketing keeps in touch: by points it comes to sales again from " + again.In(p.Zone).Format("2 January") + " on."
	}
	return explained
}
