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

// An AccountFile is a file of cases for rules about accounts, as File is one for a rule
// set.
type AccountFile struct {
	// Note is for the reader and changes nothing.
	Note string `json:"note,omitempty"`
	// Cases are decided one by one.
	Cases []AccountCase `json:"cases"`
	// Explained says why a gap or a mutant is as it should be, as in File.
	Explained map[string]string `json:"explained,omitempty"`
}

// ParseAccounts reads a file of cases for rules about accounts, as strictly as Parse
// reads one for a rule set.
func ParseAccounts(file string, data []byte) (*AccountFile, error) {
	s := &source{File: &File{}, name: file, text: data}
	if len(data) > MaxFile {
		return nil, qualify.Errors{s.tooLarge()}
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
	f := &AccountFile{}
	if err := json.Unmarshal(data, f); err != nil {
		return nil, qualify.Errors{s.mistake(qualify.CodeWrongType, "", 0, err.Error())}
	}
	seen := map[string]bool{}
	for i := range f.Cases {
		c, at := &f.Cases[i], fmt.Sprintf("cases[%d]", i)
		c.File, c.Line = file, s.lineOf(at)
		errs = append(errs, s.check(at, c.Name, seen, c.AsOf, !wantsNothing(c.Want), "")...)
		const id = ".want.lead_id"
		if v, found := s.index.Find(at + id); found {
			errs = append(errs, s.mistake(qualify.CodeUnknownKey, at+id, v.Offset, `a decision about an account has no "lead_id": its id is "account_id"`))
		}
	}
	if len(f.Cases) == 0 {
		errs = append(errs, s.mistake(qualify.CodeRequired, "", 0, `give it "cases"`))
	}
	if err := errs.Err(); err != nil {
		return nil, err
	}
	return f, nil
}

// CheckAccountCases decides cases of accounts. The error, if there is one, is a Failures
// with every case that is not as wanted.
func CheckAccountCases(e *account.Engine, cases []AccountCase) error {
	with := newAccountComparer(e)
	var failures Failures
	for i := range cases {
		c := &cases[i]
		failure := Failure{Case: c.Name, File: c.File, Line: c.Line}
		wanted, err := with.parse(c.Want)
		if wantsNothing(c.Want) {
			err = errWantsNothing
		}
		if err == nil {
			failure.Differences, err = c.compare(e, wanted)
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

func newAccountComparer(e *account.Engine) *comparer {
	return &comparer{engine: e.Account(), rules: ruleIDs(e.Account()), people: ruleIDs(e.Person())}
}

// compare decides a case and compares with what it wants.
func (c *AccountCase) compare(e *account.Engine, wanted *comparer) ([]Difference, error) {
	d := e.Decide(&c.Account, c.AsOf)
	return wanted.compareJSON(d.AppendJSON(nil))
}

// The shapes that strictjson checks of cases for rules about accounts.
type (
	strictAccountFile struct {
		Note      string              `json:"note"`
		Cases     []strictAccountCase `json:"cases"`
		Explained map[string]string   `json:"explained"`
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
