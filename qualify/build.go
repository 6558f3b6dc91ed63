package qualify

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/instead"
	"github.com/leadqual/leadqual/internal/milli"
	"github.com/leadqual/leadqual/internal/nearest"
	"github.com/leadqual/leadqual/internal/strictjson"
)

// build turns a rule set into an Engine and collects its mistakes. Its methods
// are spread over the build_*.go files, one for each part of a rule set.
type build struct {
	rs      *RuleSet
	options Options
	errs    Errors
	c       *criteria.Compiler
	facts   []criteria.Fact
	fields  []criteria.Fact // custom ones of activities
	results []resultFact
	setting setting
	quiet   []string // facts that only an account's rules ask for
	e       *Engine
	walk    []Part                  // of rs
	texts   map[string]compiledText // by path
}

// compiledText is the number of an expression in the program, by its form.
type compiledText struct {
	form string // as PartText.Form
	at   int
}

// noCond marks the absence of a condition, which is always met.
const noCond criteria.Cond = -1

// maxErrors are listed; more help nobody and cost memory.
const (
	maxErrors       = 1000
	tooManyMistakes = "more than 1000 mistakes: the rest is not listed"
)

func (b *build) fail(path string, code Code, format string, args ...any) {
	b.report(&Error{Code: code, Path: path, Message: fmt.Sprintf(format, args...), Mend: (*Mend)(instead.In(args, 0, 0))})
}

func (b *build) report(e *Error) {
	switch n := len(b.errs); {
	case n < maxErrors:
		b.errs = append(b.errs, e)
	case n == maxErrors:
		b.errs = append(b.errs, &Error{Code: CodeTooMany, Path: e.Path, Message: tooManyMistakes})
	}
}

// full is true with more mistakes than are listed: what only finds more of them
// is left out.
func (b *build) full() bool { return len(b.errs) > maxErrors }

// failText reports the mistakes of an expression.
func (b *build) failText(path, text string, problems []criteria.Problem) {
	for _, p := range problems {
		e := &Error{Code: Code(p.Code), Path: path, Message: p.Message, Text: text, From: p.From, To: p.To, Mend: (*Mend)(p.Mend)}
		if len(text) > b.options.MaxExpression {
			e.Text, e.From, e.To, e.Mend = "", 0, 0, nil
		}
		b.report(e)
	}
}

// cond compiles a condition that has to be there.
func (b *build) cond(path, text string) criteria.Cond { return b.condBy(b.c.Cond, path, text) }

// routeCond compiles a condition that may be absent and may name results.
func (b *build) routeCond(path, text string) criteria.Cond {
	if text == "" {
		return noCond
	}
	return b.condBy(b.c.RouteCond, path, text)
}

func (b *build) condBy(compile func(string) (criteria.Cond, []criteria.Problem), path, text string) criteria.Cond {
	if text == "" {
		b.fail(strictjson.Parent(path), CodeRequired, `give it a "when"`)
		return 0
	}
	if b.full() {
		return 0
	}
	c, problems := compile(text)
	b.failText(path, text, problems)
	b.texts[path] = compiledText{"when", int(c)}
	return c
}

// gate compiles a condition that may be absent.
func (b *build) gate(path, text string) criteria.Cond {
	if text == "" {
		return noCond
	}
	return b.cond(path, text)
}

// parts notes where the expressions of the parts are in the program, once all are
// compiled.
func (b *build) parts() {
	b.e.texts = make([]int32, 0, len(b.texts))
	for i := range b.walk {
		p := &b.walk[i]
		if p.Section == "define" {
			continue
		}
		for i := range p.Texts {
			number := int32(-1)
			if text, ok := b.texts[p.Texts[i].Path]; ok {
				number = int32(text.at)
			}
			b.e.texts = append(b.e.texts, number)
		}
	}
}

