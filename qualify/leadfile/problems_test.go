package leadfile

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/qualify"
)

// counted reads a file to its end.
func counted(t *testing.T, text string, o Options) (problems Problems, worth, rows int, dropped []Unread) {
	t.Helper()
	r, err := NewReader(strings.NewReader(text), o)
	if err != nil {
		t.Fatal(err)
	}
	for lead := (qualify.Lead{}); ; {
		_, err := r.Next(&lead)
		if err == io.EOF {
			return problems, worth, rows, r.Unread()
		}
		if bad := (*RowError)(nil); errors.As(err, &bad) {
			rows++
			if len(problems.Add(bad)) > 0 {
				worth++
			}
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

// All problems of a row come at once, and a wrong column is one line of many
// rows.
func TestProblems(t *testing.T) {
	var file strings.Builder
	file.WriteString("id,staff,since,age\n")
	for i := range 5000 {
		fmt.Fprintf(&file, "%d,some,%s,%s\n", i, []string{"soon", "2026-01-01"}[i%2], []string{"old", "5"}[min(i%100, 1)])
	}
	file.WriteString("1,2\n")
	m := mapped(t, `{"fields": {
		"id": {"from": "id"}, "company.employees": {"from": "staff"}, "created_at": {"from": "since"},
		"custom.age": {"from": "age", "type": "number", "on_error": "unknown"}}}`)
	problems, worth, rows, dropped := counted(t, file.String(), Options{Input: CSV, Mapping: m})
	want := `5000 x "staff" (company.employees): want number; line 2, 3, 4, ...
2500 x "since" (created_at): want date; line 2, 4, 6, ...
1 x 2 fields, and the header has 4; line 5002
`
	if diff := cmp.Diff(want, problems.String()); diff != "" {
		t.Error(diff)
	}
	if rows != 5001 || problems.Rows() != 5001 || worth != 5 { // lines 2, 3, 4, 6 and the last
		t.Errorf("%d rows, %d of which say more", problems.Rows(), worth)
	}
	if diff := cmp.Diff([]Unread{{"age", "custom.age", 50}}, dropped); diff != "" {
		t.Error(diff)
	}
}

// Whatever is wrong with a file, the memory of problems is bounded, and it counts
// everything.
func TestProblemsIsBounded(t *testing.T) {
	var problems Problems
	for i := range 10 * maxKinds {
		problems.Add(&RowError{Line: i + 1, Problems: []Problem{{Reason: fmt.Sprint(i)}}})
	}
	sum := problems.other
	for _, c := range problems.Kinds() {
		sum += c.Count
	}
	if len(problems.Kinds()) != maxKinds || sum != 10*maxKinds || !strings.Contains(problems.String(), "9000 x something else") {
		t.Errorf("%d kinds of %d problems", len(problems.Kinds()), sum)
	}
}

// What is dropped of activities is counted too, whatever is remembered of a column.
func TestUnread(t *testing.T) {
	m := mapped(t, `{"fields": {"person.consent": {"from": "c", "on_error": "unknown"}},
		"activities": [{"type": {"value": "visit"}, "days_ago": 0, "count": {"from": "n", "on_error": "unknown"}}]}`)
	for input, text := range map[Input]string{
		CSV:       "c,n\nmaybe,many\nmaybe,1.5\nyes,2\n,\n",
		JSONLines: `{"c": "maybe", "n": "many"}` + "\n" + `{"c": "maybe", "n": 1.5}` + "\n" + `{"c": true, "n": 2}` + "\n{}\n",
	} {
		_, _, rows, dropped := counted(t, text, Options{Input: input, Mapping: m, AsOf: asOf})
		if diff := cmp.Diff([]Unread{{"c", "person.consent", 2}, {"n", "activities[0].count", 2}}, dropped); diff != "" || rows != 0 {
			t.Errorf("%s: %d bad rows\n%s", input, rows, diff)
		}
	}
}
