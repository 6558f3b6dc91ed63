package leadfile

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
)

// totals are what stands first in a line that sums up the lines before it, in lower
// case.
var totals = []string{
	"total", "totals", "grand total", "grand totals", "subtotal", "sum", "summe", "gesamt", "gesamtsumme", "somme", "suma", "soma", "totale", "totaal", "итого", "合計", "总计", "合计",
}

// longestTotal is how many bytes such a text has.
const longestTotal = len("gesamtsumme:") + 2

// notLead tells what a row of a table is that is no lead: "" for most. It is the
// header once more, as files have it that were put together of several, or a sum.
func (r *Reader) notLead() string {
	for i, cell := range r.cells {
		cell = trimmed(cell)
		if len(cell) == 0 {
			continue
		}
		switch {
		case string(cell) == r.header[i] && r.isHeader():
			return "the header once more: put the files together without it"
		case len(cell) <= longestTotal && isTotal(cell) && allNumbers(r.cells[i+1:]):
			return "a sum of the rows, and no lead: leave it out"
		}
		return ""
	}
	return ""
}

// isHeader tells whether the record at hand is the header.
func (r *Reader) isHeader() bool {
	for i, cell := range r.cells {
		if string(trimmed(cell)) != r.header[i] {
			return false
		}
	}
	return true
}

// totalBegins are the bytes that such texts begin with.
var totalBegins = func() (begins [256]bool) {
	for _, word := range totals {
		begins[word[0]], begins[strings.ToUpper(word)[0]] = true, true
	}
	return begins
}()

func isTotal(cell []byte) bool {
	if !totalBegins[cell[0]] {
		return false
	}
	cell = bytes.TrimSuffix(cell, []byte(":"))
	return slices.ContainsFunc(totals, func(word string) bool { return strings.EqualFold(string(cell), word) })
}

// allNumbers tells whether cells are blank or have digits and no letters.
func allNumbers(cells [][]byte) bool {
	for _, cell := range cells {
		if cell = trimmed(cell); len(cell) > 0 && (bytes.IndexFunc(cell, unicode.IsLetter) >= 0 || bytes.IndexFunc(cell, unicode.IsDigit) < 0) {
			return false
		}
	}
	return true
}
