package profile

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/leadqual/leadqual/qualify"
)

// judge turns what was seen of one column into findings.
type judge struct {
	*column
	kind     string
	n        int // values that are no placeholders
	files    []string
	rules    *comparisons // nil without rules
	findings []Finding
}

// The kinds of columns.
const (
	kindEmpty   = "empty"
	kindNumber  = "number"
	kindDate    = "date"
	kindBool    = "yes or no"
	kindAddress = "e-mail address"
	kindChoice  = "choice" // few texts that come again and again
	kindID      = "id"
	kindText    = "text"
)

// kindOf guesses what a column holds by most of its values.
func (c *column) kindOf() string {
	n := 0
	for _, t := range c.class {
		n += t.n
	}
	most := func(k int) bool { return 10*k >= 7*n }
	different, _ := c.distinct.Count()
	switch {
	case n == 0:
		return kindEmpty
	case c.class[boolClass].n > 0 && most(c.class[boolClass].n+c.numbers.unit), c.numbers.unit == n && different == 2:
		return kindBool
	case most(c.class[emailClass].n):
		return kindAddress
	case c.role == idRole, c.role == noRole && len(c.fields) == 0 && n >= 20 && 100*different >= 99*n && c.numbers.n == n && c.numbers.least >= 1e6 && c.numbers.fraction.n == 0:
		return kindID
	case c.role == phoneRole, c.role == postalRole:
		return kindText
	case most(c.class[numberClass].n):
		return kindNumber
	case most(c.class[dateClass].n):
		return kindDate
	case !c.tooMany && n >= 4*different:
		return kindChoice
	}
	return kindText
}

// personal tells whether values of the column may be about a person.
func (j *judge) personal() bool {
	return j.role.personal() || j.kind == kindAddress || j.kind == kindID || j.role == phoneRole || j.kind == kindText && j.role != postalRole
}

// example is a value to show.
func (j *judge) example(text string) string {
	if j.role.personal() || j.kind == kindID {
		return shape(text)
	}
	if text == "" {
		return text
	}
	s := look([]byte(text))
	if v := j.values[text]; v != nil && v.n >= shown && !j.personal() || isPlaceholder([]byte(text), s) || spreadsheetErrors[text] {
		return text
	}
	if j.role != postalRole && s.class != textClass && s.class != emailClass && (s.class != numberClass || len(text) < 10) {
		return text
	}
	return shape(text)
}

func (j *judge) examples(texts []string) []string {
	var out []string
	for _, t := range texts {
		if e := j.example(t); !slices.Contains(out, e) {
			out = append(out, e)
		}
	}
	return out
}

// find adds a finding about what a tally counted.
func (j *judge) find(code FindingCode, s Severity, t *tally, message, do string) {
	if t == nil || t.n == 0 {
		return
	}
	f := Finding{Code: code, Severity: s, Count: t.n, Message: message, Do: do, Examples: j.examples(t.texts)}
	for _, at := range t.first[:min(t.n, shown)] {
		f.First = append(f.First, placeOf(at, j.files))
	}
	j.add(f)
}

func (j *judge) add(f Finding) {
	f.Column = j.name
	if len(j.fields) > 0 {
		f.Path = j.fields[0]
	}
	j.findings = append(j.findings, f)
}

func placeOf(at place, files []string) Place {
	p := Place{Line: int(at.line)}
	if len(files) > 1 && int(at.file) < len(files) {
		p.File = files[at.file]
	}
	return p
}

// entry is where the map says how the column is read.
func (j *judge) entry() string {
	if len(j.fields) > 0 {
		return "of " + strconv.Quote(j.fields[0]) + " in the map"
	}
	return "of the column in the map"
}

// of is "12 of 500 values".
func (j *judge) of(n int) string { return count(n) + " of " + plural(j.n, "value") }

