package eval

import (
	"slices"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/qualify/truth"
)

// A Frame holds what the expressions of one Program see of one lead, and the
// outcomes after Run. Its memory is reused from lead to lead; it belongs to
// one goroutine.
//
// The slices are indexed by slot, as Program.Slots lists them; a slot's value
// stands in the slice of its kind and counts only where Known is set.
type Frame struct {
	Now   criteria.Instant
	Known []bool
	Num   []float64
	Str   []string
	Bool  []bool
	At    []criteria.Instant
	List  [][]string

	// Custom has the custom fields of the visible activities: those of the first, in
	// the order of the vocabulary, then those of the second. Whoever observes sets it
	// before; without it they are all absent.
	Custom []CustomValue

	// People are an account's, whose activities stand behind its own: ObservePeople
	// sets them.
	People []Person
	latest int // whose activity was asked for last

	// The activities shown to Observe; the visible ones among them, and among those of
	// People, are listed when somebody asks for them, which for most leads nobody does.
	log          []criteria.Activity
	reset        criteria.Instant
	visibleCount int // Number of visible ones
	listed       bool
	visible      []*criteria.Activity

	p        *Program
	met      []uint64 // a bit for each condition that is met
	possible []uint64 // a bit for each condition that is met or unknown
	numbers  []Number
	matches  [][]int32
	Elements [criteria.MaxLevels + 1]Element
	scratch  scratch
	named    named
	fallback []bool // by node: whether the second side of a list's ?? counts

	// Tallies of the activities observed.
	counts    []int64
	extremes  []float64
	sums      []ExactSum
	nonFinite bool // some value is no finite number: tallies do not count

	// The network's state.
	inner          int32         // of the network
	missing        []uint16      // by node, the hits that are missing until it fires
	queue          []int32       // nodes that fire
	found          []int32       // parts that a trie found
	left           []uint64      // the questions that rest on unknown facts, a bit for each
	leaves         bool          // there are such
	walked         []truth.Truth // what each walked literal came to that was left
	reach          reach         // of the facts that Rerun finds filled in
	known          networkState  // once the others were answered
	unknowns       []int32       // literals that are unknown
	guardedUnknown bool          // what a met guard guards is unknown
}

// Number is a number that may be unknown.
type Number struct {
	Value float64
	Known bool
}

// Element is the current element of an aggregate's list.
type Element struct {
	Activity *criteria.Activity
	At       int // index of an activity among the visible ones, -1 for one that is elsewhere; of a person in Frame.People
	Text     string
	Number   Number
	Truth    truth.Truth
	Instant  criteria.Instant
}

// NewFrame makes a frame of the program's size in which nothing is known.
func (p *Program) NewFrame() *Frame {
	n, bits, nodes := len(p.slots), len(p.net.blank), len(p.net.need)
	return &Frame{
		p:     p,
		Known: make([]bool, n), Num: make([]float64, n), Str: make([]string, n),
		Bool: make([]bool, n), At: make([]criteria.Instant, n), List: make([][]string, n),
		met: make([]uint64, bits), possible: make([]uint64, bits),
		numbers: make([]Number, len(p.nums)), matches: make([][]int32, len(p.eaches)), fallback: make([]bool, p.nodes),
		counts: make([]int64, max(1, p.pass.counts)), extremes: slices.Clone(p.blank), sums: make([]ExactSum, p.pass.sums),
		inner: p.net.inner, missing: make([]uint16, nodes), known: networkState{met: make([]uint64, bits), missing: make([]uint16, nodes)},
		left: make([]uint64, (len(p.questions)+63)/64), walked: make([]truth.Truth, len(p.walked)), reach: newReach(p),
		queue: make([]int32, 0, len(p.net.nodes)), unknowns: make([]int32, 0, len(p.net.nodes)),
	}
}

// Reset forgets the lead: no fact is known, no activity visible, and no text
// or pointer of the lead is kept.
func (f *Frame) Reset() {
	clear(f.Known)
	clear(f.Str)
	clear(f.List)
	clear(f.visible)
	f.visible = f.visible[:0]
	f.Custom, f.People, f.log, f.visibleCount, f.listed = nil, nil, nil, 0, false
	f.Elements = [criteria.MaxLevels + 1]Element{}
	clear(f.scratch.bytes)
	f.scratch.bytes = f.scratch.bytes[:0]
}

// Possible are the conditions that are met or unknown after Run, a bit for each by
// number; valid until the next Run.
func (f *Frame) Possible() []uint64 { return f.possible[:f.p.net.words] }

