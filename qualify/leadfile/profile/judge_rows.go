package profile

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// count adds a finding about rows.
func (p *Profile) count(r *Report, code FindingCode, s Severity, t tally, estimated bool, message, do string) {
	if t.n == 0 {
		return
	}
	f := Finding{Code: code, Severity: s, Count: t.n, Estimated: estimated, Message: message, Do: do}
	for _, at := range t.first[:min(t.n, shown)] {
		if at.line > 0 {
			f.First = append(f.First, placeOf(at, p.files))
		}
	}
	r.Findings = append(r.Findings, f)
}

// ofRecords finds what is wrong with records of a table.
func (p *Profile) ofRecords(r *Report, table *table) {
	for _, reason := range slices.Sorted(maps.Keys(table.reasons)) {
		t := table.reasons[reason]
		p.count(r, CodeBadRow, Fault, t, false, plural(t.n, "record")+" "+verb(t.n, "is no row", "are no rows")+": "+reason, "look at the line: a quote or a delimiter within a text, or a line that the export broke")
	}
	if list := table.list(); list != "" {
		r.Findings = nil // of what is no lead
		p.count(r, CodeOneRecord, Fault, tally{n: 1}, false, fmt.Sprintf("the file is one record, with a list under %q", list), fmt.Sprintf(`if that is the leads, write "records": %q in a map`, list))
	}
	if c := table.byName[""]; c != nil && c.cells > 0 {
		p.count(r, CodeUnnamedColumn, Suspicion, tally{n: c.cells}, false, plural(c.cells, "value")+" "+verb(c.cells, "stands", "stand")+" under no header", "name the column, or leave it out of the export")
	}
}

// list is the path of the list that a file of one record is about, "" where there
// is none: what leads did is no such list.
func (t *table) list() string {
	within := map[string]int{}
	for _, c := range t.columns {
		if path, rest, ok := strings.Cut(c.name, "[]."); ok && len(c.fields) == 0 && rest != "" {
			within[path]++
		}
	}
	if t.rows != 1 || t.mapped {
		return ""
	}
	for _, path := range slices.Sorted(maps.Keys(within)) {
		if within[path] >= 3 && 2*within[path] > len(t.columns) {
			return path
		}
	}
	return ""
}

// ofRows finds leads without an id, and those that come twice.
func (p *Profile) ofRows(r *Report) {
	main := p.tables[0]
	var id *column
	for _, c := range main.columns {
		if c.id && id == nil {
			id = c
		}
	}
	if id != nil && id.filled < main.rows && (len(id.fields) > 0 || 2*id.filled > main.rows) {
		n := main.rows - id.filled
		p.count(r, CodeNoID, Fault, tally{n: n}, false, plural(n, "lead")+" "+verb(n, "has", "have")+" no id in "+strconv.Quote(id.name), "export the id of the record: without one a lead gets no owner, and nobody finds it again")
	}
	kinds := []struct {
		kind keyKind
		code FindingCode
		s    Severity
		what string
		do   string
	}{
		{byRow, CodeSameRow, Fault, "the same as another in all columns", "export each record once"},
		{byID, CodeSameID, Fault, "the id of another", "make one lead of them by qualify.Merge (leadq: -merge newest), or export each record once"},
		{byEmail, CodeSameEmail, Suspicion, "the e-mail address of another", "make one lead of those that are one person, by qualify.Merge, and merge them in the CRM"},
		{byPhone, CodeSamePhone, Suspicion, "the telephone number of another", "look whether they are one person, or have the number of the company"},
		{byName, CodeSameName, Suspicion, "the name of another at the same domain or company", "look whether they are one person, and merge them in the CRM"},
	}
	var told []uint64
	for _, k := range kinds {
		table := &p.keys.tables[k.kind]
		rows, keys, same := table.counted()
		estimated := table.shift > 0
		rows.n <<= table.shift
		keys <<= table.shift
		if slices.Contains(told, same) {
			p.conflicts(r, k.kind, table)
			continue // they are the same
		}
		if rows.n > 0 {
			told = append(told, same)
		}
		message := plural(rows.n, "row") + " " + verb(rows.n, "has", "have") + " " + k.what
		if k.kind == byRow && !p.tellsApart() {
			k.s, k.do = Suspicion, "look whether they are one: nothing in the file tells leads apart, such as an id or an address"
		}
		if k.kind == byRow {
			message = plural(rows.n, "row") + " " + verb(rows.n, "is", "are") + " " + k.what
		}
		if keys > 0 && k.kind != byRow {
			message += fmt.Sprintf(" (%s that %s more than once)", count(keys), verb(keys, "comes", "come"))
		}
		p.count(r, k.code, k.s, rows, estimated, message, k.do)
		p.conflicts(r, k.kind, table)
	}
}

// tellsApart tells whether a column has what is of one lead alone.
func (p *Profile) tellsApart() bool {
	return slices.ContainsFunc(p.tables[0].columns, func(c *column) bool {
		return c.filled > 0 && (c.id || c.named || c.role == emailRole || c.role == phoneRole)
	})
}

// conflicts finds facts that differ among the records of one lead.
func (p *Profile) conflicts(r *Report, kind keyKind, table *repeats) {
	if kind != byID && kind != byEmail {
		return
	}
	var counts [mostCompared]int
	t := tally{}
	for _, have := range table.of {
		if have.differ == 0 {
			continue
		}
		t.n++
		for i := range counts {
			if have.differ&(1<<i) != 0 {
				counts[i]++
			}
		}
	}
	if t.n == 0 {
		return
	}
	var say []string
	order := make([]int, len(p.keys.compared))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(counts[b], counts[a]) })
	for _, i := range order {
		if counts[i] > 0 && len(say) < 5 {
			say = append(say, fmt.Sprintf("%s (%s)", strconv.Quote(p.keys.compared[i].name), count(counts[i]<<table.shift)))
		}
	}
	of := "ids"
	if kind == byEmail {
		of = "addresses"
	}
	first := place{}
	for _, have := range table.of {
		if have.differ != 0 && (first.line == 0 || before(have.second, first)) {
			first = have.second
		}
	}
	r.Findings = append(r.Findings, Finding{Code: CodeConflict, Severity: Suspicion, Count: t.n << table.shift, Estimated: table.shift > 0,
		Message: fmt.Sprintf("the records of %s %s that come more than once say different things: %s", count(t.n<<table.shift), of, list(say)),
		Do:      `let the newest record count (qualify.Merge, or leadq with -merge newest), and give it the dates: "seen": {"at": {"from": "COLUMN"}} in the map, of the column that says when the record was changed`, First: []Place{placeOf(first, p.files)}})
}
