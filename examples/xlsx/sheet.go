package main

import (
	"archive/zip"
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/leadqual/leadqual/qualify/leadfile"
)

// limit is the greatest size of a workbook in bytes when unpacked. leadfile checks
// its own before it opens one.
const limit = 1 << 30

// A Workbook is open until it is closed.
type Workbook struct {
	file  *excelize.File
	parts *zip.Reader
}

// Open opens a workbook in the form of Excel since 2007. The sheets are read as
// they are asked for, but texts that stand in several cells are held in memory.
// What is not said here about limits is said at excelize.Options.
func Open(file io.ReaderAt, size int64) (*Workbook, error) {
	parts, err := zip.NewReader(file, size)
	if err != nil {
		return nil, err
	}
	f, err := excelize.OpenReader(io.NewSectionReader(file, 0, size), excelize.Options{UnzipSizeLimit: limit})
	if err != nil {
		return nil, err
	}
	b := &Workbook{file: f, parts: parts}
	if err := b.plainStyles(); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return b, nil
}

// Close removes what was unpacked.
func (b *Workbook) Close() error { return b.file.Close() }

// Sheets are the names of the sheets that are shown, in their order.
func (b *Workbook) Sheets() ([]string, error) {
	var shown []string
	for _, name := range b.file.GetSheetList() {
		visible, err := b.file.GetSheetVisible(name)
		if err != nil {
			return nil, err
		}
		if visible {
			shown = append(shown, name)
		}
	}
	return shown, nil
}

// Rows gives the rows of a sheet as leadfile.Options.OpenSheet wants them. A cell
// with a formula of which the workbook does not hold the value is an error, and so
// is a sheet that ends early: excelize reads both as blanks.
func (b *Workbook) Rows(sheet string) (leadfile.Rows, error) {
	if err := b.whole(sheet); err != nil {
		return nil, err
	}
	rows, err := b.file.Rows(sheet)
	if err != nil {
		return nil, err
	}
	n := 0
	return func() (int, []string, error) {
		n++
		if !rows.Next() {
			return n, nil, cmp.Or(rows.Error(), rows.Close(), io.EOF)
		}
		cells, err := rows.Columns()
		for i, text := range cells {
			if len(text) == len(instants) && strings.HasSuffix(text, midnight) {
				cells[i] = strings.TrimSuffix(text, midnight)
			}
		}
		return n, cells, err
	}, nil
}

// OpenSheet is leadfile.Options.OpenSheet for the first sheet that is shown of a
// workbook. The workbook is closed behind the last row, and by an error; whoever
// reads no further leaves what it unpacked to the system's temporary directory.
func OpenSheet(file io.ReaderAt, size int64) (leadfile.Rows, error) {
	b, err := Open(file, size)
	if err != nil {
		return nil, err
	}
	sheets, err := b.Sheets()
	if err == nil && len(sheets) == 0 {
		err = errors.New("no sheet of the workbook is shown")
	}
	var rows leadfile.Rows
	if err == nil {
		rows, err = b.Rows(sheets[0])
	}
	if err != nil {
		return nil, errors.Join(err, b.Close())
	}
	return func() (int, []string, error) {
		row, cells, err := rows()
		if err != nil {
			if closed := b.Close(); err == io.EOF && closed != nil {
				err = closed
			}
		}
		return row, cells, err
	}, nil
}

// The formats that cells are read in: instants as leadfile reads them, and all else
// as the workbook keeps it, because what a sheet shows is rounded.
const (
	instants = `yyyy-mm-dd hh:mm:ss`
	midnight = " 00:00:00"
	general  = 0   // the number of the format that is none
	own      = 164 // the first number of a workbook's own formats
)

