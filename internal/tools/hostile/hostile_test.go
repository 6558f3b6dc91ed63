package main

import (
	"flag"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestMain(m *testing.M) {
	flag.Parse()
	if testing.Short() { // no input is given to the program
		os.Exit(m.Run())
	}
	dir, err := os.MkdirTemp("", "hostile")
	check(err)
	check(buildLeadq(dir))
	status := m.Run()
	os.RemoveAll(dir)
	os.Exit(status)
}

// row is a row of table.md.
type row struct {
	bound string
	back  string
	time  float64 // seconds
}

// rows are the rows of table.md by input.
func rows(t *testing.T) map[string]row {
	t.Helper()
	table, err := os.ReadFile("table.md")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]row{}
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
		seconds, err := strconv.ParseFloat(strings.TrimSuffix(cells[3], " s"), 64)
		if err != nil {
			t.Fatal(err)
		}
		found[name] = row{cells[1], cells[2], seconds}
	}
	return found
}

// sized are the names of inputs that are a usual one many times over.
var sized = regexp.MustCompile(`\d MB|\d{2,},\d{3}`)

// patience is far above mostTime, as the machine may have other work.
const patience = 2 * time.Minute

// What comes back from every input is what the table says, and no input takes
// longer than it may. Under -short, as with the race detector, files for the
// program are left out, and inputs that are a small one many times over.
func TestInputs(t *testing.T) {
	table := rows(t)
	for _, c := range all() {
		t.Run(c.name, func(t *testing.T) {
			want, ok := table[c.name]
			if !ok {
				t.Fatal("not in table.md: run go run ./internal/tools/hostile > internal/tools/hostile/table.md")
			}
			if want.bound != c.bound {
				t.Errorf("the table says that its bound is %s, not %s", want.bound, c.bound)
			}
			if testing.Short() && (c.part == filesPart || want.time > 0.03 || sized.MatchString(c.name)) {
				return
			}
			run := c.prepare()
			start := time.Now()
			if back := run(); back != want.back {
				t.Errorf("%s, want %s", back, want.back)
			}
			if took := time.Since(start); took > patience {
				t.Errorf("took %v", took)
			}
		})
	}
}

// The table has no rows but those of the inputs.
func TestTable(t *testing.T) {
	table := rows(t)
	for _, c := range all() {
		delete(table, c.name)
	}
	for name := range table {
		t.Errorf("%s is in table.md and is no input", name)
	}
}
