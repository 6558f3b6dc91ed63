// Package extsort sorts more records than fit into memory: a [Sorter] sorts what
// fits, writes that to a temporary file as a run, and merges the runs. A [Spool]
// keeps records in the order in which they came, on disk where they do not fit.
//
// Records are personal data here. Temporary files belong to their user alone
// (mode 0600). Where the system allows it a file has no name from the moment it is
// open, so that it is gone with the process, however that ends; elsewhere Close
// removes it.
package extsort

import (
	"cmp"
	"context"
	"encoding/binary"
	"slices"
)

// Options say how much memory is used, and where files are.
type Options struct {
	// Memory is how many bytes of records are held, about; 0 is the default, 32
	// MiB. However little it is, one record is held, and a merge has four buffers of
	// 4 KiB.
	Memory int
	// Dir is the folder of temporary files; "" is os.TempDir.
	Dir string
	// Create makes a temporary file, for tests; nil is Temporary in Dir.
	Create func() (File, error)
}

const (
	defaultMemory = 32 << 20
	greatestArena = 1 << 30 // so that offsets fit into 32 bits
)

func (o Options) memory() int {
	if o.Memory <= 0 {
		return defaultMemory
	}
	return min(o.Memory, greatestArena)
}

func (o Options) create() (File, error) {
	if o.Create != nil {
		return o.Create()
	}
	return Temporary(o.Dir)
}

// A Sorter sorts records by their keys, bytewise; those with the same key stay in
// the order in which they were added. It belongs to one goroutine at a time.
type Sorter struct {
	options Options
	arena   []byte // records, as a run has them
	refs    []ref
	runs    *runs // nil while everything is in memory
	sorted  bool
}

// ref is where a record stands in the arena.
type ref struct {
	prefix uint64 // the first bytes of its key, which decide most comparisons
	at     uint32
}

const sizeOfRef = 16

// NewSorter makes a Sorter without records.
func NewSorter(o Options) *Sorter { return &Sorter{options: o} }

// Add takes a record, which it copies.
func (s *Sorter) Add(key, payload []byte) error {
	if s.sorted {
		panic("extsort: Add after Sort")
	}
	size := len(key) + len(payload) + 2*binary.MaxVarintLen32
	if len(s.refs) > 0 && len(s.arena)+size+sizeOfRef*(len(s.refs)+1) > s.options.memory() {
		if err := s.spill(); err != nil {
			return err
		}
	}
	s.grow(size)
	at := len(s.arena)
	s.arena = appendRecord(s.arena, key, payload)
	s.refs = append(s.refs, ref{prefixOf(key), uint32(at)})
	return nil
}

// grow makes room: doubling costs time in which both arenas are held, so that
// there is little of it before the arena has the size that it is to have.
func (s *Sorter) grow(n int) {
	want := len(s.arena) + n
	if want <= cap(s.arena) {
		return
	}
	size := max(2*cap(s.arena), 4096, want)
	if most := s.options.memory(); size > most/8 && want <= most {
		size = most
	}
	s.arena = append(make([]byte, 0, size), s.arena...)
}

func appendRecord(b, key, payload []byte) []byte {
	b = binary.AppendUvarint(b, uint64(len(key)))
	b = binary.AppendUvarint(b, uint64(len(payload)))
	b = append(b, key...)
	return append(b, payload...)
}

// cut takes the first record off, whose bytes are all there.
func cut(b []byte) (key, payload []byte, size int) {
	k, n := binary.Uvarint(b)
	p, m := binary.Uvarint(b[n:])
	from := n + m
	to := from + int(k)
	return b[from:to:to], b[to : to+int(p) : to+int(p)], to + int(p)
}

func prefixOf(key []byte) uint64 {
	if len(key) >= 8 {
		return binary.BigEndian.Uint64(key)
	}
	var b [8]byte
	copy(b[:], key)
	return binary.BigEndian.Uint64(b[:])
}

// order puts the records in memory in order.
func (s *Sorter) order() {
	slices.SortFunc(s.refs, func(a, b ref) int {
		if a.prefix != b.prefix {
			return cmp.Compare(a.prefix, b.prefix)
		}
		x, _, _ := cut(s.arena[a.at:])
		y, _, _ := cut(s.arena[b.at:])
		return cmp.Or(slices.Compare(x, y), cmp.Compare(a.at, b.at))
	})
}

// spill writes what is in memory as a run.
func (s *Sorter) spill() (err error) {
	if s.runs == nil {
		if s.runs, err = newRuns(s.options); err != nil {
			return err
		}
	}
	s.order()
	for _, r := range s.refs {
		_, _, size := cut(s.arena[r.at:])
		if err := s.runs.write(s.arena[r.at : int(r.at)+size]); err != nil {
			return err
		}
	}
	s.arena, s.refs = s.arena[:0], s.refs[:0]
	return s.runs.end()
}

// Sort ends the adding and goes over the records in order, from the first. It may
// be called again for another pass, once the one before is no longer used.
func (s *Sorter) Sort(ctx context.Context) (*Iterator, error) {
	if s.runs == nil {
		if !s.sorted {
			s.order()
			s.sorted = true
		}
		return &Iterator{memory: s}, nil
	}
	if !s.sorted {
		if err := s.spill(); err != nil {
			return nil, err
		}
		s.arena, s.refs, s.sorted = nil, nil, true
		if err := s.runs.reduce(ctx); err != nil {
			return nil, err
		}
	}
	m, err := s.runs.merge(s.runs.list)
	if err != nil {
		return nil, err
	}
	return &Iterator{merge: m}, nil
}

// Close gives memory and disk back. It may be called at any time, and again.
func (s *Sorter) Close() error {
	s.arena, s.refs, s.sorted = nil, nil, true
	if s.runs == nil {
		return nil
	}
	r := s.runs
	s.runs = nil
	return r.file.Close()
}

// An Iterator goes over sorted records.
type Iterator struct {
	memory *Sorter
	next   int
	merge  *merge
}

// Next is the next record, valid until the next call. The error behind the last is
// io.EOF.
func (it *Iterator) Next() (key, payload []byte, err error) {
	if it.merge != nil {
		return it.merge.next()
	}
	if it.next >= len(it.memory.refs) {
		return nil, nil, errEnd
	}
	key, payload, _ = cut(it.memory.arena[it.memory.refs[it.next].at:])
	it.next++
	return key, payload, nil
}
