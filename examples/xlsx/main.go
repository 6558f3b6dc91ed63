// Xlsx turns a sheet of a workbook (.xlsx) into JSON lines, which leadq and package
// leadfile read with a map:
//
//	xlsx leads.xlsx > leads.jsonl
//	leadq decide -rules rules.json -map map.json leads.jsonl
//
// The first row that is not blank names the columns; each row below is a line. A
// program that reads workbooks itself takes OpenSheet as leadfile.Options.OpenSheet.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/leadqual/leadqual/qualify/leadfile"
)

func main() {
	sheet := flag.String("sheet", "", "`name` of the sheet; default the first that is shown")
	flag.Usage = func() {
		fmt.Fprintf(flag.CommandLine.Output(), "Usage: xlsx [-sheet NAME] LEADS.xlsx > LEADS.jsonl\n\n")
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() != 1 {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(flag.Arg(0), *sheet, os.Stdout, os.Stderr); err != nil {
		fmt.Fprintf(os.Stderr, "xlsx: %s: %v\n", flag.Arg(0), err)
		os.Exit(1)
	}
}

// run writes a sheet of a file, "" for the first, as JSON lines.
func run(name, sheet string, stdout, stderr io.Writer) (err error) {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close() // was only read
	info, err := file.Stat()
	if err != nil {
		return err
	}
	book, err := Open(file, info.Size())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, book.Close()) }()
	sheets, err := book.Sheets()
	switch {
	case err != nil:
		return err
	case sheet != "":
	case len(sheets) == 0:
		return errors.New("no sheet of the workbook is shown")
	default:
		sheet = sheets[0]
		if len(sheets) > 1 {
			fmt.Fprintf(stderr, "xlsx: the sheet %q of %q; -sheet names another\n", sheet, sheets)
		}
	}
	rows, err := book.Rows(sheet)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(stdout)
	if err := writeLines(out, rows); err != nil {
		return errors.Join(err, out.Flush())
	}
	return out.Flush()
}

// writeLines writes rows as JSON lines: an object of texts for each row that is not
// blank, without the cells that are.
func writeLines(out *bufio.Writer, rows leadfile.Rows) error {
	var header []string // as JSON
	for {
		row, cells, err := rows()
		if err == io.EOF {
			if header == nil {
				return errors.New("the sheet is empty: its first row has to name the columns")
			}
			return nil
		}
		if err != nil {
			return fmt.Errorf("row %d: %w", row, err)
		}
		if strings.Join(cells, "") == "" {
			continue
		}
		if header == nil {
			if header, err = columns(cells); err != nil {
				return fmt.Errorf("row %d: %w", row, err)
			}
			continue
		}
		before := "{"
		for i, text := range cells {
			if text == "" {
				continue
			}
			if i >= len(header) || header[i] == "" {
				return fmt.Errorf("row %d has something in column %d, which has no name: name it in the first row, or clear the cell", row, i+1)
			}
			value, err := json.Marshal(text)
			if err != nil {
				return err
			}
			fmt.Fprintf(out, "%s%s:%s", before, header[i], value)
			before = ","
		}
		if _, err := out.WriteString("}\n"); err != nil {
			return err
		}
	}
}

// columns are the names of the columns as JSON, "" where there is none.
func columns(cells []string) ([]string, error) {
	header, seen := make([]string, len(cells)), map[string]int{}
	for i, name := range cells {
		name = strings.TrimSpace(name)
		if name == "" {
			continue
		}
		if first, twice := seen[name]; twice {
			return nil, fmt.Errorf("columns %d and %d have the same name %q", first+1, i+1, name)
		}
		seen[name] = i
		text, err := json.Marshal(name)
		if err != nil {
			return nil, err
		}
		header[i] = string(text)
	}
	return header, nil
}
