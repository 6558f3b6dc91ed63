package qualifytest

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/leadqual/leadqual/internal/strictjson"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
	"github.com/leadqual/leadqual/scoring"
)

// An AccountCase is an account with its people and what is expected of the decision
// about it.
type AccountCase struct {
	// Name says what the case shows. It is unique within its file.
	Name    string          `json:"name"`
	Account account.Account `json:"account"`
	// AsOf is the instant to decide for.
	AsOf time.Time `json:"as_of"`
	// Want is a part of the decision as JSON, as of a Case: people are found by their
	// id, what is to find by its role, and a question by its path and its person. A
	// person's "role" is "" where there is none, and null where it is not known.
	Want json.RawMessage `json:"want,omitempty"`
	Note string          `json:"note,omitempty"`
	// File and Line are where the case was read, "" and 0 for one that was made by a
	// program.
	File string `json:"-"`
	Line int    `json:"-"`
}

// ParseAccounts reads a file of cases for rules about accounts, {"cases": [...]}, as
// strictly as Parse reads one for a rule set.
func ParseAccounts(file string, data []byte) ([]AccountCase, error) {
	s := &source{File: &File{}, name: file, text: data}
	if len(data) > MaxFile {
		return nil, qualify.Errors{{Code: qualify.CodeTooLarge, File: file, Line: 1, Column: 1, Message: fmt.Sprintf("the file has more than %d bytes", MaxFile)}}
	}
	var shape strictAccountFile
	var problems []strictjson.Problem
	s.index, problems = strictjson.Decode(data, &shape, strictjson.Limits{})
	var errs qualify.Errors
	for _, p := range problems {
		if v, found := s.index.Find(p.Path); found && p.Code == strictjson.CodeWrongType && string(data[v.Offset:v.End]) == "null" {
			continue // null is unknown
		}
		message, _ := s.message(p)
		errs = append(errs, s.mistake(qualify.Code(p.Code), p.Path, p.Offset, message))
	}
	if err := errs.Err(); err != nil {
		return nil, err
	}
	var read struct{ Cases []AccountCase }
	if err := json.Unmarshal(data, &read); err != nil {
		return nil, qualify.Errors{s.mistake(qualify.CodeWrongType, "", 0, err.Error())}
	}
	seen := map[string]bool{}
	for i := range read.Cases {
		c, at := &read.Cases[i], fmt.Sprintf("cases[%d]", i)
		v, _ := s.index.Find(at)
		c.File = file
		c.Line, _ = strictjson.Position(data, v.Offset)
		fail := func(code qualify.Code, path, message string) {
			v, _ := s.index.Find(path)
			errs = append(errs, s.mistake(code, path, v.Offset, message))
		}
		switch {
		case c.Name == "":
			fail(qualify.CodeRequired, at, `give it a "name"`)
		case seen[c.Name]:
			fail(qualify.CodeDuplicateID, at+".name", fmt.Sprintf("two cases are named %q", c.Name))
		}
		seen[c.Name] = true
		if c.AsOf.IsZero() {
			fail(qualify.CodeRequired, at, `give it an "as_of", the instant to decide for`)
		}
		if _, found := s.index.Find(at + ".want.lead_id"); found {
			fail(qualify.CodeUnknownKey, at+".want.lead_id", `a decision about an account has no "lead_id": its id is "account_id"`)
		}
		if wantsNothing(c.Want) {
			fail(qualify.CodeRequired, at, `give it a "want" with at least one thing to check`)
		}
	}
	if len(read.Cases) == 0 {
		errs = append(errs, s.mistake(qualify.CodeRequired, "", 0, `give it "cases"`))
	}
	return read.Cases, errs.Err()
}

// CheckAccountCases decides cases of accounts. The error, if there is one, is a Failures
// with every case that is not as wanted.
func CheckAccountCases(e *account.Engine, cases []AccountCase) error {
	with := &comparer{engine: e.Account(), rules: ruleIDs(e.Account()), people: ruleIDs(e.Person())}
	var failures Failures
	for i := range cases {
		c := &cases[i]
		failure := Failure{Case: c.Name, File: c.File, Line: c.Line}
		d := e.Decide(&c.Account, c.AsOf)
		wanted, err := with.parse(c.Want)
		if wantsNothing(c.Want) {
			err = fmt.Errorf("it wants nothing, so that it checks nothing")
		}
		if err == nil {
			failure.Differences, err = wanted.compareJSON(d.AppendJSON(nil))
		}
		if err != nil {
			failure.Message = err.Error()
		}
		if failure.Message != "" || len(failure.Differences) > 0 {
			failures = append(failures, failure)
		}
	}
	if len(failures) == 0 {
		return nil
	}
	return failures
}

// The shapes that strictjson checks of cases for rules about accounts.
type (
	strictAccountFile struct {
		Note  string              `json:"note"`
		Cases []strictAccountCase `json:"cases"`
	}
	strictAccountCase struct {
		Name    string                `json:"name"`
		Account strictAccount         `json:"account"`
		AsOf    time.Time             `json:"as_of"`
		Want    strictAccountDecision `json:"want"`
		Note    string                `json:"note"`
	}
	plainAccount  account.Account
	strictAccount struct {
		plainAccount
		People     []strictLead     `json:"people"`
		Activities []strictActivity `json:"activities"`
	}
	strictAccountDecision struct {
		plainDecision
		AccountID string             `json:"account_id"`
		BANT      strictBANT         `json:"bant"`
		Score     strictAccountScore `json:"score"`
		People    []struct {
			ID       string         `json:"id"`
			Role     string         `json:"role"`
			Decision strictDecision `json:"decision"`
		} `json:"people"`
		Find []qualify.Find `json:"find"`
	}
	strictAccountScore struct {
		strictScore
		Rules []struct {
			scoring.RuleScore
			ByMember []struct {
				Member string         `json:"member"`
				Points scoring.Points `json:"points"`
			} `json:"by_member"`
		} `json:"rules"`
	}
)
