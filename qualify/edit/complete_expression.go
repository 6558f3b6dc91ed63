package edit

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/leadqual/leadqual/internal/criteria"
	"github.com/leadqual/leadqual/internal/inside"
	"github.com/leadqual/leadqual/internal/strictjson"
)

// A writing is an expression with a place in it.
type writing struct {
	text     string
	at       int // in text
	from, to int // what is replaced
	token    int // that is replaced, or -1
	before   int // the last token before that, or -1
	r        *reading
}

// writing finds what is written at a place of an expression.
func (c *completer) writing() *writing {
	n := c.at.at
	w := &writing{text: n.text(c.f.src), token: -1, before: -1}
	w.at = min(strictjson.LooselyFrom(c.f.src[n.start():n.end()], c.offset-n.start()), len(w.text))
	w.from, w.to = w.at, w.at
	w.r = c.p.reading(w.text)
	for i, t := range w.r.tokens {
		switch {
		case t.To <= w.at:
			w.before = i
		case t.From >= w.at:
		default:
			w.before = i - 1
		}
		if t.From < w.at && w.at <= t.To && !(t.Kind == criteria.TextToken && w.at == t.To) && t.Kind != criteria.BracketToken && t.Value != "," {
			w.token, w.from, w.to = i, t.From, t.To
			if chain := w.r.chainAt(i); chain != nil {
				w.from, w.to, w.token = chain.from, chain.to, chain.first
			}
			w.before = w.token - 1
			break
		}
	}
	return w
}

// written is what stands before the place, of what is replaced.
func (w *writing) written() string { return w.text[w.from:w.at] }

// operand tells whether an operand is wanted, and not an operator.
func (w *writing) operand() bool {
	if w.before < 0 {
		return true
	}
	switch t := w.r.tokens[w.before]; t.Kind {
	case criteria.SignToken:
		return t.Value != "#"
	case criteria.BracketToken:
		return isOpening(t.Value)
	}
	return false
}

// expression completes within an expression.
func (c *completer) expression(form criteria.Form) {
	w := c.writing()
	if len(w.text) > longestRead {
		return
	}
	v := c.p.vocabulary(c.f)
	name := ""
	if form == criteria.DefineForm {
		name = c.at.steps[len(c.at.steps)-1].Key
	}
	e := &expressionCompleter{completer: c, w: w, v: v, form: form, define: name, inPart: map[string]bool{}}
	e.part()
	e.used = c.p.uses(c.p.together(c.f), c.at.at)
	e.used.add(w.r, w.token)
	e.trial = newTrial(v.checker.Compiler(inside.Key{}), form, name, w.text[:w.from], w.text[w.to:])
	if w.token >= 0 {
		switch t := w.r.tokens[w.token]; t.Kind {
		case criteria.NumberToken:
			return
		case criteria.TextToken, criteria.OpenToken:
			e.inQuotes(t)
			e.offer()
			return
		}
	}
	if w.operand() {
		e.operands()
	}
	e.operators()
	e.offer()
}

// An expressionCompleter gathers what could be written in an expression.
type expressionCompleter struct {
	*completer
	w      *writing
	v      *vocabulary
	form   criteria.Form
	define string
	used   *uses
	trial  *trial
	found  []candidate
	about  []string        // words of what the part is called by
	inPart map[string]bool // names in its other expressions
}

// add notes something that could be written, if it goes with what is written.
func (e *expressionCompleter) add(c candidate) {
	m, ok := match(c.Label, e.w.written())
	if !ok {
		return
	}
	c.match, c.order = m, len(e.found)
	c.uses += e.used.names[c.Label] + e.likely(c.Label)
	if c.sample == "" {
		c.sample = c.Label
	}
	if c.Edit.Text == "" {
		c.Edit.Text = c.Label
	}
	e.found = append(e.found, c)
}

