package qualifytest

import (
	"fmt"
	"maps"
	"slices"

	"github.com/leadqual/leadqual/internal/strictjson"
	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/scoring"
)

// facts are what the rule set says of values: how texts compare, what counts
// where nothing is known, for how long, and what tables give.
func (m *mutator) facts() {
	if m.rs.Texts == qualify.TextsFolded {
		set(m, &m.rs.Texts, qualify.TextsExact, "texts", "texts", Turned, "-> exact")
	}
	for _, path := range slices.Sorted(maps.Keys(m.rs.Facts)) {
		fact := m.rs.Facts[path]
		at := strictjson.PathKey("facts", path)
		change := func(key string, kind MutantKind, what string, make func(f *qualify.Fact)) {
			changed := fact
			make(&changed)
			m.rs.Facts[path] = changed
			m.mutant(path, at+"."+key, kind, what)
			m.rs.Facts[path] = fact
		}
		if fact.Default != nil {
			change("default", Dropped, "default dropped", func(f *qualify.Fact) { f.Default = nil })
		}
		if fact.Fold != nil {
			turned := !*fact.Fold
			change("fold", Turned, fmt.Sprintf("fold -> %v", turned), func(f *qualify.Fact) { f.Fold = &turned })
		}
		if days := fact.StaleDays; days > 0 {
			change("stale_days", Dropped, "stale_days dropped", func(f *qualify.Fact) { f.StaleDays = 0 })
			for _, to := range nearDays(scoring.Days(days)) {
				change("stale_days", Moved, fmt.Sprintf("stale_days %v -> %v", days, to), func(f *qualify.Fact) { f.StaleDays = float64(to) })
			}
		}
	}
	m.tables()
}

// tables are tried without each of their rows, as far as cases can be written
// for them, and without their defaults.
func (m *mutator) tables() {
	const mostRows = 100
	for _, name := range slices.Sorted(maps.Keys(m.rs.Tables)) {
		table := m.rs.Tables[name]
		place, at := "tables."+name, strictjson.PathKey("tables", name)
		if len(table.Rows) <= mostRows {
			for _, key := range slices.Sorted(maps.Keys(table.Rows)) {
				value := table.Rows[key]
				delete(table.Rows, key)
				m.mutant(place, strictjson.PathKey(at+".rows", key), Dropped, fmt.Sprintf("row %q dropped", key))
				table.Rows[key] = value
			}
		}
		if table.Default != nil {
			without := table
			without.Default = nil
			m.rs.Tables[name] = without
			m.mutant(place, at+".default", Dropped, "default dropped")
			m.rs.Tables[name] = table
		}
	}
}
