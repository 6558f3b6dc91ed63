package qualify

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/internal/instead"
	"github.com/leadqual/leadqual/internal/strictjson"
)

// A source is what one rule set is read from: a text, or several that are laid
// over one another. It collects their mistakes, each with its file and place.
type source struct {
	options Options
	texts   *strictjson.Texts
	names   []string // of the texts in the order of reading
	data    [][]byte
	size    int // of all texts
	errs    []placed
	account bool // they are rules about accounts
}

// placed is a mistake and its offset through all texts. One in the file of a table
// has its place there already, and the offset of what names the file.
type placed struct {
	*Error
	offset int
}

// laid says how a rule set is laid over another.
var laid = strictjson.Overlay{
	ByID: []string{
		"vendors", "screening", "icp.criteria", "checklists", "checklists[].items", "scoring.groups", "scoring.rules",
		"hand_raise", "routes", "routes[].owners", "experiments", "experiments[].arms",
	},
	Forms: map[string]strictjson.Forms{"icp.criteria": forms, "scoring.rules": forms},
}

var forms = strictjson.Forms{
	Keys: []string{"each", "compute", "tiers", "when"}, Merged: "when",
	Kept: []string{"id", "name", "group", "weight", "required", "note"},
}

func newSource(options *Options) *source {
	o := options.filled()
	return &source{options: o, texts: strictjson.NewTexts(laid, strictjson.Limits{MaxDepth: o.MaxDepth, Meant: keysElsewhere})}
}

// read reads a text. It is nil, with the mistakes reported, where it is no JSON
// or there is too much of it.
func (s *source) read(name string, data []byte) *strictjson.Text {
	before := s.size
	s.size += len(data)
	tooLarge := s.size > s.options.MaxBytes
	if tooLarge {
		data = nil
	}
	s.names, s.data = append(s.names, name), append(s.data, data)
	text, problems := s.texts.Read(data)
	if tooLarge && before <= s.options.MaxBytes { // said once
		s.fail(CodeTooLarge, "", s.texts.Start(), "the rule set has more than %d bytes", s.options.MaxBytes)
	}
	if tooLarge {
		return nil
	}
	if text.Broken { // what it says of the rest would only follow from that
		problems = problems[slices.IndexFunc(problems, func(p strictjson.Problem) bool { return p.Breaks() }):][:1]
	}
	s.add(problems)
	if text.Broken || s.isOther(text) {
		return nil
	}
	return text
}

// isOther reports a rule set where rules about accounts are wanted, and these where a
// rule set is, once instead of each key.
func (s *source) isOther(text *strictjson.Text) bool {
	switch {
	case s.account:
		if text.Has("person") || text.Has("account") || !slices.ContainsFunc(partKeys(), text.Has) {
			return false
		}
		s.fail(CodeNotAllowed, "", s.texts.Start(), `this is a rule set for leads, and rules about accounts are wanted: these have one rule set under "person" and one under "account"`)
	case text.Has("person") && text.Has("account"):
		s.fail(CodeNotAllowed, "", s.texts.Start(), `these are rules about accounts, and a rule set for leads is wanted: package account reads them, and leadq accounts decides by them`)
	default:
		return false
	}
	return true
}

// fail reports a mistake at an offset.
func (s *source) fail(code Code, path string, offset int, format string, args ...any) {
	s.report(placed{&Error{Code: code, Path: path, Message: fmt.Sprintf(format, args...)}, offset})
}

func (s *source) add(problems []strictjson.Problem) {
	for _, p := range problems {
		s.report(placed{&Error{Code: Code(p.Code), Path: p.Path, Message: p.Message, Mend: (*Mend)(p.Mend)}, p.Offset})
	}
}

// report lists a mistake in reading, as many as are listed of compiling.
func (s *source) report(p placed) {
	switch n := len(s.errs); {
	case n < maxErrors:
		s.errs = append(s.errs, p)
	case n == maxErrors:
		s.errs = append(s.errs, placed{&Error{Code: CodeTooMany, Path: p.Path, Message: tooManyMistakes}, p.offset})
	}
}

// plainRuleSet is a RuleSet without UnmarshalJSON.
type plainRuleSet RuleSet

