package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/leadfile"
	"github.com/leadqual/leadqual/qualify/leadfile/profile"
)

// leadFlags are the flags of every command that reads leads.
type leadFlags struct {
	ofAccounts func(file string, form leadfile.Input, asOf time.Time) error // does the work where the rules are about accounts; nil refuses these
	rules      string
	mapFile    string
	asOf       string
	input      string
	joinFlags
	people    side   // the file of the people of accounts
	ofRecords []side // files about the accounts
	// profile looks at the records as they are read; nil for other commands.
	profile *profile.Profile
	// decided is the field with a lead's own instant of decision, "" for commands
	// that decide all for one.
	decided string
}

func (l *leadFlags) add(fs *flag.FlagSet) {
	fs.StringVar(&l.mapFile, "map", "", "`file` that says what the columns or JSON paths mean; without it they must have the names of a lead's fields")
	fs.StringVar(&l.asOf, "as-of", "", "`instant` to decide for, as 2006-01-02T15:04:05Z or 2006-01-02 (midnight UTC); default now")
	fs.StringVar(&l.input, "input", "", "`form` of the leads: csv, json or jsonl; default by the file's name, else by how it begins")
	l.joinFlags.add(fs)
}

// check reads the flags of a command that takes one file of leads.
func (l *leadFlags) check(files []string) (asOf time.Time, form leadfile.Input, err error) {
	if len(files) != 1 {
		return asOf, form, misuse("name one file of leads, or - for standard input")
	}
	if asOf, err = l.instant(); err != nil {
		return asOf, form, err
	}
	if err := l.joinFlags.check(); err != nil {
		return asOf, form, err
	}
	switch form = leadfile.Input(l.input); form {
	case "", leadfile.CSV, leadfile.JSON, leadfile.JSONLines:
		return asOf, form, nil
	}
	return asOf, form, misusef("-input %q: want csv, json or jsonl", l.input)
}

// decide is what commands have in common that go over leads with a rule set. It
// adds the flags of both to the command's own and reads them all; check, if not
// nil, looks for mistakes in the command's own. Then it compiles the rule set,
// opens the leads and hands both to work.
func (l *leadFlags) decide(p *program, c *command, fs *flag.FlagSet, args []string, check func() error, work func(*leads, *qualify.Engine) error) error {
	fs.StringVar(&l.rules, "rules", "", "rule set to decide by, a `file`; required")
	l.add(fs)
	files, err := c.parse(p, fs, args)
	if err != nil {
		return err
	}
	if l.rules == "" {
		return errNoRules
	}
	if check != nil {
		if err := check(); err != nil {
			return err
		}
	}
	asOf, form, err := l.check(files)
	if err != nil {
		return err
	}
	if l.ofAccounts != nil && aboutAccounts(l.rules) {
		return l.ofAccounts(files[0], form, asOf)
	}
	if l.people.name != "" || len(l.ofRecords) > 0 {
		return misusef("-people is for accounts, and %s is a rule set about leads", l.rules)
	}
	engine, err := loadRules(l.rules)
	if err != nil {
		return err
	}
	in, err := l.open(p, files[0], form, engine.RuleSet().Facts, asOf)
	if err != nil {
		return err
	}
	defer in.close()
	return work(in, engine)
}

// instant reads -as-of. A program is the place where the clock may be read: the
// library never does.
func (l *leadFlags) instant() (time.Time, error) {
	if l.asOf == "" {
		return time.Now().UTC().Truncate(time.Second), nil
	}
	return instant("-as-of", l.asOf)
}

// instant reads the value of a flag.
func instant(flag, text string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(layout, text); err == nil && !t.IsZero() {
			return t.UTC(), nil
		}
	}
	return time.Time{}, misusef("%s %q: want an instant such as 2026-11-22T09:00:00Z, or a day", flag, text)
}

// largestMap is the greatest size of a map file in bytes.
const largestMap = 16 << 20

// leadsFile is an open file of leads.
type leadsFile struct {
	*leadfile.Reader
	leads  leadfile.LeadSource // what is read of it
	name   string              // for messages
	mapped leadfile.Map        // empty without a map
	bad    leadfile.Problems   // of rows that could not be read
	size   int64               // in bytes, 0 where it is not known
	input  *counter
	file   *os.File // nil for standard input
}

