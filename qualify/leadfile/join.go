package leadfile

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/leadqual/leadqual/internal/extsort"
	"github.com/leadqual/leadqual/qualify"
)

// A LeadSource gives one lead after the other, as [Reader.Next] does: a Reader, or a
// Joined of several files.
type LeadSource interface {
	Next(lead *qualify.Lead) (line int, err error)
}

// A SideFile is a file whose records say more about the leads of another.
type SideFile struct {
	// Name is the file's, for messages.
	Name string
	// Leads are its records. Each says something about the leads that have its key:
	// what they did, or facts.
	Leads LeadSource
}

// JoinOptions say how files are joined.
type JoinOptions struct {
	// Key is the path of the field, a text or a number, that says which records
	// belong together. "" is id: the records of a side are parts of the lead with
	// that id. With another one, such as company.domain, they are parts of every
	// lead that has it, and their ids say nothing.
	Key string
	// Merge makes one lead of records of the main file with the same key, in the
	// place of the first. Without it each stays a lead of its own, and all of them
	// have what the sides say.
	Merge bool
	// Policy says which record counts where several say different things.
	Policy qualify.MergePolicy
	// Memory is how many bytes of records are held in memory, about; what is more
	// is on disk. 0 is the default, 64 MiB. It changes no result.
	Memory int64
	// Dir is the folder of temporary files; "" is os.TempDir. They hold what the
	// files say about people, and take about as much room as the files.
	Dir string

	create func() (extsort.File, error) // makes a temporary file, in tests
}

const (
	defaultJoinMemory = 64 << 20
	// mostJoined bounds the records of one lead, which is held in memory. More are
	// not what somebody did, but the id of something else.
	mostJoined = 1_000_000
	// mostPairs bounds the records of a key times its leads, where there are several:
	// each has a part for each.
	mostPairs = 10_000_000
	idPath    = "id"
)

// Joined gives the leads of a main file, each with what other files say about it.
// It belongs to one goroutine at a time.
type Joined struct {
	ctx     context.Context
	main    LeadSource
	sides   []SideFile
	options JoinOptions
	report  JoinReport
	reading int   // of the sides, then the main file
	mainErr error // behind its last lead
	err     error // the final one, once there is one
	steps   int

	records *extsort.Sorter // of the sides, by key
	keys    *extsort.Sorter // of the main file
	leads   *extsort.Spool  // of the main file, in its order
	parts   *extsort.Sorter // what the sides say, by the place of the lead
	samples [][]KeyLine     // keys of each side
	scratch qualify.Lead
	key     []byte
	payload []byte
	count   uint64 // of leads of the main file

	taker *taker // once all is read
}

// Join joins files by a key. The sides are read first, whole, then the main file;
// neither needs to be in any order. What does not fit into Memory is in temporary
// files, which nobody else may read and which are gone when Next has returned a
// final error, at Close, and on most systems with the process, however it ends.
//
// The leads of the main file come out in its order, whatever stands in the sides: a
// record of a side never makes a lead of its own. What has no lead is in the Report.
// Keys are compared exactly, but for blanks around them. Where none of a side's
// records belongs to a lead, and a key of its first 1,000 is nearly that of one - 123.0
// beside 123, other case, the 15 and the 18 characters of one id, www. in front of a
// domain - that is an error.
//
// The records of one side about a lead are what that file says of it: the
// activities of its records add up, two that are the same being two. Between files,
// and of records of the main file that are merged, activities and facts are made one
// by [qualify.Merge]: give activities ids where two files have the same ones. Where
// records differ that nothing ranks, Issues tells. A lead of which the sides only
// know activities keeps its facts as they are.
//
// A lead has at most 1,000,000 records of the sides, and the leads of one key at most
// 10,000,000 together; more are an error, as they come of a column that holds
// something else. Beside Memory, a Joined holds 24 bytes for each lead of one key.
//
// The Reader of a side, and the main one, are the caller's, and so is the context,
// which Next obeys. A Joined may be the main file of another, joined by another key.
func Join(ctx context.Context, main LeadSource, sides []SideFile, o JoinOptions) (*Joined, error) {
	if o.Key == "" {
		o.Key = idPath
	}
	field, ok := findField(o.Key, nil)
	if !ok {
		return nil, errors.New(noField(o.Key, nil))
	}
	if field.kind != textKind && field.kind != numberKind && field.kind != noKind {
		return nil, fmt.Errorf("%s is a %s: files are joined by a text, such as id or company.domain", o.Key, field.kind)
	}
	if o.Memory <= 0 {
		o.Memory = defaultJoinMemory
	}
	j := &Joined{ctx: ctx, main: main, sides: sides, options: o, samples: make([][]KeyLine, len(sides))}
	share := func(parts int64) extsort.Options {
		return extsort.Options{Memory: int(max(o.Memory/parts, 1)), Dir: o.Dir, Create: o.create}
	}
	j.records = extsort.NewSorter(share(2))
	j.keys = extsort.NewSorter(share(8))
	j.leads = extsort.NewSpool(share(8))
	j.parts = extsort.NewSorter(share(4))
	for _, s := range sides {
		j.report.Sides = append(j.report.Sides, SideReport{Name: s.Name})
	}
	return j, nil
}

