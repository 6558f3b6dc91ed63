package eval

import (
	"slices"

	"github.com/leadqual/leadqual/internal/criteria"
)

// A Program evaluates all the texts of one rule set. It is immutable and safe
// for concurrent use.
type Program struct {
	kinds   []criteria.Kind
	customs int // fields of activities

	personFields int // of people

	slots  []int
	conds  []*criteria.Node
	nums   []*criteria.Node
	eaches []*criteria.Node

	// How Run finds the outcomes; see network, index, question and pass.
	net                        network
	always                     []int32
	bools                      []boolIndex
	numbers                    []numberIndex
	countChecks, extremeChecks []check
	factChecks                 []factChecks
	guarded                    []guarded
	texts                      []textIndex
	lists                      []listIndex
	walked                     []walkedLiteral
	questions                  []question         // all of these that may be left, in this order
	first                      [questionKinds]int // number of the first question of a kind
	reaches                    []reach            // by slot
	pass                       pass
	size                       int       // parts of all texts, for Work
	nodes                      int       // how many the compiler made
	aggregateOf                []int32   // by node, one more than the index of the tally that counts it; 0 without
	blank                      []float64 // Frame.regs of no activities
	walkedEaches               []int32   // predicates that the pass cannot match

	rare            []*criteria.Pattern // that have a pattern of their own
	walksActivities bool                // Run walks some text that looks at the activities
	theirs          []*theirTest        // by node: of functions over people's activities
	peopleDeep      int                 // how many lists of people stand inside each other at most
	peopleBesides   bool                // a list of people stands inside one of activities, or the other way round
}

// NewProgram makes the program of all texts that the compiler has collected.
// The compiler must not be used after it.
func NewProgram(c *criteria.Compiler) *Program {
	p := &Program{customs: len(c.Vocabulary().Custom), personFields: len(c.Vocabulary().People), slots: c.Slots(), conds: c.Conds(), nums: c.Nums(), eaches: c.Eaches(), size: c.Size()}
	build(c, p)
	p.nodes = c.Nodes()
	p.aggregateOf = slices.Grow(p.aggregateOf, p.nodes)[:p.nodes]
	p.walksActivities = len(p.walkedEaches) > 0
	for _, l := range p.walked {
		p.walksActivities = p.walksActivities || l.n.Activities && p.aggregateOf[l.n.ID] == 0
	}
	for _, n := range p.nums {
		p.walksActivities = p.walksActivities || n.Activities && p.aggregateOf[n.ID] == 0
	}
	for _, n := range slices.Concat(p.conds, p.nums) {
		p.lookForPeople(n, 0, 0)
	}
	p.pass.seal(p)
	for _, fact := range p.slots {
		p.kinds = append(p.kinds, c.Vocabulary().Facts[fact].Kind)
	}
	p.trim()
	return p
}

// lookForPeople finds how deep lists of people stand in a text, of which so many lists
// of people and of all activities stand around.
func (p *Program) lookForPeople(n *criteria.Node, people, activities int) {
	if !n.People {
		return
	}
	if goesOverList(n) {
		p.lookForPeople(n.Args[0], people, activities)
		switch list := n.Args[0]; {
		case list.Kind == criteria.People:
			people++
		case list.Kind == criteria.Activities && list.Op != criteria.OpTheirs:
			activities++
		}
		p.peopleDeep = max(p.peopleDeep, people)
		p.peopleBesides = p.peopleBesides || people > 0 && activities > 0
		for _, a := range n.Args[1:] {
			p.lookForPeople(a, people, activities)
		}
		return
	}
	for _, a := range n.Args {
		p.lookForPeople(a, people, activities)
	}
}

// Work estimates what Run costs over the frame's lead: every part once or, where
// a predicate has to be walked for each activity or person, so many times; and the
// bytes of its texts.
func (p *Program) Work(f *Frame) int {
	work := p.size
	if f.nonFinite || p.walksActivities {
		work *= 1 + f.visibleCount
	}
	of := p.size
	for range p.peopleDeep {
		of *= 1 + min(len(f.People), 1<<20)
		work += of
	}
	if p.peopleBesides {
		work += p.size * (1 + min(len(f.People), 1<<20)) * f.visibleCount
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

// Cond is the tree of a condition.
func (p *Program) Cond(c criteria.Cond) *criteria.Node { return p.conds[c] }

// Num is the tree of a computed number.
func (p *Program) Num(n criteria.Num) *criteria.Node { return p.nums[n] }

// Each is the tree of a predicate over activities.
func (p *Program) Each(e criteria.Each) *criteria.Node { return p.eaches[e] }

// Conds are the trees of all conditions, by number.
func (p *Program) Conds() []*criteria.Node { return p.conds }

// Nums are the trees of all computed numbers, by number.
func (p *Program) Nums() []*criteria.Node { return p.nums }

// Eaches are the trees of all predicates over activities, by number.
func (p *Program) Eaches() []*criteria.Node { return p.eaches }

// Kinds are those of the facts that the program reads, by slot.
func (p *Program) Kinds() []criteria.Kind { return p.kinds }