// only tells whether a map reads one field of the file, and nothing else.
func (f *leadsFile) only(field string) bool {
	_, ok := f.mapped.Fields[field]
	return ok && len(f.mapped.Fields) == 1 && len(f.mapped.Activities) == 0
}

// openFile opens a file of leads, "-" for standard input. The map file is "" where
// there is none.
func openFile(p *program, name, mapFile string, o leadfile.Options) (_ *leadsFile, err error) {
	f := &leadsFile{name: name, input: &counter{from: p.stdin}}
	if mapFile != "" {
		text, err := readFile(mapFile, largestMap)
		if err != nil {
			return nil, err
		}
		if o.Mapping, err = leadfile.ParseMap(filepath.ToSlash(mapFile), text, o.Facts); err != nil {
			return nil, err
		}
		if err := json.Unmarshal(text, &f.mapped); err != nil {
			return nil, err
		}
	}
	if name == "-" {
		f.name = "standard input"
	} else {
		if f.file, err = os.Open(name); err != nil {
			return nil, err
		}
		defer func() {
			if err != nil {
				f.file.Close()
			}
		}()
		if info, err := f.file.Stat(); err == nil && info.Mode().IsRegular() {
			f.size = info.Size()
		}
		f.input.from = f.file
	}
	var from io.Reader = f.input
	if f.file != nil {
		from = countedFile{f.input, f.file}
	}
	o.Name = f.name
	f.Reader, err = leadfile.NewReader(from, o)
	if mistakes := (qualify.Errors)(nil); err != nil && !errors.As(err, &mistakes) {
		err = fmt.Errorf("%s: %w", f.name, err)
	}
	if err != nil {
		return nil, err
	}
	if guesses := f.Form().Guesses(); guesses != "" {
		fmt.Fprintf(p.stderr, "%s: read with %s, which is a guess: say so in the map\n", f.name, guesses)
	}
	return f, nil
}

func (f *leadsFile) close() {
	if f.file != nil {
		f.file.Close() // was only read
	}
}

// mainSource is the file with the leads, whose final errors name it.
type mainSource struct{ *leadsFile }

// Next implements leadfile.LeadSource.
func (m mainSource) Next(lead *qualify.Lead) (line int, err error) {
	line, err = m.leads.Next(lead)
	if row := (*leadfile.RowError)(nil); err != nil && err != io.EOF && !errors.As(err, &row) {
		err = fmt.Errorf("%s: %w", m.name, err)
	}
	return line, err
}

// leads are those of a file, or of several that are joined.
type leads struct {
	leadfile.LeadSource
	p     *program
	asOf  time.Time
	bar   progress // silent until it is set
	name  string   // of the file with the leads, for messages
	files []*leadsFile
	joins joins
}

// open opens a file of leads, "-" for standard input, and what is joined with it.
func (l *leadFlags) open(p *program, name string, form leadfile.Input, facts map[string]qualify.Fact, asOf time.Time) (_ *leads, err error) {
	if facts == nil && l.profile == nil {
		facts = map[string]qualify.Fact{} // known to be none
	}
	in := &leads{p: p, asOf: asOf}
	defer func() {
		if err != nil {
			in.close()
		}
	}()
	add := func(name, mapFile string, form leadfile.Input) (*leadsFile, error) {
		if mapFile == "" && l.profile == nil {
			if err := wantLeads(name); err != nil {
				return nil, err
			}
		}
		f, err := openFile(p, name, mapFile, leadfile.Options{Input: form, Facts: facts, AsOf: asOf, AsOfField: l.decided, AnyColumns: l.profile != nil})
		if err != nil {
			return nil, err
		}
		if f.leads = f.Reader; l.profile != nil {
			f.leads = l.profile.Watch(f.name, f.Reader, len(in.files) > 0)
		}
		f.input.read = func() { in.bar.show() }
		in.files = append(in.files, f)
		return f, nil
	}
	main, err := add(name, l.mapFile, form)
	if err != nil {
		return nil, err
	}
	in.name, in.LeadSource = main.name, mainSource{main}
	return in, l.join(in, add)
}

func (l *leads) close() {
	l.joins.close()
	for _, f := range l.files {
		f.close()
	}
}

// counter counts what is read.
type counter struct {
	from io.Reader
	n    int64
	read func() // called behind each reading, if there is one
}