// parts are the parts that have expressions, in order. They are made by each call.
func (e *Engine) parts() []partPlan {
	var parts []partPlan
	texts := e.texts
	for p := range e.source.Parts() {
		if p.Section == "define" || len(p.Texts) == 0 {
			continue
		}
		plan := partPlan{Part: p}
		for i := range p.Texts {
			if texts[i] >= 0 {
				plan.texts = append(plan.texts, compiledText{p.Texts[i].Form(), int(texts[i])})
			}
		}
		parts, texts = append(parts, plan), texts[len(p.Texts):]
	}
	return parts
}

// bareParts are the parts, whose amounts have no Path.
func (rs *RuleSet) bareParts() []Part {
	n := len(rs.Define) + len(rs.Screening) + len(rs.HandRaise) + len(rs.Routes)
	if rs.Scoring != nil {
		n += 1 + len(rs.Scoring.Rules) + len(rs.Scoring.Groups) + len(rs.Scoring.Bands)
	}
	parts := make([]Part, 0, n)
	rs.walk(&partWalk{bare: true, shapes: map[reflect.Type][]partField{}, yield: func(p Part) bool {
		parts = append(parts, p)
		return true
	}})
	return parts
}

// supporting are the sections that other parts use, or that only tools read.
var supporting = []string{"define", "vendors"}

// decides refuses a rule set with no part by which a lead could be decided. A
// "scoring" without rules is one, to which points can be added: every decision
// has its score, 0. An "icp" with no criteria and grades, or an empty list, says
// as much as an absent one. Other mistakes go first: a part may be what they are about.
func (b *build) decides() {
	if len(b.errs) > 0 || b.rs.Scoring != nil || b.rs.BANT != nil { // an empty "bant" is a mistake of its own
		return
	}
	for i := range b.walk {
		if p := &b.walk[i]; !slices.Contains(supporting, p.Section) && p.Path != p.Section {
			return
		}
	}
	b.fail("", CodeDecidesNothing, "the rule set decides nothing: give it at least one of %s", strings.Join(decidingSections(), ", "))
}

// decidingSections are the keys of the sections that decide.
func decidingSections() []string {
	w := &partWalk{shapes: map[reflect.Type][]partField{}}
	var keys []string
	for _, f := range w.shape(reflect.TypeFor[RuleSet]()) {
		if (f.kind == structField || f.kind == listField || f.kind == mapField) && !slices.Contains(supporting, f.key) {
			keys = append(keys, f.key)
		}
	}
	return keys
}

// thousandths is what the types of amounts have.
type thousandths interface{ Thousandths() int64 }

// amounts takes every amount of the rule set as its nearest thousandth, and
// refuses what means none.
func (b *build) amounts() {
	for i := range b.walk {
		p := &b.walk[i]
		for _, a := range p.Amounts {
			v := reflect.ValueOf(a.At).Elem()
			if v.Kind() == reflect.Pointer {
				v = v.Elem()
			}
			if !v.IsValid() || v.Kind() != reflect.Float64 || !v.Type().Implements(reflect.TypeFor[thousandths]()) {
				continue
			}
			n, err := milli.Of(v.Float())
			if err != nil {
				b.fail(p.Path+"."+a.Key, CodeOutOfRange, "%v is %v; an amount is a decimal of at most three places up to a billion", v.Float(), err)
				continue
			}
			v.SetFloat(milli.Float[float64](n))
		}
	}
}

// ids checks that the ids and names by which parts are known are given and
// differ within their list.
func (b *build) ids() {
	type key struct{ list, id string }
	seen := map[key]bool{}
	places := map[string]string{} // to paths
	for i := range b.walk {
		p := &b.walk[i]
		if p.key == "" {
			continue
		}
		list := strictjson.Parent(p.Path)
		this := key{list, p.ID}
		at := p.Path + "." + p.key
		switch {
		case p.ID == "":
			b.fail(p.Path, CodeRequired, "give it %s", map[string]string{"id": `an "id"`, "name": `a "name"`}[p.key])
			continue
		case seen[this]:
			b.fail(at, CodeDuplicateID, "%q stands twice in %s", p.ID, list)
		case len(p.ID) > maxID || strings.ContainsFunc(p.ID, func(r rune) bool { return r < ' ' }):
			b.fail(at, CodeBadName, "%s is too long or has control characters", p.key)
		case p.Section == "checklists" && list == "checklists" && p.ID == "bant":
			b.fail(at, CodeBadName, `"bant" means the BANT of the rule set; choose another id`)
		case places[p.Place] != "":
			b.fail(at, CodeDuplicateID, "questions and issues would name this and %s alike, as %s; choose another %s", places[p.Place], p.Place, p.key)
		}
		seen[this], places[p.Place] = true, p.Path
	}
}

