package account

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/qualify"
)

// maxAccountBytes bounds the JSON of one account.
const maxAccountBytes = 256 << 20

// plainAccount is an Account without UnmarshalJSON.
type plainAccount Account

// ParseAccount reads an account from JSON as strictly as [qualify.ParseLead] reads a
// lead: keys that no account and no person has, repeated keys, values of a wrong kind
// and instants that are not RFC 3339 are mistakes. The error is a [qualify.Errors] with
// all of them, each with its path, line and column; file is the name that they give.
// Keys under custom are the host's. People without an id, or with one that another
// has, are for the decision to report.
//
// encoding/json reads accounts too, and is lenient: it ignores unknown keys.
func ParseAccount(file string, data []byte) (*Account, error) {
	a := &plainAccount{}
	err := qualify.ReadPlain(key, "account", file, data, maxAccountBytes, a, func(yield func(string, map[string]qualify.Seen) bool) {
		more := yield("seen", a.Seen)
		for i := 0; more && i < len(a.People); i++ {
			more = len(a.People[i].Seen) == 0 || yield(fmt.Sprintf("people[%d].seen", i), a.People[i].Seen)
		}
	})
	if err != nil {
		return nil, err
	}
	return (*Account)(a), nil
}

// UnmarshalJSON reads an account. What it has of its company with a value of a wrong
// kind is there, and says nothing.
func (a *Account) UnmarshalJSON(data []byte) error {
	type plain Account
	x := struct {
		*plain
		Company map[string]any `json:"company"`
	}{plain: (*plain)(a)}
	if err := json.Unmarshal(data, &x); err != nil {
		if kind := (*json.UnmarshalTypeError)(nil); errors.As(err, &kind) {
			kind.Field = strings.TrimPrefix(kind.Field, "plain.")
		}
		return err
	}
	var lead qualify.Lead
	a.Unusable = nil
	for _, name := range slices.Sorted(maps.Keys(x.Company)) {
		path, v := companyPath(name), x.Company[name]
		if path == "" || v == nil {
			continue
		}
		if err := lead.Set(path, v); err != nil {
			a.Unusable = append(a.Unusable, path)
		}
	}
	a.Company = lead.Company
	return nil
}

// companyPath is the path of a fact of the company by its key in JSON, whatever its
// case, as encoding/json takes it; "" where there is none.
func companyPath(key string) string {
	const company = "company."
	for _, f := range (&qualify.RuleSet{}).AllFacts() {
		if name, ok := strings.CutPrefix(f.Path, company); ok && strings.EqualFold(name, key) {
			return f.Path
		}
	}
	return ""
}
