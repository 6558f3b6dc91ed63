package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"iter"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/account"
	"github.com/leadqual/leadqual/qualify/leadfile"
)

func accountsCommand() *command {
	return &command{
		name:    "accounts",
		args:    "-rules R.json [flags] ACCOUNTS",
		summary: "decide accounts with their people",
		details: `
Accounts reads accounts with their people from a file of JSON lines (.jsonl: one
account on each line) or of JSON (.json: a list, or one account), or from standard
input ("-"), and decides them by a file of rules about accounts. It writes a decision
for each to standard output, in the order of the accounts, and a summary to standard
error.

With -people the people stand in another file, of CSV or JSON, read by a map of its
own. They belong to the account that their account_id names; without one, to the
account whose company.domain their e-mail address or company.domain has. ACCOUNTS is
then read as a file of leads, by -map, whose fields are those of the account; its
account_id is the id of the company above it, a record of the same file. -join
says more about the people, such as what they did, and -join-accounts about the
accounts. -merge makes one of people with the same id, and one of accounts. With -map
and no -people the accounts are read alone, and nobody is known of them.

People that belong to no account are counted and left out. So are people of an account
without an id, and all those with an id that others of the account have: the account
is decided as if they were not there.

With -recheck a decision says when it has to be made again although nothing happens:
when time alone changes the account, one of its people, or which roles are missing.

With -format table each account is a line for people, in the order of a work list: its
status, fit, points, owner, who is engaged in which role, which roles are missing, and
whom to call first. A role with a question mark may be held already: ask whom it names.

A row that cannot be read is reported with its line and left out. The others
are decided, and the exit status is 1.`,
		run: runAccounts,
	}
}

// addPeople adds the flag that names the file of the people of accounts.
func (l *leadFlags) addPeople(fs *flag.FlagSet) {
	fs.Func("people", "the file of the people of accounts, as `[MAP=]FILE`", func(text string) error {
		var ok bool
		if l.people.mapFile, l.people.name, ok = strings.Cut(text, "="); !ok {
			l.people.mapFile, l.people.name = "", text
		}
		if l.people.name == "" {
			return errors.New("want MAP=FILE, such as people.map.json=people.csv")
		}
		return nil
	})
	sideFlag(fs, "join-accounts", "another file about the accounts with the same id, or the same FIELD, as `[FIELD:]MAP=FILE`; may be repeated", &l.ofRecords)
}

func runAccounts(p *program, c *command, args []string) error {
	fs := c.flags()
	var from leadFlags
	fs.StringVar(&from.rules, "rules", "", "rules about accounts, a `file`; required")
	from.add(fs)
	from.addPeople(fs)
	format := fs.String("format", "jsonl", "`form` of the decisions: jsonl, or table for people")
	recheck := fs.Bool("recheck", false, "add recheck_at to each decision: the instant from which time alone changes it, or one of its people's; absent if it never does")
	files, err := c.parse(p, fs, args)
	if err != nil {
		return err
	}
	switch {
	case len(files) != 1:
		return misuse("name one file of accounts, or - for standard input")
	case from.rules == "":
		return misuse("name the rules about accounts: -rules R.json")
	case *format != "jsonl" && *format != "table":
		return misusef("-format %q: want jsonl or table", *format)
	case *recheck && *format != "jsonl":
		return misuse("-recheck needs -format jsonl")
	}
	asOf, form, err := from.check(files)
	if err != nil {
		return err
	}
	engine, in, err := from.openAccounts(p, files[0], form, asOf)
	if err != nil {
		return err
	}
	defer in.close()
	out := bufio.NewWriterSize(p.stdout, 64<<10)
	var line []byte
	write := func(d *account.Decision) error {
		line = d.AppendJSON(line[:0])
		if *recheck {
			line = appendInstant(line, in.due)
		}
		_, err := out.Write(append(line, '\n'))
		return err
	}
	if *recheck {
		return in.writeAll(in.oneByOne(engine), out, write)
	}
	if *format == "table" {
		t := newAccountTable(out, engine.Rules())
		return in.decide(engine, out, t.add, t.write)
	}
	return in.decide(engine, out, write)
}

// loadAccountRules reads rules about accounts, as loadRules does.
func loadAccountRules(name string) (*account.Engine, error) {
	folder, file := within(name)
	engine, err := account.Load(os.DirFS(cmp.Or(folder, ".")), file, nil)
	return engine, from(folder, name, err)
}