// word checks a text that must be one of a few.
func word[T ~string](b *build, path string, have T, allowed ...T) {
	if !slices.Contains(allowed, have) {
		b.fail(path, CodeUnknownWord, "%q is none of %s", have, wordMeant(have, allowed))
	}
}

var identifier = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// reserved are words that expr reads in its own way.
var reserved = []string{
	"true", "false", "nil", "not", "and", "or", "in", "contains", "startsWith", "endsWith", "matches", "let", "if", "else",
	"activities", "now", "lists", "custom", "format",
}

// resultNames are the first words of what was decided, and of the people and
// the parent of an account, which expressions name as they name facts.
var resultNames = []string{
	"status", "quadrant", "cell", "fit", "score", "readiness", "hand_raised", "bant", "checklists", "people", "parent",
}

// vocabulary declares the facts, lists and definitions.
func (b *build) vocabulary() {
	b.facts = append(b.facts, leadFacts...)
	groups := map[string]bool{}
	for _, f := range leadFacts {
		group, _, _ := strings.Cut(f.Path, ".")
		groups[group] = true
	}
	for _, head := range resultHeads {
		groups[head] = true
	}
	for _, path := range slices.Sorted(maps.Keys(b.rs.Facts)) {
		b.fact(path)
	}
	b.resultFacts()
	for _, name := range slices.Sorted(maps.Keys(b.rs.Lists)) {
		b.name(strictjson.PathKey("lists", name), "a list's name", name)
	}
	for _, name := range slices.Sorted(maps.Keys(b.rs.Define)) {
		at := strictjson.PathKey("define", name)
		switch {
		case !b.name(at, "a definition's name", name):
		case groups[name] || slices.Contains(reserved, name) || slices.Contains(resultNames, name) || criteria.IsFunction(name):
			b.fail(at, CodeBadName, "%s has a meaning already; choose another name", name)
		}
	}
	if b.rs.Texts != "" {
		word(b, "texts", b.rs.Texts, TextsExact, TextsFolded)
	}
	b.vendors()
	var people []criteria.Fact
	for _, p := range b.setting.people {
		people = append(people, p.Fact)
	}
	if people != nil {
		b.ofPeople()
	}
	b.facts[slices.IndexFunc(b.facts, func(f criteria.Fact) bool { return f.Path == "stage" })].Words = b.stages()
	b.c = criteria.NewCompiler(&criteria.Vocabulary{
		Facts: b.facts, Custom: b.fields, People: people, Lists: b.rs.Lists, Tables: b.tables(), Defines: b.rs.Define, Folded: b.rs.Texts == TextsFolded,
	}, b.options.limits())
	b.c.Expect(len(b.walk))
	wrong := b.c.Defines()
	for _, name := range slices.Sorted(maps.Keys(wrong)) {
		b.failText(strictjson.PathKey("define", name), b.rs.Define[name], wrong[name])
	}
}

// stages are those that a lead may be in: the rule set's, or package lifecycle's.
func (b *build) stages() []string {
	if own := b.rs.Facts["stage"].Enum; len(own) > 0 {
		return own
	}
	return stages
}

// name checks a name that expressions use.
func (b *build) name(at, what, name string) bool {
	switch {
	case !identifier.MatchString(name):
		b.fail(at, CodeBadName, "%s consists of letters, digits and _", what)
	case len(name) > maxID:
		b.fail(at, CodeBadName, "%s has at most %d bytes", what, maxID)
	default:
		return true
	}
	return false
}

// maxID is the greatest length of ids and names in bytes.
const maxID = 200

