package play

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/leadqual/leadqual/internal/strictjson"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
	"github.com/leadqual/leadqual/qualify/explain"
	"github.com/leadqual/leadqual/qualify/lint"
)

// aboutAccounts tells rules about accounts, which have two rule sets, from a rule set.
func aboutAccounts(rules string) bool {
	var keys struct{ Person, Account json.RawMessage }
	return json.Unmarshal([]byte(rules), &keys) == nil && keys.Person != nil && keys.Account != nil
}

// ofAccounts is the answer to rules about accounts.
func (a *Answer) ofAccounts(r Request, asOf time.Time) {
	engine, err := account.CompileJSON("", []byte(r.Rules), nil)
	a.Mistakes = problemsOf("rules", r.Rules, err)
	if engine != nil {
		rules := engine.Rules()
		a.Name, a.Version, a.Fingerprint = rules.Name, rules.Version, engine.Fingerprint()
	}
	other := a.other(r, true)
	if given(r.Map) {
		a.Doubts = append(a.Doubts, Problem{Severity: "warning", About: "map", Message: "accounts are read as JSON, without a map; it has no effect"})
	}
	accounts, doubts := readAccounts(r.Leads)
	a.Doubts = append(a.Doubts, doubts...)
	if given(r.Cases) {
		a.Cases = casesOf(r.Cases, nil, engine, true)
	}
	if engine == nil {
		return
	}
	all := decideAccounts(engine, accounts, asOf)
	order := a.show(all, r.Open)
	if other.accounts != nil {
		a.Moves.Is = Named{a.Name, a.Version}
		a.Moves.compare(order, decideAccounts(other.accounts, accounts, asOf), all)
	}
}

// decideAccounts decides accounts, in the order of the text.
func decideAccounts(engine *account.Engine, accounts []readAccount, asOf time.Time) []decided {
	explainer := explain.NewForAccounts(engine)
	all := make([]decided, len(accounts))
	for i := range accounts {
		d := engine.Decide(accounts[i].account, asOf)
		name := accounts[i].account.Company.Name
		all[i] = decided{
			Decision: &d.Decision, name: name, note: accounts[i].note, json: func() []byte { return d.AppendJSON(nil) },
			explain: func(full bool) string { return explainer.Explain(&d, &explain.Options{Name: name, Full: full}) },
		}
	}
	return all
}

// readAccount is an account of the text, and what its author notes about it.
type readAccount struct {
	account *account.Account
	note    string
}

// readAccounts reads a JSON list of accounts, or JSON lines. One that has a mistake is
// left out and reported.
func readAccounts(text string) (accounts []readAccount, doubts []Problem) {
	if strings.TrimSpace(text) == "" {
		return nil, []Problem{{Severity: "info", About: "leads", Message: "there are no accounts; write some, or choose an example"}}
	}
	if why := tooLong(text); why != "" {
		return nil, []Problem{{Severity: "error", About: "leads", Message: why}}
	}
	at := newPlaces(text)
	problem := func(severity string, line, column int, message string) {
		from := at.offset(line, column)
		doubts = append(doubts, Problem{
			Severity: severity, About: "leads", Line: line, Column: column, Message: message, From: at.unitAt(from), To: at.unitAt(tokenEnd(text, from)),
		})
	}
	d := json.NewDecoder(strings.NewReader(text))
	list := strings.HasPrefix(strings.TrimSpace(text), "[")
	if list {
		_, _ = d.Token() // the bracket
	}
	for d.More() && len(doubts) <= maxProblems {
		var raw json.RawMessage
		begin := int(d.InputOffset())
		begin = len(text) - len(strings.TrimLeft(text[begin:], ", \t\r\n"))
		err := d.Decode(&raw)
		end := int(d.InputOffset())
		if err != nil {
			var syntax *json.SyntaxError
			if errors.As(json.Unmarshal([]byte(text[begin:]), &raw), &syntax) {
				begin += max(int(syntax.Offset)-1, 0)
			}
			line, column := strictjson.Position([]byte(text), min(begin, len(text)))
			problem("error", line, column, "want accounts as JSON, in a list or one behind the other: "+err.Error())
			break
		}
		line, column := strictjson.Position([]byte(text), end-len(raw))
		if len(accounts) == MaxLeads {
			problem("warning", line, column, fmt.Sprintf("only the first %d accounts are decided", MaxLeads))
			break
		}
		one, mistakes := readOne(raw)
		for _, m := range mistakes {
			at, from := line+m.Line-1, m.Column
			if m.Line <= 1 {
				at, from = line, column+max(m.Column, 1)-1
			}
			problem("error", at, from, m.Message)
		}
		if len(mistakes) == 0 {
			accounts = append(accounts, one)
		}
	}
	return accounts, doubts
}

// readOne reads an account. The page's own key, the author's note, is blanked first.
func readOne(raw []byte) (one readAccount, mistakes qualify.Errors) {
	var noted struct {
		Note json.RawMessage `json:"note"`
	}
	if json.Unmarshal(raw, &noted) == nil && noted.Note != nil {
		_ = json.Unmarshal(noted.Note, &one.note)
	}
	var err error
	if one.account, err = account.ParseAccount("", raw); err == nil {
		return one, nil
	}
	errors.As(err, &mistakes)
	kept := mistakes[:0]
	for _, m := range mistakes {
		if m.Path != noteKey {
			kept = append(kept, m)
		}
	}
	if len(kept) == 0 { // but for the note
		one.account = &account.Account{}
		_ = json.Unmarshal(raw, one.account)
	}
	return one, kept
}

// lintAccounts checks rules about accounts, as lint.CheckFile checks a rule set.
func lintAccounts(ctx context.Context, file string, text []byte, o *lint.Options) ([]lint.Finding, error) {
	e, err := account.CompileJSON(file, text, o.Compile)
	if err != nil {
		return nil, err
	}
	var root json.RawMessage
	index, _ := strictjson.Decode(text, &root, strictjson.Limits{})
	placed := *o
	placed.Place = func(path string) (string, int, int, bool) {
		line, column := strictjson.Position(text, index.Near(path).Offset)
		return file, line, column, true
	}
	return lint.CheckAccounts(ctx, e.Rules(), &placed)
}
