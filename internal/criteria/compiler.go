package criteria

import "github.com/leadqual/leadqual/internal/instead"

// MaxLevels is how deep aggregates may nest.
const MaxLevels = 2

// Limits bound what a text may ask of the compiler and the evaluator.
type Limits struct {
	Length  int // bytes of one text
	Nesting int // brackets and operators within one another, definitions inserted
	Size    int // parts of one expression, definitions inserted; a pattern counts as its program
	Total   int // parts of all expressions together, definitions inserted, and texts of the lists they look at
	Pattern int // bytes of one regular expression
}

// A Fact is a slot's declaration.
type Fact struct {
	Path   string
	Kind   Kind // Bool, Number, String, Time or Strings
	Fold   Said // how it is compared, of String and Strings
	Result bool // what was decided, which only routes may name
	// Refused says why no text may name it; "" is that texts may.
	Refused string
	// Words are all that a String may be equal to, so that any other is a
	// misspelling. Nil is that nobody says.
	Words []string
}

// Said is what a fact says of how it is compared.
type Said uint8

// Unsaid leaves it to the rule set.
const (
	Unsaid Said = iota
	Folded      // blind to case and to blanks at its ends
	Exact       // as it is
)

// A Vocabulary is what the texts of one rule set may name. Facts and tables of
// kind None are such whose declaration is wrong, as was said of it: texts that
// name them do not compile, and nothing is said of it there.
type Vocabulary struct {
	Facts   []Fact
	Custom  []Fact              // fields of activities, by their paths there: custom.NAME
	People  []Fact              // fields of an account's people, by their paths there; nil for rules about a lead
	Lists   map[string][]string // under lists.*
	Tables  map[string]*Table   // for lookup
	Defines map[string]string
	Folded  bool // texts are compared so where no fact says otherwise
}

// Problem is one mistake in a text; From and To are byte offsets in it.
type Problem struct {
	Code     string
	Message  string
	From, To int
	Mend     *instead.Mend // what to write in place of a stretch of the text; nil is not known
}

// The codes of problems.
const (
	CodeSyntax       = "syntax"        // expr cannot parse it
	CodeUnknownName  = "unknown_name"  // no such variable, field, list, definition or function
	CodeUnsupported  = "not_supported" // expr has it, criteria have not
	CodeType         = "type"          // an operand or the whole is of the wrong kind
	CodeArguments    = "arguments"     // too many or too few, or not constant
	CodeBadConstant  = "bad_constant"  // a pattern, date or duration that does not parse
	CodeUnknownWord  = "unknown_word"  // a fact is none of the words that it is compared with
	CodeTooLarge     = "too_large"     // beyond one of Limits
	CodeDefineCycle  = "define_cycle"  // a definition that needs itself
	CodeEmpty        = "empty"         // no text
	CodeBracket      = "bracket"       // an each text that closes the bracket around it
	CodeOutOfElement = "outside_list"  // .field or # where there is no element
)

type (
	// Cond is the number of a condition that was added.
	Cond int
	// Num is the number of an amount that was added.
	Num int
	// Each is the number of a predicate over activities that was added.
	Each int
)

// A Compiler collects the texts of one rule set. Not safe for concurrent use.
type Compiler struct {
	vocabulary *Vocabulary
	limits     Limits
	names      map[string]int  // fact path -> index in vocabulary.Facts
	groups     map[string]bool // of facts that are no results
	decided    map[string]bool // results, and groups of them
	fields     map[string]bool // of activities, by their paths there
	// What an activity has, as Node.Field counts.
	activityFacts []Fact
	nodes         map[nodeKey]*Node
	room          []Node               // for new ones
	mentioned     map[string]*Mentions // by slots
	defines       map[string]*definition
	namings       map[string][]naming // by text
	slotOf        map[int]int         // fact index -> slot
	slots         []int               // fact index by slot
	total         int
	listed        int              // texts in lists that the nodes look at; see node.measure
	programs      int              // instructions of all patterns
	lists         map[string]*Node // under lists.*, of those mentioned
	foldedLists   map[*Node]*Node
	wordSets      map[*Fact]*wordSet  // by fact
	domains       map[*Node]DomainSet // by list
	foldedTables  map[string]*Table   // of those that a folded text is looked up in
	near          suggester
	conds         []*Node
	nums          []*Node
	eaches        []*Node
}

