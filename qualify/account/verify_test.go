package account_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/internal/generate"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
)

// Verify tells whether a stored decision about an account is what the engine decides
// today.
func ExampleVerify() {
	engine, err := account.CompileJSON("rules.json", []byte(groupRules), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	a, err := account.ParseAccount("account.json", []byte(groupAccount))
	if err != nil {
		fmt.Println(err)
		return
	}
	stored := engine.Decide(a, asOf)
	fmt.Println(account.Verify(&stored, engine, a))
	stored.Credits[0].Members[0].Thousandths += 1000
	fmt.Println(account.Verify(&stored, engine, a))
	stored.Fingerprint = "sha256:other"
	fmt.Println(errors.Is(account.Verify(&stored, engine, a), qualify.ErrOtherRuleSet))
	// Output:
	// <nil>
	// account: the decision does not reproduce: scoring.webinars was worth 11 by "L-1" and is worth 10
	// true
}

// A decision reproduces, also after it was stored as JSON; with anything about it
// changed it does not.
func TestVerify(t *testing.T) {
	forgeries := map[string]func(d *account.Decision) bool{
		"status":   func(d *account.Decision) bool { d.Status += "x"; return true },
		"points":   func(d *account.Decision) bool { d.Score.Points++; return true },
		"account":  func(d *account.Decision) bool { d.LeadID += "x"; return true },
		"question": func(d *account.Decision) bool { d.Ask = append(d.Ask, qualify.Question{Path: "x"}); return true },
		"issue":    func(d *account.Decision) bool { d.Issues = append(d.Issues, qualify.Issue{Code: "x"}); return true },
		"nobody":   func(d *account.Decision) bool { had := len(d.People) > 0; d.People = nil; return had },
		"somebody": func(d *account.Decision) bool {
			d.People = append(d.People, account.PersonDecision{ID: "x"})
			return true
		},
		"order": func(d *account.Decision) bool {
			n := len(d.People)
			if n > 1 {
				d.People[0], d.People[1] = d.People[1], d.People[0]
			}
			return n > 1
		},
		"role": func(d *account.Decision) bool {
			if len(d.People) == 0 {
				return false
			}
			d.People[0].Role = qualify.Known("x")
			return true
		},
		"a person's": func(d *account.Decision) bool {
			if len(d.People) == 0 {
				return false
			}
			d.People[0].Decision.Certain = !d.People[0].Decision.Certain
			return true
		},
		"find": func(d *account.Decision) bool { d.Find = append(d.Find, qualify.Find{Role: "x"}); return true },
		"find's for": func(d *account.Decision) bool {
			if len(d.Find) == 0 {
				return false
			}
			d.Find[0].For = append(d.Find[0].For, "x")
			return true
		},
		"credit": func(d *account.Decision) bool {
			if len(d.Credits) == 0 {
				return false
			}
			d.Credits[0].Members[0].Thousandths++
			return true
		},
		"credits": func(d *account.Decision) bool {
			d.Credits = append(d.Credits, qualify.RuleCredits{Rule: "x"})
			return true
		},
	}
	forged := map[string]int{}
	random(t, func(t *testing.T, _ *generate.Generator, e *account.Engine, a *account.Account) {
		d := e.Decide(a, generate.AsOf)
		data, err := json.Marshal(&d)
		var stored account.Decision
		if err == nil {
			err = json.Unmarshal(data, &stored)
		}
		if err != nil {
			t.Fatal(err)
		}
		for name, d := range map[string]*account.Decision{"as it was decided": &d, "stored": &stored} {
			if err := account.Verify(d, e, a); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		for name, forge := range forgeries {
			other := d.Clone()
			if !forge(&other) {
				continue
			}
			forged[name]++
			if account.Verify(&other, e, a) == nil {
				t.Errorf("another %s reproduces", name)
			}
		}
	})
	for name := range forgeries {
		if forged[name] < 5 {
			t.Errorf("%s was forged %d times", name, forged[name])
		}
	}
}

func TestVerifyMessages(t *testing.T) {
	e, a := compiled(t, groupRules), parsed(t, groupAccount)
	d := e.Decide(a, asOf)
	renamed := compiled(t, with(t, with(t, groupRules, `"acme accounts", "version": "3"`, `"other", "version": "4"`), `"name": "holds the budget"`, `"name": "pays"`))
	if err := account.Verify(&d, renamed, a); err != nil {
		t.Errorf("the same rules under another name: %v", err)
	}
	for _, err := range []error{account.Verify(nil, e, a), account.Verify(&d, nil, a), account.Verify(&d, e, nil)} {
		if err == nil || !strings.Contains(err.Error(), "is nil") {
			t.Errorf("of nothing: %v", err)
		}
	}
	if err := account.Verify(&d, compiled(t, with(t, groupRules, `"points": 5`, `"points": 6`)), a); !errors.Is(err, qualify.ErrOtherRuleSet) {
		t.Errorf("another rule set: %v", err)
	}
	for want, change := range map[string]func(a *account.Account){
		`about account "A-1", not "A-2"`:        func(a *account.Account) { a.ID = "A-2" },
		`status was "mql" and is "research"`:    func(a *account.Account) { a.Company.Employees = qualify.Number(9); a.Seen = nil },
		`"L-3" was among the people and is not`: func(a *account.Account) { a.People = a.People[:2] },
		`"L-4" was not among the people and is`: func(a *account.Account) {
			a.People = append(a.People, qualify.Lead{ID: "L-4", Custom: map[string]any{"champion": false}})
		},
		`the role of "L-3" was "" and is "unknown"`: func(a *account.Account) {
			a.People[2].Person.JobTitle = "boss"
		},
		`of "L-3", status was "disqualified" and is`: func(a *account.Account) {
			a.People[2].Person.JobTitle = "boss"
			a.People[2].Custom = map[string]any{"champion": false}
		},
		`issues was absent and is [{"code":"no_id",`: func(a *account.Account) { a.People = append(a.People, qualify.Lead{}) },
		`to find "buyer" was "open" and is`:          func(*account.Account) {},
	} {
		d, changed := d.Clone(), parsed(t, groupAccount)
		change(changed)
		if strings.HasPrefix(want, "to find") {
			d.Find = append(d.Find, qualify.Find{Role: "buyer"})
		}
		err := account.Verify(&d, e, changed)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// The error names what differs, whatever of a decision it is.
func TestVerifyNamesWhatDiffers(t *testing.T) {
	e := compiled(t, `{"name": "x", "person": {}, "account": {
		"facts": {"company.employees": {}}, "icp": {"criteria": [{"id": "c", "when": "company.employees > 5"}]},
		"scoring": {"rules": [{"id": "w", "each": ".type == 'w'", "points": 5, "decay": {"kind": "half_life", "days": 1}}]}}}`)
	const did = `"activities": [{"type": "w", "at": "2026-01-01T09:00:00Z"}]`
	a := parsed(t, `{"id": "A\ufffd", "people": [{"id": "P", `+did+`}, {"id": "Q", `+did+`}]}`)
	a.ID, a.People[1].ID = "A\xff", "Q\xff"
	for want, forge := range map[string]func(d *account.Decision){
		"":                                  func(*account.Decision) {},
		`people[0].decision.lead_id was "Q`: func(d *account.Decision) { d.People[0], d.People[1] = d.People[1], d.People[0] },
		`people[0].decision.fingerprint was "sha256:x"`: func(d *account.Decision) { d.People[0].Decision.Fingerprint = "sha256:x" },
		`people[0].decision.as_of was "2026-11-22T09:00:01Z" and is "2026-11-22T09:00:00Z"`: func(d *account.Decision) {
			d.People[0].Decision.AsOf = d.AsOf.Add(1e9)
		},
		`people[0].decision.lead_id was "x" and is "P"`:        func(d *account.Decision) { d.People[0].Decision.LeadID = "x" },
		`ask[0].for[0] was "x" and is "icp.c"`:                 func(d *account.Decision) { d.Ask[0].For[0] = "x" },
		`scoring.w counted nothing by "P" and does`:            func(d *account.Decision) { d.Credits[0].Members[0].Member = "R" },
		`the decision is about account "A\xfe", not "A\xff"`:   func(d *account.Decision) { d.LeadID = "A\xfe" },
		`"Q\xff" was "Q\xfe"`:                                  func(d *account.Decision) { d.People[1].ID = "Q\xfe" },
		`the decision does not reproduce: "Q\xff" was "Q\xfd"`: func(d *account.Decision) { d.People[1].Decision.LeadID = "Q\xfd" },
		`the decision does not reproduce: "Q\xff" was "Q\xfc"`: func(d *account.Decision) { d.Credits[0].Members[1].Member = "Q\xfc" },
	} {
		d := e.Decide(a, asOf)
		forge(&d)
		err := account.Verify(&d, e, a)
		switch {
		case want == "" && err != nil, want != "" && (err == nil || !strings.Contains(err.Error(), want)):
			t.Errorf("%v, want %s", err, want)
		}
	}
	d := e.Decide(a, asOf)
	data, err := json.Marshal(&d)
	var stored account.Decision
	if err == nil {
		err = json.Unmarshal(data, &stored)
	}
	if err == nil {
		err = account.Verify(&stored, e, a)
	}
	if err != nil {
		t.Errorf("with ids that JSON does not have, as it was stored: %v", err)
	}
}
