package profile

import (
	"context"
	"errors"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/leadqual/leadqual/internal/distinct"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/leadfile"
)

// Options change how a profile is made. The zero value of any field means the
// default.
type Options struct {
	// AsOf is the instant of decision, after which nothing can have been. The zero
	// time looks for nothing in the future, and decides no leads.
	AsOf time.Time
	// MaxKeys is the greatest number of different ids, addresses, telephone
	// numbers, names and rows, of each, that are kept to find what comes twice;
	// default 131,072, which is less than 100 MB in all. Of more, a part is looked
	// at that their hashes choose, and counts are estimates.
	MaxKeys int
	// MaxColumns is the greatest number of columns that are looked at; default
	// 2,000. Others are counted.
	MaxColumns int
}

// A Profile collects what there is to say about files of leads. It belongs to one
// goroutine at a time.
type Profile struct {
	options Options
	engine  *qualify.Engine
	rules   *comparisons // nil without rules

	files   []string
	tables  []*table // the leads, then what is joined with them
	keys    keys
	facts   *facts   // nil without rules
	decided *decided // nil without rules
	ages    ages
}

// table is the records of files with the same columns.
type table struct {
	file    string // of the side; "" of the leads
	side    bool
	mapped  bool // by a map, which says what is of interest
	columns []*column
	byName  map[string]*column
	unseen  map[string]bool // columns beyond the limit
	rows    int
	broken  int              // records that are no rows
	left    int              // rows that could not be read
	reasons map[string]tally // of records that are no rows
}

// New makes a profile for a rule set, or, with a nil engine, of the data alone.
func New(engine *qualify.Engine, o Options) *Profile {
	if o.MaxKeys <= 0 {
		o.MaxKeys = 1 << 17
	}
	if o.MaxColumns <= 0 {
		o.MaxColumns = 2000
	}
	p := &Profile{options: o, engine: engine, keys: newKeys(o.MaxKeys)}
	p.tables = []*table{newTable("")}
	if engine != nil {
		p.rules = newComparisons(engine)
		p.facts = newFacts(p.rules)
		p.decided = newDecided(engine)
	}
	p.ages.init(engine)
	return p
}

func newTable(file string) *table {
	return &table{file: file, byName: map[string]*column{}, reasons: map[string]tally{}}
}

// Watch gives the leads of a file, and looks at its records as they are read; the
// name is for places. A side is what is joined with the leads, as what they did: its
// columns are told apart, and records of one id are nothing to be told. The reader
// should be made with AnyColumns, unless it has a map. Then
//
//	p.Read(ctx, name, p.Watch(name, r, false))
//
// reads a file, and for a file with a side Read takes the [leadfile.Join] of what
// Watch gave of both.
func (p *Profile) Watch(name string, r *leadfile.Reader, side bool) leadfile.LeadSource {
	w := &watched{p: p, r: r, table: p.tables[0]}
	if side {
		w.table = newTable(name)
		w.table.side = true
		p.tables = append(p.tables, w.table)
	}
	w.at.file = p.file(name)
	return w
}

// file is the number of a file; those beyond 65,535 count as one.
func (p *Profile) file(name string) uint16 {
	if i := slices.Index(p.files, name); i >= 0 {
		return uint16(i)
	}
	if len(p.files) < math.MaxUint16 {
		p.files = append(p.files, name)
	}
	return uint16(len(p.files) - 1)
}

// watched is a file whose records are looked at.
type watched struct {
	p       *Profile
	r       *leadfile.Reader
	table   *table
	at      place
	inOrder []*column // of a table
}

// Next reads the next lead.
func (w *watched) Next(lead *qualify.Lead) (line int, err error) {
	line, err = w.r.Next(lead)
	bad := (*leadfile.RowError)(nil)
	if err != nil && !errors.As(err, &bad) {
		return line, err
	}
	w.at.line = int32(min(line, math.MaxInt32))
	w.row()
	if bad != nil {
		w.table.left++
		w.table.badRow(bad, w.at)
	}
	return line, err
}

