package qualifytest

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/leadqual/leadqual/internal/strictjson"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/truth"
	"github.com/leadqual/leadqual/scoring"
)

// TableRows says how many rows of a table the cases have found. They are no sides:
// nobody writes a case for each of many rows.
type TableRows struct {
	Place string `json:"place"` // tables.NAME
	Path  string `json:"path"`
	Rows  int    `json:"rows"`
	// Seen are the rows that a lookup of some case found. A lookup that cannot be
	// looked at on its own, such as by a field of an activity, counts none; it is
	// under NotMeasured.
	Seen int `json:"seen"`
}

// lookups measure which rows of tables are found: the key of each lookup is
// looked up in another table, which gives the number of the row.
type lookups struct {
	list []*lookup
	seen map[string]map[int]bool // rows by table
}

type lookup struct {
	table, key string
	failed     bool // it does not compile on its own
}

// of notes the lookups of a text.
func (l *lookups) of(text string, tables map[string]qualify.LookupTable) {
	tokens := scan(text)
	for i := 0; i+3 < len(tokens); i++ {
		t := tokens[i : i+4]
		if t[0].text != "lookup" || t[1].text != "(" || t[2].kind != quoted || t[3].text != "," {
			continue
		}
		name := strings.Trim(t[2].text, "'\"`")
		if _, ok := tables[name]; !ok {
			continue
		}
		depth, end := 1, len(text)
		for _, u := range tokens[i+4:] {
			switch u.kind {
			case open:
				depth++
			case shut:
				depth--
			}
			if depth == 0 {
				end = u.from
				break
			}
		}
		x := lookup{table: name, key: text[t[3].to:end]}
		if !slices.ContainsFunc(l.list, func(y *lookup) bool { return *y == x }) {
			l.list = append(l.list, &x)
		}
	}
}

// add gives a rule set the tables of the rows' numbers, and a rule for each lookup
// that has not failed. It returns these lookups.
func (l *lookups) add(rs *qualify.RuleSet) (added []*lookup) {
	given := rs.Tables
	rs.Tables = maps.Clone(given)
	numbers := map[string]string{}
	for i, x := range l.list {
		if x.failed {
			continue
		}
		name, ok := numbers[x.table]
		if !ok {
			for name = "rows_of_" + x.table[:min(len(x.table), 100)]; ; name += "_" {
				if _, taken := rs.Tables[name]; !taken {
					break
				}
			}
			rows := make(map[string]any, len(given[x.table].Rows))
			for n, key := range slices.Sorted(maps.Keys(given[x.table].Rows)) {
				rows[key] = float64(n + 1)
			}
			numbers[x.table], rs.Tables[name] = name, qualify.LookupTable{Type: "number", Rows: rows}
		}
		low, high := scoring.Points(0), scoring.Points(len(given[x.table].Rows)+1)
		rs.Scoring.Rules = append(rs.Scoring.Rules, scoring.Rule{
			ID: fmt.Sprint("lookup", i), Compute: fmt.Sprintf("lookup('%s', %s)", name, x.key), Min: &low, Max: &high,
		})
		added = append(added, x)
	}
	return added
}

// observe notes the rows that a decision by the probes found.
func (l *lookups) observe(probes *qualify.Decision) {
	for _, r := range probes.Score.Rules {
		var i int
		if n, _ := fmt.Sscanf(r.ID, "lookup%d", &i); n != 1 || r.Outcome != truth.Met {
			continue
		}
		name := l.list[i].table
		if l.seen[name] == nil {
			l.seen[name] = map[int]bool{}
		}
		l.seen[name][int(r.Points)] = true
	}
}

// report adds the tables to the coverage.
func (g *gauges) report(c *Coverage) {
	for _, name := range slices.Sorted(maps.Keys(g.rs.Tables)) {
		c.Tables = append(c.Tables, TableRows{
			Place: g.under + "tables." + name, Path: g.under + strictjson.PathKey("tables", name), Rows: len(g.rs.Tables[name].Rows), Seen: len(g.lookups.seen[name]),
		})
	}
	for _, x := range g.lookups.list {
		if x.failed {
			c.NotMeasured = append(c.NotMeasured, g.under+"tables."+x.table+": "+short("lookup by "+x.key))
		}
	}
}