// single is the rule set of one text.
func (s *source) single(text *strictjson.Text) (*RuleSet, *strictjson.Index) {
	rs := &plainRuleSet{}
	index, problems := text.Decode(rs)
	s.add(problems)
	return (*RuleSet)(rs), index
}

// whole is the rule set of texts that are laid over one another, each checked by
// itself. It is nil where one of them cannot be used.
func (s *source) whole(texts ...*strictjson.Text) (*RuleSet, *strictjson.Index) {
	for _, text := range texts {
		s.add(s.texts.Check(text, &plainRuleSet{}))
		s.add(s.texts.Lay(text))
	}
	if len(texts) < len(s.names) || len(s.errs) > 0 {
		return nil, nil
	}
	rs := &plainRuleSet{}
	index, problems := s.texts.Decode(rs)
	s.add(problems)
	return (*RuleSet)(rs), index
}

// compile makes an engine of what was read, if there is no mistake in it. rs and
// index are nil where the texts cannot be used.
func (s *source) compile(rs *RuleSet, index *strictjson.Index, options *Options) (*Engine, error) {
	var e *Engine
	if rs != nil {
		var found Errors
		e, found = compile(rs, options)
		s.place(found, index)
	}
	if err := s.errors().Err(); err != nil {
		return nil, err
	}
	return e, nil
}

// errors are the mistakes by their places, those of a file that others extend
// before theirs.
func (s *source) errors() Errors {
	slices.SortStableFunc(s.errs, func(a, b placed) int { return cmp.Compare(a.offset, b.offset) })
	out := make(Errors, len(s.errs))
	for i := 0; i < len(s.errs); {
		if s.errs[i].Line > 0 { // in the file of a table
			out[i] = s.errs[i].Error
			i++
			continue
		}
		file, _ := s.texts.Where(s.errs[i].offset)
		var offsets []int
		first := i
		for ; i < len(s.errs); i++ {
			f, within := s.texts.Where(s.errs[i].offset)
			if f != file || s.errs[i].Line > 0 {
				break
			}
			offsets = append(offsets, within)
		}
		for j, p := range strictjson.Positions(s.data[file], offsets) {
			e := s.errs[first+j].Error
			e.File, e.Line, e.Column = s.names[file], p.Line, p.Column
			says := e.Text != "" || e.Code == CodeJSONSyntax
			e.Mend = (*Mend)((*instead.Mend)(e.Mend).On(s.data[file][min(offsets[j], len(s.data[file])):], says))
			out[first+j] = e
		}
	}
	return out
}

// alreadyWrong tells whether a mistake only follows from one of the JSON's: a
// part that could not be read is missing.
func alreadyWrong(ofJSON []placed, e *Error) bool {
	for _, have := range ofJSON {
		if have.Path == e.Path {
			return true
		}
		if e.Code == CodeRequired && e.Path != "" && strictjson.Parent(have.Path) == e.Path {
			return true
		}
	}
	if e.Code == CodeDecidesNothing { // a part may be among what could not be read
		return len(ofJSON) > 0
	}
	return e.Path == "" && e.Code == CodeRequired && slices.ContainsFunc(ofJSON, func(have placed) bool { return have.Path == "name" })
}

// offsetOf is where a mistake stands in the texts. What is missing stands at the
// object that lacks it.
func offsetOf(e *Error, index *strictjson.Index) int {
	offset, ok := 0, false
	if e.Text != "" {
		offset, ok = index.InString(e.Path, e.From)
	}
	if !ok {
		v, found := strictjson.Value{}, false
		if aboutKey(e) {
			v, found = index.FindKey(e.Path)
		}
		if !found {
			v = index.Near(e.Path)
		}
		offset = v.Offset
	}
	return offset
}

// aboutKey tells whether the mistake is a key that an author chose, rather than
// the value behind it.
func aboutKey(e *Error) bool {
	switch strings.TrimPrefix(strings.TrimPrefix(strictjson.Parent(e.Path), "person."), "account.") {
	case "facts":
		return e.Code == CodeBadName || e.Code == CodeUnknownID
	case "lists", "define":
		return e.Code == CodeBadName
	case "matrix":
		return e.Code == CodeUnknownWord
	}
	return false
}
