package qualify

import (
	"reflect"
	"slices"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/inside"
	"github.com/leadqual/leadqual/internal/strictjson"
)

// A Checker checks single expressions against what a rule set declares - its facts,
// lists, tables and definitions - while they are written: in microseconds, however
// many rules the rule set has. It is for one goroutine.
type Checker struct {
	vocabulary *criteria.Vocabulary
	limits     criteria.Limits
	options    Options
	setting    setting
	c          *criteria.Compiler
}

// NewChecker makes a checker for expressions of a rule set, which need not be
// complete. What is wrong with the declarations is returned too: facts, lists,
// tables and definitions that are wrong do as if they were not looked at. The
// Checker keeps what the rule set declares, which must not be changed.
func (rs *RuleSet) NewChecker(options *Options) (*Checker, Errors) {
	return newChecker(rs, options, setting{})
}

func newChecker(rs *RuleSet, options *Options, in setting) (*Checker, Errors) {
	b := &build{rs: rs, options: options.filled(), setting: in, walk: slices.Collect(rs.Parts()), texts: map[string]compiledText{}, e: &Engine{}}
	if !b.size() {
		b.rs = &RuleSet{}
	}
	b.vocabulary()
	return &Checker{vocabulary: b.c.Vocabulary(), limits: b.options.limits(), options: b.options, setting: in, c: b.c}, b.errs
}

// Check returns what is wrong with a text that stands at a path of the rule set's
// JSON, such as scoring.rules[2].when: the path says what is wanted there. It is nil
// for a path that no expression stands at.
func (c *Checker) Check(path, text string) Errors {
	steps, _ := strictjson.Steps(path)
	form, ok := FormAt(inside.Key{}, steps)
	if !ok {
		return nil
	}
	name := ""
	if form == criteria.DefineForm {
		name = steps[len(steps)-1].Key
	}
	_, problems := c.Compiler(inside.Key{}).Check(form, name, text, false)
	b := &build{options: c.options}
	b.failText(path, text, problems)
	return b.errs
}

// mostKept is how many parts of checked texts are kept.
const mostKept = 200_000

// Compiler is what the checker compiles texts with; it may be another one after
// each call. For packages of this module only.
func (c *Checker) Compiler(inside.Key) *criteria.Compiler {
	if c.c.Nodes() > mostKept {
		c.c = criteria.NewCompiler(c.vocabulary, c.limits)
		c.c.Defines()
	}
	return c.c
}

// resultSections are those whose expressions may name what was decided.
var resultSections = []string{"routes", "experiments"}

// FormAt says what the expression at a path of a rule set has to be; ok is false
// where the path is no expression's. For packages of this module only.
func FormAt(_ inside.Key, path []strictjson.Step) (form criteria.Form, ok bool) {
	t := reflect.TypeFor[RuleSet]()
	for i, step := range path {
		for t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		switch {
		case t.Kind() == reflect.Slice && step.Item >= 0:
			t = t.Elem()
		case t.Kind() == reflect.Map && step.Item < 0:
			t = t.Elem()
			if i == 1 && path[0].Key == "define" && len(path) == 2 {
				return criteria.DefineForm, true
			}
		case t.Kind() == reflect.Struct && step.Item < 0:
			at := 0
			for ; at < t.NumField() && jsonKey(t.Field(at)) != step.Key; at++ {
			}
			if at == t.NumField() {
				return 0, false
			}
			t = t.Field(at).Type
		default:
			return 0, false
		}
	}
	if len(path) < 2 || t.Kind() != reflect.String {
		return 0, false
	}
	switch key := path[len(path)-1].Key; {
	case !slices.Contains(expressions, key):
		return 0, false
	case key == "each":
		return criteria.EachForm, true
	case key == "compute":
		return criteria.NumForm, true
	case slices.Contains(resultSections, path[0].Key):
		return criteria.RouteCondForm, true
	}
	return criteria.CondForm, true
}

// Sketch is the rule set that some texts make up, each laid over those before it, as
// far as they can be read: for editors, which want the names that it declares. It need
// not compile. For packages of this module only.
func Sketch(_ inside.Key, options *Options, texts ...[]byte) *RuleSet {
	s := newSource(options)
	for _, data := range texts {
		text := s.read("", data)
		if text == nil {
			continue
		}
		text.Take("extends", new(any))
		s.texts.Lay(text)
	}
	rs := &plainRuleSet{}
	s.texts.Decode(rs)
	return (*RuleSet)(rs)
}

// AccountChecker is a Checker for the rules about an account's people, or about the
// account itself; roles is the JSON of the roles. For packages of this module only.
func AccountChecker(_ inside.Key, roles string, person, account *RuleSet, aboutAccount bool, options *Options) (*Checker, Errors) {
	in := setting{inAccount: true}
	strictjson.Decode([]byte(roles), &in.roles, strictjson.Limits{})
	if !aboutAccount {
		return newChecker(person, options, in)
	}
	in.people, in.person = peopleFields(person, in.roles), person
	return newChecker(account, options, in)
}