// Read reads all leads and adds them to the profile; the name is that of their
// file. Rows that cannot be read are counted. The error is the source's, or
// the context's, of which it returns soon after the end; what was read
// until then stays in the profile.
func (p *Profile) Read(ctx context.Context, name string, leads leadfile.LeadSource) error {
	at := place{file: p.file(name)}
	lead := &qualify.Lead{}
	for n := 0; ; n++ {
		if n%256 == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		line, err := leads.Next(lead)
		if err == io.EOF {
			return nil
		}
		if bad := (*leadfile.RowError)(nil); errors.As(err, &bad) {
			continue
		}
		if err != nil {
			return err
		}
		at.line = int32(min(line, math.MaxInt32))
		p.lead(lead, at)
	}
}

// badRow counts a record that is no row; what is wrong with its values, the
// columns tell.
func (t *table) badRow(bad *leadfile.RowError, at place) {
	for _, problem := range bad.Problems {
		if problem.From != "" {
			continue
		}
		reason, _, _ := strings.Cut(problem.Reason, ", have ")
		if i := strings.Index(reason, " at byte "); i > 0 {
			reason = reason[:i]
		}
		if have, ok := t.reasons[reason]; ok || len(t.reasons) < 20 {
			have.add(at, nil)
			t.reasons[reason] = have
		}
	}
}

// row looks at the values of a record.
func (w *watched) row() {
	t, p := w.table, w.p
	p.keys.begin()
	t.rows++
	values := false
	for cell := range w.r.RecordValues() {
		values = true
		var c *column
		if cell.Index >= 0 && cell.Index < len(w.inOrder) {
			c = w.inOrder[cell.Index]
		} else {
			c = p.column(t, &cell)
			if cell.Index >= 0 {
				w.inOrder = append(w.inOrder, c)
			}
		}
		if c == nil {
			continue
		}
		h := c.add(&cell, t.rows, w.at, p.options.AsOf)
		if !t.side {
			p.keys.cell(c, cell.Text, h)
		}
	}
	switch {
	case !values: // no row, as its error says
		t.rows--
		t.broken++
	case !t.side:
		p.keys.end(w.at)
	}
}

// column finds or makes the column of a cell; nil beyond the limit.
func (p *Profile) column(t *table, cell *leadfile.RecordValue) *column {
	if c := t.byName[cell.Column]; c != nil {
		if len(c.fields) == 0 && len(cell.Fields) > 0 {
			c.fields = cell.Fields
			c.id, c.named = c.isID(), c.isName()
		}
		return c
	}
	if len(t.columns) >= p.options.MaxColumns {
		if t.unseen == nil {
			t.unseen = map[string]bool{}
		}
		if len(t.unseen) < p.options.MaxColumns {
			t.unseen[strings.Clone(cell.Column)] = true
		}
		return nil
	}
	c := &column{name: strings.Clone(cell.Column), file: t.file, index: len(t.columns), fields: cell.Fields, lastRow: -1, distinct: distinct.Counter{Most: 2048}}
	c.role = roleOf(c.name, c.fields)
	c.id, c.named = c.isID(), c.isName()
	for _, f := range c.fields { // without a map they have the name of the column
		t.mapped = t.mapped || strings.ReplaceAll(factOf(f), "[]", "") != strings.ReplaceAll(c.name, "[]", "")
	}
	t.byName[c.name] = c
	t.columns = append(t.columns, c)
	if !t.side {
		p.keys.column(c)
	}
	return c
}

// lead looks at what became of a record.
func (p *Profile) lead(lead *qualify.Lead, at place) {
	p.ages.add(lead, p.options.AsOf, at)
	if p.engine == nil {
		return
	}
	p.facts.add(lead, at)
	if !p.options.AsOf.IsZero() {
		p.decided.add(lead, p.options.AsOf, at)
	}
}
