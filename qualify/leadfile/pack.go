package leadfile

import (
	"archive/zip"
	"bytes"
	"cmp"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
)

// Limits of packed files. Leads are read as they are unpacked, so a file that
// swells costs time and not memory; these keep it from costing days.
const (
	defaultMaxUnpacked = 64 << 30
	maxRatio           = 250      // unpacked to packed
	freeOfRatio        = 16 << 20 // bytes that may be unpacked at any ratio
	maxEntries         = 1000     // of an archive
)

// archive is what a zip archive has to be read from.
type archive interface {
	io.ReaderAt
	Stat() (fs.FileInfo, error)
}

// unpacked is what is in a file.
type unpacked struct {
	io.Reader        // nil where there are rows
	rows      Rows   // of a workbook
	packed    string // as in Form
	name      string
}

// unpack gives what is in a file, by how it begins.
func unpack(begin []byte, buffered io.Reader, from io.Reader, o *Options) (unpacked, error) {
	none := unpacked{}
	if err := refuseOld(begin); err != nil {
		return none, err
	}
	limit := cmp.Or(o.MaxUnpacked, defaultMaxUnpacked)
	switch {
	case bytes.HasPrefix(begin, []byte("\x1F\x8B")):
		in := &swelling{packed: &counting{from: buffered}, max: limit}
		z, err := gzip.NewReader(in.packed)
		if err != nil {
			return none, err
		}
		in.from = z
		return unpacked{Reader: in, packed: "gzip", name: o.Name}, nil
	case bytes.HasPrefix(begin, []byte("PK\x03\x04")):
		file, ok := from.(archive)
		if !ok {
			return none, errors.New("a zip archive, or a workbook, cannot be read from a stream: give the file, or unpack it")
		}
		return o.unzip(file)
	}
	return unpacked{Reader: buffered, name: o.Name}, nil
}

// unzip gives what is in a zip archive: its one file, or the sheet of a workbook.
func (o *Options) unzip(file archive) (unpacked, error) {
	none := unpacked{}
	info, err := file.Stat()
	if err != nil {
		return none, err
	}
	z, err := zip.NewReader(file, info.Size())
	if err != nil {
		return none, err
	}
	if len(z.File) > maxEntries {
		return none, fmt.Errorf("an archive of more than %d files: unpack it", maxEntries)
	}
	book, err := workbook(z)
	if err != nil {
		return none, err
	}
	if book {
		rows, err := o.openSheet(file, info.Size(), z)
		return unpacked{rows: rows, packed: "zip", name: o.Name}, err
	}
	entry, err := onlyEntry(z)
	if err != nil {
		return none, err
	}
	opened, err := entry.Open()
	if err != nil {
		return none, err
	}
	in := &swelling{from: opened, packed: &counting{n: int64(entry.CompressedSize64)}, max: cmp.Or(o.MaxUnpacked, defaultMaxUnpacked)}
	return unpacked{Reader: in, packed: "zip", name: entry.Name}, nil
}

// onlyEntry is the one file of an archive.
func onlyEntry(z *zip.Reader) (*zip.File, error) {
	var entries []*zip.File
	for _, f := range z.File {
		switch {
		case f.FileInfo().IsDir(), strings.HasPrefix(f.Name, "__MACOSX/"), strings.HasPrefix(path.Base(f.Name), "."):
		default:
			entries = append(entries, f)
		}
	}
	if len(entries) != 1 {
		return nil, fmt.Errorf("an archive of %d files, and leads are read from one: unpack it", len(entries))
	}
	return entries[0], nil
}

// counting counts what is read.
type counting struct {
	from io.Reader
	n    int64
}

// Read implements io.Reader.
func (c *counting) Read(p []byte) (int, error) {
	n, err := c.from.Read(p)
	c.n += int64(n)
	return n, err
}

// swelling refuses what unpacks to more than it should.
type swelling struct {
	from   io.Reader
	packed *counting
	n, max int64
}

// Read implements io.Reader.
func (s *swelling) Read(p []byte) (int, error) {
	n, err := s.from.Read(p)
	s.n += int64(n)
	switch {
	case s.n > s.max:
		return 0, fmt.Errorf("the file unpacks to more than %d bytes", s.max)
	case s.n > freeOfRatio && s.n/maxRatio > s.packed.n:
		return 0, fmt.Errorf("the file unpacks to more than %d times its size: this is no list of leads", maxRatio)
	}
	return n, err
}