// plainStyles sets the format of each style to one of these two.
func (b *Workbook) plainStyles() error {
	if _, err := b.file.GetStyle(0); err != nil && b.file.Styles == nil {
		return err
	}
	s := b.file.Styles
	if s == nil || s.CellXfs == nil {
		return nil
	}
	codes := map[int]string{}
	if s.NumFmts != nil {
		for _, f := range s.NumFmts.NumFmt {
			codes[f.NumFmtID] = f.FormatCode
		}
	}
	for i := range s.CellXfs.Xf {
		x := &s.CellXfs.Xf[i]
		number := general
		if x.NumFmtID != nil {
			number = *x.NumFmtID
		}
		code, said := codes[number]
		plain := general
		if said && isInstant(code) || !said && slices.ContainsFunc(instantFormats, func(r [2]int) bool { return r[0] <= number && number <= r[1] }) {
			plain = own
		}
		x.NumFmtID = &plain
	}
	// The one format that there is now gets the first number of a workbook's own.
	format := instants
	s.NumFmts = nil
	_, err := b.file.NewStyle(&excelize.Style{CustomNumFmt: &format})
	return err
}

// instantFormats are the numbers, from and to, of the formats of instants that each
// workbook has; those of East Asia are among them. 45 to 47 are lengths of time.
var instantFormats = [][2]int{{14, 22}, {27, 36}, {50, 58}}

// isInstant tells whether a format shows an instant: it has a day, month, year or
// hour in it. Those in brackets, such as [h]:mm, show a length of time, which stays a
// number of days.
func isInstant(code string) bool {
	date := false
	for i := 0; i < len(code); i++ {
		switch c := code[i] | 0x20; {
		case code[i] == '"':
			i += 1 + strings.IndexByte(code[i+1:]+`"`, '"')
		case code[i] == '\\' || code[i] == '_' || code[i] == '*':
			i++
		case code[i] == '[':
			in, _, _ := strings.Cut(code[i+1:], "]")
			if in != "" && strings.Trim(strings.ToLower(in), "hms") == "" {
				return false
			}
			i += len(in)
		case code[i] == ';':
			return date
		case c == 'y', c == 'd', c == 'h', c == 'm':
			date = true
		case strings.HasPrefix(strings.ToLower(code[i:]), "general"):
			i += len("general") - 1
		}
	}
	return date
}

// whole reads a sheet through: it has to end, and each formula has to have a value.
func (b *Workbook) whole(sheet string) error {
	name, err := b.part(sheet)
	if err != nil {
		return err
	}
	f, err := b.parts.Open(name)
	if err != nil {
		return fmt.Errorf("the sheet %q is not in the workbook: %w", sheet, err)
	}
	defer f.Close()
	d := xml.NewDecoder(f)
	var cell string
	var formula, value bool
	for {
		token, err := d.Token()
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return fmt.Errorf("the sheet %q cannot be read: %w", sheet, err)
		}
		switch x := token.(type) {
		case xml.StartElement:
			switch x.Name.Local {
			case "c":
				cell, formula, value = "", false, false
				for _, a := range x.Attr {
					if a.Name.Local == "r" {
						cell = a.Value
					}
				}
			case "f":
				formula = true
			case "v", "is":
				value = true
			}
		case xml.EndElement:
			if x.Name.Local == "c" && formula && !value {
				return fmt.Errorf("the cell %s of the sheet %q has a formula whose value is not in the workbook: open it in a spreadsheet program and save it", cell, sheet)
			}
		}
	}
}

// part is the name of the file in the workbook that a sheet is kept in.
func (b *Workbook) part(sheet string) (string, error) {
	var book struct {
		Sheets []struct {
			Name  string     `xml:"name,attr"`
			Attrs []xml.Attr `xml:",any,attr"` // one of them the id of a link, in either of two name spaces
		} `xml:"sheets>sheet"`
	}
	var links struct {
		Links []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	for name, into := range map[string]any{"xl/workbook.xml": &book, "xl/_rels/workbook.xml.rels": &links} {
		f, err := b.parts.Open(name)
		if err != nil {
			return "", err
		}
		err = xml.NewDecoder(f).Decode(into)
		f.Close()
		if err != nil {
			return "", fmt.Errorf("%s: %w", name, err)
		}
	}
	for _, s := range book.Sheets {
		if s.Name != sheet {
			continue
		}
		for _, l := range links.Links {
			if slices.ContainsFunc(s.Attrs, func(a xml.Attr) bool { return a.Name.Local == "id" && a.Value == l.ID }) {
				if !path.IsAbs(l.Target) {
					l.Target = path.Join("/xl", l.Target)
				}
				return l.Target[1:], nil
			}
		}
	}
	return "", fmt.Errorf("the workbook has no sheet %q", sheet)
}
