package main

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/leadqual/leadqual/qualify"
	"github.com/leadqual/leadqual/qualify/leadfile"
)

// book writes a workbook that fill has filled, and changes the text of its parts.
func book(t *testing.T, fill func(*excelize.File) error, changes ...string) string {
	t.Helper()
	f := excelize.NewFile()
	if err := fill(f); err != nil {
		t.Fatal(err)
	}
	data, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(data.Bytes()), int64(data.Len()))
	if err != nil {
		t.Fatal(err)
	}
	var changed bytes.Buffer
	out := zip.NewWriter(&changed)
	for _, part := range z.File {
		in, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		w, err := out.Create(part.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, strings.NewReplacer(changes...).Replace(string(text))); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "leads.xlsx")
	if err := os.WriteFile(name, changed.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// cell sets a cell to a value in a format.
func cell(f *excelize.File, at string, value any, format string) error {
	if format != "" {
		style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
		if err != nil {
			return err
		}
		if err := f.SetCellStyle("Sheet1", at, at, style); err != nil {
			return err
		}
	}
	return f.SetCellValue("Sheet1", at, value)
}

// What a cell holds, and not what it shows, comes out.
func TestCells(t *testing.T) {
	day := time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		value  any
		format string
		want   string
	}{
		{"Müller & Söhne", "", "Müller & Söhne"},
		{"00123", "", "00123"},
		{12.3456789, "0", "12.3456789"},
		{0.011, "0 %", "0.011"},
		{1234567, `#,##0 "€"`, "1234567"},
		{1200000, `0.0,,"M"`, "1200000"},
		{-1200, `#,##0;(#,##0)`, "-1200"},
		{123456789012, "", "123456789012"},
		{true, "", "TRUE"},
		{day, "", "2026-03-04"},
		{day, "dd/mm/yyyy", "2026-03-04"},
		{day, "mm-dd-yy", "2026-03-04"},
		{day, `[$-407]d. mmmm yyyy`, "2026-03-04"},
		{day.Add(15*time.Hour + 4*time.Minute + 5*time.Second), "m/d/yy h:mm AM/PM", "2026-03-04 15:04:05"},
		{day.Add(24*time.Hour - time.Second), "yyyy", "2026-03-04 23:59:59"},
		{0.5, "[h]:mm", "0.5"},
		{7, `"day" 0`, "7"},
		{7, `0\d`, "7"},
		{7, `[Red]0`, "7"},
		{time.Date(1900, 1, 5, 0, 0, 0, 0, time.UTC), "yyyy-mm-dd", "1900-01-05"},
	} {
		name := book(t, func(f *excelize.File) error {
			if err := cell(f, "A1", "x", ""); err != nil {
				return err
			}
			return cell(f, "A2", c.value, c.format)
		})
		var out, said strings.Builder
		if err := run(name, "", &out, &said); err != nil || said.String() != "" {
			t.Errorf("%v %s: %v, %s", c.value, c.format, err, &said)
		}
		have := strings.TrimSuffix(strings.TrimPrefix(out.String(), `{"x":"`), "\"}\n")
		if have = strings.ReplaceAll(have, `\u0026`, "&"); have != c.want {
			t.Errorf("%v as %s: %s, want %s", c.value, c.format, have, c.want)
		}
	}
}

