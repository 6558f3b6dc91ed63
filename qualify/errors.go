package qualify

import (
	"cmp"
	"fmt"
	"strings"
	"unicode/utf8"
)

// An Error is one mistake of a rule set, or of another file that people write
// for this library: a policy, a map, cases.
type Error struct {
	// Code is the kind of mistake.
	Code Code `json:"code"`
	// Path is where in the rule set: scoring.rules[2].when.
	Path string `json:"path,omitempty"`
	// Message says what to change.
	Message string `json:"message"`
	// Text is the expression that the mistake is in; "" where it is in none.
	Text string `json:"text,omitempty"`
	// From and To bound the mistake within Text, in bytes.
	From int `json:"from,omitempty"`
	To   int `json:"to,omitempty"`
	// File, Line and Column are where the mistake begins in the file that was
	// parsed, counted from 1, columns in code points. Line is 0 where the mistake
	// is in no text.
	File   string `json:"file,omitempty"`
	Line   int    `json:"line,omitempty"`
	Column int    `json:"column,omitempty"`
	// Mend is what to write instead, where the message knows it; nil is not known.
	Mend *Mend `json:"mend,omitempty"`
}

// A Mend is what to write in place of a stretch of a text, to mend a mistake. It is what
// the message says, as it is written there.
type Mend struct {
	// Write is to be written: a part of an expression where the Error has a Text, else
	// JSON. "" leaves out what is there.
	Write string `json:"write"`
	// From and To bound what it is written in place of, in bytes: within the Error's
	// Text, or counted from the Line and Column. Both are 0 where there is no file, and
	// where nothing is to be left out.
	From int `json:"from,omitempty"`
	To   int `json:"to,omitempty"`
}

// A Code is the kind of an Error, or of a finding of package lint. Codes, once
// released, stay.
type Code string

// The codes of mistakes in what a rule set says.
const (
	CodeRequired       Code = "required"        // something that has to be given is not
	CodeDuplicateID    Code = "duplicate_id"    // an id, name or owner twice in one list
	CodeNotAllowed     Code = "not_allowed"     // something given where it has no meaning
	CodeOutOfRange     Code = "out_of_range"    // a number or length beyond its bounds
	CodeUnknownWord    Code = "unknown_word"    // none of the words allowed here
	CodeBadOrder       Code = "bad_order"       // a ladder that is not given highest first
	CodeUnknownID      Code = "unknown_id"      // the id of something that is not there
	CodeBadName        Code = "bad_name"        // a name that expressions could not use, or one that is taken
	CodeTooLarge       Code = "too_large"       // beyond one of Options
	CodeDecidesNothing Code = "decides_nothing" // a rule set without a part by which leads are decided
	CodeNoFile         Code = "no_file"         // a file that is not there or cannot be read
	CodeFileCycle      Code = "file_cycle"      // a file that extends itself
	CodeTooMany        Code = "too_many"        // stands for the mistakes beyond the thousandth
)

// The codes of mistakes within expressions.
const (
	CodeSyntax       Code = "syntax"        // no expression
	CodeUnknownName  Code = "unknown_name"  // no such variable, field, list, definition or function
	CodeNotSupported Code = "not_supported" // expr has it, rule sets do not
	CodeType         Code = "type"          // an operand, or the whole, is of the wrong kind
	CodeArguments    Code = "arguments"     // too many or too few, or not constant
	CodeBadConstant  Code = "bad_constant"  // a pattern, date or duration that does not parse
	CodeDefineCycle  Code = "define_cycle"  // a definition that needs itself
	CodeEmpty        Code = "empty"         // no text
	CodeBracket      Code = "bracket"       // an each text that closes the bracket around it
	CodeOutsideList  Code = "outside_list"  // .field or # where there is no element
)

// The codes of mistakes in JSON.
const (
	CodeJSONSyntax   Code = "json_syntax"   // not JSON; reading stopped here
	CodeNotUTF8      Code = "not_utf8"      // bytes that are not UTF-8
	CodeTooDeep      Code = "too_deep"      // nested deeper than Options.MaxDepth
	CodeUnknownKey   Code = "unknown_key"   // the object has no such key
	CodeDuplicateKey Code = "duplicate_key" // the object has this key already
	CodeWrongType    Code = "wrong_type"    // another kind of value is wanted
	CodeBadValue     Code = "bad_value"     // the right kind, but not a usable value
)

// Error is the mistake with its place, and a caret under the expression:
//
//	rules.json:12:15: company.employes: unknown name ... [unknown_name]
func (e *Error) Error() string {
	var b strings.Builder
	switch {
	case e.Line > 0:
		fmt.Fprintf(&b, "%s:%d:%d: ", cmp.Or(e.File, "rules"), e.Line, e.Column)
	case e.File != "":
		b.WriteString(e.File + ": ")
	}
	if e.Path != "" {
		fmt.Fprintf(&b, "%s: ", e.Path)
	}
	fmt.Fprintf(&b, "%s [%s]", e.Message, e.Code)
	if line, caret := e.caret(); line != "" {
		fmt.Fprintf(&b, "\n    %s\n    %s", line, caret)
	}
	return b.String()
}

// caretWidth is how much of a long expression is shown around a mistake.
const caretWidth = 100

// caret returns the line of the expression with the mistake and a line with
// carets under it.
func (e *Error) caret() (line, caret string) {
	if e.Text == "" || e.From < 0 || e.From > len(e.Text) || e.To < e.From {
		return "", ""
	}
	start := strings.LastIndexByte(e.Text[:e.From], '\n') + 1
	end := len(e.Text)
	if i := strings.IndexByte(e.Text[start:], '\n'); i >= 0 {
		end = start + i
	}
	if e.From-start > caretWidth/2 {
		start = e.From - caretWidth/2
		for start < e.From && !utf8.RuneStart(e.Text[start]) {
			start++
		}
	}
	if end-start > caretWidth {
		end = start + caretWidth
		for end < len(e.Text) && !utf8.RuneStart(e.Text[end]) {
			end++
		}
	}
	line = strings.Map(func(r rune) rune {
		if r < ' ' || r == utf8.RuneError {
			return ' '
		}
		return r
	}, e.Text[start:end])
	before := utf8.RuneCountInString(e.Text[start:e.From])
	under := utf8.RuneCountInString(e.Text[e.From:max(e.From, min(e.To, end))])
	return line, strings.Repeat(" ", before) + strings.Repeat("^", max(under, 1))
}

// Errors are all the mistakes of a rule set, sorted by place. Compile,
// CompileJSON, Load and Validate return them as an error; errors.As finds them in it.
type Errors []*Error

// Error is every mistake on lines of its own.
func (es Errors) Error() string {
	lines := make([]string, len(es))
	for i, e := range es {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}

// Err is es as an error, nil where there are none.
func (es Errors) Err() error {
	if len(es) == 0 {
		return nil
	}
	return es
}

// Unwrap lets errors.As find a single *Error.
func (es Errors) Unwrap() []error {
	out := make([]error, len(es))
	for i, e := range es {
		out[i] = e
	}
	return out
}
