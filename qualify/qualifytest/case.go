package qualifytest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/leadqual/leadqual/internal/strictjson"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/scoring"
)

// A File is a file of cases. It is plain data.
type File struct {
	// Note is for the reader and changes nothing.
	Note string `json:"note,omitempty"`
	// Cases are decided one by one.
	Cases []Case `json:"cases"`
	// Explained says why a gap of Coverage or a mutant that no case notices is
	// as it should be, by its ID: why, in words for the reader.
	Explained map[string]string `json:"explained,omitempty"`
}

// A Case is a lead and what is expected of its decision.
type Case struct {
	// Name says what the case shows. It is unique within its file.
	Name string       `json:"name"`
	Lead qualify.Lead `json:"lead"`
	// AsOf is the instant to decide for.
	AsOf time.Time `json:"as_of"`
	// Want is a part of the decision as JSON. Only what is written is checked;
	// see Compare.
	Want json.RawMessage `json:"want,omitempty"`
	Note string          `json:"note,omitempty"`
	// File and Line are where the case was read, "" and 0 for one that was
	// made by a program.
	File string `json:"-"`
	Line int    `json:"-"`
}

// Beside is the file of the cases that go with the file of a rule set: cases.json for
// rules.json, and NAME.cases.json for NAME.json or NAME.rules.json, in the same folder.
func Beside(rules string) string {
	folder, name := filepath.Split(rules)
	if name == "rules.json" {
		return folder + "cases.json"
	}
	return folder + strings.TrimSuffix(strings.TrimSuffix(name, ".json"), ".rules") + ".cases.json"
}

// MaxFile is the greatest size of a file of cases in bytes.
const MaxFile = 16 << 20

// Parse reads a file of cases. It is strict: unknown and repeated keys, wrong
// types, names that stand twice and cases that want nothing are mistakes, in
// leads and in wanted decisions too. The error, if there is one, is a
// qualify.Errors with every mistake, each with its line and column; file is
// the name to give in them.
func Parse(file string, data []byte) (*File, error) {
	f, errs := parse(file, data, false)
	if err := errs.Err(); err != nil {
		return nil, err
	}
	return f.File, nil
}

// Load reads the files of cases that match any of the patterns, as path.Match
// has them, in the order of the patterns and each once, and puts them together.
// No pattern is "*cases.json". It is a mistake if a pattern matches nothing.
func Load(fsys fs.FS, patterns ...string) (*File, error) {
	sources, err := read(fsys, patterns, false)
	if err != nil {
		return nil, err
	}
	all := &File{Explained: map[string]string{}}
	for _, s := range sources {
		all.Cases = append(all.Cases, s.Cases...)
		for id, why := range s.Explained {
			all.Explained[id] = why
		}
	}
	return all, nil
}

// source is a file of cases as it was read.
type source struct {
	*File
	name  string
	text  []byte
	index *strictjson.Index
}

// read reads the files. Files that are to be updated may have cases without a
// want.
func read(fsys fs.FS, patterns []string, update bool) ([]*source, error) {
	if len(patterns) == 0 {
		patterns = []string{"*cases.json"}
	}
	var names []string
	for _, pattern := range patterns {
		found, err := fs.Glob(fsys, pattern)
		if err != nil {
			return nil, fmt.Errorf("pattern %q: %w", pattern, err)
		}
		if len(found) == 0 {
			return nil, fmt.Errorf("no file of cases matches %q", pattern)
		}
		for _, name := range found {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	var sources []*source
	var errs qualify.Errors
	for _, name := range names {
		data, err := readFile(fsys, name)
		if err != nil {
			return nil, err
		}
		s, mistakes := parse(name, data, update)
		sources, errs = append(sources, s), append(errs, mistakes...)
	}
	return sources, errs.Err()
}

// readFile reads no more of a file than it takes to see that it is too large.
func readFile(fsys fs.FS, name string) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, MaxFile+1))
}

// parse reads one file.
func parse(file string, data []byte, update bool) (*source, qualify.Errors) {
	s := &source{File: &File{}, name: file, text: data}
	if len(data) > MaxFile {
		return s, qualify.Errors{s.tooLarge()}
	}
	var shape strictFile
	index, problems := strictjson.Decode(data, &shape, strictjson.Limits{})
	s.index = index
	var errs qualify.Errors
	for _, p := range problems {
		if message, ok := s.message(p); ok {
			errs = append(errs, s.mistake(qualify.Code(p.Code), p.Path, p.Offset, message))
		}
	}
	if len(errs) > 0 {
		return s, errs
	}
	_, _ = strictjson.Decode(data, s.File, strictjson.Limits{}) // of the right shape by now
	seen := map[string]bool{}
	for i := range s.Cases {
		c, at := &s.Cases[i], fmt.Sprintf("cases[%d]", i)
		c.File, c.Line = file, s.lineOf(at)
		errs = append(errs, s.check(at, c.Name, seen, c.AsOf, update || !wantsNothing(c.Want), "; "+UpdateVariable+"=1 go test writes one")...)
	}
	if len(s.Cases) == 0 {
		errs = append(errs, s.mistake(qualify.CodeRequired, "", 0, `give it "cases"`))
	}
	return s, errs
}

