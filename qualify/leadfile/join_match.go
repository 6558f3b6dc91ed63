package leadfile

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// JoinReport says what became of the records that were joined.
type JoinReport struct {
	// Sides has one for each side.
	Sides []SideReport
	// Repeated are leads of the main file whose key one before them has.
	Repeated KeyCount
}

// SideReport says what became of the records of a side.
type SideReport struct {
	// Name is the side's.
	Name string
	// Records is how many there were, without bad rows.
	Records int
	// Leads is how many leads they say something about.
	Leads int
	// NoKey are the records without a key, and Unmatched those whose key no lead of
	// the main file has. Nothing came of either.
	NoKey, Unmatched KeyCount
}

// KeyCount counts records by their keys.
type KeyCount struct {
	// Records and different Keys.
	Records, Keys int
	// First are the first three of different keys, by their lines.
	First []KeyLine
}

// KeyLine is a key and where it stands.
type KeyLine struct {
	Line int
	Key  string
}

// add counts a record. The lines of one key come in order.
func (c *KeyCount) add(at KeyLine, newKey bool) {
	c.Records++
	if !newKey {
		return
	}
	c.Keys++
	if len(c.First) == firstShown && at.Line > c.First[firstShown-1].Line {
		return
	}
	c.First = append(c.First, at)
	slices.SortFunc(c.First, func(a, b KeyLine) int { return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Key, b.Key)) })
	c.First = c.First[:min(len(c.First), firstShown)]
}

// What parts say of a lead begins with one of these numbers.
const (
	partOfAnother = 0 // the lead is a part of one before it
	partRepeated  = 1 // a lead of the main file is a part: where it is in the spool
	partOfSide    = 2 // and the number of the side: its record
)

// chunk is how many bytes of parts of one lead are sorted as one record.
const chunk = 32 << 10

// holder is a lead that has a key.
type holder struct {
	place, line, at uint64
}

// matching goes over leads and the records of sides by key.
type matching struct {
	j       *Joined
	last    []string // unmatched key of each side
	buf     []byte
	matched int // records of the key at hand
	seen    []int
}

// match finds the lead of each record of the sides.
func (j *Joined) match() error {
	m := &matching{j: j, last: make([]string, len(j.sides)), seen: make([]int, len(j.sides))}
	leads, err := peek(j.ctx, j.keys)
	if err != nil {
		return j.onDisk(err)
	}
	records, err := peek(j.ctx, j.records)
	if err != nil {
		return j.onDisk(err)
	}
	var key []byte
	var holders []holder
	for leads.key != nil {
		key, holders = append(key[:0], leads.key...), holders[:0]
		for leads.key != nil && bytes.Equal(leads.key, key) {
			p := leads.payload
			holders = append(holders, holder{uvarint(&p), uvarint(&p), uvarint(&p)})
			if err := leads.advance(); err != nil {
				return j.onDisk(err)
			}
		}
		for records.before(key) {
			if err := m.unmatched(records); err != nil {
				return err
			}
		}
		if holders, err = m.repeated(holders, keyIn(key)); err != nil {
			return err
		}
		if err := m.group(records, key, holders); err != nil {
			return err
		}
	}
	for records.key != nil {
		if err := m.unmatched(records); err != nil {
			return err
		}
	}
	if err := j.nearMisses(); err != nil {
		return err
	}
	return errors.Join(j.records.Close(), j.keys.Close()) // their room is of use now
}

// unmatched counts a record without a lead.
func (m *matching) unmatched(records *peeked) error {
	if err := m.j.alive(); err != nil {
		return err
	}
	p := records.payload
	side, line, key := uvarint(&p)-partOfSide, uvarint(&p), keyIn(records.key)
	m.j.report.Sides[side].Unmatched.add(KeyLine{int(line), key}, key != m.last[side])
	m.last[side] = key
	return m.j.disk(records.advance())
}

// repeated counts leads of one key, and merges them where that is wanted: then the
// first is left, and the others are parts of it.
func (m *matching) repeated(holders []holder, key string) ([]holder, error) {
	first := holders[0]
	for i, h := range holders[1:] {
		m.j.report.Repeated.add(KeyLine{int(h.line), key}, i == 0)
		if !m.j.options.Merge {
			continue
		}
		m.buf = binary.AppendUvarint(m.buf[:0], partRepeated)
		m.buf = binary.AppendUvarint(m.buf, h.at)
		if err := m.add(first, m.buf); err != nil {
			return nil, err
		}
		if err := m.add(h, []byte{partOfAnother}); err != nil {
			return nil, err
		}
	}
	if m.j.options.Merge {
		holders = holders[:1]
	}
	return holders, nil
}

// add adds a part, behind its length, to what is said of a lead.
func (m *matching) add(h holder, part []byte) error {
	return m.flush(h, append(binary.AppendUvarint(nil, uint64(len(part))), part...))
}

// flush adds parts, each behind its length.
func (m *matching) flush(h holder, parts []byte) error {
	var place [8]byte
	binary.BigEndian.PutUint64(place[:], h.place)
	return m.j.disk(m.j.parts.Add(place[:], parts))
}