// accountsInput are accounts that are read, and what is said of their reading.
type accountsInput struct {
	p      *program
	asOf   time.Time
	each   iter.Seq2[*account.Account, error]
	files  []*leads
	issues map[string][]qualify.Issue // of people, by id, that joining them left
	ofNone []account.Left
	notes  []string  // what is odd about the accounts' records
	out    leftOut   // of those that were read so far
	due    time.Time // when the account that is decided one by one has to be decided again, zero for never
}

func (in *accountsInput) close() {
	for _, f := range in.files {
		f.close()
	}
}

// largestAccount is the greatest size of an account's JSON in bytes.
const largestAccount = 256 << 20

// openAccounts reads the rules and opens the files of accounts and of their people.
func (l *leadFlags) openAccounts(p *program, name string, form leadfile.Input, asOf time.Time) (*account.Engine, *accountsInput, error) {
	engine, err := loadAccountRules(l.rules)
	if err != nil {
		return nil, nil, err
	}
	in, err := l.openFiles(p, name, form, asOf, engine.Rules())
	return engine, in, err
}

// openFiles opens the files of accounts and of their people, with the facts that rules
// declare.
func (l *leadFlags) openFiles(p *program, name string, form leadfile.Input, asOf time.Time, rules *account.Rules) (*accountsInput, error) {
	switch {
	case l.people.name != "":
	case len(l.sides) > 0:
		return nil, misuse("-join is for people in a file of their own: name it with -people; -join-accounts is for accounts")
	case l.mapFile == "" && (l.merge != "" || len(l.ofRecords) > 0):
		return nil, misuse("-merge and -join-accounts are for accounts that -map reads, or for people in a file of their own: name it with -people")
	}
	in := &accountsInput{p: p, asOf: asOf}
	if err := l.openBoth(in, name, form, rules); err != nil {
		in.close()
		return nil, err
	}
	in.out.apart, in.out.records = l.people.name != "", l.people.name != "" || l.mapFile != ""
	in.each = in.out.watch(in.each)
	return in, nil
}

// openBoth opens the files.
func (l *leadFlags) openBoth(in *accountsInput, name string, form leadfile.Input, rules *account.Rules) error {
	if l.people.name == "" && l.mapFile == "" {
		return in.openJSON(name, form)
	}
	own, people := *l, *l
	own.sides = l.ofRecords
	people.mapFile, people.input, people.decided = l.people.mapFile, "", ""
	var records []qualify.Lead
	accounts, err := in.openLeads(&own, name, form, rules.Account.Facts, "account")
	if err != nil {
		return err
	}
	for lead, err := range accounts.each(newLead) {
		if err != nil {
			return err
		}
		if path := ofOnePerson(lead); path != "" {
			return fmt.Errorf("%s: the record %q has %s, which is about one person and no account's: take it out of the map, or read the people with -people", name, lead.ID, path)
		}
		records = append(records, *lead)
	}
	if err := in.lookAt(accounts, records, l.merge != ""); err != nil {
		return err
	}
	if l.people.name == "" {
		in.notes = append(in.notes, fmt.Sprintf("%s: no -people, so the accounts are decided without any: no role is held", accounts.name))
		in.each = eachOf(account.OfRecords(records))
		return nil
	}
	of, err := in.openLeads(&people, people.people.name, "", rules.Person.Facts, "person")
	if err != nil {
		return err
	}
	var leads []qualify.Lead
	used := factsOfRules(&rules.Person)
	in.issues = map[string][]qualify.Issue{}
	for lead, err := range of.each(newLead) {
		if err != nil {
			return err
		}
		leads = append(leads, *lead)
		if issues := of.joins.issues(used); len(issues) > 0 {
			in.issues[lead.ID] = issues
		}
	}
	grouped := account.Group(account.OfRecords(records), leads)
	in.ofNone, in.each = grouped.Left, eachOf(grouped.Accounts)
	in.lookAtJoins(of, records)
	return nil
}

// eachOf yields accounts.
func eachOf(accounts []account.Account) iter.Seq2[*account.Account, error] {
	return func(yield func(*account.Account, error) bool) {
		for i := range accounts {
			if !yield(&accounts[i], nil) {
				return
			}
		}
	}
}

// ofOnePerson is a fact of a record that no account has, "" where there is none.
func ofOnePerson(record *qualify.Lead) string {
	for _, path := range slices.Sorted(maps.Keys(record.Values())) {
		if strings.HasPrefix(path, "person.") || strings.HasPrefix(path, "answers.") || path == "source" {
			return path
		}
	}
	return ""
}

func newLead() *qualify.Lead { return &qualify.Lead{} }