// check finds what is wrong with a case that stands at a path, whatever it is about. The
// names of those before it are seen; advice is what more to say where it does not want anything.
func (s *source) check(at, name string, seen map[string]bool, asOf time.Time, wants bool, advice string) (errs qualify.Errors) {
	fail := func(code qualify.Code, path, message string) {
		v, _ := s.index.Find(path)
		errs = append(errs, s.mistake(code, path, v.Offset, message))
	}
	switch {
	case name == "":
		fail(qualify.CodeRequired, at, `give it a "name"`)
	case seen[name]:
		fail(qualify.CodeDuplicateID, at+".name", fmt.Sprintf("two cases are named %q", name))
	}
	seen[name] = true
	if asOf.IsZero() {
		fail(qualify.CodeRequired, at, `give it an "as_of", the instant to decide for`)
	}
	if !wants {
		fail(qualify.CodeRequired, at, `give it a "want" with at least one thing to check`+advice)
	}
	return errs
}

// lineOf is the line of what stands at a path.
func (s *source) lineOf(path string) int {
	v, _ := s.index.Find(path)
	line, _ := strictjson.Position(s.text, v.Offset)
	return line
}

func (s *source) tooLarge() *qualify.Error {
	return &qualify.Error{Code: qualify.CodeTooLarge, File: s.name, Line: 1, Column: 1, Message: fmt.Sprintf("the file has more than %d bytes", MaxFile)}
}

func (s *source) mistake(code qualify.Code, path string, offset int, message string) *qualify.Error {
	line, column := strictjson.Position(s.text, offset)
	return &qualify.Error{Code: code, Path: path, Message: message, File: s.name, Line: line, Column: column}
}

// wantsNothing tells whether nothing is written in a want.
func wantsNothing(want json.RawMessage) bool {
	var object map[string]json.RawMessage
	return len(want) == 0 || json.Unmarshal(want, &object) == nil && len(object) == 0
}

// message puts a problem into words for an author of cases, or says that it is
// none: null in a lead is unknown.
func (s *source) message(p strictjson.Problem) (string, bool) {
	if _, field, ok := strings.Cut(p.Path, "].lead."); ok && field != "" && p.Code == strictjson.CodeWrongType {
		if v, found := s.index.Find(p.Path); found && string(s.text[v.Offset:v.End]) == "null" {
			return "", false
		}
	}
	var have, want string
	if n, _ := fmt.Sscanf(p.Message, "json: cannot unmarshal %s into Go value of type %s", &have, &want); n == 2 {
		word := map[string]string{"float64": "number", "bool": "boolean"}
		return fmt.Sprintf("want %s, have %s", cmp.Or(word[want], want), cmp.Or(word[have], have)), true
	}
	return p.Message, true
}

// The shapes that strictjson checks: those of the package's own types, without
// the methods by which some of them pass over what they do not know.
type (
	strictFile struct {
		Note      string            `json:"note"`
		Cases     []strictCase      `json:"cases"`
		Explained map[string]string `json:"explained"`
	}
	strictCase struct {
		Name string         `json:"name"`
		Lead strictLead     `json:"lead"`
		AsOf time.Time      `json:"as_of"`
		Want strictDecision `json:"want"`
		Note string         `json:"note"`
	}
	plainLead  qualify.Lead
	strictLead struct {
		plainLead
		Answers    strictAnswers    `json:"answers"`
		Activities []strictActivity `json:"activities"`
	}
	strictAnswers  qualify.Answers
	strictActivity qualify.Activity
	plainDecision  qualify.Decision
	strictDecision struct {
		plainDecision
		BANT  strictBANT  `json:"bant"`
		Score strictScore `json:"score"`
	}
	strictScore scoring.Score
	strictBANT  struct {
		Budget    string `json:"budget"`
		Authority string `json:"authority"`
		Need      string `json:"need"`
		Timeline  string `json:"timeline"`
		Met       int    `json:"met"`
		Verdict   string `json:"verdict"`
	}
)
