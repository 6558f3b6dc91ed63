package leadfile

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
)

// Rows gives the rows of a sheet one after the other: the number that the
// spreadsheet shows beside the row, and its cells as texts, "" where a cell is
// blank. Cells at the end may be left out, and so may blank rows. The error
// is io.EOF behind the last row, and otherwise final. The cells may be written over
// in the next call.
//
// Numbers are as the file keeps them, not as the sheet shows them, which is rounded
// more often than not: 0.125 and not 13 %. Dates are as 2006-01-02, with 15:04:05
// behind a blank where they have a time of day.
type Rows func() (row int, cells []string, err error)

// defaultMaxWorkbook is of workbooks, which whoever opens them may hold in memory.
const defaultMaxWorkbook = 1 << 30

// workbook tells whether an archive is one that Options.OpenSheet opens, and
// refuses those that are workbooks of other programs.
func workbook(z *zip.Reader) (bool, error) {
	for _, f := range z.File {
		switch f.Name {
		case "xl/workbook.xml":
			return true, nil
		case "mimetype", "Index/Document.iwa":
			return false, errors.New("a document of a kind that is not read: save the sheet as CSV")
		}
	}
	for _, f := range z.File {
		if f.Name == "[Content_Types].xml" {
			return false, errors.New("a document without a sheet: save the leads as CSV")
		}
	}
	return false, nil
}

// openSheet opens a workbook whose limits are checked.
func (o *Options) openSheet(file archive, size int64, z *zip.Reader) (Rows, error) {
	if o.OpenSheet == nil {
		return nil, errors.New("a workbook, of which no sheet is read here: save the sheet as CSV, or turn it into JSON lines with examples/xlsx")
	}
	limit := o.MaxUnpacked
	if limit == 0 {
		limit = defaultMaxWorkbook
	}
	var unpacked uint64
	for _, f := range z.File {
		unpacked += min(f.UncompressedSize64, 1<<50) // so that the sum of all entries is a number
	}
	switch {
	case unpacked > uint64(limit):
		return nil, fmt.Errorf("the workbook unpacks to more than %d bytes", limit)
	case unpacked > freeOfRatio && unpacked/maxRatio > uint64(size):
		return nil, fmt.Errorf("the workbook unpacks to more than %d times its size: this is no list of leads", maxRatio)
	}
	return o.OpenSheet(file, size)
}

// sheet reads the rows of a sheet as the records of CSV are read.
type sheet struct {
	rows  Rows
	max   int // bytes of a row
	width int // of the first row
	cells [][]byte
	texts []byte
}

// next is the next row that has something in it.
func (s *sheet) next() (cells [][]byte, line int, reason string, err error) {
	for {
		row, texts, err := s.rows()
		if err != nil {
			return nil, row, "", err
		}
		s.cells, s.texts = s.cells[:0], s.texts[:0]
		filled, size := 0, 0
		for i, text := range texts {
			if text != "" {
				filled = i + 1
			}
			size += len(text)
		}
		switch {
		case filled == 0:
			continue
		case size > s.max:
			return nil, row, tooLong(s.max), nil
		case s.width == 0:
			s.width = filled
		case filled > s.width:
			return nil, row, fmt.Sprintf("%d cells, and the header has %d", filled, s.width), nil
		}
		for _, text := range texts[:filled] {
			from := len(s.texts)
			s.texts = append(s.texts, text...)
			s.cells = append(s.cells, s.texts[from:])
		}
		for len(s.cells) < s.width {
			s.cells = append(s.cells, nil)
		}
		return s.cells, row, "", nil
	}
}

// oldWorkbook is how workbooks of before 2007 begin, and those that have a password.
const oldWorkbook = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"

// refuseOld refuses them.
func refuseOld(begin []byte) error {
	if bytes.HasPrefix([]byte(oldWorkbook), begin) && len(begin) >= 4 {
		return errors.New("a workbook in the form of Excel before 2007, or one with a password: save the sheet as CSV")
	}
	return nil
}