// Met are the conditions that are met after Run, as Live.
func (f *Frame) Met() []uint64 { return f.met[:f.p.net.words] }

// Changed appends the conditions that came to something else than in another frame of
// the program, a bit for each by number.
func (f *Frame) Changed(from *Frame, bits []uint64) []uint64 {
	met, possible := f.Met(), f.Possible()
	for i, m := range from.Met() {
		bits = append(bits, (met[i]^m)|(possible[i]^from.possible[i]))
	}
	return bits
}

// CopyFacts makes f see what from sees. The activities are shared.
func (f *Frame) CopyFacts(from *Frame) {
	f.Now = from.Now
	copy(f.Known, from.Known)
	copy(f.Num, from.Num)
	copy(f.Str, from.Str)
	copy(f.Bool, from.Bool)
	copy(f.At, from.At)
	copy(f.List, from.List)
	f.log, f.reset, f.visibleCount, f.listed = from.log, from.reset, from.visibleCount, from.listed
	f.Custom, f.People = from.Custom, from.People
	f.visible = append(f.visible[:0], from.visible...)
	copy(f.counts, from.counts)
	copy(f.extremes, from.extremes)
	copy(f.sums, from.sums)
	for i := range f.matches {
		f.matches[i] = append(f.matches[i][:0], from.matches[i]...)
	}
	f.nonFinite = from.nonFinite
}

// CopyKnown makes f know the facts that from knows, where they differ in that alone.
func (f *Frame) CopyKnown(from *Frame) {
	for slot, known := range from.Known {
		if f.Known[slot] != known {
			f.Known[slot], f.Bool[slot], f.Num[slot] = known, from.Bool[slot], from.Num[slot]
			f.Str[slot], f.At[slot], f.List[slot] = from.Str[slot], from.At[slot], from.List[slot]
		}
	}
}

// Outcome is what the condition came to in the last Run.
func (f *Frame) Outcome(c criteria.Cond) truth.Truth {
	bit := uint64(1) << (c & 63)
	switch {
	case f.met[c>>6]&bit != 0:
		return truth.Met
	case f.possible[c>>6]&bit != 0:
		return truth.Unknown
	}
	return truth.Unmet
}

// Number is what the computed number came to in the last Run.
func (f *Frame) Number(n criteria.Num) (value float64, known bool) {
	return f.numbers[n].Value, f.numbers[n].Known
}

// Matches are the indices of the activities that the predicate matched in the
// last Run, in the order of Activities; valid until the next Run.
func (f *Frame) Matches(e criteria.Each) []int32 { return f.matches[e] }

// SetText makes a text fact known, unless it is empty.
func (f *Frame) SetText(slot int, s string) {
	f.Str[slot], f.Known[slot] = s, s != ""
}

// SetTexts makes a list of texts known, unless it is nil.
func (f *Frame) SetTexts(slot int, s []string) {
	f.List[slot], f.Known[slot] = s, s != nil
}

// SetNumber makes a finite number known.
func (f *Frame) SetNumber(slot int, v float64) {
	f.Num[slot], f.Known[slot] = v, true
}

// SetBool makes a truth value known.
func (f *Frame) SetBool(slot int, v bool) {
	f.Bool[slot], f.Known[slot] = v, true
}

// SetTime makes an instant known.
func (f *Frame) SetTime(slot int, at criteria.Instant) {
	f.At[slot], f.Known[slot] = at, true
}

// Newest is the instant of the newest activity observed.
func (f *Frame) Newest() (at criteria.Instant, ok bool) {
	for i, a := range f.Activities() {
		if t := criteria.InstantOf(a.At); i == 0 || at.Before(t) {
			at = t
		}
	}
	return at, f.visibleCount > 0
}

// Visible is the number of activities that are visible.
func (f *Frame) Visible() int { return f.visibleCount }

// Activities are the visible ones in their order; valid until Reset.
func (f *Frame) Activities() []*criteria.Activity {
	if f.listed {
		return f.visible
	}
	f.listed = true
	f.visible = slices.Grow(f.visible[:0], f.visibleCount)
	for i := range f.log {
		a := &f.log[i]
		if at := criteria.InstantOf(a.At); a.Type != "" && !a.At.IsZero() && !f.Now.Before(at) && f.reset.Before(at) {
			f.visible = append(f.visible, a)
		}
	}
	return f.visible
}

// NonFinite tells whether an observed activity has a value that is no finite number.
func (f *Frame) NonFinite() bool { return f.nonFinite }