func TestRun(t *testing.T) {
	table := func(f *excelize.File) error {
		for at, value := range map[string]any{"B2": "Id", "C2": "Name ", "D2": "Since", "B3": 1, "C3": "Ann", "B5": 2, "D5": "2026-03-04 00:00:00"} {
			if err := cell(f, at, value, ""); err != nil {
				return err
			}
		}
		for _, name := range []string{"Hidden", "Notes"} {
			if _, err := f.NewSheet(name); err != nil {
				return err
			}
		}
		if err := f.SetCellValue("Notes", "A1", "note"); err != nil {
			return err
		}
		return f.SetSheetVisible("Hidden", false)
	}
	lines := `{"Id":"1","Name":"Ann"}` + "\n" + `{"Id":"2","Since":"2026-03-04"}` + "\n"
	of := func(cells map[string]any) func(f *excelize.File) error {
		return func(f *excelize.File) error {
			for at, value := range cells {
				if err := cell(f, at, value, ""); err != nil {
					return err
				}
			}
			return nil
		}
	}
	formula := func(f *excelize.File) error {
		if err := of(map[string]any{"A1": "x", "A3": 2})(f); err != nil {
			return err
		}
		return f.SetCellFormula("Sheet1", "A2", "A3*2")
	}
	for _, c := range []struct {
		name, file, sheet, want, said, wrong string
	}{
		{"the first sheet", book(t, table), "", lines, `xlsx: the sheet "Sheet1" of ["Sheet1" "Notes"]; -sheet names another` + "\n", ""},
		{"a sheet by its name", book(t, table), "Notes", "", "", ""},
		{"no such sheet", book(t, table), "Leads", "", "", `the workbook has no sheet "Leads"`},
		{"an empty sheet", book(t, table), "Hidden", "", "", "the sheet is empty: its first row has to name the columns"},
		{"no name", book(t, of(map[string]any{"A1": "x", "B2": 5})), "", "", "", "row 2 has something in column 2, which has no name: name it in the first row, or clear the cell"},
		{"a name twice", book(t, of(map[string]any{"A1": "x", "B1": " x"})), "", "", "", `row 1: columns 1 and 2 have the same name "x"`},
		{"a formula without a value", book(t, formula), "", "", "", `the cell A2 of the sheet "Sheet1" has a formula whose value is not in the workbook: open it in a spreadsheet program and save it`},
		{"a formula with its value", book(t, formula, "</f>", "</f><v>4</v>"), "", `{"x":"4"}` + "\n" + `{"x":"2"}` + "\n", "", ""},
		{"a sheet that ends early", book(t, table, "</sheetData>", "<row"), "", "", "", `the sheet "Sheet1" cannot be read: XML syntax error`},
		{"since 1904", book(t, func(f *excelize.File) error {
			since := true
			if err := f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &since}); err != nil {
				return err
			}
			if err := cell(f, "A1", "x", ""); err != nil {
				return err
			}
			return cell(f, "A2", time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC), "dd.mm.yyyy")
		}), "", `{"x":"2026-03-04"}` + "\n", "", ""},
	} {
		var out, said strings.Builder
		err := run(c.file, c.sheet, &out, &said)
		if c.wrong == "" && err != nil || c.wrong != "" && (err == nil || !strings.HasPrefix(err.Error(), c.wrong)) {
			t.Errorf("%s: error %v, want %s", c.name, err, c.wrong)
		}
		if out.String() != c.want || c.said != "" && said.String() != c.said {
			t.Errorf("%s: wrote %s and said %s", c.name, &out, &said)
		}
	}
}

// A workbook is read as the CSV of the same cells is.
func TestOpenSheet(t *testing.T) {
	name := book(t, func(f *excelize.File) error {
		for at, value := range map[string]any{"A1": "id", "B1": "company.employees", "C1": "created_at", "A2": "L-1", "B2": 50, "A3": "L-2", "B3": "many"} {
			if err := cell(f, at, value, ""); err != nil {
				return err
			}
		}
		return cell(f, "C2", time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC), "d.m.yy")
	})
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	r, err := leadfile.NewReader(file, leadfile.Options{Name: name, OpenSheet: OpenSheet})
	if err != nil {
		t.Fatal(err)
	}
	var lead qualify.Lead
	if line, err := r.Next(&lead); err != nil || line != 2 || lead.ID != "L-1" || lead.Company.Employees != qualify.Number(50) || !lead.CreatedAt.Equal(time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC)) {
		t.Error(line, lead, err)
	}
	if _, err := r.Next(&lead); err == nil || err.Error() != `line 3: "company.employees" (company.employees): want number, have "many"` {
		t.Error(err)
	}
	if _, err := r.Next(&lead); err != io.EOF {
		t.Error(err)
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	if _, err := leadfile.NewReader(file, leadfile.Options{OpenSheet: OpenSheet, MaxUnpacked: 1000}); err == nil || err.Error() != "the workbook unpacks to more than 1000 bytes" {
		t.Error(err)
	}
}

// A real workbook, which nobody made for this test.
func TestRealWorkbook(t *testing.T) {
	data := os.Getenv("LEADQUAL_DATA")
	if data == "" {
		t.Skip("LEADQUAL_DATA is not set")
	}
	found, err := filepath.Glob(filepath.Join(data, "*", "*.xlsx"))
	if err != nil || len(found) == 0 {
		t.Fatal(found, err)
	}
	for _, name := range found {
		var out strings.Builder
		if err := run(name, "", &out, io.Discard); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if n := strings.Count(out.String(), "\n"); n < 30 {
			t.Errorf("%s: %d lines\n%s", name, n, &out)
		}
	}
}
