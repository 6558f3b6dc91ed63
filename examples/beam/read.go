package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"reflect"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/core/sdf"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/fileio"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/rtrackers/offsetrange"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"
)

func init() {
	beam.RegisterType(reflect.TypeFor[Record]())
	register.DoFn4x1[context.Context, *sdf.LockRTracker, fileio.ReadableFile, func(Record), error](&readFn{})
	register.Emitter1[Record]()
}

// MaxLine is the greatest length of a line in bytes. A longer one is a bad
// record, so that no file can take a worker's memory.
const MaxLine = 1 << 20

// A Record is a line of a file and its place. A worker reads from the middle of
// a file and cannot know how many lines are above, so the place is in bytes.
type Record struct {
	File   string
	Offset int64
	Line   []byte // nil where it is longer than MaxLine
}

// readLines reads files of lines. Empty lines are left out.
//
// Unlike textio.Read it says where a line stands, and bounds its length.
func readLines(s beam.Scope, glob string, split int64) beam.PCollection {
	s = s.Scope("readLines")
	matches := fileio.MatchFiles(s, glob, fileio.MatchEmptyDisallow())
	return beam.ParDo(s, &readFn{Split: split}, fileio.ReadMatches(s, matches, fileio.ReadUncompressed()))
}

// readFn splits files: a restriction is a range of bytes, and the lines that
// begin in it belong to it.
type readFn struct {
	Split int64 // bytes of a range before a runner splits it on
}

// CreateInitialRestriction is the whole file.
func (*readFn) CreateInitialRestriction(file fileio.ReadableFile) offsetrange.Restriction {
	return offsetrange.Restriction{End: file.Metadata.Size}
}

// SplitRestriction cuts large files.
func (fn *readFn) SplitRestriction(_ fileio.ReadableFile, r offsetrange.Restriction) []offsetrange.Restriction {
	return r.SizedSplits(fn.Split)
}

// RestrictionSize is in bytes.
func (*readFn) RestrictionSize(_ fileio.ReadableFile, r offsetrange.Restriction) float64 {
	return r.Size()
}

// CreateTracker makes what a runner splits while a range is read.
func (*readFn) CreateTracker(r offsetrange.Restriction) *sdf.LockRTracker {
	return sdf.NewLockRTracker(offsetrange.NewTracker(r))
}

// ProcessElement emits the lines that begin in a range. The last one may end
// behind it.
func (*readFn) ProcessElement(ctx context.Context, rt *sdf.LockRTracker, file fileio.ReadableFile, emit func(Record)) error {
	in, err := file.Open(ctx)
	if err != nil {
		return err
	}
	defer in.Close()
	r, at, err := lineAt(in, rt.GetRestriction().(offsetrange.Restriction).Start)
	if magic, _ := r.Peek(2); at == 0 && string(magic) == "\x1f\x8b" {
		return fmt.Errorf("%s is compressed, so it cannot be split: unpack it first", file.Metadata.Path)
	}
	for err == nil && rt.TryClaim(at) {
		var line []byte
		var n int64
		line, n, err = readLine(r)
		if err == nil && (line == nil || len(bytes.TrimSpace(line)) > 0) {
			emit(Record{File: file.Metadata.Path, Offset: at, Line: line})
		}
		at += n
	}
	if errors.Is(err, io.EOF) {
		rt.TryClaim(rt.GetRestriction().(offsetrange.Restriction).End) // there is no more
		return nil
	}
	return err
}

// lineAt goes to the first line that begins at start or behind it, and says
// where that is.
func lineAt(in io.Reader, start int64) (*bufio.Reader, int64, error) {
	r := bufio.NewReaderSize(in, 64<<10)
	if start == 0 {
		return r, 0, nil
	}
	// The byte before tells whether a line begins just at start.
	before := start - 1
	var err error
	if seeker, ok := in.(io.Seeker); ok {
		_, err = seeker.Seek(before, io.SeekStart)
	} else {
		_, err = io.CopyN(io.Discard, in, before)
	}
	if err != nil {
		return r, 0, err
	}
	_, n, err := readLine(r)
	return r, before + n, err
}

// readLine reads a line and says how many bytes it has with its end. The line
// is nil where it is too long, and comes without its end. The error is io.EOF
// behind the last line only.
func readLine(r *bufio.Reader) (line []byte, n int64, err error) {
	line = []byte{}
	for {
		part, err := r.ReadSlice('\n')
		n += int64(len(part))
		if line != nil {
			line = append(line, part...)
		}
		if n > MaxLine+2 {
			line = nil
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF) && n > 0:
			err = nil
		}
		line = bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r"))
		if len(line) > MaxLine {
			line = nil
		}
		return line, n, err
	}
}