// likely says how much more likely a name is here than by how often it is used: it is
// about what the part is called by, stands in the part already, or was declared and
// is not used yet.
func (e *expressionCompleter) likely(label string) (more int) {
	if e.inPart[label] {
		more += 1000
	}
	_, last, _ := strings.Cut(label, ".")
	for _, word := range strings.FieldsFunc(strings.ToLower(cmp.Or(last, label)), notLetter) {
		if len(word) > 2 && slices.ContainsFunc(e.about, func(a string) bool { return alikeWords(a, word) }) {
			more += 500
			break
		}
	}
	if _, declared := e.v.rules.Facts[factPath(label)]; declared && e.used.names[label] == 0 {
		more += 100
	}
	if n := len(e.w.written()); n > 1 && 2*n > len(label) && last == "" {
		more += 200
	}
	return more
}

// factPath is the path by which a rule set declares what expressions name.
func factPath(name string) string {
	if strings.HasPrefix(name, ".") {
		return "activities" + name
	}
	return name
}

func notLetter(r rune) bool { return !unicode.IsLetter(r) }

// alikeWords tells whether one word begins with most of another: country, countries.
func alikeWords(a, b string) bool {
	n := min(len(a), len(b))
	return n > 2 && a[:n-n/5] == b[:n-n/5]
}

// part looks at the part that the expression belongs to: what it is called by, and
// what its other expressions name.
func (e *expressionCompleter) part() {
	for _, s := range e.at.steps[max(0, len(e.at.steps)-2):] {
		e.about = append(e.about, strings.FieldsFunc(strings.ToLower(s.Key), notLetter)...)
	}
	for i := len(e.at.around) - 1; i > 0; i-- {
		n := e.at.around[i]
		if n.member(e.f.src, "id") == nil {
			continue
		}
		for _, key := range free {
			e.about = append(e.about, strings.FieldsFunc(strings.ToLower(n.member(e.f.src, key).text(e.f.src)), notLetter)...)
		}
		for _, x := range e.f.expressions {
			if n.from < x.at.from && x.at.to <= n.to && x.at != e.at.at {
				for _, c := range e.p.reading(x.text).chains {
					e.inPart[c.text] = true
				}
			}
		}
		break
	}
}

// offer tries what was found and keeps what compiles.
func (e *expressionCompleter) offer() {
	slices.SortStableFunc(e.found, func(a, b candidate) int {
		if a.match != b.match {
			return a.match - b.match
		}
		return b.uses - a.uses
	})
	best := never
	for _, c := range e.found {
		if c.fit == never { // which is not known yet
			c.fit = e.trial.fits(c.memo, c.sample)
		}
		if c.fit == never {
			continue
		}
		if c.fit == some && best > some { // the rest as it stands shows what is wanted
			continue
		}
		best = max(best, c.fit)
		c.Edit.TextRange = e.rangeIn(e.w.from, e.w.to)
		c.Edit.Text = escaped(c.Edit.Text)
		e.out = append(e.out, c)
	}
	if best > some {
		e.out = slices.DeleteFunc(e.out, func(c candidate) bool { return c.fit == some })
	}
}

// rangeIn is the stretch of the file that stands for a stretch of the expression.
func (c *completer) rangeIn(from, to int) TextRange { return c.f.rangeIn(c.at.at, from, to) }

func (f *file) rangeIn(n *node, from, to int) TextRange {
	raw := f.src[n.start():n.end()]
	return TextRange{f.name, n.start() + strictjson.LooselyAt(raw, from), n.start() + strictjson.LooselyAt(raw, to)}
}

// escaped is a text as it stands inside the quotes of JSON.
func escaped(s string) string {
	quoted, err := json.Marshal(s)
	if err != nil {
		return s
	}
	inside := string(quoted[1 : len(quoted)-1])
	return strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(inside)
}

