package leadfile

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadqual/leadqual/qualify"
)

// openRows gives rows in place of those of a workbook.
func openRows(rows [][]string) func(io.ReaderAt, int64) (Rows, error) {
	return func(io.ReaderAt, int64) (Rows, error) {
		n := 0
		return func() (int, []string, error) {
			if n++; n > len(rows) {
				return n, nil, io.EOF
			}
			return n, rows[n-1], nil
		}, nil
	}
}

// bookFile is a file that looks like a workbook.
func bookFile(t *testing.T) *os.File {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	_, _ = z.Create("xl/workbook.xml")
	_ = z.Close()
	name := filepath.Join(t.TempDir(), "leads.xlsx")
	if err := os.WriteFile(name, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func TestSheet(t *testing.T) {
	rows := [][]string{
		nil, {"", ""},
		{"id", "person.name", "company.employees", "", ""},
		{"1", "Zoë", "10"},
		{"", "", ""},
		{"2"},
		{"3", "", "many"},
		{"4", "", "5", "", "note"},
		{"5", "", "5", "", "", ""},
	}
	r, err := NewReader(bookFile(t), Options{OpenSheet: openRows(rows)})
	if err != nil {
		t.Fatal(err)
	}
	if want := (Form{Input: Workbook, Packed: "zip"}); r.Form() != want {
		t.Errorf("form %+v", r.Form())
	}
	type result struct {
		Line int
		Lead qualify.Lead
		Bad  string
	}
	var have []result
	for {
		var x result
		x.Line, err = r.Next(&x.Lead)
		if err == io.EOF {
			break
		}
		if bad := (*RowError)(nil); errors.As(err, &bad) {
			x.Lead, x.Bad = qualify.Lead{}, err.Error()
		} else if err != nil {
			t.Fatal(err)
		}
		have = append(have, x)
	}
	want := []result{
		{Line: 4, Lead: qualify.Lead{ID: "1", Person: qualify.Person{Name: "Zoë"}, Company: qualify.Company{Employees: qualify.Number(10)}}},
		{Line: 6, Lead: qualify.Lead{ID: "2"}},
		{Line: 7, Bad: `line 7: "company.employees" (company.employees): want number, have "many"`},
		{Line: 8, Bad: "line 8: 5 cells, and the header has 3"},
		{Line: 9, Lead: qualify.Lead{ID: "5", Company: qualify.Company{Employees: qualify.Number(5)}}},
	}
	if diff := cmp.Diff(want, have); diff != "" {
		t.Error(diff)
	}
}

// What a sheet's opener cannot read ends the reading, with what came before.
func TestSheetFails(t *testing.T) {
	broken := errors.New("broken")
	if _, err := NewReader(bookFile(t), Options{OpenSheet: func(io.ReaderAt, int64) (Rows, error) { return nil, broken }}); err != broken {
		t.Error(err)
	}
	n := 0
	rows := func() (int, []string, error) {
		if n++; n == 3 {
			return n, nil, broken
		}
		return n, []string{[]string{"id", "1"}[n-1]}, nil
	}
	r, err := NewReader(bookFile(t), Options{OpenSheet: func(io.ReaderAt, int64) (Rows, error) { return rows, nil }})
	if err != nil {
		t.Fatal(err)
	}
	var lead qualify.Lead
	if _, err := r.Next(&lead); err != nil || lead.ID != "1" {
		t.Error(lead, err)
	}
	if _, err := r.Next(&lead); err != broken {
		t.Error(err)
	}
	r, err = NewReader(bookFile(t), Options{MaxRecord: 10, OpenSheet: openRows([][]string{{"id"}, {"long enough"}, {"2"}})})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Next(&lead); err == nil || err.Error() != "line 2: "+tooLong(10) {
		t.Error(err)
	}
	if _, err := r.Next(&lead); err != nil || lead.ID != "2" {
		t.Error(lead, err)
	}
}
