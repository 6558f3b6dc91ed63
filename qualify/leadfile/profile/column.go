package profile

import (
	"bytes"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/leadqual/leadqual/internal/distinct"
	"github.com/leadqual/leadqual/qualify/leadfile"
)

const (
	mostValues  = 1024 // different texts of a column that are kept
	longestText = 64   // bytes of one
)

// column is what has been seen of a column, in bounded memory.
type column struct {
	name   string
	file   string // of a side; "" of the leads
	index  int
	fields []string
	role   role

	rows    int // with a value or without; set by Report
	blanks  int // of rows without a value, those that the map gives one
	lastRow int // the number of the last row that filled it
	filled  int // rows with a value
	cells   int // values; more than rows where the column is a list
	class   [classes]tally
	marks   map[FindingCode]*tally
	fresh   *kept    // the text at hand, where it is new
	id      bool     // it has the leads' ids
	named   bool     // it has their names
	hints   []string // what the map has to say so that values can be read

	values   map[string]*kept
	tooMany  bool // more different texts than are kept
	distinct distinct.Counter

	numbers numbers
	dates   dates
	lengths lengths
	// texts that occur as placeholders, as they are written
	placeholders map[string]*tally
}

// kept is how often a text came, and what it looks like.
type kept struct {
	n     int
	first place
	seen  seen
	marks []FindingCode // what is wrong with it
}

// add looks at one value of the column.
func (c *column) add(cell *leadfile.RecordValue, row int, at place, asOf time.Time) (h uint64) {
	if cell.Default {
		c.blanks++
	}
	if len(cell.Text) == 0 || cell.Unknown && len(cell.Fields) > 0 {
		return 0
	}
	text := cell.Text
	if c.lastRow != row {
		c.lastRow = row
		c.filled++
	}
	c.cells++
	h = distinct.Hash(0, text)
	c.distinct.Add(h)
	if cell.Unread {
		c.mark(CodeUnreadable, at, text)
		if cell.Hint != "" && len(c.hints) < shown && !slices.Contains(c.hints, cell.Hint) {
			c.hints = append(c.hints, cell.Hint)
		}
	}
	if v := c.values[string(text)]; v != nil {
		c.again(v, text, h, at, asOf)
		return h
	}
	s := look(text)
	if c.placeholder(text, s, at) {
		return h
	}
	if x, ok := cell.Number.Get(); ok { // the map knows better what 1.200 is
		if s.class != numberClass { // <50 or about 40, which is read only as the map says
			s = seen{numberClass, leadfile.TextGuess{Type: "number", Range: true}}
		}
		s.Number = x
	}
	v := c.keep(text, at, s)
	c.class[s.class].add(at, text)
	switch s.class {
	case numberClass:
		c.numbers.add(s, at, text)
	case dateClass:
		c.dates.add(s, at, text, asOf)
	}
	c.lengths.add(text, h, at)
	c.fresh = v
	c.look(text, s, at)
	c.lookRole(text, s, at)
	c.fresh = nil
	return h
}

// again counts a text that was looked at already.
func (c *column) again(v *kept, text []byte, h uint64, at place, asOf time.Time) {
	v.n++
	c.class[v.seen.class].add(at, nil)
	switch v.seen.class {
	case numberClass:
		c.numbers.add(v.seen, at, nil)
	case dateClass:
		c.dates.add(v.seen, at, nil, asOf)
	}
	c.lengths.add(text, h, at)
	for _, code := range v.marks {
		c.mark(code, at, nil)
	}
}

func (c *column) mark(code FindingCode, at place, text []byte) {
	t := c.marks[code]
	if t == nil {
		if c.marks == nil {
			c.marks = map[FindingCode]*tally{}
		}
		t = &tally{}
		c.marks[code] = t
	}
	t.add(at, text)
	if c.fresh != nil {
		c.fresh.marks = append(c.fresh.marks, code)
	}
}

// keep remembers a new text, as long as there are few; else it is nil.
func (c *column) keep(text []byte, at place, s seen) *kept {
	if len(text) > longestText || len(c.values) == mostValues {
		c.tooMany = true
		return nil
	}
	if c.values == nil {
		c.values = map[string]*kept{}
	}
	v := &kept{n: 1, first: at, seen: s}
	c.values[string(text)] = v
	return v
}

// isPlaceholder tells whether a text says that nothing is known, or may say so.
func isPlaceholder(text []byte, s seen) bool {
	return s.Type == "" && !spreadsheetErrors[string(text)] || mayBePlaceholders[strings.ToLower(string(bytes.Trim(text, "()[]-")))]
}

// mayBePlaceholders are texts that are answers elsewhere.
var mayBePlaceholders = map[string]bool{"na": true, "none": true, "xx": true, "xxx": true}

func (c *column) placeholder(text []byte, s seen, at place) bool {
	if !isPlaceholder(text, s) || c.role == countryRole && string(text) == "NA" { // Namibia
		return false
	}
	t := c.placeholders[string(text)]
	if t == nil {
		if c.placeholders == nil {
			c.placeholders = map[string]*tally{}
		}
		if len(c.placeholders) == 100 {
			return true
		}
		t = &tally{}
		c.placeholders[string(text)] = t
	}
	t.add(at, text)
	return true
}

