package agreement_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/leadqual/leadqual/internal/agreement"
	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
)

// Of a rule set that uses every key, each value in turn is changed: where the
// fingerprint changes, what is to be signed changes. Ids are for programs, and
// names stand in the place of conditions, so these are left out.
func TestEveryValueIsOnThePage(t *testing.T) {
	everyValue(t, "../../qualify/testdata/fingerprint.json", 80, func(text []byte) (fingerprint string, page []byte, err error) {
		e, err := qualify.CompileJSON("rules.json", text, nil)
		if err != nil {
			return "", nil, nil
		}
		page, err = agreement.Markdown(e.RuleSet())
		return e.Fingerprint(), page, err
	})
}

// So it is of rules about accounts.
func TestEveryValueOfAccountsIsOnThePage(t *testing.T) {
	everyValue(t, "testdata/accounts/full.json", 35, func(text []byte) (fingerprint string, page []byte, err error) {
		e, err := account.CompileJSON("rules.json", text, nil)
		if err != nil {
			return "", nil, nil
		}
		page, err = agreement.AccountsMarkdown(e.Rules())
		return e.Fingerprint(), page, err
	})
}

// everyValue changes each value of a file of rules. The fingerprint is "" where the
// rules are wrong.
func everyValue(t *testing.T, file string, least int, write func(text []byte) (fingerprint string, page []byte, err error)) {
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var root any
	if err := json.Unmarshal(data, &root); err != nil {
		t.Fatal(err)
	}
	dropNames(root)
	root.(map[string]any)["name"] = "every key"
	read := func() (fingerprint, page string) {
		text, err := json.Marshal(root)
		if err != nil {
			t.Fatal(err)
		}
		fingerprint, md, err := write(text)
		if err != nil {
			t.Fatal(err)
		}
		if fingerprint == "" {
			return "", ""
		}
		return fingerprint, strings.ReplaceAll(string(md), fingerprint, "")
	}
	base, page := read()
	if base == "" {
		t.Fatal("the rules without names are wrong")
	}
	changed := 0
	testkit.EachValue(root, func(path string, v any, set func(any)) {
		for _, other := range testkit.OtherValues(v) {
			set(other)
			fingerprint, now := read()
			set(v)
			if fingerprint == "" || fingerprint == base {
				continue
			}
			changed++
			if now == page && !strings.HasSuffix(path, ".id") {
				t.Errorf("%s: %v instead of %v stands nowhere on the page", path, other, v)
			}
			return
		}
	})
	if changed < least {
		t.Errorf("only %d values were changed", changed)
	}
}

// dropNames takes the names of conditions away.
func dropNames(v any) {
	switch v := v.(type) {
	case map[string]any:
		_, ladder := v["min"]
		if _, compute := v["compute"]; !ladder || compute {
			delete(v, "name")
		}
		delete(v, "note")
		delete(v, "reason")
		for _, part := range v {
			dropNames(part)
		}
	case []any:
		for _, part := range v {
			dropNames(part)
		}
	}
}