// factsOfRules are the facts that a rule set declares, and those that every lead has.
func factsOfRules(rs *qualify.RuleSet) map[string]bool {
	facts := map[string]bool{}
	for _, f := range rs.AllFacts() {
		facts[f.Path] = true
	}
	return facts
}

// openLeads opens a file that is read as leads, each of which is an account or a person.
func (in *accountsInput) openLeads(flags *leadFlags, name string, form leadfile.Input, facts map[string]qualify.Fact, who string) (*leads, error) {
	l, err := flags.open(in.p, name, form, facts, in.asOf)
	if err != nil {
		return nil, err
	}
	l.joins.who = who
	in.files = append(in.files, l)
	return l, nil
}

// openJSON opens a file of accounts with their people.
func (in *accountsInput) openJSON(name string, form leadfile.Input) error {
	if err := wantAccounts(name); err != nil {
		return err
	}
	f, err := openFile(in.p, name, "", leadfile.Options{Input: form, Facts: map[string]qualify.Fact{}, AsOf: in.asOf, MaxRecord: largestAccount, AnyColumns: true})
	if err != nil {
		return err
	}
	if f.Form().Input == leadfile.CSV {
		f.close()
		return fmt.Errorf("%s: CSV has no accounts with people in them: name the file of the people with -people, or read the accounts alone by a map with -map", f.name)
	}
	l := &leads{p: in.p, asOf: in.asOf, name: f.name, files: []*leadsFile{f}}
	in.files = append(in.files, l)
	in.each = func(yield func(*account.Account, error) bool) {
		var a account.Account
		for {
			_, err := f.NextAccount(&a)
			if err == io.EOF {
				return
			}
			if row := (*leadfile.RowError)(nil); errors.As(err, &row) {
				l.badRow(row)
				continue
			}
			if err != nil {
				err = fmt.Errorf("%s: %w", f.name, err)
			}
			if !yield(&a, err) || err != nil {
				return
			}
		}
	}
	return nil
}

// oneByOne decides the accounts, and finds when each has to be decided again.
func (in *accountsInput) oneByOne(engine *account.Engine) iter.Seq2[*account.Decision, error] {
	return func(yield func(*account.Decision, error) bool) {
		for a, err := range in.each {
			if err != nil {
				yield(nil, err)
				return
			}
			d := engine.Decide(a, in.asOf)
			if in.due, _, err = engine.RecheckAt(context.Background(), a, in.asOf); err != nil {
				in.due = time.Time{} // no instant to decide for, which the decision says
			}
			if !yield(&d, nil) {
				return
			}
		}
	}
}

// decide decides the accounts and says what came of them. Where there is an end, it is
// called behind all of them.
func (in *accountsInput) decide(engine *account.Engine, out *bufio.Writer, write func(*account.Decision) error, end ...func() error) error {
	return in.writeAll(engine.DecideAll(context.Background(), in.each, in.asOf, nil), out, write, end...)
}

// writeAll writes the decisions and says what came of them.
func (in *accountsInput) writeAll(decisions iter.Seq2[*account.Decision, error], out *bufio.Writer, write func(*account.Decision) error, end ...func() error) error {
	accounts, people, statuses := 0, 0, map[string]int{}
	var unread error
	for d, err := range decisions {
		if unread = err; err != nil {
			break
		}
		for i := range d.People {
			addIssues(&d.People[i].Decision, in.issues[d.People[i].ID])
		}
		accounts++
		people += len(d.People)
		statuses[string(d.Status)]++
		if err := write(d); err != nil {
			return err
		}
	}
	for _, f := range end {
		if err := f(); err != nil {
			return err
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	for _, f := range in.files {
		f.problems()
	}
	in.summary(accounts, people, statuses)
	if unread != nil {
		return unread
	}
	return in.reportBad()
}

// reportBad says how many rows were left out, and returns an error if any were.
func (in *accountsInput) reportBad() error {
	bad := 0
	for _, f := range in.files {
		bad += f.badRows()
	}
	if bad == 0 {
		return nil
	}
	fmt.Fprintf(in.p.stderr, "leadq: %s could not be read and left out\n", plural(bad, "row"))
	return errReported
}

func (in *accountsInput) output() *program { return in.p }
func (in *accountsInput) at() time.Time    { return in.asOf }

// left says what was left out, and returns an error if any rows were.
func (in *accountsInput) left() error {
	for _, f := range in.files {
		f.problems()
	}
	in.sayNotes()
	return in.reportBad()
}
