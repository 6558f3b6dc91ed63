package leadfile

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/internal/nearest"
	"github.com/leadqual/leadqual/qualify"
)

// A Draft is a proposed map, which somebody should read before it is used.
type Draft struct {
	// Map reads the file; its notes have the reasons and doubts of each guess, and
	// no values of leads. It has no fields and activities where no column means
	// anything; ParseMap refuses that.
	Map *Map `json:"map"`
	// Rows is how many records there are, and BadRows how many more that cannot be
	// read.
	Rows    int `json:"rows"`
	BadRows int `json:"bad_rows,omitempty"`
	// Columns are those of the file in its order, or its JSON paths.
	Columns []DraftColumn `json:"columns"`
	// Form is how the file is written.
	Form Form `json:"-"`
}

// A DraftColumn is what a Draft says of one column.
type DraftColumn struct {
	// Column is the header, or the path in a JSON record.
	Column string `json:"column"`
	// Fills are the fields that it fills, and "activities" where it tells of one;
	// nil where it is left out. More than one has a doubt.
	Fills []string `json:"fills,omitempty"`
	// Reason says why, and Doubt what else it may be; "" is none.
	Reason string `json:"reason"`
	Doubt  string `json:"doubt,omitempty"`
	// Guess is what its texts are, without their values.
	Guess Guess `json:"guess"`
}

// Propose reads all of a file and proposes a map for it. Of the options it goes by
// the form, and by the facts of the rule set, if there are any: its custom facts are
// looked for among the columns, and texts are translated into the values that it
// lists. Memory is bounded, some 300 KB for each of at most 1,000 columns; more are
// left out.
//
// A guess is of two parts: what the column is, by its header in several languages and
// the names that CRMs give their columns, and how it is written, by all its values.
// Where they disagree, or leave a doubt, the proposal says so.
func Propose(from io.Reader, o Options) (*Draft, error) {
	s, err := readAll(from, o)
	if err != nil {
		return nil, err
	}
	p := &proposer{survey: s, facts: o.Facts, accounts: o.Accounts, filled: map[string]*option{}}
	p.m = &Map{Fields: map[string]Field{}, Records: s.records}
	if s.form.Guessed.Encoding && s.form.Encoding != utf8Encoding.name {
		p.m.Encoding = s.form.Encoding
	}
	if s.form.Guessed.Delimiter && s.form.Delimiter != "," {
		p.m.Delimiter = s.form.Delimiter
	}
	p.look()
	p.assign()
	p.key()
	p.describe()
	return &Draft{Map: p.m, Rows: s.rows, BadRows: s.bad, Columns: p.report(), Form: s.form}, nil
}

// An option is a column with what it may fill.
type option struct {
	*candidate
	meaning
	known  bool   // the header is one of the dictionary, or of the rule set
	why    string // the header means that
	own    Guess  // what the texts are by themselves
	guess  Guess  // as what it fills
	fills  []string
	reason string // as it goes into the map
	said   string // doubt
}

type proposer struct {
	*survey
	facts    map[string]qualify.Fact
	accounts bool // each record is one
	options  []*option
	filled   map[string]*option // by field
	m        *Map
	hints    hints // from all columns
}

// look finds what each column means.
func (p *proposer) look() {
	orders, signs := map[string]bool{}, map[rune]bool{}
	for _, c := range p.columns {
		o := &option{candidate: c, own: c.texts.Guess()}
		if c.name != "" {
			o.meaning, o.why, o.known = p.means(c.name)
			if !o.known {
				if o.meaning, o.known = hinted(c.name, &o.own); o.known {
					o.why = "by a word of its header"
				}
			}
		}
		if p.accounts {
			p.asAccount(o)
		}
		p.options = append(p.options, o)
		tally := c.texts.all()
		if o.own.Type == "time" && tally.dates.day+tally.dates.month > 0 && (tally.dates.day == 0 || tally.dates.month == 0) {
			order, _, _ := tally.dates.order(hints{})
			orders[order] = true
		}
		if sign, _, doubt := tally.numbers.decimal(hints{}); o.own.Type == "number" && doubt == "" && o.own.Numbers != nil && c.numbers == 0 {
			if o.own.Numbers.Decimal != "" || o.own.Numbers.Thousands == "," {
				signs[sign] = true
			}
		}
	}
	if len(orders) == 1 {
		for p.hints.order = range orders {
		}
	}
	if len(signs) == 1 {
		for p.hints.decimal = range signs {
		}
	}
	p.parts()
	p.custom()
}

