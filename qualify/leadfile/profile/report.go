package profile

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/leadqual/leadqual/qualify"
)

// A Report says what the data is worth. It is plain data; its JSON has the keys
// below.
type Report struct {
	// Files are those that were read, in order.
	Files []string `json:"files"`
	// AsOf is the instant of decision; absent where none was given.
	AsOf *time.Time `json:"as_of,omitempty"`
	// RuleSet and Fingerprint are those of the rules; "" without.
	RuleSet     string `json:"rule_set,omitempty"`
	Fingerprint string `json:"fingerprint,omitempty"`
	// Rows is how many records there are, without those of sides, and LeftOut how
	// many of all could not be read and are left out.
	Rows    int `json:"rows"`
	LeftOut int `json:"left_out,omitempty"`
	// Findings are what is wrong, faults first, of each those about the most rows
	// first.
	Findings []Finding `json:"findings,omitempty"`
	// Decided says which facts decisions miss; nil without rules or instant.
	Decided *DecidedReport `json:"decided,omitempty"`
	// Columns are those of the files, in their order.
	Columns []ColumnReport `json:"columns"`
	// Ages are how long ago facts were last seen, leads created ("created_at")
	// and last active ("activities").
	Ages []Age `json:"ages,omitempty"`
	// Limits say what was left out to stay in bounded memory.
	Limits []string `json:"limits,omitempty"`

	factUses map[string][]Compared
}

// A ColumnReport is what is known of a column.
type ColumnReport struct {
	// Name is the header, or the path in JSON.
	Name string `json:"name"`
	// File is that of a side, whose columns are apart from those of the leads.
	File string `json:"file,omitempty"`
	// Fields are what is read of it; nil where nothing is.
	Fields []string `json:"fields,omitempty"`
	// Unused says that nothing is read of it, or that no rule reads that; ""
	// where one does, or nobody can say.
	Unused string `json:"unused,omitempty"`
	// Kind is the guess of what most values are: "number", "date", "yes or no",
	// "e-mail address", "choice" of few texts, "id", "text" or "empty".
	Kind string `json:"kind"`
	// Personal says that values may be about a person, so that only shapes are shown.
	Personal bool `json:"personal,omitempty"`
	// Rows is how many records there are, and Filled how many of them have a value that does not mean unknown.
	Rows   int `json:"rows"`
	Filled int `json:"filled"`
	// Distinct is the number of different values, an estimate with an error of
	// some percent where Estimated says so.
	Distinct  int  `json:"distinct"`
	Estimated bool `json:"estimated,omitempty"`
	// Least and Most are those of numbers and dates.
	Least string `json:"least,omitempty"`
	Most  string `json:"most,omitempty"`
	// Values are the most frequent, with how often each came; shapes where they may
	// be about a person.
	Values []Value `json:"values,omitempty"`
	// Compared are the texts that rules compare what is read of the column with.
	Compared []Compared `json:"compared,omitempty"`
}

// A Value is a text of a column.
type Value struct {
	Text  string `json:"text"`
	Count int    `json:"count"`
}

// Compared is a text that rules compare a fact with.
type Compared struct {
	Text   string   `json:"text"`
	Places []string `json:"places"` // of the rule set
	// Leads is how many leads, or activities, have what the rule looks for.
	Leads int `json:"leads"`
}

// An Age is how long ago something was.
type Age struct {
	// Path is the fact that Lead.Seen dates, "created_at" or "activities".
	Path string `json:"path"`
	// Dated is how many leads have a date, Later how many of others one after the
	// instant of decision, and Undated how many have none.
	Dated   int `json:"dated"`
	Later   int `json:"later,omitempty"`
	Undated int `json:"undated,omitempty"`
	// MedianDays and P90Days are the ages that half and nine in ten do not pass,
	// in whole days.
	MedianDays int `json:"median_days"`
	P90Days    int `json:"p90_days"`
	// StaleDays is the rule set's; 0 is none. Stale is how many are older.
	StaleDays float64 `json:"stale_days,omitempty"`
	Stale     int     `json:"stale,omitempty"`
}

// A DecidedReport says what decisions know and miss.
type DecidedReport struct {
	// Leads were decided; Settled of them are certain: nothing that is missing
	// could change quadrant, status or team.
	Leads   int `json:"leads"`
	Settled int `json:"settled"`
	// Missing are the facts that the others miss, in the order in which to collect
	// or buy them.
	Missing []MissingFact `json:"missing,omitempty"`
}

// A MissingFact is a fact that leads miss.
type MissingFact struct {
	Path string `json:"path"`
	// Leads is how many undetermined leads it is asked of, of Stale because what
	// they have is too old. For Decisive of them some value of it alone makes the
	// decision another.
	Leads    int `json:"leads"`
	Stale    int `json:"stale,omitempty"`
	Decisive int `json:"decisive"`
	// Settled is how many leads miss nothing more once this fact and those before
	// it in the list are known.
	Settled  int    `json:"settled"`
	Question string `json:"question,omitempty"`
}

const mostShownValues = 8