// countedFile is a file whose reading is counted, but that of archives, which are
// read here and there.
type countedFile struct {
	*counter
	file *os.File
}

func (c countedFile) ReadAt(p []byte, at int64) (int, error) { return c.file.ReadAt(p, at) }
func (c countedFile) Stat() (fs.FileInfo, error)             { return c.file.Stat() }

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.from.Read(p)
	c.n += int64(n)
	if c.read != nil {
		c.read()
	}
	return n, err
}

// each reads the leads one after the other, into what memory gives for each, or
// into the same if it is nil. Rows that cannot be read are reported and counted.
func (l *leads) each(memory func() *qualify.Lead) iter.Seq2[*qualify.Lead, error] {
	return func(yield func(*qualify.Lead, error) bool) {
		defer l.bar.clear()
		if memory == nil {
			same := &qualify.Lead{}
			memory = func() *qualify.Lead { return same }
		}
		lead := memory()
		for {
			_, err := l.Next(lead)
			if err == io.EOF {
				return
			}
			if row := (*leadfile.RowError)(nil); errors.As(err, &row) {
				l.badRow(row)
				continue
			}
			if err == nil {
				l.joins.note(lead)
			} else {
				l.joins.failed = true
			}
			if !yield(lead, err) || err != nil {
				return
			}
			l.bar.step()
			lead = memory()
		}
	}
}

// badRow reports a row that cannot be read, and counts it.
func (l *leads) badRow(row *leadfile.RowError) {
	of := l.fileOf(row)
	if worth := of.bad.Add(row); len(worth) > 0 {
		l.bar.clear()
		fmt.Fprintln(l.p.stderr, &leadfile.RowError{File: of.name, Line: row.Line, Problems: worth})
	}
}

// fileOf is the file of a bad row.
func (l *leads) fileOf(row *leadfile.RowError) *leadsFile {
	for _, f := range l.files[1:] {
		if f.name == row.File {
			return f
		}
	}
	return l.files[0]
}

// badRows is how many rows were left out.
func (l *leads) badRows() (n int) {
	for _, f := range l.files {
		n += f.bad.Rows()
	}
	return n
}

func (l *leads) output() *program { return l.p }
func (l *leads) at() time.Time    { return l.asOf }

// left says what was left out, and returns an error if any rows were.
func (l *leads) left() error {
	l.problems()
	rows := l.badRows()
	if rows == 0 {
		return nil
	}
	fmt.Fprintf(l.p.stderr, "leadq: %s could not be read and left out\n", plural(rows, "row"))
	return errReported
}

// problems counts what was not shown of problems, what was left unknown, and what
// could not be joined.
func (l *leads) problems() {
	for _, f := range l.files {
		for _, d := range f.Unread() {
			fmt.Fprintf(l.p.stderr, "%s: %s of %q could not be read and left unknown (%s)\n", f.name, plural(d.Count, "value"), d.From, d.Field)
		}
		for _, c := range f.bad.Kinds() {
			if c.Count > len(c.First) {
				fmt.Fprintf(l.p.stderr, "%s: %s: %v\n", f.name, plural(c.Count, "row"), c.Kind)
			}
		}
	}
	l.joins.print(l.p.stderr, l.name)
}

// report writes something about each lead, or only about those with the ids,
// where there are any. What write cannot write stays in its writer. Rows that
// cannot be read, and ids that are not there, are an error.
func (l *leads) report(ids []string, write func(*bufio.Writer, *qualify.Lead) error) (err error) {
	out, found := bufio.NewWriter(l.p.stdout), map[string]bool{}
	defer func() {
		if flushed := out.Flush(); err == nil || err == errReported {
			err = cmp.Or(flushed, err)
		}
	}()
	for lead, err := range l.each(nil) {
		if err != nil {
			return err
		}
		if len(ids) > 0 && !slices.Contains(ids, lead.ID) {
			continue
		}
		found[lead.ID] = true
		if err := write(out, lead); err != nil {
			return err
		}
		if _, err := out.Write(nil); err != nil { // nobody reads on
			return err
		}
	}
	if l.left() != nil {
		err = errReported
	}
	for _, id := range ids {
		if !found[id] {
			fmt.Fprintf(l.p.stderr, "leadq: %s has no lead with the id %q\n", l.name, id)
			err = errReported
		}
	}
	return err
}
