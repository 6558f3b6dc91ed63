package main

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// starter is an example to begin with.
type starter struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Rules string `json:"rules"`
	Leads string `json:"leads"`
	AsOf  string `json:"as_of"`
	// Map, Other and Cases are "" where the example has none.
	Map   string `json:"map,omitempty"`
	Other string `json:"other,omitempty"` // the older rule set
	Cases string `json:"cases,omitempty"`
}

// starters reads the examples that have cases: the rule sets as they are, the
// leads with the names of their cases.
func starters(dir string) ([]starter, error) {
	names, err := filepath.Glob(filepath.Join(dir, "*", "*cases.json"))
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	var list []starter
	for _, name := range names {
		if slices.ContainsFunc(ofAccounts, func(x accountRules) bool { return x.folder == filepath.Base(filepath.Dir(name)) }) {
			continue // their cases are about accounts
		}
		s, err := readStarter(name)
		if errors.Is(err, errNoRules) {
			continue // more cases of another file's rules
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		list = append(list, s)
	}
	for _, x := range ofAccounts {
		s, err := accountStarter(filepath.Join(dir, x.folder), x.rules)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", x.folder, err)
		}
		list = append(list, s)
	}
	for i := range list {
		if list[i].ID == exported {
			list = append(list, ofExport(list[i]))
			break
		}
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("%s has no examples; -rules names their directory", dir)
	}
	return list, nil
}

// exported is the example whose rules also decide the leads of a CRM's export.
const exported = "fit-matrix"

//go:embed export/leads.csv
var exportLeads string

//go:embed export/map.json
var exportMap string

// ofExport is an example with the leads of a CRM's export, and the map that reads them.
func ofExport(s starter) starter {
	s.ID, s.Title = "export", "A CRM's export, read by a map: "+strings.ToLower(s.Title[:1])+s.Title[1:]
	s.Leads, s.Map, s.Cases = exportLeads, exportMap, ""
	return s
}

// ofAccounts are the examples about accounts: the folder, and the file of rules there.
var ofAccounts = []accountRules{{"accounts", "step6.json"}, {"pql", "workspaces.json"}}

type accountRules struct{ folder, rules string }

