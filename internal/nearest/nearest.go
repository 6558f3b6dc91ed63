// Package nearest finds what an author may have meant by a misspelt name.
package nearest

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/leadqual/leadqual/internal/instead"
)

// maxNearest is the longest name, in runes, for which typing mistakes are
// looked for. Longer ones are no names, and comparing them costs their square.
const maxNearest = 64

// To returns the name among those given that was probably meant by name,
// for "did you mean". A name that differs in case only comes first. Else it is
// the one with the fewest typing mistakes, in any case of letters: a rune
// missing, added, replaced or swapped with its neighbour, each stretch of text
// being touched once. More than two mistakes, or more than half as many as name
// has runes, are another name. Of equally near names the first counts.
func To(name string, among []string) (string, bool) {
	for _, other := range among {
		if strings.EqualFold(name, other) {
			return other, true
		}
	}
	length := utf8.RuneCountInString(name)
	if length > maxNearest {
		return "", false
	}
	folded := []rune(strings.ToLower(name))
	nearest, least := "", min(2, length/2)+1
	for _, other := range among {
		if len(other) > (maxNearest+2)*utf8.UTFMax || len(other) < length-2 {
			continue
		}
		if d := mistakes(folded, []rune(strings.ToLower(other)), least); d < least {
			nearest, least = other, d
		}
	}
	return nearest, nearest != ""
}

// Plain is "; did you mean NAME?", or "" where nothing is near. What is to be written
// is the name as JSON has it.
func Plain(name string, among []string) instead.Text {
	return hint("; did you mean %s?", name, among)
}

// Quoted is Plain with the name in quotes.
func Quoted(name string, among []string) instead.Text {
	return hint("; did you mean %q?", name, among)
}

func hint(format, name string, among []string) (none instead.Text) {
	if near, ok := To(name, among); ok {
		return instead.Said(fmt.Sprintf(format, near), asJSON(near))
	}
	return none
}

func asJSON(text string) string {
	data, _ := json.Marshal(text) // no text has none
	return string(data)
}

// Of lists the words that are allowed, with the one that was probably meant.
func Of[T ~string](have T, allowed []T) instead.Text {
	words := make([]string, len(allowed))
	for i, w := range allowed {
		words[i] = string(w)
	}
	list := strings.Join(words, ", ")
	if near, ok := To(string(have), words); ok {
		return instead.Said(fmt.Sprintf("%s; did you mean %q?", list, near), asJSON(near))
	}
	return instead.Words(list)
}

// mistakes is the Damerau-Levenshtein distance (optimal string alignment) of a
// and b, or any number from limit on if it is not below limit.
func mistakes(a, b []rune, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	// Rows of the distance table: of the prefix of a that ends two runes
	// before, one rune before, and here. Cells farther than limit from the
	// diagonal are beyond it; two next to the ones computed are read.
	var rows [3][maxNearest + 3 + 1]int
	before, last, here := rows[0][:], rows[1][:], rows[2][:]
	for j := range len(b) + 1 {
		last[j] = j
	}
	for i := range a {
		from, to := max(0, i-limit), min(len(b), i+limit+1)
		here[from] = limit + i
		if from == 0 {
			here[0] = i + 1
		}
		if to < len(b) {
			here[to+1] = limit + i
		}
		for j := from; j < to; j++ {
			replaced := last[j]
			if a[i] != b[j] {
				replaced++
			}
			here[j+1] = min(replaced, last[j+1]+1, here[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				here[j+1] = min(here[j+1], before[j-1]+1)
			}
		}
		before, last, here = last, here, before
	}
	return last[len(b)]
}