// Report says what was found until now. It may be called again after more was
// read.
func (p *Profile) Report() *Report {
	r := &Report{Files: slices.Clone(p.files), Ages: p.ages.report(), factUses: map[string][]Compared{}}
	if !p.options.AsOf.IsZero() {
		at := p.options.AsOf.UTC()
		r.AsOf = &at
	}
	if p.engine != nil {
		r.RuleSet, r.Fingerprint = p.engine.RuleSet().Name, p.engine.Fingerprint()
	}
	for _, t := range p.tables {
		if !t.side {
			r.Rows = t.rows + t.broken
		}
		r.LeftOut += t.left
		for _, c := range t.columns {
			c.rows = t.rows
			j := &judge{column: c, files: p.files, rules: p.rules}
			j.all()
			r.Columns = append(r.Columns, j.report())
			if len(c.fields) > 0 || !t.mapped {
				r.Findings = append(r.Findings, j.worth()...)
			}
		}
		p.ofRecords(r, t)
	}
	p.ofRows(r)
	if p.engine != nil {
		p.facts.find(r, p.columnOf, p.files)
		p.ofDecisions(r)
		for i := range r.Columns {
			for _, f := range r.Columns[i].Fields {
				r.Columns[i].Compared = append(r.Columns[i].Compared, r.factUses[factOf(f)]...)
			}
		}
	}
	p.ofAges(r)
	p.limits(r)
	r.Findings = slices.DeleteFunc(r.Findings, func(f Finding) bool { // told by what rules say
		return f.Code == CodeTwoCases && slices.ContainsFunc(r.Findings, func(of Finding) bool { return of.Code == CodeOtherCase && of.Column == f.Column })
	})
	slices.SortStableFunc(r.Findings, func(a, b Finding) int {
		return cmp.Or(strings.Compare(string(a.Severity), string(b.Severity)), cmp.Compare(b.Count, a.Count))
	})
	return r
}

// worth are the findings about the column that matter: where no rule reads it, not
// every suspicion.
func (j *judge) worth() []Finding {
	if j.rules == nil || len(j.fields) == 0 || j.rules.reads(j.fields) || j.role.personal() {
		return j.findings
	}
	return slices.DeleteFunc(j.findings, func(f Finding) bool { return f.Severity == Suspicion })
}

func (r *Report) column(name string) *ColumnReport {
	for i := range r.Columns {
		if r.Columns[i].Name == name {
			return &r.Columns[i]
		}
	}
	return nil
}

// columnOf is the column that a fact is read of.
func (p *Profile) columnOf(path string) (string, role) {
	for _, t := range p.tables {
		for _, c := range t.columns {
			for _, f := range c.fields {
				if factOf(f) == path {
					return c.name, c.role
				}
			}
		}
	}
	return "", roleOf("", []string{path})
}

// report is the column's own part.
func (j *judge) report() ColumnReport {
	c := ColumnReport{Name: j.name, File: j.file, Rows: j.rows, Fields: slices.Clone(j.fields), Kind: j.kind, Filled: j.filled, Personal: j.personal() && j.cells > 0}
	c.Distinct, c.Estimated = j.distinct.Count()
	c.Distinct = min(c.Distinct, j.cells)
	switch {
	case j.rules == nil:
	case len(j.fields) == 0:
		c.Unused = "nothing is read of it"
	case !j.rules.reads(j.fields):
		c.Unused = "no rule reads it"
	}
	switch {
	case c.Personal:
	case j.kind == kindNumber:
		c.Least, c.Most = figure(j.numbers.least), figure(j.numbers.most)
	case j.kind == kindDate:
		c.Least, c.Most = j.dates.least.Format(time.DateOnly), j.dates.most.Format(time.DateOnly)
	}
	byText := map[string]int{}
	for text, k := range j.values {
		if e := j.example(text); c.Personal || e == text {
			byText[e] += k.n
		}
	}
	for _, text := range slices.SortedFunc(maps.Keys(byText), func(a, b string) int {
		return cmp.Or(cmp.Compare(byText[b], byText[a]), strings.Compare(a, b))
	}) {
		if len(c.Values) == mostShownValues || c.Personal && len(c.Values) == shown || (j.kind == kindNumber || j.kind == kindDate) && len(c.Values) == shown {
			break
		}
		c.Values = append(c.Values, Value{text, byText[text]})
	}
	return c
}

