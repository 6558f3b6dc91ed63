// Package mistakes collects what is wrong with a file that people write: first
// what the JSON itself has wrong, then what the reader of it finds, each with
// its place in the text. A [List] is made by [Read], added to by [List.Fail] and
// returned by [List.Err].
package mistakes

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/internal/instead"
	"github.com/leadqual/leadqual/internal/nearest"
	"github.com/leadqual/leadqual/internal/strictjson"
	"github.com/leadqual/leadqual/qualify"
)

// A List is the mistakes of one file. The zero List is for a value that was
// never text: its mistakes have paths and no lines.
type List struct {
	file   string
	text   []byte
	index  *strictjson.Index
	broken bool
	ofJSON int // of errs
	errs   qualify.Errors
}

// Read decodes JSON strictly. The file is the name that mistakes give.
func Read(file string, text []byte, into any) List {
	l := List{file: file, text: text}
	index, problems := strictjson.Decode(text, into, strictjson.Limits{})
	l.index = index
	if i := slices.IndexFunc(problems, strictjson.Problem.Breaks); i >= 0 {
		problems, l.broken = problems[i:i+1], true // the rest would only follow from that
	}
	for _, p := range problems {
		l.errs = append(l.errs, l.at(qualify.Code(p.Code), p.Path, p.Offset, p.Message, p.Mend))
	}
	l.ofJSON = len(l.errs)
	return l
}

// TooLarge is the List of a text that is not read for its size.
func TooLarge(file, message string) List {
	return List{broken: true, errs: qualify.Errors{{Code: qualify.CodeTooLarge, File: file, Line: 1, Column: 1, Message: message}}}
}

// Index finds values of the text by their paths.
func (l *List) Index() *strictjson.Index { return l.index }

// Broken tells that the text is not JSON, so that nothing more can be said of it.
func (l *List) Broken() bool { return l.broken }

func (l *List) at(code qualify.Code, path string, offset int, message string, mend *instead.Mend) *qualify.Error {
	e := &qualify.Error{Code: code, Path: path, Message: message, File: l.file}
	if l.text != nil {
		e.Line, e.Column = strictjson.Position(l.text, offset)
		e.Mend = (*qualify.Mend)(mend.On(l.text[min(max(offset, 0), len(l.text)):], code == qualify.CodeJSONSyntax))
	}
	return e
}

// At is a mistake at a path, or at the nearest thing around it that is there. It
// is not added.
func (l *List) At(path string, code qualify.Code, format string, args ...any) *qualify.Error {
	offset := 0
	if l.index != nil {
		offset = l.index.Near(path).Offset
	}
	return l.at(code, path, offset, fmt.Sprintf(format, args...), instead.In(args, 0, 0))
}

// Fail adds a mistake at a path. In a text it adds none that only follows from
// another: at the same path, or something missing that could not be read.
func (l *List) Fail(path string, code qualify.Code, format string, args ...any) {
	for i, have := range l.errs {
		missing := i < l.ofJSON && code == qualify.CodeRequired && path != "" && strings.HasPrefix(have.Path, path)
		if l.index != nil && (missing || have.Path == path) {
			return
		}
	}
	l.errs = append(l.errs, l.At(path, code, format, args...))
}

// Err is a [qualify.Errors] in the order of the text, nil where nothing is wrong.
func (l *List) Err() error {
	slices.SortStableFunc(l.errs, func(a, b *qualify.Error) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return l.errs.Err()
}

// Word checks a text that must be one of a few.
func Word[T ~string](l *List, path string, have T, allowed ...T) {
	if !slices.Contains(allowed, have) {
		l.Fail(path, qualify.CodeUnknownWord, "%q is none of %s", have, nearest.Of(have, allowed))
	}
}
