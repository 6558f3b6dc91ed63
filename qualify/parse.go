package qualify

import (
	"fmt"
	"io"
	"io/fs"
	"slices"

	"github.com/leadqual/leadqual/internal/strictjson"
)

// CompileJSON makes an engine of a rule set's JSON. It is strict: unknown and
// repeated keys and wrong types are mistakes, and so is everything that Compile
// would refuse. The error, if there is one, is an Errors with every mistake at
// once, each with its line and column; file is the name to give in them. A nil
// options means the defaults. [Engine.RuleSet] is what was read.
func CompileJSON(file string, data []byte, options *Options) (*Engine, error) {
	rs, index, errs := decodeRuleSet(file, data, options)
	var e *Engine
	if rs != nil {
		var found, more Errors
		e, found = compile(rs, options)
		var offsets []int
		for _, e := range found {
			if !alreadyWrong(errs, e) {
				more = append(more, e)
				offsets = append(offsets, offsetOf(e, index))
			}
		}
		more.place(file, data, offsets)
		errs = append(errs, more...)
		errs.sort()
	}
	if err := errs.Err(); err != nil {
		return nil, err
	}
	return e, nil
}

// Load makes an engine of the rule set in a file, as CompileJSON does.
func Load(fsys fs.FS, name string, options *Options) (*Engine, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	limit := options.filled().MaxBytes
	data, err := io.ReadAll(io.LimitReader(f, int64(limit)+1))
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	return CompileJSON(name, data, options)
}

// decodeRuleSet is the part of CompileJSON that does not look into expressions. The
// rule set is nil where the text is no JSON.
func decodeRuleSet(file string, data []byte, options *Options) (*RuleSet, *strictjson.Index, Errors) {
	o := options.filled()
	if len(data) > o.MaxBytes {
		return nil, nil, Errors{{Code: CodeTooLarge, File: file, Line: 1, Column: 1,
			Message: fmt.Sprintf("the rule set has more than %d bytes", o.MaxBytes)}}
	}
	type plain RuleSet // without UnmarshalJSON
	rs := &plain{}
	index, problems := strictjson.Decode(data, rs, strictjson.Limits{MaxDepth: o.MaxDepth})
	var errs Errors
	var offsets []int
	for _, p := range problems {
		errs, offsets = append(errs, &Error{Code: Code(p.Code), Path: p.Path, Message: p.Message}), append(offsets, p.Offset)
		if p.Code == strictjson.CodeSyntax || p.Code == strictjson.CodeNotUTF8 || p.Code == strictjson.CodeTooDeep {
			errs, offsets, rs = errs[len(errs)-1:], offsets[len(offsets)-1:], nil
			break
		}
	}
	errs.place(file, data, offsets)
	return (*RuleSet)(rs), index, errs
}

// place gives the mistakes their places in the text.
func (es Errors) place(file string, data []byte, offsets []int) {
	for i, p := range strictjson.Positions(data, offsets) {
		es[i].File, es[i].Line, es[i].Column = file, p.Line, p.Column
	}
}

// alreadyWrong tells whether a mistake only follows from one of the JSON's: a
// part that could not be read is missing.
func alreadyWrong(ofJSON Errors, e *Error) bool {
	for _, have := range ofJSON {
		if have.Path == e.Path {
			return true
		}
		if e.Code == CodeRequired && e.Path != "" && strictjson.Parent(have.Path) == e.Path {
			return true
		}
	}
	return e.Path == "" && e.Code == CodeRequired && slices.ContainsFunc(ofJSON, func(have *Error) bool { return have.Path == "name" })
}

// offsetOf is where a mistake stands in the text. What is missing stands at the
// object that lacks it.
func offsetOf(e *Error, index *strictjson.Index) int {
	offset, ok := 0, false
	if e.Text != "" {
		offset, ok = index.InString(e.Path, e.From)
	}
	if !ok {
		v, found := index.Find(e.Path)
		if aboutKey(e) {
			v, found = index.FindKey(e.Path)
		}
		for path := e.Path; !found && path != ""; {
			path = strictjson.Parent(path)
			v, found = index.Find(path)
		}
		offset = v.Offset
	}
	return offset
}

// aboutKey tells whether the mistake is a key that an author chose, rather than
// the value behind it.
func aboutKey(e *Error) bool {
	switch strictjson.Parent(e.Path) {
	case "facts":
		return e.Code == CodeBadName || e.Code == CodeUnknownID
	case "lists", "define":
		return e.Code == CodeBadName
	case "matrix":
		return e.Code == CodeUnknownWord
	}
	return false
}
