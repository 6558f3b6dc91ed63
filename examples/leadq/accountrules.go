package main

import (
	"cmp"
	"context"
	"encoding/json"
	"os"
	"path"
	"path/filepath"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
	"github.com/leadqual/leadqual/qualify/lint"
)

// aboutAccounts tells whether a file has rules about accounts. What cannot be read is
// for the reader of rule sets to report.
func aboutAccounts(name string) bool {
	data, err := readFile(name, qualify.DefaultOptions().MaxBytes)
	if err != nil {
		return false
	}
	var keys struct{ Person, Account json.RawMessage }
	return json.Unmarshal(data, &keys) == nil && keys.Person != nil && keys.Account != nil
}

// loadAccounts reads rules about accounts, as loadRules does rule sets.
func loadAccounts(name string) (*account.Engine, error) {
	folder, file := within(name)
	engine, err := account.Load(os.DirFS(cmp.Or(folder, ".")), file, nil)
	return engine, from(folder, name, err)
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