// parts sees whether a column of names has a part of them: it stands beside one with
// the other part alone.
func (p *proposer) parts() {
	var first, last bool
	for _, o := range p.options {
		text := squeezed(headerText(o.name))
		first, last = first || firstNames[text], last || lastNames[text]
	}
	if first == last {
		return
	}
	for _, o := range p.options {
		if o.fact == "person.name" && o.rank == 2 {
			o.meaning = meaning{doubt: "a lead has one name, and this is a part of it"}
		}
	}
}

var (
	firstNames = set("firstname", "givenname", "vorname", "prenom", "voornaam", "primeironome", "primernombre")
	lastNames  = set("lastname", "surname", "familyname", "nachname", "familienname", "nomdefamille", "apellido", "apellidos", "cognome", "sobrenome", "apelido", "achternaam")
)

// means finds what a header means, and the words that say why.
func (p *proposer) means(header string) (m meaning, why string, ok bool) {
	if field, ok := findField(header, p.facts); ok && (field.kind != noKind || p.facts == nil) {
		return meaning{fact: header}, "it has the name of the field", true
	}
	if m, ok := meaningOf(header); ok {
		return m, "by its header", true
	}
	// Umsatz in Tsd. €, Revenue (EUR)
	short, unit, cut := strings.Cut(header, "(")
	if !cut {
		short, unit, cut = strings.Cut(header, " in ")
	}
	if m, ok := meaningOf(short); cut && ok && strings.TrimSpace(short) != "" {
		unit = strings.ToLower(strings.Trim(unit, ") "))
		if !isCurrency(unit) {
			m.doubt = and(m.doubt, fmt.Sprintf("what stands behind %q in its header is not gone by: the numbers are taken as they are, not as thousands or millions", strings.TrimSpace(short)))
		}
		return m, "by its header", true
	}
	if text := headerText(header); len(text) >= 6 {
		if near, ok := nearest.To(squeezed(text), longNames); ok {
			m := dictionary[":"+near]
			if typeOf(m.fact, nil) == "bool" { // unsubscribed and subscribed are alike
				return meaning{}, "", false
			}
			m.rank += 5
			m.doubt = and(fmt.Sprintf("its header is only like %q", near), m.doubt)
			return m, "by its header", m.fact != ""
		}
	}
	return meaning{}, "", false
}

// longNames are headers of the dictionary that a typing mistake leaves
// recognizable, in the order of the dictionary.
var longNames = func() []string {
	var names []string
	for _, line := range headerWords {
		for _, name := range strings.Split(line.names, "|") {
			if line.subject == "" && line.fact != "" && len(squeezed(name)) >= 6 {
				names = append(names, squeezed(name))
			}
		}
	}
	return names
}()

func isCurrency(text string) bool {
	return len(text) <= 3 && slices.ContainsFunc(affixes, func(s string) bool { return strings.EqualFold(s, text) }) || text == "€" || text == "$" || text == "£"
}

// custom looks for the custom facts of the rule set among the columns.
func (p *proposer) custom() {
	paths := customPaths(p.facts, "")
	words := map[string][]string{}
	for _, path := range paths {
		words[path] = strings.Fields(headerText(strings.TrimPrefix(path, "custom.")))
	}
	taken := map[string]bool{}
	for _, o := range p.options {
		header := squeezed(headerText(o.name))
		for _, path := range paths {
			if name := strings.Join(words[path], ""); header == name && !taken[path] && name != "" {
				o.meaning, o.why, o.known = meaning{fact: path}, "by its header", true
				taken[path] = true
			}
		}
	}
	for _, path := range paths {
		var best *option
		most := 0
		for _, o := range p.options {
			if o.fact != "" && o.fact != "activities" && o.rank < 2 || taken[path] {
				continue
			}
			if n := shared(words[path], strings.Fields(headerText(o.name))); n > most && p.fits(o, path) {
				best, most = o, n
			}
		}
		if best != nil {
			best.meaning, best.why, best.known = meaning{fact: path, doubt: "its header only has words of the fact's name"}, "by its header", true
			taken[path] = true
		}
	}
}

// shared is how many letters of a name's words are in the header's, 0 where these are
// not all words of the name, and less than half of either.
func shared(name, header []string) int {
	n, all, other := 0, 0, 0
	for _, w := range header {
		other += len(w)
	}
	for _, w := range name {
		all += len(w)
		if len(w) >= 4 && slices.ContainsFunc(header, func(h string) bool { return h == w || strings.TrimSuffix(h, "s") == strings.TrimSuffix(w, "s") }) {
			n += len(w)
		}
	}
	switch {
	case n == all:
		return 2 * n
	case 2*n < all || 2*n < other:
		return 0
	}
	return n
}

// fits tells whether most values of a column are of the type of a fact.
func (p *proposer) fits(o *option, fact string) bool {
	typ := typeOf(fact, p.facts)
	g := o.texts.as(typ, hints{})
	return g.Filled() == 0 || 2*g.Misfits < g.Filled()
}

