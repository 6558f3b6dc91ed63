package main

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/internal/testkit"
	"github.com/leadqual/leadqual/qualify"
)

const smallAsOf = "2026-11-22T09:00:00Z"

func TestDecide(t *testing.T) {
	for _, c := range []struct {
		golden string
		args   []string
		status int
	}{
		{"small.jsonl", []string{"small.csv"}, exitBad},
		{"small.table", []string{"-format", "table", "small.csv"}, exitBad},
		{"small.csv", []string{"-format", "csv", "small.csv"}, exitBad},
	} {
		args := []string{"decide", "-rules", "testdata/small.rules.json", "-map", "testdata/small.map.json", "-as-of", smallAsOf}
		for _, a := range c.args {
			if strings.HasSuffix(a, ".csv") {
				a = "testdata/" + a
			}
			args = append(args, a)
		}
		stdout, stderr, status := leadq(t, "", args...)
		testkit.Golden(t, "testdata/"+c.golden+".golden", stdout)
		testkit.Golden(t, "testdata/"+c.golden+".stderr.golden", stderr)
		if status != c.status {
			t.Errorf("%v: status %d, want %d", c.args, status, c.status)
		}
	}
}

// Decisions in brief say the same as far as they go: CSV but for the questions, and the
// summary.
func TestDecideInBrief(t *testing.T) {
	run := func(args ...string) (stdout, stderr string) {
		t.Helper()
		args = append([]string{"decide", "-rules", "testdata/small.rules.json", "-map", "testdata/small.map.json", "-as-of", smallAsOf}, args...)
		stdout, stderr, status := leadq(t, "", append(args, "testdata/small.csv")...)
		if status != exitBad {
			t.Fatalf("status %d: %s", status, stderr)
		}
		return stdout, stderr
	}
	whole, summary := run("-format", "csv")
	short, stderr := run("-format", "csv", "-brief")
	if stderr != summary {
		t.Errorf("the summary in brief is\n%swant\n%s", stderr, summary)
	}
	rows := func(text string) [][]string {
		list, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	want, asked := rows(whole), 0
	for i, column := range want[0] {
		for _, row := range want[1:] {
			if column == "ask" || column == "questions" {
				if row[i] != "" {
					asked++
				}
				row[i] = ""
			}
		}
	}
	if diff := cmp.Diff(want, rows(short)); diff != "" || asked == 0 {
		t.Errorf("%d questions (-whole +brief):\n%s", asked, diff)
	}
	lines, _ := run("-brief")
	for line := range strings.Lines(lines) {
		var d qualify.Decision
		if err := json.Unmarshal([]byte(line), &d); err != nil || d.Detail != qualify.Brief || d.Score.Rules != nil || d.Ask != nil {
			t.Errorf("%v: %s", err, line)
		}
	}
}

// A CSV file, a JSON list, JSON lines and standard input with the same leads
// give the same decisions.
func TestDecideForms(t *testing.T) {
	rules := []string{"decide", "-rules", "testdata/small.rules.json", "-as-of", smallAsOf}
	one := `{"id": "1", "custom": {"seats": 12}}`
	two := `{"id": "2", "person": {"job_title": "Student"}}`
	texts := map[string]string{
		"leads.csv":   "id,custom.seats,person.job_title\n1,12,\n2,,Student\n",
		"leads.json":  "[" + one + ",\n" + two + "]",
		"leads.jsonl": one + "\n" + two + "\n",
	}
	want, _, status := leadq(t, texts["leads.jsonl"], append(rules, "-")...)
	if status != exitOK || strings.Count(want, "\n") != 2 {
		t.Fatalf("status %d, %q", status, want)
	}
	for name, text := range texts {
		file := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, args := range [][]string{
			append(rules, file), append(rules, "-"), append(rules, "-", "-input", strings.TrimPrefix(filepath.Ext(name), ".")),
		} {
			have, stderr, status := leadq(t, text, args...)
			if have != want || status != exitOK {
				t.Errorf("%v: status %d, decisions\n%swant\n%s%s", args, status, have, want, stderr)
			}
		}
	}
}

// Without -as-of a decision is made for now, and says so.
func TestDecideNow(t *testing.T) {
	before := time.Now().Add(-time.Second)
	stdout, stderr, _ := leadq(t, `{"id": "1"}`, "decide", "-rules", "testdata/small.rules.json", "-")
	var d qualify.Decision
	if err := json.Unmarshal([]byte(stdout), &d); err != nil {
		t.Fatal(err)
	}
	if d.AsOf.Before(before) || d.AsOf.After(time.Now()) {
		t.Errorf("decided as of %v", d.AsOf)
	}
	if !strings.Contains(stderr, "as of "+d.AsOf.Format(time.RFC3339)) {
		t.Errorf("the summary does not say %v:\n%s", d.AsOf, stderr)
	}
	midnight, _, _ := leadq(t, `{"id": "1"}`, "decide", "-rules", "testdata/small.rules.json", "-as-of", "2026-11-22", "-")
	if !strings.Contains(midnight, `"as_of":"2026-11-22T00:00:00Z"`) {
		t.Errorf("a day is not its midnight: %s", midnight)
	}
}

func TestDecideErrors(t *testing.T) {
	rules := []string{"decide", "-rules", "testdata/small.rules.json", "-as-of", smallAsOf}
	for _, c := range []struct {
		args   []string
		stdin  string
		status int
		want   string // of standard error
	}{
		{[]string{"decide"}, "", exitUsage, "name the rule set"},
		{rules, "", exitUsage, "name one file of leads"},
		{append(rules, "a", "b"), "", exitUsage, "name one file of leads"},
		{append(rules, "-format", "xml", "-"), "", exitUsage, `-format "xml": want jsonl, csv or table`},
		{append(rules, "-input", "xml", "-"), "", exitUsage, `-input "xml": want csv, json or jsonl`},
		{append(rules, "-as-of", "soon", "-"), "", exitUsage, `-as-of "soon": want an instant`},
		{append(rules, "-nope", "-"), "", exitUsage, "flag provided but not defined: -nope"},
		{[]string{"decide", "-rules", "testdata/none.json", "-"}, "", exitBad, "leadq: open testdata/none.json"},
		{append(rules, "testdata/none.csv"), "", exitBad, "leadq: open testdata/none.csv"},
		{append(rules, "-map", "testdata/none.json", "-"), "", exitBad, "leadq: open testdata/none.json"},
		{append(rules, "-map", "testdata/small.rules.json", "-"), "", exitBad, "testdata/small.rules.json:2:3: format: unknown key"},
		{append(rules, "-map", "testdata/small.map.json", "-"), "Id,Title,Seats,Visit,Demo\n", exitBad, `testdata/small.map.json:8:52: activities[0].count.from: the file has no column "Visits"; did you mean "Visit"?`},
		{append(rules, "-"), "id,titel\n", exitBad, `standard input:1:2: column "titel" is no field of a lead`},
		{append(rules, "-"), "", exitBad, "leadq: standard input: the file is empty"},
		{append(rules, "-"), "{\"id\": \"1\"}\n{\"id\": 2}\n", exitBad, "standard input: line 2: id: want a string, have a JSON number"},
		{append(rules, "-"), "[{\"id\": \"1\"},", exitBad, "leadq: standard input: line 1: the file ends too early"},
	} {
		_, stderr, status := leadq(t, c.stdin, c.args...)
		if status != c.status || !strings.Contains(stderr, c.want) {
			t.Errorf("%v: status %d, want %d, with %q in\n%s", c.args, status, c.status, c.want, stderr)
		}
	}
}

// What was decided before the end of the file is there, and counted.
func TestDecideCutFile(t *testing.T) {
	stdout, stderr, status := leadq(t, `[{"id": "1"}, {"id": `, "decide", "-rules", "testdata/small.rules.json", "-")
	if strings.Count(stdout, "\n") != 1 || !strings.Contains(stderr, "1 lead decided") || status != exitBad {
		t.Errorf("status %d, %q, %q", status, stdout, stderr)
	}
}

// A full disk is an error, not a shorter file.
func TestDecideWriteError(t *testing.T) {
	var stderr strings.Builder
	status := run([]string{"decide", "-rules", "testdata/small.rules.json", "-"}, strings.NewReader(`{"id": "1"}`), fullDisk{}, &stderr)
	if status != exitBad || !strings.Contains(stderr.String(), errFull.Error()) {
		t.Errorf("status %d, %q", status, stderr.String())
	}
}

type fullDisk struct{}

var errFull = errors.New("no space left")

func (fullDisk) Write([]byte) (int, error) { return 0, errFull }

// Each decision is a line with a cell for each column, and no text of a lead or
// of the rules is a formula; numbers are.
func TestDecideCSV(t *testing.T) {
	leads := ""
	for _, id := range []string{"=1+1", "+a", "-b", "@c", "\\td", " =e", "f\\ng", "h,\\\"i", "＝j", "'k", "l"} {
		leads += fmt.Sprintf("{\"id\": \"%s\", \"source\": \"x\"}\n", id)
	}
	dir := folderOf(t, "rules.json", `{"name": "=x", "scoring": {"ready_at": 5, "rules": [{"id": "a", "when": "source == 'x'", "points": -5}]}, "routes": [{"id": "+r", "team": "marketing", "owners": [{"id": "-ann"}]}]}`)
	args := []string{"decide", "-format", "csv", "-rules", filepath.Join(dir, "rules.json"), "-as-of", smallAsOf, "-input", "jsonl", "-"}
	stdout, stderr, status := leadq(t, leads, args...)
	rows, err := csv.NewReader(strings.NewReader(stdout)).ReadAll()
	if err != nil || status != exitOK || len(rows) != 12 {
		t.Fatalf("%v, status %d, %d rows, %s", err, status, len(rows), stderr)
	}
	if again, _, _ := leadq(t, leads, args...); again != stdout {
		t.Error("a second run gives other bytes")
	}
	ids := []string{"lead_id", "'=1+1", "'+a", "'-b", "'@c", "'\td", "' =e", "f\ng", "h,\"i", "'＝j", "'k", "l"}
	cell := func(row []string, name string) string { return row[slices.Index(rows[0], name)] }
	for i, row := range rows {
		if row[0] != ids[i] {
			t.Errorf("%q, want %q", row[0], ids[i])
		}
		if i > 0 && (cell(row, "points") != "-5" || cell(row, "rule_set") != "'=x" || cell(row, "route") != "'+r" || cell(row, "owner") != "'-ann") {
			t.Errorf("%q", row)
		}
	}
	// Without scoring there are no points.
	dir = folderOf(t, "rules.json", `{"name": "x", "icp": {"criteria": [{"id": "a", "when": "source == 'x'"}]}}`)
	stdout, _, _ = leadq(t, "", "decide", "-format", "csv", "-rules", filepath.Join(dir, "rules.json"), "-as-of", smallAsOf, "-input", "jsonl", "-")
	if want := strings.Join(rows[0], ",") + "\n"; stdout != want {
		t.Errorf("no leads: %q, want the head", stdout)
	}
}

// A column that is wrong throughout is not a line for each of its rows.
func TestDecideManyBadRows(t *testing.T) {
	file := filepath.Join(t.TempDir(), "leads.csv")
	text := "id,company.employees\n" + strings.Repeat("1,many\n", 5000) + "2,5\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	_, stderr, status := leadq(t, "", "decide", "-rules", "testdata/small.rules.json", "-as-of", casesAsOf, file)
	if want := file + ": 5,000 rows: \"company.employees\" (company.employees): want number\n"; status != exitBad || !strings.Contains(stderr, want) || strings.Count(stderr, "\n") > 40 {
		t.Errorf("status %d: %s", status, stderr)
	}
}