// all judges everything.
func (j *judge) all() {
	j.kind = j.kindOf()
	for _, t := range j.class {
		j.n += t.n
	}
	if j.cells == 0 {
		if j.rows > 0 {
			t := tally{n: j.rows}
			f := Finding{Code: CodeEmptyColumn, Severity: Suspicion, Count: t.n, Message: "no row has a value", Do: "look for where the values got lost, or leave the column out of the export"}
			if j.rules != nil && len(j.fields) > 0 {
				f.Severity, f.Do = Fault, "look for where the values got lost: the rules read "+j.fields[0]
			}
			j.add(f)
		}
		return
	}
	j.placeholderTexts()
	j.texts()
	j.ofKind()
	j.ofRole()
	switch j.kind {
	case kindNumber:
		j.ofNumbers()
	case kindDate:
		j.ofDates()
	case kindBool:
		j.ofBools()
	case kindChoice, kindText:
		j.spellings()
	}
}

// placeholderTexts finds texts that mean unknown.
func (j *judge) placeholderTexts() {
	total, sure := 0, Suspicion
	var said, quoted []string
	var first []place
	for _, text := range slices.SortedFunc(maps.Keys(j.placeholders), func(a, b string) int {
		return cmp.Or(cmp.Compare(j.placeholders[b].n, j.placeholders[a].n), strings.Compare(a, b))
	}) {
		low := strings.ToLower(text)
		if j.rules.names(j.fields, text) || low == "none" && slices.Contains(j.fields, "answers.current_vendor") { // who has none
			continue
		}
		if low != "none" { // which may be an answer
			sure = Fault
		}
		t := j.placeholders[text]
		if len(said) < shown {
			said = append(said, fmt.Sprintf("%q (%s)", text, count(t.n)))
		}
		quoted = append(quoted, strconv.Quote(text))
		first = append(first, t.first[:min(t.n, shown)]...)
		total += t.n
	}
	slices.SortFunc(first, func(a, b place) int { return cmp.Or(cmp.Compare(a.file, b.file), cmp.Compare(a.line, b.line)) })
	if len(said) > 0 {
		f := Finding{Code: CodePlaceholder, Severity: sure, Count: total, Message: list(said) + " " + verb(len(said), "stands", "stand") + " where nothing is known, and would count as known",
			Do: fmt.Sprintf(`write "unknown": [%s] in the map`, strings.Join(quoted[:min(len(quoted), 6)], ", "))}
		for _, at := range first[:min(len(first), shown)] {
			f.First = append(f.First, placeOf(at, j.files))
		}
		j.add(f)
	}
}

// texts finds what is wrong with texts as such.
func (j *judge) texts() {
	m := j.marks
	mark := func(code FindingCode, s Severity, what, do string) {
		if t := m[code]; t != nil {
			j.find(code, s, t, j.of(t.n)+" "+what, do)
		}
	}
	mark(CodeBrokenText, Fault, verb(n(m[CodeBrokenText]), "was", "were")+" written in one encoding and read in another", `export the file as UTF-8, or say its "encoding" in the map; texts that were saved broken have to be mended in the CRM`)
	mark(CodeHiddenCharacters, Fault, "have characters that nobody sees (no-break spaces, line ends, control characters), so that no rule finds them equal", "take them out in the export")
	mark(CodeSpreadsheetError, Fault, "are errors of a spreadsheet", `mend the formula, or write "unknown": ["#N/A", "#REF!"] in the map`)
	mark(CodeFormula, Fault, "are formulas, not what they come to", "export values")
	mark(CodeQuoted, Fault, "have quotes as a part of them", "export without them: rules compare with the quotes")
	mark(CodeMarkup, Fault, "have HTML in them", "export plain text: rules compare with what stands there")
	mark(CodeScientific, Fault, "are numbers as a spreadsheet shortens them, and their last digits are lost", "export the column as text from where it comes from; nothing brings the digits back")
	mark(CodeTestLead, Suspicion, "look like somebody trying a form", "leave these leads out, or remove them by a screening step")
	if at, of, ok := j.lengths.cut(); ok && !slices.Contains([]string{kindNumber, kindDate, kindID}, j.kind) {
		t := of.texts
		shownOf := t.n
		t.n = of.n
		f := Finding{Code: CodeCutOff, Severity: Suspicion, Count: of.n, Examples: j.examples(t.texts),
			Message: fmt.Sprintf("%s end at the length of %d characters, as if cut there", j.of(of.n), at), Do: "export the whole texts"}
		for _, at := range t.first[:min(shownOf, shown)] {
			f.First = append(f.First, placeOf(at, j.files))
		}
		j.add(f)
	}
	if t := m[CodeListInText]; t != nil && 2*t.n < j.n && !j.personal() && !j.isList() {
		j.find(CodeListInText, Suspicion, t, j.of(t.n)+" are several in one, which no rule that compares the text finds", `make the fact a list ("type": "strings") with "separator" in the map, or look for parts by contains or has_word`)
	}
	if t := &j.class[emailClass]; t.n > 0 && j.kind != kindAddress && j.role != emailRole && j.role != proseRole && 2*t.n < j.n && (j.kind == kindText || j.kind == kindChoice) {
		j.find(CodeAddressElsewhere, Fault, t, j.of(t.n)+" are e-mail addresses", "look whether columns were shifted in these rows")
	}
}

