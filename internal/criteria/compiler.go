// Package criteria turns the expressions of a rule set into a program that
// evaluates them over a frame of typed slots, three-valued.
//
// A text takes this way: expr parses it (parse.go); lowering gives every part
// a kind and refuses what the language does not have (lower.go, calls.go);
// equal parts of all texts become one node (node.go); evaluation walks the
// nodes (eval.go), and where an outcome is unknown, behind.go names the facts
// it rests on.
//
// The package knows neither leads nor rule sets: qualify lists the facts in a
// Vocabulary and fills a Frame.
package criteria

// maxLevels is how deep aggregates may nest.
const maxLevels = 2

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
	Path string
	Kind Kind // Bool, Number, String, Time or Strings
}

// A Vocabulary is what the texts of one rule set may name.
type Vocabulary struct {
	Facts   []Fact
	Lists   map[string][]string // under lists.*
	Defines map[string]string
}

// Problem is one mistake in a text; From and To are byte offsets in it.
type Problem struct {
	Code     string
	Message  string
	From, To int
}

// The codes of problems.
const (
	CodeSyntax       = "syntax"        // expr cannot parse it
	CodeUnknownName  = "unknown_name"  // no such variable, field, list, definition or function
	CodeUnsupported  = "not_supported" // expr has it, criteria have not
	CodeType         = "type"          // an operand or the whole is of the wrong kind
	CodeArguments    = "arguments"     // too many or too few, or not constant
	CodeBadConstant  = "bad_constant"  // a pattern, date or duration that does not parse
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
	names      map[string]int // fact path -> index in vocabulary.Facts
	groups     map[string]bool
	nodes      map[nodeKey]*node
	defines    map[string]*definition
	slotOf     map[int]int // fact index -> slot
	slots      []int       // fact index by slot
	total      int
	listed     int              // texts in lists that the nodes look at; see node.measure
	programs   int              // instructions of all patterns
	lists      map[string]*node // under lists.*, of those mentioned
	near       suggester
	conds      []*node
	nums       []*node
	eaches     []*node
}

// NewCompiler makes a compiler for texts over the vocabulary, which it reads
// and does not change.
func NewCompiler(v *Vocabulary, limits Limits) *Compiler {
	c := &Compiler{
		vocabulary: v, limits: limits,
		names: map[string]int{}, groups: map[string]bool{}, nodes: map[nodeKey]*node{},
		defines: map[string]*definition{}, slotOf: map[int]int{}, lists: map[string]*node{},
	}
	for i, f := range v.Facts {
		c.names[f.Path] = i
		if group, _, ok := cutDot(f.Path); ok {
			c.groups[group] = true
		}
	}
	return c
}

// Cond adds a condition, a text that is true or false.
func (c *Compiler) Cond(text string) (Cond, []Problem) {
	n, problems := c.compile(text, Bool, nil)
	if problems != nil {
		return 0, problems
	}
	c.conds = append(c.conds, n)
	return Cond(len(c.conds) - 1), nil
}

// Num adds a text that is a number.
func (c *Compiler) Num(text string) (Num, []Problem) {
	n, problems := c.compile(text, Number, nil)
	if problems != nil {
		return 0, problems
	}
	c.nums = append(c.nums, n)
	return Num(len(c.nums) - 1), nil
}

// Each adds a predicate over one activity, as it would stand inside
// any(activities, ...). It may mention no facts of the lead.
func (c *Compiler) Each(text string) (Each, []Problem) {
	n, problems := c.compile(text, Bool, []Kind{Act})
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

// Use makes a slot for a fact that no text may have mentioned, so that the
// frame has a place for it.
func (c *Compiler) Use(path string) (slot int, ok bool) {
	i, ok := c.names[path]
	if !ok {
		return 0, false
	}
	return c.slot(i), true
}

// A Program evaluates all the texts of one rule set. It is immutable and safe
// for concurrent use.
type Program struct {
	facts  []Fact
	slots  []int
	conds  []*node
	nums   []*node
	eaches []*node

	// How Run finds the outcomes; see network, index, question and pass.
	net                         network
	always                      []int32
	flags                       []flag
	scales                      []scale
	guarded                     []guarded
	countChecks, registerChecks []check
	texts                       []question
	lists                       []listQuestion
	leaves                      []leaf
	pass                        pass
	size                        int       // parts of all texts, for Work
	nodes                       int       // how many the compiler made
	blank                       []float64 // Frame.regs of no activities
	oddEaches                   []int32   // predicates that the pass cannot match

	walksActs bool // Run walks some text that looks at the activities
}

// Program ends the collection. The compiler must not be used after it.
func (c *Compiler) Program() *Program {
	p := &Program{facts: c.vocabulary.Facts, slots: c.slots, conds: c.conds, nums: c.nums, eaches: c.eaches, size: c.total + c.listed}
	c.wire(p)
	p.walksActs = len(p.oddEaches) > 0
	for _, l := range p.leaves {
		p.walksActs = p.walksActs || l.n.acts && l.n.tally == 0
	}
	for _, n := range p.nums {
		p.walksActs = p.walksActs || n.acts && n.tally == 0
	}
	p.pass.seal(p)
	p.nodes = len(c.nodes)
	return p
}

// Work estimates what Run costs over the frame's lead: every part once or, where
// a predicate has to be walked for each activity, so many times; and the bytes
// of its texts.
func (p *Program) Work(f *Frame) int {
	work := p.size
	if f.odd || p.walksActs {
		work *= 1 + f.seen
	}
	for slot, known := range f.Known {
		if !known {
			continue
		}
		work += len(f.Str[slot])
		for _, s := range f.List[slot] {
			work += 1 + len(s)
		}
	}
	return work
}

// Slots are the facts that the program reads, by slot, as indices into the
// vocabulary's Facts.
func (p *Program) Slots() []int { return p.slots }

// Facts are the slots that a condition mentions, in the order of its text.
func (p *Program) Facts(c Cond) []int { return p.conds[c].facts }

// Unsteady tells, by slot, whether a text that uses ?? or compares with nil
// mentions it, so that filling it in may change a known answer.
func (p *Program) Unsteady() []bool {
	unsteady := make([]bool, len(p.slots))
	for _, list := range [][]*node{p.conds, p.nums} {
		for _, n := range list {
			if !n.givesUp {
				continue
			}
			for _, slot := range n.facts {
				unsteady[slot] = true
			}
		}
	}
	return unsteady
}

// FactsGivenUp are the slots that a condition mentions if it uses ?? or
// compares with nil, so that filling one in may change its known outcome.
func (p *Program) FactsGivenUp(c Cond) []int {
	if n := p.conds[c]; n.givesUp {
		return n.facts
	}
	return nil
}

// NumFacts are the slots that a computed number mentions.
func (p *Program) NumFacts(n Num) []int { return p.nums[n].facts }

// GivesUp tells whether any text uses ?? or compares with nil, and so may
// change a known answer when an unknown fact is filled in.
func (p *Program) GivesUp() bool {
	for _, n := range p.conds {
		if n.givesUp {
			return true
		}
	}
	for _, n := range p.nums {
		if n.givesUp {
			return true
		}
	}
	return false
}
