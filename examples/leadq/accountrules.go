package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
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

// testAccounts decides cases of rules about accounts and reports what is not as wanted.
func (p *program) testAccounts(rules string, files []string, asJSON bool) error {
	engine, err := loadAccountRules(rules)
	if err != nil {
		return err
	}
	var cases []qualifytest.AccountCase
	var mistakes qualify.Errors
	for _, name := range files {
		data, err := readFile(name, qualifytest.MaxFile)
		if err != nil {
			return err
		}
		list, err := qualifytest.ParseAccounts(filepath.ToSlash(name), data)
		if found, ok := errors.AsType[qualify.Errors](err); ok {
			mistakes = append(mistakes, found...)
		}
		cases = append(cases, list...)
	}
	if err := mistakes.Err(); err != nil {
		return err
	}
	report := testReport{Cases: len(cases)}
	if err := qualifytest.CheckAccountCases(engine, cases); err != nil {
		report.Failures, _ = errors.AsType[qualifytest.Failures](err)
	}
	return p.writeReport(&report, asJSON)
}