// operands are what may be compared, called or asked for.
func (e *expressionCompleter) operands() {
	if subject := e.w.r.subjectBefore(e.w.before); subject != "" && (e.w.written() == "" || strings.IndexByte("'\"", e.w.written()[0]) >= 0) {
		for _, v := range e.valuesOf(subject) {
			v.Label = "'" + strings.ReplaceAll(v.Label, "'", `\'`) + "'"
			v.uses += 1000 // before all else
			e.add(v)
		}
	}
	for name := range e.v.rules.Define {
		if name != e.define {
			e.add(candidate{Label: name, Kind: KindDefinition, Detail: "definition", Doc: e.v.rules.Define[name]})
		}
	}
	slices.SortStableFunc(e.found, func(a, b candidate) int { return strings.Compare(a.Label, b.Label) })
	for _, fact := range e.v.facts() {
		kind := KindFact
		switch {
		case fact.result:
			kind = KindResult
		case strings.HasPrefix(fact.name, "."):
			kind = KindField
		}
		memo := fact.memo()
		if e.f.of != nil { // some are of people only, or of the account
			memo = ""
		}
		e.add(candidate{Label: fact.name, Kind: kind, Detail: fact.detail(), Doc: fact.doc(), memo: memo})
	}
	for _, name := range slices.Sorted(maps.Keys(e.v.rules.Lists)) {
		e.add(candidate{Label: "lists." + name, Kind: KindList, Detail: fmt.Sprintf("list of %d", len(e.v.rules.Lists[name])), Doc: shortList(e.v.rules.Lists[name]), memo: "list"})
	}
	for _, name := range e.w.r.lets(e.w.before) {
		e.add(candidate{Label: name, Kind: KindDefinition, Detail: "let"})
	}
	e.add(candidate{Label: "#", Kind: KindField, Detail: "the current element"})
	if e.f.part == "account" {
		e.add(candidate{Label: "people", Kind: KindConstant, Doc: "the people of the account"})
	}
	for _, constant := range criteria.Constants() {
		e.add(candidate{Label: constant.Word, Kind: KindConstant, Doc: constant.Meaning})
	}
	for _, fn := range criteria.Functions() {
		sample := fn.Sample
		if fn.Name == "lookup" {
			if len(e.v.rules.Tables) == 0 {
				continue
			}
			sample = fmt.Sprintf("lookup(%q, 'x')", slices.Sorted(maps.Keys(e.v.rules.Tables))[0])
		}
		insert := fn.Name + "("
		if strings.HasPrefix(strings.TrimSpace(e.trial.tail), "(") {
			insert = fn.Name
			sample = fn.Name // what stands in the brackets is there
		}
		e.add(candidate{Label: fn.Name, Kind: KindFunction, Detail: fn.Name + fn.Arguments, Doc: fn.Meaning, sample: sample, Edit: TextEdit{Text: insert}})
	}
}

// samples are right sides of operators, of each kind.
var samples = []string{"nil", "true", "1", "'x'", "['x']", "[1]", "1..2", "now", "duration('1d')", "(now - now)", "date('2026-01-01')", "x = 1; true", "x = 1; 1", "true : true", "1 : 1", "'x' : 'x'"}

// operators are the signs and words between operands.
func (e *expressionCompleter) operators() {
	operand := e.w.operand()
	after := e.w.r.sign(e.w.before, "not") && e.w.before > 0
	of := e.w.before
	if after {
		of--
	}
	samples := samples
	if c := e.w.r.chainAt(of); c != nil { // which may be compared with its own words only
		if f, ok := e.v.fact(c.text); ok && len(f.Enum) > 0 {
			word := strconv.Quote(f.Enum[0])
			samples = append([]string{word, "[" + word + "]"}, samples...)
		}
	}
	for _, op := range criteria.Operators() {
		label := op.Word
		if rest, ok := strings.CutPrefix(label, "not "); ok && after {
			label = rest
		} else if operand != op.Before {
			continue
		}
		m, ok := match(label, e.w.written())
		if !ok {
			continue
		}
		c := candidate{Label: label, Kind: KindOperator, Doc: op.Meaning, match: m, order: len(e.found), uses: e.used.names[label], Edit: TextEdit{Text: label}}
		for _, sample := range samples {
			c.sample = label + " " + sample
			if c.fit = e.trial.fit(c.sample, middles[:1]); c.fit != never {
				e.found = append(e.found, c)
				break
			}
			if strings.TrimSpace(e.trial.tail) != "" && e.trial.compiles(e.trial.head+label+e.trial.tail) {
				c.fit = directly
				e.found = append(e.found, c)
				break
			}
		}
	}
}