// look finds what is wrong with a text as such.
func (c *column) look(text []byte, s seen, at place) {
	if broken(text) || c.role != proseRole && lost(text) {
		c.mark(CodeBrokenText, at, text)
	}
	if s.class != numberClass && hidden(text, c.role == proseRole) {
		c.mark(CodeHiddenCharacters, at, text)
	}
	first, last := text[0], text[len(text)-1]
	switch {
	case first == '#' && spreadsheetErrors[string(text)]:
		c.mark(CodeSpreadsheetError, at, text)
	case first == '=' && len(text) > 1:
		c.mark(CodeFormula, at, text)
	case len(text) > 2 && (first == '"' && last == '"' || first == '\'' && (last == '\'' || text[1] >= '0' && text[1] <= '9')):
		c.mark(CodeQuoted, at, text)
	}
	if bytes.IndexByte(text, '&') >= 0 && bytes.IndexByte(text, ';') > 0 || first == '<' || bytes.IndexByte(text, '<') > 0 {
		if marked(text) {
			c.mark(CodeMarkup, at, text)
			return
		}
	}
	if c.role != proseRole && s.class == textClass && bytes.ContainsAny(text, ";|") && len(text) < 200 {
		c.mark(CodeListInText, at, text)
	}
	if (c.role == phoneRole || c.role == idRole || s.Number >= 1e9) && s.isScientific(text) {
		c.mark(CodeScientific, at, text)
	}
}

// lookRole finds what is wrong with a text in a column of its role.
func (c *column) lookRole(text []byte, s seen, at place) {
	switch c.role {
	case emailRole:
		if s.class != emailClass {
			c.mark(CodeBadAddress, at, text)
		} else if testAddress(string(bytes.ToLower(text))) {
			c.mark(CodeTestLead, at, text)
		}
	case personRole, companyRole:
		if testName(string(bytes.ToLower(text))) {
			c.mark(CodeTestLead, at, text)
		}
	case phoneRole:
		if !s.isScientific(text) && badPhone(text) {
			c.mark(CodeBadPhone, at, text)
		}
	case domainRole:
		host, url := hostOf(string(bytes.ToLower(text)))
		switch {
		case !isHost(host):
			c.mark(CodeBadDomain, at, text)
		case url:
			c.mark(CodeMixedURLs, at, text)
		case freeDomain(host):
			c.mark(CodeFreeDomain, at, text)
		}
	case postalRole:
		if allDigits(string(text)) && len(text) == 4 {
			c.mark(CodeLostZero, at, text)
		}
	case countryRole:
		if len(text) <= 3 && bytes.Equal(bytes.ToUpper(text), text) {
			c.mark(CodeMixedCodes, at, text)
		}
	}
}

var spreadsheetErrors = map[string]bool{"#REF!": true, "#N/A": true, "#VALUE!": true, "#NAME?": true, "#DIV/0!": true, "#NULL!": true, "#NUM!": true, "####": true, "#####": true, "########": true}

// broken tells whether a text was written in one encoding and read in another.
func broken(text []byte) bool {
	if bytes.Contains(text, []byte("\ufffd")) {
		return true
	}
	for _, lead := range []string{"Ã", "Â", "â€"} {
		i := bytes.Index(text, []byte(lead))
		if i < 0 {
			continue
		}
		next, _ := utf8.DecodeRune(text[i+len(lead):])
		if lead == "â€" || next >= 0x80 && next <= 0xbf || strings.ContainsRune("¼¤¶Ÿ„“€", next) {
			return true
		}
	}
	return false
}

// lost tells whether a question mark stands for a letter that an encoding does not
// have: M?ller, and not what may be the address of a page.
func lost(text []byte) bool {
	if bytes.ContainsAny(text, "/=") {
		return false
	}
	for rest := text; ; {
		i := bytes.IndexByte(rest, '?')
		if i < 0 {
			return false
		}
		before, _ := utf8.DecodeLastRune(rest[:i])
		after, _ := utf8.DecodeRune(rest[i+1:])
		if unicode.IsLetter(before) && unicode.IsLower(after) {
			return true
		}
		rest = rest[i+1:]
	}
}

// hidden tells whether a text has characters that nobody sees; prose may have
// line ends.
func hidden(text []byte, prose bool) bool {
	ascii := true
	for _, b := range text {
		if b < 0x20 && (!prose || b != '\n' && b != '\r' && b != '\t') || b == 0x7f {
			return true
		}
		ascii = ascii && b < 0x80
	}
	if ascii {
		return false
	}
	for _, r := range string(text) {
		if r == '\u00a0' || r == '\u00ad' || r == '\ufeff' || r >= '\u200b' && r <= '\u200f' || r == '\u2060' || unicode.Is(unicode.Cc, r) && r > 0x7f {
			return true
		}
	}
	return false
}

// marked tells whether a text has HTML in it.
func marked(text []byte) bool {
	low := bytes.ToLower(text)
	for _, m := range []string{"&amp;", "&nbsp;", "&lt;", "&gt;", "&quot;", "&#", "<br", "</", "<p>", "<b>", "<div", "<span"} {
		if bytes.Contains(low, []byte(m)) {
			return true
		}
	}
	return false
}

func badPhone(text []byte) bool {
	digits, same, rising := 0, true, true
	var before byte
	for _, b := range text {
		if b >= '0' && b <= '9' {
			if digits > 0 {
				same = same && b == before
				rising = rising && (b == before+1 || before == '9' && b == '0')
			}
			before = b
			digits++
		} else if b|0x20 >= 'a' && b|0x20 <= 'z' && bytes.IndexByte([]byte("ext"), b|0x20) < 0 {
			return true
		}
	}
	return digits < 6 || digits > 20 || same || rising
}

// hostOf is the host name that a text has, and whether there is more about it.
func hostOf(s string) (host string, url bool) {
	_, rest, found := strings.Cut(s, "://")
	if !found {
		rest = s
	}
	host, path, more := strings.Cut(rest, "/")
	host = strings.TrimSuffix(host, ".")
	return host, found || more && path != "" || strings.HasPrefix(host, "www.")
}
