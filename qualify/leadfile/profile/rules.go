package profile

import (
	"maps"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/vocabulary"
	"github.com/leadqual/leadqual/qualify"
)

// comparisons are the texts that a rule set compares facts with.
type comparisons struct {
	rs     *qualify.RuleSet
	infos  map[string]qualify.FactInfo // by path; activities.FIELD for those of activities
	used   map[string]bool             // paths that some part reads
	uses   map[string][]*use           // by path, in the order of the rule set
	exacts map[string]bool             // compared without folding
}

// use is a text that a fact is compared with.
type use struct {
	text   string
	op     criteria.Op
	node   *criteria.Node
	term   *criteria.Node // what is compared: the fact, in functions that change its case
	places []string
}

// newComparisons reads the trees of the rule set.
func newComparisons(e *qualify.Engine) *comparisons {
	rs := e.RuleSet()
	c := &comparisons{rs: rs, infos: map[string]qualify.FactInfo{}, used: map[string]bool{}, uses: map[string][]*use{}, exacts: map[string]bool{}}
	for _, f := range rs.AllFacts() {
		c.infos[f.Path] = f
	}
	for _, f := range rs.AllActivityFields() {
		c.infos["activities."+f.Path] = f
	}
	const unbounded = 1 << 30 // the rule set has compiled within its own limits
	compiler := criteria.NewCompiler(vocabulary.Of(rs), criteria.Limits{Length: unbounded, Nesting: 10_000, Size: unbounded, Total: unbounded, Pattern: unbounded})
	compiler.Defines()
	for part := range rs.Parts() {
		if part.Section == "define" { // written out where they are used
			continue
		}
		for i := range part.Texts {
			if n := tree(compiler, &part, &part.Texts[i]); n != nil {
				c.walk(n, part.Place)
			}
		}
	}
	c.used["id"] = true // owners are found by it
	if c.used["created_days_ago"] || c.used["idle_days"] {
		c.used["created_at"], c.used["reset_at"] = true, true
	}
	if c.used["answers.wants_contact"] {
		c.used["answers.wants_contact_at"] = true
	}
	return c
}

// tree compiles a text of a part; nil where that is not possible, which its own
// compiler would have told.
func tree(compiler *criteria.Compiler, part *qualify.Part, text *qualify.PartText) *criteria.Node {
	switch {
	case text.Form() == "each":
		if n, problems := compiler.Each(text.Text()); len(problems) == 0 {
			return compiler.Eaches()[n]
		}
	case text.Form() == "compute":
		if n, problems := compiler.Num(text.Text()); len(problems) == 0 {
			return compiler.Nums()[n]
		}
	case part.Section == "routes":
		if n, problems := compiler.RouteCond(text.Text()); len(problems) == 0 {
			return compiler.Conds()[n]
		}
	default:
		if n, problems := compiler.Cond(text.Text()); len(problems) == 0 {
			return compiler.Conds()[n]
		}
	}
	return nil
}

// keyOf names the fact that a term is about, "" where it is about something else.
func keyOf(n *criteria.Node) string {
	switch n.Op {
	case criteria.OpFact:
		return n.Path()
	case criteria.OpField:
		return "activities." + n.Path()
	case criteria.OpTrim, criteria.OpLower, criteria.OpUpper, criteria.OpFold:
		return keyOf(n.Args[0])
	case criteria.OpOrElse:
		return keyOf(n.Args[0])
	}
	return ""
}

// folds tells whether a term is blind to case.
func folds(n *criteria.Node) bool {
	switch n.Op {
	case criteria.OpFold, criteria.OpLower, criteria.OpUpper:
		return true
	case criteria.OpTrim, criteria.OpOrElse:
		return folds(n.Args[0])
	}
	return false
}

// walk collects the comparisons in a tree.
func (c *comparisons) walk(n *criteria.Node, place string) {
	switch n.Op {
	case criteria.OpFact, criteria.OpField:
		c.used[keyOf(n)] = true
	case criteria.OpActivities:
		c.used["activities.type"], c.used["activities.at"] = true, true
	case criteria.OpEq, criteria.OpNe, criteria.OpInList, criteria.OpContains, criteria.OpStartsWith, criteria.OpEndsWith:
		x, y := n.Args[0], n.Args[1]
		if (n.Op == criteria.OpEq || n.Op == criteria.OpNe) && x.Op == criteria.OpConst {
			x, y = y, x
		}
		var texts []string
		switch {
		case y.Op == criteria.OpConst && y.Kind == criteria.String:
			texts = []string{y.Text}
		case y.Op == criteria.OpList:
			texts = y.Texts
		}
		if n.Op == criteria.OpInList && x.Op == criteria.OpConst && x.Kind == criteria.String { // "crm" in company.technologies
			x, texts = y, []string{x.Text}
		}
		c.add(x, texts, n, place)
	case criteria.OpMatches:
		c.exacts[keyOf(n.Args[0])] = true
	case criteria.OpHasWord:
		var texts []string
		for _, words := range n.Words {
			texts = append(texts, strings.Join(words, " "))
		}
		c.add(n.Args[0], texts, n, place)
	case criteria.OpLookup:
		if n.Table != nil {
			c.add(n.Args[0], n.Table.Keys(), n, place)
		}
	}
	for _, a := range n.Args {
		c.walk(a, place)
	}
}

