package edit

import (
	"cmp"
	"errors"
	"path"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/internal/strictjson"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/leadfile"
	"github.com/leadqual/leadqual/qualify/lifecycle"
	"github.com/leadqual/leadqual/qualify/qualifytest"
)

// CodeNotAsWanted is the code of what a case wants and its decision has not.
const CodeNotAsWanted qualify.Code = "not_as_wanted"

// isCases tells whether a file is one of cases.
func (f *file) isCases() bool { return f.schema.name == "cases" || f.schema.name == "account_cases" }

// rulesOf is the name of the rule set that cases or a map go with: in the same folder
// the one that they are named after, as NAME.cases.json and NAME.map.json are after
// NAME.json, else rules.json, else the only one; "" where there is none.
func (p *Project) rulesOf(f *file) string {
	if !f.isCases() && f.schema.name != "map" {
		return ""
	}
	best, longest, others := "", -1, 0
	for _, name := range p.names() {
		if other := p.files[name]; !other.isRules() || !other.known || path.Dir(name) != path.Dir(f.name) {
			continue
		}
		stem := strings.TrimSuffix(qualifytest.Beside(name), "cases.json")
		switch named := strings.HasPrefix(f.name, stem); {
		case named && len(stem) > longest:
			best, longest = name, len(stem)
		case !named && longest < 0 && p.rootOf(name) == name:
			best = name
			others++
		}
	}
	if longest < 0 && others > 1 {
		return ""
	}
	return best
}

// rulesFor is the rule set that a file is, or goes with; of rules about accounts those
// about the people or those about the account. It is nil where there is none.
func (p *Project) rulesFor(f *file, people bool) *file {
	if f.isRules() {
		return f
	}
	rules := p.files[p.rulesOf(f)]
	switch {
	case rules == nil || rules.person == nil:
		return rules
	case people || f.schema.name == "map":
		return rules.person
	}
	return rules.account
}

// readOther reads a file that is no rule set.
func (p *Project) readOther(f *file, w *whole) (err error) {
	text := []byte(f.src)
	rules := &whole{}
	if f.isCases() && w.rules != "" {
		rules = p.whole(w.rules)
		for name, file := range rules.folder.read {
			w.folder.read[name] = file
		}
		w.folder.listed = rules.folder.listed
	}
	switch f.schema.name {
	case "cases":
		var cases *qualifytest.File
		if cases, err = qualifytest.Parse(f.name, text); err == nil && rules.engine != nil {
			err = f.notAsWanted(qualifytest.CheckCases(rules.engine, cases.Cases))
		}
	case "account_cases":
		var cases *qualifytest.AccountFile
		if cases, err = qualifytest.ParseAccounts(f.name, text); err == nil && rules.accounts != nil {
			err = f.notAsWanted(qualifytest.CheckAccountCases(rules.accounts, cases.Cases))
		}
	case "map":
		var facts map[string]qualify.Fact // nil takes any
		if of := p.rulesFor(f, true); of != nil {
			for _, other := range p.order(p.rootOf(of.name)) {
				w.folder.read[other.name] = other
			}
			if facts = p.vocabulary(of).rules.Facts; facts == nil {
				facts = map[string]qualify.Fact{}
			}
		}
		_, err = leadfile.ParseMap(f.name, text, facts)
	case "policy":
		_, err = lifecycle.ParsePolicy(f.name, text)
	case "roster":
		_, err = lifecycle.ParseRoster(f.name, text)
	}
	return err
}

// notAsWanted are the cases that failed as mistakes, each where the want stands.
func (f *file) notAsWanted(failed error) error {
	failures, ok := errors.AsType[qualifytest.Failures](failed)
	if !ok {
		return failed
	}
	cases := map[string]int{}
	list := f.root.member(f.src, "cases").items
	for i, n := range list {
		cases[n.member(f.src, "name").text(f.src)] = i
	}
	var errs qualify.Errors
	add := func(at, path, message string, n *node) {
		if path != "" {
			at = strictjson.PathKey(at, "want") + "." + path
		}
		e := &qualify.Error{Code: CodeNotAsWanted, Path: at, Message: message}
		f.locate(e, n.from)
		errs = append(errs, e)
	}
	for _, failure := range failures {
		i := cases[failure.Case]
		at := strictjson.PathItem("cases", i)
		if failure.Message != "" {
			add(at, "", failure.Message, list[i])
		}
		for _, d := range failure.Differences {
			message := strings.TrimPrefix(d.String(), d.Path+": ")
			add(at, d.Path, message, f.wanted(list[i].member(f.src, "want"), "", d.Path))
		}
	}
	return errs.Err()
}

// elementNames are the keys by which elements of a wanted list are told apart.
var elementNames = []string{"id", "path", "code", "role", "member"}

// wanted is what stands at a path of qualifytest, or the nearest thing around it.
func (f *file) wanted(n *node, at, path string) *node {
	inner := func(child *node, childAt string) *node {
		if rest, ok := strings.CutPrefix(path, childAt); child != nil && ok && (rest == "" || rest[0] == '.' || rest[0] == '[') {
			return f.wanted(child, childAt, path)
		}
		return nil
	}
	for i := range n.members {
		if m := &n.members[i]; m.value != nil {
			if found := inner(m.value, strictjson.PathKey(at, m.key.text(f.src))); found != nil {
				return found
			}
		}
	}
	for i, item := range n.items {
		for _, key := range elementNames {
			if name := item.member(f.src, key); name != nil {
				if found := inner(item, at+"["+name.text(f.src)+"]"); found != nil {
					return found
				}
			}
		}
		if found := inner(item, strictjson.PathItem(at, i)); found != nil {
			return found
		}
	}
	return n
}

