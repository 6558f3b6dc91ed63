package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
)

// A recordKind is what a file of JSON has records of, "" where that is not plain.
type recordKind string

const (
	ofLeads     recordKind = "leads"
	ofAccounts  recordKind = "accounts with their people"
	ofDecisions recordKind = "decisions"
	ofCases     recordKind = "cases"
)

// beginning is how much of a file is looked at.
const beginning = 1 << 20

// kindOfRecords is what the first record of a file of JSON is, by its keys. Readers pass
// over keys that they do not know, so that an account would be decided as a lead of which
// nothing is known. Standard input, packed files and tables are not looked at.
func kindOfRecords(name string) recordKind {
	if name == "-" {
		return ""
	}
	f, err := os.Open(name)
	if err != nil {
		return ""
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, beginning))
	if err != nil {
		return ""
	}
	in := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF"))))
	keys := map[string]bool{}
	depth, lists, isKey := 0, 0, false // within objects, within the list of all records
	for {
		token, err := in.Token()
		if err != nil {
			break // the end of what is looked at
		}
		switch token {
		case json.Delim('['):
			if depth == 0 {
				lists++
				continue
			}
			depth++
		case json.Delim('{'):
			depth++
			isKey = depth == 1
			continue
		case json.Delim(']'), json.Delim('}'):
			depth--
		default:
			if key, ok := token.(string); ok && depth == 1 && isKey {
				keys[key] = true
				isKey = false
				continue
			}
		}
		if depth <= 0 || lists > 1 {
			break
		}
		isKey = depth == 1
	}
	switch {
	case keys["fingerprint"] && (keys["lead_id"] || keys["account_id"]):
		return ofDecisions
	case keys["cases"] && !keys["id"] && !keys["people"] && !keys["person"]:
		return ofCases
	case keys["people"] && !keys["person"]:
		return ofAccounts
	case keys["person"] && !keys["people"]:
		return ofLeads
	}
	return ""
}

// wantLeads is an error where a file has records of another kind.
func wantLeads(name string) error {
	switch kind := kindOfRecords(name); kind {
	case ofAccounts:
		return fmt.Errorf("%s has %s, and leads are wanted: leadq accounts, explain, audit and diff take these, with rules about accounts", name, kind)
	case ofDecisions:
		return fmt.Errorf("%s has %s, and leads are wanted", name, kind)
	}
	return nil
}

// wantAccounts is an error where a file has records of another kind.
func wantAccounts(name string) error {
	switch kind := kindOfRecords(name); kind {
	case ofLeads:
		return fmt.Errorf("%s has %s, and accounts with their people are wanted: name a file of accounts, and this one with -people", name, kind)
	case ofDecisions:
		return fmt.Errorf("%s has %s, and accounts are wanted", name, kind)
	case ofCases:
		return fmt.Errorf("%s has %s, and accounts are wanted: leadq test takes these", name, kind)
	}
	return nil
}
