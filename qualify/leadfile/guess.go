package leadfile

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/leadqual/leadqual/internal/distinct"
)

// Texts take in the texts of one column, one after the other, for a Guess of what
// they are. Their memory is bounded, at about 300 KB, however many there are. The
// zero Texts has seen none. It belongs to one goroutine at a time.
type Texts struct {
	count, empty int
	// words are the different texts in the order in which they came, until there
	// are too many; then tally goes on with each text.
	words []Word
	index map[string]int
	many  bool
	tally tally
	seen  distinct.Counter
	twice bool // a text came twice
}

// A Word is a text of a column as it stands, without white space around it.
type Word struct {
	Text  string `json:"text"`
	Count int    `json:"count"`
	Line  int    `json:"line"` // of the first
}

const (
	maxWords    = 200 // that are told apart, of at most maxWordSize bytes
	maxWordSize = 200
)

// Add takes in a text and the line that it stands in. White space around it is
// not part of it; the empty text is one that is not there.
func (t *Texts) Add(text []byte, line int) {
	t.count++
	text = trimmed(text)
	if len(text) == 0 {
		t.empty++
		return
	}
	if i, ok := t.index[string(text)]; ok {
		t.words[i].Count++
		t.twice = true
		return
	}
	t.twice = t.seen.Add(distinct.Hash(0, text)) || t.twice
	if t.many {
		t.tally.add(string(text), 1, line)
		return
	}
	if len(t.words) == maxWords || len(text) > maxWordSize {
		for _, w := range t.words {
			t.tally.add(w.Text, w.Count, w.Line)
		}
		t.tally.add(string(text), 1, line)
		t.words, t.index, t.many = nil, nil, true
		return
	}
	if t.index == nil {
		t.index = map[string]int{}
	}
	t.index[string(text)] = len(t.words)
	t.words = append(t.words, Word{string(text), 1, line})
}

// A Guess is what the texts of a column are, by all of them.
type Guess struct {
	// Type is "bool", "number", "string", "time" or "strings", as that of a fact;
	// "" where no text says anything.
	Type string `json:"type,omitempty"`
	// Looks says more of texts: "email", "url", "domain", "phone", "country_code",
	// "uuid", or "".
	Looks string `json:"looks,omitempty"`
	// Numbers, Booleans, Dates and Separator are what a Field of a map has to say
	// so that the texts are read; nil and "" where nothing has to be said.
	Numbers   *Numbers  `json:"numbers,omitempty"`
	Booleans  *Booleans `json:"booleans,omitempty"`
	Dates     *Dates    `json:"dates,omitempty"`
	Separator string    `json:"separator,omitempty"`
	// Unknown are the texts, as they stand, that mean that a value is not known, in
	// the order in which they came.
	Unknown []Word `json:"unknown,omitempty"`
	// Count is how many texts there are; Empty and Unsaid of them are empty, or
	// among Unknown; Misfits of the others cannot be read as Type.
	Count   int `json:"count"`
	Empty   int `json:"empty"`
	Unsaid  int `json:"unsaid,omitempty"`
	Misfits int `json:"misfits,omitempty"`
	// Odd are the first of the misfits, at most five. They are values of leads.
	Odd []Word `json:"odd,omitempty"`
	// Distinct is how many different texts there are, but the empty one; an estimate
	// where Sampled. Unique says that none of them was seen twice.
	Distinct int  `json:"distinct"`
	Sampled  bool `json:"sampled,omitempty"`
	Unique   bool `json:"unique,omitempty"`
	// Words are the different texts in the order in which they came, but those that
	// mean unknown; nil where there are more than 200. They are values of leads.
	Words []Word `json:"words,omitempty"`
	// Reason says why it is this type, written so. Doubt says what else it may be,
	// or what does not fit; "" is none. Neither has a value of a lead in it.
	Reason string `json:"reason,omitempty"`
	Doubt  string `json:"doubt,omitempty"`
}

// Filled is how many texts say something.
func (g *Guess) Filled() int { return g.Count - g.Empty - g.Unsaid }

// A reading is one way to read all texts of a column.
type reading struct {
	typ     string
	fits    int // texts that can be read so
	odd     []Word
	guess   Guess // with the form, the reason and the doubt only
	natural bool  // likely without anybody saying so
}

// Guess is the type that the texts have by themselves.
func (t *Texts) Guess() Guess {
	m := t.all()
	text := m.asText()
	best := text
	for _, r := range []reading{m.asBool(), m.asDates(hints{}), m.asNumbers(hints{}), m.asList()} {
		// One text in twenty may be wrong.
		if r.natural && r.fits > 0 && r.fits*20 >= m.filled*19 && (best.typ == text.typ || r.fits > best.fits) {
			best = r
		}
	}
	if m.filled == 0 {
		best = reading{guess: Guess{Reason: "no value"}}
	}
	return t.finished(m, best)
}

// As is the guess of how the texts are written, given their type: that of the
// fact that the column fills. Whole says of numbers that they count something, so
// that they have no decimals. Where most texts are not of the type, the doubt says
// so.
func (t *Texts) As(typ string, whole bool) Guess { return t.as(typ, hints{whole: whole}) }

// hints say what other columns, or what a column is for, tell about how its texts are
// written.
type hints struct {
	whole   bool   // numbers have no decimals
	order   string // of day and month: dayFirst, monthFirst or oneMeaning
	decimal rune   // sign, or 0
}

func (t *Texts) as(typ string, h hints) Guess {
	m := t.all()
	var r reading
	switch typ {
	case "bool":
		r = m.asBool()
	case "number":
		r = m.asNumbers(h)
	case "time":
		if r = m.asDates(h); r.fits*2 < m.filled {
			if numbers := m.asDateNumbers(); numbers.fits > r.fits {
				r = numbers
			}
		}
	case "strings":
		r = m.asList()
	default:
		r = m.asText()
	}
	if m.filled == 0 {
		r.guess = Guess{Reason: "no value", Doubt: "no value says how it is written"}
	} else if misfits := m.filled - r.fits; misfits > 0 {
		r.guess.Doubt = and(fmt.Sprintf("%d of %d values are no %v", misfits, m.filled, kinds[typ]), r.guess.Doubt)
	}
	r.typ = typ
	return t.finished(m, r)
}

// all is the tally of all texts.
func (t *Texts) all() *tally {
	if t.many {
		return &t.tally
	}
	m := &tally{words: t.words}
	for _, w := range t.words {
		m.add(w.Text, w.Count, w.Line)
	}
	return m
}

func (t *Texts) finished(m *tally, r reading) Guess {
	g := r.guess
	g.Type, g.Looks = r.typ, m.looks(r.typ)
	g.Count, g.Empty, g.Unsaid = t.count, t.empty, m.unsaid
	g.Unknown = slices.Clone(m.unknown)
	if r.typ != "" {
		g.Misfits, g.Odd = max(m.filled-r.fits, 0), slices.Clone(r.odd)
		slices.SortStableFunc(g.Odd, func(a, b Word) int { return cmp.Compare(a.Line, b.Line) })
		g.Odd = g.Odd[:min(len(g.Odd), maxOdd)]
	}
	g.Distinct, g.Sampled = t.seen.Count()
	g.Unique = g.Distinct > 0 && !t.twice
	if t.many {
		return g
	}
	for _, w := range t.words {
		if !meansUnknown(w.Text) {
			g.Words = append(g.Words, w)
		}
	}
	return g
}

// and joins two sentences, either of which may be "".
func and(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "; " + b
}
