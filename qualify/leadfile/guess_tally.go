package leadfile

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// tally are counts of what the texts of a column could be. Each text is looked at
// once.
type tally struct {
	filled, unsaid int
	unknown        []Word
	words          []Word // the different texts, where they are few
	numbers        numberTally
	dates          dateTally
	damaged        int            // that no text of a lead is
	broken         []Word         // the first of those
	yes, no        int            // texts for true and false
	yesNo          []Word         // those, at most 16
	notBool        []Word         // first of the others
	separators     [3]int         // texts with each of listSeparators
	shapes         map[string]int // of texts, by their names in textShapes
	long           int            // texts of more than 60 characters
	spaced         int            // texts with a space
}

// maxOdd is how many of the texts that do not fit are kept.
const maxOdd = 5

func (m *tally) add(text string, n, line int) {
	if meansUnknown(text) {
		m.unsaid += n
		m.unknown = countWord(m.unknown, text, n, line, 50)
		return
	}
	m.filled += n
	bad := damage([]byte(text)) != ""
	if !bad && inBrackets(text) {
		_, ok := readList(text, ";")
		bad = !ok
	}
	if bad {
		m.damaged += n
		m.broken = countWord(m.broken, text, n, line, maxOdd)
	}
	m.numbers.add(text, n, line)
	m.dates.add(text, n, line)
	switch yes, known := boolWord(text); {
	case !known:
		m.notBool = countWord(m.notBool, text, n, line, maxOdd)
	case yes:
		m.yes += n
		m.yesNo = countWord(m.yesNo, text, n, line, 16)
	default:
		m.no += n
		m.yesNo = countWord(m.yesNo, text, n, line, 16)
	}
	for i, s := range listSeparators {
		if strings.Contains(text, s) {
			m.separators[i] += n
		}
	}
	if utf8.RuneCountInString(text) > 60 {
		m.long += n
	}
	if strings.Contains(text, " ") {
		m.spaced += n
	}
	for _, s := range textShapes() {
		if len(text) <= maxWordSize && s.may(text) && s.is.MatchString(text) {
			if m.shapes == nil {
				m.shapes = map[string]int{}
			}
			m.shapes[s.name] += n
			break
		}
	}
}

// countWord counts a text among the words, if there is room for it.
func countWord(words []Word, text string, n, line, most int) []Word {
	for i := range words {
		if words[i].Text == text {
			words[i].Count += n
			return words
		}
	}
	if len(words) == most {
		return words
	}
	if len(text) > maxWordSize {
		text = strings.ToValidUTF8(text[:maxWordSize], "")
	}
	return append(words, Word{text, n, line})
}

// A textShape is what texts may look like. What may is quick to tell.
type textShape struct {
	name string
	may  func(text string) bool
	is   *regexp.Regexp
}

// textShapes are what texts look like, the first that fits. They are compiled when a file
// is guessed at, and not where a program starts that never does.
var textShapes = sync.OnceValue(func() []textShape {
	return []textShape{
		{"email", func(s string) bool { return strings.Contains(s, "@") }, regexp.MustCompile(`^[^@\s]+@[^@\s]+\.[^@\s.]+$|<[^@\s]+@[^@\s]+\.[^@\s.]+>$`)},
		{"url", func(s string) bool {
			return strings.Contains(s, ":") || strings.HasPrefix(folded(s[:min(len(s), 4)]), "www.")
		}, regexp.MustCompile(`^(?i)(https?://|www\.)\S+$`)},
		{"uuid", func(s string) bool { return len(s) == 36 || len(s) == 38 }, regexp.MustCompile(`^(?i)\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?$`)},
		{"domain", func(s string) bool { return strings.Contains(s, ".") && !strings.ContainsAny(s, " @/") }, regexp.MustCompile(`^(?i)([a-z0-9\x{80}-\x{10FFFF}]([a-z0-9\x{80}-\x{10FFFF}-]*[a-z0-9\x{80}-\x{10FFFF}])?\.)+[a-z]{2,24}$`)},
		{"phone", func(s string) bool { return len(s) >= 7 && (isDigit(s[0]) || s[0] == '+' || s[0] == '(') }, regexp.MustCompile(`^(\+|00|\(|0)?[0-9][0-9 ()./-]{5,20}[0-9]( *(x|ext\.?|Durchwahl) *[0-9]+)?$|^\+[0-9][0-9 ()./-]{6,20}$|^\([0-9]{2,5}\) ?[0-9 .-]{4,15}$`)},
		{"country_code", func(s string) bool { return len(s) == 2 }, regexp.MustCompile(`^[A-Z]{2}$`)},
	}
})

