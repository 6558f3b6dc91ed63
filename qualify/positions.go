package qualify

import (
	"io/fs"

	"github.com/leadqual/leadqual/internal/strictjson"
)

// A Position is a place in a file.
type Position struct {
	File string
	// Line and Column count from 1, columns in code points.
	Line, Column int
}

// Positions say where the parts of a rule set stand in the files that Load read
// it from. They hold the text of these files. They are not changed, and may be
// used by several goroutines at once.
type Positions struct {
	source *source
	index  *strictjson.Index
	rows   map[string]fileRows // by the path of their table's rows
}

// fileRows are the lines of the rows of a table in its file.
type fileRows struct {
	file  string
	lines map[string]int
}

// LoadPositions is Load, and tells where what it read stands: for tools that
// point at parts of a rule set, by the Path of a PartInfo or an Issue of theirs.
func LoadPositions(fsys fs.FS, name string, options *Options) (*Engine, *Positions, error) {
	l, rs, index, err := load(fsys, name, options)
	if err != nil {
		return nil, nil, err
	}
	e, err := l.compile(rs, index, options)
	if err != nil {
		return nil, nil, err
	}
	return e, &Positions{source: l.source, index: index, rows: l.found}, nil
}

// Find returns where the values at some paths of the whole rule set stand, such as
// scoring.rules[2].when: each in the file that says so last. What is not written
// anywhere stands where what it is in does, and a row of a table that has a file
// at the start of its line there. It takes one walk along the files, so that many
// paths are best looked up at once.
func (p *Positions) Find(paths ...string) []Position {
	out := make([]Position, len(paths))
	offsets, which := map[int][]int{}, map[int][]int{} // by text
	for i, path := range paths {
		if at, ok := p.row(path); ok {
			out[i] = at
			continue
		}
		text, within := p.source.texts.Where(p.index.Near(path).Offset)
		offsets[text], which[text] = append(offsets[text], within), append(which[text], i)
	}
	for text, list := range offsets {
		for i, at := range strictjson.Positions(p.source.data[text], list) {
			out[which[text][i]] = Position{p.source.names[text], at.Line, at.Column}
		}
	}
	return out
}

// row is where the row of a table in a file stands.
func (p *Positions) row(path string) (Position, bool) {
	rows, ok := p.rows[strictjson.Parent(path)]
	if !ok {
		return Position{}, false
	}
	steps, ok := strictjson.Steps(path)
	if !ok {
		return Position{}, false
	}
	line, ok := rows.lines[steps[len(steps)-1].Key]
	return Position{rows.file, line, 1}, ok
}