// wantedIDs are the places of decisions that have ids of parts, or their names, with the
// lists of a rule set that these stand in.
var wantedIDs = map[string]string{
	"screening[].id": "screening", "fit.criteria[].id": "icp.criteria", "readiness.raised[]": "hand_raise",
	"score.rules[].id": "scoring.rules", "score.groups[].id": "scoring.groups", "bant.items[].id": "bant.items",
	"checklists[].id": "checklists", "checklists[].items[].id": "checklists[].items", "owner.route": "routes",
	"fit.grade": "icp.grades", "score.band": "scoring.bands",
}

// A reference is what a key or a value of cases or of a map speaks of.
type reference struct {
	symbol
	value bool // it is a value of the fact
}

// refers says what the key or value at a path speaks of, whose word is written; ok is
// false where that is nothing of a rule set.
func (f *file) refers(at []strictjson.Step, isKey bool, word string) (r reference, ok bool) {
	of := shape(at)
	people := f.schema.name == "cases" || f.schema.name == "map" || strings.Contains(of, "people[]")
	fact := func(name string) (reference, bool) {
		return reference{symbol{kind: KindFact, name: name, people: people}, !isKey}, true
	}
	switch {
	case f.schema.name == "map" && isKey && of == "fields":
		return fact(word)
	case f.schema.name == "map" && isKey && of == "activities[].custom":
		return fact("activities.custom." + word)
	case !f.isCases():
		return r, false
	}
	of = strings.TrimPrefix(of, "cases[].")
	if want, is := strings.CutPrefix(of, "want."); is {
		list := wantedIDs[strings.TrimPrefix(want, "people[].decision.")]
		return reference{symbol{kind: KindPart, list: list, name: word, people: people}, false}, list != "" && !isKey
	}
	for _, prefix := range []string{"lead", "account.people[]", "account"} {
		rest, is := strings.CutPrefix(of, prefix)
		if !is {
			continue
		}
		rest = strings.TrimPrefix(rest, ".")
		if isKey {
			rest = strings.TrimPrefix(rest+"."+word, ".")
		}
		return fact(strings.Replace(rest, "activities[].", "activities.", 1))
	}
	return r, false
}

// walkReferences finds what in a file speaks of a rule set.
func (f *file) walkReferences(yield func(r reference, n *node)) {
	var walk func(n *node, at []strictjson.Step)
	walk = func(n *node, at []strictjson.Step) {
		for i, item := range n.items {
			walk(item, append(at, strictjson.Step{Item: i}))
		}
		for _, m := range n.members {
			key := m.key.text(f.src)
			if r, ok := f.refers(at, true, key); ok {
				yield(r, m.key)
			}
			if m.value != nil {
				walk(m.value, append(at, strictjson.Step{Key: key, Item: -1}))
			}
		}
		if n.kind == text {
			if r, ok := f.refers(at, false, n.text(f.src)); ok && !r.value {
				yield(r, n)
			}
		}
	}
	walk(f.root, nil)
}

// spokenOf are the facts, ids and teams of the rule set that a value of cases may be, nil
// where it is something else.
func (c *completer) spokenOf() (out []string) {
	r, ok := c.f.refers(c.at.steps, false, "")
	rules := c.p.rulesFor(c.f, r.people)
	if rules == nil {
		return nil
	}
	key := c.at.steps[len(c.at.steps)-1].Key
	switch {
	case ok && r.kind == KindPart:
		out = c.p.ids(rules, steps(strings.ReplaceAll(r.list, "[]", "[0]")))
	case ok:
		name := strings.TrimPrefix(r.name, "activities")
		fact, _ := c.p.vocabulary(rules).fact(name)
		out = append(out, fact.Enum...)
		for value := range c.p.uses(c.p.together(rules), nil).values[name] {
			out = append(out, value)
		}
		slices.Sort(out[len(fact.Enum):])
	case key == "team" || key == "action" || key == "roster":
		for _, f := range c.p.together(rules) {
			f.textsOf(f.root, key, func(text string) { out = append(out, text) })
		}
		slices.Sort(out)
	}
	return out
}

// textsOf finds the texts that a key has anywhere.
func (f *file) textsOf(n *node, key string, yield func(string)) {
	for _, item := range n.items {
		f.textsOf(item, key, yield)
	}
	for _, m := range n.members {
		switch {
		case m.value == nil:
		case m.value.kind == text && m.key.text(f.src) == key:
			yield(m.value.text(f.src))
		default:
			f.textsOf(m.value, key, yield)
		}
	}
}

// factKeys are the facts that the keys of an object in cases or in a map may be.
func (c *completer) factKeys() (out []schemaKey) {
	r, ok := c.f.refers(c.at.steps, true, "")
	if !ok {
		return nil
	}
	prefix := strings.TrimPrefix(r.name, "activities") // which the keys go on from
	isMap := c.f.schema.name == "map"
	switch {
	case isMap && prefix == "":
		for _, f := range qualify.LeadFields() {
			s := leadSchema()
			out = append(out, schemaKey{name: f.Name, doc: s.doc(s.at(steps(f.Name), false)), typ: "object"})
		}
	case !strings.HasSuffix(prefix, "custom."):
		return nil // the schema has these
	}
	rules := c.p.rulesFor(c.f, r.people)
	if rules == nil {
		return out
	}
	for _, f := range c.p.vocabulary(rules).facts() {
		key, is := strings.CutPrefix(f.name, cmp.Or(prefix, "custom."))
		if !is {
			continue
		}
		if prefix == "" {
			key = f.name
		}
		typ := f.Type
		if isMap {
			typ = "object"
		}
		out = append(out, schemaKey{name: key, doc: f.doc(), typ: typ})
	}
	return out
}
