package main

import (
	"os"
	"strings"
	"testing"
	"time"
)

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "hostile")
	check(err)
	check(buildLeadq(dir))
	status := m.Run()
	os.RemoveAll(dir)
	os.Exit(status)
}

// rows are the rows of table.md by input: what keeps it from doing harm and
// what comes back.
func rows(t *testing.T) map[string][2]string {
	t.Helper()
	table, err := os.ReadFile("table.md")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string][2]string{}
	for line := range strings.Lines(string(table)) {
		cells := strings.Split(strings.ReplaceAll(line, `\|`, "\x00"), " | ")
		if len(cells) != 5 || cells[0] == "| input" {
			continue
		}
		for i := range cells {
			cells[i] = strings.ReplaceAll(cells[i], "\x00", "|")
		}
		name := strings.TrimPrefix(cells[0], "| ")
		if _, twice := found[name]; twice {
			t.Errorf("%s stands twice in the table", name)
		}
		found[name] = [2]string{cells[1], cells[2]}
	}
	return found
}

// What comes back from every input is what the table says, and no input takes
// longer than it may. Under -short, which the race detector runs with, the
// inputs that are only large are left to the run without.
func TestInputs(t *testing.T) {
	table := rows(t)
	for _, c := range all() {
		t.Run(c.name, func(t *testing.T) {
			want, ok := table[c.name]
			delete(table, c.name)
			if !ok {
				t.Fatal("not in table.md: run go run ./internal/hostile > internal/hostile/table.md")
			}
			if want[0] != c.bound {
				t.Errorf("the table says that its bound is %s, not %s", want[0], c.bound)
			}
			if c.large && testing.Short() {
				return
			}
			run := c.prepare()
			start := time.Now()
			if back := run(); back != want[1] {
				t.Errorf("%s, want %s", back, want[1])
			}
			if took := time.Since(start); took > c.mostTime() {
				t.Errorf("took %v, at most %v", took, c.mostTime())
			}
		})
	}
	for name := range table {
		t.Errorf("%s is in table.md and is no input", name)
	}
}
