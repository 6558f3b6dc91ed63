package qualify

import (
	"fmt"
	"io/fs"
	"reflect"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/internal/inside"
	"github.com/leadqual/leadqual/internal/strictjson"
)

// ReadAccount decodes the file of an account's rules into something that has person
// and account in it, as strictly as rule sets are read, and places the mistakes that
// compile finds in what was read. With a file system it reads the file, and those of
// tables. The error is an Errors with all mistakes, else the file system's.
func ReadAccount(
	_ inside.Key, fsys fs.FS, file string, data []byte, into any, person, account *RuleSet, compile func() Errors, options *Options,
) error {
	l := &loader{source: newSource(options), fsys: fsys, seen: map[string]bool{file: true}}
	l.account = true
	if fsys != nil {
		var err error
		if data, err = l.file(file); err != nil {
			return err
		}
	}
	text := l.read(file, data)
	if text == nil {
		return l.errors().Err()
	}
	const extends = "the rules about accounts extend no other file: write what they take from it here"
	if at, _ := text.Take("extends", new(any)); at != nil {
		v, _ := at.Find("")
		l.fail(CodeNotAllowed, "extends", v.Offset, extends)
	}
	index, problems := text.Decode(into)
	for i := range problems {
		if p := &problems[i]; p.Path == "person.extends" || p.Path == "account.extends" {
			p.Code, p.Message = string(CodeNotAllowed), extends
		} else if p.Code == strictjson.CodeUnknownKey && slices.Contains(keysOfRuleSet(), p.Path) {
			p.Message = fmt.Sprintf("%q is of one rule set: put it under \"person\" or \"account\"", p.Path)
		}
	}
	l.add(problems)
	if fsys != nil {
		l.tables("person.", person, index)
		l.tables("account.", account, index)
	}
	l.place(compile(), index)
	return l.errors().Err()
}

// keysOfRuleSet are the keys that a rule set's JSON may have.
func keysOfRuleSet() (keys []string) {
	for _, f := range reflect.VisibleFields(reflect.TypeFor[RuleSet]()) {
		key, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		keys = append(keys, key)
	}
	return keys
}

// place lists mistakes of compiling at their places in the texts, where they do not
// only follow from the JSON's.
func (s *source) place(found Errors, index *strictjson.Index) {
	ofJSON := s.errs
	for _, wrong := range found {
		if !alreadyWrong(ofJSON, wrong) {
			s.errs = append(s.errs, placed{wrong, offsetOf(wrong, index)})
		}
	}
}

// ReadPlain decodes the JSON of a lead, or of an account that has leads in it, as
// [ParseLead] does. what names it, most is its greatest size in bytes, and seen lists
// what is said of when facts were confirmed, with its path.
func ReadPlain(_ inside.Key, what, file string, data []byte, most int, into any, seen func(yield func(path string, of map[string]Seen) bool)) error {
	return readPlain(what, file, data, most, into, seen)
}

// CopyLead makes to a copy of from that shares no memory with it, in the memory that
// to has. A nil from is the zero lead.
func CopyLead(_ inside.Key, to, from *Lead) { to.copyFrom(from) }
