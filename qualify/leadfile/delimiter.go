package leadfile

import (
	"bytes"
	"cmp"
	"fmt"
	"strings"
)

// delimiters are those that exports have, the commonest first.
const delimiters = ",;\t|"

// separatorLine is what the first line of a file says that Excel wrote, such as
// sep=; for itself, and the length of the line. 0 is none.
func separatorLine(begin []byte) (delimiter byte, length int) {
	line, _, ended := bytes.Cut(begin, []byte("\n"))
	text := strings.ToLower(strings.Trim(string(line), "\"\r"))
	rest, is := strings.CutPrefix(text, "sep=")
	if !is || len(rest) != 1 || !isDelimiter(rest) {
		return 0, 0
	}
	if ended {
		return rest[0], len(line) + 1
	}
	return rest[0], len(line)
}

// delimiterOf guesses what stands between the fields of CSV from how it begins:
// the character that makes most of the wanted columns out of the header; of
// those the one by which most records have as many fields as the header; of
// those the one that makes most fields. It is a comma where none makes two.
func delimiterOf(begin []byte, whole bool, limit int, wanted func(column string) bool) byte {
	const sample = 100 // records
	type fit struct{ columns, agree, width int }
	best, found := byte(','), fit{}
	for _, d := range []byte(delimiters) {
		r := &records{text: newText(bytes.NewReader(begin), limit), splitter: splitter{delimiter: d}}
		var this fit
		for n := 0; n < sample; n++ {
			cells, _, reason, done := r.next()
			if done {
				break
			}
			if n == 0 {
				this.width = len(cells)
				for _, cell := range cells {
					if wanted(string(bytes.TrimSpace(cell))) {
						this.columns++
					}
				}
			}
			cut := !whole && len(r.window()) == 0 && r.err != nil // where the begin ends
			if reason == "" && len(cells) == this.width && !cut {
				this.agree++
			}
		}
		if this.width > 1 && cmp.Or(cmp.Compare(this.columns, found.columns), cmp.Compare(this.agree, found.agree), cmp.Compare(this.width, found.width)) > 0 {
			best, found = d, this
		}
	}
	return best
}

// delimit finds the delimiter: what the file says itself, else what the map says,
// else a guess. A file that contradicts the map is an error.
func (r *Reader) delimit(t *text, m *Mapping, wanted func(string) bool) (delimiter byte, guessed bool, err error) {
	t.begin()
	said := byte(0)
	if m != nil {
		said = m.delimiter
	}
	of, length := separatorLine(t.window())
	if length > 0 {
		t.take(length, 1)
		if said != 0 && said != of {
			return 0, false, fmt.Errorf("the first line says that %q stands between the fields, and the map says %q: take \"delimiter\" out of the map", of, said)
		}
		return of, false, nil
	}
	if said != 0 {
		return said, false, nil
	}
	return delimiterOf(t.window(), t.err != nil, t.max, wanted), true, nil
}
