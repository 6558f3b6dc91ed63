package qualify

import (
	"encoding/json"

	"github.com/leadqual/leadqual/internal/strictjson"
)

// CompileJSON makes an engine of a rule set's JSON. It is strict: unknown and
// repeated keys and wrong types are mistakes, and so is everything that Compile
// would refuse. The error, if there is one, is an Errors with every mistake at
// once, each with its line and column; file is the name to give in them. A nil
// options means the defaults. [Engine.RuleSet] is what was read. A rule set that
// extends others is read by [Load].
func CompileJSON(file string, data []byte, options *Options) (*Engine, error) {
	s := newSource(options)
	rs, index := s.one(file, data)
	return s.compile(rs, index, options)
}

// one reads a rule set of one text, which extends no other.
func (s *source) one(file string, data []byte) (*RuleSet, *strictjson.Index) {
	text := s.read(file, data)
	if text == nil {
		return nil, nil
	}
	if at, _ := text.Take("extends", new(any)); at != nil {
		v, _ := at.Find("")
		s.fail(CodeNotAllowed, "extends", v.Offset, "the rule set extends other files: read it with Load, which finds them")
	}
	return s.single(text)
}

// UnmarshalJSON reads a rule set as strictly as CompileJSON does, but does not
// look into its expressions; CompileJSON says where mistakes stand in a file.
func (rs *RuleSet) UnmarshalJSON(data []byte) error {
	s := newSource(nil)
	got, _ := s.one("", data)
	if err := s.errors().Err(); err != nil {
		return err
	}
	*rs = *got
	return nil
}

// Overlay lays a patch, the JSON of a rule set or of any part of one, over a
// rule set, as [Load] lays a file over one that it extends, and returns the
// whole. It changes neither, and does not look into expressions: Compile the
// whole. The error, if there is one, is an Errors with every mistake of the
// patch and its place in it.
func Overlay(base *RuleSet, patch []byte) (*RuleSet, error) {
	if base == nil {
		return nil, Errors{{Code: CodeRequired, Message: "there is no rule set to lay the patch over"}}
	}
	bottom, err := json.Marshal(base)
	if err != nil {
		return nil, err
	}
	s := newSource(&Options{MaxBytes: len(bottom) + DefaultOptions().MaxBytes})
	below, above := s.read("base", bottom), s.read("patch", patch)
	if above == nil || below == nil {
		return nil, s.errors()
	}
	if at, _ := above.Take("extends", new(any)); at != nil {
		v, _ := at.Find("")
		s.fail(CodeNotAllowed, "extends", v.Offset, "a patch extends what it is laid over: leave this out")
	}
	rs, _ := s.whole(below, above)
	if err := s.errors().Err(); err != nil {
		return nil, err
	}
	return rs, nil
}
