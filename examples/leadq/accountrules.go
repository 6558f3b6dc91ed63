package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"path"
	"path/filepath"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/lint"
	"github.com/leadqual/leadqual/qualify/qualifytest"
)

// aboutAccounts tells whether a file has rules about accounts: "account" or "roles",
// which no other file has. What cannot be read is for the reader of rule sets to report.
func aboutAccounts(name string) bool {
	data, err := readFile(name, qualify.DefaultOptions().MaxBytes)
	if err != nil {
		return false
	}
	var keys struct{ Roles, Account json.RawMessage }
	return json.Unmarshal(data, &keys) == nil && (keys.Roles != nil || keys.Account != nil)
}

// checkAccounts checks rules about accounts, as checkRules does rule sets.
func checkAccounts(name string) ([]lint.Finding, error) {
	folder, file := within(name)
	findings, err := lint.CheckAccountsLoaded(context.Background(), os.DirFS(cmp.Or(folder, ".")), file, nil)
	for i := range findings {
		findings[i].File = path.Join(filepath.ToSlash(folder), findings[i].File)
	}
	return findings, from(folder, name, err)
}

// accountSuite reads rules about accounts with their cases.
func accountSuite(rules string, files []string) (*tested, error) {
	engine, err := loadAccountRules(rules)
	if err != nil {
		return nil, err
	}
	suite := &qualifytest.AccountSuite{Rules: engine.Rules()}
	suite.Explained = map[string]string{}
	var mistakes qualify.Errors
	for _, name := range files {
		data, err := readFile(name, qualifytest.MaxFile)
		if err != nil {
			return nil, err
		}
		f, err := qualifytest.ParseAccounts(filepath.ToSlash(name), data)
		if found, ok := errors.AsType[qualify.Errors](err); ok {
			mistakes = append(mistakes, found...)
			continue
		}
		suite.Cases = append(suite.Cases, f.Cases...)
		maps.Copy(suite.Explained, f.Explained)
	}
	if err := mistakes.Err(); err != nil {
		return nil, err
	}
	return &tested{suite, len(suite.Cases), qualifytest.CheckAccountCases(engine, suite.Cases)}, nil
}
