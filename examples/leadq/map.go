package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/leadfile"
)

func mapCommand() *command {
	return &command{
		name:    "map",
		args:    "[-rules R.json] [flags] FILE",
		summary: "propose a map of a file of leads, to be edited",
		details: `
Map reads all of a file of leads, CSV or JSON as another program exports it, and
proposes the map for -map: which field each column fills, by its header, and how
its values are written, by all of them. The map goes to standard output; each of
its notes has the reason of a guess, and the doubt where there is one. Standard
error has the same as a text, with the columns that are left out, and why. Read
it, and edit the map, before you decide by it.

With -rules the custom facts of the rule set are looked for too, texts are
translated into the values that it lists, and the facts that its rules use and
that no column fills are named.

With -accounts each record is an account: its own id is "id", that of the account above
it "account_id", and what is about one person is left out. With rules about accounts
the custom facts are those of accounts then, and else those of their people.

The exit status is 1 if no column means a field of a lead, or if the file cannot
be read with the map that is proposed.`,
		run: runMap,
	}
}

// proposed is what leadq map -json writes.
type proposed struct {
	*leadfile.Draft
	// Missing are facts that the rules use and no column fills.
	Missing []string `json:"missing,omitempty"`
}

func runMap(p *program, c *command, args []string) error {
	fs := c.flags()
	rules := fs.String("rules", "", "rule set that the leads are for, a `file`")
	accounts := fs.Bool("accounts", false, "each record is an account, for leadq accounts, and not a lead")
	input := fs.String("input", "", "`form` of the leads: csv, json or jsonl; default by the file's name, else by how it begins")
	asJSON := fs.Bool("json", false, "write the map with what is said of each column as JSON, and no text")
	files, err := c.parse(p, fs, args)
	if err != nil {
		return err
	}
	if len(files) != 1 {
		return misuse("name one file of leads, or - for standard input")
	}
	switch leadfile.Input(*input) {
	case "", leadfile.CSV, leadfile.JSON, leadfile.JSONLines:
	default:
		return misusef("-input %q: want csv, json or jsonl", *input)
	}
	out := proposed{}
	o := leadfile.Options{Input: leadfile.Input(*input), Name: files[0], Accounts: *accounts}
	var used []qualify.FactInfo
	if *rules != "" {
		engine, err := rulesOfRecords(*rules, *accounts)
		if err != nil {
			return err
		}
		if o.Facts = engine.RuleSet().Facts; o.Facts == nil {
			o.Facts = map[string]qualify.Fact{}
		}
		used = engine.Describe().Facts
	}
	if files[0] == "-" {
		o.Name = "standard input"
	}
	if out.Draft, err = readToPropose(p, files[0], o); err != nil {
		return fmt.Errorf("%s: %w", o.Name, err)
	}
	out.Missing = out.Draft.Missing(used)
	if *asJSON {
		err = p.writeJSON(out)
	} else if err = p.writeJSON(out.Map); err == nil {
		out.write(p.stderr, o.Name)
	}
	if err != nil {
		return err
	}
	if len(out.Map.Fields)+len(out.Map.Activities) == 0 {
		return fmt.Errorf("%s: no column means a field of a lead", o.Name)
	}
	if !*accounts && out.likeAccounts() {
		fmt.Fprintf(p.stderr, "If each record of %s is an account, for leadq accounts, propose its map with -accounts: \"account_id\" is the id of the company above it there.\n", o.Name)
	}
	if files[0] == "-" {
		return nil
	}
	return p.tryMap(files[0], o, out.Draft)
}

// rulesOfRecords compiles what decides records: a rule set about leads, or that about
// accounts, or about their people, of rules about accounts.
func rulesOfRecords(name string, accounts bool) (*qualify.Engine, error) {
	switch about := aboutAccounts(name); {
	case about:
		engine, err := loadAccountRules(name)
		if err != nil {
			return nil, err
		}
		if accounts {
			return engine.Account(), nil
		}
		return engine.Person(), nil
	case accounts && isFile(name):
		return nil, fmt.Errorf("%s is a rule set about leads: with -accounts name rules about accounts, or none", name)
	}
	return loadRules(name)
}

// likeAccounts tells whether the records may be accounts: they have a company, and
// nothing that people alone have.
func (d *proposed) likeAccounts() bool {
	company := false
	for _, c := range d.Columns {
		for _, field := range c.Fills {
			if strings.HasPrefix(field, "person.") && field != "person.country" {
				return false
			}
			company = company || strings.HasPrefix(field, "company.")
		}
	}
	return company
}

// readToPropose opens a file for a proposal.
func readToPropose(p *program, name string, o leadfile.Options) (*leadfile.Draft, error) {
	if name == "-" {
		return leadfile.Propose(p.stdin, o)
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return leadfile.Propose(file, o)
}

// tryMap reads the file with the map that is proposed for it.
func (p *program) tryMap(name string, o leadfile.Options, d *leadfile.Draft) error {
	text, err := json.Marshal(d.Map)
	if err != nil {
		return err
	}
	if o.Mapping, err = leadfile.ParseMap("the proposed map", text, o.Facts); err != nil {
		return err
	}
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	o.AsOf, o.Input = time.Unix(0, 0).UTC(), d.Form.Input // any instant will do
	r, err := leadfile.NewReader(file, o)
	if err != nil {
		return err
	}
	var lead qualify.Lead
	var bad leadfile.Problems
	for {
		_, err := r.Next(&lead)
		if err == io.EOF {
			break
		}
		if row := (*leadfile.RowError)(nil); errors.As(err, &row) {
			bad.Add(row)
		} else if err != nil {
			return err
		}
	}
	for _, u := range r.Unread() {
		fmt.Fprintf(p.stderr, "With this map %s of %q cannot be read and would be unknown (%s).\n", plural(u.Count, "value"), u.From, u.Field)
	}
	if bad.Rows() > 0 {
		fmt.Fprintf(p.stderr, "With this map %s cannot be read:\n%v", plural(bad.Rows(), "row"), &bad)
		return errReported
	}
	return nil
}

// write says of each column what it fills, or why nothing.
func (d *proposed) write(w io.Writer, name string) {
	fmt.Fprintf(w, "%s: %s, %s\n", name, plural(d.Rows, "record"), plural(len(d.Columns), "column"))
	if d.BadRows > 0 {
		fmt.Fprintf(w, "%s cannot be read\n", plural(d.BadRows, "record"))
	}
	doubts := 0
	for _, c := range d.Columns {
		if len(c.Fills) == 0 {
			continue
		}
		fmt.Fprintf(w, "\n%s <- %q: %s\n", strings.Join(c.Fills, " and "), c.Column, c.Reason)
		if c.Doubt != "" {
			doubts++
			fmt.Fprintf(w, "  DOUBT: %s\n", c.Doubt)
		}
	}
	fmt.Fprint(w, "\nLeft out:\n")
	for _, c := range d.Columns {
		if len(c.Fills) > 0 {
			continue
		}
		why := c.Reason
		if c.Doubt != "" {
			doubts++
			why += "; DOUBT: " + c.Doubt
		}
		fmt.Fprintf(w, "  %q: %s\n", c.Column, why)
	}
	if len(d.Missing) > 0 {
		fmt.Fprintf(w, "\nThe rules use these, and no column fills them: %s\n", strings.Join(d.Missing, ", "))
	}
	fmt.Fprintf(w, "\n%s to look at.\n", plural(doubts, "doubt"))
}