// Next returns the next lead and the line of its record in the main file, as
// [Reader.Next] does. Records that are no lead come before all leads, as *RowError:
// first those of the sides, whose File is the side's Name, then those of the main
// file. Errors of a side and of the join are final at once, and one of the main
// file is behind the leads before it.
func (j *Joined) Next(lead *qualify.Lead) (line int, err error) {
	if j.err != nil {
		return 0, j.err
	}
	line, err = j.next(lead)
	if row := (*RowError)(nil); err != nil && !errors.As(err, &row) {
		j.err = err
		_ = j.release() // the error at hand says more
	}
	return line, err
}

func (j *Joined) next(lead *qualify.Lead) (line int, err error) {
	for j.reading < len(j.sides) {
		if line, err := j.readSide(j.reading); err != io.EOF {
			return line, err
		}
		j.reading++
	}
	for j.reading == len(j.sides) {
		if line, err := j.readMain(); err != io.EOF {
			return line, err
		}
		j.reading++
	}
	if j.taker == nil {
		if err := j.match(); err != nil {
			return 0, err
		}
		if j.taker, err = newTaker(j); err != nil {
			return 0, err
		}
	}
	return j.taker.next(lead)
}

// alive looks at the context, now and then.
func (j *Joined) alive() error {
	if j.steps++; j.steps%1024 == 0 {
		return j.ctx.Err()
	}
	return nil
}

// readSide reads a side up to a bad row or to its end.
func (j *Joined) readSide(i int) (line int, err error) {
	report := &j.report.Sides[i]
	for {
		if err := j.alive(); err != nil {
			return 0, err
		}
		line, err := j.sides[i].Leads.Next(&j.scratch)
		if row := (*RowError)(nil); errors.As(err, &row) {
			if row.File == "" {
				row = &RowError{File: j.sides[i].Name, Line: row.Line, Problems: row.Problems}
			}
			return line, row
		} else if err == io.EOF {
			return line, err
		} else if err != nil {
			return line, fmt.Errorf("%s: %w", j.sides[i].Name, err)
		}
		report.Records++
		key := j.keyOf(&j.scratch)
		if key == "" {
			report.NoKey.add(KeyLine{Line: line}, report.NoKey.Records == 0)
			continue
		}
		if len(j.samples[i]) < mostSamples {
			j.samples[i] = append(j.samples[i], KeyLine{line, key})
		}
		j.scratch.ID = ""
		if j.options.Key != idPath {
			_ = j.scratch.Set(j.options.Key, nil) // which it said
		}
		j.payload = binary.AppendUvarint(j.payload[:0], uint64(partOfSide+i))
		j.payload = binary.AppendUvarint(j.payload, uint64(line))
		flag := len(j.payload)
		j.payload = append(j.payload, 0)
		var facts bool
		if j.payload, facts = appendLead(j.payload, &j.scratch); facts {
			j.payload[flag] = 1
		}
		if err := j.records.Add(j.sortKey(key), j.payload); err != nil {
			return 0, j.onDisk(err)
		}
	}
}

