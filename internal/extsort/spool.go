package extsort

import (
	"encoding/binary"
	"io"
)

// A Spool keeps records in the order in which they were added. It belongs to one
// goroutine at a time.
type Spool struct {
	options Options
	memory  []byte
	file    *buffered // nil while everything is in memory
	size    int64
	scratch []byte
}

// NewSpool makes a Spool without records.
func NewSpool(o Options) *Spool { return &Spool{options: o} }

// Add takes a record, which it copies, and tells where At finds it.
func (s *Spool) Add(record []byte) (at int64, err error) {
	at = s.size
	s.scratch = binary.AppendUvarint(s.scratch[:0], uint64(len(record)))
	s.scratch = append(s.scratch, record...)
	s.size += int64(len(s.scratch))
	if s.file == nil && len(s.memory)+len(s.scratch) <= s.options.memory() {
		s.memory = append(s.memory, s.scratch...)
		return at, nil
	}
	if s.file == nil {
		if s.file, err = newBuffered(s.options); err != nil {
			return 0, err
		}
		if _, err := s.file.Write(s.memory); err != nil {
			return 0, err
		}
		s.memory = nil
	}
	_, err = s.file.Write(s.scratch)
	return at, err
}

// Each goes over all records, from the first. Nothing may be added any more.
func (s *Spool) Each() (*SpoolReader, error) {
	if s.file == nil {
		return &SpoolReader{cursor{buf: s.memory}}, nil
	}
	if err := s.file.flush(); err != nil {
		return nil, err
	}
	size := min(max(s.options.memory(), smallestBuffer), 256<<10)
	return &SpoolReader{cursor{file: s.file.file, end: s.size, buf: make([]byte, 0, size)}}, nil
}

// At is the record that Add put there, valid until the next call. Each was called
// before.
func (s *Spool) At(at int64) ([]byte, error) {
	if s.file == nil {
		n, from := binary.Uvarint(s.memory[at:])
		return s.memory[at+int64(from):][:n], nil
	}
	if cap(s.scratch) < 512 {
		s.scratch = make([]byte, 0, 512)
	}
	r := SpoolReader{cursor{file: s.file.file, at: at, end: s.size, buf: s.scratch[:0]}}
	record, err := r.Next()
	s.scratch = r.buf
	return record, err
}

// Close gives memory and disk back. It may be called at any time, and again.
func (s *Spool) Close() error {
	s.memory = nil
	if s.file == nil {
		return nil
	}
	f := s.file
	s.file = nil
	return f.Close()
}

// A SpoolReader goes over the records of a Spool.
type SpoolReader struct{ cursor }

// Next is the next record, valid until the next call. The error behind the last is
// io.EOF.
func (r *SpoolReader) Next() ([]byte, error) {
	for {
		rest := r.buf[r.start:]
		n, from := binary.Uvarint(rest)
		size := from + int(n)
		switch {
		case from > 0 && size <= len(rest):
			r.start += size
			return rest[from:size:size], nil
		case r.at == r.end && len(rest) > 0:
			return nil, io.ErrUnexpectedEOF
		case r.at == r.end:
			return nil, io.EOF
		case from > 0 && size > cap(r.buf):
			r.buf = append(make([]byte, 0, size), rest...)
			r.start = 0
		}
		if err := r.fill(); err != nil {
			return nil, err
		}
	}
}
