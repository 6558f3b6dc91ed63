package leadfile

import (
	"bytes"
	"path"
	"strconv"
	"strings"
)

// A Form is how a file is written, as far as a Reader goes by it: what was said,
// and what was guessed where nothing was.
type Form struct {
	Input Input
	// Encoding is "utf-8", "windows-1252", "utf-16le" or "utf-16be"; "" of a workbook.
	Encoding string
	// Delimiter stands between the fields of CSV; "" in other forms.
	Delimiter string
	// Packed is "gzip", "zip", which a workbook is too, or "" for a file that is not.
	Packed string
	// Guessed says that the map names no encoding and the file has no byte-order
	// mark, or that neither names a delimiter.
	Guessed Guessed
}

// Guessed are the parts of a form that nobody said. Where what follows does not
// fit a guess, that is a bad row, and its error says what to write in the map.
type Guessed struct {
	Encoding  bool
	Delimiter bool
}

// Guesses are those parts of the form that nobody said and that are out of the
// ordinary, as the keys of a map that says them: `"encoding": "windows-1252",
// "delimiter": ";"`. It is "" where all was said, or is UTF-8 with commas.
func (f Form) Guesses() string {
	var keys []string
	if f.Guessed.Encoding && f.Encoding != utf8Encoding.name {
		keys = append(keys, `"encoding": `+strconv.Quote(f.Encoding))
	}
	if f.Guessed.Delimiter && f.Delimiter != "," {
		keys = append(keys, `"delimiter": `+strconv.Quote(f.Delimiter))
	}
	return strings.Join(keys, ", ")
}

// inputOf tells the form of a file by its name, and is "" where the name does
// not say.
func inputOf(name string) Input {
	name = strings.ToLower(name)
	for _, packed := range []string{".gz", ".zip"} {
		name = strings.TrimSuffix(name, packed)
	}
	switch path.Ext(name) {
	case ".csv", ".tsv":
		return CSV
	case ".json":
		return JSON
	case ".jsonl", ".ndjson":
		return JSONLines
	case ".xlsx", ".xlsm":
		return Workbook
	}
	return ""
}

// sniff guesses the form of a file by how it begins: JSON where that is a [, or
// a { that is not closed on its line; JSON lines where it is an object on one
// line, and the map, which may be nil, does not look for records within it;
// else CSV.
func sniff(begin []byte, mapping *Mapping) Input {
	begin = bytes.TrimLeft(begin, " \t\r\n")
	if bytes.HasPrefix(begin, []byte("[")) {
		return JSON
	}
	if !bytes.HasPrefix(begin, []byte("{")) {
		return CSV
	}
	if mapping != nil && len(mapping.records) > 0 {
		return JSON
	}
	line, _, ended := bytes.Cut(begin, []byte("\n"))
	if ended && !bytes.HasSuffix(bytes.TrimSpace(line), []byte("}")) {
		return JSON
	}
	return JSONLines
}
