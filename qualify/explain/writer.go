package explain

import (
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/leadqual/leadqual/icp"
	"github.com/leadqual/leadqual/scoring"
)

// part is what a sentence's {key} stands for.
type part struct{ key, text string }

// say fills in a sentence.
func say(sentence string, parts ...part) string {
	if strings.IndexByte(sentence, '{') < 0 {
		return sentence
	}
	size := len(sentence)
	for _, p := range parts {
		size += len(p.text)
	}
	var out strings.Builder
	out.Grow(size)
	for {
		before, key, after, found := cutPart(sentence)
		out.WriteString(before)
		if !found {
			return out.String()
		}
		for _, p := range parts {
			if p.key == key {
				out.WriteString(p.text)
			}
		}
		sentence = after
	}
}

// line writes a line, unless there is nothing to say.
func (x *explanation) line(text string) {
	if text != "" {
		x.out = append(append(x.out, text...), '\n')
	}
}

// labelled writes one of the lines after the first of the three.
func (x *explanation) labelled(label string, sentences []string) {
	sentences = given(sentences)
	if len(sentences) == 0 {
		return
	}
	head := say(x.w.Label, part{"label", label})
	if x.markdown {
		head = "- **" + head + "**"
	}
	x.line(strings.TrimSpace(head + " " + strings.Join(sentences, " ")))
}

// section writes a heading and the items that are given; none, no heading.
func (x *explanation) section(heading string, items []string) {
	items = given(items)
	if len(items) == 0 {
		return
	}
	x.out = append(x.out, '\n')
	switch {
	case heading == "":
	case x.markdown:
		x.line("### " + heading)
		x.out = append(x.out, '\n')
	default:
		x.line(heading)
	}
	for _, item := range items {
		x.out = append(x.out, "- "...)
		x.line(item)
	}
}

// given leaves out what is empty, in place.
func given(list []string) []string {
	n := 0
	for _, s := range list {
		if s != "" {
			list[n] = s
			n++
		}
	}
	return list[:n]
}

// shown is text from outside, fit for one line of the format: control
// characters become spaces, and in Markdown whatever it could read as markup
// is escaped.
func (x *explanation) shown(s string) string {
	if !x.special(s) {
		return s
	}
	out := make([]byte, 0, len(s)+8)
	for _, r := range s {
		switch {
		case unprintable(r):
			r = ' '
		case x.markdown && r < utf8.RuneSelf && isMarkup[r]:
			out = append(out, '\\')
		}
		out = utf8.AppendRune(out, r)
	}
	return string(out)
}

func (x *explanation) special(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c >= 0x7f || x.markdown && isMarkup[c] {
			return true
		}
	}
	return false
}

// unprintable tells what has no place within a line: control characters, line
// and paragraph separators, and those that change the direction of the text
// after them.
func unprintable(r rune) bool {
	return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || '\u202a' <= r && r <= '\u202e' || '\u2066' <= r && r <= '\u2069'
}

// isMarkup are the characters that CommonMark may take as markup within a
// line, and those that begin a list or a heading.
var isMarkup = [utf8.RuneSelf]bool{
	'\\': true, '`': true, '*': true, '_': true, '[': true, ']': true, '<': true, '>': true, '&': true, '~': true, '|': true,
	'#': true, '!': true,
}

// quoted is a name within a sentence.
func (x *explanation) quoted(name string) string { return say(x.w.Quote, part{"name", name}) }

// most is the number of items that a line of the short explanation lists.
const most = 3

// list joins names, in the short explanation no more than a few.
func (x *explanation) list(names []string) string {
	if len(names) <= most {
		return strings.Join(names, x.w.List)
	}
	more := say(x.w.More, part{"n", strconv.Itoa(len(names) - most)})
	return strings.Join(names[:most], x.w.List) + x.w.List + more
}

// points is an amount: 12.5.
func (x *explanation) points(p scoring.Points) string { return x.decimal(p.String()) }

// signed is an amount that is added: +12.5.
func (x *explanation) signed(p scoring.Points) string {
	if p < 0 {
		return x.points(p)
	}
	return "+" + x.points(p)
}

// column is an amount that is added, with its range where that is open.
func (x *explanation) column(c scoring.Column) string {
	if c.Low == c.High {
		return x.signed(c.Points)
	}
	return say(x.w.Range, part{"points", x.signed(c.Points)}, part{"low", x.signed(c.Low)}, part{"high", x.signed(c.High)})
}

// clip is what limits make of a sum. What they do to the lowest that it can be may
// be more than what they do to the highest, so the two are told apart by name.
func (x *explanation) clip(c scoring.Column) string {
	if c.Low == c.High {
		return x.signed(c.Points)
	}
	return say(x.w.LimitRange, part{"points", x.signed(c.Points)}, part{"low", x.signed(c.Low)}, part{"high", x.signed(c.High)})
}

func (x *explanation) decimal(s string) string {
	if x.w.Decimal == "." {
		return s
	}
	return strings.Replace(s, ".", x.w.Decimal, 1)
}

// percent is a share to a tenth of a hundredth, rounded down so that what is
// short of a limit never looks as if it had reached it.
func (x *explanation) percent(share float64) string {
	tenths := math.Floor(share*1000 + 1e-6) // 0.29 is a little below 29/100
	return say(x.w.Percent, part{"n", x.decimal(strconv.FormatFloat(tenths/10, 'f', -1, 64))})
}

// chance is a chance of four places in whole hundredths, and in tenths of these or
// more the nearer it is to 0 or 100 %, which it never is.
func (x *explanation) chance(c float64) string {
	per := 1.0
	switch d := min(c, 1-c); {
	case d < 0.00995:
		per = 100
	case d < 0.0995:
		per = 10
	}
	return say(x.w.Percent, part{"n", x.decimal(strconv.FormatFloat(math.Floor(c*100*per+0.5)/per, 'f', -1, 64))})
}

func (x *explanation) share(s icp.Share) string { return x.percent(float64(s)) }

// weight is a criterion's weight.
func (x *explanation) weight(w icp.Weight) string { return x.decimal(w.String()) }

// name is what a place of the rule set is called: its name, or else its id.
func (x *explanation) name(place, id string) string {
	if name := x.e.names[place]; name != "" {
		return x.shown(name)
	}
	return x.shown(id)
}

// item is what an item of BANT is called.
func (x *explanation) bantItem(id string) string {
	if name := x.e.names["bant."+id]; name != "" {
		return x.shown(name)
	}
	if name := x.w.BANTItems[id]; name != "" {
		return name
	}
	return x.shown(id)
}

// place is what a place is called where its id is not known apart.
func (x *explanation) place(place string) string {
	kind, id, _ := strings.Cut(place, ".")
	if kind == "bant" {
		return x.bantItem(id)
	}
	return x.name(place, id)
}

// fact is what a fact is called: what the rule set says it is, or else what
// the language calls it.
func (x *explanation) fact(path string) string { return x.factOf("", path) }

// factOf is what a fact is called, of an account's person if there is one.
func (x *explanation) factOf(person, path string) string {
	facts := x.e.rules.Facts
	if person != "" && x.of != nil {
		facts = x.of.facts
	}
	if doc := facts[path].Doc; doc != "" {
		return x.shown(doc)
	}
	if name := x.w.Facts[path]; name != "" {
		return name
	}
	return x.shown(path)
}

// word is what the language calls a word, or else the word itself.
func (x *explanation) word(words map[string]string, word string) string {
	if name := words[word]; name != "" {
		return name
	}
	return x.shown(word)
}