// typeOf is the type of a fact as rule sets write it.
func typeOf(fact string, facts map[string]qualify.Fact) string {
	field, _ := findField(fact, facts)
	for name, k := range kinds {
		if k == field.kind {
			return name
		}
	}
	return "string"
}

// assign gives each fact the best of the columns that mean it.
func (p *proposer) assign() {
	order := slices.Clone(p.options)
	slices.SortStableFunc(order, func(a, b *option) int {
		empty := func(o *option) int {
			if o.own.Filled() == 0 {
				return 1
			}
			return 0
		}
		return cmp.Or(cmp.Compare(empty(a), empty(b)), cmp.Compare(a.rank, b.rank))
	})
	slices.SortStableFunc(order, func(a, b *option) int { // of ids a key first
		if a.fact != "id" || b.fact != "id" {
			return 0
		}
		return cmp.Compare(unlikelyKey(a), unlikelyKey(b))
	})
	for _, o := range order {
		switch {
		case o.name == "":
			o.reason = "the column has no name"
		case !o.known:
			p.unknownHeader(o)
		case o.fact == "":
			o.reason = o.meaning.doubt
		case o.fact == "activities":
			p.activity(o)
		case p.filled[o.fact] != nil:
			o.reason = fmt.Sprintf("%q fills %s", p.filled[o.fact].name, o.fact)
		default:
			p.fill(o)
		}
	}
}

func unlikelyKey(o *option) int {
	switch {
	case !o.own.Unique:
		return 2
	case o.own.Filled() < o.own.Count:
		return 1
	}
	return 0
}

// unknownHeader proposes a column by its values alone.
func (p *proposer) unknownHeader(o *option) {
	if o.own.Looks == "email" && !p.accounts && p.filled["person.email"] == nil && !slices.ContainsFunc(p.options, func(other *option) bool { return other.fact == "person.email" && other.own.Filled() > 0 }) {
		o.meaning = meaning{fact: "person.email", doubt: "its header says nothing"}
		o.why = "by its values"
		p.fill(o)
		return
	}
	o.reason = "its header means no field of a lead that is known here"
}

// report is what the proposal says of the columns.
func (p *proposer) report() []DraftColumn {
	list := []DraftColumn{}
	for _, o := range p.options {
		g := o.own
		if len(o.fills) > 0 {
			g = o.guess
		}
		g.Odd, g.Words = nil, nil
		list = append(list, DraftColumn{Column: o.name, Fills: o.fills, Reason: o.reason, Doubt: o.said, Guess: g})
	}
	return list
}

// describe says in the map's note what was read, and what is left out and why.
func (p *proposer) describe() {
	note := []string{"Proposed from " + plural(p.rows, "record") + "; each note has the reason, and what is in doubt."}
	byReason := map[string][]string{}
	var reasons []string
	for _, o := range p.options {
		if len(o.fills) > 0 {
			continue
		}
		reason := and(o.reason, o.said)
		if byReason[reason] == nil {
			reasons = append(reasons, reason)
		}
		byReason[reason] = append(byReason[reason], fmt.Sprintf("%q", o.name))
	}
	for _, reason := range reasons {
		note = append(note, "Left out, as "+reason+": "+strings.Join(byReason[reason], ", ")+".")
	}
	for _, path := range slices.Sorted(maps.Keys(p.nested)) {
		note = append(note, fmt.Sprintf("Left out: %q is a list of records; several files can be joined.", path))
	}
	if p.more {
		note = append(note, fmt.Sprintf("Only the first %d columns were looked at.", maxColumns))
	}
	p.m.Note = strings.Join(note, " ")
}

// Missing are those of the facts that nothing fills: of Engine.Describe's facts those
// that the rules use. What counts from other fields is not missing where one of
// these is filled.
func (d *Draft) Missing(facts []qualify.FactInfo) []string {
	fills := func(field string) bool {
		return slices.ContainsFunc(d.Columns, func(c DraftColumn) bool { return slices.Contains(c.Fills, field) })
	}
	var missing []string
	for _, f := range facts {
		var by []string // any of these
		switch f.Path {
		case "created_days_ago":
			by = []string{"created_at"}
		case "idle_days":
			by = []string{"created_at", "activities"}
		default:
			by = []string{f.Path}
			if own, ok := strings.CutPrefix(f.Path, "parent."); ok && fills("account_id") { // the same fact of another record
				by = []string{own}
			}
		}
		if f.Used && !slices.ContainsFunc(by, fills) {
			missing = append(missing, f.Path)
		}
	}
	return missing
}