// NewCompiler makes a compiler for texts over the vocabulary, which it reads
// and does not change.
func NewCompiler(v *Vocabulary, limits Limits) *Compiler {
	c := &Compiler{
		vocabulary: v, limits: limits,
		names: map[string]int{}, groups: map[string]bool{}, decided: map[string]bool{}, fields: map[string]bool{}, nodes: map[nodeKey]*Node{}, mentioned: map[string]*Mentions{},
		defines: map[string]*definition{}, namings: map[string][]naming{}, slotOf: map[int]int{}, lists: map[string]*Node{},
		foldedLists: map[*Node]*Node{}, wordSets: map[*Fact]*wordSet{}, domains: map[*Node]DomainSet{}, foldedTables: map[string]*Table{},
	}
	for i := range activityFields {
		c.activityFacts = append(c.activityFacts, activityFields[i].Fact)
	}
	c.activityFacts = append(c.activityFacts, v.Custom...)
	for i := range c.activityFacts {
		c.fields[c.activityFacts[i].Path] = true
	}
	for i, f := range v.Facts {
		c.names[f.Path] = i
		if group, _, ok := cutDot(f.Path); ok && !f.Result {
			c.groups[group] = true
		}
		for path, more := f.Path, f.Result; more && !c.decided[path]; path, _, more = cutLastDot(path) {
			c.decided[path] = true
		}
	}
	return c
}

// Expect makes room for the nodes of so many texts, before the first.
func (c *Compiler) Expect(texts int) {
	const usual, most = 6, 1 << 16 // nodes of a text, and of all
	if len(c.nodes) == 0 {
		c.nodes = make(map[nodeKey]*Node, min(texts, most/usual)*usual)
	}
}

// Cond adds a condition, a text that is true or false.
func (c *Compiler) Cond(text string) (Cond, []Problem) {
	return c.cond(text, false)
}

// RouteCond adds a condition that may name results. Those that do are no part of
// what a Program runs.
func (c *Compiler) RouteCond(text string) (Cond, []Problem) { return c.cond(text, true) }

func (c *Compiler) cond(text string, results bool) (Cond, []Problem) {
	n, problems := c.compile(text, Bool, lowering{results: results})
	if problems != nil {
		return 0, problems
	}
	c.conds = append(c.conds, n)
	return Cond(len(c.conds) - 1), nil
}

// Num adds a text that is a number.
func (c *Compiler) Num(text string) (Num, []Problem) {
	n, problems := c.compile(text, Number, lowering{})
	if problems != nil {
		return 0, problems
	}
	c.nums = append(c.nums, n)
	return Num(len(c.nums) - 1), nil
}

// FactCond adds the condition that a fact is true, which texts need not be able to
// name.
func (c *Compiler) FactCond(path string) Cond {
	i := c.names[path]
	f := &c.vocabulary.Facts[i]
	n := c.intern(Node{Op: OpFact, Kind: f.Kind, Slot: c.slot(i), Text: f.Path})
	c.mentions(n)
	c.conds = append(c.conds, n)
	return Cond(len(c.conds) - 1)
}

// Each adds a predicate over one activity, as it would stand inside
// any(activities, ...). It may mention no facts of the lead.
func (c *Compiler) Each(text string) (Each, []Problem) {
	n, problems := c.compile(text, Bool, lowering{elements: []current{{kind: OneActivity}}})
	if problems != nil {
		return 0, problems
	}
	c.eaches = append(c.eaches, n)
	return Each(len(c.eaches) - 1), nil
}

// slot returns the slot of a fact, making one at its first use.
func (c *Compiler) slot(fact int) int {
	s, ok := c.slotOf[fact]
	if !ok {
		s = len(c.slots)
		c.slotOf[fact] = s
		c.slots = append(c.slots, fact)
	}
	return s
}

// Uses tells whether a text has mentioned a fact.
func (c *Compiler) Uses(path string) bool {
	i, ok := c.names[path]
	if ok {
		_, ok = c.slotOf[i]
	}
	return ok
}

// Use makes a slot for a fact that no text may have mentioned, so that the
// frame has a place for it.
func (c *Compiler) Use(path string) (slot int, ok bool) {
	i, ok := c.names[path]
	if !ok {
		return 0, false
	}
	return c.slot(i), true
}

// Size is the number of parts of all texts, definitions inserted, and of the
// texts of the lists that they look at.
func (c *Compiler) Size() int { return c.total + c.listed }

// Nodes is the number of nodes made so far; the next one has this ID.
func (c *Compiler) Nodes() int { return len(c.nodes) }

// Vocabulary is what the texts may name.
func (c *Compiler) Vocabulary() *Vocabulary { return c.vocabulary }

// Slots are the facts that the texts name, by slot, as indices into the
// vocabulary's Facts.
func (c *Compiler) Slots() []int { return c.slots }

// Conds are the trees of the conditions, by number.
func (c *Compiler) Conds() []*Node { return c.conds }

// Nums are the trees of the computed numbers, by number.
func (c *Compiler) Nums() []*Node { return c.nums }

// Eaches are the trees of the predicates over activities, by number.
func (c *Compiler) Eaches() []*Node { return c.eaches }

// Sibling makes a compiler for the texts of another rule set over the same facts
// and fields of activities in the same order. The nodes of both are interned together, so that what is
// equal in the two rule sets is one node. c must not be used afterwards but for
// its trees.
func (c *Compiler) Sibling(v *Vocabulary) *Compiler {
	s := NewCompiler(v, c.limits)
	s.nodes, s.room, s.mentioned, s.slotOf, s.slots = c.nodes, c.room, c.mentioned, c.slotOf, c.slots
	return s
}
