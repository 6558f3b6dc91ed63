package criteria

// A Form is what a text has to be.
type Form uint8

// The forms of texts.
const (
	CondForm      Form = iota // a condition
	RouteCondForm             // a condition that may name results
	NumForm                   // a number
	EachForm                  // a predicate over one activity
	DefineForm                // a definition, which is of any kind
)

// Check looks at one text without adding it: what is wrong with it, and of which
// kind it is, None for a definition. It keeps the nodes that the text came to, so
// that a compiler that checks very many texts has to be made anew; see Nodes. With
// quiet the problems suggest no names, which takes longer than all else.
func (c *Compiler) Check(form Form, name, text string, quiet bool) (Kind, []Problem) {
	made, total := c.near.made, c.total
	defer func() { c.near.made, c.total = made, total }()
	c.near.made = 0
	if quiet {
		c.near.made = maxSuggestions
	}
	want, l := Bool, lowering{}
	switch form {
	case DefineForm:
		return None, c.checkDefine(name, text)
	case NumForm:
		want = Number
	case RouteCondForm:
		l.results = true
	case EachForm:
		l.elements = []current{{kind: OneActivity}}
	}
	_, problems := c.compile(text, want, l)
	if len(problems) > 0 {
		return None, problems
	}
	return want, nil
}

// checkDefine looks at the text of a definition as if it stood under a name.
func (c *Compiler) checkDefine(name, text string) []Problem {
	d := c.define(text)
	if len(d.problems) > 0 {
		return d.problems
	}
	way := []string{name}
	if c.needed(d, name, &way, map[string]bool{}) {
		cycle := c.cycle(way, 0)
		cycle.To = len(text)
		return []Problem{cycle}
	}
	return c.checkDefinition(d, text)
}

// needed tells whether a definition needs one of a name, and by way of which.
func (c *Compiler) needed(d *definition, name string, way *[]string, seen map[string]bool) bool {
	for _, n := range d.needs {
		if n == name {
			return true
		}
		next := c.defines[n]
		if next == nil || seen[n] {
			continue
		}
		seen[n] = true
		*way = append(*way, n)
		if c.needed(next, name, way, seen) {
			return true
		}
		*way = (*way)[:len(*way)-1]
	}
	return false
}

// ActivityFields are the fields of an activity that texts of this vocabulary can
// name, those of every activity first. Not to be changed.
func (c *Compiler) ActivityFields() []Fact { return c.activityFacts }