// group hands the records of a key to its leads.
func (m *matching) group(records *peeked, key []byte, holders []holder) error {
	clear(m.seen)
	m.matched, m.buf = 0, m.buf[:0]
	for records.key != nil && bytes.Equal(records.key, key) {
		if err := m.j.alive(); err != nil {
			return err
		}
		p := records.payload
		side := uvarint(&p) - partOfSide
		m.seen[side]++
		if m.matched++; m.matched > mostJoined {
			return fmt.Errorf("%s: more than %d records with the %s %s: does the column have something else?", m.j.sides[side].Name, mostJoined, m.j.options.Key, shown(keyIn(key)))
		}
		if len(holders) > 1 && m.matched*len(holders) > mostPairs {
			return fmt.Errorf("%s: more than %d records about each of the %d leads with the %s %s: is that what the files are to be joined by?", m.j.sides[side].Name, m.matched-1, len(holders), m.j.options.Key, shown(keyIn(key)))
		}
		m.buf = binary.AppendUvarint(m.buf, uint64(len(records.payload)))
		m.buf = append(m.buf, records.payload...)
		if len(m.buf) >= chunk {
			if err := m.flushAll(holders); err != nil {
				return err
			}
		}
		if err := records.advance(); err != nil {
			return m.j.onDisk(err)
		}
	}
	for side, n := range m.seen {
		if n > 0 {
			m.j.report.Sides[side].Leads += len(holders)
		}
	}
	return m.flushAll(holders)
}

func (m *matching) flushAll(holders []holder) error {
	if len(m.buf) == 0 {
		return nil
	}
	for _, h := range holders {
		if err := m.flush(h, m.buf); err != nil {
			return err
		}
	}
	m.buf = m.buf[:0]
	return nil
}

func (j *Joined) disk(err error) error {
	if err != nil {
		return j.onDisk(err)
	}
	return nil
}

// mostSamples is how many keys of a side are compared with those of leads where none
// is the same.
const mostSamples = 1000

// alikes are the ways in which two writings of one key differ in practice: what is
// the same of both, "" for nothing.
var alikes = []struct {
	what string
	of   func(string) string
}{
	{"one is written as a number with decimals or zeros", plainNumber},
	{"one has 15 and the other 18 characters, as Salesforce writes one id in two ways", firstFifteen},
	{"the case of letters differs", strings.ToLower},
	{"one is an address of pages, with https:// or www. in front", bareDomain},
	{"signs and blanks in it differ", lettersAndDigits},
}

// bareDomain is the domain of an address of pages.
func bareDomain(key string) string {
	key = strings.ToLower(key)
	if _, behind, ok := strings.Cut(key, "://"); ok {
		key = behind
	}
	key, _, _ = strings.Cut(strings.TrimPrefix(key, "www."), "/")
	if !strings.Contains(key, ".") {
		return ""
	}
	return key
}

// plainNumber is a number without zeros that say nothing.
func plainNumber(key string) string {
	for i := range len(key) {
		if (key[i] < '0' || key[i] > '9') && key[i] != '.' {
			return ""
		}
	}
	whole, decimals, _ := strings.Cut(key, ".")
	if strings.Trim(decimals, "0") != "" || whole == "" {
		return ""
	}
	return "0" + strings.TrimLeft(whole, "0")
}

func firstFifteen(key string) string {
	if len(key) != 15 && len(key) != 18 || lettersAndDigits(key) != strings.ToLower(key) {
		return ""
	}
	return key[:15]
}

func lettersAndDigits(key string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 0x80 {
			return r
		}
		return -1
	}, strings.ToLower(key))
}

// nearMiss is a pair of keys that are one, written in two ways.
type nearMiss struct {
	alike, sample int
	line          uint64 // of the lead
	key           string
}

func (n nearMiss) compare(o nearMiss) int {
	return cmp.Or(cmp.Compare(n.alike, o.alike), cmp.Compare(n.sample, o.sample), cmp.Compare(n.line, o.line))
}

// nearMisses is an error where a side has no record of any lead, and keys that differ
// from those of leads in their writing only.
func (j *Joined) nearMisses() error {
	for i, r := range j.report.Sides {
		if r.Leads > 0 || len(j.samples[i]) == 0 {
			continue
		}
		near, err := j.nearest(j.samples[i])
		if err != nil {
			return err
		}
		if near == nil {
			continue
		}
		of := j.samples[i][near.sample]
		return fmt.Errorf("%s: none of its %s belongs to a lead: the %s %s in line %d is no lead's, and line %d of the leads has %s; %s. Write it alike in both files",
			r.Name, manyOf(r.Records, "record"), j.options.Key, shown(of.Key), of.Line, near.line, shown(near.key), alikes[near.alike].what)
	}
	return nil
}

func manyOf(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

// nearest finds the key of a lead that is most like one of the samples.
func (j *Joined) nearest(samples []KeyLine) (best *nearMiss, err error) {
	known := make([]map[string]int, len(alikes))
	for i, a := range alikes {
		known[i] = map[string]int{}
		for n, s := range samples {
			if as := a.of(s.Key); as != "" {
				if _, before := known[i][as]; !before {
					known[i][as] = n
				}
			}
		}
	}
	leads, err := peek(j.ctx, j.keys)
	for ; err == nil && leads.key != nil; err = leads.advance() {
		if err := j.alive(); err != nil {
			return nil, err
		}
		key, p := keyIn(leads.key), leads.payload
		_ = uvarint(&p)
		line := uvarint(&p)
		for i, a := range alikes {
			as := a.of(key)
			n, found := known[i][as]
			if one := (nearMiss{i, n, line, key}); as != "" && found && (best == nil || one.compare(*best) < 0) {
				best = &one
			}
		}
	}
	return best, j.disk(err)
}
