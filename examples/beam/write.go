package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io"
	"reflect"
	"slices"
	"strings"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"
)

func init() {
	register.DoFn1x2[Judged, int, string](&decisionLineFn{})
	register.DoFn1x3[DeadLetter, int, string, error](&deadLetterLineFn{})
	register.DoFn3x2[context.Context, int, func(*string) bool, Written, error](&writeLinesFn{})
	register.DoFn3x1[context.Context, []byte, func(*Written) bool, error](&writeListFn{})
	beam.RegisterType(reflect.TypeFor[Written]())
	register.Iter1[string]()
	register.Iter1[Written]()
}

// decisionLineFn makes a line of a decision, and picks the file for it.
type decisionLineFn struct{ Files int }

// ProcessElement returns the number of a file and the line.
func (fn *decisionLineFn) ProcessElement(j Judged) (int, string) {
	line := string(j.Decision.AppendJSON(nil))
	return fileOf(line, fn.Files), line
}

// deadLetterLineFn does the same for dead letters.
type deadLetterLineFn struct{ Files int }

// ProcessElement returns the number of a file and the line.
func (fn *deadLetterLineFn) ProcessElement(l DeadLetter) (int, string, error) {
	line, err := json.Marshal(l)
	return fileOf(string(line), fn.Files), string(line), err
}

// fileOf spreads lines over files, the same way whenever a bundle is tried
// again.
func fileOf(line string, files int) int {
	return int(crc32.ChecksumIEEE([]byte(line)) % uint32(files))
}

// Written is a file that the job wrote.
type Written struct {
	File  string `json:"file"`
	Lines int    `json:"lines"`
}

// writeLines writes lines by the number of their file, to as many files as
// there are numbers, and says which. textio.Write has one file, and so one
// worker.
func writeLines(s beam.Scope, name string, files int, numbered beam.PCollection) beam.PCollection {
	s = s.Scope("writeLines")
	return beam.ParDo(s, &writeLinesFn{Name: name, Files: files}, beam.GroupByKey(s, numbered))
}

type writeLinesFn struct {
	Name  string
	Files int
}

// ProcessElement writes one file.
func (fn *writeLinesFn) ProcessElement(ctx context.Context, number int, lines func(*string) bool) (Written, error) {
	w := Written{File: fmt.Sprintf("%s-%05d-of-%05d.jsonl", fn.Name, number, fn.Files)}
	err := writeFile(ctx, w.File, func(out io.Writer) error {
		buffered := bufio.NewWriterSize(out, 1<<20)
		var line string
		for lines(&line) {
			buffered.WriteString(line)
			buffered.WriteByte('\n') // the first error stays until Flush
			w.Lines++
		}
		return buffered.Flush()
	})
	return w, err
}

// writeListFn writes the list of the files that were written. Where the list
// is, the files are whole.
type writeListFn struct{ File string }

// ProcessElement runs once, when all files are written.
func (fn *writeListFn) ProcessElement(ctx context.Context, _ []byte, written func(*Written) bool) error {
	list := []Written{}
	var w Written
	for written(&w) {
		list = append(list, w)
	}
	slices.SortFunc(list, func(a, b Written) int { return strings.Compare(a.File, b.File) })
	return writeFile(ctx, fn.File, func(out io.Writer) error { return json.NewEncoder(out).Encode(list) })
}