// readMain reads the main file up to a bad row or to its end.
func (j *Joined) readMain() (line int, err error) {
	for {
		if err := j.alive(); err != nil {
			return 0, err
		}
		line, err := j.main.Next(&j.scratch)
		if row := (*RowError)(nil); errors.As(err, &row) {
			return line, err
		} else if err != nil {
			j.mainErr = err
			return line, io.EOF
		}
		j.payload = binary.AppendUvarint(j.payload[:0], uint64(line))
		j.payload, _ = appendLead(j.payload, &j.scratch)
		if inner, ok := j.main.(*Joined); ok {
			j.payload = appendMerged(j.payload, inner.Issues(), inner.Aliases())
		}
		at, err := j.leads.Add(j.payload)
		if err != nil {
			return 0, j.onDisk(err)
		}
		if key := j.keyOf(&j.scratch); key != "" {
			j.payload = binary.AppendUvarint(j.payload[:0], j.count)
			j.payload = binary.AppendUvarint(j.payload, uint64(line))
			j.payload = binary.AppendUvarint(j.payload, uint64(at))
			if err := j.keys.Add(j.sortKey(key), j.payload); err != nil {
				return 0, j.onDisk(err)
			}
		}
		j.count++
	}
}

// keyOf is the key of a record, "" where it has none.
func (j *Joined) keyOf(l *qualify.Lead) string {
	if j.options.Key == idPath {
		return strings.TrimSpace(l.ID)
	}
	switch v, _ := l.Get(j.options.Key); v := v.(type) {
	case string:
		return strings.TrimSpace(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return ""
}

// sortKey is a key behind its hash, which spreads keys that begin alike, as ids do.
func (j *Joined) sortKey(key string) []byte {
	hash := uint64(14695981039346656037) // FNV-1a
	for i := range len(key) {
		hash = (hash ^ uint64(key[i])) * 1099511628211
	}
	hash ^= hash >> 32 // so that the first bits depend on the last letters
	hash *= 0x9E3779B97F4A7C15
	j.key = binary.BigEndian.AppendUint64(j.key[:0], hash)
	j.key = append(j.key, key...)
	return j.key
}

// keyIn is the key within a sortKey.
func keyIn(sortKey []byte) string { return string(sortKey[8:]) }

func (j *Joined) onDisk(err error) error {
	return fmt.Errorf("joining files in temporary ones: %w", err)
}

// Report says what was joined, once Next has returned a lead or io.EOF.
func (j *Joined) Report() JoinReport { return j.report }

// Issues are those of [qualify.Merge] about the last lead that Next returned, also
// those of a join that is the main file; nil where it was not merged, or nothing was
// in doubt.
func (j *Joined) Issues() []qualify.Issue {
	if j.taker == nil {
		return nil
	}
	return j.taker.issues
}

// Aliases are the other ids of the records that the last lead was made of, sorted:
// there are some where records of different ids are merged by another Key.
func (j *Joined) Aliases() []string {
	if j.taker == nil {
		return nil
	}
	return j.taker.aliases
}

// Close removes what is on disk. It may be called at any time, and again; Next then
// returns an error.
func (j *Joined) Close() error {
	if j.err == nil {
		j.err = errors.New("the join is closed")
	}
	return j.release()
}

func (j *Joined) release() error {
	return errors.Join(j.records.Close(), j.keys.Close(), j.parts.Close(), j.leads.Close())
}

// peeked is a sorted list whose first record is looked at before it is taken.
type peeked struct {
	it           *extsort.Iterator
	key, payload []byte // of the first; the key is nil where there is none
}

func peek(ctx context.Context, s *extsort.Sorter) (*peeked, error) {
	it, err := s.Sort(ctx)
	if err != nil {
		return nil, err
	}
	p := &peeked{it: it}
	return p, p.advance()
}

func (p *peeked) advance() (err error) {
	if p.key, p.payload, err = p.it.Next(); err == io.EOF {
		p.key, p.payload, err = nil, nil, nil
	}
	return err
}

// before tells whether the first record stands before a key.
func (p *peeked) before(key []byte) bool { return p.key != nil && bytes.Compare(p.key, key) < 0 }

// uvarint takes a number off a payload.
func uvarint(b *[]byte) uint64 {
	v, n := binary.Uvarint(*b)
	*b = (*b)[n:]
	return v
}
