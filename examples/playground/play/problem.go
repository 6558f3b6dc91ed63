package play

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/lint"
)

// A Problem is a mistake, or a finding, and where it stands.
type Problem struct {
	Severity string `json:"severity"`       // "error", "warning" or "info"
	About    string `json:"about"`          // "rules", "other", "leads", "map", "cases" or "as_of"
	Line     int    `json:"line,omitempty"` // from 1; 0 where there is no place
	Column   int    `json:"column,omitempty"`
	// From and To bound what is wrong in the text, in UTF-16 units as browsers
	// count. They are equal where there is no place.
	From    int          `json:"from"`
	To      int          `json:"to"`
	Path    string       `json:"path,omitempty"`
	Code    qualify.Code `json:"code,omitempty"`
	Message string       `json:"message"`
	// Caret is the line of an expression, and carets under what is wrong.
	Caret string `json:"caret,omitempty"`
	// Proof says why a finding holds.
	Proof string `json:"proof,omitempty"`
}

// maxProblems is how many are listed; whoever has more mends these first.
const maxProblems = 50

// problemsOf are the mistakes of a text, of which it is said what it is about. An error
// of another kind has no place.
func problemsOf(about, text string, err error) []Problem {
	var mistakes qualify.Errors
	switch {
	case err == nil:
		return []Problem{}
	case !errors.As(err, &mistakes):
		return []Problem{{Severity: "error", About: about, Message: err.Error()}}
	}
	at := newPlaces(text)
	list := make([]Problem, 0, min(len(mistakes), maxProblems+1))
	for _, m := range mistakes {
		if len(list) == maxProblems {
			list = append(list, Problem{Severity: "error", About: about, Message: fmt.Sprintf("and %d more", len(mistakes)-maxProblems)})
			break
		}
		from, to := 0, 0
		if m.Line > 0 {
			from = at.offset(m.Line, m.Column)
			to = tokenEnd(text, from)
			if m.Text != "" {
				to = insideEnd(text, from, m.To-m.From)
			}
		}
		list = append(list, problemOf(about, m, at.unitAt(from), at.unitAt(to)))
	}
	return list
}

// problemOf is one mistake, between two offsets in UTF-16 units.
func problemOf(about string, m *qualify.Error, from, to int) Problem {
	p := Problem{
		Severity: "error", About: about, Line: m.Line, Column: m.Column, From: from, To: to, Path: m.Path, Code: m.Code, Message: m.Message,
	}
	// The error shows the expression with its carets below its message.
	if _, caret, ok := strings.Cut(m.Error(), "\n    "); ok {
		p.Caret = strings.ReplaceAll(caret, "\n    ", "\n")
	}
	return p
}

// Lint checks a text of rules that has no mistakes. Steps bound the work.
func Lint(text string, steps int) []Problem {
	list := []Problem{}
	check := lint.CheckFile
	if aboutAccounts(text) {
		check = lintAccounts
	}
	findings, err := check(context.Background(), "", []byte(text), &lint.Options{Steps: steps})
	var mistakes qualify.Errors
	if errors.As(err, &mistakes) {
		return list // Ask says so
	}
	at := newPlaces(text)
	for _, f := range findings {
		p := Problem{
			Severity: string(f.Severity), About: "rules", Line: f.Line, Column: f.Column, Path: f.Path, Code: f.Code, Message: f.Message, Proof: f.Proof,
		}
		if f.Line > 0 {
			from := at.offset(f.Line, f.Column)
			p.From, p.To = at.unitAt(from), at.unitAt(tokenEnd(text, from))
		}
		list = append(list, p)
		if len(list) == maxProblems {
			break
		}
	}
	return list
}

// places turns lines and columns of a text into offsets.
type places struct {
	*counted
	lines []int // where each begins
}

func newPlaces(text string) *places {
	p := &places{counted: newCounted(text), lines: []int{0}}
	for i := range len(text) {
		if text[i] == '\n' {
			p.lines = append(p.lines, i+1)
		}
	}
	return p
}

// offset is in bytes, of a column in code points.
func (p *places) offset(line, column int) int {
	at := p.lines[min(max(line, 1), len(p.lines))-1]
	for ; column > 1 && at < len(p.text) && p.text[at] != '\n'; column-- {
		_, size := utf8.DecodeRuneInString(p.text[at:])
		at += size
	}
	return at
}

// tokenEnd is the end of the JSON token that begins at an offset.
func tokenEnd(text string, from int) int {
	rest := text[from:]
	switch {
	case rest == "":
		return from
	case rest[0] == '"':
		for i := 1; i < len(rest); i++ {
			switch rest[i] {
			case '\\':
				i++
			case '"':
				return from + i + 1
			case '\n':
				return from + i
			}
		}
		return len(text)
	}
	if i := strings.IndexAny(rest, " \t\r\n,:{}[]\""); i > 0 {
		return from + i
	} else if i < 0 {
		return len(text)
	}
	_, size := utf8.DecodeRuneInString(rest)
	return from + size
}

// insideEnd is the end of so many bytes of a JSON string's content, from an
// offset in it; it is behind one character at least.
func insideEnd(text string, from, bytes int) int {
	at := from
	for at < len(text) && text[at] != '"' && text[at] != '\n' {
		var size int
		means := 1
		if text[at] == '\\' && at+1 < len(text) {
			size = 2
			if text[at+1] == 'u' {
				size, means = 6, escapedBytes(text[at:])
				if means == 4 {
					size = 12 // a pair
				}
			}
		} else {
			r, n := utf8.DecodeRuneInString(text[at:])
			size, means = n, utf8.RuneLen(r)
		}
		if bytes -= means; bytes < 0 && at > from {
			break
		}
		at = min(at+size, len(text))
		if bytes <= 0 {
			break
		}
	}
	return at
}

// escapedBytes is the size of what \uXXXX means, in UTF-8.
func escapedBytes(text string) int {
	var code rune
	if _, err := fmt.Sscanf(text[:min(6, len(text))], `\u%04x`, &code); err != nil {
		return 1
	}
	switch {
	case code >= 0xD800 && code < 0xDC00:
		return 4
	case code >= 0x800:
		return 3
	case code >= 0x80:
		return 2
	}
	return 1
}