// inQuotes completes a constant text.
func (e *expressionCompleter) inQuotes(t criteria.Token) {
	quote := e.w.text[t.From : t.From+1]
	written := e.w.text[t.From+1 : max(e.w.at, t.From+1)]
	open := t.Kind == criteria.OpenToken
	end := t.To - 1
	if open {
		end, e.trial.tail = e.w.at, ""
	}
	for _, v := range e.valuesOf(e.w.r.subject(e.w.token)) {
		m, ok := match(v.Label, written)
		if !ok {
			continue
		}
		v.match, v.order = m, len(e.found)
		inside := strings.NewReplacer(`\`, `\\`, quote, `\`+quote).Replace(v.Label)
		v.sample = quote + inside + quote
		if v.Edit.Text = inside; open {
			v.Edit.Text += quote
		}
		e.found = append(e.found, v)
	}
	defer func() { e.w.from, e.w.to = t.From+1, end }()
}

// valuesOf are the texts that a subject may be compared with.
func (e *expressionCompleter) valuesOf(subject string) (out []candidate) {
	if subject == "" {
		return nil
	}
	used := e.used.values[subject]
	seen := map[string]bool{}
	add := func(value, detail string) {
		if !seen[value] && value != "" {
			seen[value] = true
			out = append(out, candidate{Label: value, Kind: KindValue, Detail: detail, uses: used[value]})
		}
	}
	rules := e.v.rules
	switch name, isTable := strings.CutPrefix(subject, inTable); {
	case subject == tableNames:
		for _, name := range slices.Sorted(maps.Keys(rules.Tables)) {
			add(name, "table")
		}
		return out
	case isTable:
		for _, key := range slices.Sorted(maps.Keys(rules.Tables[name].Rows)) {
			add(key, "key of the table")
		}
	}
	if name, isTable := strings.CutPrefix(subject, ofTable); isTable {
		for _, key := range slices.Sorted(maps.Keys(rules.Tables[name].Rows)) {
			if value, ok := rules.Tables[name].Rows[key].(string); ok {
				add(value, "value of the table")
			}
		}
	}
	if fact, ok := e.v.fact(subject); ok {
		for _, value := range fact.Enum {
			add(value, "of the enum")
		}
	}
	for _, value := range slices.Sorted(maps.Keys(used)) {
		add(value, "used elsewhere")
	}
	if fact, ok := e.v.fact(subject); ok && len(fact.Enum) == 0 {
		for _, m := range quoted.FindAllStringSubmatch(fact.meaning, -1) {
			add(m[1], "for example")
		}
	}
	return out
}

// quoted are the examples in a description.
var quoted = regexp.MustCompile(`"([a-z][a-z_]+)"`)

// subjectBefore is the subject of a text that would follow a token.
func (r *reading) subjectBefore(before int) string {
	if before < 0 {
		return ""
	}
	cut := &reading{tokens: r.tokens[:before+1], chains: r.chains}
	return cut.subject(before + 1)
}

// lets are the names that let gives before a token.
func (r *reading) lets(before int) (names []string) {
	for i := 0; i+2 <= before; i++ {
		if r.sign(i, "let") && r.isWord(i+1) {
			names = append(names, r.tokens[i+1].Value)
		}
	}
	return names
}
