package profile

import (
	"cmp"
	"fmt"
	"maps"

	"slices"
	"strconv"
	"strings"
	"time"
)

// readWell tells whether the map reads the column, and could read every value.
func (j *judge) readWell() bool { return len(j.fields) > 0 && j.marks[CodeUnreadable] == nil }

// ofRole finds what is wrong with values of what the column is about.
func (j *judge) ofRole() {
	m := j.marks
	mark := func(code FindingCode, s Severity, what, do string) {
		if t := m[code]; t != nil {
			j.find(code, s, t, j.of(t.n)+" "+what, do)
		}
	}
	mark(CodeBadAddress, Fault, verb(n(m[CodeBadAddress]), "is no e-mail address", "are no e-mail addresses"), "mend them in the CRM: email_domain and is_free_email have no answer for them")
	if j.kind != kindBool && (j.kind != kindChoice || n(m[CodeBadPhone]) < j.n) {
		mark(CodeBadPhone, Suspicion, verb(n(m[CodeBadPhone]), "is no telephone number", "are no telephone numbers")+" that anybody could call", `mend them in the CRM, or list them under "unknown" `+j.entry())
	}
	mark(CodeBadDomain, Fault, verb(n(m[CodeBadDomain]), "is no domain", "are no domains"), "mend them in the CRM: domain_in has no answer for them")
	mark(CodeFreeDomain, Suspicion, "are domains of a provider of mail boxes, which says nothing of the company", "leave them empty: leads of different companies look like those of one")
	if t := m[CodeMixedURLs]; n(t) > 0 && t.n < j.n {
		j.find(CodeMixedURLs, Fault, t, j.of(t.n)+" are written as URLs and the others as domains", "compare them by domain_in, which reads both, and not by == or in")
	}
	if t := m[CodeLostZero]; n(t) > 0 && 5*t.n < j.n && j.lengths.of[5] != nil && 10*j.lengths.of[5].n >= 7*j.n {
		j.find(CodeLostZero, Fault, t, j.of(t.n)+" have four digits and the others five: the 0 in front was lost", "export the column as text")
	}
	if t := m[CodeMixedCodes]; n(t) > 0 && t.n < j.n {
		few, what := *t, "are codes and the others names"
		if 2*t.n > j.n {
			few, what = tally{n: j.n - t.n}, "are names and the others codes"
			for _, text := range slices.Sorted(maps.Keys(j.values)) {
				if len(few.texts) < shown && len(text) > 3 {
					few.texts = append(few.texts, text)
				}
			}
			j.add(Finding{Code: CodeMixedCodes, Severity: Fault, Count: few.n, Message: j.of(few.n) + " " + what, Do: `translate them by "values" in the entry ` + j.entry() + ", or by a table of the rule set", Examples: j.examples(few.texts)})
			return
		}
		j.find(CodeMixedCodes, Fault, &few, j.of(few.n)+" "+what, `translate them by "values" in the entry `+j.entry()+", or by a table of the rule set")
	}
}

// ofNumbers finds what is wrong with numbers.
func (j *judge) ofNumbers() {
	u := &j.numbers
	if !j.readWell() && j.marks[CodeUnreadable] == nil {
		j.find(CodeNumberWriting, Fault, &u.written, j.of(u.written.n)+" "+verb(u.written.n, "is a number", "are numbers")+" with signs, currencies or units", `say how they are written by "numbers" in the entry `+j.entry())
		j.find(CodeNumberRanges, Fault, &u.ranges, j.of(u.ranges.n)+" "+verb(u.ranges.n, "is a range", "are ranges")+" of numbers", `say by "numbers" in the entry `+j.entry()+" which end counts")
	}
	positive := j.role == employeesRole || j.role == moneyRole || j.role == daysRole || j.role == countRole
	if t := &u.negative; t.n > 0 && positive {
		j.find(CodeNegative, Fault, t, j.of(t.n)+" "+verb(t.n, "is", "are")+" below 0, where nothing can be", `list them under "unknown" in the entry `+j.entry()+", or mend them")
	} else if t.n > 0 && !positive && 50*t.n <= u.n && u.n >= 50 {
		j.find(CodeNegative, Suspicion, t, j.of(t.n)+" "+verb(t.n, "is", "are")+" below 0, and no other", `if they mean that nothing is known, list them under "unknown" in the entry `+j.entry())
	}
	if t := &u.zero; (j.role == employeesRole || j.role == moneyRole) && t.n > 0 && !slices.Contains(wordsOf(j.name), "budget") && !slices.Contains(j.fields, "answers.budget") {
		j.find(CodeZeroUnknown, Suspicion, t, j.of(t.n)+" "+verb(t.n, "is", "are")+" 0, which hardly a company has", `if 0 means that nobody asked, write "unknown": [`+asWritten(t)+`] in the entry `+j.entry())
	}
	j.nines()
	whole := j.role == employeesRole || j.role == countRole
	if t := &u.fraction; whole && t.n > 0 && 20*t.n <= u.n {
		j.find(CodeFraction, Suspicion, t, j.of(t.n)+" "+verb(t.n, "is a fraction", "are fractions")+", where whole numbers stand", "look whether a decimal sign was meant to part thousands")
	}
	if c, first, factor, low, ok := u.otherUnit(); ok {
		by := "smaller"
		if !low {
			by = "larger"
		}
		j.add(Finding{Code: CodeOtherUnit, Severity: Suspicion, Count: c, First: []Place{placeOf(first, j.files)},
			Message: fmt.Sprintf("%s are about %s times %s than the others, with none between: they look like another unit", j.of(c), count(int(factor)), by),
			Do:      "bring all into one unit in the CRM: rules compare the bare number"})
	} else if c, first, ok := u.outliers(); ok && len(u.nines) == 0 {
		j.add(Finding{Code: CodeOutlier, Severity: Suspicion, Count: c, First: []Place{placeOf(first, j.files)},
			Message: fmt.Sprintf("%s %s more than a hundred times all others", j.of(c), verb(c, "is", "are")), Do: "look whether a digit or a unit is wrong"})
	}
}

