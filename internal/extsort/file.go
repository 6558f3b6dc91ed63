package extsort

import (
	"bufio"
	"os"
)

// A File is a temporary one. Closing it removes it.
type File interface {
	Write(p []byte) (int, error)
	ReadAt(p []byte, at int64) (int, error)
	Close() error
}

// Temporary makes a temporary file in a folder, that of the system for "". It has
// mode 0600, and no name where the system can take that away from an open file.
func Temporary(dir string) (File, error) {
	f, err := os.CreateTemp(dir, "leadqual-*.tmp") // mode 0600
	if err != nil {
		return nil, err
	}
	if os.Remove(f.Name()) == nil {
		return f, nil
	}
	return named{f}, nil
}

// named is a temporary file that has a name as long as it is open.
type named struct{ *os.File }

// Close closes and removes the file.
func (n named) Close() error {
	err := n.File.Close()
	if removed := os.Remove(n.Name()); err == nil {
		err = removed
	}
	return err
}

// buffered is a file that is written at its end.
type buffered struct {
	file File
	w    *bufio.Writer
	size int64 // with what is not yet written
}

func newBuffered(o Options) (*buffered, error) {
	file, err := o.create()
	if err != nil {
		return nil, err
	}
	return &buffered{file: file, w: bufio.NewWriterSize(file, min(max(o.memory()/16, smallestBuffer), 256<<10))}, nil
}

// Write implements io.Writer.
func (b *buffered) Write(p []byte) (int, error) {
	n, err := b.w.Write(p)
	b.size += int64(n)
	return n, err
}

func (b *buffered) flush() error { return b.w.Flush() }

// Close removes the file.
func (b *buffered) Close() error { return b.file.Close() }
