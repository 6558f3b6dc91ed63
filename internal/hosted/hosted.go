// Package hosted is what the tests of hosts share: a rule set that says all that
// a host could lose on the way, and leads that it tells apart.
package hosted

import (
	"bytes"
	_ "embed" // the files
	"encoding/json"
	"time"

	"github.com/leadqual/leadqual/qualify"
)

//go:embed rules.json
var rules []byte

//go:embed leads.jsonl
var leads []byte

// AsOf is the instant to decide for.
var AsOf = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// Rules are the rule set's JSON, the caller's.
func Rules() []byte { return bytes.Clone(rules) }

// Lines are the leads as JSON, each on a line, the caller's.
func Lines() []byte { return bytes.Clone(leads) }

// Leads are the leads, the caller's.
func Leads() (all []*qualify.Lead, err error) {
	for line := range bytes.Lines(leads) {
		lead := &qualify.Lead{}
		if err := json.Unmarshal(line, lead); err != nil {
			return nil, err
		}
		all = append(all, lead)
	}
	return all, nil
}

// Decisions are the JSON of the decision of each lead, as Decide makes it: the
// bytes that every host has to give.
func Decisions() (all [][]byte, err error) {
	engine, err := qualify.CompileJSON("rules.json", rules, nil)
	if err != nil {
		return nil, err
	}
	list, err := Leads()
	if err != nil {
		return nil, err
	}
	for _, lead := range list {
		d := engine.Decide(lead, AsOf)
		all = append(all, d.AppendJSON(nil))
	}
	return all, nil
}