// nines finds numbers that people type where they have none.
func (j *judge) nines() {
	u := &j.numbers
	if j.role == idRole || j.role == postalRole {
		return
	}
	for _, x := range slices.Sorted(maps.Keys(u.nines)) {
		t := u.nines[x]
		if x > 0 && !(x == u.most && t.n >= 2) && !(t.n >= 3 && t.n >= 3*j.neighbours(x)) || x < 0 && (u.negative.n > t.n || t.n < 2) {
			continue
		}
		j.find(CodePlaceholderNines, Suspicion, t, fmt.Sprintf("%s %s %s, which people type where they know no number", j.of(t.n), verb(t.n, "is", "are"), strconv.FormatFloat(x, 'f', -1, 64)),
			`write "unknown": [`+asWritten(t)+`] in the entry `+j.entry())
	}
}

// asWritten are texts of numbers as the file has them, which is how a map names them.
func asWritten(t *tally) string {
	var quoted []string
	for _, text := range t.texts {
		quoted = append(quoted, strconv.Quote(text))
	}
	return strings.Join(quoted, ", ")
}

// neighbours is how often the most frequent other number of about a size came.
func (j *judge) neighbours(x float64) (most int) {
	for _, k := range j.values {
		if y := k.seen.Number; k.seen.class == numberClass && y != x && y > x*0.8 && y < x*1.25 {
			most = max(most, k.n)
		}
	}
	return most
}

// ofDates finds what is wrong with dates.
func (j *judge) ofDates() {
	d := &j.dates
	switch {
	case d.dayOnly.n > 0 && d.monthOnly.n > 0:
		few, order := &d.dayOnly, "day"
		if d.monthOnly.n < d.dayOnly.n {
			few, order = &d.monthOnly, "month"
		}
		j.find(CodeDateOrder, Fault, few, fmt.Sprintf("%s can only be read %s first, and others only the other way", j.of(few.n), order), "export all dates as 2006-01-02: nobody can tell which of the other dates were meant how")
	case len(d.forms) > 1 && !j.readWell():
		form, most := "", 0
		for _, f := range slices.Sorted(maps.Keys(d.forms)) {
			if d.forms[f].n > most {
				form, most = f, d.forms[f].n
			}
		}
		few, order := tally{}, "day_first"
		if d.monthOnly.n > 0 {
			order = "month_first"
		}
		layouts := []string{strconv.Quote(order)} // which reads all but years of two digits
		for _, f := range slices.Sorted(maps.Keys(d.forms)) {
			if strings.HasPrefix(f, "##") && !strings.Contains(f, "2006") {
				layouts = append(layouts, strconv.Quote(j.layout(f)))
			}
			if f != form {
				few.n += d.forms[f].n
				few.texts = append(few.texts, d.forms[f].texts...)
				few.first[0] = d.forms[f].first[0]
			}
		}
		f := Finding{Code: CodeMixedDates, Severity: Fault, Count: few.n, Message: fmt.Sprintf("%s are written in another form than %s", j.of(few.n), j.layout(form)),
			Do: fmt.Sprintf(`write "dates": {"layouts": [%s]} in the entry %s`, strings.Join(layouts, ", "), j.entry()), First: []Place{placeOf(few.first[0], j.files)}, Examples: j.examples(few.texts[:min(len(few.texts), shown)])}
		j.add(f)
	case d.either.n == d.n && d.n > 0 && !j.readWell():
		j.find(CodeDoubtfulDates, Suspicion, &d.either, "all dates can be read day first and month first", fmt.Sprintf(`say which by "dates": {"layouts": ["02/01/2006"]} in the entry %s`, j.entry()))
	}
	j.find(CodePlaceholderDate, Fault, &d.placeholder, j.of(d.placeholder.n)+" "+verb(d.placeholder.n, "is a day", "are days")+" that programs write where they have none", `list `+verb(d.placeholder.n, "it", "them")+` under "unknown" in the entry `+j.entry())
	j.find(CodeTooOld, Fault, &d.ancient, j.of(d.ancient.n)+" "+verb(d.ancient.n, "is", "are")+" before 1900", "look whether years were cut, and mend them")
	if j.role != birthRole && 4*d.old.n < d.n {
		j.find(CodeTooOld, Suspicion, &d.old, j.of(d.old.n)+" "+verb(d.old.n, "is", "are")+" before 1970", "look whether years of two digits were read wrongly")
	}
	if t := &d.future; t.n > 0 && (j.role == createdRole || j.role == birthRole || 5*t.n < d.n && !ahead(wordsOf(j.name)) && !strings.HasPrefix(j.path(), "custom.")) {
		s := Suspicion
		if j.role == createdRole || j.role == birthRole {
			s = Fault
		}
		j.find(CodeInFuture, s, t, j.of(t.n)+" "+verb(t.n, "is", "are")+" after the instant that is decided for", "look at the clock, the time zone and the order of day and month; if the file is newer than that instant, decide for a later one (-as-of)")
	}
	if of, k := d.mostFrequent(); k != nil && d.n >= 50 && 10*k.n >= 3*d.n && len(d.days) >= 10 && !placeholderDays[time.Unix(int64(of)*86400, 0).UTC().Format(time.DateOnly)] {
		j.add(Finding{Code: CodeSameDay, Severity: Suspicion, Count: k.n, First: []Place{placeOf(k.first, j.files)},
			Message: fmt.Sprintf("%s are one day, %s, which looks like that of an import", j.of(k.n), time.Unix(int64(of)*86400, 0).UTC().Format(time.DateOnly)), Do: "look for the column with the day on which it happened"})
	}
}