// accountStarter reads an example about accounts. A note says which company it is.
func accountStarter(folder, rules string) (starter, error) {
	text, err := os.ReadFile(filepath.Join(folder, rules))
	if err != nil {
		return starter{}, err
	}
	s := starter{ID: filepath.Base(folder), Rules: string(text), AsOf: "2026-11-22T09:00:00Z"}
	if s.Title, err = title(folder, text); err != nil {
		return s, err
	}
	if text, err = os.ReadFile(filepath.Join(folder, "accounts.jsonl")); err != nil {
		return s, err
	}
	var accounts []string
	for line := range bytes.Lines(text) {
		var about struct {
			Company struct{ Name string }
			People  []json.RawMessage
		}
		if err := json.Unmarshal(line, &about); err != nil {
			return s, err
		}
		one, err := readable(strings.TrimSpace(fmt.Sprintf("%s with %d people", about.Company.Name, len(about.People))), line)
		if err != nil {
			return s, err
		}
		accounts = append(accounts, one)
	}
	s.Leads = "[\n" + strings.Join(accounts, ",\n") + "\n]\n"
	cases, err := os.ReadFile(filepath.Join(folder, strings.TrimSuffix(rules, ".json")+".cases.json"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return s, err
	}
	s.Cases = string(cases)
	return s, nil
}

// candidate is what rules are called that may take the place of others.
const candidate = "candidate"

var errNoRules = errors.New("no rule set of that name")

// readStarter reads the example that a file of cases belongs to: NAME.cases.json
// goes with NAME.json, cases.json with rules.json.
func readStarter(cases string) (starter, error) {
	folder, file := filepath.Split(cases)
	part := strings.TrimSuffix(strings.TrimSuffix(file, "cases.json"), ".")
	s := starter{ID: filepath.Base(folder)}
	rules := "rules.json"
	if part != "" {
		s.ID, rules = s.ID+"-"+part, part+".json"
	}
	text, err := os.ReadFile(filepath.Join(folder, rules))
	if errors.Is(err, fs.ErrNotExist) {
		return s, errNoRules
	}
	if err != nil {
		return s, err
	}
	s.Rules = string(text)
	if s.Title, err = title(folder, text); err != nil {
		return s, err
	}
	if part != "" {
		s.Title += ": " + part
	}
	if text, err = os.ReadFile(cases); err != nil {
		return s, err
	}
	s.Cases = string(text)
	if part == candidate {
		older, err := os.ReadFile(filepath.Join(folder, "rules.json"))
		if err != nil {
			return s, err
		}
		s.Other = string(older)
	}
	var set struct {
		Cases []struct {
			Name string          `json:"name"`
			Lead json.RawMessage `json:"lead"`
			AsOf string          `json:"as_of"`
		} `json:"cases"`
	}
	if err := json.Unmarshal(text, &set); err != nil {
		return s, err
	}
	var leads []string
	for _, c := range set.Cases {
		if s.AsOf == "" {
			s.AsOf = c.AsOf
		}
		if c.AsOf != s.AsOf {
			continue // of another day; the page decides for one
		}
		lead, err := readable(c.Name, c.Lead)
		if err != nil {
			return s, err
		}
		leads = append(leads, lead)
	}
	if len(leads) == 0 {
		return s, fmt.Errorf("it has no cases")
	}
	s.Leads = "[\n" + strings.Join(leads, ",\n") + "\n]\n"
	return s, nil
}

// title is the heading of the folder's README, else the name of the rules.
func title(folder string, rules []byte) (string, error) {
	readme, err := os.ReadFile(filepath.Join(folder, "README.md"))
	if err == nil {
		heading, _, _ := strings.Cut(string(readme), "\n")
		return strings.TrimPrefix(heading, "# "), nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	var set struct {
		Name string `json:"name"`
	}
	err = json.Unmarshal(rules, &set)
	return set.Name, err
}

// readable is a lead with its case's name, a line for each of its parts and for
// each activity.
func readable(note string, lead json.RawMessage) (string, error) {
	d := json.NewDecoder(bytes.NewReader(lead))
	if _, err := d.Token(); err != nil { // the brace
		return "", err
	}
	var lines []string
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return "", err
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return "", err
		}
		text, err := part(key == "activities" || key == "people", value)
		if err != nil {
			return "", err
		}
		lines = append(lines, fmt.Sprintf("%q: %s", key, text))
		if len(lines) == 1 { // behind the id
			quoted, err := json.Marshal(note)
			if err != nil {
				return "", err
			}
			lines = append(lines, fmt.Sprintf("%q: %s", "note", quoted))
		}
	}
	return "  {" + strings.Join(lines, ",\n   ") + "}", nil
}

// part is a value on one line, activities on one each.
func part(list bool, value json.RawMessage) (string, error) {
	if !list {
		return spaced(value)
	}
	var items []json.RawMessage
	if err := json.Unmarshal(value, &items); err != nil {
		return "", err
	}
	var lines []string
	for _, item := range items {
		line, err := spaced(item)
		if err != nil {
			return "", err
		}
		if len(line) > 300 { // a person with a log
			line = strings.ReplaceAll(line, "}, {", "},\n       {")
		}
		lines = append(lines, "     "+line)
	}
	if len(lines) == 0 {
		return "[]", nil
	}
	return "[\n" + strings.Join(lines, ",\n") + "]", nil
}

// spaced is a JSON value on one line, with a space behind commas and colons.
func spaced(value json.RawMessage) (string, error) {
	var b bytes.Buffer
	if err := json.Compact(&b, value); err != nil {
		return "", err
	}
	var out strings.Builder
	quoted := false
	for i, c := range b.Bytes() {
		out.WriteByte(c)
		switch {
		case c == '"' && !escaped(b.Bytes(), i):
			quoted = !quoted
		case !quoted && (c == ',' || c == ':'):
			out.WriteByte(' ')
		}
	}
	return out.String(), nil
}

// escaped tells whether an odd number of backslashes stands before a byte.
func escaped(text []byte, i int) bool {
	n := 0
	for i-n > 0 && text[i-n-1] == '\\' {
		n++
	}
	return n%2 == 1
}