// fact checks one declaration.
func (b *build) fact(path string) {
	f := b.rs.Facts[path]
	at := strictjson.PathKey("facts", path)
	kind := criteria.FactKind(f.Type)
	if f.Type != "" && kind == criteria.None {
		word(b, at+".type", f.Type, criteria.FactTypes()...)
	}
	said := criteria.FoldSaid(f.Fold)
	path, ofActivity := strings.CutPrefix(path, ofActivities)
	if name, isCustom := strings.CutPrefix(path, customPrefix); isCustom {
		b.name(at, "a custom fact's name", name)
		if f.Type == "" {
			b.fail(at, CodeRequired, `give it a "type": bool, number, string, time or strings`)
			kind = criteria.String
		}
		declared := criteria.Fact{Path: path, Kind: kind, Fold: said}
		if ofActivity {
			b.fields = append(b.fields, declared)
			if f.StaleDays != 0 {
				b.fail(at+".stale_days", CodeNotAllowed, "a field of activities has no age")
				f.StaleDays = 0
			}
		} else {
			b.facts = append(b.facts, declared)
		}
	} else if ofActivity {
		b.fail(at, CodeUnknownID, "of activities only custom fields are declared, as activities.custom.NAME")
		return
	} else if own, ofParent := strings.CutPrefix(path, parentPrefix); ofParent && b.setting.people != nil && own != "" {
		b.fail(at, CodeNotAllowed, "a fact of the parent is not declared: it is of the type of %s and has no default; in an expression, %s ?? 0 says what counts where there is no parent (a value of that type)", own, path)
		return
	} else {
		known, ok := leadFact(path)
		if !ok {
			names := make([]string, 0, len(leadFacts))
			for _, f := range leadFacts {
				names = append(names, f.Path)
			}
			b.fail(at, CodeUnknownID, "there is no fact %s%s", path, cmp.Or(nearest.Plain(path, names), customNamed(path)))
			return
		}
		if kind != criteria.None && kind != known.Kind {
			b.fail(at+".type", CodeNotAllowed, "%s is of type %s", path, known.Kind.FactType())
		}
		if b.setting.people != nil && ofPerson(path) {
			b.fail(at, CodeNotAllowed, "%s is about a person: say this under person.facts", path)
			return
		}
		kind = known.Kind
		b.facts[slices.IndexFunc(b.facts, func(f criteria.Fact) bool { return f.Path == path })].Fold = said
	}
	if f.Fold != nil && kind != criteria.String && kind != criteria.Strings {
		b.fail(at+".fold", CodeNotAllowed, "only facts of type string and strings are folded")
	}
	b.prior(at, path, &f, kind)
	b.standIn(at, path, &f, kind)
	b.enum(at+".enum", path, &f, kind)
}

// size checks the number of things in a rule set before they are looked at.
func (b *build) size() bool {
	rs := b.rs
	n, rows := len(rs.Facts)+len(rs.Lists)+len(rs.Tables), 0
	for _, t := range rs.Tables {
		rows += len(t.Rows)
	}
	for i := range b.walk {
		n += max(1, len(b.walk[i].Texts))
	}
	if n > b.options.MaxRules {
		b.fail("", CodeTooLarge, "the rule set has %d rules and the like; at most %d are allowed", n, b.options.MaxRules)
		return false
	}
	if rows > b.options.MaxRows {
		b.fail("tables", CodeTooLarge, "the tables have %d rows together; at most %d are allowed", rows, b.options.MaxRows)
		return false
	}
	if rs.ICP != nil && rs.Scoring != nil && len(rs.ICP.Grades)*len(rs.Scoring.Bands) > b.options.MaxRules {
		b.fail("", CodeTooLarge, "%d grades and %d bands make too many cells; at most %d are allowed", len(rs.ICP.Grades), len(rs.Scoring.Bands), b.options.MaxRules)
		return false
	}
	return true
}

// customNamed is how a fact is named that is none of a lead's own.
func customNamed(path string) instead.Text {
	if identifier.MatchString(path) {
		write := `"custom.` + path + `"`
		return instead.Said("; for one of your own write "+write, write)
	}
	return instead.Words("; custom facts are named custom.NAME")
}