func figure(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// ofDecisions says what decisions found wrong, and what they miss.
func (p *Profile) ofDecisions(r *Report) {
	d := p.decided
	if d.leads == 0 {
		return
	}
	r.Decided = &DecidedReport{Leads: d.leads, Settled: d.settled, Missing: d.missing()}
	told := map[string]bool{}
	for _, f := range r.Findings {
		told[string(f.Code)+" "+factOf(f.Path)] = true
	}
	keys := slices.SortedFunc(maps.Keys(d.issues), func(a, b issueKey) int {
		return cmp.Or(cmp.Compare(d.issues[b].n, d.issues[a].n), strings.Compare(string(a.code), string(b.code)), strings.Compare(a.path, b.path))
	})
	for _, key := range keys {
		t := d.issues[key]
		path := strings.Replace(key.path, "activities[].", "activities.", 1)
		column, _ := p.columnOf(path)
		f := Finding{Code: CodeBadData, Severity: Fault, Column: column, Path: path, Count: t.n}
		for _, at := range t.first[:min(t.n, shown)] {
			f.First = append(f.First, placeOf(at, p.files))
		}
		switch key.code {
		case qualify.NoID:
			if told[string(CodeNoID)+" "] {
				continue
			}
			f.Code, f.Message, f.Do = CodeNoID, plural(t.n, "lead")+" have no id", "export the id of the record: without one a lead gets no owner"
		case qualify.LaterThanAsOf:
			if told[string(CodeInFuture)+" "+path] || strings.HasPrefix(key.path, "activities") && told[string(CodeInFuture)+" activities.at"] {
				continue
			}
			f.Code, f.Message, f.Do = CodeInFuture, plural(t.n, "lead")+" have an instant after the one that is decided for", "look at the clock and the time zone; if the file is newer than that instant, decide for a later one (-as-of)"
		case qualify.NotInEnum:
			f.Code, f.Message, f.Do = CodeNotListed, p.notListed(path, t.n), fmt.Sprintf(`translate them by "values" in the entry of %q in the map, or list them under the "enum" of the fact`, path)
		case qualify.NoDomain:
			if told[string(CodeBadAddress)+" person.email"] || told[string(CodeBadDomain)+" company.domain"] {
				continue
			}
			f.Path, f.Message, f.Do = "", fmt.Sprintf("%s of %s has no answer, as an address or domain is none", plural(t.n, "time"), key.path), "mend the addresses in the CRM"
		case qualify.NoAsOf:
			continue
		default:
			f.Message, f.Do = fmt.Sprintf("%s have the issue %s at %s", plural(t.n, "lead"), key.code, key.path), "look at the issues of a decision: leadq decide"
			if key.code == qualify.WrongKind {
				f.Do = fmt.Sprintf(`say the "type" in the entry of %q in the map, or in the facts of the rule set`, path)
			}
		}
		r.Findings = append(r.Findings, f)
	}
}

// notListed names the texts that the rule set does not list.
func (p *Profile) notListed(path string, n int) string {
	enum := p.rules.infos[path].Enum
	var say []string
	if have := p.facts.values[path]; have != nil {
		for _, text := range slices.SortedFunc(maps.Keys(have.of), func(a, b string) int {
			return cmp.Or(cmp.Compare(have.of[b].n, have.of[a].n), strings.Compare(a, b))
		}) {
			if slices.Contains(enum, text) || len(say) == shown {
				continue
			}
			word := strconv.Quote(text)
			if have.of[text].n < shown && (p.rules == nil || !slices.ContainsFunc(enum, func(e string) bool { return oneCase(e) == oneCase(text) || oneLetterApart(oneCase(e), oneCase(text)) })) && roleOf("", []string{path}).personal() {
				word = shape(text)
			}
			say = append(say, fmt.Sprintf("%s (%s)", word, count(have.of[text].n)))
		}
	}
	message := plural(n, "lead") + " " + verb(n, "has", "have") + " a text that the rule set does not list, and which counts as unknown"
	if len(say) > 0 {
		message += ": " + list(say)
	}
	return message
}

// ofAges finds facts that are too old.
func (p *Profile) ofAges(r *Report) {
	for _, path := range slices.Sorted(maps.Keys(p.ages.of)) {
		of := p.ages.of[path]
		column, _ := p.columnOf("seen." + path + ".at")
		if of.stale.n > 0 {
			f := Finding{Code: CodeStale, Severity: Suspicion, Column: column, Path: path, Count: of.stale.n,
				Message: fmt.Sprintf("%s of %s %s last seen more than %s days ago, and %s unknown", count(of.stale.n), plural(of.n, "value"), verb(of.stale.n, "was", "were"), figure(p.ages.limit[path]), verb(of.stale.n, "is", "are")),
				Do:      fmt.Sprintf(`collect the fact anew, or raise "stale_days" of %q in the rule set`, path)}
			for _, at := range of.stale.first[:min(of.stale.n, shown)] {
				f.First = append(f.First, placeOf(at, p.files))
			}
			r.Findings = append(r.Findings, f)
		}
	}
}

// limits says what was left out.
func (p *Profile) limits(r *Report) {
	for _, t := range p.tables {
		if n := len(t.unseen); n > 0 {
			r.Limits = append(r.Limits, fmt.Sprintf("%s beyond the first %s were not looked at", plural(n, "column"), count(p.options.MaxColumns)))
		}
	}
	names := [keyKinds]string{"rows", "ids", "e-mail addresses", "telephone numbers", "names"}
	for kind := range p.keys.tables {
		if shift := p.keys.tables[kind].shift; shift > 0 {
			r.Limits = append(r.Limits, fmt.Sprintf("of %s that come more than once, one in %s was looked at: their counts are estimates", names[kind], count(1<<shift)))
		}
	}
}
