package leadfile

import (
	"bytes"
	"path/filepath"
	"strings"
)

// InputOf tells the form of a file by its name, and is "" where the name does
// not say.
func InputOf(name string) Input {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".csv":
		return CSV
	case ".json":
		return JSON
	case ".jsonl", ".ndjson":
		return JSONLines
	}
	return ""
}

// Sniff guesses the form of a file by how it begins: JSON where that is a [, or
// a { that is not closed on its line; JSON lines where it is an object on one
// line, and the map, which may be nil, does not look for records within it;
// else CSV.
func Sniff(begin []byte, mapping *Mapping) Input {
	begin = bytes.TrimLeft(bytes.TrimPrefix(begin, []byte("\xEF\xBB\xBF")), " \t\r\n")
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
