package leadfile

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// fault is why a value cannot be read; nil is none.
type fault struct {
	reason string
	hint   string // for the map
	open   []byte // the text to look for a hint for, nil if there is none
}

// fault tells why a text cannot be read.
func (c *column) fault(text []byte) *fault {
	why := &fault{reason: "want " + c.kind.String() + ", have " + shown(text)}
	isText := c.kind == textKind || c.kind == listKind
	switch {
	case !isText && meansNothing(text) || isSheetError(text) || isNull(text):
		why.hint = `"unknown": [` + quoted(text) + "]"
	case isText:
		if what := damage(text); what != "" {
			why.reason = "want " + c.kind.String() + ", and not " + what + ", have " + shown(text)
		}
	case c.kind == boolKind && len(c.booleans) == 0:
		why.reason = `want a text that its "values" list, have ` + shown(text)
	case len(text) > maxShown:
	case c.kind == boolKind:
		yes, no := c.boolsAs, c.boolsAs
		yes.True = slices.Concat(yes.True, []string{string(text)})
		no.False = slices.Concat(no.False, []string{string(text)})
		why.hint = `"booleans": ` + asJSON(yes) + " or " + asJSON(no)
	case bytes.IndexFunc(text, unicode.IsDigit) >= 0:
		if c.kind == timeKind {
			if w, ok := readWritten(string(text), c.dates.zones); ok && w.first > 0 && w.bothOrders() {
				why.reason = "want date that fits day first or month first but not both, have " + shown(text)
			}
		}
		why.open = text
	}
	return why
}

// hint is what in the map would read a text, of a number or a date.
func (c *column) hint(text []byte) string {
	if c.kind == timeKind {
		return c.dates.hint(string(text))
	}
	return c.numbers.hint(text)
}

// shapeHints are those of the texts of one column by their shapes, since to find one takes
// long, and a column that the map is wrong about has many texts of few shapes.
type shapeHints map[string]string

// mostHints is how many are looked for in one column.
const mostHints = 1024

// of is the hint of a text, or of the first one of its shape.
func (h *shapeHints) of(c *column, text []byte) string {
	shape := shapeOf(text)
	hint, known := (*h)[shape]
	if known || len(*h) == mostHints {
		return hint
	}
	if *h == nil {
		*h = shapeHints{}
	}
	hint = c.hint(text)
	(*h)[shape] = hint
	return hint
}

// shapeOf is a text with one digit for all: 9 in a number of one or two digits that
// is no month, 0 else.
func shapeOf(text []byte) string {
	shape := bytes.Clone(text)
	for i := 0; i < len(shape); {
		end := i
		for end < len(shape) && isDigit(shape[end]) {
			end++
		}
		if end == i {
			i++
			continue
		}
		digit := byte('0')
		if n, err := strconv.Atoi(string(shape[i:end])); end-i <= 2 && (err != nil || n > 12) {
			digit = '9'
		}
		for ; i < end; i++ {
			shape[i] = digit
		}
	}
	return string(shape)
}

// quoted is a text as JSON writes it.
func quoted[T string | []byte](text T) string { return asJSON(string(text)) }

// asJSON is a value as a map has it.
func asJSON(v any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return "" // plain data, which JSON can say
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// meansNothing tells whether programs and people write a text where they have no
// number, date, or yes or no. It is not unknown by itself.
func meansNothing(text []byte) bool {
	switch folded(text) {
	case "none", "na":
		return true
	}
	return meansUnknown(string(text))
}

// sheetErrors are the values of formulas that failed, as spreadsheets in several
// languages write them.
var sheetErrors = func() map[string]bool {
	all := map[string]bool{}
	for text := range strings.FieldsSeq("#N/A #REF! #DIV/0! #VALUE! #NAME? #NUM! #NULL! #SPILL! #CALC! #FIELD! #BLOCKED! #CONNECT! #GETTING_DATA #ERROR! " +
		"#NV #BEZUG! #WERT! #ZAHL! #ÜBERLAUF! #N/D #VALEUR! #NOM? #NOMBRE! #¡REF! #¡DIV/0! #¡VALOR! #¿NOMBRE? #¡NUM! #¡NULO! #VALORE! #NOME? #RIF! #VALOR! #N/B #WAARDE! #VERW! #DEEL/0! #GETAL! " +
		"######## ####### ###### ##### ####") {
		all[text] = true
	}
	return all
}()

// isSheetError tells whether a text is what a formula that failed, or a column that
// is too narrow, shows.
func isSheetError(text []byte) bool { return text[0] == '#' && sheetErrors[string(text)] }

// isNull tells whether a text is what databases write for a NULL, and nobody else for
// anything.
func isNull(text []byte) bool {
	switch string(text) {
	case `\N`, "(null)", "<null>", "[null]", "(NULL)", "<NULL>", "[NULL]":
		return true
	}
	return false
}

// readText is a text of a lead, and false where the export has damaged it beyond
// repair. The mark of byte order is dropped, wherever it is.
func readText(text []byte) (string, bool) {
	if c := text[0] | 0x20; c >= 'a' && c <= 'z' && bytes.IndexByte(text, 0) < 0 && bytes.IndexByte(text, 0xEF) < 0 {
		return string(text), true // as most are
	}
	if damage(text) != "" {
		return "", false
	}
	if text[0] == '=' { // ="0123", as files are written to keep spreadsheets from dropping zeros
		text = bytes.TrimSuffix(bytes.TrimPrefix(text, []byte(`="`)), []byte(`"`))
	}
	if bytes.IndexByte(text, 0xEF) >= 0 {
		text = bytes.ReplaceAll(text, []byte("\ufeff"), nil)
	}
	return string(text), true
}

// damage is what a text is that is no text of a lead: "" for most.
func damage(text []byte) string {
	switch c := text[0]; {
	case bytes.IndexByte(text, 0) >= 0:
		return "one with a NUL in it"
	case !isVisible(c) || c >= 'A' && c != '\\' && c != '[':
		return "" // as most texts begin
	case c == '#' && isSheetError(text):
		return "an error of a spreadsheet"
	case c == '=' && isFormula(text):
		return "a formula: export its value"
	case isNull(text):
		return "the NULL of a database"
	case isDigit(c) && isShortened(text):
		return "a number that a spreadsheet has shortened: export the column as text"
	}
	return ""
}

// isFormula tells whether a text, which begins with =, is a formula, such as
// =HYPERLINK("https://a.example","A"), and no text in quotes.
func isFormula(text []byte) bool {
	if inner, ok := bytes.CutPrefix(text, []byte(`="`)); ok {
		inner, ok = bytes.CutSuffix(inner, []byte(`"`))
		return !ok || bytes.IndexByte(inner, '"') >= 0
	}
	return len(text) > 1
}

// isShortened tells whether a text, which begins with a digit, is a number like
// 1.23E+11, of which digits are lost.
func isShortened(text []byte) bool {
	at := bytes.Index(text, []byte("E+"))
	if at < 0 || !allDigits(text[at+2:]) {
		return false
	}
	whole, fraction, point := bytes.Cut(text[:at], []byte("."))
	if !point {
		whole, fraction, point = bytes.Cut(text[:at], []byte(","))
	}
	return len(whole) == 1 && allDigits(whole) && (!point || allDigits(fraction))
}