// looks says what most texts look like.
func (m *tally) looks(typ string) string {
	for _, s := range textShapes() {
		if n := m.shapes[s.name]; n*10 >= m.filled*9 && n > 0 {
			if s.name == "phone" && (typ != "string" || m.dates.fits*2 > m.filled) {
				return ""
			}
			return s.name
		}
	}
	return ""
}

func (m *tally) asText() reading {
	g := Guess{Reason: "texts"}
	if m.words != nil {
		g.Reason = fmt.Sprintf("%s of %d kinds", plural(m.filled, "text"), len(m.words)-len(m.unknown))
	}
	return reading{typ: "string", fits: m.filled - m.damaged, odd: m.broken, guess: g, natural: true}
}

// listSeparators are those that exports have between the items of a list, the
// surest first.
var listSeparators = [3]string{";", "|", ","}

func (m *tally) asList() reading {
	best := 0
	for i := range listSeparators {
		if m.separators[i] > m.separators[best] {
			best = i
		}
	}
	r := reading{typ: "strings", fits: m.filled - m.damaged, odd: m.broken}
	n := m.separators[best]
	switch {
	case n == 0:
		r.guess.Reason = "no separator in any text"
		r.guess.Doubt = "no text has several items: say the \"separator\" where it is not \";\""
		return r
	case listSeparators[best] != ";":
		r.guess.Separator = listSeparators[best]
	}
	r.guess.Reason = fmt.Sprintf("%d of %d texts have %q", n, m.filled, listSeparators[best])
	if best == 2 {
		r.guess.Doubt = "a comma may be part of an item"
	}
	r.natural = best < 2 && n*5 >= m.filled && m.long*5 <= m.filled
	return r
}

func (m *tally) asBool() reading {
	r := reading{typ: "bool", fits: m.yes + m.no, odd: m.notBool}
	r.guess.Reason = fmt.Sprintf("%d mean yes, %d mean no", m.yes, m.no)
	said := &Booleans{}
	plain := true
	digits := m.yes+m.no > 0
	for _, w := range m.yesNo {
		yes, _ := boolWord(w.Text)
		is, known := defaultBooleans[folded(w.Text)]
		plain = plain && known && is == yes
		digits = digits && (w.Text == "0" || w.Text == "1")
		list := &said.False
		if yes {
			list = &said.True
		}
		if text := folded(w.Text); !slices.Contains(*list, text) {
			*list = append(*list, text)
		}
	}
	if !plain {
		r.guess.Booleans = said
	}
	letters := slices.ContainsFunc(m.yesNo, func(w Word) bool { return isBoxLetter(w.Text) })
	switch {
	case letters:
		r.guess.Doubt = "a letter may stand for something else: an x may tick a box or cross it out"
	case digits:
		r.guess.Doubt = "0 and 1 may also be counts"
	case m.no == 0:
		r.guess.Doubt = "no value means no: blanks may mean it"
	}
	r.natural = m.yes+m.no > 0 && !(digits && (m.yes == 0 || m.no == 0))
	return r
}

// plural is a count with its noun.
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// plainText is text in lower case, without accents, in which each run of what is no
// letter or digit is one space.
func plainText(text string) string {
	var b strings.Builder
	gap := false
	for _, r := range strings.ToLower(text) {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			gap = !unicode.IsMark(r) || gap
			continue
		}
		if gap && b.Len() > 0 {
			b.WriteByte(' ')
		}
		gap = false
		if base, ok := unaccented[r]; ok {
			b.WriteString(base)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

var unaccented = func() map[rune]string {
	all := map[rune]string{'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'ł': "l", 'đ': "d", 'ı': "i"}
	for base, accented := range map[string]string{
		"a": "àáâãäåāăą", "c": "çćčĉ", "d": "ď", "e": "èéêëēėęě", "g": "ğģ", "i": "ìíîïīį", "l": "ĺľļ", "n": "ñńňņ",
		"o": "òóôõöōő", "r": "ŕř", "s": "śšşș", "t": "ťțţ", "u": "ùúûüūůűų", "y": "ýÿ", "z": "źžż",
	} {
		for _, r := range accented {
			all[r] = base
		}
	}
	return all
}()
