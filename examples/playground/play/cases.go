package play

import (
	"errors"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
	"github.com/leadqual/leadqual/qualify/qualifytest"
)

// Cases are what became of a file of cases. Lists are never null in JSON.
type Cases struct {
	// Problems are the mistakes of the file. With one no case is decided.
	Problems []Problem `json:"problems"`
	List     []Case    `json:"list"`
}

// A Case is one of the file, and what its decision has that is not as wanted.
type Case struct {
	Name        string   `json:"name"`
	Passed      bool     `json:"passed"`
	Differences []string `json:"differences"`
	Line        int      `json:"line"`
	From        int      `json:"from"` // where it begins, in UTF-16 units
	To          int      `json:"to"`
}

// casesOf decides a file of cases by the rules, about leads or about accounts. Where
// both engines are nil, the rules have mistakes, and the file is read only.
func casesOf(text string, ofLeads *qualify.Engine, ofAccounts *account.Engine, aboutAccounts bool) *Cases {
	c := &Cases{Problems: []Problem{}, List: []Case{}}
	if why := tooLong(text); why != "" {
		c.Problems = append(c.Problems, Problem{Severity: "error", About: "cases", Message: why})
		return c
	}
	var names []placedCase
	var err, failed error
	if aboutAccounts {
		var f *qualifytest.AccountFile
		if f, err = qualifytest.ParseAccounts("", []byte(text)); err == nil {
			for i := range f.Cases {
				names = append(names, placedCase{f.Cases[i].Name, f.Cases[i].Line})
			}
			if ofAccounts != nil {
				failed = qualifytest.CheckAccountCases(ofAccounts, f.Cases)
			}
		}
	} else {
		var f *qualifytest.File
		if f, err = qualifytest.Parse("", []byte(text)); err == nil {
			for i := range f.Cases {
				names = append(names, placedCase{f.Cases[i].Name, f.Cases[i].Line})
			}
			if ofLeads != nil {
				failed = qualifytest.CheckCases(ofLeads, f.Cases)
			}
		}
	}
	c.Problems = problemsOf("cases", text, err)
	if err == nil && (ofLeads != nil || ofAccounts != nil) {
		c.judge(text, names, failed)
	}
	return c
}

type placedCase struct {
	name string
	line int
}

// judge lists the cases, with what is not as wanted.
func (c *Cases) judge(text string, cases []placedCase, failed error) {
	var failures qualifytest.Failures
	errors.As(failed, &failures)
	of := map[string]*qualifytest.Failure{} // names are unique in a file
	for i := range failures {
		of[failures[i].Case] = &failures[i]
	}
	at := newPlaces(text)
	for _, one := range cases {
		from := at.offset(one.line, 1)
		for from < len(text) && (text[from] == ' ' || text[from] == '\t') {
			from++
		}
		result := Case{
			Name: one.name, Passed: true, Differences: []string{}, Line: one.line, From: at.unitAt(from), To: at.unitAt(tokenEnd(text, from)),
		}
		if f := of[one.name]; f != nil {
			result.Passed = false
			if f.Message != "" {
				result.Differences = append(result.Differences, f.Message)
			}
			for _, d := range f.Differences {
				result.Differences = append(result.Differences, d.String())
			}
		}
		c.List = append(c.List, result)
	}
}
