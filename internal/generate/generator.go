package generate

import (
	"math/rand/v2"
	"strconv"
)

// Options say what to leave out, and what to add. The zero value leaves out
// nothing.
type Options struct {
	// Honest leaves out ?? and nil, by which a rule set gives up that known
	// outcomes stay.
	Honest bool
	// AsExpr leaves out what expr has not or means differently.
	AsExpr bool
	// Whole leaves out holes: leads have all facts, none of a wrong kind.
	Whole bool
	// JSON leaves out values that a lead read from JSON cannot have.
	JSON bool
	// Records adds what comes of the records of a CRM: facts with defaults and
	// ages, texts that are compared folded, leads with Seen, wishes before a
	// reset or ahead of AsOf, and clocks that are wrong. Fact.Known knows nothing
	// of these.
	Records bool
}

// Generator makes rule sets and leads. It belongs to one goroutine.
type Generator struct {
	r       *rand.Rand
	o       Options
	defines []define
	ids     int
}

// define is a definition that expressions may name.
type define struct {
	name string
	kind kind
	view bool // it is about an activity
	flat bool // it goes over no list, so that it may stand inside what does
}

// New makes a generator. Equal seeds and options make equal things.
func New(seed uint64, o Options) *Generator {
	return &Generator{r: rand.New(rand.NewPCG(seed, 0x1ead)), o: o}
}

// Rand is the source of randomness, for choices that belong to what is made.
func (g *Generator) Rand() *rand.Rand { return g.r }

// one is true once in n times.
func (g *Generator) one(n int) bool { return g.r.IntN(n) == 0 }

func pick[T any](g *Generator, from ...T) T { return from[g.r.IntN(len(from))] }

// some is a few of the values, in their order and each once, at least one.
func some[T any](g *Generator, from []T) []T {
	for {
		var out []T
		for _, v := range from {
			if g.one(max(2, len(from)/2)) {
				out = append(out, v)
			}
		}
		if len(out) > 0 {
			return out
		}
	}
}

func (g *Generator) id(prefix string) string {
	g.ids++
	return prefix + strconv.Itoa(g.ids)
}