func (j *judge) path() string {
	if len(j.fields) == 0 {
		return ""
	}
	return j.fields[0]
}

// layout is a form of dates as a map has it.
func (j *judge) layout(form string) string {
	sign := strings.TrimPrefix(form, "##")
	if sign == form {
		return form
	}
	first, second := "02", "01"
	if j.dates.monthOnly.n > j.dates.dayOnly.n {
		first, second = second, first
	}
	return first + sign[:1] + second + strings.TrimPrefix(sign[1:], "##")
}

// yesNo are the ways of writing yes and no.
var yesNo = []map[string]bool{
	{"yes": true, "no": true}, {"y": true, "n": true}, {"true": true, "false": true}, {"1": true, "0": true, "1.0": true, "0.0": true},
	{"ja": true, "nein": true}, {"oui": true, "non": true}, {"si": true, "sí": true, "no": true}, {"sim": true, "não": true},
}

// ofBools finds what is wrong with yes and no.
func (j *judge) ofBools() {
	words, of, as := map[string]int{}, map[string]*kept{}, map[string]string{}
	for _, text := range slices.Sorted(maps.Keys(j.values)) {
		low := strings.ToLower(text)
		words[low] += j.values[text].n
		if k := of[low]; k == nil || before(j.values[text].first, k.first) {
			of[low], as[low] = j.values[text], text
		}
	}
	best, most := 0, -1
	for i, way := range yesNo {
		n := 0
		for w, c := range words {
			if way[w] {
				n += c
			}
		}
		if n > most {
			best, most = i, n
		}
	}
	few := tally{}
	for _, w := range slices.SortedFunc(maps.Keys(words), func(a, b string) int { return cmp.Or(cmp.Compare(words[b], words[a]), strings.Compare(a, b)) }) {
		if !yesNo[best][w] && of[w].seen.class != textClass {
			few.add(of[w].first, []byte(as[w]))
			few.n += words[w] - 1
		}
	}
	if few.n > 0 && !j.readWell() {
		f := Finding{Code: CodeMixedYesNo, Severity: Fault, Count: few.n, Message: j.of(few.n) + " say yes or no in another way than the others", Examples: few.texts,
			Do: `list all words under "booleans": {"true": [...], "false": [...]} in the entry ` + j.entry(), First: []Place{placeOf(few.first[0], j.files)}}
		j.add(f)
	}
	blank := j.rows - j.filled - j.blanks
	isNo := slices.ContainsFunc(slices.Collect(maps.Values(of)), func(k *kept) bool { return k.seen.isNo() })
	if len(words) == 1 && blank > 0 && j.n >= 10 && !isNo && !j.rules.hasDefault(j.path()) {
		no := "false"
		if j.isText() { // whose default is a text too
			no = strconv.Quote(noOf(slices.Collect(maps.Keys(words))[0]))
		}
		do := `write "default": ` + no + ` in the entry ` + j.entry()
		if j.rules != nil && j.path() != "" {
			do = fmt.Sprintf(`write "facts": {%q: {"default": %s}} in the rule set`, j.path(), no)
		}
		j.add(Finding{Code: CodeYesOrBlank, Severity: Fault, Count: blank, Message: fmt.Sprintf("%s are yes and the others blank, as a check box is exported: a blank counts as unknown, and probably means no", j.of(j.n)), Do: do})
	}
}

// noOf is the word for no beside one for yes.
func noOf(yes string) string {
	for _, way := range yesNo {
		if way[yes] {
			for _, word := range slices.Sorted(maps.Keys(way)) {
				if s := look([]byte(word)); s.isNo() {
					return word
				}
			}
		}
	}
	return "no"
}