func n(t *tally) int {
	if t == nil {
		return 0
	}
	return t.n
}

func (j *judge) isList() bool {
	return slices.Contains(j.fields, "company.technologies") || strings.HasSuffix(j.name, "[]") || j.rules.isList(j.fields)
}

// isText tells whether a text is read of the column, which may be any.
func (j *judge) isText() bool {
	return slices.ContainsFunc(j.fields, func(f string) bool {
		if j.rules != nil {
			return j.rules.infos[factOf(f)].Type == "string"
		}
		return slices.ContainsFunc(qualify.LeadFields(), func(of qualify.FieldInfo) bool { return of.Name == f && of.Type == "string" })
	})
}

// wanted are the classes that values of a kind have.
var wanted = map[string][]class{kindNumber: {numberClass}, kindDate: {dateClass}, kindBool: {boolClass, numberClass}, kindAddress: {emailClass}}

// ofKind finds values of another kind than the column's.
func (j *judge) ofKind() {
	if t := j.marks[CodeUnreadable]; t != nil {
		if hints := j.hints; len(hints) > 0 && !j.role.personal() {
			j.find(CodeUnreadable, Fault, t, j.of(t.n)+" cannot be read as "+j.reads(), "write "+strings.Join(hints, ", or ")+" in the entry "+j.entry()+`, or "on_error": "unknown"`)
			return
		}
		do := `say how they are written (` + j.writing() + `), translate them by "values", or let them be unknown with "on_error": "unknown"`
		j.find(CodeUnreadable, Fault, t, j.of(t.n)+" cannot be read as "+j.reads(), "in the entry "+j.entry()+" "+do)
		return
	}
	if j.kind == kindBool && j.isText() {
		return // a third answer
	}
	want, strict := wanted[j.kind]
	if j.kind == kindAddress && j.role == emailRole {
		return // each is a bad address
	}
	if !strict && (j.kind != kindChoice || j.n < 30) {
		return
	}
	for of := range classes {
		t := &j.class[of]
		if t.n == 0 || slices.Contains(want, of) || !strict && (of == textClass || of == boolClass || of == emailClass || 20*t.n > j.n) {
			continue
		}
		if j.kind == kindDate && of == numberClass && 2*j.numbers.serial.n >= t.n {
			j.find(CodeExcelDate, Fault, &j.numbers.serial, j.of(j.numbers.serial.n)+" are the number of a day in a spreadsheet, among dates", "write the column as dates in the spreadsheet, or give its number as one of the layouts "+j.entry())
			continue
		}
		is := article(of.String()) + ", in a column of " + j.kind + "s"
		if t.n > 1 {
			is = of.String() + "s, in a column of " + j.kind + "s"
		}
		is = strings.ReplaceAll(strings.ReplaceAll(is, "yes or nos", "yes or no"), "addresss", "addresses")
		sure := Fault
		if j.kind == kindBool {
			sure = Suspicion // a third answer, maybe
		}
		j.find(CodeOddKind, sure, t, j.of(t.n)+" "+verb(t.n, "is", "are")+" "+is, `translate them by "values" in the entry `+j.entry()+`, list them under its "unknown", or mend them`)
	}
}

// reads is what the field of the column wants.
func (j *judge) reads() string {
	if len(j.fields) == 0 {
		return j.kind
	}
	return j.fields[0]
}

// writing is the key of the map that says how values of the column are written.
func (j *judge) writing() string {
	switch j.kind {
	case kindNumber:
		return `"numbers"`
	case kindDate:
		return `"dates"`
	case kindBool:
		return `"booleans"`
	}
	return `"numbers", "dates" or "booleans"`
}