func (c *comparisons) add(term *criteria.Node, texts []string, n *criteria.Node, place string) {
	key := keyOf(term)
	if key == "" || len(texts) == 0 {
		return
	}
	if !folds(term) && n.Op != criteria.OpHasWord {
		c.exacts[key] = true
	}
	for _, text := range texts {
		i := slices.IndexFunc(c.uses[key], func(u *use) bool { return u.text == text && u.op == n.Op && folds(u.term) == folds(term) })
		if len(texts) > 200 { // a table, whose keys differ
			i = -1
		}
		if i < 0 {
			c.uses[key] = append(c.uses[key], &use{text, n.Op, n, term, []string{place}})
		} else if u := c.uses[key][i]; !slices.Contains(u.places, place) {
			u.places = append(u.places, place)
		}
	}
}

// factOf is the fact of a field, as comparisons have it.
func factOf(field string) string {
	if strings.HasPrefix(field, "activities[") {
		return "activities" + field[strings.IndexByte(field, ']')+1:]
	}
	return field
}

// names tells whether a rule names a text that is read into one of the fields.
func (c *comparisons) names(fields []string, text string) bool {
	if c == nil {
		return false
	}
	for _, f := range fields {
		fact := factOf(f)
		if slices.Contains(c.infos[fact].Enum, text) || slices.ContainsFunc(c.uses[fact], func(u *use) bool { return oneCase(u.text) == oneCase(text) }) {
			return true
		}
	}
	return false
}

// exact tells whether some rule compares one of the fields as it stands.
func (c *comparisons) exact(fields []string) bool {
	return slices.ContainsFunc(fields, func(f string) bool { return c.exacts[factOf(f)] })
}

// reads tells whether some rule reads one of the fields.
func (c *comparisons) reads(fields []string) bool {
	return slices.ContainsFunc(fields, func(f string) bool { return c.used[factOf(f)] || strings.HasPrefix(f, "seen.") })
}

func (c *comparisons) hasDefault(path string) bool {
	return c != nil && c.infos[path].Default != nil
}

func (c *comparisons) isList(fields []string) bool {
	return c != nil && slices.ContainsFunc(fields, func(f string) bool { return c.infos[factOf(f)].Type == "strings" })
}

// paths are the facts with comparisons, sorted.
func (c *comparisons) paths() []string { return slices.Sorted(maps.Keys(c.uses)) }

// changed is a text as the term compares it.
func changed(term *criteria.Node, text string) string {
	switch term.Op {
	case criteria.OpTrim:
		return strings.TrimSpace(changed(term.Args[0], text))
	case criteria.OpLower:
		return strings.ToLower(changed(term.Args[0], text))
	case criteria.OpUpper:
		return strings.ToUpper(changed(term.Args[0], text))
	case criteria.OpFold:
		return criteria.FoldFact(changed(term.Args[0], text))
	case criteria.OpOrElse:
		return changed(term.Args[0], text)
	}
	return text
}

// meets tells whether a value is one that the rule looks for.
func (u *use) meets(value string) bool {
	v := changed(u.term, value)
	switch u.op {
	case criteria.OpContains:
		return strings.Contains(v, u.text)
	case criteria.OpStartsWith:
		return strings.HasPrefix(v, u.text)
	case criteria.OpEndsWith:
		return strings.HasSuffix(v, u.text)
	case criteria.OpHasWord:
		return criteria.HasWords(v, strings.Fields(u.text))
	}
	return v == u.text
}

// means tells whether the rule would look for a value if case did not count.
func (u *use) means(value string) bool {
	v, text := criteria.Fold(changed(u.term, value)), criteria.Fold(u.text)
	switch u.op {
	case criteria.OpContains:
		return strings.Contains(v, text)
	case criteria.OpStartsWith:
		return strings.HasPrefix(v, text)
	case criteria.OpEndsWith:
		return strings.HasSuffix(v, text)
	case criteria.OpHasWord:
		return false
	}
	return oneCase(v) == oneCase(text)
}
